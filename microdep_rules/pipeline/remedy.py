"""Smallest remedies of one document, on one day or on several days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.output.remedy.run import ProductRemedies, RemedyAim
from microdep_rules.pipeline.documents import CheckRequest, pause_collector
from microdep_rules.pipeline.variants import evaluate_variant, rules_of
from microdep_rules.production.causes import OutcomeCauses
from microdep_rules.production.judging import Judge, Throughout
from microdep_rules.production.remedy import remedies_of
from microdep_rules.production.structure import structure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import Config
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument, PackUsed
    from microdep_rules.production.judging import Ask
    from microdep_rules.production.scenarios.effects import Effects
    from microdep_rules.production.structure import ProductStructure


class RemedyDay(Struct, frozen=True):
    """Document on one day, with the function that evaluates the rules on this day."""

    document: CheckedDocument
    config: Config
    packs: Sequence[PackUsed] = ()
    ask: Ask | None = None
    effects: Effects | None = None
    """Effects of a scenario."""
    day: date | None = None
    """Day on which the remedies are ordered.

    With several days, the time to the delivery counts from the first of them.
    """


def remedy_of(days: Sequence[RemedyDay], aim: RemedyAim) -> ProductRemedies:
    """Return the remedies of one document that work on all of these days; none for an invalid document."""
    document = days[0].document
    if document.bom is None or document.unchecked or has_errors(document.diagnostics):
        return ProductRemedies(document, None)
    with pause_collector():
        judges = []
        documents = tuple(day.document for day in days)
        for day in days:
            assert day.document.bom is not None
            structure, problems = structure_of(day.document.bom)
            if structure is None:
                return ProductRemedies(document, None, tuple(problems), documents=documents)
            judges.append(judge_of(day, structure, aim))
        judge = judges[0] if len(judges) == 1 else Throughout(judges)
        if not judge.is_judged:
            return ProductRemedies(document, None, is_checked=False, documents=documents)
        remedies = remedies_of(judge, aim.by, aim.limit, days[0].day)
        return ProductRemedies(document, remedies, documents=documents)


def judge_of(remedy_day: RemedyDay, structure: ProductStructure, aim: RemedyAim) -> Judge:
    """Return the judge of variants of a document: it evaluates rules on a day and compares with the goal."""
    causes = OutcomeCauses([pack.pack for pack in remedy_day.packs if pack.pack is not None], structure.bom)
    outcomes = with_proofs(remedy_day.document, structure.bom, causes, remedy_day.ask)
    judge = Judge(
        structure, outcomes, remedy_day.config.impact, aim.goal, causes, remedy_day.ask, remedy_day.effects
    )
    judge.day = remedy_day.day if remedy_day.effects is not None else None
    return judge


def with_proofs(
    document: CheckedDocument, bom: Bom, causes: OutcomeCauses, ask: Ask | None
) -> tuple[Outcome, ...]:
    """Return the outcomes of a document, with a proof for each unwaived finding about several components."""
    lacking = frozenset(
        outcome.rule.id
        for outcome in document.outcomes
        if outcome.is_finding
        and not outcome.waiver
        and outcome.proof is None
        and causes.scope(outcome.rule.id) != "own"
    )
    if ask is None or not lacking:
        return document.outcomes
    others = (outcome for outcome in document.outcomes if outcome.rule.id not in lacking)
    return (*others, *ask(bom, lacking))


def make_ask(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    as_of: date,
    config: Config,
    waivers: Sequence[Waiver],
    *,
    no_exclusions: bool = False,
) -> Ask:
    """Return a function that evaluates all or some rules on a variant of the product."""
    judged = rules_of(packs)

    def ask(bom: Bom, only: frozenset[str] | None) -> Iterable[Outcome]:
        request = CheckRequest(as_of, no_exclusions=no_exclusions, horizon_days=0, explained=only is not None)
        chosen = packs if only is None else [with_rules(pack, only) for pack in packs]
        return evaluate_variant(document, bom, chosen, request, config, waivers, judged)

    return ask


def with_rules(used: PackUsed, only: frozenset[str]) -> PackUsed:
    """Return a pack with only some of its rules."""
    if used.pack is None:
        return used
    rules = tuple(rule for rule in used.pack.rules if rule.id in only)
    return replace(used, pack=replace(used.pack, rules=rules))
