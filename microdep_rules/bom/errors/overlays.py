"""Diagnostics of overlays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.source import Span

MOST = 5
"""So many parts are named."""


def id_twice(id_: str, at: Span, first: Span) -> Diagnostic:
    """Two records of one overlay have one id."""
    return error(
        "overlay/id-twice",
        f"the id {quoted(id_)} is given twice",
        Label(at, "again here"),
        labels=(Label(first, "first here"),),
        help="give each record its own id",
    )


def no_evidence(id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """An overlay names a paper that is not in it."""
    return error(
        "overlay/no-such-evidence",
        f"there is no evidence {quoted(id_)} in this overlay",
        Label(at),
        help=did_you_mean(id_, known) or "list it under `evidence:`; an overlay brings its papers along",
    )


def no_party(id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A maker is said to be a party that is not in the overlay."""
    return error(
        "overlay/no-such-party",
        f"there is no party {quoted(id_)} in this overlay",
        Label(at),
        help=did_you_mean(id_, known) or "list it under `parties:`",
    )


def context_fact(name: str, at: Span, *, of_company: bool = False) -> Diagnostic:
    """Report a fact that belongs to the context file."""
    key = name.rpartition(".")[2]
    return diagnose(
        "overlay/answer-not-read", at, "company-fact" if of_company else "contract-fact", name=name, key=key
    )
