"""Rows about several components: one row for each, by id or by manufacturer and number."""

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
"""Columns that name the components of a row."""
EXPANDED = ("id", "mpn", "manufacturer", "components")
"""Columns whose cells may have one entry for each component of a row."""


def split_cell(text: str) -> list[str]:
    """Return the entries of a cell; an empty entry stays, so that the positions match.

    >>> split_cell("c1 | c2"), split_cell("c1"), split_cell("X-1 | | X-3")
    (['c1', 'c2'], ['c1'], ['X-1', '', 'X-3'])
    """
    return [entry.strip() for entry in text.split(SEPARATOR)]


def expand_row(declared: TableDeclarations, row_: Row) -> list[Row]:
    """Return one row for each component of a row; none if the cells have different numbers of entries.

    A single entry is about all components, unless it identifies a component.
    """
    cells = {name: split_cell(row_[name].text) for name in EXPANDED if name in row_}
    counts = {name: len(cells[name]) for name in NAMING if name in cells}
    many = max((counts[name] for name in IDENTIFYING if name in counts), default=1)
    if many == 1 and counts.get("components", 1) == 1:
        return [row_]
    makers = len(cells.get("manufacturer", [""]))
    if makers > 1:
        counts["manufacturer"] = makers  # one entry is the manufacturer of all
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
    return [_row(row_, cells, many, number) for number in range(many)]


def _row(source: Row, cells: dict[str, list[str]], many: int, number: int) -> Row:
    row = {name: cell for name, cell in source.items() if name not in cells}
    for name, texts in cells.items():
        text = texts[number] if len(texts) == many else texts[0] if len(texts) == 1 else ""
        if not cell_values.is_blank(text):
            row[name] = replace(source[name], text=text)
    return row
