"""Summary of a check: its counts are those of the outcomes, and law comes before policy and advice."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output import by_rule, later, summary, text
from microdep_rules.output.failures import KINDS, kind_of
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked

QUADCOPTER = CHECKOUT / "examples" / "quadcopter"
ROW = re.compile(r"^  (law|policy|advice|unknown|later) +(\S.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def quadcopter() -> Checked:
    project, _, _ = open_project(start=QUADCOPTER)
    assert project is not None
    request = CheckRequest(
        date(2026, 11, 24), (str(QUADCOPTER / "bom.yaml"),), context=str(QUADCOPTER / "contract.yaml")
    )
    return run_check(project, request, load_packs(project, ("all",), {}, with_examples=False))


def test_the_summary_comes_first_and_its_rows_have_one_order(quadcopter: Checked) -> None:
    lines = text.render(quadcopter).splitlines()
    assert "fails on declared data" in lines[0]
    block = "\n".join(lines[1 : lines.index("")])
    assert ["law", "policy", "advice", "unknown", "later"] == [label for label, _ in ROW.findall(block)]


def test_the_summary_counts_the_failing_components_of_each_pack(quadcopter: Checked) -> None:
    (document,) = quadcopter.documents
    assert document.bom is not None
    screen = text.render(quadcopter)
    failing: dict[tuple[str, str], set[str]] = {}
    for outcome in document.outcomes:
        if outcome.verdict is Verdict.FAIL:
            component = outcome.subject.id.partition("/")[0]
            failing.setdefault((kind_of(outcome), outcome.rule.pack), set()).add(component)
    assert len(failing) > 3
    for (_, pack), components in failing.items():
        verb = "fails" if len(components) == 1 else "fail"
        product = components & {document.bom.product.id}
        number = f"{len(components - product)} of {document.bom.number_of_components} components"
        about = " and ".join(
            [*([number] if components - product else []), *(["the product"] if product else [])]
        )
        assert f"{about} {verb} {pack}" in screen


@pytest.mark.parametrize("everything", [False, True])
def test_findings_of_law_come_before_policy_and_policy_before_advice(
    quadcopter: Checked, everything: bool
) -> None:
    rules = {outcome.rule.id: outcome for outcome in quadcopter.documents[0].outcomes}
    screen = text.render(quadcopter, everything=everything)
    heads = re.findall(r"^FAIL  .*?(\S+/[a-z-]+)(?:  \(.*)?$", screen, re.MULTILINE)
    places = [list(KINDS).index(kind_of(rules[rule])) for rule in heads if rule in rules]
    assert set(places) == {0, 1, 2}
    assert places == sorted(places)


def test_a_block_ends_with_one_blank_line(quadcopter: Checked) -> None:
    for everything in (False, True):
        assert "\n\n\n" not in text.render(quadcopter, everything=everything)


def test_hashes_and_lists_of_packs_are_only_in_the_long_form(quadcopter: Checked) -> None:
    assert "sha256" not in text.render(quadcopter)
    for pack in quadcopter.packs:
        assert f"{pack.name} {pack.version} ({pack.digest[:19]})" in text.render(quadcopter, everything=True)


def test_the_next_change_is_a_fail_if_any_outcome_will_fail(quadcopter: Checked) -> None:
    (document,) = quadcopter.documents
    changes = later.changes((outcome, document) for outcome in document.outcomes)
    fails = [change for change in changes if change.fails]
    assert fails
    assert changes[: len(fails)] == fails
    assert [change.first for change in fails] == sorted(change.first for change in fails)
    row = dict(ROW.findall(text.render(quadcopter)))["later"]
    assert row.startswith(f"{fails[0].rule} fails if the delivery date is {fails[0].first} or later")


def test_the_screen_ends_with_the_next_commands(quadcopter: Checked) -> None:
    explain, questions = text.render(quadcopter).splitlines()[-2:]
    assert explain.startswith("next: microdep explain dod-magnets/covered-country-stage ")
    assert questions.startswith("      microdep questions ")
    assert "next:" not in text.render(quadcopter, quiet=True)


def test_every_question_of_the_summary_is_among_the_first_of_the_list(quadcopter: Checked) -> None:
    asked = summary.questions_of(quadcopter)
    screen = text.render(quadcopter)
    for place, question in enumerate(asked.questions[: summary.MOST_QUESTIONS], 1):
        assert f"{place}. {question.question[:1].upper()}{question.question[1:40]}" in screen


def test_no_finding_is_lost_between_the_blocks(quadcopter: Checked) -> None:
    (document,) = quadcopter.documents
    screen = text.render(quadcopter)
    for group in by_rule.by_rule((o, document) for o in document.outcomes if o.verdict is Verdict.FAIL):
        for outcome, _ in group:
            assert re.search(
                rf"(?:FAIL  |also  |^ +).*{re.escape(outcome.subject.name)}", screen, re.MULTILINE
            )


def test_open_violations_of_advice_are_a_line_for_each_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = "".join(
        f"  - {{name: Part {number}, origin: CN, restriction_index: 0.9}}\n" for number in range(30)
    )
    (tmp_path / "bom.yaml").write_text(f"schema: microdep-bom/1\ncomponents:\n{parts}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    project, _, _ = open_project(start=tmp_path)
    assert project is not None
    checked = run_check(
        project, CheckRequest(date(2026, 11, 24)), load_packs(project, ("all",), {}, with_examples=False)
    )
    advisory = [line for line in text.render(checked).splitlines() if line.endswith(": advisory)")]
    assert advisory
    assert len(advisory) == len({line.split()[1] for line in advisory})
