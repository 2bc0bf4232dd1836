"""Minimal cut sets: what halts the product when it is lost together.

They are found from the bottom up. A certain one halts the product in the best world: of an open gate all
members have to be lost, and there may be another way that is not stated. One that may halt it does so in the
worst world: of an open gate one member is enough, and undetermined ways are not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.production.cuts import NONE, Families, product_of, smallest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from microdep_rules.production.structure import Gate
    from microdep_rules.production.supply import Point
    from microdep_rules.production.viability import Viability

MOST_SETS = 2_000
"""So many cut sets are followed at one gate."""
MOST_TRIED = 20
"""So many are listed of a kind of which not all were followed."""


class _Lost(NamedTuple):
    """What a gate is lost with."""

    sets: Families
    by_any: bool = False
    """Whether any point may be one with which it is lost, as one is needed and none is stated."""


class CutSets:
    """The minimal cut sets of one kind: those that halt the product certainly, or those that may.

    Points that do so `alone` are in no larger minimal set, so that they are left out from the start.
    """

    def __init__(
        self,
        viability: Viability,
        ways: Mapping[int, tuple[int, ...]],
        kind: str,
        alone: Collection[Point],
        *,
        certain: bool,
    ) -> None:
        self.structure, self.values = viability.structure, viability.values
        self.ways, self.kind, self.alone, self.is_certain = ways, kind, alone, certain
        self._settled: dict[int, _Lost] = {}
        self._cut = False

    def find(self, largest: int) -> tuple[list[tuple[Point, ...]], bool]:
        """The sets of two and up to so many points; whether some were left out."""
        for number, own in self.ways.items():
            gate = self.structure.gates[number]
            if len(own) > 1 or gate.rest:
                self._settled[number] = self._choice(gate, own, largest)
        sets = self._closure(self.structure.product).sets
        found = [tuple(sorted(each, key=lambda point: point.key)) for each in sets if len(each) > 1]
        found.sort(key=lambda each: (len(each), [p.key for p in each]))
        if not self._cut:
            return [each for each in found if len(each) <= largest], False
        # Where some were left out, what was kept may hold a smaller one of those.
        return [each for each in found[:MOST_TRIED] if not self._holds_a_smaller(each)], True

    def _choice(self, gate: Gate, own: Sequence[int], largest: int) -> _Lost:
        """What a gate is lost with of which several ways are counted."""
        if self.is_certain and gate.rest:
            return _Lost(NONE)
        lost = [self._closure(each) for each in own]
        needed = [*range(len(own))]
        if not self.is_certain:
            needed = self._needed(own, [each.by_any for each in lost]) if gate.mode == "any" else []
        if needed:
            return _Lost(self._all([lost[each].sets for each in needed], largest))
        return _Lost(self._any([each.sets for each in lost]), any(each.by_any for each in lost))

    def _needed(self, own: Sequence[int], by_any: Sequence[bool]) -> list[int]:
        """The ways, by their places, that have to be lost in the worst world."""
        return [place for place, way in enumerate(own) if self.values[way] is not None and not by_any[place]]

    def _closure(self, start: int) -> _Lost:
        """The cut sets of one gate: all that it needs, through AND alone."""
        points: set[Point] = set()
        families: list[Families] = []
        by_any = False
        seen, waiting = {start}, [start]
        while waiting:
            number = waiting.pop()
            if number in self._settled:
                families.append(self._settled[number].sets)
                by_any = by_any or self._settled[number].by_any
                continue
            gate = self.structure.gates[number]
            by_any = by_any or self.kind in gate.unstated
            points.update(
                point for point in gate.points if point.kind == self.kind and point not in self.alone
            )
            for way in self.ways.get(number, gate.members):
                if way not in seen:
                    seen.add(way)
                    waiting.append(way)
        return _Lost(self._any([*families, frozenset(frozenset({point}) for point in points)]), by_any)

    def _any(self, families: Sequence[Families]) -> Families:
        """What is lost as soon as one of several is."""
        found, cut = smallest(families, MOST_SETS)
        self._cut = self._cut or cut
        return found

    def _all(self, families: Sequence[Families], largest: int) -> Families:
        """What is lost only when all of several are."""
        found, cut = product_of(families, largest, MOST_SETS)
        self._cut = self._cut or cut
        return found

    def _holds_a_smaller(self, points: tuple[Point, ...]) -> bool:
        """Return whether a cut set is still one without one of its points."""
        return any(self._halts({*points} - {point}) for point in points)

    def _halts(self, lost: Collection[Point]) -> bool:
        """Return whether the loss of these points halts the product: one walk through all gates."""
        gone: list[bool] = []
        by_any: list[bool] = []
        for number, gate in enumerate(self.structure.gates):
            own = self.ways.get(number, gate.members)
            members = [gone[each] for each in own]
            is_any = self.kind in gate.unstated or any(by_any[each] for each in own)
            if gate.mode == "all":
                gone.append(any(members) or any(point in lost for point in gate.points))
            elif self.is_certain:
                gone.append(bool(members) and all(members) and not gate.rest)
            else:
                needed = self._needed(own, [by_any[each] for each in own]) if gate.mode == "any" else []
                gone.append(all(members[each] for each in needed) if needed else any(members))
                is_any = is_any and not needed
            by_any.append(is_any)
        return gone[self.structure.product]
