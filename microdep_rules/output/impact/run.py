"""Results of `microdep impact`: every checked document, with the effect of its findings on its product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.impact.words import day_after
from microdep_rules.output.looks import WORDS, shown_in, shown_state, state_data
from microdep_rules.production.delivery import delivery_of
from microdep_rules.production.distinct import labels
from microdep_rules.production.tolerated_failures import ToleratedFailures
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.config import ImpactSettings
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.production.analysis import Impact, SharedPoint
    from microdep_rules.production.delivery import Delivery

NOTHING_CHECKED, INVALID = "nothing_checked", "invalid"
WORST_FIRST = ("error", INVALID, HALTED, UNDETERMINED, NOTHING_CHECKED, VIABLE)
"""States of a product, the worst first; the state of the command is the worst state of its products."""
GREEN = "Production Green."


class ProductImpact(Struct, frozen=True, eq=False):
    """Document with the analysis of its product. The analysis is `None` if the product cannot be analysed."""

    document: CheckedDocument
    impact: Impact | None
    diagnostics: tuple[Diagnostic, ...] = ()
    """Problems in the structure of the product."""

    @property
    def name(self) -> str:
        """Name of the product."""
        return self.document.product_name

    @property
    def roots(self) -> dict[str, str]:
        """Names of the products at the top of the parts list, by id."""
        return self.document.product_names

    @property
    def state(self) -> str:
        """State of the product; the possible values are in `WORST_FIRST`."""
        if any(outcome.verdict is Verdict.ERROR for outcome in self.document.outcomes):
            return "error"
        if self.impact is None:
            return INVALID
        if self.impact.product.state == VIABLE and not self.impact.viability.blocks.judged:
            return NOTHING_CHECKED
        return self.impact.product.state

    @property
    def shown_state(self) -> str:
        """State of the product, as `shown_state` returns it.

        A product that is viable only because of a waiver or the configuration has a separate state.
        """
        return shown_state(self.state, waived=self.no_pass.waived, left_out=self.no_pass.left_out)

    @property
    def no_pass(self) -> ToleratedFailures:
        """Fails that do not block production, because a waiver or the configuration excludes them."""
        return self.impact.tolerated if self.impact is not None else ToleratedFailures()

    @property
    def is_green(self) -> bool:
        """Return whether the product is viable, with nothing undetermined, waived or excluded."""
        return self.state == VIABLE and self.impact is not None and self.impact.is_green

    def name_of(self, id_: str) -> str:
        """Return the name of a component, with its id if several components have this name."""
        assert self.impact is not None
        return self.impact.structure.name_of(id_)

    def state_of(self, id_: str) -> dict[str, Any]:
        """Return the state of a component as data.

        The data also state whether the state of the component relies on waived or excluded fails.
        """
        assert self.impact is not None
        return state_data(self.impact.viability, self.no_pass, id_)

    def shown_of(self, id_: str) -> str:
        """Return the state of a component, in the form of the function `shown_state`."""
        return shown_in(self.state_of(id_))

    def in_words(self, id_: str) -> str:
        """Return the state of a component in words."""
        return WORDS[self.shown_of(id_)]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return one sentence for each blocked component that halts the product."""
        return tuple(halt_sentence(self.name_of(first)) for first, _ in self.halting)

    @property
    def halting(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each minimal set of components that together halt the product.

        Each pair is a component of the plan, or otherwise the first component, and the ids of the other
        components.
        """
        assert self.impact is not None
        plan = self.impact.plan.activities
        halting: dict[str, tuple[str, ...]] = {}
        for found_set in self.impact.product.sets:
            ids = [id_ for kind, id_ in found_set if kind == "component"] or [id_ for _, id_ in found_set]
            first = next((id_ for id_ in ids if id_ in plan), ids[0])
            halting.setdefault(first, tuple(id_ for id_ in ids if id_ != first))
        return tuple(halting.items())


class ImpactRun(Struct, frozen=True, eq=False):
    """Check with the effects of its findings on each product."""

    checked: Checked
    settings: ImpactSettings
    products: tuple[ProductImpact, ...]
    shared: tuple[SharedPoint, ...] = ()
    """Components, countries and parties that can halt products; those that halt most products come first.

    A product is identified by its position in `analysed`.
    """

    @property
    def analysed(self) -> tuple[ProductImpact, ...]:
        """Products whose structure was analysed."""
        return tuple(product for product in self.products if product.impact is not None)

    def product_name(self, number: int) -> str:
        """Return the name of a product in `analysed`, with its file if several products have this name."""
        names = labels((product.name, product.document.path) for product in self.products)
        return [
            name for name, product in zip(names, self.products, strict=True) if product.impact is not None
        ][number]

    @property
    def state(self) -> str:
        """Worst state of all products."""
        return min(
            (product.state for product in self.products), key=WORST_FIRST.index, default=NOTHING_CHECKED
        )

    @property
    def is_green(self) -> bool:
        """Return whether every product is viable, nothing is undetermined, and every file could be read."""
        every = bool(self.products) and all(product.is_green for product in self.products)
        return every and not has_errors(self.checked.diagnostics)

    def delivery(self, product: ProductImpact) -> Delivery | None:
        """Return the state of the delivery of a product; `None` if no delivery date is stated."""
        impact = product.impact
        if impact is None or impact.due is None:
            return None
        return delivery_of(impact.viability, impact.built, impact.due, self.checked.as_of)

    def day(self, number: Fraction) -> str:
        """Return the date that is this number of days after the first day of the plan."""
        return day_after(self.checked.as_of, number)


def halt_sentence(name: str) -> str:
    """Return the sentence about a component that halts a product.

    >>> halt_sentence("NdFeB Magnets")
    'SYSTEM HALT: NdFeB Magnets (Micro-Dependency) is blocked.'
    """
    return f"SYSTEM HALT: {name} (Micro-Dependency) is blocked."
