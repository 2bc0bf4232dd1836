"""Exact arithmetic: dates by the calendar, money by the exchange rates of the context."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.evidence_validity import exact_date
from microdep_rules.engine.calendar import later_day
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.values import Interval, Unknown, add, over, subtract, times
from microdep_rules.lang import ir
from microdep_rules.lang.operators import ArithmeticOperator

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.engine.state import Scope, State


RESULTS: dict[ArithmeticOperator, Callable[[Interval, Interval], Interval | Unknown]] = {
    ArithmeticOperator.PLUS: add,
    ArithmeticOperator.MINUS: subtract,
    ArithmeticOperator.TIMES: times,
    ArithmeticOperator.OVER: over,
}
SPREAD = 4
"""Number of days that `moved_back` adds on each side of its result, for each calculation.

A date that is moved forward by months and back again can differ from the original date.
"""


def calculation(engine: State, node: ir.Calculation, scope: Scope) -> Reading:
    """Return the result of a calculation such as `a + b`; unknown with a reason if there is no result."""
    left, right = engine.value(node.left, scope), engine.value(node.right, scope)
    facts = (*left.facts, *right.facts)
    missing = (*left.missing, *right.missing)
    a, b = left.value, right.value
    if (
        isinstance(a, Interval)
        and isinstance(b, Interval)
        and node.operator is not ArithmeticOperator.TIMES
        and a.unit != b.unit
        and a.unit
        and b.unit
    ):
        a = converted(engine, a, b.unit)
    if not isinstance(a, Interval) or not isinstance(b, Interval):
        reason = next((x.reason for x in (a, b) if isinstance(x, Unknown)), "")
        return Reading(Unknown(reason), facts, missing)
    if node.type.kind == "date":
        return Reading(_shifted_date(a, node), facts, missing)
    return Reading(RESULTS[node.operator](a, b), facts, missing)


OLDEST_RATE = (5, "year")
"""Maximum age of an exchange rate: an older rate is not used on the date by which the rule is judged."""


def converted(engine: State, value: Interval, unit: str) -> Interval | Unknown:
    """Convert an amount of money to the currency `unit`.

    The rate is the latest rate of the contract facts on or before the rule's date. A rate older than
    `OLDEST_RATE` is not used. No amount is rounded to 0.
    """
    rates = []
    for entry in engine.contract().data.get("exchange_rates") or ():
        when = exact_date(entry.get("date"))
        if when is not None:
            engine.calendar.boundaries.add(when)
        if when is not None and engine.day.day is not None and when > engine.day.day:
            continue
        rate = Fraction(entry["rate"])
        if rate <= 0:
            continue
        if (entry.get("from"), entry.get("to")) == (value.unit, unit):
            rates.append((when or date.min, rate))
        elif (entry.get("to"), entry.get("from")) == (value.unit, unit):
            rates.append((when or date.min, 1 / rate))
    if not rates:
        return Unknown(f"no exchange rate from {value.unit} to {unit} is given")
    latest = max(when for when, _ in rates)
    if latest > date.min and engine.day.day is not None:
        last = later_day(latest, *OLDEST_RATE)
        engine.calendar.turns_after(last)
        if engine.day.day > last:
            return Unknown(f"the latest exchange rate from {value.unit} to {unit} is dated {latest}")
    factors = {factor for when, factor in rates if when == latest}
    if len(factors) > 1:
        return Unknown(f"several exchange rates from {value.unit} to {unit} are given for one day")
    factor = factors.pop()
    low = None if value.low is None else value.low * factor
    high = None if value.high is None else value.high * factor
    return Interval(low, high, unit)


def _shifted_date(start: Interval, node: ir.Calculation) -> Interval | Unknown:
    """Return a date that is some days, weeks, months or years before or after a date, by the calendar."""
    sign = 1 if node.operator is ArithmeticOperator.PLUS else -1
    low, high = (None if end is None else _shifted_day(end, node, sign) for end in (start.low, start.high))
    return Interval(low, high, "day")


def moved_back(node: ir.Value, end: Fraction) -> range:
    """Return the possible days of the variable in `node` if the calculation gives the day `end`.

    For example, if `delivery + 3 months` gives `end`, the result contains the possible delivery dates.
    Because months differ in length, the range has a few more days than necessary. The extra days do not
    change results.
    """
    around = 0
    while isinstance(node, ir.Calculation):
        end = _shifted_day(end, node, -1 if node.operator is ArithmeticOperator.PLUS else 1)
        around += SPREAD
        node = node.left
    return range(max(1, int(end) - around), int(end) + around + 2)


def _shifted_day(ordinal: Fraction, node: ir.Calculation, sign: int) -> Fraction:
    """Return a day moved forward or back by the calendar, limited to the range of the calendar."""
    assert isinstance(node.right, ir.Constant)
    assert isinstance(node.right.value, Fraction)
    unit = node.right.type.detail.rstrip("s")
    many = sign * int(node.right.value)
    return Fraction(later_day(date.fromordinal(int(ordinal)), many, unit).toordinal())
