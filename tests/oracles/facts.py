"""What a plain document says, read for the oracle: the tree, stage entries, and three-valued answers.

A truth value is `True`, `False` or `None` for unknown. Only plain facts are read (and the long forms with
`value`, `country` or `unknown`); a partly known fact is refused, so that nothing is judged by accident.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.oracles.logic import Truth

Record = dict[str, Any]


def plain(record: Record, name: str) -> Any:
    """The value of a fact, `None` when it is absent or said to be unknown."""
    value = record.get(name)
    if not isinstance(value, dict):
        return value
    if value.get("unknown") is True:
        return None
    for key in ("value", "country"):
        if key in value:
            return plain(value, key)
    raise ValueError(f"the oracle reads plain facts only, not {name}: {value}")


def number(record: Record, name: str) -> Decimal | None:
    """A numeric fact, exactly."""
    value = plain(record, name)
    if value is None:
        return None
    if isinstance(value, bool | float):
        raise TypeError(f"{name}: {value!r} is not an exact number")
    return Decimal(value)


def is_in(country: str | None, places: Iterable[str]) -> Truth:
    """Whether a country, or a region such as `CN-XJ`, is in the places."""
    if country == "EU":
        raise ValueError("the oracle reads plain facts only, and an economic area is a partly known country")
    return None if country is None else country.split("-")[0] in places


def slug(text: str) -> str:
    """The id of a record that has none of its own."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Entry:
    """One stage entry of one material, with what it was collected from already resolved."""

    stage: str
    worked_on: str | None
    """The substance, `None` when neither the entry nor the record it stands on names one."""
    country: str | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Material:
    """One material of one part: a subject of the stage rule if it is covered."""

    part: str
    record: Record
    entries: tuple[Entry, ...]
    unplaced: bool
    """A stage of the part could belong to this material or to another: the list stays open."""
    made_elsewhere: tuple[str, ...] = ()
    """Where a part that is this material in a form was made, and none of its stages, if all are stated."""

    @property
    def name(self) -> str:
        return f"{self.part}/{material_id(self.record)}"

    @property
    def substance(self) -> str | None:
        value: str | None = plain(self.record, "substance")
        return value


USED_UP = ("raw_material", "mill_product")
FORMS = frozenset(("magnet", "casting", "forging"))
"""Words for what a part is that are words for the form of a material, too."""
OF_THE_PART = ("final_assembly", "assembled", "manufactured")
"""Stages that are those of no material."""


def _is_within(place: str, other: str) -> bool:
    return place == other or place.startswith(f"{other}-")


def material_id(material: Record) -> str:
    """Its own id, or the slug of its substance."""
    return str(material["id"]) if "id" in material else slug(str(plain(material, "substance")))


class Tree:
    """The product of a document and everything in it."""

    def __init__(self, document: Record) -> None:
        self._document = document
        self.head: Record = document.get("document", {})
        self.components: dict[str, Record] = {}
        for component in document.get("components", []):
            self._register(component)
        self.product: Record = self.components[self.head["product"]]
        self.paths: dict[str, list[tuple[str, ...]]] = {}
        """Every part in the product, with every way down to it."""
        self.numbers: dict[str, Decimal | None] = {}
        """How many of each part are in one product; `None` when a quantity on the way is unknown."""
        self._walk(component_id(self.product), (), Decimal(1))

    def _register(self, component: Record) -> None:
        self.components[component_id(component)] = component
        for child in component.get("children", []):
            if isinstance(child, dict) and "ref" not in child:
                self._register(child)

    def _walk(self, part: str, above: tuple[str, ...], count: Decimal | None) -> None:
        if part in above:
            raise ValueError("a cycle is an input error")
        path = (*above, part)
        before = self.numbers.get(part, Decimal(0))
        self.numbers[part] = None if before is None or count is None else before + count
        self.paths.setdefault(part, []).append(path)
        for child in self.components[part].get("children", []):
            edge = {"ref": child} if isinstance(child, str) else child
            quantity = number(edge, "quantity")
            below = None if count is None or quantity is None else count * quantity
            self._walk(edge.get("ref") or component_id(edge), path, below)

    def materials(self) -> Iterator[Material]:
        """Every material of every part in the product."""
        for part in self.paths:
            yield from self.materials_of(part)

    def materials_of(self, part: str) -> Iterator[Material]:
        """The materials that one part records."""
        component = self.components[part]
        for material in component.get("materials", []):
            entries = tuple(self._entries(component, material, frozenset({part})))
            alone = len(component["materials"]) == 1
            unplaced = not alone and any(
                "of" not in stage and plain(stage, "stage") not in OF_THE_PART
                for stage in component.get("stages", [])
            )
            yield Material(part, material, entries, unplaced, self._elsewhere(component, material, entries))

    @staticmethod
    def _elsewhere(component: Record, material: Record, entries: tuple[Entry, ...]) -> tuple[str, ...]:
        are_complete = any("stages" in record.get("complete", []) for record in (component, material))
        if not are_complete or component.get("children") or len(component["materials"]) > 1:
            return ()
        said = [plain(component, name) for name in ("class", "function")]
        in_a_form = bool(FORMS.intersection(said)) or (not any(said) and plain(material, "form") is not None)
        if plain(component, "kind") not in USED_UP and not in_a_form:
            return ()
        stages = [each for each in component.get("stages", []) if each["stage"] in OF_THE_PART]
        last = [plain(stage, "country") for stage in stages]
        places = (plain(component, "place_of_manufacture"), plain(component, "origin"), *last)
        done = [each.country or "" for each in entries if each.stage not in OF_THE_PART]
        return tuple(
            place for place in places if place and not any(_is_within(there, place) for there in done)
        )

    def _entries(self, component: Record, material: Record, seen: frozenset[str]) -> Iterator[Entry]:
        alone = len(component.get("materials", [])) == 1
        for stage in material.get("stages", []):
            yield entry(stage, material)
        for stage in component.get("stages", []):
            if stage.get("of", material_id(material) if alone else None) == material_id(material):
                yield entry(stage, material)
        feeding = [
            *material.get("inputs", []),
            *(
                given
                for given in component.get("inputs", [])
                if given.get("of", material_id(material) if alone else None) == material_id(material)
            ),
        ]
        for given in feeding:
            if given["ref"] in seen:
                raise ValueError("a cycle is an input error")
            source = self.components[given["ref"]]
            for made_of in source.get("materials", []):
                yield from self._entries(source, made_of, seen | {given["ref"]})

    def closed(self, part: str, name: str) -> bool:
        """Whether the list of children or of materials of a part is known to be the whole."""
        component = self.components[part]
        listed = component.get(name)
        if name == "materials" and listed and self.lacks_its_magnet(component):
            return False
        if listed == [] or name in component.get("complete", []):
            return True
        if name == "children":
            return bool(self.head.get("completeness") == "complete")
        return _adds_up(listed or [], component)

    def lacks_its_magnet(self, component: Record) -> bool:
        """Whether the words of a part name a magnet that its materials, and those below it, do not list.

        The elements of a magnet are not the magnet. A motor may be without magnets, unless a rare earth is
        among its materials.
        """
        kinds = {plain(component, "function"), plain(component, "class")}
        below = [component, *self._below(component)]
        substances = {
            plain(material, "substance") for holder in below for material in holder.get("materials", [])
        }
        if substances & MAGNETS or None in substances:
            return False
        return bool(kinds & ALWAYS_WITH_MAGNETS) or bool(
            kinds & OFTEN_WITH_MAGNETS and substances & RARE_EARTHS
        )

    def _below(self, component: Record) -> Iterator[Record]:
        for use in component.get("children", []):
            child = self.components[use["ref"]]
            yield child
            yield from self._below(child)

    def settled_by_statement(self, part: str, families: Iterable[str]) -> bool:
        """Whether `free_of` statements, of a part or of anything it is used in, name all of the families.

        A part used in several places is one and the same: what is said where it is used is said of it.
        """
        wanted = [{family, *PARENT_SUBSTANCES.get(family, ())} for family in families]
        stated = set().union(*(self._free_of(path) for path in self.paths[part]))
        return all(names & stated for names in wanted)

    def _free_of(self, path: tuple[str, ...]) -> set[str]:
        return {word for part in path for word in self.components[part].get("free_of", [])}


MAGNETS = frozenset(
    (
        *(
            "NdFeB",
            "NdFeB-sintered",
            "NdFeB-bonded",
            "SmCo",
            "SmCo5",
            "Sm2Co17",
            "SmFeN",
            "AlNiCo",
            "ferrite",
        ),
        *("permanent-magnet-material", "rare-earth-magnet"),
    )
)
RARE_EARTHS = frozenset(
    (
        "rare-earth",
        "Nd",
        "Pr",
        "NdPr",
        "Dy",
        "Tb",
        "Sm",
        "Gd",
        "Ce",
        "La",
        "Y",
        "Ho",
        "Er",
        "Eu",
        "Lu",
        "Sc",
        "Tm",
        "Yb",
    )
)
ALWAYS_WITH_MAGNETS = frozenset(
    ("magnet", "bldc-motor", "gimbal-motor", "voice-coil-actuator", "moving-coil-speaker")
)
OFTEN_WITH_MAGNETS = frozenset(
    (
        *("motor", "brushed-motor", "stepper-motor", "traction-motor", "electric-motor", "servo", "rotor"),
        *("fan", "generator", "wind-generator", "gimbal", "speaker"),
    )
)
PARENT_SUBSTANCES = {
    "tungsten-powder": ("W", "tungsten"),
    "tungsten-heavy-alloy": ("W", "tungsten"),
}


def _adds_up(materials: list[Record], component: Record) -> bool:
    shares = [number(material, "share") for material in materials]
    masses = [number(material, "mass_g") for material in materials]
    whole = number(component, "mass_g")
    by_share = bool(shares) and None not in shares and sum(filter(None, shares)) == 100
    by_mass = bool(masses) and None not in masses and sum(filter(None, masses)) == whole
    return by_share or by_mass


def component_id(component: Record) -> str:
    """Its own id, or the slug of its name."""
    return str(component["id"]) if "id" in component else slug(str(component["name"]))


def entry(stage: Record, material: Record) -> Entry:
    """A stage entry as it stands in the document; without a constituent it is about the material itself."""
    return Entry(
        stage=str(stage["stage"]),
        worked_on=plain(stage, "substance") or plain(material, "substance"),
        country=plain(stage, "country"),
        share=number(stage, "share"),
    )
