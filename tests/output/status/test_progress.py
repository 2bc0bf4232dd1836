"""Progress of a document against counting by hand, with the words that other outputs use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.asking.needs import CONTRACT, open_checks
from microdep_rules.output.asking.questions import questions_of
from microdep_rules.output.status.portfolio import percent, total
from microdep_rules.output.status.progress import progress_of
from tests.output.asking.answering import Answering
from tests.output.asking.test_turns import NAMES, PACKS, bill

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.status.progress import DocumentProgress


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answering:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
    return Answering(tmp_path, "bom.yaml", PACKS, agency="DoD")


def progress(answering: Answering) -> DocumentProgress:
    """Progress of the one document."""
    checked = answering.checked()
    packs = [used.pack for used in checked.packs if used.pack is not None]
    return progress_of(checked.documents[0], packs, checked.as_of)


def test_open_checks_are_those_that_questions_are_asked_about(answering: Answering) -> None:
    checked = answering.checked()
    checks = open_checks(0, checked.documents[0], checked.as_of)
    found = progress(answering)
    assert found.checks == len(checks)
    assert found.open == len({check.component for check in checks})
    for pack in found.packs:
        own = [check for check in checks if check.rule.id.startswith(f"{pack.pack}/")]
        assert (pack.checks, pack.open) == (len(own), len({check.component for check in own}))


def test_components_of_a_pack_are_all_that_its_rules_are_asked_about(answering: Answering) -> None:
    found = progress(answering)
    names = {component.name for component in found.components}
    assert {*NAMES, "Board"} >= names >= set(NAMES)
    assert all(pack.open <= pack.components <= len(found.components) for pack in found.packs)


def test_what_is_decided_never_falls_with_answers(answering: Answering) -> None:
    answering.contract["delivery"] = "2027-03-01"
    before = progress(answering)
    for _ in range(4):
        for question in questions_of(answering.checked()).questions[:3]:
            answering.answer(question)
        after = progress(answering)
        assert total([after])[0] >= total([before])[0]
        assert after.checks <= before.checks
        before = after


def test_a_fail_counts_its_component_once_for_a_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.yaml").write_text(
        "schema: microdep-bom/1\ndocument: {id: board}\ncomponents:\n"
        "- {id: board, name: Board, kind: end_item, children: [{ref: a}, {ref: b}]}\n"
        "- {id: a, name: Magnet, origin: CN, restriction_index: 0.9}\n"
        "- {id: b, name: Shell, origin: US, restriction_index: 0.1}\n",
        encoding="utf-8",
    )
    found = progress(Answering(tmp_path, "bom.yaml", ("micro-dependency",), agency="DoD"))
    assert [(pack.pack, pack.failed) for pack in found.packs] == [("micro-dependency", 1)]
    assert [component.name for component in found.components if component.failed] == ["Magnet"]


def test_a_share_is_whole_only_where_everything_is() -> None:
    assert [percent(part, 300) for part in (0, 299, 300)] == [0, 99, 100]


def test_a_check_that_needs_several_answers_of_one_company_counts_once(answering: Answering) -> None:
    found = progress(answering)
    assert found.waiting
    assert all(0 < waiting.checks <= found.checks for waiting in found.waiting)
    for waiting in found.waiting:
        own = [
            question.checks
            for question in found.questions
            if (question.ask, question.level == CONTRACT) == (waiting.ask, waiting.of_contract)
        ]
        assert max(own) <= waiting.checks <= sum(own)
