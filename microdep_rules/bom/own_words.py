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
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def against_class(data: Mapping[str, Any]) -> tuple[Contrary, ...]:
    """Statements of a component that no component of its class makes.

    >>> [each.instead for each in against_class({"class": "label", "name": "Neodymium magnet"})]
    ['magnet']
    """
    kinds = [each for each in alternatives(data.get("class")) if isinstance(each, str)]
    if not kinds:
        return ()
    found = [
        Contrary(field, text, said.class_)
        for field, text, said in _said(data)
        if all(class_against(each, said) for each in kinds)
    ]
    return (
        *found,
        *(each for each in _stages(data) if all(stage_against(kind, each.text) for kind in kinds)),
    )


def against_function(data: Mapping[str, Any]) -> tuple[Contrary, ...]:
    """Statements of a component that name another function than the one that it states.

    >>> [each.instead for each in against_function({"function": "payload", "name": "Camera module"})]
    ['camera']
    """
    functions = [each for each in alternatives(data.get("function")) if isinstance(each, str)]
    if not functions:
        return ()
    found = [
        Contrary(field, text, said.function)
        for field, text, said in _said(data)
        if all(function_against(each, said) for each in functions)
    ]
    for each in _stages(data):
        said = {function_by_stage(function, each.text) for function in functions}
        if None not in said:
            found.append(replace(each, instead=min(map(str, said))))
    return tuple(found)


def are_contrary(data: Mapping[str, Any]) -> bool:
    """Whether a component states something that its class or function excludes."""
    kind, does = data.get("class"), data.get("function")
    if kind is None and does is None:
        return False
    name, mpn, code, stages = (data.get(each) for each in ("name", "mpn", "hs_code", "stages"))
    words: list[Any] = []
    if isinstance(stages, list):
        words = [each.get("stage") for each in stages if "of" not in each]
    for each in (kind, does, name, mpn, code, *words):
        if each is not None and each.__class__ is not str:
            return bool(against_class(data) or against_function(data))
    if is_program(data.get("kind")):
        name = mpn = None
    name, mpn = name and without_numbers(name), mpn and without_numbers(mpn)
    return _are_contrary(kind, does, (name, mpn, code), tuple(words))


@lru_cache(maxsize=MOST_KEPT)
def _are_contrary(
    kind: str | None, does: str | None, texts: tuple[str | None, ...], stages: tuple[str, ...]
) -> bool:
    data: dict[str, Any] = {"class": kind, "function": does}
    data |= zip(("name", "mpn", "hs_code"), texts, strict=True)
    data["stages"] = [{"stage": each} for each in stages]
    return bool(against_class(data) or against_function(data))


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


def is_program(raw: object) -> bool:
    """Whether a kind is one of programs."""
    known, kind = load_vocabularies().get("kind"), exact(raw)
    return known is not None and isinstance(kind, str) and known.resolve(kind) in PROGRAMS


def _stages(data: Mapping[str, Any]) -> Iterator[Contrary]:
    """Stages of the component itself; what was done to a material is a stage of the material."""
    stages = data.get("stages")
    for index, stage in enumerate(stages if isinstance(stages, list) else ()):
        word = exact(stage.get("stage")) if isinstance(stage, dict) and "of" not in stage else None
        if isinstance(word, str):
            yield Contrary("stages", word, None, index)
