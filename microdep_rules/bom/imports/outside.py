"""Rows that are no parts of the product, each with its reason: they are counted and told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.counts import is_zero

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

LeftOut = Literal["not populated", "none", "total", "unnamed", "remark", "dropped", "inside"]
"""Why a row is no part."""

REASONS: dict[LeftOut, str] = {
    "not populated": "not populated",
    "none": "a quantity of 0",
    "total": "a total",
    "unnamed": "numbers without a name",
    "remark": "one cell without a quantity or a place",
    "dropped": "named in `drop_rows`",
    "inside": "inside what is left out",
}
"""The reasons, as people are told them."""

Found = tuple[LeftOut | None, list["Diagnostic"]]


def why_left_out(line: Sequence[Cell], columns: Sequence[Column], told: Mapping[str, Cell]) -> Found:
    """Why a row is no part of the product, or what is doubtful about that."""
    diagnostics: list[Diagnostic] = []
    out: list[Cell] = []
    into: list[Cell] = []
    for column in columns:
        cell = line[column.index] if column.index < len(line) else None
        if column.field not in {"populated", "not_populated"} or cell is None:
            continue
        if readings.says_nothing(cell.text):
            continue
        said = readings.is_populated(cell.text, asks=column.field == "populated")
        if said is None:
            diagnostics.append(say.not_yes_or_no(column.field, cell.text, cell.span))
        else:
            (into if said else out).append(cell)
    if "name" in told and readings.LEFT_OUT_BESIDE.search(told["name"].text):
        out.append(told["name"])
    if out and into:
        return None, [*diagnostics, say.populated_and_not(out[0].span, into[0].span)]
    if out:
        return "not populated", []
    if "quantity" in told and is_zero(told["quantity"].text):
        return "none", []
    return None, diagnostics
