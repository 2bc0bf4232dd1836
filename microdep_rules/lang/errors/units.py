"""Diagnostics of units and currencies in another notation."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.units import CURRENCIES, RULE_UNITS, UNITS

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.found import Found
    from microdep_rules.source import Span

SPELT = {
    "kilo": "kg",
    "kilos": "kg",
    "kilogram": "kg",
    "kilograms": "kg",
    "gram": "g",
    "grams": "g",
    "milligram": "mg",
    "milligrams": "mg",
    "tonne": "t",
    "tonnes": "t",
    "lbs": "lb",
    "pound": "lb",
    "pounds": "lb",
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
}
"""Units as whole words, and their form in the language."""

SCALES = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
"""Words that multiply the number before them."""

MOST_FIGURES = 15
"""Largest number of digits of a number that the help shows completely."""

GROUPS = pattern(r"[0-9]{3}(?:[ \t]+[0-9]{3})*(?:\.[0-9]+)?(?:[ \t]*%|[ \t]+[A-Za-z]+)?(?![\w-])")
"""Text after the first digits of a number with spaces, such as `5 000 000 EUR`."""

PER_CENT = frozenset({"per", "percent", "pct"})


def meant(word: str) -> str:
    """Return the unit that a word stands for; empty if the word is unknown.

    >>> meant("KG"), meant("Dollars"), meant("eur"), meant("oz")
    ('kg', 'USD', 'EUR', '')
    """
    low = word.lower()
    if word.upper() in CURRENCIES:
        return word.upper()
    return next((unit for unit in RULE_UNITS if unit == low), SPELT.get(low, ""))


def unknown_unit(word: str, number: str, span: Span) -> Diagnostic:
    """Return the diagnostic of a word after a number that is not a unit of the language."""
    unit = meant(word)
    if unit == word:
        return diagnose("syntax/number-form", span, "apart", word=word, written=f"{number} {unit}")
    return diagnose(
        "syntax/number-form",
        span,
        "unit" if unit else "unknown-unit",
        word=word,
        written=f"{number} {unit}",
        known=RULE_UNITS[:6],
    )


def per_cent(number: str, span: Span) -> Diagnostic:
    """Return the diagnostic of `5 per cent`."""
    return diagnose("syntax/number-form", span, "percent", written=f"{number} %")


def not_a_currency(code: str, span: Span) -> Diagnostic:
    """Return the diagnostic of three capital letters after a number that are not a currency code."""
    near = did_you_mean(code, CURRENCIES) or ""
    return diagnose("syntax/number-form", span, "currency" if near else "currency-code", word=code, near=near)


def currency_first(currency: str, number: str, span: Span) -> Diagnostic:
    """Return the diagnostic of `USD 5`."""
    return diagnose("syntax/number-form", span, "currency-first", written=f"{number} {currency}")


def with_blanks(written: str, span: Span) -> Diagnostic:
    """Return the diagnostic of `5 000 000 EUR`."""
    return diagnose("syntax/number-form", span, "thousands", written=written)


def scaled(found: Found, number: str) -> Diagnostic:
    """Return the diagnostic of `5 million USD`."""
    unit = re.match(r"[a-z]+[ \t]+(?P<unit>[A-Za-z]+|%)(?![\w-])", found.rest)
    value = Decimal(number) * SCALES[found.text]
    written = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    behind = f" {meant(unit['unit']) or unit['unit']}" if unit else ""
    return diagnose("syntax/number-form", found.span, "scaled", word=found.text, written=f"{written}{behind}")


def explain(found: Found, near: list[str]) -> Diagnostic | None:
    """Return the diagnostic of an unknown unit after a number, or of a currency before a number.

    `near` has the similar words that are allowed here.
    """
    kind, last = found.last()
    if found.kind == "NUMBER" and kind == "NAME" and last in CURRENCIES:
        return currency_first(last, found.text, found.spans[-1].to(found.span))
    blank = re.match(
        r"[0-9]{3}(?:[ \t]+[0-9]{3})*(?:\.[0-9]+)?(?:[ \t]*%|[ \t]+[A-Za-z]+)?(?![\w-])", found.rest
    )
    if kind == "NUMBER" and blank is not None and not found.new_line:
        return with_blanks(
            last + re.sub(r"(?<=[0-9])[ \t]+(?=[0-9])", "", blank[0]), found.spans[-1].to(found.span)
        )
    if kind != "NUMBER" or not found.text[:1].isalpha():
        return None
    if found.text in SCALES and len(last) <= MOST_FIGURES:
        return scaled(found, last)
    if found.text.lower() in PER_CENT:
        return per_cent(last, found.span)
    is_unit = found.text in UNITS or bool(meant(found.text))
    if found.kind != "NAME" or found.begins_condition or (not is_unit and (found.new_line or near)):
        return None
    return unknown_unit(found.text, last, found.span) if "AND" in found.expected or is_unit else None
