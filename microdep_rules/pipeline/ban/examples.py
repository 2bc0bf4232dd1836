"""Companies and days for the examples of a pack that bans the companies of a spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.engine.register import Register
from microdep_rules.workspace.ban_pack import (
    BanExamples,
    BanScope,
    DatedCompany,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.lang import ir

MOST_TRIED = 10
"""Largest number of companies of a long list that the program tries for the examples of a first day."""
MOST_DAYS = 12
"""Largest number of first days of bans for which the pack has examples."""
LONG = 200
"""Number of companies from which a list is long: the pack then has examples of one first day only."""
OTHERS = ("Example Works", "Ordinary Components", "Zenith Quux", "Plover and Sons")
"""Invented companies for examples that pass.

The program uses the first company that is not similar to a banned name.
"""


def choose_examples(
    companies: Sequence[tuple[ir.Company, tuple[date, date]]], scope: BanScope | None
) -> BanExamples:
    """Return the companies and days for the examples of the pack.

    Most examples use a company that is always banned. If every company has a first or last day, the examples
    state a day of the ban.
    """
    start = scope.start.day if scope is not None and scope.start is not None else None
    register = Register([company for company, _ in companies])
    other = next((text for text in OTHERS if not register.like(text)), OTHERS[0])
    always = [company for company, days in companies if days == (date.min, date.max)]
    banned, banned_on = always[0] if always else companies[0][0], None
    if not always:
        with_day = [(company, _banned_day(days, start)) for company, days in companies]
        banned, banned_on = next((entry for entry in with_day if entry[1] is not None), with_day[0])
    named = next((name for name in banned.names[1:] if _quotable(name) == name), "")
    return BanExamples(
        _quotable(banned.names[0]),
        other,
        named,
        banned_on,
        len(always) < len(companies),
        _with_different_days(companies, start),
    )


def _with_different_days(
    companies: Sequence[tuple[ir.Company, tuple[date, date]]], start: date | None
) -> tuple[DatedCompany, ...]:
    """Return a company for each first day of a ban; of a long list, return only one company."""
    is_long = len(companies) > LONG
    by_day: dict[date, DatedCompany] = {}
    for at, (_, (first, _)) in enumerate(companies[: MOST_TRIED if is_long else LONG]):
        is_enough = len(by_day) >= (1 if is_long else MOST_DAYS)
        if not is_enough and first not in by_day and (dated := _dated(at, companies, start)) is not None:
            by_day[first] = dated
    return tuple(by_day.values())


def _dated(
    at: int, companies: Sequence[tuple[ir.Company, tuple[date, date]]], start: date | None
) -> DatedCompany | None:
    """Return a company for examples around the first day of its ban; `None` if another name is similar."""
    company, (first, last) = companies[at]
    if not date.min < first <= last or (start is not None and first <= start):
        return None
    others = Register([other for place, (other, _) in enumerate(companies) if place != at])
    if any(others.like(name) for name in company.names):
        return None
    return DatedCompany(_quotable(company.names[0]), first)


def _banned_day(days: tuple[date, date], start: date | None) -> date | None:
    """Return a day on which a ban from `start` applies to a company; `None` if there is no such day."""
    first, last = days
    day = max(first, start) if start is not None else first if first > date.min else last
    return day if day <= last else None


def _quotable(name: str) -> str:
    """Return a name without quotation marks, because a text in a rule file cannot contain quotation marks."""
    return " ".join(name.replace('"', " ").split())
