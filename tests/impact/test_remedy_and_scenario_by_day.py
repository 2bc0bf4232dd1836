"""On each day of a scenario `remedy` says what `scenario` says of it, and `impact` where no event holds.

Events that end, that overlap, that begin before the check or end on the day of it; waivers and a law beside.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.each import sample_of
from tests.impact.test_remedy_and_scenario_agree import ALWAYS, WAIVER
from tests.impact.test_remedy_validity import OWN, PACK

if TYPE_CHECKING:
    from pathlib import Path

SCARCE = """
rule scarce
  title       "not scarce"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid      component.restriction_index is more than 0.8

example pass of scarce "not scarce"
  bom     component a, restriction_index 0.1
  expect  pass at a
"""
UNDER = "remedy bom.yaml --scenario s.scenario.yaml"
FIRST = date(2026, 11, 24)
ONE_DAY = timedelta(days=1)
COUNTRIES = ["JP", "KR", "DE", "CN"]
STATES = {"viable": "remedy", "halted": "none", "undetermined": "undetermined"}
DAYS = {"value": 9, "unit": "days"}
PLAN = ("due", "days_left")
"""What the delivery of a plan and of a set have in common: a plan is compared with other choices, too."""
SEEDS = sample_of(range(12), 3)


class Drawn:
    """A product of two parts with alternates, and a scenario whose events begin, end and overlap."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random, self.folder = Random(seed), folder  # noqa: S311 - a test draws
        events = [self.event() for _ in range(self.random.randint(1, 4))]
        laws = [event for event in events if "bring_into_force" in event]
        self.events = [event for event in events if event not in laws[1:]]
        self.law, self.until = (FIRST + timedelta(days=self.random.randint(61, 90))).isoformat(), self.day()
        (folder / "own").mkdir()
        pack = PACK.replace("FROM", f"from {self.law} by check date").replace("RULE", OWN)
        (folder / "own" / "own.rule").write_text(
            pack.replace("2028", "2029") + ALWAYS + SCARCE, encoding="utf-8"
        )
        (folder / "microdep.toml").write_text('packs = ["own"]\n', encoding="utf-8")
        waiver = {
            **WAIVER,
            "id": "w",
            "scope": {"components": ["b"]},
            "from": "2026-11-01",
            "until": self.until,
        }
        self.put("waivers", {"schema": "microdep-waivers/1", "waivers": [waiver]})
        self.put("s.scenario", {"schema": "microdep-scenario/1", "name": "S", "events": self.events})
        self.put("bom", self.product())

    def day(self, before: int = 0) -> str:
        return (FIRST + timedelta(days=self.random.randint(-before, 60))).isoformat()

    def event(self) -> dict[str, Any]:
        start = self.day(20)
        last = date.fromisoformat(start) + timedelta(days=self.random.randint(0, 40))
        ends = {"through": last.isoformat()} if self.random.random() < 0.8 else {}
        part = self.random.choice("bcdef")
        target = {"country": self.random.choice(COUNTRIES)}
        change: dict[str, Any] = self.random.choice(
            [
                {"cut": target},
                {"delay": {"component": part, "by": DAYS}},
                {"raise_index": {**target, "to": 0.95}},
                {"bring_into_force": {"rule": "own/not-from-china"}},
            ]
        )
        return {"from": start, **ends, **change}

    def product(self) -> dict[str, Any]:
        def part(id_: str, *alternates: str) -> dict[str, Any]:
            places: list[Any] = [*COUNTRIES, {"one_of": self.random.sample(COUNTRIES, 2)}]
            origin = self.random.choice(places)
            time = {"value": self.random.choice([3, 5, "2..7"]), "unit": "days"}
            found = {"id": id_, "name": id_, "origin": origin, "alternates": [*alternates]}
            return {**found, "lead_time": time, "restriction_index": 0.1}

        top = {"id": "a", "name": "A", "origin": "US", "restriction_index": 0.1, "children": ["b", "c"]}
        parts = [part("b", "d", "e"), part("c", "f"), part("d"), part("e"), part("f")]
        return {
            "schema": "microdep-bom/1",
            "document": {"id": "x", "product": "a", "completeness": "complete"},
            "components": [top, *parts],
            "context": {"delivery": self.day()},
        }

    def put(self, name: str, data: dict[str, Any]) -> None:
        (self.folder / f"{name}.yaml").write_text(json.dumps(data), encoding="utf-8")

    def asked(self, command: str, as_of: date = FIRST) -> dict[str, Any]:
        out, err, _ = run(
            f"microdep {command} --waivers waivers.yaml --as-of {as_of} --format json", self.folder
        )
        assert out, err
        found: dict[str, Any] = json.loads(out)
        return found

    def days(self) -> list[date]:
        """The days on which something begins or ends, with those right before and after them."""
        turns = {
            date.fromisoformat(day)
            for event in self.events
            for day in (event["from"], event.get("through"))
            if day is not None
        } | {date.fromisoformat(self.law), date.fromisoformat(self.until)}
        around = {turn + shift * ONE_DAY for turn in turns for shift in (-1, 0, 1)}
        return sorted(each for each in {FIRST, *around} if each >= FIRST)

    def turns(self) -> dict[date, tuple[str, Any]]:
        """What `scenario` says from each day on: the state, and whether an order on that day is late."""
        found = self.asked("scenario s.scenario.yaml bom.yaml")
        turned = {FIRST: (found["products"][0]["state"], None)}
        for each in found["scenarios"][0]["products"][0]["days"]:
            turned[date.fromisoformat(each["day"])] = each["with"]["state"], each["with"]["delivery"]
        return turned

    def holds(self, day: date) -> bool:
        return any(s["from"] <= day.isoformat() <= s.get("through", "9999") for s in self.events)


@pytest.mark.parametrize("seed", SEEDS)
def test_on_each_day_remedy_says_what_scenario_says_of_it(seed: int, tmp_path: Path) -> None:
    drawn = Drawn(seed, tmp_path)
    turns, answers = drawn.turns(), {}
    for day in drawn.days():
        found = drawn.asked(f"{UNDER} --minimize time --on {day}")["products"][0]
        answers[day] = found["state"], sets(found["remedies"]), found["proved"]
        state, delivery = turns[max(turn for turn in turns if turn <= day)]
        assert STATES[state] == found["state"], day
        if not drawn.holds(day):
            impact = drawn.asked("impact bom.yaml", day)["products"][0]
            assert STATES[impact["state"]] == found["state"], day
            delivery = impact["delivery"]
        if state == "viable" and (day in turns or not drawn.holds(day)):
            own = found["remedies"][0]["delivery"]
            assert [delivery[key] for key in PLAN] == [own[key] for key in PLAN], day
    reported = drawn.asked(f"{UNDER} --minimize time")["products"][0]
    if () not in sets(reported["remedies"]):
        assert_day_by_day(reported, answers)


def assert_day_by_day(reported: dict[str, Any], answers: dict[date, Any]) -> None:
    """The result for each day of a range is the result for that day alone."""
    first, last = (date.fromisoformat(reported["days"][place]) for place in (0, -1))
    within = {day: answer for day, answer in answers.items() if first <= day <= last}
    by_day = {date.fromisoformat(each["day"]): each for each in reported["by_day"]}
    if not by_day:
        assert 1 == len(set(within.values()))
    for day, answer in within.items() if by_day else ():
        one = by_day[max(each for each in by_day if each <= day)]
        assert answer == (one["state"], tuple(map(swaps, one["sets"])), one["proved"]), day


def sets(remedies: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(swaps(remedy["substitutions"]) for remedy in remedies)


def swaps(substitutions: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (substitution["component"]["id"], substitution["alternate"]["id"]) for substitution in substitutions
    )
