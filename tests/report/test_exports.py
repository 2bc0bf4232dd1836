"""Results of a document for a rule, as docs/reference/bundles.md states them, and missing scores."""

from __future__ import annotations

import re
from typing import Any

import pytest

from microdep_rules.engine.standing import in_words
from microdep_rules.output.standing import ORDER, RuleStanding, not_listed, standings
from microdep_rules.report.exports.oscal import status_of
from tests.conftest import CHECKOUT

PAGE = (CHECKOUT / "docs" / "reference" / "bundles.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z_]+)`[^|]* \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
RULE = "p/r"
SCORES = {"0": 0, "1": 1, "none": None}


def outcome(verdict: str, **more: Any) -> dict[str, Any]:
    said = {
        "rule": RULE,
        "verdict": verdict,
        "alternate": False,
        "waiver": None,
        "against_law": False,
        "missing": [],
        "violated": False,
        "facts": [],
        "exceptions": [],
    }
    return {**said, **more}


def document(*outcomes: dict[str, Any], reasons: int = 0, **counts: int) -> dict[str, Any]:
    reason = {"rule": RULE, "reason": "too small", "count": reasons}
    return {
        "outcomes": list(outcomes),
        "not_applicable": [reason] if reasons else [],
        "counts": counts,
    }


def only(*outcomes: dict[str, Any], **more: Any) -> RuleStanding:
    (found,) = standings(document(*outcomes, **more))
    return found


def test_the_page_has_every_verdict_in_the_order_that_counts() -> None:
    assert [*ORDER, "not_applicable"] == [row[0] for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_verdict_becomes_what_the_page_says(row: tuple[str, str, str, str]) -> None:
    verdict, claim, score, state = row
    bare = {"fail_waived": "fail", "incomplete": "unknown"}.get(verdict, verdict)
    waiver = None if bare == verdict else "W-1"
    found = only(reasons=1) if verdict == "not_applicable" else only(outcome(bare, waiver=waiver))
    assert (verdict, SCORES[score]) == (found.verdict, found.score)
    assert found.rationale.startswith(f"{in_words(verdict)}: ")
    sides = {"claim": (1, 0), "counter claim": (0, 1), "no claim": (0, 0)}
    assert sides[claim] == (len(found.met), len(found.against))
    if state != "no finding":
        said, reason = status_of(found)
        assert state == f"{said.replace('-', ' ')}, `{reason}`"


@pytest.mark.parametrize("verdict", ["error", "unknown", "disclose"])
def test_one_open_outcome_among_many_that_pass_leaves_no_score(verdict: str) -> None:
    found = only(outcome("pass"), outcome("exempt"), outcome(verdict), reasons=3)
    assert (verdict, None) == (found.verdict, found.score)
    assert "3 not applicable (too small)" in found.rationale


def test_of_what_is_open_it_is_said_where_the_requirement_is_not_met() -> None:
    found = only(outcome("unknown", violated=True), outcome("unknown"))
    assert "1 of the unknown outcomes: violated, unless" in found.rationale
    assert found.score is None


def test_what_is_waived_fails_and_the_waiver_is_named() -> None:
    found = only(outcome("fail", waiver="W-1"), outcome("pass"))
    assert (0, ("W-1",)) == (found.score, found.waivers)
    assert "1 fail, 1 pass, 1 of these waived" in found.rationale
    waived = only(outcome("unknown", waiver="W-1"))
    assert ("incomplete", None, ("W-1",)) == (waived.verdict, waived.score, waived.waivers)


def test_an_alternate_that_fails_leaves_no_score() -> None:
    found = only(outcome("pass"), outcome("fail", alternate=True))
    assert ("unknown", None, 1) == (found.verdict, found.score, len(found.against))
    assert "1 of the unknown outcomes: approved alternates that fail and may be built" in found.rationale
    alone = only(outcome("pass", alternate=True))
    assert ("pass", 1) == (alone.verdict, alone.score)


def test_exceptions_that_are_relied_on_are_named() -> None:
    held = {"name": "recycled", "state": "applies"}
    found = only(outcome("exempt", exceptions=[held, {"name": "other", "state": "disqualified"}]))
    assert "relies on: recycled; " in found.rationale


def test_where_something_undecided_is_not_listed_nothing_has_the_score_1() -> None:
    listed = outcome("pass"), outcome("pass", rule="p/s"), outcome("fail", rule="p/t")
    large = {"outcomes": list(listed), "not_applicable": [], "counts": {"pass": 2, "fail": 1, "unknown": 5}}
    assert {"unknown": 5} == not_listed(large)
    assert [None, None, 0] == [standing.score for standing in standings(large)]
    assert ("not-satisfied", "other") == status_of(standings(large)[0])
    passing = {**large, "counts": {"pass": 9, "fail": 1, "not_applicable": 8}}
    assert {"pass": 7} == not_listed(passing)
    assert [1, 1, 0] == [standing.score for standing in standings(passing)]


def test_how_much_is_shown_by_evidence_that_counts_is_stated() -> None:
    facts = [
        {"of": "a", "name": "origin", "value": "CN", "evidence": ["e"], "evidence_not_counted": []},
        {"of": "b", "name": "origin", "value": "CN", "evidence": [], "evidence_not_counted": ["f"]},
        {"of": "", "name": "list", "value": "CN", "evidence": [], "evidence_not_counted": []},
    ]
    found = only(outcome("pass", facts=facts))
    assert "declared data: 1 of 2 deciding facts name evidence that counts" == found.shown
