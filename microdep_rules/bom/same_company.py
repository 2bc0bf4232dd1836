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
from microdep_rules.vocabulary.placeholder_names import MOST_KEPT, names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

Keys = frozenset[tuple[str, str]]
"""Keys of a company: identifiers with their schemes; comparable names without a scheme."""
MOST_OF_ONE = 20
"""So many records of one name are compared with all of it; each further one with these alone."""


def duplicates(bom: Bom) -> dict[str, tuple[Element, ...]]:
    """Return the other records of the same company, by the id of each party that has any."""
    if bom.links.same_companies is None:
        bom.links.same_companies = duplicates_among(bom.parties.values())
    return bom.links.same_companies


def duplicates_among(parties: Iterable[Element]) -> dict[str, tuple[Element, ...]]:
    """Return the same for some records."""
    every = [*parties]
    known_by = _keys_of(every)
    if len(frozenset().union(*known_by)) == sum(map(len, known_by)):  # usually no two share a key
        return {}
    having: dict[tuple[str, str], list[Element]] = {}
    for party, own in zip(every, known_by, strict=True):
        for key in own:
            having.setdefault(key, []).append(party)
    duplicates_by_id: dict[str, dict[str, Element]] = {}
    for same in having.values():
        for number, one in enumerate(same if len(same) > 1 else ()):
            for other in same if number < MOST_OF_ONE else same[:MOST_OF_ONE]:
                if one is not other and not are_distinct(keys(one), keys(other)):
                    duplicates_by_id.setdefault(one.id, {})[other.id] = other
    return {id_: tuple(records.values()) for id_, records in duplicates_by_id.items()}


def _keys_of(parties: list[Element]) -> list[Keys]:
    """Return the keys of each party; most have only a name."""
    records = [party.data for party in parties]
    if any("aliases" in record or "identifiers" in record for record in records):
        return [*map(keys, parties)]
    names = [record.get("name") for record in records]
    if not {*map(type, names)} <= {str}:
        return [*map(keys, parties)]
    return [*map(keys_of_name, names)]


def are_same(one: Element, other: Element) -> bool:
    """Return whether two records are of one company, by a name or an identifier that both state."""
    return not keys(one).isdisjoint(keys(other)) and not are_distinct(keys(one), keys(other))


def keys(party: Element) -> Keys:
    """Return the keys of a party: its identifiers, and its names in comparable form."""
    data = party.data
    name = data.get("name")
    if name.__class__ is str and "aliases" not in data and "identifiers" not in data:
        return keys_of_name(name)
    names = (name, *(exact(alias) for alias in party.data.get("aliases") or ()))
    spellings = {key for spelling in names if isinstance(spelling, str) for key in keys_of_name(spelling)}
    return frozenset({*_identifiers(party), *spellings})


@lru_cache(maxsize=MOST_KEPT)
def keys_of_name(name: str) -> Keys:
    """Return the keys of a company that has only a name; none if it names nobody."""
    return frozenset({("", spelled(name))} if names_somebody(name) and spelled(name) else ())


def schemes(known_by: Keys) -> set[str]:
    """Return the schemes of the stated identifiers of a company."""
    return {scheme for scheme, _ in known_by if scheme}


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Diagnostics for records of one company that state different countries or different lists of owners."""
    warned: set[frozenset[str]] = set()
    place = {id_: number for number, id_ in enumerate(bom.parties)}
    for id_, same in duplicates(bom).items():
        party = bom.parties[id_]
        for other in same:
            field = _contrary(party, other)
            if field and frozenset({id_, other.id}) not in warned:
                warned.add(frozenset({id_, other.id}))
                first, again = sorted((party, other), key=lambda record: place[record.id])
                yield say.one_company_twice(
                    first.name, again.name, field, bom.span(again, field), bom.span(first, field)
                )


def _contrary(one: Element, other: Element) -> str:
    """Return the first field that both state and in which they differ."""
    stated, other_country = (exact(party.data.get("country")) for party in (one, other))
    if (
        isinstance(stated, str)
        and isinstance(other_country, str)
        and not countries.may_both_be(stated, other_country)
    ):
        return "country"
    for field in ("owners", "rights"):
        if field in one.data and field in other.data and one.data[field] != other.data[field]:
            return field
    return ""


def are_distinct(one: Keys, other: Keys) -> bool:
    """Return whether two records state different identifiers of one scheme, and the same of none."""
    same_identifier = any(scheme for scheme, _ in one & other)
    return not same_identifier and bool(schemes(one) & schemes(other))


def _identifiers(party: Element) -> Iterator[tuple[str, str]]:
    held = party.data.get("identifiers") or {}
    for scheme, value in held.items():
        stated = as_identifier(str(scheme), str(exact(value)))
        if stated[1] and names_somebody(stated[1]):
            yield stated
