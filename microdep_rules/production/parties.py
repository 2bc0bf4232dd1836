"""The companies of a document, each under all records that are of it.

Which are one is decided as everywhere (`bom/same_company.py`): by an identifier, by a name or an alias that
both have. Here that goes from each to the next: who is one with the second of two is one with the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.same_company import Keys, are_apart, keys, keys_of_name, schemes
from microdep_rules.engine.register import About, about_of, register
from microdep_rules.lang.ir import Company
from microdep_rules.vocabulary.names import spelled

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import Truth


class Group(Struct, frozen=True):
    """One company, under all the records that a document has of it."""

    key: str
    """What distinguishes it from the others of its document."""
    name: str
    about: About
    known_by: Keys
    perhaps: tuple[str, ...] = ()
    """The keys of others that it may be: they have a name of it, and are not one company."""


class Parties:
    """The companies of one document, found by the ids, the names and the aliases that it writes."""

    def __init__(self, bom: Bom) -> None:
        records = tuple(bom.parties.values())
        numbers, perhaps = grouped([keys(record) for record in records])
        groups = _groups(records, numbers, perhaps)
        self._by_key = {group.key: group for group in groups.values()}
        self._by_id = {each.id: groups[number] for each, number in zip(records, numbers, strict=True)}
        self._by_mark: dict[tuple[str, str], Group] = {}
        for group in groups.values():
            for mark in group.known_by:
                self._by_mark.setdefault(mark, group)
        self._same: dict[tuple[str, str], Truth] = {}

    @property
    def groups(self) -> tuple[Group, ...]:
        """All companies of the document."""
        return tuple(self._by_key.values())

    def find(self, word: str) -> Group | None:
        """The company that an id, a name or an alias names; nothing where the document has none of it."""
        by_name = (self._by_mark[each] for each in keys_of_name(word) if each in self._by_mark)
        return self._by_id.get(word) or next(by_name, None)

    def of_key(self, key: str) -> Group:
        """The company with a key."""
        return self._by_key[key]

    def key_of(self, id_: str) -> str:
        """The key of the company that has a record with an id."""
        return self._by_id[id_].key if id_ in self._by_id else id_

    def same(self, key: str, asked: str) -> Truth:
        """Return whether the company with a key is the one that is asked for, by any word for it."""
        if (key, asked) not in self._same:
            self._same[key, asked] = self._is_same(self._by_key[key], asked)
        return self._same[key, asked]

    def _is_same(self, own: Group, asked: str) -> Truth:
        other = self.find(asked)
        if other is not None and own.key == other.key:
            return True
        if other is not None and other.key in own.perhaps:
            return None
        names, identifiers, _ = other.about if other is not None else ((asked,), frozenset(), ())
        if not names and not identifiers:
            return False
        listed = register(frozenset({Company(names or ("",), tuple(sorted(identifiers)))}))
        how = listed.match_about(own.about).by
        if how in {"identifier", "name"}:
            return True
        return None if how in {"near", "script", "unnamed"} else False


def grouped(every: Sequence[Keys]) -> tuple[list[int], dict[int, set[int]]]:
    """The number of the company of each record; and beside it the other companies that it may be.

    Where one name is of companies that differ, who has no more than that name may be any of them.
    """
    by_identifier = _joined([[each for each in known_by if each[0]] for known_by in every])
    merged = {
        number: frozenset().union(*(every[each] for each in own))
        for number, own in _members(by_identifier).items()
    }
    numbers = list(merged)
    final = {each: each for each in numbers}
    perhaps: dict[int, set[int]] = {}
    for places in _members(_joined([merged[each] for each in numbers])).values():
        alike = [numbers[place] for place in places]
        stated = [scheme for each in alike for scheme in schemes(merged[each])]
        if len(stated) == len(set(stated)):  # who has the same identifier is one of them already
            final |= dict.fromkeys(alike, alike[0])
        else:
            perhaps |= _perhaps(alike, merged)
    return [final[each] for each in by_identifier], perhaps


def _joined(every: Sequence[Iterable[Hashable]]) -> list[int]:
    """The number of the set of each: those with a common mark are in one, and so on."""
    parent = list(range(len(every)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[Hashable, int] = {}
    for place, marks in enumerate(every):
        for mark in marks:
            one, other = sorted((root(first.setdefault(mark, place)), root(place)))
            parent[other] = one
    return [root(each) for each in range(len(parent))]


def _members(numbers: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(numbers):
        found[number].append(place)
    return found


def _perhaps(alike: Sequence[int], merged: dict[int, Keys]) -> dict[int, set[int]]:
    """Of each, those with one of its names from which no identifier sets it apart."""
    bearers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in alike:
        for mark in merged[each]:
            bearers[mark].append(each)
    found: dict[int, set[int]] = defaultdict(set)
    for same in bearers.values():
        for each in same:
            found[each] |= {o for o in same if o != each and not are_apart(merged[each], merged[o])}
    return found


def _groups(
    records: Sequence[Element], numbers: Sequence[int], perhaps: dict[int, set[int]]
) -> dict[int, Group]:
    """The companies by their numbers, each with a key that no other has; of one name each with an id."""
    members = {number: [records[each] for each in own] for number, own in _members(numbers).items()}
    keys_ = {number: spelled(own[0].name) or own[0].name for number, own in members.items()}
    alike = Counter(keys_.values())
    several = {number for number, key in keys_.items() if alike[key] > 1}
    keys_ |= {number: f"{keys_[number]} {members[number][0].id}" for number in several}
    return {
        number: Group(
            keys_[number],
            f"{own[0].name} ({own[0].id})" if number in several else own[0].name,
            _together([about_of(each) for each in own]),
            frozenset().union(*map(keys, own)),
            tuple(keys_[perhap] for perhap in sorted(perhaps.get(number, ()))),
        )
        for number, own in members.items()
    }


def _together(every: Sequence[About]) -> About:
    """All that is stated of one company in several records."""
    names = dict.fromkeys(name for own, _, _ in every for name in own)
    identifiers = frozenset().union(*(stated for _, stated, _ in every))
    return tuple(names), identifiers, frozenset().union(*(others for _, _, others in every))
