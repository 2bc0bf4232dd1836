"""Model of a document: records with ids, owners and stated facts.

The model contains only statements of the document. The engine decides whether a list is complete and whether
a fact is known. The model never changes the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.owner_shares import missing_share
from microdep_rules.bom.schemas import nested_kind
from microdep_rules.bom.spans import join, split
from microdep_rules.bom.zero_amounts import is_zero
from microdep_rules.vocabulary.notions import is_final
from microdep_rules.vocabulary.own_fields import is_own, path_to, stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.overruns import Price
    from microdep_rules.source import Span

ListState = Literal["absent", "given", "empty"]
"""State of a list: absent, with entries, or stated to be empty."""

NEVER_EMPTY = frozenset({"stages", "composition"})
"""Lists that can never be empty in reality: each component has at least one stage and one substance."""
_SHARED_LISTS = ("stages", "inputs")
"""Lists of a component that may contain entries of the component's materials.

An entry with the field `of` belongs to the material that `of` names.
"""


class Element(Struct, frozen=True, eq=False):
    """Record of a document. Two elements are never equal, even if their contents are equal."""

    kind: str
    """Kind of record, such as component, material or stage."""
    id: str
    """Stated id, or a default id; for a material, `COMPONENT/MATERIAL`.

    The id does not change if the order of the records changes.
    """
    data: dict[str, Any]
    """Content of the record."""
    pointer: str
    """JSON pointer of the record in the file."""
    owner: Element | None
    """Record that contains this record, such as the component of a material; `None` if no record does."""
    name: str
    """Name in messages and outputs; for a component, with its designators, such as `driver (U2, U5)`."""
    file: LoadedDocument
    """File that contains the record."""
    synthesized: bool = False
    """True for a product that the program creates for a flat list, and that the document does not contain."""
    keys: Mapping[str, str] = {}
    """Key in the document for each field whose key differs from the field's name.

    A place that is written as a name has the key `name` for the field `country`.
    """
    designators: tuple[str, ...] = ()
    """Designators of a component, such as `R1`, from all places where the product contains the component."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"

    @property
    def stated_name(self) -> str:
        """Name that rules compare: the name in the document, without the designators that outputs add."""
        return str(self.data["name"]) if self.designators else self.name


def has_only_own_stages(component: Element) -> bool:
    """Return whether a component has stages, and no materials or inputs that the stages may belong to."""
    data = component.data
    return "stages" in data and "materials" not in data and "inputs" not in data


def _own_stages(component: Element) -> Iterator[Element]:
    """Yield the stages of a component that belong to no material.

    The second stage `assembled` of `U1` gets the id `U1/assembled/2`.
    """
    names: dict[str, int] = {}
    for index, entry in enumerate(component.data["stages"]):
        if "of" in entry:  # no material has the id in `of`
            continue
        name = reading(entry["stage"])
        same = names[name] = names.get(name, 0) + 1
        id_ = f"{component.id}/{name}/{same}" if same > 1 else f"{component.id}/{name}"
        yield Element(
            "stage", id_, entry, f"{component.pointer}/stages/{index}", component, name, component.file
        )


class Usage(Struct, frozen=True, eq=False):
    """Use of a component in its parent."""

    parent: Element
    child: Element
    quantity: Fraction | None
    """Quantity; `None` if the quantity is not exactly known."""
    pointer: str
    """JSON pointer of the use in the file."""
    designators: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    """Content of the use in the document, which may have a quantity that is only partly known."""


class MergedRecord(Struct, frozen=True):
    """Record merged from the statements of two files."""

    parts: tuple[Element, ...]
    """Records of the two files; the record with precedence is first."""
    fields: dict[str, Element]
    """For each field, the record that states the value."""


class Links(Struct):
    """Relations between records. The keys are elements or ids of elements."""

    usages: dict[str, tuple[Usage, ...]] = field(default_factory=dict)
    parents: dict[str, tuple[Usage, ...]] = field(default_factory=dict)
    materials: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    stages: dict[Element, tuple[Element, ...]] = field(default_factory=dict)
    inputs: dict[Element, tuple[Element, ...]] = field(default_factory=dict)
    entries: dict[str, list[Element]] = field(default_factory=dict)
    """Inputs that refer to a component; the keys are ids of components."""
    unassigned: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    records: dict[tuple[Element, str], tuple[Element, ...]] = field(default_factory=dict)
    """Nested records of an element by field, such as the owners of a party; created at the first use."""
    prices: dict[Element, tuple[Price, ...]] = field(default_factory=dict)
    """Stated prices of components.

    Prices are computed at the first use, and stored because they are read often.
    """
    same_companies: dict[str, tuple[Element, ...]] | None = None
    """For each party of a company, the other records of the company; the keys are ids of parties.

    The dictionary is computed at the first use; until then, it is `None`.
    """
    contrary: dict[Element, bool] = field(default_factory=dict)
    """True if a statement of the component contradicts its class or function; filled at the first use."""


class Bom(Struct, frozen=True, eq=False):
    """Document with resolved links."""

    file: LoadedDocument
    document: Element
    product: Element
    """Product: the component that the document names, the only root component, or a new end item."""
    components: dict[str, Element]
    """All components by id, in the order of the file, without a product that the program creates."""
    parties: dict[str, Element]
    evidence: dict[str, Element]
    sites: dict[str, Element]
    context: Element | None
    """Contract facts, merged from the block `context` and the context file."""
    links: Links
    contexts: tuple[Element, ...] = ()
    """Contract facts of each file; the file with precedence is first."""
    merged: dict[Element, MergedRecord] = field(default_factory=dict)
    """For each merged record, such as the contract, the records that were merged into the record."""
    without_alternates: Bom | None = None
    """This document without alternates; `None` if no alternate was added to the components."""
    chosen: bool = False
    """True for a variant of the product in which alternates are chosen or removed."""
    removed: frozenset[tuple[str, str]] = frozenset()
    """Pairs of a component and an alternate that a what-if analysis treats as no longer approved."""

    def usages(self, component: Element) -> tuple[Usage, ...]:
        """Return each use of a child in a component, with its quantity."""
        return self.links.usages.get(component.id, ())

    def is_whole_product(self, id_: str) -> bool:
        """Return whether an id belongs to the product, and the product consists of other components.

        A product that consists of other components is left out of counts of components. If the product is the
        only component of a document, the product is counted.
        """
        return id_ == self.product.id and (self.product.synthesized or bool(self.usages(self.product)))

    @property
    def number_of_components(self) -> int:
        """Number of components, without a product that consists of these components."""
        return sum(not self.is_whole_product(id_) for id_ in self.components)

    def parents(self, component: Element) -> tuple[Usage, ...]:
        """Return the uses of a component in its parents."""
        return self.links.parents.get(component.id, ())

    def descendants(self, component: Element) -> tuple[Element, ...]:
        """Return the descendants of a component, each once, in the order of the file."""
        seen: set[str] = set()
        waiting = [component]
        while waiting:
            for usage in self.usages(waiting.pop()):
                if usage.child.id not in seen:
                    seen.add(usage.child.id)
                    waiting.append(usage.child)
        if len(seen) > len(self.components) // 2:
            return tuple(component for id_, component in self.components.items() if id_ in seen)
        places = {id_: _sort_key(self.components[id_]) for id_ in seen}
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

    def with_alternates(self, component: Element) -> tuple[Element, ...]:
        """Return a component, its alternates, and the alternates of its alternates."""
        options = {component.id: component}
        waiting = [component]
        for option in waiting:
            for alternate in self.alternates(option):
                if alternate.id not in options:
                    options[alternate.id] = alternate
                    waiting.append(alternate)
        return tuple(options.values())

    def materials(self, component: Element) -> tuple[Element, ...]:
        """Return the materials of a component, without the materials of its children."""
        return self.links.materials.get(component.id, ())

    def stages(self, element: Element) -> tuple[Element, ...]:
        """Return the stages of a material; for a component, the stages that belong to no material."""
        stages = self.links.stages.get(element)
        if stages is None and element.kind == "component" and has_only_own_stages(element):
            stages = self.links.stages[element] = tuple(_own_stages(element))
        return () if stages is None else stages

    def unassigned_stages(self, component: Element) -> tuple[Element, ...]:
        """Return the stages of a component that may belong to several of its materials.

        These stages also count as stages of the component.
        """
        return self.links.unassigned.get(component.id, ())

    def inputs(self, element: Element) -> tuple[Element, ...]:
        """Return the inputs of a material; for a component, without the inputs of its materials."""
        return self.links.inputs.get(element, ())

    def entries_for(self, component: Element) -> tuple[Element, ...]:
        """Return the inputs that refer to a component."""
        return tuple(self.links.entries.get(component.id, ()))

    def input_component(self, entry: Element) -> Element | None:
        """Return the component that an input refers to."""
        return self.components.get(entry.data["ref"])

    def records(self, element: Element, field: str) -> tuple[Element, ...]:
        """Return the records in a field, such as owners, costs or determinations.

        For a field with a single record, such as `company`, the tuple has one record.
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

    def missing_share(self, party: Element) -> Fraction | None:
        """Return the percentage of a party that no listed owner holds; `None` if the list may be complete."""
        return missing_share(owner.data for owner in self.owners(party))

    def party(self, id_: str) -> Element | None:
        """Return the party with an id."""
        return self.parties.get(id_)

    def evidence_of(self, element: Element, field: str | None = None) -> tuple[Element, ...]:
        """Return the evidence of a record and, if a field is given, the evidence of this field."""
        fact = stated(element.data, field) if field is not None else None
        is_given = isinstance(fact, list) or (isinstance(fact, dict) and "evidence" in fact)
        if not is_given and "evidence" not in element.data:
            return ()
        ids = [*_evidence_ids(fact), *_evidence_ids(element.data)]
        return tuple(self.evidence[id_] for id_ in dict.fromkeys(ids) if id_ in self.evidence)

    def list_state(self, element: Element, list_name: str) -> ListState:
        """Return the state of a list: `given` (has entries), `empty` (stated to be empty) or `absent`.

        If a component states `stages: []` or `inputs: []`, these lists of its materials are empty too.
        """
        if self._entries(element, list_name):
            return "given"
        if list_name in NEVER_EMPTY:
            return "absent"
        if list_name in element.data:
            return "empty" if not element.data[list_name] else "given"
        if _includes_materials(element, list_name):
            above = element.owner.data.get(list_name) if element.owner else None
            return "empty" if above == [] else "absent"
        return "absent"

    def has_no_production(self, element: Element) -> bool:
        """Return whether a component or material has no recorded stage and no input.

        Each component is made in at least one stage. So a document cannot state that an empty list of stages
        is complete. A stage with a share of 0 does not count.
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

    def has_only_final_stages(self, component: Element) -> bool:
        """Return whether a physical component records only stages such as `assembled`, which make the whole.

        Such a list of stages cannot be complete, because the materials were made in earlier stages. The
        result is false for a component with children, with inputs, or with the statement `materials: []`.
        """
        if component.kind != "component" or exact(component.data.get("kind")) in WITHOUT_MATERIALS:
            return False
        if component.data.get("materials") == []:
            return False
        stages = (component, *self.materials(component))
        words_ = [exact(stage.data.get("stage")) for holder in stages for stage in self.stages(holder)]
        words_ += [exact(stage.data.get("stage")) for stage in self.unassigned_stages(component)]
        is_made = bool(words_) and all(isinstance(word, str) and is_final(word) for word in words_)
        return is_made and not self.inputs(component) and not self.usages(component)

    def has_no_contents(self, component: Element) -> bool:
        """Return whether a component lists no material and no child, but states both lists as complete.

        The result is false for `materials: []`, and for programs and services, which have no materials.
        """
        if "complete" not in component.data or "materials" not in words(component.data["complete"]):
            return False
        is_listed = component.data.get("materials") is not None or bool(self.usages(component))
        kind = exact(component.data.get("kind"))
        return (
            not is_listed and kind not in WITHOUT_MATERIALS and self.is_stated_complete(component, "children")
        )

    def is_stated_complete(self, element: Element, list_name: str) -> bool:
        """Return whether the document states that a list is complete.

        `complete: [stages]` of a component also applies to its materials, because the list of the component
        may have stages of the materials.
        """
        if list_name == "children" and self.document.data.get("completeness") == "complete":
            return True
        if list_name == "stages" and (self.has_no_production(element) or self.has_only_final_stages(element)):
            return False
        if list_name == "composition" and not self.records(element, "composition"):
            return False
        if list_name == "owners" and self.missing_share(element) is not None:
            return False
        stated = list_name in words(element.data.get("complete", ()))
        if stated and not (list_name == "materials" and self.has_no_contents(element)):
            return True
        owner = element.owner
        return (
            _includes_materials(element, list_name)
            and owner is not None
            and self.is_stated_complete(owner, list_name)
        )

    def locate(self, element: Element, *fields: str | int) -> tuple[LoadedDocument, str]:
        """Return the file that contains a record or field, and the pointer in this file.

        A field of a merged record is in the context file or in the document.
        """
        if len(fields) == 1 and isinstance(fields[0], str) and is_own(fields[0]):
            fields = path_to(fields[0])
        merged = self.merged.get(element) if self.merged else None
        if element.keys and fields:
            fields = (element.keys.get(str(fields[0]), fields[0]), *fields[1:])
        if merged is not None and fields:
            own_key = ".".join(map(str, fields[:2]))
            element = merged.fields.get(own_key) or merged.fields.get(str(fields[0]), element)
        if len(fields) == 1:
            word = str(fields[0])
            if "~" not in word and "/" not in word:
                return element.file, f"{element.pointer}/{word}"
        return element.file, join(element.pointer, *fields)

    def named(self, record: str, name: str) -> Element | None:
        """Return the party, component or site with the id `name`; `None` if no such record exists."""
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
        """Return the name and aliases of the party with an id. The id itself is not one of the names.

        If no party has the id, return the id, because the text may be a name.
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
        """Return the place of a record or field. For a missing field, return the nearest place."""
        loaded, pointer = self.locate(element, *fields)
        return loaded.spans.value(pointer)

    def elements(self) -> Iterator[Element]:
        """Yield parties, components, materials, stages and inputs, in the order of the file."""
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
    """Return the records in a field of `holder` as elements that belong to `owner`.

    A record without an id gets the id `OWNER/FIELD/NUMBER`. The numbers begin at `before` plus 1.
    """
    kind = nested_kind(holder.kind, field)
    value = holder.data.get(field)
    if kind is None or value is None:
        return ()
    entries = [(join(holder.pointer, field), value)]
    if isinstance(value, list):
        entries = [(join(holder.pointer, field, index), record) for index, record in enumerate(value)]
    elements = []
    for number, (pointer, data) in enumerate(entries, before + 1):
        own = data.get("id") or f"{owner.id}/{field}/{number}"
        name = (
            data.get("name") or reading(data.get("kind") or data.get("element") or data.get("party")) or own
        )
        elements.append(Element(kind, own, data, pointer, owner, name, holder.file))
    return tuple(elements)


def words(entries: Iterable[Any]) -> tuple[str, ...]:
    """Return the words of a list. An entry is a word or `{value, evidence}`.

    >>> words(["stages", {"value": "children", "evidence": ["ev-1"]}])
    ('stages', 'children')
    """
    return tuple(entry["value"] if isinstance(entry, dict) else entry for entry in entries)


SERVICE = "service"
"""Kind of component that is a service, so that it is not produced."""
WITHOUT_MATERIALS = frozenset({"firmware", "software", SERVICE})
"""Kinds of components without materials."""


def _includes_materials(element: Element, list_name: str) -> bool:
    return element.kind == "material" and list_name in _SHARED_LISTS


def _as_list(value: Any) -> list[Any]:
    """Return a list unchanged, and an empty list for any other value."""
    return value if isinstance(value, list) else []


def _evidence_ids(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [
        id_
        for entry in entries
        if isinstance(entry, dict)
        for id_ in _as_list(entry.get("evidence"))
        if isinstance(id_, str)
    ]


def _sort_key(element: Element) -> tuple[int, ...]:
    """Return the key that sorts elements in the order of the file."""
    return tuple(int(step) for step in split(element.pointer) if step.isdecimal())
