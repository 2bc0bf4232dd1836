"""Outcomes of one rule; subjects and candidates of one class share an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.engine.equivalence.class_results import (
    ClassRequest,
    ClassResults,
    ResultsByClass,
    class_of,
    is_plain,
    of_ghost,
)
from microdep_rules.engine.equivalence.classes import Class, pattern

if TYPE_CHECKING:
    from collections.abc import Hashable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.keys import Keys
    from microdep_rules.engine.equivalence.rows import Rows
    from microdep_rules.engine.items import Ghost
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.values import Truth
    from microdep_rules.engine.verdict import Verdict
    from microdep_rules.lang import ir


class ClassOutcomes(ResultsByClass):
    """Outcomes of one rule, stored by class of subjects and candidates."""

    def __init__(self, keys: Keys, rule: ir.Rule, rows: Rows | None) -> None:
        """Prepare an empty store for the outcomes of `rule`.

        `rows` is given if the rule reads only each component's own record.
        """
        super().__init__(keys)
        self.rule = rule
        self.rows = rows

    def decided(self, outcome: Outcome) -> Verdict:
        """Return the verdict of the outcome."""
        return outcome.verdict

    def reliances(self, outcome: Outcome) -> tuple[object, list[str]]:
        """Return the reliances of an outcome, such as an assumed date, as structured entries and as texts."""
        return outcome.relies_on, [text for reliance in outcome.relies_on for text in reliance]

    def about(
        self, day: Hashable, element: Element, belongs: Truth, ghost: Ghost | None = None
    ) -> ClassRequest | None:
        """Return the class of a subject; None if the subject must be judged separately.

        `ghost` is given for an element that the document may have left out of a list.
        """
        if ghost is not None and not is_plain(ghost):
            return None
        numbered = class_of(self.keys, element, self._of_component)
        if numbered is None:
            return None
        number, class_ = numbered
        return ClassRequest((day, class_.number, class_.same, number, belongs, of_ghost(ghost)), class_.names)

    def _of_component(self, component: Element, more: frozenset[str]) -> Class | None:
        if self.rows is None:
            return self.keys.of(component, self.keys.reads.of(self.rule) | more)
        names = self.rows.names(component)
        same = pattern(names) if len(set(names)) < len(names) else None
        return Class(self.rows.number(component), names, same)

    def keep(self, about: ClassRequest, outcome: Any) -> None:
        """Store the outcome of an evaluated element, unless the evaluation stopped at its step limit."""
        if outcome is not None and outcome.is_beyond_bounds:
            self.by_class.setdefault(about.key, ClassResults()).alone = True
        else:
            self.learn(about, outcome)
