"""Cross-check of class results: each subject is also evaluated separately (`check --cross-check`).

A class is a group of components with equal facts; normally, they share one result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.outcome import Outcome, Timing, part_of
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from microdep_rules.engine.evaluation import Evaluation


def cross_check(evaluation: Evaluation, outcomes: list[Outcome]) -> list[Outcome]:
    """Evaluate each subject of a rule separately, and compare the results with the outcomes by class.

    The result is `outcomes`. If the two results for a subject differ, in the verdict or in later changes, the
    subject gets the verdict *error*.
    """
    query = replace(evaluation.query, by_class=False, verify=False, count=False)
    alone = type(evaluation)(evaluation.pack, evaluation.bom, evaluation.rule, query)
    engine = alone.engine(None)
    by_itself = {
        _identity(outcome): outcome
        for by_key in alone.one_by_one(engine, alone.choose)
        for outcome in by_key.values()
    }
    checked = [_compare(evaluation, outcome, by_itself.pop(_identity(outcome), None)) for outcome in outcomes]
    return [*checked, *(_disagreement(evaluation, outcome, None) for outcome in by_itself.values())]


def _compare(evaluation: Evaluation, by_class: Outcome, alone: Outcome | None) -> Outcome:
    same = alone is not None and (by_class.verdict, by_class.changes) == (alone.verdict, alone.changes)
    return by_class if same else _disagreement(evaluation, alone, by_class)


def _disagreement(evaluation: Evaluation, alone: Outcome | None, by_class: Outcome | None) -> Outcome:
    """Return an error outcome for a subject that has another verdict than its class.

    A difference between the two verdicts is a bug of the program.
    """
    of = alone or by_class
    subject = of.subject if of is not None else part_of(evaluation.bom.product)
    verdict_alone, verdict_by_class = (
        "no subject" if outcome is None else outcome.verdict.value for outcome in (alone, by_class)
    )
    reason = (
        f"`{subject.name}` is {verdict_alone} when it is evaluated alone, "
        f"but {verdict_by_class} as a member of its class"
    )
    timing = Timing(None, None, "as of", evaluation.query.as_of, assumed=False)
    message = f"the rule could not be evaluated: {reason}"
    return Outcome(evaluation.rule, subject, Verdict.ERROR, timing, reason=reason, message=message)


def _identity(outcome: Outcome) -> tuple[object, ...]:
    """Return the key that identifies the outcome of a subject in both evaluations.

    A component with an incomplete list may contain a subject that is not listed. Such a component can have
    several outcomes with different missing facts, so the missing facts are part of the key.
    """
    return (outcome.subject.pointer, outcome.candidate, outcome.missing_names if outcome.candidate else ())
