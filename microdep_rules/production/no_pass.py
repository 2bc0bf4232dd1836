"""What fails and blocks nothing: by a waiver, or because configuration leaves it out. It is no pass."""

from __future__ import annotations

from functools import partial
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
    """Because somebody waives it, be it a fail or unknown: component, rule, waiver and its basis."""
    left_out: tuple[str, ...] = ()
    """Prohibitions that fail or are open, and by configuration block nothing: component, rule, verdict."""
    waived_ids: frozenset[str] = frozenset()
    """The components about which something is waived."""
    left_out_ids: frozenset[str] = frozenset()
    """The components about which a prohibition is left out."""

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
    every, called = tuple(outcomes), partial(Components(structure.bom).called, name_of=structure.called)
    waived, left_out = _waived(every, settings), _left_out(structure, every, settings, built)
    bases = {each.id: basis_words(each.legal_basis) for each in waivers}
    return NoPass(
        tuple(
            f"{called(part)}, {each.rule.id}{_verdict(each)}, by {each.waiver}"
            f"{f', {AGAINST_LAW}' if each.against_law else ''}; {bases.get(each.waiver, NONE_STATED)}"
            for each, part in waived
        ),
        tuple(
            dict.fromkeys(f"{called(part)}, {each.rule.id}: {own.standing}" for each, part, own in left_out)
        ),
        _ids(structure, (part for _, part in waived)),
        _ids(structure, (part for _, part, _ in left_out)),
    )


def is_left_out(settings: ImpactSettings, outcome: Outcome) -> bool:
    """Whether a prohibition that is not waived blocks nothing by configuration."""
    return outcome.rule.severity == PROHIBIT and not outcome.waiver and not settings_block(settings, outcome)


def _verdict(outcome: Outcome) -> str:
    """What a waived outcome is, where it is no fail."""
    return "" if outcome.verdict is Verdict.FAIL else f": {outcome.verdict.value}"


def _waived(outcomes: Iterable[Outcome], settings: ImpactSettings) -> list[tuple[Outcome, Part]]:
    """What fails and is waived, and what is open and would block: a waiver decides neither."""
    return [
        (each, part)
        for each in outcomes
        if each.waiver
        if each.verdict is Verdict.FAIL or (each.verdict in OPEN_VERDICTS and settings_block(settings, each))
        for part in each.parts or (each.subject,)
    ]


def _left_out(
    structure: Structure, outcomes: Iterable[Outcome], settings: ImpactSettings, built: Collection[str]
) -> list[tuple[Outcome, Part, Outcome]]:
    components, counted = Components(structure.bom), {structure.bom.product.id, *built}
    return [
        (outcome, part, own)
        for outcome in outcomes
        if is_left_out(settings, outcome)
        for part, own in parts_of(outcome)
        if own.verdict is Verdict.FAIL or own.verdict in OPEN_VERDICTS
        if part.kind == "party" or components.of(part).id in counted
    ]


def _ids(structure: Structure, parts: Iterable[Part]) -> frozenset[str]:
    """The components that some parts are, or belong to."""
    components = Components(structure.bom)
    return frozenset(components.of(each).id for each in parts if each.kind != "party")
