"""Entries of every format: places, weights, and counted outcomes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from microdep_rules.cli import exit_codes
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output import record
from microdep_rules.output.formats import entries, junit, sarif
from tests.output.formats.readers import READERS
from tests.output.formats.running import CHECK, RENDER, answer, check

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked
    from microdep_rules.output.formats.entries import FormatEntry

pytestmark = pytest.mark.usefixtures("workspace")


def entry(checked: Checked, rule: str, subject: str) -> FormatEntry:
    return next(e for e in entries.run(checked).entries() if (e.rule, e.subject_id) == (rule, subject))


def test_an_entry_stands_at_the_fact_that_decides_and_names_the_others(checked: Checked) -> None:
    found = entry(checked, "own/blocked", "fails")
    assert entries.FilePosition("board.bom.yaml", 4, 27, end_line=4, end_column=29) == found.at
    assert [
        (
            "component.restriction_index is 0.9",
            entries.FilePosition("board.bom.yaml", 4, 50, end_line=4, end_column=53),
        ),
        ("Fails", entries.FilePosition("board.bom.yaml", 4, 5, end_line=4, end_column=67)),
    ] == list(found.related)


def test_an_unknown_stands_where_the_missing_fact_would_be(checked: Checked) -> None:
    place = entries.FilePosition("board.bom.yaml", 7, 13, end_line=7, end_column=50)
    assert place == entry(checked, "own/blocked", "unknown").at


@pytest.mark.parametrize(
    ("rule", "subject", "weights"),
    [
        ("own/blocked", "fails", {"fail": "error", "unknown": "error", "warn": "error"}),
        ("own/blocked", "unknown", {"fail": "note", "unknown": "warning", "warn": "warning"}),
        ("own/blocked", "held", {"fail": "none", "unknown": "none", "warn": "none"}),
        ("own/labelled", "fails", {"fail": "warning", "unknown": "warning", "warn": "error"}),
        ("own/noted", "fails", {"fail": "note", "unknown": "note", "warn": "error"}),
        ("own/sourced", "motor/ndfeb", {"fail": "note", "unknown": "warning", "warn": "warning"}),
    ],
)
def test_the_weight_of_an_outcome_goes_by_its_verdict_its_severity_and_what_decides(
    rule: str, subject: str, weights: dict[str, str], workspace: Path
) -> None:
    found = {
        fail_on: entry(check(workspace, "board.bom.yaml", fail_on=fail_on), rule, subject).weight
        for fail_on in weights
    }
    assert weights == found


def test_a_rule_that_could_not_be_evaluated_is_an_error_everywhere(checked: Checked) -> None:
    (document,) = checked.documents
    broken = tuple(
        replace(outcome, verdict=Verdict.ERROR, reason="it broke")
        if outcome.verdict is Verdict.EXEMPT
        else outcome
        for outcome in document.outcomes
    )
    checked = replace(checked, documents=(replace(document, outcomes=broken),))
    assert exit_codes.BUG == exit_codes.of_run(checked)
    for form, render in RENDER.items():
        assert READERS[form](render(checked)).counts["error"] == 1
    (run,) = json.loads(RENDER["sarif"](checked))["runs"]
    assert not run["invocations"][0]["executionSuccessful"]


def test_what_is_waived_decides_nothing_and_is_suppressed_in_sarif(checked: Checked) -> None:
    reported = record.record(checked)
    people = {"requested_by": "Dana Ito", "approved_by": "Kim Berg"}
    terms = {"until": "2027-01-31", **people, "reason": "few\nare used", "legal_basis": "policy 7"}
    reported["waivers"] = [{"id": "W-1", **terms}]
    for each in reported["documents"][0]["outcomes"]:
        each["waiver"] = "W-1" if each["verdict"] == "fail" else None
    answer = (
        "W-1 until 2027-01-31, requested by Dana Ito, approved by Kim Berg: few are used "
        "(legal basis as the company states it: « policy 7 »)"
    )
    waived = [each for each in entries.of_record(checked, reported).entries() if each.kind == "fail"]
    assert [("none", False, f"waived by {answer}")] * 4 == [
        (e.weight, e.decides, e.lines[-1]) for e in waived
    ]
    assert ["skipped"] * 4 == [junit.outcome_of(each) for each in waived]
    found = [sarif.result(each, 0, github=False) for each in waived]
    assert ["error", "warning", "note", "note"] == [each["level"] for each in found]
    accepted = [{"kind": "external", "status": "accepted", "justification": answer}]
    assert [accepted] * 4 == [each["suppressions"] for each in found]


def test_findings_that_are_only_counted_are_shown_in_a_line(checked: Checked) -> None:
    (document,) = checked.documents
    fails = next(outcome for outcome in document.outcomes if outcome.verdict is Verdict.FAIL)
    many = replace(fails, many=7, message="are made in China")
    checked = replace(checked, documents=(replace(document, outcomes=(many,)),))
    found = list(entries.run(checked).entries())
    assert [("error", 7, "7 more: are made in China")] == [
        (each.weight, each.many, each.message) for each in found if each.kind == "fail"
    ]
    assert {"fail": 7} == dict(READERS["sarif"](sarif.render(checked)).counts)


def test_findings_are_listed_also_where_no_outcomes_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("sarif", "junit"):
        found = READERS[form](answer(capsys, *CHECK, "--format", form, "--outcomes", "none").out)
        assert {"fail": 4, "unknown": 7, "exempt": 1, "disclose": 1} == dict(found.counts)


def test_of_a_rule_about_thousands_of_facts_the_first_are_reported(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microdep_rules.output.formats.wording.MOST_LISTED", 0)
    assert "and 2 more facts, which the record has" in entry(checked, "own/blocked", "fails").lines


def test_in_a_spreadsheet_an_entry_stands_at_a_cell(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Parts"
    for row in (
        ("Name", "MPN", "Country of origin", "Qty"),
        ("Coil", "C-1", "CN", 1),
        ("Wire", "W-1", "China", 1),
    ):
        sheet.append(row)
    book.save(workspace / "bom.xlsx")
    for form, read in READERS.items():
        found = answer(capsys, "bom.xlsx", "--pack", "./own", "--format", form)
        reported = read(found.out)
        assert exit_codes.BUG != found.code
        assert reported.codes or reported.counts
    log = json.loads(answer(capsys, "bom.xlsx", "--pack", "./own", "--format", "sarif").out)
    places = {
        (each["name"], *place["physicalLocation"]["region"].values())
        for result in log["runs"][0]["results"]
        for place in result["locations"] + result["relatedLocations"]
        for each in place.get("logicalLocations", [])
        if each["kind"] == "cell"
    }
    assert {("Parts!A2", 2, 1), ("Parts!A3", 3, 1)} <= places
