"""Whether the statements of where a component was made can all be true."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from microdep_rules.bom import lone_materials, named_places
from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact
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
"""A component without any of these states nothing that could contradict."""
_FURTHER = FIELDS - {"origin", "stages"}
MOST_KEPT = 10_000
"""Words of stages that were looked at last."""
Stated = tuple["Element", str, str]
"""A record, one of its fields, and the country that it states."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Components made in two countries, and stages at a site in another country."""
    named, placed = _may_name_places(bom), _may_place_stages(bom)
    for component in bom.components.values():
        if not _states_one_place(component, named=named, placed=placed):
            for name, said in statements(bom, component):
                yield from _clash(bom, name, said)
            yield from _worked_elsewhere(bom, component)


def _may_name_places(bom: Bom) -> bool:
    """Return whether the name of a component may say a place."""
    columns = bom.file.columns
    if columns is None:
        return True
    names = columns.different("component", "name")
    return may_name_places("\n".join(name for name in names if isinstance(name, str)))


def _may_place_stages(bom: Bom) -> bool:
    """Return whether a stage may say where a component was made, or that at a site."""
    columns = bom.file.columns
    if columns is None or columns.of("stage", "site"):
        return True
    stages = (exact(each) for each in columns.different("stage", "stage"))
    return any(isinstance(stage, str) and _makes_the_whole(stage) for stage in stages)


def _states_one_place(component: Element, *, named: bool, placed: bool) -> bool:
    """Whether a component states at most where it is from, and one country of each stage that made no whole.

    `named` says that a name may say a place, `placed` that a stage may.
    """
    data = component.data
    if not data.keys().isdisjoint(_FURTHER) or (named and named_places.codes(data)):
        return False
    return not placed or not any("site" in each or _is_final(each) for each in data.get("stages", ()))


def statements(bom: Bom, component: Element) -> Iterator[tuple[str, list[Stated]]]:
    """Statements of where one thing was made, by the name of the thing: all of each list are of one place."""
    if not component.data.keys() & FIELDS:
        return
    stages = [each for holder in (component, *bom.materials(component)) for each in bom.stages(holder)]
    for stage in stages:
        yield stage.name, [*_where(bom, stage)]
    final = [each for each in stages if each.owner is component and _is_final(each.data)]
    said = [*_said(component, "place_of_manufacture"), *(s for each in final for s in _where(bom, each))]
    transformed = [
        s for record in bom.records(component, "substantial_transformation") for s in _said(record, "country")
    ]
    named = [(component, "name", code) for code in named_places.codes(component.data)]
    yield component.name, [*said, *_said(component, "origin"), *transformed, *named]
    for material in bom.materials(component):
        yield from _named_elsewhere(bom, material)


def contrary(bom: Bom, component: Element) -> dict[tuple[Element, str], tuple[str, ...]]:
    """The statements of a place that contradict others, by record and field, each with all these places."""
    found: dict[tuple[Element, str], set[str]] = {}
    for _, said in statements(bom, component):
        for element, field, country in said:
            others = {each for _, _, each in said if not countries.may_both_be(each, country)}
            if others:
                found.setdefault((element, field), {country}).update(others)
    for field in lone_materials.STATING:
        elsewhere = {each.country for each in lone_materials.worked_elsewhere(component.data, field)}
        if elsewhere:
            found.setdefault((component, field), {str(exact(component.data[field]))}).update(elsewhere)
    return {statement: tuple(sorted(each)) for statement, each in found.items()}


def _named_elsewhere(bom: Bom, material: Element) -> Iterator[tuple[str, list[Stated]]]:
    """A material whose name says a place in which no recorded stage was done."""
    said = [each for stage in bom.stages(material) for each in _where(bom, stage)]
    for code in named_places.codes(material.data) if said else ():
        if not any(countries.may_both_be(code, country) for _, _, country in said):
            yield material.name, [said[-1], (material, "name", code)]


def _worked_elsewhere(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """A piece of material made in one country, and worked in others only."""
    for field in lone_materials.STATING:
        for each in lone_materials.worked_elsewhere(component.data, field)[:1]:
            there = bom.span(component, *each.path, "country")
            stated = str(exact(component.data[field]))
            yield say.worked_elsewhere(
                component.name, (stated, each.country), bom.span(component, field), there
            )


def _clash(bom: Bom, name: str, said: list[Stated]) -> Iterator[Diagnostic]:
    """The first two statements of different countries."""
    for number, (element, field, country) in enumerate(said):
        for first, other, before in said[:number]:
            if not countries.may_both_be(before, country):
                by = (stating(first, other), stating(element, field))
                places = (bom.span(first, other), bom.span(element, field))
                yield say.two_countries(name, (before, country), by, *places)
                return


def stating(element: Element, field: str) -> str:
    """The words for a field that states something, in a message: of a stage, its own word."""
    if element.kind == "stage":
        word = exact(element.data.get("stage"))
        return f"the stage {quoted(word)}" if isinstance(word, str) else "a stage"
    return quoted(field) if element.kind == "component" else f"{quoted(field)} of {quoted(element.name)}"


def _where(bom: Bom, stage: Element) -> Iterator[Stated]:
    yield from _said(stage, "country")
    site = bom.sites.get(str(exact(stage.data.get("site"))))
    if site is not None:
        yield from _said(site, "country")


def _said(element: Element, field: str) -> Iterator[Stated]:
    stated = exact(element.data.get(field))
    if isinstance(stated, str):
        yield element, field, stated


def _is_final(stage: Mapping[str, Any]) -> bool:
    stated = exact(stage.get("stage"))
    return isinstance(stated, str) and _makes_the_whole(stated) and "share" not in stage


@lru_cache(maxsize=MOST_KEPT)
def _makes_the_whole(word: str) -> bool:
    known = load_vocabularies().get("stage")
    return known is not None and known.resolve(word) in FINAL
