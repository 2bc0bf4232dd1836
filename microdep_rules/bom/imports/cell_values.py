"""Values of single cells: designators, numbers, prices, masses, countries, yes and no.

An empty cell is not a fact. A word for "nothing", such as `n/a`, is not a fact either. A text with two
possible meanings, such as `1,5`, is not read.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from microdep_rules.bom.imports.names import SIGNS
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

NOTHING = frozenset({"", "-", "--", "~", "?", "n/a", "na", "n.a.", "none", "nil", "tbd", "unknown", "null"})
"""Texts that count as an empty cell, such as `n/a`."""
YES = frozenset({"yes", "y", "true", "1", "x", "ja"})
NO = frozenset({"no", "n", "false", "0", "nein"})
BROKEN = pattern(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!"
    r"|GETTING_DATA|NV|BEZUG!|WERT!|ZAHL!|ÜBERLAUF!)|Err:[0-9]{3}"
)
"""Errors of spreadsheet formulas; exported tables contain such errors, too."""
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
        *("nicht best\u00fcckt", "unbest\u00fcckt"),
    }
)
"""Texts for a component that is not populated, in any column."""
POPULATED = frozenset({"populate", "populated", "fit", "fitted", "place", "placed", "install", "installed"})
"""Texts for a component that is populated."""
NOT_POPULATED_WORDS = pattern(
    r"^(?:DN[PFI]|Do Not (?:Populate|Fit|Install|Place))(?=[\s,;/)\]])"
    r"|(?:^|[\s,;/(\[_-])"
    r"(?:(?i:dn[pfi]|do not (?:populate|fit|install|place)|not (?:populated|fitted)|no pop))"
    r"(?:$|\s*[,;/)\]])"
)
"""Words that show an unpopulated component next to its value: `10k DNP`.

The text `Not fitted with X` is excluded, because the component itself is fitted.
"""
NUMBER = pattern(r"[+]?([0-9]{1,30}(?:\.[0-9]{1,30})?)")
GROUPED = pattern(r"[+]?([0-9]{1,3}(?:@[0-9]{3}){1,9}|[0-9]{1,30})(?:#([0-9]{1,30}))?")
"""Pattern of a number, in which `@` is replaced by the thousands separator and `#` by the decimal sign."""
MARKS = frozenset({".", ","})
"""Possible decimal signs."""
THOUSANDS = pattern(r"[1-9][0-9]{0,2}\.[0-9]{3}")
ASK = "ask"
"""Value of `decimal` for an unknown decimal sign: `1.000` may be one or a thousand."""
SPACED = pattern(r"[+]?[0-9]{1,3}(?:[ \u00a0\u202f'\u2019][0-9]{3})+(?=[.,]|$)")
"""Number with blanks or apostrophes between thousands."""
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "BRL"})
APART = pattern(r"[,;\s\uff0c\u3001\uff1b]+")
RANGE = pattern(
    r"([A-Za-z_]+)([0-9]+)(?:\s*(?:[-~\u2010-\u2014\u2212\u2026\u301c\uff0d\uff5e\u81f3\u5230]|\.{2,3})\s*"
    r"|\s+(?:to|thru|through|bis|\u00e0|a|al|hasta)\s+)([A-Za-z_]*)([0-9]+)"
)
"""Range of designators, such as `C1-C3`, `C1...C3`, `C1~C3` or `C1 to C3`."""
EITHER = pattern(r"\s+(?:or|oder|ou|o|oppure)\s+|\s*(?:或者|或|または|又は|또는)\s*", re.IGNORECASE)
"""Separators of alternative countries."""
LONGEST_RANGE = 2_000
"""Maximum number of designators in a range."""
MOST_DIGITS = 9
"""Maximum number of digits in a designator of a range."""


class Unreadable(Struct, frozen=True):
    """Reason why a cell is not read, and the fix."""

    because: str
    fix: str
    lacking: bool = False
    """True if the cell is valid, but other information is missing, such as the unit of its column."""
    comma: bool = False
    """True if a comma or point in a number has two possible meanings."""
    in_property: str = ""
    """Fix that replaces `fix` for a property of CycloneDX, which cannot be left empty; empty to use `fix`."""
    is_country: bool = False
    """True if the fix is to write a country code."""
    in_answer: str = ""
    """Fix that replaces `fix` for an answer to a question, which cannot be left empty; empty to use `fix`."""


def unreadable_or_empty(because: str, fix: str, *, is_country: bool = False) -> Unreadable:
    """Return the reason and the fix for an unreadable cell. The fix adds that the cell may be left empty."""
    return Unreadable(
        because,
        phrase_of("import/cell-not-read", "or-empty", fix=fix),
        in_property=phrase_of("import/cell-not-read", "or-remove", fix=fix),
        is_country=is_country,
        in_answer=fix,
    )


def is_blank(text: str) -> bool:
    """Return whether a cell is empty or has a word for "nothing"."""
    return text.casefold() in NOTHING


def is_broken(text: str) -> bool:
    """Return whether a cell contains a formula error.

    >>> is_broken("#REF!"), is_broken("#1")
    (True, False)
    """
    return BROKEN.fullmatch(text.strip()) is not None


def parse_designators(text: str) -> list[str] | Unreadable:
    """Return the designators in a text, with ranges expanded.

    Commas, semicolons or blanks separate the designators.

    >>> parse_designators("C1, C2;C5"), parse_designators("R1-R4"), parse_designators("C1 to C3, C7...C9")
    (['C1', 'C2', 'C5'], ['R1', 'R2', 'R3', 'R4'], ['C1', 'C2', 'C3', 'C7', 'C8', 'C9'])
    """
    places: list[str] = []
    for place in filter(None, APART.split(RANGE.sub(_without_blanks, text))):
        bounds = RANGE.fullmatch(place)
        if bounds is None:
            places.append(place)
            continue
        prefix, first, other, last = bounds.groups()
        is_long = max(len(first), len(last)) > MOST_DIGITS or int(last) - int(first) > LONGEST_RANGE
        if other not in {"", prefix} or is_long or int(last) < int(first):
            name = "long-range" if is_long and other in {"", prefix} else "designators"
            return Unreadable(
                phrase_of("import/cell-not-read", name, text=place, most=LONGEST_RANGE),
                phrase_of("import/cell-not-read", "list-designators"),
            )
        places += [f"{prefix}{number}" for number in range(int(first), int(last) + 1)]
    return list(dict.fromkeys(places))


def _without_blanks(match: re.Match[str]) -> str:
    prefix, first, other, last = match.groups()
    return f"{prefix}{first}-{other}{last}"


def parse_number(text: str, decimal: str = "") -> Decimal | Unreadable:
    """Return a non-negative number with all its digits; a number with an ambiguous comma is not read.

    >>> parse_number("0.80"), parse_number("1,5").because
    (Decimal('0.80'), '`1,5` may be the number 1.5, or a number with a thousands separator')
    >>> parse_number("1.234,50", ","), parse_number("1,234", ".")
    (Decimal('1234.50'), Decimal('1234'))
    >>> parse_number("1.5", ",").because
    '`1.5` is not a number with a comma before its decimals'
    >>> parse_number("1'000"), parse_number("1 000"), parse_number("1.000")
    (Decimal('1000'), Decimal('1000'), Decimal('1.000'))
    >>> parse_number("1.000", ASK).because
    '`1.000` may be the number 1 or 1000'
    """
    text = _without_separators(text)
    if decimal == ASK and THOUSANDS.fullmatch(text.removeprefix("+")):
        bare = text.removeprefix("+")
        short, thousands = bare.rstrip("0").rstrip("."), bare.replace(".", "")
        because = phrase_of("import/cell-not-read", "two-numbers", text=text, first=short, second=thousands)
        fix = phrase_of("import/cell-not-read", "write-one-of-two", first=bare + "0", second=thousands)
        return Unreadable(because, fix, comma=True)
    if decimal in MARKS:
        return _parse_with_sign(text, decimal)
    match = NUMBER.fullmatch(text)
    if match is not None:
        return Decimal(match[1])
    if NUMBER.fullmatch(text.replace(",", ".", 1)) or NUMBER.fullmatch(text.replace(",", "")):
        meant = text.replace(",", ".", 1)
        because = (
            phrase_of("import/cell-not-read", "comma", text=text, number=meant)
            if NUMBER.fullmatch(meant)
            else phrase_of("import/cell-not-read", "point-and-comma", text=text)
        )
        return Unreadable(because, phrase_of("import/cell-not-read", "write-point"), comma=True)
    return no_number(text)


def no_number(text: str) -> Unreadable:
    """Return the reason why a text is not a number, and the fix."""
    return unreadable_or_empty(
        phrase_of("import/cell-not-read", "no-number", text=text),
        phrase_of("import/cell-not-read", "write-number"),
    )


def _without_separators(text: str) -> str:
    """Return a number without the blanks or apostrophes between thousands."""
    match = SPACED.match(text)
    if match is None:
        return text
    return "".join(sign for sign in match[0] if sign.isdecimal() or sign == "+") + text[match.end() :]


def _parse_with_sign(text: str, decimal: str) -> Decimal | Unreadable:
    """Return a number with a stated decimal sign."""
    marks = {"@": re.escape("." if decimal == "," else ","), "#": re.escape(decimal)}
    match = re.fullmatch("".join(marks.get(sign, sign) for sign in GROUPED.pattern), text.replace(" ", ""))
    if match is None:
        sign = "comma" if decimal == "," else "point"
        because = phrase_of("import/cell-not-read", "other-decimals", text=text, sign=sign)
        return Unreadable(because, phrase_of("import/cell-not-read", "correct-decimals"))
    whole = "".join(digit for digit in match[1] if digit.isdecimal())
    return Decimal(f"{whole}.{match[2]}" if match[2] else whole)


def parse_price(
    text: str, currency: str, decimal: str = "", beside: str = ""
) -> tuple[Decimal, str] | Unreadable:
    """Return an amount with its currency, from the cell, the cell next to it, or the column.

    >>> parse_price("$0.51", ""), parse_price("0.009", "CNY"), parse_price("12.50 EUR", "")
    ((Decimal('0.51'), 'USD'), (Decimal('0.009'), 'CNY'), (Decimal('12.50'), 'EUR'))
    >>> parse_price("$1.50", "", beside="CAD"), parse_price("1.50 USD", "", beside="EUR").because
    ((Decimal('1.50'), 'CAD'), '`1.50 USD` is in USD, but the currency in the next cell is EUR')
    """
    sign = next((sign_ for sign_ in sorted(SIGNS, key=len, reverse=True) if sign_ in text), "")
    bare = text.replace(sign, "", 1).strip() if sign else text
    code = next((code_ for code_ in re.findall(r"[A-Z]{3}", bare) if code_ in CURRENCIES), "")
    bare = bare.replace(code, "", 1).strip() if code else bare
    amount = parse_number(bare, decimal)
    if isinstance(amount, Unreadable):
        return amount
    own = code or ("" if sign == "$" and beside in DOLLARS else SIGNS.get(sign, ""))
    if own and beside and own != beside:
        because = phrase_of("import/cell-not-read", "two-currencies", text=text, own=own, beside=beside)
        return Unreadable(because, phrase_of("import/cell-not-read", "one-currency"))
    meant = own or beside or currency
    if not meant:
        return Unreadable(
            phrase_of("import/cell-not-read", "no-currency"),
            phrase_of("import/cell-not-read", "state-currency"),
            lacking=True,
        )
    return amount, meant


def parse_mass(text: str, unit: str, decimal: str = "") -> Decimal | Unreadable:
    """Return a mass in grams; the unit is in the cell, or the column has a unit.

    >>> parse_mass("1.2 kg", ""), parse_mass("250", "mg")
    (Decimal('1200.0'), Decimal('0.25'))
    """
    match = re.fullmatch(r"([^A-Za-z]+?)\s*(mg|kg|g|lb|oz|t)?", text)
    if match is None:
        return Unreadable(
            phrase_of("import/cell-not-read", "no-mass", text=text),
            phrase_of("import/cell-not-read", "write-mass"),
        )
    amount, own = parse_number(match[1], decimal), match[2] or unit
    if isinstance(amount, Unreadable):
        return amount
    if own not in UNITS or UNITS[own].dimension != "mass":
        return Unreadable(
            phrase_of("import/cell-not-read", "no-unit"),
            phrase_of("import/cell-not-read", "state-unit"),
            lacking=True,
        )
    factor = UNITS[own].factor
    return amount * Decimal(factor.numerator) / Decimal(factor.denominator)


def parse_country(text: str) -> str | Unreadable:
    """Return the code of a country or an area, from its code or name. Misspelled names are not read.

    >>> parse_country("China"), parse_country("TW"), parse_country("Taiwan / China").because
    ('CN', 'TW', '`Taiwan / China` is neither the name nor the code of one country')
    """
    if several := countries.several(text):
        *most, last = [f"`{code_}`" for code_ in several]
        names = " or ".join(countries.name(code_) for code_ in several)
        codes = f"{', '.join(most)} or {last}"
        fix = phrase_of("import/cell-not-read", "write-one", codes=codes)
        return unreadable_or_empty(
            phrase_of("import/cell-not-read", "several-countries", text=text, names=names), fix
        )
    known = countries.code_of(text)
    if known is not None and not countries.names_several(text):
        return known
    if (labelled := countries.labelled(text)) is not None:
        word, code = labelled
        if countries.goes_by(code, word):
            return code
        if countries.find(word) is not None or countries.several(word):
            named = countries.name(code)
            because = phrase_of("import/cell-not-read", "two-places", text=text, code=code, name=named)
            return unreadable_or_empty(
                because, phrase_of("import/cell-not-read", "write-country"), is_country=True
            )
    if (hint := countries.retired(text.upper())) is not None:
        return Unreadable(phrase_of("import/cell-not-read", "no-code", text=text), hint)
    because = phrase_of("import/cell-not-read", "no-country", text=text)
    return unreadable_or_empty(because, phrase_of("import/cell-not-read", "write-country"), is_country=True)


def parse_origin(text: str) -> str | dict[str, list[str]] | Unreadable:
    """Return a country code, or the codes of alternative countries.

    >>> parse_origin("China"), parse_origin("CN OR Mexico"), parse_origin("CN/MX").because
    ('CN', {'one_of': ['CN', 'MX']}, '`CN/MX` is neither the name nor the code of one country')
    """
    codes = [parse_country(part.strip()) for part in EITHER.split(text)]
    unreadable = next((code for code in codes if isinstance(code, Unreadable)), None)
    if unreadable is not None:
        if not unreadable.is_country:
            return unreadable
        return unreadable_or_empty(unreadable.because, phrase_of("import/cell-not-read", "write-countries"))
    known = [code for code in codes if isinstance(code, str)]
    return known[0] if len(known) == 1 else {"one_of": known}


def parse_index(text: str, decimal: str = "") -> Decimal | Unreadable:
    """Return a number from 0 to 1, such as an index of supply restriction.

    >>> parse_index("0.85"), parse_index("85 %"), parse_index("85").because
    (Decimal('0.85'), Decimal('0.85'), '`85` is not between 0 and 1')
    """
    decimal = "" if decimal == ASK else decimal  # a number from 0 to 1 has no thousands separator
    percent = text.removesuffix("%").strip()
    value = parse_number(percent, decimal)
    if percent != text and not isinstance(value, Unreadable):
        value /= 100
    if isinstance(value, Unreadable) or value <= 1:
        return value
    return unreadable_or_empty(
        phrase_of("import/cell-not-read", "no-share", text=text),
        phrase_of("import/cell-not-read", "write-share"),
    )


def is_populated(text: str, *, asks: bool) -> bool | None:
    """Return whether a component is populated; `None` if the text does not show this.

    `asks` is true for a column such as "populated", and false for a column such as "do not populate". The
    answer `yes` in the second column means that the component is not populated.

    >>> is_populated("DNP", asks=True), is_populated("yes", asks=False), is_populated("maybe", asks=True)
    (False, False, None)
    """
    word = " ".join(text.casefold().split())
    if word in NOT_POPULATED:
        return False
    if word in POPULATED:
        return True
    answer = parse_yes_or_no(text)
    return answer if asks or answer is None else not answer


def parse_yes_or_no(text: str) -> bool | None:
    """Return true for a word such as `yes`, false for a word such as `no`, and `None` for any other text."""
    word = text.casefold()
    return True if word in YES else False if word in NO else None
