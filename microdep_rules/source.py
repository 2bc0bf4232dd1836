"""Positions in texts: source files, spans, lines and columns.

A span is a range of code points in one named text; its end is not part of the range. Only this module
computes lines and columns. Lines and columns are counted from 1.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right

from msgspec import Struct, field

HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
"""Ranges of invisible characters, for use inside the brackets of a regular expression.

Each of these characters has no width, ends a line in other programs, or changes the direction of a text.
"""

STDIN_SHOWN = "<stdin>"
"""Name of standard input in outputs, where other inputs have a path."""
_LINE_END = re.compile(r"\r\n|\n|\r")


class Span(Struct, frozen=True, order=True):
    """A range of code points in the text named `path`; `start` belongs to the range, and `end` does not."""

    path: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Return the span from the start of this span to the end of `other`."""
        return Span(self.path, self.start, max(self.end, other.end))


class Position(Struct, frozen=True, order=True):
    """A line and a column. Lines and columns are counted from 1, columns in code points."""

    line: int
    column: int


class SourceFile(Struct, frozen=True, eq=False):
    r"""Text of a file, with the path that outputs show for the file.

    >>> source = SourceFile("a.rule", "rule x\n  title y")
    >>> source.position(9)
    Position(line=2, column=3)
    >>> source.slice(Span("a.rule", 9, 14))
    'title'
    """

    path: str
    text: str
    _starts: array[int] = field(default_factory=lambda: array("Q"))
    """Offset of the start of each line; an array needs little memory, even for millions of lines."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceFile) and (self.path, self.text) == (other.path, other.text)

    def __hash__(self) -> int:
        return hash((self.path, self.text))

    def position(self, offset: int) -> Position:
        """Return the line and the column of an offset; an offset after the text gives the end of the text."""
        starts = self._line_starts()
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def place(self, offset: int) -> str:
        """Return the position of an offset as outputs show it, such as `bom.yaml:12:3`."""
        position = self.position(offset)
        return f"{self.path}:{position.line}:{position.column}"

    def line(self, number: int) -> str:
        """Return the text of a line without its line end. Lines are counted from 1."""
        starts = self._line_starts()
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def slice(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]

    def cell(self, offset: int) -> tuple[str, str] | None:  # noqa: ARG002 - a plain text has no cells
        """Return the sheet and the cell that contain an offset; `None` for a text that is not a sheet."""
        return None

    def _line_starts(self) -> array[int]:
        if not self._starts:
            self._starts.append(0)
            if "\r" in self.text:  # in YAML, `\r` alone also ends a line
                self._starts.extend(end.end() for end in _LINE_END.finditer(self.text))
                return self._starts
            start = self.text.find("\n")
            while start >= 0:
                self._starts.append(start + 1)
                start = self.text.find("\n", start + 1)
        return self._starts


class SheetSource(SourceFile, frozen=True, eq=False):
    r"""Sheet of a spreadsheet as a text, with one line for each row, and with tabs between the cells.

    >>> source = SheetSource("a.xlsx", "Qty\tName\n4\tMotor\n", sheet="BOM")
    >>> source.place(11)
    'a.xlsx BOM!B2'
    """

    sheet: str = ""

    def place(self, offset: int) -> str:
        """Return the position of an offset as outputs show it, such as `bom.xlsx BOM!C5`."""
        return f"{self.path} {'!'.join(self.cell(offset))}"

    def cell(self, offset: int) -> tuple[str, str]:
        """Return the sheet and the cell that contain an offset."""
        position = self.position(offset)
        column = self.line(position.line)[: position.column - 1].count("\t")
        return self.sheet, f"{column_letter(column)}{position.line}"


def column_letter(index: int) -> str:
    """Return the letters of a column in a spreadsheet; the first column has the index 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
