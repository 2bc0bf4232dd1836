"""Values of fields in the short-form documents of examples, by the kinds of the schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.lang.errors import examples as errors
from microdep_rules.lang.errors.examples import ENTRIES
from microdep_rules.lang.errors.names import not_a_country
from microdep_rules.lang.errors.units import not_a_currency
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.names import identifier_in
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.fields import Field, RecordType
    from microdep_rules.vocabulary.terms import Vocabularies

Word = tuple[str, "Span"]

LISTS = frozenset({"texts", "codes", "references"})
NOT_ANSWERED = {"unknown": True, "reason": "not answered"}
JOINTS = frozenset({"by", "of", "one"})
"""Keywords that cannot be the value of a field, because they begin another part of an entry."""

MEASURED = pattern(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>\S*)")
DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ID = pattern(r"[A-Za-z0-9][A-Za-z0-9._:/@+#-]*")
CODE = pattern(r"[A-Z]{3}")
"""Form of a currency code."""
WHOLE = 100
DIGITS = 90
"""Largest number of digits of a number in a document."""


@dataclass(slots=True)
class Values:
    """Reader of the values of fields.

    The reader collects the errors, and returns `None` for a value with an error.
    """

    records: Mapping[str, RecordType]
    vocabularies: Vocabularies
    party: Callable[[str], str]
    """Function that returns the id of the party with this name."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def read(self, field_: Field, name: Word, words: list[Word]) -> tuple[object, list[Word]]:
        """Return the value of a field, and the words after the value; after an error, return no words."""
        text, span = name
        kind = field_.type.kind
        if kind == "list" or (kind == "record" and not self._is_placed(field_)):
            return self._wrong(
                diagnose(
                    "type/example",
                    span,
                    "example-list" if text in ENTRIES else "not-in-short-form",
                    field=text,
                    example=ENTRIES.get(text, ""),
                )
            )
        if not words:
            return self._wrong(errors.value(text, _kind_in_words(field_), span))
        first = words[0]
        if first[0] == "unknown" and first[0] not in field_.choices:
            if field_.plain or kind in {*LISTS, "record", "identifiers"}:
                return self._wrong(diagnose("type/example", first[1], "never-unknown", field=text))
            return NOT_ANSWERED, words[1:]
        if [w for w, _ in words[:2]] == ["one", "of"]:
            return self._one_of(field_, name, words)
        if kind == "identifiers":
            return self._identifiers(field_, name, words)
        if kind in LISTS:
            read = [self.single(field_, name, word) for word in words]
            return (None if None in read else read), []
        value = self.single(field_, name, first)
        return value, (words[1:] if value is not None else [])

    def _is_placed(self, field_: Field) -> bool:
        """Return whether a country alone can state a record of this field, as in `melted US`."""
        target = self.records.get(field_.type.target or "")
        return target is not None and "country" in target.fields

    def _one_of(self, field_: Field, name: Word, words: list[Word]) -> tuple[object, list[Word]]:
        if field_.plain or field_.type.kind in {*LISTS, "record", "money", "identifiers"}:
            return self._wrong(diagnose("type/example", words[0][1], "one-of-some", field=name[0]))
        if not words[2:]:
            return self._wrong(errors.value(name[0], _kind_in_words(field_), words[1][1]))
        read = [self.single(field_, name, word) for word in words[2:]]
        return (None if None in read else {"one_of": read}), []

    def _identifiers(self, field_: Field, name: Word, words: list[Word]) -> tuple[object, list[Word]]:
        """Return the identifiers of a field with their schemes, as in `identifiers "lei:5299" "duns:12"`."""
        identifiers = [identifier_in(bare(text)) for text, _ in words]
        if None in identifiers:
            return self._wrong(
                errors.value(name[0], _kind_in_words(field_), words[identifiers.index(None)][1])
            )
        return dict(identifier for identifier in identifiers if identifier is not None), []

    def _wrong(self, diagnostic: Diagnostic) -> tuple[None, list[Word]]:
        self.diagnostics.append(diagnostic)
        return None, []

    # ---- one value -----------------------------------------------------------------------------

    def single(self, field_: Field, name: Word, word: Word) -> object:
        """Return the value of a field that takes one simple value; `None` after an error."""
        text, span = word
        kind = field_.type.kind
        if text in JOINTS:
            self.diagnostics.append(errors.value(name[0], _kind_in_words(field_), span))
            return None
        match kind:
            case "country":
                return self.country(word)
            case "record":
                country = self.country(word)
                return {"country": country} if country is not None else None
            case "code" | "codes":
                return self.code(field_.type.vocabulary or "", word)
            case "date":
                return self._day(name, word)
            case "text" | "texts" if field_.choices and bare(text) not in field_.choices:
                self.diagnostics.append(errors.word(bare(text), span, field_.choices, f"a {field_.name}"))
                return None
        value = _simple_value(field_, text, self.party)
        if value is None:
            self.diagnostics.append(errors.value(name[0], _kind_in_words(field_), span))
        return value

    def country(self, word: Word) -> str | None:
        """Return the code of a country, such as `CN`; report an error and return `None` for other words."""
        text, span = bare(word[0]), word[1]
        if countries.is_country(text):
            return text
        meant = text.upper() if countries.is_country(text.upper()) else countries.find(text)
        self.diagnostics.append(not_a_country(text, span, meant, ()))
        return None

    def code(self, vocabulary: str, word: Word) -> str | None:
        """Return the word if it is in the vocabulary; report an error and return `None` for other words."""
        text, span = bare(word[0]), word[1]
        known = self.vocabularies.get(vocabulary)
        if known is None or known.resolve(text) is not None:
            return text
        self.diagnostics.append(errors.word(text, span, known.words(), f"a known {vocabulary}"))
        return None

    def _day(self, name: Word, word: Word) -> str | None:
        text = bare(word[0])
        if not DAY.fullmatch(text):
            self.diagnostics.append(errors.value(name[0], "date", word[1]))
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.diagnostics.append(diagnose("syntax/date-form", word[1], "no-such-day", text=text))
            return None

    def money(self, name: Word, words: list[Word]) -> tuple[dict[str, Any] | None, list[Word]]:
        """Return an amount of money with its currency, or `unknown`; also return the words that follow."""
        if words and words[0][0] == "unknown":
            return NOT_ANSWERED, words[1:]
        amount = _money(words[0][0]) if words else None
        code = words[0][0].split()[-1] if words else ""
        if amount is None and CODE.fullmatch(code):
            return self._wrong(not_a_currency(code, words[0][1]))
        if amount is None:
            return self._wrong(errors.value(name[0], "money", words[0][1] if words else name[1]))
        return amount, words[1:]


def bare(text: str) -> str:
    """Return a text without its quotation marks."""
    return text[1:-1] if text.startswith('"') else text


def number(text: str) -> int | Decimal | None:
    """Return a number without a unit, exactly."""
    match = MEASURED.fullmatch(text)
    return (
        _as_decimal(Fraction(match["number"])) if match and not match["unit"] and _is_short(match) else None
    )


def _kind_in_words(field_: Field) -> str:
    """Return the name of the kind of value that a field requires, for a message."""
    is_id = field_.type.kind == "text" and field_.document_name == "id"
    return "country" if field_.type.kind == "record" else "id" if is_id else field_.type.kind


def _simple_value(field_: Field, text: str, party: Callable[[str], str]) -> object:
    """Return a value such as a date, number or text; `None` if the value is not of the field's kind."""
    match field_.type.kind:
        case "reference" | "references" if field_.type.target == "party":
            return party(bare(text))
        case "reference" | "references" if field_.type.target == "evidence":
            return bare(text) if ID.fullmatch(bare(text)) else None
        case "reference" | "references":
            return slug(bare(text))
        case "boolean":
            return text == "true" if text in {"true", "false"} else None
        case "number":
            return number(text)
        case "money":
            return _money(text)
        case "mass" | "density" | "percent" as dimension:
            return _measured(text, dimension)
        case _:
            return bare(text) if _kind_in_words(field_) != "id" or ID.fullmatch(bare(text)) else None


def _measured(text: str, dimension: str) -> int | Decimal | None:
    """Return a quantity in the unit of documents: grams, grams per cubic centimetre, or percent."""
    match = MEASURED.fullmatch(text)
    unit = UNITS.get(match["unit"]) if match else None
    if match is None or unit is None or unit.dimension != dimension or not _is_short(match):
        return None
    amount = Fraction(match["number"])
    if dimension == "percent":
        return _as_decimal(amount) if amount <= WHOLE else None
    return _as_decimal(amount * unit.factor)


def _money(text: str) -> dict[str, Any] | None:
    match = MEASURED.fullmatch(text)
    if match is None or match["unit"] not in CURRENCIES or not _is_short(match):
        return None
    return {"amount": match["number"], "currency": match["unit"]}


def _is_short(match: re.Match[str]) -> bool:
    return len(match["number"]) <= DIGITS


def _as_decimal(amount: Fraction) -> int | Decimal:
    """Return a fraction as an exact decimal number.

    This is possible because every factor between units is a finite decimal number.
    """
    if amount.denominator == 1:
        return int(amount)
    exact = Context(prec=2 * DIGITS)
    return exact.divide(Decimal(amount.numerator), Decimal(amount.denominator))
