"""Costs in several currencies: nothing is converted, and nothing is dropped without a word."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.impact.runs import write

if TYPE_CHECKING:
    from pathlib import Path

PRODUCT = """\
document: {product: drone, completeness: complete}
components:
  - {id: drone, name: Drone, origin: US,
     children: [{ref: magnet, quantity: 2}, {ref: sensor, quantity: 1}, {ref: frame, quantity: 1}]}
  - {id: magnet, name: Magnet, origin: CN, unit_cost: {amount: 4, currency: USD}, alternates: [MAGNETS]}
  - {id: same, name: Same magnet, origin: JP, unit_cost: {amount: 5, currency: USD}}
  - {id: other, name: Other magnet, origin: DE, unit_cost: {amount: 3, currency: EUR}}
  - {id: none, name: Unpriced magnet, origin: KR}
  - {id: sensor, name: Sensor, origin: SENSOR, unit_cost: {amount: 10, currency: EUR}, alternates: [second]}
  - {id: second, name: Second sensor, origin: FR, unit_cost: {amount: 12, currency: EUR}}
  - {id: frame, name: Frame, origin: US, unit_cost: {amount: 1000, currency: JPY}}
"""


def product(magnets: str = "same, other, none", sensor: str = "CN") -> str:
    return PRODUCT.replace("MAGNETS", magnets).replace("SENSOR", sensor)


def data(folder: Path, command: str, schema: str) -> dict[str, Any]:
    out, err, _ = run(f"microdep {command} --as-of 2026-11-24 --format json", folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    Draft202012Validator(schema_data(schema)).validate(found)
    return found


def shown(folder: Path, command: str, form: str = "") -> str:
    out, err, _ = run(f"microdep {command} --as-of 2026-11-24{form and f' --format {form}'}", folder)
    assert out, err
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>|\\\\", " ", out, flags=re.DOTALL).split())


def swaps(remedy: dict[str, Any]) -> list[str]:
    return [each["alternate"]["id"] for each in remedy["substitutions"]]


def costs(remedy: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["currency"]: (each["low"], each["high"]) for each in remedy["costs"]}


def test_each_set_states_its_costs_in_each_currency(tmp_path: Path) -> None:
    write(tmp_path, product("same, other"))
    found = data(tmp_path, "remedy bom.yaml --minimize cost", "microdep-remedy-1")["products"][0]
    every = {tuple(swaps(each)): costs(each) for each in (*found["remedies"], *found["may_be_smaller"])}
    assert {
        ("same", "second"): {"EUR": ("2", "2"), "USD": ("2", "2")},
        ("other", "second"): {"EUR": ("8", "8"), "USD": ("-8", "-8")},
    } == every
    assert not found["proved"]


@pytest.mark.parametrize("magnets", ["none, same", "same, none", "none, other", "none, other, same"])
def test_what_has_no_cost_comes_behind_what_has_one_in_another_currency(magnets: str, tmp_path: Path) -> None:
    write(tmp_path, product(magnets))
    found = data(tmp_path, "remedy bom.yaml --minimize cost", "microdep-remedy-1")["products"][0]
    assert ["none"] not in [swaps(each)[:1] for each in found["remedies"]]


def test_texts_and_pages_of_remedies_name_the_currencies(tmp_path: Path) -> None:
    write(tmp_path, product("same, other"))
    for form in ("", "html"):
        text = shown(tmp_path, "remedy bom.yaml --minimize cost", form)
        assert "+2 EUR and +2 USD for one product" in text
        assert "+8 EUR and -8 USD for one product" in text
        assert "costs in EUR and USD are not converted" in text


def test_one_currency_is_compared_and_proved(tmp_path: Path) -> None:
    write(tmp_path, product("same", sensor="DE"))
    found = data(tmp_path, "remedy bom.yaml --minimize cost", "microdep-remedy-1")["products"][0]
    assert (True, [["same"]]) == (found["proved"], [swaps(each) for each in found["remedies"]])
    assert "not converted" not in shown(tmp_path, "remedy bom.yaml --minimize cost")


OTHERS = "not converted, and counted as not stated: 1 in JPY, 1 in USD"


def test_exposure_states_what_is_stated_in_other_currencies(tmp_path: Path) -> None:
    write(tmp_path, product())
    [found] = data(tmp_path, "exposure bom.yaml", "microdep-exposure-1")["documents"]
    cost = next(each for each in found["measures"] if each["name"] == "cost")
    assert ("EUR", 1) == (cost["unit"], cost["stated"])
    assert [("JPY", 1), ("USD", 1)] == [(each["unit"], each["stated"]) for each in cost["others"]]
    for command, form in (
        ("exposure bom.yaml", ""),
        ("exposure bom.yaml", "html"),
        ("report bom.yaml --exposure", ""),
    ):
        assert OTHERS in shown(tmp_path, command, form), (command, form)


def test_impact_names_what_is_stated_in_another_currency(tmp_path: Path) -> None:
    write(tmp_path, product())
    [found] = data(tmp_path, "impact bom.yaml", "microdep-impact-1")["products"]
    assert {"JPY": ["frame"], "USD": ["magnet"]} == {
        each["currency"]: each["components"] for each in found["cost"]["others"]
    }
    for command, form in (
        ("impact bom.yaml", ""),
        ("impact bom.yaml", "html"),
        ("report bom.yaml --impact", ""),
    ):
        text = shown(tmp_path, command, form)
        assert "Frame (stated in JPY, not converted)" in text, (command, form)
        assert "Magnet (stated in USD, not converted)" in text, (command, form)


def test_a_component_that_states_its_cost_in_two_currencies_counts_in_the_one_of_the_others(
    tmp_path: Path,
) -> None:
    entry = "{kind: purchase-price, amount: %s, currency: %s}"
    both = f"costs: [{entry % (9, 'USD')}, {entry % (8, 'EUR')}]"
    bom = (
        "document: {completeness: complete}\ncomponents:\n"
        "  - {id: a, name: A, origin: US, quantity: 1, unit_cost: {amount: 4, currency: EUR}}\n"
        "  - {id: b, name: B, origin: JP, quantity: 1, unit_cost: {amount: 4, currency: EUR}}\n"
        f"  - {{id: c, name: C, origin: CN, quantity: 1, {both}}}\n"
    )
    write(tmp_path, bom)
    [found] = data(tmp_path, "exposure bom.yaml", "microdep-exposure-1")["documents"]
    cost = next(each for each in found["measures"] if each["name"] == "cost")
    assert ("EUR", 3, []) == (cost["unit"], cost["stated"], cost["others"])
    assert "50.00 %" == next(e["cost"]["text"] for e in found["origin"]["countries"] if e["country"] == "CN")
