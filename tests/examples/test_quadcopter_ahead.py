"""What the look-ahead announces for the quadcopter is what an evaluation on that day finds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.each import SAMPLED, sample_of
from tests.examples.quadcopter import delivered, outcomes, verdicts

if TYPE_CHECKING:
    from microdep_rules.engine.outcome import Outcome

START = date(2026, 12, 12)
HORIZON = 731
BOUNDARIES = (date(2027, 1, 1), date(2028, 4, 1))
"""The days on which something changes: the law counts more stages, and the determination has ended."""
AROUND = 1 if SAMPLED else 6


def days() -> list[date]:
    """Every day around each boundary, and the first of the months between and after."""
    near = {b + timedelta(days=n) for b in BOUNDARIES for n in range(-AROUND, AROUND + 1)}
    months = {date(year, month, 1) for year in (2027, 2028) for month in sample_of((2, 5, 8, 11), 4)}
    return sorted({START, *near, *months, START + timedelta(days=HORIZON)})


@cache
def announced() -> list[Outcome]:
    """What is said on the first day, with what changes later."""
    return outcomes(delivered(START), START, horizon=HORIZON)


def test_the_days_begin_where_the_look_ahead_does() -> None:
    assert START == days()[0]


def test_it_announces_changes_on_the_boundaries_and_on_no_other_day() -> None:
    assert set(BOUNDARIES) == {change.day for each in announced() for change in each.changes}


def test_a_change_on_the_last_day_of_the_horizon_is_announced_and_one_on_the_day_after_is_not() -> None:
    until = (BOUNDARIES[0] - START).days
    found = [outcomes(delivered(START), START, horizon=days) for days in (until - 1, until)]
    reported = [{change.day for each in some for change in each.changes} for some in found]
    assert [set(), {BOUNDARIES[0]}] == reported


@pytest.mark.parametrize("day", days(), ids=str)
def test_what_is_announced_for_a_day_is_found_on_that_day(day: date) -> None:
    found = outcomes(delivered(day), day)
    assert verdicts(announced(), day) == verdicts(found)
