"""Alternates that a document allows for each component that the product uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.critical_path import Range
    from microdep_rules.production.structure import ProductStructure


class Substitution(NamedTuple):
    """Replacement of a component by an approved alternate, wherever the product uses the component."""

    component: str
    alternate: str


Choice = frozenset[Substitution]
"""Substitutions that are made together, such as alternate B for A and alternate D for C.

Each of them replaces a component that the product contains after the other substitutions.
"""


class RemedyOptions(Struct, frozen=True, eq=False):
    """Components that a product uses, their alternates, and whether the rules allow them."""

    structure: ProductStructure
    ways: Mapping[str, tuple[str, ...]]
    """For each used component: first the component itself, then its alternates."""
    clear: Mapping[str, Truth]
    """True if the rules allow a component in each choice, false if in no choice, and otherwise `None`."""
    durations: Mapping[str, Range] = field(default_factory=dict)
    """Lead times that a scenario changes."""

    @property
    def product(self) -> str:
        """Id of the product."""
        return self.structure.bom.product.id

    @property
    def every(self) -> tuple[Substitution, ...]:
        """All substitutions, in the order of the document."""
        return tuple(Substitution(id_, way) for id_, ways in self.ways.items() for way in ways[1:])

    def built(self, choice: Choice) -> dict[str, None]:
        """Return the ids of the components in the product with a choice; the product comes first."""
        return self.cone(self.product, choice)

    def cone(self, used: str, choice: Choice) -> dict[str, None]:
        """Return the component that a choice uses in place of `used`, and all components inside it."""
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
        """Return the chosen component for each component with alternates that is used inside `component`."""
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
        """Return the used components on a path from `upper` to `lower`, each with its chosen component.

        The result is `None` if there is no path. With `direct`, `upper` must use `lower` directly.
        """
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
        """Return the chosen component for each component with alternates that the product uses."""
        chosen = dict(choice)
        product = chosen.get(self.product, self.product)
        own = {self.product: product} if len(self.ways[self.product]) > 1 else {}
        return own | self.below(product, choice)

    def active(self, choice: Iterable[Substitution]) -> Choice:
        """Return the substitutions of a choice that replace a component of the product."""
        kept = frozenset(choice)
        used = self.used(kept)
        return frozenset(substitution for substitution in kept if substitution.component in used)

    def rank(self) -> dict[Substitution, int]:
        """Return the position of each substitution in the document, as a sort key."""
        place = {id_: number for number, id_ in enumerate(self.structure.bom.components)}
        last = len(place)
        ordered = sorted(
            self.every, key=lambda s: (place.get(s.component, last), place.get(s.alternate, last))
        )
        return {substitution: number for number, substitution in enumerate(ordered)}


def options_of(
    structure: ProductStructure, clear: Mapping[str, Truth], durations: Mapping[str, Range]
) -> RemedyOptions:
    """Return the options for all components that a product or one of its alternates uses."""
    ways = {id_: (id_, *structure.alternates(id_)) for id_ in structure.used}
    return RemedyOptions(structure, ways, clear, durations)


def clear_alone(options: RemedyOptions, *, perhaps: bool) -> dict[str, bool]:
    """Return whether the rules allow each component; with `perhaps`, unknown counts as allowed."""
    return {id_: truth is True or (perhaps and truth is None) for id_, truth in options.clear.items()}


def sound(options: RemedyOptions, *, perhaps: bool, replaced: Collection[str] = ()) -> dict[str, bool]:
    """Return whether, in some choice, each component can be made from allowed components.

    Components in `replaced` count as allowed. With `perhaps`, unknown counts as allowed.
    """
    buildable, own = dict[str, bool](), clear_alone(options, perhaps=perhaps)
    for id_ in options.structure.made:
        buildable[id_] = own[id_] and all(
            need in replaced or any(buildable[way] for way in options.ways[need])
            for need in options.structure.needs[id_]
        )
    return buildable


def as_listed(options: RemedyOptions, *, perhaps: bool) -> dict[str, bool]:
    """Return whether the rules allow each component and all components listed inside it.

    With `perhaps`, unknown counts as allowed.
    """
    clear, own = dict[str, bool](), clear_alone(options, perhaps=perhaps)
    for id_ in options.structure.made:
        clear[id_] = own[id_] and all(clear[need] for need in options.structure.needs[id_])
    return clear
