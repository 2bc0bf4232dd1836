"""Tables of an Open Document: every sheet with its cells as text, within the limits.

A repeated empty cell is only counted. A repeated cell with content is stored as often as the file states, and
each copy counts towards the limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.workspace.ods import markup
from microdep_rules.workspace.ods.markup import OFFICE, STYLE, TABLE, TEXT
from microdep_rules.workspace.ods.values import indent_levels, show_value
from microdep_rules.workspace.xlsx.bounds import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_STYLES,
    RefusedError,
    only_table,
)
from microdep_rules.workspace.xlsx.formats import with_affixes
from microdep_rules.workspace.xlsx.grid import Grid, place_of
from microdep_rules.workspace.xlsx.markup import MarkupReader
from microdep_rules.workspace.xlsx.styles import whole
from microdep_rules.workspace.xlsx.values import in_one_line

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds

OF_DOCUMENT = 4
"""Depth of a sheet's `table` element in the XML; other tables, such as tracked changes, are deeper."""
DEEPEST_GROUP = 7
WHITE_SPACE = {"s": " ", "tab": "\t", "line-break": "\n"}
"""Dictionary from a white-space element to its character; any white space between elements is one space."""


class RepeatedCell(NamedTuple):
    """Cell of a row that is repeated `times` times and covers `height` rows and `width` columns."""

    column: int
    times: int
    text: str
    written: str | None
    levels: int
    lacks: bool
    height: int
    width: int


class SpreadsheetContent(MarkupReader):
    """Reader of an ODS document; `sheets` has each sheet, with a flag that is true for a hidden sheet."""

    known = markup.KNOWN

    def __init__(self, bounds: WorkbookBounds) -> None:
        super().__init__(bounds)
        self.sheets: list[tuple[Grid, bool]] = []
        self.is_spreadsheet = False
        self._hidden: set[str] = set()
        self._levels: dict[str, int] = {}
        self._style = self._family = ""
        self._grid: Grid | None = None
        self._groups = 0
        self._row = self._rows = self._column = 0
        self._cells: list[RepeatedCell] | None = None
        self._cell_depth = self._skipped = self._paragraph = 0
        self._of_cell: dict[str, str] = {}
        self._covered = False
        self._lines: list[list[str]] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an XML element for a style, a sheet, a row, a cell, or a line in a cell."""
        if self._skipped:
            return
        if self._cell_depth:
            self._open_in_cell(name, attributes)
        elif name in {"style", "table-properties", "paragraph-properties"}:
            self._take_style(name, attributes)
        elif name == "spreadsheet":
            self.is_spreadsheet = True
        elif name == "table" and self.depth == OF_DOCUMENT:
            self._open_sheet(attributes)
        elif self._grid is None:
            return
        elif name == "table-row-group":
            self._groups += 1
        elif name == "table-row" and self._cells is None:
            self._cells, self._column = [], 0
            self._rows = max(1, whole(attributes.get(f"{TABLE}number-rows-repeated", "1")))
        elif name in {"table-cell", "covered-table-cell"} and self._cells is not None:
            self._cell_depth, self._of_cell, self._lines = self.depth, attributes, []
            self._covered = name == "covered-table-cell"

    def closed(self, name: str) -> None:
        """Handle the end of an XML element for a style, a sheet, a row, a cell, or a line in a cell."""
        if self._skipped:
            self._skipped = 0 if self.depth == self._skipped else self._skipped
        elif self._paragraph and self.depth == self._paragraph:
            self._paragraph, self.pieces = 0, None
        elif self._cell_depth:
            if self.depth == self._cell_depth:
                self._cell_depth = 0
                self._close_cell()
        elif name == "table-row" and self._cells is not None:
            self._close_row(self._cells)
            self._cells = None
        elif name == "table-row-group" and self._grid is not None:
            self._groups -= 1
        elif name == "style":
            self._style = ""
        elif name == "table" and self.depth == OF_DOCUMENT:
            self._grid = None

    def _characters(self, text: str) -> None:
        """Add a piece of text to the current line; line ends and indents in the XML become one space."""
        if self.pieces is not None:
            self.bounds.take_text(text)
            words = _collapse(text)
            self.pieces.append(words if self.pieces else words.lstrip())

    def _take_style(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attributes.get(f"{STYLE}name", "")
            self._family = attributes.get(f"{STYLE}family", "")
        elif name == "table-properties" and attributes.get(f"{TABLE}display") == "false":
            self._hidden.add(self._style)
        elif name == "paragraph-properties" and self._style and self._family == "table-cell":
            if len(self._levels) == MOST_STYLES:
                raise RefusedError(phrase_of("file/wrong-format", "many-styles", count=MOST_STYLES))
            self._levels[self._style] = indent_levels(attributes.get(markup.MARGIN, ""))

    def _open_sheet(self, attributes: dict[str, str]) -> None:
        title = attributes.get(f"{TABLE}name", "")
        if len(title) > LONGEST_NAME:
            raise RefusedError(
                phrase_of("file/wrong-format", "long-sheet-name", sheet=quoted(title), count=LONGEST_NAME)
            )
        if title.lower() in {grid.name.lower() for grid, _ in self.sheets}:
            raise RefusedError(phrase_of("file/wrong-format", "two-sheets", sheet=quoted(title)))
        if len(self.sheets) == MOST_SHEETS:
            raise RefusedError(phrase_of("file/wrong-format", "many-sheets", count=MOST_SHEETS), only_table())
        if self.sheets:
            before, _ = self.sheets[-1]
            self.bounds.cells -= len(before.rows) * before.width
        self._grid = Grid(title, self.bounds)
        self._row = self._groups = 0
        self.sheets.append((self._grid, attributes.get(f"{TABLE}style-name", "") in self._hidden))

    def _open_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element in a cell: a line of text or white space; comments are skipped."""
        if self._paragraph and name in WHITE_SPACE:
            assert self.pieces is not None
            count = max(1, whole(attributes.get(f"{TEXT}c", "1"))) if name == "s" else 1
            if count > LONGEST_TEXT:
                place = place_of(self._row + 1, self._column + 1)
                raise RefusedError(
                    phrase_of("file/wrong-format", "many-blanks", cell=place, count=count),
                    phrase_of("file/wrong-format", "shorten", cell=place),
                )
            blanks = WHITE_SPACE[name] * count
            self.bounds.take_text(blanks)
            self.pieces.append(blanks)
        elif name == "annotation":
            self._skipped = self.depth
        elif name == "p" and self.depth == self._cell_depth + 1:
            self._paragraph = self.depth
            self.pieces = []
            self._lines.append(self.pieces)

    def _close_cell(self) -> None:
        assert self._cells is not None
        of_cell, column = self._of_cell, self._column + 1
        times = max(1, whole(of_cell.get(f"{TABLE}number-columns-repeated", "1")))
        self._column += times
        if self._covered:
            return
        written, text = self._shown(of_cell)
        lacks = text == "" and f"{TABLE}formula" in of_cell and markup.VALUE_TYPE not in of_cell
        height, width = (
            max(1, whole(of_cell.get(f"{TABLE}number-{direction}-spanned", "1")))
            for direction in ("rows", "columns")
        )
        if text == "" and not lacks and (height, width) == (1, 1):
            return
        levels = self._levels.get(of_cell.get(f"{TABLE}style-name", ""), 0) + min(self._groups, DEEPEST_GROUP)
        self._cells.append(RepeatedCell(column, times, text, written, levels, lacks, height, width))

    def _shown(self, of_cell: dict[str, str]) -> tuple[str | None, str]:
        """Return the original text of a cell (`None` for a number or date), and the displayed value."""
        kind = of_cell.get(markup.VALUE_TYPE, "")
        lines = "\n".join(map("".join, self._lines))
        if kind in {"", "string", "void"}:
            is_error = of_cell.get(markup.ERROR_TYPE) == "error"
            text = lines if is_error else of_cell.get(f"{OFFICE}string-value", lines)
            return text, in_one_line(text)
        if of_cell.get(markup.ERROR_TYPE) == "error":
            return lines, in_one_line(lines)
        attribute = f"{kind}-value" if kind in {"date", "time", "boolean"} else "value"
        value = of_cell.get(f"{OFFICE}{attribute}", "")
        result = show_value(kind, value)
        if result is None:
            assert self._grid is not None
            place = place_of(self._row + 1, self._column)
            raise self._grid.refused(
                phrase_of(
                    "file/wrong-format", "other-kind-of-value", cell=place, kind=kind, value=quoted(value)
                )
            )
        if kind == "float":
            result = with_affixes(result, in_one_line(lines))
        elif kind == "currency":
            result = f"{result} {of_cell.get(f'{OFFICE}currency', '')}".strip()
        return (result if result.startswith("#") else None), result

    def _close_row(self, cells: list[RepeatedCell]) -> None:
        """Store the cells of a row once for each repetition of the row; only count an empty row."""
        assert self._grid is not None
        if cells:
            for row in range(self._row + 1, self._row + self._rows + 1):
                if row > MOST_ROWS:
                    raise self._grid.refused(
                        phrase_of("file/wrong-format", "many-rows", limit=f"{MOST_ROWS:,}")
                    )
                for cell in cells:
                    self._put(self._grid, row, cell)
        self._row += self._rows

    def _put(self, grid: Grid, row: int, cell: RepeatedCell) -> None:
        for column in range(cell.column, cell.column + cell.times):
            if column > MOST_COLUMNS:
                raise grid.refused(
                    phrase_of("file/wrong-format", "many-columns", row=row, limit=f"{MOST_COLUMNS:,}")
                )
            if cell.lacks:
                grid.lack(row, column)
            elif cell.text:
                grid.put(row, column, cell.text)
                if cell.written is not None:
                    grid.note(row, column, cell.written, cell.levels)
            if (cell.height, cell.width) != (1, 1):
                grid.merge((row, column, row + cell.height - 1, column + cell.width - 1))


def _collapse(text: str) -> str:
    """Return a text with one space in place of every sequence of white space."""
    words = " ".join(text.split())
    if words == text or not words:
        return words or " "
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"


class ArchiveManifest(MarkupReader):
    """Reader of an archive's manifest, which records whether a file in the archive is encrypted."""

    known = markup.KNOWN

    def __init__(self, bounds: WorkbookBounds) -> None:
        super().__init__(bounds)
        self.is_encrypted = False

    def opened(self, name: str, _: dict[str, str]) -> None:
        """Record that the archive contains an encrypted file."""
        self.is_encrypted |= name == "encryption-data"
