"""`for each function of L: largest share by purchase-price by origin is at most 50 %`.

Each group of a list is judged by itself, by what its elements may come to; the condition is true where it is
true of all of them, and false where it is false of one. An element of which the group is not known may be in
any of them, or in another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine import amounts, arithmetic, membership, words
from microdep_rules.engine.group_shares import ZERO, Piece, bounds, leading
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
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth

ANY_OTHER = "any other"
"""The group of what may be in one that is not named; no document can name it."""


class _List(Struct, frozen=True):
    """The list that is shared out, and what is asked about."""

    items: Items
    base: Element
    direct: bool
    among: Reading | None
    scope: Scope


class _Entry(Struct, frozen=True):
    """An element of the list: its amount, the groups it may be in, and the values it may count for."""

    belongs: Truth
    amount: Reading
    groups: Mapping[object, str] | None
    """Each with its name; nothing where the group may be any."""
    values: Mapping[object, Truth] | None
    facts: tuple[Fact, ...]
    missing: tuple[Missing, ...]
    """What would tell more of it, besides its amount."""
    reasons: frozenset[str] = frozenset()

    def surely(self) -> bool:
        """Whether it is known in which group it is."""
        return self.belongs is True and self.groups is not None and len(self.groups) == 1


class _Group(Struct, frozen=True):
    """A group with what it was found to be."""

    name: str
    value: Truth
    reading: Reading
    fact: Fact


def each_group(engine: State, node: ir.EachGroup, scope: Scope) -> Proof:
    """Every group of a list by itself; unknown where there is none, as there is nothing to require it of."""
    items = engine.items(node.of, scope)
    bound, base = engine.value(node.bound, scope), amounts.base(engine, node.of, scope)
    among = engine.set_of(_among(node).right, scope) if node.among is not None else None
    about = _List(items, base, amounts.is_direct(node.of), among, scope)
    entries = [_entry(engine, node, about, element, belongs) for element, belongs in engine.each(items)]
    entries += [_hidden(ghost.missing) for ghost in items.ghosts]
    groups = [_judged(engine, node, name, inside, bound, base) for name, inside in _grouped(entries)]
    if not groups:
        return Proof(node.span, None, [], bound.facts, reason="nothing to require it of")
    value = conjunction([each.value for each in groups])
    deciding = [each for each in groups if each.value is value]
    facts = (*(each.fact for each in groups), *(fact for each in deciding for fact in each.reading.facts))
    engine.trail.measured["share"] = deciding[0].reading
    stated = [f"{each.name}: {each.fact.text}" for each in deciding[: words.MOST]]
    more = len(deciding) - len(stated)
    said = "; ".join([*stated, f"and {more} more"] if more else stated)
    engine.trail.measured["groups"] = Reading(Texts(frozenset({said})))
    missing = tuple(dict.fromkeys(lack for each in deciding for lack in each.reading.missing))
    reason = "; ".join(sorted({each.reading.reason for each in deciding} - {""}))
    proof = Proof(node.span, value, [], (*dict.fromkeys(facts), *bound.facts), kind="share")
    if value is None:
        proof.missing, proof.reason = missing, reason
    if len(groups) == 1 or sum(each.value is not True for each in groups) == 1:
        proof.measured = _measured(node, deciding[0], bound)
    return proof


def _among(node: ir.EachGroup) -> ir.IsIn:
    found = node.among.cond if isinstance(node.among, ir.Not) else node.among
    assert isinstance(found, ir.IsIn)
    return found


# ---- the elements --------------------------------------------------------------------------------


def _entry(
    engine: State,
    node: ir.EachGroup,
    about: _List,
    element: Element,
    belongs: Truth,
) -> _Entry:
    inner, among = {**about.scope, node.variable: element}, about.among
    amount = amounts.weighted(engine, about.base, element, node.measure, direct=about.direct)
    group, by = engine.value(node.group, inner), engine.value(node.by, inner)
    groups = _groups(engine, group.value)
    values = _values(engine, node, by.value, among)
    why = about.items.why.get(id(element)) if belongs is not True else None
    missing: list[Missing] = [] if why is None else sorted(missing_of(why), key=Missing.key)
    missing += group.missing if groups is None or len(groups) > 1 else ()
    if values is None or len(values) > 1:
        missing += by.missing
    elif among is not None and None in values.values():
        missing += among.missing
    facts = (*amount.facts, *group.facts, *by.facts, *(among.facts if among is not None else ()))
    reasons = {*(reasons_of(why) if why is not None else ()), *map(_reason, (group, by))} - {""}
    return _Entry(belongs, amount, groups, values, facts, tuple(missing), frozenset(reasons))


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


def _grouped(entries: Iterable[_Entry]) -> Iterator[tuple[str, list[_Entry]]]:
    """Every group that there is or may be, by its name, with all that may be in it."""
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
    for key, name in sorted(names.items(), key=lambda each: each[1]):
        yield name, inside[key] + anywhere
    if anywhere:
        yield ANY_OTHER, anywhere


def _judged(
    engine: State,
    node: ir.EachGroup,
    name: str,
    inside: list[_Entry],
    bound: Reading,
    base: Element,
) -> _Group:
    """One group. Of one that there may not be nothing is false: it would have to be there."""
    there = any(each.surely() for each in inside)
    pieces, reason = _pieces(engine, inside)
    asked_of_any: Truth = True if node.among is None else None
    share = bounds(pieces, asked_of_any=asked_of_any)
    value: Truth = None
    if isinstance(share, Interval) and isinstance(bound.value, Interval):
        value = compare(node.operator.orders, share, bound.value)
        value = negated(value) if node.negated else value
    if value is False and not there:
        value = None
    missing = [*(lack for each in inside for lack in _open_in(each)), *bound.missing] if value is None else []
    facts = tuple(dict.fromkeys(fact for each in inside for fact in each.facts))
    reasons = {reason, *(why for each in inside for why in each.reasons)}
    reasons |= {share.reason} if isinstance(share, Unknown) else set()
    reading = Reading(
        share, facts, tuple(missing), "; ".join(sorted(reasons - {""})) if value is None else ""
    )
    text = _told(node, share, leading(pieces), value, bound)
    file, pointer = engine.reader.bom.locate(base, "id")
    fact = Fact(f"{words.group_share_name(node)} of {name}", text, pointer, file.path, element=base.id)
    return _Group(name, value, reading, fact)


def _pieces(engine: State, inside: list[_Entry]) -> tuple[list[Piece], str]:
    """The elements as pieces of one unit; without a rate, what is in another currency may be any amount."""
    found, unit, reason = [], "", ""
    for each in inside:
        amount = each.amount.value
        if isinstance(amount, Interval) and amount.unit and unit and amount.unit != unit:
            amount = arithmetic.converted(engine, amount, unit)
            reason = amount.reason if isinstance(amount, Unknown) else reason
        if not isinstance(amount, Interval):
            found.append(Piece(ZERO, None, each.values))
            continue
        unit = unit or amount.unit
        low = max(ZERO, amount.low or ZERO) if each.surely() else ZERO
        found.append(Piece(low, amount.high, each.values))
    return found, reason


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


def _measured(node: ir.EachGroup, group: _Group, bound: Reading) -> Measured | None:
    share = group.reading.value
    if not isinstance(share, Interval) or not isinstance(bound.value, Interval):
        return None
    measured, limit = (words.interval_text(each, "percent") for each in (share, bound.value))
    return Measured(group.reading, measured, node.operator, limit, group.fact.name)
