"""Laws: of what is checked a run says by class what it says of each by itself, whatever stands beside it."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.engine.lazy_outcomes import drop_proofs, update_outcome
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.conftest import CHECKOUT
from tests.oracles.documents import json_text
from tests.properties.by_class import in_full
from tests.properties.near_equal import Case, document_of, put

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument

pytestmark = pytest.mark.usefixtures("every_rule_by_class")

DAY = date(2026, 11, 29)
PACK = """
pack own version 1 title "Our own rules" authority "purchasing policy" reviewed 2026-11-24

parameter heavy is mass 5 g   cites "policy 1"
list banned of country
  from 2026-01-01 before 2027-03-01   CN RU   cites "policy 2"
  from 2027-03-01                     RU      cites "policy 2"
list listed of party
  "Evil Polysilicon Co"   cites "policy 2"
rule origin
  title "where it is from"  severity prohibit  cites "policy 3"
  applies to  every listed component
  forbid      component.origin is in banned
  message     "{component.name} is from {component.origin}"
rule made
  title "where it was made"  severity prohibit  cites "policy 3"
  applies to  every listed component
  forbid      component.made_in is in banned
rule shown
  title "what shows it"  severity prohibit  cites "policy 3"
  applies to  every listed component
  passes only on evidence of certificate_of_origin tier third_party
  forbid      component.origin is in banned
rule weight
  title "what it weighs"  severity warn  cites "policy 4"
  applies to  every component at any tier
  forbid      component.mass is more than heavy
rule made-of
  title "what is in it"  severity prohibit  cites "policy 5"
  applies to  every material at any tier where material.substance is NdFeB
  forbid      any stage of material where stage.country is in banned
rule makers
  title "who made it"  severity prohibit  cites "policy 6"
  applies to  every listed component
  forbid      any maker of component where maker.party is in listed with affiliates at 50 %
rule left-out
  title "nothing at all"  severity prohibit  cites "policy 7"
  applies to  every listed component
  forbid      component.cots is true
rule of-the-product
  title "how many"  severity prohibit  cites "policy 8"
  applies to  end-item
  forbid      count of children of end-item where component.origin is in banned is at least 3
exception agreed to origin
  cites "policy 9"
  when  any determination of contract where determination.kind is class-nonavailability
"""
EXAMPLE = """
example pass of {} "a can"
  bom     component can, origin US
  expect  pass at can
"""
CONFIG = """packs = ["./own.rule"]
waivers = ["waivers.yaml"]

[parameters.own]
heavy = "3 g"

[[leave_out]]
rule = "own/left-out"
reason = "nobody asks for it"
"""
OVERLAYS = """schema: microdep-overlay/1
evidence:
  - {id: dec-9, type: supplier_declaration, issuer: Example Magnetics, issued: 2026-05-04}
components:
  - match: {id: r5}
    origin: CN
    evidence: [dec-9]
  - match: {id: r3}
    origin: RU
    mass_g: 4
  - {match: {id: r0}, place_of_manufacture: CN, stages: [{stage: final_assembly, country: US}]}
  - {match: {id: r1}, place_of_manufacture: CN, stages: [{stage: final_assembly, country: US}]}
  - {match: {id: r7}, place_of_manufacture: CN, stages: [{stage: final_assembly, country: US}]}
  - match: {mpn: "B-2"}
    materials: [{substance: NdFeB}]
    evidence: [dec-9]
"""
DISPUTED = """schema: microdep-overlay/1
components:
  - {match: {id: r0}, place_of_manufacture: US}
  - {match: {id: r1}, place_of_manufacture: US}
  - {match: {id: r7}, place_of_manufacture: US}
"""
BY_OTHERS = """schema: microdep-overlay/1
components:
  - match: {id: r6}
    place_of_manufacture: {one_of: [CN, US]}
    stages: [{stage: final_assembly, country: US}]
"""
CONTEXT = """schema: microdep-context/1
delivery: 2027-01-15
determinations: [{id: d-1, kind: class-nonavailability, item: r3}]
"""
WAIVERS = """schema: microdep-waivers/1
waivers:
  - id: W-1
    rule: own/origin
    scope: {components: [r5]}
    reason: prototypes
    legal_basis: policy 7.3
    requested_by: Dana Ito
    approved_by: Kim Berg
    from: 2026-11-01
    until: 2027-05-31
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _fill(folder: Path) -> None:
    """A workspace with two documents, the second of which states origins, and files of evidence."""
    (folder / "paper.pdf").write_bytes(b"paper")
    kept = {"path": "paper.pdf", "sha256": hashlib.sha256(b"paper").hexdigest()}
    paper = {
        "type": "certificate_of_origin",
        "tier": "third_party",
        "issued": "2026-01-01",
        "issuer": "Chamber",
    }
    evidence = (
        {"id": "good", **paper, "document": kept},
        {"id": "lost", **paper, "document": {**kept, "path": "lost.pdf"}},
        {"id": "own", **paper, "issuer": "Goshawk Holding Ltd"},
        {"id": "ends", **paper, "expires": "2027-01-31"},
    )
    shown = {"origin": {"value": "US", "evidence": ["good"]}, "mass_g": 3, "manufacturer": "m0"}
    first = document_of(Case("", {"mass_g": 3}, put("r4", name="NdFeB magnet"), evidence=evidence))
    second = document_of(
        Case("", shown, put("r5", origin={"value": "US", "evidence": ["lost"]}), evidence=evidence)
    )
    put("r6", origin={"value": "US", "evidence": ["ends"]})(second)
    put("r7", origin={"value": "US", "evidence": ["own"]}, manufacturer="m5")(second)
    second["document"]["id"] = "second"
    for name, document in (("first", first), ("second", second)):
        (folder / f"{name}.json").write_text(json_text(document), "utf-8")
    examples = [EXAMPLE.format(each) for each in re.findall(r"^rule (\S+)", PACK, re.MULTILINE)]
    files = {
        "own.rule": PACK + "".join(examples),
        "microdep.toml": CONFIG,
        "o.yaml": OVERLAYS,
        "p.yaml": DISPUTED,
        "q.yaml": BY_OTHERS,
    }
    for name, text in {**files, "contract.yaml": CONTEXT, "waivers.yaml": WAIVERS}.items():
        (folder / name).write_text(text, "utf-8")


def _said(document: CheckedDocument) -> list[object]:
    return [in_full(_bare(outcome)) for outcome in document.outcomes]


def _bare(outcome: Outcome) -> Outcome:
    return update_outcome(drop_proofs(outcome), members=())


def _both(folder: Path, packs: Sequence[str], request: CheckRequest) -> tuple[list[object], list[object]]:
    """What a run says, with nothing but the answers, and where each component is explained."""
    project, _, problems = open_project(start=folder)
    assert project is not None, problems
    loaded = load_packs(project, tuple(packs), {}, with_examples=False)
    assert loaded.loaded, [(said.code, said.message) for said in loaded.diagnostics]
    reported, each = (run_check(project, replace(request, explained=kept), loaded) for kept in (False, True))
    assert reported.documents
    assert all(document.outcomes for document in each.documents), [
        (said.code, said.message) for document in each.documents for said in document.diagnostics
    ]
    return [*map(_said, reported.documents)], [*map(_said, each.documents)]


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"overlays": ("o.yaml",)},
        {"overlays": ("o.yaml", "p.yaml", "q.yaml")},
        {"context": "contract.yaml"},
        {"context": "contract.yaml", "overlays": ("q.yaml", "p.yaml", "o.yaml"), "no_exclusions": True},
    ],
    ids=["nothing", "an overlay", "three overlays", "a contract", "all of it"],
)
def test_a_run_says_by_class_what_it_says_of_each(beside: dict[str, object], folder: Path) -> None:
    _fill(folder)
    request = CheckRequest(DAY, ("first.json", "second.json"), **beside)  # type: ignore[arg-type]
    by_class, by_itself = _both(folder, ("./own.rule",), request)
    assert by_itself == by_class


EXAMPLES = {
    "a quadcopter for a contract": (
        "quadcopter/bom.yaml",
        "quadcopter/contract.yaml",
        ("uas", "specialty-metals"),
    ),
    "a priced product": ("founding-example/priced.yaml", "", ("buy-american", "china-export-controls")),
    "a product with an alternate": (
        "founding-example/with-alternate.yaml",
        "",
        ("buy-american", "dod-magnets"),
    ),
    "a radar": ("gallium/radar.yaml", "", ("chokepoints", "china-export-controls")),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_the_same_outcomes_by_class_and_by_component(name: str, folder: Path) -> None:
    path, context, packs = EXAMPLES[name]
    shutil.copytree(CHECKOUT / "examples" / path.partition("/")[0], folder, dirs_exist_ok=True)
    request = CheckRequest(DAY, (path.partition("/")[2],), context=context.partition("/")[2], waivers=())
    by_class, by_itself = _both(folder, packs, request)
    assert by_itself == by_class
