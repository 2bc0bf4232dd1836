"""Sums over a document in which alternates may be built: each use of a component is one of several ways.

A component and its alternates are never built into one place together, so that what they bring is not added
up: of each place the least and the most that any of them brings counts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.engine import amounts
from microdep_rules.engine.shares import ZERO, Either, Portion
from microdep_rules.engine.values import Interval, exactly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element, Usage
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.state import State

Bounds = tuple[Fraction, "Fraction | None"]
NOTHING = Either(ZERO, (ZERO, ZERO), (ZERO, ZERO))
ONE = exactly(1)


class Sums:
    """What each component brings with all that is in it, once; `own` is what is in it itself."""

    def __init__(self, plain: Bom, own: Mapping[str, Sequence[Portion]], *, counted: bool) -> None:
        self.plain, self.counted = plain, counted
        self.own = {id_: _sum([_either(portion) for portion in portions]) for id_, portions in own.items()}
        self.differing: set[str] = set()
        """The names of alternates that bring something else than what they replace."""
        self._known: dict[str, Either] = {}

    def direct(self, base: Element) -> Either:
        """What the children of a component bring by themselves, and it itself."""
        inside = [self._use(use, self.own) for use in self.plain.usages(base)]
        return _sum([self.own.get(base.id, NOTHING), *inside])

    def deep(self, base: Element) -> Either:
        """What a component brings with all that is in it; what contains itself counts there once."""
        waiting, opened = [base], set[str]()
        while waiting:
            each = waiting[-1]
            uses = self.plain.usages(each)
            if each.id not in opened:
                opened.add(each.id)
                ways = (way for use in uses for way in self.plain.ways(use.child))
                waiting += [way for way in ways if way.id not in opened]
                continue
            waiting.pop()
            if each.id not in self._known:
                below = [self._use(use, self._known) for use in uses]
                self._known[each.id] = _sum([self.own.get(each.id, NOTHING), *below])
        return self._known[base.id]

    def _use(self, use: Usage, brought: Mapping[str, Either]) -> Either:
        """What one use brings, whichever way it is built."""
        ways = self.plain.ways(use.child)
        first, *others = [brought.get(way.id, NOTHING) for way in ways]
        named = zip(ways[1:], others, strict=True)
        self.differing |= {way.name for way, other in named if other != first}
        found = _any_of([first, *others])
        many = amounts.quantity_of(use) if self.counted else ONE
        return found if many == ONE else _times(found, many)


def combined(
    engine: State, base: Element, own: Mapping[str, Sequence[Portion]], *, direct: bool, counted: bool = True
) -> tuple[Either, set[str]]:
    """What a list in a component brings, and the alternates on which that depends."""
    plain = engine.reader.bom.plain
    assert plain is not None
    sums = Sums(plain, own, counted=counted)
    return (sums.direct(base) if direct else sums.deep(base)), sums.differing


def reason(names: set[str]) -> str:
    """Words for what is open, as alternates may be built."""
    if not names:
        return ""
    listed = ", ".join(f"`{name}`" for name in sorted(names))
    return (
        f"the approved alternate {listed} may be built"
        if len(names) == 1
        else f"approved alternates may be built: {listed}"
    )


def reason_of(engine: State, items: Items, element: Element) -> str:
    """Why an element may not belong to a list: the alternates of which one may be built."""
    plain = engine.reader.bom.plain
    if plain is None or id(element) not in items.either:
        return ""
    part = amounts.part_of(element)
    if part is None:
        return reason({element.name})
    ways = plain.ways(part)[1:]
    return reason(
        {way.name for way in ways} if ways and part.id not in engine.lists.alternates() else {part.name}
    )


def _either(portion: Portion) -> Either:
    inside = portion.least(matching=True), portion.most(matching=True)
    return Either(portion.low, inside, (portion.least(matching=False), portion.most(matching=False)))


def _sum(several: Sequence[Either]) -> Either:
    low = ZERO
    inside: Bounds = (ZERO, ZERO)
    outside: Bounds = (ZERO, ZERO)
    for each in several:
        low, inside, outside = low + each.low, _plus(inside, each.inside), _plus(outside, each.outside)
    return Either(low, inside, outside)


def _plus(one: Bounds, other: Bounds) -> Bounds:
    return one[0] + other[0], None if one[1] is None or other[1] is None else one[1] + other[1]


def _times(one: Either, many: Interval) -> Either:
    least = many.low or ZERO
    inside, outside = _scaled(one.inside, many), _scaled(one.outside, many)
    return Either(one.low * least, inside, outside)


def _scaled(bounds: Bounds, many: Interval) -> Bounds:
    low, high = bounds
    if high == 0 or many.high == 0:
        return ZERO, ZERO
    return low * (many.low or ZERO), None if high is None or many.high is None else high * many.high


def _any_of(several: Sequence[Either]) -> Either:
    """The bounds that hold of each of several."""
    low = min(each.low for each in several)
    return Either(low, _hull([e.inside for e in several]), _hull([e.outside for e in several]))


def _hull(several: Sequence[Bounds]) -> Bounds:
    highs = [high for _, high in several if high is not None]
    return min(low for low, _ in several), max(highs) if len(highs) == len(several) else None
