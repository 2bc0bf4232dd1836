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


def other_unit(one: str, other: str, at: Span, first: Span) -> Diagnostic:
    """Ratio of two quantities that are not of one unit."""
    return error(
        "cited/other-unit",
        f"a share of {quoted(other)} is in {quoted(other)}, and this quantity is in {quoted(one)}",
        Label(at, f"in {quoted(one)}"),
        labels=(Label(first, f"in {quoted(other)}"),),
        help="write both quantities in one unit",
    )


def not_more_than_zero(title: str, at: Span) -> Diagnostic:
    """Share of a quantity that may be zero."""
    return error(
        "cited/share-of-zero",
        f"nothing is a share of {quoted(title)}, because it may be 0",
        Label(at, "may be 0"),
        help="write a quantity that is more than 0",
    )


def no_figure(year: int, at: Span) -> Diagnostic:
    """Year of a series without a figure, or with two."""
    return error(
        "cited/no-figure",
        f"the entry for {year} needs either `value` with `source`, or `of` with `out_of`",
        Label(at, "no figure here"),
        help="write the `value` and its `source`, or remove the entry: an empty year is shown as one",
    )


def year_twice(year: int, again: Span, first: Span) -> Diagnostic:
    """Two figures of a series for one year."""
    return error(
        "cited/year-twice",
        f"the series has two figures for {year}",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help="keep one of them; write a range where sources differ",
    )


def unknown_word(word: str, vocabulary: str, near: Collection[str], at: Span) -> Diagnostic:
    """Word that a vocabulary does not have."""
    found = "did you mean " + " or ".join(f"`{each}`" for each in list(near)[:3]) + "?" if near else ""
    return error(
        "cited/unknown-word",
        f"{quoted(word)} is no known {vocabulary}",
        Label(at, "not known"),
        help=found or f"write a word of the list `{vocabulary}` in docs/reference/words.md",
    )


def not_a_country(code: str, at: Span) -> Diagnostic:
    """Code that is of no country."""
    return error(
        "cited/unknown-word",
        f"{quoted(code)} is no country code",
        Label(at, "not known"),
        help="write the code of ISO 3166-1, such as `CN`",
    )


def no_value(field: str, at: Span) -> Diagnostic:
    """Fact with neither a value nor the statement that it is not known."""
    return error(
        "cited/no-value",
        f"{quoted(field)} needs `value` with `source` and `confidence`, or `unknown: true`",
        Label(at, "not complete"),
        help="write the fact with its source, or that it is not known",
    )


def no_unit(at: Span) -> Diagnostic:
    """Capacity of which nobody knows in what it is measured."""
    return error(
        "cited/no-unit",
        "the capacity has a `value` and no `unit`",
        Label(at, "in which unit?"),
        help="write the unit of the source, such as `unit: t/year`, or `unknown: true` in place of the value",
    )


def off_the_route(stage: str, route: Collection[str], at: Span) -> Diagnostic:
    """Stage of a facility that the route of the dossier does not have."""
    return error(
        "cited/off-the-route",
        f"{quoted(stage)} is not a stage of the route of this dossier",
        Label(at, "not on the route"),
        help=f"write a stage of the route ({', '.join(list(route)[:9])}), or add it to `route`",
    )


def stage_twice(stage: str, again: Span, first: Span) -> Diagnostic:
    """Two statements of one facility on whether one stage runs."""
    return error(
        "cited/stage-contradicts",
        f"the facility states twice whether {quoted(stage)} runs",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help="keep one of them; if they are two plants, write two facilities",
    )


def runs_with_nothing(at: Span, status: Span) -> Diagnostic:
    """Stage that is stated to run, with a capacity of 0."""
    return error(
        "cited/stage-contradicts",
        "the status is `operating` and the capacity is 0",
        Label(at, "nothing is made"),
        labels=(Label(status, "it runs"),),
        help="write `status: stopped`, or the capacity that was found, or `unknown: true`",
    )


def too_sure(confidence: str, at: Span) -> Diagnostic:
    """Fact of which no page was read, and that is stated to be surer than low."""
    return error(
        "cited/no-page-was-read",
        f"the confidence is {quoted(confidence)}, and no page was read: the only source is general knowledge",
        Label(at, "more than `low`"),
        help="write `low`, or name a source that was read",
    )


def one_source(at: Span) -> Diagnostic:
    """Fact of high confidence that one publisher reports, and that no primary text states."""
    return error(
        "cited/surer-than-its-sources",
        "the confidence is `high`, and the only source is one that reports it",
        Label(at, "one report is `medium`"),
        help="write `medium`, or name a primary text, or a second publisher that agrees",
    )


def surer_than_inputs(confidence: str, lowest: str, at: Span) -> Diagnostic:
    """Figure that is computed, and that is stated to be surer than what it is computed from."""
    return error(
        "cited/surer-than-its-sources",
        f"the confidence is {quoted(confidence)}, and a quantity that goes into it has {quoted(lowest)}",
        Label(at, f"more than {quoted(lowest)}"),
        help=f"write {quoted(lowest)}",
    )


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
