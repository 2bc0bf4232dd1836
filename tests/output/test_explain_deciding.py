"""Facts that are named as deciding change the verdict when the document states them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.engine import deciding_facts
from microdep_rules.engine.deciding_facts import find_deciding_facts
from microdep_rules.engine.verdict import Verdict
from tests.output.explain_cases import CONTEXT, DOCUMENT, demo, judged

if TYPE_CHECKING:
    from microdep_rules.engine.deciding_facts import Decider, DecidingFacts

PLAIN = DOCUMENT.replace("    claims: [off-the-shelf]\n", "")
SERVO_STAGE = "          - {stage: alloy_melted, country: JP}\n  - id: board"


def found(document: str, rule: str, subject: str, context: str = CONTEXT) -> DecidingFacts:
    return find_deciding_facts(judged(document, context).one(rule, subject), demo().definitions)


def names(decider: Decider) -> set[str]:
    return {each.name for each in decider.missing}


def verdicts(decider: Decider) -> set[str]:
    return {way.verdict.value for way in decider.ways}


def test_a_single_missing_fact_decides_a_share_whatever_it_is() -> None:
    (decider,) = found(DOCUMENT, "domestic-cost", "drone").deciders
    assert ({"component.origin"}, True, {"pass", "fail"}) == (names(decider), decider.sure, verdicts(decider))


@pytest.mark.parametrize(("origin", "verdict"), [("US", "pass"), ("CN", "fail")])
def test_the_share_is_decided_once_the_origin_is_stated(origin: str, verdict: str) -> None:
    document = DOCUMENT.replace("    name: Flight board\n", f"    name: Flight board\n    origin: {origin}\n")
    assert verdict == judged(document).one("domestic-cost", "drone").verdict


@pytest.mark.parametrize(
    ("origin", "reported"),
    [("CN", ("61.538461… %", True, True, "pass")), ("US", ("69.230769… %", False, False, "fail"))],
)
def test_a_measured_share_is_stated_with_the_side_on_which_the_verdict_changes(
    origin: str, reported: tuple[str, bool, bool, str]
) -> None:
    document = DOCUMENT.replace("    name: Flight board\n", f"    name: Flight board\n    origin: {origin}\n")
    deciding = found(document, "domestic-cost", "drone")
    (one,) = deciding.thresholds
    assert reported == (one.measured.share, one.above, one.included, one.way.verdict.value)
    assert () == deciding.changers


def test_all_milestones_together_decide_and_each_alone_may_only_fail() -> None:
    deciders = found(PLAIN, "avoided-stage", "servo/magnet").deciders
    stages = [d for d in deciders if all(n.startswith("stage ") for n in names(d))]
    reported = [(len(d.missing), d.sure, verdicts(d)) for d in stages]
    assert [(2, True, {"fail", "pass"}), (1, False, {"fail"}), (1, False, {"fail"})] == reported


def test_one_of_all_milestones_that_every_stage_needs_may_only_fail() -> None:
    deciders = found(DOCUMENT, "processed-at-home", "servo/magnet").deciders
    reported = [(len(d.missing), d.sure, verdicts(d)) for d in deciders]
    assert [(2, True, {"fail", "pass"}), (1, False, {"fail"}), (1, False, {"fail"})] == reported


@pytest.mark.parametrize(("country", "verdict"), [("JP", "pass"), ("CN", "fail")])
def test_the_milestones_decide_when_they_are_stated(country: str, verdict: str) -> None:
    more = (
        f"          - {{stage: pressed, country: JP}}\n          - {{stage: sintered, country: {country}}}\n"
    )
    document = PLAIN.replace(SERVO_STAGE, SERVO_STAGE.replace("  - id: board", f"{more}  - id: board"))
    assert verdict == judged(document).one("avoided-stage", "servo/magnet").verdict


def test_one_milestone_alone_fails_where_it_is_in_an_avoided_country() -> None:
    more = "          - {stage: pressed, country: CN}\n"
    document = PLAIN.replace(SERVO_STAGE, SERVO_STAGE.replace("  - id: board", f"{more}  - id: board"))
    assert "fail" == judged(document).one("avoided-stage", "servo/magnet").verdict


def test_an_exception_that_may_be_shown_is_a_way_to_decide() -> None:
    deciders = found(DOCUMENT, "avoided-stage", "motor/magnet").deciders
    reported = {frozenset(names(d)): (d.sure, verdicts(d)) for d in deciders}
    assert (False, {"exempt"}) == reported[frozenset({"contract.value"})]
    both = frozenset({"component.cots", "component.modified_before_acceptance"})
    assert (True, {"fail", "exempt"}) == reported[both]


def test_the_facts_that_a_fail_hangs_on_are_found() -> None:
    changers = found(PLAIN, "avoided-stage", "motor/magnet").changers
    reported = {(c.fact.name, c.fact.text, c.way.verdict.value) for c in changers}
    expected = {
        ("material.substance", "NdFeB", "not_applicable"),
        ("contract.agency", "DoD", "not_applicable"),
        ("stage.country", "CN", "pass"),
    }
    assert expected == reported


def test_a_fact_that_a_fail_hangs_on_changes_it_when_it_is_another() -> None:
    elsewhere = PLAIN.replace("country: CN, evidence", "country: KR, evidence")
    assert "pass" == judged(elsewhere).one("avoided-stage", "motor/magnet").verdict
    agency = judged(PLAIN, CONTEXT.replace("DoD", "NASA"))
    assert "not_applicable" == agency.one("avoided-stage", "motor/magnet").verdict


def test_is_not_has_its_own_words() -> None:
    changers = found(DOCUMENT, "labelled", "servo").changers
    (origin,) = [c for c in changers if c.fact.name == "component.origin"]
    assert [True] == [turn.value for turn in origin.way.turns]
    assert Verdict.PASS is origin.way.verdict


def test_a_denial_of_two_comparisons_is_decided_by_the_one_that_is_missing() -> None:
    (decider,) = found(DOCUMENT, "light-or-domestic", "board").deciders
    assert ({"component.origin"}, True, {"pass", "fail"}) == (names(decider), decider.sure, verdicts(decider))


def test_no_has_its_own_words() -> None:
    (decider,) = found(DOCUMENT, "attested", "servo/magnet").deciders
    (way,) = [w for w in decider.ways if w.verdict is Verdict.FAIL]
    assert [False] == [turn.value for turn in way.turns]


def test_a_list_that_may_hold_nothing_to_require_anything_of_may_leave_it_open() -> None:
    (decider,) = found(DOCUMENT, "attested", "servo/magnet").deciders
    assert (False, {"pass", "fail"}) == (decider.sure, verdicts(decider))


def test_a_presumed_fail_is_decided_by_the_fact_that_is_presumed() -> None:
    (decider,) = found(DOCUMENT, "made-in-japan", "servo").deciders
    assert ({"component.place_of_manufacture"}, {"pass", "fail"}) == (names(decider), verdicts(decider))


def test_a_search_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding_facts, "MOST_TRIES", 2)
    cut = found(PLAIN, "avoided-stage", "servo/magnet")
    assert (2, True) == (cut.tried, cut.stopped)


def test_an_outcome_without_a_proof_leaves_the_question_open() -> None:
    outcome = replace(judged().one("labelled", "servo"), proof=None)
    assert find_deciding_facts(outcome, demo().definitions).open
