"""How long a set of substitutions is valid is what `scenario` says of the product that is listed so.

Laws that begin, waivers that end, cuts and deliveries fall on days that are drawn.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.each import sample_of
from tests.impact.test_remedy_validity import AROUND, OWN, PACK

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2026, 11, 24)
AHEAD = timedelta(days=731)
WAYS = ("b", "c", "e", "g")
ALWAYS = """
rule always
  title       "not from China"
  severity    prohibit
  cites       "policy 2"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN

example pass of always "from elsewhere"
  bom     component a, origin US
  expect  pass at a
"""
WAIVER = {
    "rule": "own/always",
    "reason": "enough in stock",
    "legal_basis": "policy 7",
    "requested_by": "A. Doe",
    "approved_by": "B. Roe",
}
SEEDS = sample_of(range(10), 3)


class Drawn:
    """A product with a chain of alternates, a scenario, a law, waivers, and perhaps a delivery."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random, self.folder = Random(seed), folder  # noqa: S311 - a test draws
        self.origins = {way: self.random.choice(["JP", "CN", "KR", "DE"]) for way in WAYS}
        self.due = self.day() if self.random.random() < 0.5 else None
        self.events = [self.event() for _ in range(self.random.randint(1, 2))]
        self.write()

    def day(self) -> str:
        return (FIRST + timedelta(days=self.random.randint(1, 500))).isoformat()

    def event(self) -> dict[str, Any]:
        start = self.day()
        last = date.fromisoformat(start) + timedelta(days=self.random.randint(0, 200))
        through = {"through": last.isoformat()} if self.random.random() < 0.5 else {}
        return {"from": start, **through, "cut": {"country": self.random.choice(["JP", "KR", "DE"])}}

    def write(self) -> None:
        rule = self.random.choice([OWN, AROUND])
        pack = PACK.replace("FROM", f"from {self.day()} by check date").replace("RULE", rule)
        (self.folder / "own").mkdir(exist_ok=True)
        (self.folder / "own" / "own.rule").write_text(pack.replace("2028", "2029") + ALWAYS, encoding="utf-8")
        (self.folder / "microdep.toml").write_text('packs = ["own"]\n', encoding="utf-8")
        until = self.day()
        scopes = [{"id": f"w-{way}", "scope": {"components": [way]}} for way in WAYS]
        waivers = [{**WAIVER, **scope, "from": "2026-11-01", "until": until} for scope in scopes]
        self.put("waivers", {"schema": "microdep-waivers/1", "waivers": waivers})
        self.put("scenario", {"schema": "microdep-scenario/1", "name": "S", "events": self.events})

    def put(self, name: str, data: dict[str, Any]) -> None:
        (self.folder / f"{name}.yaml").write_text(json.dumps(data), encoding="utf-8")

    def product(self, way: str, alternates: dict[str, list[str]]) -> dict[str, Any]:
        """The product with one way to have its part."""
        kept = WAYS if alternates else (way,)
        parts = [
            {"id": e, "name": e, "origin": self.origins[e], "alternates": alternates.get(e, [])} for e in kept
        ]
        return {
            "schema": "microdep-bom/1",
            "document": {"id": "x", "product": "a", "completeness": "complete"},
            "components": [{"id": "a", "name": "A", "origin": "US", "children": [way]}, *parts],
            **({"context": {"delivery": self.due}} if self.due else {}),
        }

    def asked(self, command: str) -> dict[str, Any]:
        options = "--waivers waivers.yaml --as-of 2026-11-24 --format json"
        out, err, _ = run(f"microdep {command} {options}", self.folder)
        assert out, err
        found: dict[str, Any] = json.loads(out)
        return found


def turns(drawn: Drawn, way: str) -> list[tuple[str, str]]:
    """The states of the product that is listed one way, each with its first day."""
    drawn.put("form", drawn.product(way, {}))
    found = drawn.asked("scenario scenario.yaml form.yaml")
    days = [(each["day"], each["with"]["state"]) for each in found["scenarios"][0]["products"][0]["days"]]
    return [("2026-11-24", found["products"][0]["state"]), *sorted(days)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_set_holds_as_long_as_the_product_that_is_listed_so_is_viable(seed: int, tmp_path: Path) -> None:
    drawn = Drawn(seed, tmp_path)
    drawn.put("bom", drawn.product("b", {"b": ["c", "e"], "c": ["g"]}))
    found = drawn.asked("remedy bom.yaml --scenario scenario.yaml")
    days = found["under"]["days"]
    until = max(days[-1], drawn.due or "")
    sets = {
        (each["substitutions"] or [{"alternate": {"id": "b"}}])[0]["alternate"]["id"]: each["validity"][
            "through"
        ]
        for each in found["products"][0]["remedies"]
    }
    for way in WAYS:
        states = turns(drawn, way)
        first = [state for day, state in states if day <= days[0]][-1]
        within = [first, *(state for day, state in states if days[0] <= day <= until)]
        is_viable = all(each == "viable" for each in within)
        assert is_viable is (way in sets) or "b" in sets
        if way in sets:
            end = (date.fromisoformat(until) + AHEAD).isoformat()
            later = [day for day, state in states if until < day <= end and state != "viable"]
            last = (date.fromisoformat(later[0]) - timedelta(days=1)).isoformat() if later else end
            assert (until if drawn.due else last) == sets[way]
