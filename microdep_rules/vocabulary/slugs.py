"""Id of a record that states no id: a short form (slug) of its name."""

from __future__ import annotations

import hashlib
import unicodedata

from microdep_rules.patterns import pattern

LONGEST = 40
"""Maximum length of an id made from character codes; a longer id is shortened."""
_APART = pattern(r"[^a-z0-9]+")
_SPELT = {
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN SMALL LIGATURE OE}": "oe",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
    "\N{LATIN SMALL LETTER ETH}": "d",
    "\N{LATIN SMALL LETTER THORN}": "th",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{GREEK SMALL LETTER MU}": "u",
    "\N{GREEK SMALL LETTER OMEGA}": "ohm",
}
"""Usual spelling, in ASCII letters, of letters that Unicode does not divide into a letter and an accent.

Of the Greek letters, the table contains only letters in units, such as µ.
"""


def slug(name: str) -> str:
    """Return a name as an id: lower case, dashes between words, ASCII only.

    If a letter has no ASCII form, its character code is used, so that different names have different ids. If
    a name needs many character codes, the id consists of the first codes and a digest of the name.

    >>> slug("NdFeB Magnets"), slug("Schraube M3 \u00d7 8, rostfrei"), slug("Stra\u00dfe")
    ('ndfeb-magnets', 'schraube-m3-x-8-rostfrei', 'strasse')
    >>> slug("\u56fd\u5de8"), slug("\u30c9"), slug("\u30c8")
    ('u56fd-u5de8', 'u30c9', 'u30c8')
    >>> slug("\u56fd\u5de8" * 6)
    'u56fd-u5de8-u56fd-u5de8-u56fd-u5de8-cef8b468'
    """
    composed = unicodedata.normalize("NFC", name).lower()
    made = _APART.sub("-", "".join(_letter(sign) for sign in composed).lower()).strip("-") or "unnamed"
    if len(made) <= LONGEST or is_readable(name):
        return made
    digest = hashlib.sha256(composed.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{made[:LONGEST].rpartition('-')[0]}-{digest}"


def is_readable(name: str) -> bool:
    """Return whether the id made from a name is readable, and does not consist of character codes.

    >>> is_readable("B\u00f6hler"), is_readable("\u56fd\u5de8")
    (True, False)
    """
    return not any(_letter(sign).startswith(" u") for sign in unicodedata.normalize("NFC", name).lower())


def _letter(char: str) -> str:
    """Return a letter as an ASCII letter without accent, or else as its character code."""
    if char.isascii():
        return char
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    plain = "".join(_SPELT.get(c, c if c.isalnum() or c.isascii() else " ") for c in plain)
    if plain.isascii():
        return plain
    return f" u{ord(char):x} " if char.isalnum() else " "
