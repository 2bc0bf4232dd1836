"""`for each function of L: largest share by purchase-price by origin is at most 50 %`.

Each group of a list is judged by itself, by what its elements may come to; the condition is true where it is
true of all of them, and false where it is false of one. An element of which the group is not known may be in
any of them, or in another.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine import amounts, arithmetic, words
from microdep_rules.engine.group_entries import entries_of
from microdep_rules.engine.group_shares import ZERO, Piece, bounds, leading
from microdep_rules.engine.proof import Measured, Proof
from microdep_rules.engine.readings import Fact, Reading
from microdep_rules.engine.shares import added
from microdep_rules.engine.values import Interval, Texts, Unknown, compare, conjunction, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.group_entries import Entry
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Missing, Truth
    from microdep_rules.lang import ir

ANY_OTHER = "any other"
"""The group of what may be in one that is not named; no document can name it."""


class _Group(Struct, frozen=True):
    """A group with what it was found to be."""

    name: str
    value: Truth
    share: Interval | Unknown
    inside: Sequence[Entry]
    fact: Fact
    reason: str
    """Why an amount is not known in the unit of the others."""


def each_group(engine: State, node: ir.EachGroup, scope: Scope) -> Proof:
    """Every group of a list by itself; unknown where there is none, as there is nothing to require it of."""
    items = engine.items(node.of, scope)
    bound, base = engine.value(node.bound, scope), amounts.base(engine, node.of, scope)
    inside, anywhere = _grouped(entries_of(engine, node, items, base, scope))
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


def _grouped(entries: Iterable[Entry]) -> tuple[list[tuple[str, list[Entry]]], list[Entry]]:
    """Every group that there is or may be, by its name, with what may be in it; and what may be in any."""
    anywhere: list[Entry] = []
    inside: dict[object, list[Entry]] = {}
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
        self, engine: State, node: ir.EachGroup, bound: Reading, base: Element, anywhere: Sequence[Entry]
    ) -> None:
        self.engine, self.node, self.bound, self.base = engine, node, bound, base
        self.anywhere = anywhere
        self.reasons = {why for each in anywhere for why in each.reasons}
        self.pieces: dict[str, tuple[list[Piece], str, str]] = {}
        """What may be in any group, in the unit of a group."""

    def group(self, name: str, inside: Sequence[Entry]) -> _Group:
        """One group. Of one that there may not be nothing is false: it would have to be there."""
        node, bound = self.node, self.bound.value
        there = any(each.sure for each in inside)
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

    def _pieces(self, inside: Sequence[Entry]) -> tuple[list[Piece], str]:
        found, unit, reason = _pieces(self.engine, inside, "")
        if self.anywhere and unit not in self.pieces:
            self.pieces[unit] = _pieces(self.engine, self.anywhere, unit)
        beside, _, why = self.pieces[unit] if self.anywhere else ([], "", "")
        return [*found, *beside], why or reason

    def reading(self, group: _Group, *, alone: bool) -> Reading:
        """The share of a group with its facts; those of it `alone`, or of what may be in any group too."""
        entries = [*group.inside, *(() if alone else self.anywhere)]
        facts = dict.fromkeys(chain.from_iterable([each.facts for each in entries]))
        if group.value is not None:
            return Reading(group.share, tuple(facts))
        missing = [*(lack for each in entries for lack in _open_in(each)), *self.bound.missing]
        reasons = {group.reason, *self.reasons, *(why for each in group.inside for why in each.reasons)}
        reasons |= {group.share.reason} if isinstance(group.share, Unknown) else set()
        return Reading(group.share, tuple(facts), tuple(missing), "; ".join(sorted(reasons - {""})))


def _pieces(engine: State, entries: Iterable[Entry], unit: str) -> tuple[list[Piece], str, str]:
    """Elements as pieces of one unit, which the first says, and why an amount is not known in it.

    All that count for one value are one piece. Without a rate, what is in another currency may be any amount.
    """
    of_one: dict[int, _Pile] = {}
    several, reason = [], ""
    for each in entries:
        amount = each.amount.value
        if isinstance(amount, Interval) and amount.unit and unit and amount.unit != unit:
            amount = arithmetic.converted(engine, amount, unit)
            reason = amount.reason if isinstance(amount, Unknown) else reason
        low, high = ZERO, None
        if isinstance(amount, Interval):
            unit = unit or amount.unit
            low, high = amount.least if each.sure else ZERO, amount.high
        if each.values is None or len(each.values) != 1:
            several.append(Piece(low, high, each.values))
            continue
        pile = of_one.get(id(each.values))
        if pile is None:
            pile = of_one[id(each.values)] = _Pile(each.values)
        pile.lows.append(low)
        pile.highs.append(high)
    return [*(each.piece for each in of_one.values()), *several], unit, reason


class _Pile(Struct):
    """The amounts of all elements that count for one value."""

    values: Mapping[object, Truth]
    lows: list[Fraction] = field(default_factory=list)
    highs: list[Fraction | None] = field(default_factory=list)

    @property
    def piece(self) -> Piece:
        """All of them as one."""
        return Piece(*added(self.lows, self.highs), self.values)


def _open_in(entry: Entry) -> Iterable[Missing]:
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
