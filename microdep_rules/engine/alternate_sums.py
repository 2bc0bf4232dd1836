"""Sums over a document with alternates: at each place of use, one of several options is used.

A component and its alternates are never used together at one place, so their amounts are not added. At each
place, the sum ranges from the smallest to the largest amount of the options.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.engine import amounts
from microdep_rules.engine.shares import ZERO, AlternateAmount, Portion
from microdep_rules.engine.values import Interval, exactly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element, Usage
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.state import State

Bounds = tuple[Fraction, "Fraction | None"]
NOTHING = AlternateAmount(ZERO, (ZERO, ZERO), (ZERO, ZERO))
ONE = exactly(1)


class Sums:
    """Sums of one measure over components and their contents, if a document allows alternates.

    `own` is the amount that each component states for itself, without its contents.
    """

    def __init__(self, plain: Bom, own: Mapping[str, Sequence[Portion]], *, counted: bool) -> None:
        self.plain, self.counted = plain, counted
        self.own = {id_: _sum([_amount_of(portion) for portion in portions]) for id_, portions in own.items()}
        self.differing: set[str] = set()
        """Names of the alternates that have another amount than the component that they replace."""
        self._known: dict[str, AlternateAmount] = {}

    def direct(self, base: Element) -> AlternateAmount:
        """Return the amount of a component and its direct children."""
        inside = [self._amount_at_use(use, self.own) for use in self.plain.usages(base)]
        return _sum([self.own.get(base.id, NOTHING), *inside])

    def deep(self, base: Element) -> AlternateAmount:
        """Return the amount of a component with everything inside it.

        If a component contains itself, its amount counts once.
        """
        waiting, opened = [base], set[str]()
        while waiting:
            component = waiting[-1]
            uses = self.plain.usages(component)
            if component.id not in opened:
                opened.add(component.id)
                ways = (way for use in uses for way in self.plain.with_alternates(use.child))
                waiting += [way for way in ways if way.id not in opened]
                continue
            waiting.pop()
            if component.id not in self._known:
                below = [self._amount_at_use(use, self._known) for use in uses]
                self._known[component.id] = _sum([self.own.get(component.id, NOTHING), *below])
        return self._known[base.id]

    def _amount_at_use(self, use: Usage, known: Mapping[str, AlternateAmount]) -> AlternateAmount:
        """Return the lowest and the highest amount at one place of use, over all alternates."""
        ways = self.plain.with_alternates(use.child)
        first, *others = [known.get(way.id, NOTHING) for way in ways]
        named = zip(ways[1:], others, strict=True)
        self.differing |= {way.name for way, other in named if other != first}
        amount = _bounds_over_all([first, *others])
        many = amounts.quantity_of(use) if self.counted else ONE
        return amount if many == ONE else _times(amount, many)


def combine(
    engine: State, base: Element, own: Mapping[str, Sequence[Portion]], *, direct: bool, counted: bool = True
) -> tuple[AlternateAmount, set[str]]:
    """Return the sum of a measure in `base`, and the names of the alternates that can change this sum.

    `own` contains the amounts that each component itself states.
    """
    plain = engine.reader.bom.without_alternates
    assert plain is not None
    sums = Sums(plain, own, counted=counted)
    return (sums.direct(base) if direct else sums.deep(base)), sums.differing


def reason(names: set[str]) -> str:
    """Return the reason why an amount is unknown: the alternates with these names may be used."""
    if not names:
        return ""
    listed = ", ".join(f"`{name}`" for name in sorted(names))
    return (
        f"the approved alternate {listed} may be built"
        if len(names) == 1
        else f"approved alternates may be built: {listed}"
    )


def reason_of(engine: State, items: Items, element: Element) -> str:
    """Return why it is unknown whether a list contains an element: an alternate may replace the component.

    The result is empty if alternates are not the reason.
    """
    plain = engine.reader.bom.without_alternates
    if plain is None or id(element) not in items.either:
        return ""
    part = amounts.part_of(element)
    if part is None:
        return reason({element.name})
    ways = plain.with_alternates(part)[1:]
    return reason(
        {way.name for way in ways} if ways and part.id not in engine.lists.alternates() else {part.name}
    )


def _amount_of(portion: Portion) -> AlternateAmount:
    inside = portion.least(matching=True), portion.most(matching=True)
    return AlternateAmount(portion.low, inside, (portion.least(matching=False), portion.most(matching=False)))


def _sum(several: Sequence[AlternateAmount]) -> AlternateAmount:
    low = ZERO
    inside: Bounds = (ZERO, ZERO)
    outside: Bounds = (ZERO, ZERO)
    for amount in several:
        low, inside, outside = low + amount.low, _plus(inside, amount.inside), _plus(outside, amount.outside)
    return AlternateAmount(low, inside, outside)


def _plus(one: Bounds, other: Bounds) -> Bounds:
    return one[0] + other[0], None if one[1] is None or other[1] is None else one[1] + other[1]


def _times(one: AlternateAmount, many: Interval) -> AlternateAmount:
    least = many.low or ZERO
    inside, outside = _scaled(one.inside, many), _scaled(one.outside, many)
    return AlternateAmount(one.low * least, inside, outside)


def _scaled(bounds: Bounds, many: Interval) -> Bounds:
    low, high = bounds
    if high == 0 or many.high == 0:
        return ZERO, ZERO
    return low * (many.low or ZERO), None if high is None or many.high is None else high * many.high


def _bounds_over_all(several: Sequence[AlternateAmount]) -> AlternateAmount:
    """Return bounds that include all of the given bounds."""
    low = min(amount.low for amount in several)
    return AlternateAmount(low, _hull([e.inside for e in several]), _hull([e.outside for e in several]))


def _hull(several: Sequence[Bounds]) -> Bounds:
    highs = [high for _, high in several if high is not None]
    return min(low for low, _ in several), max(highs) if len(highs) == len(several) else None
