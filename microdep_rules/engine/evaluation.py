"""Evaluation of one rule on one document: the outcome for each subject, with later changes."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine import subjects
from microdep_rules.engine.alternate_verdicts import combine_with_alternates, may_be_clearer
from microdep_rules.engine.calendar import RuleDate, holds_until, rule_date
from microdep_rules.engine.cross_check import cross_check
from microdep_rules.engine.equivalence.class_outcomes import ClassOutcomes
from microdep_rules.engine.equivalence.memberships import memberships_of
from microdep_rules.engine.equivalence.row_outcomes import RowOutcomes, outcome_key
from microdep_rules.engine.equivalence.rows import judges_by_own, rows_of, rows_of_choice
from microdep_rules.engine.grouping import grouped
from microdep_rules.engine.judge import judge
from microdep_rules.engine.lazy_outcomes import defer_outcome, update_outcome
from microdep_rules.engine.outcome import BEYOND_BOUNDS, NOT_YET, Outcome, Timing, VerdictChange, part_of
from microdep_rules.engine.outcome_counts import OutcomeCounter, without_repeated
from microdep_rules.engine.programs import is_about_programs, outcome_for_programs
from microdep_rules.engine.proof import missing_of
from microdep_rules.engine.reach import has_milestones, is_the_same_every_day, reach_of
from microdep_rules.engine.shared import SharedState
from microdep_rules.engine.state import (
    Budget,
    BudgetExceededError,
)
from microdep_rules.engine.subjects import (
    MOST_PLACES,
    NOTHING_ASKED,
    SubjectChoice,
    TooManyPlacesError,
    chosen_again,
    elements,
    on,
    places,
    some_places,
    where,
)
from microdep_rules.engine.timing import in_force_of
from microdep_rules.engine.verdict import Verdict, worst
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.equivalence.tables import RowResult
    from microdep_rules.engine.evaluate import Reevaluation
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir

    Choose = Callable[[Interpreter], Iterator[SubjectChoice]]

Key = tuple[str, ...]
"""Key of an outcome: kind (subject or candidate), id, place, and the missing facts of a candidate."""

SOME_PLACES = 5
"""Number of places of use in which a component is judged if there are too many to judge all."""


class DatedResult(Struct, frozen=True):
    """Result of a rule for one element on one day, with the dates on which the result can change."""

    day: RuleDate
    about: Element
    """The judged element; while it is stored, Python gives its identity to no other element."""
    applies: Truth
    excluded: str
    outcome: Outcome | None
    turns: frozenset[date]


class Evaluation:
    """Evaluation of one rule on one document."""

    def __init__(
        self, pack: ir.Pack, bom: Bom, rule: ir.Rule, query: Query, shared: SharedState | None = None
    ) -> None:
        self.pack = pack
        self.bom = bom
        self.rule = rule
        self.query = query
        self.reach = reach_of(pack, rule)
        self.chosen_by_place, self.upwards, self.around, self.at_stages, _ = self.reach
        self.shared = shared or SharedState(pack, bom, query)
        self.lists = self.shared.lists
        self.reader = self.lists.reader
        self.budget = Budget(min(self.shared.steps, self.shared.budget.left))
        self.known: dict[int, DatedResult] = {}
        """Results for subjects and candidates, by the Python identity of the element."""
        self.find_classes()

    def find_classes(self) -> None:
        """Choose how equal elements share results: by class, by row (`rows.py`), or not at all."""
        keys, rule, query = self.shared.keys, self.rule, self.query
        rows = rows_of(keys, rule) if keys is not None and judges_by_own(keys, rule) else None
        self.classes: ClassOutcomes | None = None
        self.by_row: RowOutcomes | None = None
        if keys is not None and (rows is not None or not keys.reads.is_light(rule)):
            self.classes = ClassOutcomes(keys, rule, rows)
        if keys is not None and rows is not None and rule.subject.record == "component":
            request = (rule.name, query.as_of, query.no_exclusions, query.horizon, keys.named_countries)
            table = keys.table((*request, *sorted(query.parameters.items())))
            wider = memberships_of(keys, rows, rule)
            self.by_row = RowOutcomes(rows, rows_of_choice(keys, rule), wider, table)

    @property
    def _reevaluation(self) -> Reevaluation:
        """Return the object that computes full outcomes on request."""
        from microdep_rules.engine.evaluate import Reevaluation

        if self.shared.again is None:
            self.shared.again = Reevaluation(self.pack, self.bom, self.query, self.shared.read)
        return self.shared.again

    @property
    def _outcome_builder(self) -> Callable[[Element, Truth, RowResult], Outcome]:
        """Return a function that makes a component's full outcome from the outcome of an equal component."""
        return partial(self._reevaluation.outcome_of, self.rule)

    def outcome_of(self, element: Element, belongs: Truth) -> Outcome:
        """Return the full outcome on the rule's date for a component that is a subject of the rule.

        If this date is only partly known, the component is judged on all possible days, without the result of
        its class.
        """
        assert self.classes is not None
        engine = self.engine(None)
        known_day = engine.day.between is None
        about = self.classes.about(on(engine), element, belongs) if known_day else None
        outcome: Outcome | None = self.classes.get(about) if about is not None else None
        if outcome is None:
            outcome = self._outcomes_today(engine, partial(self._single_choice, element, belongs))[
                outcome_key(element)
            ]
        return outcome

    def _single_choice(
        self, element: Element, belongs: Truth, engine: Interpreter
    ) -> Iterator[SubjectChoice]:
        about = self.classes.about(on(engine), element, belongs) if self.classes is not None else None
        bare = SubjectChoice(element, belongs, NOTHING_ASKED, belongs=belongs, about=about)
        yield chosen_again(engine, self.rule, bare)

    def outcomes(self) -> list[Outcome]:
        """Return the outcomes on the rule's date with their later changes; equal outcomes are grouped."""
        counted = None
        if self.query.count and not self.upwards and is_the_same_every_day(self.rule.subject):
            counted = OutcomeCounter(self.rule, self.bom, *in_force_of(self.engine(None), self.rule.in_force))
        outcomes = self.ungrouped(counted)
        if counted is not None:
            outcomes = counted.take(outcomes)
        outcomes = without_repeated(outcomes, counted.not_applicable if counted is not None else frozenset())
        if counted is not None:
            outcomes += counted.outcomes()
        aside = self.shared.programs_only and not self.query.no_exclusions
        if aside and not is_about_programs(self.pack, self.rule):
            outcomes = [outcome_for_programs(outcome) for outcome in outcomes]
        return grouped(outcomes, self.bom)

    def ungrouped(self, counted: OutcomeCounter | None = None) -> list[Outcome]:
        """Return one outcome for each subject and candidate.

        If `counted` is given, outcomes that reports do not list are only counted there.
        """
        engine, own = self.engine(None), self.budget.left
        if self.by_row is not None:
            outcomes = self._by_row(engine, self.by_row, None if self.query.verify else counted)
        else:
            outcomes = [
                *chain.from_iterable(by_key.values() for by_key in self.one_by_one(engine, self.choose))
            ]
        self.shared.budget.left -= own - self.budget.left
        return cross_check(self, outcomes) if self.query.verify else outcomes

    def _by_row(
        self, engine: Interpreter, by_row: RowOutcomes, counted: OutcomeCounter | None
    ) -> list[Outcome]:
        """Judge one component of each row (`rows.py`), and return the outcomes of all components."""
        by_row.begin(elements(engine, self.rule.subject)[0], partial(self._is_subject, engine))
        places = by_row.firsts()
        today, later = self._outcomes_of(engine, by_row.identities(places))
        if places := by_row.learn(places, today, later):
            others = self._outcomes_of(engine, by_row.identities(places))
            by_row.learn(places, *others)
            today, later = today | others[0], later | others[1]
        return [*by_row.all(today, later, self._outcome_builder, counted)]

    def _outcomes_of(
        self, engine: Interpreter, among: set[int]
    ) -> tuple[dict[Key, Outcome], dict[Key, Outcome]]:
        """Return today's and later outcomes for the subjects with the Python identities in `among`.

        Subjects that an incomplete list may leave out are included.
        """
        return self.one_by_one(engine, partial(self.choose, among=among))

    def _is_subject(self, engine: Interpreter, element: Element) -> tuple[Truth, frozenset[date]]:
        return engine.calendar.with_dates(lambda: where(engine, self.rule, element)[0].value)

    def one_by_one(
        self, engine: Interpreter, choose: Choose
    ) -> tuple[dict[Key, Outcome], dict[Key, Outcome]]:
        """Return the outcomes of today's subjects and of later subjects, both with all later changes."""
        today = self._outcomes_today(engine, choose)
        changes, later = self._later_changes(engine, today, choose)
        for outcomes in (today, later):
            outcomes |= {
                key: update_outcome(outcomes[key], changes=tuple(changes[key]))
                for key in outcomes
                if key in changes
            }
        return today, later

    def _outcomes_today(self, engine: Interpreter, choose: Choose) -> dict[Key, Outcome]:
        """Return the outcomes on the rule's date; if the date is partly known, on all its possible days."""
        today = self._verdicts(engine, choose) if self._is_long(engine) else {}
        today = today or self._outcomes_by_key(engine, choose)
        if engine.day.between is not None:
            today = self._on_any_day(today, choose, *engine.day.between)
        return today

    def _is_long(self, engine: Interpreter) -> bool:
        """Return whether the verdict is computed first and the full outcome only on request.

        The full outcome takes long for a rule with a single subject that adds up amounts.
        """
        rule, query = self.rule, self.query
        if not query.on_demand or query.explained or query.verify or rule.subject.single is None:
            return False
        known_day = engine.day.between is None and engine.with_alternates is None
        return known_day and self.reach.adds_up and not has_milestones(rule)

    def _verdicts(self, engine: Interpreter, choose: Choose) -> dict[Key, Outcome]:
        """Return outcomes that contain only verdicts; empty if the full outcomes are needed at once.

        If it is unknown whether a rule applies, the full outcomes are needed: they are grouped by their
        missing facts (`grouping.py`).
        """
        engine.verdicts_only = True
        outcomes = self._outcomes_by_key(engine, choose)
        engine.verdicts_only = False
        if len(outcomes) != 1 or not any(map(_is_verdict_enough, outcomes.values())):
            self.known.clear()  # these results are incomplete
            return {}
        [(key, outcome)] = outcomes.items()
        return {
            key: defer_outcome(outcome, partial(self._reevaluation.outcome_of_single_subject, self.rule, key))
        }

    def outcome_of_single_subject(self, key: Key) -> Outcome:
        """Return today's full outcome for the single subject of the rule."""
        return self._outcomes_today(self.engine(None), self.choose)[key]

    def choose(self, engine: Interpreter, among: Container[int] | None = None) -> Iterator[SubjectChoice]:
        """Yield the elements that are or may be subjects of the rule.

        If `among` is given, listed elements are included only if `among` contains their Python identity.
        """
        return subjects.choose(
            engine,
            self.rule,
            no_exclusions=self.query.no_exclusions,
            by_place=self.chosen_by_place or self.needs_second_look(engine) or self.query.in_full,
            classes=self.classes,
            among=among,
        )

    def needs_second_look(self, engine: Interpreter) -> bool:
        """Return whether a subject with a clear verdict, such as *pass*, is judged again with alternates."""
        if engine.with_alternates is None:
            return False
        return self.around or (self.at_stages and engine.with_alternates.lists.inputs_vary)

    def engine(self, forced: date | None) -> Interpreter:
        """Return an interpreter for the date of the rule, or for the date `forced`."""
        day = rule_date(self.rule.in_force, self.reader, self.query.as_of, forced)
        engine = self.shared.engine(day, self.budget)
        for interpreter in (engine, engine.with_alternates):
            if interpreter is not None:
                interpreter.as_of = self.query.as_of
                interpreter.explained = self.query.explained
                interpreter.in_full = self.query.in_full
                interpreter.recorder = interpreter.calendar.recorder = self.query.recorder
                interpreter.basis = self.rule.in_force.basis if self.rule.in_force is not None else "as of"
        return engine

    def _outcomes_by_key(self, engine: Interpreter, choose: Choose) -> dict[Key, Outcome]:
        """Return the outcome of each subject and candidate, by the key of the outcome."""
        outcomes: dict[Key, Outcome] = {}
        for chosen in self._within_bounds(engine, choose, outcomes):
            outcome = self._class_or_own_outcome(engine, chosen)
            if outcome is None:
                continue
            names = sorted({m.name for m in missing_of(chosen.proof)}) if chosen.candidate else ()
            kind = "candidate" if chosen.candidate else "subject"
            key = (kind, outcome.subject.id, outcome.subject.pointer, *names)
            known = outcomes.get(key)
            # A component can hide a subject in itself, and in an unlisted component inside it. The worst
            # verdict counts.
            if known is None or worst([known.verdict, outcome.verdict]) is outcome.verdict:
                outcomes[key] = outcome
        return outcomes

    def _within_bounds(
        self, engine: Interpreter, choose: Choose, outcomes: dict[Key, Outcome]
    ) -> Iterator[SubjectChoice]:
        """Yield the possible subjects until the selection of subjects reaches its step limit.

        At the limit, an outcome in `outcomes` states that the verdicts of the remaining subjects are unknown.
        """
        try:
            yield from choose(engine)
        except (BudgetExceededError, RecursionError) as problem:
            outcome = self._beyond_bounds(
                engine, self.bom.product, _reason(problem, "to choose its subjects")
            )
            outcomes["beyond", "", ""] = outcome

    def _class_or_own_outcome(self, engine: Interpreter, chosen: SubjectChoice) -> Outcome | None:
        """Return the outcome for one element, from the stored result of its class or from an evaluation."""
        if chosen.outcome is not None:
            return chosen.outcome
        outcome = self._outcome_or_cached(engine, chosen)
        if self.classes is not None and chosen.about is not None:
            self.classes.keep(chosen.about, outcome)
        return outcome

    def _outcome_or_cached(self, engine: Interpreter, chosen: SubjectChoice) -> Outcome | None:
        """Return the outcome for one element, from the cache of another day if it is still valid."""
        about = chosen.stand_in or chosen.element
        known = self.known.get(id(about))
        if (
            known is not None
            and known.applies is chosen.applies
            and known.excluded == chosen.excluded
            and holds_until(known.turns, known.day, engine.day)
        ):
            engine.calendar.boundaries |= known.turns
            return known.outcome
        outcome, turns = engine.calendar.with_dates(
            lambda: self.bounded(engine, chosen.element, lambda: self.placed(engine, chosen))
        )
        self.known[id(about)] = DatedResult(
            engine.day, about, chosen.applies, chosen.excluded, outcome, turns
        )
        return outcome

    def bounded(
        self, engine: Interpreter, element: Element, judged: Callable[[], Outcome | None]
    ) -> Outcome | None:
        """Return the result of `judged`, or an unknown outcome if the subject exceeds its step limit.

        At the limit, the subject is judged once more with only the conditions that settle the verdict.
        """
        why = ""
        every = [interpreter for interpreter in (engine, engine.with_alternates) if interpreter is not None]
        for verdicts_only in dict.fromkeys((engine.verdicts_only, True)):
            before, budget = engine.verdicts_only, Budget(self.budget.left // 2)
            limit = budget.left
            for interpreter in every:
                interpreter.verdicts_only, interpreter.budget = verdicts_only, budget
            try:
                return judged()
            except (BudgetExceededError, RecursionError) as problem:
                why = _reason(problem, "for one subject")
                for interpreter in every:
                    interpreter.place = None
            finally:
                self.budget.left -= limit - max(budget.left, 0)
                for interpreter in every:
                    interpreter.verdicts_only, interpreter.budget = before, self.budget
        return self._beyond_bounds(engine, element, why)

    def placed(self, engine: Interpreter, chosen: SubjectChoice) -> Outcome | None:
        """Return the outcome for a subject, with approved alternates taken into account.

        A subject with a clear verdict, such as *pass*, is judged again with alternates. An alternate is
        judged only in the places where it may be used.
        """
        if chosen.alternate and engine.with_alternates is not None:
            return self._in_places(engine.with_alternates, chosen)
        outcome = self._in_places(engine, chosen)
        if chosen.candidate or not self.needs_second_look(engine) or not may_be_clearer(outcome):
            return outcome
        built = engine.with_alternates
        return combine_with_alternates(
            outcome, self._in_places(built, chosen_again(built, self.rule, chosen))
        )

    def _in_places(self, engine: Interpreter, chosen: SubjectChoice) -> Outcome | None:
        """Return the outcome for a subject; None if the element is a subject in none of its places.

        If the rule reads the components that contain the subject, the subject is judged in each place of its
        use.
        """
        if not self.upwards or chosen.candidate:
            is_subject = chosen.candidate or chosen.applies is not False or self.query.in_full
            return judge(engine, self.rule, chosen) if is_subject else None
        judged = []
        try:
            everywhere = list(places(engine, chosen.element))
        except TooManyPlacesError:
            return self._in_some_places(engine, chosen)
        for place in everywhere:
            # A component with a single place has the same containing components for every subject. Results
            # about them are cached if no place is set.
            engine.place = place if len(everywhere) > 1 else None
            here = chosen_again(engine, self.rule, chosen)
            if here.applies is not False:
                judged.append((" / ".join(e.name for e in place), judge(engine, self.rule, here)))
        engine.place = None
        if not judged:
            return judge(engine, self.rule, chosen) if self.query.in_full else None
        if len(judged) == 1:
            return judged[0][1]
        verdict = worst(o.verdict for _, o in judged)
        outcome = next(o for _, o in judged if o.verdict is verdict)
        return replace(outcome, places=tuple((path, o.verdict) for path, o in judged))

    def _in_some_places(self, engine: Interpreter, chosen: SubjectChoice) -> Outcome:
        """Return the outcome for a component that is used in too many places.

        The component is judged in a few places. The verdict is *fail* if the component fails in one of these
        places, otherwise *unknown*.
        """
        for place in some_places(engine, chosen.element, SOME_PLACES):
            engine.place = place
            here = chosen_again(engine, self.rule, chosen)
            outcome = judge(engine, self.rule, here) if here.applies is not False else None
            engine.place = None
            if outcome is not None and outcome.verdict is Verdict.FAIL:
                return outcome
        return self._beyond_bounds(engine, chosen.element, f"it is used in more than {MOST_PLACES:,} places")

    def days_ahead(self, engine: Interpreter) -> Iterator[tuple[date, Interpreter]]:
        """Yield each later day on which a result may change, with an interpreter for this day.

        The days are within the horizon of the query, and include days that the evaluation of an earlier day
        adds. Nothing is yielded if the rule's date is unknown.
        """
        start = engine.day.day
        if start is None or not self.query.horizon:
            return
        end = days_later(start, self.query.horizon.days)
        boundaries, done = engine.calendar.boundaries, start
        while later := [b for b in boundaries if done < b <= end]:
            done = min(later)
            ahead = self.engine(done)
            ahead.verdicts_only = True
            if ahead.with_alternates is not None:
                ahead.with_alternates.verdicts_only = True
            yield done, ahead
            boundaries |= ahead.calendar.boundaries

    def _later_changes(
        self, engine: Interpreter, today: dict[Key, Outcome], choose: Choose
    ) -> tuple[dict[Key, list[VerdictChange]], dict[Key, Outcome]]:
        """Return the later changes of each subject within the horizon, and the outcomes of later subjects.

        A later subject is an element that becomes a subject on a later day.
        """
        changes: dict[Key, list[VerdictChange]] = {}
        new: dict[Key, Outcome] = {}
        last = {key: outcome.verdict for key, outcome in today.items()}
        for day, ahead in self.days_ahead(engine):
            outcomes = self._outcomes_by_key(ahead, choose)
            for key in [key for key, outcome in outcomes.items() if outcome.is_beyond_bounds]:
                del outcomes[key]
                last.pop(key, None)  # the later verdicts of this subject are unknown
            for key in [key for key in outcomes if key not in last]:
                new[key] = self.not_yet(outcomes[key])
            for key in [*last, *sorted(outcomes.keys() - last.keys())]:
                verdict = outcomes[key].verdict if key in outcomes else Verdict.NOT_APPLICABLE
                if last.get(key, Verdict.NOT_APPLICABLE) is not verdict:
                    changes.setdefault(key, []).append(VerdictChange(day, verdict))
                last[key] = verdict
        return changes, new

    def _on_any_day(
        self, undecided: dict[Key, Outcome], choose: Choose, first: date, last: date
    ) -> dict[Key, Outcome]:
        """Return the outcomes for a rule whose date is only known to be between `first` and `last`.

        A verdict is known if it is the same on every possible day. Otherwise the result is the outcome in
        `undecided`.
        """
        by_day: list[dict[Key, Outcome]] = []
        boundaries: set[date] = set()
        days = [first]
        for day in days:
            engine = self.engine(day)
            by_day.append(self._outcomes_by_key(engine, choose))
            boundaries |= engine.calendar.boundaries
            days += sorted(b for b in boundaries if day < b <= last)[:1]
        return {
            key: _outcome_of_all_days(outcome, [f.get(key) for f in by_day])
            for key, outcome in undecided.items()
        }

    def not_yet(self, outcome: Outcome, changes: tuple[VerdictChange, ...] = ()) -> Outcome:
        """Return the outcome *not applicable* for an element that becomes a subject only on a later day."""
        today = self.engine(None).day.day
        timing = replace(outcome.timing, day=today)
        return Outcome(
            outcome.rule,
            outcome.subject,
            Verdict.NOT_APPLICABLE,
            timing,
            reason=f"{NOT_YET}{today}",
            candidate=outcome.candidate,
            alternate=outcome.alternate,
            changes=changes,
        )

    def _beyond_bounds(self, engine: Interpreter, element: Element, why: str) -> Outcome:
        """Return an unknown outcome for a subject whose evaluation exceeds the step limit."""
        reason = f"{why} and {BEYOND_BOUNDS}"
        timing = Timing(None, None, "as of", engine.day.day or self.query.as_of, assumed=False)
        message = f"`{element.name}`: {reason}"
        return Outcome(self.rule, part_of(element), Verdict.UNKNOWN, timing, reason=reason, message=message)


def _is_verdict_enough(outcome: Outcome) -> bool:
    """Return whether the verdict of an outcome can be used before its details are computed."""
    return not (outcome.candidate or outcome.is_beyond_bounds) and outcome.open in {"", "requirement"}


def _reason(problem: Exception, of_what: str) -> str:
    if isinstance(problem, RecursionError):
        return "it is nested too deeply"
    return f"it takes more operations than a rule may take {of_what}"


def _outcome_of_all_days(undecided: Outcome, outcomes: list[Outcome | None]) -> Outcome:
    """Return the common outcome of several days; `undecided` if the days have different verdicts."""
    known = [outcome for outcome in outcomes if outcome is not None]
    if len(known) < len(outcomes) or len({outcome.verdict for outcome in known}) > 1:
        return undecided
    reliances = tuple(sorted({reliance for outcome in known for reliance in outcome.relies_on}))
    return update_outcome(known[0], timing=undecided.timing, relies_on=reliances)
