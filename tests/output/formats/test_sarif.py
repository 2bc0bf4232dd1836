"""SARIF: kinds, levels, references, and the limits of code scanning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.output.formats import sarif
from tests.output.formats.running import check

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked


def results(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["runs"][0]["results"]
    return found


def test_a_verdict_has_its_own_kind_in_full_and_a_level_for_github(checked: Checked) -> None:
    full = {
        (result["ruleId"], result["properties"]["verdict"]): (result["kind"], result["level"])
        for result in results(sarif.render(checked))
    }
    assert ("fail", "error") == full["own/blocked", "fail"]
    assert ("open", "none") == full["own/blocked", "unknown"]
    assert ("informational", "none") == full["own/blocked", "exempt"]
    assert ("pass", "none") == full["own/blocked", "pass"]
    assert ("review", "none") == full["own/sourced", "disclose"]
    for_github = {result["properties"]["verdict"] for result in results(sarif.render_for_github(checked))}
    assert {"fail", "unknown", "disclose", "diagnostic"} == for_github


def test_more_results_than_github_shows_are_cut_and_that_is_said(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    log = json.loads(sarif.render_for_github(checked))
    assert ["error", "warning"] == [each["level"] for each in log["runs"][0]["results"]]
    (note,) = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert (
        "6 results are omitted: GitHub shows 2, and this file has the most severe" == note["message"]["text"]
    )


def test_more_places_than_github_takes_are_cut(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RELATED", 1)
    monkeypatch.setattr(sarif, "MOST_OF_CAUSE", 1)
    assert {0, 1} >= {len(result["relatedLocations"]) for result in results(sarif.render_for_github(checked))}


def test_nothing_has_a_grade_of_a_weakness_in_software(checked: Checked) -> None:
    for text in (sarif.render(checked), sarif.render_for_github(checked)):
        assert "security-severity" not in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b#c?.bom.yaml", "a%20b%23c%3F.bom.yaml"),
        ("C:.bom.yaml", "C%3A.bom.yaml"),
        ("pl\u00e4ne.bom.yaml", "pl%C3%A4ne.bom.yaml"),
        ("100%0A.bom.yaml", "100%250A.bom.yaml"),
    ],
)
def test_a_path_is_a_relative_reference(name: str, expected: str, workspace: Path) -> None:
    (workspace / "board.bom.yaml").rename(workspace / name)
    found = results(sarif.render_for_github(check(workspace, name)))
    places = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in found}
    assert {expected} == places
