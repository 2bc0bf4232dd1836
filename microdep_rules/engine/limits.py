"""Limits of a determination: the item, the material and the quantity that it covers.

A determination covers only cases within all its stated limits, even if the rule does not test a limit. For
example, a determination that names an item and a material is about this material in this item. A limit that
is not stated is no restriction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.evidence_files import determinations, path_problem
from microdep_rules.bom.facts import exact
from microdep_rules.engine.amounts import missing_quantities, number_in
from microdep_rules.engine.evidence import counts
from microdep_rules.engine.items import Items
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.values import Interval, Truth, compare, conjunction
from microdep_rules.lang import ir
from microdep_rules.lang.operators import ComparisonOperator
from microdep_rules.source import Span

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.state import Scope, State

DETERMINATIONS = "determinations"
_NOWHERE = Span("", 0, 0)


def _element(name: str) -> ir.Variable:
    return ir.Variable(_NOWHERE, ir.Type("element", name), name)


def _field(record: str, name: str) -> ir.FieldOf:
    return ir.FieldOf(_NOWHERE, ir.Type("code", "substance"), _element(record), name, name)


_OF_THE_MATERIAL = ir.Compare(
    _NOWHERE, ComparisonOperator.IS, _field("material", "substance"), _field("determination", "material")
)
_ALL_MATERIALS = ir.Navigate(
    _NOWHERE, ir.Type("list", "material"), "materials", _element("component"), deep=True
)
_MADE_OF_THE_MATERIAL = ir.EveryOf(_NOWHERE, _ALL_MATERIALS, "material", None, _OF_THE_MATERIAL)


def covering(engine: State, items: Items, scope: Scope) -> Items:
    """Return the determinations of a list that cover, or may cover, the current subject."""
    judged = _element_to_cover(engine, scope)
    covered = Items(ghosts=list(items.ghosts))
    for determination, _ in items.elements:
        proof = _covers(engine, determination, judged)
        covered.elements.append((determination, proof.value))
        covered.why[id(determination)] = proof
    return covered


def _element_to_cover(engine: State, scope: Scope) -> Element:
    """Return the material or component that a determination must cover.

    The result is the innermost material or component among the variables of the rule; if there is none, the
    product. In a definition about components, the subject of the rule can be a material; then the
    determination must cover the material.
    """
    for kind in ("material", "component"):
        for element in reversed(scope.values()):
            holder: Element | None = engine.worked_on.get(id(element), element)
            while holder is not None and holder.kind != kind:
                holder = holder.owner
            if holder is not None:
                subject = engine.subject
                within = subject is not None and subject.kind == "material" and subject.owner is holder
                return subject if subject is not None and within else holder
    return engine.reader.bom.product


def _covers(engine: State, determination: Element, judged: Element) -> Proof:
    """Return whether a determination covers a material or component within each limit that it states."""
    parts = [
        limit(engine, determination, judged)
        for name, limit in (
            ("item", _covers_item),
            ("material", _covers_material),
            ("quantity", _covers_quantity),
        )
        if name in determination.data
    ]
    parts += _evidence_limit(engine, determination)
    return Proof(_NOWHERE, conjunction([part.value for part in parts]), parts, kind="all")


def _evidence_limit(engine: State, determination: Element) -> list[Proof]:
    """Return an undecided limit if the determination has no valid evidence; otherwise an empty list."""
    lacking = []
    named = determinations(engine.reader.bom) if engine.unproven else {}
    here = (determination.file, determination.pointer)
    if path_problem(determination.data) or any(
        (other.file, other.pointer) == here and name in engine.unproven for name, other in named.items()
    ):
        lacking.append("document")
    bom = engine.reader.bom
    groups = {bom.evidence_of(determination, field) for field in (None, *determination.data)}
    counting = [[counts(engine, document) for document in group] for group in groups if group]
    if not all(any(group) for group in counting):
        lacking.append("evidence")
    lacks = [engine.reader.lack(f"determination.{name}", determination, name) for name in lacking]
    return [Proof(_NOWHERE, None, missing=tuple(replace(lack, defect="") for lack in lacks))] if lacks else []


def _component_of(judged: Element) -> Element | None:
    component: Element | None = judged
    while component is not None and component.kind != "component":
        component = component.owner
    return component


def _named_item(engine: State, determination: Element) -> Element | None:
    named = exact(determination.data.get("item"))
    return engine.reader.bom.named("component", named) if isinstance(named, str) else None


def _covers_item(engine: State, determination: Element, judged: Element) -> Proof:
    """Return whether the item of a determination is the component, or contains all uses of it."""
    reader, item = engine.reader, _named_item(engine, determination)
    if item is None:
        lack = reader.lack("determination.item", determination, "item")
        return Proof(_NOWHERE, None, missing=(lack,))
    component = _component_of(judged)
    within = component is not None and (
        item is reader.bom.product or component is item or _is_within(engine, component, item)
    )
    fact = reader.fact("determination.item", determination, "item", item.id)
    return Proof(_NOWHERE, within, facts=(fact,))


def _is_within(engine: State, component: Element, item: Element) -> bool:
    """Return whether a component is inside an item.

    If the component is judged in one place of use, this place must be inside; otherwise all its places.
    """
    if id(component) in engine.ghosts:
        holder = engine.ghosts[id(component)][0].holder
        return holder is not None and (holder is item or _is_within(engine, holder, item))
    if engine.place and any(element is component for element in (*engine.place, engine.subject)):
        return any(element is item for element in engine.place)
    waiting, seen = [component], {component.id}
    while waiting:  # from the component upwards, up to the item
        uses = engine.reader.bom.parents(waiting.pop())
        if not uses:
            return False
        above = {use.parent.id: use.parent for use in uses if use.parent is not item}
        waiting += [parent for id_, parent in above.items() if id_ not in seen]
        seen |= {*above}
    return True


def _covers_material(engine: State, determination: Element, judged: Element) -> Proof:
    """Return whether a determination names the substance of a material.

    For a component, the named substance must be the substance of each of its materials.
    """
    node = _OF_THE_MATERIAL if judged.kind == "material" else _MADE_OF_THE_MATERIAL
    return engine.cond(node, {judged.kind: judged, "determination": determination})


def _covers_quantity(engine: State, determination: Element, judged: Element) -> Proof:
    """Return whether the quantity in a determination is at least the number of pieces in the product.

    If the determination names an item, the pieces of this item count; otherwise those of the component.
    """
    reader, allowed_type = engine.reader, ir.Type("number")
    allowed = reader.read(determination, "determination.quantity", "quantity", allowed_type)
    counted = _named_item(engine, determination) or _component_of(judged)
    if not isinstance(allowed.value, Interval) or counted is None:
        return Proof(_NOWHERE, None, missing=allowed.missing)
    product = reader.bom.product
    used = number_in(engine, product, counted)
    enough: Truth = compare(ComparisonOperator.AT_MOST.orders, used, allowed.value)
    missing = (
        *(() if allowed.value.is_exact else allowed.missing),
        *missing_quantities(engine, product, counted, direct=False),
    )
    return Proof(_NOWHERE, enough, facts=allowed.facts, missing=missing if enough is None else ())
