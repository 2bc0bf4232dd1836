"""Companies and sites of a document; several records may be about one company or site."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.facts import exact
from microdep_rules.production.parties import Parties, grouped
from microdep_rules.vocabulary.countries import may_both_be
from microdep_rules.vocabulary.names import folded, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.parties import CompanyGroup
    from microdep_rules.production.supply import Point


class SiteIdentity(Struct, frozen=True):
    """Site that is identified by its company, its name and its country."""

    owner: str
    """Key of the company that owns the site; empty if no company is stated."""
    key: str
    name: str
    called: str
    """Name of the site without differences in spelling, for comparison."""
    country: str
    """Country of the site; empty if it is not stated."""

    @property
    def point(self) -> str:
        """Key that identifies the site among all points of failure of the document."""
        return f"{self.owner}/{self.key}"


class Identities(Struct, frozen=True, eq=False):
    """Companies and sites of a document."""

    parties: Parties
    sites: Mapping[str, SiteIdentity]
    """Sites by the id of their record."""


def identities_of(bom: Bom) -> Identities:
    """Return the companies and sites of a document."""
    parties = Parties(bom)
    by_name: dict[tuple[str, str], list[Element]] = {}
    owners = {id_: parties.find(s.owner.id) if s.owner is not None else None for id_, s in bom.sites.items()}
    for id_, site in bom.sites.items():
        owner = owners[id_]
        by_name.setdefault((owner.key if owner is not None else "", folded(site.name)), []).append(site)
    sites: dict[str, SiteIdentity] = {}
    for (owner_key, name), same in by_name.items():
        apart = _are_apart(map(_country, same))
        for site in same:
            owner, country = owners[site.id], _country(site)
            called = f"{site.name} ({owner.name})" if owner is not None else same[0].name
            where = country or site.id
            sites[site.id] = SiteIdentity(
                owner_key,
                f"{name}/{where}" if apart else name,
                f"{called}, {where}" if apart else called,
                name,
                country,
            )
    return Identities(parties, sites)


def _country(site: Element) -> str:
    return str(exact(site.data.get("country")) or "")


def _are_apart(countries: Iterable[str]) -> bool:
    """Return whether two of the countries differ, so that the sites cannot be one site."""
    stated = set(countries) - {""}
    return any(not may_both_be(country, other) for country in stated for other in stated)


class SharedIdentities:
    """Companies and sites of several documents; a company has one key and one name in all documents."""

    def __init__(self, every: Sequence[Identities]) -> None:
        self._records = {(d, site.point): site for d, k in enumerate(every) for site in k.sites.values()}
        groups = [(number, group) for number, known in enumerate(every) for group in known.parties.groups]
        numbers, perhaps = grouped([group.known_by for _, group in groups])
        self._number = {(d, group.key): n for (d, group), n in zip(groups, numbers, strict=True)}
        self._perhaps = perhaps
        self._apart = _distinguishing_identifiers([group for _, group in groups], numbers)
        self._sites = self._sites_of(every)

    def of(self, document: int, point: Point) -> tuple[str, tuple[str, ...]]:
        """Return the common key of a point in all documents, and the keys of points that may equal it."""
        if point.kind == "party":
            number = self._number[document, point.key]
            return str(number), tuple(map(str, sorted(self._perhaps.get(number, ()))))
        if point.kind == "site":
            return self._sites[document, point.key], ()
        return point.key, ()

    def distinct_point(self, document: int, point: Point) -> Point:
        """Return the point with a key and a name that no other point in any of the documents has.

        If several companies have one name, an identifier is added to their names and to the names of their
        sites.
        """
        if point.kind == "site":
            owner, _, _ = point.key.partition("/")
            own = self._records[document, point.key]
            where = self._sites[document, point.key].rpartition("/")[2]
            if where and not own.key.endswith(f"/{where}"):
                point = point._replace(key=f"{point.key}/{where}", name=f"{point.name}, {where}")
        else:
            owner = point.key if point.kind == "party" else ""
        apart = self._apart.get(self._number.get((document, owner), -1), "")
        return point._replace(key=f"{point.key}, {apart}", name=f"{point.name}, {apart}") if apart else point

    def _sites_of(self, every: Sequence[Identities]) -> dict[tuple[int, str], str]:
        """Return the common key of each site by (number of the document, key of the site in the document).

        Sites of one company with one name are one site, unless they are in different countries.
        """
        by_name: dict[tuple[str, str], list[tuple[int, SiteIdentity]]] = {}
        for document, known in enumerate(every):
            for site in known.sites.values():
                owner = str(self._number.get((document, site.owner), ""))
                by_name.setdefault((owner, site.called), []).append((document, site))
        keys = {}
        for (owner, name), same in by_name.items():
            apart = _are_apart(site.country for _, site in same)
            for document, site in same:
                where = (site.country or f"document {document + 1}") if apart else ""
                keys[document, site.point] = f"{owner}/{name}/{where}"
        return keys


def _distinguishing_identifiers(groups: Sequence[CompanyGroup], numbers: Sequence[int]) -> dict[int, str]:
    """Return an identifier, such as a LEI, for each company whose name belongs to another company, too."""
    names: dict[int, str] = {}
    identifiers: dict[int, set[str]] = {}
    for group, number in zip(groups, numbers, strict=True):
        names.setdefault(number, spelled(next(iter(group.about[0]), group.name)))
        stated = {f"{scheme.replace('_', ' ')} {value}".upper() for scheme, value in group.about[1]}
        identifiers.setdefault(number, set()).update(stated)
    often = Counter(names.values())
    return {
        number: min(identifiers[number], default="no identifier stated")
        for number, name in names.items()
        if often[name] > 1
    }
