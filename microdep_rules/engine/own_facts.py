"""Conditions on single facts of an element of a list: of all whose facts have the same values, one is asked.

What it comes to turns on these values and on what the rule names, so that the next element with the same
values is told the same, of its own facts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.engine.alike.answers import Answer
from microdep_rules.engine.named_makers import MAKER
from microdep_rules.engine.values import Missing
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.answers import Asked
    from microdep_rules.engine.calendar import RuleDate
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.readings import Fact, Reading
    from microdep_rules.engine.state import Trail
    from microdep_rules.engine.values import Truth

MOST = 1_000
"""So many different values are kept for a condition: of amounts nearly all are different."""
FIRST_ALONE = (0,)
"""The facts of what turns on one field, and on nothing that the rule names."""
RECORDS = frozenset({"element", "list", "set", "stages"})
"""Kinds of fields that lead to something else, or hold several words."""


@cache
def fields_of(node: ir.Cond, variable: str) -> tuple[ir.FieldOf, ...]:
    """The fields of an element that a condition on it reads; nothing if it turns on more than these."""
    found = _fields(node, variable)
    return () if None in found else tuple(dict.fromkeys(found))


def _fields(node: ir.Cond | ir.Value | ir.SetNode, variable: str) -> list[Any]:
    """The fields, and nothing for what turns on more than fields."""
    match node:
        case ir.All() | ir.Any():
            return [each for part in node.parts for each in _fields(part.cond, variable)]
        case ir.Not():
            return _fields(node.cond, variable)
        case ir.Compare():
            return [*_fields(node.left, variable), *_fields(node.right, variable)]
        case ir.IsIn(left=ir.FieldOf() as left):
            # Of a substance, or a maker, other words of the record may say more.
            more = left.type.detail == "substance" or left.key in MAKER.values()
            return [None] if more else [*_fields(left, variable), *_fields(node.right, variable)]
        case ir.FieldOf(base=ir.Variable(name=name)) if name == variable and node.name != "name":
            return [None] if node.type.kind in RECORDS else [node]
        case ir.Constant() | ir.Members() | ir.NamedList() | ir.ParameterValue():
            return []
        case _:
            return [None]


class _Shape(Struct, frozen=True):
    """What a condition comes to for some values: in place of the own facts of an element, their numbers."""

    value: Truth
    facts: tuple[int | Fact, ...]
    missing: tuple[int | Missing, ...]
    reasons: tuple[str, ...]
    rests_on: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    turns: frozenset[date]

    def of(self, readings: Sequence[Reading]) -> Answer:
        """The same of the element that has these facts."""
        facts: Iterable[Any] = readings[0].facts
        if self.facts != FIRST_ALONE:
            own = (readings[fact].facts[0] if fact.__class__ is int else fact for fact in self.facts)
            facts = dict.fromkeys(own)
        missing: Iterable[Any] = ()
        if self.missing:
            lacks = {readings[each].missing[0] if each.__class__ is int else each for each in self.missing}
            missing = sorted(lacks, key=Missing.key)
        return Answer(
            self.value,
            tuple(facts),
            tuple(missing),
            self.reasons,
            self.rests_on,
            self.notes,
            self.turns,
        )


class OwnFacts(Struct):
    """One condition on a day, with what it came to for the values that were asked about."""

    node: ir.Cond
    fields: tuple[ir.FieldOf, ...]
    day: RuleDate
    hasty: bool
    shapes: dict[Hashable, _Shape] = field(default_factory=dict)

    def read(self, reader: FactReader, element: Element) -> list[Reading] | None:
        """The facts of an element; nothing where several statements make one of them."""
        found = []
        for each in self.fields:
            reading = reader.read(element, f"{element.kind}.{each.name}", each.key, each.type)
            if reading.reason or len(reading.facts) > 1 or len(reading.missing) > 1:
                return None
            found.append(reading)
        return found

    def answer(self, readings: Sequence[Reading]) -> Answer | None:
        """What the condition comes to of an element with these facts; nothing where it has to be asked."""
        shape = self.shapes.get(_key(readings))
        return None if shape is None else shape.of(readings)

    def learn(
        self,
        element: Element,
        readings: Sequence[Reading],
        asked: Asked,
        trail: Trail,
        turns: frozenset[date],
    ) -> None:
        """Keeps what it came to of an element that was asked, unless that is told of this element alone."""
        if len(self.shapes) >= MOST or trail.is_about_elements:
            return
        facts = _numbered(asked.facts, [reading.facts for reading in readings])
        missing = _numbered(asked.missing, [reading.missing for reading in readings])
        others = (
            *((fact.element, fact.pointer) for fact in facts or () if not isinstance(fact, int)),
            *((each.subject, each.pointer) for each in missing or () if not isinstance(each, int)),
        )
        if facts is None or missing is None or any(_is_of(element, *other) for other in others):
            return
        rests_on, notes = tuple(trail.rests_on), tuple(trail.notes)
        shape = _Shape(asked.value, facts, missing, asked.reasons, rests_on, notes, turns)
        self.shapes[_key(readings)] = shape


def _key(readings: Sequence[Reading]) -> Hashable:
    """What tells apart elements of which a condition may come to something else."""
    if len(readings) == 1:
        return (readings[0].value, len(readings[0].facts))
    return tuple((reading.value, len(reading.facts)) for reading in readings)


def _numbered(told: Iterable[Any], own: Sequence[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """What is told with numbers in place of an element's own; nothing where two of these are equal."""
    if len({each for every in own for each in every}) < sum(map(len, own)):
        return None
    numbers = {id(each): number for number, every in enumerate(own) for each in every}
    return tuple(numbers.get(id(each), each) for each in told)


def _is_of(element: Element, id_: str, pointer: str) -> bool:
    """Return whether something is told of an element itself, or of what is in it."""
    return id_ == element.id or f"{pointer}/".startswith(f"{element.pointer}/")
