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
    return diagnose("bom/unknown-reference", "Answer") if fact else ("Answer", "Fact")
    return error(
        "overlay/column-missing",
        f"there is a column `{there}` and none `{lacking}`",
        Label(at),
        help=f"keep the column `{lacking}` of the list of questions",
    )


def nothing_declared(at: Span, called: Sequence[str]) -> Diagnostic:
    """No column holds anything that could be declared."""
    return error(
        "overlay/column-missing",
        f"no column declares anything; there are {', '.join(map(quoted, called))}",
        Label(at),
        help="name a column `Country of origin`, or two `Stage` and `Country`, or `Fact` and `Answer`",
    )


def row_means_no_part(at: Span) -> Diagnostic:
    """A row declares something and does not say of which part."""
    return error(
        "overlay/row-means-no-part",
        "this row does not say which part it is about",
        Label(at),
        help="write its id, or its part number with its manufacturer",
    )


def row_means_no_step(at: Span) -> Diagnostic:
    """A row answers a question about a step and does not say which."""
    return error(
        "overlay/row-means-no-step",
        "this row does not say which step it is about",
        Label(at),
        help="write the stage, as in the list of questions, into the column `Stage`",
    )


def unknown_fact(name: str, at: Span) -> Diagnostic:
    """A row answers something that cannot be asked."""
    return error(
        "overlay/unknown-fact",
        f"there is no fact {quoted(name)} that a row could answer" if name else "this row names no fact",
        Label(at),
        help="keep the column `Fact` as the list of questions had it, as `component.origin`",
    )


def fact_of_the_deal(name: str, at: Span, *, of_company: bool = False) -> Diagnostic:
    """A row answers what is no fact of a part."""
    where = f"`{name.rpartition('.')[2]}: …`{' below `company:`' if of_company else ''}"
    return warning(
        "overlay/fact-of-the-deal",
        f"{quoted(name)} is a fact of the deal and not of a part, and is left out",
        Label(at),
        help=f"write {where} in the context file, which `--context` names",
    )


def answer_not_read(name: str, because: str, way_out: str, at: Span) -> Diagnostic:
    """A cell does not say what was asked."""
    return error("overlay/answer-not-read", f"{name}: {because}", Label(at), help=way_out)


def columns_not_read(names: Sequence[str], at: Span, *, mapped: bool = False) -> Diagnostic:
    """Columns of which nothing is taken, although others of the table are read."""
    several = "columns are" if len(names) > 1 else "column is"
    by_name = "name the column as in docs/how-to/overlays.md, or as a field of a component"
    return warning(
        "overlay/columns-not-read",
        f"{len(names)} {several} not read: {listed(list(names))}",
        Label(at, "overlay", kind="party", id=id_, near=near, list="parties")


def context_fact(name: str, at: Span, *, of_company: bool = False) -> Diagnostic:
    """Report a fact that belongs to the context file."""
    key = name.rpartition(".")[2]
    return diagnose(
        "overlay/answer-not-read", at, "company-fact" if of_company else "contract-fact", name=name, key=key
    )


def contradiction(field: str, component: str, values: tuple[str, str], at: Span, other: Span) -> Diagnostic:
    """Report two equally specific statements that contradict each other."""
    return diagnose(
        "overlay/conflict",
        at,
        also=(other,),
        field=field,
        component=component,
        here=values[0],
        there=values[1],
    )
