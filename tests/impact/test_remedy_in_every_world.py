"""What `remedy` calls proved holds whatever the missing facts are: costs, currencies, lead times."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product as every_combination
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.output.remedy.run import RemedyAim
from microdep_rules.pipeline.remedy import RemedyDay, remedy_of
from tests.impact.test_remedy_by_brute_force import BY_INDEX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.production.remedy import Remedies
    from microdep_rules.production.weighing import Measure

Bounds = tuple[int, int | None]
UNBOUNDED = 60
"""What nothing bounds is at most so much in the worlds that are tried."""
WORLDS = 25


@dataclass(frozen=True)
class Flat:
    """A product of blocked components, each with alternates that nothing blocks."""

    ways: Mapping[str, tuple[str, ...]]
    quantities: Mapping[str, Bounds | None]
    prices: Mapping[str, tuple[Bounds, str] | None]
    leads: Mapping[str, Bounds | None]
    open: frozenset[str]
    """Alternates of which nobody knows whether they are blocked."""

    @property
    def document(self) -> bytes:
        uses = [{"ref": way, **_stated("quantity", self.quantities[way])} for way in self.ways]
        root = {"id": "p", "name": "P", "origin": "DE", "restriction_index": 0, "children": uses}
        listed = [root]
        for component, ways in self.ways.items():
            listed.append({**self._part(component, 1), "alternates": [*ways]})
            listed += [self._part(way, None if way in self.open else 0) for way in ways]
        document = {"schema": "microdep-bom/1", "document": {"product": "p"}, "components": listed}
        return json.dumps(document).encode()

    def _part(self, id_: str, index: int | None) -> dict[str, Any]:
        found: dict[str, Any] = {"id": id_, "name": id_, "origin": "JP"}
        found |= {} if index is None else {"restriction_index": index}
        price, lead = self.prices[id_], self.leads[id_]
        if price is not None:
            found["unit_cost"] = {**_stated("amount", price[0]), "currency": price[1]}
        if lead is not None:
            found["lead_time"] = {**_stated("value", lead), "unit": "days"}
        return found

    def sets(self) -> list[dict[str, str]]:
        """Every choice of alternates: each component is blocked, so that each needs one."""
        return [dict(zip(self.ways, each, strict=True)) for each in every_combination(*self.ways.values())]


def _stated(name: str, bounds: Bounds | None) -> dict[str, Any]:
    if bounds is None:
        return {}
    low, high = bounds
    return {name: low if low == high else f"at least {low}" if high is None else f"{low}..{high}"}


def drawn(random: Random) -> Flat:
    def number(low: int, *, missing: bool = True) -> Bounds | None:
        least = random.randint(low, low + 9)
        form = random.choice(["exact", "exact", "exact", "range", "open", "missing"])
        if form == "missing" and missing:
            return None
        return least, {"range": least + random.randint(1, 5), "open": None}.get(form, least)

    ways = {f"a{n}": tuple(f"a{n}{way}" for way in "xyz"[: random.randint(1, 3)]) for n in range(2)}
    every = [*ways, *(each for some in ways.values() for each in some)]
    units = random.choice([("EUR",), ("EUR", "EUR", "EUR", "USD")])
    prices = {each: (price, random.choice(units)) if (price := number(1)) else None for each in every}
    unknown = frozenset(each for each in every if random.random() < 0.1) - {*ways}
    return Flat(ways, {e: number(1) for e in ways}, prices, {e: number(1) for e in every}, unknown)


def found(flat: Flat, by: Measure) -> Remedies:
    remedies = remedy_of(
        [RemedyDay(microdep_rules.load_bom(flat.document), BY_INDEX)], RemedyAim("viable", by, 100)
    )
    assert remedies.found is not None
    return remedies.found


def in_a_world(flat: Flat, by: Measure, random: Random) -> list[tuple[dict[str, str], float]]:
    """Every set with its measure, where all that is not known is something."""

    def some(bounds: Bounds | None) -> int:
        low, high = bounds or (0, None)
        return random.choice([low, UNBOUNDED if high is None else high])

    rates = {"EUR": 1.0, "USD": random.choice([0.1, 1.0, 10.0])}
    if by == "time":
        leads = {id_: some(each) for id_, each in flat.leads.items()}
        return [(each, max(leads[way] for way in each.values())) for each in flat.sets()]
    pieces = {id_: some(each) for id_, each in flat.quantities.items()}
    costs = {id_: some(p and p[0]) * rates[p[1] if p else "EUR"] for id_, p in flat.prices.items()}
    return [
        (each, sum((costs[way] - costs[id_]) * pieces[id_] for id_, way in each.items()))
        for each in flat.sets()
    ]


@pytest.mark.parametrize("by", ["cost", "time"])
def test_what_is_proved_holds_in_every_world(by: Measure) -> None:
    random, proved = Random(35), 0  # noqa: S311 - no secret
    for _ in range(80):
        flat = drawn(random)
        remedies = found(flat, by)
        best = [dict(each.substitutions) for each in remedies.best]
        assert best or remedies.open
        for each in remedies.best:
            assert each.reaches is True
        for each in remedies.open:
            is_open = not flat.open.isdisjoint(way for _, way in each.substitutions)
            assert each.reaches is (None if is_open else True)
        if not remedies.proved:
            continue
        proved += 1
        for _ in range(WORLDS):
            world = in_a_world(flat, by, random)
            least = min(value for _, value in world)
            assert all(value <= least + 1e-9 for made, value in world if made in best), flat
    assert proved > 12, "most of these products are too open to show anything"


@pytest.mark.parametrize("by", ["cost", "time"])
def test_where_all_is_stated_and_exact_it_is_proved(by: Measure) -> None:
    random = Random(36)  # noqa: S311 - no secret
    for _ in range(20):
        flat = drawn(random)
        exact = {each: (bounds[0],) * 2 if bounds else (3, 3) for each, bounds in flat.leads.items()}
        prices = {each: (bounds, "EUR") for each, bounds in exact.items()}
        flat = Flat(flat.ways, dict.fromkeys(flat.ways, (2, 2)), prices, exact, frozenset())
        remedies = found(flat, by)
        world = in_a_world(flat, by, random)
        least = min(value for _, value in world)
        assert remedies.proved
        assert not remedies.open
        assert [made for made, value in world if value == least] == [
            dict(each.substitutions) for each in remedies.best
        ]
