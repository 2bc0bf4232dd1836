"""Lists that belong to an element, such as its children, materials, stages, inputs and owners."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.model import Element
from microdep_rules.engine import limits, lookups, named_makers
from microdep_rules.engine.items import Ghost, Items
from microdep_rules.engine.suppliers import suppliers
from microdep_rules.engine.values import conjunction
from microdep_rules.lang import ir
from microdep_rules.vocabulary import notions

if TYPE_CHECKING:
    from microdep_rules.engine.state import Scope, State


def items(engine: State, node: ir.ListNode | ir.Value, scope: Scope) -> Items:
    """Return the elements that a list expression of a rule selects."""
    if is_structure(node):
        return engine.lists.structure(node, lambda: _items(engine, node, scope))
    return _items(engine, node, scope)


@cache
def is_structure(node: ir.ListNode | ir.Value) -> bool:
    """Return whether the elements of a list depend only on the components of the end item."""
    if isinstance(node, ir.Join):
        return all(is_structure(inner) or _is_end_item(inner) for inner in node.lists)
    if not isinstance(node, ir.Navigate) or node.word not in {"children", "components"}:
        return False
    return node.base is None or is_structure(node.base) or _is_end_item(node.base)


def _is_end_item(node: ir.ListNode | ir.Value) -> bool:
    return isinstance(node, ir.Variable) and node.name == "end-item"


def _items(engine: State, node: ir.ListNode | ir.Value, scope: Scope) -> Items:
    match node:
        case ir.Navigate():
            return _navigate(engine, node, scope)
        case ir.Narrow():
            return _narrow(engine, node, scope)
        case ir.Join():
            items = Items()
            for inner in node.lists:
                items.add(engine.items(inner, scope))
            return items
        case _:
            reading = engine.value(node, scope)
            if isinstance(reading.value, Element):
                return Items([(reading.value, True)])
            return Items([], [Ghost(None, node.type.detail, reading.missing)])


def _narrow(engine: State, node: ir.Narrow, scope: Scope) -> Items:
    inner = engine.items(node.of, scope)
    items = Items(worked_on=inner.worked_on)
    for element, belongs in engine.iterate(inner):
        answer = engine.answer(node.where, {**scope, node.variable: element}, node.variable)
        value = conjunction([belongs, answer.value])
        if value is not False:
            items.elements.append((element, value))
        if value is not False and answer.value is True and id(element) in inner.either:
            items.either.add(id(element))
        elif value is None:
            why = inner.why.get(id(element)) if answer.value is not None else None
            items.why[id(element)] = why or answer.proof(node.where.span)
    for ghost in inner.ghosts:
        inside = {**scope, node.variable: engine.element_of_ghost(ghost)}
        if engine.answer(node.where, inside, node.variable, in_short=True).value is not False:
            items.ghosts.append(ghost)
    return items


def _navigate(engine: State, node: ir.Navigate, scope: Scope) -> Items:
    if node.base is None:
        bases = Items([(engine.reader.bom.product, True)])
    else:
        bases = engine.items(node.base, scope)
    items = Items(ghosts=list(bases.ghosts))
    product = engine.reader.bom.product
    if node.base is None and node.word == "components" and not product.synthesized:
        items.elements.append((product, True))  # the product is a component too
    for element, belongs in engine.iterate(bases):
        if id(element) in engine.ghosts and node.word != "enclosing-items":
            items.ghosts.append(engine.ghosts[id(element)][0])
            continue
        step = _list_of_element(engine, node, element)
        if node.word == limits.DETERMINATIONS:
            step = limits.covering(engine, step, scope)
        if belongs is not True:
            inside = [(e, conjunction([belongs, t])) for e, t in step.elements]
            built = {id(e) for e, t in step.elements if step.belongs(e, t) is True}
            either = built if id(element) in bases.either else set()
            step = Items(inside, step.ghosts, dict(step.why), step.worked_on, either)
            why = bases.why.get(id(element))
            step.why |= {id(e): why for e, _ in step.elements} if why is not None else {}
        items.add(step)
    return items


def _list_of_element(engine: State, node: ir.Navigate, element: Element) -> Items:
    lists = engine.lists
    match node.word:
        case "children":
            return lists.parts(element) if node.deep else lists.children(element)
        case "components":
            return lists.parts(element)
        case "enclosing-items":
            return _enclosing(engine, element)
        case "materials":
            return lists.all_materials(element) if node.deep else lists.materials(element)
        case "stages":
            return _stages(engine, element)
        case "inputs":
            return lists.inputs(element, deep=node.deep)
        case notions.MAKERS:
            return _makers(engine, element)
        case notions.SUPPLIERS:
            return suppliers(lists, element, deep=node.deep)
        case notions.MAKING_STAGES:
            return lists.making_stages(element)
        case notions.LISTED_STAGES:
            return lists.listed_stages(element)
        case notions.LISTED_TECHNOLOGIES:
            return Items([(record, True) for record in engine.reader.bom.records(element, "technology")])
        case _:
            return lists.records(element, node.word, node.type.detail)


def _makers(engine: State, component: Element) -> Items:
    """Return the manufacturers of a component.

    If a text of the component names another company, the list also contains an unknown manufacturer.
    """
    items = engine.lists.makers(component)
    if named_makers.unrecorded_manufacturer(engine, component) is not None:
        lack = engine.reader.lack("component.manufacturer", component, "manufacturer")
        items.ghosts.append(Ghost(component, "maker", (lack,)))
    return items


def _enclosing(engine: State, element: Element) -> Items:
    """Return the components that contain an element, directly or indirectly.

    If the subject is judged in one place of use, only the components around this place are returned.
    """
    part = engine.subject
    while part is not None and part.kind != "component":
        part = part.owner
    line = (*(engine.place or ()), part)
    if engine.place and any(component is element for component in line):
        return Items([(e, True) for e in line[: [e is element for e in line].index(True)] if e is not None])
    if id(element) in engine.ghosts:  # an unlisted element is in the holder of the open list
        holder = engine.ghosts[id(element)][0].holder
        if holder is not None and holder.kind == "component":
            return Items([(component, True) for component in (holder, *engine.lists.ancestors(holder))])
    return engine.lists.enclosing(element)


def _stages(engine: State, element: Element) -> Items:
    items, by_milestones = engine.lists.stages_of(element, lookups.milestones_of(engine, element))
    items.worked_on = {id(stage): element for stage, _ in items.elements}
    if engine.evidenced is None and engine.lists.is_nameless(element):  # no milestone is known
        lack = engine.reader.lack("stages", element, "stages")
        items.ghosts = [replace(ghost, missing=(lack,)) for ghost in items.ghosts]
    if by_milestones:
        engine.trail.by_milestones[id(element)] = element
    return items
