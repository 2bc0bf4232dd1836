"""Lists of a document, and the statements that make them complete.

A list without such a statement is open: it may leave out elements. A `Ghost` (`items.py`) stands for the
elements that are left out. If a condition is false for the ghost, only the listed elements matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom import absence, consumed_inputs, zero_amounts
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import Element, words
from microdep_rules.engine import notions
from microdep_rules.engine.absence_statements import AbsenceStatements
from microdep_rules.engine.facts import home, number
from microdep_rules.engine.items import Ghost, Items
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.values import Interval, MissingFact, Truth, Unknown
from microdep_rules.lang.ir import Type
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from microdep_rules.engine.facts import FactReader

WHOLE = 100


class Lists:
    """Reader of the lists of one document, such as the children or the materials of a component."""

    def __init__(self, reader: FactReader) -> None:
        self.reader = reader
        self.bom = reader.bom
        self.shown: Callable[[Element, str | None], bool] | None = None
        """Function that returns whether a record or field has the required evidence; None by default."""
        self.absences = AbsenceStatements(reader.vocabularies.get("substance"), self.ancestors, self.bom)
        self._contradicted: dict[Element, bool] = {}
        self._above: dict[str, list[Element]] = {}
        self._found: dict[tuple[str, Element], Items] = {}
        self._structures: dict[int, tuple[object, Items]] = {}
        """Cached lists, by the Python identity of the expression that selects the list.

        The expression is stored too, so that Python gives its identity to no other expression.
        """
        self._records: dict[tuple[str, Element], Items] = {}
        self._closed_by: dict[tuple[str, Element], str] = {}
        """For each list, the field that makes the list complete; empty if the list is open."""
        self._by_id: dict[tuple[str, str], list[Element]] | None = None
        self._alternates: frozenset[str] | None = None
        self._only_alternates: frozenset[str] | None = None

    @property
    def has_alternates(self) -> bool:
        """Return whether the document is checked with approved alternates."""
        return self.bom.without_alternates is not None

    @property
    def has_determinations(self) -> bool:
        """Return whether the contract states determinations.

        A determination may cover only one of two equal elements, so that their results differ.
        """
        context = self.bom.context
        return context is not None and bool(self.bom.records(context, "determinations"))

    @property
    def inputs_vary(self) -> bool:
        """Return whether a component is made from another component that an alternate may replace."""
        plain = self.bom.without_alternates
        return plain is not None and self.bom.links.entries.keys() != plain.links.entries.keys()

    def find_by_id(self, kind: str, id_: str) -> list[Element]:
        """Return the elements of a kind, such as `component`, with a given id, in the order of the file."""
        if self._by_id is None:
            self._by_id = {}
            for element in self.bom.elements():
                self._by_id.setdefault((element.kind, element.id), []).append(element)
        return self._by_id.get((kind, id_), [])

    def alternates(self) -> frozenset[str]:
        """Return the ids of all components that are approved alternates of other components."""
        if self._alternates is None:
            lists = (self.bom.alternates(component) for component in self.bom.components.values())
            self._alternates = frozenset(alternate.id for every in lists for alternate in every)
        return self._alternates

    def only_alternates(self) -> frozenset[str]:
        """Return the ids of components that the product contains only if an alternate is used."""
        if self._only_alternates is None:
            assert self.bom.without_alternates is not None
            listed = {
                self.bom.product.id,
                *(part.id for part in self.bom.without_alternates.descendants(self.bom.product)),
            }
            self._only_alternates = frozenset(e.id for e in self.bom.descendants(self.bom.product)) - listed
        return self._only_alternates

    def is_closed(self, holder: Element, name: str) -> bool:
        """Return whether a list is complete: it is marked as complete, or explicitly empty.

        If only facts with evidence count, the mark needs evidence too.
        """
        about = (name, holder)
        if about not in self._closed_by:
            marked_complete = self.bom.is_stated_complete(holder, name)
            empty = not marked_complete and self.bom.list_state(holder, name) == "empty"
            self._closed_by[about] = "complete" if marked_complete else name if empty else ""
            if holder.kind == "party" and self._other_records_add(holder, name):
                self._closed_by[about] = ""
        closing_field = self._closed_by[about]
        return bool(closing_field) and (self.shown is None or self.shown(holder, closing_field))

    def _other_records_add(self, party: Element, name: str) -> bool:
        """Return whether another record of the same company has list entries that this record lacks."""
        entries = party.data.get(name) or []
        others = (record.data.get(name) or [] for record in self.reader.same_as(party))
        return any(entry not in entries for other in others for entry in other)

    # ---- components and materials ---------------------------------------------------------------------

    def children(self, holder: Element) -> Items:
        """Return the direct children of a component."""
        return self._read_once("children", holder, self._children)

    def _children(self, holder: Element) -> Items:
        used = {id(u.child): u.child for u in self.bom.usages(holder)}
        items = self._as_built(used.values(), self._always_used(holder, deep=False))
        if not self.has_closed_children(holder):
            items.ghosts.append(self._ghost(holder, "children", "component"))
        return items

    def parts(self, holder: Element) -> Items:
        """Return all components inside a component; each component appears once."""
        return self._read_once("parts", holder, self._all_parts)

    def _read_once(self, name: str, holder: Element, read: Callable[[Element], Items]) -> Items:
        """Return a list from the cache; `read` computes it at the first call.

        If only facts with evidence count, the cache is not used.
        """
        if self.shown is not None:
            return read(holder)
        key = (name, holder)
        if key not in self._found:
            self._found[key] = read(holder)
        return self._found[key]

    def structure(self, node: object, read: Callable[[], Items]) -> Items:
        """Return a list that is equal for all subjects; `read` computes it at the first call."""
        if self.shown is not None:
            return read()
        if id(node) not in self._structures:
            self._structures[id(node)] = (node, read())
        return self._structures[id(node)][1]

    def _all_parts(self, holder: Element) -> Items:
        below = self.bom.descendants(holder)
        items = self._as_built(below, self._always_used(holder, deep=True))
        for component in (holder, *below):
            items.ghosts += self.own_parts(component).ghosts
        return items

    def own_parts(self, holder: Element) -> Items:
        """Return a ghost for the children that one component may leave out.

        If the component's list of children is complete, the result is empty.
        """
        shut = self.has_closed_children(holder)
        return Items([], [] if shut else [self._ghost(holder, "children", "component")])

    def is_nameless(self, element: Element) -> bool:
        """Return whether a material's substance is not stated, or is not a term of the vocabulary."""
        kind = Type("code", "substance")
        return element.kind == "material" and isinstance(
            self.reader.read(element, "material.substance", "substance", kind).value, Unknown
        )

    def has_closed_children(self, holder: Element) -> bool:
        """Return whether the list of children is complete: marked as complete, or explicitly empty."""
        return self.is_closed(holder, "children")

    def materials(self, holder: Element) -> Items:
        """Return the listed materials of a component, without the materials of its children."""
        items = Items([(m, True) for m in self.bom.materials(holder)])
        if not self.has_closed_materials(holder):
            items.ghosts.append(self._ghost(holder, "materials", "material"))
        return items

    def all_materials(self, holder: Element) -> Items:
        """Return the materials of a component and of all components inside it.

        For each component with an open list of materials or children, one `Ghost` stands for the elements
        that both lists may leave out.
        """
        return self._read_once("materials", holder, self._all_materials)

    def _all_materials(self, holder: Element) -> Items:
        items = Items()
        always = self._always_used(holder, deep=True)
        for component in (holder, *self.bom.descendants(holder)):
            own = self.own_materials(component)
            if always is not None and component.id not in always:
                own = self._as_built([material for material, _ in own.elements], set(), own.ghosts)
            items.elements += own.elements
            items.ghosts += own.ghosts
            items.either |= own.either
        return items

    @staticmethod
    def _as_built(
        elements: Iterable[Element], always: set[str] | None, ghosts: Iterable[Ghost] = ()
    ) -> Items:
        """Return the given elements as a list; elements outside `always` are only possibly in the list.

        `always` contains the ids of the components that every variant of the product uses.
        """
        if always is None:
            return Items([(element, True) for element in elements], [*ghosts])
        items = Items([(element, True if element.id in always else None) for element in elements], [*ghosts])
        items.either = {id(element) for element, belongs in items.elements if belongs is None}
        return items

    def _always_used(self, holder: Element, *, deep: bool) -> set[str] | None:
        """Return the ids of components in `holder` that no alternate can replace; None without alternates."""
        plain = self.bom.without_alternates
        if plain is None:
            return None
        ids = {holder.id} if deep else set()
        waiting = [holder]
        while waiting:
            for use in plain.usages(waiting.pop()):
                if use.child.id not in ids and len(plain.with_alternates(use.child)) == 1:
                    ids.add(use.child.id)
                    waiting += [use.child] if deep else []
        return ids

    def own_materials(self, holder: Element) -> Items:
        """Return the materials that one component adds to the list of all materials in the product.

        Materials that the document may leave out are included. If the list of children is open, such a
        material may be in a component that is left out. If the component's list of materials is open, the
        material may be in the component itself.
        """
        items = Items([(m, True) for m in self.bom.materials(holder)])
        own, below = self.has_closed_materials(holder), self.has_closed_children(holder)
        if own and below:
            return items
        ghost = self._ghost(holder, "children" if own else "materials", "material")
        if not own and not below:
            ghost = replace(ghost, missing=(*ghost.missing, self._lack(holder, "children")))
        in_a_part = not below and self._is_assembly(holder)
        if not own or not in_a_part:
            items.ghosts.append(ghost)
        if in_a_part:
            items.ghosts.append(replace(ghost, in_a_part=True))
        return items

    def _is_assembly(self, part: Element) -> bool:
        """Return whether a component contains components."""
        return part is self.bom.product or bool(self.bom.usages(part))

    def has_closed_materials(self, holder: Element) -> bool:
        """Return whether the list of materials is complete.

        The list is complete if it is marked as complete, or explicitly empty, or if the stated amounts add up
        to the whole component.
        """
        if self.is_closed(holder, "materials"):
            return not self.is_contradicted(holder)
        adds_up = self.bom.list_state(holder, "materials") == "given" and self._adds_up(holder)
        is_shown = self.shown is None or self.shown(holder, None)
        return adds_up and is_shown and not self.is_contradicted(holder)

    def is_contradicted(self, holder: Element) -> bool:
        """Return whether a text or an input of a component names a material that is not in its list."""
        if holder not in self._contradicted:
            mention = absence.find_unlisted_mention(
                self.bom, holder
            ) or consumed_inputs.find_unlisted_substance(self.bom, holder)
            self._contradicted[holder] = mention is not None
        return self._contradicted[holder]

    def _adds_up(self, holder: Element) -> bool:
        materials = self.bom.materials(holder)
        shares = [_exact(m.data.get("share")) for m in materials]
        if all(shares) and sum(s for s in shares if s is not None) == WHOLE:
            return True
        whole = _exact(holder.data.get("mass_g"))
        masses = [_exact(m.data.get("mass_g")) for m in materials]
        return bool(whole) and all(masses) and sum(m for m in masses if m) == whole

    def _ghost(self, holder: Element, name: str, record: str) -> Ghost:
        absent = self.absences.of(holder, self.shown) if record == "material" else ()
        return Ghost(holder, record, (self._lack(holder, name),), frozenset(absent))

    @staticmethod
    def _lack(holder: Element, name: str) -> MissingFact:
        return MissingFact(name, holder.id, f"{holder.pointer}/{name}", holder.kind, "", home(holder))

    def enclosing(self, part: Element) -> Items:
        """Return the components that contain a component, directly or indirectly.

        A component without a stated use may be in any open list of children.
        """
        above = self.ancestors(part)
        items = Items([(holder, True) for holder in above if holder is not part])
        if not above and part is not self.bom.product:
            items.ghosts += self._read_once("holders", self.bom.product, self._possible_holder).ghosts
        return items

    def _possible_holder(self, product: Element) -> Items:
        """Return the first component with an open list of children, in which an unused component may be.

        An unused component is a component without a stated use.
        """
        holders = (product, *self.bom.components.values())
        unsaid = next((holder for holder in holders if not self.has_closed_children(holder)), None)
        return Items([], [] if unsaid is None else [self._ghost(unsaid, "children", "component")])

    def ancestors(self, holder: Element) -> list[Element]:
        """Return all components that contain a component, directly or indirectly, nearest first."""
        if holder.id not in self._above:
            above: dict[str, Element] = {}
            waiting = [u.parent for u in self.bom.parents(holder)]
            for ancestor in waiting:
                if ancestor.id not in above:
                    above[ancestor.id] = ancestor
                    waiting += [u.parent for u in self.bom.parents(ancestor)]
            self._above[holder.id] = list(above.values())
        return self._above[holder.id]

    def inputs(self, holder: Element, *, deep: bool) -> Items:
        """Return the inputs of an element (the components or materials from which it was made).

        If `deep` is true, the inputs of its inputs are included.
        """
        items = Items()
        waiting = [(holder, True)]
        seen: set[int] = set()
        while waiting:
            consumer, always = waiting.pop(0)
            if id(consumer) in seen:
                continue
            seen.add(id(consumer))
            records = [
                (record, always and self._is_always_input(consumer, record))
                for record in self.bom.inputs(consumer)
            ]
            items.elements += [(record, True if used else None) for record, used in records]
            items.either |= {id(record) for record, used in records if not used}
            if not self._has_closed_inputs(consumer):
                items.ghosts.append(self._ghost(consumer, "inputs", "input"))
            if deep:
                for record, used in records:
                    source = self.bom.input_component(record)
                    if source is not None:
                        waiting += [(made, used) for made in (source, *self.bom.materials(source))]
        return items

    def _is_always_input(self, holder: Element, record: Element) -> bool:
        """Return whether an element is made from a given input in every variant of the product."""
        plain = self.bom.without_alternates
        if plain is None:
            return True
        source = plain.input_component(record)
        return record in plain.inputs(holder) and (source is None or len(plain.with_alternates(source)) == 1)

    def records(self, holder: Element, name: str, record: str) -> Items:
        """Return a list of records, such as owners, technologies or evidence.

        A determination that allows a quantity of 0 is left out.
        """
        if self.shown is not None:
            return self._recorded(holder, name, record)
        key = (name, holder)
        if key not in self._records:
            self._records[key] = self._recorded(holder, name, record)
        return self._records[key]

    def _recorded(self, holder: Element, name: str, record: str) -> Items:
        granting = (
            element for element in self.bom.records(holder, name) if not zero_amounts.is_empty_grant(element)
        )
        items = Items([(element, True) for element in granting])
        raw = holder.data.get(name)
        for id_ in raw if isinstance(raw, list) else ():
            if isinstance(id_, str) and record in {"component", "party", "evidence"}:
                known = self.bom.named(record, id_) or self.bom.evidence.get(id_)
                if known is not None:
                    items.elements.append((known, True))
        if not self.is_closed(holder, name):
            items.ghosts.append(Ghost(holder, record, (self.reader.lack(name, holder, name),)))
        return items

    # ---- manufacture of a component -------------------------------------------------------------------

    def makers(self, component: Element) -> Items:
        """Return the manufacturers of a component.

        The manufacturers are the stated manufacturer, and the parties that performed the manufacturing
        stages. If a manufacturer is stated, the list is complete, even if several manufacturers are possible.
        """
        items = Items()
        stated = {"party": component.data.get("manufacturer"), "evidence": component.data.get("evidence", [])}
        id_, written = f"{component.id}/manufacturer", {"party": "manufacturer"}
        own = Element(
            "maker", id_, stated, component.pointer, component, component.name, component.file, keys=written
        )
        if self._names_a_party(own):
            items.elements.append((own, True))
        else:
            lack = self.reader.lack("component.manufacturer", component, "manufacturer")
            items.ghosts.append(Ghost(component, "maker", (lack,)))
        for stage, makes in notions.stages_of_making(self.reader, component):
            maker = Element("maker", stage.id, stage.data, stage.pointer, component, stage.name, stage.file)
            if self._names_a_party(maker):
                items.elements.append((maker, makes))
                items.why |= self._doubtful(maker, stage, makes)
            elif stage.data.get("party") is not None:
                lack = self.reader.lack("stage.party", stage, "party")
                items.ghosts.append(Ghost(component, "maker", (lack,)))
        return items

    def _doubtful(self, element: Element, stage: Element, makes: Truth) -> dict[int, Proof]:
        """Return why it is uncertain that a stage is a manufacturing stage, by the element's identity."""
        if makes is not None:
            return {}
        lack = self.reader.lack("stage.stage", stage, "stage")
        return {id(element): Proof(Span("", 0, 0), None, missing=(lack,))}

    def _names_a_party(self, maker: Element) -> bool:
        named = exact(maker.data.get("party"))
        return isinstance(named, str) and self.bom.party(named) is not None

    def making_stages(self, component: Element) -> Items:
        """Return the manufacturing stages of a component.

        If a place of manufacture is stated, the list is complete.
        """
        items = Items([*notions.making_stages(self.reader, component)])
        items.worked_on = {id(stage): component for stage, _ in items.elements}
        for stage, makes in items.elements:
            items.why |= self._doubtful(stage, stage, makes)
        name, key = "component.place_of_manufacture", "place_of_manufacture"
        place = self.reader.read(component, name, key, Type("country"))
        is_closed = self.is_closed(component, "stages") or self._closes_making_stages(component)
        if isinstance(place.value, Unknown) and not is_closed:
            items.ghosts.append(Ghost(component, "stage", place.missing, material=component))
        return items

    def _closes_making_stages(self, component: Element) -> bool:
        """Return whether a component claims a complete list of stages, but states only final stages.

        Such a list lacks the stages of the materials, but it may contain every stage of manufacture.
        """
        is_stated = "stages" in words(component.data.get("complete", ()))
        has_evidence = self.shown is None or self.shown(component, "complete")
        return is_stated and has_evidence and self.bom.has_only_final_stages(component)

    def listed_stages(self, component: Element) -> Items:
        """Return the listed stages of a component itself, without stages that the list may leave out."""
        items = Items([(stage, True) for stage, _ in notions.own_stages(self.reader, component)])
        items.worked_on = {id(stage): component for stage, _ in items.elements}
        return items

    def _has_closed_inputs(self, holder: Element) -> bool:
        return self.is_closed(holder, "inputs")


def _exact(raw: object) -> Fraction | None:
    if isinstance(raw, dict):
        raw = raw.get("value", raw)
    value = number(raw)
    return value.low if isinstance(value, Interval) and value.is_exact else None
