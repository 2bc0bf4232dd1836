"""What fails and blocks nothing: by a waiver, or because configuration leaves it out. It is no pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.legal_basis import NONE_STATED, basis_words
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.blocking import OPEN_VERDICTS, Components, parts_of, settings_block

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import ImpactSettings
    from microdep_rules.engine.outcome import Outcome, Part
    from microdep_rules.production.structure import Structure

PROHIBIT = "prohibit"
"""The severity of a prohibition."""


class NoPass(Struct, frozen=True):
    """What fails about a product and blocks nothing, in words."""

    waived: tuple[str, ...] = ()
    """Because somebody waives it: component, rule, waiver and its basis."""
    left_out: tuple[str, ...] = ()
    """Prohibitions that fail or are open, and by configuration block nothing: component, rule, verdict."""

    def __bool__(self) -> bool:
        return bool(self.waived or self.left_out)


def no_pass_of(
    structure: Structure,
    outcomes: Iterable[Outcome],
    settings: ImpactSettings,
    built: Collection[str],
    waivers: Iterable[Waiver] = (),
) -> NoPass:
    """What fails and blocks nothing; of what configuration leaves out, only what is about what is built.

    What is waived is not among what is left out: a person answers for it.
    """
    every = tuple(outcomes)
    return NoPass(_waived(structure, every, waivers), _left_out(structure, every, settings, built))


def is_left_out(settings: ImpactSettings, outcome: Outcome) -> bool:
    """Whether a prohibition that is not waived blocks nothing by configuration."""
    return outcome.rule.severity == PROHIBIT and not outcome.waiver and not settings_block(settings, outcome)


def _waived(structure: Structure, outcomes: Iterable[Outcome], waivers: Iterable[Waiver]) -> tuple[str, ...]:
    bases = {each.id: basis_words(each.legal_basis) for each in waivers}
    return tuple(
        f"{_called(structure, part)}, {each.rule.id}, by {each.waiver}"
        f"{f', {AGAINST_LAW}' if each.against_law else ''}; {bases.get(each.waiver, NONE_STATED)}"
        for each in outcomes
        if each.verdict is Verdict.FAIL and each.waiver
        for part in each.parts or (each.subject,)
    )


def _left_out(
    structure: Structure, outcomes: Iterable[Outcome], settings: ImpactSettings, built: Collection[str]
) -> tuple[str, ...]:
    components, counted = Components(structure.bom), {structure.bom.product.id, *built}
    found = {
        f"{_called(structure, part)}, {outcome.rule.id}: {own.standing}": None
        for outcome in outcomes
        if is_left_out(settings, outcome)
        for part, own in parts_of(outcome)
        if own.verdict is Verdict.FAIL or own.verdict in OPEN_VERDICTS
        if part.kind == "party" or components.of(part).id in counted
    }
    return tuple(found)


def _called(structure: Structure, part: Part) -> str:
    is_component = part.kind == "component" and part.id in structure.bom.components
    return structure.called(part.id) if is_component else part.name
