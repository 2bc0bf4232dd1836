"""Cells of one sheet, row by row; only cells with content use memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.workspace.xlsx.bounds import MOST_COLUMNS, MOST_ROWS, MOST_WITH_EMPTY, only_table
from microdep_rules.workspace.xlsx.grid import Grid, place_of
from microdep_rules.workspace.xlsx.markup import OF_LIST, MarkupReader
from microdep_rules.workspace.xlsx.styles import DAY, DURATION, GENERAL, SHARE, CellStyle, whole
from microdep_rules.workspace.xlsx.values import (
    in_one_line,
    number_of,
    shown_day,
    shown_iso,
    shown_number,
    shown_share,
    unescape,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds
    from microdep_rules.workspace.xlsx.texts import SharedTexts

REFERENCE = pattern(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
RANGE = pattern(r"([A-Z]{1,3})([1-9][0-9]{0,6})(?::([A-Z]{1,3})([1-9][0-9]{0,6}))?")
LIST, CELL, CONTENT = 2, 4, 5
"""Depths in the XML of three elements: a list (of rows or merged ranges), a cell, and content of a cell."""


class Worksheet(MarkupReader):
    """Reader of one XLSX sheet; the cells are stored in `grid`."""

    def __init__(
        self,
        name: str,
        texts: SharedTexts,
        styles: Sequence[CellStyle],
        bounds: WorkbookBounds,
        *,
        since_1904: bool,
    ) -> None:
        super().__init__(bounds)
        self.grid = Grid(name, bounds)
        self._texts, self._styles, self._since_1904 = texts, styles, since_1904
        self._inside = self._in_run = 0
        """Whether a list is being read, and the XML depth of the current part of a text."""
        self._row = self._column = self._outline = 0
        self._in_row = self._in_cell = False
        self._letters: dict[str, int] = {}
        self._clear()

    def _clear(self) -> None:
        self._type, self._style = "n", CellStyle()
        self._value: list[str] | None = None
        self._inline: list[str] | None = None
        self._has_formula = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an XML element for a row, a cell, the content of a cell, or a merged range."""
        depth = self.depth
        if depth == CONTENT and self._in_cell:
            if name == "v":
                self.pieces = self._value = []
            elif name == "is":
                self._inline = []
            self._has_formula |= name == "f"
        elif depth == CELL and name == "c" and self._in_row:
            self._open_cell(attributes)
        elif depth == OF_LIST and self._inside:
            if name == "row":
                self._open_row(attributes)
            elif name == "mergeCell":
                self._add_area(attributes.get("ref", ""))
        elif name == "t" and self._inline is not None and (depth == CONTENT + 1 or depth == self._in_run + 1):
            self.pieces = self._inline
        elif name == "r" and self._inline is not None and depth == CONTENT + 1:
            self._in_run = depth
        elif depth == LIST:
            self._inside = name in {"sheetData", "mergeCells"}

    def closed(self, name: str) -> None:
        """Handle the end of an XML element for a row, a cell, or the content of a cell."""
        depth = self.depth
        if name in {"v", "t"}:
            self.pieces = None
        elif name == "r":
            self._in_run = 0
        elif depth == CELL and name == "c" and self._in_cell:
            self._in_cell = False
            self._close_cell()
        elif depth == OF_LIST and name == "row":
            self._in_row = False
        elif depth == LIST:
            self._inside = False

    @property
    def place(self) -> str:
        """Reference of the current cell, such as `B7`."""
        return place_of(self._row, self._column)

    def _open_row(self, attributes: dict[str, str]) -> None:
        last, reference = self._row, attributes.get("r")
        self._row = last + 1 if reference is None else whole(reference)
        self._column, self._in_row = 0, True
        self._outline = min(whole(attributes.get("outlineLevel")), 7)
        if not last < self._row <= MOST_ROWS:
            raise self.grid.refused(
                phrase_of(
                    "file/wrong-format", "row-order", row=quoted(reference or str(self._row)), last=last
                )
            )

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._clear()
        last, reference = self._column, attributes.get("r")
        self._column = last + 1 if reference is None else self._column_of(reference)
        if not last < self._column <= MOST_COLUMNS:
            raise self.grid.refused(
                phrase_of(
                    "file/wrong-format", "cell-order", cell=quoted(reference or self.place), row=self._row
                )
            )
        self.bounds.cells_with_empty -= 1
        if self.bounds.cells_with_empty < 0:
            raise self.grid.refused(
                phrase_of("file/wrong-format", "many-cells", count=MOST_WITH_EMPTY), only_table()
            )
        self._in_cell = True
        self._type = attributes.get("t", "n")
        style = attributes.get("s")
        if style is not None and style != "0":
            number = whole(style)
            if not 0 < number < len(self._styles):
                raise self.grid.refused(phrase_of("file/wrong-format", "no-style", cell=self.place))
            self._style = self._styles[number]
        elif self._styles:
            self._style = self._styles[0]

    def _column_of(self, reference: str) -> int:
        match = REFERENCE.fullmatch(reference)
        if match is None or int(match[2]) != self._row:
            return 0
        return self._number(match[1])

    def _number(self, letters: str) -> int:
        number = self._letters.get(letters)
        if number is None:
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - ord("A") + 1
            self._letters[letters] = number
        return number

    def _close_cell(self) -> None:
        if self._value is None and self._inline is None and not self._has_formula:
            return
        written, text = self._shown()
        if text == "" and not (self._has_formula and self._value_is_missing()):
            return
        if text == "":
            self.grid.lack(self._row, self._column)
            return
        self.grid.put(self._row, self._column, text)
        if written is not None:
            self.grid.note(self._row, self._column, written, self._style.indent + self._outline)

    def _value_is_missing(self) -> bool:
        return self._value is None or (not self._value and self._type != "str")

    def _shown(self) -> tuple[str | None, str]:
        """Return the original text of a cell (`None` for a number or date), and the displayed value."""
        if self._type == "inlineStr":
            return self._as_text("".join(self._inline or ()))
        value = "".join(self._value or ())
        if not value:
            return None, ""
        if self._type == "s":
            return self._shared(value)
        if self._type in {"str", "e"}:
            return self._as_text(value)
        if self._type == "b":
            return None, "no" if value.strip() in {"0", "false"} else "yes"
        if self._type == "d":
            return None, shown_iso(value)
        return self._as_number(value)

    def _as_text(self, text: str) -> tuple[str, str]:
        text = unescape(text)
        return text, in_one_line(text)

    def _shared(self, value: str) -> tuple[str, str]:
        number = whole(value.strip())
        if not value.strip().isdigit() or number >= len(self._texts.lines):
            raise self.grid.refused(phrase_of("file/wrong-format", "no-shared-text", cell=self.place))
        return self._texts.written[number], self._texts.lines[number]

    def _as_number(self, value: str) -> tuple[str | None, str]:
        number = number_of(value)
        if number is None:
            raise self.grid.refused(
                phrase_of("file/wrong-format", "no-number", cell=self.place, value=quoted(value))
            )
        kind = self._style.kind
        if kind == GENERAL:
            return None, self._style.affixes.apply(shown_number(number))
        if kind == SHARE:
            return None, shown_share(number)
        assert kind in {DAY, DURATION}
        day = shown_day(number, since_1904=self._since_1904, is_duration=kind == DURATION)
        return (day if day.startswith("#") else None), day

    def _add_area(self, reference: str) -> None:
        match = RANGE.fullmatch(reference.replace("$", ""))
        if match is None:
            raise self.grid.refused(phrase_of("file/wrong-format", "no-range", range=quoted(reference)))
        rows = sorted((int(match[2]), int(match[4] or match[2])))
        columns = sorted((self._number(match[1]), self._number(match[3] or match[1])))
        self.grid.merge((rows[0], columns[0], rows[1], columns[1]))
