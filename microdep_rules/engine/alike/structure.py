"""Which components are looked at as one: a component with all that is in it and that it refers to.

Only such a whole is compared with others, so that of what is shared within it nothing is forgotten. It is
used in one place, and nothing outside of it refers to what is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.alike.references import References, named_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Element, Usage
    from microdep_rules.engine.facts import FactReader

MOST = 5_000
"""Components that together are looked at as one; more are seldom found twice."""


class Whole(Struct, frozen=True, eq=False):
    """A component with all that is in it and that it refers to, and where it is used."""

    root: Element
    members: tuple[Element, ...]
    places: dict[str, int]
    """By the id of each member, its number."""
    use: Usage | None
    """The one use of it; nothing where nothing uses it."""


class Structure:
    """The wholes of a document, the smallest around each component."""

    def __init__(self, reader: FactReader) -> None:
        self.reader = reader
        self.bom = reader.bom
        self.references = References(reader.bom)
        self._around: dict[str, Whole | None] = {}
        self._rooted: dict[str, Whole | None] = {}

    def around(self, component: Element) -> Whole | None:
        """The smallest whole that a component is in; nothing for one that is equal only to itself."""
        if component.id not in self._around:
            root: Element | None = component
            found = None
            seen: set[str] = set()
            while root is not None and root is not self.bom.product and root.id not in seen:
                seen.add(root.id)
                found = self._rooted_in(root)
                if found is not None:
                    break
                root = self._next(root)
            self._around[component.id] = found
        return self._around[component.id]

    def _next(self, root: Element) -> Element | None:
        """The component that a root is in, or that refers to it."""
        return next((each for each in self._holders(root.id) if each is not root), None)

    def _rooted_in(self, root: Element) -> Whole | None:
        if root.id not in self._rooted:
            self._rooted[root.id] = self._whole(root)
        return self._rooted[root.id]

    def _whole(self, root: Element) -> Whole | None:
        places, members = {root.id: 0}, [root]
        for each in members:
            if len(members) > MOST or self._is_its_own(each):
                return None
            inside = [use.child for use in self.bom.usages(each)]
            inside += [self.bom.components[id_] for id_ in named_in(each) if id_ in self.bom.components]
            for other in inside:
                if other.id not in places:
                    places[other.id] = len(places)
                    members.append(other)
        for each in members[1:]:
            if any(holder.id not in places for holder in self._holders(each.id)):
                return None
        uses = self.bom.parents(root)
        outside = [each for each in self._holders(root.id) if each.id not in places]
        if len(uses) > 1 or len(outside) > len(uses):
            return None
        return Whole(root, tuple(members), places, uses[0] if uses else None)

    def _holders(self, id_: str) -> Iterator[Element]:
        yield from (use.parent for use in self.bom.links.parents.get(id_, ()))
        yield from self.references.holders.get(id_, ())

    def _is_its_own(self, component: Element) -> bool:
        """Whether a component is equal only to itself."""
        product = component is self.bom.product
        return product or self.references.is_named(component) or self.reader.is_overrun(component)


def structure_of(reader: FactReader) -> Structure:
    """The wholes of a document, found once for all packs."""
    if reader.structure is None:
        reader.structure = Structure(reader)
    return reader.structure
