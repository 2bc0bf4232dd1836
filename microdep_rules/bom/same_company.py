"""Parties that are the same company, because they have an identifier or a name in common.

The facts of both records then count for the company. Parties with different identifiers of the same scheme
are different companies.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.names import as_identifier, spelled
from microdep_rules.vocabulary.placeholder_names import MOST_KEPT, names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

Keys = frozenset[tuple[str, str]]
"""Keys of a company: pairs of scheme and identifier; for a name, the scheme is empty."""
MOST_COMPARED = 20
"""Largest number of records with one key that are compared with all other records with this key.

Further records with the key are compared only with these first records.
"""


def duplicates(bom: Bom) -> dict[str, tuple[Element, ...]]:
    """For each party with further records of the same company, return these records."""
    if bom.links.same_companies is None:
        bom.links.same_companies = duplicates_among(bom.parties.values())
    return bom.links.same_companies


def duplicates_among(parties: Iterable[Element]) -> dict[str, tuple[Element, ...]]:
    """Return the other records of the same company, by party id, if only these parties are compared."""
    every = [*parties]
    known_by = _keys_of(every)
    if len(frozenset().union(*known_by)) == sum(
        map(len, known_by)
    ):  # in most documents, no two parties have a key in common
        return {}
    having: dict[tuple[str, str], list[Element]] = {}
    for party, own in zip(every, known_by, strict=True):
        for key in own:
            having.setdefault(key, []).append(party)
    duplicates_by_id: dict[str, dict[str, Element]] = {}
    for same in having.values():
        for number, party in enumerate(same if len(same) > 1 else ()):
            for other in same if number < MOST_COMPARED else same[:MOST_COMPARED]:
                if party is not other and not are_distinct(keys(party), keys(other)):
                    duplicates_by_id.setdefault(party.id, {})[other.id] = other
    return {id_: tuple(records.values()) for id_, records in duplicates_by_id.items()}


def _keys_of(parties: list[Element]) -> list[Keys]:
    records = [party.data for party in parties]
    if any("aliases" in record or "identifiers" in record for record in records):
        return [*map(keys, parties)]
    names = [record.get("name") for record in records]
    if not {*map(type, names)} <= {str}:
        return [*map(keys, parties)]
    return [*map(keys_of_name, names)]


def are_same(first: Element, second: Element) -> bool:
    """Return whether two records are the same company: they have a name or an identifier in common."""
    return not keys(first).isdisjoint(keys(second)) and not are_distinct(keys(first), keys(second))


def keys(party: Element) -> Keys:
    """Return the keys of a party: its identifiers, and its names in a form for comparison."""
    data = party.data
    name = data.get("name")
    if name.__class__ is str and "aliases" not in data and "identifiers" not in data:
        return keys_of_name(name)
    names = (name, *(exact(alias) for alias in party.data.get("aliases") or ()))
    spellings = {key for spelling in names if isinstance(spelling, str) for key in keys_of_name(spelling)}
    return frozenset({*_identifiers(party), *spellings})


@lru_cache(maxsize=MOST_KEPT)
def keys_of_name(name: str) -> Keys:
    """Return the keys of a company with only a name; empty if the name is a placeholder."""
    return frozenset({("", spelled(name))} if names_somebody(name) and spelled(name) else ())


def schemes(known_by: Keys) -> set[str]:
    """Return the schemes of the stated identifiers of a company."""
    return {scheme for scheme, _ in known_by if scheme}


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Yield diagnostics for records of the same company with different countries, owners or rights."""
    warned: set[frozenset[str]] = set()
    place = {id_: number for number, id_ in enumerate(bom.parties)}
    for id_, same in duplicates(bom).items():
        party = bom.parties[id_]
        for other in same:
            field = _differing_field(party, other)
            if field and frozenset({id_, other.id}) not in warned:
                warned.add(frozenset({id_, other.id}))
                first, second = sorted((party, other), key=lambda record: place[record.id])
                yield diagnose(
                    "bom/contradiction",
                    bom.span(second, field),
                    "one-company",
                    also=[bom.span(first, field)],
                    first=first.name,
                    second=second.name,
                    field="countries" if field == "country" else field,
                )


def _differing_field(first: Element, second: Element) -> str:
    """Return the first field in which two records differ; empty if there is none."""
    stated, other_country = (exact(party.data.get("country")) for party in (first, second))
    if (
        isinstance(stated, str)
        and isinstance(other_country, str)
        and not countries.may_both_be(stated, other_country)
    ):
        return "country"
    for field in ("owners", "rights"):
        if field in first.data and field in second.data and first.data[field] != second.data[field]:
            return field
    return ""


def are_distinct(first: Keys, second: Keys) -> bool:
    """Return whether two records have different identifiers of a scheme, and no identifier in common."""
    same_identifier = any(scheme for scheme, _ in first & second)
    return not same_identifier and bool(schemes(first) & schemes(second))


def _identifiers(party: Element) -> Iterator[tuple[str, str]]:
    identifiers = party.data.get("identifiers") or {}
    for scheme, value in identifiers.items():
        stated = as_identifier(str(scheme), str(exact(value)))
        if stated[1] and names_somebody(stated[1]):
            yield stated
