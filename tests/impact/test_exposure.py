"""Exposure of products: shares by country and stage of cost, of mass, and of what halts them."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import microdep_rules
from microdep_rules.production.losses import halting_components
from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.each import of_each, tries
from tests.impact.products import Drawn, products
from tests.impact.runs import record, write

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.production.analysis import Impact

SCHEMA = Draft202012Validator(schema_data("microdep-exposure-1"))
HEAD = "schema: microdep-bom/1\ndocument: {completeness: complete}\ncomponents:\n"
SHELL = """\
  - id: shell
    name: shell
    quantity: 1
    origin: US
    mass_g: 900
    materials: []
    unit_cost: {amount: 820, currency: USD}
"""
MAGNETS = """\
  - id: magnets
    name: magnets
    quantity: 4
    origin: CN
    mass_g: 6
    unit_cost: {amount: 4.1, currency: USD}
    complete: [materials]
    materials:
      - substance: NdFeB-sintered
        mass_g: 6
        complete: [stages]
        stages:
          - {stage: separated, substance: Nd, country: CN}
          - {stage: sintered, country: CN, share: 75}
          - {stage: sintered, country: JP, share: 25}
"""
AMPLIFIER = """\
  - id: amplifier
    name: amplifier
    quantity: 1
    origin: JP
    mass_g: 76
    materials: []
    unit_cost: {amount: 163.6, currency: USD}
"""


def exposure_of(components: str) -> dict[str, Any]:
    data = microdep_rules.exposure(microdep_rules.load_bom((HEAD + components).encode()))
    SCHEMA.validate(data)
    (document,) = data["documents"]
    return document  # type: ignore[no-any-return] # plain data


def by_country(document: dict[str, Any], stage: str = "") -> dict[str, dict[str, str]]:
    """The shares of each country at a stage, as people read them; at no stage, where components are made."""
    rows = document["origin"] if not stage else next(s for s in document["stages"] if s["stage"] == stage)
    return {
        each["country"]: {name: each[name]["text"] for name in ("cost", "mass", "halts") if each[name]}
        for each in rows["countries"]
    }


def test_a_country_of_a_small_share_halts_as_much_as_any_other() -> None:
    found = by_country(exposure_of(SHELL + MAGNETS + AMPLIFIER))
    assert {"cost": "1.64 %", "mass": "2.40 %", "halts": "33.33 %"} == found["CN"]
    assert {"cost": "82.00 %", "mass": "90.00 %", "halts": "33.33 %"} == found["US"]


def test_shares_are_exact_fractions() -> None:
    document = exposure_of(SHELL + MAGNETS + AMPLIFIER)
    china = next(each for each in document["origin"]["countries"] if each["country"] == "CN")
    assert Fraction("16.4") / 1000 == Fraction(china["cost"]["low"]) == Fraction(china["cost"]["high"])


def test_a_stage_that_went_to_two_countries_counts_for_both() -> None:
    found = by_country(exposure_of(SHELL + MAGNETS + AMPLIFIER), "sintered")
    assert {"CN": "1.64 %", "JP": "1.64 %"} == {place: each["cost"] for place, each in found.items()}


def test_a_stage_is_concentrated_by_the_shares_of_its_entries() -> None:
    document = exposure_of(SHELL + MAGNETS + AMPLIFIER)
    found = {each["stage"]: each for each in document["concentration"]}
    assert "75.00 %" == found["sintered"]["largest"]["text"]
    assert str(Fraction(9, 16) + Fraction(1, 16)) == found["sintered"]["hhi"]["low"]
    assert ["CN"] == found["separated"]["leaders"]


@of_each(
    [
        ("one of two countries", "origin: {one_of: [CN, JP]}", {"CN": "0 to 1.7 %", "JP": "16.3 to 18 %"}),
        ("no country", "notes: nobody knows", {"JP": "16.3 to 18 %"}),
        ("a region of it", "origin: CN-XJ", {"CN": "1.64 %", "JP": "16.36 %"}),
    ]
)
def test_an_unknown_country_makes_an_interval(case: tuple[str, str, dict[str, str]]) -> None:
    _, origin, expected = case
    found = by_country(exposure_of(SHELL + MAGNETS.replace("origin: CN", origin, 1) + AMPLIFIER))
    assert expected == {place: each["cost"] for place, each in found.items() if place in expected}
    assert {"US"} | set(expected) == set(found)


def test_a_missing_cost_is_any_cost_and_never_left_out() -> None:
    without = MAGNETS.replace("    unit_cost: {amount: 4.1, currency: USD}\n", "")
    found = by_country(exposure_of(SHELL + without + AMPLIFIER))
    assert ("0 to 100 %", "0 to 83.4 %") == (found["CN"]["cost"], found["US"]["cost"])


def test_a_missing_quantity_is_one_or_more() -> None:
    document = exposure_of(SHELL + MAGNETS.replace("    quantity: 4\n", "") + AMPLIFIER)
    assert 1 == document["unstated_quantities"]
    assert "0.4 to 100 %" == by_country(document)["CN"]["cost"]


def test_a_quantity_of_0_is_not_used_and_never_leaves_a_component_out() -> None:
    document = exposure_of(SHELL + MAGNETS.replace("quantity: 4", "quantity: 0") + AMPLIFIER)
    assert 1 == document["unstated_quantities"]
    assert "0 to 100 %" == by_country(document)["CN"]["cost"]


def test_a_cost_of_0_is_not_used_and_is_no_cost_in_another_unit() -> None:
    document = exposure_of(SHELL + MAGNETS.replace("amount: 4.1", "amount: 0") + AMPLIFIER)
    assert [] == next(each for each in document["measures"] if each["name"] == "cost")["others"]
    assert "0 to 100 %" == by_country(document)["CN"]["cost"]


def test_the_stated_cost_of_the_product_bounds_what_is_unknown() -> None:
    text = """\
  - id: product
    name: product
    unit_cost: {amount: 100, currency: USD}
    children: [{ref: known, quantity: 1}, {ref: unknown, quantity: 1}]
  - {id: known, name: known, origin: US, unit_cost: {amount: 60, currency: USD}, materials: []}
  - {id: unknown, name: unknown, origin: CN, materials: []}
"""
    assert "0 to 40 %" == by_country(exposure_of(text))["CN"]["cost"]


def test_the_rest_of_an_assembly_is_its_own() -> None:
    text = """\
  - id: product
    name: product
    origin: DE
    unit_cost: {amount: 100, currency: EUR}
    children: [{ref: a, quantity: 2}]
  - {id: a, name: a, origin: CN, unit_cost: {amount: 20, currency: EUR}, materials: []}
"""
    found = by_country(exposure_of(text))
    assert ("60.00 %", "40.00 %") == (found["DE"]["cost"], found["CN"]["cost"])


def test_a_cost_in_another_currency_is_counted_as_not_stated() -> None:
    other = AMPLIFIER.replace("currency: USD", "currency: EUR")
    document = exposure_of(SHELL + MAGNETS + other)
    [others] = next(each for each in document["measures"] if each["name"] == "cost")["others"]
    assert {"title": "purchase-price", "unit": "EUR", "stated": 1} == others
    assert "0 to 100 %" == by_country(document)["JP"]["cost"]


def test_a_component_with_an_alternate_does_not_halt() -> None:
    second = "  - {id: other, name: other amplifier, origin: KR, materials: []}\n"
    ways = AMPLIFIER.replace("quantity: 1", "quantity: 1\n    alternates: [other]")
    document = exposure_of(SHELL + MAGNETS + ways + second.replace("id: other", "id: other, quantity: 0"))
    assert 2 == document["halting"]
    assert "50.00 %" == by_country(document)["CN"]["halts"]


def test_a_stage_that_no_entry_names_is_unknown_unless_the_list_is_complete() -> None:
    open_list = MAGNETS.replace("        complete: [stages]\n", "")
    assert "magnetized" not in {e["stage"] for e in exposure_of(SHELL + MAGNETS)["unrecorded"]}
    found = {e["stage"]: e["unknown"]["cost"]["text"] for e in exposure_of(SHELL + open_list)["unrecorded"]}
    assert "1.96 %" == found["magnetized"]


def test_a_component_whose_materials_nobody_lists_may_have_gone_through_any_stage() -> None:
    without = AMPLIFIER.replace("    materials: []\n", "")
    found = by_country(exposure_of(SHELL + MAGNETS + without), "separated")
    assert "1.6 to 18 %" == found["CN"]["cost"]


def test_every_stage_of_every_row_adds_up_to_no_less_than_the_whole_where_places_are_known() -> None:
    document = exposure_of(SHELL + MAGNETS + AMPLIFIER)
    assert 1 == sum(Fraction(each["cost"]["low"]) for each in document["origin"]["countries"])


@pytest.mark.parametrize("path", ["examples/quadcopter/bom.yaml", "examples/founding-example/bom.yaml"])
def test_the_exposure_of_an_example_is_valid_data(path: str) -> None:
    data = microdep_rules.exposure(microdep_rules.load_bom(path))
    SCHEMA.validate(data)
    for stage in (data["documents"][0]["origin"], *data["documents"][0]["stages"]):
        for row in stage["countries"]:
            for share in (row["cost"], row["mass"], row["halts"]):
                assert share is None or 0 <= Fraction(share["low"]) <= Fraction(share["high"]) <= 1


# ---- it counts as impact does --------------------------------------------------------------------

WHOLE = """\
schema: microdep-bom/1
document: {product: a, completeness: complete}
components:
  - {id: a, name: A, origin: US, children: [{ref: b, quantity: 1}]}
  - id: b
    name: B
    origin: JP
    materials:
      - {id: m, substance: NdFeB-sintered, inputs: [{ref: powder}], stages: [{stage: sintered, country: JP}]}
  - {id: powder, name: Powder, origin: CN}
"""
ALTERNATE = "  - {id: other, name: Other, origin: AU}\n"


def halts_of(text: str, **more: Any) -> dict[str, Any]:
    data = microdep_rules.exposure(microdep_rules.load_bom(text.encode(), **more))
    SCHEMA.validate(data)
    (document,) = data["documents"]
    return document  # type: ignore[no-any-return] # plain data


def test_the_product_and_inputs_count_in_what_halts_it() -> None:
    found = halts_of(WHOLE)
    assert (3, 3) == (found["needed"], found["halting"])
    assert {each: {"halts": "33.33 %"} for each in ("US", "JP", "CN")} == by_country(found)
    assert {"US", "JP", "CN"} == {each["country"] for each in found["alone"] if each["certain"]}


def test_an_alternate_is_counted_and_frees_what_it_replaces() -> None:
    found = halts_of(WHOLE.replace("origin: CN}", "origin: CN, alternates: [other]}") + ALTERNATE)
    assert (4, 2) == (found["needed"], found["halting"])
    assert {"US": {"halts": "50.00 %"}, "JP": {"halts": "50.00 %"}} == by_country(found)
    assert {"US", "JP"} == {each["country"] for each in found["alone"]}


def test_a_component_without_a_country_may_be_one_more() -> None:
    assert 1 == halts_of(WHOLE.replace(", origin: CN", ""))["without_country"]


def test_alternates_that_are_not_valid_are_an_error_and_no_empty_table(tmp_path: Path) -> None:
    text = WHOLE.replace("origin: CN}", "origin: CN, alternates: [powder]}")
    with pytest.raises(microdep_rules.InvalidError, match="alternate of itself"):
        halts_of(text)
    (tmp_path / "bom.yaml").write_text(text, encoding="utf-8")
    out, err, code = run("microdep exposure bom.yaml", tmp_path)
    assert (4, 1) == (code, err.count("error[bom/cycle]"))
    assert "halts are not counted: the alternates of the product are not valid" in " ".join(out.split())


@settings(max_examples=tries(25), deadline=None)
@given(products(5))
def test_countries_and_components_are_those_of_the_impact(drawn: Drawn) -> None:
    day, packs = date(2026, 11, 29), [microdep_rules.load_pack("micro-dependency")]
    checked = microdep_rules.check(microdep_rules.load_bom(drawn.document), packs, as_of=day)
    analysed = microdep_rules.impact(checked, packs, as_of=day)
    (found,) = microdep_rules.exposure(checked, packs=packs, as_of=day)["documents"]
    assert found["rules_applied"]
    assert (
        sum(halting_components(analysed.viability)[e] is True for e in made_in(analysed)) == found["halting"]
    )
    singles = [single for single in analysed.failures.singles if single.point.kind == "country"]
    expected = {(single.point.key, single.certain) for single in singles}
    assert expected == {(each["country"], each["certain"]) for each in found["alone"]}
    assert len(made_in(analysed)) == found["needed"]


def made_in(analysed: Impact) -> list[str]:
    structure = analysed.structure
    return [each for each in structure.made if not structure.component(each).synthesized]


TWO_WAYS = """\
document: {completeness: complete, product: drone}
components:
  - {id: drone, name: Drone, origin: US, children: [motor]}
  - {id: motor, name: Motor, origin: MOTOR, alternates: [other]}
  - {id: other, name: Other motor, origin: JP}
"""


@pytest.mark.parametrize("origin", ["CN", "KR", "{one_of: [CN, KR]}"])
@pytest.mark.parametrize("pack", ["own", "dod-magnets", "own --pack micro-dependency"])
def test_exposure_and_impact_count_alike_by_the_same_rules(origin: str, pack: str, tmp_path: Path) -> None:
    write(tmp_path, TWO_WAYS.replace("MOTOR", origin))
    analysed, _ = record(tmp_path, f"bom.yaml --pack {pack}")
    out, err, _ = run(f"microdep exposure bom.yaml --pack {pack} --as-of 2026-11-24 --format json", tmp_path)
    assert out, err
    found = json.loads(out)
    SCHEMA.validate(found)
    [document], [product] = found["documents"], analysed["products"]
    singles = [each for each in product["single_points"] if each["kind"] == "country"]
    expected = [(single["key"], single["certain"]) for single in singles]
    assert expected == [(each["country"], each["certain"]) for each in document["alone"]]
    assert (product["state"] != "nothing_checked") == document["rules_applied"]
    assert analysed["packs"] == found["packs"]


NOT_ONE = (
    "no rule that can block a component applied:"
    " halts of the product are counted from the structure of the product alone"
)


@pytest.mark.parametrize(("severity", "expected"), [("prohibit", False), ("warn", True)])
def test_every_form_states_that_no_rule_applied(severity: str, expected: bool, tmp_path: Path) -> None:
    write(tmp_path, TWO_WAYS.replace("MOTOR", "CN"), severity=severity)
    for form in ("text", "html"):
        out, err, code = run(f"microdep exposure bom.yaml --as-of 2026-11-24 --format {form}", tmp_path)
        assert 0 == code, err
        assert expected == (NOT_ONE in " ".join(out.split()))
    out, _, _ = run("microdep report bom.yaml --as-of 2026-11-24 --exposure", tmp_path)
    assert expected == (NOT_ONE in " ".join(out.split()))
