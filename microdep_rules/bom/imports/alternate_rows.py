"""Rows that name an alternate for the position of the previous row, as approved manufacturer lists do.

Programs write one row for each approved manufacturer. The row repeats the position (Windchill, Arena), or has
only the manufacturer and its part number. The component is an approved alternate, not an additional
component.
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
"""Columns with the position of a component, which an alternate's row repeats or leaves empty."""
DESCRIBING = ("name", "description", "package", "substance", "populated", "not_populated")
NAMING = ("name", "description", "package")
"""Columns that an alternate shares with its component.

Different texts in these columns show two components at one position, such as a housing and its contacts.
"""
FEWEST = 2
"""Minimum number of cells that an alternate's row leaves empty and the previous row fills.

A single empty cell may be a typing mistake.
"""


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
    # A row with the same number and a quantity, but without designators, may be a second use of the
    # component.
    return "designators" in filled or (
        "number" in filled and not ("designators" in before and "quantity" in filled)
    )


def _text_of(filled: Mapping[str, Cell], name: str) -> str:
    return " ".join(filled[name].text.split()).casefold() if name in filled else ""


def add_alternates(
    rows: TableContents, parts: list[PlacedRecord], product: PlacedRecord
) -> list[PlacedRecord]:
    """Add to each component the ids of its alternates. Return the alternates that `parts` lacks."""
    by_id = {part.value["id"]: part for part in parts}
    added: list[PlacedRecord] = []
    for main, row in rows.alternates:
        holder = by_id.get(str(main.usage.value.get("ref", "")))
        if holder is None:  # the component is in an assembly that is left out
            rows.left_out.append(("inside", row.span))
            continue
        id_, number = row.key, 1
        while id_ == product.value["id"] or (
            id_ in by_id and not by_id[id_].agrees_with(row.part, NOT_COMPARED)
        ):
            number += 1
            id_ = f"{row.key}-{number}"
        if id_ not in by_id:
            row.part.put_first("id", id_)
            by_id[id_] = row.part
            added.append(row.part)
        if by_id[id_] is not holder and id_ not in holder.value.get("alternates", ()):
            holder.add("alternates", [id_], row.span)
    return added
