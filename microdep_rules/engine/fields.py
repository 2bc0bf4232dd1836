"""Values of variables and fields: the element or fact for a name or `field of element` in a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.engine import doubts, evidence, membership, unnamed_stages
from microdep_rules.engine.readings import Reading, as_unknown, shown_party
from microdep_rules.engine.values import Codes, Texts, Unknown, day
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Ghost
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State


def variable(engine: State, node: ir.Variable, scope: Scope) -> Reading:
    """Return the element or value that a variable of a rule stands for, such as `end-item`."""
    if node.name in scope:
        return Reading(scope[node.name])
    match node.name:
        case "end-item":
            return Reading(engine.reader.bom.product)
        case "contract":
            return Reading(engine.contract())
        case "company":
            return Reading(engine.nested(engine.contract(), "company", "company"))
        case "rule-date":
            if engine.day.day is None:
                return Reading(Unknown(), (), engine.day.missing)
            return Reading(day(engine.day.day))
        case "share":
            return engine.trail.measured.get("share", Reading(Unknown("no share was measured")))
        case _:  # a record around an element in scope, or a value from a table
            pass
    for element in scope.values():
        holder = _holder(engine, element, node.type.detail)
        if holder is not None:
            return Reading(holder)
    return engine.trail.measured.get(node.name, Reading(Unknown()))


def _holder(engine: State, element: Element, record: str) -> Element | None:
    """Return the record that contains an element: the material of a stage, or the component of a material."""
    if record == "material" and id(element) in engine.worked_on:
        return engine.worked_on[id(element)]
    holder: Element | None = element
    if id(element) in engine.worked_on and record == "component":
        holder = engine.worked_on[id(element)]
    while holder is not None and holder.kind != record:
        holder = holder.owner
    return holder


def field_value(engine: State, node: ir.FieldOf, scope: Scope) -> Reading:
    """Return the value of `field of element`.

    For an element that an incomplete list may leave out, the value is unknown, but some values may be
    excluded.
    """
    if isinstance(node.base, ir.Variable) and node.base.name in scope:
        # This is the case for nearly every field: the element is already known.
        return field_of(engine, node, scope[node.base.name])
    base = engine.value(node.base, scope)
    if isinstance(base.value, Unknown):
        return Reading(base.value, base.facts, base.missing)
    return field_of(engine, node, base.value, base.facts)


def field_of(engine: State, node: ir.FieldOf, element: Element, facts: tuple[Fact, ...] = ()) -> Reading:
    """Return the value of a field of an element.

    `facts` are the facts by which the element was found; the result includes them.
    """
    ghost = engine.ghosts.get(id(element))
    if ghost is not None:
        return _ghost_field(engine, ghost[0], node)
    if node.name == "name":
        return Reading(Texts(frozenset({element.stated_name})))
    if node.type.kind == "element":
        return _reference(engine, node, element, facts)
    reading = engine.reader.read(element, f"{element.kind}.{node.name}", node.key, node.type)
    return (
        Reading(reading.value, (*facts, *reading.facts), reading.missing, reading.reason)
        if facts
        else reading
    )


def _ghost_field(engine: State, ghost: Ghost, node: ir.FieldOf) -> Reading:
    """Return a field of an element that an incomplete list may leave out; impossible values are excluded."""
    if node.key == "country" and ghost.origin_of is not None:
        return unnamed_stages.country(engine.reader, ghost.origin_of)
    if node.key == "substance" and ghost.free_of:
        return Reading(membership.ExcludedCodes("substance", ghost.free_of), (), ghost.missing)
    return Reading(Unknown(), (), ghost.missing)


def _reference(engine: State, node: ir.FieldOf, element: Element, facts: tuple[Fact, ...]) -> Reading:
    """Return the party, component or nested record that a field refers to."""
    raw = element.data.get(node.key)
    name = f"{element.kind}.{node.name}"
    lack = engine.reader.lack(name, element, node.key)
    if isinstance(raw, dict) and "value" in raw:
        raw = raw["value"]
    target = node.type.detail
    if target not in {"party", "component"} and (raw is None or isinstance(raw, dict)):
        return Reading(engine.nested(element, node.key, target), facts)
    if raw is None or not isinstance(raw, str):
        return Reading(Unknown(), facts, (lack,))
    named = engine.reader.bom.named(target, raw)
    if named is None and target == "party":
        named = engine.party_named(raw, element, node.key)
    text = shown_party(named.name, raw) if named is not None and target == "party" else raw
    fact = engine.reader.fact(name, element, node.key, text)
    reading = Reading(named if named is not None else Unknown(), (*facts, fact), (lack,))
    if engine.evidenced is not None and not evidence.is_evidenced(engine, element, reading):
        return as_unknown(reading)
    return reading


def stage_reading(engine: State, stage: Element) -> Reading:
    """Return the kind of stage that a stage entry states, such as sintering."""
    ghost = engine.ghosts.get(id(stage))
    if ghost is not None:
        return Reading(Unknown(), (), ghost[0].missing)
    reading = engine.reader.read(stage, "stage.stage", "stage", ir.Type("code", "stage"))
    missing = () if _is_exact_stage(engine, reading) else reading.missing
    lack = engine.reader.lack("stage.substance", stage, "substance")
    if stage.data.get("substance") is not None:
        substance = engine.reader.read(stage, "stage.substance", "substance", ir.Type("code", "substance"))
        return Reading(reading.value, (*reading.facts, *substance.facts), (*missing, lack))
    if missing and not _is_of_constituents(engine, stage):
        return reading
    return Reading(reading.value, reading.facts, (*missing, lack))


def _is_exact_stage(engine: State, reading: Reading) -> bool:
    """Return whether the kind of a stage is exactly known, even if the processed constituent is missing."""
    vocabulary = engine.lists.stages.vocabulary
    terms = reading.value.terms if isinstance(reading.value, Codes) else frozenset()
    return len(terms) == 1 and all(len(vocabulary.descendants(term)) <= 1 for term in terms)


def substance_reading(engine: State, stage: Element, reading: Reading) -> Reading:
    """Return the reading of a stage, with the material's substance as its missing fact.

    The substance decides what the stage means for the material.
    """
    holder = engine.worked_on.get(id(stage), stage.owner)
    if holder is None or holder.kind != "material":
        return reading
    lack = engine.reader.lack("material.substance", holder, "substance")
    return Reading(reading.value, reading.facts, (lack,))


def is_contradicted(engine: State, stage: Element) -> bool:
    """Return whether statements about a stage or about its material's substance contradict each other."""
    if id(stage) in engine.ghosts:
        return False
    holder = engine.worked_on.get(id(stage), stage.owner)
    if holder is not None and holder.kind == "material" and doubts.of_material(engine.reader, holder):
        return True
    return doubts.is_doubtful(engine.reader, stage)


def _is_of_constituents(engine: State, stage: Element) -> bool:
    """Return whether this kind of stage processes a constituent, which an entry must then name."""
    holder = engine.worked_on.get(id(stage), stage.owner)
    word = engine.lists.stages.vocabulary.resolve(str(exact(stage.data.get("stage"))))
    substance = engine.lists.substance(holder) if holder is not None else None
    if word is None or substance is None:
        return False
    route = engine.lists.stages.everything(substance)
    below = engine.lists.stages.vocabulary.descendants(word)
    return any(c is not None and s in below for s, c in route)
