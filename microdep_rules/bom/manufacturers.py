"""Contradicting manufacturers: a company is stated for a component that another company made as a whole.

Several companies can make a component together: a foundry, a packaging company, an assembler for a brand. All
of them are its manufacturers (24.6), without a contradiction. But a product, a cell or a bare board is made
by one company, unless the companies belong together.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact
from microdep_rules.bom.places import source_words
from microdep_rules.bom.same_company import are_same
from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

MADE_WHOLE = {"manufactured": "", "cell_made": "battery-cell", "pcb_fabricated": "printed-circuit-board"}
"""Stages in which one company makes the whole component, each with the function that it must have."""
MOST_KEPT = 10_000
"""Size of the cache of stage words."""


class ManufacturerStatement(NamedTuple):
    """Record and field that name a company as the manufacturer."""

    element: Element
    field: str
    company: Element


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Return diagnostics for the first two statements of each component that name unrelated companies."""
    columns = bom.file.columns
    if columns is not None and not any(map(_may_make_all, columns.different("stage", "stage"))):
        return
    for component in bom.components.values():
        if "stages" not in component.data:
            continue
        stated = [*_stated(bom, component)]
        for number, statement in enumerate(stated):
            other = next((one for one in stated[:number] if not are_related(bom, one, statement)), None)
            if other is not None:
                names = (other.company.name, statement.company.name)
                by = (
                    source_words(other.element, other.field),
                    source_words(statement.element, statement.field),
                )
                places = (bom.span(other.element, other.field), bom.span(statement.element, statement.field))
                yield say.two_makers(component.name, names, by, *places)
                break


def conflicting_statements(bom: Bom, component: Element) -> dict[tuple[Element, str], tuple[str, ...]]:
    """Return the contradicting statements about the manufacturer, each with the ids of the companies."""
    stated = [*_stated(bom, component)] if "stages" in component.data else []
    conflicts: dict[tuple[Element, str], tuple[str, ...]] = {}
    for statement in stated if len(stated) > 1 else ():
        others = [one.company.id for one in stated if not are_related(bom, one, statement)]
        if others:
            conflicts[statement.element, statement.field] = tuple(sorted({statement.company.id, *others}))
    return conflicts


def _stated(bom: Bom, component: Element) -> Iterator[ManufacturerStatement]:
    yield from _company(bom, component, "manufacturer")
    for stage in bom.stages(component):
        if stage.owner is component and _makes_all_of(component, stage):
            yield from _company(bom, stage, "party")


def _company(bom: Bom, element: Element, field: str) -> Iterator[ManufacturerStatement]:
    """Yield the company that a field names exactly; nothing for a placeholder."""
    named = exact(element.data.get(field))
    company = bom.party(named) if isinstance(named, str) else None
    if company is not None and names_somebody(company.name):
        yield ManufacturerStatement(element, field, company)


def _makes_all_of(component: Element, stage: Element) -> bool:
    """Return whether an entry is about the whole component: all pieces, and all of each."""
    stated = exact(stage.data.get("stage"))
    needed = _needed(stated) if isinstance(stated, str) and "share" not in stage.data else None
    if not needed:
        return needed is not None
    functions, does = load_vocabularies().get("function"), exact(component.data.get("function"))
    return (
        functions is not None
        and isinstance(does, str)
        and functions.is_a(functions.resolve(does) or does, needed)
    )


def _may_make_all(stage: object) -> bool:
    """Return whether a stage makes the whole of some component."""
    stated = exact(stage)
    return isinstance(stated, str) and _needed(stated) is not None


@lru_cache(maxsize=MOST_KEPT)
def _needed(stage: str) -> str | None:
    """Return the function whose whole one company makes in a stage; empty for any, `None` for none."""
    stages = load_vocabularies().get("stage")
    return MADE_WHOLE.get(stages.resolve(stage) or "") if stages is not None else None


def are_related(bom: Bom, one: ManufacturerStatement, other: ManufacturerStatement) -> bool:
    """Return whether two companies are equal, or linked by stated relations, through any number of others."""
    start, target = one.company, other.company
    seen, waiting = {start.id}, [start]
    while waiting:
        company = waiting.pop()
        if company is target or are_same(company, target):
            return True
        for linked in _linked(bom, company):
            if linked.id not in seen:
                seen.add(linked.id)
                waiting.append(linked)
    return False


def _linked(bom: Bom, party: Element) -> Iterator[Element]:
    """Return the companies to which a party states a relation, an owner or a right, and the reverse."""
    for company in bom.parties.values():
        stated = {exact(link.data.get("party")) for link in _links(bom, company)}
        if company is party:
            yield from (linked for id_ in stated if (linked := bom.party(str(id_))) is not None)
        elif party.id in stated:
            yield company


def _links(bom: Bom, party: Element) -> Iterator[Element]:
    for field in ("relations", "owners", "rights"):
        yield from bom.records(party, field)
