"""Which entry of a list an entry of an overlay speaks of, so that one thing is not listed twice."""

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
"""The fields by which an entry of a list is known, by the kind of its records."""
_STEP = ("stage", "substance", "basis")
SHARED = {"stage": "stages", "input": "inputs"}
"""Records that a part lists for its materials, and that a material lists itself, by the name of the list."""


def same_entry(kind: str, new: dict[str, Any], there: Sequence[Any]) -> int | None:
    """The position of the entry that a new one speaks of; nothing where it is one of its own.

    >>> same_entry("content", {"element": "Co", "share": 20}, [{"element": "Sm"}, {"element": "Co"}])
    1
    """
    if new in there:
        return there.index(new)
    if kind == "material":
        return next((at for at, each in enumerate(there) if material_id(each) == material_id(new)), None)
    if kind == "stage":
        return _same_stage(new, there)
    known_by = _KNOWN_BY.get(kind)
    if known_by is None:
        return None
    words = schema("bom").records[kind]["properties"]
    wanted = [_word(new.get(name), words[name]) for name in known_by if name in words]
    for at, each in enumerate(there):
        if [_word(each.get(name), words[name]) for name in known_by if name in words] == wanted:
            return at
    return None


def material_id(material: dict[str, Any]) -> str:
    """The id of a material within its part."""
    return str(
        material.get("id") or slug(reading(material.get("substance")) or material.get("name") or "material")
    )


def holder_of(pointer: str) -> tuple[str, int | None]:
    """Whose list is at a pointer: that of a part, or of which of its materials.

    >>> holder_of("/components/0/stages"), holder_of("/components/0/materials/1/stages")
    (('/components/0', None), ('/components/0', 1))
    """
    above = pointer.rpartition("/")[0]
    head, _, number = above.rpartition("/")
    if head.endswith("/materials") and number.isdecimal():
        return head.removesuffix("/materials"), int(number)
    return above, None


def material_meant(part: dict[str, Any], entry: dict[str, Any], material: int | None) -> str:
    """The id of the material that an entry of a list is of; nothing where it is of the part itself.

    On a part with one material an entry that names none is that material's, or may be.
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
    """Every entry of a list of a part and of its materials that is of one material: list, position, entry."""
    for at, entry in enumerate(part.get(name, ())):
        if material_meant(part, entry, None) == of:
            yield join(pointer, name), at, entry
    for number, material in enumerate(part.get("materials", ())):
        if slug(material_id(material)) == of:
            for at, entry in enumerate(material.get(name, ())):
                yield join(pointer, "materials", number, name), at, entry


def _same_stage(new: dict[str, Any], there: Sequence[dict[str, Any]]) -> int | None:
    """The one step that a new entry tells more of: the same step, of which nothing is said that differs.

    A step may have been done in several countries, so that another country is another entry; and so is one
    of a step whose country is known that does not say where it was.
    """
    words = schema("bom").records["stage"]["properties"]
    step = [_word(new.get(name), words[name]) for name in _STEP]
    found = [
        at
        for at, each in enumerate(there)
        if [_word(each.get(name), words[name]) for name in _STEP] == step
        and not any(
            name in each
            and name in new
            and are_disjoint(each[name], new[name], words[name].get("x-type", {}))
            for name in ("country", "party", "site", "share", "date")
        )
        and not ("country" in each and "country" not in new)
    ]
    return found[0] if len(found) == 1 else None


def _word(raw: Any, node: dict[str, Any]) -> Any:
    """What a field says, in the one word that stands for all that mean the same."""
    word = exact(raw)
    known = load_vocabularies().get(node.get("x-type", {}).get("vocabulary", ""))
    return known.resolve(word) or word if known is not None and isinstance(word, str) else word
