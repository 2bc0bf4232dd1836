"""Search for the field of a table column by the name of the column, as programs and people write the name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.bom.imports.units import unit_measure
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.resources import columns_data
from microdep_rules.vocabulary.units import CURRENCIES
from microdep_rules.vocabulary.workbook_texts import headings

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 500
"""Maximum length of a column name in letters."""
UNIT = pattern(r"[\[(]\s*(mg|kg|g|lb|oz|years|months|weeks|days)\s*[\])]")
"""Unit in brackets in the name of a column."""
SIGNS = {"US$": "USD", "$": "USD", "\u20ac": "EUR", "\u00a3": "GBP"}
"""Currency signs with one meaning; `$` alone is read as US dollars.

For other currencies, a mapping file states the currency.
"""
_BRACKET = pattern(r"[\[(]\s*([^\])]*?)\s*[\])]")
_CODE_AT_END = pattern(r"(?:\bin\s+|[\s/,_-])([A-Z]{3}|US\$|[$\u20ac\u00a3])\s*$")
_PIECE = frozenset({"each", "ea", "unit", "pc", "pcs", "piece", "per unit", "stk", "1"})
"""Texts in brackets, as in `Price (each)`, that do not change the meaning of a column name."""
_NUMBERED = pattern(r"(.*?[^\W\d]\W*)([1-9][0-9]?)([\W_].*|)")
"""Name with a number: `MPN 2`, `Mfr. 2 P/N`."""
_PARTS = pattern(
    r"[/|\\\r\n]"
    r"|(?<=[A-Za-z.)])(?=\W*[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])"
    r"|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])(?=\W*[A-Za-z])"
)
"""Separators in a heading in two languages: `Menge / Qty`, `Manufacturer 制造商`."""
_ALTERNATE = pattern(
    r"(?:(?:alternat(?:e|ive)|alt|second(?:ary)?|2nd|substitute|subst?|replacement|backup)\b[\W_]*(.+)"
    r"|(.+?)[\W_]+\(?(?:alternat(?:e|ive)|alt|substitute|secondary)\)?)",
    re.IGNORECASE,
)
"""Name of a column with alternates."""
PRICES = frozenset({"unit_cost", ""})
"""Fields of price columns, in which a name such as `Price (USD)` may state a currency.

The empty field stands for prices that are not read.
"""
SECOND = "it is an alternate, and only the first one is read"
OTHERS = {
    "mpn": "other_mpn",
    "manufacturer": "other_manufacturer",
    "other_mpn": "other_mpn",
    "other_manufacturer": "other_manufacturer",
    "supplier": "other_supplier",
    "other_supplier": "other_supplier",
}
"""For each field of a component, the field for an alternate, such as `other_mpn` for `mpn`."""

Sort = Literal["fields", "declarations"]
"""Content of a table: the components of a product, or declarations about components."""
Strength = Literal["own", "weak", "fitting"]
"""Strength of a column name.

A name of strength `own` means only one field. A `weak` name means the field if no other column has a name of
strength `own`. A `fitting` name means the field if the cells fit the field.
"""


FACT = "component."
"""Prefix of the names of fields that are facts of a component."""
STAGE = "stage "
"""Prefix of the names of fields for the country of a stage, such as `stage sintered`."""
_OWN = pattern(r"(?:component\.)?(ext\.[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)")
"""Name of a column for a custom field, as in rules: `ext.torque`."""
_LISTS = frozenset({"list", "record", "references"})


class ColumnMeaning(Struct, frozen=True):
    """Meaning of a column name: a field, and the rank of the name among the names of the field."""

    field: str
    rank: int
    strength: Strength
    because: str = ""


def fields(sort: Sort = "fields") -> dict[str, str]:
    """Return the fields that a column may have, with their descriptions."""
    descriptions = {field_["field"]: field_["description"] for field_ in columns_data()[sort]}
    return descriptions | (_facts() if sort == "declarations" else {})


def column_name(field: str) -> str:
    """Return the usual name of the column for a field; empty if tables have no such column.

    >>> column_name("supplier"), column_name("stages")
    ('Supplier', '')
    """
    return next((entry["names"][0] for entry in columns_data()["fields"] if entry["field"] == field), "")


def _facts() -> dict[str, str]:
    """Return the facts of a component that fit in one cell of a table of declarations."""
    known = record_types()["component"].fields.values()
    listed = {field_["field"] for field_ in columns_data()["declarations"]}
    facts = {f"{FACT}{field_.name}": field_ for field_ in known if field_.type.kind not in _LISTS}
    plain = {
        name: field_ for name, field_ in facts.items() if name not in listed and field_.name not in listed
    }
    return {name: field_.description for name, field_ in plain.items() if field_.name != "name"}


def own_column(key: str, sort: Sort) -> str:
    """Return the column name of a custom field: `ext.torque`, or `component.ext.torque` in declarations."""
    return f"{FACT}{key}" if sort == "declarations" else key


def is_own_column(name: str) -> bool:
    """Return whether a column name is the name of a custom field.

    >>> is_own_column("ext.torque"), is_own_column("component.ext.torque"), is_own_column("torque")
    (True, True, False)
    """
    return _OWN.fullmatch(name) is not None


def is_known(name: str, sort: Sort = "fields") -> bool:
    """Return whether a text is a known column name."""
    return bool(column_meanings(name, sort))


def column_meanings(name: str, sort: Sort = "fields") -> tuple[ColumnMeaning, ...]:
    """Return the possible meanings of a column name.

    The name is looked up in four forms: with the sign of a number (`MFG#`), without this sign, without a
    unit, and without a currency or texts such as `(each)`.
    """
    if len(name) > LONGEST_NAME:
        return ()
    if (own := _OWN.fullmatch(name.strip())) is not None:
        return (ColumnMeaning(own_column(own[1], sort), 0, "own"),)
    known = _meanings_by_name(sort)
    plain = _without_brackets(name, known)
    spellings = (_fold(name, "#"), _fold(name), _fold(UNIT.sub("", name)), plain)
    return next(
        (known[spelling] for spelling in spellings if spelling in known),
        _numbered_meanings(name, known) or _shared_meanings(name, known),
    )


def _shared_meanings(name: str, known: dict[str, tuple[ColumnMeaning, ...]]) -> tuple[ColumnMeaning, ...]:
    """Return the meanings that all parts of a heading have, such as `Menge / Qty` in two languages."""
    parts = [known.get(_fold(part), ()) for part in _PARTS.split(name) if _fold(part)]
    if len(parts) == 1 or not all(parts):
        return ()
    first, *others = parts or [()]
    return tuple(
        meaning
        for meaning in first
        if all(meaning.field in {other.field for other in meanings} for meanings in others)
    )


def _numbered_meanings(name: str, known: dict[str, tuple[ColumnMeaning, ...]]) -> tuple[ColumnMeaning, ...]:
    """Return the meaning of a column name with a number (`MPN 1`) or a word such as `Alt`.

    `Manufacturer 2` and `Alt MPN` belong to an alternate. `MPN 1` belongs to the component itself.
    """
    match, another = _NUMBERED.fullmatch(name), _ALTERNATE.fullmatch(name.strip())
    unnumbered = (
        f"{match[1]} {match[3]}" if match else next(filter(None, another.groups())) if another else ""
    )
    meanings = [
        meaning
        for meaning in known.get(_fold(unnumbered), ())
        if meaning.field in OTHERS and meaning.strength == "own"
    ]
    is_first = match is not None and match[2] == "1"
    fields = dict.fromkeys(meaning.field if is_first else OTHERS[meaning.field] for meaning in meanings)
    return tuple(ColumnMeaning(field, 0, "own") for field in fields)


def parse_unit(name: str) -> str:
    """Return the unit in brackets in a column name.

    >>> parse_unit("Qty (m)"), parse_unit("Menge [Stk]"), parse_unit("Price (USD)")
    ('m', 'Stk', '')
    """
    return next((match[1] for match in _BRACKET.finditer(name) if unit_measure(match[1])), "")


def unread_reason(name: str, sort: Sort = "fields") -> str:
    """Return the reason why a column with this name is not read."""
    if not name:
        return "it has no name"
    reason = next((meaning.because for meaning in column_meanings(name, sort) if meaning.because), "")
    numbered = _NUMBERED.fullmatch(name)
    if not reason and numbered and (is_known(numbered[1], sort) or is_known(f"{numbered[1]}1", sort)):
        return SECOND
    return reason or "no field is known by this name"


def parse_currency(name: str) -> str:
    """Return the currency in a column name.

    >>> parse_currency("Unit Price (USD)"), parse_currency("Preis \u20ac"), parse_currency("Price")
    ('USD', 'EUR', '')
    """
    texts = [match[1] for match in (*_BRACKET.finditer(name), *_CODE_AT_END.finditer(name))]
    codes = [SIGNS.get(text, text) for text in texts]
    return next((code for code in codes if code in CURRENCIES), "")


def _without_brackets(name: str, known: dict[str, tuple[ColumnMeaning, ...]]) -> str:
    """Return a column name without its currency and without brackets such as `(each)`."""
    without = name
    for match in _BRACKET.finditer(name):
        inside = match[1]
        if (
            parse_currency(match[0])
            or unit_measure(inside)
            or inside.casefold() in _PIECE
            or _fold(inside) in known
        ):
            without = without.replace(match[0], " ")
    code = _CODE_AT_END.search(without)
    if code is not None and parse_currency(without):
        price = known.get(_fold(without[: code.start()]), ())
        return _fold(without[: code.start()]) if any(meaning.field in PRICES for meaning in price) else ""
    return _fold(without)


@cache
def _meanings_by_name(sort: Sort) -> dict[str, tuple[ColumnMeaning, ...]]:
    meanings: dict[str, list[ColumnMeaning]] = {}
    kinds: tuple[tuple[Strength, str], ...] = (("own", "names"), ("weak", "weak"), ("fitting", "fitting"))
    for field_ in columns_data()[sort]:
        for strength, key in kinds:
            for rank, name in enumerate(field_.get(key, ())):
                meant = meanings.setdefault(_fold(name, "#"), [])
                if all((other.field, other.strength) != (field_["field"], strength) for other in meant):
                    meant.append(ColumnMeaning(field_["field"], rank, strength))
    for name in _facts() if sort == "declarations" else ():
        meanings.setdefault(_fold(name.removeprefix(FACT), "#"), []).append(ColumnMeaning(name, 0, "own"))
    if sort == "declarations":
        for name, english in headings():
            meant = meanings.get(_fold(english, "#"), [])
            meanings.setdefault(_fold(name, "#"), list(meant))
    for ignored in columns_data()["passed_over"] if sort == "fields" else ():
        for name in ignored["names"]:
            meanings.setdefault(_fold(name, "#"), []).append(ColumnMeaning("", 0, "own", ignored["because"]))
    return {name: tuple(meant) for name, meant in meanings.items()}


def _fold(name: str, kept_signs: Iterable[str] = ()) -> str:
    """Return a name in lowercase, without blanks and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum() or letter in kept_signs)
