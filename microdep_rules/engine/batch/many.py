"""A rule on a document with many subjects: verdicts by generated code, findings by the interpreter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine import doubts
from microdep_rules.engine.alike.class_outcomes import Nothing
from microdep_rules.engine.alike.outlines import PARTY
from microdep_rules.engine.batch.counted import QUIET, Counted
from microdep_rules.engine.batch.run import (
    ASK,
    COUNTED_AS,
    NO_SUBJECT,
    VERDICTS,
    Ready,
    answer,
    name_of,
    number_of,
    records_of,
)
from microdep_rules.engine.batch.source import program
from microdep_rules.engine.outcome import Change, Outcome
from microdep_rules.engine.reach import any_goes_to
from microdep_rules.engine.subjects import NOTHING_ASKED, Chosen, chosen_again, elements, on
from microdep_rules.engine.suppliers import is_linked
from microdep_rules.vocabulary.notions import SUPPLIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.engine.alike.class_outcomes import About
    from microdep_rules.engine.batch.run import Records
    from microdep_rules.engine.evaluate import Evaluation
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.subjects import Listed

SAMPLE = 997
"""One in so many of those that pass or do not apply is judged by the interpreter too, as a check."""


class Subjects(Struct, frozen=True):
    """What is in the list of a rule, as elements and as generated code reads them."""

    listed: list[Listed]
    records: Records
    unsure: list[int]
    """Those that may not be in the list."""
    doubtful: list[int]
    """Those whose own entry contradicts itself."""


def subjects_of(evaluation: Evaluation, engine: Interpreter) -> Subjects:
    """The list of a rule; rules that apply to the same have it in common."""
    subject, known = evaluation.rule.subject, evaluation.shared.subjects
    about = (subject.listed, subject.record, None if subject.listed else subject.of)
    if about not in known:
        listed = elements(engine, subject)[0]
        unsure = [number for number, (_, belongs, _) in enumerate(listed) if belongs is not True]
        found = [element for element, _, _ in listed]
        doubtful = [n for n, each in enumerate(found) if doubts.excludes_look_up(engine.reader, each)]
        known[about] = Subjects(listed, records_of(found), unsure, doubtful)
    return known[about]


class Day(Struct, frozen=True):
    """What is said of the subjects of a rule on a day."""

    ready: Ready
    found: bytearray
    """Of each the number of its verdict."""
    asked: dict[int, Outcome | None]
    """What the interpreter said of those that it was asked about."""
    in_short: dict[int, Outcome | None]
    """Of others that it would be asked about, what was said of one of their class."""
    by_code: Sequence[int]
    """Those of which generated code was asked."""


class Many:
    """The subjects of one rule, by their numbers, and what is said of them on the days that are looked at."""

    def __init__(self, evaluation: Evaluation, engine: Interpreter, *, alone: bool) -> None:
        self.evaluation = evaluation
        self.classes = None if alone else evaluation.classes
        self.rule = evaluation.rule
        self.program = program(evaluation.pack, [self.rule], whole=True)
        self.lowered = self.program.rules[0]
        self.subjects = subjects_of(evaluation, engine)
        self.elements = [element for element, _, _ in self.subjects.listed]
        self.linked: list[int] = []
        """Those whose suppliers are stated by inputs too, where the rule asks for suppliers."""
        if any_goes_to(evaluation.pack, SUPPLIERS, [self.rule]):
            bom = engine.reader.bom
            self.linked = [n for n, each in enumerate(self.elements) if is_linked(bom, each)]

    def on_the_day_of(self, engine: Interpreter) -> Day:
        """What is said of each on a day; of what generated code leaves open the interpreter says it."""
        ready = Ready(self.program, [engine])
        by_code = self.by_code(engine)
        (told_by_code,) = ready.run(*self.read(ready, by_code))
        found = bytearray([ASK]) * len(self.elements)
        for number, verdict in zip(by_code, told_by_code, strict=True):
            found[number] = verdict
        again = range(len(found)) if self.evaluation.second_look(engine) else ()
        for number in (*self.subjects.unsure, *self.subjects.doubtful, *self.linked, *again):
            found[number] = ASK
        day = Day(ready, found, {}, {}, by_code)

        def said(number: int) -> Outcome | None:
            told = self.in_short(engine, number)
            asked = day.asked if told is None else day.in_short
            asked[number] = self.judged(engine, number) if told is None else _outcome(told)
            return asked[number]

        answer(found, said)
        return day

    def by_code(self, engine: Interpreter) -> Sequence[int]:
        """Those of which generated code is asked: of no class where that is about parties or what is below.

        It asks that of each party and each component anew; all else costs it less than to find the class.
        """
        everything = range(len(self.elements))
        lowering = self.program.lowering
        parties = any(key in PARTY for leaf in lowering.leaves for _, key in leaf.facts)
        if self.classes is None or not (parties or lowering.below):
            return everything
        return [number for number in everything if self.about(engine, number) is None]

    def read(self, ready: Ready, numbers: Sequence[int]) -> tuple[Records, Iterable[int]]:
        """The records of some, and the bits of what is below them."""
        records = [self.subjects.records[number] for number in numbers]
        return records, ready.below([self.elements[number] for number in numbers])

    def resting(self, day: Day) -> dict[int, tuple[object, ...]]:
        """Those whose verdict by generated code may rest on something besides facts, by their numbers."""
        found = day.ready.resting(0, *self.read(day.ready, day.by_code))
        return {day.by_code[at]: facts for at, facts in found.items()}

    def judged(self, engine: Interpreter, number: int) -> Outcome | None:
        """What the interpreter says, of this one or of others of its class; nothing of what is no subject."""
        about = self.about(engine, number)
        if self.classes is None or about is None:
            return self.alone(engine, number)
        told = self.classes.get(about)
        if told is None:
            told = self.alone(engine, number)
            self.classes.keep(about, told)
        return _outcome(told)

    def in_short(self, engine: Interpreter, number: int) -> Outcome | Nothing | None:
        """What was said of another one of its class; nothing of one that has to be judged."""
        about = self.about(engine, number)
        if self.classes is None or about is None:
            return None
        found: Outcome | Nothing | None = self.classes.in_short(about)
        return found

    def like(self, engine: Interpreter, number: int) -> Outcome | None:
        """What is said of it, or was of another one of its class: the verdict, and what it rests on."""
        told = self.in_short(engine, number)
        return self.judged(engine, number) if told is None else _outcome(told)

    def about(self, engine: Interpreter, number: int) -> About | None:
        """The class of one; nothing for one of its own."""
        element, belongs, _ = self.subjects.listed[number]
        return self.classes.about(on(engine), element, belongs) if self.classes is not None else None

    def alone(self, engine: Interpreter, number: int) -> Outcome | None:
        """What the interpreter says of this one."""
        element, belongs, alternate = self.subjects.listed[number]
        bare = Chosen(element, belongs, NOTHING_ASKED, belongs=belongs, alternate=alternate)
        judging = engine.with_alternates if alternate else engine

        def judged() -> Outcome | None:
            return self.evaluation.placed(engine, chosen_again(judging, self.rule, bare))

        return self.evaluation.bounded(engine, element, judged)

    def ahead(
        self, engine: Interpreter, today: bytearray
    ) -> tuple[dict[int, list[Change]], dict[int, Outcome]]:
        """Every later change, and those that become subjects later: what is said of them when they do."""
        changes: dict[int, list[Change]] = {}
        later: dict[int, Outcome] = {}
        last = today.translate(COUNTED_AS)
        for day, next_engine in self.evaluation.days_ahead(engine):
            found = self.on_the_day_of(next_engine).found
            new = found.translate(COUNTED_AS)
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

    With `verify`, the interpreter judges all of them, each by itself; else those of which anything is told,
    and a sample.
    """
    many = Many(evaluation, engine, alone=verify)
    day = many.on_the_day_of(engine)
    today, asked = day.found, day.asked
    changes, later = many.ahead(engine, today)
    counted = Counted(evaluation, engine, many.lowered)
    counted.say_why(today, partial(many.judged, engine))
    resting = many.resting(day)
    told: list[Outcome] = []
    for number, verdict in enumerate(today):
        if number in later:
            told.append(evaluation.not_yet(later[number], tuple(changes.get(number, ()))))
            continue
        element, _, alternate = many.subjects.listed[number]
        quiet = verdict in QUIET and number not in changes
        if quiet and not verify and number % SAMPLE and number not in asked:
            if (like := day.in_short.get(number)) is not None:
                counted.add_told(like, verdict)
            else:
                counted.add(number, verdict, resting, partial(many.like, engine), alternate=alternate)
            continue
        by = many.judged if number % SAMPLE else many.alone
        outcome = asked[number] if number in asked else by(engine, number)
        if outcome is not None and outcome.is_beyond_bounds:
            told.append(outcome)
        elif number_of(outcome) != verdict:
            told.append(evaluation.disagreement(element, outcome, name_of(verdict)))
        elif outcome is not None and quiet:
            counted.add_told(outcome, verdict)
        elif outcome is not None:
            told.append(replace(outcome, changes=tuple(changes.get(number, ()))))
    return [*told, *counted.outcomes()]


def _outcome(told: Outcome | Nothing) -> Outcome | None:
    return None if isinstance(told, Nothing) else told


def _differ(one: bytearray, other: bytearray) -> list[int]:
    if one == other:
        return []
    return [number for number, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
