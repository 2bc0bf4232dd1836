"""Evaluation of a pack on a document: all outcomes on the check date, with their later changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.alternates import instead_of_product
from microdep_rules.engine.alternate_verdicts import drop_known
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.lazy_outcomes import update_outcome
from microdep_rules.engine.outcome import Outcome, part_of
from microdep_rules.engine.shared import Read, SharedState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.equivalence.tables import RowResult
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir


def evaluate(
    pack: ir.Pack,
    bom: Bom,
    query: Query,
    ended: Callable[[], None] | None = None,
    read: Read | None = None,
    turns: set[date] | None = None,
) -> list[Outcome]:
    """Return all outcomes of a pack on a document, with equal outcomes grouped.

    `ended` is called after each rule. `read` keeps the facts of the document for the next pack. `turns`
    collects the days on which a result can change.
    """
    outcomes: list[Outcome] = []
    shared = SharedState(pack, bom, query, read)
    for rule in pack.rules:
        if not query.only or rule.name == query.only:
            outcomes += Evaluation(pack, bom, rule, query, shared).outcomes()
        outcomes += _about_alternates_of_the_product(pack, bom, rule, query, outcomes, turns)
        if ended is not None:
            ended()
    if turns is not None:
        turns |= shared.turns()
    shared.forget()
    if shared.again is not None:
        shared.again.forget()
    return outcomes


def _about_alternates_of_the_product(
    pack: ir.Pack, bom: Bom, rule: ir.Rule, query: Query, known: list[Outcome], turns: set[date] | None
) -> list[Outcome]:
    """Return a rule's outcomes for the alternates that may replace the product, and for their components.

    Outcomes for subjects that appear in `known` are left out.
    """
    products = instead_of_product(bom)
    if not products or (query.only and rule.name != query.only):
        return []
    listed = replace(query, count=False)
    others = [Evaluation(pack, product, rule, listed) for product in products]
    outcomes = drop_known([outcome for other in others for outcome in other.outcomes()], known)
    if turns is not None:
        turns |= {turn for other in others for turn in other.shared.turns()}
    return outcomes


class Reevaluation:
    """Second evaluation of a rule for a single component, at the request of a caller.

    The first evaluation may have stored only the verdict. The second evaluation does not use the caches of
    the first.
    """

    def __init__(self, pack: ir.Pack, bom: Bom, query: Query, read: Read) -> None:
        self.pack, self.bom, self.read = pack, bom, read
        self.query = replace(query, on_demand=False)
        self._evaluations: dict[str, Evaluation] = {}
        self._shared: SharedState | None = None
        """Caches that all rules of a reevaluation share; None before the first rule is evaluated again."""

    def forget(self) -> None:
        """Drop the shared caches to free memory."""
        if self._shared is not None:
            self._shared.forget()

    def outcome_of(self, rule: ir.Rule, element: Element, belongs: Truth, like: RowResult) -> Outcome:
        """Return the full outcome of a rule for a component; `like` is the result of an equal component."""
        assert like.outcome is not None
        if like.later:  # it is no subject today, so its outcome has no details
            return update_outcome(like.outcome, subject=part_of(element))
        outcome = self._evaluation(rule).outcome_of(element, belongs)
        return update_outcome(outcome, changes=like.outcome.changes) if like.outcome.changes else outcome

    def outcome_of_single_subject(self, rule: ir.Rule, about: tuple[str, ...]) -> Outcome:
        """Return the full outcome of a rule with a single subject, such as the end item.

        `about` is the key of the outcome.
        """
        return self._evaluation(rule).outcome_of_single_subject(about)

    def _evaluation(self, rule: ir.Rule) -> Evaluation:
        evaluation = self._evaluations.get(rule.name)
        if evaluation is None:
            self._shared = self._shared or SharedState(self.pack, self.bom, self.query, self.read)
            evaluation = Evaluation(self.pack, self.bom, rule, self.query, self._shared)
            self._evaluations[rule.name] = evaluation
        return evaluation
