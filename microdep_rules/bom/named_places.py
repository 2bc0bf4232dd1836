"""Places in the name of a record, each as a record that states the country.

`Xinjiang aluminium ingot` names a region, and `Bracket, made in China` a country. A name decides nothing, but
it contradicts another stated place of manufacture, and lists of stages without that country.
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
    """Return the codes of the places in the name of a record."""
    text = exact(data.get("name"))
    return places_named(text) if isinstance(text, str) else ()


def distinguishing_fields(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the name of a component that names a place, as a record; usually `None`."""
    return {"name": data["name"]} if codes(data) else None


def places(holder: Element) -> Iterator[Element]:
    """Yield the places in a name, each as a record whose country is written in the name."""
    for code in codes(holder.data):
        data = {"country": code}
        keys = {"country": "name"}
        yield Element(KIND, holder.id, data, holder.pointer, holder, holder.name, holder.file, keys=keys)


def places_without_stage(holder: Element, entries: Iterable[Element]) -> Iterator[Element]:
    """Yield the places in the name of a material or component at which no stage was done.

    A region in the name of a component may be the origin of its material. `Made in` is about the component
    only.
    """
    named = [*places(holder)]
    if holder.kind == "material" and holder.owner is not None:
        named += [
            place for place in places(holder.owner) if countries.parent(place.data["country"]) is not None
        ]
    recorded = [str(exact(entry.data.get("country"))) for entry in entries] if named else []
    for place in named:
        if not any(place.data["country"] in countries.lineage(country) for country in recorded):
            yield place
