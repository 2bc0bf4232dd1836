"""Minimal cut sets: sets of points, such as sites, that halt the product if all of them are lost.

A gate is a component, or a choice between several alternatives. The sets are computed gate by gate, from the
inputs up to the product. A certain cut set halts the product even in the best case, in which unstated
alternatives exist. A possible cut set halts the product in the worst case, in which undetermined alternatives
do not help.
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
"""Largest number of cut sets that are stored for one gate."""
MOST_TRIED = 20
"""Largest number of cut sets of one kind in the result if there are too many to find all of them."""


class _GateCuts(NamedTuple):
    """Cut sets that make a gate fail."""

    sets: Families
    by_any: bool = False
    """True if the gate also needs an unstated point, such as an unknown site; the loss of any point may
    matter.
    """


class CutSets:
    """Minimal cut sets of points of one kind that certainly halt the product, or that may halt it.

    Points in `alone` are left out, because each of them halts the product by itself.
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
        """Return the cut sets of two to `largest` points, and whether the result omits cut sets."""
        for number, own in self.ways.items():
            gate = self.structure.gates[number]
            if len(own) > 1 or gate.rest:
                self._settled[number] = self._choice(gate, own, largest)
        sets = self._closure(self.structure.product).sets
        cut_sets = [tuple(sorted(points, key=lambda point: point.key)) for points in sets if len(points) > 1]
        cut_sets.sort(key=lambda points: (len(points), [p.key for p in points]))
        if not self._cut:
            return [points for points in cut_sets if len(points) <= largest], False
        # If some cut sets were omitted, another set may contain one of them.
        return [points for points in cut_sets[:MOST_TRIED] if not self._is_not_minimal(points)], True

    def _choice(self, gate: Gate, own: Sequence[int], largest: int) -> _GateCuts:
        """Return the cut sets of a gate with several alternatives."""
        if self.is_certain and gate.rest:
            return _GateCuts(NONE)
        lost = [self._closure(way) for way in own]
        needed = [*range(len(own))]
        if not self.is_certain:
            needed = self._needed(own, [cuts.by_any for cuts in lost]) if gate.mode == "any" else []
        if needed:
            return _GateCuts(self._all_fail([lost[place].sets for place in needed], largest))
        return _GateCuts(self._any_fails([cuts.sets for cuts in lost]), any(cuts.by_any for cuts in lost))

    def _needed(self, own: Sequence[int], by_any: Sequence[bool]) -> list[int]:
        """Return the positions in `own` of the alternatives that must all fail in the worst case."""
        return [place for place, way in enumerate(own) if self.values[way] is not None and not by_any[place]]

    def _closure(self, start: int) -> _GateCuts:
        """Return the cut sets of a gate, and of everything that the gate needs."""
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
        return _GateCuts(
            self._any_fails([*families, frozenset(frozenset({point}) for point in points)]), by_any
        )

    def _any_fails(self, families: Sequence[Families]) -> Families:
        """Return the cut sets of a gate that fails if one of its members fails."""
        sets, cut = smallest(families, MOST_SETS)
        self._cut = self._cut or cut
        return sets

    def _all_fail(self, families: Sequence[Families], largest: int) -> Families:
        """Return the cut sets of a gate that fails if all its members fail."""
        sets, cut = product_of(families, largest, MOST_SETS)
        self._cut = self._cut or cut
        return sets

    def _is_not_minimal(self, points: tuple[Point, ...]) -> bool:
        """Return whether the loss of some of the points is already enough to halt the product."""
        return any(self._halts({*points} - {point}) for point in points)

    def _halts(self, lost: Collection[Point]) -> bool:
        """Return whether the loss of these points halts the product."""
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
