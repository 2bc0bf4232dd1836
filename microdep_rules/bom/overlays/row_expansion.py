"""Expansion of a row about several components into one row for each component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.overlays.fact_names import SEPARATOR
from microdep_rules.messages import diagnose, phrase_of

if TYPE_CHECKING:
    from microdep_rules.bom.overlays.declarations import Row, TableDeclarations

IDENTIFYING = ("id", "mpn")
NAMING = {"mpn": "Part number", "components": "Components", "id": "Component id"}
"""Columns that name the components of a row, with their headings."""
EXPANDED = ("id", "mpn", "manufacturer", "components")
"""Columns that may have an entry for each component of a row."""


def split_cell(text: str) -> list[str]:
    """Return the entries of a cell. An empty entry is kept, because positions in several cells must match.

    >>> split_cell("c1 | c2"), split_cell("c1"), split_cell("X-1 | | X-3")
    (['c1', 'c2'], ['c1'], ['X-1', '', 'X-3'])
    """
    return [entry.strip() for entry in text.split(SEPARATOR)]


def expand_row(declared: TableDeclarations, row_: Row) -> list[Row]:
    """Return one row for each component of a row; no row if the cells have different numbers of entries.

    A single entry applies to all components, except in a column that identifies a component.
    """
    cells = {name: split_cell(row_[name].text) for name in EXPANDED if name in row_}
    counts = {name: len(cells[name]) for name in NAMING if name in cells}
    count = max((counts[name] for name in IDENTIFYING if name in counts), default=1)
    if count == 1 and counts.get("components", 1) == 1:
        return [row_]
    makers = len(cells.get("manufacturer", [""]))
    if makers > 1:
        counts["manufacturer"] = makers  # a single entry is the manufacturer of all components
    if len(set(counts.values())) > 1:
        columns = NAMING | {"manufacturer": "Manufacturer"}
        named = ", ".join(f"{number} in `{columns[name]}`" for name, number in counts.items())
        at = row_[next(name for name in NAMING if name in counts)].span
        declared.problems.append(
            diagnose(
                "overlay/answer-not-read",
                at,
                reason=phrase_of("overlay/answer-not-read", "other-counts", counts=named),
                fix=phrase_of("overlay/answer-not-read", "same-components"),
            )
        )
        return []
    return [_row_of_component(row_, cells, count, number) for number in range(count)]


def _row_of_component(source: Row, cells: dict[str, list[str]], count: int, number: int) -> Row:
    row = {name: cell for name, cell in source.items() if name not in cells}
    for name, texts in cells.items():
        text = texts[number] if len(texts) == count else texts[0] if len(texts) == 1 else ""
        if not cell_values.is_blank(text):
            row[name] = replace(source[name], text=text)
    return row
