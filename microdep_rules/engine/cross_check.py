"""Cross-check of class results: each subject is also evaluated separately (`check --cross-check`).

A class is a group of components with equal facts.
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

    The result is `outcomes`. A subject with another verdict or other later changes gets the verdict *error*.
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
    """Return the key by which the outcome of a subject is found in the results of the separate evaluation.

    A candidate is a component that may contain an unlisted subject, because one of its lists is open. Several
    outcomes of one candidate differ in their missing facts, which are therefore part of the key.
    """
    return (outcome.subject.pointer, outcome.candidate, outcome.missing_names if outcome.candidate else ())
