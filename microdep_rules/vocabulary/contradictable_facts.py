"""Facts that other statements of a document can contradict.

A rule may exclude a component because of such a fact. For example, a document states `routes_user_traffic:
false` for a component, but the name of the component is `router`. A contradicted fact is unknown. The table
is in the data file `schemas/contradicted-facts.json`.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert

from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.digits import only_digits
from microdep_rules.vocabulary.naming import MOST_KEPT, WORD, named
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping

VOCABULARIES = {"kind": "kind", "class": "class", "function": "function"}


class ContradictingWords(Struct, frozen=True):
    """Statements in a record that contradict a fact."""

    kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    """Functions that contradict the fact, if the record states one of them or has a name with this meaning.
    """
    headings: tuple[str, ...] = ()
    """First digits of the tariff codes that contradict the fact."""
    words: tuple[str, ...] = ()
    """Words that contradict the fact at any position in the name of the record."""
    facts: dict[str, tuple[Any, ...]] = {}
    """For each other field of the record, the values that contradict the fact."""
    present: tuple[str, ...] = ()
    """Fields of the record that contradict the fact if they have any value."""

    def terms(self, key: str) -> tuple[str, ...]:
        """Return the words for the field `key` (kind, class or function) that contradict the fact."""
        return {"kind": self.kinds, "class": self.classes, "function": self.functions}[key]


class ContradictableFact(Struct, frozen=True):
    """Fact that other statements can contradict, with the values for which this is possible."""

    record: str
    field: str
    values: tuple[Any, ...]
    source: str
    instead: tuple[str, ...] = ()
    """Words that the record should probably state in place of the contradicted word; empty if unknown."""
    except_classes: tuple[str, ...] = ()
    """Classes of components for which the fact is never contradicted."""
    itself: ContradictingWords = ContradictingWords()
    contract: ContradictingWords = ContradictingWords()
    """Statements of the contract that contradict the end item's fact."""
    end_item: ContradictingWords = ContradictingWords()
    """Statements of the end item that contradict the contract's fact."""
    end_user: ContradictingWords = ContradictingWords()
    """Words in the name of the end user that contradict a statement of the contract."""


@cache
def table() -> Mapping[tuple[str, str], tuple[ContradictableFact, ...]]:
    """For each kind of record and each field, return the facts that can be contradicted.

    Each value of a fact is in at most one entry of the table.
    """
    facts: dict[tuple[str, str], tuple[ContradictableFact, ...]] = {}
    for fact in convert(resources.contradicted_facts_data()["facts"], tuple[ContradictableFact, ...]):
        facts[fact.record, fact.field] = (*facts.get((fact.record, fact.field), ()), fact)
    return facts


def is_one_of(vocabulary: str, value: object, wider: tuple[Any, ...]) -> bool:
    """Return whether a value is one of the words in `wider`, or a narrower word of the same vocabulary.

    >>> is_one_of("end-use", "medical", ("civil",)), is_one_of("", False, (True,))
    (True, False)
    """
    known = load_vocabularies().get(vocabulary)
    if known is None or not isinstance(value, str):
        return (value.casefold() if isinstance(value, str) else value) in wider
    word = known.resolve(value)
    return word is not None and any(known.is_a(word, other) for other in wider)


def names_one_of(text: str, against: ContradictingWords) -> bool:
    """Return whether a name states one of the classes, functions or words in `against`.

    >>> names_one_of("Wi-Fi router, dual band", ContradictingWords(functions=("router",)))
    True
    >>> names_one_of("Non-custom gear", ContradictingWords(words=("custom",)))
    False
    """
    return _names_one_of(text, against.classes, against.functions, against.words)


@lru_cache(maxsize=MOST_KEPT)
def _names_one_of(
    text: str, classes: tuple[str, ...], functions: tuple[str, ...], words: tuple[str, ...]
) -> bool:
    text = unicodedata.normalize("NFKC", text)
    said = named(text)
    if said.class_ is not None and is_one_of("class", said.class_, classes):
        return True
    does = (said.function, said.of_classes)
    return any(is_one_of("function", doe, functions) for doe in does if doe) or _contains_word(text, words)


def _contains_word(text: str, words: tuple[str, ...]) -> bool:
    """Return whether a text contains one of the words, and no negation of this word such as `non-`."""
    pieces = [piece.casefold() for piece in WORD.findall(text)]
    if not words or not _denials().isdisjoint(pieces):
        return False
    joined = f" {' '.join(pieces)} "
    return any(f" {' '.join(WORD.findall(word)).casefold()} " in joined for word in words)


@cache
def _denials() -> frozenset[str]:
    return frozenset(resources.component_names_data()["mentions"]["denials"])


def is_in_heading(code: str, headings: tuple[str, ...]) -> bool:
    """Return whether a tariff code belongs to one of the given chapters, headings or subheadings.

    >>> is_in_heading("8517.61.0000", ("8517.61",)), is_in_heading("8517.62", ("8517.61",))
    (True, False)
    """
    digits = only_digits(code)
    return any(digits.startswith(heading.replace(".", "")) for heading in headings)
