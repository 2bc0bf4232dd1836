"""A rule on a document with many subjects: verdicts by generated code, findings by the interpreter."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.batch.run import (
    ASK,
    NO_SUBJECT,
    NOT_APPLICABLE,
    PASS,
    VERDICTS,
    Ready,
    records_of,
    stages_of,
)
from microdep_rules.engine.batch.source import program
from microdep_rules.engine.judge import judge
from microdep_rules.engine.outcome import Change, Outcome, Part, part_of
from microdep_rules.engine.subjects import NOTHING_ASKED, Chosen, chosen_again, elements
from microdep_rules.engine.timing import date_rest, in_force_of, out_of_force

if TYPE_CHECKING:
    from microdep_rules.engine.batch.run import Records, Stages
    from microdep_rules.engine.evaluate import Evaluation
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.subjects import Listed
    from microdep_rules.lang import ir

SAMPLE = 997
"""One in so many of those that pass or do not apply is judged by the interpreter too, as a check."""


class Subjects(Struct, frozen=True):
    """What is in the list of a rule, as elements and as generated code reads them."""

    listed: list[Listed]
    records: Records
    stages: Stages
    unsure: list[int]
    """Those that may not be in the list."""


def subjects_of(evaluation: Evaluation, engine: Interpreter) -> Subjects:
    """The list of a rule; rules that apply to the same have it in common."""
    subject, known = evaluation.rule.subject, evaluation.shared.subjects
    about = (subject.listed, subject.record, None if subject.listed else subject.of)
    if about not in known:
        listed = elements(engine, subject)[0]
        unsure = [number for number, (_, belongs, _) in enumerate(listed) if belongs is not True]
        records = records_of([element for element, _, _ in listed])
        known[about] = Subjects(listed, records, stages_of(records), unsure)
    return known[about]


class Many:
    """The subjects of one rule, by their numbers, and what is said of them on the days that are looked at."""

    def __init__(self, evaluation: Evaluation, engine: Interpreter) -> None:
        self.evaluation = evaluation
        self.rule = evaluation.rule
        self.program = program(evaluation.pack, [self.rule])
        self.lowered = self.program.rules[0]
        self.subjects = subjects_of(evaluation, engine)

    def on_the_day_of(self, engine: Interpreter) -> tuple[Ready, bytearray, dict[int, Outcome]]:
        """The verdict of each, and the outcomes of those for which the interpreter had to be asked."""
        ready = Ready(self.program, [engine])
        (found,) = ready.run(self.subjects.records, self.subjects.stages)
        for number in self.subjects.unsure:
            found[number] = ASK
        asked: dict[int, Outcome] = {}
        number = found.find(ASK)
        while number >= 0:
            outcome = self.judged(engine, number)
            if outcome is not None:
                asked[number] = outcome
            found[number] = NO_SUBJECT if outcome is None else VERDICTS.index(outcome.verdict)
            number = found.find(ASK, number + 1)
        return ready, found, asked

    def judged(self, engine: Interpreter, number: int) -> Outcome | None:
        """What the interpreter says; nothing of what is no subject."""
        element, belongs, alternate = self.subjects.listed[number]
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
            found = self.on_the_day_of(next_engine)[1]
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
    ready, today, asked = many.on_the_day_of(engine)
    changes, later = many.ahead(engine, today)
    counted = Counted(many, engine, ready)
    told: list[Outcome] = []
    for number, verdict in enumerate(today):
        if number in later:
            told.append(evaluation.not_yet(later[number], tuple(changes.get(number, ()))))
            continue
        quiet = verdict in QUIET and number not in changes
        if quiet and not verify and number % SAMPLE and number not in asked:
            counted.add(number, verdict)
            continue
        outcome = asked.get(number) or many.judged(engine, number)
        if (NO_SUBJECT if outcome is None else VERDICTS.index(outcome.verdict)) != verdict:
            told.append(evaluation.disagreement(many.subjects.listed[number][0], outcome, verdict))
        elif quiet:
            counted.add(number, verdict, outcome)
        elif outcome is not None:
            told.append(replace(outcome, changes=tuple(changes.get(number, ()))))
    return [*told, *counted.outcomes()]


QUIET = frozenset({PASS, NOT_APPLICABLE, NO_SUBJECT})
"""What is counted, and not told of one by one."""
Rests = tuple[tuple[str, str], ...]


class Counted:
    """What passes and what a rule does not apply to, by what it rests on."""

    def __init__(self, many: Many, engine: Interpreter, ready: Ready) -> None:
        self.many, self.engine = many, engine
        self.resting = ready.resting(0, many.subjects.records, many.subjects.stages)
        self.plain = tuple(sorted({*date_rest(engine), *_contested(many.rule)}))
        self.known: dict[tuple[object, ...], Rests] = {}
        self.found: Counter[tuple[int, bool, Rests]] = Counter()

    def add(self, number: int, verdict: int, outcome: Outcome | None = None) -> None:
        """One more, with its outcome where the interpreter has judged it."""
        if verdict != NO_SUBJECT:
            rests = outcome.rests_on if outcome is not None else self._rests(number, verdict)
            self.found[verdict, self.many.subjects.listed[number][2], rests] += 1

    def _rests(self, number: int, verdict: int) -> Rests:
        """What it rests on: for equal facts the same, unless more than they were asked for."""
        lowered = self.many.lowered
        if lowered.open if verdict == PASS else lowered.applies.open:
            return self._judged(number)
        if number not in self.resting:
            return self.plain if verdict == PASS else date_rest(self.engine)
        facts = (verdict, *self.resting[number])
        if facts not in self.known:
            self.known[facts] = self._judged(number)
        return self.known[facts]

    def _judged(self, number: int) -> Rests:
        outcome = self.many.judged(self.engine, number)
        return outcome.rests_on if outcome is not None else ()

    def outcomes(self) -> list[Outcome]:
        """One outcome for all of which the same is to be said."""
        evaluation = self.many.evaluation
        in_force, timing = in_force_of(self.engine, evaluation.rule.in_force)
        reason = out_of_force(timing) if in_force is False else "does not apply"
        part = part_of(evaluation.bom.product)
        return [
            Outcome(
                evaluation.rule,
                Part(self.many.rule.subject.record, part.id, part.name, part.pointer, part.file),
                VERDICTS[verdict],
                timing,
                reason=reason if verdict == NOT_APPLICABLE else "",
                alternate=alternate,
                rests_on=rests,
                many=number,
            )
            for (verdict, alternate, rests), number in sorted(self.found.items())
        ]


def _contested(rule: ir.Rule) -> Rests:
    return (("contested", rule.contested),) if rule.contested else ()


NOT_THERE = bytes.maketrans(bytes([NO_SUBJECT]), bytes([NOT_APPLICABLE]))


def _verdicts(found: bytearray) -> bytearray:
    """The verdicts, where what is no subject counts like what the rule does not apply to."""
    return found.translate(NOT_THERE)


def _differ(one: bytearray, other: bytearray) -> list[int]:
    if one == other:
        return []
    return [number for number, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
