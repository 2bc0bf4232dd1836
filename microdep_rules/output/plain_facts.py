"""Facts of a declaration in everyday words: `country of origin: Japan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import reading
from microdep_rules.bom.overlays.fact_names import MAY_BE_A_DEVICE, MAY_CONTAIN, MAY_HAVE_COMPONENTS
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOT_FACTS = frozenset({"match", "evidence", "notes", "correct", "id", "schema"})
"""Fields of an entry that the output shows elsewhere."""
LABELS = {
    "origin": "country of origin",
    "place_of_manufacture": "place of manufacture",
    "cots": "commercially available off the shelf",
    "mpn": "part number",
    "unit_cost": "cost of one unit",
    "hs_code": "tariff code",
    "eccn": "export control classification",
    "free_of": "contains none of",
    "children": "components",
    "mass_g": "mass in grams",
}
"""Names of facts for people; a fact without an entry here has the name of its field."""
POSSIBLE = {MAY_BE_A_DEVICE: "may be a device", MAY_HAVE_COMPONENTS: "may have components inside"}
IN_A_STAGE = frozenset({"stage", "substance", "country", "party", "of", "unknown", "reason"})
"""Fields of a stage that belong to the sentence about the stage."""
NO_NAMES: Mapping[str, str] = {}


def facts_in_words(
    data: Mapping[str, Any], names: Mapping[str, str] = NO_NAMES, record: str = "component"
) -> list[str]:
    """Return each fact of an entry in words, with the names of companies instead of their ids.

    >>> facts_in_words({"match": {"id": "c1"}, "origin": "JP", "cots": True})
    ['country of origin: Japan', 'commercially available off the shelf: yes']
    >>> facts_in_words({"materials": [{"id": "magnet", "stages": [{"stage": "sintered", "country": "JP"}]}]})
    ['material magnet: stages: sintered in Japan']
    """
    return list(_facts(record, data, names))


def _facts(record: str, data: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    for name, raw in data.items():
        if name in NOT_FACTS:
            continue
        if name == "materials" and isinstance(raw, list) and raw:
            yield from _materials(raw, names)
        elif name == "complete":
            closed = [LABELS.get(reading(entry), reading(entry)) for entry in raw]
            yield f"the list of {', '.join(closed)} is complete"
        elif name == "ext":
            yield from _possible_contents(raw)
        else:
            yield f"{_label(record, name)}: {value_in_words(record, name, raw, names)}"


def _materials(materials: list[Any], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the facts of materials in words; materials that state only a substance share one text."""
    only = [material for material in materials if material.keys() <= {"substance"}]
    if only:
        listed = [value_in_words("material", "substance", material["substance"], names) for material in only]
        yield f"materials: {'; '.join(listed)}"
    for material in materials:
        if material not in only:
            label = f"material {material['id']}" if "id" in material else "material"
            yield f"{label}: {', '.join(_facts('material', material, names))}"


def _possible_contents(ext: Mapping[str, Any]) -> Iterator[str]:
    """Yield possible substances and properties of a component, such as `may contain: tantalum`.

    No rule reads these facts.
    """
    contents = [name.removeprefix(MAY_CONTAIN) for name in ext if name.startswith(MAY_CONTAIN)]
    if contents:
        yield f"may contain: {', '.join(_substance(word) for word in contents)}"
    others = {name: raw for name, raw in ext.items() if not name.startswith(MAY_CONTAIN)}
    yield from (POSSIBLE.get(name, f"{name}: {raw}") for name, raw in others.items())


def _label(record: str, name: str) -> str:
    unit = {"_g": "in grams", "_percent": "in percent"}
    for ending, words in unit.items():
        if name not in LABELS and name.endswith(ending):
            return f"{name.removesuffix(ending).replace('_', ' ')} {words}"
    label = LABELS.get(name, name.replace("_", " "))
    return f"{label} in percent" if _kind(record, name) == "percent" else label


def value_in_words(record: str, name: str, raw: object, names: Mapping[str, str]) -> str:
    """Return the value of a field in words."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, list):
        inner = {"stages": "stage", "owners": "owner", "children": "child"}.get(name, record)
        return "; ".join(value_in_words(inner, name, entry, names) for entry in raw) or "none"
    if isinstance(raw, dict):
        return _record_in_words(record, name, raw, names)
    text = str(raw)
    if _kind(record, name) == "country":
        return countries.name(text) if countries.is_country(text) else text
    return _substance(text) if name in ("substance", "free_of") else names.get(text, text)


def _record_in_words(record: str, name: str, raw: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if raw.get("unknown") is True and "stage" not in raw:
        return f"not known ({raw.get('reason', '')})"
    if "one_of" in raw:
        return " or ".join(value_in_words(record, name, entry, names) for entry in raw["one_of"])
    if "value" in raw:
        return value_in_words(record, name, raw["value"], names)
    if "amount" in raw:
        return f"{reading(raw['amount'])} {raw['currency']}"
    if "stage" in raw:
        return _stage(raw, names)
    if raw.keys() == {"party", "share"} and not isinstance(raw["share"], dict):
        return f"{names.get(str(raw['party']), raw['party'])} {reading(raw['share'])} %"
    if raw.keys() == {"kind", "party"}:
        return f"{raw['kind']} of {names.get(str(raw['party']), raw['party'])}"
    return ", ".join(_facts(record, raw, names))


def _stage(stage: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a stage in words: `sintered in Japan by Example Works`."""
    vocabulary = load_vocabularies().get("stage")
    word = reading(stage["stage"])
    text = vocabulary.label(word).replace("_", " ") if vocabulary is not None else word
    text += f" ({_substance(reading(stage['substance']))})" if "substance" in stage else ""
    if stage.get("unknown") is True:
        text += f" in a country that is not known ({stage.get('reason', '')})"
    elif "country" in stage:
        text += f" in {value_in_words('stage', 'country', stage['country'], names)}"
    if "party" in stage:
        text += f" by {value_in_words('stage', 'party', stage['party'], names)}"
    text += f", material {reading(stage['of'])}" if "of" in stage else ""
    others = [name for name in stage if name not in IN_A_STAGE]
    facts = [
        f"{_label('stage', name)}: {value_in_words('stage', name, stage[name], names)}" for name in others
    ]
    return ", ".join([text, *facts])


def _substance(word: str) -> str:
    known = load_vocabularies().get("substance")
    return known.label(word) if known is not None and word in known.terms else word


def _kind(record: str, name: str) -> str:
    known = record_types().get(record)
    if known is None:
        return ""
    return next((field.type.kind for field in known.fields.values() if field.document_name == name), "")
