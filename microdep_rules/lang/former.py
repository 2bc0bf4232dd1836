"""Former forms of the language: their positions in a text, and the present form of each.

The parser does not accept a former form. The message reports the present form, and `microdep fmt` writes the
present form. Quoted texts and comments do not change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.lang.operators import ComparisonOperator
from microdep_rules.lang.reserved import RESERVED
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SILENT = pattern(r'"[^"\n]*"?|#[^\n]*')
BEGINS, ENDS = r"(?<![\w.-])", r"(?![\w-])"
NAME = rf"(?!(?:{'|'.join(sorted(RESERVED))}){ENDS})[A-Za-z][\w-]*"
PATH = rf"{NAME}(?:\.[\w-]+)*"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
RANGE = rf"(?:(?:from|through|before)\s+(?:{DAY}|{NAME})\s+)+"
WINDOW = rf"(?:\s+(?:as|from|through|before|later|earlier|of|and|{DAY}|{NAME}))*?"
WORDS_OF_DAYS = {each.words: each.of_days for each in ComparisonOperator if each.words}


@dataclass(frozen=True, slots=True)
class Former:
    """Former form in a text: its position, and the present form that replaces it."""

    start: int
    end: int
    instead: str


def _with_list_of_facts(match: re.Match[str]) -> str:
    """Return the present form of a former clause with facts: `treat as fail when A, B or C is missing`."""
    *others, last = re.split(r"\s*,\s*", match["facts"])
    facts = f"{', '.join(others)} or {last}" if others else last
    return f"treat as {match['verdict']} when {facts} is missing"


FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (pattern(rf"{BEGINS}looks\s+past{ENDS}"), lambda _: "excludes"),
    (
        pattern(
            rf"{BEGINS}presume\s+(?P<verdict>{NAME})\s+when\s+the\s+requirement\s+is\s+unknown\s+for\s+want\s+of"
            rf"\s+(?P<facts>{PATH}(?:\s*,\s*{PATH})*){ENDS}"
        ),
        _with_list_of_facts,
    ),
    (
        pattern(rf"{BEGINS}(?P<range>{RANGE})nothing(?=\s+cites{ENDS})"),
        lambda match: f"empty {match['range'].rstrip()}",
    ),
    (pattern(rf"{BEGINS}nothing(?=\s+cites{ENDS})"), lambda _: "empty"),
    (
        pattern(rf"{BEGINS}(?P<how>by|else)\s+as\s+of{ENDS}"),
        lambda match: f"{match['how']} check date",
    ),
    (
        pattern(
            rf"(?P<clause>{BEGINS}in\s+force{WINDOW}\s+by)\s+(?P<day>(?!(?:the|a|date|day){ENDS}){NAME}){ENDS}(?!\s+date{ENDS})"
        ),
        lambda match: f"{match['clause']} {match['day']} date",
    ),
    (
        pattern(
            rf"{BEGINS}is\s+(?P<negation>not\s+)?(?P<how>(?:more|less)\s+than|at\s+(?:least|most))\s+(?P<day>{DAY})"
        ),
        lambda match: (
            f"is {'not ' if match['negation'] else ''}{WORDS_OF_DAYS[' '.join(match['how'].split())]} "
            f"{match['day']}"
        ),
    ),
    (pattern(rf",\s*(?P<form>lost)(?=\s+{NAME})"), lambda _: "disqualified"),
    (pattern(rf",\s*(?P<form>not\s+shown)(?=\s+{NAME})"), lambda _: "not demonstrated"),
    (pattern(rf"{BEGINS}part(?P<several>s?){ENDS}"), lambda match: f"component{match['several']}"),
)


def forms_in(text: str) -> list[Former]:
    """Return every former form in a text, in order.

    >>> [each.instead for each in forms_in('looks past parts where part.origin is CN because "parts"')]
    ['excludes', 'components', 'component']
    """
    masked = SILENT.sub(_masked, text)
    found = [
        Former(*match.span("form" if "form" in form.groupindex else 0), instead(match))
        for form, instead in FORMS
        for match in form.finditer(masked)
    ]
    return sorted(_without_overlaps(found), key=lambda each: each.start)


def _masked(match: re.Match[str]) -> str:
    """Replace a comment, or the content of a quoted text, with spaces."""
    return (
        f'"{" " * (len(match[0]) - 2)}"' if match[0][0] == '"' and len(match[0]) > 1 else " " * len(match[0])
    )


def _without_overlaps(found: Iterable[Former]) -> Iterator[Former]:
    """Yield the forms in order; if two forms overlap, leave out the second form."""
    taken: list[Former] = []
    for each in found:
        if all(each.end <= other.start or other.end <= each.start for other in taken):
            taken.append(each)
            yield each


def rewritten(text: str) -> str:
    """Return a text with the present form in the position of every former form.

    >>> rewritten('in force from 2026-01-01 by delivery, else as of')
    'in force from 2026-01-01 by delivery date, else check date'
    """
    while found := forms_in(text):  # a replacement may uncover another former form
        for each in reversed(found):
            text = text[: each.start] + each.instead + text[each.end :]
    return text


class Replaced:
    """Text in which the present forms replace the former forms.

    The method `place` converts a position back to the original text.
    """

    def __init__(self, text: str) -> None:
        self.forms = forms_in(text)
        pieces: list[str] = []
        self._new: list[int] = [0]
        self._old: list[int] = [0]
        at = length = 0
        for each in self.forms:
            for piece, end in ((text[at : each.start], each.start), (each.instead, each.end)):
                pieces.append(piece)
                length += len(piece)
                at = end
                self._new.append(length)
                self._old.append(at)
        self.text = "".join(pieces) + text[at:]

    def place(self, at: int) -> int:
        """Return the position in the original text, for the position `at` in the replaced text."""
        index = bisect_right(self._new, at) - 1
        old = self._old[index] + at - self._new[index]
        return min(old, self._old[index + 1]) if index + 1 < len(self._old) else old
