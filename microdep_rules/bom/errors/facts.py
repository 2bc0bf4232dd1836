"""What is said when a value is of the right kind and still means nothing: countries, days, texts, ids."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from microdep_rules.bom.errors import numbers
from microdep_rules.bom.errors.allowed import FACT, Allowed
from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.blanks import says_something
from microdep_rules.vocabulary.slugs import is_spelt, slug

if TYPE_CHECKING:
    from microdep_rules.source import Span

_NUMBERS = frozenset({"number", "amount", "index", "percent", "money_amount"})


_CODE = r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?"
_BETWEEN = r"(?: or |[ ,;/|]+)"
_CODES = rf"(?:(?:either|one of)[ :]+)?{_CODE}(?:{_BETWEEN}{_CODE})+"
"""Several countries, as people write them in one field."""

_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0405\u0406\u0408"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABEKMHOPCTXSIJABEZHIKMNOPTYX",
)
"""Capital letters of Cyrillic and Greek that look like Latin ones."""


def wrong_text(  # noqa: PLR0913 - what the schema states of the field, and where it is
    field: str,
    value: str,
    name: str,
    at: Span,
    *,
    unit: str = "",
    to: str = "",
    allowed: Allowed = FACT,
    wanted: str = "",
) -> Diagnostic:
    """A text that is not written as its field wants it.

    `unit` is that of its numbers, `to` the kind of record that it refers to, and `wanted` what the schema
    describes.
    """
    if name == "country":
        return not_a_country(field, value, at, allowed)
    if name == "date":
        return error(
            "bom/not-a-date",
            f"{quoted(field)} is a date, and {quoted(value)} is not",
            Label(at, "not a date"),
            help="write year, month and day, as in `2026-11-24`",
        )
    if name in _NUMBERS:
        return numbers.not_a_number(field, value, name, at, unit=unit)
    if name in ("id", "local_id"):
        return error(
            "bom/not-an-id",
            f"{quoted(value)} is not an id",
            Label(at, "only letters, digits and `. _ : @ + # -`" + (" and `/`" if name == "id" else "")),
            help=_an_id(value, to),
        )
    if name == "currency":
        return error(
            "bom/not-a-currency",
            f"{quoted(value)} is not a currency code",
            Label(at, "three capital letters"),
            help="write the ISO 4217 code, as in `USD`",
        )
    if name in ("text", "code") or not value:
        return _not_one_line(field, value, at, allowed)
    return error(
        "bom/not-as-described",
        f"{quoted(value)} cannot stand in {quoted(field)}",
        Label(at, "not of the form that is wanted"),
        help=f"the schema requires: {wanted}" if wanted else f"look up `{field}` in the schema",
    )


def not_a_country(field: str, value: str, at: Span, allowed: Allowed = FACT) -> Diagnostic:
    """A country's name, or a code that is not one."""
    if value != value.strip():
        return error(
            "bom/unknown-country",
            f"{quoted(field)} is a country code, and has blanks or line ends around it",
            Label(at, "more than the code"),
            help=f"write `{value.strip()}`",
        )
    if (code := countries.find(value)) is not None:
        lower = value.upper() == code
        return error(
            "bom/lower-case-country" if lower else "bom/country-name",
            f"{quoted(value)} is {'not in capital letters' if lower else 'a name and not a country code'}",
            Label(at, "not a country code"),
            help=f"write `{code}`",
        )
    several = countries.several(value)
    if several:
        told = " or ".join(f"`{each}` ({countries.name(each)})" for each in several)
        return error(
            "bom/country-name",
            f"{quoted(value)} is a name and not a country code, and that of more than one country",
            Label(at, "not a country code"),
            help=f"write {told}",
        )
    if countries.is_country(value.upper()):
        return error(
            "bom/lower-case-country",
            f"{quoted(value)} is not in capital letters",
            Label(at, "not a country code"),
            help=f"write `{value.upper()}`",
        )
    return no_such_country(field, value, at, allowed)


def no_such_country(field: str, value: str, at: Span, allowed: Allowed) -> Diagnostic:
    """A code that stands for no country."""
    latin = value.translate(_LOOK_ALIKES)
    if latin != value and countries.is_country(latin):
        letter = next(each for each in value if not each.isascii())
        return error(
            "bom/unknown-country",
            f"{quoted(value)} looks like `{latin}` and has a letter that is not Latin: {_letter(letter)}",
            Label(at, "not a country code"),
            help=f"write `{latin}` in Latin letters",
        )
    several = re.fullmatch(_CODES, value)
    codes = [each for each in re.findall(_CODE, value) if countries.is_country(each)]
    if several is not None and len(codes) > 1:
        return error(
            "bom/unknown-country",
            f"{quoted(field)} is one country code, and {quoted(value)} names several",
            Label(at, "not a country code"),
            help=f"write `{{one_of: [{', '.join(codes)}]}}`, if it is one of them"
            if allowed.one_of
            else "write one of them",
        )
    return error(
        "bom/unknown-country",
        f"{quoted(field)} is a country code, and {quoted(value)} is none",
        Label(at, "no country has this code"),
        help=_a_country(allowed),
    )


def _a_country(allowed: Allowed) -> str:
    code, region = "write a code such as `CN`", "a region such as `CN-XJ`"
    return f"{code}, {region}, or `{allowed.unknown}`" if allowed.unknown else f"{code}, or {region}"


def _letter(char: str) -> str:
    """A letter by its code and its name: what it looks like does not tell it."""
    return f"U+{ord(char):04X}, {unicodedata.name(char, 'a letter without a name').lower()}"


def retired_country(value: str, hint: str, at: Span, allowed: Allowed = FACT) -> Diagnostic:
    """A code that is no longer in use; where the hint names no other code, any country may be meant."""
    return error(
        "bom/retired-country",
        f"the country code {quoted(value)} is not in use",
        Label(at, "not in use"),
        help=hint if "`" in hint else f"{hint}; {_a_country(allowed)}",
    )


def unlisted_region(value: str, country: str, at: Span) -> Diagnostic:
    """A code that is written as a region of a country, of which the country has none."""
    return warning(
        "bom/unknown-region",
        f"{countries.name(country)} has no region {quoted(value)}",
        Label(at, f"read as some region of `{country}`"),
        help=f"write a code of ISO 3166-2 such as `{countries.example_region(country)}`, or `{country}`",
    )


def no_such_day(field: str, value: str, at: Span) -> Diagnostic:
    """The thirtieth of February."""
    return error(
        "bom/no-such-day",
        f"{quoted(field)} is {quoted(value)}, and there is no such day",
        Label(at, "not in the calendar"),
        help="write a day that exists, as in `2026-02-28`",
    )


def too_long(field: str, limit: int, at: Span, remarks: str = "notes") -> Diagnostic:
    """A text longer than its field."""
    return error(
        "bom/text-too-long",
        f"{quoted(field)} has more than {limit} characters",
        Label(at, "too long"),
        help=f"shorten it, or move a remark to `{remarks}`" if remarks else "shorten it",
    )


_UNSEEN, _FILLS = "no letter and no digit that is seen", "a word that fills the place"


def own_value(field: str, value: str, expected: str, at: Span) -> Diagnostic:
    """A value of an own field that is of another kind or unit than a pack declares."""
    return warning(
        "bom/own-field",
        f"{quoted(value)} is not {expected}, as {quoted(field)} is declared",
        Label(at, "unknown to every rule"),
        help=f"write {expected}, or leave it out",
    )


def says_nothing(field: str, value: str, at: Span) -> Diagnostic:
    """A reason of blanks, unseen signs, punctuation alone, or of a word that only fills the place."""
    return error(
        "bom/says-nothing",
        f"{quoted(field)} is {quoted(value)}, which says nothing",
        Label(at, _FILLS if says_something(value) else _UNSEEN),
        help="write the reason in words",
    )


def _not_one_line(field: str, value: str, at: Span, allowed: Allowed) -> Diagnostic:
    if not value:
        return error(
            "bom/empty-value",
            f"{quoted(field)} is an empty text",
            Label(at, "nothing in it"),
            help=without_a_value(allowed),
        )
    return error(
        "bom/not-one-line",
        f"{quoted(field)} is one line of text",
        Label(at, "a line end or a control character in it"),
        help="write it on one line"
        + (f", and longer text under `{allowed.remarks}`" if allowed.remarks else ""),
    )


def without_a_value(allowed: Allowed) -> str:
    """What to do with a field that has no value."""
    return allowed.fixed("write the value", "" if allowed.required else "remove the line")


def _an_id(value: str, to: str) -> str:
    """What to write instead of a text that is no id; what is made of other alphabets nobody could read."""
    made = slug(value)
    if is_spelt(value):
        return f"write `{made}` here, and {_entry(made, value, to)}"
    if to == "party":
        return f"write an id of your own here, as `acme`, and {_entry('acme', value, to)}"
    return f"give it an id of your own, as `id: part-1`, and write that here (without one it is `{made}`)"


def _entry(id_: str, name: str, to: str) -> str:
    """What an id that is written anew needs elsewhere."""
    if to == "party":
        return quoted(f"{{id: {id_}, name: {name}}}") + " under `parties`"
    return "wherever else this id stands"
