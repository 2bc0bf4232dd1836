"""How a product stands on one day, with the steps that are in effect then or without them."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.analysis import halts_of, settled, stand_ins
from microdep_rules.production.blocking import Components, settings_block
from microdep_rules.production.critical_path import Network
from microdep_rules.production.delivery import delivery_of
from microdep_rules.production.no_pass import NoPass, no_pass_of, relied_on
from microdep_rules.production.scenarios.effects import Effects, Lengths
from microdep_rules.production.scenarios.simulation import Known, simulate
from microdep_rules.production.scenarios.targets import Names
from microdep_rules.production.structure import component_of
from microdep_rules.production.viability import HALTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import ImpactSettings
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.production.analysis import Ask, Halt
    from microdep_rules.production.critical_path import Plan
    from microdep_rules.production.delivery import Delivery, Due
    from microdep_rules.production.scenarios.model import Drawing, Step
    from microdep_rules.production.scenarios.simulation import Drawn
    from microdep_rules.production.structure import Structure
    from microdep_rules.production.viability import Viability

Key = tuple[str, str, str]
"""A rule, and the kind and the id of what it judged."""


class Judged(Struct, frozen=True):
    """What a rule says of one thing: its standing, how it is called, and why."""

    standing: str
    name: str
    message: str = ""


class Outlook(Struct, frozen=True, eq=False):
    """A product on one day."""

    day: date
    viability: Viability
    halt: Halt
    verdicts: Mapping[Key, Judged]
    plan: Plan | None
    """Of an order on that day, with alternates where it relies on them; nothing where it is halted."""
    delivery: Delivery | None
    """Of that order; nothing where no day of delivery is stated."""
    drawn: Drawn | None
    no_pass: NoPass = NoPass()
    turns: frozenset[date] = frozenset()
    """The later days on which an outcome that blocks changes by itself, as far as was looked ahead."""

    @property
    def decided(self) -> object:
        """What a day is shown for: the state, what it is because of, and the plan."""
        plan = None if self.plan is None else (self.plan.total, tuple(self.plan.replaced.items()))
        return self.halt, self.no_pass, plan

    @property
    def state(self) -> str:
        """`viable`, `halted` or `undetermined`."""
        return self.halt.state


class Change(Struct, frozen=True):
    """A verdict that is another one with the scenario than without it."""

    rule: str
    kind: str
    id: str
    name: str
    before: str
    after: str
    message: str


class Before(Struct, frozen=True):
    """What was found of a product on other days, and need not be found again."""

    lengths: Lengths = field(default_factory=Lengths)
    drawn: Known = field(default_factory=Known)


class Order(Struct, frozen=True):
    """An order on a day: what is in effect then, how lead times are drawn, and when delivery is due."""

    day: date
    steps: tuple[Step, ...]
    drawing: Drawing
    due: Due | None = None
    before: Before = field(default_factory=Before)
    """What the day before this one shares with it."""
    waivers: tuple[Waiver, ...] = ()


def outlook_of(structure: Structure, order: Order, settings: ImpactSettings, ask: Ask) -> Outlook:
    """How a product stands on the day of an order; `ask` has what the rules say on that day."""
    outcomes = tuple(ask(structure.bom))
    effects = Effects(order.steps, order.before.lengths, _likely(structure, order.drawing))
    viability = settled(structure, outcomes, settings, ask, effects)
    halt = halts_of(viability)[0]
    plan, delivery, drawn = None, None, None
    if halt.state != HALTED:
        durations = effects.durations(structure)
        network = Network(structure, stand_ins(viability, durations), durations)
        plan = network.plan()
        lengths = effects.lengths(structure)
        delivery = (
            None if order.due is None else delivery_of(viability, plan, order.due, order.day, durations)
        )
        left = None if delivery is None else Fraction(delivery.left)
        drawn = simulate(network, lengths, order.drawing, left, order.before.drawn)
    built, replaced = (structure.listed(), {}) if plan is None else (plan.activities, plan.replaced)
    no_pass = no_pass_of(structure, outcomes, settings, built, order.waivers)
    no_pass = relied_on(no_pass, viability, replaced)
    turns = turns_of(outcomes, settings)
    return Outlook(
        order.day, viability, halt, verdicts_of(structure, outcomes), plan, delivery, drawn, no_pass, turns
    )


def turns_of(outcomes: Iterable[Outcome], settings: ImpactSettings) -> frozenset[date]:
    """The later days on which an outcome changes that may block."""
    return frozenset(
        change.day
        for outcome in outcomes
        if settings_block(settings, outcome)
        for each in (outcome, *outcome.members)
        for change in each.changes
    )


def _likely(structure: Structure, drawing: Drawing) -> dict[str, Fraction]:
    if not drawing.likely:
        return {}
    names = Names(component_of(structure.bom, id_) for id_ in structure.made)
    return {id_: each.days for each in drawing.likely for id_ in names.ids(each.component)}


def verdicts_of(structure: Structure, outcomes: Iterable[Outcome]) -> dict[Key, Judged]:
    """What each rule says of each thing; of groups each part by its own outcome."""
    found: dict[Key, Judged] = {}
    called = partial(Components(structure.bom).called, name_of=structure.called)
    for outcome in outcomes:
        own = {member.subject.id: member for member in outcome.members}
        for part in outcome.parts or (outcome.subject,):
            each = own.get(part.id, outcome)
            if each.verdict is not Verdict.NOT_APPLICABLE:
                _put(found, (each.rule.id, part.kind, part.id), called(part), each)
    return found


def _put(found: dict[Key, Judged], key: Key, name: str, outcome: Outcome) -> None:
    """Keep the first outcome about a thing, or the one that fails."""
    if key not in found or outcome.standing == "fail":
        found[key] = Judged(outcome.standing, name, outcome.message or outcome.rule.title)


NOT_ASKED = Judged("not_applicable", "")


def changes_between(before: Outlook, after: Outlook) -> tuple[Change, ...]:
    """The verdicts that differ between two outlooks."""
    found = []
    for key in dict.fromkeys((*before.verdicts, *after.verdicts)):
        one, other = before.verdicts.get(key, NOT_ASKED), after.verdicts.get(key, NOT_ASKED)
        if one.standing != other.standing:
            rule, kind, id_ = key
            found.append(
                Change(rule, kind, id_, other.name or one.name, one.standing, other.standing, other.message)
            )
    return tuple(found)
