"""Diagnostics for comparisons and conditions in which a word or a value is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors.spelling import VALUES, near
from microdep_rules.lang.reserved import BODY_CLAUSES
from microdep_rules.lang.value_wordings import HOLDERS, all_fields
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord

ORDERED = {"least": "at least", "most": "at most", "more": "more than", "less": "less than"}
CONDITION_STARTS = frozenset({"WHEN", "FORBID", "REQUIRE", "WHERE", "HAS", "AND", "OR", "NOT"})
COMPARISONS = frozenset({"IS", "THAN", "LEAST", "MOST", "NOT", "IN"})
GOES_ON = pattern(r"[A-Za-z][\w-]*\s+(?:where|is|at\s+any)(?![\w-])")


def explain(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a word that is missing in or after a comparison."""
    return _comparison(wrong) or _value(wrong) or _condition(wrong)


def _comparison(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a comparison that lacks one of its words."""
    kind, last = wrong.last()
    compared = "IS" in wrong.expected
    if wrong.text == "is" and kind == "IS":
        return diagnose("syntax/word-missing", wrong.span, "after", missing_word="a value", word="is")
    if wrong.kind == "OR" and "OR" not in wrong.expected and not compared and kind in {"IS", "NAME", "NOT"}:
        return diagnose("syntax/or-of-values", wrong.span, corrected_text="is in (a, b)")
    if wrong.text in ORDERED and kind == "AT" and wrong.last(2)[0] not in {"IS", "NOT"}:
        return _is_missing(wrong, ORDERED[wrong.text])
    if compared and wrong.text in {*ORDERED, "in", "not", "at"}:
        return _is_missing(wrong, ORDERED.get(wrong.text, wrong.text))
    if wrong.text in {"least", "most"} and kind in {"IS", "NOT"}:
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "before",
            missing_word="`at`",
            word=wrong.text,
            corrected_text=f"is {ORDERED[wrong.text]}",
        )
    if kind in {"MORE", "LESS"} and wrong.expected == {"THAN"}:
        return diagnose(
            "syntax/word-missing", wrong.span, missing_word="`than`", word=last, corrected_text=f"{last} than"
        )
    if kind == "AT" and "LEAST" in wrong.expected:
        return diagnose(
            "syntax/word-missing", wrong.span, "after", missing_word="`least` or `most`", word="at"
        )
    return None


def _is_missing(wrong: WrongWord, word: str) -> Diagnostic:
    return diagnose("syntax/word-missing", wrong.span, "is", corrected_text=f"is {word}")


def _value(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for `is` or `where` with nothing after the word."""
    kind, last = wrong.last()
    if not (wrong.ends or wrong.text in {"and", "where", "has", "out", "because"}):
        return None
    if kind in COMPARISONS and wrong.expected & VALUES and not (kind == "NOT" and "IS" in wrong.expected):
        if kind == "NOT" and wrong.last(2)[0] != "IS":
            return _condition_missing(wrong, last)
        return diagnose("syntax/word-missing", wrong.span, "value", word=last)
    if kind in CONDITION_STARTS and "NAME" in wrong.expected and "IS" not in wrong.expected:
        return _condition_missing(wrong, last)
    return None


def _condition_missing(wrong: WrongWord, last: str) -> Diagnostic:
    return diagnose("syntax/word-missing", wrong.span, "condition", word=last)


def _condition(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a condition without an end, or for a missing word before a condition."""
    stops = wrong.ends or wrong.text in {"and", "or", "out", "has", "because"}
    if "WHERE" in wrong.expected and wrong.begins_condition:
        last = wrong.last()[1]
        if last in HOLDERS and wrong.last(2)[0] != "OF" and wrong.text in all_fields():
            return diagnose("syntax/word-missing", wrong.span, "field", element=last, field=wrong.text)
        return diagnose("syntax/word-missing", wrong.span, "where")
    if "HAS" in wrong.expected and "IS" not in wrong.expected and (wrong.ends or wrong.begins_condition):
        return diagnose("syntax/every-without-has", wrong.span)
    if "IS" in wrong.expected and stops:
        if _in_clause(wrong, "SHARE", "LARGEST"):
            return diagnose("syntax/word-missing", wrong.span, "share")
        listed = _in_clause(wrong, "WHERE")
        names = _defined_for(wrong)
        if names is not None:
            return diagnose("syntax/word-missing", wrong.span, "define-for", name=names[0], element=names[1])
        return diagnose("syntax/word-missing", wrong.span, "quantifier" if listed else "comparison")
    if wrong.expected == {"LABEL"}:
        return diagnose("syntax/elements", wrong.span)
    if wrong.rest.startswith("any tier"):
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "before",
            missing_word="`at`",
            word="any tier",
            corrected_text="at any tier",
        )
    if wrong.kind not in VALUES or near(wrong):
        return None
    continues = GOES_ON.match(wrong.rest)
    if "IS" in wrong.expected and not (continues and "OF" in wrong.expected):
        return diagnose("syntax/word-missing", wrong.span, "is-before", word=wrong.text)
    if "OF" in wrong.expected and wrong.last(2)[0] == "EVERY" and wrong.kind == "NAME" and not continues:
        return diagnose("syntax/word-missing", wrong.span, "kind", word=f"{wrong.last()[1]} {wrong.text}")
    if "OF" in wrong.expected and wrong.last()[0] == "NAME" and not wrong.begins_condition:
        return diagnose("syntax/word-missing", wrong.span, "of", word=wrong.text)
    return None


def _defined_for(wrong: WrongWord) -> tuple[str, str] | None:
    """Return the name and the element of an incomplete definition, such as `define X for item = …`."""
    kinds = [kind for kind, _ in wrong.before]
    if kinds[:3] != ["DEFINE", "NAME", "FOR"] or "EQUAL" not in kinds:
        return None
    said = kinds[kinds.index("EQUAL") :]
    head = said[: said.index("WHERE")] if "WHERE" in said else said
    return None if {"AND", "OR", "IS"} & set(head) else (wrong.before[1][1], wrong.before[3][1])


def _in_clause(wrong: WrongWord, *kinds: str) -> bool:
    """Return whether a word of one of these kinds occurs earlier in the same clause or lettered element."""
    for kind, text in reversed(wrong.before):
        if kind in kinds:
            return True
        if kind in {"LABEL", "AND", "OR", "LPAR"} or (text in BODY_CLAUSES and kind != "OF"):
            return False
    return False
