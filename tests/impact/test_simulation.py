"""Lead times drawn many times: the same for a seed, within their ranges, and nothing open is drawn."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

import microdep_rules

AS_OF = date(2026, 11, 24)
Simulation = dict[str, Any] | None


def drawn(
    *lead_times: str | int,
    event: dict[str, Any] | None = None,
    delivery: str = "",
    **simulation: Any,
) -> tuple[Simulation, Simulation]:
    """The simulations of a chain of components, without an event and with it."""
    components = [
        {
            "id": f"c{number}",
            "name": f"C{number}",
            "origin": "US",
            "restriction_index": 0,
            "children": [{"ref": f"c{number + 1}", "quantity": 1}] if number + 1 < len(lead_times) else [],
            **({"lead_time": {"value": value, "unit": "days"}} if value else {}),
        }
        for number, value in enumerate(lead_times)
    ]
    head: dict[str, Any] = {"schema": "microdep-bom/1", "document": {"product": "c0"}}
    context = {"context": {"delivery": delivery}} if delivery else {}
    bom = microdep_rules.load_bom(json.dumps({**head, **context, "components": components}).encode())
    change = event or {"delay": {"component": "c0", "by": {"value": 7, "unit": "days"}}}
    scenario: dict[str, Any] = {
        "schema": "microdep-scenario/1",
        "name": "S",
        "events": [{"from": "2026-11-24", **change}],
        "simulation": {"runs": 4_000, "seed": 7, **simulation},
    }
    found = microdep_rules.scenario(json.dumps(scenario).encode(), [bom], as_of=AS_OF)
    (day,) = found["scenarios"][0]["products"][0]["days"]
    return day["without"]["simulation"], day["with"]["simulation"]


def quantiles(found: Simulation) -> dict[int, float]:
    assert found is not None
    return {each["percent"]: each["value"] for each in found["quantiles"]}


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    assert drawn("10..20", "5..9") == drawn("10..20", "5..9")
    assert quantiles(drawn("10..20", "5..9")[0]) != quantiles(drawn("10..20", "5..9", seed=8)[0])


def test_a_range_is_drawn_evenly() -> None:
    found, _ = drawn("10..20")
    assert found is not None
    assert {"uniform"} == {each["distribution"] for each in found["drawn"]}
    for percent, value in quantiles(found).items():
        assert value == pytest.approx(10 + percent / 10, abs=0.4)
    assert found["mean"]["low"] <= 15 <= found["mean"]["high"]


def test_a_likeliest_value_makes_a_triangle() -> None:
    likely = [{"component": "c0", "value": 12, "unit": "days"}]
    found, _ = drawn("10..20", likely=likely)
    assert found is not None
    assert {"triangular"} == {each["distribution"] for each in found["drawn"]}
    assert found["mean"]["low"] <= 14 <= found["mean"]["high"]  # (10 + 20 + 12) / 3
    assert quantiles(found)[50] == pytest.approx(20 - 40**0.5, abs=0.3)  # 1 - (20 - x)² / 80 is a half


def test_a_delay_of_so_many_days_moves_every_quantile_by_as_many() -> None:
    without, late = (quantiles(each) for each in drawn("10..20", "5..9"))
    assert {percent: pytest.approx(value + 7, abs=0.11) for percent, value in without.items()} == late


@pytest.mark.parametrize("open_", ["", "at least 30"])
def test_what_has_no_upper_bound_is_not_drawn_and_makes_all_results_at_least(open_: str) -> None:
    found, _ = drawn("10..20", open_)
    assert found is not None
    assert ["c1"] == [each["id"] for each in found["open"]]
    assert (True, ["c0"]) == (found["at_least"], [each["id"] for each in found["drawn"]])
    assert found["mean"]["low"] <= 15 + (30 if open_ else 0) <= found["mean"]["high"]


def test_a_delay_that_may_not_apply_is_not_drawn() -> None:
    found, late = drawn(
        "10..20", 3, event={"delay": {"country": "US-CA", "by": {"value": 5, "unit": "days"}}}
    )
    assert found is not None
    assert late is None


@pytest.mark.parametrize("lead_time", [12, "at least 3", "", "4..4"])
def test_without_a_range_between_two_bounds_nothing_is_drawn(lead_time: str | int) -> None:
    assert drawn(lead_time, lead_time)[0] is None


def test_the_share_in_time_has_its_interval() -> None:
    found, late = drawn("10..20", delivery="2026-12-09")
    assert found is not None
    assert late is not None
    assert found["in_time"]["low"] <= 0.5 <= found["in_time"]["high"]
    assert (0.0, 0.0) == (late["in_time"]["value"], late["in_time"]["low"])
    assert 0 < late["in_time"]["high"] < 0.01


def test_a_single_run_has_an_answer() -> None:
    found, _ = drawn("10..20", runs=1)
    assert found is not None
    assert found["mean"]["low"] == found["mean"]["high"]
