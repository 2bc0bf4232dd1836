"""Tariff codes in any notation, and the kinds of goods with a code of the Harmonized System."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.digits import only_digits, plain_digits

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST, INTERNATIONAL = 4, 6
"""Number of digits of a heading (four), and of an international subheading (six)."""
CHAPTER, CN, TARIC, LONGEST = 2, 8, 10, 14
MOST_KEPT = 10_000

SCHEMES = {
    **dict.fromkeys(("cn", "cn8", "taric", "combined nomenclature"), "cn"),
    **dict.fromkeys(("hts", "htsus", "htsusa"), "hts"),
    **dict.fromkeys(("", "hs", "harmonized system", "harmonised system"), ""),
}
"""Names of tariffs in documents, such as `taric`, and the national tariff that each name means.

`hs` means no national tariff, because people write HS before the codes of any national tariff.
"""

_LABEL = pattern(r"(hs|cn8?|taric|hts(?:usa?)?)(?: ?codes?)?[ :.]*(?=\d)", re.IGNORECASE)
_CODE = pattern(r"\d{2,}(?:[ .-]{1,3}\d{1,3})*(?:[ .-]{1,3}\d{4})?")
_TWO_CODES = pattern(r"\d{4}[ -]+\d{4}(?!\d)")
"""Two groups of four digits that may be two headings, as in `8501 2609`.

With a dot between them, the groups are one code, as in the Swiss tariff.
"""
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")


class Code(Struct, frozen=True):
    """Tariff code: its digits without zeros at the end, and its national tariff, if a document states it."""

    digits: str
    scheme: str = ""


@lru_cache(maxsize=MOST_KEPT)
def tariff_code(text: str, scheme: str = "") -> Code | None:
    """Return the tariff code in a text; None if the text is not exactly one code.

    >>> tariff_code("2609.00.00"), tariff_code("CN 8103 20 00"), tariff_code("2609; 2611")
    (Code(digits='2609', scheme=''), Code(digits='810320', scheme='cn'), None)
    """
    written = " ".join(plain_digits(text).translate(_DASHES).split()).strip(" .-")
    label = _LABEL.match(written)
    if label is not None:
        written, scheme = written[label.end() :], scheme or label[1]
    if _CODE.fullmatch(written) is None or _TWO_CODES.match(written) is not None:
        return None
    digits = "".join(sign for sign in written if sign.isdigit())
    possible = len(digits) in (CHAPTER, SHORTEST, INTERNATIONAL) or CN <= len(digits) <= LONGEST
    if not possible or digits.startswith("00"):
        return None
    name = " ".join(scheme.casefold().split())
    return Code(_without_final_zeros(digits), SCHEMES.get(name, name))


@lru_cache
def codes_of(texts: frozenset[str]) -> frozenset[Code]:
    """Return the tariff codes in the given texts; other texts are left out."""
    return frozenset(code for code in map(tariff_code, texts) if code is not None)


def _without_final_zeros(digits: str) -> str:
    """Return a code without groups of zeros at its end: `26090000` becomes `2609`.

    These zeros only show that the heading is not divided further.
    """
    for length in (TARIC, CN, INTERNATIONAL, SHORTEST):
        if len(digits) > length and not digits[length:].strip("0"):
            digits = digits[:length]
    return digits


def is_within(stated: Code, listed: Code) -> bool | None:
    """Return whether the listed code covers the goods of the stated code.

    The result is `None` if the listed code covers only some of these goods.

    >>> [is_within(Code(stated), Code("810320")) for stated in ("8103201000", "8103", "810330")]
    [True, None, False]
    """
    of_two_tariffs = stated.scheme and listed.scheme and stated.scheme != listed.scheme
    digits = stated.digits[:INTERNATIONAL] if of_two_tariffs else stated.digits
    if digits.startswith(listed.digits):
        return True
    return None if listed.digits.startswith(digits) else False


class Heading(Struct, frozen=True):
    """Goods of a tariff heading: their class, or substances of which they contain at least one."""

    one_of: frozenset[str] = frozenset()
    class_: str | None = None


NOTHING = Heading()


@lru_cache(maxsize=MOST_KEPT)
def heading(code: str) -> Heading:
    """Return the class or the substances of the goods with a tariff code.

    The program uses the longest heading in its data with which the code begins.

    >>> sorted(heading("8505.11.00").one_of), heading("8505 20"), heading("8518.21.00").class_
    (['permanent-magnet-material'], Heading(one_of=frozenset(), class_=None), 'speaker')
    """
    digits = only_digits(code)[:INTERNATIONAL]
    lengths = range(len(digits), SHORTEST - 1, -1)
    return next((_headings()[digits[:many]] for many in lengths if digits[:many] in _headings()), NOTHING)


@cache
def _headings() -> Mapping[str, Heading]:
    entries = resources.vocabulary_data("makeup")["tariff"]["headings"]
    return {
        entry["code"].replace(".", ""): Heading(frozenset(entry.get("one_of", ())), entry.get("class"))
        for entry in entries
    }
