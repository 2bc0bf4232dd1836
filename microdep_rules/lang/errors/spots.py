"""Diagnostics for characters that the language does not use, and for other notations, such as `$1,000`."""

from __future__ import annotations

import re
from collections.abc import Callable

from microdep_rules.diagnostics import Diagnostic
from microdep_rules.messages import diagnose
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
"""Most likely currency for each currency sign."""

NO_BREAK_SPACE = "\u00a0"
DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2212")

_Make = Callable[[str, Span], Diagnostic]


SPOTS: tuple[tuple[str, _Make], ...] = (
    (r'"', lambda _, span: diagnose("syntax/quotes", span, "unclosed-text")),
    (r"'s[ \t]+[A-Za-z]", lambda _, span: diagnose("syntax/quotes", span, "possessive")),
    (r"'", lambda _, span: diagnose("syntax/quotes", span, "single-quotes")),
    ("[\u201c\u201d\u201e]", lambda _, span: diagnose("syntax/quotes", span)),
    ("[\u2018\u2019]", lambda _, span: diagnose("syntax/quotes", span)),
    (
        r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2}|(?![\w-]))|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
        lambda text, span: diagnose("syntax/date-form", span, text=text),
    ),
    (
        r"[0-9]+(?:\.[0-9]+)?-[0-9]+(?:\.[0-9]+)?(?![\w-])",
        lambda _, span: diagnose("syntax/number-form", span, "range"),
    ),
    (
        r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})(?![0-9,])",
        lambda text, span: diagnose("syntax/number-form", span, "decimal", corrected_number=_decimal(text)),
    ),
    (
        r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![.0-9])",
        lambda text, span: diagnose("syntax/number-form", span, "thousands", corrected_number=_decimal(text)),
    ),
    (
        r"[0-9]{1,3},[0-9]{3}(?![,.0-9])",
        lambda text, span: diagnose(
            "syntax/number-form",
            span,
            "thousands-or-decimal",
            corrected_number=_meant(text),
            decimal=_decimal(text),
        ),
    ),
    (
        r"[0-9]{1,3}(,[0-9]{3})+(?:\.[0-9]+)?",
        lambda text, span: diagnose("syntax/number-form", span, "thousands", corrected_number=_meant(text)),
    ),
    (
        r"[0-9][0-9.]*[A-Za-z]|[0-9]+-",
        lambda _, span: diagnose("syntax/number-form", span, "unit-without-blank"),
    ),
    (
        r"[$€£¥][ \t]*[0-9][0-9.,]*",
        lambda text, span: diagnose(
            "syntax/number-form", span, "currency-first", corrected_number=_meant(text)
        ),
    ),
    (
        r"[$€£¥]",
        lambda text, span: diagnose("syntax/number-form", span, "currency-code", word=text),
    ),
    (r"[{}\[\]]", lambda text, span: diagnose("syntax/operator", span, "bracket", word=text)),
    (r"//|--|/\*", lambda text, span: diagnose("syntax/unexpected", span, "comment", word=text)),
    (r"[;.](?![\w.])", lambda text, span: diagnose("syntax/unexpected", span, "remove", word=text)),
    (r":", lambda _, span: diagnose("syntax/operator", span, "colon")),
    (r"\.[A-Za-z]", lambda _, span: diagnose("syntax/word-missing", span, "field-without-name")),
    (
        r"[0-9]*\.[0-9]+|[0-9]+\.",
        lambda text, span: diagnose("syntax/number-form", span, "number", word=text),
    ),
    (
        r"[-+*/]",
        lambda text, span: diagnose("syntax/operator", span, "sign-without-blanks", word=text),
    ),
)
"""Beginnings of texts in other notations, each with a function that makes the diagnostic."""


def unreadable(text: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a character that cannot be the first character of a word, such as `$`."""
    if text[:1] == NO_BREAK_SPACE:
        return diagnose("file/character", span, "no-break-space")
    return (
        _look_alike(text, span)
        or spot(text, span)
        or diagnose("syntax/unexpected", span, "unexpected-character", word=visible(text[:1]))
    )


def _look_alike(text: str, span: Span) -> Diagnostic | None:
    """Return the diagnostic for a letter of another alphabet, a long dash, or an invisible character."""
    first = text.lstrip(".")[:1]
    if first.isalpha() and not first.isascii():
        return diagnose("syntax/unexpected", span, "letter", letter=first, code_point=f"U+{ord(first):04X}")
    if text[:1] in DASHES:
        return diagnose("syntax/unexpected", span, "instead", word=text[0], corrected_text="-")
    if not text[:1].isprintable():
        return diagnose("syntax/unexpected", span, "invisible", word=visible(text[:1]))
    return None


def spot(text: str, span: Span) -> Diagnostic | None:
    """Return the diagnostic for a text in another notation, such as `$1,000`; `None` for other texts."""
    for sign in sorted(SIGNS, key=len, reverse=True):
        if text.startswith(sign):
            return diagnose("syntax/operator", span, word=sign, corrected_text=SIGNS[sign])
    for pattern, make in SPOTS:
        found = re.match(pattern, text)
        if found is not None:
            return make(found[0], span)
    return None


def _decimal(text: str) -> str:
    """Return a number with a decimal point, if the text has a decimal comma, such as `0,5`."""
    return text.replace(".", "").replace(",", ".")


def _meant(text: str) -> str:
    """Return a number or amount in the notation of the language: `$1,000` is `1000 USD`."""
    number = text.replace(",", "").lstrip("".join(MONEY)).strip()
    return f"{number} {MONEY[text[0]]}" if text[0] in MONEY else number


def visible(text: str) -> str:
    """Return a text for a message, in which a name replaces each invisible character."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
