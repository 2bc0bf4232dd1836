"""Plan, delivery and simulation are of the same choices, and never of what is certainly blocked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from microdep_rules.config import ImpactSettings
from microdep_rules.production.analysis import impact_of
from microdep_rules.production.scenarios.model import Drawing
from microdep_rules.production.scenarios.outlook import Order, outlook_of
from microdep_rules.production.viability import HALTED, VIABLE
from tests import drawing as st
from tests.cli.replay import run
from tests.each import tries
from tests.impact import forms, products
from tests.impact.runs import record, text, write
from tests.impact.test_delivery import due

if TYPE_CHECKING:
    from pathlib import Path

BY_INDEX = ImpactSettings(severities=(), restriction_index_above=Decimal("0.5"))
DAY = date(2026, 11, 24)
DRAWING = Drawing(runs=20, seed=1)


@settings(max_examples=tries(100), deadline=None)
@given(drawn=products.products(7, stages=False), left=st.integers(-1, 20))
def test_plan_delivery_and_simulation_never_contradict_each_other(drawn: products.Drawn, left: int) -> None:
    impact, _ = impact_of(drawn.bom, (), BY_INDEX)
    assert impact is not None
    order = Order(DAY, (), DRAWING, due(left))
    day = outlook_of(impact.structure, order, BY_INDEX, lambda _: ())
    if day.state == HALTED:
        assert day.plan is None
        return
    plan, found = day.plan, day.delivery
    assert plan is not None
    assert found is not None
    assert (plan.total, plan.replaced) == (impact.built.total, impact.built.replaced)
    assert all(day.viability.state(id_) != HALTED for id_ in plan.activities)
    chosen = {int(a[1:]): int(b[1:]) for a, b in plan.replaced.items()}
    components, _ = forms.built(drawn, chosen)
    assert forms.without_blocked(drawn, components) is not False
    assert found.least <= plan.total.low
    if found.late is True:
        assert plan.total.low > left
    if found.late is False:
        assert day.state == VIABLE
        assert plan.total.high is not None
        assert plan.total.high <= left
    if day.drawn is not None:  # a lead time is a range
        assert day.drawn.in_time is not None
        assert found.late is not True or day.drawn.in_time.value == 0
        assert found.late is not False or day.drawn.in_time.value == 1


# ---- in words ------------------------------------------------------------------------------------

UNKNOWN = """\
document: {product: drone, completeness: complete}
context: {delivery: 2026-12-10}
components:
  - {id: drone, name: Drone, origin: US, children: [magnet], lead_time: {value: 1, unit: days}}
  - {id: magnet, name: Magnet, origin: CN, alternates: [second, third], lead_time: {value: 3, unit: days}}
  - {id: second, name: Second magnet, lead_time: {value: 40, unit: days}}
  - {id: third, name: Third magnet, lead_time: {value: 30, unit: days}}
"""
SCENARIO = """\
schema: microdep-scenario/1
name: S
events:
  - {from: 2026-12-01, delay: {component: third, by: {value: 5, unit: days}}}
"""
NAMED = "with Third magnet (undetermined) instead of Magnet"


def test_an_alternate_that_may_be_viable_is_planned_for_what_is_blocked(tmp_path: Path) -> None:
    write(tmp_path, UNKNOWN)
    (product,) = record(tmp_path)[0]["products"]
    plan = product["critical_path_with_alternates"]
    assert ("undetermined", {"low": 31, "high": 31}) == (product["state"], plan["total"])
    assert [{"component": "magnet", "alternate": "third", "state": "undetermined"}] == plan["replaced"]
    dates = "ordered on 2026-11-24, complete on 2026-12-25 at the earliest"
    assert (
        f"late for the delivery on 2026-12-10: by 15 days at least ({dates})" == product["delivery"]["text"]
    )
    assert {"second": {"low": 10, "high": 10}} == {
        each["alternate"]: each["added"] for each in product["replacements"]
    }
    assert f"{NAMED}: 27 days more" in " ".join(text(tmp_path)[0].split())


@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_scenario_delays_the_only_way_there_is_and_names_it(form: str, tmp_path: Path) -> None:
    write(tmp_path, UNKNOWN)
    (tmp_path / "s.scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    command = f"microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24 --output out.{form}"
    out, err, _ = run(command if form == "html" else command.partition(" --output")[0], tmp_path)
    page = (tmp_path / "out.html").read_text(encoding="utf-8") if form == "html" else out
    words = " ".join(page.split())
    assert NAMED in words, err
    if form == "txt":
        assert "complete on 2027-01-06 (without the scenario: complete on 2027-01-01)" in words
        assert "late for the delivery on 2026-12-10: by 27 days at least" in words
        assert "in time in 0.0 %" in words or "runs" not in words


def test_an_alternate_of_what_is_not_built_is_not_named_as_built(tmp_path: Path) -> None:
    """`y` is built for `x`, and stands for nothing else: `w` is no use of what is built."""
    way = "  - {{id: {0}, name: {0}, origin: {1}, lead_time: {{value: 1, unit: days}}{2}}}\n"
    bom = (
        "document: {product: p, completeness: complete}\ncomponents:\n"
        + way.format("p", "US", ", children: [x, y]")
        + way.format("x", "CN", ", children: [w], alternates: [z]")
        + way.format("w", "CN", ", alternates: [y]")
        + way.format("y", "US", "")
        + way.format("z", "US", "")
    )
    write(tmp_path, bom)
    (product,) = record(tmp_path)[0]["products"]
    replaced = product["critical_path_with_alternates"]["replaced"]
    assert [("x", "z")] == [(each["component"], each["alternate"]) for each in replaced]


def test_the_path_by_the_greatest_lead_times_stands_beside_that_by_the_least(tmp_path: Path) -> None:
    bom = (
        "document: {product: p, completeness: complete}\ncomponents:\n"
        "  - {id: p, name: Buoy, origin: US, lead_time: {value: 1, unit: days}, children: [x, y]}\n"
        '  - {id: x, name: Board, origin: US, lead_time: {value: "2..9", unit: days}}\n'
        '  - {id: y, name: Motor, origin: US, lead_time: {value: "4..6", unit: days}}\n'
    )
    write(tmp_path, bom)
    (product,) = record(tmp_path)[0]["products"]
    plan = product["critical_path"]
    assert (["y", "p"], ["x", "p"]) == (plan["path"], plan["path_at_most"])
    assert "with the longest lead times: 10 days, along Board -> Buoy" in text(tmp_path)[0]


def test_a_list_of_several_products_is_not_called_the_product(tmp_path: Path) -> None:
    bom = (
        "document: {completeness: complete}\ncomponents:\n"
        "  - {id: one, name: One, origin: US, children: [x]}\n"
        "  - {id: two, name: Two, origin: US, children: [y]}\n"
        "  - {id: x, name: X, origin: US}\n"
        "  - {id: y, name: Y, origin: CN}\n"
    )
    write(tmp_path, bom)
    assert "halts Two alternates" in " ".join(text(tmp_path)[0].split())
