"""The substitutions that a document states: for each use of a component, the ways to have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.critical_path import Range
    from microdep_rules.production.structure import Structure


class Substitution(NamedTuple):
    """An approved alternate in the place of a component, wherever that is used."""

    component: str
    alternate: str


Choice = frozenset[Substitution]
"""Substitutions that are made together. Each is about a component that the product has with the others."""


class Options(Struct, frozen=True, eq=False):
    """Every use of a component with its ways, and whether each component may be built."""

    structure: Structure
    ways: Mapping[str, tuple[str, ...]]
    """Of each component that is used: itself, and the alternates that may be built instead."""
    clear: Mapping[str, Truth]
    """Whether a component may be built, as far as no choice changes that."""
    durations: Mapping[str, Range] = field(default_factory=dict)
    """Lead times that are other than the document states, because of a scenario."""

    @property
    def product(self) -> str:
        """The id of the product as it is listed."""
        return self.structure.bom.product.id

    @property
    def every(self) -> tuple[Substitution, ...]:
        """All substitutions, in the order of the structure."""
        return tuple(Substitution(id_, way) for id_, ways in self.ways.items() for way in ways[1:])

    def built(self, choice: Choice) -> dict[str, None]:
        """The components of the product with a choice, the product first."""
        return self.cone(self.product, choice)

    def cone(self, used: str, choice: Choice) -> dict[str, None]:
        """The components of one use with a choice: what is built for it, and all below that."""
        chosen = dict(choice)
        first = chosen.get(used, used)
        found, waiting = {first: None}, [first]
        while waiting:
            for each in self.structure.needs[waiting.pop()]:
                way = chosen.get(each, each)
                if way not in found:
                    found[way] = None
                    waiting.append(way)
        return found

    def below(self, component: str, choice: Choice) -> dict[str, str]:
        """The uses in what a component is built of that have alternates, each with the way that is chosen."""
        chosen, found = dict(choice), {}
        seen, waiting = {component}, [component]
        while waiting:
            for each in self.structure.needs[waiting.pop()]:
                way = chosen.get(each, each)
                if len(self.ways[each]) > 1:
                    found[each] = way
                if way not in seen:
                    seen.add(way)
                    waiting.append(way)
        return found

    def path(self, upper: str, lower: str, choice: Choice, *, direct: bool) -> dict[str, str] | None:
        """The uses by which a component is in another, each with its way; nothing where it is not in it."""
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
        found: dict[str, str] = {}
        at = lower
        while at != upper or not found:
            at_before, use = by[at]
            found[use] = at
            at = at_before
        return found

    def used(self, choice: Choice) -> dict[str, str]:
        """The uses with alternates in the whole product, each with the way that is chosen."""
        chosen = dict(choice)
        product = chosen.get(self.product, self.product)
        own = {self.product: product} if len(self.ways[self.product]) > 1 else {}
        return own | self.below(product, choice)

    def active(self, choice: Iterable[Substitution]) -> Choice:
        """A choice without what is about components that the product does not have with it."""
        kept = frozenset(choice)
        used = self.used(kept)
        return frozenset(each for each in kept if each.component in used)

    def rank(self) -> dict[Substitution, int]:
        """The place of each substitution in the document, to sort by."""
        place = {id_: number for number, id_ in enumerate(self.structure.bom.components)}
        last = len(place)
        ordered = sorted(
            self.every, key=lambda s: (place.get(s.component, last), place.get(s.alternate, last))
        )
        return {each: number for number, each in enumerate(ordered)}


def options_of(structure: Structure, clear: Mapping[str, Truth], durations: Mapping[str, Range]) -> Options:
    """The ways of every use in a product and in its alternates."""
    ways = {id_: (id_, *structure.alternates(id_)) for id_ in structure.used}
    return Options(structure, ways, clear, durations)


def clear_alone(options: Options, *, perhaps: bool) -> dict[str, bool]:
    """Return whether each component is clear itself; `perhaps` takes what is not known for clear."""
    return {id_: each is True or (perhaps and each is None) for id_, each in options.clear.items()}


def sound(options: Options, *, perhaps: bool, replaced: Collection[str] = ()) -> dict[str, bool]:
    """Return whether each component can be built in some way; what is `replaced` has another alternate."""
    found, own = dict[str, bool](), clear_alone(options, perhaps=perhaps)
    for id_ in options.structure.made:
        found[id_] = own[id_] and all(
            need in replaced or any(found[way] for way in options.ways[need])
            for need in options.structure.needs[id_]
        )
    return found


def as_listed(options: Options, *, perhaps: bool) -> dict[str, bool]:
    """Return whether each component is clear with all that is below it, as it is listed."""
    found, own = dict[str, bool](), clear_alone(options, perhaps=perhaps)
    for id_ in options.structure.made:
        found[id_] = own[id_] and all(found[need] for need in options.structure.needs[id_])
    return found
