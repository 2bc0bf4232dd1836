"""Sentences about documents of cited facts: figures and dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from microdep_rules.source import Span

_NAMES = {
    "sources": "source",
    "quantities": "quantity",
    "ratios": "ratio",
    "parties": "party",
    "facilities": "facility",
}


def unknown_reference(id_: str, list_name: str, known: Collection[str], at: Span) -> Diagnostic:
    """Return the error for a reference to a missing entry."""
    near = nearest(id_, known)
    meant = "did you mean " + " or ".join(f"`{name}`" for name in near[:3]) + "?" if near else ""
    fix = meant or f"add it to `{list_name}`, or name a listed one"
    return diagnose("bom/unknown-reference", at, kind=_NAMES[list_name], id=id_, fix=fix)


def id_twice(id_: str, list_name: str, again: Span, first: Span) -> Diagnostic:
    """Return the error for two entries of one list with the same id."""
    return diagnose("bom/duplicate-id", again, also=[first], records=f"entries of `{list_name}`", id=id_)


def read_after_review(read: str, reviewed: str, at: Span, review: Span) -> Diagnostic:
    """Return the warning for a source that was read after the last review of the file."""
    return diagnose("bom/dates-out-of-order", at, "review", also=[review], read=read, reviewed=reviewed)


def day_to_come(what: str, stated: str, day: str, at: Span) -> Diagnostic:
    """Return the warning for a review or reading that is later than the day of use."""
    return diagnose("bom/dates-out-of-order", at, "future", event=what, stated=stated, day=day)


def published_after_reading(published: str, read: str, at: Span, reading: Span) -> Diagnostic:
    """Return the warning for a source that was published after it was read."""
    return diagnose(
        "bom/dates-out-of-order", at, "publication", also=[reading], read=read, published=published
    )
