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
    ("bom/empty-value", "`until` has no value"),
)
_ALL_PARTS = ("bom/wrong-type", "expected `true` as `all_parts`, found another value")
"""Diagnostics with another meaning in a file of waivers."""


def of_waivers(found: Diagnostic) -> Diagnostic:
    """Return a diagnostic in terms of waivers: a waiver has a last day, and no fact in it is unknown."""
    if (found.code, found.message) in _NO_UNTIL:
        return diagnose("waiver/period", found.span)
    if (found.code, found.message) == _ALL_PARTS:
        return replace(found, help="write `all_parts: true`, or remove it and name the components")
    return found


# ---- how they are written ------------------------------------------------------------------------


def ends_before_it_begins(name: str, days: tuple[date, date], at: Span, begins: Span) -> Diagnostic:
    """Return the error for a waiver that ends before it begins."""
    first, last = days
    return diagnose(
        "bom/dates-out-of-order",
        at,
        "ends-first",
        also=[begins],
        kind="waiver",
        id=name,
        first=first,
        last=last,
        first_field="from",
        last_field="until",
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
