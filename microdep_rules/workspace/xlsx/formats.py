"""Texts that a number format shows beside a number, such as a unit, a currency or leading zeros.

A cell that shows `3 kg` contains 3, and its unit is only in its format. A currency sign that several
currencies share (`$`, `¥`) is ignored, because the format does not identify the country.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from microdep_rules.patterns import pattern

_PIECE = pattern(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|[_*].|\[[^\]]*\]|General|(.)', re.DOTALL)
_SCALED = pattern(r"[0#?],+(?![0#?,])")
"""Pattern of a comma after the last digit of a number format; the cell then shows the number / 1000.

With such a format, the text beside the number is ignored, because it belongs to the divided number.
"""
_ZEROS = pattern(r"0{2,20}")
_MEANS = pattern(r"[^\W\d_]|[\u20ac\u00a3]")
"""Pattern of a text beside a number that is kept: it has a letter, or the sign of a single currency."""
_SIGNS = "\u20ac\u00a3 \u00a0"
"""Characters that a number format shows even if they are not quoted."""
_SHOWN = pattern(r"([^\W\d_]*\s*)([0-9][0-9.,'\u2019\u00a0\u202f ]*)([^\W\d_].*)?")
_POWER = pattern(r"[eE][+-]?[0-9]+")


class Affixes(NamedTuple):
    """Texts that a format shows before and after a number, and the number of digits with leading zeros."""

    before: str = ""
    after: str = ""
    digits: int = 0

    def apply(self, number: str) -> str:
        """Return a number as the cell shows it; return a negative number unchanged, as it has its own format.

        >>> Affixes("", " kg").apply("3"), Affixes(digits=4).apply("603"), Affixes("", " kg").apply("-3")
        ('3 kg', '0603', '-3')
        """
        if number.startswith("-"):
            return number
        digits = number.zfill(self.digits) if number.isdecimal() else number
        return f"{self.before}{digits}{self.after}".strip()


NOTHING = Affixes()


def affixes_of(code: str) -> Affixes:
    r"""Return the texts that a number format shows beside a number.

    >>> affixes_of('0.0" kg"').after, affixes_of("[$EUR]\\ #,##0.00").before, affixes_of("0000").digits
    (' kg', 'EUR ', 4)
    >>> affixes_of("0.00%") == affixes_of('0,"k"') == affixes_of('"$"0.00') == Affixes()
    True
    """
    first = code.split(";", 1)[0]
    sides, bare = ["", ""], ""
    for match in _PIECE.finditer(first):
        sign = "0" if match[0] == "General" else match[4] or ""
        bare += sign
        literal = match[1] or match[2] or match[3] or (sign if sign in _SIGNS else "")
        if sign in "0#?" and sign:
            sides[1] = ""
        else:
            sides[_has_number(bare)] += literal
    if "@" in bare or _SCALED.search(bare) or not _has_number(bare):
        return NOTHING
    before, after = (side if _MEANS.search(side) else "" for side in sides)
    digits = bare.strip()
    return Affixes(before, after, len(digits) if _ZEROS.fullmatch(digits) else 0)


def _has_number(bare: str) -> bool:
    return any(sign in bare for sign in "0#?")


def with_affixes(number: str, shown: str) -> str:
    """Return `number` with the unit, currency or leading zeros that the shown text of its cell has.

    >>> with_affixes("1500", "1.500,0 kg"), with_affixes("603", "0603"), with_affixes("1500", "1,5E+03")
    ('1500 kg', '0603', '1500')
    """
    match = _SHOWN.fullmatch(shown)
    if match is None or _POWER.fullmatch(match[3] or ""):
        return number
    digits = match[2].strip()
    zeros = len(digits) if digits.isdecimal() else 0
    blank = match[2][len(digits) :] if match[3] else ""
    return Affixes(match[1], f"{blank}{match[3] or ''}", zeros).apply(number)
