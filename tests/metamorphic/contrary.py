"""Contradictions: a second statement that cannot be true beside one that a document makes already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.lone_materials import foreign_forming_stages
from microdep_rules.bom.own_words import against_class, against_function
from microdep_rules.vocabulary.implied_contents import may_do
from microdep_rules.vocabulary.naming import is_against_class, is_against_function, is_against_stage, named
from tests.metamorphic.changes import (
    FINAL,
    Change,
    Named,
    add_stage,
    at_each,
    final_stages,
    new_party,
    one,
    records,
)
from tests.metamorphic.contrary_materials import OF_COMPONENTS, OF_MATERIALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.metamorphic.cases import Attempt, Documents, Record

CONTRADICTION = "contradiction"
GOOD = ("US", "JP")
"""Countries that the laws have nothing against."""
BAD = ("CN", "RU", "IR", "KP", "BY", "MM", "VE", "CU")


def contradictions(documents: Documents) -> Iterator[Attempt]:
    """The documents with a contrary statement beside each of the statements in turn."""
    for record, changes in CHANGES.items():
        yield from at_each(CONTRADICTION, record, changes, documents)


def is_bad(country: object) -> bool:
    """Whether a country is one that laws have something against."""
    return isinstance(country, str) and country.partition("-")[0] in BAD


def _made_badly(component: Record) -> bool:
    """Whether a component states that all of it was made in such a country."""
    stated = [
        one(component, "place_of_manufacture"),
        *(one(stage, "country") for stage in final_stages(component)),
    ]
    return any(map(is_bad, stated))


# ---- countries -----------------------------------------------------------------------------------


def _place(country: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        if "place_of_manufacture" in component or not _made_badly(component):
            return False
        component["place_of_manufacture"] = country
        return True

    return change


def _final_stage(country: str, word: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        if not _made_badly(component) or any(stage["stage"] == word for stage in final_stages(component)):
            return False
        add_stage(component, {"stage": word, "country": country})
        return True

    return change


def _origin(country: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        if "origin" in component or not _made_badly(component):
            return False
        component["origin"] = country
        return True

    return change


def _place_against_origin(country: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        origin = one(component, "origin")
        if "place_of_manufacture" in component or not is_bad(origin) or final_stages(component):
            return False
        component["place_of_manufacture"] = country
        return True

    return change


def _site(documents: Documents, component: Record) -> bool:
    for stage in final_stages(component):
        if is_bad(one(stage, "country")) and "site" not in stage:
            new_party(documents, "Works of the Site", sites=[{"id": "site-of-works", "country": "US"}])
            stage["site"] = "site-of-works"
            return True
    return False


def _second_stage(_: Documents, component: Record) -> bool:
    """The same stage of a material a second time, in another country, which no other statement names."""
    if {one(component, "origin"), one(component, "place_of_manufacture")} & {"US"}:
        return False
    for holder in (component, *component.get("materials", [])):
        for stage in holder.get("stages", []):
            if is_bad(one(stage, "country")) and "share" not in stage and stage.get("stage") not in FINAL:
                holder["stages"].append({**stage, "country": "US"})
                return True
    return False


# ---- makers --------------------------------------------------------------------------------------


def _second_maker(documents: Documents, component: Record) -> bool:
    if "manufacturer" not in component or any("party" in stage for stage in final_stages(component)):
        return False
    clean = new_party(
        documents, "Works of the Valley", country="US", complete=["owners", "rights", "relations"]
    )
    stated = final_stages(component)
    if stated:
        stated[0]["party"] = clean
    else:
        place = {k: v for k, v in (("country", component.get("place_of_manufacture")),) if isinstance(v, str)}
        add_stage(component, {"stage": "final_assembly", "party": clean, **place})
    return True


def _rebrander(documents: Documents, component: Record) -> bool:
    if "manufacturer" in component or not any("party" in stage for stage in final_stages(component)):
        return False
    component["manufacturer"] = new_party(
        documents, "Works of the Valley", country="US", complete=["owners", "rights", "relations"]
    )
    return True


def _supplier(documents: Documents, component: Record) -> bool:
    if "supplier" in component:
        return False
    component["supplier"] = new_party(documents, "Works of the Valley", country="US")
    return True


def _another_alias(_: Documents, record: Record) -> bool:
    record["aliases"] = [*record.get("aliases", []), "Works of the Valley"]
    return True


def _identifier(_: Documents, record: Record) -> bool:
    if "identifiers" in record:
        return False
    record["identifiers"] = {"cage": "1ABC2"}
    return True


def _site_in_the_us(_: Documents, record: Record) -> bool:
    if not is_bad(one(record, "country")):
        return False
    record["sites"] = [*record.get("sites", []), {"id": f"site-of-{record.get('id', 'it')}", "country": "US"}]
    return True


# ---- what a component is -------------------------------------------------------------------------


def _class(word: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        function = one(component, "function")
        if not isinstance(function, str) or "class" in component or may_do(word, function):
            return False
        component["class"] = word
        return True

    return change


def _function(word: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        class_ = one(component, "class")
        if not isinstance(class_, str) or "function" in component or may_do(class_, word):
            return False
        component["function"] = word
        return True

    return change


def _free_of(_: Documents, component: Record) -> bool:
    words = [one(each, "substance") for each in component.get("materials", [])]
    if not any(isinstance(word, str) for word in words) or "free_of" in component:
        return False
    component["free_of"] = [word for word in words if isinstance(word, str)]
    return True


def _product_free_of(documents: Documents, bom: Record) -> bool:
    words = {one(record, "substance") for record in records(documents, "materials")}
    named = one(bom.get("document", {}), "product")
    product = next((each for each in bom["components"] if each.get("id") == named), None)
    if product is None or "free_of" in product or not words - {None}:
        return False
    product["free_of"] = sorted(word for word in words if isinstance(word, str))
    return True


def _no_materials(_: Documents, component: Record) -> bool:
    if not component.get("children") or "materials" in component:
        return False
    component["materials"] = []
    return True


def _modified(_: Documents, component: Record) -> bool:
    if one(component, "modified_before_acceptance") is not True or "cots" in component:
        return False
    component["cots"] = True
    return True


def _recycled(_: Documents, material: Record) -> bool:
    if "recycled_share" in material or not any(
        each.get("stage") == "mined" for each in material.get("stages", [])
    ):
        return False
    material["recycled_share"] = 100
    return True


def _composition(_: Documents, material: Record) -> bool:
    if not isinstance(material.get("substance"), str) or "composition" in material:
        return False
    if one(material, "substance") in {"Fe", "iron", "ferrous-metal", "electrical-steel"}:
        return False
    material["composition"] = [{"element": "Fe", "share": 100}]
    return True


def _named_class(noun: str, kind: str) -> Change:
    """A class named by its noun, and another class stated."""

    def change(_: Documents, component: Record) -> bool:
        stated = one(component, "class")
        if not isinstance(stated, str) or is_against_class(stated, named(noun)):
            return False
        if not is_against_class(kind, named(noun)) or named(noun).class_ is None:
            return False
        component |= {"name": noun, "class": kind}
        return named(noun).class_ == stated and bool(against_class(component))

    return change


def _named_function(noun: str, function: str) -> Change:
    """A function named by its noun, and another function stated."""

    def change(_: Documents, component: Record) -> bool:
        if one(component, "function") != named(noun).function or not is_against_function(
            function, named(noun)
        ):
            return False
        component |= {"name": noun, "function": function}
        return bool(against_function(component))  # a program may be named after anything

    return change


def _joined_function(noun: str, joiner: str, function: str) -> Change:
    """A function that a name joins to another, which is stated."""

    def change(_: Documents, component: Record) -> bool:
        if one(component, "function") != named(noun).function or component.get("children"):
            return False
        component |= {"name": f"Unit {joiner} {noun}", "function": function}
        return bool(against_function(component))

    return change


def _made_in_its_name(component_of: str) -> Change:
    """A name that says another country than all of a component was made in."""

    def change(_: Documents, component: Record) -> bool:
        if not _made_badly(component) or not isinstance(component.get("name"), str):
            return False
        component["name"] = f"{component['name']}, made in {component_of}"
        return True

    return change


def _cost_below_its_price(_: Documents, component: Record) -> bool:
    """A purchase price above the landed cost that is stated."""
    costs = component.get("costs")
    if "unit_cost" in component or not isinstance(costs, list) or len(costs) != 1:
        return False
    cost = costs[0]
    if cost.get("kind") != "landed" or not isinstance(cost.get("amount"), int):
        return False
    component["unit_cost"] = {**cost, "kind": "purchase-price", "amount": cost["amount"] * 10}
    return True


def _class_of_no_such_stage(kind: str) -> Change:
    """A class of which no component is made by a stage that is listed."""

    def change(_: Documents, component: Record) -> bool:
        words = [one(each, "stage") for each in component.get("stages", []) if "of" not in each]
        if "class" in component or not any(isinstance(w, str) and is_against_stage(kind, w) for w in words):
            return False
        component["class"] = kind
        return True

    return change


def _transformed(country: str) -> Change:
    """A substantial transformation elsewhere than where all of a component was made."""

    def change(_: Documents, component: Record) -> bool:
        if "substantial_transformation" in component or not _made_badly(component):
            return False
        component["substantial_transformation"] = {"country": country, "basis": "certification"}
        return True

    return change


def _put_together(country: str) -> Change:
    """A final assembly elsewhere than where a component was last transformed."""

    def change(_: Documents, component: Record) -> bool:
        record = component.get("substantial_transformation")
        if not isinstance(record, dict) or not is_bad(one(record, "country")) or final_stages(component):
            return False
        add_stage(component, {"stage": "final_assembly", "country": country})
        return True

    return change


def _piece(field: str) -> Change:
    """A piece of material from another country than the one in which it was worked."""

    def change(_: Documents, component: Record) -> bool:
        if field in component or len(component.get("materials", [])) != 1:
            return False
        component[field] = "US"
        return any(
            is_bad(place) for each in foreign_forming_stages(component, field) for place in each.countries
        )

    return change


# ---- context -------------------------------------------------------------------------------------


def _contrary_block(field: str, value: Any) -> Change:
    def change(documents: Documents, bom: Record) -> bool:
        if one(documents.context, field) in (None, value) or "context" in bom:
            return False
        bom["context"] = {field: value}
        return True

    return change


def _overlay(field: str, value: str) -> Change:
    def change(documents: Documents, bom: Record) -> bool:
        parts = [
            {"match": {"id": each["id"]}, field: value}
            for each in bom["components"]
            if isinstance(each.get("id"), str) and is_bad(one(each, field))
        ]
        if not parts:
            return False
        documents.overlays = ({"schema": "microdep-overlay/1", "components": parts},)
        return True

    return change


_TANTALUM = _named_class("Tantalum capacitor", "ceramic-capacitor")
NOUNS = (
    *("Camera", "Motor", "BLDC motor", "Battery", "Magnet", "Radio", "Gimbal", "Flight controller", "Router"),
    *("Data link", "Drone", "Sensor", "Lithium-ion cell", "Printed circuit board", "Circuit card assembly"),
)
"""Nouns that state the functions which laws name."""

CHANGES: dict[str, list[Named]] = {
    "components": [
        *((f"place of manufacture {country} against the final stage", _place(country)) for country in GOOD),
        *((f"stage {word} US against what is stated", _final_stage("US", word)) for word in FINAL),
        *((f"origin {country} against where it was made", _origin(country)) for country in GOOD),
        *(
            (f"place of manufacture {country} against origin", _place_against_origin(country))
            for country in GOOD
        ),
        ("site in the US against the country of the final stage", _site),
        ("the same stage a second time, in the US", _second_stage),
        ("a second maker at the final stage", _second_maker),
        ("a rebrander against the party of the final stage", _rebrander),
        ("another supplier", _supplier),
        *(
            (f"class {word} against function", _class(word))
            for word in ("resistor", "label", "software", "fiducial", "fastener")
        ),
        *((f"function {word} against class", _function(word)) for word in ("camera", "battery")),
        *(
            (f"named {noun}, of the class {kind}", _named_class(noun, kind))
            for noun in (
                "Magnet",
                "Motor",
                "Battery",
                "Integrated circuit",
                "Printed circuit board",
                "Speaker",
            )
            for kind in ("label", "resistor", "fastener")
        ),
        ("named Tantalum capacitor, of the class ceramic-capacitor", _TANTALUM),
        *(
            (f"named {noun}, of the function {function}", _named_function(noun, function))
            for noun in NOUNS
            for function in ("payload", "structure")
        ),
        *(
            (f"named Unit {joiner} {noun}", _joined_function(noun, joiner, "structure"))
            for noun in ("Camera", "Flight controller", "Data link", "Gimbal", "Battery")
            for joiner in ("with", "+", "incl.", "mit")
        ),
        ("named as made in the USA", _made_in_its_name("the USA")),
        ("named as made in Japan", _made_in_its_name("Japan")),
        ("a price above the landed cost", _cost_below_its_price),
        *(
            (f"class {kind} against a stage", _class_of_no_such_stage(kind))
            for kind in ("label", "fastener", "resistor")
        ),
        *((f"transformed in {country} against where it was made", _transformed(country)) for country in GOOD),
        *(
            (f"finally assembled in {country} against transformation", _put_together(country))
            for country in GOOD
        ),
        *(
            (f"{field} US of a piece worked elsewhere", _piece(field))
            for field in ("origin", "place_of_manufacture")
        ),
        ("free of what its materials are", _free_of),
        ("no materials, and children", _no_materials),
        ("off the shelf, and modified", _modified),
        *OF_COMPONENTS,
    ],
    "materials": [
        ("all recycled, and mined", _recycled),
        ("composition against substance", _composition),
        *OF_MATERIALS,
    ],
    "parties": [
        ("another alias", _another_alias),
        ("an identifier", _identifier),
        ("a site in the US", _site_in_the_us),
    ],
    "document": [
        ("the product is free of what is in it", _product_free_of),
        *(
            (f"{field} {value} in a block against the context file", _contrary_block(field, value))
            for field, value in (
                ("agency", "GSA"),
                ("agency", "no-agency"),
                ("place_of_use", "JP"),
                ("destination", "JP"),
                ("delivery", "2020-01-01"),
                ("award", "2015-01-01"),
                ("mission_critical", False),
            )
        ),
        *(
            (f"{field} US in an overlay", _overlay(field, "US"))
            for field in ("place_of_manufacture", "origin")
        ),
    ],
}
