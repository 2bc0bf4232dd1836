"""Diagnostics for a word or sign that the language does not allow at its position."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.lang.errors import (
    bounds,
    comparisons,
    counts,
    foreign,
    halfway,
    labelled,
    spelling,
    units,
)
from microdep_rules.lang.errors.spelling import VALUES
from microdep_rules.lang.errors.spots import visible
from microdep_rules.lang.errors.wrong_word import (
    CLAUSE_WORDS,
    FEW,
    QUIET,
    described,
    in_words,
    listed_clauses,
)
from microdep_rules.lang.reserved import DECLARATIONS, HEAD_CLAUSES, RESERVED
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord

NEVER_NAMES = frozenset({*DECLARATIONS, "all", "any", "every", "known", "no", "one", "unknown"})

CELLS = VALUES | {"CITES", "COMMA", "FROM", "THROUGH", "BEFORE", "ONWARD", "OF", "OR", "EMPTY"}
ONE_TEXT = frozenset({"title", "authority", "cites", "contested", "message", "ask", "fix", "because"})
"""Keywords that need exactly one text after them."""

PREPOSITIONS = frozenset({"against", "at", "by", "for", "from", "in", "of", "on", "to", "with"})
"""Prepositions that people confuse with one another."""
EXAMPLE_LINES = frozenset({"BOM", "CONTEXT"})

OF_NAMES = frozenset({"ANY", "AS", "EARLIER", "LATER", "NOT", "ONE", "UNKNOWN"})
"""Grammar names of words that are allowed at a place for a name or a date, such as `earlier`."""


def explain(wrong: WrongWord) -> Diagnostic:
    """Return the most precise diagnostic for a word at a wrong position."""
    return (
        spelling.run_together(wrong)
        or counts.explain(wrong)
        or bounds.explain(wrong)
        or comparisons.explain(wrong)
        or units.explain(wrong, spelling.near(wrong))
        or labelled.explain(wrong)
        or foreign.explain(wrong)
        or _verdict(wrong)
        or _second_text(wrong)
        or _day_in_quotes(wrong)
        or _look_up(wrong)
        or spelling.of_several(wrong)
        or spelling.written_otherwise(wrong)
        or halfway.explain(wrong)
        or _entry(wrong)
        or spelling.misspelt(wrong)
        or _out_of_order(wrong)
        or _word_missing(wrong)
        or _bracket_or_comma_missing(wrong)
        or _word_of_line_missing(wrong)
        or _something_missing(wrong)
        or _generic(wrong)
    )


# ---- kinds of mistakes ----------------------------------------------------------------------------


def _verdict(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a verdict in a wrong form, such as `example not applicable of …`."""
    if wrong.last()[0] != "EXAMPLE" or wrong.new_line:
        return None
    if wrong.text == ":":
        return diagnose("syntax/unexpected", wrong.span, "example", word=":")
    word = "not applicable" if wrong.rest.split()[:2] == ["not", "applicable"] else visible(wrong.text)
    return diagnose("syntax/unexpected", wrong.span, "verdict", word=word)


def _second_text(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a second text after a word that takes one text, as in `cites "a", "b"`."""
    kind, first = wrong.last()
    word = wrong.last(2)[0].lower()
    second = re.match(r'(?:(?:,|and|;)\s*)?(?P<text>"[^"\n]*")', wrong.rest)
    if kind != "STRING" or word not in ONE_TEXT or second is None or wrong.new_line:
        return None
    both = f"{first[:-1]}; {second['text'][1:]}"
    return diagnose("syntax/clause-order", wrong.span, "one-text", word=word, corrected_text=f"{word} {both}")


def _day_in_quotes(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a date in quotation marks, as in `reviewed "2026-11-20"`."""
    day = re.match(r'"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"', wrong.rest)
    if day is None or "DATE" not in wrong.expected:
        return None
    return diagnose("syntax/date-form", wrong.span, "quoted", corrected_date=day["day"])


def _look_up(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a look-up with a space before its bracket: `threshold (x)`."""
    kind, name = wrong.last()
    key = re.match(r"\(\s*(?P<key>[A-Za-z][\w.-]*)\s*\)", wrong.rest)
    if kind != "NAME" or wrong.kind != "LPAR" or key is None or wrong.new_line:
        return None
    written = f"{name}({key['key']})"
    return diagnose("syntax/operator", wrong.span, "blank-in-look-up", corrected_text=written)


def _entry(wrong: WrongWord) -> Diagnostic | None:
    if "CITES" not in wrong.expected or not wrong.expected - {"VARIANT", "COUNTS"} <= CELLS:
        return None
    if wrong.text in CLAUSE_WORDS and wrong.text not in {"variant", "contested", "in"} and not wrong.new_line:
        return None
    return diagnose("syntax/row-without-cites", wrong.span)


def _out_of_order(wrong: WrongWord) -> Diagnostic | None:
    if wrong.text == "in" and wrong.rest.split()[1:2] == ["force"] and "FORCE" not in wrong.expected:
        return diagnose("syntax/clause-order", wrong.span, word="in force")
    if wrong.text in HEAD_CLAUSES and wrong.kind != "IN" and "APPLIES" in wrong.expected:
        return diagnose("syntax/clause-order", wrong.span, word=wrong.text)
    return None


def _word_missing(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a missing word, or for a clause without its first word."""
    if "COMMA" in wrong.expected and wrong.text in {"and", "else"} and "IS" not in wrong.expected:
        if wrong.text == "else":
            return diagnose("syntax/word-missing", wrong.span, "here", missing_word="`,`")
        behind = re.match(r"and\s+[A-Za-z][\w.-]*", wrong.rest)
        written = behind[0] if behind else "and"
        return diagnose(
            "syntax/word-missing", wrong.span, "and", corrected_text=f",{written.removeprefix('and')}"
        )
    if "EQUAL" in wrong.expected and wrong.last(2)[0] == "FOR" and not wrong.ends:
        return diagnose("syntax/word-missing", wrong.span, "equals", word=visible(wrong.text))
    if "BY" in wrong.expected and wrong.text in {"for", "of"} and wrong.last(2)[0] == "TABLE":
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "before",
            missing_word="`by`",
            word=wrong.text,
            corrected_text="by",
        )
    if len(wrong.expected) == 1 and wrong.expected.isdisjoint(VALUES | {"LABEL", "$END"}):
        word = described(next(iter(wrong.expected)))
        if wrong.text in PREPOSITIONS:
            return diagnose("syntax/word-missing", wrong.span, "in-place", missing_word=word, word=wrong.text)
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "first" if wrong.text else "here",
            missing_word=word,
            word=visible(wrong.text),
        )
    return None


def _bracket_or_comma_missing(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a missing comma between values, or for a missing closing bracket."""
    if wrong.expected == {"RPAR", "COMMA"} and wrong.kind in VALUES:
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "before",
            missing_word="`,`",
            word=visible(wrong.text),
            corrected_text=f", {wrong.text}",
        )
    if "RPAR" in wrong.expected and wrong.ends and "COMMA" in wrong.expected:
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "first" if wrong.text else "here",
            missing_word="`)`",
            word=visible(wrong.text),
        )
    return None


def _word_of_line_missing(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a missing word between two conditions, or at the beginning of a clause."""
    if wrong.text in PREPOSITIONS and wrong.last(2)[0] == "EXPECT":
        return diagnose("syntax/word-missing", wrong.span, "in-place", missing_word="`at`", word=wrong.text)
    if wrong.text == "is" and EXAMPLE_LINES & {kind for kind, _ in wrong.before}:
        return diagnose("syntax/unexpected", wrong.span, "remove", word="is")
    if wrong.text == "is" and "NAME" in wrong.expected:
        return diagnose("syntax/word-missing", wrong.span, "first", missing_word="a name", word="is")
    clauses = [e for e in wrong.expected if e.lower() in CLAUSE_WORDS]
    if wrong.kind in {"NAME", "LOOKUP", "ANY", "EVERY", "NO", "NOT", "LPAR"} and "AND" in wrong.expected:
        words = "`and`, `or`" + (", a label" if "LABEL" in wrong.expected else "")
        clause = " or a clause word" if clauses else ""
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "first",
            missing_word=f"{words}{clause}",
            word=visible(wrong.text),
        )
    if len(clauses) >= FEW and wrong.text and wrong.text not in CLAUSE_WORDS:
        return diagnose(
            "syntax/clause-order",
            wrong.span,
            "clause-word-missing",
            word=visible(wrong.text),
            clauses=listed_clauses(clauses),
        )
    return None


def _something_missing(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a missing name or value; the author may have written a keyword instead."""
    if not wrong.expected - QUIET <= VALUES | OF_NAMES or not wrong.before:
        return None
    if wrong.text == "rule" and wrong.last()[0] in {"TO", "OF"} and not wrong.new_line:
        return diagnose("syntax/unexpected", wrong.span, "remove", word="rule")
    if "NAME" in wrong.expected and wrong.text in RESERVED:
        is_clause = wrong.text in CLAUSE_WORDS and not wrong.new_line
        if wrong.text in NEVER_NAMES or is_clause or _is_a_declared_name(wrong):
            return diagnose("syntax/reserved-word", wrong.span, word=wrong.text)
    wanted = in_words(wrong.expected)
    last = visible(wrong.last()[1])
    return diagnose("syntax/word-missing", wrong.span, "after", missing_word=wanted, word=last)


def _is_a_declared_name(wrong: WrongWord) -> bool:
    """Return whether a reserved word is probably the name of a declaration, as in `table most by …`."""
    follows = wrong.rest.split()[1:2]
    is_first = wrong.last()[1] in DECLARATIONS and not wrong.new_line
    return is_first and (not follows or follows[0] in RESERVED | {"="})


def _generic(wrong: WrongWord) -> Diagnostic:
    wanted = in_words(wrong.expected)
    if not wrong.text:
        return diagnose("syntax/unexpected", wrong.span, "end", allowed_words=wanted)
    return diagnose("syntax/unexpected", wrong.span, word=visible(wrong.text), allowed_words=wanted)
