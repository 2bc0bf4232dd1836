"""References between the records of a document.

Each `bom-ref` must be unique, and each link must lead to an existing `bom-ref`.
"""

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
"""Prefix of a link to another document; the reference in that document follows a `#`."""
UNIQUE = frozenset({"component", "components", "services"})
"""Fields with records that need unique references.

Suppliers need no unique reference, because each component of a supplier repeats the supplier.
"""
MOST = 50
"""Maximum number of reported broken links, and of reported cycles."""


class ReferenceLinks(Struct):
    """Links between the records of a document that have a `bom-ref`."""

    known: dict[str, DocumentNode] = field(default_factory=dict)
    """Records with a `bom-ref`, by this reference."""
    edges: dict[str, list[tuple[str, Span]]] = field(default_factory=dict)
    """References to the dependencies of each record, with the places of the references."""
    in_other_documents: dict[str, list[DocumentNode]] = field(default_factory=dict)
    """Dependencies of each record that are in another document."""
    complete: dict[str, DocumentNode] = field(default_factory=dict)
    """References of components with a complete list of children, each with the node that states this."""
    declared_incomplete: set[str] = field(default_factory=set)
    """References of records that the document declares `incomplete`, `unknown` or otherwise not complete."""
    incomplete: bool = False
    """True if the document declares any record incomplete."""
    document_prefix: str = ""
    """Prefix of the links to records of this document."""
    unresolved: set[str] = field(default_factory=set)
    """References without a target."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


def find_links(top: DocumentNode) -> ReferenceLinks:
    """Return the links of a document, with errors for the broken links."""
    links = ReferenceLinks(document_prefix=_own_prefix(top))
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
    called = {node_.value.get("name"): node_ for node_, _ in _without_reference(top)}
    _dependencies(top, links, called)
    _compositions(top, links, called)
    del links.diagnostics[MOST:]
    return links


def _records(top: DocumentNode) -> Iterator[tuple[DocumentNode, str]]:
    """Yield every record with a reference, and the name of the field that contains the record."""
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


def _without_reference(top: DocumentNode) -> Iterator[tuple[DocumentNode, str]]:
    """Yield the components without a `bom-ref`, each with its name.

    A link may wrongly state the name of a component instead of a `bom-ref`. Then the error points to the
    component.
    """
    waiting = [*reversed(top.listed("components"))]
    while waiting:
        node = waiting.pop()
        if REF not in node.value:
            yield node, node.text("name")
        waiting += reversed(node.listed("components"))


def _own_prefix(top: DocumentNode) -> str:
    """Return the prefix of links to this document; empty if the document has no serial number."""
    serial = top.text("serialNumber").lower().removeprefix("urn:uuid:")
    return f"{EXTERNAL}{serial}/{top.value.get('version', 1)}#" if serial else ""


def _resolve(links: ReferenceLinks, node: DocumentNode) -> str:
    """Return the reference in a link, without the prefix of this document."""
    link: str = node.value
    is_own = bool(links.document_prefix) and link.lower().startswith(links.document_prefix)
    return unquote(link[len(links.document_prefix) :]) if is_own else link


def _check_link(links: ReferenceLinks, node: DocumentNode, called: dict[str, DocumentNode]) -> str:
    """Return the reference that a link states, and report a missing target.

    Several links to the same missing target are reported once. `called` has the components without a
    reference, by name.
    """
    ref = _resolve(links, node)
    if ref in links.known or ref.startswith(EXTERNAL) or ref in links.unresolved:
        return ref
    links.unresolved.add(ref)
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
        ref = _check_link(links, own, called)
        edges = links.edges.setdefault(ref, [])
        for to in dependency.listed("dependsOn"):
            link = _check_link(links, to, called)
            if link not in links.known and link.startswith(EXTERNAL):
                links.in_other_documents.setdefault(ref, []).append(to)
            edges.append((link, to.span))


def _compositions(top: DocumentNode, links: ReferenceLinks, called: dict[str, DocumentNode]) -> None:
    """Record which components the document declares complete.

    If one declaration states `complete` and another states a weaker word for the same record, the weaker word
    counts. Complete dependencies do not mean that the list of components is complete. Incomplete dependencies
    mean that the list of components is not complete.
    """
    for composition in top.listed("compositions"):
        aggregate = composition.text("aggregate")
        links.incomplete = links.incomplete or aggregate.startswith("incomplete")
        for name in ("assemblies", "dependencies"):
            for ref in composition.listed(name):
                if not isinstance(ref.value, str):
                    continue
                to = _check_link(links, ref, called)
                if aggregate != "complete":
                    links.declared_incomplete.add(to)
                elif name == "assemblies":
                    links.complete[to] = ref
    for to in links.declared_incomplete & links.complete.keys():
        del links.complete[to]


def find_cycles(edges: dict[str, list[tuple[str, Span]]]) -> list[tuple[list[str], list[Span]]]:
    """Return each cycle of a graph once: the names in the cycle, and the places of the links.

    The function uses a list of open nodes instead of recursion, because chains may be long.
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
