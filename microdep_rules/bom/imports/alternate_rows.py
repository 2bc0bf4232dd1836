"""Rows that name another part for the position of the row before them, as approved manufacturer lists do.

Programs write one row for each approved manufacturer: with the position repeated (Windchill, Arena), or with
nothing but the manufacturer and its number. Such a part is an approved alternate: it is not built in as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.imports.identity import NOT_COMPARED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.rows import Rows
    from microdep_rules.bom.imports.written import PlacedRecord
    from microdep_rules.cells import Cell

SOURCES = ("mpn", "manufacturer", "supplier", "supplier_part")
POSITION = ("level", "parent", "number", "designators", "quantity", "unit")
"""What a row about the same position repeats, or leaves empty."""
DESCRIBING = ("name", "description", "package", "substance", "populated", "not_populated")
NAMING = ("name", "description", "package")
"""What two parts of one place, such as a housing and its contacts, differ in."""
FEWEST = 2
"""So many of these only the row before states: one of them, such as a quantity, may be missing by mistake."""


def is_alternate(told: Mapping[str, Cell], before: Mapping[str, Cell]) -> bool:
    """Return whether a row names another part for the position of the row before it."""
    if not any(name in told for name in SOURCES) or not any(name in before for name in SOURCES):
        return False
    if all(_said(told, name) == _said(before, name) for name in SOURCES):
        return False
    if not any(name in told for name in (*POSITION, *DESCRIBING)):
        return sum(name in before for name in (*POSITION, *DESCRIBING)) >= FEWEST
    if any(name in told and _said(told, name) != _said(before, name) for name in POSITION):
        return False
    if any(_said(told, name) not in {"", _said(before, name)} for name in NAMING):
        return False
    # A number alone may be used a second time elsewhere: then it has a quantity of its own there.
    return "designators" in told or (
        "number" in told and not ("designators" in before and "quantity" in told)
    )


def _said(told: Mapping[str, Cell], name: str) -> str:
    return " ".join(told[name].text.split()).casefold() if name in told else ""


def put_alternates(rows: Rows, parts: list[PlacedRecord], product: PlacedRecord) -> list[PlacedRecord]:
    """Put the alternates of each part, by their ids, and return those that are no parts themselves."""
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
