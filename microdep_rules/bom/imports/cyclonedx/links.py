"""References between the records of a document: each `bom-ref` is unique, and each link has a target."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, field

from microdep_rules.bom.errors import cyclonedx as say
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

REF = "bom-ref"
EXTERNAL = "urn:cdx:"
"""Prefix of a link to another document; its target follows a `#`."""
UNIQUE = frozenset({"component", "components", "services"})
"""Fields whose records need unique references; a supplier is repeated with each of its components."""
MOST = 50
"""Maximum number of reported broken links, and of reported cycles."""


class ReferenceLinks(Struct):
    """Links by `bom-ref`."""

    known: dict[str, DocumentNode] = field(default_factory=dict)
    """Records with a reference."""
    edges: dict[str, list[tuple[str, Span]]] = field(default_factory=dict)
    """Dependencies of each record, with their places."""
    elsewhere: dict[str, list[DocumentNode]] = field(default_factory=dict)
    """Dependencies of each record in another document."""
    complete: dict[str, DocumentNode] = field(default_factory=dict)
    """Records declared complete, with the place of that."""
    unsure: set[str] = field(default_factory=set)
    """Records with a declaration that something is not complete."""
    incomplete: bool = False
    """True if anything is declared incomplete."""
    own: str = ""
    """Prefix of a link to this document."""
    strange: set[str] = field(default_factory=set)
    """References without a target."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


def find_links(top: DocumentNode) -> ReferenceLinks:
    """Return the links of a document, with errors for the broken ones."""
    links = ReferenceLinks(own=_own(top))
    parts: dict[str, DocumentNode] = {}
    for node, within in _records(top):
        ref = node.get(REF)
        assert ref is not None
        if within in UNIQUE and ref.value in parts:
            links.diagnostics.append(
                diagnose(
                    "import/duplicate-row",
                    ref.span,
                    "reference",
                    also=(parts[ref.value].span,),
                    ref=ref.value,
                )
            )
        elif within in UNIQUE:
            parts[ref.value] = ref
        links.known.setdefault(ref.value, node)
    called = {node_.value.get("name"): node_ for node_, _ in _named(top)}
    _dependencies(top, links, called)
    _compositions(top, links, called)
    del links.diagnostics[MOST:]
    return links


def _records(top: DocumentNode) -> Iterator[tuple[DocumentNode, str]]:
    """Yield every record with a reference, and the field that contains it or its list."""
    waiting: list[tuple[DocumentNode, str]] = [(top, "")]
    while waiting:
        node, within = waiting.pop()
        if isinstance(node.value, dict):
            if isinstance(node.value.get(REF), str):
                yield node, within
            inner = [
                (node.get(name_), name_) for name_, v in node.value.items() if isinstance(v, dict | list)
            ]
            waiting += [(child, name) for child, name in reversed(inner) if child is not None]
        else:
            records = [entry for entry in node.entries() if isinstance(entry.value, dict | list)]
            waiting += [(child, within) for child in reversed(records)]


def _named(top: DocumentNode) -> Iterator[tuple[DocumentNode, str]]:
    """Yield the components without a reference, which links may name by mistake."""
    waiting = [*reversed(top.listed("components"))]
    while waiting:
        node = waiting.pop()
        if REF not in node.value:
            yield node, node.text("name")
        waiting += reversed(node.listed("components"))


def _own(top: DocumentNode) -> str:
    """Return the prefix of links to this document, if it has a serial number."""
    serial = top.text("serialNumber").lower().removeprefix("urn:uuid:")
    return f"{EXTERNAL}{serial}/{top.value.get('version', 1)}#" if serial else ""


def _meant(links: ReferenceLinks, node: DocumentNode) -> str:
    """Return the reference of a link; a link to this document is resolved in it."""
    link: str = node.value
    is_own = bool(links.own) and link.lower().startswith(links.own)
    return unquote(link[len(links.own) :]) if is_own else link


def _link(links: ReferenceLinks, node: DocumentNode, called: dict[str, DocumentNode]) -> str:
    """Return the reference of a link; a broken link is reported once for each name."""
    ref = _meant(links, node)
    if ref in links.known or ref.startswith(EXTERNAL) or ref in links.strange:
        return ref
    links.strange.add(ref)
    target = called.get(ref)
    name = target.get("name") if target is not None else None
    at = name.span if name is not None else None
    links.diagnostics.append(say.no_such_reference(ref, list(links.known), node.span, at))
    return ref


def _dependencies(top: DocumentNode, links: ReferenceLinks, called: dict[str, DocumentNode]) -> None:
    for dependency in top.listed("dependencies"):
        own = dependency.get("ref")
        if own is None:
            continue
        ref = _link(links, own, called)
        edges = links.edges.setdefault(ref, [])
        for to in dependency.listed("dependsOn"):
            link = _link(links, to, called)
            if link not in links.known and link.startswith(EXTERNAL):
                links.elsewhere.setdefault(ref, []).append(to)
            edges.append((link, to.span))


def _compositions(top: DocumentNode, links: ReferenceLinks, called: dict[str, DocumentNode]) -> None:
    """Record what is declared complete; of contradicting declarations, the weaker one counts.

    Complete dependencies do not mean a complete list of components; incomplete dependencies mean an
    incomplete one.
    """
    for composition in top.listed("compositions"):
        aggregate = composition.text("aggregate")
        links.incomplete = links.incomplete or aggregate.startswith("incomplete")
        for name in ("assemblies", "dependencies"):
            for ref in composition.listed(name):
                if not isinstance(ref.value, str):
                    continue
                to = _link(links, ref, called)
                if aggregate != "complete":
                    links.unsure.add(to)
                elif name == "assemblies":
                    links.complete[to] = ref
    for to in links.unsure & links.complete.keys():
        del links.complete[to]


def find_cycles(edges: dict[str, list[tuple[str, Span]]]) -> list[tuple[list[str], list[Span]]]:
    """Return the cycles of a graph, each once: the names, and the place of each link.

    The function uses its own stack, since chains may be long.
    """
    cycles: list[tuple[list[str], list[Span]]] = []
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        spans: list[Span] = []
        on_path: dict[str, int] = {}
        stack: list[tuple[str, Span | None, bool]] = [(start, None, False)]
        while stack and len(cycles) < MOST:
            name, span, leave = stack.pop()
            if leave:
                path.pop()
                del on_path[name]
                spans = spans[: max(len(path) - 1, 0)]
                done.add(name)
            elif name in on_path:
                at = on_path[name]
                closing = [span] if span is not None else []
                cycles.append(([*path[at:], name], [*spans[at:], *closing]))
            elif name not in done:
                on_path[name] = len(path)
                spans += [span] if span is not None else []
                path.append(name)
                stack.append((name, span, True))
                stack += [(to, at_, False) for to, at_ in reversed(edges.get(name, ()))]
    return cycles
