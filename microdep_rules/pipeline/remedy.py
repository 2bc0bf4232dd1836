"""The smallest remedies of the products that were checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.waivers import OnDocument, apply
from microdep_rules.output.remedy.run import Aim, ProductRemedies, RemedyRun
from microdep_rules.pipeline.documents import Request, outcomes_of, without_collector
from microdep_rules.pipeline.scenario import changed_packs, with_indices, without_overridden
from microdep_rules.production.causes import Causes
from microdep_rules.production.judging import Judge, Throughout
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
    from microdep_rules.production.structure import Structure


def run_remedy(checked: Checked, config: Config, aim: Aim, under: Under | None = None) -> RemedyRun:
    """The remedies of every document; with a scenario, those that hold on each of some days of it."""
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
    is_valid = document.bom is not None and not document.unchecked and not has_errors(document.diagnostics)
    everywhere = checked.look_everywhere
    if under is None or not is_valid:
        ask = asking(document, checked.packs, checked.as_of, config, waivers, look_everywhere=everywhere)
        return remedy_of([Asked(document, config, checked.packs, ask)], aim)
    days = []
    for day in under.days:
        steps = under.scenario.on(day)
        effects = Effects(steps)
        changed = with_indices(document, effects, checked.packs)
        packs = changed_packs(checked.packs, steps, under.scenario.name)
        own = without_overridden(config, steps)
        ask = asking(changed, packs, day, own, waivers, look_everywhere=everywhere)
        assert changed.bom is not None
        with without_collector():
            changed = replace(changed, outcomes=tuple(ask(changed.bom, None)))
        days.append(Asked(changed, own, packs, ask, effects))
    return remedy_of(days, aim)


class Asked(Struct, frozen=True):
    """One document as it is on a day, with what judges it then."""

    document: CheckedDocument
    config: Config
    packs: Sequence[PackUsed] = ()
    ask: Ask | None = None
    effects: Effects | None = None
    """Those of a scenario."""


def remedy_of(days: Sequence[Asked], aim: Aim) -> ProductRemedies:
    """The remedies of one document that hold on each of some days; nothing where it is not valid."""
    document = days[0].document
    if document.bom is None or document.unchecked or has_errors(document.diagnostics):
        return ProductRemedies(document, None)
    with without_collector():
        judges = []
        documents = tuple(each.document for each in days)
        for each in days:
            assert each.document.bom is not None
            structure, problems = structure_of(each.document.bom)
            if structure is None:
                return ProductRemedies(document, None, tuple(problems), days=documents)
            judges.append(_judge(each, structure, aim))
        judge = judges[0] if len(judges) == 1 else Throughout(judges)
        if not judge.is_judged:
            return ProductRemedies(document, None, is_checked=False, days=documents)
        return ProductRemedies(document, remedies_of(judge, aim.by, aim.limit), days=documents)


def _judge(asked: Asked, structure: Structure, aim: Aim) -> Judge:
    causes = Causes([each.pack for each in asked.packs if each.pack is not None], structure.bom)
    outcomes = with_proofs(asked.document, structure.bom, causes, asked.ask)
    return Judge(structure, outcomes, asked.config.impact, aim.goal, causes, asked.ask, asked.effects)


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
