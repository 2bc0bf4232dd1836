"""Detection of rows about the same component, and the id of each component.

In a list with levels, a component appears under each of its parents. Rows with the same number are one
component that is used twice. Rows that contradict each other, or that have only the name in common, are two
components.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import rows as say
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.terms import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.placed_records import PlacedRecord
    from microdep_rules.bom.imports.rows import Row
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

NOT_COMPARED = frozenset({"id", "name", "notes"})
"""Fields that may differ between two rows about one component."""
NOTHING = 0
"""Signature for a row that lists no children."""


class ComponentIndex:
    """Components of a table, with their parents and children."""

    def __init__(self, rows: Sequence[Row], holders: Sequence[int | None], product: PlacedRecord) -> None:
        self.rows = rows
        self.holders = holders
        self.product = product
        self.order = top_down_order(holders)
        self.held = _child_signatures(rows, holders, self.order)
        self.listed = list(self.held)
        """Signature of the children that each row itself lists.

        In `held`, a row without children gets the children of a later row about the same component.
        """
        self.first_rows: dict[int, int] = {}
        """First row about the same component, by row. Rows inside a repeated assembly have no entry."""
        self.repeated: set[int] = set()
        """Rows that list again the children of a component from an earlier row."""
        self.taken = {product.value["id"]}
        self.of_key: defaultdict[str, list[int]] = defaultdict(list)
        self.used: set[tuple[int | None, int]] = set()
        self.diagnostics: list[Diagnostic] = []
        self.renamed: list[tuple[Row, Row]] = []
        for at in self.order:
            self._add_row(at)
        self._report_ambiguous_assemblies()
        if self.renamed:
            first, row = self.renamed[0]
            diagnostic = say.names_differ((first.called, row.called), len(self.renamed), row.span, first.span)
            self.diagnostics.append(diagnostic)

    def kept(self) -> list[PlacedRecord]:
        """Return each component once, in the order of the rows."""
        return [self.rows[at].part for at in sorted(self.first_rows) if self.first_rows[at] == at]

    def uses(self) -> list[tuple[PlacedRecord, Row]]:
        """Return the parent and the row of each use of a component, in the order of the rows."""
        uses = []
        by_place: dict[tuple[int | None, str], Row] = {}
        for at in sorted(self.first_rows):
            row, holder = self.rows[at], self._parent_of(at)
            row.usage.put_first("ref", self.rows[self.first_rows[at]].part.value["id"])
            uses.append((self.product if holder is None else self.rows[holder].part, row))
            for place in row.places:
                first = by_place.setdefault((holder, place), row)
                if first is not row:
                    diagnostic = diagnose(
                        "import/duplicate-row",
                        _places(row),
                        "designator",
                        also=(_places(first),),
                        place=place,
                    )
                    self.diagnostics.append(diagnostic)
        return uses

    def _parent_of(self, at: int) -> int | None:
        holder = self.holders[at]
        return None if holder is None else self.first_rows.get(holder, holder)

    def _add_row(self, at: int) -> None:
        row, above = self.rows[at], self.holders[at]
        if above in self.repeated:
            self.repeated.add(at)
            return
        holder = self._parent_of(at)
        same = self.of_key[row.key]
        first = next((other for other in same if self._are_same_component(other, at, holder)), None)
        if first is None:
            own = self._unused_id(row, holder, same)
            if own is None:
                self.diagnostics.append(diagnose("import/duplicate-row", row.span, id=row.key))
                self.first_rows[at] = same[0]
                return
            self.taken.add(own)
            row.part.put_first("id", own)
            same.append(at)
            first = at
        elif self.held[at] != NOTHING and self.held[first] == self.held[at]:
            self.repeated.add(at)
        else:
            self.held[first] = self.held[first] or self.held[at]
        self.first_rows[at] = first
        self.used.add((holder, first))
        if first != at:
            if folded(row.called) != folded(self.rows[first].called):
                self.renamed.append((self.rows[first], row))
            self.rows[first].part.take(row.part)

    def _report_ambiguous_assemblies(self) -> None:
        """Report a row without children if other rows with the same number list different children."""
        by_key: defaultdict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(self.rows):
            if row.is_numbered:
                by_key[row.key].append(at)
        for same in by_key.values():
            listed = {self.listed[at]: at for at in reversed(same) if self.listed[at] != NOTHING}
            without_children = next((at for at in same if self.listed[at] == NOTHING), None)
            if without_children is not None and len(listed) > 1:
                others = [self.rows[at].span for at in sorted(listed.values())]
                self.diagnostics.append(
                    diagnose(
                        "import/duplicate-row",
                        self.rows[without_children].span,
                        "assembly",
                        also=others[:3],
                        name=self.rows[without_children].called,
                    )
                )

    def _are_same_component(self, first: int, at: int, holder: int | None) -> bool:
        """Return whether two rows are about the same component: equal numbers, and no contradiction."""
        first_row, row = self.rows[first], self.rows[at]
        return (
            first_row.is_numbered
            and row.is_numbered
            and (holder, first) not in self.used
            and (self.held[first] == self.held[at] or NOTHING in {self.held[first], self.held[at]})
            and (
                first_row.number == row.number or "mpn" in first_row.part.value.keys() & row.part.value.keys()
            )
            and first_row.part.agrees_with(row.part, NOT_COMPARED)
        )

    def _unused_id(self, row: Row, holder: int | None, same: list[int]) -> str | None:
        """Return an unused id for a row, if necessary with the first designator or the parent added.

        Return `None` if no unused id is possible, or if the same parent already uses the component.
        """
        if row.key not in self.taken:
            return row.key
        above = self.product if holder is None else self.rows[holder].part
        if row.places:
            suffix = row.places[0]
        elif any((holder, child) in self.used for child in same):
            return None
        else:
            suffix = row.parent or above.value.get("id", "")
        own = slug(f"{row.key} {suffix}")
        if own not in self.taken or same:
            return own if own not in self.taken else None
        return next(id_ for number in count(2) if (id_ := f"{row.key}-{number}") not in self.taken)


def _places(row: Row) -> Span:
    """Return the span of the designators of a row."""
    return row.usage.span_of("designators")


def top_down_order(holders: Sequence[int | None]) -> list[int]:
    """Return the rows in an order with each parent before its children; rows in a cycle keep their order."""
    done: dict[int, None] = {}
    for at in range(len(holders)):
        line: dict[int, None] = {}
        current: int | None = at
        while current is not None and current not in done and current not in line:
            line[current] = None
            current = holders[current]
        done.update(dict.fromkeys(reversed(line)))
    return list(done)


def _child_signatures(rows: Sequence[Row], holders: Sequence[int | None], order: Sequence[int]) -> list[int]:
    """Return a signature of the children of each row; equal children have equal signatures."""
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
