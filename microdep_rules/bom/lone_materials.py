"""Components that are a piece of one material made in one country and processed in another.

A bar, an ingot or a loose magnet is its material, so the stages that form the material also make the
component. If none of these stages was done in the stated country of manufacture, a statement is wrong or a
stage is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import own_words
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.usages import RAW_MATERIAL, is_used_up
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SORTS = ("kind", "class", "function")
"""Fields that state the kind of a component."""
FORMING = (
    *("cast", "forged", "rolled", "drawn", "extruded", "sintered", "bonded", "consolidated", "pressed"),
    *("magnetized", "machined", "heat_treated", "woven", "laminated"),
)
"""Stages that give a material its delivered form; earlier stages may be done anywhere."""
OF_A_RAW_MATERIAL = (
    *("separated", "refined", "calcined", "converted_chemical", "smelted", "reduced_to_metal", "melted"),
    *("alloy_melted", "remelted", "atomized", "powder_formed", "crystal_grown"),
)
"""Stages that make a raw material, which is delivered without a form."""
STATING = ("origin", "place_of_manufacture")
"""Fields that state the place of manufacture."""


class FormingStage(Struct, frozen=True):
    """Forming stage with its country, and its path in the component's record."""

    path: tuple[str | int, ...]
    data: dict[str, Any]
    country: str


def foreign_forming_stages(data: Mapping[str, Any], field: str) -> tuple[FormingStage, ...]:
    """Return the forming stages of a piece of material, if none was done in the stated country.

    >>> materials = [{"stages": [{"stage": "rolled", "country": "CN"}]}]
    >>> bar = {"kind": "mill_product", "origin": "US", "materials": materials}
    >>> [stage.country for stage in foreign_forming_stages(bar, "origin")]
    ['CN']
    """
    stated = exact(data.get(field))
    if not isinstance(stated, str) or not is_piece(data):
        return ()
    stages = tuple(_worked(data))
    return () if any(countries.may_both_be(stated, stage.country) for stage in stages) else stages


def distinguishing_fields(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields that make a component a piece processed elsewhere; usually `None`."""
    if "materials" not in data or not any(foreign_forming_stages(data, field) for field in STATING):
        return None
    return {key: data[key] for key in (*SORTS, *STATING, "materials", "stages") if key in data}


def is_piece(data: Mapping[str, Any]) -> bool:
    """Return whether a component is one material in some form: a bar, a magnet, a casting.

    A screw is not: it is made of a bar, and no stage of its steel must be in its country of manufacture. A
    component that is named a magnet but stated to be a label may be one.

    >>> steel = {"materials": [{"substance": "steel"}]}
    >>> [is_piece(steel | sort) for sort in ({"class": "casting"}, {"class": "fastener"}, {})]
    [True, False, False]
    """
    materials = data.get("materials")
    if not isinstance(materials, list) or len(materials) != 1 or data.get("children"):
        return False
    stated = _stated_form(data)
    return exact(materials[0].get("form")) is not None if stated is None else stated


def is_formed_material(data: Mapping[str, Any]) -> bool:
    """Return whether a component is stated to be a material in some form, even if it lists several materials.

    >>> stated = {"class": "casting"}, {"class": "fastener"}, {"kind": "raw_material"}
    >>> [is_formed_material(data) for data in stated]
    [True, False, True]
    """
    return is_piece(data) or bool(_stated_form(data))


def is_forming(data: Mapping[str, Any], word: str) -> bool:
    """Return whether a stage makes a piece of material; for a raw material, earlier stages count, too."""
    return word in FORMING or (exact(data.get("kind")) == RAW_MATERIAL and word in OF_A_RAW_MATERIAL)


def _stated_form(data: Mapping[str, Any]) -> bool | None:
    """Return whether kind, class or function state a form; `None` if neither class nor function is stated."""
    if is_used_up(data):
        return True
    words = [
        str(alternative) for field in ("class", "function") for alternative in alternatives(data.get(field))
    ]
    words += [
        contradiction.instead
        for contradiction in own_words.against_class(data)
        if contradiction.instead is not None
    ]
    forms = load_vocabularies().get("form")
    return forms is not None and any(forms.resolve(word) is not None for word in words) if words else None


def _worked(data: Mapping[str, Any]) -> Iterator[FormingStage]:
    """Return the stages that made the piece, on it and on its material.

    Stages of a constituent do not count.
    """
    known = load_vocabularies().get("stage")
    making = (*FORMING, *OF_A_RAW_MATERIAL) if exact(data.get("kind")) == RAW_MATERIAL else FORMING
    for path, stages in (
        (("stages",), data.get("stages")),
        (("materials", 0, "stages"), data["materials"][0].get("stages")),
    ):
        for index, stage in enumerate(stages if isinstance(stages, list) else ()):
            word, country = exact(stage.get("stage")), exact(stage.get("country"))
            resolved = known.resolve(word) if known is not None and isinstance(word, str) else None
            if resolved in making and isinstance(country, str) and "substance" not in stage:
                yield FormingStage((*path, index), stage, country)
