"""References between the records of a document: each `bom-ref` once, each link to one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.errors import cyclonedx as say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

REF = "bom-ref"
ELSEWHERE = "urn:cdx:"
"""How a link to another document begins."""
PARTS = frozenset({"component", "components", "services"})
"""Where records stand whose references have to be unique; a supplier is repeated with each of its parts."""
MOST = 50
"""So many links that lead nowhere are told, and so many circles."""


class Links(Struct):
    """What is linked to what, by `bom-ref`."""

    known: dict[str, Node] = field(default_factory=dict)
    """Every record with a reference."""
    edges: dict[str, list[tuple[str, Span]]] = field(default_factory=dict)
    """What each depends on, with the place where that is said."""
    complete: dict[str, Node] = field(default_factory=dict)
    """What is said to hold nothing else than it shows, with the place of that."""
    complete_edges: dict[str, Node] = field(default_factory=dict)
    """What is said to depend on nothing else."""
    incomplete: bool = False
    """Whether anything is said to be incomplete."""
    strange: set[str] = field(default_factory=set)
    """References that lead nowhere."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


def links_in(top: Node) -> Links:
    """The links of a document, and those that are wrong."""
    found = Links()
    parts: dict[str, Node] = {}
    for node, within in _records(top):
        ref = node.get(REF)
        assert ref is not None
        if within in PARTS and ref.value in parts:
            found.diagnostics.append(say.reference_twice(ref.value, ref.span, parts[ref.value].span))
        elif within in PARTS:
            parts[ref.value] = ref
        found.known.setdefault(ref.value, node)
    called = {each.value.get("name"): each for each, _ in _named(top)}
    _dependencies(top, found, called)
    _compositions(top, found, called)
    del found.diagnostics[MOST:]
    return found


def _records(top: Node) -> Iterator[tuple[Node, str]]:
    """Every record with a reference, and the field in which it, or the list of it, stands."""
    waiting: list[tuple[Node, str]] = [(top, "")]
    while waiting:
        node, within = waiting.pop()
        if isinstance(node.value, dict):
            if isinstance(node.value.get(REF), str):
                yield node, within
            inner = [(node.get(each), each) for each, v in node.value.items() if isinstance(v, dict | list)]
            waiting += [(each, name) for each, name in reversed(inner) if each is not None]
        else:
            held = [each for each in node.entries() if isinstance(each.value, dict | list)]
            waiting += [(each, within) for each in reversed(held)]


def _named(top: Node) -> Iterator[tuple[Node, str]]:
    """Components without a reference, which others may try to name by what they are called."""
    waiting = [*reversed(top.listed("components"))]
    while waiting:
        node = waiting.pop()
        if REF not in node.value:
            yield node, node.text("name")
        waiting += reversed(node.listed("components"))


def _link(found: Links, node: Node, called: dict[str, Node]) -> bool:
    """Whether a link leads somewhere; else it is told, once for each name."""
    if node.value in found.known or node.value.startswith(ELSEWHERE):
        return True
    if node.value in found.strange:
        return False
    found.strange.add(node.value)
    there = called.get(node.value)
    name = there.get("name") if there is not None else None
    at = name.span if name is not None else None
    found.diagnostics.append(say.no_such_reference(node.value, list(found.known), node.span, at))
    return False


def _dependencies(top: Node, found: Links, called: dict[str, Node]) -> None:
    for each in top.listed("dependencies"):
        ref = each.get("ref")
        if ref is None:
            continue
        _link(found, ref, called)
        edges = found.edges.setdefault(ref.value, [])
        for to in each.listed("dependsOn"):
            _link(found, to, called)
            edges.append((to.value, to.span))


def _compositions(top: Node, found: Links, called: dict[str, Node]) -> None:
    unsure: set[str] = set()
    unsure_edges: set[str] = set()
    for each in top.listed("compositions"):
        aggregate = each.text("aggregate")
        found.incomplete = found.incomplete or aggregate.startswith("incomplete")
        for name, complete, other in (
            ("assemblies", found.complete, unsure),
            ("dependencies", found.complete_edges, unsure_edges),
        ):
            for ref in each.listed(name):
                if not isinstance(ref.value, str) or not _link(found, ref, called):
                    continue
                if aggregate == "complete":
                    complete[ref.value] = ref
                else:
                    other.add(ref.value)
    for complete, other in ((found.complete, unsure), (found.complete_edges, unsure_edges)):
        for ref_ in other & complete.keys():  # of two statements the one that claims less
            del complete[ref_]


def circles(edges: dict[str, list[tuple[str, Span]]]) -> list[tuple[list[str], list[Span]]]:
    """The circles of a graph, each once: the names on the way, and where each step is said.

    With a stack of its own, since chains may be long.
    """
    found: list[tuple[list[str], list[Span]]] = []
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        spans: list[Span] = []
        on_path: dict[str, int] = {}
        stack: list[tuple[str, Span | None, bool]] = [(start, None, False)]
        while stack and len(found) < MOST:
            name, span, leave = stack.pop()
            if leave:
                path.pop()
                del on_path[name]
                spans = spans[: max(len(path) - 1, 0)]
                done.add(name)
            elif name in on_path:
                at = on_path[name]
                closing = [span] if span is not None else []
                found.append(([*path[at:], name], [*spans[at:], *closing]))
            elif name not in done:
                on_path[name] = len(path)
                spans += [span] if span is not None else []
                path.append(name)
                stack.append((name, span, True))
                stack += [(to, at_, False) for to, at_ in reversed(edges.get(name, ()))]
    return found
