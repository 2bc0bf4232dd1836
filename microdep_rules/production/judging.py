"""Judgement of a product with a choice of alternates: what is known beforehand, and what is asked.

A rule about one component says the same of it in every form of the product. All other rules are asked about
each form: they may look at what is below a component, or around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.config import ImpactSettings
from microdep_rules.engine.built import ALTERNATE
from microdep_rules.engine.grouping import roll_up
from microdep_rules.engine.outcome import DECIDING
from microdep_rules.engine.promised import changed
from microdep_rules.engine.values import conjunction
from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.blocking import INDEX, Blocks, Components, Reason, blocks_of, settings_block
from microdep_rules.production.built_with import built_with, edited_with
from microdep_rules.production.causes import Cause
from microdep_rules.production.critical_path import Range, duration_of
from microdep_rules.production.no_pass import Needed, is_left_out, no_pass_of
from microdep_rules.production.scenarios.effects import SCENARIO
from microdep_rules.production.structure import structure_of
from microdep_rules.production.viability import HALTED, VIABLE, viability_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.causes import Causes
    from microdep_rules.production.options import Choice, Substitution
    from microdep_rules.production.scenarios.effects import Effects
    from microdep_rules.production.structure import Structure
    from microdep_rules.production.viability import Viability

    Ask = Callable[[Bom, frozenset[str] | None], Iterable[Outcome]]
    """Asks the rules about a form of the product: all of them, or those with these ids."""

Goal = Literal["viable", "pass"]
PASSES = ImpactSettings(severities=tuple(sorted(DECIDING)))
"""Every rule that decides a document stands against it."""
CLEAR = frozenset({"pass", "nothing_checked"})
"""Nothing is against what no rule applies to."""


class Against(Struct, frozen=True):
    """A reason for which a product with a choice does not reach the goal, or may not."""

    component: str
    reason: Reason
    causes: tuple[Cause, ...] = ()
    """What suffices for it, each alone; nothing where that is not known."""
    below: bool = False
    """Whether it is because of what is in the component, at any tier, and of nothing else."""
    day: date | None = None
    """The first of several days on which it is so."""


def distinct(every: Iterable[Against]) -> tuple[Against, ...]:
    """Each reason against each component once, with the first day on which it is so.

    One rule may have several reasons against a component, such as two cuts on two days. What depends on the
    form of the product differs from one form to the next: of that, the first reason of a rule is enough.
    """
    found: dict[object, Against] = {}
    for each in every:
        found.setdefault((each.component, each.reason if each.causes else each.reason.rule), each)
    return tuple(found.values())


def truth_of(against: Collection[Against]) -> Truth:
    """Return whether nothing stands against a product, by what may."""
    return False if any(each.reason.blocked for each in against) else None if against else True


class Judged(Struct, frozen=True):
    """Whether a product with a choice reaches the goal, and what is against it."""

    value: Truth
    against: tuple[Against, ...] = ()


class Judge:
    """Judges the forms of one product for one goal."""

    def __init__(
        self,
        structure: Structure,
        outcomes: Iterable[Outcome],
        settings: ImpactSettings,
        goal: Goal,
        causes: Causes,
        ask: Ask | None,
        effects: Effects | None = None,
    ) -> None:
        self.structure, self.goal, self.causes = structure, goal, causes
        self.day: date | None = None
        """Of several days, its own."""
        self.effects = effects
        """Steps of a scenario that are in effect, besides what they change in the rules and the document."""
        self.settings = settings if goal == "viable" else PASSES
        self.ask = ask
        self.asked = 0
        """How many forms of the product the rules were asked about."""
        every = [_as_unknown(outcome) if goal == "pass" else outcome for outcome in outcomes]
        self._listed = (
            tuple(every) if goal == "viable" and any(is_left_out(settings, each) for each in every) else ()
        )
        judged = [each for each in every if settings_block(self.settings, each)]
        self._waived = tuple(each for each in every if each.waiver and each.is_finding)
        self.passes = roll_up(every, without_waived=True) in CLEAR
        """Whether the document passes with all alternates that are approved in it."""
        self.is_judged = self._with_cuts(structure, blocks_of(structure, judged, self.settings)).judged
        self._components = Components(structure.bom)
        self._loose = _loose(structure)
        self._states_freedom = any(
            "free_of" in component.data for component in structure.bom.components.values()
        )
        fixed: list[Outcome] = []
        open_rules: set[str] = set()
        for each in filter(_counts, judged):
            if not self._is_fixed(each):
                open_rules.add(each.rule.id)
            elif not each.waiver:
                fixed.append(each)
        self.open_rules = frozenset(open_rules)
        self.known = self._with_cuts(structure, _plain(blocks_of(structure, fixed, self.settings)))
        self.unused = self._unused()
        self.clear = self._clear()

    def judge(self, choice: Choice, *, fully: bool = False) -> Judged:
        """What the rules say of the product with a choice; `fully` asks them all."""
        if self.ask is None:
            return Judged(value=None if self.open_rules else True)
        if not (fully or self.open_rules):
            return Judged(value=True)
        return self._judged(choice, None if fully else self.open_rules)

    def against(
        self, choice: Choice, without: Collection[str], rules: frozenset[str] | None
    ) -> tuple[Against, ...]:
        """What some rules, or all, have against the product with a choice, and without some components.

        As if each of these had an alternate that nothing is against.
        """
        if self.ask is None or rules == frozenset():
            return ()
        judged = self._judged(choice, rules, without)
        return () if judged.value else judged.against

    @property
    def looks_around(self) -> bool:
        """Return whether a rule that passes now may fail in another form of the product."""
        return self._states_freedom or self.causes.look_around

    def _judged(
        self, choice: Choice, rules: frozenset[str] | None, without: Collection[str] = frozenset()
    ) -> Judged:
        assert self.ask is not None
        self.asked += 1
        bom = built_with(self.structure.bom, dict(choice), without)
        outcomes = [_as_unknown(each) if self.goal == "pass" else each for each in self.ask(bom, rules)]
        other, _ = structure_of(bom, alternates=False)
        assert other is not None, "an alternate that needs what it replaces is found before"
        blocks = self._with_cuts(other, _plain(blocks_of(other, outcomes, self.settings)))
        viability = viability_of(other, blocks)
        against = tuple(self._against(viability, outcomes))
        if self.goal == "viable":
            value: Truth = {VIABLE: True, HALTED: False}.get(viability.product)
            return Judged(value, () if value else against)
        left = [outcome for outcome in outcomes if outcome.open != ALTERNATE]
        standing = roll_up(left, without_waived=True)
        return Judged(True if standing in CLEAR else False if standing == "fail" else None, against)

    def passes_with(self, choice: Choice, removed: Collection[Substitution], unused: Collection[str]) -> bool:
        """Return whether the document passes that builds a choice, without some alternates and components."""
        if self.ask is None:
            return not self.open_rules
        bom = edited_with(self.structure.bom, dict(choice), removed, unused)
        outcomes = [_as_unknown(each) for each in self.ask(bom, None)]
        return roll_up(outcomes, without_waived=True) in CLEAR

    def left_out(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """What fails about a product with a choice, and by configuration blocks nothing."""
        if not self._listed:
            return ()
        bom = built_with(self.structure.bom, dict(choice))
        outcomes = self._listed if self.ask is None else self.ask(bom, None)
        return no_pass_of(self.structure, outcomes, self.settings, built).left_out

    def waived(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """The waivers of what would be against a product with a choice, each once."""
        if not self._waived:
            return ()
        outcomes: Iterable[Outcome] = self._waived
        if self.ask is not None:
            outcomes = self.ask(built_with(self.structure.bom, dict(choice)), None)
        needed = Needed(self.structure, built)
        return tuple(
            dict.fromkeys(
                outcome.waiver
                for outcome in outcomes
                if outcome.waiver and outcome.is_finding
                if any(needed.has(part, outcome) for part in outcome.parts or (outcome.subject,))
            )
        )

    @property
    def durations(self) -> Mapping[str, Range]:
        """Lead times that delays of a scenario change."""
        return self.effects.durations(self.structure) if self.effects is not None else {}

    def _with_cuts(self, structure: Structure, blocks: Blocks) -> Blocks:
        """What blocks, with what is cut; that something cannot be had is no verdict of a rule."""
        if self.effects is None or self.goal != "viable":
            return blocks
        return self.effects.blocks(structure, blocks)

    def known_against(self, component: str) -> tuple[Against, ...]:
        """What is against a component in every form of the product."""
        every = list(self.known.reasons.get(component, ()))
        uses = set(self.structure.used.values())
        waiting = [self.structure.made[component]]
        for number in waiting:
            gate = self.structure.gates[number]
            waiting += [member for member in gate.members if member not in uses]
            for point in gate.points:
                every += self.known.parties.get(point.key, ()) if point.kind == "party" else ()
        cause = (Cause(frozenset({component})),)
        return tuple(Against(component, each, cause, day=self.day) for each in every)

    def _against(self, viability: Viability, outcomes: Iterable[Outcome]) -> Iterable[Against]:
        """What is against the components of a form; of a party that blocks, against the product."""
        components = Components(viability.structure.bom)
        causes: dict[tuple[str, str], tuple[Cause, ...]] = {}
        for outcome in outcomes:
            own = {member.subject.id: member for member in outcome.members}
            for part in outcome.parts or (outcome.subject,):
                if _counts(outcome) and part.kind != "party":
                    at = components.of(part)
                    found = self.causes.of(own.get(part.id, outcome), at, components)
                    causes.setdefault((at.id, outcome.rule.id), found)
        for id_, value in viability.blocked.items():
            if value is not False:
                for reason in viability.blocks.reasons.get(id_, ()):
                    below = self.causes.scope(reason.rule) == "below"
                    by_itself = (Cause(frozenset({id_})),) if reason.rule in {INDEX, SCENARIO} else ()
                    own_causes = by_itself or causes.get((id_, reason.rule), ())
                    yield Against(id_, reason, own_causes, below, self.day)
        for id_ in viability.blocks.reasons.keys() - viability.blocked if self.goal == "pass" else ():
            for each in viability.blocks.reasons[id_]:
                yield Against(id_, each, day=self.day)
        for every in viability.blocks.parties.values():
            for each in every:
                yield Against(viability.structure.bom.product.id, each, day=self.day)

    def _is_fixed(self, outcome: Outcome) -> bool:
        """Return whether an outcome is the same in every form of the product that has its component.

        What may hide in a component depends on what is listed in it; and something that it is in may state
        that it is free of it.
        """
        if outcome.open == ALTERNATE:
            return False
        own = {member.subject.id: member for member in outcome.members}
        product = self.structure.bom.product
        for part in outcome.parts or (outcome.subject,):
            if part.kind == "party":
                if self.goal == "pass" or self.causes.scope(outcome.rule.id) != "own":
                    return False
                continue
            component = self._components.of(part)
            if component is product and self.structure.alternates(product.id):
                return False
            if outcome.candidate or (outcome.parts and part.id not in own):
                if self._states_freedom or component.id in self._loose or self.causes.may_hide(outcome.rule):
                    return False
            elif Cause(frozenset({component.id})) not in self._causes(own.get(part.id, outcome), component):
                return False
        return True

    def _causes(self, outcome: Outcome, component: Element) -> tuple[Cause, ...]:
        return self.causes.of(outcome, component, self._components)

    def _unused(self) -> tuple[Against, ...]:
        """For a document to pass: what is against components that are in it and in no form of the product."""
        if self.goal != "pass":
            return ()
        unused = (reason for reason in self.known.reasons if reason not in self.structure.made)
        return tuple(
            Against(id_, each, (Cause(frozenset({id_})),), day=self.day)
            for id_ in unused
            for each in self.known.reasons[id_]
        )

    def _clear(self) -> dict[str, Truth]:
        """Return whether each component may be built, by what is known of every form of the product."""
        structure = self.structure
        if self.goal == "pass":
            return {id_: _not(self.known.of(id_)) for id_ in structure.made}
        viability = viability_of(structure, self.known)
        used = set(structure.used.values())
        found: dict[str, Truth] = {}
        for id_, number in structure.made.items():
            gate = structure.gates[number]
            values = [_not(viability.blocked[id_])]
            values += [viability.values[member] for member in gate.members if member not in used]
            values += [_not(self.known.of_party(p.key)) for p in gate.points if p.kind == "party"]
            found[id_] = False if False in values else None if None in values else True
        return found


class Throughout:
    """Judges the forms of one product on several days: it has to reach the goal on each of them."""

    def __init__(self, judges: Sequence[Judge]) -> None:
        self.judges = tuple(judges)
        first = self.judges[0]
        self.structure, self.goal = first.structure, first.goal
        self.open_rules = frozenset().union(*(judge.open_rules for judge in self.judges))
        self.is_judged = any(judge.is_judged for judge in self.judges)
        self.passes = all(judge.passes for judge in self.judges)
        self.unused = distinct(one for judge in self.judges for one in judge.unused)
        self.clear: dict[str, Truth] = {
            id_: conjunction([judge.clear[id_] for judge in self.judges]) for id_ in first.clear
        }

    @property
    def asked(self) -> int:
        """How many forms of the product the rules were asked about."""
        return max(judge.asked for judge in self.judges)

    @property
    def durations(self) -> Mapping[str, Range]:
        """Lead times that differ from those that are stated on some day: the least and the greatest."""
        found: dict[str, Range] = {}
        every = [judge.durations for judge in self.judges]
        for id_ in {id_ for own in every for id_ in own}:
            stated = duration_of(self.structure.component(id_))
            ranges = [own.get(id_, stated) for own in every]
            highs = [each.high for each in ranges if each.high is not None]
            high = max(highs) if len(highs) == len(ranges) else None
            found[id_] = Range(min(each.low for each in ranges), high)
        return found

    def judge(self, choice: Choice, *, fully: bool = False) -> Judged:
        """What the rules say of the product with a choice: on the first day on which it fails, or on all."""
        values: list[Truth] = []
        against: list[Against] = []
        for each in self.judges:
            judged = each.judge(choice, fully=fully)
            if judged.value is False:
                return judged
            values.append(judged.value)
            against += judged.against
        return Judged(conjunction(values), tuple(against))

    def against(
        self, choice: Choice, without: Collection[str], rules: frozenset[str] | None
    ) -> tuple[Against, ...]:
        """What rules have against the product with a choice, and without some components, on any day."""
        return distinct(one for judge in self.judges for one in judge.against(choice, without, rules))

    @property
    def looks_around(self) -> bool:
        """Return whether a rule that passes now may fail in another form of the product."""
        return any(judge.looks_around for judge in self.judges)

    def known_against(self, component: str) -> tuple[Against, ...]:
        """What is against a component in every form of the product, on any of the days."""
        return distinct(one for judge in self.judges for one in judge.known_against(component))

    def waived(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """The waivers of what would be against it on any of the days."""
        every = (id_ for judge in self.judges for id_ in judge.waived(choice, built))
        return tuple(dict.fromkeys(every))

    def passes_with(self, choice: Choice, removed: Collection[Substitution], unused: Collection[str]) -> bool:
        """Return whether the document that is edited so passes on each of the days."""
        return all(judge.passes_with(choice, removed, unused) for judge in self.judges)

    def left_out(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """What fails on any of the days, and by configuration blocks nothing."""
        every = (text for judge in self.judges for text in judge.left_out(choice, built))
        return tuple(dict.fromkeys(every))


def _loose(structure: Structure) -> set[str]:
    """The components below which something may be replaced."""
    found: set[str] = set()
    for id_, needs in structure.needs.items():
        if any(need in found or structure.alternates(need) for need in needs):
            found.add(id_)
    return found


def _counts(outcome: Outcome) -> bool:
    return outcome.verdict in {Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR}


def _as_unknown(outcome: Outcome) -> Outcome:
    """A duty to disclose that lacks facts, as what it is for a document: unknown."""
    if outcome.verdict is Verdict.DISCLOSE and outcome.missing:
        return changed(outcome, verdict=Verdict.UNKNOWN)
    return outcome


def _plain(blocks: Blocks) -> Blocks:
    """Reasons as they are where no alternates are left to build."""
    return Blocks(
        {
            id_: kept
            for id_, every in blocks.reasons.items()
            if (kept := tuple(replace(e, depends_on=()) for e in every if not e.by_alternates))
        },
        blocks.parties,
        blocks.judged,
    )


def _not(value: Truth) -> Truth:
    return None if value is None else not value
