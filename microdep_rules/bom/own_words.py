"""Statements of a component that contradict its class or function.

The name, part number, tariff code and stages of a component may imply another class or function than the
stated one. Then the stated and the implied class or function are both possible.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary.additional_functions import functions_joined, is_additional_function
from microdep_rules.vocabulary.implied_contents import may_do
from microdep_rules.vocabulary.naming import (
    MOST_KEPT,
    NOTHING,
    by_tariff,
    function_by_stage,
    is_against_class,
    is_against_function,
    is_against_stage,
    named,
    without_numbers,
)
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.vocabulary.naming import NameMeaning

OWN_WORDS = ("name", "mpn")
"""Fields in which a component names itself."""
PROGRAMS = ("software", "firmware", "service")


class SelfContradiction(Struct, frozen=True):
    """Statement that contradicts the class or function of a component."""

    field: str
    """Field with the statement: `name`, `mpn`, `hs_code` or `stages`."""
    text: str
    """Text of the statement in the document."""
    instead: str | None = None
    """Class or function that the statement implies; `None` if the statement only rules out the stated one."""
    index: int | None = None
    """Position of a stage in the list; `None` for other statements."""
    besides: bool = False
    """True if the implied function is additional, and the stated function remains."""
    joined: str = ""
    """Function that the name adds to its main noun, as in `Frame with camera`; otherwise empty."""


def against_class(data: Mapping[str, Any]) -> tuple[SelfContradiction, ...]:
    """Return the statements of a component that contradict its class.

    >>> [statement.instead for statement in against_class({"class": "label", "name": "Neodymium magnet"})]
    ['magnet']
    """
    kinds = [alternative for alternative in alternatives(data.get("class")) if isinstance(alternative, str)]
    if not kinds:
        return ()
    contradictions = [
        SelfContradiction(field, text, statement.class_)
        for field, text, statement in _implied_meanings(data)
        if all(is_against_class(kind, statement) for kind in kinds)
    ]
    for text, joined in _joined_functions(data):
        never = [function for function in sorted(joined) if not any(may_do(kind, function) for kind in kinds)]
        contradictions += [SelfContradiction("name", text, joined=function) for function in never]
    against = (
        stage for stage in _own_stages(data) if all(is_against_stage(kind, stage[1]) for kind in kinds)
    )
    return (*contradictions, *(SelfContradiction("stages", word, None, index) for index, word in against))


def against_function(data: Mapping[str, Any]) -> tuple[SelfContradiction, ...]:
    """Return the statements of a component that contradict its function.

    >>> component = {"function": "payload", "name": "Camera module"}
    >>> [statement.instead for statement in against_function(component)]
    ['camera']
    """
    functions = [
        alternative for alternative in alternatives(data.get("function")) if isinstance(alternative, str)
    ]
    if not functions:
        return ()
    contradictions = [
        SelfContradiction(field, text, meaning.function)
        for field, text, meaning in _implied_meanings(data)
        if all(is_against_function(function, meaning) for function in functions)
    ]
    contradictions = _add_joined(data, functions, contradictions)
    for index, word in _own_stages(data):
        implied = {function_by_stage(function, word) for function in functions}
        if None not in implied:
            contradictions.append(SelfContradiction("stages", word, min(map(str, implied)), index))
    return tuple(contradictions)


def _add_joined(
    data: Mapping[str, Any], functions: list[str], contradictions: list[SelfContradiction]
) -> list[SelfContradiction]:
    """Add the functions that the name states in addition to its main noun.

    If the stated function remains possible, all other functions in the name are additional functions of the
    component: `Frame with camera` is a frame and contains a camera.
    """
    for text, joined in _joined_functions(data):
        others = [
            function
            for function in sorted(joined)
            if all(is_additional_function(does, function) for does in functions)
        ]
        remains = not contradictions or len(others) < len(joined)
        if remains:
            contradictions = [
                _as_additional(statement) if statement.field == "name" else statement
                for statement in contradictions
            ]
        known = {statement.instead for statement in contradictions}
        contradictions += [
            SelfContradiction("name", text, other, None, remains, other)
            for other in others
            if other not in known
        ]
    return contradictions


def _as_additional(statement: SelfContradiction) -> SelfContradiction:
    return replace(statement, besides=True, joined=statement.instead or "")


def is_self_contradictory(data: Mapping[str, Any]) -> bool:
    """Return whether a statement of a component contradicts its class or function."""
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
        return _is_self_contradictory(kind, does, texts, words)
    except (AttributeError, TypeError):  # values that are not words cannot be cached
        return bool(against_class(data) or against_function(data))


@lru_cache(maxsize=MOST_KEPT)
def _is_self_contradictory(
    kind: str | None, does: str | None, texts: tuple[str | None, ...], stages: tuple[str, ...]
) -> bool:
    data: dict[str, Any] = {"class": kind, "function": does}
    data |= zip(("name", "mpn", "hs_code"), texts, strict=True)
    data["stages"] = [{"stage": stage} for stage in stages]
    return bool(against_class(data) or against_function(data))


def find_contradictions(bom: Bom, component: Element, key: str) -> tuple[SelfContradiction, ...]:
    """Return the statements that contradict the class or function and that no child explains.

    `Frame with camera` contains a camera. If a child of the frame is a camera, the child explains the name.
    """
    if not has_contradiction(bom, component):
        return ()
    contradictions = against_class(component.data) if key == "class" else against_function(component.data)
    if not any(statement.joined for statement in contradictions):
        return contradictions
    stated = [exact(part.data.get("function")) for part in bom.descendants(component)]
    functions = {function for function in stated if isinstance(function, str)}
    return tuple(
        statement
        for statement in contradictions
        if not statement.joined or not _is_among(statement.joined, functions)
    )


def has_contradiction(bom: Bom, component: Element) -> bool:
    """Return whether a component contradicts its class or function. The result is stored for later calls."""
    known = bom.links.contrary.get(component)
    if known is None:
        known = bom.links.contrary[component] = is_self_contradictory(component.data)
    return known


def _is_among(function: str, functions: set[str]) -> bool:
    known = load_vocabularies().get("function")
    words = {known.resolve(word) for word in functions} if known is not None else set()
    return known is not None and any(word is not None and known.is_a(word, function) for word in words)


def may_be_explained(data: Mapping[str, Any]) -> bool:
    """Return whether the children of a component may explain a contradicting statement."""
    return bool(data.get("children")) and is_self_contradictory(data)


def distinguishing_fields(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields with statements that contradict the class or function of a component, or `None`.

    Two components with the same class, function and contradicting statements have the same result under each
    rule that reads class and function.
    """
    if not is_self_contradictory(data):
        return None
    contradictions = (*against_class(data), *against_function(data))
    record: dict[str, Any] = {
        statement.field: statement.text for statement in contradictions if statement.index is None
    }
    stages = [{"stage": statement.text} for statement in contradictions if statement.index is not None]
    return {**record, "stages": stages} if stages else record


def _implied_meanings(data: Mapping[str, Any]) -> Iterator[tuple[str, str, NameMeaning]]:
    code = exact(data.get("hs_code"))
    if isinstance(code, str) and by_tariff(code) != NOTHING:
        yield "hs_code", code, by_tariff(code)
    if is_program(data.get("kind")):
        return  # the name of a program implies no class and no function
    for field in OWN_WORDS:
        text = exact(data.get(field))
        named_kind = named(text) if isinstance(text, str) else NOTHING
        if named_kind is not NOTHING and isinstance(text, str):
            yield field, text, named_kind


def _joined_functions(data: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the name of a component and the functions that the name adds to its main noun.

    The name of a program adds no functions.
    """
    text = exact(data.get("name"))
    joined = functions_joined(text) if isinstance(text, str) and not is_program(data.get("kind")) else None
    if joined and isinstance(text, str):
        yield text, joined


def is_program(raw: object) -> bool:
    """Return whether a kind of component is a program or a service."""
    known, kind = load_vocabularies().get("kind"), exact(raw)
    return known is not None and isinstance(kind, str) and known.resolve(kind) in PROGRAMS


def _own_stages(data: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the position and the word of each stage of a component, without the stages of its materials."""
    stages = data.get("stages")
    for index, stage in enumerate(stages if isinstance(stages, list) else ()):
        word = exact(stage.get("stage")) if isinstance(stage, dict) and "of" not in stage else None
        if isinstance(word, str):
            yield index, word
