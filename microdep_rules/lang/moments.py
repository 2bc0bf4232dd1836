"""Dates and periods in rules, and the status of a legal measure over time."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import names
from microdep_rules.lang.periods import days_of
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker
    from microdep_rules.source import Span

STATUSES = {"in force": "in_force", "not yet": "not_yet"}


def moment(checker: Checker, node: ast.DateTerm | None) -> ir.RuleMoment | None:
    """Return a date, a date parameter, or the later or earlier of several dates."""
    if node is None:
        return None
    if node.choice:
        parts = tuple(p for p in (moment(checker, part) for part in node.parts) if p is not None)
        return ir.RuleMoment(choice=node.choice, parts=parts)
    if isinstance(node.value, date):
        return ir.RuleMoment(date=node.value)
    assert node.value is not None
    return _date_parameter(checker, node.value)


def _date_parameter(checker: Checker, word: ast.Word) -> ir.RuleMoment | None:
    known = checker.names.parameters.get(word.text)
    if known is None:
        if word.text not in checker.names.broken:
            dates = [n for n, p in checker.names.parameters.items() if p.type.kind == "date"]
            checker.report(names.unknown_name(word.text, word.span, dates, "a date parameter"))
    elif known.type.kind != "date":
        checker.report(diagnose("date/not-a-date", word.span, name=word.text))
    return ir.RuleMoment(parameter=word.text)


def stretch(checker: Checker, window: ast.Window | None, span: Span) -> ir.Stretch:
    """Return the typed period of `from … through …` or `from … before …`; report an end before the start."""
    if window is None:
        return ir.Stretch()
    period = ir.Stretch(
        moment(checker, window.start), moment(checker, window.through), moment(checker, window.before)
    )
    first, last = days_of(checker.names.parameters, period)
    if window.through is not None and window.before is not None:
        checker.report(diagnose("date/backwards", span, "two-ends"))
    elif last < first < date.max:  # a date that is `not yet` known is no error
        checker.report(diagnose("date/backwards", span))
    return period


def measure(checker: Checker, node: ast.Declaration) -> ir.StatusTimeline:
    """Return the status of a legal measure over time, from a `measure` declaration.

    A row without `from` begins on the day after the end of the previous row.
    """
    rows: list[ir.Status] = []
    spans: list[Span] = []
    for row in node.status:
        period = stretch(checker, row.window, row.span)
        if period.start is None and rows:
            last = rows[-1].stretch
            start = last.before
            if last.through is not None and last.through.date is not None:
                start = ir.RuleMoment(date=days_later(last.through.date, 1))
            period = replace(period, start=start)
        spans.append(row.span)
        rows.append(ir.Status(STATUSES.get(row.status, row.status), period))
    for (one, at), (other, where) in combinations(zip(rows, spans, strict=True), 2):
        begins, ends = days_of(checker.names.parameters, one.stretch)
        first, end = days_of(checker.names.parameters, other.stretch)
        if begins <= end and first <= ends and begins <= ends and first <= end:
            checker.report(diagnose("table/overlap", where, also=[at], name=node.name.text))
            break
    cites = node.clause("cites")
    contested = node.clause("contested")
    return ir.StatusTimeline(
        node.span,
        node.name.text,
        cites.values[0].text if cites else "",
        tuple(rows),
        contested.values[0].text if contested else "",
    )
