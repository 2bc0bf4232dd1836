"""Status of many documents: the same with and without kept results, and on each day for which they hold."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.status.portfolio import new
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.pipeline.status import status
from microdep_rules.workspace.records import open_records
from tests.each import SAMPLED
from tests.output.asking.test_turns import bill

if TYPE_CHECKING:
    from microdep_rules.output.status.portfolio import Portfolio
    from microdep_rules.output.status.progress import DocumentProgress

DAY = date(2026, 11, 24)
EXAMPLES = Path(__file__).parents[2] / "examples"
PACKS = ("micro-dependency", "dod-magnets")


class Repository:
    """A folder with bills of materials, and its status on a day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def status(
        self,
        day: date = DAY,
        packs: tuple[str, ...] = PACKS,
        *,
        keeps: bool = True,
        context: str = "",
        paths: tuple[str, ...] = (),
    ) -> Portfolio:
        """The status; without `keeps` everything is checked."""
        project, _, problems = open_project(start=self.folder)
        assert project is not None, problems
        records = open_records(self.folder) if keeps else None
        request = CheckRequest(day, paths, packs, context, horizon_days=0, explained=False, jobs=1)
        found = status(project, request, load_packs(project, packs, {}, with_examples=False), records)
        if records is not None:
            records.close()
        assert found.is_checked, found.diagnostics
        return found.portfolio


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    found = Repository(tmp_path)
    for number in range(3):
        text = bill(3 + number).replace("document: {id: board, product: board}", "document: {id: NAME}")
        found.write(f"board-{number}.bom.yaml", text.replace("NAME", f"board-{number}"))
    return found


def checks(portfolio: Portfolio) -> list[int]:
    """Open checks of each document."""
    return [document.checks for document in portfolio.documents]


def test_what_has_not_changed_is_taken_over_and_is_the_same(repository: Repository) -> None:
    first, second = repository.status(), repository.status()
    assert (first.taken_over, second.taken_over) == (0, 3)
    assert first.documents == second.documents == repository.status(keeps=False).documents
    assert (first.day_before, second.day_before) == (None, DAY)


OVERLAY = "schema: microdep-overlay/1\ncomponents: [{match: {id: c0}, origin: JP}]\n"
LEFT_OUT = '[[leave_out]]\nrule = "micro-dependency/blocked-component"\nreason = "agreed"\n'
CHANGES = {
    "a document": ("board-0.bom.yaml", bill(2), 2),
    "the context": ("contract.yaml", "schema: microdep-context/1\nagency: NASA\n", 0),
    "an overlay": ("answers.yaml", OVERLAY, 0),
    "the configuration": (
        "microdep.toml",
        f'context = "contract.yaml"\noverlays = ["*answers.yaml"]\n{LEFT_OUT}',
        0,
    ),
}
"""A file, its new text, and how many results are as they were."""


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_result_depends_on_makes_it_anew(change: str, repository: Repository) -> None:
    file, text, same = CHANGES[change]
    repository.write("contract.yaml", "schema: microdep-context/1\nagency: DoD\n")
    repository.write("microdep.toml", 'context = "contract.yaml"\noverlays = ["*answers.yaml"]\n')
    repository.status()
    repository.write(file, text)
    again = repository.status()
    assert again.taken_over == same
    assert again.documents == repository.status(keeps=False).documents


def test_other_packs_are_another_run(repository: Repository) -> None:
    repository.status()
    other = repository.status(packs=("micro-dependency",))
    assert (other.taken_over, other.day_before) == (0, None)


def test_other_packs_of_the_configuration_are_another_run(repository: Repository) -> None:
    repository.write("microdep.toml", 'packs = ["dod-magnets"]\n')
    repository.status(packs=())
    repository.write("microdep.toml", 'packs = ["micro-dependency"]\n')
    other = repository.status(packs=())
    assert other.day_before is None
    assert [day.checks for day in other.days] == [sum(checks(other))]
    assert repository.status(packs=("micro-dependency",)).taken_over == 0  # asked for otherwise


FAILING = """schema: microdep-bom/1
document: {id: product}
components: [{id: magnet, name: Magnet, origin: CN, restriction_index: 0.95}]
"""
WAIVED = """schema: microdep-waivers/1
waivers:
- id: W-1
  rule: micro-dependency/blocked-component
  scope: {all_components: true}
  reason: Bought for five prototypes that stay in the laboratory.
  legal_basis: Purchasing policy 7.3, prototypes that are not delivered
  requested_by: Dana Ito <dana.ito@example.com>
  approved_by: Kim Berg <kim.berg@example.com>
  from: 2026-11-01
  until: 2027-01-31
  evidence: [{path: memo.pdf}]
"""


def test_a_file_that_a_waiver_relies_on_makes_results_anew(repository: Repository) -> None:
    repository.write("board-0.bom.yaml", FAILING)
    repository.write("waivers.yaml", WAIVED)
    repository.write("microdep.toml", 'waivers = "waivers.yaml"\n')
    failed = []
    for text in ("a memo", None, "a memo again"):
        memo = repository.folder / "memo.pdf"
        memo.unlink(missing_ok=True)
        if text is not None:
            repository.write("memo.pdf", text)
        found = repository.status()
        assert found.documents == repository.status(keeps=False).documents
        failed.append(found.documents[0].failed)
    assert failed == [0, 1, 0]


def test_the_run_before_is_the_last_one_although_it_checked_nothing(repository: Repository) -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    assert [repository.status(day).day_before for day in days] == [None, *days[:2]]
    assert repository.status(days[1]).day_before == days[2]  # a clock that went back


def test_a_day_to_come_is_not_in_the_trend(repository: Repository) -> None:
    repository.status(DAY + timedelta(days=9))
    repository.write("board-0.bom.yaml", bill(2))
    assert [day.day for day in repository.status(DAY).days] == [DAY]


def test_the_trend_of_some_documents_is_of_these_alone(repository: Repository) -> None:
    every = repository.status()
    one = repository.status(paths=("board-1.bom.yaml",))
    assert [day.checks for day in one.days] == checks(one) == checks(every)[1:2]


def test_what_a_whole_run_does_not_find_any_more_is_gone(repository: Repository) -> None:
    repository.status()
    (repository.folder / "board-2.bom.yaml").rename(repository.folder / "other.bom.yaml")
    assert repository.status(paths=("board-1.bom.yaml",)).gone == ()
    found = repository.status()
    assert (found.gone, [each.path for each in new(found)]) == (("board-2.bom.yaml",), ["other.bom.yaml"])
    assert repository.status(paths=(".",)).gone == ()
    (repository.folder / "other.bom.yaml").unlink()
    assert repository.status(paths=(".",)).gone == ("other.bom.yaml",)


def test_a_document_that_is_not_asked_for_is_not_gone(repository: Repository) -> None:
    repository.write("parts.csv", "name,mpn\nMotor,M-1\n")
    one = repository.status(paths=("parts.csv",))
    every = repository.status()
    assert (every.gone, [day.checks for day in every.days]) == ((), [sum(checks(every))])
    assert repository.status(paths=("parts.csv",)).before == {
        document.path: document for document in one.documents
    }


def test_answers_show_as_fewer_open_checks_than_in_the_run_before(repository: Repository) -> None:
    before = repository.status()
    repository.write("contract.yaml", "schema: microdep-context/1\nagency: DHS\ndestination: US\n")
    after = repository.status(context="contract.yaml")
    assert sum(checks(after)) < sum(checks(before))
    assert [after.before[document.path].checks for document in after.documents] == checks(before)
    assert [day.checks for day in after.days] == [sum(checks(after))]


def test_history_keeps_the_last_result_of_each_day(repository: Repository) -> None:
    monday = repository.status(DAY)
    (repository.folder / "board-2.bom.yaml").unlink()
    tuesday = repository.status(DAY + timedelta(days=1))
    assert [(day.day, day.checks) for day in tuesday.days] == [
        (DAY, sum(checks(monday))),
        (DAY + timedelta(days=1), sum(checks(monday)[:2])),
    ]


def test_a_document_that_cannot_be_read_says_why(repository: Repository) -> None:
    repository.write("board-1.bom.yaml", "schema: microdep-bom/1\ncomponents: {\n")
    found = repository.status()
    assert [document.verdict == "invalid" for document in found.documents] == [False, True, False]
    assert found.documents[1].problem


def test_several_processes_find_the_same(repository: Repository) -> None:
    for number in range(3, 12):
        repository.write(f"board-{number}.bom.yaml", bill(2))
    project, _, _ = open_project(start=repository.folder)
    assert project is not None
    request = CheckRequest(DAY, packs=PACKS, horizon_days=0, explained=False, jobs=2)
    found = status(project, request, load_packs(project, PACKS, {}, with_examples=False))
    assert found.portfolio.documents == repository.status(keeps=False).documents


@pytest.mark.parametrize("seed", range(2) if SAMPLED else range(25))
def test_a_result_holds_on_every_day_until_its_next_turn(seed: int, repository: Repository) -> None:
    drawn = random.Random(seed)  # noqa: S311 - no secret
    for path in repository.folder.glob("*.bom.yaml"):
        path.unlink()
    source = drawn.choice([*EXAMPLES.glob("*/bom.yaml"), *EXAMPLES.glob("gallium/[cl-r]*r.yaml")])
    repository.write("example.bom.yaml", source.read_text(encoding="utf-8"))
    day = date(2026, 1, 1) + timedelta(days=drawn.randrange(730))
    later = day + timedelta(days=drawn.choice([1, 7, 30, 90, 200]))
    repository.status(day, ("all",))
    taken, anew = repository.status(later, ("all",)), repository.status(later, ("all",), keeps=False)
    assert numbers(taken.documents) == numbers(anew.documents), (source, day, later, taken.taken_over)


def numbers(documents: tuple[DocumentProgress, ...]) -> list[object]:
    """What a screen shows of some documents."""
    return [
        (document.verdict, document.packs, document.components, document.questions) for document in documents
    ]
