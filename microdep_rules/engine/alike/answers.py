"""What the conditions of lists come to, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.alike.sayings import About, Sayings, class_of, is_plain, of_ghost
from microdep_rules.engine.proof import Proof, facts_of, missing_of, reasons_of
from microdep_rules.engine.values import Missing

if TYPE_CHECKING:
    from collections.abc import Hashable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Ghost
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir
    from microdep_rules.source import Span


class Answer(Struct, frozen=True):
    """What a condition comes to of one element, without the way there."""

    value: Truth
    facts: tuple[Any, ...]
    missing: tuple[Any, ...]
    reasons: tuple[str, ...]
    rests_on: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    turns: frozenset[Any]

    def proof(self, span: Span) -> Proof:
        """A proof in one step, that rests on the same facts and lacks the same."""
        why = [Proof(span, None, reason=reason) for reason in self.reasons]
        return Proof(span, self.value, why, self.facts, self.missing)


class Asked(Struct, frozen=True):
    """The same, of an element that was asked itself."""

    whole: Proof

    @property
    def value(self) -> Truth:
        """Return whether the condition holds."""
        return self.whole.value

    @property
    def facts(self) -> tuple[Any, ...]:
        """What that rests on."""
        return tuple(facts_of(self.whole))

    @property
    def missing(self) -> tuple[Any, ...]:
        """The facts that would decide it, in order."""
        return tuple(sorted(missing_of(self.whole), key=Missing.key))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not known, besides missing facts."""
        return tuple(sorted(reasons_of(self.whole)))

    def proof(self, _: Span) -> Proof:
        """The way there."""
        return self.whole


class Answers(Sayings):
    """What the conditions of lists come to of the elements of each class."""

    def decided(self, told: Answer) -> Truth:
        """Return whether the condition holds."""
        return told.value

    def resting(self, told: Answer) -> tuple[object, list[str]]:
        """What it rests on, with its notes and the days that were read for it."""
        texts = [text for rests in told.rests_on for text in rests]
        return told.turns, [*texts, *told.notes]

    def about(self, node: ir.Cond, element: Element, ghost: Ghost | None, beside: Hashable) -> About | None:
        """The class of an element of a list, or of what the list hides; `beside` is what else decides."""
        if self.keys.reads.is_light_condition(node):
            return None
        holder = element if ghost is None else ghost.holder
        if holder is None or (ghost is not None and not is_plain(ghost)):
            return None
        read = self.keys.reads.of_condition(node)
        found = class_of(self.keys, holder, lambda component, more: self.keys.of(component, read | more))
        if found is None:
            return None
        number, own = found
        return About((id(node), own.number, number, of_ghost(ghost), beside), own.names)
