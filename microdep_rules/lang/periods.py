"""Days of the periods and date terms in a loaded pack."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.lang import ir


def day_of(parameters: Mapping[str, ir.Parameter], when: ir.RuleMoment | None, otherwise: date) -> date:
    """Return the day of a date term, which may be the value of a parameter; without a term, `otherwise`.

    For a date parameter with the value `not yet`, return the last possible date (`date.max`).
    """
    if when is None:
        return otherwise
    if when.date is not None:
        return when.date
    if when.choice:
        days = [day_of(parameters, part, otherwise) for part in when.parts]
        return (max if when.choice == "later" else min)(days)
    known = parameters.get(when.parameter)
    return known.value if known is not None and isinstance(known.value, date) else date.max


def days_of(parameters: Mapping[str, ir.Parameter], period: ir.Stretch) -> tuple[date, date]:
    """Return the first and the last day of a period, with the parameters' values for its date parameters."""
    first = day_of(parameters, period.start, date.min)
    last = day_of(parameters, period.through, date.max)
    if period.before is not None:
        end = day_of(parameters, period.before, date.max)
        last = min(last, days_later(end, -1))
    return first, last
