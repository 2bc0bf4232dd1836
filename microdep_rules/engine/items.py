"""Elements of a list in a document: certain elements, possible elements and ghosts.

A `Ghost` stands for all elements that an incomplete list may leave out. Only one fact is known about such an
element: it differs from the listed elements.
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
"""A stage, and the constituent that was processed; None if it was the material itself."""


class Ghost(Struct, frozen=True):
    """All elements that an incomplete list may leave out, with the values that they cannot have.

    `missing` contains the facts that would complete the list.
    """

    holder: Element | None
    record: str
    missing: tuple[MissingFact, ...]
    free_of: frozenset[str] = frozenset()
    accounted: Mapping[str | None, frozenset[Pair]] = field(default_factory=dict)
    """For each possible substance of the material, the stages that the list states."""
    within: Mapping[str | None, frozenset[Pair]] | None = None
    """For a complete list of stages, the stages with a stated share below 100 %.

    An entry that is left out can only be for one of these stages.
    """
    material: Element | None = None
    origin_of: Element | None = None
    """Stage entry or component that states a country, but not the stage that took place there."""
    in_a_part: bool = False
    """True if the document may leave out the component around the element, too."""


class Items(Struct):
    """The elements of a list (certain or only possible), and ghosts (elements that it may leave out)."""

    elements: list[tuple[Element, Truth]] = field(default_factory=list)
    ghosts: list[Ghost] = field(default_factory=list)
    why: dict[int, Proof] = field(default_factory=dict)
    """For each possible element (by Python identity), the proof that shows why it is not certain."""

    worked_on: dict[int, Element] = field(default_factory=dict)
    """For each stage (by Python identity), the material in whose production the stage counts.

    If one material is made from another, this can be a material that does not record the stage.
    """

    either: set[int] = field(default_factory=set)
    """Python identities of the elements that are only possibly in the list because of alternates.

    Such an element may be replaced by an alternate, is an alternate, or is inside an alternate.
    """
    _by_identity: dict[int, tuple[Element, Truth]] | None = None
    _there: set[int] = field(default_factory=set)

    def of(self, elements: Iterable[Element]) -> list[tuple[Element, Truth]]:
        """Return the given elements that are in the list, each with True if certain, and None if possible."""
        if self._by_identity is None:
            self._by_identity = {id(e): (e, t) for e, t in self.elements}
        known = self._by_identity
        return [known[id(element)] for element in elements if id(element) in known]

    def add(self, other: Items) -> None:
        """Append the elements of another list; an element that is in both lists appears once."""
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
        """Return whether the list contains an element, for a product that is built with this element."""
        return True if id(element) in self.either else stated


def ghost_element(ghost: Ghost, file: LoadedDocument) -> Element:
    """Return an element without facts that stands for all elements that a list may leave out."""
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
