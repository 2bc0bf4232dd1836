"""Draft of a document during a merge with overlays.

Changed values are copies. All other values are shared with the document that was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from microdep_rules.bom.spans import FieldPlace, Place, Spans, join, parent, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.source import Span


class PlacedValue(NamedTuple):
    """Value with its place. The place may be in the document or in an overlay."""

    value: Any
    entry: FieldPlace

    def inside(self, step: str | int) -> PlacedValue:
        """Return the value of a field of a record, or of an entry of a list."""
        home = self.home
        below = home.below(self.entry.place, str(step))
        assert below is not None
        place = below.place if below.place.home is not None else replace(below.place, home=home)
        return PlacedValue(self.value[step], below._replace(place=place))

    def items(self) -> list[PlacedValue]:
        """Return the entries of a list."""
        return [self.inside(index) for index in range(len(self.value))]

    def opened(self) -> Place:
        """Return a copy of the places of the value, its fields and its entries; the copy may be changed."""
        place = self.entry.place
        self.home.open(place)
        fields = dict(place.fields) if place.fields is not None else None
        return replace(place, fields=fields, items=list(place.items) if place.items is not None else None)

    @property
    def home(self) -> Spans:
        """Places of the file that contains the value."""
        assert self.entry.place.home is not None
        return self.entry.place.home

    @property
    def span(self) -> Span:
        """Span of the value."""
        return self.home.span(self.entry.place)


def place_value(loaded: LoadedDocument, pointer: str, value: Any) -> PlacedValue:
    """Return a value of a file with its place."""
    return PlacedValue(value, loaded.spans.entry(pointer))


class DocumentDraft:
    """Document during a merge with overlays."""

    def __init__(self, loaded: LoadedDocument) -> None:
        self._loaded = loaded
        root = PlacedValue(loaded.value, loaded.spans.entry(""))
        self._copies: dict[str, PlacedValue] = {"": _copy(root)}
        self._inside: dict[str, set[str]] = {}
        """Pointers of the copied values directly inside each copied value."""

    def finished(self) -> LoadedDocument:
        """Return the document in its current state."""
        whole = self._copies[""]
        spans = replace(self._loaded.spans, root=whole.entry.place)
        return replace(self._loaded, value=whole.value, spans=spans)

    def at(self, pointer: str) -> PlacedValue:
        """Return the record or list at a pointer, as a copy that may be changed."""
        copy = self._copies.get(pointer)
        if copy is None:
            above, step = self.at(parent(pointer)), split(pointer)[-1]
            self._inside.setdefault(parent(pointer), set()).add(pointer)
            key: str | int = int(step) if isinstance(above.value, list) else step
            copy = self._copies[pointer] = _copy(above.inside(key))
            self._write(above, key, copy)
        return copy

    def put(self, pointer: str, name: str, new: PlacedValue) -> None:
        """Put a value into a field of the record at a pointer."""
        self._forget(join(pointer, name))
        self._write(self.at(pointer), name, new)

    def put_item(self, pointer: str, index: int, new: PlacedValue) -> None:
        """Replace an entry of the list at a pointer."""
        self._forget(join(pointer, index))
        self._write(self.at(pointer), index, new)

    def drop(self, pointer: str, names: Iterable[str]) -> None:
        """Remove fields from the record at a pointer."""
        record = self.at(pointer)
        assert record.entry.place.fields is not None
        for name in names:
            if name in record.value:
                self._forget(join(pointer, name))
                del record.value[name], record.entry.place.fields[name]

    def append(self, pointer: str, new: PlacedValue) -> None:
        """Add an entry to the list at a pointer."""
        list_ = self.at(pointer)
        list_.value.append(new.value)
        assert list_.entry.place.items is not None
        list_.entry.place.items.append(new.entry.place)

    def remove_items(self, pointer: str, indices: set[int]) -> None:
        """Remove entries from a list.

        Remove a list that becomes empty, because an empty list would mean "none".
        """
        list_ = self.at(pointer)
        kept = [index for index in range(len(list_.value)) if index not in indices]
        place = list_.opened()
        assert place.items is not None
        if not kept:
            self.drop(parent(pointer), split(pointer)[-1:])
            return
        place.items = [place.items[index] for index in kept]
        shorter = [list_.value[index] for index in kept]
        self.put(parent(pointer), split(pointer)[-1], PlacedValue(shorter, list_.entry._replace(place=place)))

    @staticmethod
    def _write(above: PlacedValue, key: str | int, new: PlacedValue) -> None:
        above.value[key] = new.value
        place = above.entry.place
        if isinstance(key, int):
            assert place.items is not None
            place.items[key] = new.entry.place
        else:
            assert place.fields is not None
            place.fields[key] = new.entry

    def _forget(self, pointer: str) -> None:
        """Discard the copies of a replaced value and of the values inside the replaced value."""
        if self._copies.pop(pointer, None) is None:
            return  # a value remove_items a copy has no copies below it
        for child in self._inside.pop(pointer, ()):
            self._forget(child)


def _copy(original: PlacedValue) -> PlacedValue:
    value = dict(original.value) if isinstance(original.value, dict) else list(original.value)
    return PlacedValue(value, original.entry._replace(place=original.opened()))
