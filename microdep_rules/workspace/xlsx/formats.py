"""Texts that a number format shows beside a number: a unit, a currency, zeros before it.

A cell that shows `3 kg` holds 3, and its unit is in its format alone. Of a sign that several currencies have
(`$`, `¥`) a number keeps none: the program that wrote it knows the land, and a format mostly does not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from microdep_rules.patterns import pattern

_PIECE = pattern(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|[_*].|\[[^\]]*\]|General|(.)', re.DOTALL)
_SCALED = pattern(r"[0#?],+(?![0#?,])")
"""A comma behind the last digit divides by a thousand: what is beside it is of another number."""
_ZEROS = pattern(r"0{2,20}")
_MEANS = pattern(r"[^\W\d_]|[\u20ac\u00a3]")
"""What is beside a number has a meaning where it has a letter, or the sign of one currency."""
_SIGNS = "\u20ac\u00a3 \u00a0"
"""Signs that a format shows without quotation marks."""
_SHOWN = pattern(r"([^\W\d_]*\s*)([0-9][0-9.,'\u2019\u00a0\u202f ]*)([^\W\d_].*)?")
_POWER = pattern(r"[eE][+-]?[0-9]+")


class Beside(NamedTuple):
    """Texts before and behind a number, and to how many digits zeros before it are shown."""

    before: str = ""
    behind: str = ""
    digits: int = 0

    def around(self, number: str) -> str:
        """Return a number with what is beside it; one below zero has a format of its own.

        >>> Beside("", " kg").around("3"), Beside(digits=4).around("603"), Beside("", " kg").around("-3")
        ('3 kg', '0603', '-3')
        """
        if number.startswith("-"):
            return number
        digits = number.zfill(self.digits) if number.isdecimal() else number
        return f"{self.before}{digits}{self.behind}".strip()


NOTHING = Beside()


def beside_of(code: str) -> Beside:
    r"""Return what a number format shows beside a number.

    >>> beside_of('0.0" kg"').behind, beside_of("[$EUR]\\ #,##0.00").before, beside_of("0000").digits
    (' kg', 'EUR ', 4)
    >>> beside_of("0.00%") == beside_of('0,"k"') == beside_of('"$"0.00') == Beside()
    True
    """
    first = code.split(";", 1)[0]
    sides, bare = ["", ""], ""
    for found in _PIECE.finditer(first):
        sign = "0" if found[0] == "General" else found[4] or ""
        bare += sign
        literal = found[1] or found[2] or found[3] or (sign if sign in _SIGNS else "")
        if sign in "0#?" and sign:
            sides[1] = ""
        else:
            sides[_has_number(bare)] += literal
    if "@" in bare or _SCALED.search(bare) or not _has_number(bare):
        return NOTHING
    before, behind = (side if _MEANS.search(side) else "" for side in sides)
    digits = bare.strip()
    return Beside(before, behind, len(digits) if _ZEROS.fullmatch(digits) else 0)


def _has_number(bare: str) -> bool:
    return any(each in bare for each in "0#?")


def as_shown(number: str, shown: str) -> str:
    """Return a number with what is beside it in the text that a cell shows.

    >>> as_shown("1500", "1.500,0 kg"), as_shown("603", "0603"), as_shown("1500", "1,5E+03")
    ('1500 kg', '0603', '1500')
    """
    found = _SHOWN.fullmatch(shown)
    if found is None or _POWER.fullmatch(found[3] or ""):
        return number
    digits = found[2].strip()
    zeros = len(digits) if digits.isdecimal() else 0
    blank = found[2][len(digits) :] if found[3] else ""
    return Beside(found[1], f"{blank}{found[3] or ''}", zeros).around(number)
