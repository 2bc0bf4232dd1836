"""Rows that are not components of the product, each with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.counts import is_zero
from microdep_rules.bom.imports.names import column_meanings
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

LeftOutReason = Literal["not populated", "none", "total", "unnamed", "remark", "board", "dropped", "inside"]
"""Reason why a row is not a component."""

REASONS: dict[LeftOutReason, str] = {
    "not populated": "not populated",
    "none": "a quantity of 0",
    "total": "a total",
    "unnamed": "numbers without a name",
    "remark": "one cell without a quantity or a place",
    "board": "marks or holes of a board, without a manufacturer and a part number",
    "dropped": "named in `drop_rows`",
    "inside": "inside a row that is left out",
}
"""Reasons in the wording of the report."""

UNDECIDED = {"excluded_from_bom": "not_populated", "placed": "populated"}
"""Columns that do not decide whether a component is in the product, with the field that decides this."""

LeftOut = tuple[LeftOutReason | None, list["Diagnostic"]]


def left_out_reason(line: Sequence[Cell], columns: Sequence[Column], filled: Mapping[str, Cell]) -> LeftOut:
    """Return the reason why a row is not a component of the product, and diagnostics about unclear cells."""
    diagnostics: list[Diagnostic] = []
    out: list[Cell] = []
    populated: list[Cell] = []
    for column in columns:
        cell = line[column.index] if column.index < len(line) else None
        if column.field not in {"populated", "not_populated"} or cell is None:
            continue
        if cell_values.is_blank(cell.text):
            continue
        is_populated = cell_values.is_populated(cell.text, asks=column.field == "populated")
        if is_populated is None and _is_column_of_exclusions(column) and _is_excluded(cell.text):
            is_populated = False  # the mapping file states so
        if is_populated is None:
            diagnostics.append(
                diagnose(
                    "import/cell-not-read",
                    cell.span,
                    "not-yes-or-no",
                    field=column.field.replace("_", " "),
                    text=cell.text,
                )
            )
        else:
            (populated if is_populated else out).append(cell)
    if "name" in filled and cell_values.NOT_POPULATED_WORDS.search(filled["name"].text):
        out.append(filled["name"])
    if out and populated:
        return None, [
            *diagnostics,
            diagnose("import/duplicate-row", out[0].span, "populated", also=(populated[0].span,)),
        ]
    if out:
        return "not populated", []
    if "quantity" in filled and is_zero(filled["quantity"].text):
        return "none", []
    return None, diagnostics


def undecided_columns(line: Sequence[Cell], columns: Sequence[Column]) -> list[Column]:
    """Return the columns that state that an export or an assembler omits this row.

    A component that an export or an assembler omits may still be in the product. For example, somebody fits
    the component by hand, or KiCad excludes the component only from the export. So the importer keeps the
    row.
    """
    return [
        column
        for column in columns
        if column.field in UNDECIDED
        and column.index < len(line)
        and _states_omission(line[column.index].text, column.field)
    ]


def _is_column_of_exclusions(column: Column) -> bool:
    return any(meaning.field == "excluded_from_bom" for meaning in column_meanings(column.name, "fields"))


def _is_excluded(text: str) -> bool:
    return text.casefold().startswith("exclude")


def _states_omission(text: str, field: str) -> bool:
    if cell_values.is_blank(text):
        return False
    if field == "placed":
        return cell_values.is_populated(text, asks=True) is False
    return cell_values.parse_yes_or_no(text) is not False
