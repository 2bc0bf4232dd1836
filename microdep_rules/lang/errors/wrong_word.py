"""A word that the language does not allow at its position, and the words around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.lang.errors.spots import visible
from microdep_rules.lang.reserved import BODY_CLAUSES, HEAD_CLAUSES
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.source import Span

CLAUSE_WORDS = (*HEAD_CLAUSES, *BODY_CLAUSES)
DESCRIBED = {
    "NAME": "a name",
    "STRING": 'a text in "quotes"',
    "NUMBER": "a number",
    "PERCENT": "a percentage",
    "QUANTITY": "a number with its unit",
    "DATE": "a date",
    "LABEL": "a label such as `(a)` or `(-)`",
    "FIELD": "a field",
    "COLON": "`:`",
    "COMMA": "`,`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "EQUAL": "`=`",
    "SEMICOLON": "`;`",
    "PACK_PATH": "`pack/old-name`",
    "UNKNOWN_COUNTS": "`unknown counts as not matching`",
    "$END": "the end of the declaration",
}

QUIET = frozenset(
    {"PLUS", "MINUS", "TIMES", "OVER", "AT", "OF", "FIELD", "COMMA", "SHARE", "LARGEST", "LOOKUP"}
    | {"UNKNOWN_COUNTS", "PACK_PATH", "LPAR", "$END"}
)
"""Terminals that an author seldom means at the position of an error, such as `+` or a comma.

A message names these terminals as expected words only if no other words are expected.
"""

FEW = 3


PATH_AND_IS = pattern(r"[A-Za-z][\w-]*(?:\([^)\n]*\))?(?:\.[\w-]+)*\s+is(?![\w-])|(?:any|every|no)\s")


@dataclass(frozen=True, slots=True)
class WrongWord:
    """Word that the language does not allow at its position.

    `kind` is the terminal of the word. `expected` has the terminals that the grammar allows at its position.
    `rest` is the text from the word to the end of the line. `before` has the previous words in order, each
    with its terminal, and `spans` has their positions. `new_line` is true if the word is the first word of a
    line.
    """

    text: str
    kind: str
    expected: set[str]
    before: list[tuple[str, str]]
    spans: list[Span]
    span: Span
    rest: str = ""
    new_line: bool = False

    def last(self, back: int = 1) -> tuple[str, str]:
        """Return the terminal and the text of the previous word; with `back`, of an earlier word."""
        return self.before[-back] if len(self.before) >= back else ("", "")

    @property
    def shown(self) -> str:
        """Text of the word, in backticks."""
        return f"`{visible(self.text)}`"

    @property
    def ends(self) -> bool:
        """Return whether a declaration or clause could end before this word."""
        return not self.text or self.text in CLAUSE_WORDS or self.kind in {"LABEL", "RPAR", "$END"}

    @property
    def begins_condition(self) -> bool:
        """Return whether a condition such as `material.form is` or `any stage` begins at this position."""
        return PATH_AND_IS.match(self.rest) is not None


def described(terminal: str) -> str:
    """Return the name of a terminal of the grammar for messages, such as `a name`."""
    return DESCRIBED.get(terminal, f"`{terminal.lower()}`")


def listed_clauses(terminals: list[str]) -> str:
    """Return the first few clause words for a message, in the order in which a declaration contains them."""
    order = [w.upper() for w in CLAUSE_WORDS]
    return ", ".join(f"`{e.lower()}`" for e in sorted(terminals, key=order.index)[:FEW])


def in_words(expected: set[str], most: int = 5) -> str:
    """Return the allowed words for a message, joined by `or`; at most `most` words."""
    left = {e for e in expected if e not in QUIET} or expected
    clause = {e for e in left if e.lower() in CLAUSE_WORDS}
    if {"NAME", "NUMBER", "DATE"} <= left and not clause:
        return "a value"
    named = sorted(left - clause, key=lambda e: (e not in DESCRIBED, e))
    words = [described(e) for e in named[:most]]
    if len(clause) >= FEW:
        words = [*words[: most - 1], "the next clause"]
    else:
        words += [f"`{e.lower()}`" for e in sorted(clause)]
    return " or ".join(words[:most]) if words else "nothing more"
