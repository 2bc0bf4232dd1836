"""Styles of cells, of which a number needs the format and a text how far it is moved in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.patterns import pattern
from microdep_rules.workspace.xlsx.bounds import LONGEST_FORMAT, MOST_STYLES, RefusedError
from microdep_rules.workspace.xlsx.formats import NOTHING, Beside, beside_of
from microdep_rules.workspace.xlsx.markup import Reader

if TYPE_CHECKING:
    from microdep_rules.workspace.xlsx.bounds import Bounds

GENERAL, SHARE, DAY, DURATION = "general", "share", "day", "duration"
BUILT_IN = {
    9: SHARE,
    10: SHARE,
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), DAY),
    46: DURATION,
}
"""Formats that have a number and no text; those of East Asia from 27 on are days and times."""
NO_SIGN = pattern(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
"""What a format shows as it is: a `%` in that does not make a hundredth of a number."""
NO_DAY = pattern(r'"[^"]*"|[\\_*].|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.IGNORECASE)
ELAPSED = pattern(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
LETTER_OF_A_DAY = pattern(r"[dmhys]", re.IGNORECASE)
WIDEST_INDENT = 250
MOST_DIGITS = 7


class Style(NamedTuple):
    """A style of cells: the kind of its number format, its indent, and what it shows beside a number."""

    kind: str = GENERAL
    indent: int = 0
    beside: Beside = NOTHING


def kind_of(code: str) -> str:
    """Return what a number format makes of a number.

    >>> kind_of("0.00%"), kind_of("yyyy-mm-dd"), kind_of("[h]:mm"), kind_of('0 "%"')
    ('share', 'day', 'duration', 'general')
    """
    first = code.split(";", 1)[0]
    if LETTER_OF_A_DAY.search(NO_DAY.sub("", first)):
        return DURATION if ELAPSED.search(first) else DAY
    return SHARE if "%" in NO_SIGN.sub("", code) else GENERAL


class Styles(Reader):
    """The styles that cells name by their numbers."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(bounds)
        self.styles: list[Style] = []
        self._kinds = dict(BUILT_IN)
        self._beside: dict[int, Beside] = {}
        self._of_cells = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take a format, a style, or its alignment."""
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > LONGEST_FORMAT:
                raise RefusedError(f"it has a number format of more than {LONGEST_FORMAT} letters")
            number = whole(attributes.get("numFmtId"))
            self._kinds[number], self._beside[number] = kind_of(code), beside_of(code)
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            if len(self.styles) == MOST_STYLES:
                raise RefusedError(f"it has more than {MOST_STYLES:,} styles of cells")
            number = whole(attributes.get("numFmtId"))
            beside = self._beside.get(number, NOTHING)
            self.styles.append(Style(self._kinds.get(number, GENERAL), beside=beside))
        elif name == "alignment" and self._of_cells and self.styles:
            indent = min(whole(attributes.get("indent")), WIDEST_INDENT)
            self.styles[-1] = self.styles[-1]._replace(indent=indent)

    def closed(self, name: str) -> None:
        """Take the end of the styles of cells."""
        if name == "cellXfs":
            self._of_cells = False


def whole(text: str | None) -> int:
    """Return a count of at most seven digits; 0 where the text is none.

    >>> whole("12"), whole(None), whole("-1"), whole("9" * 400)
    (12, 0, 0, 0)
    """
    if text is None or len(text) > MOST_DIGITS or not (text.isascii() and text.isdigit()):
        return 0
    return int(text)
