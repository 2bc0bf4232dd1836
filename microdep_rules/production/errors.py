"""Diagnostics about alternates that contain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def alternate_of_itself(name: str, at: Span) -> Diagnostic:
    """A component that lists itself among its alternates."""
    return error(
        "impact/alternate-of-itself",
        f"`{name}` is listed as an alternate of itself",
        Label(at, "the component itself"),
        help="name another component, or remove the entry",
    )


def alternate_needs_itself(names: Sequence[str], at: Span) -> Diagnostic:
    """An alternate that contains, or is made from, what it may replace."""
    return error(
        "impact/alternate-cycle",
        "an alternate needs the component that it replaces: " + " -> ".join(f"`{name}`" for name in names),
        Label(at, "this alternate"),
        help="remove the alternate, or list it on the component that it really replaces",
    )
