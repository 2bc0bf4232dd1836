"""Which field a name of a column stands for, as tools and people write it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.bom.imports.units import measure_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.resources import columns_data
from microdep_rules.vocabulary.units import CURRENCIES
from microdep_rules.vocabulary.workbook_texts import headings

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 500
"""Letters of the name of a column; a longer text is none."""
UNIT = pattern(r"[\[(]\s*(mg|kg|g|lb|oz|years|months|weeks|days)\s*[\])]")
"""A unit that stands in the name of a column."""
SIGNS = {"US$": "USD", "$": "USD", "\u20ac": "EUR", "\u00a3": "GBP"}
"""Signs that stand for one currency. Most dollars are not of the United States; a mapping file says so."""
_BRACKET = pattern(r"[\[(]\s*([^\])]*?)\s*[\])]")
_CODE_BEHIND = pattern(r"(?:\bin\s+|[\s/,_-])([A-Z]{3}|US\$|[$\u20ac\u00a3])\s*$")
_PIECE = frozenset({"each", "ea", "unit", "pc", "pcs", "piece", "per unit", "stk", "1"})
"""What stands in brackets and changes nothing."""
_NUMBERED = pattern(r"(.*?[^\W\d]\W*)([1-9][0-9]?)([\W_].*|)")
"""A name with a number behind it or within it: `MPN 2`, `Mfr. 2 P/N`."""
_ALTERNATE = pattern(
    r"(?:(?:alternat(?:e|ive)|alt|second(?:ary)?|2nd|substitute|subst?|replacement|backup)\b[\W_]*(.+)"
    r"|(.+?)[\W_]+\(?(?:alternat(?:e|ive)|alt|substitute|secondary)\)?)",
    re.IGNORECASE,
)
"""A name that says that its column holds what may be used instead."""
PRICES = frozenset({"unit_cost", ""})
"""Of what a currency is said in the name of a column: of prices, also of those that are not read."""
SECOND = "it is an alternate, and only the first one is read"
OTHERS = {
    "mpn": "other_mpn",
    "manufacturer": "other_manufacturer",
    "other_mpn": "other_mpn",
    "other_manufacturer": "other_manufacturer",
}
"""Fields of which a table may state alternates, each with the field of these."""

Sort = Literal["fields", "declarations"]
"""What a table holds: the parts of a product, or what others declare of parts."""
Strength = Literal["own", "weak", "fitting"]
"""Whether a name is of one field alone, holds it where no other column does, or where the cells fit it."""


FACT = "component."
"""How the names of fields begin here that are facts of a part."""
STAGE = "stage "
"""How the names of fields begin here that hold where a stage of a part was done."""
_OWN = pattern(r"(?:component\.)?(ext\.[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)")
"""A column of a field that a company adds for itself, as rules name it."""
_LISTS = frozenset({"list", "record", "references"})


class Called(Struct, frozen=True):
    """What a name stands for: a field, with the rank that the name has among those of it."""

    field: str
    rank: int
    strength: Strength
    because: str = ""


def fields(sort: Sort = "fields") -> dict[str, str]:
    """The fields that a column may hold, each with what it is."""
    found = {each["field"]: each["description"] for each in columns_data()[sort]}
    return found | (_facts() if sort == "declarations" else {})


def _facts() -> dict[str, str]:
    """The facts of a part that one cell holds, by whose names a column of declarations may be called."""
    known = record_types()["component"].fields.values()
    listed = {each["field"] for each in columns_data()["declarations"]}
    facts = {f"{FACT}{each.name}": each for each in known if each.type.kind not in _LISTS}
    plain = {name: each for name, each in facts.items() if name not in listed and each.name not in listed}
    return {name: each.description for name, each in plain.items() if each.name != "name"}


def own_column(key: str, sort: Sort) -> str:
    """The field of a column that holds an own field."""
    return f"{FACT}{key}" if sort == "declarations" else key


def is_own_column(name: str) -> bool:
    """Return whether a column stands for an own field.

    >>> is_own_column("ext.torque"), is_own_column("component.ext.torque"), is_own_column("torque")
    (True, True, False)
    """
    return _OWN.fullmatch(name) is not None


def is_known(name: str, sort: Sort = "fields") -> bool:
    """Return whether a text is the name of a column as people write it."""
    return bool(called(name, sort))


def called(name: str, sort: Sort = "fields") -> tuple[Called, ...]:
    """What a name may stand for.

    It is looked for with its number sign, as `MFG#` beside `MFG`, without it, without a unit or a currency,
    and without what says the same in brackets.
    """
    if len(name) > LONGEST_NAME:
        return ()
    if (own := _OWN.fullmatch(name.strip())) is not None:
        return (Called(own_column(own[1], sort), 0, "own"),)
    known = _names(sort)
    plain = _plain(name, known)
    ways = (_folded(name, "#"), _folded(name), _folded(UNIT.sub("", name)), plain)
    return next((known[way] for way in ways if way in known), _numbered(name, known))


def _numbered(name: str, known: dict[str, tuple[Called, ...]]) -> tuple[Called, ...]:
    """What a numbered name stands for: `Manufacturer 2` holds an alternate, `MPN 1` none."""
    found, another = _NUMBERED.fullmatch(name), _ALTERNATE.fullmatch(name.strip())
    bare = f"{found[1]} {found[3]}" if found else next(filter(None, another.groups())) if another else ""
    meant = [each for each in known.get(_folded(bare), ()) if each.field in OTHERS and each.strength == "own"]
    is_first = found is not None and found[2] == "1"
    fields = dict.fromkeys(each.field if is_first else OTHERS[each.field] for each in meant)
    return tuple(Called(field, 0, "own") for field in fields)


def unit_in(name: str) -> str:
    """Return the unit that stands in brackets in the name of a column.

    >>> unit_in("Qty (m)"), unit_in("Menge [Stk]"), unit_in("Price (USD)")
    ('m', 'Stk', '')
    """
    return next((found[1] for found in _BRACKET.finditer(name) if measure_of(found[1])), "")


def why_not(name: str, sort: Sort = "fields") -> str:
    """Why a column of this name is not read."""
    if not name:
        return "it has no name"
    told = next((each.because for each in called(name, sort) if each.because), "")
    numbered = _NUMBERED.fullmatch(name)
    if not told and numbered and (is_known(numbered[1], sort) or is_known(f"{numbered[1]}1", sort)):
        return SECOND
    return told or "no field is known by this name"


def currency_in(name: str) -> str:
    """The currency that stands in the name of a column.

    >>> currency_in("Unit Price (USD)"), currency_in("Preis \u20ac"), currency_in("Price")
    ('USD', 'EUR', '')
    """
    told = [found[1] for found in (*_BRACKET.finditer(name), *_CODE_BEHIND.finditer(name))]
    codes = [SIGNS.get(each, each) for each in told]
    return next((code for code in codes if code in CURRENCIES), "")


def _plain(name: str, known: dict[str, tuple[Called, ...]]) -> str:
    """A name without a currency, and without brackets that change nothing or say it again."""
    without = name
    for found in _BRACKET.finditer(name):
        inside = found[1]
        if (
            currency_in(found[0])
            or measure_of(inside)
            or inside.casefold() in _PIECE
            or _folded(inside) in known
        ):
            without = without.replace(found[0], " ")
    behind = _CODE_BEHIND.search(without)
    if behind is not None and currency_in(without):
        price = known.get(_folded(without[: behind.start()]), ())
        return _folded(without[: behind.start()]) if any(each.field in PRICES for each in price) else ""
    return _folded(without)


@cache
def _names(sort: Sort) -> dict[str, tuple[Called, ...]]:
    found: dict[str, list[Called]] = {}
    kinds: tuple[tuple[Strength, str], ...] = (("own", "names"), ("weak", "weak"), ("fitting", "fitting"))
    for each in columns_data()[sort]:
        for strength, key in kinds:
            for rank, name in enumerate(each.get(key, ())):
                meant = found.setdefault(_folded(name, "#"), [])
                if all((other.field, other.strength) != (each["field"], strength) for other in meant):
                    meant.append(Called(each["field"], rank, strength))
    for name in _facts() if sort == "declarations" else ():
        found.setdefault(_folded(name.removeprefix(FACT), "#"), []).append(Called(name, 0, "own"))
    if sort == "declarations":
        for name, english in headings():
            meant = found.get(_folded(english, "#"), [])
            found.setdefault(_folded(name, "#"), list(meant))
    for each in columns_data()["passed_over"] if sort == "fields" else ():
        for name in each["names"]:
            found.setdefault(_folded(name, "#"), []).append(Called("", 0, "own", each["because"]))
    return {name: tuple(meant) for name, meant in found.items()}


def _folded(name: str, kept: Iterable[str] = ()) -> str:
    """A name without case, blanks and signs."""
    return "".join(each for each in name.casefold() if each.isalnum() or each in kept)
