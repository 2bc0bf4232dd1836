"""Diagnostics for units and currencies that the author wrote in another form, such as `5 kilos`."""

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
    from microdep_rules.lang.errors.wrong_word import WrongWord
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
"""Units in words, such as `kilos`, and the unit of the language for each, such as `kg`."""

SCALES = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
"""Words that multiply the number before them, such as `million`."""

MOST_FIGURES = 15
"""Largest number of digits in a number that a message writes in digits, such as `5000000` for `5 million`."""

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
    """Return the diagnostic for a number with a unit that the language does not have, such as `5 kilos`."""
    unit = meant(word)
    if unit == word:
        return diagnose("syntax/number-form", span, "apart", word=word, corrected_number=f"{number} {unit}")
    return diagnose(
        "syntax/number-form",
        span,
        "unit" if unit else "unknown-unit",
        word=word,
        corrected_number=f"{number} {unit}",
        known_units=RULE_UNITS[:6],
    )


def per_cent(number: str, span: Span) -> Diagnostic:
    """Return the diagnostic for the wrong form `5 per cent`."""
    return diagnose("syntax/number-form", span, "percent", corrected_number=f"{number} %")


def not_a_currency(code: str, span: Span) -> Diagnostic:
    """Return the diagnostic for three capital letters after a number that are not a currency code."""
    near = did_you_mean(code, CURRENCIES) or ""
    return diagnose("syntax/number-form", span, "currency" if near else "currency-code", word=code, near=near)


def currency_first(currency: str, number: str, span: Span) -> Diagnostic:
    """Return the diagnostic for the wrong form `USD 5`."""
    return diagnose("syntax/number-form", span, "currency-first", corrected_number=f"{number} {currency}")


def with_blanks(written: str, span: Span) -> Diagnostic:
    """Return the diagnostic for the wrong form `5 000 000 EUR`."""
    return diagnose("syntax/number-form", span, "thousands", corrected_number=written)


def scaled(wrong: WrongWord, number: str) -> Diagnostic:
    """Return the diagnostic for the wrong form `5 million USD`."""
    unit = re.match(r"[a-z]+[ \t]+(?P<unit>[A-Za-z]+|%)(?![\w-])", wrong.rest)
    value = Decimal(number) * SCALES[wrong.text]
    written = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    behind = f" {meant(unit['unit']) or unit['unit']}" if unit else ""
    return diagnose(
        "syntax/number-form", wrong.span, "scaled", word=wrong.text, corrected_number=f"{written}{behind}"
    )


def explain(wrong: WrongWord, near: list[str]) -> Diagnostic | None:
    """Return the diagnostic for a wrong unit after a number, or for a currency before a number.

    `near` has the words that are similar to the wrong word and allowed at its position.
    """
    kind, last = wrong.last()
    if wrong.kind == "NUMBER" and kind == "NAME" and last in CURRENCIES:
        return currency_first(last, wrong.text, wrong.spans[-1].to(wrong.span))
    blank = re.match(
        r"[0-9]{3}(?:[ \t]+[0-9]{3})*(?:\.[0-9]+)?(?:[ \t]*%|[ \t]+[A-Za-z]+)?(?![\w-])", wrong.rest
    )
    if kind == "NUMBER" and blank is not None and not wrong.new_line:
        return with_blanks(
            last + re.sub(r"(?<=[0-9])[ \t]+(?=[0-9])", "", blank[0]), wrong.spans[-1].to(wrong.span)
        )
    if kind != "NUMBER" or not wrong.text[:1].isalpha():
        return None
    if wrong.text in SCALES and len(last) <= MOST_FIGURES:
        return scaled(wrong, last)
    if wrong.text.lower() in PER_CENT:
        return per_cent(last, wrong.span)
    is_unit = wrong.text in UNITS or bool(meant(wrong.text))
    if wrong.kind != "NAME" or wrong.begins_condition or (not is_unit and (wrong.new_line or near)):
        return None
    return unknown_unit(wrong.text, last, wrong.span) if "AND" in wrong.expected or is_unit else None
