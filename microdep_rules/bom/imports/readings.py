"""What single cells say: designators, numbers, prices, masses, countries, yes and no.

A cell that says nothing is no fact, and neither is one that says so in words. What can be read in two ways,
as `1,5`, is not read.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

NOTHING = frozenset({"", "-", "--", "~", "?", "n/a", "na", "n.a.", "none", "nil", "tbd", "unknown", "null"})
"""What people write where they have nothing to write."""
YES = frozenset({"yes", "y", "true", "1", "x", "ja"})
NO = frozenset({"no", "n", "false", "0", "nein"})
BROKEN = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!"
    r"|GETTING_DATA|NV|BEZUG!|WERT!|ZAHL!|ÜBERLAUF!)|Err:[0-9]{3}"
)
"""What spreadsheets write where a formula has no result, and what tables that are made of them have, too."""
NUMBER = re.compile(r"[+]?([0-9]{1,30}(?:\.[0-9]{1,30})?)")
PIECES = re.compile(r"\s*(?:pcs?|pieces?|ea|x|stk|stck)\.?", re.IGNORECASE)
APART = re.compile(r"[,;\s]+")
RANGE = re.compile(r"([A-Za-z_]+)([0-9]+)\s*(?:-|\u2013|\.\.)\s*([A-Za-z_]*)([0-9]+)")
PREFIX = re.compile(r"[A-Za-z]+")
SIGNS = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "US$": "USD"}
"""Signs that stand for one currency. Most dollars are not of the United States; a mapping file says so."""
SAY = "say in a mapping file which it is"
OR_EMPTY = ", or leave the cell empty"
"""How a way out ends that holds in tables alone."""
LONGEST_RANGE = 2_000
"""So many places a range of designators may stand for."""


class Unread(Struct, frozen=True):
    """Why a cell is not read, and what to do."""

    because: str
    way_out: str
    lacking: bool = False
    """Whether the cell is sound, and something else is missing that gives it a meaning."""


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or says that there is nothing to say."""
    return text.casefold() in NOTHING


def is_broken(text: str) -> bool:
    """Whether a cell holds the error of a formula.

    >>> is_broken("#REF!"), is_broken("#1")
    (True, False)
    """
    return BROKEN.fullmatch(text.strip()) is not None


def designators(text: str) -> list[str] | Unread:
    """Where a part sits: by commas, semicolons or blanks, with ranges written out.

    >>> designators("C1, C2;C5"), designators("R1-R4")
    (['C1', 'C2', 'C5'], ['R1', 'R2', 'R3', 'R4'])
    """
    found: list[str] = []
    for each in filter(None, APART.split(RANGE.sub(_without_blanks, text))):
        bounds = RANGE.fullmatch(each)
        if bounds is None:
            found.append(each)
            continue
        prefix, first, other, last = bounds.groups()
        if other not in {"", prefix} or not 0 <= int(last) - int(first) <= LONGEST_RANGE:
            return Unread(f"`{each}` goes from one sort of place to another, or backwards", "name each place")
        found += [f"{prefix}{number}" for number in range(int(first), int(last) + 1)]
    return list(dict.fromkeys(found))


def _without_blanks(found: re.Match[str]) -> str:
    prefix, first, other, last = found.groups()
    return f"{prefix}{first}-{other}{last}"


def class_of(places: list[str]) -> str | None:
    """The class of part that all of some designators stand for: of `R1` and `R2` a resistor.

    >>> class_of(["R1", "R2"]), class_of(["R1", "C1"])
    ('resistor', None)
    """
    vocabulary = load_vocabularies().get("class")
    terms = vocabulary.terms.values() if vocabulary is not None else ()
    known = {prefix: term.id for term in terms for prefix in term.designators}
    found = {known.get(prefix[0]) if (prefix := PREFIX.match(each)) else None for each in places}
    return found.pop() if len(found) == 1 else None


def number(text: str) -> Decimal | Unread:
    """A number that is not negative, exactly as it is written; a comma in it may mean two things.

    >>> number("0.80"), number("1,5").because
    (Decimal('0.80'), '`1,5` may be 1.5, or a number with a mark between its thousands')
    """
    found = NUMBER.fullmatch(text)
    if found is not None:
        return Decimal(found[1])
    if NUMBER.fullmatch(text.replace(",", ".", 1)) or NUMBER.fullmatch(text.replace(",", "")):
        meant = text.replace(",", ".", 1)
        because = f"`{text}` may be {meant}, or a number with a mark between its thousands"
        return Unread(because, "write a point for the decimals, and nothing between thousands")
    return Unread(f"`{text}` is not a number", f"write a number such as 12 or 0.5{OR_EMPTY}")


def quantity(text: str) -> Decimal | Unread:
    """How many: a number, with or without a word for pieces.

    >>> quantity("4 pcs"), quantity("10")
    (Decimal('4'), Decimal('10'))
    """
    return number(PIECES.sub("", text).strip())


def price(text: str, currency: str) -> tuple[Decimal, str] | Unread:
    """An amount with its currency: by its sign or code, else that of the column.

    >>> price("$0.51", ""), price("0.009", "CNY"), price("12.50 EUR", "")
    ((Decimal('0.51'), 'USD'), (Decimal('0.009'), 'CNY'), (Decimal('12.50'), 'EUR'))
    """
    sign = next((each for each in sorted(SIGNS, key=len, reverse=True) if each in text), "")
    bare = text.replace(sign, "", 1).strip() if sign else text
    code = next((each for each in re.findall(r"[A-Z]{3}", bare) if each in CURRENCIES), "")
    bare = bare.replace(code, "", 1).strip() if code else bare
    amount = number(bare)
    if isinstance(amount, Unread):
        return amount
    meant = code or SIGNS.get(sign, "") or currency
    if not meant:
        return Unread("the price has no currency", f"{SAY} (`currency: USD`)", lacking=True)
    return amount, meant


def mass(text: str, unit: str) -> Decimal | Unread:
    """A mass in grams: by its own unit, else that of the column.

    >>> mass("1.2 kg", ""), mass("250", "mg")
    (Decimal('1200.0'), Decimal('0.25'))
    """
    found = re.fullmatch(r"(\S+?)\s*(mg|kg|g|lb|oz|t)?", text)
    if found is None:
        return Unread(f"`{text}` is not a mass", "write a number with its unit: `12.5 g`")
    amount, own = number(found[1]), found[2] or unit
    if isinstance(amount, Unread):
        return amount
    if own not in UNITS or UNITS[own].dimension != "mass":
        return Unread("the mass has no unit", f"{SAY} (`mass_unit: g`)", lacking=True)
    factor = UNITS[own].factor
    return amount * Decimal(factor.numerator) / Decimal(factor.denominator)


def country(text: str) -> str | Unread:
    """The code of a country: by its code or by a name that it goes by; nothing is guessed.

    >>> country("China"), country("TW"), country("Taiwan / China").because
    ('CN', 'TW', '`Taiwan / China` is not the name or the code of one country')
    """
    code = text if countries.is_country(text) else countries.meant(text)
    if code is not None and countries.members(code) is None:
        return code
    several = countries.several(text)
    if several:
        *most, last = [f"`{each}`" for each in several]
        because = f"`{text}` may be {' or '.join(countries.name(each) for each in several)}"
        return Unread(because, f"write {', '.join(most)} or {last}{OR_EMPTY}")
    return Unread(
        f"`{text}` is not the name or the code of one country",
        f"write its code, as `TW`{OR_EMPTY}",
    )


def yes_or_no(text: str) -> bool | None:
    """What a cell says to a question; nothing where it says nothing, or neither."""
    said = text.casefold()
    return True if said in YES else False if said in NO else None
