"""Components that contain themselves or are made from themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.spans import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.collect import Registry
    from microdep_rules.bom.model import Element, Links
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


class ReferenceEdge(NamedTuple):
    """Reference from a component to a child or an input."""

    to: str
    pointer: str
    is_input: bool


def check(registry: Registry, links: Links) -> list[Diagnostic]:
    """Return a diagnostic for each reference that closes a cycle."""
    problems = []
    done: set[str] = set()
    for start in registry.components:
        if start not in done:
            problems += [
                _report_cycle(registry, cycle) for cycle in _find_cycles(registry, links, start, done)
            ]
    return problems


def _find_cycles(
    registry: Registry, links: Links, start: str, done: set[str]
) -> Iterator[list[ReferenceEdge]]:
    """Yield the cycles of references that are reachable from the component `start`.

    The search does not use recursion, because a chain of references may be long.
    """
    path: list[ReferenceEdge] = [ReferenceEdge(start, "", is_input=False)]
    on_path = {start: 0}
    open_edges = [edges(registry.components[start], links)]
    while open_edges:
        edge = next(open_edges[-1], None)
        if edge is None:
            open_edges.pop()
            left = path.pop().to
            del on_path[left]
            done.add(left)
        elif edge.to in on_path:
            yield [*path[on_path[edge.to] + 1 :], edge]
        elif edge.to not in done and edge.to in registry.components:
            on_path[edge.to] = len(path)
            path.append(edge)
            open_edges.append(edges(registry.components[edge.to], links))


def edges(component: Element, links: Links) -> Iterator[ReferenceEdge]:
    """Yield the references from a component and its materials to children and inputs."""
    here = join(component.pointer, "inputs")
    for usage in links.usages.get(component.id, ()):
        if not usage.pointer.startswith(here):  # the loop below yields inputs
            yield ReferenceEdge(usage.child.id, usage.pointer, is_input=False)
    for holder in (component, *links.materials.get(component.id, ())):
        for entry in links.inputs.get(holder, ()):
            yield ReferenceEdge(entry.data["ref"], entry.pointer, is_input=True)


def _report_cycle(registry: Registry, cycle: list[ReferenceEdge]) -> Diagnostic:
    names = [cycle[-1].to, *(edge.to for edge in cycle)]
    spans = [_span(registry, edge) for edge in cycle]
    return say.cycle(names, spans, inputs=any(edge.is_input for edge in cycle))


def _span(registry: Registry, edge: ReferenceEdge) -> Span:
    spans = registry.file.spans
    at = join(edge.pointer, "ref")
    return spans.value(at) if spans.has(at) else spans.head(edge.pointer)
