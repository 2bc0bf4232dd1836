"""Contradictions between statements of the place where a component was made."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from microdep_rules.bom import lone_materials, named_places
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.notions import FINAL
from microdep_rules.vocabulary.place_names import may_name_places
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic

FIELDS = frozenset({"place_of_manufacture", "stages", "origin", "materials", "substantial_transformation"})
"""Fields that state a place. A component without any of these fields has no contradiction."""
_OTHER_FIELDS = FIELDS - {"origin", "stages"}
MOST_KEPT = 10_000
"""Largest number of words for stages in the cache."""
Stated = tuple["Element", str, str]
"""Statement of a place: a record, its field, and the country in the field."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Yield diagnostics for components and stages with contradicting statements of their place.

    For example, a component has two countries of manufacture, or a stage is at a site in another country.
    """
    named, placed = _may_name_places(bom), _may_place_stages(bom)
    for component in bom.components.values():
        if not _states_one_place(component, named=named, placed=placed):
            for name, places in statements(bom, component):
                yield from _report_contradiction(bom, name, places)
            yield from _report_processing_elsewhere(bom, component)


def _may_name_places(bom: Bom) -> bool:
    """Return whether any name of a component may name a place."""
    columns = bom.file.columns
    if columns is None:
        return True
    names = columns.different("component", "name")
    return may_name_places("\n".join(name for name in names if isinstance(name, str)))


def _may_place_stages(bom: Bom) -> bool:
    """Return whether any stage may state the place or the site where a component was made."""
    columns = bom.file.columns
    if columns is None or columns.of("stage", "site"):
        return True
    stages = (exact(stage) for stage in columns.different("stage", "stage"))
    return any(isinstance(stage, str) and _makes_whole(stage) for stage in stages)


def _states_one_place(component: Element, *, named: bool, placed: bool) -> bool:
    """Return whether a component states no place except its origin and the countries of partial stages.

    A partial stage does not make the whole component. `named` is true if names may name a place. `placed` is
    true if stages may state the place of a component.
    """
    data = component.data
    if not data.keys().isdisjoint(_OTHER_FIELDS) or (named and named_places.codes(data)):
        return False
    return not placed or not any("site" in stage or _is_final(stage) for stage in data.get("stages", ()))


def statements(bom: Bom, component: Element) -> Iterator[tuple[str, list[Stated]]]:
    """Yield each component, material or stage with a place, by name, and the statements of this place.

    All statements of one place must agree.
    """
    if not component.data.keys() & FIELDS:
        return
    stages = [stage for holder in (component, *bom.materials(component)) for stage in bom.stages(holder)]
    for stage in stages:
        yield stage.name, [*_stage_places(bom, stage)]
    final = [stage for stage in stages if stage.owner is component and _is_final(stage.data)]
    places = [
        *_stated(component, "place_of_manufacture"),
        *(s for stage in final for s in _stage_places(bom, stage)),
    ]
    transformed = [
        s
        for record in bom.records(component, "substantial_transformation")
        for s in _stated(record, "country")
    ]
    named = [(component, "name", code) for code in named_places.codes(component.data)]
    yield component.name, [*places, *_stated(component, "origin"), *transformed, *named]
    for material in bom.materials(component):
        yield from _contradicting_names(bom, material)


def conflicting_statements(bom: Bom, component: Element) -> dict[tuple[Element, str], tuple[str, ...]]:
    """Return the statements about one place that contradict each other, with all stated countries.

    The keys are a record and a field.
    """
    conflicts: dict[tuple[Element, str], set[str]] = {}
    for _, places in statements(bom, component):
        for element, field, country in places:
            others = {other for _, _, other in places if not countries.may_both_be(other, country)}
            if others:
                conflicts.setdefault((element, field), {country}).update(others)
    for field in lone_materials.COUNTRY_FIELDS:
        stages = lone_materials.contradicting_stages(component.data, field)
        elsewhere = {place for stage in stages for place in stage.countries}
        if elsewhere:
            stated = {str(country) for country in alternatives(component.data[field])}
            conflicts.setdefault((component, field), stated).update(elsewhere)
    return {statement: tuple(sorted(countries_named)) for statement, countries_named in conflicts.items()}


def _contradicting_names(bom: Bom, material: Element) -> Iterator[tuple[str, list[Stated]]]:
    """Yield materials whose name contains a place in which no stage of the material was done."""
    places = [place for stage in bom.stages(material) for place in _stage_places(bom, stage)]
    for code in named_places.codes(material.data) if places else ():
        if not any(countries.may_both_be(code, country) for _, _, country in places):
            yield material.name, [places[-1], (material, "name", code)]


def _report_processing_elsewhere(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Yield a diagnostic for a piece of material that was processed only outside the stated country."""
    for field in lone_materials.COUNTRY_FIELDS:
        for stage in lone_materials.contradicting_stages(component.data, field)[:1]:
            stage_at = bom.span(component, *stage.path, "country")
            stated = " or ".join(map(str, alternatives(component.data[field])))
            yield diagnose(
                "bom/contradiction",
                bom.span(component, field),
                "worked-elsewhere",
                also=[stage_at],
                name=component.name,
                stated=stated,
                worked=" or ".join(stage.countries),
            )


def _report_contradiction(bom: Bom, name: str, places: list[Stated]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for the first two statements that name different countries."""
    for number, (element, field, country) in enumerate(places):
        for first, other, before in places[:number]:
            if not countries.may_both_be(before, country):
                yield diagnose(
                    "bom/contradiction",
                    bom.span(first, other),
                    also=[bom.span(element, field)],
                    name=name,
                    first=before,
                    first_field=source_words(first, other),
                    second=country,
                    second_field=source_words(element, field),
                )
                return


def source_words(element: Element, field: str) -> str:
    """Return the name of a field for a message; the name of a stage's field includes the stage."""
    if element.kind == "stage":
        word = exact(element.data.get("stage"))
        return f"the stage {quoted(word)}" if isinstance(word, str) else "a stage"
    return quoted(field) if element.kind == "component" else f"{quoted(field)} of {quoted(element.name)}"


def _stage_places(bom: Bom, stage: Element) -> Iterator[Stated]:
    yield from _stated(stage, "country")
    site = bom.sites.get(str(exact(stage.data.get("site"))))
    if site is not None:
        yield from _stated(site, "country")


def _stated(element: Element, field: str) -> Iterator[Stated]:
    stated = exact(element.data.get(field))
    if isinstance(stated, str):
        yield element, field, stated


def _is_final(stage: Mapping[str, Any]) -> bool:
    stated = exact(stage.get("stage"))
    return isinstance(stated, str) and _makes_whole(stated) and "share" not in stage


@lru_cache(maxsize=MOST_KEPT)
def _makes_whole(word: str) -> bool:
    known = load_vocabularies().get("stage")
    return known is not None and known.resolve(word) in FINAL
