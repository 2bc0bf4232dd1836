"""Thresholds and dates of rules that no example tests, either exactly at the boundary or close to it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.periods import days_of
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose
from microdep_rules.testing.mutants import reached_by
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span
    from microdep_rules.testing.lint.subject import LintedPack

THRESHOLDS = (ir.Constant, ir.ParameterValue, ir.TableValue)
NEAR = Fraction(2, 100)
"""Maximum distance of a value close to a threshold, relative to the threshold."""
PERCENTAGE_POINT = Fraction(1, 100)


def find_untested_boundaries(linted: LintedPack) -> Iterator[Diagnostic]:
    """Yield a finding for each threshold or date that examples do not test at the boundary or close to it."""
    yield from _thresholds(linted)
    yield from _dates(linted)


# ---- thresholds ----------------------------------------------------------------------------------


def _thresholds(linted: LintedPack) -> Iterator[Diagnostic]:
    """Yield a finding for each comparison whose threshold examples do not test.

    A threshold needs an example with a value exactly at the threshold, and an example with a value close to
    it.
    """
    by_span: dict[Span, list[ir.Compare]] = {}
    for node in walk(tuple(linted.evaluated())):
        if isinstance(node, ir.Compare) and _has_threshold(node) and linted.is_own(node.span):
            by_span.setdefault(node.span, []).append(node)
    for span, nodes in by_span.items():
        pairs = [(node, pair) for node in nodes for pair in linted.recorder.compared.get(node, ())]
        is_at = any(_is_at(node, *pair) for node, pair in pairs)
        is_beside = any(_is_beside(node, *pair) for node, pair in pairs)
        words = linted.sources[span.path].text[span.start : span.end]
        side = "above" if _flips_above(nodes[0]) else "below"
        condition = " ".join(words.split())
        if not is_at and not is_beside:
            yield diagnose("lint/boundary-not-tested", span, above_or_below=side, condition=condition)
        elif not is_at:
            yield diagnose("lint/boundary-not-tested", span, "at", condition=condition)
        elif not is_beside:
            yield diagnose(
                "lint/boundary-not-tested", span, "beside", above_or_below=side, condition=condition
            )


def _has_threshold(node: ir.Compare) -> bool:
    """Return whether a comparison compares a fact with a threshold."""
    return node.operator.ranks and isinstance(node.left, THRESHOLDS) is not isinstance(node.right, THRESHOLDS)


def _value_and_threshold(node: ir.Compare, left: Fraction, right: Fraction) -> tuple[Fraction, Fraction]:
    """Return the compared value of the fact, then the threshold."""
    return (left, right) if isinstance(node.right, THRESHOLDS) else (right, left)


def _is_at(node: ir.Compare, left: Fraction, right: Fraction) -> bool:
    """Return whether a value is exactly at the threshold.

    A threshold of 0 needs no such value, because an amount of 0 counts as missing.
    """
    value, threshold = _value_and_threshold(node, left, right)
    return threshold in (value, 0)


def _flips_above(node: ir.Compare) -> bool:
    """Return whether the result changes for values just above the threshold, and not just below it."""
    changes_above = node.operator.orders.same is node.operator.orders.below
    return changes_above if isinstance(node.right, THRESHOLDS) else not changes_above


def _is_beside(node: ir.Compare, left: Fraction, right: Fraction) -> bool:
    """Return whether a value is close to the threshold, on the side where the result is different."""
    value, threshold = _value_and_threshold(node, left, right)
    if value == threshold or (value > threshold) is not _flips_above(node):
        return False
    fact = node.left if isinstance(node.right, THRESHOLDS) else node.right
    distance = abs(threshold) * NEAR
    if fact.type.kind == "percent":
        distance = max(distance, PERCENTAGE_POINT)
    if threshold == 0:
        return True
    if value.denominator == threshold.denominator == 1:  # whole numbers such as counts, years and days
        distance = max(distance, Fraction(1)) if fact.type.kind != "date" else Fraction(1)
    return abs(value - threshold) <= distance


# ---- dates ---------------------------------------------------------------------------------------


def _dates(linted: LintedPack) -> Iterator[Diagnostic]:
    """Yield a finding for each untested day on which a period begins or ends.

    The beginning and the end of a period need an example on the day itself, and an example on the day before.
    """
    parameters = linted.pack.parameters
    windows: dict[Span, tuple[ir.InForce, set[date]]] = {}
    for pack in linted.packs:
        for node in walk(pack.rules):
            if isinstance(node, ir.InForce) and linted.is_own(node.span):
                _, days = windows.setdefault(node.span, (node, set()))
                days |= linted.recorder.days_in_force.get(node, set())
    for span, (window, days) in windows.items():
        yield from _untested_days(span, _boundary_days(days_of(parameters, window.stretch)), days, _always)
    periods = _periods(linted)
    for table in linted.tables():
        days = linted.recorder.days_of.get(table.name, set())
        turns: dict[date, Span] = {}
        for entry in table.entries:
            for turn in _boundary_days(days_of(parameters, entry.stretch)):
                turns.setdefault(turn, entry.span)
        is_read = partial(_is_within, periods[table.name])
        for turn, span in turns.items():
            yield from _untested_days(span, [turn], days, is_read)


def _periods(linted: LintedPack) -> dict[str, list[tuple[date, date]]]:
    """Return for each table the periods in which a rule that reads the table is in force."""
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for pack in linted.packs:
        for rule in pack.rules:
            period = (date.min, date.max)
            if rule.in_force is not None:
                period = days_of(linted.pack.parameters, rule.in_force.stretch)
            for kind, name in reached_by(pack, rule):
                if kind == "table":
                    found[name].append(period)
    return found


def _is_within(periods: Iterable[tuple[date, date]], day: date) -> bool:
    return any(first <= day <= last for first, last in periods)


def _always(_: date) -> bool:
    return True


def _boundary_days(days: tuple[date, date]) -> list[date]:
    """Return the first day of a period, and the first day after it."""
    first, last = days
    return [
        *([first] if date.min < first < date.max else []),
        *([days_later(last, 1)] if first <= last < date.max else []),
    ]


def _untested_days(
    span: Span, turns: Iterable[date], days: set[date], is_asked: Callable[[date], bool]
) -> Iterator[Diagnostic]:
    """Yield a finding for each day in `turns` that has no example on the day, or none on the day before.

    A day counts only if rules can be evaluated on this day.
    """
    for turn in turns:
        before = days_later(turn, -1)
        lacks_day = turn not in days and is_asked(turn)
        lacks_before = before not in days and is_asked(before)
        if lacks_day and lacks_before:
            yield diagnose("lint/boundary-not-tested", span, "both-days", day=turn, previous_day=before)
        elif lacks_day:
            yield diagnose("lint/boundary-not-tested", span, "first-day", day=turn, previous_day=before)
        elif lacks_before:
            yield diagnose("lint/boundary-not-tested", span, "day-before", day=turn, previous_day=before)
