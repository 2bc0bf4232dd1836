"""`for each function of L: largest share by purchase-price by origin is at most 50 %`.

Each group of a list is judged by itself, by what its elements may come to; the condition is true where it is
true of all of them, and false where it is false of one. An element of which the group is not known may be in
any of them, or in another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine import amounts, arithmetic, membership, words
from microdep_rules.engine.group_shares import ZERO, Piece, bounds, leading, merged
from microdep_rules.engine.proof import Measured, Proof, missing_of, reasons_of
from microdep_rules.engine.readings import Fact, Reading
from microdep_rules.engine.values import (
    Codes,
    Interval,
    Missing,
    TariffCodes,
    Texts,
    Unknown,
    agreed,
    as_compared,
    compare,
    conjunction,
    negated,
)
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth

ANY_OTHER = "any other"
"""The group of what may be in one that is not named; no document can name it."""


class _Entry(Struct, frozen=True):
    """An element of the list: its amount, the groups it may be in, and the values it may count for."""

    belongs: Truth
    amount: Reading
    groups: Mapping[object, str] | None
    """Each with its name; nothing where the group may be any."""
    values: Mapping[object, Truth] | None
    facts: tuple[Fact, ...]
    missing: Sequence[Missing]
    """What would tell more of it, besides its amount."""
    reasons: AbstractSet[str] = frozenset()

    def surely(self) -> bool:
        """Whether it is known in which group it is."""
        return self.belongs is True and self.groups is not None and len(self.groups) == 1


class _Group(Struct, frozen=True):
    """A group with what it was found to be."""

    name: str
    value: Truth
    share: Interval | Unknown
    inside: Sequence[_Entry]
    fact: Fact
    reason: str
    """Why an amount is not known in the unit of the others."""


def each_group(engine: State, node: ir.EachGroup, scope: Scope) -> Proof:
    """Every group of a list by itself; unknown where there is none, as there is nothing to require it of."""
    items = engine.items(node.of, scope)
    bound, base = engine.value(node.bound, scope), amounts.base(engine, node.of, scope)
    reader = _Entries(engine, node, items, base, scope)
    entries = [reader.of(element, belongs) for element, belongs in engine.each(items)]
    entries += [_hidden(ghost.missing) for ghost in items.ghosts]
    inside, anywhere = _grouped(entries)
    judging = _Judging(engine, node, bound, base, anywhere)
    groups = [judging.group(name, own) for name, own in inside]
    if not groups:
        return Proof(node.span, None, [], bound.facts, reason="nothing to require it of")
    value = conjunction([each.value for each in groups])
    deciding = [each for each in groups if each.value is value]
    # What may be in any group is read once, with the first: it is the same beside all of them.
    readings = [judging.reading(each, alone=number > 0) for number, each in enumerate(deciding)]
    facts = dict.fromkeys(each.fact for each in groups)
    for each in readings:
        facts.update(dict.fromkeys(each.facts))
    engine.trail.measured["share"] = readings[0]
    engine.trail.measured["groups"] = Reading(Texts(frozenset({_named(deciding)})))
    proof = Proof(node.span, value, [], (*facts, *bound.facts), kind="share")
    if value is None:
        proof.missing = tuple(dict.fromkeys(lack for each in readings for lack in each.missing))
        proof.reason = "; ".join(sorted({each.reason for each in readings} - {""}))
    if len(groups) == 1 or sum(each.value is not True for each in groups) == 1:
        proof.measured = _measured(node, deciding[0], readings[0], bound)
    return proof


def _named(deciding: Sequence[_Group]) -> str:
    """The groups that decide, each with its verdict."""
    stated = [f"{each.name}: {each.fact.text}" for each in deciding[: words.MOST]]
    more = len(deciding) - len(stated)
    return "; ".join([*stated, f"and {more} more"] if more else stated)


def _among(node: ir.EachGroup) -> ir.IsIn:
    found = node.among.cond if isinstance(node.among, ir.Not) else node.among
    assert isinstance(found, ir.IsIn)
    return found


# ---- the elements --------------------------------------------------------------------------------


class _Entries:
    """The elements of the list as entries; what a value stands for is found once for all that have it."""

    def __init__(self, engine: State, node: ir.EachGroup, items: Items, base: Element, scope: Scope) -> None:
        self.engine, self.node, self.items, self.scope = engine, node, items, scope
        self.weigher = amounts.Weigher(engine, base, node.measure, direct=amounts.is_direct(node.of))
        self.among = engine.set_of(_among(node).right, scope) if node.among is not None else None
        self.groups: dict[object, dict[object, str] | None] = {}
        self.values: dict[object, dict[object, Truth] | None] = {}

    def of(self, element: Element, belongs: Truth) -> _Entry:
        """An element: what it brings, and of what it may be."""
        engine, node, among = self.engine, self.node, self.among
        inner = {**self.scope, node.variable: element}
        amount = self.weigher.of(element)
        group, by = engine.value(node.group, inner), engine.value(node.by, inner)
        groups, values = self._groups(group.value), self._values(by.value)
        why = self.items.why.get(id(element)) if belongs is not True else None
        missing: list[Missing] = [] if why is None else sorted(missing_of(why), key=Missing.key)
        missing += group.missing if groups is None or len(groups) > 1 else ()
        if values is None or len(values) > 1:
            missing += by.missing
        elif among is not None and None in values.values():
            missing += among.missing
        facts = (*amount.facts, *group.facts, *by.facts, *(among.facts if among is not None else ()))
        reasons = {_reason(group), _reason(by)} - {""}
        reasons |= reasons_of(why) if why is not None else set()
        return _Entry(belongs, amount, groups, values, facts, missing, reasons)

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


def _hidden(missing: tuple[Missing, ...]) -> _Entry:
    """What an open list does not show may be any amount, of anything, in any group."""
    return _Entry(None, Reading(Unknown()), None, None, (), missing)


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


# ---- the groups ----------------------------------------------------------------------------------


def _grouped(entries: Iterable[_Entry]) -> tuple[list[tuple[str, list[_Entry]]], list[_Entry]]:
    """Every group that there is or may be, by its name, with what may be in it; and what may be in any."""
    anywhere: list[_Entry] = []
    inside: dict[object, list[_Entry]] = {}
    names: dict[object, str] = {}
    for each in entries:
        if each.groups is None:
            anywhere.append(each)
            continue
        names |= each.groups
        for key in each.groups:
            inside.setdefault(key, []).append(each)
    found = [(name, inside[key]) for key, name in sorted(names.items(), key=lambda each: each[1])]
    return [*found, *([(ANY_OTHER, [])] if anywhere else [])], anywhere


class _Judging:
    """The groups of one list, each judged with what may be in any of them."""

    def __init__(
        self, engine: State, node: ir.EachGroup, bound: Reading, base: Element, anywhere: Sequence[_Entry]
    ) -> None:
        self.engine, self.node, self.bound, self.base = engine, node, bound, base
        self.anywhere = anywhere
        self.reasons = {why for each in anywhere for why in each.reasons}
        self.pieces: dict[str, tuple[list[Piece], str, str]] = {}
        """What may be in any group, in the unit of a group."""

    def group(self, name: str, inside: Sequence[_Entry]) -> _Group:
        """One group. Of one that there may not be nothing is false: it would have to be there."""
        node, bound = self.node, self.bound.value
        there = any(each.surely() for each in inside)
        pieces, reason = self._pieces(inside)
        share = bounds(pieces, asked_of_any=True if node.among is None else None)
        value: Truth = None
        if isinstance(share, Interval) and isinstance(bound, Interval):
            value = compare(node.operator.orders, share, bound)
            value = negated(value) if node.negated else value
        if value is False and not there:
            value = None
        text = _told(node, share, leading(pieces), value, self.bound)
        file, pointer = self.engine.reader.bom.locate(self.base, "id")
        named = f"{words.group_share_name(node)} of {name}"
        fact = Fact(named, text, pointer, file.path, element=self.base.id)
        return _Group(name, value, share, inside, fact, reason)

    def _pieces(self, inside: Sequence[_Entry]) -> tuple[list[Piece], str]:
        found, unit, reason = _pieces(self.engine, inside, "")
        if self.anywhere and unit not in self.pieces:
            self.pieces[unit] = _pieces(self.engine, self.anywhere, unit)
        beside, _, why = self.pieces[unit] if self.anywhere else ([], "", "")
        return [*found, *beside], why or reason

    def reading(self, group: _Group, *, alone: bool) -> Reading:
        """The share of a group with its facts; those of it `alone`, or of what may be in any group too."""
        entries = [*group.inside, *(() if alone else self.anywhere)]
        facts = dict.fromkeys(fact for each in entries for fact in each.facts)
        if group.value is not None:
            return Reading(group.share, tuple(facts))
        missing = [*(lack for each in entries for lack in _open_in(each)), *self.bound.missing]
        reasons = {group.reason, *self.reasons, *(why for each in group.inside for why in each.reasons)}
        reasons |= {group.share.reason} if isinstance(group.share, Unknown) else set()
        return Reading(group.share, tuple(facts), tuple(missing), "; ".join(sorted(reasons - {""})))


def _pieces(engine: State, entries: Iterable[_Entry], unit: str) -> tuple[list[Piece], str, str]:
    """Elements as pieces of one unit, which the first says, and why an amount is not known in it.

    Without a rate, what is in another currency may be any amount.
    """
    found, reason = [], ""
    for each in entries:
        amount = each.amount.value
        if isinstance(amount, Interval) and amount.unit and unit and amount.unit != unit:
            amount = arithmetic.converted(engine, amount, unit)
            reason = amount.reason if isinstance(amount, Unknown) else reason
        if not isinstance(amount, Interval):
            found.append(Piece(ZERO, None, each.values))
            continue
        unit = unit or amount.unit
        low = ZERO if amount.low is None or amount.low.numerator < 0 or not each.surely() else amount.low
        found.append(Piece(low, amount.high, each.values))
    return merged(found), unit, reason


def _open_in(entry: _Entry) -> Iterable[Missing]:
    """What an element leaves open."""
    exact = isinstance(entry.amount.value, Interval) and entry.amount.value.exact
    return entry.missing if exact else (*entry.missing, *entry.amount.missing)


def _told(
    node: ir.EachGroup,
    share: Interval | Unknown,
    lead: object,
    value: Truth,
    bound: Reading,
) -> str:
    """The verdict of one group, such as `75 % (CN), not at most 50 %`."""
    measured = words.interval_text(share, "percent") if isinstance(share, Interval) else "not known"
    exact = isinstance(share, Interval) and share.exact and share.low != 0
    of = f" ({lead})" if lead is not None and (exact or value is False) else ""
    asked = f"{'not ' if node.negated else ''}{node.operator.words}"
    limit = words.interval_text(bound.value, "percent") if isinstance(bound.value, Interval) else "a bound"
    verdict = {True: asked, False: f"not {asked}", None: f"open whether {asked}"}[value]
    return f"{measured}{of}, {verdict} {limit}"


def _measured(node: ir.EachGroup, group: _Group, reading: Reading, bound: Reading) -> Measured | None:
    share = group.share
    if not isinstance(share, Interval) or not isinstance(bound.value, Interval):
        return None
    measured, limit = (words.interval_text(each, "percent") for each in (share, bound.value))
    return Measured(reading, measured, node.operator, limit, group.fact.name)
