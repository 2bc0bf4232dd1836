"""Values of a JSON document together with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.spans import Place, Spans

CONTROL = dict.fromkeys((*range(0x20), 0x7F), " ")
LONGEST = 4000
"""Maximum length of a line."""


class DocumentNode:
    """Value with its place in the file. A missing value has no node."""

    __slots__ = ("_place", "_spans", "key", "value")

    def __init__(self, value: Any, place: Place, spans: Spans, key: Span | None = None) -> None:
        self.value = value
        self.key = key
        self._place = place
        self._spans = spans

    @property
    def span(self) -> Span:
        """Span of the value."""
        return Span(self._spans.source.path, self._place.start, self._place.end)

    @property
    def head(self) -> Span:
        """Span of the first line of the value; for a long record, a message shows only this line."""
        whole, text = self.span, self._spans.source.text
        end = text.find("\n", whole.start, whole.end)
        return whole if end < 0 else Span(whole.path, whole.start, end)

    def get(self, name: str) -> DocumentNode | None:
        """Return a field of a record; `None` if the field is missing."""
        if not isinstance(self.value, dict) or name not in self.value:
            return None
        self._spans.open(self._place)
        assert self._place.fields is not None
        entry = self._place.fields[name]
        key = Span(self._spans.source.path, entry.start, entry.end)
        return DocumentNode(self.value[name], entry.place, self._spans, key)

    def item(self, index: int) -> DocumentNode | None:
        """Return the entry of a list at an index, or `None`."""
        if not isinstance(self.value, list) or index >= len(self.value):
            return None
        self._spans.open(self._place)
        assert self._place.items is not None
        return DocumentNode(self.value[index], self._place.items[index], self._spans)

    def at(self, *path: str | int) -> DocumentNode:
        """Return the value at a path, or its nearest existing parent."""
        node = self
        for step in path:
            inner = node.get(step) if isinstance(step, str) else node.item(step)
            if inner is None:
                return node
            node = inner
        return node

    def entries(self) -> list[DocumentNode]:
        """Return the entries of a list; an empty list for any other value."""
        if not isinstance(self.value, list) or not self.value:
            return []
        self._spans.open(self._place)
        assert self._place.items is not None
        return [
            DocumentNode(entry, place, self._spans)
            for entry, place in zip(self.value, self._place.items, strict=True)
        ]

    def listed(self, name: str) -> list[DocumentNode]:
        """Return the entries of the list in the field `name`."""
        list_ = self.get(name)
        return list_.entries() if list_ is not None else []

    def text(self, name: str) -> str:
        """Return the text of a field in one line; empty if the field is missing."""
        return to_line(self.value.get(name)) if isinstance(self.value, dict) else ""


def to_line(value: Any) -> str:
    r"""Return a text in one line, without unprintable characters.

    >>> to_line("a\n b\x07"), to_line(None)
    ('a b', '')
    """
    if not isinstance(value, str):
        return ""
    return " ".join(value.translate(CONTROL).split())[:LONGEST].strip()


def iterate_properties(node: DocumentNode) -> Iterator[tuple[str, str, DocumentNode]]:
    """Yield the properties of a record: name, value, and the place of the value."""
    for property_ in node.listed("properties"):
        value = property_.get("value")
        name = property_.text("name")
        if name:
            yield name, (value.value if value is not None else ""), (value or property_)
