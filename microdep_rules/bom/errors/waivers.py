"""What is said of waivers: of how they are written, and of what they do on one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from microdep_rules.source import Span

_NO_UNTIL = (
    ("bom/missing-field", "a waiver needs `until`"),
    ("bom/empty-value", "`until` is given without a value"),
)
_HELP = {
    "bom/only-true": "write `all_parts: true`, or take it away and name parts",
}
"""What to do in a file of waivers, where that is something else than in a bill of materials."""


def of_waivers(found: Diagnostic) -> Diagnostic:
    """What is said of a file of waivers: a waiver cannot be left open, and no fact in it is unknown."""
    if (found.code, found.message) in _NO_UNTIL:
        return diagnose("waiver/period", found.span)
    way_out = _HELP.get(found.code)
    return replace(found, help=way_out) if way_out else found


# ---- how they are written ------------------------------------------------------------------------


def ends_before_it_begins(until: date, start: date, at: Span, begins: Span) -> Diagnostic:
    """A waiver without a day on which it has effect."""
    return error(
        "waiver/ends-before-it-begins",
        f"the waiver ends on {until}, before it begins on {start}",
        Label(at, "its last day"),
        labels=(Label(begins, "its first day"),),
        help="write a day in `until` that is not before the one in `from`",
    )


def id_twice(name: str, again: Span, first: Span) -> Diagnostic:
    """Two waivers with one id."""
    return error(
        "waiver/duplicate-id",
        f"the id {quoted(name)} is that of two waivers",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help="give one of them another id",
    )


def unknown_rule(rule: str, known: Collection[str], at: Span) -> Diagnostic:
    """A rule that no pack has."""
    named = sorted(each for each in known if each.partition("/")[2] == rule)
    near = f"write it with its pack: {listed(named)}" if named else did_you_mean(rule, known)
    return error(
        "waiver/unknown-rule",
        f"no pack has a rule {quoted(rule)}",
        Label(at, "not the rule of a pack that is run or comes with the product"),
        help=near or "write the rule as its pack names it; `microdep packs show PACK` lists them",
    )
