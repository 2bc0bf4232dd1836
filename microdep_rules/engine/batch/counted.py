"""What passes and what a rule does not apply to: counted, by what it rests on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.batch.run import NO_SUBJECT, NOT_APPLICABLE, PASS, VERDICTS
from microdep_rules.engine.outcome import Outcome, Part, part_of
from microdep_rules.engine.reach import for_one_reason
from microdep_rules.engine.timing import date_rest, in_force_of, out_of_force

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from microdep_rules.engine.batch.source import Lowered
    from microdep_rules.engine.evaluate import Evaluation
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.readings import Fact

QUIET = frozenset({PASS, NOT_APPLICABLE, NO_SUBJECT})
"""What is counted, and not told of one by one."""
Rests = tuple[tuple[str, str], ...]


class Counted:
    """The quiet outcomes of one rule. `judged` is what the interpreter says of a subject by its number."""

    def __init__(self, evaluation: Evaluation, engine: Interpreter, lowered: Lowered) -> None:
        self.evaluation, self.engine, self.lowered = evaluation, engine, lowered
        rule = evaluation.rule
        contested = (("contested", rule.contested),) if rule.contested else ()
        self.plain = tuple(sorted({*date_rest(engine), *contested}))
        self.known: dict[tuple[object, ...], Rests] = {}
        self.reason = ""
        """Why the rule does not apply, where that is the same for every subject."""
        self.facts: tuple[Fact, ...] = ()
        """The facts of that reason."""
        self.found: Counter[tuple[int, bool, Rests]] = Counter()

    def add(
        self,
        number: int,
        verdict: int,
        resting: Mapping[int, tuple[object, ...]],
        judged: Callable[[int], Outcome | None],
        *,
        alternate: bool = False,
    ) -> None:
        """One more, by its number among those that are gone through together."""
        if verdict != NO_SUBJECT:
            self.found[verdict, alternate, self._rests(number, verdict, resting, judged)] += 1

    def add_plain(self, verdict: int, number: int) -> None:
        """So many of which nothing may rest on more than what is said of the rule."""
        if number:
            self.found[verdict, False, self.plain if verdict == PASS else date_rest(self.engine)] += number

    def add_told(self, outcome: Outcome, verdict: int) -> None:
        """One that the interpreter has judged."""
        self.found[verdict, outcome.alternate, outcome.rests_on] += 1

    def say_why(self, found: bytearray, judged: Callable[[int], Outcome | None]) -> None:
        """Notes the one reason for which the rule does not apply to some of what was found."""
        number = found.find(NOT_APPLICABLE)
        if not self.reason and number >= 0 and for_one_reason(self.evaluation.rule):
            outcome = judged(number)
            if outcome is not None:
                self.reason, self.facts = outcome.reason, outcome.facts

    def open(self, verdict: int) -> bool:
        """Whether it may rest on what is left to the interpreter."""
        return self.lowered.open if verdict == PASS else self.lowered.applies.open

    def _rests(
        self,
        number: int,
        verdict: int,
        resting: Mapping[int, tuple[object, ...]],
        judged: Callable[[int], Outcome | None],
    ) -> Rests:
        """What it rests on: for equal facts the same, unless more than they were asked for."""
        if not self.open(verdict) and number not in resting:
            return self.plain if verdict == PASS else date_rest(self.engine)
        facts = (verdict, *resting.get(number, ()))
        if self.open(verdict) or facts not in self.known:
            outcome = judged(number)
            self.known[facts] = outcome.rests_on if outcome is not None else ()
        return self.known[facts]

    def outcomes(self) -> list[Outcome]:
        """One outcome for all of which the same is to be said."""
        rule = self.evaluation.rule
        in_force, timing = in_force_of(self.engine, rule.in_force)
        reason = out_of_force(timing) if in_force is False else self.reason or "does not apply"
        part = part_of(self.evaluation.bom.product)
        return [
            Outcome(
                rule,
                Part(rule.subject.record, part.id, part.name, part.pointer, part.file),
                VERDICTS[verdict],
                timing,
                reason=reason if verdict == NOT_APPLICABLE else "",
                facts=self.facts if verdict == NOT_APPLICABLE else (),
                alternate=alternate,
                rests_on=rests,
                many=number,
            )
            for (verdict, alternate, rests), number in sorted(self.found.items())
        ]
