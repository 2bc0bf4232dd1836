from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from microdep_rules.output import record
from microdep_rules.output.grouped import BY_ROW, TABLES
from microdep_rules.output.production import SCHEMAS as ANALYSES
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.vocabulary.resources import schema_data
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked

PACK = """\
pack own version 1
  title      "Our own rules"
  authority  "purchasing policy"
  reviewed   2026-11-24

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    from 2026-01-01 by delivery date, else check date
  applies to  every listed component
  forbid      component.origin is CN
  message     "{component.name} is made in China"

exception catalogue-part to made-elsewhere
  cites       "policy 4"
  when        component.cots is true

rule from-later
  title       "no index"
  severity    warn
  cites       "policy 5"
  in force    from 2027-01-01 by check date
  applies to  every listed component
  require     component.restriction_index is at most 0.5
"""
BOM = """\
schema: microdep-bom/1
document: {id: board}
components:
  - {name: Held, origin: CN, cots: true, restriction_index: 0.9}
  - {name: Fails, origin: CN, restriction_index: 0.1}
  - {name: Hidden\\u202eName, origin: {unknown: true, reason: not answered}}
  - {name: Passes, origin: JP}
"""
SCHEMA: dict[str, Any] = schema_data("microdep-record-1")
OPTIONAL = {
    "number",
    "unopened",
    "listed_companies",
    "entries",
    "views",
    "production",
    *ANALYSES,
    *TABLES,
    *BY_ROW,
    "at",
    "value",
    "corrected",
    "designators",
}
"""What only a bundle states, an analysis that is asked for, or only the grouped form of a record."""


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "pack.rule").write_text(shown(PACK), encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(
        BOM.replace("Hidden\\u202eName", '"Hidden\\u202eName"'), encoding="utf-8"
    )
    (tmp_path / "bad.bom.yaml").write_text("schema: microdep-bom/1\ncomponents: 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    project, _, _ = open_project(start=tmp_path)
    assert project is not None
    return run_check(
        project, CheckRequest(date(2026, 12, 1)), load_packs(project, ("./rules",), {}, with_examples=False)
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [each for item in node for each in _objects(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("type") == "object" else []
    return own + [each for item in node.values() for each in _objects(item)]


def _is_described_elsewhere(node: dict[str, Any]) -> bool:
    """Return whether an object has its own schema, such as an analysis of production."""
    return set(node.get("properties", ())) == {"schema"}


def test_the_schema_allows_and_requires_exactly_the_named_keys() -> None:
    loose = [
        each
        for each in _objects(SCHEMA)
        if not _is_described_elsewhere(each)
        if each.get("additionalProperties") is not False
        or set(each.get("required", ())) - set(each["properties"])
        or set(each["properties"]) - set(each.get("required", ())) - OPTIONAL
    ]
    assert [] == loose


@pytest.mark.parametrize("listing", ["", "all", "findings", "none"])
@pytest.mark.parametrize("everything", [False, True])
def test_a_record_holds_to_its_schema(checked: Checked, listing: str, everything: bool) -> None:
    found = json.loads(record.render(checked, listing=listing, everything=everything))
    assert [] == [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)]


def test_the_verdicts_of_documents_and_of_the_run_are_reported(checked: Checked) -> None:
    found = record.record(checked)
    assert {"bad.bom.yaml": "invalid", "bom.yaml": "fail"} == {
        each["path"]: each["verdict"] for each in found["documents"]
    }
    assert "invalid" == found["summary"]["verdict"]


def test_outcomes_are_counted_whatever_is_listed(checked: Checked) -> None:
    wanted = {"fail": 1, "exempt": 1, "unknown": 1, "pass": 1, "not_applicable": 4}
    for listing in ("all", "findings", "none"):
        found = record.record(checked, listing=listing)["summary"]["counts"]
        assert wanted == {name: number for name, number in found.items() if number}


def test_findings_leave_out_passes_and_nothing_else(checked: Checked) -> None:
    found = record.record(checked, listing="findings")
    assert ["exempt", "fail", "unknown"] == sorted(
        each["verdict"] for document in found["documents"] for each in document["outcomes"]
    )


def test_what_does_not_apply_is_counted_by_rule_and_reason(checked: Checked) -> None:
    document = record.record(checked)["documents"][1]
    off = {"rule": "own/from-later", "reason": "not in force before 2027-01-01", "count": 4, "contract": []}
    assert [off] == document["not_applicable"]


def test_a_fact_has_its_place(checked: Checked) -> None:
    outcomes = record.record(checked)["documents"][1]["outcomes"]
    fails = next(outcome for outcome in outcomes if outcome["verdict"] == "fail")
    origin = next(each for each in fails["facts"] if each["name"] == "component.origin")
    assert {"file": "bom.yaml", "line": 5, "column": 27} == origin["at"]
    assert "Fails is made in China" == fails["message"]
    assert ["catalogue-part"] == [e["name"] for e in fails["exceptions"] if e["state"] == "not_demonstrated"]
    assert [{"name": "component.cots", "subject": "fails"}] == fails["exceptions"][0]["needs"]


def test_a_fact_that_is_stated_as_unknown_has_its_reason(checked: Checked) -> None:
    outcomes = record.record(checked)["documents"][1]["outcomes"]
    unknown = next(outcome for outcome in outcomes if outcome["verdict"] == "unknown")
    assert [("component.origin", "not answered", "bom")] == [
        (each["name"], each["stated"], each["in"]) for each in unknown["missing"]
    ]


def test_what_cannot_be_seen_is_escaped(checked: Checked) -> None:
    text = record.render(checked)
    assert "\u202e" not in text
    assert "Hidden\\u202eName" in text
    assert json.loads(text) == record.record(checked)


def test_the_same_inputs_give_the_same_bytes(checked: Checked) -> None:
    assert record.render(checked) == record.render(replace(checked))


def test_a_cut_is_said(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MOST_OUTCOMES", 2)
    listing = record.record(checked)["listing"]
    assert ("findings", 3, 5, "there are more than 2 outcomes") == (
        listing["outcomes"],
        listing["listed"],
        listing["omitted"],
        listing["because"],
    )
