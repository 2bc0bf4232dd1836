"""The id that a record has when its author gave none: a slug of its name."""

from __future__ import annotations

import re
import unicodedata

_APART = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """A name as an id: lower case, dashes between the words, ASCII only.

    Letters that have no ASCII form are written as their codes, so that different names stay different.

    >>> slug("NdFeB Magnets"), slug("Schraube M3 \u00d7 8, rostfrei"), slug("国巨")
    ('ndfeb-magnets', 'schraube-m3-x-8-rostfrei', 'u56fd-u5de8')
    """
    plain = "".join(_letter(each) for each in unicodedata.normalize("NFKD", name))
    return _APART.sub("-", plain.lower()).strip("-") or "unnamed"


def _letter(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.combining(char):
        return ""
    if char == "\N{MULTIPLICATION SIGN}":
        return "x"
    return f" u{ord(char):x} " if char.isalnum() else " "
