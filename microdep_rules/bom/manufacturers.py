"""Contradicting manufacturers: two unrelated companies are each stated to make the whole component.

Several companies may make a component together, such as a foundry, a packaging company and an assembler. By
section 24.6 of the language reference, all companies of such a group made the component, so this is no
contradiction. But in some stages, one company makes the whole component. An example is the production of a
battery cell.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.bom.facts import exact
from microdep_rules.bom.places import source_words
from microdep_rules.bom.same_company import are_same
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

WHOLE_COMPONENT_STAGES = {
    "manufactured": "",
    "cell_made": "battery-cell",
    "pcb_fabricated": "printed-circuit-board",
}
"""Stages in which one company makes the whole component.

The value is the function that the component must have; an empty value allows any function.
"""
MOST_KEPT = 10_000
"""Largest number of words for stages in the cache."""


class ManufacturerStatement(NamedTuple):
    """Statement that a company is the manufacturer: record, field and company."""

    element: Element
    field: str
    company: Element


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Yield a diagnostic for the first two statements of each component that name unrelated companies."""
    columns = bom.file.columns
    if columns is not None and not any(map(_may_make_whole, columns.different("stage", "stage"))):
        return
    for component in bom.components.values():
        if "stages" not in component.data:
            continue
        stated = [*_stated(bom, component)]
        for number, statement in enumerate(stated):
            other = next(
                (earlier for earlier in stated[:number] if not are_related(bom, earlier, statement)), None
            )
            if other is not None:
                yield diagnose(
                    "bom/contradiction",
                    bom.span(other.element, other.field),
                    "manufacturers",
                    also=[bom.span(statement.element, statement.field)],
                    name=component.name,
                    first=other.company.name,
                    first_field=source_words(other.element, other.field),
                    second=statement.company.name,
                    second_field=source_words(statement.element, statement.field),
                )
                break


def conflicting_statements(bom: Bom, component: Element) -> dict[tuple[Element, str], tuple[str, ...]]:
    """Return the contradicting statements about the manufacturer, each with the ids of the companies."""
    stated = [*_stated(bom, component)] if "stages" in component.data else []
    conflicts: dict[tuple[Element, str], tuple[str, ...]] = {}
    for statement in stated if len(stated) > 1 else ():
        others = [other.company.id for other in stated if not are_related(bom, other, statement)]
        if others:
            conflicts[statement.element, statement.field] = tuple(sorted({statement.company.id, *others}))
    return conflicts


def _stated(bom: Bom, component: Element) -> Iterator[ManufacturerStatement]:
    yield from _company_statement(bom, component, "manufacturer")
    for stage in bom.stages(component):
        if stage.owner is component and _makes_whole(component, stage):
            yield from _company_statement(bom, stage, "party")


def _company_statement(bom: Bom, element: Element, field: str) -> Iterator[ManufacturerStatement]:
    """Yield the statement of a field that names exactly one company, but no placeholder such as `n/a`."""
    named = exact(element.data.get(field))
    company = bom.party(named) if isinstance(named, str) else None
    if company is not None and names_somebody(company.name):
        yield ManufacturerStatement(element, field, company)


def _makes_whole(component: Element, stage: Element) -> bool:
    """Return whether a stage makes the whole component; a stage with a share makes only some pieces."""
    stated = exact(stage.data.get("stage"))
    needed = _required_function(stated) if isinstance(stated, str) and "share" not in stage.data else None
    if not needed:
        return needed is not None
    functions, does = load_vocabularies().get("function"), exact(component.data.get("function"))
    return (
        functions is not None
        and isinstance(does, str)
        and functions.is_a(functions.resolve(does) or does, needed)
    )


def _may_make_whole(stage: object) -> bool:
    stated = exact(stage)
    return isinstance(stated, str) and _required_function(stated) is not None


@lru_cache(maxsize=MOST_KEPT)
def _required_function(stage: str) -> str | None:
    """Return the function that a component must have if a stage makes the whole component.

    The result is empty if every function is allowed, and `None` if the stage never makes a whole component.
    """
    stages = load_vocabularies().get("stage")
    return WHOLE_COMPONENT_STAGES.get(stages.resolve(stage) or "") if stages is not None else None


def are_related(bom: Bom, first: ManufacturerStatement, second: ManufacturerStatement) -> bool:
    """Return whether two companies are equal or linked by relations, directly or through other companies."""
    start, target = first.company, second.company
    seen, waiting = {start.id}, [start]
    while waiting:
        company = waiting.pop()
        if company is target or are_same(company, target):
            return True
        for linked in _linked_companies(bom, company):
            if linked.id not in seen:
                seen.add(linked.id)
                waiting.append(linked)
    return False


def _linked_companies(bom: Bom, party: Element) -> Iterator[Element]:
    """Yield the companies linked to a party by a relation, ownership or right that either company states."""
    for company in bom.parties.values():
        stated = {exact(link.data.get("party")) for link in _links(bom, company)}
        if company is party:
            yield from (linked for id_ in stated if (linked := bom.party(str(id_))) is not None)
        elif party.id in stated:
            yield company


def _links(bom: Bom, party: Element) -> Iterator[Element]:
    for field in ("relations", "owners", "rights"):
        yield from bom.records(party, field)
