"""State that the rules of a pack share on one document: lists, subjects, and an interpreter for each day."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.alternates import with_alternates
from microdep_rules.engine.calendar import Calendar, RuleDate
from microdep_rules.engine.equivalence.answers import Answers
from microdep_rules.engine.equivalence.keys import Keys
from microdep_rules.engine.equivalence.structure import structure_of
from microdep_rules.engine.facts import FactReader
from microdep_rules.engine.interpret import Interpreter
from microdep_rules.engine.programs import has_programs_only
from microdep_rules.engine.stage_lists import StageLists
from microdep_rules.engine.state import (
    FULL_RULES,
    STEPS,
    STEPS_OF_A_PART,
    Budget,
    ConditionCache,
    Trail,
)
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.evaluate import Reevaluation
    from microdep_rules.engine.query import Query
    from microdep_rules.lang import ir

Read = dict[tuple[object, ...], "StageLists | None"]
"""Cache of a document's lists, by the vocabulary terms that packs add to the vocabulary."""


class SharedState:
    """State that the rules of a pack share on one document, on all days."""

    def __init__(self, pack: ir.Pack, bom: Bom, query: Query, read: Read | None = None) -> None:
        self.read = read = read if read is not None else {}
        if pack.terms not in read:
            read[pack.terms] = StageLists(FactReader(bom, extended_by(pack.terms)), load_stages(pack.terms))
        lists = read[pack.terms]
        assert lists is not None
        self.lists = lists
        self.lists_with_alternates = _with_alternates(pack, bom, read)
        self.programs_only = has_programs_only(bom)
        """True if the document lists only software."""
        self.steps = STEPS + STEPS_OF_A_PART * len(bom.components)
        """Maximum number of operations for one rule."""
        self.budget = Budget(FULL_RULES * self.steps)
        self.keys: Keys | None = None
        """Index of the classes of equal components; None if classes are not used or no components are equal.
        """
        shares = query.by_class and not query.explained and self.lists_with_alternates is None
        if shares and structure_of(self.lists.reader).outlines.repeated:
            self.keys = Keys(pack, self.lists.reader)
        self.again: Reevaluation | None = None
        """Evaluator of the full outcomes of single subjects, for callers that need them."""
        self.days: dict[RuleDate, RuleDate] = {}
        self.calendars: list[Calendar] = []
        """Calendars of all evaluated days, with the dates on which results can change."""
        calendar = Calendar(_parameters(pack, query))
        self.plain = Interpreter(pack, self.lists.reader, self.lists, calendar, RuleDate(None, ""))
        self.plain.answers = Answers(self.keys) if self.keys is not None else None
        self.plain.unproven = query.unproven
        """Interpreter without a date; the interpreter of each day is a copy with the same caches."""
        self.plain.kept = ConditionCache.of(len(bom.components))
        self.with_alternates: Interpreter | None = None
        if (lists := self.lists_with_alternates) is not None:
            self.with_alternates = Interpreter(pack, lists.reader, lists, calendar, RuleDate(None, ""))
            self.with_alternates.unproven = query.unproven
            self.with_alternates.kept = ConditionCache.of(len(bom.components))

    def engine(self, day: RuleDate, budget: Budget) -> Interpreter:
        """Return an interpreter for one day.

        If the document has alternates, `with_alternates` of the result evaluates the document with the
        alternates.
        """
        engine = self._interpreter_for(self.plain, day, budget)
        if self.with_alternates is not None:
            engine.with_alternates = self._interpreter_for(self.with_alternates, day, budget)
            engine.with_alternates.calendar = engine.calendar
        return engine

    def turns(self) -> set[date]:
        """Return the days on which results may change; no result changes between two of them."""
        return {turn for calendar in self.calendars for turn in calendar.boundaries}

    def forget(self) -> None:
        """Clear all caches after the last use, so that Python frees the memory at once.

        With all packs, the caches use most of the memory of a check.
        """
        for lists in (self.plain, self.with_alternates):
            if lists is not None:
                lists.holdings.clear()
        if self.keys is not None:
            self.keys.forget()

    def _interpreter_for(self, plain: Interpreter, day: RuleDate, budget: Budget) -> Interpreter:
        day = self.days.setdefault(day, day)  # equal days are one object, which compares faster
        engine = copy(plain)
        known = plain.calendar
        engine.calendar = Calendar(known.parameters, looked_up=known.looked_up)
        self.calendars.append(engine.calendar)
        engine.day, engine.budget, engine.trail = day, budget, Trail()
        engine.worked_on = {}
        return engine


def _with_alternates(pack: ir.Pack, bom: Bom, read: Read) -> StageLists | None:
    """Return the lists of the document with its alternates; None if the document has no alternates."""
    about = ("with alternates", pack.terms)
    if about not in read:
        extended = with_alternates(bom)
        reader = FactReader(extended, extended_by(pack.terms)) if extended is not None else None
        read[about] = StageLists(reader, load_stages(pack.terms)) if reader is not None else None
    return read[about]


def _parameters(pack: ir.Pack, query: Query) -> dict[str, Any]:
    """Return the parameters of a pack by name, with the values of the configuration or of the pack."""
    values: dict[str, Any] = {n: p.value for n, p in pack.parameters.items()}
    for name, value in query.parameters.items():
        pack_name, _, parameter = name.partition("/")
        if pack_name == pack.name and parameter in values:
            values[parameter] = value
    return values
