"""Tables of others, read through the mapping files that lie beside them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.imports.forms import OF_MATERIALS, TABLE, TABULAR, WORKBOOK, recognize_form
from microdep_rules.diagnostics import has_errors
from microdep_rules.output.checked import Input
from microdep_rules.source import SourceFile, Span
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.names import MAPPING, TABLES
from microdep_rules.workspace.reading import STDIN, digest_of

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.imports.materials import MaterialDeclaration
    from microdep_rules.bom.imports.smelters import MineralDeclaration
    from microdep_rules.bom.imports.tables import TableImport
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.project import Project
    from microdep_rules.workspace.workbooks import Workbook


class Read(Struct, frozen=True):
    """A table that was read, with the mapping file by which that was done."""

    imported: TableImport
    mapping: LoadedDocument | None = None
    inputs: tuple[Input, ...] = ()
    text: str = ""
    """A mapping file that says what was guessed."""
    declaration: MineralDeclaration | MaterialDeclaration | None = None
    """What it is instead: a declaration about minerals, or of materials."""
    form: str = "table"
    """What it is read as: `table`, `workbook`, or something that is in no rows."""

    @property
    def files(self) -> dict[str, LoadedDocument]:
        """Every file that was read, by the name under which it is shown."""
        both = (self.imported.loaded, *((self.mapping,) if self.mapping is not None else ()))
        return {each.path: each for each in both}


class _File:
    """A file with a table, whose workbook is read once."""

    def __init__(self, project: Project, path: str, data: bytes) -> None:
        self.shown = project.workspace.shown(path)
        self.path = path
        self.data = data

    @cached_property
    def workbook(self) -> Workbook:
        """The sheets of the file."""
        from microdep_rules.workspace.workbooks import read_workbook

        return read_workbook(self.data)


def import_table(project: Project, path: str, *, again: bool = False, mapping: str = "") -> Read:
    """How a table is read, with the mapping file that would pin it; `again` passes over one that is there.

    `mapping` names a mapping file that is read in place of the one beside the table.
    """
    from microdep_rules.bom.imports.heading import NO_HEADER
    from microdep_rules.bom.imports.mapping import Mapping, format_mapping
    from microdep_rules.bom.imports.tables import failed_import

    data, problem = project.workspace.read(path)
    if data is None:
        return Read(failed_import(project.workspace.shown(path), [problem] if problem is not None else []))
    known = recognize_form(path, data)
    form = known.read_as
    if known.what == OF_MATERIALS:
        from microdep_rules.bom.imports.materials import read_materials

        shown = project.workspace.shown(path)
        return Read(failed_import(shown, []), declaration=read_materials(shown, data), form=form)
    if form not in TABULAR:
        from microdep_rules.bom.imports.documents import load_bom
        from microdep_rules.bom.imports.tables import TableImport

        return Read(TableImport(load_bom(project.workspace.shown(path), data), []), form=form)
    file = _File(project, path, data)
    if form == WORKBOOK.read_as:
        declaration = _declaration(file)
        if declaration is not None:
            return Read(failed_import(file.shown, []), declaration=declaration, form=form)
    found = Read(_read(file)) if again else _by_mapping(project, file, mapping)
    read = found.imported
    codes = [diagnostic.code for diagnostic in read.loaded.diagnostics]
    if read.table is None and found.mapping is None and codes == ["import/column-missing"]:
        read = _by_letters(_read(file, Mapping(header_row=NO_HEADER)))
    if read.table is None or read.product is None:
        return found  # there is no table of which something could be said
    cell = read.table.source.cell(0)
    text = format_mapping(
        read.columns,
        header_row=read.header_line,
        product=read.product,
        encoding=read.text.encoding if read.text is not None else "",
        delimiter=read.table.delimiter,
        sheet=cell[0] if cell is not None else "",
    )
    return replace(found, text=text)


def _by_letters(read: TableImport) -> TableImport:
    """A table in which no names of columns were found: each column with what stands first in it."""
    columns = [
        replace(column, because=f"begins with {read.table.rows[0][column.index].text}")
        if read.table
        else column
        for column in read.columns
    ]
    return replace(read, columns=columns)


def read_table(project: Project, path: str, data: bytes) -> Read:
    """A table as a document of ours; without a mapping file beside it, by what seems to be meant."""
    return _by_mapping(project, _File(project, path, data))


def _by_mapping(project: Project, file: _File, named: str = "") -> Read:
    workspace = project.workspace
    beside = named or f"{file.path}{MAPPING}"
    if not named and (file.path == STDIN or not is_file(Path(beside))):
        return Read(_read(file))
    text, problem = workspace.read(beside, "mapping", None if named else Path(file.path).parent)
    mapping, loaded, problems = _mapping(workspace.shown(beside), text, problem)
    if mapping is None or has_errors(problems):
        from microdep_rules.bom.imports.tables import failed_import

        imported = failed_import(file.shown, problems)
    else:
        imported = _read(file, mapping)
        told = [*problems, *imported.loaded.diagnostics]
        imported = replace(imported, loaded=replace(imported.loaded, diagnostics=told))
    return Read(imported, loaded, _inputs(workspace.shown(beside), text))


def _read(file: _File, mapping: Mapping | None = None) -> TableImport:
    """A table in text or in a spreadsheet."""
    from microdep_rules.bom.imports import tables

    if recognize_form(file.path, file.data) is TABLE:
        return tables.read_table(file.shown, file.data, _product(file.path), mapping)
    from microdep_rules.bom.errors.imports import no_workbook
    from microdep_rules.bom.imports.smelters import declaration_kind, is_declaration

    book = file.workbook
    if book.refused:
        return tables.failed_import(file.shown, [no_workbook(book.refused, book.fix, Span(file.shown, 0, 0))])
    if is_declaration(book.sheets):
        from microdep_rules.bom.errors.smelters import no_parts

        return tables.failed_import(
            file.shown, [no_parts(declaration_kind(book.sheets), Span(file.shown, 0, 0))]
        )
    return tables.read_sheets(file.shown, book.sheets, _product(file.path), mapping)


def _declaration(file: _File) -> MineralDeclaration | None:
    """What a declaration about minerals says, where a spreadsheet is one."""
    from microdep_rules.bom.imports.smelters import is_declaration, read_declaration

    sheets = file.workbook.sheets
    return read_declaration(file.shown, sheets) if is_declaration(sheets) else None


def _product(path: str) -> str:
    """What the product is called: as the table is, or as the folder of one that is called `bom`."""
    if path == STDIN:
        return "product"
    name = Path(path).name
    for end in (*TABLES, ".bom"):
        if name.lower().endswith(end):
            name = name[: -len(end)]
    return (Path(path).absolute().parent.name or name) if name.lower() in {"bom", ""} else name


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
    """A table of declarations that was read, with the mapping file by which that was done."""

    loaded: LoadedDocument
    mapping: Mapping | None = None
    mapped_by: LoadedDocument | None = None
    inputs: tuple[Input, ...] = ()
    columns: tuple[Column, ...] = ()


def read_declarations(shown: str, path: str, data: bytes, mapping: Mapping | None = None) -> LoadedDocument:
    """A table of declarations as an overlay: a list of questions that was filled in, or a list of parts."""
    return _overlay(shown, path, data, mapping)[0]


def _overlay(
    shown: str, path: str, data: bytes, mapping: Mapping | None
) -> tuple[LoadedDocument, tuple[Column, ...]]:
    """The overlay in a table, and what its columns hold."""
    from microdep_rules.bom.overlays.tables import columns_of, overlay_from_table

    table, problems = declarations_in(shown, path, data, mapping)
    source = table.source if table is not None else SourceFile(shown, "")
    columns = columns_of(table, mapping)[0] if table is not None else []
    return overlay_from_table(table, source, problems, mapping), tuple(columns)


def declarations_of(project: Project, path: str, data: bytes, named: str = "") -> Declarations:
    """Read a table of declarations through the mapping file that is named, else the one beside it.

    A mapping file that reads the table as a bill of materials is not about what it declares.
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
    loaded, columns = _overlay(shown, path, data, mapping)
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
) -> tuple[Table | None, list[Diagnostic]]:
    """The table of declarations in a file, with what is wrong with it."""
    from microdep_rules.bom.imports.encodings import decode_text
    from microdep_rules.bom.imports.heading import find_table
    from microdep_rules.bom.imports.mapping import Mapping as Plain
    from microdep_rules.bom.imports.sheets import find_sheet_table

    pinned = mapping or Plain()
    if recognize_form(path, data) is TABLE:
        text, problems = decode_text(shown, data, pinned.encoding)
        if text is None:
            return None, problems
        table, said = find_table(text.source, pinned.delimiter, pinned.header_row, "declarations")
        return table, [*problems, *said]
    from microdep_rules.bom.errors.imports import no_workbook
    from microdep_rules.workspace.workbooks import read_workbook

    book = read_workbook(data)
    if book.refused:
        return None, [no_workbook(book.refused, book.fix, Span(shown, 0, 0))]
    return find_sheet_table(shown, book.sheets, pinned.sheet, pinned.header_row, "declarations")
