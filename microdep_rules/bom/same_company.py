"""Parties that are recorded twice: by one identifier, or by a name that both have.

Facts of both records count then. Two records that state different identifiers of one scheme are of two
companies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.names import as_identifier, spelled
from microdep_rules.vocabulary.nobody import names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

MOST_OF_ONE = 20
"""So many records of one name are compared with all of it; each further one with these alone."""


def others(parties: Iterable[Element]) -> dict[str, tuple[Element, ...]]:
    """The other records of the same company, by the id of a party that has any."""
    having: dict[tuple[str, str], list[Element]] = {}
    for party in parties:
        for key in keys(party):
            having.setdefault(key, []).append(party)
    found: dict[str, dict[str, Element]] = {}
    for same in having.values():
        for number, one in enumerate(same if len(same) > 1 else ()):
            for other in same if number < MOST_OF_ONE else same[:MOST_OF_ONE]:
                if one is not other and not _apart(one, other):
                    found.setdefault(one.id, {})[other.id] = other
    return {id_: tuple(each.values()) for id_, each in found.items()}


def are_one(one: Element, other: Element) -> bool:
    """Whether two records are of one company, by a name or an identifier that both state."""
    return not keys(one).isdisjoint(keys(other)) and not _apart(one, other)


def keys(party: Element) -> frozenset[tuple[str, str]]:
    """All that a party is known by: its identifiers, and its names as they are compared."""
    names = (party.data.get("name"), *(exact(each) for each in party.data.get("aliases") or ()))
    spellings = {spelled(each) for each in names if isinstance(each, str) and names_somebody(each)}
    return frozenset({*_identifiers(party), *(("", each) for each in spellings if each)})


def check(bom: Bom) -> Iterator[Diagnostic]:
    """The records of one company that state different countries, or different lists of owners."""
    warned: set[frozenset[str]] = set()
    place = {id_: number for number, id_ in enumerate(bom.parties)}
    for id_, same in others(bom.parties.values()).items():
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


def _apart(one: Element, other: Element) -> bool:
    """Whether two records state different identifiers of one scheme, and the same of none."""
    own, theirs = set(_identifiers(one)), set(_identifiers(other))
    return not own & theirs and bool({scheme for scheme, _ in own} & {scheme for scheme, _ in theirs})


def _identifiers(party: Element) -> Iterator[tuple[str, str]]:
    held = party.data.get("identifiers") or {}
    for scheme, value in held.items():
        stated = as_identifier(str(scheme), str(exact(value)))
        if stated[1] and names_somebody(stated[1]):
            yield stated
