"""Which rows are about one part, and the id of each part.

A list by levels names a part under everything that holds it. By one number such rows are one part that is
used twice; where they say different things, or only have a name in common, they are two parts.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import rows as say
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.terms import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.rows import Row
    from microdep_rules.bom.imports.written import PlacedRecord
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

NOT_COMPARED = frozenset({"id", "name", "notes"})
"""Fields in which two rows about one part may differ."""
NOTHING = 0
"""The sign of a row that holds nothing."""


class Parts:
    """The parts that the rows of a table are about, and what is directly in what."""

    def __init__(self, rows: Sequence[Row], holders: Sequence[int | None], product: PlacedRecord) -> None:
        self.rows = rows
        self.holders = holders
        self.product = product
        self.order = from_above(holders)
        self.held = _what_is_held(rows, holders, self.order)
        self.listed = list(self.held)
        """What each row itself lists: `held` becomes that of the part it is about."""
        self.meant: dict[int, int] = {}
        """For each row the one that stands for its part; a row is not in it that only repeats others."""
        self.repeated: set[int] = set()
        """Rows that hold what their part holds already."""
        self.taken = {product.value["id"]}
        self.of_key: defaultdict[str, list[int]] = defaultdict(list)
        self.used: set[tuple[int | None, int]] = set()
        self.diagnostics: list[Diagnostic] = []
        self.renamed: list[tuple[Row, Row]] = []
        for at in self.order:
            self._row(at)
        self._which_assemblies()
        if self.renamed:
            first, row = self.renamed[0]
            told = say.names_differ((first.called, row.called), len(self.renamed), row.span, first.span)
            self.diagnostics.append(told)

    def kept(self) -> list[PlacedRecord]:
        """Every part once, in the order of the rows."""
        return [self.rows[at].part for at in sorted(self.meant) if self.meant[at] == at]

    def uses(self) -> list[tuple[PlacedRecord, Row]]:
        """What holds a part, and the row that says so, in the order of the rows."""
        found = []
        sits: dict[tuple[int | None, str], Row] = {}
        for at in sorted(self.meant):
            row, holder = self.rows[at], self._holder(at)
            row.usage.put_first("ref", self.rows[self.meant[at]].part.value["id"])
            found.append((self.product if holder is None else self.rows[holder].part, row))
            for place in row.places:
                first = sits.setdefault((holder, place), row)
                if first is not row:
                    told = say.designator_twice(place, _places(row), _places(first))
                    self.diagnostics.append(told)
        return found

    def _holder(self, at: int) -> int | None:
        holder = self.holders[at]
        return None if holder is None else self.meant.get(holder, holder)

    def _row(self, at: int) -> None:
        row, above = self.rows[at], self.holders[at]
        if above in self.repeated:
            self.repeated.add(at)
            return
        holder = self._holder(at)
        same = self.of_key[row.key]
        first = next((each for each in same if self._are_one(each, at, holder)), None)
        if first is None:
            own = self._id(row, holder, same)
            if own is None:
                self.diagnostics.append(say.row_twice(row.key, row.span))
                self.meant[at] = same[0]
                return
            self.taken.add(own)
            row.part.put_first("id", own)
            same.append(at)
            first = at
        elif self.held[at] != NOTHING and self.held[first] == self.held[at]:
            self.repeated.add(at)
        else:
            self.held[first] = self.held[first] or self.held[at]
        self.meant[at] = first
        self.used.add((holder, first))
        if first != at:
            if folded(row.called) != folded(self.rows[first].called):
                self.renamed.append((self.rows[first], row))
            self.rows[first].part.take(row.part)

    def _which_assemblies(self) -> None:
        """Rows that list nothing of what is in them, where others with their number list different things."""
        by_key: defaultdict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(self.rows):
            if row.is_numbered:
                by_key[row.key].append(at)
        for same in by_key.values():
            listed = {self.listed[at]: at for at in reversed(same) if self.listed[at] != NOTHING}
            bare = next((at for at in same if self.listed[at] == NOTHING), None)
            if bare is not None and len(listed) > 1:
                others = [self.rows[at].span for at in sorted(listed.values())]
                self.diagnostics.append(
                    say.which_assembly(self.rows[bare].called, self.rows[bare].span, others)
                )

    def _are_one(self, first: int, at: int, holder: int | None) -> bool:
        """Return whether two rows are about one part: by its number, and nothing that both say differs."""
        one, other = self.rows[first], self.rows[at]
        return (
            one.is_numbered
            and other.is_numbered
            and (holder, first) not in self.used
            and (self.held[first] == self.held[at] or NOTHING in {self.held[first], self.held[at]})
            and (one.number == other.number or "mpn" in one.part.value.keys() & other.part.value.keys())
            and one.part.agrees_with(other.part, NOT_COMPARED)
        )

    def _id(self, row: Row, holder: int | None, same: list[int]) -> str | None:
        """An id that no other part has: with the first place, or with what holds the part, behind it."""
        if row.key not in self.taken:
            return row.key
        above = self.product if holder is None else self.rows[holder].part
        if row.places:
            behind = row.places[0]
        elif any((holder, each) in self.used for each in same):
            return None
        else:
            behind = row.parent or above.value.get("id", "")
        own = slug(f"{row.key} {behind}")
        if own not in self.taken or same:
            return own if own not in self.taken else None
        return next(each for number in count(2) if (each := f"{row.key}-{number}") not in self.taken)


def _places(row: Row) -> Span:
    """Where a row says where its part sits."""
    return row.usage.span_of("designators")


def from_above(holders: Sequence[int | None]) -> list[int]:
    """The rows, each behind what holds it; of rows that hold one another, as they stand."""
    done: dict[int, None] = {}
    for at in range(len(holders)):
        line: dict[int, None] = {}
        each: int | None = at
        while each is not None and each not in done and each not in line:
            line[each] = None
            each = holders[each]
        done.update(dict.fromkeys(reversed(line)))
    return list(done)


def _what_is_held(rows: Sequence[Row], holders: Sequence[int | None], order: Sequence[int]) -> list[int]:
    """A sign for what each row holds, the same for the same things."""
    signs: dict[tuple[str, ...], int] = {(): NOTHING}
    held = [NOTHING] * len(rows)
    inside: defaultdict[int, list[str]] = defaultdict(list)
    for at in reversed(order):
        held[at] = signs.setdefault(tuple(sorted(inside.pop(at, ()))), len(signs))
        row, holder = rows[at], holders[at]
        if holder is not None:
            facts = sorted((name, repr(value)) for name, value in row.part.value.items())
            inside[holder].append(repr((row.key, facts, sorted(row.usage.value.items(), key=repr), held[at])))
    return held
