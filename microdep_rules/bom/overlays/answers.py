"""What one cell of an answer says, by the fact that was asked for: a country, a word, a number with its unit.

What cannot be read in one way is not read: the supplier is asked again, and nothing is concluded.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.names import identifier_in
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.workbook_texts import stages_in_words, words
from microdep_rules.vocabulary.written_days import day_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.vocabulary.fields import Field

_SEPARATORS = pattern(r"[;\u3001]")
"""Between the entries of a list; the second is the comma of lists in Chinese and Japanese."""
_YES_OR_NO = "write `yes` or `no`"


_DECIMAL_COMMA = pattern(r"(?<![0-9.,])(0|[0-9]+(?=,(?:[0-9]{1,2}|[0-9]{4,})(?![0-9]))),([0-9]+)(?![0-9.,])")
"""A comma that separates no thousands: behind it are not three digits, or before it is a zero."""
_FRACTION = pattern(r"([0-9]{1,4})\s*[/\u2044]\s*([0-9]{1,4})")
_FRACTIONS = "\u00bc\u00bd\u00be\u2044"


def is_not_known(text: str) -> bool:
    """Return whether an answer says that nobody knows."""
    return text.casefold() in words("unknown")


def is_none(text: str) -> bool:
    """Return whether an answer says that there is nothing to list."""
    return text.casefold() in words("none")


def is_complete(text: str) -> bool:
    """Whether an answer says that what is recorded is everything there is; `yes` answers half of that."""
    return text.casefold() in words("complete")


def entries_in(text: str) -> tuple[list[str], bool | None]:
    """The entries of a list with `;` between them, and whether what stands behind them closes or opens it.

    >>> entries_in("copper; steel"), entries_in("copper; complete"), entries_in("copper; others")
    ((['copper', 'steel'], None), (['copper'], True), (['copper'], False))
    """
    found = [each.strip() for each in _SEPARATORS.split(text) if each.strip()]
    last = found[-1] if len(found) > 1 else ""
    if is_complete(last) or last.casefold() in words("others"):
        return found[:-1], is_complete(last)
    return found, None


def value_of(field: Field, text: str) -> Any:
    """What a text says of a field: a value as documents write it, or `Unread`."""
    kind = field.type.kind
    if field.choices:
        return _one_of(text, field.choices)
    if kind in ("texts", "codes"):
        return _list(field, text)
    if kind == "identifiers":
        return _identifiers(text)
    if kind == "country":
        return readings.origin(text)
    if kind in _SEVERAL and len(several := readings.EITHER.split(text)) > 1:
        found = [_single(field, each.strip()) for each in several]
        wrong = next((each for each in found if isinstance(each, Unread)), None)
        return wrong or {"one_of": found}
    return _single(field, text)


def how_to_answer(field: Field) -> str:
    """In which form a field is answered, as the list of questions says it."""
    kind = field.type.kind
    if field.choices:
        return "one of: " + ", ".join(field.choices)
    if kind in ("code", "codes"):
        terms = load_vocabularies().get(field.type.vocabulary or "")
        known = list(terms.terms) if terms is not None else []
        told = ", ".join(known[:MOST_WORDS])
        return f"a word of docs/reference/words.md: {told}, …" if len(known) > MOST_WORDS else told
    return FORMS.get(kind, "text")


MOST_WORDS = 6
_SEVERAL = frozenset({"code"})
FORMS = {
    "country": "a country code such as JP, or CN-NM with its region; `JP or TW` if it may be either",
    "boolean": "yes or no",
    "number": "a number",
    "percent": "a percentage such as 12.5 %",
    "mass": "a mass with its unit, as 12.5 g",
    "density": "grams per cubic centimetre, as 7.5",
    "money": "an amount with its currency, as 11.40 USD",
    "date": "a date, as 2027-01-31",
    "tariff-code": "a tariff code, as 2609 00 00",
    "reference": "the name of the company",
    "texts": "words, with `;` between them",
    "identifiers": "each with its scheme and `;` between them, as `lei: …; duns: …`",
}
"""How each kind of field is answered, in words."""


def _single(field: Field, text: str) -> Any:
    read = _READERS.get(field.type.kind)
    if read is not None:
        return read(text)
    return _code(field, text) if field.type.kind == "code" else " ".join(text.split())


def stage_in(text: str) -> str | None:
    """Return the stage that goes by a word, also in the languages of lists.

    >>> stage_in("gesintert"), stage_in("sintering"), stage_in("JP")
    ('sintered', 'sintered', None)
    """
    terms = load_vocabularies().get("stage")
    word = stages_in_words().get(text.casefold(), text)
    return terms.resolve(word) if terms is not None else None


def _code(field: Field, text: str) -> Any:
    if field.type.vocabulary == "stage" and (stage := stage_in(text)) is not None:
        return stage
    terms = load_vocabularies().get(field.type.vocabulary or "")
    found = terms.resolve(text) if terms is not None else text
    if found is not None:
        return found
    known = list(terms.terms) if terms is not None else []
    way_out = did_you_mean(text, known) or f"write one of {', '.join(known[:MOST_WORDS])}, …"
    return Unread(f"`{text}` is no word for this that is known", way_out)


def _one_of(text: str, choices: tuple[str, ...]) -> Any:
    if text.casefold() in choices:
        return text.casefold()
    return Unread(f"`{text}` is none of the answers", f"write one of {', '.join(choices)}")


def _list(field: Field, text: str) -> Any:
    listed = [each.strip() for each in _SEPARATORS.split(text) if each.strip()]
    found = [_code(field, each) if field.type.kind == "codes" else each for each in listed]
    return next((each for each in found if isinstance(each, Unread)), found)


def _identifiers(text: str) -> Any:
    """Identifiers with their schemes, as `lei: 5299…; duns: 12-345-6789`."""
    found = {}
    for each in (each.strip() for each in text.split(";") if each.strip()):
        scheme, _, value = each.partition(":")
        read = identifier_in(f"{scheme.strip().casefold().replace(' ', '_')}:{value}")
        if read is None:
            return Unread(f"`{each}` does not say of which scheme it is", "write it as `lei: …` or `duns: …`")
        found[read[0]] = read[1]
    return found


def _boolean(text: str) -> Any:
    said = text.casefold()
    if said in words("yes") or said in words("no"):
        return said in words("yes")
    known = readings.yes_or_no(text)
    return Unread(f"`{text}` is neither yes nor no", _YES_OR_NO) if known is None else known


def number(text: str) -> Any:
    """A number as documents write it; one that may be a thousand times as much is asked for.

    >>> number("12.5"), number("1.000").because
    (Decimal('12.5'), '`1.000` may be 1 or 1000')
    """
    return _exact(readings.number(_with_a_point(_divided(text)), readings.ASK))


def _exact(found: Decimal | Unread) -> Any:
    return found if isinstance(found, Unread) else _plain(found)


def _with_a_point(text: str) -> str:
    """A number whose comma can only stand before decimals, with a point instead.

    >>> _with_a_point("0,5"), _with_a_point("12,75 g"), _with_a_point("1,234")
    ('0.5', '12.75 g', '1,234')
    """
    return _DECIMAL_COMMA.sub(r"\1.\2", text)


def _divided(text: str) -> str:
    """A fraction as the number that it is, where that has an end.

    >>> _divided("1/4"), _divided("\u00bd"), _divided("1/3")
    ('0.25', '0.5', '1/3')
    """
    plain = normalize("NFKC", text) if any(fraction in text for fraction in _FRACTIONS) else text
    found = _FRACTION.fullmatch(plain)
    if found is None or not int(found[2]):
        return text
    part = Fraction(int(found[1]), int(found[2]))
    value = Decimal(part.numerator) / Decimal(part.denominator)
    return f"{value.normalize():f}" if Fraction(value) == part else text


def percent(text: str) -> Any:
    """A share in percent, with or without its sign; a fraction is a share of one.

    >>> percent("50 %"), percent("12,5 %"), percent("1/2"), percent("1.5")
    (50, Decimal('12.5'), 50, Decimal('1.5'))
    >>> percent("0.5").because
    '`0.5` may be 0.5 % or 50 %'
    """
    bare = text.replace("%", "").strip()
    divided = _divided(bare)
    if divided != bare and "%" not in text:
        found = readings.number(divided)
        found = found * 100 if not isinstance(found, Unread) else found
    else:
        found = readings.number(bare.replace(",", ".") if bare.count(",") == 1 else bare)  # no thousands
    if isinstance(found, Unread):
        return found
    found = _plain(found)
    if 0 < found <= 1 and "%" not in text and divided == bare:
        shown = f"{Decimal(found * 100).normalize():f}"
        return Unread(f"`{text}` may be {found} % or {shown} %", f"write `{found} %` or `{shown} %`")
    return found if found <= 100 else Unread(f"`{text}` is more than 100 %", "write a share of 0 to 100 %")  # noqa: PLR2004


def _mass(text: str) -> Any:
    found = readings.mass(_with_a_point(text), "", readings.ASK)
    if isinstance(found, Unread):
        asked = found.comma and "," not in text
        return found if asked else Unread(found.because, "write it with its unit, as `12.5 g`")
    return _plain(found)


def money(text: str) -> Any:
    """An amount with its currency."""
    found = readings.price(_with_a_point(text), "", readings.ASK)
    if isinstance(found, Unread):
        asked = found.comma and "," not in text
        return found if asked else Unread(found.because, "write it with its currency, as `11.40 USD`")
    return {"amount": str(found[0]), "currency": found[1]}


def day(text: str) -> Any:
    """A date as documents write it."""
    found = day_in(text)
    if found is not None:
        return found.isoformat()
    return Unread(f"`{text}` is not a date that can be read in one way only", "write it as 2027-01-31")


def _plain(value: Decimal) -> Any:
    return int(value) if value == value.to_integral_value() else value


_READERS: dict[str, Callable[[str], Any]] = {
    "country": readings.country,
    "boolean": _boolean,
    "number": number,
    "percent": percent,
    "mass": _mass,
    "density": lambda text: _exact(readings.number(_with_a_point(text))),
    "money": money,
    "date": day,
}
