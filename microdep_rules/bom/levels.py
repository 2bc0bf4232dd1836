"""Limits for the depth of nested components, and for chains of owners of parties.

Rules are evaluated for each use of a component, so the time grows with the depth. A document with more levels
than any real product is refused before rules are evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.bom.cycles import edges as edges_of_component
from microdep_rules.bom.facts import exact
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from microdep_rules.bom.collect import Registry
    from microdep_rules.bom.model import Element, Links
    from microdep_rules.diagnostics import Diagnostic

MOST_LEVELS = 200
"""Maximum number of levels of components below a component.

Real products have fewer than 20 levels. More levels are the result of a wrong column or an attack.
"""
MOST_OWNERS = 500
"""Maximum number of levels of owners above a party."""
_OF_PARTIES = ("owners", "rights", "relations")


class _Reference(NamedTuple):
    to: str
    pointer: str


def levels_of_components(registry: Registry, links: Links) -> int | None:
    """Return the number of levels of components; `None` if a component contains itself."""
    below = {id_: [usage.child.id for usage in usages] for id_, usages in links.usages.items()}
    for component in registry.components.values() if links.inputs else ():
        edges = [edge.to for edge in edges_of_component(component, links) if edge.is_input]
        if edges:
            below[component.id] = below.get(component.id, []) + [
                to for to in edges if to in registry.components
            ]
    above: dict[str, list[str]] = {}
    for id_, edges in below.items():
        for child in edges:
            above.setdefault(child, []).append(id_)
    open_edges = {id_: len(edges) for id_, edges in below.items()}
    # Each step removes the components without contents that are not yet removed.
    level, done = 0, [id_ for id_ in above if id_ not in below]
    while done:
        closed = []
        for id_ in done:
            for holder in above.get(id_, ()):
                open_edges[holder] -= 1
                if not open_edges[holder]:
                    closed.append(holder)
        level, done = level + bool(closed), closed
    return None if any(open_edges.values()) else level


def check(registry: Registry, links: Links, deepest: int | None = None) -> Iterator[Diagnostic]:
    """Yield a diagnostic for components or parties with too many levels.

    The function requires that no component contains itself. `deepest` is the number of levels of components;
    `None` if the caller has not counted the levels.
    """

    def below(id_: str) -> Iterator[_Reference]:
        for edge in edges_of_component(registry.components[id_], links):
            if edge.to in registry.components:
                yield _Reference(edge.to, join(edge.pointer, "ref"))

    def above(id_: str) -> Iterator[_Reference]:
        party = registry.parties[id_]
        for pointer, other in _linked_parties(party):
            if other in registry.parties:
                yield _Reference(other, pointer)

    components = registry.components if deepest is None or deepest > MOST_LEVELS else {}
    parties = registry.parties.items()
    related = {id_: party for id_, party in parties if not party.data.keys().isdisjoint(_OF_PARTIES)}
    for records, references, kind, most in (
        (components, below, "components", MOST_LEVELS),
        (related, above, "parties", MOST_OWNERS),
    ):
        too_deep = _first_too_deep(records, references, most)
        if too_deep is not None:
            start, reference = too_deep
            spans = registry.file.spans
            has = spans.has(reference.pointer)
            at = spans.value(reference.pointer) if has else spans.head(reference.pointer.rpartition("/")[0])
            yield diagnose(
                "file/too-deep",
                at,
                "components" if kind == "components" else "owners",
                limit=most,
                start=start,
                component=reference.to,
                level=most + 1,
            )


def _linked_parties(party: Element) -> Iterator[tuple[str, str]]:
    for field in _OF_PARTIES:
        entries = party.data.get(field)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            other = exact(entry.get("party")) if isinstance(entry, dict) else None
            if isinstance(other, str):
                yield join(party.pointer, field, index, "party"), other


def _first_too_deep(
    records: Mapping[str, Element], references: Callable[[str], Iterator[_Reference]], most: int
) -> tuple[str, _Reference] | None:
    """Return the start of the longest chain, and the reference at which the chain exceeds `most` levels.

    Return `None` if no chain is too long.
    """
    levels: dict[str, int] = {}
    longest: dict[str, _Reference] = {}
    for record in records:
        if record not in levels:
            _count_levels(record, references, levels, longest)
    start = max(levels, key=lambda id_: levels[id_], default="")
    if levels.get(start, 0) <= most:
        return None
    reference = longest[start]
    for _ in range(most):
        reference = longest[reference.to]
    return start, reference


def _count_levels(
    start: str,
    references: Callable[[str], Iterator[_Reference]],
    levels: dict[str, int],
    longest: dict[str, _Reference],
) -> None:
    """Record the number of levels below a record in `levels`.

    The function does not use recursion, because chains can be long.
    """
    path: list[tuple[_Reference, Iterator[_Reference]]] = [(_Reference(start, ""), references(start))]
    on_path = {start}
    while path:
        here, left = path[-1]
        reference = next(left, None)
        if reference is not None and reference.to not in levels and reference.to not in on_path:
            path.append((reference, references(reference.to)))
            on_path.add(reference.to)
            continue
        if reference is None:  # all levels below `here` are counted
            path.pop()
            on_path.remove(here.to)
            levels.setdefault(here.to, 0)
            if not path:
                return
            reference, here = here, path[-1][0]
        if levels.get(reference.to, -1) >= levels.get(
            here.to, 0
        ):  # companies may own each other, so a reference may lead back
            levels[here.to] = levels[reference.to] + 1
            longest[here.to] = reference
