"""Columns of a table and their fields, from a mapping file or from the names of the columns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.messages import diagnose
from microdep_rules.source import column_letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

LEFT_OUT = "-"
"""Sign in a mapping file for a column that is not read."""
SEVERAL = frozenset(
    {
        *("not_populated", "populated", "excluded_from_bom", "placed"),
        *("other_mpn", "other_manufacturer", "other_parts", "other_supplier"),
    }
)
"""Fields that several columns may have. For example, a table may have several columns with alternates."""


class Column(Struct, frozen=True):
    """Column of a table: its position, its name, its field, and the reason for this field."""

    index: int
    header: Cell
    field: str
    """Field of the column; empty if the column is not read."""
    because: str
    doubtful: str = ""
    """Likely field of this column, if other columns may have this field, too. `field` is then empty."""

    @property
    def name(self) -> str:
        """Name of the column in the file."""
        return self.header.text


def map_columns(
    header: Sequence[Cell], mapping: Mapping[str, str], places: Mapping[str, Span]
) -> tuple[list[Column], list[Diagnostic]]:
    """Return the columns of a table with the fields that a mapping file states.

    `places` has the position of each column name in the mapping file.
    """
    columns: list[Column] = []
    diagnostics: list[Diagnostic] = []
    column_of_field: dict[str, tuple[str, Cell]] = {}
    for index, (cell, key) in enumerate(zip(header, column_keys(header), strict=True)):
        field = mapping.get(key, LEFT_OUT)
        field = "" if field == LEFT_OUT else field
        if field in column_of_field and field not in SEVERAL:
            other, first = column_of_field[field]
            at, before = places.get(key, cell.span), places.get(other, first.span)
            diagnostics.append(
                diagnose(
                    "import/column-twice",
                    at,
                    "in-mapping",
                    also=(before,),
                    field=field,
                    names=list(dict.fromkeys((other, key))),
                )
            )
        elif field:
            column_of_field[field] = key, cell
        because = "the mapping file" if key in mapping else "the mapping file does not name it"
        columns.append(Column(index, cell, field, because))
    return columns, diagnostics


def column_keys(header: Sequence[Cell]) -> list[str]:
    """Return the key of each column in a mapping file: its name, or a letter if the name is not unique."""
    names = Counter(cell.text for cell in header)
    return [
        cell.text if cell.text and names[cell.text] == 1 else column_letter(index)
        for index, cell in enumerate(header)
    ]
