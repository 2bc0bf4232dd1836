"""Single points of failure and small cut sets: what halts the product when it is lost.

What the rules block already is counted as it is: a way that is blocked is no alternative to another. Where
every way is blocked (or there is one way only), they are counted as if they were not: the product is halted
by the block, and what is asked here is what else halts it once that is fixed.

A *world* settles all that the document leaves open: which of two countries it is, whether two sources
without shares are both needed, whether there is another one, which undetermined ways are there. *Certain* is
what halts the product in every world; what does so in some only *may* halt it. Where the document states
nothing, any country or party may halt it: those places are counted, and named by nobody.
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
    from microdep_rules.production.structure import Gate, Structure
    from microdep_rules.production.viability import Viability

LARGEST = 3
"""So many things at most are lost together in a cut set."""


class Single(Struct, frozen=True):
    """A point whose loss alone halts the product, or may halt it."""

    point: Point
    certain: bool
    components: tuple[str, ...]
    """The components that state it, by id."""


class CutSet(Struct, frozen=True):
    """Points of one kind that halt the product together, certainly or in some worlds.

    No part of it does so as surely: a part of a certain one may halt it, a part of another one never does.
    """

    points: tuple[Point, ...]
    certain: bool
    alone: tuple[Point, ...] = ()
    """Those of them that may halt it without the others."""


class Failures(Struct, frozen=True):
    """What halts one product."""

    singles: tuple[Single, ...]
    sets: tuple[CutSet, ...]
    """Cut sets of two and three points."""
    unstated: Mapping[str, tuple[str, ...]]
    """Components of which a country (or party) is not stated, by the kind, where any may halt the product."""
    cut_short: tuple[str, ...] = ()
    """The kinds for which there are more cut sets than were followed."""


class _Reach(Struct):
    """What is lost with one gate."""

    certain: set[Point]
    possible: set[Point]
    """The certain ones included."""
    unstated: set[str]


def failures_of(viability: Viability, largest: int = LARGEST) -> Failures:
    """The single points of failure of a product, and its minimal cut sets of each kind."""
    ways = counted_ways(viability.structure, viability.values)
    singles, unstated = singles_of(viability, ways)
    sets: list[CutSet] = []
    cut_short = []
    for kind in KINDS:
        own = [single for single in singles if single.point.kind == kind]
        surely, may = {each.point for each in own if each.certain}, {each.point for each in own}
        always, cut = CutSets(viability, ways, kind, surely, certain=True).find(largest)
        possible, more = CutSets(viability, ways, kind, may, certain=False).find(largest)
        sets += [CutSet(each, certain=True, alone=tuple(p for p in each if p in may)) for each in always]
        sets += [CutSet(each, certain=False) for each in possible if each not in always]
        cut_short += [kind] if cut or more else []
    return Failures(singles, tuple(sets), unstated, tuple(cut_short))


def singles_of(
    viability: Viability, counted: Mapping[int, tuple[int, ...]] | None = None
) -> tuple[tuple[Single, ...], dict[str, tuple[str, ...]]]:
    """The single points of failure of a product, those that are certain first, and what is not stated.

    Of a kind of which any point may be one more: the components that do not state it.
    """
    structure = viability.structure
    ways = counted if counted is not None else counted_ways(structure, viability.values)
    reach = _product_reach(structure, viability.values, ways)
    users = _users(structure)
    found = [
        Single(point, point in reach.certain, tuple(users.get(point, ())))
        for point in reach.possible
        if point.kind in KINDS
    ]
    found.sort(
        key=lambda each: (
            not each.certain,
            KINDS.index(each.point.kind),
            -len(each.components),
            each.point.key,
        )
    )
    unstated = {kind: ids for kind, ids in _unstated(structure).items() if kind in reach.unstated}
    return tuple(found), unstated


def counted_ways(structure: Structure, values: Sequence[Truth]) -> dict[int, tuple[int, ...]]:
    """Of each gate with several ways, those that are counted: none that is halted while another is not."""
    found = {}
    for number, gate in enumerate(structure.gates):
        if gate.mode != "all":
            open_ways = tuple(member for member in gate.members if values[member] is not False)
            found[number] = open_ways if open_ways and gate.mode == "any" else gate.members
    return found


def is_choice(gate: Gate, ways: Sequence[int]) -> bool:
    """Return whether a gate with these ways may be there without one of them."""
    return len(ways) > 1 or gate.rest


# ---- single points -------------------------------------------------------------------------------


def _product_reach(
    structure: Structure, values: Sequence[Truth], ways: Mapping[int, tuple[int, ...]]
) -> _Reach:
    """What is lost with the product. Choices are settled from the bottom up, all between them at once."""
    settled: dict[int, _Reach] = {}
    for number, own in ways.items():
        gate = structure.gates[number]
        if is_choice(gate, own):
            settled[number] = _choice(
                gate, own, values, [_closure(structure, ways, settled, each) for each in own]
            )
    return _closure(structure, ways, settled, structure.product)


def _closure(
    structure: Structure, ways: Mapping[int, tuple[int, ...]], settled: Mapping[int, _Reach], start: int
) -> _Reach:
    """What is lost with a gate: all that it needs, through AND alone, and what choices below it lose."""
    found = _Reach(set(), set(), set())
    seen, waiting = {start}, [start]
    while waiting:
        number = waiting.pop()
        if number in settled:
            choice = settled[number]
            found.certain |= choice.certain
            found.possible |= choice.possible
            found.unstated |= choice.unstated
            continue
        gate = structure.gates[number]
        found.certain.update(point for point in gate.points if point.kind != "component")
        found.unstated.update(gate.unstated)
        for way in ways.get(number, gate.members):
            if way not in seen:
                seen.add(way)
                waiting.append(way)
    found.possible |= found.certain
    return found


def _choice(gate: Gate, own: Sequence[int], values: Sequence[Truth], reached: Sequence[_Reach]) -> _Reach:
    """What is lost with a gate of which several ways are counted."""
    certain = set.intersection(*(each.certain for each in reached)) if not gate.rest else set()
    if gate.mode == "open":  # it may need all of them
        return _Reach(
            certain,
            set().union(*(each.possible for each in reached)),
            set().union(*(each.unstated for each in reached)),
        )
    helps = [values[way] is not None for way in own]
    unstated: set[str] = {
        kind
        for kind in KINDS
        if all(kind in each.unstated or not help_ for each, help_ in zip(reached, helps, strict=True))
    }
    if not any(helps):
        unstated &= set().union(*(each.unstated for each in reached))
    possible: set[Point] = set()
    for kind in KINDS:
        # A way that may depend on any point, or may not be there at all, goes with every other.
        strict = [
            each.possible
            for each, help_ in zip(reached, helps, strict=True)
            if help_ and kind not in each.unstated
        ]
        both = set.intersection(*strict) if strict else set().union(*(each.possible for each in reached))
        possible.update(point for point in both if point.kind == kind)
    return _Reach(certain, possible, unstated)


def _users(structure: Structure) -> dict[Point, dict[str, None]]:
    """The components that depend on a point themselves, by the point."""
    found: dict[Point, dict[str, None]] = {}
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
            found.setdefault(point, {})[component] = None
    return {point: dict(reversed(each.items())) for point, each in found.items()}


def _is_use(structure: Structure, number: int) -> bool:
    """Return whether a gate is the use of a component by one of several alternates."""
    gate = structure.gates[number]
    return any(structure.gates[member].component for member in gate.members)


def _unstated(structure: Structure) -> dict[str, tuple[str, ...]]:
    """The components that do not state a country, or a party, of something that they need."""
    found: dict[str, dict[str, None]] = {}
    component = ""
    for gate in reversed(structure.gates):  # what a component needs itself stands right before it
        component = gate.component or component
        for kind in gate.unstated:
            found.setdefault(kind, {})[component] = None
    return {kind: tuple(reversed(each)) for kind, each in found.items() if kind in COUNTED}
