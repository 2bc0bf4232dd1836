"""A document while something is laid on it: what is changed is copied with its places, all else is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from microdep_rules.bom.spans import FieldPlace, Place, Spans, join, parent, split

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.source import Span


class Held(NamedTuple):
    """A value with the place at which it stands, in whichever file."""

    value: Any
    entry: FieldPlace

    def inside(self, step: str | int) -> Held:
        """What stands in a field of it, or at an index."""
        home = self.home
        below = home.below(self.entry.place, str(step))
        assert below is not None
        place = below.place if below.place.home is not None else replace(below.place, home=home)
        return Held(self.value[step], below._replace(place=place))

    def items(self) -> list[Held]:
        """The entries of a list."""
        return [self.inside(index) for index in range(len(self.value))]

    def opened(self) -> Place:
        """Its place, with those of what is in it, to be changed."""
        place = self.entry.place
        self.home.open(place)
        fields = dict(place.fields) if place.fields is not None else None
        return replace(place, fields=fields, items=list(place.items) if place.items is not None else None)

    @property
    def home(self) -> Spans:
        """The spans of the file in which it stands."""
        assert self.entry.place.home is not None
        return self.entry.place.home

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.home.span(self.entry.place)


def held(loaded: LoadedDocument, pointer: str, value: Any) -> Held:
    """A value of a file with its place."""
    return Held(value, loaded.spans.entry(pointer))


class Draft:
    """A document that is being changed."""

    def __init__(self, loaded: LoadedDocument) -> None:
        self._loaded = loaded
        root = Held(loaded.value, loaded.spans.entry(""))
        self._copies: dict[str, Held] = {"": _copy(root)}
        self._inside: dict[str, set[str]] = {}
        """The pointers of copies that stand directly in another one."""

    def finished(self) -> LoadedDocument:
        """The document as it is now."""
        whole = self._copies[""]
        spans = replace(self._loaded.spans, root=whole.entry.place)
        return replace(self._loaded, value=whole.value, spans=spans)

    def at(self, pointer: str) -> Held:
        """The record or list at a pointer, as one that may be changed."""
        found = self._copies.get(pointer)
        if found is None:
            above, step = self.at(parent(pointer)), split(pointer)[-1]
            self._inside.setdefault(parent(pointer), set()).add(pointer)
            key: str | int = int(step) if isinstance(above.value, list) else step
            found = self._copies[pointer] = _copy(above.inside(key))
            self._write(above, key, found)
        return found

    def put(self, pointer: str, name: str, new: Held) -> None:
        """Puts a value into a field of the record at a pointer."""
        self._forget(join(pointer, name))
        self._write(self.at(pointer), name, new)

    def put_item(self, pointer: str, index: int, new: Held) -> None:
        """Puts a value in the place of an entry of the list at a pointer."""
        self._forget(join(pointer, index))
        self._write(self.at(pointer), index, new)

    def drop(self, pointer: str, names: Iterable[str]) -> None:
        """Takes fields away from the record at a pointer."""
        found = self.at(pointer)
        assert found.entry.place.fields is not None
        for name in names:
            if name in found.value:
                self._forget(join(pointer, name))
                del found.value[name], found.entry.place.fields[name]

    def append(self, pointer: str, new: Held) -> None:
        """Adds an entry to the list at a pointer."""
        found = self.at(pointer)
        found.value.append(new.value)
        assert found.entry.place.items is not None
        found.entry.place.items.append(new.entry.place)

    def without(self, pointer: str, indices: set[int]) -> None:
        """Takes entries out of a list; a list that is left empty goes too, since that would say: none."""
        found = self.at(pointer)
        kept = [index for index in range(len(found.value)) if index not in indices]
        place = found.opened()
        assert place.items is not None
        if not kept:
            self.drop(parent(pointer), split(pointer)[-1:])
            return
        place.items = [place.items[index] for index in kept]
        shorter = [found.value[index] for index in kept]
        self.put(parent(pointer), split(pointer)[-1], Held(shorter, found.entry._replace(place=place)))

    @staticmethod
    def _write(above: Held, key: str | int, new: Held) -> None:
        above.value[key] = new.value
        place = above.entry.place
        if isinstance(key, int):
            assert place.items is not None
            place.items[key] = new.entry.place
        else:
            assert place.fields is not None
            place.fields[key] = new.entry

    def _forget(self, pointer: str) -> None:
        """Copies of what is replaced are no longer part of the document."""
        if self._copies.pop(pointer, None) is None:
            return  # what is inside has a copy only where it has one itself
        for each in self._inside.pop(pointer, ()):
            self._forget(each)


def _copy(one: Held) -> Held:
    value = dict(one.value) if isinstance(one.value, dict) else list(one.value)
    return Held(value, one.entry._replace(place=one.opened()))
