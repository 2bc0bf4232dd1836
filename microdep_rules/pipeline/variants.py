"""Outcomes of the rules on variants of a product, such as a product with another component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.waivers import DocumentOutcomes, apply
from microdep_rules.pipeline.documents import evaluate_packs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import Config
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument, PackUsed
    from microdep_rules.pipeline.documents import CheckRequest


def evaluate_variant(
    document: CheckedDocument,
    bom: Bom,
    packs: Sequence[PackUsed],
    request: CheckRequest,
    config: Config,
    waivers: Sequence[Waiver],
    judged: frozenset[str],
) -> Iterable[Outcome]:
    """Return the outcomes of packs on `bom`, a variant of the product of a document, after the waivers.

    `judged` contains the rules of the check. A waiver for another rule has no effect.
    """
    outcomes = evaluate_packs(replace(document, bom=bom), packs, request, config)
    if not waivers:
        return outcomes
    on = DocumentOutcomes(document.id, document.path, bom, outcomes)
    return apply(waivers, [on], request.as_of, judged).outcomes[0]


def rules_of(packs: Iterable[PackUsed]) -> frozenset[str]:
    """Return the names of all rules of some packs."""
    return frozenset(rule.id for used in packs if used.pack is not None for rule in used.pack.rules)
