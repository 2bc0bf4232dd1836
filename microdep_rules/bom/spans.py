"""Where each value of a document is written: JSON pointers become spans.

A reader hands over a tree of places beside the value. The tree may be opened step by step: of a large
JSON file only those parts are looked at that somebody asks for. A value that was laid on a document from
another file brings the spans of that file along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, structs

from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Callable


class Place(Struct):
    """Where one value stands, and where the values inside it stand once it was opened."""

    start: int
    end: int
    fields: dict[str, Entry] | None = None
    items: list[Place] | None = None
    opened: bool = True
    home: Spans | None = None
    """The spans of the file in which it stands, where that is another one than of what holds it."""


class Entry(NamedTuple):
    """One entry of a record: where its key stands, and the place of its value."""

    start: int
    end: int
    place: Place


def join(pointer: str, *steps: str | int) -> str:
    """The pointer of something inside what `pointer` names.

    >>> join("/components/3", "ext", "a/b")
    '/components/3/ext/a~1b'
    """
    for step in steps:
        word = str(step)
        if "~" in word or "/" in word:
            word = word.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{word}"
    return pointer


def split(pointer: str) -> list[str]:
    """The steps of a pointer.

    >>> split("/ext/a~1b")
    ['ext', 'a/b']
    """
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def parent(pointer: str) -> str:
    """The pointer of the record or list that holds it.

    >>> parent("/components/3/name")
    '/components/3'
    """
    return pointer.rpartition("/")[0]


class Spans(Struct, frozen=True, eq=False):
    """Finds the span of a pointer; what is not there has the span of the nearest thing that is."""

    source: SourceFile
    root: Place
    open_place: Callable[[Place], None] | None = None
    """Fills in the fields or items of a place that was not opened before."""

    def value(self, pointer: str) -> Span:
        """The span of the value at `pointer`."""
        found, home, _ = self._walk(pointer)
        return home.span(found.place)

    def key(self, pointer: str) -> Span:
        """The span of the key of `pointer`; of an item of a list, its value."""
        found, home, reached = self._walk(pointer)
        if reached and found.end > found.start:
            return Span(home.source.path, found.start, found.end)
        return home.span(found.place)

    def head(self, pointer: str) -> Span:
        """The first line of the value at `pointer`: enough to point at a long record."""
        found, home, _ = self._walk(pointer)
        span, text = home.span(found.place), home.source.text
        line_end = text.find("\n", span.start, span.end)
        end = span.end if line_end < 0 else line_end
        return Span(span.path, span.start, span.start + len(text[span.start : end].rstrip()))

    def source_of(self, pointer: str) -> SourceFile:
        """The text in which the value at `pointer` stands."""
        return self._walk(pointer)[1].source

    def entry(self, pointer: str) -> Entry:
        """The entry of the value at `pointer`, to be put into a document that is made of several files."""
        found, home, _ = self._walk(pointer)
        home.open(found.place)
        place = found.place
        return found._replace(place=place if place.home is not None else structs.replace(place, home=home))

    def has(self, pointer: str) -> bool:
        """Return whether there is a value at `pointer`."""
        return self._walk(pointer)[2]

    def span(self, place: Place) -> Span:
        """The span of a place of this file."""
        return Span(self.source.path, place.start, place.end)

    def _walk(self, pointer: str) -> tuple[Entry, Spans, bool]:
        """What is nearest to a pointer, the spans of the file it stands in, and whether it is that itself."""
        found, home = Entry(0, 0, self.root), self.root.home or self
        for step in split(pointer):
            below = home.below(found.place, step)
            if below is None:
                return found, home, False
            found, home = below, below.place.home or home
        return found, home, True

    def open(self, place: Place) -> None:
        """Looks at what is inside a place, if nobody did so before."""
        if not place.opened and self.open_place is not None:
            self.open_place(place)
            place.opened = True

    def below(self, place: Place, step: str) -> Entry | None:
        """What stands at one step inside a place of this file."""
        self.open(place)
        if place.fields is not None:
            return place.fields.get(step)
        if place.items is not None and step.isdecimal() and int(step) < len(place.items):
            return Entry(0, 0, place.items[int(step)])
        return None


def nowhere(source: SourceFile) -> Spans:
    """The spans of a text that holds no value."""
    return Spans(source, Place(0, 0))
