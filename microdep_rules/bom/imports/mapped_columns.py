"""Columns and excluded rows of a table, as the mapping file of the table states them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from microdep_rules.bom.imports.columns import LEFT_OUT, column_keys, map_columns
from microdep_rules.bom.imports.fitting import ColumnTexts, has_part_numbers
from microdep_rules.bom.imports.guesses import guess_columns
from microdep_rules.bom.imports.names import column_meanings
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.source import column_letter
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.diagnostics import Diagnostic

NAMING = frozenset({"name", "mpn", "designators", "description", "number", "supplier_part"})
"""Fields that name a component. A table needs at least one field that names a component."""


def read_columns(table: ImportTable, mapping: Mapping | None) -> tuple[list[Column], list[Diagnostic]]:
    """Return the columns with their fields, and diagnostics about missing columns."""
    if mapping is None:
        columns, diagnostics = guess_columns(table.header, rows=table.rows)
        diagnostics += _unread_numbers(table, columns)
    else:
        columns, diagnostics = _read_mapped(table, mapping)
    if not {column.doubtful or column.field for column in columns} & NAMING:
        diagnostics.append(
            diagnose(
                "import/column-missing",
                table.extent,
                columns=[name for name in [column.name for column in columns] if name],
            )
        )
    if not table.rows:
        diagnostics.append(diagnose("file/empty", table.extent, "table"))
    return columns, diagnostics


def _unread_numbers(table: ImportTable, columns: list[Column]) -> list[Diagnostic]:
    """If no column is read as part numbers, return warnings for columns that look like part numbers."""
    width = len(table.header)
    texts = ColumnTexts(width, ([cell.text for cell in row] for row in table.rows)).texts
    if any(column.field == "mpn" and texts[column.index] for column in columns) or any(
        column.doubtful == "mpn" for column in columns
    ):
        return []
    return [
        diagnose(
            "import/column-not-read",
            column.header.span,
            "part-numbers" if column.name else "unnamed-part-numbers",
            name=column.name,
            column=column_letter(column.index),
        )
        for column in columns
        if not column.field
        and not any(m.because for m in column_meanings(column.name))
        and has_part_numbers(texts[column.index])
    ]


def columns_by_mapping(table: ImportTable, mapping: Mapping) -> tuple[list[Column], list[Diagnostic]]:
    """Return the columns that a mapping file describes, and errors for columns that the table lacks.

    A column that the mapping file ignores may be missing from the table.
    """
    start = "columns/"
    places = {key.removeprefix(start): at for key, at in mapping.places.items() if key.startswith(start)}
    columns, diagnostics = map_columns(table.header, mapping.columns, places)
    table_keys = column_keys(table.header)
    missing = _missing_columns(mapping, table_keys)
    if missing:  # a column that the mapping file does not name is probably a renamed column
        errors = [
            diagnose(
                "import/column-missing",
                places.get(name, table.extent),
                "not-in-table",
                name=name,
                near=did_you_mean(name, table_keys) or "",
                columns=table_keys,
                again=""
                if mapping.is_overlay
                else phrase_of("import/column-missing", "guess-again", file=shlex.quote(table.source.path)),
            )
            for name in missing
        ]
        return columns, [*diagnostics, *errors]
    return columns, diagnostics


def _missing_columns(mapping: Mapping, table_keys: Collection[str]) -> list[str]:
    """Return the columns that have a field in the mapping file but are missing from the table."""
    return [name for name, field in mapping.columns.items() if field != LEFT_OUT and name not in table_keys]


def _read_mapped(table: ImportTable, mapping: Mapping) -> tuple[list[Column], list[Diagnostic]]:
    columns, diagnostics = columns_by_mapping(table, mapping)
    table_keys = column_keys(table.header)
    if _missing_columns(mapping, table_keys):
        return columns, diagnostics
    if all(key in mapping.columns for key in table_keys):
        return columns, diagnostics
    guesses = guess_columns(table.header, rows=table.rows)[0]
    for column, key, guess in zip(columns, table_keys, guesses, strict=True):
        if any(meant.because for meant in column_meanings(column.name)) and not guess.field:
            continue  # the importer never reads row numbers and order totals
        filled = any(column.index < len(row) and row[column.index].text for row in table.rows)
        if key not in mapping.columns and (column.name or filled):
            diagnostics.append(
                diagnose(
                    "import/column-not-read",
                    column.header.span,
                    "" if guess.field or guess.doubtful else "no-field",
                    name=key,
                    field=guess.field or guess.doubtful,
                )
            )
    return columns, diagnostics


def find_dropped_rows(table: ImportTable, mapping: Mapping) -> tuple[frozenset[int], list[Diagnostic]]:
    """Return the rows that a mapping file excludes, and errors for rows that moved or are missing."""
    by_line = {table.line_of(row): at for at, row in enumerate(table.rows)} if mapping.drop_rows else {}
    rows: set[int] = set()
    diagnostics: list[Diagnostic] = []
    for line, begins in mapping.drop_rows.items():
        place = mapping.places.get(f"drop_rows/{line}", table.extent)
        if line not in by_line:
            diagnostics.append(diagnose("import/mapping", place, "no-row", line=line))
            continue
        row = table.rows[by_line[line]]
        first = next((cell for cell in row if cell.text), row[0])
        if not first.text.startswith(begins):
            diagnostics.append(
                diagnose(
                    "import/mapping", place, also=(first.span,), line=line, begins=begins, found=first.text
                )
            )
        rows.add(by_line[line])
    return frozenset(rows), diagnostics
