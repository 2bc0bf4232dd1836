"""Diagnostics for values and lists of the wrong kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors.names import EXAMPLES
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.ir import Type
    from microdep_rules.lang.operators import ComparisonOperator
    from microdep_rules.source import Span


def mismatch(left: Type, right: Type, span: Span, left_span: Span) -> Diagnostic:
    """Return the diagnostic for a comparison between values of two different kinds."""
    if left.kind == "set" and right.kind == left.detail:
        return diagnose(
            "type/mismatch",
            span,
            "several-values",
            also=[left_span],
            one_kind_of_value=left,
            another_kind_of_value=right,
        )
    if left.detail == "party" and right.kind == "text":
        return diagnose(
            "type/mismatch",
            span,
            "party",
            also=[left_span],
            one_kind_of_value=left,
            another_kind_of_value=right,
        )
    example = EXAMPLES.get(left.kind, "")
    return diagnose(
        "type/mismatch",
        span,
        "" if example else "without-example",
        also=[left_span],
        one_kind_of_value=left,
        another_kind_of_value=right,
        example=example,
    )


def not_added_up(word: str, record: str, measures: Sequence[str], span: Span) -> Diagnostic:
    """Return the diagnostic for a sum that the language cannot calculate, such as a sum of percentages."""
    if word != "share":
        return diagnose("type/not-added-up", span, "value", field=word, record=record)
    ways = [
        f"share by {measure} of … where …"
        for measure in ("mass", "cost", "landed-cost")
        if measure in measures
    ]
    if ways:
        return diagnose("type/not-added-up", span, a_share_with_its_measure=ways)
    return diagnose(
        "type/not-added-up",
        span,
        "owner" if record == "owner" else "stage" if record == "stage" else "other-share",
        record=record,
        field=word,
    )


def words_of_days(
    operator: ComparisonOperator, found: Type, span: Span, right: Span, *, of_days: bool, negated: bool
) -> Diagnostic:
    """Return the diagnostic for `is less than` with a date, or for `is before` with another value."""
    used, meant = (operator.of_days, operator.words) if of_days else (operator.words, operator.of_days)
    negation = "not " if negated else ""
    return diagnose(
        "type/mismatch",
        span,
        "dates-only" if of_days else "date",
        also=[right],
        a_kind_of_value=found,
        comparison=f"is {negation}{used}",
        corrected_comparison=f"is {negation}{meant} …",
    )
