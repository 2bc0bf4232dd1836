"""Trade designations of substances: trademarks, standard numbers, grades, and words in other languages.

The designations are in the data file `designations.json`, each with its source. Some designations count only
with a certain other word in the same clause. For example, `N52` is a grade of magnets in `Disc N52`, but has
no meaning in many part numbers.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELDS = ("name", "mpn", "notes", "grade")
"""Fields in which a designation is recognized, unless its entry lists other fields."""
ANSWER = "answer"
"""Field of a designation that is recognized only if it is the whole text of an answer about materials."""
CLAUSE = pattern(r"[.;:!?](?=\s)|[\[\]{}|\n]")
"""End of a clause in a text, such as a semicolon or a line end.

Some designations count only if a certain other word is in the same clause.
"""
WORD = pattern(r"[^\W\d_]+")


class Pattern(Struct, frozen=True):
    """Pattern for a designation that has several spellings, with the substance that it designates."""

    substance: str
    regex: re.Pattern[str]
    beside: frozenset[str]
    """Words of which at least one must be in the same clause as the designation; empty for no condition."""
    not_beside: frozenset[str]
    """Words that must not be in the same clause as the designation."""
    fields: tuple[str, ...]


class DesignatedSubstance(Struct, frozen=True):
    """Substance that a designation in a text means, with the position of the designation."""

    substance: str
    start: int
    end: int


def spelled(*, in_vocabulary: bool) -> Mapping[str, tuple[str, ...]]:
    """For each substance, return the designations that are fixed words.

    If `in_vocabulary` is true, return only the words that a document may write as the name of the substance.
    The other words name an object that contains the substance.
    """
    words: dict[str, tuple[str, ...]] = {}
    for entry in _entries():
        if not in_vocabulary or not entry.get("mentioned_only", False):
            words[entry["substance"]] = (*words.get(entry["substance"], ()), *entry.get("words", ()))
    return words


def designated(text: str, field: str) -> Iterator[DesignatedSubstance]:
    """Yield the substances whose designations are in the text of a field, such as `name`.

    >>> [each.substance for each in designated("Disc 10x3 mm, N52", "name")], [*designated("LTC-N52", "name")]
    (['NdFeB'], [])
    """
    if _any_designation().search(text) is None:
        return
    for known in _patterns():
        if field in known.fields:
            for match in known.regex.finditer(text):
                if _has_its_words(known, _clause(text, match.start(), match.end())):
                    yield DesignatedSubstance(known.substance, match.start(), match.end())


def graded(text: str) -> frozenset[str]:
    """Return the substances that a trade grade such as `N52` can mean; the text contains only the grade."""
    return frozenset(
        pattern.substance
        for pattern in _patterns()
        if "grade" in pattern.fields and pattern.regex.fullmatch(text)
    )


def standard_substance(text: str) -> str | None:
    """Return the substance of a text that is only a grade or standard number, as `SUS420` or `1.4301`.

    The result is `None` if the text is no such number, or if the number needs a word beside it, as `C5` does.

    >>> standard_substance("SUS420"), standard_substance("1.4301"), standard_substance("C5")
    ('stainless-steel', 'stainless-steel', None)
    """
    named = {
        known.substance
        for known in _patterns()
        if not known.beside and {"grade", ANSWER} & {*known.fields} and known.regex.fullmatch(text)
    }
    return named.pop() if len(named) == 1 else None


def _has_its_words(pattern: Pattern, clause: str) -> bool:
    words = {word.casefold() for word in WORD.findall(clause)}
    return words.isdisjoint(pattern.not_beside) and (
        not pattern.beside or not words.isdisjoint(pattern.beside)
    )


def _clause(text: str, start: int, end: int) -> str:
    """Return the clause of a text around a position."""
    before = max((match.end() for match in CLAUSE.finditer(text, 0, start)), default=0)
    behind = CLAUSE.search(text, end)
    return text[before : behind.start() if behind is not None else len(text)]


# ---- data ----------------------------------------------------------------------------------------


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = resources.vocabulary_data("designations")["designations"]
    return entries


@cache
def _patterns() -> tuple[Pattern, ...]:
    return tuple(
        Pattern(
            entry["substance"],
            _whole_match(entry["pattern"], re.NOFLAG if entry.get("exact", False) else re.IGNORECASE),
            frozenset(entry.get("beside", ())),
            frozenset(entry.get("not_beside", ())),
            tuple(entry.get("fields", FIELDS)),
        )
        for entry in _entries()
        if "pattern" in entry
    )


@cache
def _any_designation() -> re.Pattern[str]:
    """Return a pattern that matches every text with a designation, and a few other texts.

    With this pattern, the program can quickly skip most texts.
    """
    return _whole_match(
        "|".join(entry["pattern"] for entry in _entries() if "pattern" in entry), re.IGNORECASE
    )


def _whole_match(pattern: str, flags: re.RegexFlag) -> re.Pattern[str]:
    """Return a pattern that matches only whole words: no letter or digit may be directly beside the match."""
    return re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", flags)
