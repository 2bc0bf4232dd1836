"""Sentences about documents of cited facts: figures and dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors.quoting import quoted
from microdep_rules.diagnostics import Diagnostic, Label, error
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
    """Reference to an entry that the file does not have."""
    kind = _NAMES[list_name]
    near = nearest(id_, known)
    found = "did you mean " + " or ".join(f"`{each}`" for each in near[:3]) + "?" if near else ""
    return error(
        "cited/unknown-reference",
        f"there is no {kind} with the id {quoted(id_)}",
        Label(at, f"no such {kind}"),
        help=found or f"add it to `{list_name}`, or name one that is in the list",
    )


def id_twice(id_: str, list_name: str, again: Span, first: Span) -> Diagnostic:
    """Two entries of one list with the same id."""
    return error(
        "cited/id-twice",
        f"two entries of `{list_name}` have the id {quoted(id_)}",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help="give one of them another id",
    )


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
        help=found or f"write a word of the list `{vocabulary}` in docs/words.md",
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


def off_the_route(stage: str, route: Collection[str], at: Span) -> Diagnostic:
    """Stage of a facility that the route of the dossier does not have."""
    return error(
        "cited/off-the-route",
        f"{quoted(stage)} is not a stage of the route of this dossier",
        Label(at, "not on the route"),
        help=f"write a stage of the route ({', '.join(list(route)[:9])}), or add it to `route`",
    )
