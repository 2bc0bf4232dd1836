"""A rule on a document with many subjects: verdicts by generated code, findings by the interpreter."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.batch.run import (
    ASK,
    NO_SUBJECT,
    NOT_APPLICABLE,
    PASS,
    VERDICTS,
    records_of,
    verdicts,
)
from microdep_rules.engine.batch.source import lowered
from microdep_rules.engine.judge import judge
from microdep_rules.engine.outcome import Change, Outcome, part_of
from microdep_rules.engine.subjects import NOTHING_ASKED, Chosen, chosen_again, elements
from microdep_rules.engine.timing import in_force_of, out_of_force

if TYPE_CHECKING:
    from microdep_rules.engine.evaluate import Evaluation
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.subjects import Listed

SAMPLE = 997
"""One in so many of those that pass or do not apply is judged by the interpreter too, as a check."""


class Many:
    """The subjects of one rule, by their numbers, and what is said of them on the days that are looked at."""

    def __init__(self, evaluation: Evaluation, engine: Interpreter) -> None:
        self.evaluation = evaluation
        self.rule = evaluation.rule
        self.lowered = lowered(evaluation.pack, self.rule)
        self.listed: list[Listed] = elements(engine, self.rule.subject)[0]
        self.records = records_of([element for element, _, _ in self.listed])
        self.unsure = [number for number, (_, belongs, _) in enumerate(self.listed) if belongs is not True]

    def on_the_day_of(self, engine: Interpreter) -> tuple[bytearray, dict[int, Outcome]]:
        """The verdict of each, and the outcomes of those for which the interpreter had to be asked."""
        found = verdicts(engine, self.lowered, self.records)
        for number in self.unsure:
            found[number] = ASK
        asked: dict[int, Outcome] = {}
        number = found.find(ASK)
        while number >= 0:
            outcome = self.judged(engine, number)
            if outcome is not None:
                asked[number] = outcome
            found[number] = NO_SUBJECT if outcome is None else VERDICTS.index(outcome.verdict)
            number = found.find(ASK, number + 1)
        return found, asked

    def judged(self, engine: Interpreter, number: int) -> Outcome | None:
        """What the interpreter says; nothing of what is no subject."""
        element, belongs, alternate = self.listed[number]
        bare = Chosen(element, belongs, NOTHING_ASKED, belongs=belongs, alternate=alternate)
        chosen = chosen_again(engine, self.rule, bare)
        return judge(engine, self.rule, chosen) if chosen.applies is not False else None

    def ahead(
        self, engine: Interpreter, today: bytearray
    ) -> tuple[dict[int, list[Change]], dict[int, Outcome]]:
        """Every later change, and those that become subjects later: what is said of them when they do."""
        changes: dict[int, list[Change]] = {}
        later: dict[int, Outcome] = {}
        last = _verdicts(today)
        for day, next_engine in self.evaluation.days_ahead(engine):
            found, _ = self.on_the_day_of(next_engine)
            new = _verdicts(found)
            for number in _differ(today, found) if NO_SUBJECT in today else ():
                if today[number] == NO_SUBJECT and number not in later:
                    outcome = self.judged(next_engine, number)
                    later |= {number: outcome} if outcome is not None else {}
            for number in _differ(last, new):
                changes.setdefault(number, []).append(Change(day, VERDICTS[new[number]]))
            last = new
        return changes, later


def outcomes(evaluation: Evaluation, engine: Interpreter, *, verify: bool) -> list[Outcome]:
    """What a rule says of the elements of its list: findings one by one, all else counted.

    With `verify`, the interpreter judges all of them, else those of which anything is told, and a sample.
    """
    many = Many(evaluation, engine)
    today, asked = many.on_the_day_of(engine)
    changes, later = many.ahead(engine, today)
    counted: Counter[tuple[int, bool]] = Counter()
    told: list[Outcome] = []
    for number, verdict in enumerate(today):
        if number in later:
            told.append(evaluation.not_yet(later[number], tuple(changes.get(number, ()))))
            continue
        quiet = verdict in {PASS, NOT_APPLICABLE, NO_SUBJECT} and number not in changes
        if quiet and not verify and number % SAMPLE:
            counted[verdict, many.listed[number][2]] += 1
            continue
        outcome = asked.get(number) or many.judged(engine, number)
        if (NO_SUBJECT if outcome is None else VERDICTS.index(outcome.verdict)) != verdict:
            told.append(evaluation.disagreement(many.listed[number][0], outcome, verdict))
        elif quiet:
            counted[verdict, many.listed[number][2]] += 1
        elif outcome is not None:
            told.append(replace(outcome, changes=tuple(changes.get(number, ()))))
    return [*told, *_counted(evaluation, engine, counted)]


def _counted(evaluation: Evaluation, engine: Interpreter, found: Counter[tuple[int, bool]]) -> list[Outcome]:
    """One outcome for all that pass, and one for all to which the rule does not apply."""
    in_force, timing = in_force_of(engine, evaluation.rule.in_force)
    reason = out_of_force(timing) if in_force is False else "does not apply"
    return [
        Outcome(
            evaluation.rule,
            part_of(evaluation.bom.product),
            VERDICTS[verdict],
            timing,
            reason=reason if verdict == NOT_APPLICABLE else "",
            alternate=alternate,
            many=number,
        )
        for (verdict, alternate), number in sorted(found.items())
        if verdict != NO_SUBJECT
    ]


NOT_THERE = bytes.maketrans(bytes([NO_SUBJECT]), bytes([NOT_APPLICABLE]))


def _verdicts(found: bytearray) -> bytearray:
    """The verdicts, where what is no subject counts like what the rule does not apply to."""
    return found.translate(NOT_THERE)


def _differ(one: bytearray, other: bytearray) -> list[int]:
    if one == other:
        return []
    return [number for number, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
