"""Diagnostics for lettered elements that are written as in a law, and not as in the rule language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.found import Found

HALF_LABEL = pattern(r"(?P<letter>[A-Za-z]{1,4}|[0-9]{1,2})\)")
LIST_BEGINS = pattern(r"(?:all\s+)?of\s*(?:\(|#|$)")
JOINTS = {"AND": "all of", "OR": "any of"}
INSIDE = frozenset({"AND", "OR", "NOT", "WHERE", "HAS"})
"""Words after which a list of elements is part of a condition."""


def explain(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a label or a list of elements at a wrong position."""
    kind, last = found.last()
    half = HALF_LABEL.match(found.rest)
    if half and "LABEL" in found.expected and found.new_line:
        return diagnose("syntax/elements", found.span, "half-label", word=half[0], letter=half["letter"])
    if _list_inside(found):
        word = "all of" if found.text == "all" else "any of"
        return diagnose("syntax/elements", found.span, "brackets", word=word)
    if kind == "LABEL" and (found.ends or found.kind == "LABEL"):
        return diagnose("syntax/word-missing", found.span, "condition", word=last)
    if found.kind != "LABEL" or "LABEL" in found.expected:
        return None
    if kind in JOINTS:
        return diagnose("syntax/elements", found.spans[-1], "joined", word=last, joint=JOINTS[kind])
    if found.expected == {"NAME", "LPAR"}:
        return diagnose("syntax/word-missing", found.span, "any-of", word=found.text)
    return None


def _list_inside(found: Found) -> bool:
    if LIST_BEGINS.match(found.rest) is None:
        return False
    if found.text == "all":
        return found.last()[0] in INSIDE
    return found.text == "of" and found.last()[0] == "ANY" and found.last(2)[0] in INSIDE
