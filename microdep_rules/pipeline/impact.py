"""What the findings of a check do to the products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import has_errors
from microdep_rules.impact.analysis import impact_of, portfolio
from microdep_rules.output.impact.run import ImpactRun, Product
from microdep_rules.pipeline.documents import without_collector

if TYPE_CHECKING:
    from microdep_rules.config import ImpactSettings
    from microdep_rules.output.checked import Checked, CheckedDocument


def run_impact(checked: Checked, settings: ImpactSettings) -> ImpactRun:
    """The structure of every document, with what its outcomes do to it."""
    products = tuple(product_of(each, settings) for each in checked.documents)
    analysed = [each.impact for each in products if each.impact is not None]
    return ImpactRun(checked, settings, products, portfolio(analysed))


def product_of(document: CheckedDocument, settings: ImpactSettings) -> Product:
    """What the outcomes of one document do to its product; nothing where it is not valid."""
    if document.bom is None or document.unchecked or has_errors(document.diagnostics):
        return Product(document, None)
    with without_collector():
        impact, problems = impact_of(document.bom, document.outcomes, settings)
    return Product(document, impact, tuple(problems))
