"""Single points of failure and small cut sets of a product.

A blocked component does not count as an alternative to another component. If all alternatives are blocked,
the blocks are ignored, so that the analysis shows the points that would halt the product afterwards.

Facts may be missing, such as the country of a component. A *world* is one set of possible values for all
missing facts. A loss is *certain* if it halts the product in each world, and *possible* if it halts the
product in some worlds. If a component states no country or party, the loss of any country or party may halt
the product. Such components are only counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.cut_sets import CutSets
from microdep_rules.production.supply import KINDS, Point
from microdep_rules.production.unstated import COUNTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.structure import Gate, ProductStructure
    from microdep_rules.production.viability import Viability

LARGEST = 3
"""Maximum number of points in a cut set."""


class Single(Struct, frozen=True):
    """Point that halts the product, or may halt it, if only this point is lost."""

    point: Point
    certain: bool
    components: tuple[str, ...]
    """Ids of the components that directly depend on the point."""


class CutSet(Struct, frozen=True):
    """Points of one kind, such as two countries, that halt the product if all of them are lost.

    A certain set halts the product in each world, a possible set in some worlds (see the module). A smaller
    part of the set does not.
    """

    points: tuple[Point, ...]
    certain: bool
    alone: tuple[Point, ...] = ()
    """Points of the set that may halt the product even if only this point is lost."""


class Failures(Struct, frozen=True):
    """Single points of failure and cut sets of a product."""

    singles: tuple[Single, ...]
    sets: tuple[CutSet, ...]
    """Cut sets of two and three points."""
    unstated: Mapping[str, tuple[str, ...]]
    """Ids of the components that do not state their country or party, by kind of point."""
    cut_short: tuple[str, ...] = ()
    """Kinds of points with more cut sets than the result contains."""


class _FatalPoints(Struct):
    """Points that alone make a gate (a component or a choice of alternates) fail if they are lost."""

    certain: set[Point]
    possible: set[Point]
    """Points that may make the gate fail, including the certain points."""
    unstated: set[str]


def failures_of(viability: Viability, largest: int = LARGEST) -> Failures:
    """Return the single points of failure of a product, and its minimal cut sets for each kind of point."""
    ways = counted_ways(viability.structure, viability.values)
    singles, unstated = singles_of(viability, ways)
    sets: list[CutSet] = []
    cut_short = []
    for kind in KINDS:
        own = [single for single in singles if single.point.kind == kind]
        surely, may = {single.point for single in own if single.certain}, {single.point for single in own}
        always, cut = CutSets(viability, ways, kind, surely, certain=True).find(largest)
        possible, more = CutSets(viability, ways, kind, may, certain=False).find(largest)
        sets += [
            CutSet(points, certain=True, alone=tuple(p for p in points if p in may)) for points in always
        ]
        sets += [CutSet(points, certain=False) for points in possible if points not in always]
        cut_short += [kind] if cut or more else []
    return Failures(singles, tuple(sets), unstated, tuple(cut_short))


def singles_of(
    viability: Viability, counted: Mapping[int, tuple[int, ...]] | None = None
) -> tuple[tuple[Single, ...], dict[str, tuple[str, ...]]]:
    """Return the single points of failure, and the components that do not state their points, by kind.

    Certain points come first. A kind of point is left out if the loss of an unstated point cannot halt the
    product.
    """
    structure = viability.structure
    ways = counted if counted is not None else counted_ways(structure, viability.values)
    reach = _product_reach(structure, viability.values, ways)
    users = _users(structure)
    singles = [
        Single(point, point in reach.certain, tuple(users.get(point, ())))
        for point in reach.possible
        if point.kind in KINDS
    ]
    singles.sort(
        key=lambda single: (
            not single.certain,
            KINDS.index(single.point.kind),
            -len(single.components),
            single.point.key,
        )
    )
    unstated = {kind: ids for kind, ids in _unstated(structure).items() if kind in reach.unstated}
    return tuple(singles), unstated


def counted_ways(structure: ProductStructure, values: Sequence[Truth]) -> dict[int, tuple[int, ...]]:
    """Return the alternatives that count for each gate; halted alternatives count only if all are halted."""
    ways = {}
    for number, gate in enumerate(structure.gates):
        if gate.mode != "all":
            open_ways = tuple(member for member in gate.members if values[member] is not False)
            ways[number] = open_ways if open_ways and gate.mode == "any" else gate.members
    return ways


def is_choice(gate: Gate, ways: Sequence[int]) -> bool:
    """Return whether a gate has another alternative if one of its alternatives is lost."""
    return len(ways) > 1 or gate.rest


# ---- single points -------------------------------------------------------------------------------


def _product_reach(
    structure: ProductStructure, values: Sequence[Truth], ways: Mapping[int, tuple[int, ...]]
) -> _FatalPoints:
    """Return the points that alone halt the product if they are lost.

    Gates with alternatives are computed step by step, from the inputs up to the product.
    """
    settled: dict[int, _FatalPoints] = {}
    for number, own in ways.items():
        gate = structure.gates[number]
        if is_choice(gate, own):
            settled[number] = _choice(
                gate, own, values, [_closure(structure, ways, settled, way) for way in own]
            )
    return _closure(structure, ways, settled, structure.product)


def _closure(
    structure: ProductStructure,
    ways: Mapping[int, tuple[int, ...]],
    settled: Mapping[int, _FatalPoints],
    start: int,
) -> _FatalPoints:
    """Return the points that make a gate fail if they are lost, directly or through a needed gate."""
    reach = _FatalPoints(set(), set(), set())
    seen, waiting = {start}, [start]
    while waiting:
        number = waiting.pop()
        if number in settled:
            choice = settled[number]
            reach.certain |= choice.certain
            reach.possible |= choice.possible
            reach.unstated |= choice.unstated
            continue
        gate = structure.gates[number]
        reach.certain.update(point for point in gate.points if point.kind != "component")
        reach.unstated.update(gate.unstated)
        for way in ways.get(number, gate.members):
            if way not in seen:
                seen.add(way)
                waiting.append(way)
    reach.possible |= reach.certain
    return reach


def _choice(
    gate: Gate, own: Sequence[int], values: Sequence[Truth], reached: Sequence[_FatalPoints]
) -> _FatalPoints:
    """Return the points that make a gate with several alternatives fail, from those of its alternatives."""
    certain = set.intersection(*(reach.certain for reach in reached)) if not gate.rest else set()
    if gate.mode == "open":  # the gate may need all members
        return _FatalPoints(
            certain,
            set().union(*(reach.possible for reach in reached)),
            set().union(*(reach.unstated for reach in reached)),
        )
    helps = [values[way] is not None for way in own]
    unstated: set[str] = {
        kind
        for kind in KINDS
        if all(kind in reach.unstated or not help_ for reach, help_ in zip(reached, helps, strict=True))
    }
    if not any(helps):
        unstated &= set().union(*(reach.unstated for reach in reached))
    possible: set[Point] = set()
    for kind in KINDS:
        # An alternative that may depend on any point, or may not be available, does not protect the gate.
        strict = [
            reach.possible
            for reach, help_ in zip(reached, helps, strict=True)
            if help_ and kind not in reach.unstated
        ]
        both = set.intersection(*strict) if strict else set().union(*(reach.possible for reach in reached))
        possible.update(point for point in both if point.kind == kind)
    return _FatalPoints(certain, possible, unstated)


def _users(structure: ProductStructure) -> dict[Point, dict[str, None]]:
    """Return the components that directly depend on each point."""
    by_point: dict[Point, dict[str, None]] = {}
    owner: dict[int, str] = {}
    for number in reversed(range(len(structure.gates))):
        gate = structure.gates[number]
        component = gate.component or owner.get(number, "")
        if not component:
            continue
        for member in gate.members:
            if (
                not structure.gates[member].component
                and member not in owner
                and not _is_use(structure, member)
            ):
                owner[member] = component
        for point in gate.points:
            by_point.setdefault(point, {})[component] = None
    return {point: dict(reversed(users.items())) for point, users in by_point.items()}


def _is_use(structure: ProductStructure, number: int) -> bool:
    """Return whether a gate is a choice between a component and its alternates."""
    gate = structure.gates[number]
    return any(structure.gates[member].component for member in gate.members)


def _unstated(structure: ProductStructure) -> dict[str, tuple[str, ...]]:
    """Return the components that need a country or a party but do not state it, by kind of point."""
    by_kind: dict[str, dict[str, None]] = {}
    component = ""
    # The gates that a component directly needs are right before the gate of the component.
    for gate in reversed(structure.gates):
        component = gate.component or component
        for kind in gate.unstated:
            by_kind.setdefault(kind, {})[component] = None
    return {kind: tuple(reversed(components)) for kind, components in by_kind.items() if kind in COUNTED}
