"""What all components of a document share: who is one company, and which sites are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.facts import exact
from microdep_rules.production.parties import Parties, grouped
from microdep_rules.vocabulary.countries import may_both_be
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.supply import Point


class Site(Struct, frozen=True):
    """One site: its company, its name, and its country where sites of that name are in several."""

    owner: str
    """The key of its company; empty where it has none."""
    key: str
    name: str


class Known(Struct, frozen=True, eq=False):
    """The companies and sites of a document."""

    parties: Parties
    sites: Mapping[str, Site]
    """By the ids of their records."""


def known_of(bom: Bom) -> Known:
    """The companies and sites of a document."""
    parties = Parties(bom)
    alike: dict[tuple[str, str], list[Element]] = {}
    owners = {id_: parties.find(s.owner.id) if s.owner is not None else None for id_, s in bom.sites.items()}
    for id_, site in bom.sites.items():
        owner = owners[id_]
        alike.setdefault((owner.key if owner is not None else "", folded(site.name)), []).append(site)
    found: dict[str, Site] = {}
    for (owner_key, name), same in alike.items():
        apart = _are_apart(same)
        for site in same:
            owner = owners[site.id]
            called = f"{site.name} ({owner.name})" if owner is not None else same[0].name
            where = str(exact(site.data.get("country")) or site.id)
            found[site.id] = Site(
                owner_key, f"{name}/{where}" if apart else name, f"{called}, {where}" if apart else called
            )
    return Known(parties, found)


def _are_apart(sites: Iterable[Element]) -> bool:
    """Whether sites of one name are in two countries, so that they are not one site."""
    stated = {str(exact(each.data.get("country"))) for each in sites if exact(each.data.get("country"))}
    return any(not may_both_be(one, other) for one in stated for other in stated)


class Across:
    """The companies and sites of several documents, each with one key in all of them."""

    def __init__(self, every: Sequence[Known]) -> None:
        groups = [(number, each) for number, known in enumerate(every) for each in known.parties.groups]
        numbers, perhaps = grouped([each.known_by for _, each in groups])
        self._number = {(d, each.key): n for (d, each), n in zip(groups, numbers, strict=True)}
        self._perhaps = perhaps

    def of(self, document: int, point: Point) -> tuple[str, tuple[str, ...]]:
        """The key of a point of a document in all of them, and the keys of others that it may be."""
        if point.kind == "party":
            number = self._number[document, point.key]
            return str(number), tuple(map(str, sorted(self._perhaps.get(number, ()))))
        if point.kind == "site":
            owner, _, site = point.key.partition("/")
            return f"{self._number.get((document, owner), '')}/{site}", ()
        return point.key, ()
