"""Shares of cost when some costs or some answers are missing: what every completion agrees on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.oracles.logic import Truth

Weighed = tuple["Truth", Decimal | None]
"""Whether an element matches, and its cost; a cost that is missing is 0 to any amount."""

Interval = tuple[Decimal, Decimal | None]
"""The least and the most; without a most there is no limit."""


def exceeds(elements: Iterable[Weighed], percent: Decimal) -> Truth:
    """Whether what matches is more than so many per cent of the whole."""
    weighed = list(elements)
    if not weighed:
        return None
    if all(match is False for match, _ in weighed):
        return False
    if all(match is True for match, _ in weighed):
        return True
    inside, outside, either = (
        sum((cost for match, cost in weighed if match is sort and cost is not None), Decimal(0))
        for sort in (True, False, None)
    )
    whole = inside + outside + either
    others_grow = any(cost is None and match is not True for match, cost in weighed)
    grows = any(cost is None and match is not False for match, cost in weighed)
    if not others_grow and whole and inside * 100 > percent * whole:
        return True
    return False if not grows and whole and (inside + either) * 100 <= percent * whole else None


def interval(elements: Iterable[Weighed], *, still_open: bool) -> Interval:
    """The least and the most that matching elements cost together."""
    weighed = [(match, cost) for match, cost in elements if match is not False]
    least = sum((cost for match, cost in weighed if match is True and cost is not None), Decimal(0))
    if still_open or any(cost is None for _, cost in weighed):
        return least, None
    return least, sum((cost for _, cost in weighed if cost is not None), Decimal(0))


def ratio_exceeds(part: Interval, whole: Interval, percent: Decimal) -> Truth:
    """Whether a cost is more than so many per cent of another."""
    if part[1] is not None and (part[1] == 0 or part[1] * 100 <= percent * whole[0]):
        return False
    return True if whole[1] is not None and part[0] * 100 > percent * whole[1] else None


def ratio_is_below(part: Interval, whole: Interval, percent: Decimal) -> Truth:
    """Whether a cost is less than so many per cent of another."""
    if part[1] is not None and (part[1] == 0 or part[1] * 100 < percent * whole[0]):
        return True
    known = whole[1] is not None and part[0] > 0
    return False if known and part[0] * 100 >= percent * (whole[1] or 0) else None
