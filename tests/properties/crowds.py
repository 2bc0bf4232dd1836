"""Documents with crowds in them: copies of components under names of their own, of which some differ in a fact."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.properties.chance import Chance
    from tests.properties.documents import Record

NAMES = ("Kestrel", "Osprey", "Buzzard", "Harrier", "Merlin", "Hobby", "Goshawk", "Falcon")
CHANGES: tuple[tuple[str, Any], ...] = (
    *(("origin", each) for each in ("US", "CN", "RU", {"one_of": ["CN", "JP"]}, {"unknown": True})),
    *(("place_of_manufacture", each) for each in ("CN", "JP")),
    *(("function", each) for each in ("camera", "bldc-motor", "magnet")),
    *(("class", each) for each in ("magnet", "ceramic-capacitor", "connector")),
    *(("name", each) for each in ("Neodymium magnet", "Bracket, made in China", "tantalum capacitor 10uF")),
    *(("mpn", each) for each in ("n/a", "HUAWEI ME909", "DJI-3")),
    *(("notes", each) for each in ("contains tungsten", "made by Huawei")),
    *(("mass_g", each) for each in (1, 40)),
    *(("unit_cost", {"amount": each, "currency": "USD"}) for each in (1, 90)),
    ("materials", []),
    ("complete", ["materials", "children"]),
    ("complete", ["stages"]),
    ("claims", ["nothing"]),
    ("hs_code", "8505.11"),
    ("alternates", []),
)
"""Facts in which one of several copies may differ from the others."""
REFERENCES = frozenset({"ref", "component", "item", "alternates"})


def crowded(document: Record, chance: Chance) -> Record:
    """A document with copies of its components, alone or with all that is in them, beside them."""
    found: Record = deepcopy(document)
    components = [each for each in found["components"] if "id" in each]
    product = found["document"].get("product") or (components[0]["id"] if components else "")
    originals = [component for component in components if component["id"] != product]
    for original in originals[:3]:
        ids = _inside(found, original) if chance.once_in(2) else [original["id"]]
        for number in range(chance.number(2, 4)):
            _copy(found, original["id"], ids, number, chance)
    return found


def _inside(document: Record, component: Record) -> list[str]:
    """The ids of a component and of the components that it uses."""
    known = {each["id"]: each for each in document["components"] if "id" in each}
    ids = [component["id"]]
    for id_ in ids:
        for use in known[id_].get("children", ()):
            ref = use if isinstance(use, str) else use.get("ref")
            if ref in known and ref not in ids:
                ids.append(ref)
    return ids


def _copy(document: Record, root: str, ids: list[str], number: int, chance: Chance) -> None:
    """Adds a copy of some components, used wherever the first of them is."""
    word = f"{chance.of(NAMES)} {number}"
    new = {each: f"{each}-{number}" for each in ids}
    known = {each["id"]: each for each in document["components"] if "id" in each}
    if any(each in known for each in new.values()):
        return
    for id_ in ids:
        made = _renamed(deepcopy(known[id_]), new)
        made["id"] = new[id_]
        if chance.once_in(2):
            made["name"] = f"{word} {id_}"
        if chance.once_in(2):
            _another_maker(document, made, number)
        if chance.once_in(3):
            key, value = chance.of(CHANGES)
            made[key] = deepcopy(value)
        elif chance.once_in(4):
            key = chance.of(sorted(made.keys() - {"id", "name"}) or ["notes"])
            made.pop(key, None)
        document["components"].append(made)
    for holder in document["components"]:
        uses = holder.get("children")
        if holder.get("id") in new.values() or not isinstance(uses, list):
            continue
        for use in [*uses]:
            if use == root:
                uses.append(new[root])
            elif isinstance(use, dict) and use.get("ref") == root:
                uses.append({**use, "ref": new[root]})


def _another_maker(document: Record, component: Record, number: int) -> None:
    """Has a copy made by a copy of its maker, which is another company of the same kind."""
    parties = document.get("parties", [])
    maker = next((party for party in parties if party.get("id") == component.get("manufacturer")), None)
    if maker is None:
        return
    id_ = f"{maker['id']}-{number}"
    if all(party.get("id") != id_ for party in parties):
        name = f"{NAMES[number]} {maker['id']} Gadgets"
        parties.append({**deepcopy(maker), "id": id_, "name": name})
        parties[-1].pop("identifiers", None)
        parties[-1].pop("aliases", None)
    component["manufacturer"] = id_


def _renamed(value: Any, new: dict[str, str], key: str = "") -> Any:
    if isinstance(value, list):
        return [_renamed(each, new, key) for each in value]
    if isinstance(value, dict):
        return {name: _renamed(held, new, name) for name, held in value.items()}
    if isinstance(value, str) and key in {*REFERENCES, "children"}:
        return new.get(value, value)
    return value
