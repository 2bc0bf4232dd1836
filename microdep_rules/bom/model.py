"""Normal form of a document: records with ids, their owners, and their recorded facts.

The model contains only what the document states. The engine decides whether a list is complete, whether a
fact is known, and the consequences. The raw document never changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.schemas import nested_kind
from microdep_rules.bom.spans import join, split
from microdep_rules.bom.zero_amounts import is_zero
from microdep_rules.vocabulary.own_fields import is_own, path_to, stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.overruns import Price
    from microdep_rules.source import Span

ListState = Literal["absent", "given", "empty"]
"""State of a list: absent, with entries, or explicitly empty."""

NEVER_EMPTY = frozenset({"stages", "composition"})
"""Lists that state nothing when they are empty, because everything has a stage and a substance."""
_SHARED_LISTS = ("stages", "inputs")
"""Lists of a component that also contain entries of its materials, each with `of`."""


class Element(Struct, frozen=True, eq=False):
    """Record of a document. Two elements are equal only if they are the same object."""

    kind: str
    """The kind of record: component, material, stage …"""
    id: str
    """Id that the author gave, or the default id; for a material, `component/material`.

    It does not change when rows move.
    """
    data: dict[str, Any]
    """Record as it is in the document."""
    pointer: str
    """The place of the record."""
    owner: Element | None
    """Owner: for a material, its component; for a stage, its material or component."""
    name: str
    """Name for display."""
    file: LoadedDocument
    """File that contains it."""
    synthesized: bool = False
    """True for an element that the document does not contain: the product of a flat list."""
    keys: Mapping[str, str] = {}
    """Key of each field, for a record that represents a field of another."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"


def is_by_itself(component: Element) -> bool:
    """Return whether all stages of a component are its own, so that none belongs to its contents."""
    data = component.data
    return "stages" in data and "materials" not in data and "inputs" not in data


def _own_stages(component: Element) -> Iterator[Element]:
    """Return the stages of a component itself; repeated names get a number."""
    names: dict[str, int] = {}
    for index, entry in enumerate(component.data["stages"]):
        if "of" in entry:  # it names a missing record
            continue
        name = reading(entry["stage"])
        same = names[name] = names.get(name, 0) + 1
        id_ = f"{component.id}/{name}/{same}" if same > 1 else f"{component.id}/{name}"
        yield Element(
            "stage", id_, entry, f"{component.pointer}/stages/{index}", component, name, component.file
        )


class Usage(Struct, frozen=True, eq=False):
    """The use of a component in another."""

    parent: Element
    child: Element
    quantity: Fraction | None
    """Quantity, if it is exactly known; never a default."""
    pointer: str
    """The place of the use."""
    designators: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    """Entry as it is in the document, for a quantity that is only partly known."""


class MergedRecord(Struct, frozen=True):
    """Sources of a record that two files state."""

    parts: tuple[Element, ...]
    """Record as each file states it; the file with precedence comes first."""
    fields: dict[str, Element]
    """Source of each field."""


class Links(Struct):
    """Relations between the records, by the id of the element that has them."""

    usages: dict[str, tuple[Usage, ...]] = field(default_factory=dict)
    parents: dict[str, tuple[Usage, ...]] = field(default_factory=dict)
    materials: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    stages: dict[Element, tuple[Element, ...]] = field(default_factory=dict)
    inputs: dict[Element, tuple[Element, ...]] = field(default_factory=dict)
    entries: dict[str, list[Element]] = field(default_factory=dict)
    """Inputs that refer to a component, by its id."""
    unassigned: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    records: dict[tuple[Element, str], tuple[Element, ...]] = field(default_factory=dict)
    """Nested records; they are created when needed, because most are never read."""
    prices: dict[Element, tuple[Price, ...]] = field(default_factory=dict)
    """Stated prices of components, computed when needed, because sums and comparisons read them often."""
    same_companies: dict[str, tuple[Element, ...]] | None = None
    """Other records of the same company, by party id; computed when needed."""
    contrary: dict[Element, bool] = field(default_factory=dict)
    """Contradictions of components with their class or function, computed when needed."""


class Bom(Struct, frozen=True, eq=False):
    """A document with its links resolved."""

    file: LoadedDocument
    document: Element
    product: Element
    """Component that the document names as product; otherwise its only root, or a created end item."""
    components: dict[str, Element]
    """All components by id, in the order of the file, without a created product."""
    parties: dict[str, Element]
    evidence: dict[str, Element]
    sites: dict[str, Element]
    context: Element | None
    """The contract: block and file merged."""
    links: Links
    contexts: tuple[Element, ...] = ()
    """Contract as each file states it; the file with precedence comes first."""
    merged: dict[Element, MergedRecord] = field(default_factory=dict)
    """Sources of the merged records: the contract, and its nested records."""
    plain: Bom | None = None
    """Document without alternates, if this one has alternates beside the components they replace."""
    chosen: bool = False
    """True for one form of the product, in which no alternate is left to choose."""
    removed: frozenset[tuple[str, str]] = frozenset()
    """Alternates that are no longer approved in a hypothetical document, each after its component."""

    def usages(self, component: Element) -> tuple[Usage, ...]:
        """Return the direct contents of a component."""
        return self.links.usages.get(component.id, ())

    def is_whole_product(self, id_: str) -> bool:
        """Return whether an id is that of the product that consists of the other components.

        Counts of components leave this product out. The only component of a document is a component.
        """
        return id_ == self.product.id and (self.product.synthesized or bool(self.usages(self.product)))

    @property
    def number_of_components(self) -> int:
        """Number of components; the product that consists of them is not counted."""
        return sum(not self.is_whole_product(id_) for id_ in self.components)

    def parents(self, component: Element) -> tuple[Usage, ...]:
        """Return the direct uses of a component."""
        return self.links.parents.get(component.id, ())

    def parts(self, component: Element) -> tuple[Element, ...]:
        """Return every component inside this one, each once, in the order of the file."""
        seen: set[str] = set()
        waiting = [component]
        while waiting:
            for usage in self.usages(waiting.pop()):
                if usage.child.id not in seen:
                    seen.add(usage.child.id)
                    waiting.append(usage.child)
        if len(seen) > len(self.components) // 2:
            return tuple(component for id_, component in self.components.items() if id_ in seen)
        places = {id_: _place(self.components[id_]) for id_ in seen}
        return tuple(self.components[id_] for id_ in sorted(seen, key=places.__getitem__))

    def alternates(self, component: Element) -> tuple[Element, ...]:
        """Return the approved alternates of a component."""
        if self.chosen:
            return ()
        return tuple(
            self.components[id_]
            for id_ in component.data.get("alternates", ())
            if (component.id, id_) not in self.removed
        )

    def ways(self, component: Element) -> tuple[Element, ...]:
        """Return the component and all that may replace it: alternates, and alternates of these."""
        options = {component.id: component}
        waiting = [component]
        for option in waiting:
            for alternate in self.alternates(option):
                if alternate.id not in options:
                    options[alternate.id] = alternate
                    waiting.append(alternate)
        return tuple(options.values())

    def materials(self, component: Element) -> tuple[Element, ...]:
        """Return the materials of a component itself, not of components inside it."""
        return self.links.materials.get(component.id, ())

    def stages(self, element: Element) -> tuple[Element, ...]:
        """Return the stages of a material, or of a component as a whole."""
        stages = self.links.stages.get(element)
        if stages is None and element.kind == "component" and is_by_itself(element):
            stages = self.links.stages[element] = tuple(_own_stages(element))
        return () if stages is None else stages

    def unassigned_stages(self, component: Element) -> tuple[Element, ...]:
        """Return stages that belong to one of several materials without stating which.

        They are also stages of the component, so that no recorded fact is lost.
        """
        return self.links.unassigned.get(component.id, ())

    def inputs(self, element: Element) -> tuple[Element, ...]:
        """Return the inputs of a material, or of a component as a whole."""
        return self.links.inputs.get(element, ())

    def entries_for(self, component: Element) -> tuple[Element, ...]:
        """Return the inputs of any record that refer to a component."""
        return tuple(self.links.entries.get(component.id, ()))

    def input_component(self, entry: Element) -> Element | None:
        """Return the component to which an input refers."""
        return self.components.get(entry.data["ref"])

    def records(self, element: Element, field: str) -> tuple[Element, ...]:
        """Return the records nested in a field, such as owners, costs or determinations.

        A field with a single record (`feedstock`, `company`) gives a tuple of one.
        """
        records = self.links.records.get((element, field))
        if records is None:
            records = ()
            for holder in self._parts(element):
                records += nested(element, holder, field, len(records))
            self.links.records[element, field] = records
        return records

    def owners(self, party: Element) -> tuple[Element, ...]:
        """Return the stated owners of a party."""
        return self.records(party, "owners")

    def party(self, id_: str) -> Element | None:
        """Return the party with an id."""
        return self.parties.get(id_)

    def evidence_of(self, element: Element, field: str | None = None) -> tuple[Element, ...]:
        """Return the evidence of one fact, with that of its record; or that of a record."""
        held = stated(element.data, field) if field is not None else None
        is_given = isinstance(held, list) or (isinstance(held, dict) and "evidence" in held)
        if not is_given and "evidence" not in element.data:
            return ()
        ids = [*_evidence_ids(held), *_evidence_ids(element.data)]
        return tuple(self.evidence[id_] for id_ in dict.fromkeys(ids) if id_ in self.evidence)

    def recorded(self, element: Element, list_name: str) -> ListState:
        """Return the state of a list of an element: with entries, explicitly empty, or absent.

        `stages: []` and `inputs: []` of a component apply to its materials too, since that list may contain
        theirs.
        """
        if self._entries(element, list_name):
            return "given"
        if list_name in NEVER_EMPTY:
            return "absent"
        if list_name in element.data:
            return "empty" if not element.data[list_name] else "given"
        if _speaks_for(element, list_name):
            above = element.owner.data.get(list_name) if element.owner else None
            return "empty" if above == [] else "absent"
        return "absent"

    def has_no_production(self, element: Element) -> bool:
        """Return whether a component or material has no recorded stage and no input.

        Everything is made in some stage, so a list without entries is not complete, even if this is stated. A
        stage with a share of 0 made nothing.
        """
        own = element.data.get("stages", ())
        if any("share" not in stage for stage in own):
            return False
        stages = (*own, *(stage.data for stage in self.stages(element)))
        if self.inputs(element) or not all(is_zero(stage.get("share")) for stage in stages):
            return False
        if exact(element.data.get("kind")) == SERVICE:
            return False
        return element.kind != "component" or all(map(self.has_no_production, self.materials(element)))

    def has_no_contents(self, component: Element) -> bool:
        """Return whether a component states that its materials and children are complete, and lists none.

        `materials: []` states that there are none; programs and services have none.
        """
        if "complete" not in component.data or "materials" not in words(component.data["complete"]):
            return False
        is_listed = component.data.get("materials") is not None or bool(self.usages(component))
        kind = exact(component.data.get("kind"))
        return (
            not is_listed and kind not in WITHOUT_MATERIALS and self.is_stated_complete(component, "children")
        )

    def is_stated_complete(self, element: Element, list_name: str) -> bool:
        """Return whether a list is stated to be complete.

        `complete: [stages]` of a component also applies to the stages of its materials, which are in that
        list.
        """
        if list_name == "children" and self.document.data.get("completeness") == "complete":
            return True
        if list_name == "stages" and self.has_no_production(element):
            return False
        if list_name == "composition" and not self.records(element, "composition"):
            return False
        stated = list_name in words(element.data.get("complete", ()))
        if stated and not (list_name == "materials" and self.has_no_contents(element)):
            return True
        owner = element.owner
        return (
            _speaks_for(element, list_name)
            and owner is not None
            and self.is_stated_complete(owner, list_name)
        )

    def locate(self, element: Element, *fields: str | int) -> tuple[LoadedDocument, str]:
        """Return the file and the pointer of a record, or of its field; for a merged context, its source."""
        if len(fields) == 1 and isinstance(fields[0], str) and is_own(fields[0]):
            fields = path_to(fields[0])
        merged = self.merged.get(element) if self.merged else None
        if element.keys and fields:
            fields = (element.keys.get(str(fields[0]), fields[0]), *fields[1:])
        if merged is not None and fields:
            element = merged.fields.get(str(fields[0]), element)
        if len(fields) == 1:
            word = str(fields[0])
            if "~" not in word and "/" not in word:
                return element.file, f"{element.pointer}/{word}"
        return element.file, join(element.pointer, *fields)

    def named(self, record: str, name: str) -> Element | None:
        """Return the party, component or site with an id."""
        match record:
            case "party":
                return self.party(name)
            case "component":
                return self.components.get(name)
            case "site":
                return self.sites.get(name)
            case _:
                return None

    def names_of(self, raw: Any) -> tuple[str, ...]:
        """Return all names of a party, given its id or name; for an unknown party, the given text.

        The id of a party is not one of its names.
        """
        written = exact(raw)
        if not isinstance(written, str):
            return ()
        party = self.party(written)
        if party is None:
            return (written,)
        names = (exact(party.data.get("name")), *words(party.data.get("aliases", ())))
        return tuple(name for name in names if isinstance(name, str))

    def span(self, element: Element, *fields: str | int) -> Span:
        """Return the span of a record or field, or of its place if it is missing."""
        loaded, pointer = self.locate(element, *fields)
        return loaded.spans.value(pointer)

    def elements(self) -> Iterator[Element]:
        """Parties, components with their materials, stages and inputs, in the order of the file."""
        yield from self.parties.values()
        for component in self.components.values():
            yield component
            for material in self.materials(component):
                yield material
                yield from self.stages(material)
                yield from self.inputs(material)
            yield from self.stages(component)
            yield from self.inputs(component)

    def _parts(self, element: Element) -> tuple[Element, ...]:
        merged = self.merged.get(element)
        return merged.parts if merged is not None else (element,)

    def _entries(self, element: Element, list_name: str) -> bool:
        match list_name:
            case "children":
                return bool(self.usages(element))
            case "materials":
                return bool(self.materials(element))
            case "stages":
                return bool(self.stages(element))
            case "inputs":
                return bool(self.inputs(element))
            case _:
                return bool(element.data.get(list_name))


def nested(owner: Element, holder: Element, field: str, before: int = 0) -> tuple[Element, ...]:
    """Return the records in a field of `holder` as elements of `owner`, numbered from `before` on."""
    kind = nested_kind(holder.kind, field)
    held = holder.data.get(field)
    if kind is None or held is None:
        return ()
    entries = [(join(holder.pointer, field), held)]
    if isinstance(held, list):
        entries = [(join(holder.pointer, field, index), record) for index, record in enumerate(held)]
    elements = []
    for number, (pointer, data) in enumerate(entries, before + 1):
        own = data.get("id") or f"{owner.id}/{field}/{number}"
        name = (
            data.get("name") or reading(data.get("kind") or data.get("element") or data.get("party")) or own
        )
        elements.append(Element(kind, own, data, pointer, owner, name, holder.file))
    return tuple(elements)


def words(entries: Iterable[Any]) -> tuple[str, ...]:
    """Return the plain words of a list whose entries may be `{value, evidence}`.

    >>> words(["stages", {"value": "children", "evidence": ["ev-1"]}])
    ('stages', 'children')
    """
    return tuple(entry["value"] if isinstance(entry, dict) else entry for entry in entries)


SERVICE = "service"
"""The kind of component that is not made."""
WITHOUT_MATERIALS = frozenset({"firmware", "software", SERVICE})
"""Kinds of components without materials."""


def _speaks_for(element: Element, list_name: str) -> bool:
    return element.kind == "material" and list_name in _SHARED_LISTS


def _listed(held: Any) -> list[Any]:
    """Return a list; empty if a company-defined field has another value there."""
    return held if isinstance(held, list) else []


def _evidence_ids(held: Any) -> list[str]:
    entries = held if isinstance(held, list) else [held]
    return [
        id_
        for entry in entries
        if isinstance(entry, dict)
        for id_ in _listed(entry.get("evidence"))
        if isinstance(id_, str)
    ]


def _place(element: Element) -> tuple[int, ...]:
    """Return the sort key for the order of the file; pointers contain positions in lists."""
    return tuple(int(step) for step in split(element.pointer) if step.isdecimal())
