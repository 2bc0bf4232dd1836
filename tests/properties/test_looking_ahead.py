"""Laws: verdicts are constant between announced changes, and what is announced is what comes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given

import microdep_rules
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.query import Query
from microdep_rules.engine.verdict import Verdict
from tests.properties.documents import DAYS
from tests.properties.evaluating import AS_OF, TODAY
from tests.properties.generators import Case, cases, law
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.subjects import SubjectChoice
    from microdep_rules.lang import ir

ONE_DAY = timedelta(days=1)
HORIZON = timedelta(days=731)


class On(Evaluation):
    """One rule, judged by another day than the one that decides."""

    def __init__(self, pack: ir.Pack, bom: Bom, rule: ir.Rule, day: date) -> None:
        super().__init__(pack, bom, rule, TODAY)
        self.day = day

    def engine(self, forced: date | None) -> Interpreter:
        """An interpreter for that day."""
        return super().engine(forced or self.day)

    def verdicts(self) -> dict[str, Verdict]:
        """What is said of each subject on that day."""
        found: dict[str, Verdict] = {}
        for outcome in self.outcomes():
            if not outcome.candidate:
                for part in outcome.parts or (outcome.subject,):
                    found[part.id] = outcome.verdict
        return found


def announced(outcome: Outcome, day: date) -> Verdict:
    """The verdict that the announced changes give for a day."""
    verdict = outcome.verdict
    for change in outcome.changes:
        if change.day <= day:
            verdict = change.verdict
    return verdict


@law(60)
@given(cases())
def test_what_is_announced_equals_evaluating_on_every_day_around_every_boundary(case: Case) -> None:
    for rule in case.pack.rules:
        reported = Evaluation(case.pack, case.less_bom, rule, Query(AS_OF, horizon=HORIZON)).outcomes()
        single = [o for o in reported if not o.candidate and not o.parts and o.timing.day is not None]
        days = {c.day for o in single for c in o.changes} | {date.fromisoformat(each) for each in DAYS}
        for day in sorted({d + shift for d in days for shift in (-ONE_DAY, timedelta(0), ONE_DAY)}):
            actual = On(case.pack, case.less_bom, rule, day).verdicts()
            for outcome in single:
                start = outcome.timing.day
                if start is not None and start < day <= start + HORIZON:
                    found = actual.get(outcome.subject.id, Verdict.NOT_APPLICABLE)
                    expected = announced(outcome, day)
                    assert expected is found, (
                        outcome.subject.id,
                        day,
                        expected,
                        found,
                        case.reported(rule.name),
                    )


PACK = """pack days version 1
  title     "Days"
  authority "none"
  reviewed  2026-11-24

list covered of country
  before 2027-01-01  CN     cites "law 1"
  from 2027-01-01    CN JP  cites "law 2"

list far of country
  before 2040-01-01  CN     cites "law 1"
  from 2040-01-01    CN JP  cites "law 2"
""" + "".join(
    f"""
rule {name}
  title       "{name}"
  severity    prohibit
  cites       "law 1"
  in force    {days}
  applies to  every listed component{where}
{clause}"""
    for name, days, where, clause in (
        ("undated", "by check date", "", "  forbid component.origin is CN\n"),
        ("beyond", "by check date", "", "  forbid component.origin is in far\n"),
        ("ended", "before 2026-01-01 by check date", "", "  forbid component.origin is CN\n"),
        (
            "listed",
            "by check date",
            " where component.cots is true",
            "  forbid component.origin is in covered\n",
        ),
        ("begins", "from 2026-08-01 by check date", "", "  forbid component.origin is CN\n"),
        (
            *("shown", "by check date", ""),
            "  passes only on evidence of mill_test_report tier third_party\n  forbid component.origin is CN\n",
        ),
    )
)
DOCUMENT = {
    "schema": "microdep-bom/1",
    "document": {"product": "box"},
    "evidence": [
        {
            "id": "e",
            "type": "mill_test_report",
            "tier": "third_party",
            "issuer": "Lab",
            "expires": "2027-03-31",
        },
        {"id": "f", "type": "mill_test_report", "tier": "third_party", "issuer": "Lab"},
    ],
    "components": [
        {
            "id": "box",
            "name": "box",
            "cots": False,
            "children": [{"ref": "a"}, {"ref": "b"}, {"ref": "c"}],
            "origin": "US",
        },
        {"id": "a", "name": "a", "cots": True, "origin": {"value": "JP", "evidence": ["e"]}},
        {"id": "b", "name": "b", "cots": False, "origin": {"value": "JP", "evidence": ["f"]}},
        {"id": "c", "name": "c", "cots": False, "origin": "CN"},
    ],
}


class Noting(Evaluation):
    """One rule, with a note of what is judged on which days."""

    def __init__(self, pack: ir.Pack, bom: Bom, rule: ir.Rule, query: Query) -> None:
        super().__init__(pack, bom, rule, query)
        self.judged: list[str] = []

    def placed(self, engine: Interpreter, chosen: SubjectChoice) -> Outcome | None:
        """What is said of a subject, noted."""
        self.judged.append(f"{self.rule.name} {engine.day.day} {chosen.element.id}")
        return super().placed(engine, chosen)


def test_on_a_later_day_that_alone_is_judged_again_of_which_a_date_has_come(tmp_path: Path) -> None:
    path = tmp_path / "pack.rule"
    path.write_text(shown(PACK), encoding="utf-8")
    loaded = microdep_rules.load_pack(path)
    bom = microdep_rules.load_bom(json.dumps(DOCUMENT).encode()).bom
    assert loaded.pack is not None, [diagnostic.message for diagnostic in loaded.diagnostics]
    assert bom is not None
    later = []
    for rule in loaded.pack.rules:
        noting = Noting(loaded.pack, bom, rule, Query(AS_OF, horizon=HORIZON))
        noting.outcomes()
        later += [each for each in noting.judged if f" {AS_OF} " not in each]
    everything = [f"begins 2026-08-01 {each}" for each in ("box", "a", "b", "c")]
    assert ["listed 2027-01-01 a", *everything, "shown 2027-04-01 a"] == later
