"""Diagnostics for incomplete comparisons and conditions, and of conditions that lack a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors.spelling import VALUES, near
from microdep_rules.lang.reserved import BODY_CLAUSES
from microdep_rules.lang.value_wordings import HOLDERS, all_fields
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.found import Found

ORDERED = {"least": "at least", "most": "at most", "more": "more than", "less": "less than"}
CONDITION_STARTS = frozenset({"WHEN", "FORBID", "REQUIRE", "WHERE", "HAS", "AND", "OR", "NOT"})
COMPARISONS = frozenset({"IS", "THAN", "LEAST", "MOST", "NOT", "IN"})
GOES_ON = pattern(r"[A-Za-z][\w-]*\s+(?:where|is|at\s+any)(?![\w-])")


def explain(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a comparison with a missing word, or of a word that is missing after it."""
    return _comparison(found) or _value(found) or _condition(found)


def _comparison(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a comparison that lacks one of its words."""
    kind, last = found.last()
    compared = "IS" in found.expected
    if found.text == "is" and kind == "IS":
        return diagnose("syntax/word-missing", found.span, "after", missing="a value", word="is")
    if found.kind == "OR" and "OR" not in found.expected and not compared and kind in {"IS", "NAME", "NOT"}:
        return diagnose("syntax/or-of-values", found.span, written="is in (a, b)")
    if found.text in ORDERED and kind == "AT" and found.last(2)[0] not in {"IS", "NOT"}:
        return _is_missing(found, ORDERED[found.text])
    if compared and found.text in {*ORDERED, "in", "not", "at"}:
        return _is_missing(found, ORDERED.get(found.text, found.text))
    if found.text in {"least", "most"} and kind in {"IS", "NOT"}:
        return diagnose(
            "syntax/word-missing",
            found.span,
            "before",
            missing="`at`",
            word=found.text,
            written=f"is {ORDERED[found.text]}",
        )
    if kind in {"MORE", "LESS"} and found.expected == {"THAN"}:
        return diagnose(
            "syntax/word-missing", found.span, missing="`than`", word=last, written=f"{last} than"
        )
    if kind == "AT" and "LEAST" in found.expected:
        return diagnose("syntax/word-missing", found.span, "after", missing="`least` or `most`", word="at")
    return None


def _is_missing(found: Found, word: str) -> Diagnostic:
    return diagnose("syntax/word-missing", found.span, "is", written=f"is {word}")


def _value(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `is` or `where` without a text after it."""
    kind, last = found.last()
    if not (found.ends or found.text in {"and", "where", "has", "out", "because"}):
        return None
    if kind in COMPARISONS and found.expected & VALUES and not (kind == "NOT" and "IS" in found.expected):
        if kind == "NOT" and found.last(2)[0] != "IS":
            return _condition_missing(found, last)
        return diagnose("syntax/word-missing", found.span, "value", word=last)
    if kind in CONDITION_STARTS and "NAME" in found.expected and "IS" not in found.expected:
        return _condition_missing(found, last)
    return None


def _condition_missing(found: Found, last: str) -> Diagnostic:
    return diagnose("syntax/word-missing", found.span, "condition", word=last)


def _condition(found: Found) -> Diagnostic | None:
    """Return the diagnostic for an incomplete condition, or of a condition with a missing word before it."""
    stops = found.ends or found.text in {"and", "or", "out", "has", "because"}
    if "WHERE" in found.expected and found.begins_condition:
        last = found.last()[1]
        if last in HOLDERS and found.last(2)[0] != "OF" and found.text in all_fields():
            return diagnose("syntax/word-missing", found.span, "field", element=last, field=found.text)
        return diagnose("syntax/word-missing", found.span, "where")
    if "HAS" in found.expected and "IS" not in found.expected and (found.ends or found.begins_condition):
        return diagnose("syntax/every-without-has", found.span)
    if "IS" in found.expected and stops:
        if _in_clause(found, "SHARE", "LARGEST"):
            return diagnose("syntax/word-missing", found.span, "share")
        listed = _in_clause(found, "WHERE")
        names = _defined_for(found)
        if names is not None:
            return diagnose("syntax/word-missing", found.span, "define-for", name=names[0], element=names[1])
        return diagnose("syntax/word-missing", found.span, "quantifier" if listed else "comparison")
    if found.expected == {"LABEL"}:
        return diagnose("syntax/elements", found.span)
    if found.rest.startswith("any tier"):
        return diagnose(
            "syntax/word-missing",
            found.span,
            "before",
            missing="`at`",
            word="any tier",
            written="at any tier",
        )
    if found.kind not in VALUES or near(found):
        return None
    continues = GOES_ON.match(found.rest)
    if "IS" in found.expected and not (continues and "OF" in found.expected):
        return diagnose("syntax/word-missing", found.span, "is-before", word=found.text)
    if "OF" in found.expected and found.last(2)[0] == "EVERY" and found.kind == "NAME" and not continues:
        return diagnose("syntax/word-missing", found.span, "kind", words=f"{found.last()[1]} {found.text}")
    if "OF" in found.expected and found.last()[0] == "NAME" and not found.begins_condition:
        return diagnose("syntax/word-missing", found.span, "of", word=found.text)
    return None


def _defined_for(found: Found) -> tuple[str, str] | None:
    """Return the name and the element of an incomplete `define X for item = …`."""
    kinds = [kind for kind, _ in found.before]
    if kinds[:3] != ["DEFINE", "NAME", "FOR"] or "EQUAL" not in kinds:
        return None
    said = kinds[kinds.index("EQUAL") :]
    head = said[: said.index("WHERE")] if "WHERE" in said else said
    return None if {"AND", "OR", "IS"} & set(head) else (found.before[1][1], found.before[3][1])


def _in_clause(found: Found, *kinds: str) -> bool:
    """Return whether one of these kinds of words is before this position, in the same clause or element."""
    for kind, text in reversed(found.before):
        if kind in kinds:
            return True
        if kind in {"LABEL", "AND", "OR", "LPAR"} or (text in BODY_CLAUSES and kind != "OF"):
            return False
    return False
