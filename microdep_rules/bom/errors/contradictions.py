"""Diagnostics for statements of a document that cannot all be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST_NAMED = 3
"""Maximum number of components that a message names."""


def not_free_of(word: str, holder: str, content: str, at: Span, other_at: Span) -> Diagnostic:
    """Return the error for a component with a substance that `free_of` of the component excludes."""
    if content == word:
        return diagnose("bom/contradiction", at, "not-free", also=[other_at], name=holder, word=word)
    return diagnose(
        "bom/contradiction",
        at,
        "not-free-of-content",
        also=[other_at],
        name=holder,
        word=word,
        substance=content,
    )


def other_substance(
    name: str, stated: str, field: str, others: list[str], at: Span, other_at: Span
) -> Diagnostic:
    """Return the warning for a material with a field that implies another substance than the stated one."""
    other = " or ".join(map(quoted, others)) or "another"
    return diagnose(
        "bom/contradiction",
        at,
        "substance",
        also=[other_at],
        name=name,
        stated=stated,
        field=field,
        other=other,
    )


def costs_more_than_whole(
    cost_or_value: str, amounts: tuple[str, str], pieces: list[str], at: Span, other_at: Span
) -> Diagnostic:
    """Return the warning for a component or contract that costs less than its contents."""
    amount, greater_amount = amounts
    if not pieces:
        return diagnose(
            "bom/contradiction",
            at,
            "cost-below-contents",
            also=[other_at],
            cost_or_value=cost_or_value,
            amount=amount,
            greater_amount=greater_amount,
        )
    contents = " and ".join(pieces[:MOST_NAMED]) + (" and others" if len(pieces) > MOST_NAMED else "")
    return diagnose(
        "bom/contradiction",
        at,
        "cost-below-named-contents",
        also=[other_at],
        cost_or_value=cost_or_value,
        amount=amount,
        greater_amount=greater_amount,
        contents=contents,
    )


def named_otherwise(
    text: str, stated: tuple[str, str], instead: str | None, at: Span, other_at: Span
) -> Diagnostic:
    """Return the warning for a name or part number that contradicts the stated class or function."""
    field, word = stated
    if instead is None:
        return diagnose(
            "bom/contradiction", at, "excluded-name", also=[other_at], text=text, field=field, word=word
        )
    return diagnose(
        "bom/contradiction",
        at,
        "other-name",
        also=[other_at],
        text=text,
        field=field,
        named=instead,
        word=word,
    )
