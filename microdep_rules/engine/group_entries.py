"""Elements of a list that is judged group by group: what each brings, where it may be, what it counts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine import amounts, fields, membership, words
from microdep_rules.engine.proof import missing_of, reasons_of
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.values import (
    Codes,
    Interval,
    Missing,
    TariffCodes,
    Texts,
    Unknown,
    agreed,
    as_compared,
    negated,
)
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth


class Entry(Struct, frozen=True, gc=False):
    """An element of the list: its amount, the groups it may be in, and the values it may count for."""

    sure: bool
    """Whether it is known to be in the list, and in which group."""
    amount: Reading
    groups: Mapping[object, str] | None
    """Each with its name; nothing where the group may be any."""
    values: Mapping[object, Truth] | None
    """Each with whether it is asked about; the same for all elements of the same value."""
    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...] = ()
    """What would tell more of it, besides its amount."""
    reasons: AbstractSet[str] = frozenset()


def entries_of(engine: State, node: ir.EachGroup, items: Items, base: Element, scope: Scope) -> list[Entry]:
    """All elements, and what an open list does not show: any amount, of anything, in any group."""
    reader = _Entries(engine, node, items, scope)
    elements = [element for element, _ in items.elements]
    brought = amounts.weighted(engine, base, elements, node.measure, direct=amounts.is_direct(node.of))
    groups, values = (
        [reader.field(field, e) for e, _ in engine.each(items)] for field in (node.group, node.by)
    )
    read = zip(items.elements, brought, groups, values, strict=True)
    found = [reader.entry(element, belongs, amount, *fields) for (element, belongs), amount, *fields in read]
    return [*found, *(_hidden(ghost.missing) for ghost in items.ghosts)]


def _hidden(missing: tuple[Missing, ...]) -> Entry:
    return Entry(sure=False, amount=Reading(Unknown()), groups=None, values=None, facts=(), missing=missing)


def _among(node: ir.EachGroup) -> ir.IsIn:
    found = node.among.cond if isinstance(node.among, ir.Not) else node.among
    assert isinstance(found, ir.IsIn)
    return found


class _Entries:
    """Elements as entries; what a value stands for is found once for all that have it."""

    def __init__(self, engine: State, node: ir.EachGroup, items: Items, scope: Scope) -> None:
        self.engine, self.node, self.items, self.scope = engine, node, items, scope
        self.among = engine.set_of(_among(node).right, scope) if node.among is not None else None
        self.groups: dict[object, dict[object, str] | None] = {}
        self.values: dict[object, dict[object, Truth] | None] = {}

    def entry(self, element: Element, belongs: Truth, amount: Reading, group: Reading, by: Reading) -> Entry:
        """An element: what it brings, and of what it may be."""
        groups, values = self._groups(group.value), self._values(by.value)
        facts = (*amount.facts, *group.facts, *by.facts)
        if self.among is not None and self.among.facts:
            facts = (*facts, *self.among.facts)
        sure = belongs is True and groups is not None and len(groups) == 1
        undecided = values is None or len(values) > 1 or (self.among is not None and None in values.values())
        if sure and not undecided and not group.reason and not by.reason:
            return Entry(sure, amount, groups, values, facts)
        missing, reasons = self._open(element, belongs, group, by)
        return Entry(sure, amount, groups, values, facts, missing, reasons)

    def _open(
        self, element: Element, belongs: Truth, group: Reading, by: Reading
    ) -> tuple[tuple[Missing, ...], set[str]]:
        """What would tell more of an element, and why it is not known."""
        groups, values, among = self._groups(group.value), self._values(by.value), self.among
        why = self.items.why.get(id(element)) if belongs is not True else None
        missing: list[Missing] = [] if why is None else sorted(missing_of(why), key=Missing.key)
        missing += group.missing if groups is None or len(groups) > 1 else ()
        if values is None or len(values) > 1:
            missing += by.missing
        elif among is not None and None in values.values():
            missing += among.missing
        reasons = {_reason(group), _reason(by), *(reasons_of(why) if why is not None else ())}
        return tuple(missing), reasons - {""}

    def field(self, field: ir.FieldOf, element: Element) -> Reading:
        """A field of an element."""
        base = field.base
        if isinstance(base, ir.Variable) and base.name == self.node.variable:
            return fields.field_of(self.engine, field, element)
        return self.engine.value(field, {**self.scope, self.node.variable: element})

    def _groups(self, value: object) -> dict[object, str] | None:
        if value not in self.groups:
            self.groups[value] = _groups(self.engine, value)
        return self.groups[value]

    def _values(self, value: object) -> dict[object, Truth] | None:
        if value not in self.values:
            self.values[value] = _values(self.engine, self.node, value, self.among)
        return self.values[value]


def _reason(found: Reading) -> str:
    """Why a fact is not known, or only in part, besides that it is missing."""
    return found.reason or (found.value.reason if isinstance(found.value, Unknown) else "")


def _groups(engine: State, value: object) -> dict[object, str] | None:
    """The groups that a value may stand for, with their names; a second word may be meant as well."""
    if isinstance(value, Codes) and value.also:
        value = Codes(value.vocabulary, value.terms | value.also)
    singles = _singles(value)
    return None if singles is None else {key: _name(engine, each, key) for key, each in singles}


def _name(engine: State, value: object, key: object) -> str:
    """A group as people name it."""
    match value:
        case Codes():
            known = engine.reader.vocabularies.get(value.vocabulary)
            return known.label(str(key)) if known is not None else str(key)
        case Interval():
            return words.interval_text(value, "number")
        case _:
            return str(key)


def _values(
    engine: State, node: ir.EachGroup, value: object, among: Reading | None
) -> dict[object, Truth] | None:
    """The values that an element may count for, each with whether it is asked about."""
    singles = _singles(value)
    if singles is None:
        return None
    asked: dict[object, list[Truth]] = {}
    for key, each in singles:
        asked.setdefault(key, []).append(_is_asked(engine, node, each, among))
    return {key: agreed(truths) for key, truths in asked.items()}


def _is_asked(engine: State, node: ir.EachGroup, value: object, among: Reading | None) -> Truth:
    if among is None:
        return True
    if isinstance(among.value, Unknown):
        return None
    found, _ = membership.is_in(engine, value, among.value, None)
    return negated(found) if isinstance(node.among, ir.Not) else found


def _singles(value: object) -> list[tuple[object, object]] | None:
    """Each value that a fact may have, a region under its country; nothing where it may have any."""
    match value:
        case Codes():
            return [
                (countries.parent(each) or each, Codes(value.vocabulary, frozenset({each})))
                for each in sorted(value.terms)
            ]
        case Texts():
            return [(as_compared(each), Texts(frozenset({each}))) for each in sorted(value.texts)]
        case TariffCodes():
            codes = sorted(value.codes, key=lambda each: each.digits)
            return [(each.digits, TariffCodes(frozenset({each}))) for each in codes]
        case Interval() if value.exact:
            return [(value.low, value)]
        case _:
            return None
