"""Effects of the findings of a check on products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import has_errors
from microdep_rules.output.impact.run import ImpactRun, ProductImpact
from microdep_rules.pipeline.documents import CheckRequest, pause_collector
from microdep_rules.pipeline.variants import evaluate_variant, rules_of
from microdep_rules.production.analysis import impact_of, portfolio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import Config, ImpactSettings
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument, PackUsed


def run_impact(checked: Checked, config: Config) -> ImpactRun:
    """Return the effects of the outcomes of each document on its product."""
    waivers = [waiver.waiver for waiver in checked.waivers]
    products = tuple(
        product_of(
            document,
            config.impact,
            make_ask(
                document,
                checked.packs,
                checked.as_of,
                config,
                waivers,
                no_exclusions=checked.no_exclusions,
            ),
            waivers,
        )
        for document in checked.documents
    )
    analysed = [product.impact for product in products if product.impact is not None]
    return ImpactRun(checked, config.impact, products, portfolio(analysed))


def product_of(
    document: CheckedDocument,
    settings: ImpactSettings,
    ask: Callable[[Bom], Iterable[Outcome]] | None = None,
    waivers: Sequence[Waiver] = (),
) -> ProductImpact:
    """Return the effects of the outcomes of one document on its product; empty for an invalid document."""
    if document.bom is None or document.unchecked or has_errors(document.diagnostics):
        return ProductImpact(document, None)
    with pause_collector():
        impact, problems = impact_of(document.bom, document.outcomes, settings, ask, waivers)
    return ProductImpact(document, impact, tuple(problems))


def make_ask(
    document: CheckedDocument,
    packs: Sequence[PackUsed],
    as_of: date,
    config: Config,
    waivers: Sequence[Waiver],
    *,
    no_exclusions: bool = False,
    horizon_days: int = 0,
) -> Callable[[Bom], Iterable[Outcome]]:
    """Return a function that evaluates the rules on a variant of the document's product.

    The function applies `waivers` to the outcomes. With `horizon_days`, the outcomes of the unchanged product
    also state their later changes.
    """
    judged = rules_of(packs)

    def ask(bom: Bom) -> Iterable[Outcome]:
        ahead = horizon_days if bom is document.bom else 0
        request = CheckRequest(as_of, no_exclusions=no_exclusions, horizon_days=ahead, explained=False)
        return evaluate_variant(document, bom, packs, request, config, waivers, judged)

    return ask
