"""Laws: verdicts are constant between announced changes, and what is announced is what comes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given

from microdep_rules.engine.evaluate import Evaluation, Query
from microdep_rules.engine.verdict import Verdict
from tests.properties.documents import DAYS
from tests.properties.evaluating import AS_OF, TODAY
from tests.properties.generators import Case, cases, law

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.outcome import Outcome
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
        told = Evaluation(case.pack, case.less_bom, rule, Query(AS_OF, horizon=HORIZON)).outcomes()
        single = [o for o in told if not o.candidate and not o.parts and o.timing.day is not None]
        days = {c.day for o in single for c in o.changes} | {date.fromisoformat(each) for each in DAYS}
        for day in sorted({d + shift for d in days for shift in (-ONE_DAY, timedelta(0), ONE_DAY)}):
            actual = On(case.pack, case.less_bom, rule, day).verdicts()
            for outcome in single:
                start = outcome.timing.day
                if start is not None and start < day <= start + HORIZON:
                    found = actual.get(outcome.subject.id, Verdict.NOT_APPLICABLE)
                    expected = announced(outcome, day)
                    assert expected is found, (outcome.subject.id, day, expected, found, case.told(rule.name))
