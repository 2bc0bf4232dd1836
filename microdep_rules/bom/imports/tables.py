"""A table becomes a document of ours, with every place in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.imports import columns as named
from microdep_rules.bom.imports.encodings import decoded
from microdep_rules.bom.imports.heading import table_of
from microdep_rules.bom.imports.mapping import Mapping
from microdep_rules.bom.imports.rows import parts_in
from microdep_rules.bom.imports.sheets import table_in
from microdep_rules.bom.imports.trees import are_paths, hung
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.bom.load import Loaded, check_document
from microdep_rules.bom.spans import Spans, nowhere
from microdep_rules.diagnostics import has_errors
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.encodings import Text
    from microdep_rules.bom.imports.heading import Table
    from microdep_rules.bom.imports.rows import Row, Rows
    from microdep_rules.bom.imports.sheets import Sheet
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

NAMING = frozenset({"name", "mpn", "designators", "description", "number", "supplier_part"})
"""One of these has to be there, or nothing says which part a row is."""


class Imported(Struct, frozen=True):
    """A table that was read: the document, and how it was understood."""

    loaded: Loaded
    columns: list[Column]
    text: Text | None = None
    table: Table | None = None
    rows: Rows | None = None
    product: dict[str, str] | None = None

    @property
    def header_line(self) -> int:
        """The line that names the columns, counted from 1."""
        assert self.table is not None
        return self.table.source.position(self.table.header[0].span.start).line


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
    columns, said = _columns(table, mapping)
    diagnostics = [*diagnostics, *said]
    if has_errors(diagnostics):
        return Imported(_nothing(source, diagnostics), columns, text, table)
    pinned = mapping or Mapping()
    if mapping is None:
        diagnostics.append(say.guessed(columns, _extent(table)))
    product = {"id": slug(name), "name": name, **pinned.product}
    kept = _kept(table, pinned)
    columns = _by_numbers(columns, kept)
    rows = parts_in(kept, columns, pinned.defaults)
    for left, why in ((rows.not_populated, "not populated"), (rows.totals, "a total")):
        if left:
            lines = [source.position(each.start).line for each in left]
            diagnostics.append(say.rows_left_out(lines, why, left[0]))
    document, problems = _document(table, rows, product)
    spans = Spans(source, document.place)
    loaded = Loaded(source, document.value, [*diagnostics, *rows.diagnostics, *problems], spans, "bom")
    return Imported(check_document(loaded), columns, text, table, rows, product)


def _columns(table: Table, mapping: Mapping | None) -> tuple[list[Column], list[Diagnostic]]:
    """What the columns hold, and everything for which that is not enough."""
    if mapping is None:
        columns, diagnostics = named.guessed(table.header)
    else:
        columns, diagnostics = named.mapped(table.header, mapping.columns)
        diagnostics += _not_found(columns, mapping, table)
    if not {each.field for each in columns} & NAMING:
        diagnostics.append(say.nothing_names_a_part(_extent(table), [each.name for each in columns]))
    if not table.rows:
        diagnostics.append(say.no_rows(_extent(table)))
    return columns, diagnostics


def _by_numbers(columns: list[Column], rows: list[list[Cell]]) -> list[Column]:
    """The numbers of rows as levels, where they are dotted and nothing else says what is in what."""
    by_field = {each.field: each.index for each in columns}
    ways = [by_field[each] for each in ("level", "parent") if each in by_field]
    at = by_field.get("number", len(columns))
    if any(each < len(row) and row[each].text for row in rows for each in ways):
        return columns
    if not are_paths([row[at].text for row in rows if at < len(row) and row[at].text]):
        return columns
    because = "its dotted numbers say what is in what"
    return [replace(each, field="level", because=because) if each.index == at else each for each in columns]


def nothing(path: str, diagnostics: list[Diagnostic]) -> Imported:
    """What is left of a file that could not be opened."""
    return Imported(_nothing(SourceFile(path, ""), diagnostics), [])


def _nothing(source: SourceFile, diagnostics: list[Diagnostic]) -> Loaded:
    return Loaded(source, None, diagnostics, nowhere(source), "bom")


def _extent(table: Table) -> Span:
    """The row that names the columns."""
    return table.header[0].span.to(table.header[-1].span)


def _kept(table: Table, mapping: Mapping) -> list[list[Cell]]:
    if not mapping.drop_rows:
        return table.rows
    line = table.source.position
    return [row for row in table.rows if line(row[0].span.start).line not in mapping.drop_rows]


def _not_found(columns: list[Column], mapping: Mapping, table: Table) -> list[Diagnostic]:
    """Columns that a mapping names and the table does not have."""
    there = set(named.keys_of([each.header for each in columns]))
    lacking = [name for name in mapping.columns if name not in there]
    return [say.no_such_column(lacking, _extent(table), sorted(there))] if lacking else []


def _document(table: Table, rows: Rows, product: dict[str, str]) -> tuple[PlacedRecord, list[Diagnostic]]:
    """The document, with the product in front and all parts behind it."""
    everything = Span(table.source.path, 0, len(table.source.text))
    parts, top = list(rows.rows), PlacedRecord(_extent(table))
    whole = _whole(parts)
    if whole is not None:  # the table has a row for the product itself
        parts.remove(whole)
        top = whole.part
        top.put_first("id", whole.key)
    else:
        top.put("id", product["id"])
        top.put("name", product["name"])
    top.put("kind", "end_item")
    kept, problems = hung(parts, top)
    head = PlacedRecord(_extent(table))
    head.put("id", top.value["id"])
    head.put("product", top.value["id"])
    document = PlacedRecord(everything)
    document.put("schema", "microdep-bom/1")
    document.put("document", head)
    if rows.parties:
        document.put("parties", list(rows.parties.values()))
    document.put("components", [top, *kept])
    return document, problems


def _whole(rows: list[Row]) -> Row | None:
    """The row of the product itself: the only one of level 0."""
    tops = [row for row in rows if row.level.strip() == "0"]
    return tops[0] if len(tops) == 1 and rows[0] is tops[0] else None
