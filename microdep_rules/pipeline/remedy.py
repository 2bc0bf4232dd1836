"""The smallest remedies of the products that were checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.waivers import OnDocument, apply
from microdep_rules.output.remedy.run import Aim, ProductRemedies, RemedyRun
from microdep_rules.pipeline.documents import Request, outcomes_of, without_collector
from microdep_rules.pipeline.scenario import changed_packs, with_indices, without_overridden
from microdep_rules.production.causes import Causes
from microdep_rules.production.judging import Judge
from microdep_rules.production.remedy import remedies_of
from microdep_rules.production.scenarios.effects import Effects
from microdep_rules.production.structure import structure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import Config
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument, PackUsed
    from microdep_rules.output.remedy.run import Under
    from microdep_rules.production.judging import Ask


def run_remedy(checked: Checked, config: Config, aim: Aim, under: Under | None = None) -> RemedyRun:
    """The remedies of every document; with a scenario, those of a day on which its steps are in effect."""
    return RemedyRun(
        checked,
        config.impact,
        aim,
        tuple(_of_document(each, checked, config, aim, under) for each in checked.documents),
        under,
    )


def _of_document(
    document: CheckedDocument, checked: Checked, config: Config, aim: Aim, under: Under | None
) -> ProductRemedies:
    waivers = [each.waiver for each in checked.waivers]
    packs: Sequence[PackUsed] = checked.packs
    day, effects = checked.as_of, None
    is_valid = document.bom is not None and not document.unchecked and not has_errors(document.diagnostics)
    if under is not None and is_valid:
        steps, day = under.scenario.on(under.day), under.day
        effects = Effects(steps)
        document = with_indices(document, effects, packs)
        packs = changed_packs(packs, steps, under.scenario.name)
        config = without_overridden(config, steps)
    ask = asking(document, packs, day, config, waivers, look_everywhere=checked.look_everywhere)
    if effects is not None:
        assert document.bom is not None
        document = replace(document, outcomes=tuple(ask(document.bom, None)))
    return remedy_of(document, config, aim, packs, ask, effects)


def remedy_of(
    document: CheckedDocument,
    config: Config,
    aim: Aim,
    packs: Sequence[PackUsed] = (),
    ask: Ask | None = None,
    effects: Effects | None = None,
) -> ProductRemedies:
    """The remedies of one document; nothing where it is not valid. `effects` are those of a scenario."""
    if document.bom is None or document.unchecked or has_errors(document.diagnostics):
        return ProductRemedies(document, None)
    with without_collector():
        structure, problems = structure_of(document.bom)
        if structure is None:
            return ProductRemedies(document, None, diagnostics=tuple(problems))
        causes = Causes([each.pack for each in packs if each.pack is not None], document.bom)
        outcomes = with_proofs(document, document.bom, causes, ask)
        judge = Judge(structure, outcomes, config.impact, aim.goal, causes, ask, effects)
        if not judge.is_judged:
            return ProductRemedies(document, None, is_checked=False)
        return ProductRemedies(document, remedies_of(judge, aim.by, aim.limit))


def with_proofs(document: CheckedDocument, bom: Bom, causes: Causes, ask: Ask | None) -> tuple[Outcome, ...]:
    """The outcomes of a document, with the proofs of those of which they say what decides them."""
    lacking = frozenset(
        each.rule.id
        for each in document.outcomes
        if each.is_finding and not each.waiver and each.proof is None and causes.scope(each.rule.id) != "own"
    )
    if ask is None or not lacking:
        return document.outcomes
    kept = (each for each in document.outcomes if each.rule.id not in lacking)
    return (*kept, *ask(bom, lacking))


def asking(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    as_of: date,
    config: Config,
    waivers: Sequence[Waiver],
    *,
    look_everywhere: bool = False,
) -> Ask:
    """A way to ask the rules, or some of them, about another form of the product, under the same waivers."""
    rules = {rule.id for used in packs if used.pack is not None for rule in used.pack.rules}

    def ask(bom: Bom, only: frozenset[str] | None) -> Iterable[Outcome]:
        request = Request(as_of, look_everywhere=look_everywhere, horizon_days=0, explained=only is not None)
        asked = packs if only is None else [_with_rules(each, only) for each in packs]
        outcomes = outcomes_of(replace(document, bom=bom), asked, request, config)
        if not waivers:
            return outcomes
        on = OnDocument(document.id, document.path, bom, outcomes)
        return apply(waivers, [on], as_of, rules).outcomes[0]

    return ask


def _with_rules(used: PackUsed, only: frozenset[str]) -> PackUsed:
    """A pack with some of its rules."""
    if used.pack is None:
        return used
    kept = tuple(each for each in used.pack.rules if each.id in only)
    return replace(used, pack=replace(used.pack, rules=kept))
