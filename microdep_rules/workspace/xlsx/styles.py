"""Styles of XLSX cells: the number format and the indent of each style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.workspace.xlsx.bounds import LONGEST_FORMAT, MOST_STYLES, RefusedError
from microdep_rules.workspace.xlsx.formats import NOTHING, Affixes, affixes_of
from microdep_rules.workspace.xlsx.markup import MarkupReader

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import WorkbookBounds

GENERAL, SHARE, DAY, DURATION = "general", "share", "day", "duration"
BUILT_IN = {
    9: SHARE,
    10: SHARE,
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), DAY),
    46: DURATION,
}
"""Dictionary from the id of a built-in number format to its kind; East Asian date formats begin at 27.

XLSX files use these ids without a definition.
"""
NO_SIGN = pattern(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
"""Pattern of literal text in a number format; a `%` in literal text does not mean a percentage."""
NO_DAY = pattern(r'"[^"]*"|[\\_*].|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
ELAPSED = pattern(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
LETTER_OF_A_DAY = pattern(r"[dmhys]", re.IGNORECASE)
WIDEST_INDENT = 250
MOST_DIGITS = 7


class CellStyle(NamedTuple):
    """Cell style: the kind of values that it shows, its indent, and the texts beside a number."""

    kind: str = GENERAL
    indent: int = 0
    affixes: Affixes = NOTHING


def kind_of(code: str) -> str:
    """Return the kind of value that a number format shows.

    >>> kind_of("0.00%"), kind_of("yyyy-mm-dd"), kind_of("[h]:mm"), kind_of('0 "%"')
    ('share', 'day', 'duration', 'general')
    """
    first = code.split(";", 1)[0]
    if LETTER_OF_A_DAY.search(NO_DAY.sub("", first)):
        return DURATION if ELAPSED.search(first) else DAY
    return SHARE if "%" in NO_SIGN.sub("", code) else GENERAL


class Styles(MarkupReader):
    """Reader of the cell styles of a workbook; cells refer to a style by its position in `styles`."""

    def __init__(self, bounds: WorkbookBounds) -> None:
        super().__init__(bounds)
        self.styles: list[CellStyle] = []
        self._kinds = dict(BUILT_IN)
        self._affixes: dict[int, Affixes] = {}
        self._of_cells = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an XML element: add a number format or a cell style, or set an indent."""
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > LONGEST_FORMAT:
                raise RefusedError(phrase_of("file/wrong-format", "long-number-format", count=LONGEST_FORMAT))
            number = whole(attributes.get("numFmtId"))
            self._kinds[number], self._affixes[number] = kind_of(code), affixes_of(code)
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            if len(self.styles) == MOST_STYLES:
                raise RefusedError(phrase_of("file/wrong-format", "many-styles", count=MOST_STYLES))
            number = whole(attributes.get("numFmtId"))
            affixes = self._affixes.get(number, NOTHING)
            self.styles.append(CellStyle(self._kinds.get(number, GENERAL), affixes=affixes))
        elif name == "alignment" and self._of_cells and self.styles:
            indent = min(whole(attributes.get("indent")), WIDEST_INDENT)
            self.styles[-1] = self.styles[-1]._replace(indent=indent)

    def closed(self, name: str) -> None:
        """Handle the end of the list of cell styles."""
        if name == "cellXfs":
            self._of_cells = False


def whole(text: str | None) -> int:
    """Return a whole number of at most seven digits; 0 for any other text.

    >>> whole("12"), whole(None), whole("-1"), whole("9" * 400)
    (12, 0, 0, 0)
    """
    if text is None or len(text) > MOST_DIGITS or not (text.isascii() and text.isdigit()):
        return 0
    return int(text)
