"""Places in the names of records.

`Xinjiang aluminium ingot` names a region, and `Bracket, made in China` names a country. A name is no proof of
a place. But the name may contradict another stated place of manufacture, or a list of stages without a stage
in the named country.
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
    """Return the codes of the countries and regions in the name of a record."""
    text = exact(data.get("name"))
    return places_named(text) if isinstance(text, str) else ()


def distinguishing_fields(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a record with only the name of a component, if the name contains a place; otherwise `None`."""
    return {"name": data["name"]} if codes(data) else None


def places(holder: Element) -> Iterator[Element]:
    """Yield a record for each place in the name of a component or material.

    The record has the country that the name states.
    """
    for code in codes(holder.data):
        data = {"country": code}
        keys = {"country": "name"}
        yield Element(KIND, holder.id, data, holder.pointer, holder, holder.name, holder.file, keys=keys)


def places_without_stage(holder: Element, entries: Iterable[Element]) -> Iterator[Element]:
    """Yield each place in the name of a component or material, if no stage in `entries` has this place.

    A region in the name of a component may also be the place of its material. A country after `made in` is
    only the place of the component.
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
