"""Minimal cut sets: sets of points whose joint loss halts the product.

They are found from the bottom up. A certain one halts the product in the best world: all members of an open
gate must fail, and an unstated alternative may exist. A possible one halts it in the worst world: one failed
member of an open gate suffices, and undetermined alternatives are not available.
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
"""Maximum number of cut sets followed at one gate."""
MOST_TRIED = 20
"""Maximum number listed of a kind of which not all were followed."""


class _GateCuts(NamedTuple):
    """Cut sets of one gate."""

    sets: Families
    by_any: bool = False
    """True if any point may be a cut, because one is needed and none is stated."""


class CutSets:
    """Minimal cut sets of one kind: those that halt the product certainly, or those that may.

    Points in `alone` halt it by themselves: they are in no larger minimal set, and are left out from the
    start.
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
        self._settled: dict[int, _GateCuts] = {}
        self._cut = False

    def find(self, largest: int) -> tuple[list[tuple[Point, ...]], bool]:
        """Return the sets of at least two and at most `largest` points, and whether some were left out."""
        for number, own in self.ways.items():
            gate = self.structure.gates[number]
            if len(own) > 1 or gate.rest:
                self._settled[number] = self._choice(gate, own, largest)
        sets = self._closure(self.structure.product).sets
        cut_sets = [tuple(sorted(points, key=lambda point: point.key)) for points in sets if len(points) > 1]
        cut_sets.sort(key=lambda points: (len(points), [p.key for p in points]))
        if not self._cut:
            return [points for points in cut_sets if len(points) <= largest], False
        # Where some were left out, what was kept may hold a smaller one of those.
        return [points for points in cut_sets[:MOST_TRIED] if not self._holds_a_smaller(points)], True

    def _choice(self, gate: Gate, own: Sequence[int], largest: int) -> _GateCuts:
        """Return the cut sets of a gate with several alternatives."""
        if self.is_certain and gate.rest:
            return _GateCuts(NONE)
        lost = [self._closure(way) for way in own]
        needed = [*range(len(own))]
        if not self.is_certain:
            needed = self._needed(own, [cuts.by_any for cuts in lost]) if gate.mode == "any" else []
        if needed:
            return _GateCuts(self._all([lost[place].sets for place in needed], largest))
        return _GateCuts(self._any([cuts.sets for cuts in lost]), any(cuts.by_any for cuts in lost))

    def _needed(self, own: Sequence[int], by_any: Sequence[bool]) -> list[int]:
        """Return the positions of the alternatives that must fail in the worst world."""
        return [place for place, way in enumerate(own) if self.values[way] is not None and not by_any[place]]

    def _closure(self, start: int) -> _GateCuts:
        """Return the cut sets of one gate: of everything that it needs, through AND alone."""
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
        return _GateCuts(self._any([*families, frozenset(frozenset({point}) for point in points)]), by_any)

    def _any(self, families: Sequence[Families]) -> Families:
        """Return the cut sets where one failure of several suffices."""
        sets, cut = smallest(families, MOST_SETS)
        self._cut = self._cut or cut
        return sets

    def _all(self, families: Sequence[Families], largest: int) -> Families:
        """Return the cut sets where all of several must fail."""
        sets, cut = product_of(families, largest, MOST_SETS)
        self._cut = self._cut or cut
        return sets

    def _holds_a_smaller(self, points: tuple[Point, ...]) -> bool:
        """Return whether a cut set is still one without one of its points."""
        return any(self._halts({*points} - {point}) for point in points)

    def _halts(self, lost: Collection[Point]) -> bool:
        """Return whether the loss of these points halts the product: one walk through all gates."""
        gone: list[bool] = []
        by_any: list[bool] = []
        for number, gate in enumerate(self.structure.gates):
            own = self.ways.get(number, gate.members)
            members = [gone[way] for way in own]
            is_any = self.kind in gate.unstated or any(by_any[way] for way in own)
            if gate.mode == "all":
                gone.append(any(members) or any(point in lost for point in gate.points))
            elif self.is_certain:
                gone.append(bool(members) and all(members) and not gate.rest)
            else:
                needed = self._needed(own, [by_any[way] for way in own]) if gate.mode == "any" else []
                gone.append(all(members[place] for place in needed) if needed else any(members))
                is_any = is_any and not needed
            by_any.append(is_any)
        return gone[self.structure.product]
