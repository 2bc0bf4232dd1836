"""Evaluation of the rules on forms of a product; a *form* is the product with one choice of alternates.

The verdict of a rule about a single component is the same in each form, so that the rule is evaluated once.
Rules that read components inside or around a component are evaluated for each form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.config import ImpactSettings
from microdep_rules.engine.alternate_verdicts import ALTERNATE
from microdep_rules.engine.grouping import roll_up
from microdep_rules.engine.lazy_outcomes import update_outcome
from microdep_rules.engine.outcome import DECIDING
from microdep_rules.engine.values import conjunction
from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.blocking import INDEX, Blocks, Components, Reason, blocks_of, settings_block
from microdep_rules.production.causes import Cause
from microdep_rules.production.critical_path import Range, duration_of
from microdep_rules.production.product_forms import build_form, edit_document
from microdep_rules.production.scenarios.effects import SCENARIO
from microdep_rules.production.structure import structure_of
from microdep_rules.production.tolerated_failures import BuiltScope, is_left_out, tolerated_failures_of
from microdep_rules.production.viability import HALTED, VIABLE, viability_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.causes import OutcomeCauses
    from microdep_rules.production.options import Choice, Substitution
    from microdep_rules.production.scenarios.effects import Effects
    from microdep_rules.production.structure import ProductStructure
    from microdep_rules.production.viability import Viability

    Ask = Callable[[Bom, frozenset[str] | None], Iterable[Outcome]]
    """Function that evaluates rules on a form of the product.

    The second argument contains the ids of the rules to evaluate; `None` means all rules.
    """

Goal = Literal["viable", "pass"]
PASSES = ImpactSettings(severities=tuple(sorted(DECIDING)))
"""Settings for the goal `pass`: every rule that affects the verdict of a document counts."""
CLEAR = frozenset({"pass", "nothing_checked"})
"""Verdicts of a document that does not fail."""


class Objection(Struct, frozen=True):
    """Reason why a form of the product does not reach the goal, or may not reach it."""

    component: str
    reason: Reason
    causes: tuple[Cause, ...] = ()
    """Causes of the objection, of which each alone is enough; empty if the causes are unknown."""
    below: bool = False
    """True if components inside this component cause the objection; false for facts of the component."""
    day: date | None = None
    """First day of the scenario on which the objection applies; `None` if the scenario has one day."""


def distinct(every: Iterable[Objection]) -> tuple[Objection, ...]:
    """Return each objection to a component once, with the first day on which it applies.

    A rule may object to a component several times, for example because of two cuts on two days. If its reason
    differs between forms of the product, only the first reason is kept.
    """
    objections: dict[object, Objection] = {}
    for objection in every:
        key = objection.reason if objection.causes else objection.reason.rule
        objections.setdefault((objection.component, key), objection)
    return tuple(objections.values())


def truth_of(objections: Collection[Objection]) -> Truth:
    """Return true if there are no objections, false if an objection is certain, otherwise `None`."""
    return (
        False if any(objection.reason.blocked for objection in objections) else None if objections else True
    )


class Judgement(Struct, frozen=True):
    """Result for a form of the product: whether it reaches the goal, and the objections to it."""

    value: Truth
    objections: tuple[Objection, ...] = ()


class Judge:
    """Evaluator that judges whether forms of a product reach a goal, `viable` or `pass`."""

    def __init__(
        self,
        structure: ProductStructure,
        outcomes: Iterable[Outcome],
        settings: ImpactSettings,
        goal: Goal,
        causes: OutcomeCauses,
        ask: Ask | None,
        effects: Effects | None = None,
    ) -> None:
        self.structure, self.goal, self.causes = structure, goal, causes
        self.day: date | None = None
        """Day of the scenario for which the rules are evaluated; `None` if the scenario has one day."""
        self.effects = effects
        """Effects of a scenario on components, such as cuts and delays."""
        self.settings = settings if goal == "viable" else PASSES
        self.ask = ask
        self.asked = 0
        """Number of forms of the product on which the rules were evaluated so far."""
        every = [_duty_as_unknown(outcome) if goal == "pass" else outcome for outcome in outcomes]
        self._listed = (
            tuple(every)
            if goal == "viable" and any(is_left_out(settings, outcome) for outcome in every)
            else ()
        )
        judged = [outcome for outcome in every if settings_block(self.settings, outcome)]
        self._waived = tuple(outcome for outcome in every if outcome.waiver and outcome.is_finding)
        self.passes = roll_up(every, without_waived=True) in CLEAR
        """True if the document passes with all its approved alternates."""
        self.is_judged = self._with_cuts(structure, blocks_of(structure, judged, self.settings)).judged
        self._components = Components(structure.bom)
        self._with_replaceable_contents = _with_replaceable_contents(structure)
        self._states_freedom = any(
            "free_of" in component.data for component in structure.bom.components.values()
        )
        fixed: list[Outcome] = []
        open_rules: set[str] = set()
        for finding in filter(_counts, judged):
            if not self._is_fixed(finding):
                open_rules.add(finding.rule.id)
            elif not finding.waiver:
                fixed.append(finding)
        self.open_rules = frozenset(open_rules)
        self.known = self._with_cuts(
            structure, _without_alternates(blocks_of(structure, fixed, self.settings))
        )
        self.unused = self._unused_objections()
        self.clear = self._may_be_built()

    def judge(self, choice: Choice, *, fully: bool = False) -> Judgement:
        """Return whether the product with a choice of alternates reaches the goal, and the objections.

        With `fully`, all rules are evaluated; otherwise only the rules with different results for different
        forms.
        """
        if self.ask is None:
            return Judgement(value=None if self.open_rules else True)
        if not (fully or self.open_rules):
            return Judgement(value=True)
        return self._judge_form(choice, None if fully else self.open_rules)

    def objections(
        self, choice: Choice, without: Collection[str], rules: frozenset[str] | None
    ) -> tuple[Objection, ...]:
        """Return the objections of `rules` to the product with a choice of alternates.

        A component in `without` counts as replaced by an alternate to which no rule objects. If `rules` is
        `None`, all rules are evaluated.
        """
        if self.ask is None or rules == frozenset():
            return ()
        judged = self._judge_form(choice, rules, without)
        return () if judged.value else judged.objections

    @property
    def looks_around(self) -> bool:
        """Return whether a rule about one component reads other components."""
        return self._states_freedom or self.causes.look_around

    def _judge_form(
        self, choice: Choice, rules: frozenset[str] | None, without: Collection[str] = frozenset()
    ) -> Judgement:
        assert self.ask is not None
        self.asked += 1
        bom = build_form(self.structure.bom, dict(choice), without)
        outcomes = [
            _duty_as_unknown(outcome) if self.goal == "pass" else outcome for outcome in self.ask(bom, rules)
        ]
        other, _ = structure_of(bom, alternates=False)
        assert other is not None, "an alternate that needs what it replaces is found before"
        blocks = self._with_cuts(other, _without_alternates(blocks_of(other, outcomes, self.settings)))
        viability = viability_of(other, blocks)
        objections = tuple(self._objections(viability, outcomes))
        if self.goal == "viable":
            value: Truth = {VIABLE: True, HALTED: False}.get(viability.product)
            return Judgement(value, () if value else objections)
        left = [outcome for outcome in outcomes if outcome.open != ALTERNATE]
        standing = roll_up(left, without_waived=True)
        return Judgement(True if standing in CLEAR else False if standing == "fail" else None, objections)

    def passes_with(self, choice: Choice, removed: Collection[Substitution], unused: Collection[str]) -> bool:
        """Return whether the edited document passes, with the alternates of `choice` in use.

        The edit removes the approvals in `removed` and the components in `unused`.
        """
        if self.ask is None:
            return not self.open_rules
        bom = edit_document(self.structure.bom, dict(choice), removed, unused)
        outcomes = [_duty_as_unknown(outcome) for outcome in self.ask(bom, None)]
        return roll_up(outcomes, without_waived=True) in CLEAR

    def left_out(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """Return the fails of a form that do not halt it, because the configuration excludes their rules."""
        if not self._listed:
            return ()
        bom = build_form(self.structure.bom, dict(choice))
        outcomes = self._listed if self.ask is None else self.ask(bom, None)
        return tolerated_failures_of(self.structure, outcomes, self.settings, built).left_out

    def waived(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """Return the ids of the waivers on which a form of the product relies."""
        if not self._waived:
            return ()
        outcomes: Iterable[Outcome] = self._waived
        if self.ask is not None:
            outcomes = self.ask(build_form(self.structure.bom, dict(choice)), None)
        needed = BuiltScope(self.structure, built)
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
        """Return the changed lead times by component id."""
        return self.effects.durations(self.structure) if self.effects is not None else {}

    def _with_cuts(self, structure: ProductStructure, blocks: Blocks) -> Blocks:
        """Return `blocks` with the additional components that the scenario cuts."""
        if self.effects is None or self.goal != "viable":
            return blocks
        return self.effects.blocks(structure, blocks)

    def known_objections(self, component: str) -> tuple[Objection, ...]:
        """Return the objections to a component that are the same in every form with the component."""
        every = list(self.known.reasons.get(component, ()))
        uses = set(self.structure.used.values())
        waiting = [self.structure.made[component]]
        for number in waiting:
            gate = self.structure.gates[number]
            waiting += [member for member in gate.members if member not in uses]
            for point in gate.points:
                every += self.known.parties.get(point.key, ()) if point.kind == "party" else ()
        cause = (Cause(frozenset({component})),)
        return tuple(Objection(component, reason, cause, day=self.day) for reason in every)

    def _objections(self, viability: Viability, outcomes: Iterable[Outcome]) -> Iterable[Objection]:
        """Yield the objections to a form; an objection to a party counts as an objection to the product."""
        components = Components(viability.structure.bom)
        causes: dict[tuple[str, str], tuple[Cause, ...]] = {}
        for outcome in outcomes:
            own = {member.subject.id: member for member in outcome.members}
            for part in outcome.parts or (outcome.subject,):
                if _counts(outcome) and part.kind != "party":
                    at = components.of(part)
                    known_causes = self.causes.of(own.get(part.id, outcome), at, components)
                    causes.setdefault((at.id, outcome.rule.id), known_causes)
        for id_, value in viability.blocked.items():
            if value is not False:
                for reason in viability.blocks.reasons.get(id_, ()):
                    below = self.causes.scope(reason.rule) == "below"
                    by_itself = (Cause(frozenset({id_})),) if reason.rule in {INDEX, SCENARIO} else ()
                    own_causes = by_itself or causes.get((id_, reason.rule), ())
                    yield Objection(id_, reason, own_causes, below, self.day)
        for id_ in viability.blocks.reasons.keys() - viability.blocked if self.goal == "pass" else ():
            for reason in viability.blocks.reasons[id_]:
                yield Objection(id_, reason, day=self.day)
        for every in viability.blocks.parties.values():
            for reason in every:
                yield Objection(viability.structure.bom.product.id, reason, day=self.day)

    def _is_fixed(self, outcome: Outcome) -> bool:
        """Return whether an outcome is the same in each form of the product that uses the judged component.

        Forms can differ in components inside the component, or in an assembly around it that states
        `free_of`.
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
                if (
                    self._states_freedom
                    or component.id in self._with_replaceable_contents
                    or self.causes.may_hide(outcome.rule)
                ):
                    return False
            elif Cause(frozenset({component.id})) not in self._causes(own.get(part.id, outcome), component):
                return False
        return True

    def _causes(self, outcome: Outcome, component: Element) -> tuple[Cause, ...]:
        return self.causes.of(outcome, component, self._components)

    def _unused_objections(self) -> tuple[Objection, ...]:
        """Return the objections to components that no form of the product uses, if the goal is `pass`."""
        if self.goal != "pass":
            return ()
        unused = (id_ for id_ in self.known.reasons if id_ not in self.structure.made)
        return tuple(
            Objection(id_, reason, (Cause(frozenset({id_})),), day=self.day)
            for id_ in unused
            for reason in self.known.reasons[id_]
        )

    def _may_be_built(self) -> dict[str, Truth]:
        """Return whether each component may be used, according to the objections that apply to all forms."""
        structure = self.structure
        if self.goal == "pass":
            return {id_: _not(self.known.of(id_)) for id_ in structure.made}
        viability = viability_of(structure, self.known)
        used = set(structure.used.values())
        clear: dict[str, Truth] = {}
        for id_, number in structure.made.items():
            gate = structure.gates[number]
            values = [_not(viability.blocked[id_])]
            values += [viability.values[member] for member in gate.members if member not in used]
            values += [_not(self.known.of_party(p.key)) for p in gate.points if p.kind == "party"]
            clear[id_] = False if False in values else None if None in values else True
        return clear


class Throughout:
    """Evaluator that judges forms of a product on several days; a form must reach the goal on each day."""

    def __init__(self, judges: Sequence[Judge]) -> None:
        self.judges = tuple(judges)
        first = self.judges[0]
        self.structure, self.goal = first.structure, first.goal
        self.open_rules = frozenset().union(*(judge.open_rules for judge in self.judges))
        self.is_judged = any(judge.is_judged for judge in self.judges)
        self.passes = all(judge.passes for judge in self.judges)
        self.unused = distinct(objection for judge in self.judges for objection in judge.unused)
        self.clear: dict[str, Truth] = {
            id_: conjunction([judge.clear[id_] for judge in self.judges]) for id_ in first.clear
        }

    @property
    def asked(self) -> int:
        """Number of forms of the product for which rules were evaluated."""
        return max(judge.asked for judge in self.judges)

    @property
    def durations(self) -> Mapping[str, Range]:
        """Return lead times that the scenario changes; each range covers all days of the scenario."""
        durations: dict[str, Range] = {}
        every = [judge.durations for judge in self.judges]
        for id_ in {id_ for own in every for id_ in own}:
            stated = duration_of(self.structure.component(id_))
            ranges = [own.get(id_, stated) for own in every]
            highs = [range_.high for range_ in ranges if range_.high is not None]
            high = max(highs) if len(highs) == len(ranges) else None
            durations[id_] = Range(min(range_.low for range_ in ranges), high)
        return durations

    def judge(self, choice: Choice, *, fully: bool = False) -> Judgement:
        """Return the judgement of the first day on which a choice certainly fails; else of all days."""
        values: list[Truth] = []
        objections: list[Objection] = []
        for judge in self.judges:
            judged = judge.judge(choice, fully=fully)
            if judged.value is False:
                return judged
            values.append(judged.value)
            objections += judged.objections
        return Judgement(conjunction(values), tuple(objections))

    def objections(
        self, choice: Choice, without: Collection[str], rules: frozenset[str] | None
    ) -> tuple[Objection, ...]:
        """Return the objections of `rules` on all days to the product with a choice of alternates.

        A component in `without` counts as replaced by an alternate to which no rule objects.
        """
        return distinct(
            objection for judge in self.judges for objection in judge.objections(choice, without, rules)
        )

    @property
    def looks_around(self) -> bool:
        """Return whether a rule about one component reads other components."""
        return any(judge.looks_around for judge in self.judges)

    def known_objections(self, component: str) -> tuple[Objection, ...]:
        """Return the objections to a component that are the same in every form, from all days."""
        return distinct(objection for judge in self.judges for objection in judge.known_objections(component))

    def waived(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """Return the ids of the waivers on which a form of the product relies on at least one day."""
        every = (id_ for judge in self.judges for id_ in judge.waived(choice, built))
        return tuple(dict.fromkeys(every))

    def passes_with(self, choice: Choice, removed: Collection[Substitution], unused: Collection[str]) -> bool:
        """Return whether the edited document passes on each day, with the alternates of `choice` in use."""
        return all(judge.passes_with(choice, removed, unused) for judge in self.judges)

    def left_out(self, choice: Choice, built: Collection[str]) -> tuple[str, ...]:
        """Return the fails on any day that do not halt the form, because of the configuration."""
        every = (text for judge in self.judges for text in judge.left_out(choice, built))
        return tuple(dict.fromkeys(every))


def _with_replaceable_contents(structure: ProductStructure) -> set[str]:
    """Return the components that contain, at any level, a component with alternates."""
    loose: set[str] = set()
    for id_, needs in structure.needs.items():
        if any(need in loose or structure.alternates(need) for need in needs):
            loose.add(id_)
    return loose


def _counts(outcome: Outcome) -> bool:
    return outcome.verdict in {Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR}


def _duty_as_unknown(outcome: Outcome) -> Outcome:
    """Return an outcome; a duty to disclose with missing facts gets the verdict `unknown`."""
    if outcome.verdict is Verdict.DISCLOSE and outcome.missing:
        return update_outcome(outcome, verdict=Verdict.UNKNOWN)
    return outcome


def _without_alternates(blocks: Blocks) -> Blocks:
    """Return the blocks for a product with fixed alternates, without reasons that depend on an alternate."""
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
