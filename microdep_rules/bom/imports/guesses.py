"""What the columns of a table seem to hold, by their names and by what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.imports.columns import SEVERAL, Column
from microdep_rules.bom.imports.fitting import Columns
from microdep_rules.bom.imports.names import called, fields, is_own_column, why_not

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.names import Called, Sort
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

BY_RANK = frozenset({"name", "description", "package", "supplier", "supplier_part"})
"""Fields by which nothing is judged: of several columns for one the usual name is taken."""
BY_THE_CELLS = ("designators", "unit", "number", "parent", "other_mpn", "name")
"""Fields that some names hold only where the cells fit, in the order in which they are tried."""
NO_FIT = "what stands in it fits no field of this name"


def guessed(
    header: Sequence[Cell], sort: Sort = "fields", rows: Sequence[Sequence[Cell]] | None = None
) -> tuple[list[Column], list[Diagnostic]]:
    """What the columns of a table seem to hold, and which of them cannot be told apart.

    Without the rows it goes by the names alone.
    """
    guess = _Guess(header, sort, rows)
    guess.by_names()
    guess.by_cells()
    return [guess.column(at) for at in range(len(header))], guess.diagnostics


class _Guess:
    def __init__(self, header: Sequence[Cell], sort: Sort, rows: Sequence[Sequence[Cell]] | None) -> None:
        self.header = header
        self.sort: Sort = sort
        self.rows = rows
        self.meant = [called(cell.text, sort) for cell in header]
        self.columns = Columns(len(header), ([cell.text for cell in row] for row in rows or ()))
        self.found: dict[int, Column] = {}
        self.held: dict[str, int] = {}
        self.diagnostics: list[Diagnostic] = []

    def column(self, at: int) -> Column:
        """What was found of a column, or why it is not read."""
        if at in self.found:
            return self.found[at]
        sure = [each.field for each in self.meant[at] if each.strength != "fitting"]
        held = next((each for each in sure if each in self.held), "")
        if held:
            name = self.header[self.held[held]].text
            return Column(at, self.header[at], "", f"`{name}` holds the {_word(held)}")
        fitting = self.rows and any(each.strength == "fitting" for each in self.meant[at])
        told = any(each.because for each in self.meant[at])
        words = any(each.isalpha() for text in self.columns.texts[at] for each in text)
        why = NO_FIT if fitting and (words or not told) else why_not(self.header[at].text, self.sort)
        return Column(at, self.header[at], "", why)

    def by_names(self) -> None:
        """Every field by the best of its names."""
        own = (each.field for meant in self.meant for each in meant if is_own_column(each.field))
        for field in dict.fromkeys((*fields(self.sort), *own)):
            able = [
                (each, at)
                for at, meant in enumerate(self.meant)
                for each in meant
                if each.field == field and each.strength != "fitting" and at not in self.found
            ]
            able.sort(key=lambda each: (each[0].strength != "own", self._is_empty(each[1]), each[0].rank))
            if able:
                self._best(field, able)

    def by_cells(self) -> None:
        """Fields that nothing holds yet, by names that may mean several."""
        for field in BY_THE_CELLS:
            for at, meant in enumerate(self.meant):
                names = {each.field for each in meant if each.strength == "fitting"}
                is_held = field in self.held and field not in SEVERAL
                if field not in names or is_held or at in self.found:
                    continue
                if not self.rows or self.columns.fit(field, at, self.held):
                    self._put(field, at, "its name, and what stands in it")

    def _best(self, field: str, able: list[tuple[Called, int]]) -> None:
        (best, at), *others = able
        self._put(field, at, "its name" if best.strength == "own" else "a weak name for it")
        for other, index in others:
            if other.strength != best.strength or (self.rows is None and other.rank != best.rank):
                continue
            name = self.header[at].text
            if self.rows is not None and self._is_empty(index):
                self._pass_over(field, index, f"it is empty, and `{name}` holds the {_word(field)}")
            elif self.rows is not None and self._are_equal(at, index):
                self._pass_over(field, index, f"it says the same as `{name}`")
            elif field in SEVERAL:
                self.found[index] = Column(index, self.header[index], field, "its name")
            elif field in BY_RANK and other.rank != best.rank:
                self._pass_over(field, index, f"`{name}` holds the {_word(field)}")
            else:
                self._doubt(field, at, index)

    def _doubt(self, field: str, at: int, index: int) -> None:
        one, other = self.header[at], self.header[index]
        names = (one.text, other.text)
        self.diagnostics.append(say.two_columns(field, names, one.span, other.span))
        why = f"it may be the {_word(field)} as `{one.text}` may"
        self.found[index] = Column(index, other, "", why, field)

    def _put(self, field: str, at: int, because: str) -> None:
        self.found[at] = Column(at, self.header[at], field, because)
        self.held[field] = at

    def _pass_over(self, field: str, at: int, because: str) -> None:
        if not any(each.field != field for each in self.meant[at]):  # else it may hold another field
            self.found[at] = Column(at, self.header[at], "", because)

    def _is_empty(self, at: int) -> bool:
        return not self.columns.texts[at]

    def _are_equal(self, one: int, other: int) -> bool:
        return all(row[one].text == row[other].text for row in self.rows or () if len(row) > max(one, other))


def _word(field: str) -> str:
    return field.replace("_", " ")
