"""Unnamed stages: the document states only their country.

For example, the input of a stage came from CN: an earlier stage was performed in CN, but no entry names it.
Three other statements imply an unnamed stage in CN: a component was made from a bar with the origin CN, a
magnet was made in CN, or a name contains a place in CN, such as `Xinjiang`. The unnamed stage may be any
stage that a rule requires. If an entry names a stage in that country, no unnamed stage is assumed
(specification, 24.8 and 24.29).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import consumed_inputs, lone_materials, named_places
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.engine import notions
from microdep_rules.engine.items import Ghost
from microdep_rules.engine.values import Codes, MissingFact
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.notions import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.readings import Reading
    from microdep_rules.engine.stage_lists import Milestones, StageLists

COUNTRY = ir.Type("country")
UNNAMED = "unnamed"
"""State of a missing fact: the document states only the country of a stage."""


def of(
    lists: StageLists, holder: Element, entries: list[Element], milestones: Milestones | None
) -> list[Ghost]:
    """Return a ghost for each stage of a material or component with no stated fact except its country."""
    at = f"{holder.pointer}/stages"
    missing = (MissingFact("stages", holder.id, at, holder.kind, "", "bom", UNNAMED),)
    ghosts = [
        Ghost(holder, "stage", missing, material=holder, origin_of=entry)
        for entry in entries
        if alternatives(entry.data.get("input_origin")) and not _is_recorded(lists, holder, entries, entry)
    ]
    ghosts += [
        Ghost(holder, "stage", missing, material=holder, origin_of=place)
        for place in named_places.places_without_stage(holder, entries)
    ]
    for component, is_itself in _components_with_country(lists, holder):
        if not _has_stage_in_each_country(lists, component, entries, is_itself=is_itself):
            # An incomplete list may lack this stage and contain all other stages.
            lacks_it = is_itself and not lists.is_closed(holder, "stages")
            accounted = lists.accounted(holder, milestones) if lacks_it else {}
            ghosts.append(
                Ghost(holder, "stage", missing, accounted=accounted, material=holder, origin_of=component)
            )
    return ghosts


def country(reader: FactReader, stating: Element) -> Reading:
    """Return the country of an unnamed stage, from the entry, component or name that states the country.

    If only the assembly of a piece of material is stated, an unnamed stage may have been done at the place of
    assembly.
    """
    if stating.kind == "component":
        produced = reader.read(stating, "component.produced_in", "produced_in", COUNTRY)
        assembled = None if isinstance(produced.value, Codes) else notions.place_of_assembly(reader, stating)
        return assembled if assembled is not None and isinstance(assembled.value, Codes) else produced
    if stating.kind == named_places.KIND and stating.owner is not None:
        return reader.read(stating, f"{stating.owner.kind}.name", "country", COUNTRY)
    return reader.read(stating, "stage.input_origin", "input_origin", COUNTRY)


def question(lists: StageLists, holder: Element) -> str:
    """Return the question about an unnamed stage, with its reason; empty if there is no such stage."""
    for ghost in of(lists, holder, lists.stage_entries(holder), None):
        stating = ghost.origin_of
        origin = country(lists.reader, stating).value if stating is not None else None
        if stating is not None and isinstance(origin, Codes):
            done = " or ".join(sorted(origin.terms))
            says = f"{stating.name} {_verb(lists, holder, stating)} there"
            if stating.kind == "stage":
                says = f"the input of the stage {stating.name} came from there"
            if stating.kind == named_places.KIND:
                says = f"the name {stating.name} states that it comes from there"
            question = f"which stage of {holder.name} was done in {done}?"
            return f"{question} {says}; no recorded stage was done there"
    return ""


def _verb(lists: StageLists, holder: Element, stating: Element) -> str:
    """Return a verb such as `came from` or `was made`, which connects a component with a stated country."""
    if stating is not holder.owner:
        return "came from"
    produced = lists.reader.read(stating, "component.produced_in", "produced_in", COUNTRY).value
    return "was made" if isinstance(produced, Codes) else "was assembled"


def _components_with_country(lists: StageLists, holder: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the components with a country that implies an unnamed stage.

    The second value is True for the component that contains the material.
    """
    around = holder.owner if holder.kind == "material" else None
    if around is not None and lone_materials.is_piece(around.data) and not lists.bom.descendants(around):
        yield around, True
    yield from ((source, False) for _, source in consumed_inputs.sources(lists.bom, holder))


def _has_stage_in_each_country(
    lists: StageLists, component: Element, entries: list[Element], *, is_itself: bool
) -> bool:
    """Return whether the document states a stage in each possible country of a component.

    For the component itself, final assembly does not count, because it does not show where the material was
    made.
    """
    origin = country(lists.reader, component).value
    if not isinstance(origin, Codes):
        return True
    known_entries = [
        entry for entry in entries if (word := _word(lists, entry)) and not (is_itself and word in FINAL)
    ]
    places = [str(exact(entry.data.get("country"))) for entry in known_entries]
    return all(any(term in countries.lineage(place) for place in places) for term in origin.terms)


def _word(lists: StageLists, entry: Element) -> str | None:
    return lists.stages.vocabulary.resolve(str(exact(entry.data.get("stage"))))


def _is_recorded(lists: StageLists, holder: Element, entries: list[Element], entry: Element) -> bool:
    """Return whether a stage in the document made the input of the stage in `entry`."""
    return any(_made_the_input(lists, holder, earlier, entry) for earlier in entries)


def _made_the_input(lists: StageLists, holder: Element, earlier: Element, entry: Element) -> bool:
    """Return whether a stage is before the stage `entry`, and was performed in the country of its input."""
    place, substance = exact(earlier.data.get("country")), lists.substance(holder)
    if place is None or exact(entry.data["input_origin"]) not in countries.lineage(str(place)):
        return False
    before, after = (lists.pair(holder, stage, substance) for stage in (earlier, entry))
    if substance is None or before is None or after is None or before == after:
        return False
    constituents = () if before[1] is None else (before[1],)
    return after in lists.stages.onward(before[0], substance, constituents)
