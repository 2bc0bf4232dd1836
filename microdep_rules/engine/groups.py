"""Conditions on groups, and counts of distinct values.

An example is `for each function of L: largest share by purchase-price by origin is at most 50 %`. The
condition is evaluated for each group of the list `L` separately. The condition is true if it is true for all
groups, and false if it is false for one group. An element with an unknown group may belong to any group, even
to a group that no element states. `count of different suppliers of L` treats the whole list as one group.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.engine import amounts, arithmetic, distinct_values, words
from microdep_rules.engine.distinct_values import Tally
from microdep_rules.engine.group_entries import GroupMeasure, entries_of
from microdep_rules.engine.group_shares import ZERO, GroupPiece, bounds, leading
from microdep_rules.engine.group_uses import by_use
from microdep_rules.engine.proof import Proof, ShareMeasurement
from microdep_rules.engine.readings import NOTHING_APPLIES, Fact, Reading
from microdep_rules.engine.shares import added
from microdep_rules.engine.values import (
    Interval,
    Texts,
    Unknown,
    add,
    compare,
    conjunction,
    exactly,
    negated,
)
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.group_entries import GroupEntries, GroupEntry
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import MissingFact, Truth

ANY_OTHER = "any other"
"""Name of the group for values that no element states; no document can use this name."""


class _Group(Struct, frozen=True):
    """One group of a list, with its measured value and the result of the condition for this group."""

    name: str
    value: Truth
    measured: Interval | Unknown
    inside: Sequence[GroupEntry]
    fact: Fact
    reason: str
    """Reason why an amount cannot be converted to the unit of the other amounts; empty if all can."""


def each_group(engine: State, node: ir.EachGroup, scope: Scope) -> Proof:
    """Evaluate a condition for each group of a list; unknown if no group exists."""
    items = engine.items(node.of, scope)
    bound, base = engine.value(node.bound, scope), amounts.base(engine, node.of, scope)
    measure = GroupMeasure(node.of, node.variable, node.measured, node.group)
    entries = entries_of(engine, measure, items, base, scope)
    inside, anywhere = _grouped(by_use(engine, measure, items, base, entries), entries.near_groups)
    evaluator = _GroupEvaluator(engine, node, bound, base, anywhere, entries)
    groups = [evaluator.group(name, own) for name, own in inside]
    if not groups:
        return Proof(node.span, None, [], bound.facts, reason=NOTHING_APPLIES)
    value = conjunction([group.value for group in groups])
    if engine.verdicts_only and value is not None:
        return Proof(node.span, value)
    deciding = [group for group in groups if group.value is value]
    # The entries that may be in any group are read once, with the first group, because they are always equal.
    readings = [evaluator.reading(group, alone=number > 0) for number, group in enumerate(deciding)]
    facts = dict.fromkeys(group.fact for group in groups)
    for reading in readings:
        facts.update(dict.fromkeys(reading.facts))
    is_share = isinstance(node.measured, ir.GroupShare)
    if is_share:
        engine.trail.measured["share"] = readings[0]
    engine.trail.measured["groups"] = Reading(Texts(frozenset({_groups_with_verdicts(deciding)})))
    proof = Proof(node.span, value, [], (*facts, *bound.facts), kind="share" if is_share else "")
    if value is None:
        proof.missing = tuple(dict.fromkeys(lack for reading in readings for lack in reading.missing))
        proof.reason = "; ".join(sorted({reading.reason for reading in readings} - {""}))
    if is_share and (len(groups) == 1 or sum(group.value is not True for group in groups) == 1):
        proof.measured = _measured(node, deciding[0], readings[0], bound)
    return proof


def different_values(engine: State, node: ir.Different, scope: Scope) -> Reading:
    """Return the number of different values of a field among the elements of a list, as a range."""
    items, base = engine.items(node.of, scope), amounts.base(engine, node.of, scope)
    measure = GroupMeasure(node.of, node.variable, node)
    entries = entries_of(engine, measure, items, base, scope)
    counted = by_use(engine, measure, items, base, entries)
    number = distinct_values.bounds(_tally(counted), entries.near_values)
    facts = dict.fromkeys(fact for entry in counted for fact in entry.facts)
    missing = dict.fromkeys(lack for entry in counted for lack in entry.missing)
    reasons = {why for entry in counted for why in entry.reasons}
    return Reading(number, tuple(facts), tuple(missing), "; ".join(sorted(reasons)))


def _tally(entries: Iterable[GroupEntry]) -> Tally:
    """Collect the values of elements, to count the different values.

    An entry with an unknown amount stands for any number of values.
    """
    tally = Tally()
    for entry in entries:
        if isinstance(entry.amount.value, Unknown):
            tally.is_open = True
        else:
            tally.add(entry.values, sure=entry.sure)
    return tally


def _groups_with_verdicts(deciding: Sequence[_Group]) -> str:
    """Return a text with the groups that decide the result, each with its value, such as `75 % (CN)`."""
    stated = [f"{group.name}: {group.fact.text}" for group in deciding[: words.MOST]]
    more = len(deciding) - len(stated)
    return "; ".join([*stated, f"and {more} more"] if more else stated)


def _grouped(
    entries: Iterable[GroupEntry], near: Mapping[object, frozenset[object]]
) -> tuple[list[tuple[str, list[GroupEntry]]], list[GroupEntry]]:
    """Return the entries of each group by the name of the group, and the entries that may be in any group.

    If two groups may be the same, such as two companies with similar names, the entries of one are possible
    entries of the other.
    """
    anywhere: list[GroupEntry] = []
    inside: dict[object, list[GroupEntry]] = {}
    names: dict[object, str] = {}
    for entry in entries:
        if entry.groups is None:
            anywhere.append(entry)
            continue
        names |= entry.groups
        for key in entry.groups:
            inside.setdefault(key, []).append(entry)
        for key in {other for own in entry.groups for other in near.get(own, ())} - entry.groups.keys():
            inside.setdefault(key, []).append(replace(entry, sure=False))
    groups = [(name, inside[key]) for key, name in sorted(names.items(), key=lambda pair: pair[1])]
    return [*groups, *([(ANY_OTHER, [])] if anywhere else [])], anywhere


class _GroupEvaluator:
    """Evaluator of a condition for each group of one list.

    Entries that may be in any group are possible entries of each group.
    """

    def __init__(
        self,
        engine: State,
        node: ir.EachGroup,
        bound: Reading,
        base: Element,
        anywhere: Sequence[GroupEntry],
        entries: GroupEntries,
    ) -> None:
        self.engine, self.node, self.bound, self.base = engine, node, bound, base
        self.anywhere, self.entries = anywhere, entries
        self.reasons = {why for entry in anywhere for why in entry.reasons}
        self.pieces: dict[str, tuple[list[GroupPiece], str, str]] = {}
        """Entries that may be in any group, by unit; their amounts are converted to this unit."""
        self.anywhere_tally = _tally(anywhere) if isinstance(node.measured, ir.Different) else Tally()
        self.number = _number(anywhere) if isinstance(node.measured, ir.Count) else exactly(0)

    def group(self, name: str, inside: Sequence[GroupEntry]) -> _Group:
        """Return the result of one group; a group that possibly does not exist never has the result false."""
        node, bound = self.node, self.bound.value
        exists = any(entry.sure for entry in inside)
        measured, lead, reason = self._measured(inside)
        value: Truth = None
        if isinstance(measured, Interval) and isinstance(bound, Interval):
            value = compare(node.operator.orders, measured, bound)
            value = negated(value) if node.negated else value
        if value is False and not exists:
            value = None
        text = "" if self.engine.verdicts_only else _verdict_text(node, measured, lead, value, self.bound)
        file, pointer = self.engine.reader.bom.locate(self.base, "id")
        named = f"{words.group_name(node)} of {name}"
        fact = Fact(named, text, pointer, file.path, element=self.base.id)
        return _Group(name, value, measured, inside, fact, reason)

    def _measured(self, inside: Sequence[GroupEntry]) -> tuple[Interval | Unknown, str, str]:
        """Return a group's measured value, the value with the largest share, and a reason if unknown."""
        match self.node.measured:
            case ir.GroupShare(among=among):
                pieces, reason = self._pieces(inside)
                share = bounds(pieces, asked_of_any=True if among is None else None)
                lead = None if self.engine.verdicts_only else leading(pieces)
                return share, self._name(lead) if lead is not None else "", reason
            case ir.Different():
                tally, near = _tally(inside).plus(self.anywhere_tally), self.entries.near_values
                surely = distinct_values.fewest(tally, near)
                names = sorted(self._name(value) for values in surely for value in values if len(values) == 1)
                more = len(surely) - len(names[: words.MOST])
                text = ", ".join([*names[: words.MOST], *([f"{more} more"] if more else [])])
                return distinct_values.bounds(tally, near), text, ""
            case _:
                return add(_number(inside), self.number), "", ""

    def _name(self, value: object) -> str:
        return str(self.entries.names.get(value, value))

    def _pieces(self, inside: Sequence[GroupEntry]) -> tuple[list[GroupPiece], str]:
        pieces, unit, reason = _pieces(self.engine, inside, "")
        if self.anywhere and unit not in self.pieces:
            self.pieces[unit] = _pieces(self.engine, self.anywhere, unit)
        beside, _, why = self.pieces[unit] if self.anywhere else ([], "", "")
        return [*pieces, *beside], why or reason

    def reading(self, group: _Group, *, alone: bool) -> Reading:
        """Return the measured value of a group with its facts.

        With `alone`, entries that may be in any group are left out.
        """
        entries = [*group.inside, *(() if alone else self.anywhere)]
        facts = dict.fromkeys(chain.from_iterable([entry.facts for entry in entries]))
        if group.value is not None:
            return Reading(group.measured, tuple(facts))
        missing = [*(lack for entry in entries for lack in _missing_facts_of(entry)), *self.bound.missing]
        reasons = {group.reason, *self.reasons, *(why for entry in group.inside for why in entry.reasons)}
        reasons |= {group.measured.reason} if isinstance(group.measured, Unknown) else set()
        return Reading(group.measured, tuple(facts), tuple(missing), "; ".join(sorted(reasons - {""})))


def _pieces(engine: State, entries: Iterable[GroupEntry], unit: str) -> tuple[list[GroupPiece], str, str]:
    """Return the entries as pieces with amounts in one unit, that unit, and a reason if a conversion fails.

    Entries with the same value are merged into one piece. If an amount is in another currency and no exchange
    rate is stated, the amount is unknown.
    """
    of_one: dict[int, _AmountsOfValue] = {}
    several, reason = [], ""
    for entry in entries:
        amount = entry.amount.value
        if isinstance(amount, Interval) and amount.unit and unit and amount.unit != unit:
            amount = arithmetic.converted(engine, amount, unit)
            reason = amount.reason if isinstance(amount, Unknown) else reason
        low, high = ZERO, None
        if isinstance(amount, Interval):
            unit = unit or amount.unit
            low, high = amount.least if entry.sure else ZERO, amount.high
        if entry.values is None or len(entry.values) != 1:
            several.append(GroupPiece(low, high, entry.values))
            continue
        pile = of_one.get(id(entry.values))
        if pile is None:
            pile = of_one[id(entry.values)] = _AmountsOfValue(entry.values)
        pile.lows.append(low)
        pile.highs.append(high)
    return [*(pile.piece for pile in of_one.values()), *several], unit, reason


class _AmountsOfValue(Struct):
    """Sum of the amounts of all elements with one certain value; it grows while the entries are read."""

    values: Mapping[object, Truth]
    lows: list[Fraction] = field(default_factory=list)
    highs: list[Fraction | None] = field(default_factory=list)

    @property
    def piece(self) -> GroupPiece:
        """Return the sum of the amounts as one piece."""
        return GroupPiece(*added(self.lows, self.highs), self.values)


def _number(entries: Iterable[GroupEntry]) -> Interval:
    """Return the number of elements in the entries, as a range; an entry can be several elements."""
    lows, highs = [], []
    for entry in entries:
        amount = entry.amount.value
        known = isinstance(amount, Interval)
        lows.append(amount.least if known and entry.sure else ZERO)
        highs.append(amount.high if known else None)
    return Interval(*added(lows, highs))


def _missing_facts_of(entry: GroupEntry) -> Iterable[MissingFact]:
    """Return the missing facts that make the group, the value or the amount of an element unknown."""
    exact = isinstance(entry.amount.value, Interval) and entry.amount.value.is_exact
    return entry.missing if exact else (*entry.missing, *entry.amount.missing)


def _verdict_text(
    node: ir.EachGroup,
    amount: Interval | Unknown,
    lead: str,
    value: Truth,
    bound: Reading,
) -> str:
    """Return a text with a group's measured value and its result, such as `75 % (CN), not at most 50 %`."""
    kind = _kind(node)
    measured = words.interval_text(amount, kind) if isinstance(amount, Interval) else "not known"
    exact = isinstance(amount, Interval) and amount.is_exact and amount.low != 0
    leading_value = f" ({lead})" if lead and (exact or value is False) else ""
    condition = f"{'not ' if node.negated else ''}{node.operator.words}"
    limit = words.interval_text(bound.value, kind) if isinstance(bound.value, Interval) else "a bound"
    verdict = {True: condition, False: f"not {condition}", None: f"open whether {condition}"}[value]
    return f"{measured}{leading_value}, {verdict} {limit}"


def _kind(node: ir.EachGroup) -> str:
    return "percent" if isinstance(node.measured, ir.GroupShare) else "number"


def _measured(node: ir.EachGroup, group: _Group, reading: Reading, bound: Reading) -> ShareMeasurement | None:
    share = group.measured
    if not isinstance(share, Interval) or not isinstance(bound.value, Interval):
        return None
    measured, limit = (words.interval_text(interval, "percent") for interval in (share, bound.value))
    return ShareMeasurement(reading, measured, node.operator, limit, group.fact.name)
