"""Random values that are valid by the schemas of documents: whatever may stand in a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.schemas import Schema, schema

if TYPE_CHECKING:
    from tests.properties.chance import Chance
    from tests.properties.documents import Record

TEXTS = ("NdFeB", "CN", "no such word", "2026-07-01", "A", "motor", "USD", "über 9")
BY_PATTERN = {
    "[A-Z]{2}": ("CN", "US", "EU", "CN-XJ", "XK"),
    "[A-Z]{3}": ("USD", "EUR"),
    "[0-9]{4}": ("2026-07-01", "2025-12-31"),
    "at least": ("at least 5", "at most 5", "5..10"),
}
IDENTITY = frozenset(
    {"id", "name", "ref", "of", "document", "components", "product", "schema", "ext", "as_of"}
)
"""Fields that hold a document together: they stay as they are."""
NESTED = frozenset(
    {"materials", "stages", "inputs", "children", "alternates", "parties", "sites", "evidence"}
)


def change_anything(chance: Chance, document: Record) -> None:
    """Puts any valid value into some fields of some records of a document."""
    bom, contract = schema("bom"), schema("context")
    holders: list[tuple[Schema, str, Record]] = [(contract, "contract", document["context"])]
    for component in document["components"]:
        holders.append((bom, "component", component))
        for material in component.get("materials", ()):
            holders.append((bom, "material", material))
            holders += [(bom, "stage", stage) for stage in material.get("stages", ())]
    holders += [(bom, "party", each) for each in document["parties"]]
    holders += [(bom, "owner", owner) for each in document["parties"] for owner in each.get("owners", ())]
    for _ in range(chance.number(1, 4)):
        found, record, holder = chance.of(holders)
        known = found.records[record]["properties"]
        field = chance.of(sorted(known.keys() - IDENTITY - NESTED))
        holder[field] = value(chance, found, known[field])


def value(chance: Chance, found: Schema, node: dict[str, Any]) -> Any:
    """A value that is valid by a node of a schema."""
    node = found.follow(node)[1]
    if "if" in node:  # written plainly or as an object
        return value(chance, found, node[chance.pick("then", "else")])
    if "const" in node:
        return node["const"]
    if "enum" in node:
        return chance.of(node["enum"])
    kind = node.get("type", "object")
    kind = chance.of(kind) if isinstance(kind, list) else kind
    match kind:
        case "boolean":
            return chance.pick(True, False)
        case "number" | "integer":
            return chance.pick(0, 5, 50, 100) if node.get("maximum") else chance.pick(0, 1, 7, 250000)
        case "array":
            return [value(chance, found, node["items"]) for _ in range(chance.pick(1, 0, 2))]
        case "object":
            return _record(chance, found, node)
        case _:
            return _text(chance, node.get("pattern", ""))


def _record(chance: Chance, found: Schema, node: dict[str, Any]) -> Record:
    known = node.get("properties", {})
    wanted = set(node.get("required", ()))
    options = sorted(known.keys() - wanted - {"evidence", "document", "site"})
    ways = node.get("oneOf", node.get("anyOf", ()))
    if ways:  # which of them it is written in; the fields of the others stay away
        way = chance.of(ways)
        way = chance.of(way["anyOf"]) if "anyOf" in way else way
        wanted |= set(way["required"])
        options = [each for each in ("reason", "note", "basis") if each in known]
    wanted |= set(chance.some(options, 1, 2)) if options else set()
    return {name: value(chance, found, known[name]) for name in sorted(wanted)}


def _text(chance: Chance, pattern: str) -> str:
    for part, options in BY_PATTERN.items():
        if part in pattern:
            return chance.of(options)
    if "A-Za-z0-9" in pattern:
        return chance.pick("red-works", "part-a", "product")
    return chance.of(TEXTS)
