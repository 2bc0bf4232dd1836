"""Diagnostics for declarations of own fields (fields that a pack adds)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors.names import listed
from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.own_fields import KINDS, is_own

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


def unknown_kind(word: str, span: Span, vocabularies: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for an unknown kind of value in the declaration of an own field."""
    near = did_you_mean(word, [*KINDS, *vocabularies]) or ""
    return diagnose(
        "type/own-field", span, "kind" if near else "kinds", word=word, near=near, kinds=listed(KINDS)
    )


def not_declared(name: str, record: str, span: Span, known: Iterable[str], kind: str = "") -> Diagnostic:
    """Return the diagnostic for an own field that is not declared.

    `kind` is the kind of the value that the rule compares with the field; `kind` is empty if unknown.
    """
    near = did_you_mean(name, known) or ""
    full = f"{record}.{name if is_own(name) else f'{name}.NAME'}"
    form = "own" if near else "own-undeclared" if kind else "own-of-any-kind"
    return diagnose(
        "name/unknown-field",
        span,
        form,
        name=name,
        record=record,
        near=near,
        full_name=full,
        kind=kind,
        kinds=listed(KINDS),
    )
