"""Product as a structure of gates (AND and OR) that shows what each component needs.

A component is *made* if everything that it needs is available (AND): its subcomponents, its inputs, the
stages of its materials, its manufacturers and its places. A *use* of a component needs the component or any
approved alternate (OR), and alternates of alternates count.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.production.identities import identities_of
from microdep_rules.production.supply import supply_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element, Usage
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.identities import Identities
    from microdep_rules.production.supply import Point, SupplyNeed

Mode = Literal["all", "any", "open"]


class Gate(Struct, frozen=True, eq=False):
    """Gate of the structure, which needs `all` of its members, or `any` of them.

    The mode is `open` if the document states neither; a certain result is then based on `any`, and a possible
    result on `all`. Members are the numbers of other gates, which are smaller than the number of this gate.
    """

    mode: Mode
    members: tuple[int, ...] = ()
    points: tuple[Point, ...] = ()
    """Points of failure that the gate needs, such as a country, a party, a site or a stage of a material."""
    unstated: tuple[str, ...] = ()
    """Kinds of points that the gate needs without a stated point, such as an unknown country."""
    rest: bool = False
    """True if one member is enough, and the document may leave out another member."""
    component: str = ""
    """Id of the component, if the gate is for a finished component; otherwise empty."""
    is_use: bool = False
    """True if the members are a component and its alternates, of which one is enough."""


class ProductStructure(Struct, frozen=True, eq=False):
    """Structure of a product, as a list of gates; each gate comes after its members."""

    bom: Bom
    gates: tuple[Gate, ...]
    made: Mapping[str, int]
    """Number, by component id, of the gate for the finished component; subcomponents come first."""
    used: Mapping[str, int]
    """Number, by component id, of the gate for the component or one of its alternates."""
    needs: Mapping[str, tuple[str, ...]]
    """Ids of the subcomponents and inputs that each component needs directly, by its id."""
    known: Identities
    """Companies and sites of the document."""
    names: Mapping[str, int]
    """Number of components with a name, by this name."""

    @property
    def product(self) -> int:
        """Number of the gate for the product or one of its alternates."""
        return self.used[self.bom.product.id]

    def component(self, id_: str) -> Element:
        """Return the component with the id `id_`, or the product that the program adds above a flat list."""
        return component_of(self.bom, id_)

    def name_of(self, id_: str) -> str:
        """Return the name of a component; if several components have this name, the id is added."""
        name = self.component(id_).name
        return f"{name} ({id_})" if self.names.get(name, 1) > 1 and name != id_ else name

    def alternates(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the approved alternates of a component; empty if the product does not use it."""
        return alternates_of(self.bom, self.component(id_)) if id_ in self.used else ()

    def listed(self) -> dict[str, None]:
        """Return the ids of the product and of all components in it, without alternates."""
        listed, waiting = {self.bom.product.id: None}, [self.bom.product.id]
        for id_ in waiting:
            new = [need for need in self.needs[id_] if need not in listed]
            listed |= dict.fromkeys(new)
            waiting += new
        return listed

    def assemblies(self) -> tuple[str, ...]:
        """Return the ids of all components with subcomponents or inputs; the product comes last."""
        product = self.bom.product.id
        return (*(id_ for id_, needs in self.needs.items() if needs and id_ != product), product)


class NeedEdge(NamedTuple):
    """Component that another component needs, with the position of this need in the file."""

    id: str
    owner: Element
    fields: tuple[str | int, ...]


def swapped_in(bom: Bom, chosen: Mapping[str, str], without: Collection[str] = ()) -> Bom:
    """Return the document with alternates in use.

    `chosen` maps the id of a component to the id of its alternate. The components in `without` are removed.
    """
    links, swapped = bom.links, {a: bom.components[b] for a, b in chosen.items()}
    usages = {
        id_: tuple(
            replace(usage, child=swapped[usage.child.id]) if usage.child.id in swapped else usage
            for usage in every
            if usage.child.id not in without
        )
        for id_, every in links.usages.items()
    }
    inputs = {
        holder: tuple(
            replace(alternate, data={**alternate.data, "ref": swapped[alternate.data["ref"]].id})
            if alternate.data["ref"] in swapped
            else alternate
            for alternate in every
            if alternate.data["ref"] not in without
        )
        for holder, every in links.inputs.items()
    }
    parents: dict[str, list[Usage]] = {}
    for edge in (usage for every in usages.values() for usage in every):
        parents.setdefault(edge.child.id, []).append(edge)
    entries: dict[str, list[Element]] = {}
    for entry in (entry for every in inputs.values() for entry in every):
        entries.setdefault(entry.data["ref"], []).append(entry)
    own = {id_: tuple(every) for id_, every in parents.items()}
    changed = replace(
        links, usages=usages, parents=own, inputs=inputs, entries=entries, records={**links.records}
    )
    return replace(bom, product=swapped.get(bom.product.id, bom.product), links=changed)


def structure_of(bom: Bom, *, alternates: bool = True) -> tuple[ProductStructure | None, list[Diagnostic]]:
    """Return the structure of the product of a document, or `None` with the problems of its alternates.

    If `alternates` is false, the structure contains no alternates.
    """
    order, problems = _sort_by_needs(bom)
    if problems:
        return None, problems
    builder = _Builder(bom, alternates=alternates)
    for component in order:
        builder.add(component)
    names = Counter(component.name for component in bom.components.values())
    gates = tuple(builder.gates)
    return ProductStructure(bom, gates, builder.made, builder.used, builder.needs, builder.known, names), []


def alternates_of(bom: Bom, component: Element) -> tuple[str, ...]:
    """Return the ids of all components that may replace a component."""
    return tuple(way.id for way in bom.with_alternates(component)[1:])


def needed_of(bom: Bom, component: Element) -> dict[str, None]:
    """Return the ids of the subcomponents and inputs of a component.

    A listed component always counts, even with a quantity of 0 (`bom/impossible-amount`).
    """
    needed: dict[str, None] = dict.fromkeys(usage.child.id for usage in bom.usages(component))
    for holder in (component, *bom.materials(component)):
        for entry in bom.inputs(holder):
            child = bom.input_component(entry)
            if child is not None:
                needed[child.id] = None
    return needed


class _Builder:
    """Builder of the gates of a structure; the caller adds needed components first."""

    def __init__(self, bom: Bom, *, alternates: bool) -> None:
        self.bom = bom
        self.alternates = alternates
        self.gates: list[Gate] = []
        self.made: dict[str, int] = {}
        self.used: dict[str, int] = {}
        self.needs: dict[str, tuple[str, ...]] = {}
        self.known = identities_of(bom)

    def add(self, component: Element) -> None:
        """Add the gate for a finished component."""
        supply = supply_of(self.bom, self.known, component)
        self.needs[component.id] = tuple(needed_of(self.bom, component))
        members = [self._use_gate(id_) for id_ in self.needs[component.id]]
        members += [self._need(need) for need in supply.needs]
        gate = Gate("all", tuple(members), supply.points, supply.unstated, component=component.id)
        self.made[component.id] = self._new(gate)
        if component is self.bom.product:
            self._use_gate(component.id)

    def _use_gate(self, id_: str) -> int:
        """Return the gate for a component or one of its alternates; the first call adds the gate."""
        if id_ not in self.used:
            substitutes = alternates_of(self.bom, component_of(self.bom, id_)) if self.alternates else ()
            ways = (self.made[id_], *(self.made[id_] for id_ in substitutes))
            self.used[id_] = ways[0] if len(ways) == 1 else self._new(Gate("any", ways, is_use=True))
        return self.used[id_]

    def _need(self, need: SupplyNeed) -> int:
        members = tuple(self._need(member) for member in need.members)
        return self._new(Gate(need.mode, members, need.points, need.unstated, need.rest))

    def _new(self, gate: Gate) -> int:
        self.gates.append(gate)
        return len(self.gates) - 1


def _find_predecessors(bom: Bom, component: Element) -> Iterator[NeedEdge]:
    """Yield the components to add before a component: its needs, and the alternates of its needs."""
    if component is bom.product:
        yield from _find_alternates(bom, component)
    for id_ in needed_of(bom, component):
        yield NeedEdge(id_, component, ())
        yield from _find_alternates(bom, bom.components[id_])


def _find_alternates(bom: Bom, component: Element) -> Iterator[NeedEdge]:
    """Yield each alternate of a component, with the position of the alternate in the file."""
    seen = {component.id}
    for way in () if bom.chosen else bom.with_alternates(component):
        for index, id_ in enumerate(way.data.get("alternates", ())):
            if id_ not in seen:
                seen.add(id_)
                yield NeedEdge(id_, way, ("alternates", index))


def _sort_by_needs(bom: Bom) -> tuple[list[Element], list[Diagnostic]]:
    """Return all components, each after its needs, and the diagnostics of cycles through alternates.

    A cycle without alternates cannot occur here, because it makes a document invalid. The function is not
    recursive, because chains of components can be long.
    """
    itself = [
        diagnose(
            "bom/cycle",
            bom.span(component, "alternates", index),
            "own-alternate",
            name=component.name,
        )
        for component in bom.components.values()
        for index, id_ in enumerate(component.data.get("alternates", ()))
        if id_ == component.id
    ]
    if itself:
        return [], itself
    order: list[Element] = []
    state: dict[str, bool] = {bom.product.id: False}
    stack = [(NeedEdge(bom.product.id, bom.product, ()), _find_predecessors(bom, bom.product))]
    while stack:
        reached, edges = stack[-1]
        edge = next(edges, None)
        if edge is None:
            stack.pop()
            state[reached.id] = True
            order.append(component_of(bom, reached.id))
        elif edge.id not in state:
            state[edge.id] = False
            stack.append((edge, _find_predecessors(bom, bom.components[edge.id])))
        elif not state[edge.id]:
            return [], [_diagnose_cycle(bom, [id_ for id_, _ in stack], edge)]
    return order, []


def component_of(bom: Bom, id_: str) -> Element:
    """Return the component with the id `id_`, or the product that the program adds above a flat list."""
    return bom.product if id_ == bom.product.id else bom.components[id_]


def _diagnose_cycle(bom: Bom, path: list[NeedEdge], last: NeedEdge) -> Diagnostic:
    """Return the diagnostic for a cycle that contains at least one alternate."""
    first = next(index for index, id_ in enumerate(path) if id_.id == last.id)
    edges = [*path[first + 1 :], last]
    names = [component_of(bom, last.id).name]
    for edge in edges:
        names += [edge.owner.name] if edge.fields else []
        names.append(component_of(bom, edge.id).name)
    by = next(edge for edge in edges if edge.fields)
    words = " -> ".join(quoted(name) for name in names)
    return diagnose("bom/cycle", bom.span(by.owner, *by.fields), "alternate", path=words)
