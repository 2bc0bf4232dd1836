"""Parties that are recorded twice: by one identifier, or by a name that both have.

Facts of both records count then. Two records that state different identifiers of one scheme are of two
companies.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.names import as_identifier, spelled
from microdep_rules.vocabulary.nobody import MOST_KEPT, names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

Keys = frozenset[tuple[str, str]]
"""What a company is known by: identifiers with their schemes; names as they are compared, with none."""
MOST_OF_ONE = 20
"""So many records of one name are compared with all of it; each further one with these alone."""


def others(bom: Bom) -> dict[str, tuple[Element, ...]]:
    """The other records of the same company, by the id of a party that has any."""
    if bom.links.same_companies is None:
        bom.links.same_companies = others_among(bom.parties.values())
    return bom.links.same_companies


def others_among(parties: Iterable[Element]) -> dict[str, tuple[Element, ...]]:
    """The same among some records."""
    every = [*parties]
    known_by = _keys_of(every)
    if len(frozenset().union(*known_by)) == sum(map(len, known_by)):  # as of most: no two share anything
        return {}
    having: dict[tuple[str, str], list[Element]] = {}
    for party, own in zip(every, known_by, strict=True):
        for key in own:
            having.setdefault(key, []).append(party)
    found: dict[str, dict[str, Element]] = {}
    for same in having.values():
        for number, one in enumerate(same if len(same) > 1 else ()):
            for other in same if number < MOST_OF_ONE else same[:MOST_OF_ONE]:
                if one is not other and not are_apart(keys(one), keys(other)):
                    found.setdefault(one.id, {})[other.id] = other
    return {id_: tuple(each.values()) for id_, each in found.items()}


def _keys_of(parties: list[Element]) -> list[Keys]:
    """What each of some parties is known by; of most nothing but a name is written."""
    records = [party.data for party in parties]
    if any("aliases" in record or "identifiers" in record for record in records):
        return [*map(keys, parties)]
    names = [record.get("name") for record in records]
    if not {*map(type, names)} <= {str}:
        return [*map(keys, parties)]
    return [*map(keys_of_name, names)]


def are_one(one: Element, other: Element) -> bool:
    """Return whether two records are of one company, by a name or an identifier that both state."""
    return not keys(one).isdisjoint(keys(other)) and not are_apart(keys(one), keys(other))


def keys(party: Element) -> Keys:
    """All that a party is known by: its identifiers, and its names as they are compared."""
    data = party.data
    name = data.get("name")
    if name.__class__ is str and "aliases" not in data and "identifiers" not in data:
        return keys_of_name(name)
    names = (name, *(exact(each) for each in party.data.get("aliases") or ()))
    spellings = {key for each in names if isinstance(each, str) for key in keys_of_name(each)}
    return frozenset({*_identifiers(party), *spellings})


@lru_cache(maxsize=MOST_KEPT)
def keys_of_name(name: str) -> Keys:
    """What a company is known by of which nothing but a name is written; nothing where it names nobody."""
    return frozenset({("", spelled(name))} if names_somebody(name) and spelled(name) else ())


def schemes(known_by: Keys) -> set[str]:
    """The schemes of the identifiers that are stated of a company."""
    return {scheme for scheme, _ in known_by if scheme}


def check(bom: Bom) -> Iterator[Diagnostic]:
    """The records of one company that state different countries, or different lists of owners."""
    warned: set[frozenset[str]] = set()
    place = {id_: number for number, id_ in enumerate(bom.parties)}
    for id_, same in others(bom).items():
        party = bom.parties[id_]
        for other in same:
            field = _contrary(party, other)
            if field and frozenset({id_, other.id}) not in warned:
                warned.add(frozenset({id_, other.id}))
                first, again = sorted((party, other), key=lambda each: place[each.id])
                yield say.one_company_twice(
                    first.name, again.name, field, bom.span(again, field), bom.span(first, field)
                )


def _contrary(one: Element, other: Element) -> str:
    """The first field that both state, and in which they differ."""
    stated, there = (exact(each.data.get("country")) for each in (one, other))
    if isinstance(stated, str) and isinstance(there, str) and not countries.may_both_be(stated, there):
        return "country"
    for field in ("owners", "rights"):
        if field in one.data and field in other.data and one.data[field] != other.data[field]:
            return field
    return ""


def are_apart(one: Keys, other: Keys) -> bool:
    """Return whether two records state different identifiers of one scheme, and the same of none."""
    same_identifier = any(scheme for scheme, _ in one & other)
    return not same_identifier and bool(schemes(one) & schemes(other))


def _identifiers(party: Element) -> Iterator[tuple[str, str]]:
    held = party.data.get("identifiers") or {}
    for scheme, value in held.items():
        stated = as_identifier(str(scheme), str(exact(value)))
        if stated[1] and names_somebody(stated[1]):
            yield stated
