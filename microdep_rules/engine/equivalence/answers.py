"""Results of the conditions on list elements; elements of one class share a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.equivalence.class_results import (
    ClassRequest,
    ResultsByClass,
    class_of,
    is_plain,
    of_ghost,
)
from microdep_rules.engine.proof import Proof, facts_of, missing_of, reasons_of
from microdep_rules.engine.values import MissingFact

if TYPE_CHECKING:
    from collections.abc import Hashable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Ghost
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir
    from microdep_rules.source import Span


class Answer(Struct, frozen=True):
    """Result of a condition for one element, with its facts but without the proofs of its parts."""

    value: Truth
    facts: tuple[Any, ...]
    missing: tuple[Any, ...]
    reasons: tuple[str, ...]
    relies_on: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    turns: frozenset[Any]

    def proof(self, span: Span) -> Proof:
        """Return a proof with the facts and missing facts of this result; each reason becomes a child."""
        why = [Proof(span, None, reason=reason) for reason in self.reasons]
        return Proof(span, self.value, why, self.facts, self.missing)


class EvaluatedAnswer(Struct, frozen=True):
    """Result of a condition for an evaluated element, with its proof."""

    whole: Proof

    @property
    def value(self) -> Truth:
        """Return the truth value of the condition."""
        return self.whole.value

    @property
    def facts(self) -> tuple[Any, ...]:
        """Return the facts behind the value."""
        return tuple(facts_of(self.whole))

    @property
    def missing(self) -> tuple[Any, ...]:
        """Return the missing facts that would settle the truth value, sorted."""
        return tuple(sorted(missing_of(self.whole), key=MissingFact.key))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the reasons, apart from missing facts, why the value is unknown."""
        return tuple(sorted(reasons_of(self.whole)))

    def proof(self, _: Span) -> Proof:
        """Return the proof of the value."""
        return self.whole


class Answers(ResultsByClass):
    """Results of the conditions on list elements, stored by class: equal elements share a result."""

    def decided(self, answer: Answer) -> Truth:
        """Return the truth value of the condition."""
        return answer.value

    def reliances(self, answer: Answer) -> tuple[object, list[str]]:
        """Return the properties that all results of a class share: dates, reliance texts and notes.

        The dates are the days on which the result can change.
        """
        texts = [text for reliance in answer.relies_on for text in reliance]
        return answer.turns, [*texts, *answer.notes]

    def about(
        self, node: ir.Cond, element: Element, ghost: Ghost | None, beside: Hashable
    ) -> ClassRequest | None:
        """Return the class of a list element for one condition; None if there is no such class.

        Without a class, the condition is evaluated for the element itself. `ghost` is given for an element
        that the document may have left out. `beside` contains all other inputs that can affect the result.
        """
        if self.keys.reads.is_light_condition(node):
            return None
        holder = element if ghost is None else ghost.holder
        if holder is None or (ghost is not None and not is_plain(ghost)):
            return None
        read = self.keys.reads.of_condition(node)
        numbered = class_of(self.keys, holder, lambda component, more: self.keys.of(component, read | more))
        if numbered is None:
            return None
        number, class_ = numbered
        return ClassRequest((id(node), class_.number, number, of_ghost(ghost), beside), class_.names)
