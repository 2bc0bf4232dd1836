"""Tables from other programs, such as CSV files and spreadsheets, read through their mapping files."""

from __future__ import annotations

import csv
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.imports.forms import ARCHIVES, OF_MATERIALS, TABLE, TABULAR, WORKBOOK, recognize_form
from microdep_rules.cells import DELIMITERS
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.output.checked import Input
from microdep_rules.pipeline.likely_tables import is_coordinate, is_likely_table
from microdep_rules.source import SourceFile, Span
from microdep_rules.workspace.folders import is_file, real_path
from microdep_rules.workspace.names import MAPPING, TABLES, TEXT_TABLES
from microdep_rules.workspace.reading import STDIN, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.imports.materials import MaterialDeclaration
    from microdep_rules.bom.imports.smelters import MineralDeclaration
    from microdep_rules.bom.imports.tables import TableImport
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.project import Project
    from microdep_rules.workspace.files import Workspace
    from microdep_rules.workspace.workbooks import Workbook

TEXT_SIGNS = "\t;|"
"""Delimiters of a table in a file such as `parts.txt`; the comma is not one, because sentences have commas.
"""
MOST_BYTES = 1_000_000
"""Number of bytes at the beginning of a text that are examined to detect a bill of materials."""


class TableReading(Struct, frozen=True):
    """Table that was read, with its mapping file."""

    imported: TableImport
    mapping: LoadedDocument | None = None
    inputs: tuple[Input, ...] = ()
    text: str = ""
    """Text of a mapping file for the columns whose meanings the program guessed."""
    declaration: MineralDeclaration | MaterialDeclaration | None = None
    """Declaration about minerals or materials, if the file contains one instead of a table."""
    form: str = "table"
    """Detected format: `table`, `workbook`, or the name of a format without rows."""

    @property
    def files(self) -> dict[str, LoadedDocument]:
        """Every file that was read, by the name that outputs show."""
        documents = (self.imported.loaded, *((self.mapping,) if self.mapping is not None else ()))
        return {file.path: file for file in documents}


class _File:
    """File with a table; its workbook is read only once."""

    def __init__(
        self, project: Project, path: str, data: bytes, is_listed: Callable[[str], bool] | None = None
    ) -> None:
        self.is_listed = is_listed
        self.shown = project.workspace.shown(path)
        self.path = path
        self.data = data
        self.folder_name = folder_name_of(project.workspace, path)

    @cached_property
    def workbook(self) -> Workbook:
        """Sheets of the file."""
        from microdep_rules.workspace.workbooks import read_workbook

        return read_workbook(self.data)


def import_table(project: Project, path: str, *, again: bool = False, mapping: str = "") -> TableReading:
    """Read a table; the result also has the text of a mapping file for the columns.

    `again` ignores an existing mapping file. `mapping` names a mapping file that replaces the one beside the
    table.
    """
    from microdep_rules.bom.imports.heading import NO_HEADER
    from microdep_rules.bom.imports.mapping import Mapping, format_mapping
    from microdep_rules.bom.imports.tables import failed_import

    data, problem = project.workspace.read(path)
    if data is None:
        return TableReading(
            failed_import(project.workspace.shown(path), [problem] if problem is not None else [])
        )
    known = recognize_form(path, data)
    form = known.read_as
    if known.what == OF_MATERIALS:
        from microdep_rules.bom.imports.materials import read_materials

        shown = project.workspace.shown(path)
        return TableReading(failed_import(shown, []), declaration=read_materials(shown, data), form=form)
    if form not in TABULAR:
        from microdep_rules.bom.imports.documents import load_bom
        from microdep_rules.bom.imports.tables import TableImport

        return TableReading(TableImport(load_bom(project.workspace.shown(path), data), []), form=form)
    file = _File(project, path, data)
    if form == WORKBOOK.read_as:
        declaration = _mineral_declaration(file)
        if declaration is not None:
            return TableReading(failed_import(file.shown, []), declaration=declaration, form=form)
    result = TableReading(_read(file)) if again else _by_mapping(project, file, mapping)
    imported = result.imported
    codes = [diagnostic.code for diagnostic in imported.loaded.diagnostics]
    if imported.table is None and result.mapping is None and codes == ["import/column-missing"]:
        imported = _describe_by_values(_read(file, Mapping(header_row=NO_HEADER)))
    if imported.table is None or imported.product is None:
        return result  # the file has no table to describe
    cell = imported.table.source.cell(0)
    text = format_mapping(
        imported.columns,
        header_row=imported.header_line,
        product=imported.product,
        encoding=imported.text.encoding if imported.text is not None else "",
        delimiter=imported.table.delimiter,
        sheet=cell[0] if cell is not None else "",
    )
    return replace(result, text=text)


def _describe_by_values(table_import: TableImport) -> TableImport:
    """Return a table without column names; its first values describe the columns."""
    columns = [
        replace(column, because=f"begins with {table_import.table.rows[0][column.index].text}")
        if table_import.table
        else column
        for column in table_import.columns
    ]
    return replace(table_import, columns=columns)


def read_table(
    project: Project, path: str, data: bytes, is_listed: Callable[[str], bool] | None = None
) -> TableReading:
    """Return a table as a document of microdep; without a mapping file, columns are guessed.

    `is_listed` tests whether an unclear text, such as `Foo & Bar`, is the name of one listed company.
    """
    return _by_mapping(project, _File(project, path, data, is_listed))


def is_component_table(project: Project, path: str) -> bool:
    """Return whether a file has a table that is probably a bill of materials, in any of its sheets."""
    data, _ = project.workspace.read(path)
    if data is None:
        return False
    if not data.startswith(ARCHIVES):
        signs = TEXT_SIGNS if path.lower().endswith(TEXT_TABLES) else (*DELIMITERS, "|")
        return any(map(is_likely_table, _readings_of_text(data, signs)))
    from microdep_rules.bom.imports.smelters import is_declaration

    sheets = _File(project, path, data).workbook.sheets
    return not is_declaration(sheets) and any(is_likely_table(sheet.rows) for sheet in sheets)


def _readings_of_text(data: bytes, signs: Iterable[str]) -> Iterator[Iterator[list[str]]]:
    """Yield the rows at the top of a text, for each possible encoding and each delimiter."""
    from microdep_rules.bom.imports.encodings import possible_texts

    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES))
    for text in possible_texts(data[:MOST_BYTES]):
        lines = text.splitlines(keepends=True)
        for delimiter in signs:
            yield ([cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter))
            if text.count('"') % 2:  # a cell without its closing quotation mark can contain all other rows
                yield ([cell.strip(' \t\r\n"') for cell in line.split(delimiter)] for line in lines)


def may_be_bill_of_materials(project: Project, path: str) -> bool:
    """Return whether a file contains a table with designators, quantities or part numbers."""
    data, _ = project.workspace.read(path)
    if data is None or recognize_form(path, data).read_as not in TABULAR:
        return False
    columns = read_table(project, path, data).imported.columns
    is_placed = any(is_coordinate(column.name) for column in columns)
    return not is_placed and any(column.field in {"designators", "quantity", "mpn"} for column in columns)


def find_tables_of_components(project: Project) -> list[str]:
    """Return the tables in the folder of the configuration that may be bills of materials."""
    base = project.workspace.base
    paths = [os.path.relpath(base / table) for table in project.workspace.tables() if "/" not in table]
    return [path for path in paths if may_be_bill_of_materials(project, path)]


def is_table_without_suppliers(project: Project, path: str) -> bool:
    """Return whether a file contains a table of components without a column of suppliers."""
    data, _ = project.workspace.read(path)
    if data is None or recognize_form(path, data).read_as not in TABULAR:
        return False
    fields = {column.field for column in read_table(project, path, data).imported.columns}
    return bool(fields) and "supplier" not in fields


def _by_mapping(project: Project, file: _File, named: str = "") -> TableReading:
    workspace = project.workspace
    beside = named or f"{file.path}{MAPPING}"
    if not named and (file.path == STDIN or not is_file(Path(beside))):
        return TableReading(_read(file))
    text, problem = workspace.read(beside, "mapping", None if named else Path(file.path).parent)
    mapping, loaded, problems = _mapping(workspace.shown(beside), text, problem)
    if mapping is None or has_errors(problems):
        from microdep_rules.bom.imports.tables import failed_import

        imported = failed_import(file.shown, problems)
    else:
        imported = _read(file, mapping)
        problems_of_both = [*problems, *imported.loaded.diagnostics]
        imported = replace(imported, loaded=replace(imported.loaded, diagnostics=problems_of_both))
    return TableReading(imported, loaded, _inputs(workspace.shown(beside), text))


def _read(file: _File, mapping: Mapping | None = None) -> TableImport:
    """Read a table from a text or a spreadsheet."""
    from microdep_rules.bom.imports import tables

    if recognize_form(file.path, file.data) is TABLE:
        read = tables.read_table(file.shown, file.data, _product_name(file), mapping, file.is_listed)
        return _with_note(read, file, mapping)
    from microdep_rules.bom.imports.smelters import declaration_kind, is_declaration

    book = file.workbook
    if book.refused:
        return tables.failed_import(
            file.shown,
            [
                diagnose(
                    "file/wrong-format", Span(file.shown, 0, 0), "workbook", reason=book.refused, fix=book.fix
                )
            ],
        )
    if is_declaration(book.sheets):
        kind = declaration_kind(book.sheets)
        problem = diagnose("file/wrong-format", Span(file.shown, 0, 0), "smelters", kind=kind)
        return tables.failed_import(file.shown, [problem])
    read = tables.read_sheets(file.shown, book.sheets, _product_name(file), mapping, file.is_listed)
    return _with_note(read, file, mapping)


def _mineral_declaration(file: _File) -> MineralDeclaration | None:
    """Return the declaration about minerals in a spreadsheet; `None` if there is no declaration."""
    from microdep_rules.bom.imports.smelters import is_declaration, read_declaration

    sheets = file.workbook.sheets
    return read_declaration(file.shown, sheets) if is_declaration(sheets) else None


def _product_name(file: _File) -> str:
    """Return the name of the product: the name of the table, or of the folder of a table called `bom`."""
    if file.path == STDIN:
        return "product"
    return file.folder_name or _name_without_endings(file.path)


def folder_name_of(workspace: Workspace, path: str) -> str:
    """Return the folder name that becomes the product name; empty if the file gives the name.

    The path is resolved first, so that no product has the name `..`.
    """
    if path == STDIN or _name_without_endings(path).lower() not in {"bom", ""}:
        return ""
    return workspace.folder_names.get(workspace.shown(path)) or real_path(path).parent.name


def is_table(path: str, data: bytes) -> bool:
    """Return whether the program reads a file as a table."""
    return recognize_form(path, data).read_as in TABULAR


def _name_without_endings(path: str) -> str:
    """Return the file name of a table without its endings."""
    name = Path(path).name
    for end in (*TABLES, ".bom"):
        if name.lower().endswith(end):
            name = name[: -len(end)]
    return name


def _with_note(table_import: TableImport, file: _File, mapping: Mapping | None) -> TableImport:
    """Add a note to the report of guessed columns: the product has the name of its folder.

    There is no note if a row of the table states the product.
    """
    from microdep_rules.bom.imports.tables import find_product_row

    if mapping is not None or not (name := file.folder_name):
        return table_import
    if table_import.rows is not None and find_product_row(table_import.rows.rows) is not None:
        return table_import
    notes = (
        phrase_of("import/column-guessed", "named-after-folder", name=name),
        phrase_of("import/column-guessed", "other-name"),
    )
    diagnostics = [
        replace(problem, notes=(*problem.notes, *notes))
        if problem.code == "import/column-guessed"
        else problem
        for problem in table_import.loaded.diagnostics
    ]
    return replace(table_import, loaded=replace(table_import.loaded, diagnostics=diagnostics))


def _mapping(
    shown: str, data: bytes | None, problem: Diagnostic | None
) -> tuple[Mapping | None, LoadedDocument | None, list[Diagnostic]]:
    from microdep_rules.bom.imports.mapping import parse_mapping
    from microdep_rules.bom.load import load_document

    if data is None:
        return None, None, [problem] if problem is not None else []
    loaded = load_document(shown, data, kind="mapping")
    mapping, problems = parse_mapping(loaded)
    return mapping, loaded, problems


class Declarations(Struct, frozen=True):
    """Table of declarations, with its mapping file."""

    loaded: LoadedDocument
    mapping: Mapping | None = None
    mapped_by: LoadedDocument | None = None
    inputs: tuple[Input, ...] = ()
    columns: tuple[Column, ...] = ()


def read_declarations(shown: str, path: str, data: bytes, mapping: Mapping | None = None) -> LoadedDocument:
    """Return a table of declarations as an overlay: a completed questionnaire, or a list of components."""
    return _read_overlay(shown, path, data, mapping)[0]


def _read_overlay(
    shown: str, path: str, data: bytes, mapping: Mapping | None
) -> tuple[LoadedDocument, tuple[Column, ...]]:
    """Return the overlay in a table, and the meanings of its columns."""
    from microdep_rules.bom.overlays.tables import columns_of, overlay_from_table

    table, problems = declarations_in(shown, path, data, mapping)
    source = table.source if table is not None else SourceFile(shown, "")
    columns = columns_of(table, mapping)[0] if table is not None else []
    return overlay_from_table(table, source, problems, mapping), tuple(columns)


def declarations_of(project: Project, path: str, data: bytes, named: str = "") -> Declarations:
    """Read a table of declarations with the given mapping file, or with the one beside the table.

    A mapping file for a bill of materials is ignored.
    """
    from microdep_rules.bom.imports.tables import failed_import

    shown = project.workspace.shown(path)
    place = named or f"{path}{MAPPING}"
    if not named and (path == STDIN or not is_file(Path(place))):
        return Declarations(read_declarations(shown, path, data))
    folder = None if named else Path(path).parent
    mapping, by, inputs, problems = _mapping_in(project, place, folder)
    if mapping is None or has_errors(problems):
        return Declarations(failed_import(shown, problems).loaded, mapped_by=by, inputs=inputs)
    if not mapping.is_overlay:
        return Declarations(read_declarations(shown, path, data))
    loaded, columns = _read_overlay(shown, path, data, mapping)
    loaded = replace(loaded, diagnostics=[*problems, *loaded.diagnostics])
    return Declarations(loaded, mapping, by, inputs, columns)


def _mapping_in(
    project: Project, path: str, named_in: Path | None
) -> tuple[Mapping | None, LoadedDocument | None, tuple[Input, ...], list[Diagnostic]]:
    workspace = project.workspace
    text, problem = workspace.read(path, "mapping", named_in)
    mapping, loaded, problems = _mapping(workspace.shown(path), text, problem)
    return mapping, loaded, _inputs(workspace.shown(path), text), problems


def _inputs(shown: str, text: bytes | None) -> tuple[Input, ...]:
    return (Input(shown, digest_of(text), "mapping"),) if text is not None else ()


def declarations_in(
    shown: str, path: str, data: bytes, mapping: Mapping | None = None
) -> tuple[ImportTable | None, list[Diagnostic]]:
    """Return the table of declarations in a file, with its problems."""
    from microdep_rules.bom.imports.encodings import decode_text
    from microdep_rules.bom.imports.heading import find_table
    from microdep_rules.bom.imports.mapping import Mapping as Plain
    from microdep_rules.bom.imports.sheets import find_sheet_table

    pinned = mapping or Plain()
    if recognize_form(path, data) is TABLE:
        text, problems = decode_text(shown, data, pinned.encoding)
        if text is None:
            return None, problems
        table, heading_problems = find_table(text.source, pinned.delimiter, pinned.header_row, "declarations")
        return table, [*problems, *heading_problems]
    from microdep_rules.workspace.workbooks import read_workbook

    book = read_workbook(data)
    if book.refused:
        return None, [
            diagnose("file/wrong-format", Span(shown, 0, 0), "workbook", reason=book.refused, fix=book.fix)
        ]
    return find_sheet_table(shown, book.sheets, pinned.sheet, pinned.header_row, "declarations")
