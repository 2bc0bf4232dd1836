"""Diagnostics for wrong countries, dates, texts and ids."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import numbers
from microdep_rules.bom.errors.allowed import FACT, AllowedForms
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.blanks import says_something
from microdep_rules.vocabulary.slugs import is_readable, slug
from microdep_rules.vocabulary.written_days import possible_days

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_NUMBERS = frozenset({"number", "amount", "index", "percent", "money_amount"})


_CODE = r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?"
_BETWEEN = r"(?: or |[ ,;/|]+)"
_CODES = rf"(?:(?:either|one of)[ :]+)?{_CODE}(?:{_BETWEEN}{_CODE})+"
"""Several country codes in one text, such as `CN or TW`."""

_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0405\u0406\u0408"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABEKMHOPCTXSIJABEZHIKMNOPTYX",
)
"""Cyrillic and Greek capital letters that look like Latin letters."""


_EMPTY_TEXT = {
    "": "text",
    "optional": "text-optional",
    "required": "text-required",
    "required-or-unknown": "text-required-or-unknown",
}
"""For each message about a missing value, the key of the message about an empty text."""
OWN_PARTY = "acme"
"""Example id of a party, for messages."""
_OTHER_ALPHABET = {"party": "own-party"}


def wrong_text(  # noqa: PLR0913 - the field, its value, its place, and its description in the schema
    field: str,
    value: str,
    name: str,
    at: Span,
    *,
    unit: str = "",
    to: str = "",
    allowed: AllowedForms = FACT,
    description: str = "",
) -> Diagnostic:
    """Return the error for a text in the wrong form for its field.

    `unit` is the unit of the field. `to` is the kind of record that the field refers to. `description` is the
    description of the field in the schema.
    """
    if name == "country":
        return not_a_country(field, value, at, allowed)
    if name == "date":
        return _not_a_date(field, value, at)
    if name in _NUMBERS:
        return numbers.not_a_number(field, value, name, at, unit=unit)
    if name in ("id", "local_id"):
        signs = "`. _ : @ + # -`" + (" and `/`" if name == "id" else "")
        return _not_an_id(value, signs, to, at)
    if name == "currency":
        return diagnose("bom/unknown-word", at, "currency", value=value)
    if name in ("text", "code") or not value:
        return _not_one_line(field, value, at, allowed)
    if description:
        return diagnose("bom/unknown-field", at, "value", field=field, value=value, schema=description)
    return diagnose("bom/unknown-field", at, "other-value", field=field, value=value)


def not_a_country(field: str, value: str, at: Span, allowed: AllowedForms = FACT) -> Diagnostic:
    """Return the error for a text that is not a country code, such as the name of a country."""
    if value != value.strip():
        return diagnose("bom/unknown-country", at, "blanks", field=field, code=value.strip())
    if (code := countries.find(value)) is not None:
        is_lower = value.upper() == code
        return diagnose(
            "bom/unknown-country", at, "lower-case" if is_lower else "name", value=value, code=code
        )
    several = countries.several(value)
    if several:
        codes = " or ".join(f"`{country}` ({countries.name(country)})" for country in several)
        return diagnose("bom/unknown-country", at, "name-of-several", value=value, codes=codes)
    if countries.is_country(value.upper()):
        return diagnose("bom/unknown-country", at, "lower-case", value=value, code=value.upper())
    return no_such_country(field, value, at, allowed)


def no_such_country(field: str, value: str, at: Span, allowed: AllowedForms) -> Diagnostic:
    """Return the error for a code that is not the code of a country."""
    latin = value.translate(_LOOK_ALIKES)
    if latin != value and countries.is_country(latin):
        letter = _describe_letter(next(char for char in value if not char.isascii()))
        return diagnose("bom/unknown-country", at, "look-alike", value=value, code=latin, letter=letter)
    codes = [code for code in re.findall(_CODE, value) if countries.is_country(code)]
    if re.fullmatch(_CODES, value) is not None and len(codes) > 1:
        if allowed.one_of:
            return diagnose(
                "bom/unknown-country", at, "one-of", field=field, value=value, codes=", ".join(codes)
            )
        return diagnose("bom/unknown-country", at, "several", field=field, value=value)
    if not allowed.unknown:
        return diagnose("bom/unknown-country", at, "required", field=field, value=value)
    return diagnose("bom/unknown-country", at, field=field, value=value, unknown=allowed.unknown)


def _describe_letter(char: str) -> str:
    """Return the code and the Unicode name of a character, such as `U+0410, cyrillic capital letter a`."""
    return f"U+{ord(char):04X}, {unicodedata.name(char, 'a letter without a name').lower()}"


def retired_country(value: str, hint: str, at: Span, allowed: AllowedForms = FACT) -> Diagnostic:
    """Return the error for a retired country code, such as `SU`.

    `hint` states what replaced the code. If the hint names no code, the message suggests an unknown value.
    """
    if "`" in hint:
        return diagnose("bom/unknown-country", at, "retired", value=value, hint=hint)
    if not allowed.unknown:
        return diagnose("bom/unknown-country", at, "retired-without-code-required", value=value, hint=hint)
    return diagnose(
        "bom/unknown-country", at, "retired-without-code", value=value, hint=hint, unknown=allowed.unknown
    )


def unlisted_region(value: str, country: str, at: Span) -> Diagnostic:
    """Return the warning for an unknown region of a country."""
    return diagnose(
        "bom/unknown-country",
        at,
        "region",
        name=countries.name(country),
        value=value,
        country=country,
        example=countries.example_region(country),
    )


def too_long(field: str, limit: int, at: Span, remarks: str = "notes") -> Diagnostic:
    """Return the error for a text that is too long for its field."""
    if remarks:
        return diagnose("bom/out-of-range", at, "text-or-remark", field=field, limit=limit, remarks=remarks)
    return diagnose("bom/out-of-range", at, "text", field=field, limit=limit)


def says_nothing(field: str, value: str, at: Span) -> Diagnostic:
    """Return the error for a reason that is only spaces, punctuation or a placeholder."""
    is_text = says_something(value)
    return diagnose(
        "bom/empty-value", at, "placeholder" if is_text else "no-reason", field=field, value=value
    )


def _not_one_line(field: str, value: str, at: Span, allowed: AllowedForms) -> Diagnostic:
    if not value:
        form = _EMPTY_TEXT[_form_without_value(allowed)]
        return diagnose("bom/empty-value", at, form, field=field, unknown=allowed.unknown)
    if allowed.remarks:
        return diagnose("bom/wrong-type", at, "line-or-remark", field=field, remarks=allowed.remarks)
    return diagnose("bom/wrong-type", at, "line", field=field)


def empty_value(field: str, at: Span, allowed: AllowedForms) -> Diagnostic:
    """Return the error for a key without a value."""
    form = _form_without_value(allowed)
    return diagnose("bom/empty-value", at, form, field=field, unknown=allowed.unknown)


def _form_without_value(allowed: AllowedForms) -> str:
    """Return the key of the message about a missing value, for the forms that the field allows."""
    if allowed.required:
        return "required-or-unknown" if allowed.unknown else "required"
    return "" if allowed.unknown else "optional"


def _not_an_id(value: str, signs: str, to: str, at: Span) -> Diagnostic:
    """Return the error for a text that is not an id.

    For a text in a non-Latin alphabet, the diagnostic suggests an example of an id.
    """
    form = (
        ("party" if to == "party" else "") if is_readable(value) else _OTHER_ALPHABET.get(to, "other-script")
    )
    suggested = OWN_PARTY if form == "own-party" else slug(value)
    record = f"{{id: {suggested}, name: {value}}}"
    return diagnose("bom/not-an-id", at, form, value=value, signs=signs, new_id=suggested, record=record)


def _not_a_date(field: str, value: str, at: Span) -> Diagnostic:
    """Return the error for a text that is no date such as `2026-05-04`, with the dates that it may mean."""
    days = [day.isoformat() for day in possible_days(value)]
    if not days:
        return diagnose("bom/not-a-date", at, field=field, value=value)
    if len(days) == 1:
        return diagnose("bom/not-a-date", at, "other-order", field=field, value=value, day=days[0])
    first, second = days
    return diagnose("bom/not-a-date", at, "two-days", field=field, value=value, first=first, second=second)
