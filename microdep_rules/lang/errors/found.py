"""A word that is not allowed at its place, with what is known about the place."""

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
"""Words that are rarely meant. The list of expected words omits them unless it would be empty."""

FEW = 3


PATH_AND_IS = pattern(r"[A-Za-z][\w-]*(?:\([^)\n]*\))?(?:\.[\w-]+)*\s+is(?![\w-])|(?:any|every|no)\s")


@dataclass(frozen=True, slots=True)
class Found:
    """A word that is not allowed at its place.

    `kind` is its terminal, `rest` the rest of its line, and `expected` the terminals that are allowed at this
    place. `before` has the words read so far as terminal and text, the last word first, and `spans` their
    places. `new_line` is true for the first word of a line.
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
        """Return the word before this one, or an earlier one."""
        return self.before[-back] if len(self.before) >= back else ("", "")

    @property
    def shown(self) -> str:
        """Word in backticks."""
        return f"`{visible(self.text)}`"

    @property
    def ends(self) -> bool:
        """Return whether the next declaration or clause may begin at this place."""
        return not self.text or self.text in CLAUSE_WORDS or self.kind in {"LABEL", "RPAR", "$END"}

    @property
    def begins_condition(self) -> bool:
        """Return whether a condition begins here: `material.form is`, `any stage`."""
        return PATH_AND_IS.match(self.rest) is not None


def described(terminal: str) -> str:
    """Return the description of a terminal in words."""
    return DESCRIBED.get(terminal, f"`{terminal.lower()}`")


def listed_clauses(terminals: list[str]) -> str:
    """Return some clause words, in the order in which a declaration has them."""
    order = [w.upper() for w in CLAUSE_WORDS]
    return ", ".join(f"`{e.lower()}`" for e in sorted(terminals, key=order.index)[:FEW])


def in_words(expected: set[str], most: int = 5) -> str:
    """Return the words allowed at a place as text, at most `most` of them."""
    left = {e for e in expected if e not in QUIET} or expected
    clause = {e for e in left if e.lower() in CLAUSE_WORDS}
    if {"NAME", "NUMBER", "DATE"} <= left and not clause:
        return "a value"
    named = sorted(left - clause, key=lambda e: (e not in DESCRIBED, e))
    found = [described(e) for e in named[:most]]
    if len(clause) >= FEW:
        found = [*found[: most - 1], "the next clause"]
    else:
        found += [f"`{e.lower()}`" for e in sorted(clause)]
    return " or ".join(found[:most]) if found else "nothing more"
