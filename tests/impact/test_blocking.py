"""What an outcome of a rule blocks: the component that it is about, and what replaces it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import microdep_rules

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.production.analysis import Impact

AS_OF = date(2026, 11, 24)
HEAD = """\
pack own version 1
  title "Own"
  authority "company policy"
  reviewed 2026-11-24

"""
OF_MATERIALS = """\
rule sintered-elsewhere
  title       "sintered in China"
  severity    prohibit
  cites       "policy 1"
  in force    by check date
  applies to  every listed material
  forbid      any stage of material where stage.country is CN
  message     "{material.name}"

example fail of sintered-elsewhere "in China"
  bom     component motor; material NdFeB; sintered, country CN
  expect  fail at NdFeB
"""
OF_ASSEMBLIES = """\
rule nothing-from-china
  title       "something in it is from China"
  severity    prohibit
  cites       "policy 1"
  in force    by check date
  applies to  every listed component
  forbid      any component of component at any tier where component.origin is CN
  message     "{component.name}"

example fail of nothing-from-china "a child from China"
  bom     end-item motor, complete children; component magnet, origin CN
  expect  fail at motor
"""


def impact(rules: str, bom: str, folder: Path, *, asked_again: bool = False) -> Impact:
    (folder / "own.rule").write_text(HEAD + rules, encoding="utf-8")
    pack = microdep_rules.load_pack(folder / "own.rule")
    document = microdep_rules.load_bom(f"schema: microdep-bom/1\n{bom}".encode())
    checked = microdep_rules.check(document, [pack], as_of=AS_OF)
    if asked_again:
        return microdep_rules.impact(checked, [pack], as_of=AS_OF)
    return microdep_rules.impact(checked, [pack])


def test_a_fail_of_a_material_blocks_its_component(tmp_path: Path) -> None:
    bom = """\
components:
  - {name: Frame}
  - name: Magnet
    materials: [{substance: NdFeB, stages: [{stage: sintered, country: CN}], complete: [stages]}]
"""
    found = impact(OF_MATERIALS, bom, tmp_path)
    assert ((("component", "magnet"),),) == found.product.sets


MOTOR = """\
document: {product: motor}
components:
  - {id: motor, name: Motor, origin: US, children: [magnet], complete: [children]}
  - {id: magnet, name: Magnet, origin: CN, complete: [children], alternates: [ALTERNATES]}
"""


SECOND = "  - {id: second, name: Second, origin: ORIGIN, complete: [children]}\n"


@pytest.mark.parametrize(
    ("alternates", "more", "asked_again", "state"),
    [
        ("", "", False, "halted"),
        ("", "", True, "halted"),
        ("second", SECOND.replace("ORIGIN", "US"), False, "undetermined"),
        ("second", SECOND.replace("ORIGIN", "US"), True, "viable"),
        ("second", SECOND.replace("ORIGIN", "CN"), True, "halted"),
        ("second", SECOND.replace("origin: ORIGIN, ", ""), True, "undetermined"),
    ],
)
def test_an_assembly_that_fails_because_of_what_may_be_replaced_is_judged_with_the_alternate(
    alternates: str, more: str, asked_again: bool, state: str, tmp_path: Path
) -> None:
    bom = MOTOR.replace("ALTERNATES", alternates) + more
    assert state == impact(OF_ASSEMBLIES, bom, tmp_path, asked_again=asked_again).product.state


OF_COMPONENTS = """\
rule not-from-china
  title       "made in China"
  severity    prohibit
  cites       "policy 1"
  in force    by check date
  applies to  every component at any tier
  forbid      component.origin is CN
  message     "{component.name}"

example fail of not-from-china "of China"
  bom     component motor, origin CN
  expect  fail at motor
"""
OF_PRODUCTS = """
rule nothing-from-korea
  title       "something in it is from Korea"
  severity    prohibit
  cites       "policy 2"
  in force    by check date
  applies to  end-item
  forbid      any component of end-item at any tier where component.origin is KR
  message     "{end-item.name}"

example fail of nothing-from-korea "a part from Korea"
  bom     end-item drone, complete children; component magnet, origin KR
  expect  fail at drone
"""


@pytest.mark.parametrize(
    ("origin", "before", "after"), [("US", "viable", "viable"), ("KR", "undetermined", "halted")]
)
def test_a_product_is_not_viable_by_an_alternate_with_which_it_fails(
    origin: str, before: str, after: str, tmp_path: Path
) -> None:
    bom = MOTOR.replace("ALTERNATES", "second") + SECOND.replace("ORIGIN", origin)
    rules = OF_COMPONENTS + OF_PRODUCTS
    assert before == impact(rules, bom, tmp_path).product.state
    assert after == impact(rules, bom, tmp_path, asked_again=True).product.state


def test_a_rule_about_single_components_needs_no_second_question(tmp_path: Path) -> None:
    bom = MOTOR.replace("ALTERNATES", "second") + SECOND.replace("ORIGIN", "US")
    assert "viable" == impact(OF_COMPONENTS, bom, tmp_path).product.state


NESTED = """\
document: {product: drone, completeness: complete}
components:
  - {id: drone, name: Drone, origin: US, children: [motor]}
  - {id: motor, name: Motor, origin: CN, alternates: [other]}
  - {id: other, name: Other motor, origin: US, children: [magnet]}
  - {id: magnet, name: Magnet, origin: CN, alternates: [second]}
  - {id: second, name: Second, origin: ORIGIN}
"""


@pytest.mark.parametrize(("origin", "state"), [("US", "viable"), ("CN", "halted")])
def test_what_is_only_an_alternate_in_an_alternate_is_judged_as_well(
    origin: str, state: str, tmp_path: Path
) -> None:
    assert state == impact(OF_COMPONENTS, NESTED.replace("ORIGIN", origin), tmp_path).product.state


def test_a_product_that_fails_only_with_an_alternate_is_viable_as_it_is_stated(tmp_path: Path) -> None:
    bom = MOTOR.replace("ALTERNATES", "second").replace("CN", "US") + SECOND.replace("ORIGIN", "KR")
    assert "viable" == impact(OF_COMPONENTS + OF_PRODUCTS, bom, tmp_path).product.state


def test_an_alternate_of_an_alternate_may_stand_in(tmp_path: Path) -> None:
    first = "  - {id: second, name: Second, origin: CN, complete: [children], alternates: [third]}\n"
    bom = MOTOR.replace("ALTERNATES", "second") + first
    third = "  - {id: third, name: Third, origin: US, complete: [children]}\n"
    assert "viable" == impact(OF_COMPONENTS, bom + third, tmp_path).product.state


def lead(id_: str, origin: str, days: int) -> str:
    """A magnet of a country that is there after so many days."""
    time = f"lead_time: {{value: {days}, unit: days}}"
    return f"  - {{id: {id_}, name: {id_}, origin: {origin}, complete: [children], {time}}}\n"


@pytest.mark.parametrize(
    ("first", "second", "built"),
    [
        (("US", 20), ("KR", 1), "first"),  # the fastest fails with the product
        (("KR", 20), ("US", 1), "second"),  # the one that is listed first does
        (("US", 20), ("JP", 1), "second"),
    ],
)
def test_the_plan_has_the_alternates_with_which_the_rules_pass(
    first: tuple[str, int], second: tuple[str, int], built: str, tmp_path: Path
) -> None:
    bom = MOTOR.replace("ALTERNATES", "first, second") + lead("first", *first) + lead("second", *second)
    found = impact(OF_COMPONENTS + OF_PRODUCTS, bom, tmp_path, asked_again=True)
    assert "viable" == found.product.state
    assert found.resourced is not None
    assert [built] == list(found.resourced.replaced.values())
