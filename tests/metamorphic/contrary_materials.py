"""Materials that contradict themselves: one of two statements of what a material is becomes another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary.slugs import slug
from tests.metamorphic.changes import Change, Named, add_stage, one

if TYPE_CHECKING:
    from tests.metamorphic.cases import Documents, Record

MAGNETS = ("NdFeB", "NdFeB-sintered", "NdFeB-bonded", "SmCo", "SmCo5", "Sm2Co17")
NAMES = {
    **dict.fromkeys(MAGNETS[:3], "NdFeB magnet"),
    **dict.fromkeys(MAGNETS[3:], "SmCo magnet"),
    "rare-earth-magnet": "Rare earth magnet",
    "permanent-magnet-material": "Magnet",
    **dict.fromkeys(("W", "tungsten", "tungsten-powder", "tungsten-heavy-alloy"), "Tungsten"),
    **dict.fromkeys(("Ta", "tantalum", "tantalum-powder"), "Tantalum"),
    **dict.fromkeys(("Mo", "molybdenum"), "Molybdenum"),
    **dict.fromkeys(("Ti", "titanium", "titanium-alloy"), "Titanium alloy"),
    **dict.fromkeys(("Zr", "zirconium", "zirconium-alloy"), "Zirconium"),
    **dict.fromkeys(("Co", "cobalt"), "Cobalt"),
    **dict.fromkeys(("Ga", "gallium"), "Gallium"),
    **dict.fromkeys(("Ge", "germanium"), "Germanium"),
    **dict.fromkeys(("Sb", "antimony"), "Antimony"),
    "gallium-nitride": "Gallium nitride",
    "gallium-arsenide": "Gallium arsenide",
    "Dy": "Dysprosium",
    "Tb": "Terbium",
    "Nd": "Neodymium",
}
"""How people call a substance in the name of a material."""
COMPOSITIONS: dict[str, dict[str, float]] = {
    **{magnet: {"Nd": 30, "Fe": 68, "B": 1, "Co": 1} for magnet in MAGNETS[:3]},
    **{magnet: {"Sm": 26, "Co": 50, "Fe": 16, "Cu": 6, "Zr": 2} for magnet in MAGNETS[3:]},
    **{each: {"W": 99.9} for each in ("W", "tungsten")},
    "tungsten-heavy-alloy": {"W": 93, "Ni": 5, "Fe": 2},
    **{each: {"Ta": 99.9} for each in ("Ta", "tantalum")},
    **{each: {"Mo": 99.9} for each in ("Mo", "molybdenum")},
    **{each: {"Ti": 90, "Al": 6, "V": 4} for each in ("Ti", "titanium", "titanium-alloy")},
    **{each: {"Zr": 98, "Sn": 1.5} for each in ("Zr", "zirconium", "zirconium-alloy")},
    "steel": {"Fe": 97, "C": 0.4, "Cr": 1, "Ni": 1.6},
    "stainless-steel": {"Fe": 69, "C": 0.05, "Cr": 18.5, "Ni": 12},
    "nickel-alloy": {"Ni": 53, "Cr": 19, "Fe": 19, "Nb": 5, "Mo": 3},
    "cobalt-alloy": {"Co": 60, "Cr": 28, "W": 5, "Ni": 3},
    **{each: {"Ga": 99.99} for each in ("Ga", "gallium")},
    "gallium-arsenide": {"Ga": 48, "As": 52},
    "gallium-nitride": {"Ga": 83, "N": 17},
    **{each: {"Ge": 99.99} for each in ("Ge", "germanium")},
    **{each: {"Sb": 99} for each in ("Sb", "antimony")},
}
"""What a substance is made of, in percent."""
OTHERS = ("nylon", "Al", "copper-alloy")
"""Substances that no law asks for, and that are none of those above."""


def _is(material: Record, *words: str) -> bool:
    return one(material, "substance") in words


def _restate(material: Record, word: str) -> None:
    """Another substance under the same id, so that the verdicts of both can be compared."""
    material.setdefault("id", slug(one(material, "substance")))
    material["substance"] = word


def named(word: str) -> Change:
    """The substance in the name, and another word in its place."""

    def change(_: Documents, material: Record) -> bool:
        name = NAMES.get(one(material, "substance"))
        if name is None or "name" in material:
            return False
        _restate(material, word)
        material["name"] = name
        return True

    return change


def composed(word: str) -> Change:
    """The elements of the substance, and another word in its place."""

    def change(_: Documents, material: Record) -> bool:
        found = COMPOSITIONS.get(one(material, "substance"))
        if found is None or "composition" in material:
            return False
        material["composition"] = [{"element": each, "share": share} for each, share in found.items()]
        _restate(material, word)
        return True

    return change


def stated(field: str, value: Any, of: tuple[str, ...], word: str) -> Change:
    """A field that goes with a substance alone, and another word in its place."""

    def change(_: Documents, material: Record) -> bool:
        if not _is(material, *of) or material.get(field, value) != value:
            return False
        _restate(material, word)
        material[field] = value
        return True

    return change


def magnetized(_: Documents, material: Record) -> bool:
    """A stage of magnets alone, which answers nothing else, and steel in the place of the magnet."""
    if not _is(material, *MAGNETS):
        return False
    if all(each.get("stage") != "magnetized" for each in material.get("stages", [])):
        add_stage(material, {"stage": "magnetized"})
    _restate(material, "steel")
    return True


def only(element: str) -> Change:
    """A composition of one element that the substance is not."""

    def change(_: Documents, material: Record) -> bool:
        if not _is(material, *COMPOSITIONS) or _is(material, element) or "composition" in material:
            return False
        material["composition"] = [{"element": element, "share": 100}]
        material["complete"] = [*material.get("complete", []), "composition"]
        return True

    return change


def not_recycled(_: Documents, material: Record) -> bool:
    """Nothing of it is recycled, and it went through recycling."""
    stages = [each.get("stage") for each in material.get("stages", [])]
    if "recycled_share" in material or not {"recycled", "recycled_milled"} & {*map(str, stages)}:
        return False
    material["recycled_share"] = 0
    return True


def nothing(field: str) -> Change:
    """A mass or a share of 0 of what is listed."""

    def change(_: Documents, record: Record) -> bool:
        if record.get(field) == 0 or one(record, "kind") in {"software", "service"}:
            return False
        record[field] = 0
        return True

    return change


def used_nowhere(_: Documents, component: Record) -> bool:
    """A quantity of 0 of everything that is in a component."""
    uses = [each for each in component.get("children", []) if isinstance(each, dict)]
    for use in uses:
        use["quantity"] = 0
    return bool(uses)


OF_MATERIALS: list[Named] = [
    *((f"the substance in the name, and stated to be {word}", named(word)) for word in OTHERS),
    *((f"its elements, and stated to be {word}", composed(word)) for word in OTHERS),
    *(
        (f"{field} {value}, and stated to be {word}", stated(field, value, of, word))
        for field, value, of, word in (
            ("form", "magnet", MAGNETS, "steel"),
            ("grade", "N52", MAGNETS[:3], "steel"),
            ("base", "W", ("W", "tungsten", "tungsten-heavy-alloy"), "steel"),
            ("base", "Ti", ("Ti", "titanium", "titanium-alloy"), "Al"),
            ("meets", ["ASTM B777"], ("W", "tungsten", "tungsten-heavy-alloy"), "steel"),
        )
    ),
    ("magnetized, and stated to be steel", magnetized),
    *((f"a composition of {element} alone", only(element)) for element in ("Fe", "Cu")),
    ("nothing recycled, and recycled", not_recycled),
    *((f"a {field} of 0", nothing(field)) for field in ("mass_g", "share")),
]
OF_COMPONENTS: list[Named] = [
    ("a mass of 0", nothing("mass_g")),
    ("a quantity of 0 of all that is in it", used_nowhere),
]
