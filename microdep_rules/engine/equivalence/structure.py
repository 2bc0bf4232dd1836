"""Wholes: a component, everything inside it and everything it refers to, compared as one unit.

Two components that contain the same third component belong to one whole. A whole is used at most once, and no
record outside the whole refers to a record in it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import own_words
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import words
from microdep_rules.engine.equivalence.outlines import INSIDE, Outlines
from microdep_rules.engine.equivalence.reads import MASS
from microdep_rules.engine.equivalence.references import References, named_in
from microdep_rules.engine.equivalence.texts import mentions_of
from microdep_rules.engine.programs import is_program
from microdep_rules.vocabulary.place_names import may_name_places

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from microdep_rules.bom.model import Element, Usage
    from microdep_rules.engine.facts import FactReader

INHERITED_STATEMENTS = frozenset({"claims", "free_of"})
"""Statements of a component that also apply to everything inside the component."""
MOST = 5_000
"""Maximum number of components in a whole; a larger whole is rarely equal to another."""


class ComponentWhole(Struct, frozen=True, eq=False):
    """A whole: a component (`root`) with everything inside it and everything that it refers to."""

    root: Element
    members: tuple[Element, ...]
    places: dict[str, int]
    """Position of each component of the whole, by its id."""
    use: Usage | None
    """The line of a parent component that uses the whole; None if there is no such line."""


class Structure:
    """The wholes of a document, and other features of its components that all packs share."""

    def __init__(self, reader: FactReader) -> None:
        self.reader = reader
        self.bom = reader.bom
        self.here = object()
        """Part of a key that makes the key different from the keys of all other documents."""
        self.every = (reader.bom.product, *reader.bom.components.values())
        """All components, including the end item."""
        self.outlines = Outlines(reader.bom)
        self._mentions: dict[str, dict[str, Hashable] | None] = {}
        self._evidence: dict[str, bool] = {}
        self._programs: dict[str, bool] = {}
        self._around: dict[str, ComponentWhole | None] = {}
        self._rooted: dict[str, ComponentWhole | None] = {}

    @cached_property
    def references(self) -> References:
        """Return the components and parties that other records name.

        The result is computed at the first call, because it is needed only if components may be equal.
        """
        return References(self.bom)

    @cached_property
    def may_name_places(self) -> bool:
        """Return whether at least one component may have the name of a place in its name.

        All names are searched at once, because this is faster.
        """
        names = (exact(component.data.get("name")) for component in self.bom.components.values())
        return may_name_places("\n".join(name for name in names if isinstance(name, str)))

    @cached_property
    def contrary(self) -> tuple[Element, ...]:
        """The components with a name or other text that contradicts their class or function."""
        return tuple(
            component for component in self.every if own_words.has_contradiction(self.bom, component)
        )

    @cached_property
    def records(self) -> dict[str, int]:
        """Return a number for each component id; components with equal features have equal numbers.

        Only features that affect every rule are compared. Components that refer to other records are left
        out.
        """
        outlines, numbers, besides = self.outlines, self.outlines.numbers, self.besides
        every = [(component, outlines.of(component)) for component in self.bom.components.values()]
        return {
            component.id: numbers["record", outline.number, besides(component)]
            for component, outline in every
            if not outline.named
        }

    @cached_property
    def covered_by_statements(self) -> frozenset[str]:
        """Return the ids of components to which a claim or `free_of` of a containing component applies.

        Claims of the product are ignored, because they apply to all components. The product's `free_of`
        statements are included, because a component inside the product can contradict them.
        """
        product = self.bom.product
        every = [component for component in self.bom.components.values() if component is not product]
        waiting = [
            component
            for component in every
            if "free_of" in product.data or not INHERITED_STATEMENTS.isdisjoint(component.data)
        ]
        covered: set[str] = set()
        for component in waiting:
            inside = {*(use.child.id for use in self.bom.usages(component)), *named_in(component)} - covered
            covered |= inside
            waiting += [self.bom.components[id_] for id_ in inside if id_ in self.bom.components]
        return frozenset(covered)

    def besides(self, component: Element) -> Hashable:
        """Return the features of a component that do not come from a single field.

        If another record names the component, its identity is a feature, so that no other component is equal.
        """
        data = component.data
        is_own = component is self.bom.product or self.references.is_named(component)
        is_own = (
            is_own
            or component.id in self.covered_by_statements
            or (INSIDE in data and _can_be_contradicted_inside(data))
        )
        return (
            self.is_program(component),
            INSIDE in data,
            str(data.get(MASS)) if "materials" in data else None,
            (self.here, component.id) if is_own else None,
        )

    def mentions_of(self, component: Element) -> dict[str, Hashable] | None:
        """Return, by field, the substances and places in a component's texts; None if exact words matter."""
        if component.id not in self._mentions:
            self._mentions[component.id] = mentions_of(component, may_name_places=self.may_name_places)
        return self._mentions[component.id]

    def has_evidence(self, component: Element) -> bool:
        """Return whether a component names evidence for itself or for a fact in its record."""
        if not self.bom.evidence:  # a reference to missing evidence is an error elsewhere
            return False
        if component.id not in self._evidence:
            values = (value for name, value in component.data.items() if name != INSIDE)
            self._evidence[component.id] = "evidence" in component.data or any(map(_has_evidence, values))
        return self._evidence[component.id]

    def is_program(self, component: Element) -> bool:
        """Return whether a component is software, judged by all its fields."""
        if component.id not in self._programs:
            self._programs[component.id] = is_program(component.data)
        return self._programs[component.id]

    def around(self, component: Element) -> ComponentWhole | None:
        """Return the smallest whole that contains a component; None if no component can be equal to it."""
        if component.id not in self._around:
            root: Element | None = component
            whole = None
            seen: set[str] = set()
            while root is not None and root is not self.bom.product and root.id not in seen:
                seen.add(root.id)
                whole = self._rooted_in(root)
                if whole is not None:
                    break
                root = self._holder_of(root)
            self._around[component.id] = whole
        return self._around[component.id]

    def _holder_of(self, root: Element) -> Element | None:
        """Return a component that contains `root` or refers to `root`; None if there is none."""
        return next((holder for holder in self._holders(root.id) if holder is not root), None)

    def _rooted_in(self, root: Element) -> ComponentWhole | None:
        if root.id not in self._rooted:
            self._rooted[root.id] = self._build_whole(root)
        return self._rooted[root.id]

    def _build_whole(self, root: Element) -> ComponentWhole | None:
        places, members = {root.id: 0}, [root]
        for member in members:
            if len(members) > MOST or self._is_unique(member):
                return None
            inside = [use.child for use in self.bom.usages(member)]
            inside += [self.bom.components[id_] for id_ in named_in(member) if id_ in self.bom.components]
            for other in inside:
                if other.id not in places:
                    places[other.id] = len(places)
                    members.append(other)
        for member in members[1:]:
            if any(holder.id not in places for holder in self._holders(member.id)):
                return None
        uses = self.bom.parents(root)
        outside = [holder for holder in self._holders(root.id) if holder.id not in places]
        if len(uses) > 1 or len(outside) > len(uses):
            return None
        return ComponentWhole(root, tuple(members), places, uses[0] if uses else None)

    def _holders(self, id_: str) -> Iterator[Element]:
        yield from (use.parent for use in self.bom.links.parents.get(id_, ()))
        yield from self.references.holders.get(id_, ())

    def _is_unique(self, component: Element) -> bool:
        """Return whether no other component can be equal to this component."""
        product = component is self.bom.product
        return product or self.references.is_named(component) or self.reader.is_overrun(component)


def _can_be_contradicted_inside(data: dict[str, Any]) -> bool:
    """Return whether a component states that something is absent that its contents could still contain.

    Examples are a `free_of` statement and a complete list of materials.
    """
    complete = data.get("complete") or ()
    return data.get("materials") == [] or "free_of" in data or "materials" in words(complete)


def _has_evidence(value: Any) -> bool:
    if isinstance(value, dict):
        return "evidence" in value or any(map(_has_evidence, value.values()))
    return isinstance(value, list) and any(map(_has_evidence, value))


def structure_of(reader: FactReader) -> Structure:
    """Return the wholes of a document, computed once for all packs."""
    if reader.structure is None:
        reader.structure = Structure(reader)
    return reader.structure
