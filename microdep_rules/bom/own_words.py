"""Statements of a component about itself that its class or its function excludes.

Its name, its part number, its tariff code and the stages by which it was made may say another thing than its
class or function. None of them decides: the class or the function is then as either says.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary.joined import function_besides, functions_joined
from microdep_rules.vocabulary.naming import (
    MOST_KEPT,
    NOTHING,
    by_tariff,
    class_against,
    function_against,
    function_by_stage,
    named,
    stage_against,
    without_numbers,
)
from microdep_rules.vocabulary.telling import may_do
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.vocabulary.naming import Named

OWN_WORDS = ("name", "mpn")
"""Fields that say in words what a component is."""
PROGRAMS = ("software", "firmware", "service")


class Contrary(Struct, frozen=True):
    """A statement that the class or the function of a component excludes."""

    field: str
    """The field: `name`, `mpn`, `hs_code` or `stages`."""
    text: str
    """What it states, in the words of the document."""
    instead: str | None = None
    """The class or the function that it says, where it says one."""
    index: int | None = None
    """Place in the list, of a stage."""
    besides: bool = False
    """Whether the component has this function beside the stated one, which stands."""
    joined: str = ""
    """The function that the name joins to that of its head; a component in it may be what has it."""


def against_class(data: Mapping[str, Any]) -> tuple[Contrary, ...]:
    """Statements of a component that no component of its class makes.

    >>> [each.instead for each in against_class({"class": "label", "name": "Neodymium magnet"})]
    ['magnet']
    """
    kinds = [alternative for alternative in alternatives(data.get("class")) if isinstance(alternative, str)]
    if not kinds:
        return ()
    found = [
        Contrary(field, text, said.class_)
        for field, text, said in _said(data)
        if all(class_against(each, said) for each in kinds)
    ]
    for text, joined in _joined(data):
        never = [each for each in sorted(joined) if not any(may_do(kind, each) for kind in kinds)]
        found += [Contrary("name", text, joined=each) for each in never]
    against = (stage for stage in _stages(data) if all(stage_against(kind, stage[1]) for kind in kinds))
    return (*found, *(Contrary("stages", word, None, index) for index, word in against))


def against_function(data: Mapping[str, Any]) -> tuple[Contrary, ...]:
    """Statements of a component that name another function than the one that it states.

    >>> [each.instead for each in against_function({"function": "payload", "name": "Camera module"})]
    ['camera']
    """
    functions = [
        alternative for alternative in alternatives(data.get("function")) if isinstance(alternative, str)
    ]
    if not functions:
        return ()
    found = [
        Contrary(field, text, said.function)
        for field, text, said in _said(data)
        if all(function_against(each, said) for each in functions)
    ]
    found = _with_joined(data, functions, found)
    for index, word in _stages(data):
        said = {function_by_stage(function, word) for function in functions}
        if None not in said:
            found.append(Contrary("stages", word, min(map(str, said)), index))
    return tuple(found)


def _with_joined(data: Mapping[str, Any], functions: list[str], found: list[Contrary]) -> list[Contrary]:
    """Other functions than the stated one, with those that the name says the component has in addition.

    Where the name says the stated function too, or says nothing of its head, the stated one stands and the
    component has the others besides.
    """
    for text, joined in _joined(data):
        others = [each for each in sorted(joined) if all(function_besides(does, each) for does in functions)]
        stands = not found or len(others) < len(joined)
        if stands:
            found = [_besides(each) if each.field == "name" else each for each in found]
        said = {each.instead for each in found}
        found += [Contrary("name", text, other, None, stands, other) for other in others if other not in said]
    return found


def _besides(each: Contrary) -> Contrary:
    return replace(each, besides=True, joined=each.instead or "")


def are_contrary(data: Mapping[str, Any]) -> bool:
    """Return whether a component states something that its class or function excludes."""
    get = data.get
    kind, does = get("class"), get("function")
    if kind is None and does is None:
        return False
    name, mpn, stages = get("name"), get("mpn"), get("stages")
    if "kind" in data and is_program(data["kind"]):
        name = mpn = None
    try:
        words = tuple([stage.get("stage") for stage in stages if "of" not in stage]) if stages else ()
        texts = (name and without_numbers(name), mpn and without_numbers(mpn), get("hs_code"))
        return _are_contrary(kind, does, texts, words)
    except (AttributeError, TypeError):  # what is stated by more than words cannot be looked up
        return bool(against_class(data) or against_function(data))


@lru_cache(maxsize=MOST_KEPT)
def _are_contrary(
    kind: str | None, does: str | None, texts: tuple[str | None, ...], stages: tuple[str, ...]
) -> bool:
    data: dict[str, Any] = {"class": kind, "function": does}
    data |= zip(("name", "mpn", "hs_code"), texts, strict=True)
    data["stages"] = [{"stage": stage} for stage in stages]
    return bool(against_class(data) or against_function(data))


def contrary(bom: Bom, component: Element, key: str) -> tuple[Contrary, ...]:
    """Statements that the class or the function of a component excludes, and that nothing in it answers.

    `Frame with camera` has a camera in it, and where its children list one, that is the camera.
    """
    if not is_contrary(bom, component):
        return ()
    found = against_class(component.data) if key == "class" else against_function(component.data)
    if not any(each.joined for each in found):
        return found
    stated = [exact(part.data.get("function")) for part in bom.parts(component)]
    there = {each for each in stated if isinstance(each, str)}
    return tuple(each for each in found if not each.joined or not _is_among(each.joined, there))


def is_contrary(bom: Bom, component: Element) -> bool:
    """Whether a component states something that its class or function excludes; found once for a document."""
    known = bom.links.contrary.get(component)
    if known is None:
        known = bom.links.contrary[component] = are_contrary(component.data)
    return known


def _is_among(function: str, there: set[str]) -> bool:
    known = load_vocabularies().get("function")
    words = {known.resolve(each) for each in there} if known is not None else set()
    return known is not None and any(word is not None and known.is_a(word, function) for word in words)


def may_be_answered(data: Mapping[str, Any]) -> bool:
    """Whether what is in a component may answer a statement of it that its class or function excludes."""
    return bool(data.get("children")) and are_contrary(data)


def telling(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The statements of a component that its class or function excludes, as a record; most have none.

    For components of equal class and function, and with equal such statements, a rule that reads class and
    function says the same.
    """
    if not are_contrary(data):
        return None
    found = (*against_class(data), *against_function(data))
    record: dict[str, Any] = {each.field: each.text for each in found if each.index is None}
    stages = [{"stage": each.text} for each in found if each.index is not None]
    return {**record, "stages": stages} if stages else record


def _said(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Named]]:
    code = exact(data.get("hs_code"))
    if isinstance(code, str) and by_tariff(code) != NOTHING:
        yield "hs_code", code, by_tariff(code)
    if is_program(data.get("kind")):
        return  # programs are named after anything
    for field in OWN_WORDS:
        text = exact(data.get(field))
        said = named(text) if isinstance(text, str) else NOTHING
        if said is not NOTHING and isinstance(text, str):
            yield field, text, said


def _joined(data: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """The name with the functions that it joins to the one of its head; of no program."""
    text = exact(data.get("name"))
    joined = functions_joined(text) if isinstance(text, str) and not is_program(data.get("kind")) else None
    if joined and isinstance(text, str):
        yield text, joined


def is_program(raw: object) -> bool:
    """Return whether a kind is one of programs."""
    known, kind = load_vocabularies().get("kind"), exact(raw)
    return known is not None and isinstance(kind, str) and known.resolve(kind) in PROGRAMS


def _stages(data: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Stages of the component itself, by their places; of a material is what was done to it."""
    stages = data.get("stages")
    for index, stage in enumerate(stages if isinstance(stages, list) else ()):
        word = exact(stage.get("stage")) if isinstance(stage, dict) and "of" not in stage else None
        if isinstance(word, str):
            yield index, word
