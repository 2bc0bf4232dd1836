"""Diagnostics of overlays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST = 5
"""So many parts are named."""


def id_twice(id_: str, at: Span, first: Span) -> Diagnostic:
    """Return the error for two records of one overlay with one id."""
    return diagnose("bom/duplicate-id", at, also=[first], records="records", id=id_)


def no_evidence(id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the error for evidence that is not in the overlay."""
    near = did_you_mean(id_, known) or ""
    return diagnose(
        "bom/unknown-reference", at, "overlay", kind="evidence", id=id_, near=near, list="evidence"
    )


def no_party(id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the error for a party that is not in the overlay."""
    near = did_you_mean(id_, known) or ""
    return diagnose("bom/unknown-reference", at, "overlay", kind="party", id=id_, near=near, list="parties")


def context_fact(name: str, at: Span, *, of_company: bool = False) -> Diagnostic:
    """Report a fact that belongs to the context file."""
    key = name.rpartition(".")[2]
    return diagnose(
        "overlay/answer-not-read", at, "company-fact" if of_company else "contract-fact", name=name, key=key
    )
