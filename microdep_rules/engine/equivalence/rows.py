"""Rows: groups of components that a rule cannot distinguish.

Rows are for rules that ignore the use and the contents of a component. A row has one value for each field
that the rule reads (`columns.py`). For a number that the rule compares with thresholds, the value states only
between which thresholds it is.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from microdep_rules.engine.equivalence.columns import PLAIN_NUMBERS
from microdep_rules.engine.equivalence.numbers import NumberRegistry
from microdep_rules.engine.equivalence.outlines import PARTY
from microdep_rules.engine.equivalence.plans import plan_of, plan_of_choice
from microdep_rules.engine.reach import judges_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.columns import FeatureColumn
    from microdep_rules.engine.equivalence.keys import Keys
    from microdep_rules.engine.equivalence.outlines import Outline
    from microdep_rules.engine.equivalence.plans import Plan
    from microdep_rules.lang import ir


def judges_by_own(keys: Keys, rule: ir.Rule) -> bool:
    """Return whether a rule judges each component by the component's own record alone.

    The result can differ between documents.
    """
    if rule.subject.single is not None:
        return False
    pack, made_from = keys.reads.pack, any(keys.bom.links.inputs.values())
    about = ("judges by", rule.name, made_from)
    return keys.reads.compute_once(about, lambda: judges_by(pack, rule, made_from=made_from)) == "own"


class Rows:
    """Rows of components for a plan: components with equal values in the fields of the plan form one row."""

    def __init__(self, keys: Keys, plan: Plan) -> None:
        self.keys, self.plan = keys, plan
        self.numbers = NumberRegistry()
        """Number of each distinct row; documents with the same table of results use the same numbers."""
        self._known: dict[str, int] = {}
        """For each component id, the number of the component's row."""

    def number(self, component: Element) -> int:
        """Return the number of the row of a component."""
        if component.id not in self._known:
            self._known[component.id] = self.of([component])[0]
        return self._known[component.id]

    def of(self, components: Sequence[Element]) -> list[int]:
        """Return the number of the row of each of several components."""
        ids = [component.id for component in components]
        every = [column.of(components, ids) for column in self.columns.values()]
        return [*map(self.numbers.__getitem__, zip(*every, strict=True))]

    @cached_property
    def columns(self) -> dict[str, FeatureColumn]:
        """Return a column for each field of the plan, and one for the features that affect every rule."""
        columns = self.keys.columns
        by_field = {"": columns.records(by_identity=self.plan.by_identity)}
        by_field |= {name: self._field(name) for name in self.plan.fields}
        by_field |= {name: columns.mentions(name) for name in self.plan.words}
        itself = columns.itself(self.plan.notions, costs=self.plan.costs)
        return by_field if itself is None else by_field | {"itself": itself}

    def _field(self, name: str) -> FeatureColumn:
        columns, itself = self.keys.columns, self.plan.by_identity
        bounds = self.plan.bounds.get(name)
        if bounds is None:
            return columns.field(name, by_identity=itself)
        return columns.number(name, bounds, by_identity=itself)

    # ---- texts that differ between components of one row ----------------------------------------------

    def names(self, component: Element) -> tuple[str, ...]:
        """Return the texts that may differ between components of a row, such as the id."""
        data, outlines = component.data, self.keys.structure.outlines
        names = [component.id, component.name, component.pointer]
        self._add_parties(outlines.of(component), names)
        for name in self.plan.fields:
            raw = data.get(name)
            if raw.__class__ is str:
                if name in PARTY:
                    self._add_party(raw, names)
            elif raw.__class__ in PLAIN_NUMBERS:
                names += [self.keys.columns.text_of(raw)] if name in self.plan.bounds else []
            elif raw is not None:
                self._add_parties(outlines.of_field(component, name), names)
        names += [
            data[name] for name in self.plan.words if name != "name" and data.get(name).__class__ is str
        ]
        return tuple(names)

    def _add_parties(self, outline: Outline, names: list[str]) -> None:
        for key, text in outline.named:
            if key in PARTY:
                self._add_party(text, names)

    def _add_party(self, id_: str, names: list[str]) -> None:
        party = self.keys.bom.parties.get(id_)
        if party is not None and not self.plan.by_identity:
            names += (party.id, party.name, party.pointer)


def rows_of(keys: Keys, rule: ir.Rule) -> Rows | None:
    """Return the rows of components for all fields and features that a rule reads.

    The result is None if the rule also reads something outside the component's own record.
    """
    plan = keys.reads.compute_once(("rows", rule.name), lambda: plan_of(keys.reads, rule))
    return None if plan is None else Rows(keys, plan)


def rows_of_choice(keys: Keys, rule: ir.Rule) -> Rows | None:
    """Return the rows of components for the condition that selects the rule's subjects.

    The result is None if all components are subjects.
    """
    plan = keys.reads.compute_once(("rows of choice", rule.name), lambda: plan_of_choice(keys.reads, rule))
    return None if plan is None else Rows(keys, plan)
