"""References between the records of a document: each `bom-ref` once, each link to one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, field

from microdep_rules.bom.errors import cyclonedx as say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

REF = "bom-ref"
ELSEWHERE = "urn:cdx:"
"""How a link to a document begins; what it names in that stands behind a `#`."""
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
    elsewhere: dict[str, list[Node]] = field(default_factory=dict)
    """What each depends on that another document holds."""
    complete: dict[str, Node] = field(default_factory=dict)
    """What is said to hold nothing else than it shows, with the place of that."""
    unsure: set[str] = field(default_factory=set)
    """Of what anything is said to be less than complete."""
    incomplete: bool = False
    """Whether anything is said to be incomplete."""
    own: str = ""
    """How a link to this very document begins."""
    strange: set[str] = field(default_factory=set)
    """References that lead nowhere."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


def links_in(top: Node) -> Links:
    """The links of a document, and those that are wrong."""
    found = Links(own=_own(top))
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
            held = [entry for entry in node.entries() if isinstance(entry.value, dict | list)]
            waiting += [(each, within) for each in reversed(held)]


def _named(top: Node) -> Iterator[tuple[Node, str]]:
    """Components without a reference, which others may try to name by what they are called."""
    waiting = [*reversed(top.listed("components"))]
    while waiting:
        node = waiting.pop()
        if REF not in node.value:
            yield node, node.text("name")
        waiting += reversed(node.listed("components"))


def _own(top: Node) -> str:
    """How links to this document begin, if it has a number."""
    serial = top.text("serialNumber").lower().removeprefix("urn:uuid:")
    return f"{ELSEWHERE}{serial}/{top.value.get('version', 1)}#" if serial else ""


def _meant(found: Links, node: Node) -> str:
    """The reference that a link leads to; a link to this document is one to what it names in it."""
    link: str = node.value
    is_own = bool(found.own) and link.lower().startswith(found.own)
    return unquote(link[len(found.own) :]) if is_own else link


def _link(found: Links, node: Node, called: dict[str, Node]) -> str:
    """The reference that a link leads to; where it leads nowhere, that is told, once for each name."""
    ref = _meant(found, node)
    if ref in found.known or ref.startswith(ELSEWHERE) or ref in found.strange:
        return ref
    found.strange.add(ref)
    there = called.get(ref)
    name = there.get("name") if there is not None else None
    at = name.span if name is not None else None
    found.diagnostics.append(say.no_such_reference(ref, list(found.known), node.span, at))
    return ref


def _dependencies(top: Node, found: Links, called: dict[str, Node]) -> None:
    for each in top.listed("dependencies"):
        own = each.get("ref")
        if own is None:
            continue
        ref = _link(found, own, called)
        edges = found.edges.setdefault(ref, [])
        for to in each.listed("dependsOn"):
            link = _link(found, to, called)
            if link not in found.known and link.startswith(ELSEWHERE):
                found.elsewhere.setdefault(ref, []).append(to)
            edges.append((link, to.span))


def _compositions(top: Node, found: Links, called: dict[str, Node]) -> None:
    """What is said to be complete: its parts. Of statements about one thing, the one that claims less counts.

    That the dependencies of a thing are complete says nothing of its parts; that they are not, does.
    """
    for each in top.listed("compositions"):
        aggregate = each.text("aggregate")
        found.incomplete = found.incomplete or aggregate.startswith("incomplete")
        for name in ("assemblies", "dependencies"):
            for ref in each.listed(name):
                if not isinstance(ref.value, str):
                    continue
                to = _link(found, ref, called)
                if aggregate != "complete":
                    found.unsure.add(to)
                elif name == "assemblies":
                    found.complete[to] = ref
    for to in found.unsure & found.complete.keys():
        del found.complete[to]


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
