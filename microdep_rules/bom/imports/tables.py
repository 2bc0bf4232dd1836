"""Conversion of a table into a `microdep-bom` document. Each value keeps its position in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.errors import mappings as of_mappings
from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.errors.rows import first_of
from microdep_rules.bom.imports.alternate_rows import add_alternates
from microdep_rules.bom.imports.alternates import UnclearName, parse_manufacturers, to_line
from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.bom.imports.fitting import component_rows
from microdep_rules.bom.imports.heading import find_table, indentation, other_headers
from microdep_rules.bom.imports.left_out import REASONS, UNDECIDED
from microdep_rules.bom.imports.mapped_columns import find_dropped_rows, read_columns
from microdep_rules.bom.imports.mapping import Mapping
from microdep_rules.bom.imports.merged import spread_cells
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.imports.rows import NAMES, read_rows
from microdep_rules.bom.imports.sheets import find_sheet_table, without_results
from microdep_rules.bom.imports.texts import find_notation
from microdep_rules.bom.imports.trees import build_tree, is_path_numbering, parse_depth
from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.cells import is_open
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import SheetSource, SourceFile, Span, column_letter
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.encodings import DecodedText
    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.rows import Row, TableContents
    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

FEW = 5
"""Minimum number of rows of a table in which a single indented name counts as a typing mistake."""
_DESIGNATORS = pattern(r"[^\s,;]+")
TREE = frozenset({"level", "parent", "number"})
"""Columns of the product structure.

A merged cell in one of these columns applies to each row that the cell covers.
"""


class TableImport(Struct, frozen=True):
    """Parsed table: the document, the columns, and the rows."""

    loaded: LoadedDocument
    columns: list[Column]
    text: DecodedText | None = None
    table: ImportTable | None = None
    rows: TableContents | None = None
    product: dict[str, str] | None = None
    parts: int = 0
    """Number of components in the product."""

    @property
    def header_line(self) -> int:
        """Line of the header, counted from 1; 0 if the table has no header."""
        assert self.table is not None
        return self.table.line_of(self.table.header) if self.table.has_header else 0


def read_table(
    path: str,
    data: bytes,
    name: str,
    mapping: Mapping | None = None,
    is_listed: Callable[[str], bool] | None = None,
) -> TableImport:
    """Read a table in text as a bill of materials. The result has the document and the diagnostics.

    `name` is the name of the product if the mapping states none. Without a mapping, the importer guesses the
    fields of columns, and a warning lists the guesses. `is_listed` tests whether an unclear text, such as
    `Foo & Bar`, is the name of one listed company.
    """
    settings = mapping or Mapping()
    text, diagnostics = decode_text(path, data, settings.encoding)
    if text is None:
        return failed_import(path, diagnostics)
    table, problems = find_table(text.source, settings.delimiter, settings.header_row)
    return _import_table(table, text.source, [*diagnostics, *problems], name, mapping, text, is_listed)


def read_sheets(
    path: str,
    sheets: list[Sheet],
    name: str,
    mapping: Mapping | None = None,
    is_listed: Callable[[str], bool] | None = None,
) -> TableImport:
    """Read the table in a sheet of a spreadsheet as a bill of materials; see `read_table`."""
    settings = mapping or Mapping()
    table, diagnostics = find_sheet_table(path, sheets, settings.sheet, settings.header_row)
    source = table.source if table is not None else SourceFile(path, "")
    return _import_table(table, source, diagnostics, name, mapping, is_listed=is_listed)


def _import_table(
    table: ImportTable | None,
    source: SourceFile,
    diagnostics: list[Diagnostic],
    name: str,
    mapping: Mapping | None,
    text: DecodedText | None = None,
    is_listed: Callable[[str], bool] | None = None,
) -> TableImport:
    if table is None:
        return TableImport(_without_value(source, diagnostics), [], text)
    settings = mapping or Mapping()
    if settings.is_overlay:
        refused = diagnose("file/wrong-format", table.extent, "overlay")
        return TableImport(_without_value(source, [*diagnostics, refused]), [], text)
    product = {"id": slug(name), "name": name, **settings.product}
    columns, column_problems = read_columns(table, mapping)
    if repeated := _find_second_list(table, columns):
        return TableImport(_without_value(source, [repeated]), columns, text, table, product=product)
    dropped, problems = find_dropped_rows(table, settings)
    diagnostics = [*diagnostics, *column_problems, *problems, *_check_file(table, mapping, text)]
    if mapping is None and not has_errors(diagnostics):
        encoding = text.encoding if text is not None and text.guessed else ""
        diagnostics.append(say.guessed(columns, table.extent, encoding))
    if has_errors(diagnostics):
        return TableImport(_without_value(source, diagnostics), columns, text, table, product=product)
    columns, lines = _prepare_structure(table, columns)
    lines = [row for row in lines if not _repeats_header(table, row)]
    if warning := _warn_of_indentation(table, columns, lines):
        diagnostics.append(warning)
    whole = frozenset((*settings.one_company, *_listed_texts(table, is_listed)))
    texts = find_notation(table, settings.defaults.get("decimal", ""), whole)
    rows = read_rows(lines, columns, settings.defaults, dropped, texts)
    document, parts, problems = _build_document(table, rows, product)
    diagnostics += [
        *_report_left_out(table, rows),
        *_report_undecided(table, rows),
        *_without_results(table, columns, rows),
    ]
    spans = Spans(source, document.place)
    loaded = LoadedDocument(
        source, document.value, [*diagnostics, *rows.diagnostics, *problems], spans, "bom"
    )
    return TableImport(check_document(loaded), columns, text, table, rows, product, parts)


def _listed_texts(table: ImportTable, is_listed: Callable[[str], bool] | None) -> set[str]:
    """Return the unclear texts of cells that are the name of one listed company, such as `Foo & Bar`."""
    if is_listed is None:
        return set()
    texts = {to_line(cell.text) for row in table.rows for cell in row if cell.text}
    return {text for text in texts if isinstance(parse_manufacturers(text), UnclearName) and is_listed(text)}


def _repeats_header(table: ImportTable, row: list[Cell]) -> bool:
    """Return whether a row repeats the column names, as at the top of each page."""
    return table.has_header and [cell.text for cell in row] == [cell.text for cell in table.header]


def _find_second_list(table: ImportTable, columns: list[Column]) -> Diagnostic | None:
    """Return an error if a second list, below the same column names, repeats all designators of the first."""
    starts = [at for at, row in enumerate(table.rows) if _repeats_header(table, row)]
    index = next((column.index for column in columns if column.field == "designators"), None)
    if not starts or index is None:
        return None
    start = starts[0]
    first, second = (
        {name for row in rows if index < len(row) for name in _DESIGNATORS.findall(row[index].text)}
        for rows in (table.rows[:start], table.rows[start + 1 :])
    )
    if not first or first != second:
        return None
    row = table.rows[start]
    return diagnose(
        "import/column-twice",
        row[0].span.to(row[-1].span),
        "same-components",
        also=(table.extent,),
        first=table.line_of(table.header),
        second=table.line_of(row),
    )


def _check_file(table: ImportTable, mapping: Mapping | None, text: DecodedText | None) -> list[Diagnostic]:
    """Report other tables, other sheets and a missing closing quotation mark."""
    diagnostics = []
    if heads := other_headers(table):
        lines = [table.line_of(head) for head in heads]
        diagnostics.append(
            diagnose(
                "import/column-twice",
                heads[0][0].span.to(heads[0][-1].span),
                "another-table",
                also=(table.extent,),
                count=len(lines),
                lines=first_of(lines),
            )
        )
    cell = table.source.cell(0)
    if table.other_sheets and cell is not None:
        named = mapping is not None and bool(mapping.sheet)
        diagnostics.append(of_mappings.other_sheets(cell[0], table.other_sheets, table.extent, named=named))
    last = (table.rows or [table.header])[-1]
    open_at = is_open(table.source, last) if text is not None else None
    return (
        [*diagnostics, diagnose("file/truncated", open_at, "quotation")]
        if open_at is not None
        else diagnostics
    )


def failed_import(path: str, diagnostics: list[Diagnostic]) -> TableImport:
    """Return an empty import for a file that cannot be opened."""
    return TableImport(_without_value(SourceFile(path, ""), diagnostics), [])


def _without_value(source: SourceFile, diagnostics: list[Diagnostic]) -> LoadedDocument:
    return LoadedDocument(source, None, diagnostics, nowhere(source), "bom")


def _prepare_structure(table: ImportTable, columns: list[Column]) -> tuple[list[Column], list[list[Cell]]]:
    """Return the columns and rows, prepared for the product structure.

    Dotted numbers, such as `1.2`, are levels if no other column states the structure. A merged cell applies
    to each row that the cell covers.
    """
    lines = table.rows
    if isinstance(table.source, SheetSource):
        tree_columns = [column.index for column in columns if column.field in TREE]
        lines = spread_cells(table.source, lines, tree_columns, table.merged)
    by_field = {column.field: column.index for column in columns}
    structure = [by_field[name] for name in ("level", "parent") if name in by_field]
    at = by_field.get("number")
    if at is None or any(index < len(row) and row[index].text for row in lines for index in structure):
        return columns, lines
    texts = component_rows([cell.text for cell in row] for row in lines)
    if not is_path_numbering([row[at] for row in texts if at < len(row) and row[at]]):
        return columns, lines
    because = "its dotted numbers state the structure"
    columns = [
        replace(column, field="level", because=because) if column.index == at else column
        for column in columns
    ]
    return columns, lines


def _warn_of_indentation(
    table: ImportTable, columns: list[Column], lines: list[list[Cell]]
) -> Diagnostic | None:
    """Return a warning for indented names, if no column states the product structure."""
    by_field = {column.field: column.index for column in columns}
    if by_field.keys() & {"level", "parent"}:
        return None
    for at in (by_field[name] for name in NAMES if name in by_field):
        rows = [row for row in lines if at < len(row) and row[at].text]
        letter = column_letter(at)
        depths = [
            indentation(table.source.text, row[at]) + table.indents.get(f"{letter}{table.line_of(row)}", 0)
            for row in rows
        ]
        deeper = [row[at] for row, depth in zip(rows, depths, strict=True) if depth > depths[0]]
        if len(deeper) > 1 or (
            deeper and len(rows) < FEW
        ):  # one indented name among many rows is a typing mistake
            return diagnose("import/levels", deeper[0].span, "indented", name=deeper[0].text)
    return None


def _report_left_out(table: ImportTable, rows: TableContents) -> list[Diagnostic]:
    """Return a warning for each reason, with the rows that are left out for that reason."""
    diagnostics = []
    if rows.alternates:
        spans = [row.span for _, row in rows.alternates]
        diagnostics.append(
            diagnose(
                "import/not-a-component",
                spans[0],
                count=len([table.source.position(at.start).line for at in spans]),
                lines=first_of([table.source.position(at.start).line for at in spans]),
            )
        )
    last = max((row_.span.start for row_ in rows.rows if row_.left_out is None), default=0)
    for why, words in REASONS.items():
        spans = [span for reason, span in rows.left_out if reason == why]
        if spans:
            lines = [table.source.position(span_.start).line for span_ in spans]
            # A line between components is a heading, or a component with only a name.
            among = why in {"remark", "unnamed"} and any(span_.start < last for span_ in spans)
            problem = of_rows.rows_left_out(lines, words, spans[0], among_components=among)
            companies = tuple(
                (table.source.position(span.start).line, company)
                for span, company in rows.companies_left_out
                if span in spans
            )
            diagnostics.append(replace(problem, companies=companies) if companies else problem)
    return diagnostics


def _companies_of(rows: TableContents, spans: Sequence[Span]) -> list[tuple[Span, str]]:
    """Return the manufacturers and suppliers of rows, each with the position of the row."""
    return [
        (row.span, str(rows.parties[row.part.value[name]].value["name"]))
        for row in rows.rows
        if row.span in spans
        for name in ("manufacturer", "supplier")
        if row.part.value.get(name) in rows.parties
    ]


def _report_undecided(table: ImportTable, rows: TableContents) -> list[Diagnostic]:
    """Report rows that stay in the product although a column marks them as omitted."""
    return [
        diagnose(
            "import/column-not-read",
            spans[0],
            "marked-rows",
            count=len(spans),
            lines=first_of([table.source.position(span.start).line for span in spans]),
            column=column.name,
            field=UNDECIDED[column.field],
        )
        for column, spans in rows.undecided.items()
    ]


def _without_results(table: ImportTable, columns: list[Column], rows: TableContents) -> list[Diagnostic]:
    """Return a warning for formulas without a result, in rows that are read."""
    read = {column.index for column in columns if column.field}
    left = {
        span.start for why, span in rows.left_out if why != "remark"
    }  # without its result, such a row may look like a remark
    return without_results(table, [row for row in table.rows if row[0].span.start not in left], read)


def _build_document(
    table: ImportTable, rows: TableContents, product: dict[str, str]
) -> tuple[PlacedRecord, int, list[Diagnostic]]:
    """Return the document. The product is the first component of the document."""
    everything = Span(table.source.path, 0, len(table.source.text))
    parts, top = list(rows.rows), PlacedRecord(table.extent)
    whole = find_product_row(parts)
    if whole is not None:  # the first row of the table is the product
        parts.remove(whole)
        top = whole.part
        top.put_first("id", whole.key)
    else:
        top.put("id", product["id"])
        top.put("name", product["name"])
    top.put("kind", "end_item")
    tree = build_tree(parts, top)
    rows.left_out += [("inside", span) for span in tree.inside]
    rows.companies_left_out += _companies_of(rows, tree.inside)
    head = PlacedRecord(table.extent)
    head.put("id", top.value["id"])
    head.put("product", top.value["id"])
    document = PlacedRecord(everything)
    document.put("schema", "microdep-bom/1")
    document.put("document", head)
    alternates = add_alternates(rows, tree.components, top)
    if rows.parties:
        document.put("parties", list(rows.parties.values()))
    document.put("components", [top, *tree.components, *alternates])
    return document, len(tree.components), tree.diagnostics


def find_product_row(rows: Sequence[Row]) -> Row | None:
    """Return the row of the product: the first row, if it is the only row of level 0."""
    tops = [row for row in rows if parse_depth(row.level) == 0 and row.left_out is None]
    return tops[0] if len(tops) == 1 and rows[0] is tops[0] else None
