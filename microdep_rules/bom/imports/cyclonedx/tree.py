"""What holds what: components as they are nested, or by dependencies where nothing is; and their ids."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.imports.cyclonedx.links import REF
from microdep_rules.bom.imports.cyclonedx.nodes import line
from microdep_rules.bom.imports.cyclonedx.parties import ENTITIES, NAMES
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.links import Links
    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.source import Span

HARDWARE = frozenset({"device"})
FIRMWARE = frozenset({"firmware"})
LONGEST = 200
ID = pattern(r"[A-Za-z0-9][A-Za-z0-9._:/@+#-]{0,299}")
MADE_UP = pattern(
    r"(?:urn:uuid:)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
    r"|(?:BomRef\.)?[0-9.]{12,}"
)
"""References that a program makes anew each time: no id that stays."""


class Item(Struct, eq=False):
    """A component of the document, where it hangs, and its id."""

    node: Node
    id: str = ""
    above: Item | None = None
    """In which component it is nested."""
    holders: list[tuple[Item, Span]] = field(default_factory=list)
    """What it is a part of, with the place where that is said."""
    holds: int = 0

    @property
    def type(self) -> str:
        """Its type, as CycloneDX has it."""
        return self.node.text("type")

    @property
    def ref(self) -> str:
        """Its reference; nothing where it has none."""
        found = self.node.value.get(REF)
        return found if isinstance(found, str) else ""

    @property
    def is_hardware(self) -> bool:
        """Return whether it is a thing, and no program."""
        return self.type in HARDWARE


def items_in(top: Node, links: Links) -> tuple[Item | None, list[Item]]:
    """The product, if the document names one, and all components in the order of the file."""
    metadata = top.get("metadata")
    own = metadata.get("component") if metadata is not None else None
    product = Item(own) if own is not None else None
    items = _nested(top.listed("components"), None)
    if product is not None:
        items = [*_nested(product.node.listed("components"), product), *items]
    _name(([product] if product is not None else []) + items)
    _hang(product, items, links)
    return product, items


def _nested(nodes: list[Node], above: Item | None) -> list[Item]:
    found = []
    waiting = [(each, above) for each in reversed(nodes)]
    while waiting:
        node, holder = waiting.pop()
        item = Item(node, above=holder)
        found.append(item)
        waiting += [(each, item) for each in reversed(node.listed("components"))]
    return found


def _hang(product: Item | None, items: list[Item], links: Links) -> None:
    """Each part in what holds it; what nothing holds in the product."""
    nested = any(item.above is not None and item.above is not product for item in items)
    edges = {} if nested else _parts_by_dependency(product, items, links)
    for item in items:
        if item.above is not None:
            item.holders = [(item.above, item.node.span)]
        elif item.ref in edges:
            item.holders = edges[item.ref]
        elif product is not None:
            item.holders = [(product, item.node.span)]
        for holder, _ in item.holders:
            holder.holds += 1


def _parts_by_dependency(
    product: Item | None, items: list[Item], links: Links
) -> dict[str, list[tuple[Item, Span]]]:
    """What is a part of what by the dependencies of things; those of programs are no parts."""
    known = {item.ref: item for item in [*([product] if product is not None else []), *items] if item.ref}
    found: dict[str, list[tuple[Item, Span]]] = {}
    for ref, edges in links.edges.items():
        holder = known.get(ref)
        if holder is None or not holder.is_hardware:
            continue
        for to, span in dict(reversed(edges)).items():
            part = known.get(to)
            if part is not None and part is not product and part.type in HARDWARE | FIRMWARE:
                found.setdefault(to, []).append((holder, span))
    return found


# ---- ids -----------------------------------------------------------------------------------------


def _name(items: list[Item]) -> None:
    """An id for each that stays when the document is written again: its own reference, else what it is."""
    taken: set[str] = set()
    again: Counter[str] = Counter()
    for item in items:
        if item.ref and ID.fullmatch(item.ref) and not MADE_UP.fullmatch(item.ref):
            item.id = item.ref
            taken.add(item.ref)
    for item in items:
        if not item.id:
            item.id = _free(item, taken, again)
            taken.add(item.id)


def _free(item: Item, taken: set[str], again: Counter[str]) -> str:
    """An id that nothing else has; of equal ones, numbered in the order of the file."""
    node = item.node
    maker = next((each for each in _makers(node) if each), "") if item.is_hardware else node.text("group")
    own = _short(" ".join(filter(None, (maker, node.text("name")))))
    version = _short(f"{own} {node.text('version')}")
    ways = [own, version]
    if item.above is not None:
        ways.append(_short(f"{item.above.id} {own}"))
    found = next((way for way in ways if way not in taken), "")
    while not found:
        again[own] += 1
        numbered = f"{own}-{again[own] + 1}"
        found = numbered if numbered not in taken else ""
    return found


def _short(words: str) -> str:
    """An id of some words; of very many, the first and a digest of all."""
    made = slug(words)
    return made if len(made) <= LONGEST else f"{made[:LONGEST]}-{sha256(words.encode()).hexdigest()[:8]}"


def _makers(node: Node) -> list[str]:
    entities = [node.get(entity) for entity in ENTITIES]
    return [e.text("name") for e in entities if e is not None] + [line(node.value.get(n)) for n in NAMES]
