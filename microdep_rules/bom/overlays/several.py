"""Rows about several components: a row for each of them, by its id and by its manufacturer and number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.imports import readings
from microdep_rules.bom.overlays.asked import SEPARATOR

if TYPE_CHECKING:
    from microdep_rules.bom.overlays.declared import Said

IDENTIFYING = ("id", "mpn")
OF_EACH = ("id", "mpn", "manufacturer", "components")
"""Columns whose cells may have an entry for each component of a row."""


def entries(text: str) -> list[str]:
    """Return the entries of a cell; one that is empty stays, so that each has its place.

    >>> entries("c1 | c2"), entries("c1"), entries("X-1 | | X-3")
    (['c1', 'c2'], ['c1'], ['X-1', '', 'X-3'])
    """
    return [entry.strip() for entry in text.split(SEPARATOR)]


def each_of(said: Said) -> list[Said] | None:
    """Return a row for each component that a row is about; nothing where its cells have different numbers.

    A cell with one entry is about all of them, unless it identifies a component.
    """
    cells = {name: entries(said[name].text) for name in OF_EACH if name in said}
    many = max((len(cells[name]) for name in IDENTIFYING if name in cells), default=1)
    if many == 1:
        return [said]
    if any(len(cells[name]) != many for name in IDENTIFYING if name in cells):
        return None
    return [_row(said, cells, many, number) for number in range(many)]


def _row(said: Said, cells: dict[str, list[str]], many: int, number: int) -> Said:
    row = {name: cell for name, cell in said.items() if name not in cells}
    for name, texts in cells.items():
        text = texts[number] if len(texts) == many else texts[0] if len(texts) == 1 else ""
        if not readings.says_nothing(text):
            row[name] = replace(said[name], text=text)
    return row
