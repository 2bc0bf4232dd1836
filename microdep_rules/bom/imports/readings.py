"""What single cells say: designators, numbers, prices, masses, countries, yes and no.

A cell that says nothing is no fact, and neither is one that says so in words. What can be read in two ways,
as `1,5`, is not read.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from microdep_rules.bom.imports.names import SIGNS
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

NOTHING = frozenset({"", "-", "--", "~", "?", "n/a", "na", "n.a.", "none", "nil", "tbd", "unknown", "null"})
"""What people write where they have nothing to write."""
YES = frozenset({"yes", "y", "true", "1", "x", "ja"})
NO = frozenset({"no", "n", "false", "0", "nein"})
BROKEN = pattern(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!"
    r"|GETTING_DATA|NV|BEZUG!|WERT!|ZAHL!|ÜBERLAUF!)|Err:[0-9]{3}"
)
"""What spreadsheets write where a formula has no result, and what tables that are made of them have, too."""
NOT_POPULATED = frozenset(
    {
        *(
            "dnp",
            "dnf",
            "dni",
            "nc",
            "nf",
            "np",
            "do not populate",
            "do not fit",
            "do not install",
            "do not place",
        ),
        *("not populated", "not fitted", "not installed", "not placed", "no pop", "nopop", "unpopulated"),
        *("excluded from bom", "exclude from bom", "excluded", "nicht best\u00fcckt", "unbest\u00fcckt"),
    }
)
"""What people write of a part that is left out, whatever the column is called."""
POPULATED = frozenset({"populate", "populated", "fit", "fitted", "place", "placed", "install", "installed"})
"""What they write of one that is not."""
LEFT_OUT_BESIDE = pattern(
    r"^(?:DN[PFI]|Do Not (?:Populate|Fit|Install|Place))(?=[\s,;/)\]])"
    r"|(?:^|[\s,;/(\[_-])"
    r"(?:(?i:dn[pfi]|do not (?:populate|fit|install|place)|not (?:populated|fitted)|no pop))"
    r"(?:$|\s*[,;/)\]])"
)
"""How it is said beside a value: `10k DNP`. What is not fitted *with* something is fitted."""
NUMBER = pattern(r"[+]?([0-9]{1,30}(?:\.[0-9]{1,30})?)")
GROUPED = pattern(r"[+]?([0-9]{1,3}(?:@[0-9]{3}){1,9}|[0-9]{1,30})(?:#([0-9]{1,30}))?")
"""A number with marks between its thousands (`@`) and before its decimals (`#`)."""
MARKS = frozenset({".", ","})
"""What may stand before decimals."""
THOUSANDS = pattern(r"[1-9][0-9]{0,2}\.[0-9]{3}")
ASK = "ask"
"""No decimal sign is stated, and the file may use either: `1.000` may be one or a thousand."""
SPACED = pattern(r"[+]?[0-9]{1,3}(?:[ \u00a0\u202f'\u2019][0-9]{3})+(?=[.,]|$)")
"""A number whose thousands are separated by blanks or apostrophes, which separate nothing else."""
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "BRL"})
APART = pattern(r"[,;\s]+")
RANGE = pattern(r"([A-Za-z_]+)([0-9]+)\s*(?:-|\u2013|\.\.)\s*([A-Za-z_]*)([0-9]+)")
SAY = "say in a mapping file which it is"
OR_EMPTY = ", or leave it empty"
"""How a way out ends that holds in tables alone."""
_CODE = "write its code, as `TW`"
EITHER = pattern(r"\s+(?:or|oder|ou|o|oppure)\s+|\s*(?:或者|或|または|又は|또는)\s*", re.IGNORECASE)
"""What stands between countries of which it is one."""
LONGEST_RANGE = 2_000
"""So many places a range of designators may stand for."""


class Unread(Struct, frozen=True):
    """Why a cell is not read, and what to do."""

    because: str
    way_out: str
    lacking: bool = False
    """Whether the cell is sound, and something else is missing that gives it a meaning."""
    comma: bool = False
    """Whether it is a comma that may mean two things."""


def says_nothing(text: str) -> bool:
    """Return whether a cell is empty or says that there is nothing to say."""
    return text.casefold() in NOTHING


def is_broken(text: str) -> bool:
    """Return whether a cell holds the error of a formula.

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


def number(text: str, decimal: str = "") -> Decimal | Unread:
    """A number that is not negative, exactly as it is written; a comma in it may mean two things.

    >>> number("0.80"), number("1,5").because
    (Decimal('0.80'), '`1,5` may be 1.5, or a number with a mark between its thousands')
    >>> number("1.234,50", ","), number("1,234", "."), number("1.5", ",").because
    (Decimal('1234.50'), Decimal('1234'), '`1.5` is not a number with a comma before its decimals')
    >>> number("1'000"), number("1 000"), number("1.000"), number("1.000", ASK).because
    (Decimal('1000'), Decimal('1000'), Decimal('1.000'), '`1.000` may be 1 or 1000')
    """
    text = _closed(text)
    if decimal == ASK and THOUSANDS.fullmatch(text.removeprefix("+")):
        bare = text.removeprefix("+")
        because = f"`{text}` may be {bare.rstrip('0').rstrip('.')} or {bare.replace('.', '')}"
        return Unread(because, f"write {bare}0 or {bare.replace('.', '')}", comma=True)
    if decimal in MARKS:
        return _declared(text, decimal)
    found = NUMBER.fullmatch(text)
    if found is not None:
        return Decimal(found[1])
    if NUMBER.fullmatch(text.replace(",", ".", 1)) or NUMBER.fullmatch(text.replace(",", "")):
        meant = text.replace(",", ".", 1)
        both = "a point and a comma, and either may stand between thousands"
        because = f"`{text}` may be {meant}, or a number with a mark between its thousands"
        because = because if NUMBER.fullmatch(meant) else f"`{text}` has {both}"
        return Unread(because, "write a point for the decimals, and nothing between thousands", comma=True)
    return Unread(f"`{text}` is not a number", f"write a number such as 12 or 0.5{OR_EMPTY}")


def _closed(text: str) -> str:
    """A number without the blanks or apostrophes between its thousands."""
    found = SPACED.match(text)
    if found is None:
        return text
    return "".join(each for each in found[0] if each.isdecimal() or each == "+") + text[found.end() :]


def _declared(text: str, decimal: str) -> Decimal | Unread:
    """A number in a table whose decimal sign is stated."""
    marks = {"@": re.escape("." if decimal == "," else ","), "#": re.escape(decimal)}
    found = re.fullmatch("".join(marks.get(each, each) for each in GROUPED.pattern), text.replace(" ", ""))
    if found is None:
        word = "comma" if decimal == "," else "point"
        because = f"`{text}` is not a number with a {word} before its decimals"
        return Unread(because, "correct the cell, or `decimal:` in the mapping file")
    whole = "".join(each for each in found[1] if each.isdecimal())
    return Decimal(f"{whole}.{found[2]}" if found[2] else whole)


def price(text: str, currency: str, decimal: str = "", beside: str = "") -> tuple[Decimal, str] | Unread:
    """An amount with its currency: by its sign or code, else by what is beside it, else that of the column.

    >>> price("$0.51", ""), price("0.009", "CNY"), price("12.50 EUR", "")
    ((Decimal('0.51'), 'USD'), (Decimal('0.009'), 'CNY'), (Decimal('12.50'), 'EUR'))
    >>> price("$1.50", "", beside="CAD"), price("1.50 USD", "", beside="EUR").because
    ((Decimal('1.50'), 'CAD'), '`1.50 USD` is in USD, and the currency beside it is EUR')
    """
    sign = next((each for each in sorted(SIGNS, key=len, reverse=True) if each in text), "")
    bare = text.replace(sign, "", 1).strip() if sign else text
    code = next((each for each in re.findall(r"[A-Z]{3}", bare) if each in CURRENCIES), "")
    bare = bare.replace(code, "", 1).strip() if code else bare
    amount = number(bare, decimal)
    if isinstance(amount, Unread):
        return amount
    own = code or ("" if sign == "$" and beside in DOLLARS else SIGNS.get(sign, ""))
    if own and beside and own != beside:
        because = f"`{text}` is in {own}, and the currency beside it is {beside}"
        return Unread(because, "write one currency in both")
    meant = own or beside or currency
    if not meant:
        return Unread("the price has no currency", f"{SAY} (`currency: USD`)", lacking=True)
    return amount, meant


def mass(text: str, unit: str, decimal: str = "") -> Decimal | Unread:
    """A mass in grams: by its own unit, else that of the column.

    >>> mass("1.2 kg", ""), mass("250", "mg")
    (Decimal('1200.0'), Decimal('0.25'))
    """
    found = re.fullmatch(r"([^A-Za-z]+?)\s*(mg|kg|g|lb|oz|t)?", text)
    if found is None:
        return Unread(f"`{text}` is not a mass", "write a number with its unit: `12.5 g`")
    amount, own = number(found[1], decimal), found[2] or unit
    if isinstance(amount, Unread):
        return amount
    if own not in UNITS or UNITS[own].dimension != "mass":
        return Unread("the mass has no unit", f"{SAY} (`mass_unit: g`)", lacking=True)
    factor = UNITS[own].factor
    return amount * Decimal(factor.numerator) / Decimal(factor.denominator)


def country(text: str) -> str | Unread:
    """The code of a country or an area: by its code or by a name that it goes by; nothing is guessed.

    >>> country("China"), country("TW"), country("Taiwan / China").because
    ('CN', 'TW', '`Taiwan / China` is not the name or the code of one country')
    """
    if several := countries.several(text):
        *most, last = [f"`{each}`" for each in several]
        because = f"`{text}` may be {' or '.join(countries.name(each) for each in several)}"
        return Unread(because, f"write {', '.join(most)} or {last}{OR_EMPTY}")
    found = text if countries.is_country(text) else countries.in_three_letters(text) or countries.meant(text)
    if found is not None:
        return found
    if (both := countries.labelled(text)) is not None:
        word, code = both
        if countries.goes_by(code, word):
            return code
        if countries.find(word) is not None or countries.several(word):
            named = countries.name(code)
            return Unread(f"`{text}` names two places: `{code}` is {named}", f"{_CODE}{OR_EMPTY}")
    if (hint := countries.retired(text.upper())) is not None:
        return Unread(f"`{text}` is the code of no country", hint)
    return Unread(
        f"`{text}` is not the name or the code of one country",
        f"{_CODE}{OR_EMPTY}",
    )


def origin(text: str) -> str | dict[str, list[str]] | Unread:
    """The code of a country, or of each of several of which it may be any.

    >>> origin("China"), origin("CN OR Mexico"), origin("CN/MX").because
    ('CN', {'one_of': ['CN', 'MX']}, '`CN/MX` is not the name or the code of one country')
    """
    found = [country(each.strip()) for each in EITHER.split(text)]
    wrong = next((each for each in found if isinstance(each, Unread)), None)
    if wrong is not None:
        way_out = wrong.way_out.replace(_CODE, f"{_CODE}, or `CN or MX` if it may be either")
        return Unread(wrong.because, way_out)
    known = [each for each in found if isinstance(each, str)]
    return known[0] if len(known) == 1 else {"one_of": known}


def index(text: str, decimal: str = "") -> Decimal | Unread:
    """A share of one, as the index of how restricted a supply is.

    >>> index("0.85"), index("85 %"), index("85").because
    (Decimal('0.85'), Decimal('0.85'), '`85` is not between 0 and 1')
    """
    decimal = "" if decimal == ASK else decimal  # no mark separates thousands in a share of one
    percent = text.removesuffix("%").strip()
    found = number(percent, decimal)
    if percent != text and not isinstance(found, Unread):
        found /= 100
    if isinstance(found, Unread) or found <= 1:
        return found
    return Unread(f"`{text}` is not between 0 and 1", "write it as 0.85, or leave it empty")


def is_populated(text: str, *, asks: bool) -> bool | None:
    """What a cell says of whether a part is in the product; `asks` is whether its column asks that.

    >>> is_populated("DNP", asks=True), is_populated("yes", asks=False), is_populated("maybe", asks=True)
    (False, False, None)
    """
    said = " ".join(text.casefold().split())
    if said in NOT_POPULATED:
        return False
    if said in POPULATED:
        return True
    answer = yes_or_no(text)
    return answer if asks or answer is None else not answer


def yes_or_no(text: str) -> bool | None:
    """What a cell says to a question; nothing where it says nothing, or neither."""
    said = text.casefold()
    return True if said in YES else False if said in NO else None
