"""Mutations of days: of rules, parameters, measures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ir
from microdep_rules.testing.change import DAY, SHIFT, Change, beside, near
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Iterator


def moved(stretch: ir.Stretch) -> Iterator[tuple[str, str, ir.Stretch]]:
    """Yield the moved end of a stretch, its description, and the new stretch."""
    for end in ("start", "through", "before"):
        when = getattr(stretch, end)
        if isinstance(when, ir.When) and when.date is not None:
            for told, day in beside(when.date):
                yield end, f"{when.date} is {told}", replace(stretch, **{end: ir.When(date=day)})


def first_after(stretch: ir.Stretch) -> date | None:
    """Return the first day after a stretch."""
    if stretch.through is not None and stretch.through.date is not None:
        return days_later(stretch.through.date, 1)
    return stretch.before.date if stretch.before is not None else None


def of_window(node: ir.InForce) -> Iterator[Change]:
    """Yield other days between which a rule is in force."""
    for _, told, stretch in moved(node.stretch):
        yield Change(DAY, told, node, replace(node, stretch=stretch))


def of_parameter(node: ir.Parameter) -> Iterator[Change]:
    """Yield other days or numbers of a parameter."""
    if isinstance(node.value, date):
        for told, day in beside(node.value):
            yield Change(DAY, f"{node.value} is {told}", node, replace(node, value=day))
    elif isinstance(node.value, Fraction):
        for told, other in near(node.value):
            yield Change(SHIFT, f"{told} by 1 %", node, replace(node, value=other))


def of_timeline(node: ir.StatusTimeline) -> Iterator[Change]:
    """Yield other days of states; where one state ends the next begins, and both are moved."""
    for at, row in enumerate(node.rows):
        for end, told, stretch in moved(row.stretch):
            if end == "start" and at > 0:
                continue  # moved with the end of the row before
            rows = list(node.rows)
            rows[at] = replace(row, stretch=stretch)
            begins = first_after(stretch) if end != "start" else None
            if begins is not None and at + 1 < len(rows):
                after = rows[at + 1]
                next_one = replace(after.stretch, start=ir.When(date=begins))
                rows[at + 1] = replace(after, stretch=next_one)
            yield Change(DAY, told, node, replace(node, rows=tuple(rows)))
