"""Diagnostics for lettered elements that are written as in a statute, but not as in the rule language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord

HALF_LABEL = pattern(r"(?P<letter>[A-Za-z]{1,4}|[0-9]{1,2})\)")
LIST_BEGINS = pattern(r"(?:all\s+)?of\s*(?:\(|#|$)")
JOINTS = {"AND": "all of", "OR": "any of"}
INSIDE = frozenset({"AND", "OR", "NOT", "WHERE", "HAS"})
"""Words that show that a list of elements after them is only a part of a condition."""


def explain(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a label, or for lettered elements, where they are not allowed."""
    kind, last = wrong.last()
    half = HALF_LABEL.match(wrong.rest)
    if half and "LABEL" in wrong.expected and wrong.new_line:
        return diagnose("syntax/elements", wrong.span, "half-label", word=half[0], label=half["letter"])
    if _list_inside(wrong):
        word = "all of" if wrong.text == "all" else "any of"
        return diagnose("syntax/elements", wrong.span, "brackets", word=word)
    if kind == "LABEL" and (wrong.ends or wrong.kind == "LABEL"):
        return diagnose("syntax/word-missing", wrong.span, "condition", word=last)
    if wrong.kind != "LABEL" or "LABEL" in wrong.expected:
        return None
    if kind in JOINTS:
        return diagnose("syntax/elements", wrong.spans[-1], "joined", word=last, joint=JOINTS[kind])
    if wrong.expected == {"NAME", "LPAR"}:
        return diagnose("syntax/word-missing", wrong.span, "any-of", word=wrong.text)
    return None


def _list_inside(wrong: WrongWord) -> bool:
    if LIST_BEGINS.match(wrong.rest) is None:
        return False
    if wrong.text == "all":
        return wrong.last()[0] in INSIDE
    return wrong.text == "of" and wrong.last()[0] == "ANY" and wrong.last(2)[0] in INSIDE
