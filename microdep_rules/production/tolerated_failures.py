"""Fails that do not block a component, because they are waived or the configuration excludes their rules.

Such a fail is still not a pass.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.legal_basis import NONE_STATED, basis_words
from microdep_rules.engine.alternate_verdicts import ALTERNATE
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.blocking import OPEN_VERDICTS, Components, parts_of, settings_block
from microdep_rules.production.viability import VIABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import ImpactSettings
    from microdep_rules.engine.outcome import ElementReference, Outcome
    from microdep_rules.production.structure import ProductStructure
    from microdep_rules.production.viability import Viability

PROHIBIT = "prohibit"
"""Severity of a rule that prohibits the use of a component."""


class ToleratedFailures(Struct, frozen=True):
    """Fails and unknowns that do not block the components of a product, as texts."""

    waived: tuple[str, ...] = ()
    """Texts of waived fails and unknowns, each with component, rule, waiver and legal basis."""
    left_out: tuple[str, ...] = ()
    """Texts of fails and unknowns of excluded prohibitions, each with component, rule and verdict."""
    waived_ids: frozenset[str] = frozenset()
    """Ids of the components that rely on a waiver, directly or through a needed component."""
    left_out_ids: frozenset[str] = frozenset()
    """Ids of the components that rely on an excluded prohibition."""
    open_aside: bool = False
    """True if a waiver covers an unknown verdict on an alternate that is not used."""

    def __bool__(self) -> bool:
        return bool(self.waived or self.left_out)


def tolerated_failures_of(
    structure: ProductStructure,
    outcomes: Iterable[Outcome],
    settings: ImpactSettings,
    built: Collection[str],
    waivers: Iterable[Waiver] = (),
) -> ToleratedFailures:
    """Return the fails that do not block a component, and the ids of the components with such a fail.

    A waived fail is not in `left_out`.
    """
    every, called = (
        tuple(outcomes),
        partial(Components(structure.bom).subject_name, name_of=structure.name_of),
    )
    needed = BuiltScope(structure, built)
    waived, left_out = _waived(every, settings), _left_out(every, settings)
    bases = {waiver.id: basis_words(waiver.legal_basis) for waiver in waivers}
    return ToleratedFailures(
        tuple(
            f"{called(part)}, {outcome.rule.id}{_verdict(outcome)}, by {outcome.waiver}"
            f"{f', {AGAINST_LAW}' if outcome.against_law else ''}; {bases.get(outcome.waiver, NONE_STATED)}"
            for outcome, part, own in waived
            if needed.has(part, own)
        ),
        tuple(
            dict.fromkeys(
                f"{called(part)}, {outcome.rule.id}: {own.standing}"
                for outcome, part, own in left_out
                if needed.has(part, own)
            )
        ),
        frozenset(id_ for _, part, _ in waived for id_ in needed.about(part)),
        frozenset(id_ for _, part, _ in left_out for id_ in needed.about(part)),
        any(own.verdict in OPEN_VERDICTS and not needed.has(part, own) for _, part, own in waived),
    )


def relied_on(
    tolerated: ToleratedFailures, viability: Viability, replaced: Mapping[str, str]
) -> ToleratedFailures:
    """Return `tolerated`, with the ids of components that need a component with such a fail.

    `replaced` contains the alternates in the product, by the id of the replaced component. A component that
    is neither viable nor replaced relies on all its viable alternates.
    """
    return replace(
        tolerated,
        waived_ids=_relying(viability, tolerated.waived_ids, replaced),
        left_out_ids=_relying(viability, tolerated.left_out_ids, replaced),
    )


def is_left_out(settings: ImpactSettings, outcome: Outcome) -> bool:
    """Return whether an unwaived outcome comes from a prohibition that the settings exclude."""
    return outcome.rule.severity == PROHIBIT and not outcome.waiver and not settings_block(settings, outcome)


class BuiltScope:
    """Test whether the product uses the subject of an outcome, such as an alternate."""

    def __init__(self, structure: ProductStructure, built: Collection[str]) -> None:
        self.structure = structure
        self._built = {structure.bom.product.id, *built}
        self._is_listed = self._built <= structure.listed().keys()
        self._components = Components(structure.bom)

    def has(self, part: ElementReference, own: Outcome) -> bool:
        """Return whether the product uses the subject of an outcome; false for an unused alternate."""
        if own.open == ALTERNATE and self._is_listed:
            return False
        about = self.about(part)
        return not self._built.isdisjoint(about) if about else part.kind == "party"

    def about(self, part: ElementReference) -> tuple[str, ...]:
        """Return the ids of the components of a subject; for a party, the components that name the party."""
        if part.kind != "party":
            return (self._components.of(part).id,)
        key = self.structure.known.parties.key_of(part.id)
        return tuple(id_ for id_ in self.structure.made if key in self._parties(id_))

    def _parties(self, id_: str) -> set[str]:
        """Return the keys of the parties that a component names."""
        gates, keys = self.structure.gates, set()
        waiting = [gates[self.structure.made[id_]]]
        while waiting:
            gate = waiting.pop()
            keys |= {point.key for point in gate.points if point.kind == "party"}
            members = (gates[member] for member in gate.members)
            waiting += [member for member in members if not (member.component or member.is_use)]
        return keys


def _verdict(outcome: Outcome) -> str:
    """Return the verdict of a waived outcome as text; empty for a fail."""
    return "" if outcome.verdict is Verdict.FAIL else f": {outcome.verdict.value}"


def _waived(
    outcomes: Iterable[Outcome], settings: ImpactSettings
) -> list[tuple[Outcome, ElementReference, Outcome]]:
    """Return the waived fails and unknowns of prohibitions and of blocking rules, for each subject."""
    return [
        (outcome, part, outcome)
        for outcome in outcomes
        if outcome.waiver
        if settings_block(settings, outcome)
        or (outcome.rule.severity == PROHIBIT and outcome.verdict is Verdict.FAIL)
        if outcome.verdict is Verdict.FAIL or outcome.verdict in OPEN_VERDICTS
        for part in outcome.parts or (outcome.subject,)
    ]


def _left_out(
    outcomes: Iterable[Outcome], settings: ImpactSettings
) -> list[tuple[Outcome, ElementReference, Outcome]]:
    return [
        (outcome, part, own)
        for outcome in outcomes
        if is_left_out(settings, outcome)
        for part, own in parts_of(outcome)
        if own.verdict is Verdict.FAIL or own.verdict in OPEN_VERDICTS
    ]


def _relying(viability: Viability, own: frozenset[str], replaced: Mapping[str, str]) -> frozenset[str]:
    """Return the ids in `own`, and the ids of all components that need one of them."""
    structure, relying = viability.structure, set(own)

    def does(use: str) -> bool:
        if viability.state(use) == VIABLE:
            return use in relying
        viable = [
            alternate for alternate in structure.alternates(use) if viability.state(alternate) == VIABLE
        ]
        ways = [replaced[use]] if use in replaced else viable or [use]
        return all(way in relying for way in ways)

    for id_, needs in structure.needs.items() if own else ():
        if any(map(does, needs)):
            relying.add(id_)
    return frozenset(relying)
