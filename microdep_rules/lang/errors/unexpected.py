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
from microdep_rules.lang.errors.found import (
    CLAUSE_WORDS,
    FEW,
    QUIET,
    described,
    in_words,
    listed_clauses,
)
from microdep_rules.lang.errors.spelling import VALUES
from microdep_rules.lang.errors.spots import visible
from microdep_rules.lang.reserved import DECLARATIONS, HEAD_CLAUSES, RESERVED
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.found import Found

NEVER_NAMES = frozenset({*DECLARATIONS, "all", "any", "every", "known", "no", "one", "unknown"})

CELLS = VALUES | {"CITES", "COMMA", "FROM", "THROUGH", "BEFORE", "ONWARD", "OF", "OR", "EMPTY"}
ONE_TEXT = frozenset({"title", "authority", "cites", "contested", "message", "ask", "fix", "because"})
"""Words that exactly one text must follow."""

PREPOSITIONS = frozenset({"against", "at", "by", "for", "from", "in", "of", "on", "to", "with"})
"""Prepositions that people confuse with one another."""
EXAMPLE_LINES = frozenset({"BOM", "CONTEXT"})

OF_NAMES = frozenset({"ANY", "AS", "EARLIER", "LATER", "NOT", "ONE", "UNKNOWN"})
"""Words that may replace a name or date, or that may be before a name or date."""


def explain(found: Found) -> Diagnostic:
    """Return the most precise diagnostic that fits."""
    return (
        spelling.run_together(found)
        or counts.explain(found)
        or bounds.explain(found)
        or comparisons.explain(found)
        or units.explain(found, spelling.near(found))
        or labelled.explain(found)
        or foreign.explain(found)
        or _verdict(found)
        or _second_text(found)
        or _day_in_quotes(found)
        or _look_up(found)
        or spelling.of_several(found)
        or spelling.written_otherwise(found)
        or halfway.explain(found)
        or _entry(found)
        or spelling.misspelt(found)
        or _out_of_order(found)
        or _word_missing(found)
        or _something_missing(found)
        or _generic(found)
    )


# ---- kinds of mistakes ----------------------------------------------------------------------------


def _verdict(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a verdict in another form: `example not applicable of …`."""
    if found.last()[0] != "EXAMPLE" or found.new_line:
        return None
    if found.text == ":":
        return diagnose("syntax/unexpected", found.span, "example", word=":")
    word = "not applicable" if found.rest.split()[:2] == ["not", "applicable"] else visible(found.text)
    return diagnose("syntax/unexpected", found.span, "verdict", word=word)


def _second_text(found: Found) -> Diagnostic | None:
    """Return the diagnostic for two texts instead of one: `cites "a", "b"`."""
    kind, first = found.last()
    word = found.last(2)[0].lower()
    second = re.match(r'(?:(?:,|and|;)\s*)?(?P<text>"[^"\n]*")', found.rest)
    if kind != "STRING" or word not in ONE_TEXT or second is None or found.new_line:
        return None
    both = f"{first[:-1]}; {second['text'][1:]}"
    return diagnose("syntax/clause-order", found.span, "one-text", word=word, written=f"{word} {both}")


def _day_in_quotes(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a date in quotes: `reviewed "2026-11-20"`."""
    day = re.match(r'"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"', found.rest)
    if day is None or "DATE" not in found.expected:
        return None
    return diagnose("syntax/date-form", found.span, "quoted", written=day["day"])


def _look_up(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a space before the bracket of a look-up: `threshold (material.substance)`."""
    kind, name = found.last()
    key = re.match(r"\(\s*(?P<key>[A-Za-z][\w.-]*)\s*\)", found.rest)
    if kind != "NAME" or found.kind != "LPAR" or key is None or found.new_line:
        return None
    written = f"{name}({key['key']})"
    return diagnose("syntax/operator", found.span, "blank-in-look-up", written=written)


def _entry(found: Found) -> Diagnostic | None:
    if "CITES" not in found.expected or not found.expected - {"VARIANT", "COUNTS"} <= CELLS:
        return None
    if found.text in CLAUSE_WORDS and found.text not in {"variant", "contested", "in"} and not found.new_line:
        return None
    return diagnose("syntax/row-without-cites", found.span)


def _out_of_order(found: Found) -> Diagnostic | None:
    if found.text == "in" and found.rest.split()[1:2] == ["force"] and "FORCE" not in found.expected:
        return diagnose("syntax/clause-order", found.span, word="in force")
    if found.text in HEAD_CLAUSES and found.kind != "IN" and "APPLIES" in found.expected:
        return diagnose("syntax/clause-order", found.span, word=found.text)
    return None


def _word_missing(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a missing word, or of a clause without its first word."""
    if "COMMA" in found.expected and found.text in {"and", "else"} and "IS" not in found.expected:
        if found.text == "else":
            return diagnose("syntax/word-missing", found.span, "here", missing="`,`")
        behind = re.match(r"and\s+[A-Za-z][\w.-]*", found.rest)
        written = behind[0] if behind else "and"
        return diagnose("syntax/word-missing", found.span, "and", written=f",{written.removeprefix('and')}")
    if "EQUAL" in found.expected and found.last(2)[0] == "FOR" and not found.ends:
        return diagnose("syntax/word-missing", found.span, "equals", word=visible(found.text))
    if "BY" in found.expected and found.text in {"for", "of"} and found.last(2)[0] == "TABLE":
        return diagnose(
            "syntax/word-missing", found.span, "before", missing="`by`", word=found.text, written="by"
        )
    if len(found.expected) == 1 and found.expected.isdisjoint(VALUES | {"LABEL", "$END"}):
        word = described(next(iter(found.expected)))
        if found.text in PREPOSITIONS:
            return diagnose("syntax/word-missing", found.span, "in-place", written=word, word=found.text)
        return diagnose(
            "syntax/word-missing",
            found.span,
            "first" if found.text else "here",
            missing=word,
            word=visible(found.text),
        )
    if found.expected == {"RPAR", "COMMA"} and found.kind in VALUES:
        return diagnose(
            "syntax/word-missing",
            found.span,
            "before",
            missing="`,`",
            word=visible(found.text),
            written=f", {found.text}",
        )
    if "RPAR" in found.expected and found.ends and "COMMA" in found.expected:
        return diagnose(
            "syntax/word-missing",
            found.span,
            "first" if found.text else "here",
            missing="`)`",
            word=visible(found.text),
        )
    if found.text in PREPOSITIONS and found.last(2)[0] == "EXPECT":
        return diagnose("syntax/word-missing", found.span, "in-place", written="`at`", word=found.text)
    if found.text == "is" and EXAMPLE_LINES & {kind for kind, _ in found.before}:
        return diagnose("syntax/unexpected", found.span, "remove", word="is")
    if found.text == "is" and "NAME" in found.expected:
        return diagnose("syntax/word-missing", found.span, "first", missing="a name", word="is")
    clauses = [e for e in found.expected if e.lower() in CLAUSE_WORDS]
    if found.kind in {"NAME", "LOOKUP", "ANY", "EVERY", "NO", "NOT", "LPAR"} and "AND" in found.expected:
        words = "`and`, `or`" + (", a label" if "LABEL" in found.expected else "")
        clause = " or a clause word" if clauses else ""
        return diagnose(
            "syntax/word-missing", found.span, "first", missing=f"{words}{clause}", word=visible(found.text)
        )
    if len(clauses) >= FEW and found.text and found.text not in CLAUSE_WORDS:
        return diagnose(
            "syntax/clause-order",
            found.span,
            "clause-word-missing",
            word=visible(found.text),
            clauses=listed_clauses(clauses),
        )
    return None


def _something_missing(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a missing name or value, even if another word is in its position."""
    if not found.expected - QUIET <= VALUES | OF_NAMES or not found.before:
        return None
    if found.text == "rule" and found.last()[0] in {"TO", "OF"} and not found.new_line:
        return diagnose("syntax/unexpected", found.span, "remove", word="rule")
    if "NAME" in found.expected and found.text in RESERVED:
        is_clause = found.text in CLAUSE_WORDS and not found.new_line
        if found.text in NEVER_NAMES or is_clause or _is_a_declared_name(found):
            return diagnose("syntax/reserved-word", found.span, word=found.text)
    wanted = in_words(found.expected)
    last = visible(found.last()[1])
    return diagnose("syntax/word-missing", found.span, "after", missing=wanted, word=last)


def _is_a_declared_name(found: Found) -> bool:
    """Return whether this word, alone or with the next words, is a declared name: `table most by …`."""
    follows = found.rest.split()[1:2]
    is_first = found.last()[1] in DECLARATIONS and not found.new_line
    return is_first and (not follows or follows[0] in RESERVED | {"="})


def _generic(found: Found) -> Diagnostic:
    wanted = in_words(found.expected)
    if not found.text:
        return diagnose("syntax/unexpected", found.span, "end", expected=wanted)
    return diagnose("syntax/unexpected", found.span, word=visible(found.text), expected=wanted)
