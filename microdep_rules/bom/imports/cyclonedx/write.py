"""Export of a bill of materials as CycloneDX 1.6, with all its fields as `microdep:` properties.

The import reads only the properties, which are exact; the CycloneDX fields are for other programs. The same
document always gives the same bytes, because the export uses no clock and no random number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from microdep_rules.bom.facts import exact as known
from microdep_rules.bom.imports.cyclonedx.properties import DEVICE, PREFIX
from microdep_rules.bom.imports.cyclonedx.values import format_value, to_json
from microdep_rules.bom.model import WITHOUT_MATERIALS
from microdep_rules.bom.spans import join
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element, Usage

VERSION = "1.6"
SCHEMA = f"http://cyclonedx.org/schema/bom-{VERSION}.schema.json"
DEEPEST = 20
"""Maximum depth of nested components.

Deeper components are at the top level, and dependencies state their parents.
"""
HERE = "written"
"""Key that replaces a nested child in the list of children; its value is the reference of the child."""
ORDER = "components"
"""Property that lists the references of all components, in the order of the list `components`."""
RECORDS = {"parties": "party", "evidence": "evidence"}
"""Lists with records that the export writes as properties, each with the name of the property."""
TYPES = {"firmware": "firmware", "software": "application", "service": "application"}
"""CycloneDX type of a component by its kind; a component of another kind is a device."""
URL = pattern(r"[A-Za-z0-9!#$%&'()*+,\-./:;=?@_~]+")
BESIDE = ("version", "group", "purl")
"""Fields of an imported CycloneDX document that a later export writes again."""

Record = dict[str, Any]


def export_cyclonedx(bom: Bom) -> Record:
    """Return the CycloneDX document.

    The document is valid by the official schema, and an import restores the bill of materials.
    """
    return _Writer(bom).document()


def format_export(document: Record) -> str:
    """Return the text of an exported document."""
    return to_json(document, indent=2) + "\n"


class _Writer:
    def __init__(self, bom: Bom) -> None:
        assert bom.file.value is not None
        self.bom = bom
        self.value = bom.file.value
        self.by_pointer = {component.pointer: component for component in bom.components.values()}
        self.placed: set[str] = set()
        self.too_deep: list[Element] = []
        self.claims: list[Record] = []
        self.evidence = {id_: self._unused_reference(f"evidence:{id_}") for id_ in bom.evidence}

    def document(self) -> Record:
        """Return the whole document."""
        digest = uuid5(NAMESPACE_URL, f"{PREFIX}{to_json(self.value)}")
        version = self.value.get("document", {}).get("version")
        document: Record = {
            "$schema": SCHEMA,
            "bomFormat": "CycloneDX",
            "specVersion": VERSION,
            "serialNumber": f"urn:uuid:{digest}",
            "version": version if isinstance(version, int) and version > 0 else 1,
            "metadata": self._metadata(),
            "components": self._components(),
        }
        dependencies = [
            dependency for dependency in map(self._dependency, self.bom.components.values()) if dependency
        ]
        if dependencies:
            document["dependencies"] = dependencies
        compositions = list(self._compositions())
        if compositions:
            document["compositions"] = compositions
        evidence_records = [self._evidence_record(evidence) for evidence in self.bom.evidence.values()]
        if evidence_records:
            document["declarations"] = {
                **({"claims": self.claims} if self.claims else {}),
                "evidence": evidence_records,
            }
        return document

    def _unused_reference(self, ref: str) -> str:
        """Return `ref`, followed by hyphens if a component already has this id."""
        while ref in self.bom.components:
            ref += "-"
        return ref

    # ---- fields of the document ----

    def _metadata(self) -> Record:
        head = self.value.get("document", {})
        metadata: Record = {}
        day = known(head.get("date"))
        if isinstance(day, str):
            metadata["timestamp"] = f"{day}T00:00:00Z"
        author = head.get("author")
        author = {"name": author} if isinstance(author, str) else author or {}
        if author.get("name"):
            metadata["authors"] = [{"name": author["name"]}]
        if not self.bom.product.synthesized:
            metadata["component"] = self._component(self.bom.product, None, without_children=True)
        company = self._company(author.get("party"))
        if company:
            metadata["manufacturer"] = company
        metadata["properties"] = list(self._properties())
        return metadata

    def _properties(self) -> Iterator[Record]:
        for name, value in self.value.items():
            if name == "components":
                order = [self.by_pointer[join("/components", n)].id for n in range(len(value))]
                yield {"name": f"{PREFIX}{ORDER}", "value": to_json(order)}
            elif name in RECORDS and value:
                for record in value:
                    yield {"name": f"{PREFIX}{RECORDS[name]}", "value": to_json(record)}
            else:
                yield {"name": f"{PREFIX}{name}", "value": format_value(value)}

    # ---- components ----

    def _components(self) -> list[Record]:
        """Return the records for the children of the product, then for components without a parent.

        Components that are too deeply nested follow at the end.
        """
        components = [
            self._usage_record(usage, 1)
            for usage in self.bom.usages(self.bom.product)
            if self._is_new(usage.child)
        ]
        roots = [component for component in self.bom.components.values() if not self.bom.parents(component)]
        components += [self._component(root, None) for root in roots if self._is_new(root)]
        while self.too_deep:
            waiting, self.too_deep = self.too_deep, []
            components += [self._component(element, None) for element in waiting if self._is_new(element)]
        return components

    def _is_new(self, element: Element) -> bool:
        return element.id not in self.placed

    def _usage_record(self, usage: Usage, depth: int) -> Record:
        return self._component(usage.child, usage, depth)

    def _component(
        self, element: Element, usage: Usage | None, depth: int = 1, *, without_children: bool = False
    ) -> Record:
        self.placed.add(element.id)
        data = element.data
        kind = known(data.get("kind"))
        ext = data.get("ext", {})
        component: Record = {"type": TYPES.get(str(kind), "device"), "bom-ref": element.id}
        for name in ("supplier", "manufacturer"):
            company = self._company(known(data.get(name)))
            if company:
                component[name] = company
        component["name"] = data["name"]
        for name in BESIDE:
            if isinstance(ext.get(name), str) and ext[name]:
                component[name] = ext[name]
        if data.get("notes"):
            component["description"] = data["notes"]
        component["properties"] = [*self._device_properties(data, usage), *self._own_properties(element)]
        self._add_claims(element)
        if not without_children:
            inner = self._nested(element, depth)
            if inner:
                component["components"] = inner
        return component

    def _nested(self, element: Element, depth: int) -> list[Record]:
        children = []
        for usage in self.bom.usages(element):
            if not self._is_new(usage.child):
                continue
            if depth >= DEEPEST:
                self.too_deep.append(usage.child)
            else:
                children.append(self._usage_record(usage, depth + 1))
        return children

    def _device_properties(self, data: Record, usage: Usage | None) -> Iterator[Record]:
        """Yield the official device properties with a known value."""
        origin = data.get("origin")
        origin = origin.get("country", origin) if isinstance(origin, dict) else origin
        values = {
            "quantity": usage.data.get("quantity") if usage is not None else None,
            "function": known(data.get("function")),
            "location": " ".join(usage.designators) if usage is not None and usage.designators else None,
            "countryOfOrigin": known(origin),
        }
        if known(data.get("kind")) in WITHOUT_MATERIALS:
            del values["countryOfOrigin"]
        for name, value in values.items():
            if value is not None and not isinstance(value, dict | list):
                yield {
                    "name": f"{DEVICE}{name}",
                    "value": value if isinstance(value, str) else to_json(value),
                }

    def _own_properties(self, element: Element) -> Iterator[Record]:
        """Yield all fields of a component except the name, as the bill of materials states them."""
        for name, value in element.data.items():
            if name == "children":
                yield {"name": f"{PREFIX}{name}", "value": to_json(self._children(element, value))}
            elif name != "name":
                yield {"name": f"{PREFIX}{name}", "value": format_value(value, "component", name)}

    def _children(self, element: Element, children: list[Any]) -> list[Any]:
        """Return the children of a component, with a reference in place of each nested component."""
        return [
            {HERE: self.by_pointer[join(element.pointer, "children", number)].id}
            if isinstance(child, dict) and "ref" not in child
            else child
            for number, child in enumerate(children)
        ]

    def _company(self, id_: Any) -> Record:
        party = self.bom.party(id_) if isinstance(id_, str) else None
        if party is None:
            return {}
        seat = known(party.data.get("country"))
        address = {"address": {"country": seat}} if isinstance(seat, str) else {}
        return {"name": party.name, **address}

    # ---- dependencies and evidence ----

    def _dependency(self, element: Element) -> Record:
        below = dict.fromkeys(usage.child.id for usage in self.bom.usages(element))
        return {"ref": element.id, "dependsOn": list(below)} if below else {}

    def _compositions(self) -> Iterator[Record]:
        """Yield the declarations of completeness: components with complete children, then all others."""
        closed: list[str] = []
        open_: list[str] = []
        for component in self.bom.components.values():
            empty = self.bom.list_state(component, "children") == "empty"
            complete = empty or self.bom.is_stated_complete(component, "children")
            (closed if complete else open_).append(component.id)
        if closed:
            yield {"aggregate": "complete", "assemblies": closed}
        if open_:
            yield {"aggregate": "unknown", "assemblies": open_}

    def _add_claims(self, element: Element) -> None:
        """Add a claim for each fact of a component that has evidence."""
        for path, record in _records_with_evidence(element.data, ""):
            references = [
                self.evidence[id_] for id_ in dict.fromkeys(record["evidence"]) if id_ in self.evidence
            ]
            if references:
                fields = {name: value for name, value in record.items() if name != "evidence"} if path else {}
                claim = {
                    "bom-ref": self._unused_reference(f"claim:{len(self.claims) + 1}"),
                    "target": element.id,
                    "predicate": f"{path or '/'} {to_json(fields)}" if fields else "what is stated of it",
                    "evidence": references,
                }
                self.claims.append(claim)

    def _evidence_record(self, element: Element) -> Record:
        data = element.data
        issuer = known(data.get("issuer"))
        party = self.bom.party(issuer) if isinstance(issuer, str) else None
        record: Record = {"bom-ref": self.evidence[element.id]}
        document = data.get("document", {})
        parts = (known(data.get("type")), document.get("number"), data.get("notes"))
        texts = [str(part) for part in parts if part]
        if texts:
            record["description"] = ": ".join(texts)
        url = document.get("url", "")
        if URL.fullmatch(url):
            record["data"] = [{"name": element.id, "contents": {"url": url}}]
        for field, their_field in (("issued", "created"), ("expires", "expires")):
            day = known(data.get(field))
            if isinstance(day, str):
                record[their_field] = f"{day}T00:00:00Z"
        if isinstance(issuer, str):
            record["author"] = {"name": party.name if party is not None else issuer}
        return record


def _records_with_evidence(value: Any, path: str) -> Iterator[tuple[str, Record]]:
    """Yield each record with evidence inside a value, and its pointer. Child components are left out."""
    if isinstance(value, dict):
        if isinstance(value.get("evidence"), list):
            yield path, value
        inner: Any = ((name, child) for name, child in value.items() if name not in {"children", "ext"})
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        return
    for key, child in inner:
        yield from _records_with_evidence(child, join(path, key))
