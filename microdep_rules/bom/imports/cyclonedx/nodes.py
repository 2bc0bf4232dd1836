"""A value of a JSON document together with its place, to be read step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.spans import Place, Spans

CONTROL = dict.fromkeys((*range(0x20), 0x7F), " ")
LONGEST = 4000
"""So long a line of text of ours may be."""


class Node:
    """A value with its place; what is not there is no node."""

    __slots__ = ("_place", "_spans", "key", "value")

    def __init__(self, value: Any, place: Place, spans: Spans, key: Span | None = None) -> None:
        self.value = value
        self.key = key
        self._place = place
        self._spans = spans

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self._spans.source.path, self._place.start, self._place.end)

    @property
    def head(self) -> Span:
        """The first line of it: enough to point at a long record."""
        whole, text = self.span, self._spans.source.text
        end = text.find("\n", whole.start, whole.end)
        return whole if end < 0 else Span(whole.path, whole.start, end)

    def get(self, name: str) -> Node | None:
        """A field of a record."""
        if not isinstance(self.value, dict) or name not in self.value:
            return None
        self._spans.open(self._place)
        assert self._place.fields is not None
        entry = self._place.fields[name]
        key = Span(self._spans.source.path, entry.start, entry.end)
        return Node(self.value[name], entry.place, self._spans, key)

    def item(self, index: int) -> Node | None:
        """An entry of a list."""
        if not isinstance(self.value, list) or index >= len(self.value):
            return None
        self._spans.open(self._place)
        assert self._place.items is not None
        return Node(self.value[index], self._place.items[index], self._spans)

    def at(self, *path: str | int) -> Node:
        """What stands at a path, or the nearest thing that is there."""
        found = self
        for step in path:
            inner = found.get(step) if isinstance(step, str) else found.item(step)
            if inner is None:
                return found
            found = inner
        return found

    def entries(self) -> list[Node]:
        """The entries of a list; none where there is none."""
        if not isinstance(self.value, list) or not self.value:
            return []
        self._spans.open(self._place)
        assert self._place.items is not None
        return [
            Node(each, place, self._spans) for each, place in zip(self.value, self._place.items, strict=True)
        ]

    def listed(self, name: str) -> list[Node]:
        """The entries of a list in a field."""
        found = self.get(name)
        return found.entries() if found is not None else []

    def text(self, name: str) -> str:
        """A text in a field, in one line; nothing where there is none."""
        return line(self.value.get(name)) if isinstance(self.value, dict) else ""


def line(value: Any) -> str:
    r"""A text in one line, without what nobody can print.

    >>> line("a\n b\x07"), line(None)
    ('a b', '')
    """
    if not isinstance(value, str):
        return ""
    return " ".join(value.translate(CONTROL).split())[:LONGEST].strip()


def properties(node: Node) -> Iterator[tuple[str, str, Node]]:
    """The properties of a record: name, value, and the place of the value."""
    for each in node.listed("properties"):
        value = each.get("value")
        name = each.text("name")
        if name:
            yield name, (value.value if value is not None else ""), (value or each)
