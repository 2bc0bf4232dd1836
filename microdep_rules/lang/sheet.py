"""Rows of a table from a CSV file in the folder of the rule file: `table … from "file.csv"`.

The first line names the columns: the keys of the table, `value` and `cites`, and optionally `from`,
`through`, `before`, `contested` and `variant`. A cell has the same meaning as a word in a row of a rule file.
Each span is a position in the CSV file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.cells import cells_of, delimiter_of
from microdep_rules.diagnostics import MOST
from microdep_rules.lang import ast
from microdep_rules.lang.characters import without_unseen
from microdep_rules.lang.company_sheet import rows_of_companies
from microdep_rules.lang.constants import LONGEST_NUMBER
from microdep_rules.lang.errors import days, sheets, units
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

WANTED = ("value", "cites")
WINDOW = ("from", "through", "before")
MARKS = ("contested", "variant")
TEXTS = frozenset({"text", "tariff-code"})
"""Kinds of lists in which the whole cell is one text, even without quotation marks."""
SIGNS = {"onward": "onward", "of": "of", "or": "or", ",": ","}
DAY = pattern(r"\d{4}-\d{2}-\d{2}")
PIECE = pattern(
    r"""\s*(?:
        (?P<date>\d{4}-\d{2}-\d{2})(?![\w.-])
      | (?P<number>-?\d+(?:\.\d+)?)(?![\d.,]) [ ]* (?P<unit>%|[A-Za-z][\w/]*)?
      | (?P<word>[A-Za-z][\w-]*)
      | "(?P<text>[^"]*)"
      | (?P<sign>,)(?!\d)
    )\s*""",
    re.VERBOSE,
)


def rows_of(source: SourceFile, node: ast.Declaration) -> tuple[list[ast.TableRow], list[Diagnostic]]:
    """Return the rows of a list or table in a CSV file, with all diagnostics."""
    if node.kind == "list" and node.targets[0].text == "party":
        return rows_of_companies(source, _moment)
    keys = [word.text for word in node.targets] if node.kind == "table" else []
    wanted = [*keys, *WANTED]
    others = {node.targets[0].text: "value"} if node.kind == "list" else {}
    records, diagnostics = records_of(source, [*keys, *WINDOW, *WANTED, *MARKS], wanted, others)
    reader = _SheetReader(keys, kind=node.targets[0].text if node.kind == "list" else "")
    rows = []
    for record in records:
        rows.append(reader.row(record))
        if len(reader.diagnostics) >= MOST:
            break
    return [row for row in rows if row is not None], [*diagnostics, *reader.diagnostics]


def _moment(name: str, cell: Cell) -> ast.RowCell | Diagnostic:
    """Return the date in a cell, or the diagnostic for a cell without a date."""
    reader = _SheetReader([])
    day = reader.moment(name, cell)
    return reader.diagnostics[0] if reader.diagnostics else day


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Line of a CSV file: its cells, by the names of the columns."""

    span: Span
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """Return the text in the column with this name; empty if there is no such cell."""
        return self.cells[name].text if name in self.cells else ""


def records_of(
    source: SourceFile, known: list[str], wanted: list[str], others: Mapping[str, str] | None = None
) -> tuple[list[SheetRow], list[Diagnostic]]:
    """Return the records of a file, and the diagnostics of its columns.

    Every record must have a value in each column that `wanted` names. `others` are further columns that the
    file may have.
    """
    source, unseen = without_unseen(source)
    lines = list(cells_of(source, delimiter_of(source.text.split("\n", 1)[0])))
    if not lines:
        return [], [*unseen, sheets.no_rows(source.path)]
    header, *rows = lines
    columns, diagnostics = _columns(header, known, wanted, others or {})
    if not diagnostics and not rows:
        diagnostics.append(sheets.no_rows(source.path))
    records = []
    for row in rows if not diagnostics else ():
        if len(diagnostics) >= MOST:
            break
        whole = row[0].span.to(row[-1].span)
        cells = dict(zip(columns, row, strict=False))
        empty = next((name for name in wanted if not cells.get(name, row[0]).text), None)
        across = next((cell for cell in row if "\n" in cell.text or "\r" in cell.text), None)
        if across is not None:
            start = across.span.start
            diagnostics.append(diagnose("file/truncated", Span(source.path, start, start + 1), "cell"))
        elif len(row) != len(columns):
            diagnostics.append(
                diagnose("file/ragged-row", whole, "pack", expected=len(columns), found=len(row))
            )
        elif empty is not None:
            diagnostics.append(diagnose("table/value-missing", whole, "empty-cell", name=empty))
        else:
            records.append(SheetRow(whole, cells))
    return records, [*unseen, *diagnostics]


def _columns(
    header: list[Cell], known: list[str], wanted: list[str], others: Mapping[str, str]
) -> tuple[list[str], list[Diagnostic]]:
    columns: list[str] = []
    diagnostics = []
    for cell in header:
        name = others.get(cell.text.lower(), cell.text.lower())
        name = name if name in known else cell.text
        if name not in known:
            diagnostics.append(
                diagnose(
                    "table/unknown-column",
                    cell.span,
                    "" if cell.text else "without-name",
                    name=cell.text,
                    near=did_you_mean(cell.text, known) or "",
                    known_columns=known,
                )
            )
        elif name in columns:
            diagnostics.append(diagnose("table/column-twice", cell.span, name=name))
        columns.append(name)
    if not diagnostics:
        whole = header[0].span.to(header[-1].span)
        diagnostics += [
            diagnose("table/column-missing", whole, name=name) for name in wanted if name not in columns
        ]
    return columns, diagnostics


class _SheetReader:
    """Reader of the records below the header row. The reader reports only the first error of each record."""

    def __init__(self, keys: list[str], *, kind: str = "") -> None:
        self.keys = keys
        self.kind = kind
        """Kind of the members if the declaration is a list; empty if it is a table."""
        self.diagnostics: list[Diagnostic] = []

    def row(self, record: SheetRow) -> ast.TableRow | None:
        """Return a record as a row of the table, or `None` after an error."""
        mark = len(self.diagnostics)
        keys = [record.cells[name] for name in self.keys]
        cells = [ast.RowCell(cell.span, "name", ast.Word(cell.span, cell.text)) for cell in keys]
        cells += [self.moment(name, record.cells[name]) for name in WINDOW if record.text(name)]
        cells += self._value(record.cells["value"])
        if len(self.diagnostics) > mark:
            return None
        marks = {name: self._mark(record.cells.get(name)) for name in MARKS}
        cites = record.cells["cites"]
        return ast.TableRow(
            record.span,
            tuple(cells),
            ast.Word(cites.span, cites.text),
            marks["variant"],
            marks["contested"],
        )

    @staticmethod
    def _mark(cell: Cell | None) -> ast.Word | None:
        return ast.Word(cell.span, cell.text) if cell is not None and cell.text else None

    def moment(self, name: str, cell: Cell) -> ast.RowCell:
        """Return the date in a cell, or the name of a date parameter."""
        value: ast.Word | ast.Literal = ast.Word(cell.span, cell.text)
        if DAY.fullmatch(cell.text):
            value = ast.Literal(cell.span, self._day(cell.text, cell.span), "date")
        elif cell.text[:1].isdigit():
            self.diagnostics.append(days.not_a_day(cell.text, cell.span))
        return ast.RowCell(cell.span, name, value)

    def _day(self, text: str, span: Span) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.diagnostics.append(diagnose("syntax/date-form", span, "no-such-day", text=text))
            return date.max

    def _value(self, cell: Cell) -> list[ast.RowCell]:
        """Return the words in a cell that state a value, such as a number and its unit."""
        if self.kind in TEXTS and '"' not in cell.text:
            return [ast.RowCell(cell.span, "text", ast.Word(cell.span, cell.text))]
        # A country name with several words causes only one error.
        if self.kind == "country" and " " in cell.text and countries.meant(cell.text):
            return [ast.RowCell(cell.span, "name", ast.Word(cell.span, cell.text))]
        cells = []
        at = 0
        while at < len(cell.text):
            piece = PIECE.match(cell.text, at)
            if piece is None:
                self.diagnostics.append(diagnose("table/cell-not-read", cell.span, text=cell.text))
                return []
            start, end = cell.span.start + piece.start(), cell.span.start + piece.end()
            cells.append(self._piece(piece, Span(cell.span.path, start, end)))
            at = piece.end()
        return cells

    def _piece(self, piece: re.Match[str], span: Span) -> ast.RowCell:
        kind = str(piece.lastgroup)
        match "number" if kind == "unit" else kind:
            case "date":
                return ast.RowCell(span, "date", ast.Literal(span, self._day(piece["date"], span), "date"))
            case "number":
                unit = piece["unit"] or ""
                if len(piece["number"]) > LONGEST_NUMBER:
                    self.diagnostics.append(diagnose("syntax/number-form", span, "too-long"))
                    return ast.RowCell(span, "number", ast.Literal(span, Fraction(0), unit))
                if unit and unit not in UNITS and unit not in CURRENCIES:
                    self.diagnostics.append(units.not_a_currency(unit, span))
                number = Fraction(piece["number"]) / (100 if unit == "%" else 1)
                return ast.RowCell(span, "number", ast.Literal(span, number, unit))
            case "text":
                return ast.RowCell(span, "text", ast.Word(span, piece["text"]))
            case _:
                word = piece[kind]
                return ast.RowCell(span, SIGNS.get(word, "name"), ast.Word(span, word))
