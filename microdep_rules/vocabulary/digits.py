"""Conversion of digits in any script, or in full width, to the digits 0 to 9."""

from __future__ import annotations

import unicodedata


def plain_digits(text: str) -> str:
    """Return a text in which the digits 0 to 9 replace the digits of other scripts and full-width digits.

    >>> plain_digits("\uff12\uff16\uff10\uff19"), plain_digits("\u0662\u0666\u0660\u0669")
    ('2609', '2609')
    """
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in folded)


def only_digits(text: str) -> str:
    """Return only the digits of a text.

    >>> only_digits("8507.60.0020")
    '8507600020'
    """
    return "".join(digit for digit in plain_digits(text) if digit.isdecimal())
