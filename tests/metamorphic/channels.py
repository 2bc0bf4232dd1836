"""Channels: the same fact stated in another field, record or file, or in another spelling."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary.terms import load_vocabularies
from tests.metamorphic.changes import (
    FINAL,
    Change,
    Named,
    add_stage,
    at_each,
    final_stages,
    id_of,
    new_party,
    one,
    party,
)
from tests.metamorphic.files import (
    block_to_context,
    context_in_both,
    context_to_block,
    in_overlay,
    party_in_overlay,
    single_facts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.vocabulary.terms import Term
    from tests.metamorphic.cases import Attempt, Documents, Record

CHANNEL = "channel"
FULLWIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def channels(documents: Documents) -> Iterator[Attempt]:
    """The documents with each fact in turn stated through other channels."""
    for record, changes in CHANGES.items():
        yield from at_each(CHANNEL, record, changes, documents)
    yield from single_facts(documents)


# ---- where a component was made ------------------------------------------------------------------


def _place_to_stage(stage: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        country = one(component, "place_of_manufacture")
        if country is None or final_stages(component):
            return False
        del component["place_of_manufacture"]
        add_stage(component, {"stage": stage, "country": country})
        return True

    return change


def _place_to_site(documents: Documents, component: Record) -> bool:
    country = one(component, "place_of_manufacture")
    if country is None or final_stages(component):
        return False
    del component["place_of_manufacture"]
    new_party(documents, "Works of the Site", sites=[{"id": "site-of-works", "country": country}])
    add_stage(component, {"stage": "final_assembly", "site": "site-of-works"})
    return True


def _move(old: str, new: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        if component.get(old) is None or new in component:
            return False
        component[new] = component.pop(old)
        return not (isinstance(component[new], dict) and "country" in component[new])

    return change


def _stage_to_place(_: Documents, component: Record) -> bool:
    stated = final_stages(component)
    if len(stated) != 1 or one(stated[0], "country") is None or "place_of_manufacture" in component:
        return False
    component["place_of_manufacture"] = stated[0].pop("country")
    return True


def _stage_to_another(stage: str) -> Change:
    def change(_: Documents, component: Record) -> bool:
        stated = final_stages(component)
        if len(stated) != 1 or stated[0]["stage"] == stage:
            return False
        stated[0]["stage"] = stage
        return True

    return change


def _in_region(field: str) -> Change:
    def change(_: Documents, record: Record) -> bool:
        if record.get(field) not in ("CN", "US"):
            return False
        record[field] = {"CN": "CN-GD", "US": "US-TX"}[record[field]]
        return True

    return change


def _as_statement(field: str, key: str = "value") -> Change:
    def change(_: Documents, record: Record) -> bool:
        if not isinstance(record.get(field), str | bool):
            return False
        record[field] = {key: [record[field]] if key == "one_of" else record[field]}
        return True

    return change


# ---- who made it ---------------------------------------------------------------------------------


def _maker_to_stage(_: Documents, component: Record) -> bool:
    maker = one(component, "manufacturer")
    if maker is None or any("party" in stage for stage in final_stages(component)):
        return False
    del component["manufacturer"]
    stated = final_stages(component)
    if stated:
        stated[0]["party"] = maker
    else:
        add_stage(component, {"stage": "final_assembly", "party": maker})
    return True


def _maker_beside_rebrander(documents: Documents, component: Record) -> bool:
    if not _maker_to_stage(documents, component):
        return False
    component["manufacturer"] = new_party(documents, "Brand of the Shop", country="US")
    return True


def _maker_by_name(documents: Documents, component: Record) -> bool:
    maker = party(documents, one(component, "manufacturer"))
    if maker is None or maker.keys() - {"id", "name", "country"} or "name" not in maker:
        return False
    component["manufacturer"] = maker["name"]
    return True


def _stage_party_to_maker(_: Documents, component: Record) -> bool:
    stated = [stage for stage in final_stages(component) if "party" in stage]
    if len(stated) != 1 or "manufacturer" in component:
        return False
    component["manufacturer"] = stated[0].pop("party")
    return True


def _name_to_alias(_: Documents, record: Record) -> bool:
    if not isinstance(record.get("name"), str):
        return False
    record["aliases"] = [*record.get("aliases", []), record["name"]]
    record["name"] = "Works of the Valley"
    return True


def _alias_to_name(_: Documents, record: Record) -> bool:
    if not record.get("aliases") or not isinstance(record.get("name"), str):
        return False
    record["aliases"], record["name"] = [record["name"], *record["aliases"][1:]], record["aliases"][0]
    return True


def _spelled(change_text: Any) -> Change:
    def change(_: Documents, record: Record) -> bool:
        name = record.get("name")
        if not isinstance(name, str) or change_text(name) == name:
            return False
        record["name"] = change_text(name)
        return True

    return change


# ---- materials, stages, components ---------------------------------------------------------------


def _stages_to_component(_: Documents, component: Record) -> bool:
    for material in component.get("materials", []):
        if material.get("stages") and material.get("id") and "stages" not in material.get("complete", []):
            moved = [{"of": material["id"], **each} for each in material.pop("stages") if "of" not in each]
            component.setdefault("stages", []).extend(moved)
            return bool(moved)
    return False


def _stages_to_input(documents: Documents, component: Record) -> bool:
    for material in component.get("materials", []):
        if (
            material.get("stages")
            and not material.get("inputs")
            and isinstance(material.get("substance"), str)
        ):
            lot = {"id": f"lot-of-{component.get('id', 'it')}", "name": "Lot"}
            moved = {"id": "m", "substance": material["substance"], "stages": material.pop("stages")}
            if "stages" in material.get("complete", []):
                moved["complete"] = ["stages"]
            documents.bom["components"].append({**lot, "materials": [moved], "complete": ["materials"]})
            material["inputs"] = [{"ref": lot["id"]}]
            return True
    return False


def _material_to_child(documents: Documents, component: Record) -> bool:
    if not component.get("materials") or component.get("inputs") or id_of(component) is None:
        return False
    if any("of" in each for each in component.get("stages", [])):
        return False
    inner: Record = {"id": f"{component['id']}-body", "name": "Body", "materials": component.pop("materials")}
    inner |= {"complete": [each for each in component.get("complete", []) if each == "materials"]}
    component["complete"] = [each for each in component.get("complete", []) if each != "materials"]
    documents.bom["components"].append(inner)
    component["children"] = [*component.get("children", []), {"ref": inner["id"], "quantity": 1}]
    return True


def _country_to_input(_: Documents, component: Record) -> bool:
    """The country of a stage stated by the stage after it, as where its input came from."""
    for holder in (component, *component.get("materials", ())):
        stages = holder.get("stages", [])
        for earlier, later in pairwise(stages):
            alike = all(earlier.get(name) == later.get(name) for name in ("of", "substance"))
            if alike and one(earlier, "country") is not None and "input_origin" not in later:
                later["input_origin"] = earlier.pop("country")
                return True
    return False


def _child_inline(documents: Documents, component: Record) -> bool:
    every = documents.bom["components"]
    for at, use in enumerate(component.get("children", [])):
        child = next(
            (each for each in every if isinstance(use, dict) and each.get("id") == use.get("ref")), None
        )
        used = sum(str(each.get("children", "")).count(f"'{use['ref']}'") for each in every) if child else 0
        if child is not None and used == 1 and child is not component:
            every.remove(child)
            quantity = {"quantity": use["quantity"]} if "quantity" in use else {}
            component["children"][at] = child | quantity
            return True
    return False


def _by_alias(field: str) -> Change:
    """A word of a vocabulary by another of its names."""
    aliases = {word: (*term.names, *term.aliases) for word, term in _terms(field).items()}

    def change(_: Documents, record: Record) -> bool:
        stated = record.get(field)
        names = aliases.get(stated) if isinstance(stated, str) else None
        if not names:
            return False
        record[field] = names[0]
        return True

    return change


def _terms(field: str) -> Mapping[str, Term]:
    vocabulary = load_vocabularies().get(field)
    assert vocabulary is not None
    return vocabulary.terms


PLACEHOLDER = ("name", "kind", "class", "function", "quantity")
"""Fields of a component that the one which it is an alternate of has too."""


def _as_an_alternate(documents: Documents, component: Record) -> bool:
    """The component as the approved alternate of one of which little is stated, but where it was made."""
    listed, own = documents.bom.get("components", []), component.get("id")
    if own is None or not any(each is component for each in listed):
        return False
    first = {key: component[key] for key in PLACEHOLDER if key in component}
    first |= {"id": f"{own}-listed", "place_of_manufacture": "US", "origin": "US", "alternates": [own]}
    for each in listed:
        for name in ("children", "inputs"):
            if name in each:
                each[name] = [_renamed(entry, own, first["id"]) for entry in each[name]]
    if documents.bom.get("document", {}).get("product") == own:
        documents.bom["document"]["product"] = first["id"]
    listed.insert(0, first)
    return True


def _renamed(entry: Any, old: str, new: str) -> Any:
    if entry == old:
        return new
    return {**entry, "ref": new} if isinstance(entry, dict) and entry.get("ref") == old else entry


CHANGES: dict[str, list[Named]] = {
    "components": [
        *((f"place of manufacture stated by the stage {word}", _place_to_stage(word)) for word in FINAL),
        ("place of manufacture stated by the site of final assembly", _place_to_site),
        ("place of manufacture stated as origin", _move("place_of_manufacture", "origin")),
        ("origin stated as place of manufacture", _move("origin", "place_of_manufacture")),
        ("final stage stated as place of manufacture", _stage_to_place),
        *((f"final stage stated as {word}", _stage_to_another(word)) for word in FINAL),
        ("place of manufacture in a region", _in_region("place_of_manufacture")),
        ("origin in a region", _in_region("origin")),
        *(
            (f"{field} as a statement with {key}", _as_statement(field, key))
            for field in ("place_of_manufacture", "origin", "manufacturer", "function", "class", "cots")
            for key in ("value", "one_of")
            if (field, key) != ("cots", "one_of")
        ),
        ("maker stated as party of the final stage", _maker_to_stage),
        ("maker stated as party of the final stage, beside a rebrander", _maker_beside_rebrander),
        ("maker stated by name", _maker_by_name),
        ("party of the final stage stated as maker", _stage_party_to_maker),
        ("stages of a material stated at the component", _stages_to_component),
        ("stages of a material stated at an input", _stages_to_input),
        ("country of a stage stated as where the input came from", _country_to_input),
        ("materials stated in a child", _material_to_child),
        ("a child stated inside its parent", _child_inline),
        ("the component stated as an approved alternate", _as_an_alternate),
        *(
            (f"{field} stated in an overlay", in_overlay(field))
            for field in ("place_of_manufacture", "origin", "manufacturer", "function", "class", "stages")
        ),
        *((f"{field} by another word", _by_alias(field)) for field in ("function", "class")),
    ],
    "materials": [
        ("substance by another word", _by_alias("substance")),
        *(
            (f"substance as a statement with {key}", _as_statement("substance", key))
            for key in ("value", "one_of")
        ),
    ],
    "parties": [
        ("name stated as an alias", _name_to_alias),
        ("alias stated as the name", _alias_to_name),
        ("name in capital letters", _spelled(str.upper)),
        ("name in full-width letters", _spelled(lambda name: name.translate(FULLWIDTH))),
        ("name with a legal form", _spelled(lambda name: f"{name} Co., Ltd.")),
        ("country in a region", _in_region("country")),
        ("country as a statement", _as_statement("country")),
        ("facts of the company in an overlay", party_in_overlay),
    ],
    "document": [
        ("context file stated as a block", context_to_block),
        ("block of the context stated in a file", block_to_context),
        ("context stated in both", context_in_both),
    ],
}
