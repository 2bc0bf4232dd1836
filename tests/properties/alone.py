"""What is kept and what is skipped changes nothing: rules together and alone, in haste and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.lazy_outcomes import drop_proofs

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.lang import ir

Verdicts = dict[tuple[str, ...], str]


class Hasty(Evaluation):
    """One rule of which nothing but the verdicts is asked."""

    def engine(self, forced: date | None) -> Interpreter:
        """An interpreter that judges nothing further than to the verdict."""
        found = super().engine(forced)
        found.verdicts_only = True
        return found

    def verdicts(self) -> Verdicts:
        """What is said of each subject and candidate."""
        return {
            key: each.verdict.value
            for key, each in self._outcomes_by_key(self.engine(None), self.choose).items()
        }


class InFull(Hasty):
    """The same, judged as it is for who reads it."""

    def engine(self, forced: date | None) -> Interpreter:
        """An interpreter that judges every part."""
        found = super().engine(forced)
        found.verdicts_only = False
        return found


class OnAnotherDay(Evaluation):
    """One rule, judged by another day than the one that decides."""

    def __init__(self, pack: ir.Pack, bom: Bom, rule: ir.Rule, query: Query, day: date) -> None:
        super().__init__(pack, bom, rule, query)
        self.day = day

    def engine(self, forced: date | None) -> Interpreter:
        """An interpreter for that day."""
        return super().engine(forced or self.day)


def unlike_alone(pack: ir.Pack, bom: Bom, query: Query) -> list[str]:
    """Where rules that keep what they find for one another say other things than each with nothing kept."""
    together = [*map(_bare, evaluate(pack, bom, query))]
    alone = [
        _bare(outcome) for rule in pack.rules for outcome in Evaluation(pack, bom, rule, query).outcomes()
    ]
    if len(together) != len(alone):
        return [f"{len(together)} outcomes together, {len(alone)} alone"]
    return [
        f"{one.rule.id} of {one.subject.id}, {name}: together {a}, alone {b}"
        for one, other in zip(together, alone, strict=True)
        for name in one.__struct_fields__
        if (a := getattr(one, name)) != (b := getattr(other, name))
    ]


def _bare(outcome: Outcome) -> Outcome:
    """Without proofs: what stands for something that nobody lists is another element in each."""
    return replace(drop_proofs(outcome), members=tuple(map(_bare, outcome.members)))


def in_haste_and_in_full(pack: ir.Pack, bom: Bom, rule: ir.Rule, query: Query) -> tuple[Verdicts, Verdicts]:
    """The verdicts of a rule."""
    return Hasty(pack, bom, rule, query).verdicts(), InFull(pack, bom, rule, query).verdicts()


def not_as_announced(pack: ir.Pack, bom: Bom, rule: ir.Rule, query: Query) -> list[str]:
    """Where judging by a later day differs from what was announced for it, on the days of all changes."""
    reported = [o for o in Evaluation(pack, bom, rule, query).outcomes() if not o.candidate]
    days = sorted({change.day for outcome in reported for change in outcome.changes})
    announced = {part.id: outcome for outcome in reported for part in outcome.parts or (outcome.subject,)}
    wrong = []
    for day in days:
        later = OnAnotherDay(pack, bom, rule, query, day).outcomes()
        found = {
            part.id: outcome.verdict
            for outcome in later
            if not outcome.candidate
            for part in outcome.parts or (outcome.subject,)
        }
        for id_, outcome in announced.items():
            expected = outcome.verdict
            for change in outcome.changes:
                expected = change.verdict if change.day <= day else expected
            actual = found.get(id_, "not_applicable")
            if getattr(actual, "value", actual) != expected.value and outcome.timing.day is not None:
                wrong.append(f"{rule.id} of {id_} on {day}: announced {expected}, found {actual}")
    return wrong
