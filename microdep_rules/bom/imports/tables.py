"""A table becomes a document of ours, with every place in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.errors import mappings as of_mappings
from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports.alternate_rows import put_alternates
from microdep_rules.bom.imports.encodings import decoded
from microdep_rules.bom.imports.fitting import of_parts
from microdep_rules.bom.imports.heading import indent_of, other_heads, table_of
from microdep_rules.bom.imports.mapping import Mapping
from microdep_rules.bom.imports.merged import carried
from microdep_rules.bom.imports.outside import REASONS
from microdep_rules.bom.imports.rows import NAMES, parts_in
from microdep_rules.bom.imports.sheets import table_in, without_results
from microdep_rules.bom.imports.texts import texts_of
from microdep_rules.bom.imports.through import columns_of, dropped_rows
from microdep_rules.bom.imports.trees import are_paths, depth_of, hung
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.cells import is_open
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.source import SheetSource, SourceFile, Span, column_letter
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.encodings import Text
    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.bom.imports.rows import Row, Rows
    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

FEW = 5
"""Of fewer rows than these a single one may be moved in on purpose."""
TREE = frozenset({"level", "parent", "number"})
"""What a cell over several rows says of each of them."""


class Imported(Struct, frozen=True):
    """A table that was read: the document, and how it was understood."""

    loaded: LoadedDocument
    columns: list[Column]
    text: Text | None = None
    table: Table | None = None
    rows: Rows | None = None
    product: dict[str, str] | None = None
    parts: int = 0
    """How many parts are in the product."""

    @property
    def header_line(self) -> int:
        """The line that names the columns, counted from 1; 0 where there is none."""
        assert self.table is not None
        return self.table.line_of(self.table.header) if self.table.has_header else 0


def read_table(path: str, data: bytes, name: str, mapping: Mapping | None = None) -> Imported:
    """Reads a table in text as a bill of materials; what is wrong is in the diagnostics of the document.

    `name` is what the product is called where the mapping does not say. Without a mapping everything is
    guessed, and a warning says how.
    """
    pinned = mapping or Mapping()
    text, diagnostics = decoded(path, data, pinned.encoding)
    if text is None:
        return nothing(path, diagnostics)
    table, said = table_of(text.source, pinned.delimiter, pinned.header_row)
    return _imported(table, text.source, [*diagnostics, *said], name, mapping, text)


def read_sheets(path: str, sheets: list[Sheet], name: str, mapping: Mapping | None = None) -> Imported:
    """Reads the table in one of the sheets of a spreadsheet in the same way."""
    pinned = mapping or Mapping()
    table, diagnostics = table_in(path, sheets, pinned.sheet, pinned.header_row)
    source = table.source if table is not None else SourceFile(path, "")
    return _imported(table, source, diagnostics, name, mapping)


def _imported(
    table: Table | None,
    source: SourceFile,
    diagnostics: list[Diagnostic],
    name: str,
    mapping: Mapping | None,
    text: Text | None = None,
) -> Imported:
    if table is None:
        return Imported(_nothing(source, diagnostics), [], text)
    pinned = mapping or Mapping()
    if pinned.is_overlay:
        refused = diagnose("file/wrong-format", table.extent, "overlay")
        return Imported(_nothing(source, [*diagnostics, refused]), [], text)
    product = {"id": slug(name), "name": name, **pinned.product}
    columns, said = columns_of(table, mapping)
    dropped, problems = dropped_rows(table, pinned)
    diagnostics = [*diagnostics, *said, *problems, *_of_the_file(table, mapping, text)]
    if mapping is None and not has_errors(diagnostics):
        encoding = text.encoding if text is not None and text.guessed else ""
        diagnostics.append(say.guessed(columns, table.extent, encoding))
    if has_errors(diagnostics):
        return Imported(_nothing(source, diagnostics), columns, text, table, product=product)
    columns, lines = _hanging(table, columns)
    if told := _indented(table, columns, lines):
        diagnostics.append(told)
    texts = texts_of(table, pinned.defaults.get("decimal", ""), frozenset(pinned.one_company))
    rows = parts_in(lines, columns, pinned.defaults, dropped, texts)
    document, parts, problems = _document(table, rows, product)
    diagnostics += [*_left_out(table, rows), *_without_results(table, columns, rows)]
    spans = Spans(source, document.place)
    loaded = LoadedDocument(
        source, document.value, [*diagnostics, *rows.diagnostics, *problems], spans, "bom"
    )
    return Imported(check_document(loaded), columns, text, table, rows, product, parts)


def _of_the_file(table: Table, mapping: Mapping | None, text: Text | None) -> list[Diagnostic]:
    """What was passed over of the whole file, and what makes it no table."""
    found = []
    if heads := other_heads(table):
        lines = [table.line_of(head) for head in heads]
        found.append(of_rows.another_table(lines, heads[0][0].span.to(heads[0][-1].span), table.extent))
    cell = table.source.cell(0)
    if table.others and cell is not None:
        named = mapping is not None and bool(mapping.sheet)
        found.append(of_mappings.other_sheets(cell[0], table.others, table.extent, named=named))
    last = (table.rows or [table.header])[-1]
    open_at = is_open(table.source, last) if text is not None else None
    return [*found, diagnose("file/truncated", open_at, "quotation")] if open_at is not None else found


def nothing(path: str, diagnostics: list[Diagnostic]) -> Imported:
    """What is left of a file that could not be opened."""
    return Imported(_nothing(SourceFile(path, ""), diagnostics), [])


def _nothing(source: SourceFile, diagnostics: list[Diagnostic]) -> LoadedDocument:
    return LoadedDocument(source, None, diagnostics, nowhere(source), "bom")


def _hanging(table: Table, columns: list[Column]) -> tuple[list[Column], list[list[Cell]]]:
    """The columns and rows as the tree needs them.

    The numbers of rows are levels where they are dotted and nothing else says what is in what, and a cell
    over several rows is in each of them.
    """
    lines = table.rows
    if isinstance(table.source, SheetSource):
        wanted = [column.index for column in columns if column.field in TREE]
        lines = carried(table.source, lines, wanted, table.merged)
    by_field = {column.field: column.index for column in columns}
    ways = [by_field[each] for each in ("level", "parent") if each in by_field]
    at = by_field.get("number")
    if at is None or any(way < len(row) and row[way].text for row in lines for way in ways):
        return columns, lines
    texts = of_parts([cell.text for cell in row] for row in lines)
    if not are_paths([row[at] for row in texts if at < len(row) and row[at]]):
        return columns, lines
    because = "its dotted numbers say what is in what"
    columns = [
        replace(column, field="level", because=because) if column.index == at else column
        for column in columns
    ]
    return columns, lines


def _indented(table: Table, columns: list[Column], lines: list[list[Cell]]) -> Diagnostic | None:
    """Names that are indented like a tree, in a table that has no other way to say one."""
    by_field = {column.field: column.index for column in columns}
    if by_field.keys() & {"level", "parent"}:
        return None
    for at in (by_field[name] for name in NAMES if name in by_field):
        rows = [row for row in lines if at < len(row) and row[at].text]
        letter = column_letter(at)
        depths = [
            indent_of(table.source.text, row[at]) + table.moved.get(f"{letter}{table.line_of(row)}", 0)
            for row in rows
        ]
        deeper = [row[at] for row, depth in zip(rows, depths, strict=True) if depth > depths[0]]
        if len(deeper) > 1 or (deeper and len(rows) < FEW):  # one of many is a slip of the hand
            return of_rows.indented(deeper[0].text, deeper[0].span)
    return None


def _left_out(table: Table, rows: Rows) -> list[Diagnostic]:
    """The rows that are no parts, by their reasons."""
    told = []
    if rows.alternates:
        spans = [row.span for _, row in rows.alternates]
        told.append(of_rows.alternate_rows([table.source.position(at.start).line for at in spans], spans[0]))
    last = max((each.span.start for each in rows.rows if each.left is None), default=0)
    for why, words in REASONS.items():
        spans = [span for each, span in rows.left if each == why]
        if spans:
            lines = [table.source.position(each.start).line for each in spans]
            # A line among the parts is a heading, or a part of which only the name is known.
            among = why in {"remark", "unnamed"} and any(each.start < last for each in spans)
            told.append(of_rows.rows_left_out(lines, words, spans[0], among_parts=among))
    return told


def _without_results(table: Table, columns: list[Column], rows: Rows) -> list[Diagnostic]:
    """Formulas without a result in what is read of the parts."""
    read = {column.index for column in columns if column.field}
    left = {span.start for why, span in rows.left if why != "remark"}  # it may be one for want of a result
    return without_results(table, [row for row in table.rows if row[0].span.start not in left], read)


def _document(
    table: Table, rows: Rows, product: dict[str, str]
) -> tuple[PlacedRecord, int, list[Diagnostic]]:
    """The document, with the product in front and all parts behind it."""
    everything = Span(table.source.path, 0, len(table.source.text))
    parts, top = list(rows.rows), PlacedRecord(table.extent)
    whole = _whole(parts)
    if whole is not None:  # the table has a row for the product itself
        parts.remove(whole)
        top = whole.part
        top.put_first("id", whole.key)
    else:
        top.put("id", product["id"])
        top.put("name", product["name"])
    top.put("kind", "end_item")
    found = hung(parts, top)
    rows.left += [("inside", each) for each in found.inside]
    head = PlacedRecord(table.extent)
    head.put("id", top.value["id"])
    head.put("product", top.value["id"])
    document = PlacedRecord(everything)
    document.put("schema", "microdep-bom/1")
    document.put("document", head)
    alternates = put_alternates(rows, found.parts, top)
    if rows.parties:
        document.put("parties", list(rows.parties.values()))
    document.put("components", [top, *found.parts, *alternates])
    return document, len(found.parts), found.diagnostics


def _whole(rows: list[Row]) -> Row | None:
    """The row of the product itself: the only one of level 0."""
    tops = [row for row in rows if depth_of(row.level) == 0 and row.left is None]
    return tops[0] if len(tops) == 1 and rows[0] is tops[0] else None
