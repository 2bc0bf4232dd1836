"""Companies: parties of a document that are one company or may be one company.

All party records of one company have the same key. If two names are similar or in different scripts, the
parties may be one company. The result is unknown until an identifier or a statement settles the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.same_company import are_distinct
from microdep_rules.bom.same_company import keys as known_by
from microdep_rules.engine.party_names import PartyNameIndex, scripts_of
from microdep_rules.engine.register import is_named, names_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.names import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.bom.same_company import Keys
    from microdep_rules.engine.state import State

NUMBERS = pattern(r"[0-9]+")
NOBODY: frozenset[str] = frozenset()


class _Company(Struct):
    """One company of a document, with the statements of all party records about this company."""

    key: str
    name: str
    names: tuple[str, ...]
    known_by: Keys
    distinct_from: frozenset[str]

    @property
    def scripts(self) -> frozenset[str]:
        """Return the writing systems of the company's names, such as Latin or Chinese."""
        return NOBODY.union(*map(scripts_of, self.names))


class Companies(Struct, frozen=True):
    """The companies behind the parties of a document; several party records can be one company.

    `near` contains, for each company, the companies with which it may be identical.
    """

    key_of: Mapping[str, object]
    """For each party (by its id), the key of its company; a party without a company name is left out."""
    names: Mapping[object, str]
    near: Mapping[object, frozenset[object]]


def companies_of(engine: State, parties: Iterable[Element]) -> Companies:
    """Return the companies of some parties. The companies are computed once and cached."""
    every = {party.id: party for party in parties}
    return engine.compute_once(("companies", frozenset(every)), lambda: _companies(engine, every))


def _companies(engine: State, parties: Mapping[str, Element]) -> Companies:
    key_of: dict[str, object] = {}
    companies: dict[str, _Company] = {}
    apart: list[frozenset[str]] = []
    for party in parties.values():
        if party.id in key_of or not is_named(party):
            continue
        records = _records(engine, party)
        if _has_contradiction(records):  # linked, but stated to be different: any two may be one company
            apart.append(frozenset(record.id for record in records))
            records = [party]
        company = _company(records)
        companies[company.key] = company
        key_of |= {record.id: company.key for record in records}
    near: dict[object, set[object]] = {key: set() for key in companies}
    for one, other in _near_pairs([*companies.values()]):
        near[one].add(other)
        near[other].add(one)
    for ids in apart:
        for key in ids & near.keys():
            near[key] |= (ids & near.keys()) - {key}
    names: dict[object, str] = {key: company.name for key, company in companies.items()}
    return Companies(key_of, names, {key: frozenset(others) for key, others in near.items() if others})


def _records(engine: State, party: Element) -> list[Element]:
    """Return all records of the company of a party, in the order of their ids."""
    records, waiting = {party.id: party}, [party]
    while waiting:
        for record in engine.reader.same_as(waiting.pop()):
            if record.id not in records:
                records[record.id] = record
                waiting.append(record)
    return [records[id_] for id_ in sorted(records)]


def _has_contradiction(records: Sequence[Element]) -> bool:
    stated = [known_by(record) for record in records] if len(records) > 2 else []  # noqa: PLR2004 - pairs are linked directly
    return any(are_distinct(one, other) for number, one in enumerate(stated) for other in stated[:number])


def _company(records: Sequence[Element]) -> _Company:
    names = tuple(dict.fromkeys(name for record in records for name in names_of(record)))
    distinct = (record.data.get("distinct_from") or () for record in records)
    return _Company(
        records[0].id,
        records[0].name,
        names,
        frozenset().union(*map(known_by, records)),
        frozenset(spelled(str(name)) for others in distinct for name in others),
    )


def _near_pairs(companies: Sequence[_Company]) -> Iterable[tuple[str, str]]:
    """Yield the pairs of companies that may be one company."""
    by_name: dict[str, list[_Company]] = {}
    by_numbers: dict[tuple[str, ...], list[str]] = {}
    for company in companies:
        for name in company.names:
            by_name.setdefault(name, []).append(company)
            by_numbers.setdefault(_numbers(name), []).append(name)
    lists = {numbers: PartyNameIndex(names) for numbers, names in by_numbers.items()}
    plain = lists.get(())
    for name, ids in by_name.items():
        among = [lists[_numbers(name)], *([plain] if plain is not None and _numbers(name) else [])]
        for other in {near for some in among for near in some.near(name)}:
            yield from _unproved_pairs(ids, by_name[other])
    foreign = [company for company in companies if company.names and "latin" not in company.scripts]
    for company in foreign:
        others = [one for one in companies if one.names and one.scripts.isdisjoint(company.scripts)]
        yield from _unproved_pairs([company], others)


def _numbers(name: str) -> tuple[str, ...]:
    """Return the numbers in a name. Names with different numbers are never spellings of one name."""
    return tuple(sorted(NUMBERS.findall(spelled(name))))


def _unproved_pairs(some: Iterable[_Company], others: Sequence[_Company]) -> Iterable[tuple[str, str]]:
    """Yield the pairs of a company in `some` and a company in `others` that may be one company.

    If an identifier or a statement proves that the companies differ, the pair is left out.
    """
    for one in some:
        for other in others:
            if one is other or are_distinct(one.known_by, other.known_by):
                continue
            if not (_is_declared_distinct(one, other) or _is_declared_distinct(other, one)):
                yield one.key, other.key


def _is_declared_distinct(one: _Company, other: _Company) -> bool:
    return any(spelled(name) in one.distinct_from for name in other.names)
