"""Counts of outcomes that a report does not list: passes, and subjects to which a rule does not apply."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.lazy_outcomes import update_outcome
from microdep_rules.engine.outcome import ElementReference, Outcome, part_of
from microdep_rules.engine.reach import has_one_reason
from microdep_rules.engine.timing import out_of_force
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Timing
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir

QUIET = (Verdict.PASS, Verdict.NOT_APPLICABLE)
"""Verdicts whose outcomes a report only counts."""
Reliances = tuple[tuple[str, str], ...]


class OutcomeCounter:
    """Counter of those outcomes of one rule that a report does not list."""

    def __init__(self, rule: ir.Rule, bom: Bom, in_force: Truth, timing: Timing) -> None:
        self.rule, self.bom, self.in_force, self.timing = rule, bom, in_force, timing
        self.reason = ""
        """Reason why the rule does not apply, if all subjects have the same reason; otherwise empty."""
        self.facts: tuple[Fact, ...] = ()
        """The facts behind this reason."""
        self.counts: Counter[tuple[int, bool, Reliances]] = Counter()
        self.not_applicable: set[str] = set()
        """Ids of counted components to which the rule does not apply."""

    def take(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """Count the outcomes that a report does not list, and return the other outcomes.

        The outcome of the whole product is never counted, because reports name the product beside the number.
        """
        listed = []
        for outcome in outcomes:
            if not self.bom.is_whole_product(outcome.subject.id) and is_quiet(outcome):
                self.add(outcome, 1)
                if outcome.verdict is Verdict.NOT_APPLICABLE:
                    self.not_applicable.add(outcome.subject.id)
            else:
                listed.append(outcome)
        return listed

    def add(self, outcome: Outcome, times: int) -> None:
        """Count an outcome `times` times."""
        self.counts[QUIET.index(outcome.verdict), outcome.alternate, outcome.relies_on] += times
        if outcome.verdict is Verdict.NOT_APPLICABLE and not self.reason and has_one_reason(self.rule):
            self.reason, self.facts = outcome.reason, outcome.facts

    def outcomes(self) -> list[Outcome]:
        """Return the counted outcomes: one outcome with a number for each group of equal outcomes."""
        reason = out_of_force(self.timing) if self.in_force is False else self.reason or "does not apply"
        part = part_of(self.bom.product)
        subject = ElementReference(self.rule.subject.record, part.id, part.name, part.pointer, part.file)
        outcomes = []
        for (verdict, alternate, reliances), number in sorted(self.counts.items()):
            outcome = Outcome(
                self.rule,
                subject,
                QUIET[verdict],
                self.timing,
                alternate=alternate,
                relies_on=reliances,
                many=number,
            )
            quiet = QUIET[verdict] is Verdict.PASS
            outcomes.append(outcome if quiet else update_outcome(outcome, reason=reason, facts=self.facts))
        return outcomes


def is_quiet(outcome: Outcome) -> bool:
    """Return whether a report counts an outcome and does not list it."""
    if outcome.verdict not in QUIET or outcome.changes or outcome.candidate or outcome.is_not_yet:
        return False
    return outcome.verdict is not Verdict.PASS or not outcome.listed_parties


def without_repeated(outcomes: list[Outcome], counted: Collection[str]) -> list[Outcome]:
    """Drop the outcomes of unlisted contents if a rule applies neither to them nor to their component.

    Otherwise such a component would be counted twice. `counted` contains the ids of counted components to
    which the rule does not apply.
    """
    if not any(map(_is_quiet_candidate, outcomes)):
        return outcomes
    repeated = {
        outcome.subject.id
        for outcome in outcomes
        if outcome.verdict is Verdict.NOT_APPLICABLE and not outcome.candidate
    }.union(counted)
    return [o for o in outcomes if not (_is_quiet_candidate(o) and o.subject.id in repeated)]


def _is_quiet_candidate(outcome: Outcome) -> bool:
    return outcome.candidate and outcome.verdict is Verdict.NOT_APPLICABLE and not outcome.changes
