"""A table through its mapping file: the columns that it names, and the rows that it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.errors import mappings as of_mappings
from microdep_rules.bom.imports.columns import keys_of, mapped
from microdep_rules.bom.imports.fitting import Columns, are_part_numbers
from microdep_rules.bom.imports.guesses import guessed
from microdep_rules.bom.imports.names import called
from microdep_rules.messages import diagnose
from microdep_rules.source import column_letter

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.diagnostics import Diagnostic

NAMING = frozenset({"name", "mpn", "designators", "description", "number", "supplier_part"})
"""One of these has to be there, or nothing says which part a row is."""


def columns_of(table: Table, mapping: Mapping | None) -> tuple[list[Column], list[Diagnostic]]:
    """What the columns hold, and everything for which that is not enough."""
    if mapping is None:
        columns, diagnostics = guessed(table.header, rows=table.rows)
        diagnostics += _unread_numbers(table, columns)
    else:
        columns, diagnostics = _mapped(table, mapping)
    if not {column.doubtful or column.field for column in columns} & NAMING:
        diagnostics.append(say.nothing_names_a_part(table.extent, [column.name for column in columns]))
    if not table.rows:
        diagnostics.append(diagnose("file/empty", table.extent, "table"))
    return columns, diagnostics


def _unread_numbers(table: Table, columns: list[Column]) -> list[Diagnostic]:
    """Columns that look like the part numbers of makers, where none is read."""
    width = len(table.header)
    texts = Columns(width, ([cell.text for cell in row] for row in table.rows)).texts
    if any(column.field == "mpn" and texts[column.index] for column in columns) or any(
        column.doubtful == "mpn" for column in columns
    ):
        return []
    return [
        say.part_numbers_unread(column.name, column_letter(column.index), column.header.span)
        for column in columns
        if not column.field
        and not any(m.because for m in called(column.name))
        and are_part_numbers(texts[column.index])
    ]


def mapped_by(table: Table, mapping: Mapping) -> tuple[list[Column], list[Diagnostic]]:
    """Return the columns by a mapping file, and those that it names and the table does not have."""
    start = "columns/"
    places = {key.removeprefix(start): at for key, at in mapping.places.items() if key.startswith(start)}
    columns, diagnostics = mapped(table.header, mapping.columns, places)
    there = keys_of(table.header)
    lacking = [name for name in mapping.columns if name not in there]
    if lacking:  # a column with another name is most likely new for the mapping file too
        told = [of_mappings.no_such_column(name, places.get(name, table.extent), there) for name in lacking]
        return columns, [*diagnostics, *told]
    return columns, diagnostics


def _mapped(table: Table, mapping: Mapping) -> tuple[list[Column], list[Diagnostic]]:
    columns, diagnostics = mapped_by(table, mapping)
    there = keys_of(table.header)
    if not {*mapping.columns} <= {*there}:
        return columns, diagnostics
    if all(key in mapping.columns for key in there):
        return columns, diagnostics
    seems = guessed(table.header, rows=table.rows)[0]
    for each, key, guess in zip(columns, there, seems, strict=True):
        if any(meant.because for meant in called(each.name)) and not guess.field:
            continue  # numbers of rows and prices of whole orders are read by nobody
        filled = any(each.index < len(row) and row[each.index].text for row in table.rows)
        if key not in mapping.columns and (each.name or filled):
            diagnostics.append(of_mappings.new_column(key, guess.field or guess.doubtful, each.header.span))
    return columns, diagnostics


def dropped_rows(table: Table, mapping: Mapping) -> tuple[frozenset[int], list[Diagnostic]]:
    """Which rows a mapping file leaves out, and where the table has another row than it says, or none."""
    by_line = {table.line_of(row): at for at, row in enumerate(table.rows)} if mapping.drop_rows else {}
    found: set[int] = set()
    diagnostics: list[Diagnostic] = []
    for line, begins in mapping.drop_rows.items():
        place = mapping.places.get(f"drop_rows/{line}", table.extent)
        if line not in by_line:
            diagnostics.append(of_mappings.no_such_row(line, place))
            continue
        row = table.rows[by_line[line]]
        first = next((cell for cell in row if cell.text), row[0])
        if not first.text.startswith(begins):
            diagnostics.append(of_mappings.row_moved(line, begins, first.text, place, first.span))
        found.add(by_line[line])
    return frozenset(found), diagnostics
