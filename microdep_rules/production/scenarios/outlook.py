"""State of a product on one day, with or without the events of a scenario."""

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
from microdep_rules.production.scenarios.effects import Effects, Lengths
from microdep_rules.production.scenarios.simulation import DrawCache, simulate
from microdep_rules.production.scenarios.targets import ElementIndex
from microdep_rules.production.structure import component_of
from microdep_rules.production.tolerated_failures import ToleratedFailures, relied_on, tolerated_failures_of
from microdep_rules.production.viability import HALTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import ImpactSettings
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.production.analysis import Ask, Halt
    from microdep_rules.production.critical_path import ProductionPlan
    from microdep_rules.production.delivery import Delivery, Due
    from microdep_rules.production.scenarios.model import Drawing, Event
    from microdep_rules.production.scenarios.simulation import SimulationResult
    from microdep_rules.production.structure import ProductStructure
    from microdep_rules.production.viability import Viability

Key = tuple[str, str, str]
"""Rule id, kind of the subject, and id of the subject."""


class RuleResult(Struct, frozen=True):
    """Result of one rule for one subject."""

    standing: str
    name: str
    message: str = ""


class Outlook(Struct, frozen=True, eq=False):
    """State of a product on one day, such as `viable`, with its causes and its production plan."""

    day: date
    viability: Viability
    halt: Halt
    verdicts: Mapping[Key, RuleResult]
    plan: ProductionPlan | None
    """Plan for an order on this day, with its alternates; `None` if the product is halted."""
    delivery: Delivery | None
    """Delivery of an order on this day; `None` if no delivery day is stated."""
    drawn: SimulationResult | None
    tolerated: ToleratedFailures = ToleratedFailures()
    turns: frozenset[date] = frozenset()
    """Later days on which an outcome that can block a component changes without an event."""

    @property
    def decided(self) -> object:
        """Values that show whether a day differs from the day before: the state, its causes, the plan."""
        plan = None if self.plan is None else (self.plan.total, tuple(self.plan.replaced.items()))
        return self.halt, self.tolerated, plan

    @property
    def state(self) -> str:
        """`viable`, `halted` or `undetermined`."""
        return self.halt.state


class VerdictDifference(Struct, frozen=True):
    """Verdict that differs between the states of a product without and with the events of a scenario."""

    rule: str
    kind: str
    id: str
    name: str
    before: str
    after: str
    message: str


class EarlierResults(Struct, frozen=True):
    """Cached results of the day before, which are reused if they are still valid."""

    lengths: Lengths = field(default_factory=Lengths)
    drawn: DrawCache = field(default_factory=DrawCache)


class Order(Struct, frozen=True):
    """Order on one day: the events in effect, the settings of the random draws, and the delivery day."""

    day: date
    events: tuple[Event, ...]
    drawing: Drawing
    due: Due | None = None
    before: EarlierResults = field(default_factory=EarlierResults)
    """Cached results of the day before."""
    waivers: tuple[Waiver, ...] = ()


def outlook_of(structure: ProductStructure, order: Order, settings: ImpactSettings, ask: Ask) -> Outlook:
    """Return the state of a product that is ordered on one day; `ask` evaluates the rules for this day."""
    outcomes = tuple(ask(structure.bom))
    effects = Effects(order.events, order.before.lengths, _likely(structure, order.drawing))
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
    tolerated = tolerated_failures_of(structure, outcomes, settings, built, order.waivers)
    tolerated = relied_on(tolerated, viability, replaced)
    turns = turns_of(outcomes, settings)
    return Outlook(
        order.day, viability, halt, verdicts_of(structure, outcomes), plan, delivery, drawn, tolerated, turns
    )


def turns_of(outcomes: Iterable[Outcome], settings: ImpactSettings) -> frozenset[date]:
    """Return the days on which an outcome changes that can block a component."""
    return frozenset(
        change.day
        for outcome in outcomes
        if settings_block(settings, outcome)
        for member in (outcome, *outcome.members)
        for change in member.changes
    )


def _likely(structure: ProductStructure, drawing: Drawing) -> dict[str, Fraction]:
    if not drawing.likely:
        return {}
    names = ElementIndex(component_of(structure.bom, id_) for id_ in structure.made)
    return {id_: likely.days for likely in drawing.likely for id_ in names.ids(likely.component)}


def verdicts_of(structure: ProductStructure, outcomes: Iterable[Outcome]) -> dict[Key, RuleResult]:
    """Return the result of each rule for each subject; each member of a group has an entry."""
    results: dict[Key, RuleResult] = {}
    called = partial(Components(structure.bom).subject_name, name_of=structure.name_of)
    for outcome in outcomes:
        own = {member.subject.id: member for member in outcome.members}
        for part in outcome.parts or (outcome.subject,):
            result = own.get(part.id, outcome)
            if result.verdict is not Verdict.NOT_APPLICABLE:
                _keep_worst(results, (result.rule.id, part.kind, part.id), called(part), result)
    return results


def _keep_worst(results: dict[Key, RuleResult], key: Key, name: str, outcome: Outcome) -> None:
    """Store an outcome of a rule for a subject; a stored outcome is replaced only by a fail."""
    if key not in results or outcome.standing == "fail":
        results[key] = RuleResult(outcome.standing, name, outcome.message or outcome.rule.title)


NOT_ASKED = RuleResult("not_applicable", "")


def changes_between(before: Outlook, after: Outlook) -> tuple[VerdictDifference, ...]:
    """Return the verdicts that differ between the states `before` and `after`."""
    differences = []
    for key in dict.fromkeys((*before.verdicts, *after.verdicts)):
        one, other = before.verdicts.get(key, NOT_ASKED), after.verdicts.get(key, NOT_ASKED)
        if one.standing != other.standing:
            rule, kind, id_ = key
            differences.append(
                VerdictDifference(
                    rule, kind, id_, other.name or one.name, one.standing, other.standing, other.message
                )
            )
    return tuple(differences)
