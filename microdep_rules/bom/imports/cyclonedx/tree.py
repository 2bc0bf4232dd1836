"""Product structure of a CycloneDX document, from nested components or dependencies."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.imports.cyclonedx.links import REF
from microdep_rules.bom.imports.cyclonedx.nodes import to_line
from microdep_rules.bom.imports.cyclonedx.parties import ENTITIES, NAMES
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.links import ReferenceLinks
    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.source import Span

HARDWARE = frozenset({"device"})
FIRMWARE = frozenset({"firmware"})
LONGEST = 200
ID = pattern(r"[A-Za-z0-9][A-Za-z0-9._:/@+#-]{0,299}")
GENERATED = pattern(
    r"(?:urn:uuid:)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
    r"|(?:BomRef\.)?[0-9.]{12,}"
)
"""References that programs generate. The references change with each export, so they are not used as ids."""


class TreeItem(Struct, eq=False):
    """Component of the document, with its parents and its id."""

    node: DocumentNode
    id: str = ""
    above: TreeItem | None = None
    """Component that contains this component in the file."""
    holders: list[tuple[TreeItem, Span]] = field(default_factory=list)
    """Parents of the component, each with the place that states this parent."""
    holds: int = 0

    @property
    def type(self) -> str:
        """Type of the component in CycloneDX."""
        return self.node.text("type")

    @property
    def ref(self) -> str:
        """Reference (`bom-ref`) of the component; empty if the component has none."""
        ref = self.node.value.get(REF)
        return ref if isinstance(ref, str) else ""

    @property
    def is_hardware(self) -> bool:
        """Return whether a component is hardware, and not a program."""
        return self.type in HARDWARE


def build_tree(top: DocumentNode, links: ReferenceLinks) -> tuple[TreeItem | None, list[TreeItem]]:
    """Return the product, if the document names one, and all components in the order of the file."""
    metadata = top.get("metadata")
    own = metadata.get("component") if metadata is not None else None
    product = TreeItem(own) if own is not None else None
    items = _nested(top.listed("components"), None)
    if product is not None:
        items = [*_nested(product.node.listed("components"), product), *items]
    _assign_ids(([product] if product is not None else []) + items)
    _assign_parents(product, items, links)
    return product, items


def _nested(nodes: list[DocumentNode], above: TreeItem | None) -> list[TreeItem]:
    items = []
    waiting = [(node_, above) for node_ in reversed(nodes)]
    while waiting:
        node, holder = waiting.pop()
        item = TreeItem(node, above=holder)
        items.append(item)
        waiting += [(node_, item) for node_ in reversed(node.listed("components"))]
    return items


def _assign_parents(product: TreeItem | None, items: list[TreeItem], links: ReferenceLinks) -> None:
    """Assign each component to its parents. The product is the parent of a component without parents."""
    nested = any(item.above is not None and item.above is not product for item in items)
    edges = {} if nested else _parents_by_dependency(product, items, links)
    for item in items:
        if item.above is not None:
            item.holders = [(item.above, item.node.span)]
        elif item.ref in edges:
            item.holders = edges[item.ref]
        elif product is not None:
            item.holders = [(product, item.node.span)]
        for holder, _ in item.holders:
            holder.holds += 1


def _parents_by_dependency(
    product: TreeItem | None, items: list[TreeItem], links: ReferenceLinks
) -> dict[str, list[tuple[TreeItem, Span]]]:
    """Return the parents of components, from the dependencies of hardware.

    Dependencies of programs do not count.
    """
    known = {item.ref: item for item in [*([product] if product is not None else []), *items] if item.ref}
    parents: dict[str, list[tuple[TreeItem, Span]]] = {}
    for ref, edges in links.edges.items():
        holder = known.get(ref)
        if holder is None or not holder.is_hardware:
            continue
        for to, span in dict(reversed(edges)).items():
            item_ = known.get(to)
            if item_ is not None and item_ is not product and item_.type in HARDWARE | FIRMWARE:
                parents.setdefault(to, []).append((holder, span))
    return parents


# ---- ids -----------------------------------------------------------------------------------------


def _assign_ids(items: list[TreeItem]) -> None:
    """Give each component a permanent id, from its reference or from its name."""
    used_ids: set[str] = set()
    repeated: Counter[str] = Counter()
    for item in items:
        if item.ref and ID.fullmatch(item.ref) and not GENERATED.fullmatch(item.ref):
            item.id = item.ref
            used_ids.add(item.ref)
    for item in items:
        if not item.id:
            item.id = _unused_id(item, used_ids, repeated)
            used_ids.add(item.id)


def _unused_id(item: TreeItem, used_ids: set[str], repeated: Counter[str]) -> str:
    """Return an unused id. Equal ids get numbers in the order of the file."""
    node = item.node
    maker = (
        next((name for name in _company_names(node) if name), "") if item.is_hardware else node.text("group")
    )
    own = _make_id(" ".join(filter(None, (maker, node.text("name")))))
    version = _make_id(f"{own} {node.text('version')}")
    candidates = [own, version]
    if item.above is not None:
        candidates.append(_make_id(f"{item.above.id} {own}"))
    id_ = next((candidate for candidate in candidates if candidate not in used_ids), "")
    while not id_:
        repeated[own] += 1
        numbered = f"{own}-{repeated[own] + 1}"
        id_ = numbered if numbered not in used_ids else ""
    return id_


def _make_id(words: str) -> str:
    """Return an id made of words. A long id is shortened and ends with a digest."""
    id_ = slug(words)
    return id_ if len(id_) <= LONGEST else f"{id_[:LONGEST]}-{sha256(words.encode()).hexdigest()[:8]}"


def _company_names(node: DocumentNode) -> list[str]:
    entities = [node.get(entity) for entity in ENTITIES]
    return [entity_.text("name") for entity_ in entities if entity_ is not None] + [
        to_line(node.value.get(name)) for name in NAMES
    ]
