"""Substitutions that a document states: the possible ways of each use of a component."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.critical_path import Range
    from microdep_rules.production.structure import ProductStructure


class Substitution(NamedTuple):
    """Approved alternate in place of a component, wherever the component is used."""

    component: str
    alternate: str


Choice = frozenset[Substitution]
"""Substitutions made together; the product contains every replaced component when the others are made."""


class RemedyOptions(Struct, frozen=True, eq=False):
    """Every use of a component with its ways, and the components that may be built."""

    structure: ProductStructure
    ways: Mapping[str, tuple[str, ...]]
    """Ways of each used component: itself, and the alternates that may be built instead."""
    clear: Mapping[str, Truth]
    """True if a component may be built, as far as no choice changes that."""
    durations: Mapping[str, Range] = field(default_factory=dict)
    """Lead times that differ from the document, because of a scenario."""

    @property
    def product(self) -> str:
        """Id of the product as listed."""
        return self.structure.bom.product.id

    @property
    def every(self) -> tuple[Substitution, ...]:
        """All substitutions, in the order of the structure."""
        return tuple(Substitution(id_, way) for id_, ways in self.ways.items() for way in ways[1:])

    def built(self, choice: Choice) -> dict[str, None]:
        """Return the components of the product with a choice, the product first."""
        return self.cone(self.product, choice)

    def cone(self, used: str, choice: Choice) -> dict[str, None]:
        """Return the components of one use with a choice: the built component, and everything below it."""
        chosen = dict(choice)
        first = chosen.get(used, used)
        components, waiting = {first: None}, [first]
        while waiting:
            for need in self.structure.needs[waiting.pop()]:
                way = chosen.get(need, need)
                if way not in components:
                    components[way] = None
                    waiting.append(way)
        return components

    def below(self, component: str, choice: Choice) -> dict[str, str]:
        """Return the chosen way of each use with alternates in the contents of a component."""
        chosen, ways = dict(choice), {}
        seen, waiting = {component}, [component]
        while waiting:
            for need in self.structure.needs[waiting.pop()]:
                way = chosen.get(need, need)
                if len(self.ways[need]) > 1:
                    ways[need] = way
                if way not in seen:
                    seen.add(way)
                    waiting.append(way)
        return ways

    def path(self, upper: str, lower: str, choice: Choice, *, direct: bool) -> dict[str, str] | None:
        """Return the uses that put a component into another, each with its way; None outside it."""
        chosen = dict(choice)
        by: dict[str, tuple[str, str]] = {}
        waiting = [upper]
        for component in waiting:
            for use in self.structure.needs[component]:
                way = chosen.get(use, use)
                if way == lower:
                    by[way] = (component, use)
                    return self._back(by, upper, lower)
                if way not in by and not direct:
                    by[way] = (component, use)
                    waiting.append(way)
        return None

    def _back(self, by: Mapping[str, tuple[str, str]], upper: str, lower: str) -> dict[str, str]:
        path: dict[str, str] = {}
        at = lower
        while at != upper or not path:
            at_before, use = by[at]
            path[use] = at
            at = at_before
        return path

    def used(self, choice: Choice) -> dict[str, str]:
        """Return the chosen way of each use with alternates in the whole product."""
        chosen = dict(choice)
        product = chosen.get(self.product, self.product)
        own = {self.product: product} if len(self.ways[self.product]) > 1 else {}
        return own | self.below(product, choice)

    def active(self, choice: Iterable[Substitution]) -> Choice:
        """Return a choice without substitutions of components that the product does not contain with it."""
        kept = frozenset(choice)
        used = self.used(kept)
        return frozenset(substitution for substitution in kept if substitution.component in used)

    def rank(self) -> dict[Substitution, int]:
        """Return the position of each substitution in the document, to sort by."""
        place = {id_: number for number, id_ in enumerate(self.structure.bom.components)}
        last = len(place)
        ordered = sorted(
            self.every, key=lambda s: (place.get(s.component, last), place.get(s.alternate, last))
        )
        return {substitution: number for number, substitution in enumerate(ordered)}


def options_of(
    structure: ProductStructure, clear: Mapping[str, Truth], durations: Mapping[str, Range]
) -> RemedyOptions:
    """Return the ways of every use in a product and in its alternates."""
    ways = {id_: (id_, *structure.alternates(id_)) for id_ in structure.used}
    return RemedyOptions(structure, ways, clear, durations)


def clear_alone(options: RemedyOptions, *, perhaps: bool) -> dict[str, bool]:
    """Return whether each component is clear itself; `perhaps` counts unknown as clear."""
    return {id_: truth is True or (perhaps and truth is None) for id_, truth in options.clear.items()}


def sound(options: RemedyOptions, *, perhaps: bool, replaced: Collection[str] = ()) -> dict[str, bool]:
    """Return whether each component can be built in some way; those in `replaced` have another alternate."""
    buildable, own = dict[str, bool](), clear_alone(options, perhaps=perhaps)
    for id_ in options.structure.made:
        buildable[id_] = own[id_] and all(
            need in replaced or any(buildable[way] for way in options.ways[need])
            for need in options.structure.needs[id_]
        )
    return buildable


def as_listed(options: RemedyOptions, *, perhaps: bool) -> dict[str, bool]:
    """Return whether each component is clear with everything below it, as listed."""
    clear, own = dict[str, bool](), clear_alone(options, perhaps=perhaps)
    for id_ in options.structure.made:
        clear[id_] = own[id_] and all(clear[need] for need in options.structure.needs[id_])
    return clear
