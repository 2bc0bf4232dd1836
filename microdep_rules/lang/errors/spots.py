"""What is said of characters that begin no word of the language, and of forms written as elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.source import Span

SIGNS = {
    "=": "is",
    "==": "is",
    "!=": "is not",
    "<>": "is not",
    ">=": "is at least",
    "<=": "is at most",
    ">": "is more than",
    "<": "is less than",
    "≥": "is at least",
    "≤": "is at most",
    "≠": "is not",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
}

MONEY = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
"""What the signs of currencies stand for, most often."""

NO_BREAK_SPACE = "\u00a0"
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2212")

SPOTS = (
    (r'"', "unclosed-text", "a text ends on the line it begins", 'close it with `"`'),
    (
        r"'s[ \t]+[A-Za-z]",
        "single-quotes",
        "a field stands behind a dot",
        "write a dot for `'s`, as in `component.origin`",
    ),
    (r"'", "single-quotes", "texts stand in double quotes", 'write `"…"`'),
    ("[\u201c\u201d\u201e]", "curly-quotes", "curly quotes are not quotes here", 'write `"…"`'),
    ("[\u2018\u2019]", "curly-quotes", "curly quotes are not quotes here", 'write `"…"`'),
    (
        r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2}|(?![\w-]))|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
        "date-form",
        "dates are written year-month-day, with two digits for month and day",
        "write for example `2018-12-31`",
    ),
    (
        r"[0-9]+(?:\.[0-9]+)?-[0-9]+(?:\.[0-9]+)?(?![\w-])",
        "number-form",
        "a dash does not join two bounds",
        "write both: `… is at least A and … is at most B`",
    ),
    (
        r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})(?![0-9,])",
        "number-form",
        "numbers have a point in front of their decimals",
        "write `{decimal}`",
    ),
    (
        r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![.0-9])",
        "thousands",
        "numbers have no thousands signs",
        "leave the points out: `{decimal}`",
    ),
    (
        r"[0-9]{1,3},[0-9]{3}(?![,.0-9])",
        "thousands",
        "numbers have no thousands signs",
        "leave the comma out: `{meant}`; or write `{decimal}` where decimals are meant",
    ),
    (
        r"[0-9]{1,3}(,[0-9]{3})+(?:\.[0-9]+)?",
        "thousands",
        "numbers have no thousands signs",
        "leave the commas out: `{meant}`",
    ),
    (
        r"[0-9][0-9.]*[A-Za-z]|[0-9]+-",
        "unit-without-blank",
        "a number does not run into a word",
        "part a unit from its number by a blank, as in `5 kg`, or put the name in quotes",
    ),
    (
        r"[$€£¥][ \t]*[0-9][0-9.,]*",
        "unknown-unit",
        "an amount of money has its currency behind it",
        "write `{meant}`",
    ),
    (
        r"[$€£¥]",
        "unknown-unit",
        "an amount of money has its currency behind it",
        "write the code of the currency, as in `5 USD`",
    ),
    (r"[{}\[\]]", "bracket", "the language has round brackets only", "write `(` and `)`"),
    (r"//|--|/\*", "unexpected-character", "this is not how a comment begins", "begin comments with `#`"),
    (r"[;.](?![\w.])", "unexpected-character", "no sign ends a clause or element", "leave it out"),
    (r":", "colon", "there is no colon between a word and its value", "leave it out"),
    (r"\.[A-Za-z]", "word-missing", "a name is missing before this field", "say whose field it is"),
    (r"[0-9]*\.[0-9]+|[0-9]+\.", "number-form", "this is not a number", "write for example `0.5`"),
    (
        r"[-+*/]",
        "sign-without-blanks",
        "signs of arithmetic have blanks on both sides",
        "write for example `a - b`; a dash inside a name makes it one name",
    ),
)


def unreadable(text: str, span: Span) -> Diagnostic:
    """A character or a run of them that begins no word of the language."""
    if text[:1] == NO_BREAK_SPACE:
        return diagnose("file/character", span, "no-break-space")
    code, message, way_out = (
        _look_alike(text)
        or spot(text)
        or (
            "unexpected-character",
            f"`{visible(text[:1])}` means nothing here",
            "remove it, or put the text in quotes",
        )
    )
    return error(f"syntax/{code}", message, Label(span), help=way_out)


def _look_alike(text: str) -> tuple[str, str, str] | None:
    """A letter of another alphabet, a longer dash, or a character that cannot be seen."""
    first = text.lstrip(".")[:1]
    if first.isalpha() and not first.isascii():
        message = f"`{first}` (U+{ord(first):04X}) is no letter that names are written with"
        return "unexpected-character", message, "write the letters a to z, or put the text in quotes"
    if text[:1] in DASHES:
        return "unexpected-character", f"`{text[0]}` is not the dash of names and dates", "write `-`"
    if not text[:1].isprintable():
        message = f"`{visible(text[:1])}` means nothing here"
        return "unexpected-character", message, "remove it; it cannot be seen and changes what others read"
    return None


def spot(text: str) -> tuple[str, str, str] | None:
    """The code, message and help for a text that begins as something written in another way."""
    for sign in sorted(SIGNS, key=len, reverse=True):
        if text.startswith(sign):
            return "sign", f"the language has no sign `{sign}`", f"write `{SIGNS[sign]}`"
    for pattern, code, message, way_out in SPOTS:
        found = re.match(pattern, text)
        if found is not None:
            decimal = found[0].replace(".", "").replace(",", ".")
            meant = way_out.replace("{meant}", _meant(found[0])).replace("{decimal}", decimal)
            return code, message, meant
    return None


def _meant(text: str) -> str:
    """A number or amount as the language writes it: `$1,000` is `1000 USD`."""
    number = text.replace(",", "").lstrip("".join(MONEY)).strip()
    return f"{number} {MONEY[text[0]]}" if text[0] in MONEY else number


def visible(text: str) -> str:
    """A text with what cannot be seen written out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
