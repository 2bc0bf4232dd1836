"""What the columns of a table hold: by a mapping file, or by their names as people write them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors import imports as say
from microdep_rules.source import column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

LEFT_OUT = "-"
"""What a mapping file says of a column that is not read."""
SEVERAL = frozenset({"not_populated", "populated", "other_mpn", "other_manufacturer", "other_parts"})
"""Fields that several columns may hold: one of them leaves a row out, and a row may have many alternates."""


class Column(Struct, frozen=True):
    """A column: where it stands, what it is called, which field it holds, and why."""

    index: int
    header: Cell
    field: str
    """Nothing where it is not read."""
    because: str
    doubtful: str = ""
    """The field that it may hold as well as another column."""

    @property
    def name(self) -> str:
        """What it is called, as the file has it."""
        return self.header.text


def mapped(
    header: Sequence[Cell], mapping: Mapping[str, str], places: Mapping[str, Span]
) -> tuple[list[Column], list[Diagnostic]]:
    """What the columns hold by a mapping file, in which each name has its place."""
    columns: list[Column] = []
    diagnostics: list[Diagnostic] = []
    taken: dict[str, tuple[str, Cell]] = {}
    for index, (cell, key) in enumerate(zip(header, keys_of(header), strict=True)):
        field = mapping.get(key, LEFT_OUT)
        field = "" if field == LEFT_OUT else field
        if field in taken and field not in SEVERAL:
            other, first = taken[field]
            at, before = places.get(key, cell.span), places.get(other, first.span)
            diagnostics.append(say.two_columns(field, (other, key), at, before, mapped=True))
        elif field:
            taken[field] = key, cell
        because = "the mapping file" if key in mapping else "the mapping file does not name it"
        columns.append(Column(index, cell, field, because))
    return columns, diagnostics


def keys_of(header: Sequence[Cell]) -> list[str]:
    """How a mapping file speaks of each column: by its name, or by its letter where others have that too."""
    names = Counter(cell.text for cell in header)
    return [
        cell.text if cell.text and names[cell.text] == 1 else column_letter(index)
        for index, cell in enumerate(header)
    ]
