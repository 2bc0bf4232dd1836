"""Conversion of everyday notations to the notation of the language, such as `March 1, 2027` to `2027-03-01`.

Each function returns the possible meanings of a text, or no meaning if the function does not recognize the
text. `Readings.certain` is false if the only meaning is a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from microdep_rules.lang.errors.units import SCALES, meant
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.units import CURRENCIES, UNITS
from microdep_rules.vocabulary.written_days import MONTHS, day_in

HOLDERS = (
    "component",
    "material",
    "stage",
    "contract",
    "end-item",
    "item",
    "party",
    "input",
    "maker",
    "supplier",
)
"""Words for an element that authors write before a field, as in `component.origin`."""

MONTH = (
    r"(?i:" + "|".join(sorted({word for words in MONTHS for word in words}, key=len, reverse=True)) + r")\.?"
)
ORDINAL = r"[0-9]{1,2}(?:st|nd|rd|th|\.)?"
ODD_DAY = (
    r"(?<![\w.-])(?:"
    rf"[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{4}}"
    rf"|{ORDINAL}[ \t-]*(?:of[ \t]+)?{MONTH}[ \t,-]*[0-9]{{4}}|{MONTH}[ \t-]*{ORDINAL}[ \t,-]+[0-9]{{4}}"
    r")(?![\w-])"
)
"""Date in another form than `2027-03-01`, such as `1.3.2027`."""
SINGULAR = {"children": "child", "parties": "party", "parts": "component", "part": "component"}
FIRST_NUMBER = 2
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Numbers in words; `one` is missing, because it is a keyword."""
JOINTS = frozenset({"and", "or", "nor"})
NEGATED = "not "
SIGNS_OF_MONEY = {"$": "USD", "€": "EUR", "£": "GBP"}
CERTAIN_SIGNS = frozenset({"", "€"})
"""Currency signs with only one possible currency, unlike the dollar sign, which several currencies use."""
CERTAIN_UNITS = frozenset(
    {"kg", "lb", "lbs", "kilo", "kilos", "kilogram", "kilograms", "gram", "grams", "milligram", "milligrams"}
    | {"tonne", "tonnes", "euro", "euros", "usd", "eur", "gbp", "percent", "percentage", "pct", "per cent"}
)
"""Other spellings of units with only one meaning, unlike `Mg`, which may mean milligram or tonne."""

_DAY_AND_MONTH = pattern(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_AMOUNT = pattern(
    r"(?P<sign>[$€£]?)(?P<code>[A-Z]{3}(?=[ \t]*[0-9]))?[ \t]*(?P<number>[0-9][0-9.,' \t]*)"
    r"(?P<scale>[ \t]*(?:thousand|million|billion|k)(?![\w-]))?[ \t]*"
    r"(?P<unit>%|(?:per[ \t]?cent|pct|percent(?:age)?)(?![\w-])|[A-Za-z][A-Za-z/0-9]*|[$€£])?",
    re.IGNORECASE,
)
LIKE_A_NAME = pattern(r"[a-z]{3,}")
"""Form of a word in lower case, which may be the name of a list."""
_GROUPED = pattern(r"[0-9]{1,3}(?:([,.' ])[0-9]{3})+")
_JOINT = pattern(r"\s*(?:,\s*(?:and|or|nor)\b|[,;/|]|\b(?:and|or|nor)\b|[ \t])\s*", re.IGNORECASE)
_MEMBER = pattern(r"\"[^\"\n]*\"|'[^'\n]*'|[^\s,;/|()\[\]{}\"']+")


@dataclass(frozen=True, slots=True)
class Readings:
    """Possible meanings of a text, in the notation of the language."""

    texts: tuple[str, ...]
    certain: bool = True


NONE = Readings(())


def one(text: str, *, certain: bool = True) -> Readings:
    """Return readings with one meaning, the text `text`."""
    return Readings((text,), certain)


def as_written(text: str) -> Readings:
    """Return readings whose only meaning is the unchanged text."""
    return one(text)


def day(text: str) -> Readings:
    """Return the dates that a text can mean; `1/3/2027` can be a day in March or in January.

    >>> day("March 1, 2027").texts, day("1/3/2027").texts
    (('2027-03-01',), ('2027-03-01', '2027-01-03'))
    """
    plain = text.strip('"')
    parts = _DAY_AND_MONTH.fullmatch(plain)
    if parts is not None:
        first, second, year = map(int, parts.groups())
        orders = ((year, second, first), (year, first, second))
        found = dict.fromkeys(made for order in orders if (made := _iso_date(*order)))
        return Readings(tuple(found))
    named = day_in(plain)
    return one(named.isoformat()) if named is not None else NONE


def day_after(text: str) -> Readings:
    """Return the first day of a period `after` a date: usually the next day, perhaps the date itself.

    >>> day_after("2027-01-01").texts, day_after("1/3/2027").texts
    (('2027-01-02', '2027-01-01'), ())
    """
    found = day(text).texts
    if len(found) != 1:
        return NONE
    following = days_later(date.fromisoformat(found[0]), 1)
    return Readings((following.isoformat(), found[0]), certain=False)


def names(text: str) -> Readings:
    """Return names that are joined by `and`, with commas in the place of `and`.

    >>> names("first and second").texts
    ('first, second',)
    """
    return one(", ".join(word for word in _MEMBER.findall(text) if word.lower() not in JOINTS))


def _iso_date(year: int, month: int, day_of_month: int) -> str:
    try:
        return date(year, month, day_of_month).isoformat()
    except ValueError:
        return ""


def amount(text: str) -> Readings:
    """Return the amounts that a text can mean; the comma in `1,000 kg` can be a decimal comma.

    >>> amount("25 percent").texts, amount("$2.5 million"), amount("5kg").texts
    (('25 %',), Readings(texts=('2500000 USD',), certain=False), ('5 kg',))
    >>> amount("1,000 kg").texts
    ('1000 kg', '1.000 kg')
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return NONE
    numbers = _numbers(found["number"].strip())
    scale = {**SCALES, "k": 1000}.get((found["scale"] or "").strip().lower(), 1)
    unit = _unit(found["unit"] or "")
    sign = found["sign"] or (found["unit"] if found["unit"] in SIGNS_OF_MONEY else "")
    money = (found["code"] or "").upper() or SIGNS_OF_MONEY.get(sign, "")
    if unit is None or (unit and money and unit != money) or (money and money not in CURRENCIES):
        return NONE
    texts = tuple(f"{_scaled(number, scale)} {money or unit}".rstrip() for number in numbers)
    written = (found["unit"] or "").strip()
    return Readings(
        texts, sign in CERTAIN_SIGNS and (written in {"", unit, sign} or written.lower() in CERTAIN_UNITS)
    )


def _scaled(number: str, scale: int) -> str:
    if scale == 1:
        return number
    value = f"{Decimal(number) * scale:f}"
    return value.rstrip("0").rstrip(".") if "." in value else value


def _unit(written: str) -> str | None:
    """Return the unit of the language for a unit in everyday notation; `None` for a word that is no unit.

    The result is empty for a currency sign and for an empty text.
    """
    low = written.lower().replace(" ", "").replace("\t", "")
    if low in {"", "%"}:
        return low
    if low in SIGNS_OF_MONEY:
        return ""
    if low == "kgs":  # `KGS` is also the code of a currency
        return "kg"
    if low in {"percent", "pct", "percentage"}:
        return "%"
    if written in UNITS or written in CURRENCIES:
        return written
    return meant(written) or None


def _numbers(written: str) -> tuple[str, ...]:
    """Return the numbers that a text with commas, points or spaces between its digits can mean."""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", written):
        return (written,)
    whole, dot, rest = written.rpartition(".")
    grouped = _GROUPED.fullmatch(whole) if dot else None
    if grouped is not None and grouped[1] != "." and rest.isdigit():  # 1,000.50
        return (f"{_only_digits(whole)}.{rest}",)
    whole, comma, rest = written.rpartition(",")
    if comma and rest.isdigit() and (whole.isdigit() or _GROUPED.fullmatch(whole)) and "," not in whole:
        if len(rest) != 3 or whole == "0" or not whole.isdigit():  # noqa: PLR2004 - 2,5 and 1.000,50
            return (f"{_only_digits(whole)}.{rest}",)
        return (whole + rest, f"{whole}.{rest}")
    if _GROUPED.fullmatch(written):
        return (_only_digits(written),)
    return ()


def _only_digits(written: str) -> str:
    return re.sub(r"[^0-9]", "", written)


def quotes(text: str) -> Readings:
    """Return a quoted text in which straight quotation marks replace other quotation marks, such as `“…”`."""
    return one(f'"{text[1:-1]}"') if '"' not in text[1:-1] else NONE


def text(written: str) -> Readings:
    """Return a text with straight quotation marks around it."""
    return one(f'"{written[1:-1]}"')


def search(written: str) -> Readings:
    """Return a search text without its wildcard signs: `modem` for `'%modem%'`."""
    return one(f'"{written[1:-1].strip("%*")}"')


def inside(written: str) -> Readings:
    """Return the text inside quotation marks or brackets."""
    return one(written[1:-1])


def text_without_quotes(written: str) -> Readings:
    """Put quotes around words that the author typed without quotes."""
    return one(f'"{written}"')


def field_in_quotes(written: str) -> Readings:
    """Return the name of a field without the quotation marks that the author wrote around the name."""
    return one(written[1:-1]) if written[1:-1] in all_fields() else NONE


def day_in_quotes(written: str) -> Readings:
    """Return the date inside quotation marks, in the notation of the language."""
    return day(written[1:-1]) if written[1:2].isdigit() else NONE


def number_word(written: str) -> Readings:
    """Return the digits for a number in words, such as `2` for `two`."""
    return one(str(NUMBERS.index(written.lower()) + FIRST_NUMBER))


def fraction(written: str) -> Readings:
    """Return a number with a digit before its decimal point: `0.5` for `.5`."""
    return one(f"0{written}")


def blank(_: str) -> Readings:
    """Return a normal space, as the correction for another kind of space."""
    return one(" ")


def members(text: str) -> Readings:
    """Return values in brackets, with commas between them, as the members after `in`.

    The name of a list gets no brackets.

    >>> members("CN, RU or KP").texts, members("CN").texts, members("embargoed").texts
    (('(CN, RU, KP)',), ('(CN)',), ('embargoed',))
    """
    inner = text.strip().strip("()[]{}").strip()
    found = [word.replace("'", '"') for word in _MEMBER.findall(inner) if word.lower() not in JOINTS]
    if not found:
        return NONE
    if found == [text.strip()] and text[0].islower():
        return one(found[0])
    return one(f"({', '.join(dict.fromkeys(found))})")


def country(text: str) -> Readings:
    """Return the code of a country for its name in everyday words.

    >>> country("China").texts, country('"South Korea"').texts, country("Atlantis").texts
    (('CN',), ('KR',), ())
    """
    plain = text.strip('"')
    if countries.is_country(plain):
        return one(plain)
    if (found := countries.in_three_letters(plain)) is not None:
        return one(found)
    code = countries.meant(plain) if plain[:1].isupper() or len(plain) > 3 else None  # noqa: PLR2004 - `us` is a word
    return one(code, certain=not LIKE_A_NAME.fullmatch(text)) if code else NONE


def substance(text: str) -> Readings:
    """Return the word of the vocabulary for a substance in another spelling."""
    vocabulary = load_vocabularies().get("substance")
    plain = text.strip('"')
    found = vocabulary.resolve(plain) if vocabulary is not None else None
    return one(plain if vocabulary and plain in vocabulary.terms else found) if found else NONE


def element(text: str) -> Readings:
    """Return a phrase in the singular, such as `component of item` for `components of item`."""
    first, *rest = text.split()
    singular = SINGULAR.get(first, first.removesuffix("s"))
    return one(" ".join([singular, *rest]))


def kind_of_component(text: str) -> Readings:
    """Return the condition that a component has the class or function in the text.

    If no class or function has this name, the condition compares the name of the component with the text.
    """
    found = class_word(text)
    by_name = f'component at any tier where component.name is "{text.strip()}"'
    return found if found.texts else one(by_name, certain=False)


def class_word(text: str) -> Readings:
    """Return the condition that a component has the class or function in the text.

    If no class or function has this name, return no meaning.
    """
    slug = "-".join(re.split(r"[\s-]+", text.strip().lower()))
    for name in ("class", "function"):
        vocabulary = load_vocabularies().get(name)
        words = (slug, slug.removesuffix("s"))
        found = next((term for word in words if vocabulary and (term := vocabulary.resolve(word))), None)
        if found is not None:
            return one(f"component at any tier where component.{name} is {found}", certain=False)
    return NONE


@cache
def fields_of(kind: str) -> frozenset[str]:
    """Return the names of the fields whose values are of this kind in every record that has the field."""
    kinds: dict[str, set[str]] = {}
    for record in record_types().values():
        for name, found in record.fields.items():
            shown = "party" if found.type.target == "party" else found.type.kind
            kinds.setdefault(name, set()).add(shown)
    return frozenset(name for name, found in kinds.items() if found == {kind})


@cache
def all_fields() -> frozenset[str]:
    """Return the names of all fields."""
    return frozenset(name for record in record_types().values() for name in record.fields)
