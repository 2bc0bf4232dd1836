"""Matching of overlay entries with the components of a bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from microdep_rules.bom.facts import exact
from microdep_rules.bom.overlays.entries import ANY, Specificity
from microdep_rules.bom.overlays.manufacturers import ManufacturerNames, distinct_names, manufacturers_of
from microdep_rules.bom.spans import join
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.overlays.entries import Overlay, OverlayEntry


ID = "id "
"""Prefix that marks the id of a manufacturer in an index of names."""


class MatchTarget(NamedTuple):
    """Component that an entry may match, with its part number and manufacturer."""

    pointer: str
    id: str
    name: str
    mpn: str
    manufacturers: tuple[str, ...]
    """Names of the manufacturer; empty if the document states no manufacturer."""
    manufacturer: str = ""
    """Id of the manufacturer; empty if the document states no manufacturer."""


class EntryIndex(Struct):
    """Index of the entries of overlays."""

    by_id: dict[str, list[OverlayEntry]] = field(default_factory=dict)
    by_mpn: dict[str, list[OverlayEntry]] = field(default_factory=dict)
    patterns: list[tuple[str, OverlayEntry]] = field(default_factory=list)
    by_manufacturer: dict[str, list[OverlayEntry]] = field(default_factory=dict)
    """Entries by manufacturer; one name stands for all names of a manufacturer."""

    def candidates(self, part: MatchTarget, makers: ManufacturerNames) -> Iterator[OverlayEntry]:
        """Yield the entries that may match a component, by its manufacturer, part number or id."""
        names = [*map(makers.of, part.manufacturers), f"{ID}{part.manufacturer}"]
        yield from dict.fromkeys(
            entry for name in dict.fromkeys(names) for entry in self.by_manufacturer.get(name, ())
        )
        if part.mpn:
            number = normalize_number(part.mpn)
            yield from (entry for start, entry in self.patterns if number.startswith(start))
            yield from self.by_mpn.get(number, ())
        yield from self.by_id.get(part.id, ())


class Matches(Struct):
    """Matching entries of each component; the most specific entry is last."""

    manufacturers: ManufacturerNames
    """Names of manufacturers in the document and its overlays, grouped by manufacturer."""
    targets: list[tuple[MatchTarget, list[OverlayEntry]]] = field(default_factory=list)
    by_entry: dict[OverlayEntry, list[MatchTarget]] = field(default_factory=dict)


def index_entries(overlays: Iterable[Overlay], makers: ManufacturerNames) -> EntryIndex:
    """Return the index of the entries of overlays."""
    index = EntryIndex()
    for entry in (entry_ for overlay in overlays for entry_ in overlay.entries):
        match entry.level:
            case Specificity.MANUFACTURER:
                for name in dict.fromkeys(
                    [*map(makers.of, entry.names), *(f"{ID}{id_}" for id_ in entry.ids)]
                ):
                    index.by_manufacturer.setdefault(name, []).append(entry)
            case Specificity.ID:
                index.by_id.setdefault(entry.id, []).append(entry)
            case Specificity.PATTERN:
                index.patterns.append((normalize_number(entry.mpn.removesuffix(ANY)), entry))
            case _:
                index.by_mpn.setdefault(normalize_number(entry.mpn), []).append(entry)
    return index


def match_overlays(value: dict[str, Any], overlays: tuple[Overlay, ...]) -> Matches:
    """Match overlays with the components of a document."""
    names = distinct_names(parties_by_id(value))
    makers = manufacturers_of(names.values(), overlays)
    matches = Matches(makers)
    index = index_entries(overlays, makers)
    document = value.get("document", {}).get("id", "")
    for part in iterate_targets(value):
        own = [entry for entry in index.by_id.get(part.id, ()) if _matches(entry, part, makers, document)]
        known = _complete_target(part, own, names)
        matching = [
            candidate
            for candidate in index.candidates(known, makers)
            if _matches(candidate, known, makers, document)
        ]
        if matching:
            matching.sort(
                key=lambda entry: entry.level
            )  # entries of the same level keep their order by file and place
            matches.targets.append((part, matching))
            for entry in matching:
                matches.by_entry.setdefault(entry, []).append(known)
    return matches


def iterate_targets(value: dict[str, Any]) -> Iterator[MatchTarget]:
    """Yield each component of a document as a match target."""
    names = distinct_names(parties_by_id(value))
    waiting = [
        (join("/components", index), component) for index, component in enumerate(value["components"])
    ][::-1]
    while waiting:
        pointer, data = waiting.pop()
        maker, number = exact(data.get("manufacturer")), exact(data.get("mpn"))
        id_ = data.get("id") or slug(data["name"])
        called = names.get(maker, (maker,)) if maker else ()
        yield MatchTarget(pointer, id_, data["name"], number or "", called, maker or "")
        inside = [
            (join(pointer, "children", index), child)
            for index, child in enumerate(data.get("children", ()))
            if isinstance(child, dict) and "ref" not in child
        ]
        waiting += reversed(inside)


def parties_by_id(value: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the parties of a document by id."""
    return {party.get("id") or slug(party["name"]): party for party in value.get("parties", ())}


def normalize_number(mpn: str) -> str:
    """Return a part number in small letters and without blanks, for comparison; all other characters count.

    >>> normalize_number("Xm 2207-1950"), normalize_number("A-1")
    ('xm2207-1950', 'a-1')
    """
    return "".join(mpn.casefold().split())


def _complete_target(
    part: MatchTarget, own: list[OverlayEntry], names: dict[str, tuple[str, ...]]
) -> MatchTarget:
    """Return a target with a missing part number or manufacturer taken from an entry that matches by id."""
    for entry in own:
        data = entry.content.value
        number, maker = exact(data.get("mpn")), exact(data.get("manufacturer"))
        part = part._replace(mpn=part.mpn or number or "")
        if maker and not part.manufacturers:
            called = entry.called.get(maker) or names.get(maker) or (maker,)
            part = part._replace(manufacturers=called, manufacturer="" if maker in entry.called else maker)
    return part


def _matches(entry: OverlayEntry, part: MatchTarget, makers: ManufacturerNames, document: str) -> bool:
    """Return whether an entry matches a component: all conditions of the entry must be true."""
    if entry.document and entry.document != document:
        return False
    if entry.id and entry.id != part.id:
        return False
    if entry.mpn:
        required, number = normalize_number(entry.mpn.removesuffix(ANY)), normalize_number(part.mpn)
        if not (number.startswith(required) if entry.mpn.endswith(ANY) else number == required):
            return False
    if not entry.manufacturers:
        return True
    if part.manufacturer in entry.ids:
        return True
    return any(makers.is_same(required, known) for required in entry.names for known in part.manufacturers)
