"""Answers one by one, with whatever they say: what is decided stays decided, and what is asked is needed."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.asking import lists
from microdep_rules.output.asking.needs import CONTRACT, open_checks
from microdep_rules.output.asking.questions import questions_of
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import Request
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.asking.questions import Asked, Question
    from microdep_rules.output.checked import Checked

DAY = date(2026, 11, 24)
PACKS = ("dod-magnets", "boards-and-batteries", "telecom-and-chips", "specialty-metals")
NAMES = (
    *("Resistor 10k", "Ceramic capacitor 100nF", "Brushless motor 2207", "LED red", "Screw M3"),
    *("Microcontroller", "Camera module", "Battery 18650", "Connector 4 pin", "Tantalum capacitor"),
)
CONTRACT_FACTS = {
    "agency": ("DoD", "NASA"),
    "award": ("2026-02-01", "2029-01-01"),
    "delivery": ("2026-12-01", "2029-01-01"),
    "operation": ("2026-12-01", "2029-01-01"),
    "activity": ("procurement", "operation"),
    "value": ("{amount: 100, currency: USD}", "{amount: 9000000, currency: USD}"),
    "end_use": ("military", "civil"),
    "destination": ("US", "CN"),
}
"""Made-up facts: what likely excludes a law, and what does not."""
ANSWERS = {
    "component.function": ("circuit-card-assembly", "uncrewed-aircraft"),
    "component.class": ("electronic-module", "aircraft"),
    "component.kind": ("component", "assembly"),
    "component.origin": ("JP", "CN"),
    "component.place_of_manufacture": ("JP", "CN"),
    "component.substantial_or_essential": ("no", "yes"),
    "component.manufacturer": ("Example Works", "Example Works"),
    "component.supplier": ("Example Sales", "Example Sales"),
    "component.cots": ("yes", "no"),
    "children": ("complete", "complete"),
    "materials": ("copper", "NdFeB"),
    "stages": ("sintered: JP", "sintered: CN"),
    "party.country": ("JP", "CN"),
    "party.owners": ("none", "Example Holding 100 %"),
    "technology": ("none", "none"),
}


def bill(components: int) -> str:
    """A bill of materials that states names, makers and nothing else."""
    lines = ["schema: microdep-bom/1", "document: {id: board, product: board}", "parties:"]
    lines += [f"- {{id: m{number}, name: Example Maker {chr(65 + number)}}}" for number in range(3)]
    lines += ["components:", "- id: board", "  name: Board", "  kind: end_item", "  children:"]
    lines += [f"  - {{ref: c{number}, quantity: 1}}" for number in range(components)]
    for number in range(components):
        name = NAMES[number % len(NAMES)]
        lines.append(f"- {{id: c{number}, name: {name}, mpn: X-{number}, manufacturer: m{number % 3}}}")
    return "\n".join([*lines, ""])


class Answering:
    """A folder with a bill of materials, and answers that are added one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
        self.contract: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []

    def checked(self) -> Checked:
        facts = "".join(f"{name}: {value}\n" for name, value in self.contract.items())
        (self.folder / "context.yaml").write_text(f"schema: microdep-context/1\n{facts}", encoding="utf-8")
        overlays = []
        if self.rows:
            text = io.StringIO()
            writer = csv.DictWriter(text, [*lists.COLUMNS])
            writer.writeheader()
            writer.writerows(self.rows)
            (self.folder / "answers.csv").write_text(text.getvalue(), encoding="utf-8")
            overlays = ["answers.csv"]
        project, _, _ = open_project(start=self.folder)
        assert project is not None
        request = Request(DAY, ("bom.yaml",), context="context.yaml", overlays=tuple(overlays))
        return run_check(project, request, load_packs(project, PACKS, {}))

    def answer(self, question: Question, *, worse: bool, drawn: random.Random) -> bool:
        """Answer one question; whether there is a made-up answer to it."""
        if question.level == CONTRACT:
            name = question.fact.rpartition(".")[2]
            if name in CONTRACT_FACTS:
                self.contract[name] = CONTRACT_FACTS[name][worse]
            return name in CONTRACT_FACTS
        (row,) = csv.DictReader(io.StringIO(lists.as_csv([question])))
        if question.how.startswith("`none`, or the ids"):
            some = drawn.choice(question.components).id
            row["Answer"] = some if worse and len(question.components) > 1 else "none"
        elif question.fact in ANSWERS:
            row["Answer"] = ANSWERS[question.fact][worse]
        else:
            return False
        self.rows.append(row)
        return True


def _open(checked: Checked) -> set[tuple[str, str]]:
    (document,) = checked.documents
    assert document.bom is not None, document.diagnostics
    return {(check.rule.id, check.component) for check in open_checks(0, document, DAY)}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_decided_stays_decided_after_each_answer(seed: int, tmp_path: Path) -> None:
    drawn = random.Random(seed)
    answering = Answering(tmp_path)
    checked = answering.checked()
    still, unanswerable = _open(checked), set[str]()
    for _ in range(25):
        asked = [q for q in questions_of(checked).questions if q.fact not in unanswerable]
        if not asked:
            break
        question = asked[drawn.randrange(min(4, len(asked)))]
        if not answering.answer(question, worse=drawn.random() < 0.3, drawn=drawn):
            unanswerable.add(question.fact)
            continue
        checked = answering.checked()
        now = _open(checked)
        assert set() == now - still, question
        still = now


def test_the_first_answers_settle_what_they_can_settle(tmp_path: Path) -> None:
    """Answers that exclude what is asked for settle at least as much as the curve says."""
    answering = Answering(tmp_path)
    asked: Asked = questions_of(answering.checked())
    first = len(_open(answering.checked()))
    assert first == asked.open
    drawn = random.Random(0)
    answered = [each for each in lists.first(asked, 80) if answering.answer(each, worse=False, drawn=drawn)]
    assert len(answered) <= 25
    left = len(_open(answering.checked()))
    assert left <= first / 2, [each.fact for each in answered]
