"""Places that the name of a record says it is from, each as a record that states this country.

`Xinjiang aluminium ingot` names a region, and `Bracket, made in China` a country. It decides nothing; it
contradicts where the thing is stated to be made, and lists of stages that have none there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import Element
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.place_names import places_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

KIND = "place"


def codes(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of the places that the name of a record says it is from."""
    text = exact(data.get("name"))
    return places_named(text) if isinstance(text, str) else ()


def telling(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The name of a component that names a place, as a record; most name none."""
    return {"name": data["name"]} if codes(data) else None


def places(holder: Element) -> Iterator[Element]:
    """The places that a name says, each as a record whose country is written in the name."""
    for code in codes(holder.data):
        said = {"country": code}
        keys = {"country": "name"}
        yield Element(KIND, holder.id, said, holder.pointer, holder, holder.name, holder.file, keys=keys)


def of_stages(holder: Element, entries: Iterable[Element]) -> Iterator[Element]:
    """Places that the name of a material or component says, or of what it is in, and no stage is recorded at.

    The name of the component around a material says where the material may be from by a region. `Made in` is
    said of the component alone.
    """
    found = [*places(holder)]
    if holder.kind == "material" and holder.owner is not None:
        found += [
            place for place in places(holder.owner) if countries.parent(place.data["country"]) is not None
        ]
    recorded = [str(exact(entry.data.get("country"))) for entry in entries] if found else []
    for each in found:
        if not any(each.data["country"] in countries.lineage(country) for country in recorded):
            yield each
