"""Which parts of a bill of materials the entries of overlays speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from microdep_rules.bom.facts import exact
from microdep_rules.bom.overlays.entries import ANY, Level
from microdep_rules.bom.overlays.makers import Makers, in_document, told_apart
from microdep_rules.bom.spans import join
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.overlays.entries import Entry, Overlay


ID = "id "
"""Before the id of a maker, in the place of a name."""


class Part(NamedTuple):
    """A component as it is looked for: its place, and whose part number it has."""

    pointer: str
    id: str
    name: str
    mpn: str
    makers: tuple[str, ...]
    """The names of the maker in the document; none where it names none."""
    maker: str = ""
    """The id of the maker in the document."""


class Index(Struct):
    """The entries of overlays, by what they are looked for with."""

    by_id: dict[str, list[Entry]] = field(default_factory=dict)
    by_mpn: dict[str, list[Entry]] = field(default_factory=dict)
    patterns: list[tuple[str, Entry]] = field(default_factory=list)
    by_maker: dict[str, list[Entry]] = field(default_factory=dict)
    """By the name that stands for all names of the maker."""

    def candidates(self, part: Part, makers: Makers) -> Iterator[Entry]:
        """Entries that may be about a part."""
        names = [*map(makers.of, part.makers), f"{ID}{part.maker}"]
        yield from dict.fromkeys(
            entry for name in dict.fromkeys(names) for entry in self.by_maker.get(name, ())
        )
        if part.mpn:
            number = number_of(part.mpn)
            yield from (entry for start, entry in self.patterns if number.startswith(start))
            yield from self.by_mpn.get(number, ())
        yield from self.by_id.get(part.id, ())


class Matched(Struct):
    """What the overlays say of each part, what is nearer to it last."""

    makers: Makers
    """Which names are of one maker, in this document."""
    parts: list[tuple[Part, list[Entry]]] = field(default_factory=list)
    by_entry: dict[Entry, list[Part]] = field(default_factory=dict)


def index_of(overlays: Iterable[Overlay], makers: Makers) -> Index:
    """The entries of overlays, ready to be looked for."""
    found = Index()
    for entry in (each for overlay in overlays for each in overlay.entries):
        match entry.level:
            case Level.MANUFACTURER:
                for name in dict.fromkeys(
                    [*map(makers.of, entry.names), *(f"{ID}{id_}" for id_ in entry.ids)]
                ):
                    found.by_maker.setdefault(name, []).append(entry)
            case Level.ID:
                found.by_id.setdefault(entry.id, []).append(entry)
            case Level.PATTERN:
                found.patterns.append((number_of(entry.mpn.removesuffix(ANY)), entry))
            case _:
                found.by_mpn.setdefault(number_of(entry.mpn), []).append(entry)
    return found


def matched(value: dict[str, Any], overlays: tuple[Overlay, ...]) -> Matched:
    """What overlays say of the parts of a document."""
    names = told_apart(parties_of(value))
    makers = in_document(names.values(), overlays)
    found = Matched(makers)
    index = index_of(overlays, makers)
    document = value.get("document", {}).get("id", "")
    for part in parts_of(value):
        own = [each for each in index.by_id.get(part.id, ()) if _is(each, part, makers, document)]
        known = _completed(part, own, names)
        about = [
            candidate
            for candidate in index.candidates(known, makers)
            if _is(candidate, known, makers, document)
        ]
        if about:
            about.sort(key=lambda each: each.level)  # stable: within a level by file, then by place
            found.parts.append((part, about))
            for each in about:
                found.by_entry.setdefault(each, []).append(known)
    return found


def parts_of(value: dict[str, Any]) -> Iterator[Part]:
    """Every component of a document, as it is looked for."""
    names = told_apart(parties_of(value))
    waiting = [(join("/components", index), each) for index, each in enumerate(value["components"])][::-1]
    while waiting:
        pointer, data = waiting.pop()
        maker, number = exact(data.get("manufacturer")), exact(data.get("mpn"))
        id_ = data.get("id") or slug(data["name"])
        called = names.get(maker, (maker,)) if maker else ()
        yield Part(pointer, id_, data["name"], number or "", called, maker or "")
        inside = [
            (join(pointer, "children", index), child)
            for index, child in enumerate(data.get("children", ()))
            if isinstance(child, dict) and "ref" not in child
        ]
        waiting += reversed(inside)


def parties_of(value: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The parties of a document, by their ids."""
    return {each.get("id") or slug(each["name"]): each for each in value.get("parties", ())}


def number_of(mpn: str) -> str:
    """A part number as it is compared: without blanks, in small letters; every other sign tells parts apart.

    >>> number_of("Xm 2207-1950") == number_of("XM2207-1950"), number_of("A-1") == number_of("A1")
    (True, False)
    """
    return "".join(mpn.casefold().split())


def _completed(part: Part, own: list[Entry], names: dict[str, tuple[str, ...]]) -> Part:
    """A part with the number and maker that are declared of it by its id, where the document has none."""
    for each in own:
        data = each.held.value
        number, maker = exact(data.get("mpn")), exact(data.get("manufacturer"))
        part = part._replace(mpn=part.mpn or number or "")
        if maker and not part.makers:
            called = each.called.get(maker) or names.get(maker) or (maker,)
            part = part._replace(makers=called, maker="" if maker in each.called else maker)
    return part


def _is(entry: Entry, part: Part, makers: Makers, document: str) -> bool:
    """Return whether an entry is about a part: everything that it says of whom it means holds."""
    if entry.document and entry.document != document:
        return False
    if entry.id and entry.id != part.id:
        return False
    if entry.mpn:
        wanted, number = number_of(entry.mpn.removesuffix(ANY)), number_of(part.mpn)
        if not (number.startswith(wanted) if entry.mpn.endswith(ANY) else number == wanted):
            return False
    if not entry.makers:
        return True
    if part.maker in entry.ids:
        return True
    return any(makers.same(wanted, known) for wanted in entry.names for known in part.makers)
