"""What is asked of everything below a part: counted, it comes out as it does one by one."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from tests.properties.alike import counts, findings
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2026, 11, 25)
PACK = """pack below version 1
  title     "What is below a part"
  authority "none"
  reviewed  2026-11-24

list covered of country
  before 2027-01-01  CN RU     cites "law 1"
  from 2027-01-01    CN RU JP  cites "law 2"

define foreign for component cites "law 3"
  all of
    (a) any component of component at any tier where component.origin is in covered cites "element a"

rule asked
  title       "asked of what is below"
  severity    prohibit
  cites       "law 1"
  in force    by check date
  applies to  every component at any tier{where}
  {clause}
"""
CLAUSES = (
    "forbid any component of component at any tier where component.origin is CN",
    "forbid any component of component at any tier",
    "require no component of component at any tier where component.origin is in covered",
    "require every component of component at any tier has component.origin is US",
    (
        "require every component of component at any tier where component.cots is true"
        " has component.origin is US"
    ),
    "require every material of component at any tier where material.substance is W has material.mass is 1 g",
    "forbid any material of component at any tier where material.substance is Pb",
    "forbid any child of component at any tier where component.origin is CN",
    "forbid at least 1 components of component at any tier where component.origin is CN",
    "require at most 0 components of component at any tier where component.origin is CN",
    "forbid at least 2 components of component at any tier where component.origin is CN",
    "require component is not foreign",
    "forbid all of\n    (a) component is foreign\n    (b) component.cots is true",
)
LISTS = ["children", "materials"]


def part(name: str, *children: str, **facts: Any) -> dict[str, Any]:
    """A part of which the lists say all, unless `facts` say otherwise."""
    used = [{"ref": child, "quantity": 1} for child in children]
    return {"id": name, "name": name, "complete": LISTS, "children": used, "materials": [], **facts}


def trees() -> dict[str, list[dict[str, Any]]]:
    lead, copper = [{"substance": "Pb"}], [{"substance": "Cu"}]
    tungsten = [{"substance": "W", "mass_g": 1}, {"id": "other", "substance": "W"}]
    return {
        "closed": [
            part("box", "left", "right", origin="US"),
            part("left", "screw", origin="JP", cots=True),
            part("right", "screw", "chip", origin="US"),
            part("screw", origin="CN", materials=lead),
            part("chip", origin="US", materials=copper, cots=True),
        ],
        "open": [
            part("box", "left", "right", complete=[]),
            part("left", origin="US", complete=[], cots=False),
            part("right", "chip", origin="US"),
            part("chip", materials=tungsten, origin="US"),
        ],
        "a chain": [
            *(part(f"p{number}", f"p{number + 1}", origin="US") for number in range(9)),
            part("p9", origin="CN"),
        ],
        "nothing below": [part("box", origin="CN")],
    }


@pytest.mark.parametrize("where", ["", " where component is foreign"])
@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("name", trees())
def test_what_is_below_a_part_is_counted_as_it_is_reported(
    name: str, clause: str, where: str, tmp_path: Path
) -> None:
    path = tmp_path / "pack.rule"
    path.write_text(shown(PACK.format(clause=clause, where=where)), encoding="utf-8")
    pack = microdep_rules.load_pack(path).pack
    head = {"schema": "microdep-bom/1", "document": {"product": trees()[name][0]["id"]}}
    bom = microdep_rules.load_bom(json.dumps({**head, "components": trees()[name]}).encode()).bom
    assert pack is not None
    assert bom is not None
    one_by_one, counted = evaluate(pack, bom, Query(AS_OF)), evaluate(pack, bom, Query(AS_OF, count=True))
    assert counts(one_by_one) == counts(counted)
    assert findings(one_by_one) == findings(counted)
