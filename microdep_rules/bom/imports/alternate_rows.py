"""Rows that name an alternate for the position of the previous row, as approved manufacturer lists do.

Programs write one row for each approved manufacturer: with the position repeated (Windchill, Arena), or with
only the manufacturer and its number. Such a component is an approved alternate, not an additional component.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.identity import NOT_COMPARED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.placed_records import PlacedRecord
    from microdep_rules.bom.imports.rows import TableContents
    from microdep_rules.cells import Cell

SOURCES = ("mpn", "manufacturer", "supplier", "supplier_part")
POSITION = ("level", "parent", "number", "designators", "quantity", "unit")
"""Columns that a row about the same position repeats, or leaves empty."""
DESCRIBING = ("name", "description", "package", "substance", "populated", "not_populated")
NAMING = ("name", "description", "package")
"""Columns that differ between two components of one position, such as a housing and its contacts."""
FEWEST = 2
"""Number of columns that only the previous row fills; a single one may be missing by mistake."""


def is_alternate(filled: Mapping[str, Cell], before: Mapping[str, Cell]) -> bool:
    """Return whether a row names an alternate for the position of the previous row."""
    if not any(name in filled for name in SOURCES) or not any(name in before for name in SOURCES):
        return False
    if all(_text_of(filled, name) == _text_of(before, name) for name in SOURCES):
        return False
    if not any(name in filled for name in (*POSITION, *DESCRIBING)):
        return sum(name in before for name in (*POSITION, *DESCRIBING)) >= FEWEST
    if any(name in filled and _text_of(filled, name) != _text_of(before, name) for name in POSITION):
        return False
    if any(_text_of(filled, name) not in {"", _text_of(before, name)} for name in NAMING):
        return False
    # A number alone may be used a second time elsewhere: then it has a quantity of its own there.
    return "designators" in filled or (
        "number" in filled and not ("designators" in before and "quantity" in filled)
    )


def _text_of(filled: Mapping[str, Cell], name: str) -> str:
    return " ".join(filled[name].text.split()).casefold() if name in filled else ""


def add_alternates(
    rows: TableContents, parts: list[PlacedRecord], product: PlacedRecord
) -> list[PlacedRecord]:
    """Add the alternates of each component by id, and return those that are no components yet."""
    known = {part.value["id"]: part for part in parts}
    more: list[PlacedRecord] = []
    for main, row in rows.alternates:
        holder = known.get(str(main.usage.value.get("ref", "")))
        if holder is None:  # it is in something that is left out
            rows.left.append(("inside", row.span))
            continue
        id_, number = row.key, 1
        while id_ == product.value["id"] or (
            id_ in known and not known[id_].agrees_with(row.part, NOT_COMPARED)
        ):
            number += 1
            id_ = f"{row.key}-{number}"
        if id_ not in known:
            row.part.put_first("id", id_)
            known[id_] = row.part
            more.append(row.part)
        if known[id_] is not holder and id_ not in holder.value.get("alternates", ()):
            holder.add("alternates", [id_], row.span)
    return more
