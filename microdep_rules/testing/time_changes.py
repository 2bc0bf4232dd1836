"""Mutations of the days of rules, parameters and measures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ir
from microdep_rules.testing.operators import DAY, SHIFT, PackChange, neighbouring_days, neighbouring_numbers
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Iterator


def moved_ends(stretch: ir.Stretch) -> Iterator[tuple[str, str, ir.Stretch]]:
    """Yield for each dated end of a period its name, a description of the change, and the new period."""
    for end in ("start", "through", "before"):
        when = getattr(stretch, end)
        if isinstance(when, ir.RuleMoment) and when.date is not None:
            for description, day in neighbouring_days(when.date):
                yield end, f"{when.date} is {description}", replace(stretch, **{end: ir.RuleMoment(date=day)})


def day_after(stretch: ir.Stretch) -> date | None:
    """Return the first day after a period."""
    if stretch.through is not None and stretch.through.date is not None:
        return days_later(stretch.through.date, 1)
    return stretch.before.date if stretch.before is not None else None


def window_changes(node: ir.InForce) -> Iterator[PackChange]:
    """Yield mutations of the days between which a rule is in force."""
    for _, description, stretch in moved_ends(node.stretch):
        yield PackChange(DAY, description, node, replace(node, stretch=stretch))


def parameter_changes(node: ir.Parameter) -> Iterator[PackChange]:
    """Yield mutations of the day or the number of a parameter."""
    if isinstance(node.value, date):
        for description, day in neighbouring_days(node.value):
            yield PackChange(DAY, f"{node.value} is {description}", node, replace(node, value=day))
    elif isinstance(node.value, Fraction):
        for description, other in neighbouring_numbers(node.value):
            yield PackChange(SHIFT, f"{description} by 1 %", node, replace(node, value=other))


def timeline_changes(node: ir.StatusTimeline) -> Iterator[PackChange]:
    """Yield mutations of the days of statuses.

    The end of a status and the start of the next status are moved together.
    """
    for at, row in enumerate(node.rows):
        for end, description, stretch in moved_ends(row.stretch):
            if end == "start" and at > 0:
                continue  # moved together with the end of the previous row
            rows = list(node.rows)
            rows[at] = replace(row, stretch=stretch)
            begins = day_after(stretch) if end != "start" else None
            if begins is not None and at + 1 < len(rows):
                after = rows[at + 1]
                next_one = replace(after.stretch, start=ir.RuleMoment(date=begins))
                rows[at + 1] = replace(after, stretch=next_one)
            yield PackChange(DAY, description, node, replace(node, rows=tuple(rows)))
