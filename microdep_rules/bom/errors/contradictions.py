"""Diagnostics for statements of a document that cannot all be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST_NAMED = 3
"""Largest number of contents that a message names."""


def two_amounts(kind: str, component: str, amounts: tuple[str, str], again: Span, first: Span) -> Diagnostic:
    """Return the error for two costs of one kind for one component."""
    one, other = amounts
    return diagnose(
        "bom/contradiction",
        again,
        "two-amounts",
        also=[first],
        kind=kind,
        name=component,
        first=one,
        second=other,
    )


def two_rates(pair: tuple[str, str, str], rates: tuple[str, str], again: Span, first: Span) -> Diagnostic:
    """Return the error for two exchange rates of one pair of currencies on one day."""
    source, target, day = pair
    one, other = rates
    return diagnose(
        "bom/contradiction",
        again,
        "two-rates",
        also=[first],
        source=source,
        target=target,
        day=day,
        first=one,
        second=other,
    )


def not_free_of(word: str, holder: str, held: str, at: Span, there: Span) -> Diagnostic:
    """Return the error for a component that contains a substance of which it is stated to be free."""
    if held == word:
        return diagnose("bom/contradiction", at, "not-free", also=[there], name=holder, word=word)
    return diagnose(
        "bom/contradiction",
        at,
        "not-free-of-content",
        also=[there],
        name=holder,
        word=word,
        substance=held,
    )


def two_countries(
    name: str, countries: tuple[str, str], by: tuple[str, str], first: Span, again: Span
) -> Diagnostic:
    """Return the warning for two different places of one component.

    `by` are the words for the fields that state them.
    """
    return diagnose(
        "bom/contradiction",
        first,
        also=[again],
        name=name,
        first=countries[0],
        first_field=by[0],
        second=countries[1],
        second_field=by[1],
    )


def two_makers(
    name: str, companies: tuple[str, str], by: tuple[str, str], first: Span, again: Span
) -> Diagnostic:
    """Return the warning for two companies that are each stated to make a whole component."""
    return diagnose(
        "bom/contradiction",
        first,
        "manufacturers",
        also=[again],
        name=name,
        first=companies[0],
        first_field=by[0],
        second=companies[1],
        second_field=by[1],
    )


def one_company_twice(first_name: str, name: str, field: str, again: Span, first: Span) -> Diagnostic:
    """Return the warning for two records of one company with different statements."""
    fields = "countries" if field == "country" else field
    return diagnose(
        "bom/contradiction", again, "one-company", also=[first], first=first_name, second=name, field=fields
    )


def other_substance(
    name: str, stated: str, field: str, others: list[str], at: Span, there: Span
) -> Diagnostic:
    """Return the warning for a material with a field of another substance."""
    other = " or ".join(map(quoted, others)) or "another"
    return diagnose(
        "bom/contradiction",
        at,
        "substance",
        also=[there],
        name=name,
        stated=stated,
        field=field,
        other=other,
    )


def costs_more_than_whole(
    whole: str, amounts: tuple[str, str], pieces: list[str], at: Span, there: Span
) -> Diagnostic:
    """Return the warning for a component, or its contract, that costs less than its contents."""
    amount, more = amounts
    if not pieces:
        return diagnose(
            "bom/contradiction",
            at,
            "cost-below-contents",
            also=[there],
            subject=whole,
            amount=amount,
            more=more,
        )
    contents = " and ".join(pieces[:MOST_NAMED]) + (" and others" if len(pieces) > MOST_NAMED else "")
    return diagnose(
        "bom/contradiction",
        at,
        "cost-below-named-contents",
        also=[there],
        subject=whole,
        amount=amount,
        more=more,
        contents=contents,
    )


def worked_elsewhere(name: str, countries: tuple[str, str], at: Span, there: Span) -> Diagnostic:
    """Return the warning for a piece of material made in one country and processed in another."""
    stated, worked = countries
    return diagnose(
        "bom/contradiction", at, "worked-elsewhere", also=[there], name=name, stated=stated, worked=worked
    )


def fact_against_fact(name: str, statements: tuple[str, str], at: Span, there: Span) -> Diagnostic:
    """Return the warning for two contradicting facts of a record, or of an end item and its contract."""
    fact, other = statements
    return diagnose("bom/contradiction", at, "facts", also=[there], name=name, fact=fact, other=other)


def sort_against_stage(stated: tuple[str, str], stage: str, at: Span, there: Span) -> Diagnostic:
    """Return the warning for a class or function whose components never have a listed stage."""
    field, word = stated
    return diagnose(
        "bom/contradiction", at, "kind-and-stage", also=[there], field=field, word=word, stage=stage
    )


def named_otherwise(
    text: str, stated: tuple[str, str], instead: str | None, at: Span, there: Span
) -> Diagnostic:
    """Return the warning for a name or part number with another class or function than the stated one."""
    field, word = stated
    if instead is None:
        return diagnose(
            "bom/contradiction", at, "excluded-name", also=[there], text=text, field=field, word=word
        )
    return diagnose(
        "bom/contradiction",
        at,
        "other-name",
        also=[there],
        text=text,
        field=field,
        named=instead,
        word=word,
    )


def named_besides(text: str, stated: tuple[str, str], joined: str, at: Span, there: Span) -> Diagnostic:
    """Return the warning for a name with an additional function of the component."""
    field, word = stated
    return diagnose(
        "bom/contradiction",
        at,
        "second-function",
        also=[there],
        text=text,
        function=joined,
        field=field,
        word=word,
    )


def absent_though_named(name: str, substance: str, at: Span, there: Span) -> Diagnostic:
    """Return the warning for a component stated not to contain the substance that its words name."""
    return diagnose("bom/contradiction", at, "absent-by-name", also=[there], name=name, substance=substance)
