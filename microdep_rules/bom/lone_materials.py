"""Components of one material with different countries of manufacture and of processing.

A bar, an ingot or a magnet consists of one material. So the stages that form the material also make the
component. If no forming stage was done in the stated country of manufacture, a statement is wrong or a stage
is missing.
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

KIND_FIELDS = ("kind", "class", "function")
"""Fields that state the kind of a component."""
FORMING = (
    *("cast", "forged", "rolled", "drawn", "extruded", "sintered", "bonded", "consolidated", "pressed"),
    *("magnetized", "machined", "heat_treated", "woven", "laminated"),
)
"""Stages that give a material its final form. Earlier stages may be in any country."""
RAW_MATERIAL_STAGES = (
    *("separated", "refined", "calcined", "converted_chemical", "smelted", "reduced_to_metal", "melted"),
    *("alloy_melted", "remelted", "atomized", "powder_formed", "crystal_grown"),
)
"""Stages that make a raw material, which has no final form."""
COUNTRY_FIELDS = ("origin", "place_of_manufacture")
"""Fields that state the country of manufacture."""
ASSEMBLY = frozenset({"assembled", "final_assembly"})
"""Stages that join components."""
ASSEMBLED_KINDS = frozenset({"assembly", "subsystem"})
"""Kinds of components that were joined from other components."""


class FormingStage(Struct, frozen=True):
    """Forming stage with its possible countries, and its path in the record of the component."""

    path: tuple[str | int, ...]
    data: dict[str, Any]
    countries: tuple[str, ...]


def foreign_forming_stages(data: Mapping[str, Any], field: str) -> tuple[FormingStage, ...]:
    """Return the forming stages of a piece of material that may contradict the stated country.

    For example, the stated origin is US, but the only forming stage was rolling in China. The result is empty
    if each alternative of the stated country has a forming stage that was certainly done in this country.

    >>> materials = [{"stages": [{"stage": "rolled", "country": "CN"}]}]
    >>> bar = {"kind": "mill_product", "origin": "US", "materials": materials}
    >>> [stage.countries for stage in foreign_forming_stages(bar, "origin")]
    [('CN',)]
    """
    stated = alternatives(data.get(field))
    if not stated or not is_piece(data):
        return ()
    stages = tuple(_making_stages(data))

    def has_stage(country: str) -> bool:
        return any(all(countries.may_both_be(country, place) for place in s.countries) for s in stages)

    return () if all(has_stage(str(country)) for country in stated) else stages


def contradicting_stages(data: Mapping[str, Any], field: str) -> tuple[FormingStage, ...]:
    """Return the forming stages of a piece of material if none of them was done in a stated country."""
    stages = foreign_forming_stages(data, field)
    may_agree = any(
        countries.may_both_be(str(country), place)
        for country in alternatives(data.get(field))
        for stage in stages
        for place in stage.countries
    )
    return () if may_agree else stages


def distinguishing_fields(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields that make the country of a piece of material uncertain, or `None`.

    Either the piece was processed in another country, or only its assembly is stated.
    """
    is_uncertain = (_has_assembly(data) and may_be_piece(data)) or (
        "materials" in data and any(foreign_forming_stages(data, field) for field in COUNTRY_FIELDS)
    )
    if not is_uncertain:
        return None
    return {key: data[key] for key in (*KIND_FIELDS, *COUNTRY_FIELDS, "materials", "stages") if key in data}


def is_piece(data: Mapping[str, Any]) -> bool:
    """Return whether a component is a piece of a single material, such as a bar, a magnet or a casting.

    A screw is not a piece of material. A screw is made from a bar, and all stages of its steel may be in
    another country. A component with the name of a magnet and the class of a label may be a piece of
    material.

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
    """Return whether a component is stated to be a piece of material, even if it lists several materials.

    >>> stated = {"class": "casting"}, {"class": "fastener"}, {"kind": "raw_material"}
    >>> [is_formed_material(data) for data in stated]
    [True, False, True]
    """
    return is_piece(data) or bool(_stated_form(data))


def may_be_piece(data: Mapping[str, Any]) -> bool:
    """Return whether a component may be a piece of material that was not assembled from components.

    A magnet with a coating has two materials, and is still a piece. If class and function are missing, a
    component of one material may be a piece.

    >>> smco = [{"substance": "SmCo"}]
    >>> [may_be_piece({"materials": smco} | sort) for sort in ({}, {"class": "electric-motor"})]
    [True, False]
    >>> may_be_piece({"class": "magnet", "materials": [*smco, {"substance": "Ni"}]})
    True
    """
    if data.get("children") or exact(data.get("kind")) in ASSEMBLED_KINDS:
        return False
    stated, materials = _stated_form(data), data.get("materials")
    return stated if stated is not None else isinstance(materials, list) and len(materials) == 1


def is_forming(data: Mapping[str, Any], word: str) -> bool:
    """Return whether a stage makes a piece of material.

    For a raw material, stages before the forming count, too.
    """
    return word in FORMING or (exact(data.get("kind")) == RAW_MATERIAL and word in RAW_MATERIAL_STAGES)


def _has_assembly(data: Mapping[str, Any]) -> bool:
    """Return whether a stage states that a component was joined from other components."""
    known, stages = load_vocabularies().get("stage"), data.get("stages")
    words = (exact(stage.get("stage")) for stage in (stages if isinstance(stages, list) else ()))
    return known is not None and any(
        isinstance(word, str) and known.resolve(word) in ASSEMBLY for word in words
    )


def _stated_form(data: Mapping[str, Any]) -> bool | None:
    """Return whether the fields state a form of material such as a casting.

    The result is `None` if class and function are missing.
    """
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


def _making_stages(data: Mapping[str, Any]) -> Iterator[FormingStage]:
    """Yield the stages that produce a piece of material, from the piece and from its material.

    Stages of a constituent are left out.
    """
    known = load_vocabularies().get("stage")
    making = (*FORMING, *RAW_MATERIAL_STAGES) if exact(data.get("kind")) == RAW_MATERIAL else FORMING
    for path, stages in (
        (("stages",), data.get("stages")),
        (("materials", 0, "stages"), data["materials"][0].get("stages")),
    ):
        for index, stage in enumerate(stages if isinstance(stages, list) else ()):
            word, places = exact(stage.get("stage")), tuple(map(str, alternatives(stage.get("country"))))
            resolved = known.resolve(word) if known is not None and isinstance(word, str) else None
            if resolved in making and places and "substance" not in stage:
                yield FormingStage((*path, index), stage, places)
