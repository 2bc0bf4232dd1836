"""What an outcome of a rule blocks: the component that it is about, and what stands in for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import microdep_rules

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.impact.analysis import Impact

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
  in force    by as of
  applies to  every listed material
  forbid      any stage of material where stage.country is CN
  message     "{material.name}"

example fail of sintered-elsewhere "in China"
  bom     part motor; material NdFeB; sintered, country CN
  expect  fail at NdFeB
"""
OF_ASSEMBLIES = """\
rule nothing-from-china
  title       "something in it is from China"
  severity    prohibit
  cites       "policy 1"
  in force    by as of
  applies to  every listed component
  forbid      any part of component at any tier where part.origin is CN
  message     "{component.name}"

example fail of nothing-from-china "a child from China"
  bom     end-item motor, complete children; part magnet, origin CN
  expect  fail at motor
"""


def impact(rules: str, bom: str, folder: Path) -> Impact:
    (folder / "own.rule").write_text(HEAD + rules, encoding="utf-8")
    pack = microdep_rules.load_pack(folder / "own.rule")
    document = microdep_rules.load_bom(f"schema: microdep-bom/1\n{bom}".encode())
    return microdep_rules.impact(microdep_rules.check(document, [pack], as_of=AS_OF))


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


@pytest.mark.parametrize(
    ("alternates", "more", "state"),
    [
        ("", "", "halted"),
        ("second", "  - {id: second, name: Second, origin: US, complete: [children]}\n", "undetermined"),
    ],
)
def test_an_assembly_that_fails_because_of_what_may_be_replaced_is_undetermined(
    alternates: str, more: str, state: str, tmp_path: Path
) -> None:
    found = impact(OF_ASSEMBLIES, MOTOR.replace("ALTERNATES", alternates) + more, tmp_path)
    assert state == found.product.state
