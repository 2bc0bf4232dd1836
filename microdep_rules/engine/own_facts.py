"""Reuse of results: list elements with equal facts share the result of a condition.

A result can be reused if the condition reads only single facts of the element. The result then depends only
on these facts and on constants of the rule. For each element, only the positions of the facts in the file are
different.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.engine.equivalence.answers import Answer
from microdep_rules.engine.named_makers import MAKER
from microdep_rules.engine.values import MissingFact
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.calendar import RuleDate
    from microdep_rules.engine.equivalence.answers import EvaluatedAnswer
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.readings import Fact, Reading
    from microdep_rules.engine.state import Trail
    from microdep_rules.engine.values import Truth

MOST = 1_000
"""Maximum number of results that are stored for one condition.

More results would save no time, because most amounts occur only once.
"""
FIRST_ALONE = (0,)
"""Value of `facts` in a stored result with a single fact, the fact of the first field."""
RECORDS = frozenset({"element", "list", "set", "stages"})
"""Types of fields that refer to other records or contain several words; their results are not reused."""


@cache
def fields_of(node: ir.Cond, variable: str) -> tuple[ir.FieldOf, ...]:
    """Return the fields of an element that a condition reads; empty if the condition reads anything else."""
    fields = _fields(node, variable)
    return () if None in fields else tuple(dict.fromkeys(fields))


def _fields(node: ir.Cond | ir.Value | ir.SetNode, variable: str) -> list[Any]:
    """Return the fields that a condition reads; with None in the list if it also reads something else."""
    match node:
        case ir.All() | ir.Any():
            return [field_node for part in node.parts for field_node in _fields(part.cond, variable)]
        case ir.Not():
            return _fields(node.cond, variable)
        case ir.Compare():
            return [*_fields(node.left, variable), *_fields(node.right, variable)]
        case ir.IsIn(left=ir.FieldOf() as left):
            # Other texts of the record can also affect the substance and the manufacturer.
            more = left.type.detail == "substance" or left.key in MAKER.values()
            return [None] if more else [*_fields(left, variable), *_fields(node.right, variable)]
        case ir.FieldOf(base=ir.Variable(name=name)) if name == variable and node.name != "name":
            return [None] if node.type.kind in RECORDS else [node]
        case ir.Constant() | ir.Members() | ir.NamedList() | ir.ParameterValue():
            return []
        case _:
            return [None]


class _ReusableResult(Struct, frozen=True):
    """Result of a condition for all elements with equal facts.

    In `facts`, a number stands for a fact of the element. The number is the position of the fact's field in
    the condition.
    """

    value: Truth
    facts: tuple[int | Fact, ...]
    missing: tuple[int | MissingFact, ...]
    reasons: tuple[str, ...]
    relies_on: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    turns: frozenset[date]

    def of(self, readings: Sequence[Reading]) -> Answer:
        """Return the result with the facts of an element in place of the numbers."""
        facts: Iterable[Any] = readings[0].facts
        if self.facts != FIRST_ALONE:
            element_facts = (
                readings[fact].facts[0] if fact.__class__ is int else fact for fact in self.facts
            )
            facts = dict.fromkeys(element_facts)
        missing: Iterable[Any] = ()
        if self.missing:
            lacks = {readings[lack].missing[0] if lack.__class__ is int else lack for lack in self.missing}
            missing = sorted(lacks, key=MissingFact.key)
        return Answer(
            self.value,
            tuple(facts),
            tuple(missing),
            self.reasons,
            self.relies_on,
            self.notes,
            self.turns,
        )


class OwnFacts(Struct):
    """The results of one condition on one day, by the values of the facts that the condition reads."""

    node: ir.Cond
    fields: tuple[ir.FieldOf, ...]
    day: RuleDate
    verdicts_only: bool
    results: dict[Hashable, _ReusableResult] = field(default_factory=dict)

    def read(self, reader: FactReader, element: Element) -> list[Reading] | None:
        """Return the facts that the condition reads from an element; None if results cannot be reused.

        Results cannot be reused if a fact follows from several statements.
        """
        readings = []
        for field_node in self.fields:
            reading = reader.read(
                element, f"{element.kind}.{field_node.name}", field_node.key, field_node.type
            )
            if reading.reason or len(reading.facts) > 1 or len(reading.missing) > 1:
                return None
            readings.append(reading)
        return readings

    def answer(self, readings: Sequence[Reading]) -> Answer | None:
        """Return the stored result for an element with these facts; None if no result is stored yet."""
        result = self.results.get(_key(readings))
        return None if result is None else result.of(readings)

    def learn(
        self,
        element: Element,
        readings: Sequence[Reading],
        answer: EvaluatedAnswer,
        trail: Trail,
        turns: frozenset[date],
    ) -> None:
        """Store the result for an evaluated element, if other elements with equal facts can reuse it."""
        if len(self.results) >= MOST or trail.is_about_elements:
            return
        facts = _numbered(answer.facts, [reading.facts for reading in readings])
        missing = _numbered(answer.missing, [reading.missing for reading in readings])
        others = (
            *((fact.element, fact.pointer) for fact in facts or () if not isinstance(fact, int)),
            *((lack.subject, lack.pointer) for lack in missing or () if not isinstance(lack, int)),
        )
        if facts is None or missing is None or any(_is_of(element, *other) for other in others):
            return
        relies_on, notes = tuple(trail.relies_on), tuple(trail.notes)
        result = _ReusableResult(answer.value, facts, missing, answer.reasons, relies_on, notes, turns)
        self.results[_key(readings)] = result


def _key(readings: Sequence[Reading]) -> Hashable:
    """Return the values of the facts; elements with equal values get the same result."""
    if len(readings) == 1:
        return (readings[0].value, len(readings[0].facts))
    return tuple((reading.value, len(reading.facts)) for reading in readings)


def _numbered(values: Iterable[Any], own: Sequence[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """Return `values` with a number in place of each fact in `own`; None if two facts in `own` are equal."""
    if len({value for every in own for value in every}) < sum(map(len, own)):
        return None
    numbers = {id(value): number for number, every in enumerate(own) for value in every}
    return tuple(numbers.get(id(value), value) for value in values)


def _is_of(element: Element, id_: str, pointer: str) -> bool:
    """Return whether a position in the file is in the record of an element."""
    return id_ == element.id or f"{pointer}/".startswith(f"{element.pointer}/")
