"""Matching of list entries: an overlay must not add an entry that the list already has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import join
from microdep_rules.bom.statements import are_disjoint
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KNOWN_BY = {
    "input": ("ref",),
    "cost": ("kind", "date"),
    "technology": ("kind", "party"),
    "content": ("element",),
    "recovery": ("substance",),
    "owner": ("party", "basis"),
    "right": ("party",),
    "relation": ("kind", "party"),
    "site": ("id",),
}
"""For each kind of record, the fields that show whether two entries of a list are the same entry."""
_STEP = ("stage", "substance", "basis")
SHARED = {"stage": "stages", "input": "inputs"}
"""Records that a component or its material may list, with the name of the list."""


def find_entry(kind: str, new: dict[str, Any], there: Sequence[Any]) -> int | None:
    """Return the position of the entry that matches a new entry; `None` if no entry matches.

    >>> find_entry("content", {"element": "Co", "share": 20}, [{"element": "Sm"}, {"element": "Co"}])
    1
    """
    if new in there:
        return there.index(new)
    if kind == "material":
        return next((at for at, entry in enumerate(there) if material_id(entry) == material_id(new)), None)
    if kind == "stage":
        return _same_stage(new, there)
    known_by = _KNOWN_BY.get(kind)
    if known_by is None:
        return None
    words = schema("bom").records[kind]["properties"]
    key = [_standard_word(new.get(name), words[name]) for name in known_by if name in words]
    for at, entry in enumerate(there):
        if [_standard_word(entry.get(name), words[name]) for name in known_by if name in words] == key:
            return at
    return None


def material_id(material: dict[str, Any]) -> str:
    """Return the id of a material within its component."""
    return str(
        material.get("id") or slug(reading(material.get("substance")) or material.get("name") or "material")
    )


def list_holder(pointer: str) -> tuple[str, int | None]:
    """Return the pointer of the component that contains a list.

    If the list belongs to a material, also return the position of the material.

    >>> list_holder("/components/0/stages"), list_holder("/components/0/materials/1/stages")
    (('/components/0', None), ('/components/0', 1))
    """
    above = pointer.rpartition("/")[0]
    head, _, number = above.rpartition("/")
    if head.endswith("/materials") and number.isdecimal():
        return head.removesuffix("/materials"), int(number)
    return above, None


def entry_material(part: dict[str, Any], entry: dict[str, Any], material: int | None) -> str:
    """Return the id of the material of an entry; empty if the entry is about the component.

    If the component has one material, an entry that names no material is about that material.
    """
    materials = part.get("materials", ())
    if "of" in entry:
        return slug(str(entry["of"]))
    if material is None and len(materials) != 1:
        return ""
    return slug(material_id(materials[material or 0]))


def shared_entries(
    part: dict[str, Any], pointer: str, name: str, of: str
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield all entries about a material, from the component and its materials.

    Each result is the pointer of the list, the position of the entry, and the entry.
    """
    for at, entry in enumerate(part.get(name, ())):
        if entry_material(part, entry, None) == of:
            yield join(pointer, name), at, entry
    for number, material in enumerate(part.get("materials", ())):
        if slug(material_id(material)) == of:
            for at, entry in enumerate(material.get(name, ())):
                yield join(pointer, "materials", number, name), at, entry


def _same_stage(new: dict[str, Any], there: Sequence[dict[str, Any]]) -> int | None:
    """Return the position of the entry about the same stage; `None` if no entry or several entries match.

    An entry that contradicts the new entry does not match. A stage may be done in several countries, so an
    entry with another country does not match. A new entry without a country does not match an entry with a
    country.
    """
    words = schema("bom").records["stage"]["properties"]
    key = [_standard_word(new.get(name), words[name]) for name in _STEP]
    positions = [
        at
        for at, entry in enumerate(there)
        if [_standard_word(entry.get(name), words[name]) for name in _STEP] == key
        and not any(
            name in entry
            and name in new
            and are_disjoint(entry[name], new[name], words[name].get("x-type", {}))
            for name in ("country", "party", "site", "share", "date")
        )
        and not ("country" in entry and "country" not in new)
    ]
    return positions[0] if len(positions) == 1 else None


def _standard_word(raw: Any, node: dict[str, Any]) -> Any:
    """Return the value of a field; a synonym is replaced by the standard word."""
    word = exact(raw)
    known = load_vocabularies().get(node.get("x-type", {}).get("vocabulary", ""))
    return known.resolve(word) or word if known is not None and isinstance(word, str) else word
