"""Limits of a workbook for all its sheets together, and the error for a workbook that exceeds a limit."""

from __future__ import annotations

from microdep_rules.messages import phrase_of

MEGABYTE = 1024 * 1024
LARGEST_FILE = 32 * MEGABYTE
LARGEST_UNPACKED = 256 * MEGABYTE
MOST_TIMES = 200
"""Largest ratio of the unpacked size to the file size; for tables of numbers, the ratio is about ten."""
MOST_ENTRIES = 2_000
MOST_SHEETS = 500
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Largest numbers of rows and columns that an XLSX sheet can have."""
MOST_CELLS = 2_000_000
MOST_WITH_EMPTY = 4_000_000
"""Largest number of cells, including empty cells with a style."""
MOST_TEXT = 64_000_000
MOST_STRINGS = 2_000_000
MOST_MERGED = 200_000
MOST_STYLES = 65_490
"""Largest number of cell styles in an XLSX file."""
MOST_ELEMENTS = 10_000_000
MOST_ATTRIBUTES = 16_000_000
"""Largest number of XML attributes in a workbook; `MOST_ELEMENTS` limits the XML elements.

For comparison: two million cells with a formula and a result have six million elements and six million
attributes.
"""
LONGEST_TEXT = 32_767
"""Largest number of characters that an XLSX cell can contain."""
LONGEST_NAME = 255
LONGEST_TAG = MEGABYTE
MOST_NAMES = 1_000
"""Largest number of different XML names (elements and attributes) in one file; XLSX has a few hundred."""
LONGEST_FORMAT = 255
DEEPEST = 64


class RefusedError(Exception):
    """Error for a refused workbook, with the reason and the fix."""

    def __init__(self, because: str, fix: str = "") -> None:
        super().__init__(because)
        self.because = because
        self.fix = fix or phrase_of("file/wrong-format", "save-again")


def only_table() -> str:
    """Return the instruction for a workbook that is too large: save only the table in a new workbook."""
    return phrase_of("file/wrong-format", "only-table")


class WorkbookBounds:
    """Numbers of cells, characters and XML elements that a workbook may still use, in all its sheets."""

    def __init__(self) -> None:
        self.cells = MOST_CELLS
        self.cells_with_empty = MOST_WITH_EMPTY
        self.text = MOST_TEXT
        self.merged = MOST_MERGED
        self.elements = MOST_ELEMENTS
        self.attributes = MOST_ATTRIBUTES

    def take_markup(self, piece: bytes) -> None:
        """Subtract the XML elements and attributes in `piece` from the limits; raise an error if too many."""
        self.elements -= piece.count(b"<") - piece.count(b"</")
        self.attributes -= piece.count(b"=")
        if self.elements < 0 or self.attributes < 0:
            raise RefusedError(phrase_of("file/wrong-format", "large-sheets"), only_table())

    def take_text(self, text: str) -> None:
        """Subtract the length of a cell's text from the limit; a shared text counts once for each cell."""
        self.text -= len(text) if text.isascii() else 2 * len(text)
        if self.text < 0:
            raise RefusedError(phrase_of("file/wrong-format", "long-texts", count=MOST_TEXT), only_table())
