"""What is said of elements that are written as a law prints them, and not as the language reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.lang.errors.found import Found

HALF_LABEL = pattern(r"(?P<letter>[A-Za-z]{1,4}|[0-9]{1,2})\)")
LIST_BEGINS = pattern(r"(?:all\s+)?of\s*(?:\(|#|$)")
JOINTS = {"AND": "all of", "OR": "any of"}
INSIDE = frozenset({"AND", "OR", "NOT", "WHERE", "HAS"})
"""Words behind which a list of elements is a part of a condition."""


def explain(found: Found) -> Diagnostic | None:
    """A label or a list of elements that cannot stand where it stands."""
    kind, last = found.last()
    half = HALF_LABEL.match(found.rest)
    if half and "LABEL" in found.expected and found.new_line:
        return found.say(
            "element-without-label",
            f"`{half[0]}` is half a label",
            f"write `({half['letter']})`, with both brackets",
        )
    if _list_inside(found):
        word = "all of" if found.text == "all" else "any of"
        return found.say(
            "elements-without-brackets",
            "a list of elements that is part of a condition stands in brackets",
            f"write `({word} (a) … (b) …)`",
        )
    if kind == "LABEL" and (found.ends or found.kind == "LABEL"):
        return found.say(
            "condition-missing",
            f"a condition is missing after `{last}`",
            f"say what has to hold after `{last}`, or leave the element out",
        )
    if found.kind != "LABEL" or "LABEL" in found.expected:
        return None
    if kind in JOINTS:
        return error(
            "syntax/joined-elements",
            f"an element ends with `{last}`",
            Label(found.spans[-1]),
            help=f"leave `{last}` out: `{JOINTS[kind]}` in front of the elements says it",
        )
    if found.expected == {"NAME", "LPAR"}:
        return found.say(
            "word-missing",
            f"`any of` or `all of` is missing before {found.shown}",
            "write `any of` or `all of` in front of the elements",
        )
    return None


def _list_inside(found: Found) -> bool:
    if LIST_BEGINS.match(found.rest) is None:
        return False
    if found.text == "all":
        return found.last()[0] in INSIDE
    return found.text == "of" and found.last()[0] == "ANY" and found.last(2)[0] in INSIDE
