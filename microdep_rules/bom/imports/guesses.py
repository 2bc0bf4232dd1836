"""Guesses of the fields of columns, from the names and cells of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.columns import SEVERAL, Column
from microdep_rules.bom.imports.fitting import ColumnTexts
from microdep_rules.bom.imports.names import column_meanings, fields, is_own_column, unread_reason
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.names import ColumnMeaning, Sort
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

BY_RANK = frozenset({"name", "description", "package", "supplier_part"})
"""Fields that no rule reads.

If several columns fit one of these fields, the column with the most usual name is read.
"""
BY_CELLS = ("function", "designators", "unit", "number", "parent", "other_mpn", "name")
"""Fields that a column with an ambiguous name gets only if its cells fit, in the order of the checks."""
SUPPLIER, OTHER_SUPPLIER = "supplier", "other_supplier"
"""Field of the first column of suppliers, and field of each other column of suppliers."""
NO_FIT = "its cells fit no field of this name"


def guess_columns(
    header: Sequence[Cell], sort: Sort = "fields", rows: Sequence[Sequence[Cell]] | None = None
) -> tuple[list[Column], list[Diagnostic]]:
    """Return the guessed columns of a table, and diagnostics about columns that may have the same field.

    Without `rows`, only the names of the columns count.
    """
    guess = _ColumnGuesser(header, sort, rows)
    guess.by_names()
    guess.by_cells()
    return [guess.column(at) for at in range(len(header))], guess.diagnostics


class _ColumnGuesser:
    def __init__(self, header: Sequence[Cell], sort: Sort, rows: Sequence[Sequence[Cell]] | None) -> None:
        self.header = header
        self.sort: Sort = sort
        self.rows = rows
        self.meant = [column_meanings(cell.text, sort) for cell in header]
        self.columns = ColumnTexts(len(header), ([cell.text for cell in row] for row in rows or ()))
        self.assigned: dict[int, Column] = {}
        self.by_field: dict[str, int] = {}
        self.diagnostics: list[Diagnostic] = []

    def column(self, at: int) -> Column:
        """Return the column at an index, with its field, or with the reason why the column is not read."""
        if at in self.assigned:
            return self.assigned[at]
        certain_fields = [meaning.field for meaning in self.meant[at] if meaning.strength != "fitting"]
        field = next((field_ for field_ in certain_fields if field_ in self.by_field), "")
        if field:
            name = self.header[self.by_field[field]].text
            return Column(at, self.header[at], "", f"`{name}` is the {_in_words(field)}")
        fitting = self.rows and any(meaning.strength == "fitting" for meaning in self.meant[at])
        is_ignored = any(meaning.because for meaning in self.meant[at])
        words = any(letter.isalpha() for text in self.columns.texts[at] for letter in text)
        reason = (
            NO_FIT
            if fitting and (words or not is_ignored)
            else unread_reason(self.header[at].text, self.sort)
        )
        return Column(at, self.header[at], "", reason)

    def by_names(self) -> None:
        """Assign each field to the column whose name fits the field best."""
        own = (meaning.field for meant in self.meant for meaning in meant if is_own_column(meaning.field))
        for field in dict.fromkeys((*fields(self.sort), *own)):
            able = [
                (meaning, at)
                for at, meant in enumerate(self.meant)
                for meaning in meant
                if meaning.field == field and meaning.strength != "fitting" and at not in self.assigned
            ]
            able.sort(key=lambda pair: (pair[0].strength != "own", self._is_empty(pair[1]), pair[0].rank))
            if able:
                self._assign_best(field, able)

    def by_cells(self) -> None:
        """Assign the remaining fields to columns with an ambiguous name, if the cells of the column fit."""
        for field in BY_CELLS:
            for at, meant in enumerate(self.meant):
                names = {meaning.field for meaning in meant if meaning.strength == "fitting"}
                is_assigned = field in self.by_field and field not in SEVERAL
                if field not in names or is_assigned or at in self.assigned:
                    continue
                if not self.rows or self.columns.fit(field, at, self.by_field):
                    self._assign(field, at, "its name, and its cells")

    def _assign_best(self, field: str, able: list[tuple[ColumnMeaning, int]]) -> None:
        (best, at), *others = able
        self._assign(field, at, "its name" if best.strength == "own" else "a weak name for it")
        for other, index in others:
            if other.strength != best.strength or (self.rows is None and other.rank != best.rank):
                continue
            name = self.header[at].text
            if self.rows is not None and self._is_empty(index):
                self._leave_out(field, index, f"it is empty, and `{name}` is the {_in_words(field)}")
            elif self.rows is not None and self._are_equal(at, index):
                self._leave_out(field, index, f"it has the same cells as `{name}`")
            elif field in SEVERAL:
                self.assigned[index] = Column(index, self.header[index], field, "its name")
            elif field == SUPPLIER and self.sort == "fields" and self._has_words(index):
                self.assigned[index] = Column(index, self.header[index], OTHER_SUPPLIER, "its name")
            elif (field in BY_RANK or field == SUPPLIER) and other.rank != best.rank:
                self._leave_out(field, index, f"`{name}` is the {_in_words(field)}")
            else:
                self._report_doubt(field, at, index)

    def _report_doubt(self, field: str, at: int, index: int) -> None:
        first, second = self.header[at], self.header[index]
        names = (first.text, second.text)
        self.diagnostics.append(
            diagnose(
                "import/column-twice",
                first.span,
                also=(second.span,),
                field=field,
                names=list(dict.fromkeys(names)),
            )
        )
        reason = f"it may be the {_in_words(field)} as `{first.text}` may"
        self.assigned[index] = Column(index, second, "", reason, field)

    def _assign(self, field: str, at: int, because: str) -> None:
        self.assigned[at] = Column(at, self.header[at], field, because)
        self.by_field[field] = at

    def _leave_out(self, field: str, at: int, because: str) -> None:
        # A name with several meanings may still get one of its other fields.
        if all(meaning.field == field for meaning in self.meant[at]):
            self.assigned[at] = Column(at, self.header[at], "", because)

    def _is_empty(self, at: int) -> bool:
        return not self.columns.texts[at]

    def _has_words(self, at: int) -> bool:
        """Return whether a column has letters; a column of vendor numbers has none."""
        return self.rows is None or any(map(str.isalpha, "".join(self.columns.texts[at])))

    def _are_equal(self, first: int, second: int) -> bool:
        return all(
            row[first].text == row[second].text for row in self.rows or () if len(row) > max(first, second)
        )


def _in_words(field: str) -> str:
    return field.replace("_", " ")
