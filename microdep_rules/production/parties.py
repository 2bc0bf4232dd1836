"""Companies of a document; one company may have several records.

Two records belong to one company if they share an identifier, a name or an alias (`bom/same_company.py`). The
rule is transitive: if the records A and B belong to one company, and B and C, then all three do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.same_company import Keys, are_distinct, keys, keys_of_name, schemes
from microdep_rules.engine.register import PartyFeatures, features_of, register
from microdep_rules.lang.ir import Company
from microdep_rules.vocabulary.names import spelled

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import Truth


class CompanyGroup(Struct, frozen=True):
    """Company with all its records in a document."""

    key: str
    """Key that only this company of the document has."""
    name: str
    about: PartyFeatures
    known_by: Keys
    perhaps: tuple[str, ...] = ()
    """Keys of companies that may be this company: they share a name, but no identifier."""


class Parties:
    """Companies of a document, by ids, names and aliases."""

    def __init__(self, bom: Bom) -> None:
        records = tuple(bom.parties.values())
        numbers, perhaps = grouped([keys(record) for record in records])
        groups = _groups(records, numbers, perhaps)
        self._by_key = {group.key: group for group in groups.values()}
        self._by_id = {record.id: groups[number] for record, number in zip(records, numbers, strict=True)}
        self._by_mark: dict[tuple[str, str], CompanyGroup] = {}
        for group in groups.values():
            for mark in group.known_by:
                self._by_mark.setdefault(mark, group)
        self._same: dict[tuple[str, str], Truth] = {}

    @property
    def groups(self) -> tuple[CompanyGroup, ...]:
        """All companies of the document."""
        return tuple(self._by_key.values())

    def find(self, word: str) -> CompanyGroup | None:
        """Return the company with the id, name or alias `word`; `None` if the document has none."""
        by_name = (self._by_mark[key] for key in keys_of_name(word) if key in self._by_mark)
        return self._by_id.get(word) or next(by_name, None)

    def of_key(self, key: str) -> CompanyGroup:
        """Return the company with the key `key`."""
        return self._by_key[key]

    def key_of(self, id_: str) -> str:
        """Return the key of the company with the record `id_`."""
        return self._by_id[id_].key if id_ in self._by_id else id_

    def same(self, key: str, asked: str) -> Truth:
        """Return whether `asked` is the id, name or alias of the company with the key `key`."""
        if (key, asked) not in self._same:
            self._same[key, asked] = self._is_same(self._by_key[key], asked)
        return self._same[key, asked]

    def _is_same(self, own: CompanyGroup, asked: str) -> Truth:
        other = self.find(asked)
        if other is not None and own.key == other.key:
            return True
        if other is not None and other.key in own.perhaps:
            return None
        names, identifiers, _ = other.about if other is not None else ((asked,), frozenset(), ())
        if not names and not identifiers:
            return False
        listed = register(frozenset({Company(names or ("",), tuple(sorted(identifiers)))}))
        how = listed.match_features(own.about).by
        if how in {"identifier", "name"}:
            return True
        return None if how in {"near", "script", "unnamed"} else False


def grouped(every: Sequence[Keys]) -> tuple[list[int], dict[int, set[int]]]:
    """Return a company number for each record, and the numbers of companies that may be one company.

    If different companies share a name, a record with only this name may belong to any of them.
    """
    by_identifier = _group_numbers([[known for known in known_by if known[0]] for known_by in every])
    merged = {
        number: frozenset().union(*(every[record] for record in own))
        for number, own in _members(by_identifier).items()
    }
    numbers = list(merged)
    final = {index: index for index in numbers}
    perhaps: dict[int, set[int]] = {}
    for places in _members(_group_numbers([merged[index] for index in numbers])).values():
        alike = [numbers[place] for place in places]
        stated = [scheme for index in alike for scheme in schemes(merged[index])]
        if len(stated) == len(set(stated)):  # records with the same identifier are already merged
            final |= dict.fromkeys(alike, alike[0])
        else:
            perhaps |= _possibly_same(alike, merged)
    return [final[index] for index in by_identifier], perhaps


def _group_numbers(every: Sequence[Iterable[Hashable]]) -> list[int]:
    """Return a group number for each record; records with a common key are in one group, transitively."""
    parent = list(range(len(every)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[Hashable, int] = {}
    for place, marks in enumerate(every):
        for mark in marks:
            lower, higher = sorted((root(first.setdefault(mark, place)), root(place)))
            parent[higher] = lower
    return [root(index) for index in range(len(parent))]


def _members(numbers: Iterable[int]) -> dict[int, list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(numbers):
        members[number].append(place)
    return members


def _possibly_same(alike: Sequence[int], merged: dict[int, Keys]) -> dict[int, set[int]]:
    """Return, for each company, the companies with the same name and without a different identifier."""
    bearers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in alike:
        for mark in merged[number]:
            bearers[mark].append(number)
    perhaps: dict[int, set[int]] = defaultdict(set)
    for same in bearers.values():
        for number in same:
            perhaps[number] |= {
                o for o in same if o != number and not are_distinct(merged[number], merged[o])
            }
    return perhaps


def _groups(
    records: Sequence[Element], numbers: Sequence[int], perhaps: dict[int, set[int]]
) -> dict[int, CompanyGroup]:
    """Return the companies by number, each with a unique key and a unique name."""
    members = {number: [records[number] for number in own] for number, own in _members(numbers).items()}
    keys_ = {number: spelled(own[0].name) or own[0].name for number, own in members.items()}
    alike = Counter(keys_.values())
    several = {number for number, key in keys_.items() if alike[key] > 1}
    keys_ |= {number: f"{keys_[number]} {members[number][0].id}" for number in several}
    return {
        number: CompanyGroup(
            keys_[number],
            f"{own[0].name} ({own[0].id})" if number in several else own[0].name,
            _merged_facts([features_of(number) for number in own]),
            frozenset().union(*map(keys, own)),
            tuple(keys_[perhap] for perhap in sorted(perhaps.get(number, ()))),
        )
        for number, own in members.items()
    }


def _merged_facts(every: Sequence[PartyFeatures]) -> PartyFeatures:
    """Return the facts about a company from all its records."""
    names = dict.fromkeys(name for own, _, _ in every for name in own)
    identifiers = frozenset().union(*(stated for _, stated, _ in every))
    return tuple(names), identifiers, frozenset().union(*(others for _, _, others in every))
