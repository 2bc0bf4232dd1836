"""Diagnostics about waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_NO_UNTIL = (
    ("bom/missing-field", "expected the field `until` in a waiver, found none"),
    ("bom/empty-value", "`until` has no value"),
)
_ALL_COMPONENTS = ("bom/wrong-type", "expected `true` as `all_components`, found another value")
"""Code and message of a general diagnostic that `of_waivers` rewords for waiver files."""


def of_waivers(diagnostic: Diagnostic) -> Diagnostic:
    """Return the diagnostic for waiver files that replaces a general diagnostic.

    If no such diagnostic exists, return the general diagnostic.
    """
    if (diagnostic.code, diagnostic.message) in _NO_UNTIL:
        return diagnose("waiver/period", diagnostic.span)
    if (diagnostic.code, diagnostic.message) == _ALL_COMPONENTS:
        return diagnose("bom/wrong-type", diagnostic.span, "all-components")
    return diagnostic


# ---- dates and rules -----------------------------------------------------------------------------


def ends_before_it_begins(name: str, days: tuple[date, date], at: Span, begins: Span) -> Diagnostic:
    """Return the error for a waiver with a last day before its first day."""
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
    """Return the diagnostic for a rule that no pack has."""
    named = sorted(name for name in known if name.partition("/")[2] == rule)
    if named:
        return diagnose("name/unknown-rule", at, "with-pack", rule=rule, possible_rules=named)
    near = did_you_mean(rule, known) or ""
    return diagnose(
        "name/unknown-rule", at, "in-waiver" if near else "in-waiver-see-pack", rule=rule, near=near
    )
