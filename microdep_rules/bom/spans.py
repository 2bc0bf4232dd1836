"""Places of the values of a document, by JSON pointer.

A reader returns the value of a file, and a tree of the places of its values. For a JSON file, the places
inside a value are found when a caller needs them. If a value comes from another file, its place refers to the
places of that file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, structs

from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Callable


class Place(Struct):
    """Place of a value; after a call of `Spans.open`, also with the places of its contents."""

    start: int
    end: int
    fields: dict[str, FieldPlace] | None = None
    items: list[Place] | None = None
    opened: bool = True
    home: Spans | None = None
    """Places of the file that contains the value; `None` if the surrounding value is in the same file."""


class FieldPlace(NamedTuple):
    """Entry of a record: the place of its key, and the place of its value."""

    start: int
    end: int
    place: Place


def join(pointer: str, *keys: str | int) -> str:
    """Return the pointer of a value inside the value at `pointer`.

    >>> join("/components/3", "ext", "a/b")
    '/components/3/ext/a~1b'
    """
    for key in keys:
        word = str(key)
        if "~" in word or "/" in word:
            word = word.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{word}"
    return pointer


def split(pointer: str) -> list[str]:
    """Return the keys of a pointer.

    >>> split("/ext/a~1b")
    ['ext', 'a/b']
    """
    return [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]


def parent(pointer: str) -> str:
    """Return the pointer of the record or list around a value.

    >>> parent("/components/3/name")
    '/components/3'
    """
    return pointer.rpartition("/")[0]


class Spans(Struct, frozen=True, eq=False):
    """Places of the values of a document, by JSON pointer.

    A missing value has the span of the nearest parent that exists.
    """

    source: SourceFile
    root: Place
    open_place: Callable[[Place], None] | None = None
    """Function that finds the places of the fields or items inside a place."""

    def value(self, pointer: str) -> Span:
        """Return the span of the value at `pointer`."""
        entry, home, _ = self._find_nearest(pointer)
        return home.span(entry.place)

    def key(self, pointer: str) -> Span:
        """Return the span of the key at `pointer`. For an entry of a list, return the span of the value."""
        entry, home, reached = self._find_nearest(pointer)
        if reached and entry.end > entry.start:
            return Span(home.source.path, entry.start, entry.end)
        return home.span(entry.place)

    def head(self, pointer: str) -> Span:
        """Return the span of the first line of the value at `pointer`.

        If a record is long, a message shows only this line.
        """
        entry, home, _ = self._find_nearest(pointer)
        span, text = home.span(entry.place), home.source.text
        line_end = text.find("\n", span.start, span.end)
        end = span.end if line_end < 0 else line_end
        return Span(span.path, span.start, span.start + len(text[span.start : end].rstrip()))

    def source_of(self, pointer: str) -> SourceFile:
        """Return the text that contains the value at `pointer`."""
        return self._find_nearest(pointer)[1].source

    def entry(self, pointer: str) -> FieldPlace:
        """Return the places of the key and value at `pointer`, with the file of the value."""
        entry, home, _ = self._find_nearest(pointer)
        home.open(entry.place)
        place = entry.place
        return entry._replace(place=place if place.home is not None else structs.replace(place, home=home))

    def has(self, pointer: str) -> bool:
        """Return whether a value at `pointer` exists."""
        return self._find_nearest(pointer)[2]

    def span(self, place: Place) -> Span:
        """Convert a place in this file into a span."""
        return Span(self.source.path, place.start, place.end)

    def _find_nearest(self, pointer: str) -> tuple[FieldPlace, Spans, bool]:
        """Return the entry at a pointer, the spans of the entry's file, and whether the entry exists.

        For a missing entry, return the nearest existing parent.
        """
        entry, home = FieldPlace(0, 0, self.root), self.root.home or self
        for key in split(pointer):
            below = home.below(entry.place, key)
            if below is None:
                return entry, home, False
            entry, home = below, below.place.home or home
        return entry, home, True

    def open(self, place: Place) -> None:
        """Find the places of the fields or items inside a place, if these places are not yet known."""
        if not place.opened and self.open_place is not None:
            self.open_place(place)
            place.opened = True

    def below(self, place: Place, key: str) -> FieldPlace | None:
        """Return the entry for a key inside a place; `None` if the key is missing."""
        self.open(place)
        if place.fields is not None:
            return place.fields.get(key)
        if place.items is not None and key.isdecimal() and int(key) < len(place.items):
            return FieldPlace(0, 0, place.items[int(key)])
        return None


def nowhere(source: SourceFile) -> Spans:
    """Return the spans for a file that contains no value."""
    return Spans(source, Place(0, 0))
