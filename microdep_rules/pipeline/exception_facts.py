"""Contract fact in the condition of a new exception, as the options of the command state it."""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.lang.reserved import RESERVED
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX, TRUTH
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from microdep_rules.vocabulary.fields import Field

RECORD = "contract"
TRUTH_VALUES = {"true": "false", "false": "true"}
"""The opposite of each yes-or-no value."""
YES_OR_NO = {"yes": "true", "no": "false", "true": "true", "false": "false"}
"""Value in a rule file for each word that the command line accepts as a yes-or-no value."""
OTHER_COUNTRIES = ("JP", "US")
OTHER_DAYS = (date(2027, 1, 1), date(2027, 1, 2))
SAME_BEGINNING = 5
"""Smallest number of equal first letters of two words that mean the same, such as `award` and `awarded`."""
LONGEST = 200
"""Largest number of letters of the name or the value of a fact."""
_SIMILAR_KINDS = {
    TRUTH: ("boolean", "date"),
    "date": ("date",),
    "number": ("text", "code", "number"),
    "text": ("text", "code", "country"),
}
"""Kinds of facts of the schema that can mean the same as a fact of a company, by the kind of the latter."""
OWN_KINDS = frozenset((*_SIMILAR_KINDS,))
"""Kinds of a company's own facts for which an exception can be written."""
_KINDS_IN_WORDS = {"boolean": "yes-or-no fact", "code": "word"}
_NUMBER = pattern(r"-?[0-9]+(?:\.[0-9]+)?")
_OWN_NAME = pattern(r"[a-z][a-z0-9_]*")


class Fact(Struct, frozen=True):
    """Contract fact in the condition of an exception, with values for the examples of the exception."""

    name: str
    """Name of the fact in a context file, without `ext`."""
    own_kind: str
    """Kind of the values of a field that the company defines; empty for a field of the schema."""
    condition: str
    """Condition of the exception in a rule file, such as `is true` or `is before 2026-10-01`."""
    values: tuple[str, ...]
    """Values for which the exception applies, such as `"Orion"`; a context file states the first value."""
    other_values: tuple[str, ...]
    """Values for which the exception does not apply."""

    @property
    def path(self) -> str:
        """Name of the fact in a condition: `contract.agency`, `contract.ext.customer`."""
        return f"{RECORD}.{PREFIX if self.own_kind else ''}{self.name}"

    @property
    def title(self) -> str:
        """Name of the fact in the form used inside a sentence, without underscores."""
        return self.name.replace("_", " ")

    @property
    def is_date(self) -> bool:
        """True if the values are dates."""
        return _day(self.values[0]) is not None

    @property
    def yaml_value(self) -> str:
        r"""Value in YAML, in which a backslash in quotation marks is written twice: `"C:\\x"`."""
        return self.values[0].replace("\\", "\\\\")

    @property
    def in_context(self) -> str:
        """Line of a context file that states the value."""
        line = f"{self.name}: {self.yaml_value}"
        return f"{HOLDER}: {{{line}}}" if self.own_kind else line


class DateBound(Struct, frozen=True):
    """Bound of an exception in time: dates before a day, or dates from this day on."""

    word: Literal["before", "from"]
    """Option that states the day: `--before` or `--from`."""
    day: date


def read_fact(name: str, text: str) -> tuple[Fact | None, str]:
    """Return the fact with this name and the required value; or `None`, with the mistake.

    >>> read_fact("customer", "Orion")[0].path, read_fact("agency", "DoD")[0].path
    ('contract.ext.customer', 'contract.agency')
    >>> read_fact("component.cots", "true")[1]
    '`component.cots` is not a contract fact; write the name alone, such as --fact customer'
    """
    text = YES_OR_NO.get(text.casefold(), text)
    for option, written in (("fact", name), ("is", text)):
        if len(written) > LONGEST:
            return None, f"--{option}: the text has {len(written)} letters; at most {LONGEST} are allowed"
    key = name.removeprefix(f"{RECORD}.")
    schema_field = record_types()[RECORD].fields.get(key)
    if schema_field is not None:
        return _schema_fact(schema_field, text)
    key = key.removeprefix(PREFIX)
    if "." in key:
        mistake = f"`{name}` is not a contract fact; write the name alone, such as --fact customer"
        return None, mistake
    before, is_condition, after = key.partition(" is ")
    if is_condition:
        words = shlex.join(["--fact", before, "--is", after.strip('"')])
        return None, f"`{name}` is a condition; write the fact and its value as {words}"
    key = key.replace("-", "_")
    if _OWN_NAME.fullmatch(key) is None:
        better = slug(key).replace("-", "_")
        return (
            None,
            f"`{name}` is not a name of lowercase letters, digits and underscores; write it as {better}",
        )
    if key in RESERVED:
        return None, f"`{key}` is a word of the rule language; write it as own_{key}"
    if text.startswith("-") and _NUMBER.fullmatch(text):
        return (
            None,
            f"--is: a rule file cannot contain the negative number `{text}`; use a fact without a sign",
        )
    value, kind, other = _own_value(key, text)
    return (_equal(key, kind, value, other), "") if value else (None, _text_mistake(text))


def read_date_fact(name: str, bound: DateBound) -> tuple[Fact | None, str]:
    """Return the fact for an exception with a first day, or with an end; or `None`, with the mistake.

    >>> fact, _ = read_date_fact("signed", DateBound("before", date(2026, 10, 1)))
    >>> fact.condition, fact.values, fact.other_values
    ('is before 2026-10-01', ('2026-09-30',), ('2026-10-01', '2026-10-02'))
    >>> read_date_fact("resale", DateBound("from", date(2026, 10, 1)))[1]
    '--from: the value of `contract.resale` is not a date'
    """
    fact, mistake = read_fact(name, str(bound.day))
    if fact is None:
        schema_field = record_types()[RECORD].fields.get(name.removeprefix(f"{RECORD}."))
        if schema_field is not None:
            return None, f"--{bound.word}: the value of `{RECORD}.{schema_field.name}` is not a date"
        return None, mistake
    if fact.condition != f"is {bound.day}":  # a field of the schema that accepts every text
        return None, f"--{bound.word}: the value of `{fact.path}` is not a date"
    if bound.day == date.min:
        return None, f"--{bound.word}: no date is before {bound.day}"
    earlier = (str(days_later(bound.day, -1)),)
    later = tuple(dict.fromkeys((str(bound.day), str(days_later(bound.day, 1)))))
    if bound.word == "before":
        return Fact(fact.name, fact.own_kind, f"is before {bound.day}", earlier, later), ""
    return Fact(fact.name, fact.own_kind, f"is on or after {bound.day}", later, earlier), ""


def suggest_option(name: str, text: str, declared: str = "") -> str:
    """Return an option with a possible value of a contract fact, for the impossible value `text`.

    `declared` is the kind of the fact, if a pack declares it.

    >>> suggest_option("agency", "Dod"), suggest_option("delivery", "true")
    ('--is DoD', '--before 2027-01-01')
    """
    field = record_types()[RECORD].fields.get(name.removeprefix(f"{RECORD}."))
    kind = declared if field is None or declared else field.type.kind
    if kind == "date":
        return f"--before {OTHER_DAYS[0]}"
    vocabulary = load_vocabularies().get(field.type.vocabulary or "") if field is not None else None
    if vocabulary is not None:
        return f"--is {shlex.quote([*vocabulary.nearest(text), *vocabulary.words()][0])}"
    values = {"country": OTHER_COUNTRIES[1], "number": "5", "text": "Orion"}
    return f"--is {values.get(kind, 'true')}"


def find_similar_fact(fact: Fact) -> tuple[str, str]:
    """Return a fact of the schema and its kind, if its name is part of the name of a company's own fact.

    The texts are empty if the schema has no such fact.

    >>> find_similar_fact(Fact("award_date", "date", "is before 2026-07-01", ("2026-06-30",), ()))
    ('award', 'date')
    >>> find_similar_fact(Fact("customer", "text", 'is "Orion"', ('"Orion"',), ()))
    ('', '')
    """
    words = fact.name.split("_")
    for field in record_types()[RECORD].fields.values() if fact.own_kind else ():
        kind = field.type.kind
        if kind in _SIMILAR_KINDS[fact.own_kind] and all(
            any(_are_similar(word, own) for own in words) for word in field.name.split("_")
        ):
            return field.name, _KINDS_IN_WORDS.get(kind, kind)
    return "", ""


def _are_similar(word: str, own: str) -> bool:
    """Return whether two words are equal or begin alike, such as `award` and `awarded`."""
    return word == own or (len(word) >= SAME_BEGINNING and own.startswith(word[:SAME_BEGINNING]))


def _equal(name: str, kind: str, value: str, other_value: str) -> Fact:
    """Return the fact of an exception that applies for one value."""
    return Fact(name, kind, f"is {value}", (value,), (other_value,))


def _own_value(name: str, text: str) -> tuple[str, str, str]:
    """Return a value as a rule file states it, the kind of the value, and another value of this kind.

    The returned value is empty if a rule file cannot contain the text.
    """
    if text in TRUTH_VALUES:
        return text, TRUTH, TRUTH_VALUES[text]
    if _day(text) is not None:
        return text, "date", _other_day(text)
    if _NUMBER.fullmatch(text):
        return text, "number", "1" if text != "1" else "2"
    return _quoted(text), "text", _other_text(name, text)


def _schema_fact(field: Field, text: str) -> tuple[Fact | None, str]:
    """Return the fact for a field of the schema and the required value; or `None`, with the mistake."""
    name, kind = field.name, field.type.kind
    value = other = ""
    expected = "a text"
    match kind:
        case "boolean":
            value, other, expected = text, TRUTH_VALUES.get(text, ""), "`true` or `false`"
        case "date":
            value, expected = text if _day(text) else "", "a date such as 2027-01-01"
            other = _other_day(text)
        case "country":
            code = text if countries.is_country(text) else countries.find(text) or ""
            value, expected = code, "a country code such as US"
            other = next(country for country in OTHER_COUNTRIES if country != code[:2])
        case "code":
            value, other, expected = _word(field.type.vocabulary or "", text)
        case "text":
            value, other = _quoted(text), _other_text(name, text)
        case _:
            mistake = (
                f"`{name}` does not have a single value; use a fact of your own, such as --fact own_{name}"
            )
            return None, mistake
    if not value or not other:
        return None, f"--is: `{text}` is no value of `{RECORD}.{name}`; expected {expected}"
    return _equal(name, "", value, other), ""


def _word(vocabulary: str, text: str) -> tuple[str, str, str]:
    """Return the vocabulary term for a text, another term, and a description of the expected words.

    The two terms are empty if the vocabulary does not contain the text.
    """
    known = load_vocabularies().get(vocabulary)
    if known is None:
        return "", "", ""
    term = known.resolve(text)
    if term is None:
        words = known.nearest(text) or known.words()[:3]
        return "", "", " or ".join(f"`{word}`" for word in words[:3])
    others = (word for word in known.terms if not known.is_kind_either_way(word, term))
    return term, next(others, ""), f"a word of the vocabulary {vocabulary}"


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if str(day) == text else None


def _other_day(text: str) -> str:
    return str(next(day for day in OTHER_DAYS if str(day) != text))


def _other_text(name: str, text: str) -> str:
    """Return a text that differs from the value of a fact: `another customer`."""
    title = name.replace("_", " ")
    return f'"another {title}"' if text != f"another {title}" else f'"a different {title}"'


def _quoted(text: str) -> str:
    """Return a text in quotation marks; empty if a rule file cannot contain it."""
    return f'"{text}"' if '"' not in text and text.isprintable() else ""


def _text_mistake(text: str) -> str:
    return (
        f"--is: `{text}` contains a character that a text of a rule cannot contain, such as a quotation mark"
    )
