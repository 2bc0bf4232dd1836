"""Rows and cells of a text file such as CSV; each cell has its position in the file."""

from __future__ import annotations

import csv
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = ",;\t"
"""Delimiters of cells; which of them a spreadsheet program writes depends on the country."""

GUARD = "'"
"""Prefix of a text that spreadsheets would read as a formula.

With the prefix, a spreadsheet shows the text and does not calculate.
"""


class Cell(Struct, frozen=True):
    """Text of a cell without spaces at its beginning and end, with the position of the cell."""

    text: str
    span: Span


def delimiter_of(line: str) -> str:
    r"""Return the delimiter of the cells in a line.

    >>> delimiter_of("Qty;Value;Price, net"), delimiter_of("Qty\tValue")
    (';', '\t')
    """
    return max(DELIMITERS, key=line.count)


def cells_of(source: SourceFile, delimiter: str) -> Iterator[list[Cell]]:
    r"""Yield the rows of a text, with the position of every cell. Empty rows are skipped.

    A cell in quotes may extend over several lines.

    >>> source = SourceFile("a.csv", 'Qty,Value\n\n2,"a, b"\n')
    >>> [[(cell.text, source.position(cell.span.start)) for cell in row] for row in cells_of(source, ",")][1]
    [('2', Position(line=3, column=1)), ('a, b', Position(line=3, column=4))]
    """
    text = source.text
    starts = [0]
    lines = text.splitlines(keepends=True)
    for line in lines:
        starts.append(starts[-1] + len(line))
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # the file itself has a limit
    reader = csv.reader(lines, delimiter=delimiter)
    before = 0
    for values in reader:
        at, before = starts[min(before, len(starts) - 1)], reader.line_num
        if any(value.strip() for value in values):
            yield _cells_with_places(source, values, at)


def _cells_with_places(source: SourceFile, values: list[str], at: int) -> list[Cell]:
    cells = []
    for value in values:
        quoted = source.text[at : at + 1] == '"'
        start = at + quoted
        end = start + len(value.replace('"', '""') if quoted else value)
        at = end + quoted + 1
        lead = len(value) - len(value.lstrip())
        cells.append(Cell(value.strip(), Span(source.path, start + lead, max(start + lead, end))))
    return cells


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may read a text as a formula.

    The text may begin with spaces, or have full-width characters.

    >>> is_formula(" =1+1"), is_formula("\uff1dA1"), is_formula("A-1")
    (True, True, False)
    """
    first = text.strip()[:1]
    return text[:1] in {"\t", "\r"} or (first != "" and unicodedata.normalize("NFKC", first) in "=+-@")


def guarded(text: str) -> str:
    """Return a text with the prefix `GUARD` if a spreadsheet would read the text as a formula.

    A text that already begins with the prefix gets a second prefix, so that `unguarded` restores the text.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("'t Hooft"), unguarded(guarded("=1+1"))
    ("'=1+1", "''=1+1", "'t Hooft", '=1+1')
    """
    return GUARD + text if is_formula(text.lstrip(GUARD)) else text


def unguarded(text: str) -> str:
    """Return the original text of a text that `guarded` returned."""
    return text[1:] if text.startswith(GUARD) and is_formula(text.lstrip(GUARD)) else text


def is_open(source: SourceFile, row: list[Cell]) -> Span | None:
    """Return the position of an opening quotation mark in a row's last cell that no mark closes.

    The result is `None` if there is no such quotation mark.

    >>> source = SourceFile("a.csv", '1,"a')
    >>> is_open(source, next(cells_of(source, ",")))
    Span(path='a.csv', start=2, end=3)
    """
    span = row[-1].span
    before = source.text[: span.start].rstrip(" ")
    is_last = not source.text[span.end :].strip()
    if not before.endswith('"') or not is_last or source.text[span.end :].lstrip(" \t").startswith('"'):
        return None
    return Span(source.path, len(before) - 1, len(before))
