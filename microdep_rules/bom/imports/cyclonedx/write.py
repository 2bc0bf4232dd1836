"""A bill of materials of ours as CycloneDX 1.6: its own fields, and everything in properties of ours.

The properties are what is read back, whole and exact; the fields beside them are for programs that know
nothing of us. The same document always gives the same bytes: there is no clock in it and no chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from microdep_rules.bom.facts import exact as known
from microdep_rules.bom.imports.cyclonedx.properties import DEVICE, OURS
from microdep_rules.bom.imports.cyclonedx.values import exact, written
from microdep_rules.bom.model import WITHOUT_MATERIALS
from microdep_rules.bom.spans import join
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element, Usage

VERSION = "1.6"
SCHEMA = f"http://cyclonedx.org/schema/bom-{VERSION}.schema.json"
DEEPEST = 20
"""So deep components are nested; what is deeper stands at the top, and dependencies say where it belongs."""
HERE = "written"
"""In a list of children, the reference of a component that is nested in this one."""
ORDER = "components"
"""The property that has the components of the flat list, by reference, in their order."""
RECORDS = {"parties": "party", "evidence": "evidence"}
"""Lists of records of which each is a property of its own."""
TYPES = {"firmware": "firmware", "software": "application", "service": "application"}
"""The type of a component by its kind; everything else is a device."""
URL = pattern(r"[A-Za-z0-9!#$%&'()*+,\-./:;=?@_~]+")
BESIDE = ("version", "group", "purl")
"""What a CycloneDX document had, and has again."""

Record = dict[str, Any]


def cyclonedx_of(bom: Bom) -> Record:
    """The document, valid by the official schema and the same again when it is read."""
    return _Writer(bom).document()


def text_of(document: Record) -> str:
    """Such a document as a file."""
    return exact(document, indent=2) + "\n"


class _Writer:
    def __init__(self, bom: Bom) -> None:
        assert bom.file.value is not None
        self.bom = bom
        self.value = bom.file.value
        self.by_pointer = {component.pointer: component for component in bom.components.values()}
        self.placed: set[str] = set()
        self.too_deep: list[Element] = []
        self.claims: list[Record] = []
        self.evidence = {id_: self._free(f"evidence:{id_}") for id_ in bom.evidence}

    def document(self) -> Record:
        """The whole document."""
        digest = uuid5(NAMESPACE_URL, f"{OURS}{exact(self.value)}")
        version = self.value.get("document", {}).get("version")
        found: Record = {
            "$schema": SCHEMA,
            "bomFormat": "CycloneDX",
            "specVersion": VERSION,
            "serialNumber": f"urn:uuid:{digest}",
            "version": version if isinstance(version, int) and version > 0 else 1,
            "metadata": self._metadata(),
            "components": self._components(),
        }
        dependencies = [each for each in map(self._dependency, self.bom.components.values()) if each]
        if dependencies:
            found["dependencies"] = dependencies
        compositions = list(self._compositions())
        if compositions:
            found["compositions"] = compositions
        papers = [self._paper(each) for each in self.bom.evidence.values()]
        if papers:
            found["declarations"] = {**({"claims": self.claims} if self.claims else {}), "evidence": papers}
        return found

    def _free(self, ref: str) -> str:
        """A reference that no component has."""
        while ref in self.bom.components:
            ref += "-"
        return ref

    # ---- the head ----

    def _metadata(self) -> Record:
        head = self.value.get("document", {})
        found: Record = {}
        day = known(head.get("date"))
        if isinstance(day, str):
            found["timestamp"] = f"{day}T00:00:00Z"
        author = head.get("author")
        author = {"name": author} if isinstance(author, str) else author or {}
        if author.get("name"):
            found["authors"] = [{"name": author["name"]}]
        if not self.bom.product.synthesized:
            found["component"] = self._component(self.bom.product, None, alone=True)
        company = self._company(author.get("party"))
        if company:
            found["manufacturer"] = company
        found["properties"] = list(self._properties())
        return found

    def _properties(self) -> Iterator[Record]:
        for name, value in self.value.items():
            if name == "components":
                order = [self.by_pointer[join("/components", n)].id for n in range(len(value))]
                yield {"name": f"{OURS}{ORDER}", "value": exact(order)}
            elif name in RECORDS and value:
                for each in value:
                    yield {"name": f"{OURS}{RECORDS[name]}", "value": exact(each)}
            else:
                yield {"name": f"{OURS}{name}", "value": written(value)}

    # ---- components ----

    def _components(self) -> list[Record]:
        """What the product consists of, and whatever else there is."""
        found = [
            self._use(usage, 1) for usage in self.bom.usages(self.bom.product) if self._is_new(usage.child)
        ]
        roots = [component for component in self.bom.components.values() if not self.bom.parents(component)]
        found += [self._component(root, None) for root in roots if self._is_new(root)]
        while self.too_deep:
            waiting, self.too_deep = self.too_deep, []
            found += [self._component(each, None) for each in waiting if self._is_new(each)]
        return found

    def _is_new(self, element: Element) -> bool:
        return element.id not in self.placed

    def _use(self, usage: Usage, depth: int) -> Record:
        return self._component(usage.child, usage, depth)

    def _component(
        self, element: Element, usage: Usage | None, depth: int = 1, *, alone: bool = False
    ) -> Record:
        self.placed.add(element.id)
        data = element.data
        kind = known(data.get("kind"))
        beside = data.get("ext", {})
        found: Record = {"type": TYPES.get(str(kind), "device"), "bom-ref": element.id}
        for name in ("supplier", "manufacturer"):
            company = self._company(known(data.get(name)))
            if company:
                found[name] = company
        found["name"] = data["name"]
        for name in BESIDE:
            if isinstance(beside.get(name), str) and beside[name]:
                found[name] = beside[name]
        if data.get("notes"):
            found["description"] = data["notes"]
        found["properties"] = [*self._of_device(data, usage), *self._ours(element)]
        self._claim(element)
        if not alone:
            inner = self._nested(element, depth)
            if inner:
                found["components"] = inner
        return found

    def _nested(self, element: Element, depth: int) -> list[Record]:
        found = []
        for usage in self.bom.usages(element):
            if not self._is_new(usage.child):
                continue
            if depth >= DEEPEST:
                self.too_deep.append(usage.child)
            else:
                found.append(self._use(usage, depth + 1))
        return found

    def _of_device(self, data: Record, usage: Usage | None) -> Iterator[Record]:
        """What CycloneDX has names for, as far as it is known."""
        origin = data.get("origin")
        origin = origin.get("country", origin) if isinstance(origin, dict) else origin
        said = {
            "quantity": usage.data.get("quantity") if usage is not None else None,
            "function": known(data.get("function")),
            "location": " ".join(usage.designators) if usage is not None and usage.designators else None,
            "countryOfOrigin": known(origin),
        }
        if known(data.get("kind")) in WITHOUT_MATERIALS:
            del said["countryOfOrigin"]
        for name, value in said.items():
            if value is not None and not isinstance(value, dict | list):
                yield {"name": f"{DEVICE}{name}", "value": value if isinstance(value, str) else exact(value)}

    def _ours(self, element: Element) -> Iterator[Record]:
        """Every field of a component but its name, as it is written."""
        for name, value in element.data.items():
            if name == "children":
                yield {"name": f"{OURS}{name}", "value": exact(self._children(element, value))}
            elif name != "name":
                yield {"name": f"{OURS}{name}", "value": written(value, "component", name)}

    def _children(self, element: Element, children: list[Any]) -> list[Any]:
        """The uses as they are written, and of a component written among them its reference."""
        return [
            {HERE: self.by_pointer[join(element.pointer, "children", number)].id}
            if isinstance(each, dict) and "ref" not in each
            else each
            for number, each in enumerate(children)
        ]

    def _company(self, id_: Any) -> Record:
        party = self.bom.party(id_) if isinstance(id_, str) else None
        if party is None:
            return {}
        seat = known(party.data.get("country"))
        address = {"address": {"country": seat}} if isinstance(seat, str) else {}
        return {"name": party.name, **address}

    # ---- what hangs together, and what shows it ----

    def _dependency(self, element: Element) -> Record:
        below = dict.fromkeys(usage.child.id for usage in self.bom.usages(element))
        return {"ref": element.id, "dependsOn": list(below)} if below else {}

    def _compositions(self) -> Iterator[Record]:
        """Whose list of parts names all of them, and of whose that is not said."""
        closed: list[str] = []
        open_: list[str] = []
        for component in self.bom.components.values():
            empty = self.bom.recorded(component, "children") == "empty"
            complete = empty or self.bom.said_complete(component, "children")
            (closed if complete else open_).append(component.id)
        if closed:
            yield {"aggregate": "complete", "assemblies": closed}
        if open_:
            yield {"aggregate": "unknown", "assemblies": open_}

    def _claim(self, element: Element) -> None:
        """What a component says on the strength of some evidence."""
        for path, held in _shown(element.data, ""):
            papers = [
                self.evidence[each] for each in dict.fromkeys(held["evidence"]) if each in self.evidence
            ]
            if papers:
                said = {name: each for name, each in held.items() if name != "evidence"} if path else {}
                claim = {
                    "bom-ref": self._free(f"claim:{len(self.claims) + 1}"),
                    "target": element.id,
                    "predicate": f"{path or '/'} {exact(said)}" if said else "what is stated of it",
                    "evidence": papers,
                }
                self.claims.append(claim)

    def _paper(self, element: Element) -> Record:
        data = element.data
        issuer = known(data.get("issuer"))
        party = self.bom.party(issuer) if isinstance(issuer, str) else None
        found: Record = {"bom-ref": self.evidence[element.id]}
        document = data.get("document", {})
        parts = (known(data.get("type")), document.get("number"), data.get("notes"))
        told = [str(part) for part in parts if part]
        if told:
            found["description"] = ": ".join(told)
        url = document.get("url", "")
        if URL.fullmatch(url):
            found["data"] = [{"name": element.id, "contents": {"url": url}}]
        for ours, theirs in (("issued", "created"), ("expires", "expires")):
            day = known(data.get(ours))
            if isinstance(day, str):
                found[theirs] = f"{day}T00:00:00Z"
        if isinstance(issuer, str):
            found["author"] = {"name": party.name if party is not None else issuer}
        return found


def _shown(value: Any, path: str) -> Iterator[tuple[str, Record]]:
    """Every record inside a value that names evidence, with its pointer; not those of parts inside it."""
    if isinstance(value, dict):
        if isinstance(value.get("evidence"), list):
            yield path, value
        inner: Any = ((name, each) for name, each in value.items() if name not in {"children", "ext"})
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        return
    for step, each in inner:
        yield from _shown(each, join(path, step))
