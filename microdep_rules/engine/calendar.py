"""Dates of rules, and the table entries and statuses that apply on these dates.

Evaluation never reads the clock of the computer. Whenever a value depends on the date, the dates on which the
value changes are stored. Between two stored dates, a result cannot change.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field

from microdep_rules.engine.values import Interval, MissingFact, Truth, Unknown
from microdep_rules.vocabulary.days import LAST, days_later

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.recorder import Recorder
    from microdep_rules.lang import ir

Found = TypeVar("Found")
Entries = tuple[list["ir.Entry"], str]
"""Entries of a table, and a text that states why the table has no entries (empty if it has entries)."""

NEVER = date.max
FAR = LAST


class RuleDate(Struct, frozen=True):
    """Date by which a rule is judged, and the kind of this date, such as the delivery date.

    `assumed` is true if the check date replaces a missing date.
    """

    day: date | None
    basis: str
    assumed: bool = False
    missing: tuple[MissingFact, ...] = ()
    between: tuple[date, date] | None = None
    """First and last possible day of a partly known date."""


def holds_until(turns: frozenset[date], day: RuleDate, other: RuleDate) -> bool:
    """Return whether a result for `day` is also valid for the date `other`.

    `turns` contains the days on which the result can change.
    """
    first, last = day.day, other.day
    if first is None or last is None:
        return day == other
    if not turns or first == last:
        return True
    if last < first:
        first, last = last, first
    return not any(first < turn <= last for turn in turns)


class Calendar(Struct):
    """Reader of the dated values of a pack on a day; it stores the days on which these values can change."""

    parameters: dict[str, Fraction | date | str | bool | None]
    boundaries: set[date] = field(default_factory=set)
    looked_up: dict[tuple[str, date | None], tuple[Entries, frozenset[date]]] = field(default_factory=dict)
    """Cache of the entries that apply to a table on a day, with the dates on which the entries change."""
    recorder: Recorder | None = None

    def with_dates(self, compute: Callable[[], Found]) -> tuple[Found, frozenset[date]]:
        """Return the result of `compute`, with the dates on which the result can change.

        The dates are also added to `boundaries` of this calendar.
        """
        before, self.boundaries = self.boundaries, set()
        try:
            result = compute()
        finally:
            dates = self.boundaries
            before |= dates
            self.boundaries = before
        return result, frozenset(dates)

    def moment(self, when: ir.RuleMoment | None) -> date | None:
        """Return the date of a moment in a rule, such as `from 2027-06-30`; None if no moment is stated.

        For a date that the pack does not know yet, the result is the last day of the calendar.
        """
        if when is None:
            return None
        if when.date is not None:
            return when.date
        if when.choice:
            days = [self.moment(part) or NEVER for part in when.parts]
            return (max if when.choice == "later" else min)(days)
        value = self.parameters.get(when.parameter)
        return value if isinstance(value, date) else NEVER

    def bounds(self, stretch: ir.Stretch) -> tuple[date | None, date | None]:
        """Return the first day of a period, and the first day after the period; None for an open end.

        The calendar stores both days as days on which a result can change.
        """
        start = self.moment(stretch.start)
        end = self.moment(stretch.before)
        through = self.moment(stretch.through)
        if through is not None and through < NEVER:
            end = days_later(through, 1)
        for boundary in (start, end):
            if boundary is not None and boundary < NEVER:
                self.boundaries.add(boundary)
        return start, end

    def holds(self, stretch: ir.Stretch, day: date | None) -> Truth:
        """Return whether a day is in a period.

        If the day is unknown, the result is unknown, except for a period without bounds.
        """
        start, end = self.bounds(stretch)
        if day is None:
            return True if start is None and end is None else None
        return (start is None or day >= start) and (end is None or day < end)

    def entries(self, table: ir.Table, day: date | None) -> Entries:
        """Return the entries of a table that may apply on a day; if there are none, a text states why."""
        self._record(table.name, day)
        key = (table.name, day)
        if key not in self.looked_up:
            self.looked_up[key] = self.with_dates(lambda: self._entries(table, day))
        entries, turns = self.looked_up[key]
        self.boundaries |= turns
        return entries

    def _record(self, name: str, day: date | None) -> None:
        if self.recorder is not None and day is not None:
            self.recorder.days_of[name].add(day)

    def _entries(self, table: ir.Table, day: date | None) -> Entries:
        entries = [e for e in table.entries if self.holds(e.stretch, day) is not False]
        if table.covers is not None:
            self.turns_after(table.covers)
            if day is not None and day > table.covers:
                return [], f"`{table.name}` is only known through {table.covers}"
        if not entries and table.carry_forward and day is not None:
            entries = self._last(table, day)
        if entries:
            return entries, ""
        starts = [self.bounds(e.stretch)[0] for e in table.entries]
        first = min((s for s in starts if s is not None), default=None)
        if day is not None and first is not None and day < first:
            return [], f"`{table.name}` begins on {first}"
        ends = [self.bounds(e.stretch)[1] for e in table.entries]
        known = [end for end in ends if end is not None]
        if day is not None and known and len(known) == len(ends) and max(known) <= day:
            last = days_later(max(known), -1)
            return [], f"`{table.name}` has no entry for {day}, because it ends on {last}"
        return [], f"`{table.name}` has no entry for {day}"

    def turns_after(self, last: date) -> None:
        """Store the day after `last` as a day on which results can change."""
        if last < NEVER:
            self.boundaries.add(days_later(last, 1))

    def turns(self, table: ir.Table) -> list[date]:
        """Return one day from each period in which the entries of a table do not change."""
        ends = {end for entry in table.entries for end in self.bounds(entry.stretch)}
        if table.covers is not None:
            ends.add(days_later(table.covers, 1))
        return [date.min, *sorted(end for end in ends if end is not None)]

    def always(self, table: ir.Table, entries: list[ir.Entry]) -> bool:
        """Return whether every day of the calendar is in the period of at least one of the given entries."""
        if table.covers is not None:
            return False
        reached = self._first_uncovered_day([entry.stretch for entry in entries])
        return reached is None or (table.carry_forward and reached > date.min)

    def _first_uncovered_day(self, stretches: list[ir.Stretch]) -> date | None:
        """Return the first day that is in none of the periods; None if every day is in a period."""
        reached: date | None = date.min
        for start, end in sorted(map(self.bounds, stretches), key=lambda period: period[0] or date.min):
            if reached is not None and (start or date.min) <= reached:
                reached = None if end is None else max(reached, end)
        return reached

    def _last(self, table: ir.Table, day: date) -> list[ir.Entry]:
        ended = [(self.bounds(e.stretch)[1], e) for e in table.entries]
        past = [(end, e) for end, e in ended if end is not None and end <= day]
        if not past:
            return []
        latest = max(end for end, _ in past)
        return [e for end, e in past if end == latest]

    def status(self, timeline: ir.StatusTimeline, day: date | None) -> tuple[Truth, str]:
        """Return whether a measure of law is in force on a day, with its status, such as `in_force`.

        If several statuses are possible or none is recorded, the result is unknown.
        """
        states = self.states(timeline, day)
        if len(states) > 1 or states == {"unknown"}:
            return None, "unknown"
        (state,) = states
        return (True, state) if state == "in_force" else (False, state)

    def states(self, timeline: ir.StatusTimeline, day: date | None) -> frozenset[str]:
        """Return the possible statuses of a measure of law on a day; `unknown` if no status is recorded."""
        self._record(timeline.name, day)
        statuses = {row.status for row in timeline.rows if self.holds(row.stretch, day) is not False}
        gap = day is None and self._first_uncovered_day([row.stretch for row in timeline.rows]) is not None
        return frozenset({*statuses, "unknown"} if gap or not statuses else statuses)


def rule_date(in_force: ir.InForce | None, reader: FactReader, as_of: date, forced: date | None) -> RuleDate:
    """Return the date by which a rule is judged, such as the delivery date.

    If `forced` is given, it replaces this date. The search for later changes of a verdict uses `forced`.
    """
    from microdep_rules.lang.ir import Type

    if in_force is None or in_force.basis == "as of":
        return RuleDate(forced or as_of, "as of")
    basis = in_force.basis
    contract = reader.bom.context
    lack: tuple[MissingFact, ...]
    if contract is not None:
        reading = reader.read(contract, f"contract.{basis}", basis, Type("date"))
        lack = reading.missing
        value = reading.value
        if isinstance(value, Interval) and value.is_exact and value.low is not None:
            return RuleDate(forced or date.fromordinal(int(value.low)), basis)
    else:
        lack = (MissingFact(f"contract.{basis}", "contract", f"/{basis}", "contract", "", "context"),)
        value = Unknown()
    if in_force.else_check_date and isinstance(value, Unknown):
        return RuleDate(forced or as_of, basis, assumed=True, missing=lack)
    if forced is None and isinstance(value, Interval) and value.low is not None and value.high is not None:
        ends = (date.fromordinal(int(value.low)), date.fromordinal(int(value.high)))
        return RuleDate(None, basis, missing=lack, between=ends)
    return RuleDate(forced, basis, missing=lack)


def later_day(start: date, many: int, unit: str) -> date:
    """Return the day some days, weeks, months or years after a day, within the range of the calendar."""
    if unit not in {"month", "year"}:
        return days_later(start, many * (7 if unit == "week" else 1))
    months = start.year * 12 + start.month - 1 + many * (12 if unit == "year" else 1)
    if not date.min.year * 12 <= months < date.max.year * 12:
        return date.min if months < date.max.year else date.fromordinal(FAR)
    return _day_in(months // 12, months % 12 + 1, start.day)


def _day_in(year: int, month: int, day_number: int) -> date:
    """Return a day of a month; if the month has no such day, return the first day of the next month."""
    try:
        return date(year, month, day_number)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)
