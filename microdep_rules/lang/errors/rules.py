"""Diagnostics for errors in rules, exceptions and packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors.names import near_or_any
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

CLAUSES = {
    "title": 'title "…"',
    "severity": "severity prohibit",
    "cites": 'cites "…"',
    "applies to": "applies to every material at any tier where …",
    "forbid": "forbid …",
    "when": "when …",
    "authority": 'authority "…"',
    "reviewed": "reviewed 2026-11-24",
    "expect": "expect fail at NAME",
    "version": "pack NAME version 2026.11",
}
"""An example of each required clause."""


def clause_missing(kind: str, name: str, clause: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a declaration that lacks a required clause, with an example of the clause."""
    return diagnose("type/clause-missing", span, kind=kind, name=name, clause=clause, example=CLAUSES[clause])


def unknown_variant(word: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for a variant that occurs in only one declaration, and may be misspelt."""
    words = sorted(set(known))
    return diagnose(
        "name/unknown-name",
        span,
        "variant-used-once" if words else "only-variant",
        name=word,
        near=near_or_any(word, words),
    )


NAMED = {"define": "definition"}
"""Noun that messages use for a keyword, such as `definition` for `define`."""


def variant_of_what(kind: str, name: str, span: Span, at: Span) -> Diagnostic:
    """Return the diagnostic for `variant` in a declaration that cannot have variants, such as a list."""
    noun = NAMED.get(kind, kind)
    return diagnose(
        "type/variant-of-what",
        span,
        "" if kind in {"list", "table"} else "other",
        also=[at],
        kind=noun,
        name=name,
    )
