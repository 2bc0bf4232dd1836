"""Made-up answers to questions, one by one or list by list, and what is open after them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.output.asking import columns, lists
from microdep_rules.output.asking.asker import ALL_OR_SOME
from microdep_rules.output.asking.needs import CONTRACT, open_checks
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from microdep_rules.output.asking.question import Question
    from microdep_rules.output.checked import Checked

DAY = date(2026, 11, 24)
CONTRACT_FACTS = {
    "agency": ("DoD", "NASA"),
    "award": ("2026-02-01", "2029-01-01"),
    "delivery": ("2027-03-01", "2029-01-01"),
    "operation": ("2027-03-01", "2029-01-01"),
    "authorization": ("2026-03-01", "2029-01-01"),
    "import": ("2027-02-01", "2027-02-01"),
    "sale": ("2027-03-01", "2029-01-01"),
    "placing_on_market": ("2027-03-01", "2029-01-01"),
    "construction_start": ("2026-01-01", "2029-01-01"),
    "activity": ("procurement", "operation"),
    "value": ("{amount: 100, currency: USD}", "{amount: 9000000, currency: USD}"),
    "end_use": ("military", "civil"),
    "destination": ("US", "CN"),
    "exporter": ("US", "CN"),
    "importer_role": ("not-importer", "us-importer"),
    "threshold_of_award_year": ("false", "true"),
    "equipment": ("[]", "[]"),
    "determinations": ("[]", "[]"),
}
"""Made-up facts: one that likely excludes a law, and one that may not."""
COMPANY = {"issuer": "false", "staff": "40", "importer": "false", "annual_imports": "[]"}
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
    "component.modified_before_acceptance": ("no", "yes"),
    "component.restriction_index": ("0.1", "0.9"),
    "component.unit_cost": ("1.00 USD", "1.00 USD"),
    "children": ("complete", "complete"),
    "inputs": ("none", "none"),
    "materials": ("copper", "NdFeB"),
    "party.country": ("JP", "CN"),
    "party.owners": ("none", "Example Holding 100 %"),
    "technology": ("none", "none"),
}


class Answering:
    """A folder with a bill of materials, to which answers are added."""

    def __init__(self, folder: Path, bom: str, packs: tuple[str, ...], **contract: str) -> None:
        self.folder, self.bom, self.packs = folder, bom, packs
        self.contract, self.company = dict(contract), dict[str, str]()
        self.rows: list[dict[str, str]] = []
        self.answered = 0

    def checked(self) -> Checked:
        """The run with all answers so far."""
        facts = [f"{name}: {value}" for name, value in self.contract.items()]
        company = [f"  {name}: {value}" for name, value in self.company.items()]
        facts += ["company:", *company] if company else []
        text = "\n".join(["schema: microdep-context/1", *facts, ""])
        (self.folder / "contract.yaml").write_text(text, encoding="utf-8")
        overlays: tuple[str, ...] = ()
        if self.rows:
            written = io.StringIO()
            writer = csv.DictWriter(written, [*columns.COLUMNS])
            writer.writeheader()
            writer.writerows(self.rows)
            (self.folder / "answers.csv").write_text(written.getvalue(), encoding="utf-8")
            overlays = ("answers.csv",)
        project, _, problems = open_project(start=self.folder)
        assert project is not None, problems
        request = CheckRequest(DAY, (self.bom,), context="contract.yaml", overlays=overlays)
        return run_check(project, request, load_packs(project, self.packs, {}, with_examples=False))

    def answer(self, question: Question, *, worse: bool = False, drawn: random.Random | None = None) -> bool:
        """Answer one question; whether there is a made-up answer to it."""
        record, _, name = question.fact.rpartition(".")
        known = self._of_contract(record, name, worse=worse) if question.level == CONTRACT else None
        if known is None:
            known = self._of_components(question, worse=worse, drawn=drawn)
        self.answered += known
        return known

    def _of_contract(self, record: str, name: str, *, worse: bool) -> bool:
        if name in COMPANY and (record == "company" or name == "annual_imports"):
            self.company[name] = COMPANY[name]
            return True
        if name in CONTRACT_FACTS:
            self.contract[name] = CONTRACT_FACTS[name][worse]
        return name in CONTRACT_FACTS

    @staticmethod
    def row(question: Question) -> dict[str, str]:
        """The row of a list that asks a question."""
        row, *_ = csv.DictReader(io.StringIO(lists.as_csv([question])))  # others are about series
        return row

    def _of_components(self, question: Question, *, worse: bool, drawn: random.Random | None) -> bool:
        row = self.row(question)
        if question.how == ALL_OR_SOME:
            row["Answer"] = self._screened(question, drawn if worse else None)
        elif question.fact in ANSWERS and question.level != CONTRACT:
            row["Answer"] = ANSWERS[question.fact][worse]
        else:
            return False
        self.rows.append(row)
        return True

    @staticmethod
    def _screened(question: Question, drawn: random.Random | None) -> str:
        """`none`, or some components; every component has metals in it."""
        if " Cu" in question.fact or " Fe" in question.fact:
            return "; ".join(component.id for component in question.components)
        several = drawn is not None and len(question.components) > 1
        return drawn.choice(question.components).id if several and drawn is not None else "none"


def open_in(checked: Checked) -> set[tuple[str, str]]:
    """The open checks of the one document of a run: rule and component."""
    (document,) = checked.documents
    assert document.bom is not None, document.diagnostics
    return {(check.rule.id, check.component) for check in open_checks(0, document, DAY)}
