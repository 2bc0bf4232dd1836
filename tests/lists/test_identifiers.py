"""Identifiers of companies in lists, documents and overlays, and channels by which a company is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
pack our-list version 1
  title      "our list"
  authority  "company policy"
  reviewed   2026-11-26

list banned of party
  from "banned.csv"

rule banned-company
  title       "company on our list"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid any of
    (1)       component.manufacturer is in banned
    (2)       component.supplier is in banned
    (3)       any stage of component where stage.party is in banned
    (4)       any owner of component.manufacturer where owner.party is in banned

rule banned-equipment
  title       "equipment of a company on our list"
  severity    prohibit
  cites       "company policy"
  applies to  end-item
  forbid      any equipment of contract where equipment.maker is in banned

example fail of banned-company "one of them"
  bom     component a, manufacturer "Bar Telecom"
  expect  fail at a

example unknown of banned-equipment "nothing is said"
  bom     end-item a
  expect  unknown at a
"""
BANNED = "name,LEI\nBar Telecom,5299000000EXAMPLE000\nHuawei,5299000000EXAMPLE001\n"
BOM = """\
schema: microdep-bom/1
parties:
  - {{id: quiet, name: Quiet Works, owners: []}}
  - {{id: about, {party}}}
components:
  - {{name: a, manufacturer: {maker}, supplier: {supplier}, complete: [stages], materials: [],
     stages: {stages}}}
context:
  equipment: [{{name: radio, maker: {equipment}}}]
  complete: [equipment]
"""


def verdicts(folder: Path, bom: str, more: str = "", banned: str = BANNED) -> dict[str, str]:
    (folder / "our-list").mkdir(exist_ok=True)
    (folder / "our-list" / "pack.rule").write_text(PACK, encoding="utf-8")
    (folder / "our-list" / "banned.csv").write_text(banned, encoding="utf-8")
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    out, reported, code = run(
        f"microdep check bom.yaml --pack our-list --as-of 2026-11-29 --format json {more}", folder
    )
    assert code in {0, 1, 5}, out + reported
    outcomes = json.loads(out)["documents"][0]["outcomes"]
    return {str(outcome["rule"]).rpartition("/")[2]: outcome["verdict"] for outcome in outcomes}


def document(party: str, channel: str) -> str:
    named = dict.fromkeys(("maker", "supplier", "equipment"), "quiet")
    stages = "[{stage: assembled, country: DE, party: " + ("about" if channel == "stages" else "quiet") + "}]"
    if channel in named:
        named[channel] = "about"
    return BOM.format(party=party, stages=stages, **named)


CHANNELS = {
    "maker": "banned-company",
    "supplier": "banned-company",
    "stages": "banned-company",
    "equipment": "banned-equipment",
}
PARTIES = {
    "name: Bar Telecom": "fail",
    "name: Other Works, identifiers: {lei: 5299 0000 00EX AMPLE 000}": "fail",
    "name: Huawei Marine, identifiers: {lei: 4444000000EXAMPLE001}, owners: []": "pass",
    "name: Huawei Marine, identifiers: {duns: '4444'}, owners: []": "unknown",
    "name: Huawei Marine, distinct_from: [Huawei], owners: []": "pass",
    "name: Other Works, owners: []": "pass",
    "name: n/a": "unknown",
    "name: various suppliers": "unknown",
}


@pytest.mark.parametrize(("party", "verdict"), PARTIES.items())
@pytest.mark.parametrize(("channel", "rule"), CHANNELS.items())
def test_a_company_counts_by_whichever_field_names_it(
    channel: str, rule: str, party: str, verdict: str, tmp_path: Path
) -> None:
    assert verdict == verdicts(tmp_path, document(party, channel))[rule]


@pytest.mark.parametrize("column", ["identifiers\nBar Telecom,LEI: 5299", "LEI code\nBar Telecom,52-99"])
def test_a_scheme_in_capitals_is_the_scheme(column: str, tmp_path: Path) -> None:
    bom = document("name: Other Works, identifiers: {lei: '5299'}", "maker")
    assert "fail" == verdicts(tmp_path, bom, banned=f"name,{column}\n")["banned-company"]


OVERLAYS = {
    "about.csv": "About company,LEI\nHuawei Marine,{lei}\n",
    "maker.csv": "Part id,Manufacturer,Country of origin,LEI\na,Huawei Marine,DE,{lei}\n",
    "fact.csv": "About company,Fact,Answer\nHuawei Marine,party.identifiers,lei: {lei}\n",
    "overlay.yaml": "schema: microdep-overlay/1\n"
    "parties: [{{name: Huawei Marine, identifiers: {{lei: {lei}}}}}]\n",
}


@pytest.mark.parametrize("name", OVERLAYS)
@pytest.mark.parametrize(
    ("lei", "verdict"), [("4444000000EXAMPLE001", "pass"), ("5299000000EXAMPLE001", "fail")]
)
def test_an_identifier_that_an_overlay_states_settles_a_similar_name(
    lei: str, verdict: str, name: str, tmp_path: Path
) -> None:
    bom = document("name: Huawei Marine, owners: []", "maker")
    assert verdicts(tmp_path, bom)["banned-company"] == "unknown"
    (tmp_path / name).write_text(OVERLAYS[name].format(lei=lei), encoding="utf-8")
    assert verdict == verdicts(tmp_path, bom, f"--overlay {name}")["banned-company"]


def test_a_maker_of_equipment_may_be_named_without_a_party(tmp_path: Path) -> None:
    bom = document("name: Other Works", "").replace("maker: quiet}]", 'maker: "BAR TELECOM"}]')
    assert verdicts(tmp_path, bom)["banned-equipment"] == "fail"
