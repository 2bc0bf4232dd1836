"""Elements of a list, with the certainty of their membership and the unlisted elements of an open list.

A ghost represents the unlisted elements: nothing is known of it, except what the list has already accounted
for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.engine.proof import Proof
    from microdep_rules.engine.values import MissingFact, Truth

Pair = tuple[str, str | None]
"""A stage and the constituent it was done to; None for the material itself."""


class Ghost(Struct, frozen=True):
    """Unlisted elements of a list: what they cannot be, and the facts that would close the list."""

    holder: Element | None
    record: str
    missing: tuple[MissingFact, ...]
    free_of: frozenset[str] = frozenset()
    accounted: Mapping[str | None, frozenset[Pair]] = field(default_factory=dict)
    """The stages that are spoken for, under each substance that the material may be."""
    within: Mapping[str | None, frozenset[Pair]] | None = None
    """In a closed list of stages: the stages of which only a share is stated; the ghost can only be one of
    them."""
    material: Element | None = None
    origin_of: Element | None = None
    """A stage entry or a component that states where a stage was done, and not which one."""
    in_a_part: bool = False
    """It may be in an unlisted component, of which nothing is known."""


class Items(Struct):
    """Elements of a list, the certainty of their membership, and the unlisted elements."""

    elements: list[tuple[Element, Truth]] = field(default_factory=list)
    ghosts: list[Ghost] = field(default_factory=list)
    why: dict[int, Proof] = field(default_factory=dict)
    """Reason why the membership of an element is open, by element."""

    worked_on: dict[int, Element] = field(default_factory=dict)
    """Material on whose route a stage counts, by stage; it may be made of the recorded material."""

    either: set[int] = field(default_factory=set)
    """Elements that may not belong for one reason alone: an alternate is built instead of them, or they are
    alternates, or in one."""
    _by_identity: dict[int, tuple[Element, Truth]] | None = None
    _there: set[int] = field(default_factory=set)

    def of(self, elements: Iterable[Element]) -> list[tuple[Element, Truth]]:
        """Return the elements that are in the list, each with its certainty."""
        if self._by_identity is None:
            self._by_identity = {id(e): (e, t) for e, t in self.elements}
        known = self._by_identity
        return [known[id(element)] for element in elements if id(element) in known]

    def add(self, other: Items) -> None:
        """Another list behind this one; each element once."""
        if len(self._there) != len(self.elements):
            self._there = {id(e) for e, _ in self.elements}
        for element, belongs in other.elements:
            if id(element) not in self._there:
                self._there.add(id(element))
                self.elements.append((element, belongs))
        self.ghosts += other.ghosts
        self.why |= other.why
        self.worked_on = {**other.worked_on, **self.worked_on}
        self.either |= other.either

    def belongs(self, element: Element, stated: Truth) -> Truth:
        """Return whether an element belongs as far as it is built."""
        return True if id(element) in self.either else stated


def ghost_element(ghost: Ghost, file: LoadedDocument) -> Element:
    """Return an element that represents the unlisted elements of a list."""
    owner = ghost.holder
    if ghost.in_a_part:
        owner = ghost_element(replace(ghost, record="component", in_a_part=False), file)
    return Element(
        file=file,
        kind=ghost.record,
        id=ghost.missing[0].subject if ghost.missing else "",
        data={},
        pointer=ghost.missing[0].pointer if ghost.missing else "",
        owner=owner,
        name="an unlisted entry",
    )
