"""A list that states no product, and holds several that are made of others: each answer names them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.impact.runs import HEAD, write

if TYPE_CHECKING:
    from pathlib import Path

TWO = """\
document: {id: two, completeness: complete}
parties: [{id: maker, name: Maker}]
components:
  - {id: pump, name: Pump, OWN, origin: US, WEEKS, children: [{ref: core, quantity: 1}]}
  - {id: core, name: Core, OWN, origin: KR, WEEKS, unit_cost: {amount: 9, currency: USD}}
  - {id: valve, name: Valve, OWN, origin: US, THREE, children: [{ref: seat, quantity: 1}]}
  - {id: seat, name: Seat, OWN, origin: CN, WEEKS, alternates: [other]}
  - {id: other, name: Other seat, OWN, origin: ORIGIN, THREE}
"""
OWN = {
    "OWN": "manufacturer: maker, complete: [materials], materials: []",
    "WEEKS": "lead_time: {value: 2, unit: weeks}",
    "THREE": "lead_time: {value: 3, unit: weeks}",
}
CUT = "schema: microdep-scenario/1\nname: Cut\nevents:\n  - {from: 2027-03-01, cut: {country: KR}}\n"
COMMANDS = {
    "impact": "impact bom.yaml",
    "scenario": "scenario s.scenario.yaml bom.yaml",
    "remedy": "remedy bom.yaml",
    "remedy by time": "remedy bom.yaml --minimize time",
    "remedy under a scenario": "remedy bom.yaml --scenario s.scenario.yaml",
    "exposure": "exposure bom.yaml",
    "compare": "compare bom.yaml single.yaml",
    "report": "report bom.yaml --impact --scenario s.scenario.yaml --remedy --exposure",
}


def listed(origin: str) -> str:
    text = TWO.replace("ORIGIN", origin)
    for word, stands_for in OWN.items():
        text = text.replace(word, stands_for)
    return text


def written(folder: Path, origin: str) -> None:
    single = "document: {id: single, product: bolt}\ncomponents: [{id: bolt, name: Bolt, origin: US}]\n"
    write(folder, listed(origin), single=HEAD + single)
    (folder / "s.scenario.yaml").write_text(CUT, encoding="utf-8")


def shown(folder: Path, command: str, form: str) -> str:
    asked = f" --format {form}" if form else ""
    out, err, _ = run(f"microdep {command} --as-of 2026-11-24{asked}", folder)
    assert out, err
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", out + err, flags=re.DOTALL).split())


@pytest.mark.parametrize("origin", ["JP", "CN", "{one_of: [CN, JP]}"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_text_and_page_names_the_products(name: str, origin: str, tmp_path: Path) -> None:
    written(tmp_path, origin)
    for form in ("",) if name == "report" else ("", "html"):
        text = shown(tmp_path, COMMANDS[name], form)
        assert "Pump and Valve" in text
        reported = re.findall(r"[^.:;]{0,60}\b[Tt]he product\b(?! of the list)[^.:;]{0,40}", text)
        assert [] == [each for each in reported if "From the mine" not in each and name != "report"]


SCHEMAS = {
    "impact": "microdep-impact-1",
    "scenario": "microdep-scenario-result-1",
    "remedy": "microdep-remedy-1",
    "exposure": "microdep-exposure-1",
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_data_have_the_products_by_their_ids(name: str, tmp_path: Path) -> None:
    written(tmp_path, "CN")
    out, err, _ = run(f"microdep {COMMANDS[name]} --as-of 2026-11-24 --format json", tmp_path)
    assert out, err
    found = json.loads(out)
    Draft202012Validator(schema_data(SCHEMAS[name])).validate(found)
    holder = found["documents" if name == "exposure" else "products"][0]
    roots = (holder["now"] if name == "scenario" else holder)["roots"]
    assert [("pump", "Pump"), ("valve", "Valve")] == [(root["id"], root["name"]) for root in roots]
    if "state" in roots[0]:
        assert ["viable", "halted"] == [root["state"] for root in roots]
    assert "the list of Pump and Valve" == holder["product" if name == "exposure" else "name"]


def test_what_halts_one_of_the_products_is_said_of_that_one(tmp_path: Path) -> None:
    written(tmp_path, "CN")
    text = shown(tmp_path, "impact bom.yaml", "")
    assert "the list has 2 products: Pump (viable), Valve (halted)" in text
    assert "halts Valve" in text
    assert "the loss of any one of these halts or may halt Pump or Valve" in text
    assert "1 bill of materials: 1 halted" in text


def test_the_portfolio_counts_a_list_as_the_one_bill_of_materials_that_it_is(tmp_path: Path) -> None:
    written(tmp_path, "CN")
    text = shown(tmp_path, "impact bom.yaml single.yaml", "")
    assert "causes that halt several of 2 bills of materials" in text
    page = shown(tmp_path, "impact bom.yaml single.yaml", "html")
    assert "Causes that halt several of 2 bills of materials" in page
    out, _, _ = run("microdep report bom.yaml single.yaml --impact --as-of 2026-11-24 --format md", tmp_path)
    assert "### Causes that halt several of 2 bills of materials" in out


def test_a_flat_list_and_a_stated_product_are_the_product(tmp_path: Path) -> None:
    flat = "components:\n  - {id: a, name: A, origin: CN}\n  - {id: b, name: B, origin: JP}\n"
    for text in (flat, "document: {product: pump}\n" + listed("CN").partition("\n")[2]):
        write(tmp_path, text)
        screen = shown(tmp_path, "impact bom.yaml", "")
        assert "the loss of any one of these halts or may halt the product" in screen


COSTS = """\
document: {id: two}
components:
  - {id: pump, name: Pump, origin: US, COST, children: [{ref: core, quantity: 1}]}
  - {id: core, name: Core, origin: KR, COST}
  - {id: valve, name: Valve, origin: US, COST, children: [{ref: seat, quantity: 2}]}
  - {id: seat, name: Seat, origin: CN, COST}
""".replace("COST", "unit_cost: {amount: 9, currency: USD}")


@pytest.mark.parametrize(
    ("was", "now", "names", "uses"),
    [
        ("", "", [], 0),
        ("Seat, origin: CN, unit_cost: {amount: 9, currency: USD}", "Seat, origin: CN", ["seat"], 0),
        ("{ref: core, quantity: 1}", "{ref: core}", ["core"], 1),
    ],
)
def test_what_makes_shares_ranges_is_named(
    was: str, now: str, names: list[str], uses: int, tmp_path: Path
) -> None:
    write(tmp_path, COSTS.replace(was, now) if was else COSTS)
    reported = "the number of units is not stated for: Pump, Valve"
    for command in ("impact", "exposure"):
        for form in ("", "html"):
            assert reported in shown(tmp_path, f"{command} bom.yaml", form).replace(
                "The number", "the number"
            )
    text = shown(tmp_path, "impact bom.yaml", "")
    assert bool(names) == ("no cost in USD or no quantity" in text)
    data = json.loads(run("microdep impact bom.yaml --as-of 2026-11-24 --format json", tmp_path)[0])
    Draft202012Validator(schema_data(SCHEMAS["impact"])).validate(data)
    cost = data["products"][0]["cost"]
    assert (names, ["pump", "valve"]) == (cost["missing"], cost["products_without_number"])
    data = json.loads(run("microdep exposure bom.yaml --as-of 2026-11-24 --format json", tmp_path)[0])
    Draft202012Validator(schema_data(SCHEMAS["exposure"])).validate(data)
    document = data["documents"][0]
    assert uses == document["unstated_quantities"]
    assert ["pump", "valve"] == [each["id"] for each in document["unstated_products"]]
