"""A rule on a document with many subjects: verdicts by generated code, findings by the interpreter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine import doubts
from microdep_rules.engine.alike.told import Nothing
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

    def on_the_day_of(self, engine: Interpreter) -> tuple[Ready, bytearray, dict[int, Outcome | None]]:
        """The verdict of each, and the outcomes of those for which the interpreter had to be asked."""
        ready = Ready(self.program, [engine])
        (found,) = ready.run(self.subjects.records, ready.below(self.elements))
        again = range(len(found)) if self.evaluation.second_look(engine) else ()
        for number in (*self.subjects.unsure, *self.subjects.doubtful, *self.linked, *again):
            found[number] = ASK
        return ready, found, answer(found, partial(self.judged, engine))

    def judged(self, engine: Interpreter, number: int) -> Outcome | None:
        """What the interpreter says, of this one or of others of its class; nothing of what is no subject."""
        element, belongs, _ = self.subjects.listed[number]
        about = self.classes.about(on(engine), element, belongs) if self.classes is not None else None
        if self.classes is None or about is None:
            return self.alone(engine, number)
        told = self.classes.get(about)
        if told is None:
            told = self.alone(engine, number)
            self.classes.keep(about, told)
        return None if isinstance(told, Nothing) else told

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
            found = self.on_the_day_of(next_engine)[1]
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
    ready, today, asked = many.on_the_day_of(engine)
    changes, later = many.ahead(engine, today)
    counted = Counted(evaluation, engine, many.lowered)
    counted.say_why(today, partial(many.judged, engine))
    resting = ready.resting(0, many.subjects.records, ready.below(many.elements))
    told: list[Outcome] = []
    for number, verdict in enumerate(today):
        if number in later:
            told.append(evaluation.not_yet(later[number], tuple(changes.get(number, ()))))
            continue
        element, _, alternate = many.subjects.listed[number]
        quiet = verdict in QUIET and number not in changes
        if quiet and not verify and number % SAMPLE and number not in asked:
            counted.add(number, verdict, resting, partial(many.judged, engine), alternate=alternate)
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


def _differ(one: bytearray, other: bytearray) -> list[int]:
    if one == other:
        return []
    return [number for number, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
