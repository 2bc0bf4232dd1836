"""The product as a structure of AND and OR: what every component needs, and by which ways it is to be had.

A component is *made* when everything that it needs is there: its children, its inputs, the stages of its
materials, and who makes it where (AND). A *use* of it is satisfied by the component itself or by any
approved alternate of it (OR): those that it lists, those that these list, and so on.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production import errors as say
from microdep_rules.production.known import known_of
from microdep_rules.production.supply import supply_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element, Usage
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.known import Known
    from microdep_rules.production.supply import Need, Point

Mode = Literal["all", "any", "open"]


class Gate(Struct, frozen=True, eq=False):
    """One node: it needs `all` of its members, or `any` of them.

    `open` stands for a document that does not say which of the two: what is certain takes it for `any`, what
    is possible for `all`. Members are numbers of gates, always smaller than the gate's own.
    """

    mode: Mode
    members: tuple[int, ...] = ()
    points: tuple[Point, ...] = ()
    """What it depends on itself: a country, party, site, stage of a material, or the component."""
    unstated: tuple[str, ...] = ()
    """The kinds of points of which it must have one, and none is stated."""
    rest: bool = False
    """Of `any`: whether there may be another way that is not stated."""
    component: str = ""
    """The component that the gate makes; empty for all other gates."""
    is_use: bool = False
    """Whether its members are a component and its alternates."""


class Structure(Struct, frozen=True, eq=False):
    """The gates of one product in an order in which members come first."""

    bom: Bom
    gates: tuple[Gate, ...]
    made: Mapping[str, int]
    """The gate that makes a component, by its id; children before what they are in."""
    used: Mapping[str, int]
    """The gate of a use of it: by itself or by an alternate."""
    needs: Mapping[str, tuple[str, ...]]
    """The components that a component directly needs: children and inputs."""
    known: Known
    """Its companies and sites."""
    names: Mapping[str, int]
    """How many components have a name."""

    @property
    def product(self) -> int:
        """The gate of the product."""
        return self.used[self.bom.product.id]

    def component(self, id_: str) -> Element:
        """The component with an id, the synthesized product included."""
        return component_of(self.bom, id_)

    def called(self, id_: str) -> str:
        """The name of a component; with its id where several have that name."""
        name = self.component(id_).name
        return f"{name} ({id_})" if self.names.get(name, 1) > 1 and name != id_ else name

    def alternates(self, id_: str) -> tuple[str, ...]:
        """The ids of the approved alternates of a component; none of what is only an alternate itself."""
        return alternates_of(self.bom, self.component(id_)) if id_ in self.used else ()

    def listed(self) -> dict[str, None]:
        """The ids of the product as it is listed, and of all in it: without alternates."""
        found, waiting = {self.bom.product.id: None}, [self.bom.product.id]
        for id_ in waiting:
            new = [each for each in self.needs[id_] if each not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return found

    def assemblies(self) -> tuple[str, ...]:
        """Every component with something in it, the product last."""
        product = self.bom.product.id
        return (*(id_ for id_, needs in self.needs.items() if needs and id_ != product), product)


class Edge(NamedTuple):
    """A component that another needs, and where that is written."""

    id: str
    owner: Element
    fields: tuple[str | int, ...]


def swapped_in(bom: Bom, chosen: Mapping[str, str], without: Collection[str] = ()) -> Bom:
    """The same product with alternates built in: for each component that is named, the one to use.

    It is built of nothing in the place of the components in `without`.
    """
    links, swapped = bom.links, {a: bom.components[b] for a, b in chosen.items()}
    usages = {
        id_: tuple(
            replace(each, child=swapped[each.child.id]) if each.child.id in swapped else each
            for each in every
            if each.child.id not in without
        )
        for id_, every in links.usages.items()
    }
    inputs = {
        holder: tuple(
            replace(each, data={**each.data, "ref": swapped[each.data["ref"]].id})
            if each.data["ref"] in swapped
            else each
            for each in every
            if each.data["ref"] not in without
        )
        for holder, every in links.inputs.items()
    }
    parents: dict[str, list[Usage]] = {}
    for each in (usage for every in usages.values() for usage in every):
        parents.setdefault(each.child.id, []).append(each)
    entries: dict[str, list[Element]] = {}
    for entry in (entry for every in inputs.values() for entry in every):
        entries.setdefault(entry.data["ref"], []).append(entry)
    own = {id_: tuple(every) for id_, every in parents.items()}
    changed = replace(
        links, usages=usages, parents=own, inputs=inputs, entries=entries, records={**links.records}
    )
    return replace(bom, product=swapped.get(bom.product.id, bom.product), links=changed)


def structure_of(bom: Bom, *, alternates: bool = True) -> tuple[Structure | None, list[Diagnostic]]:
    """The structure of the product of a document, or what is wrong with its alternates.

    Without `alternates`, each component is used as it is stated.
    """
    order, problems = _order(bom)
    if problems:
        return None, problems
    builder = _Builder(bom, alternates=alternates)
    for component in order:
        builder.add(component)
    names = Counter(each.name for each in bom.components.values())
    gates = tuple(builder.gates)
    return Structure(bom, gates, builder.made, builder.used, builder.needs, builder.known, names), []


def alternates_of(bom: Bom, component: Element) -> tuple[str, ...]:
    """The ids of all that may be used in the place of a component."""
    return tuple(way.id for way in bom.ways(component)[1:])


def needed_of(bom: Bom, component: Element) -> dict[str, None]:
    """The ids of the children and inputs of a component.

    What is listed exists: a quantity of 0 does not count, as in all measures (`bom/impossible-amount`).
    """
    found: dict[str, None] = dict.fromkeys(usage.child.id for usage in bom.usages(component))
    for holder in (component, *bom.materials(component)):
        for entry in bom.inputs(holder):
            child = bom.input_component(entry)
            if child is not None:
                found[child.id] = None
    return found


class _Builder:
    """Adds the gates of one component after the other; what it needs is there already."""

    def __init__(self, bom: Bom, *, alternates: bool) -> None:
        self.bom = bom
        self.alternates = alternates
        self.gates: list[Gate] = []
        self.made: dict[str, int] = {}
        self.used: dict[str, int] = {}
        self.needs: dict[str, tuple[str, ...]] = {}
        self.known = known_of(bom)

    def add(self, component: Element) -> None:
        """Add what makes a component."""
        supply = supply_of(self.bom, self.known, component)
        self.needs[component.id] = tuple(needed_of(self.bom, component))
        members = [self._use(id_) for id_ in self.needs[component.id]]
        members += [self._need(need) for need in supply.needs]
        gate = Gate("all", tuple(members), supply.points, supply.unstated, component=component.id)
        self.made[component.id] = self._new(gate)
        if component is self.bom.product:
            self._use(component.id)

    def _use(self, id_: str) -> int:
        """The gate of a use: made at the first use, when the alternates are there as well."""
        if id_ not in self.used:
            stand_ins = alternates_of(self.bom, component_of(self.bom, id_)) if self.alternates else ()
            ways = (self.made[id_], *(self.made[each] for each in stand_ins))
            self.used[id_] = ways[0] if len(ways) == 1 else self._new(Gate("any", ways, is_use=True))
        return self.used[id_]

    def _need(self, need: Need) -> int:
        members = tuple(self._need(member) for member in need.members)
        return self._new(Gate(need.mode, members, need.points, need.unstated, need.rest))

    def _new(self, gate: Gate) -> int:
        self.gates.append(gate)
        return len(self.gates) - 1


def _edges(bom: Bom, component: Element) -> Iterator[Edge]:
    """What must be there before a component: what it needs, and the alternates of that."""
    if component is bom.product:
        yield from _stand_ins(bom, component)
    for id_ in needed_of(bom, component):
        yield Edge(id_, component, ())
        yield from _stand_ins(bom, bom.components[id_])


def _stand_ins(bom: Bom, component: Element) -> Iterator[Edge]:
    """Each alternate of a component, with where it is listed."""
    seen = {component.id}
    for way in () if bom.chosen else bom.ways(component):
        for index, id_ in enumerate(way.data.get("alternates", ())):
            if id_ not in seen:
                seen.add(id_)
                yield Edge(id_, way, ("alternates", index))


def _order(bom: Bom) -> tuple[list[Element], list[Diagnostic]]:
    """The product with all that it needs, what is needed first; or every circle through alternates.

    Children and inputs make no circle: such a document is not valid. An explicit stack, as chains are long.
    """
    itself = [
        say.alternate_of_itself(component.name, bom.span(component, "alternates", index))
        for component in bom.components.values()
        for index, id_ in enumerate(component.data.get("alternates", ()))
        if id_ == component.id
    ]
    if itself:
        return [], itself
    order: list[Element] = []
    state: dict[str, bool] = {bom.product.id: False}
    stack = [(Edge(bom.product.id, bom.product, ()), _edges(bom, bom.product))]
    while stack:
        reached, edges = stack[-1]
        edge = next(edges, None)
        if edge is None:
            stack.pop()
            state[reached.id] = True
            order.append(component_of(bom, reached.id))
        elif edge.id not in state:
            state[edge.id] = False
            stack.append((edge, _edges(bom, bom.components[edge.id])))
        elif not state[edge.id]:
            return [], [_circle(bom, [each for each, _ in stack], edge)]
    return order, []


def component_of(bom: Bom, id_: str) -> Element:
    """The component with an id, the synthesized product included."""
    return bom.product if id_ == bom.product.id else bom.components[id_]


def _circle(bom: Bom, path: list[Edge], last: Edge) -> Diagnostic:
    """A circle, which runs through an alternate at least once."""
    first = next(index for index, each in enumerate(path) if each.id == last.id)
    edges = [*path[first + 1 :], last]
    names = [component_of(bom, last.id).name]
    for edge in edges:
        names += [edge.owner.name] if edge.fields else []
        names.append(component_of(bom, edge.id).name)
    by = next(each for each in edges if each.fields)
    return say.alternate_needs_itself(names, bom.span(by.owner, *by.fields))
