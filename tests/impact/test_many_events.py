"""Scenarios of many events: each day is what it is by itself, and work grows with the events."""

from __future__ import annotations

import json
from cProfile import Profile
from datetime import date, timedelta
from math import log2
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST = date(2027, 1, 1)
BOM = microdep_rules.load_bom(
    json.dumps(
        {
            "schema": "microdep-bom/1",
            "document": {"product": "t"},
            "components": [
                {
                    "id": "t",
                    "name": "T",
                    "origin": "JP",
                    "restriction_index": 0,
                    "lead_time": {"value": 4, "unit": "weeks"},
                    "children": [{"ref": "m", "quantity": 1}],
                },
                {
                    "id": "m",
                    "name": "Magnet",
                    "origin": "JP",
                    "restriction_index": 0.1,
                    "lead_time": {"value": "4..9", "unit": "weeks"},
                    "materials": [{"id": "ga", "substance": "Ga"}],
                },
            ],
        }
    ).encode()
)
Event = dict[str, Any]


def _day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def _delay(number: int, how: str = "by") -> Event:
    value = {"value": f"{4 + number % 3}..{12 + number % 2}", "likely": 6 + number % 3, "unit": "weeks"}
    return {"delay": {"material": "gallium", how: value}}


LATER: Callable[[int, int], Event] = lambda n, _: {"from": _day(n), **_delay(n)}  # noqa: E731
SHAPES: dict[str, Callable[[int, int], Event]] = {
    "each begins a day later": LATER,
    "all begin together, and each ends a day later": lambda n, _: {
        "from": _day(0),
        "through": _day(n),
        **_delay(n),
    },
    "all begin together, and each ends a day earlier": lambda n, many: {
        "from": _day(0),
        "through": _day(many - n),
        **_delay(n),
    },
    "each begins a day later, and lasts a week": lambda n, _: {
        "from": _day(n),
        "through": _day(n + 7),
        **_delay(n),
    },
    "every fifth takes as long as it says": lambda n, _: {
        "from": _day(n),
        **_delay(n, "by" if n % 5 else "to"),
    },
    "every third raises an index": lambda n, m: (
        LATER(n, m)
        if n % 3
        else {"from": _day(n), "raise_index": {"component": "Magnet", "to": round(0.2 + n / 100, 2)}}
    ),
    "every second cuts a country": lambda n, m: (
        LATER(n, m) if n % 2 else {"from": _day(n), "cut": {"country": ("FR", "DE", "IT", "ES")[n // 2 % 4]}}
    ),
}


def days(events: Sequence[Event], as_of: date = FIRST) -> dict[str, Any]:
    """What a scenario gives on each of its days."""
    scenario = {
        "schema": "microdep-scenario/1",
        "name": "S",
        "events": list(events),
        "simulation": {"runs": 200, "seed": 7, "likely": [{"component": "m", "value": 5, "unit": "weeks"}]},
    }
    found = microdep_rules.scenario(json.dumps(scenario).encode(), [BOM], as_of=as_of)
    return {each["day"]: each["with"] for each in found["scenarios"][0]["products"][0]["days"]}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_day_behind_many_others_is_what_it_is_by_itself(shape: str) -> None:
    events = [SHAPES[shape](number, 12) for number in range(12)]
    found = days(events)
    for number in (0, 5, 8, 11):
        day = _day(number)
        held = [event for event in events if event["from"] <= day <= event.get("through", "9999-12-31")]
        alone = days(held, date.fromisoformat(day))[day]
        for what in ("state", "plan", "simulation"):
            assert alone[what] == found[day][what], (day, what)


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_many_events_take_about_twice_the_work(shape: str) -> None:
    sizes = (10, 20, 40)
    first, second, third = (_calls([SHAPES[shape](number, size) for number in range(size)]) for size in sizes)
    grown = log2((third - second) / (second - first))  # what is done once counts for nothing
    assert grown < 1.6, grown  # 1 is a line, 2 a square; each day also states which events are in effect


def _calls(events: Sequence[Event]) -> int:
    """How many functions are called for a scenario."""
    days(events[:2])  # what is read once
    counting = Profile()
    counting.runcall(days, events)
    return sum(getstat.callcount for getstat in counting.getstats())
