"""A document that is made of cells: each value with the place of the cell that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.spans import Entry, Place

if TYPE_CHECKING:
    from microdep_rules.source import Span


class PlacedRecord:
    """A record with its places, filled field by field."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.value: dict[str, Any] = {}
        self.place = Place(span.start, span.end, fields={})

    def put(self, name: str, value: object, span: Span | None = None) -> None:
        """A field with a plain value, a record, or a list of either."""
        at = span or self.span
        self.value[name] = _plain(value)
        assert self.place.fields is not None
        self.place.fields[name] = Entry(at.start, at.end, _placed(value, at))


def _plain(value: object) -> Any:
    if isinstance(value, PlacedRecord):
        return value.value
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _placed(value: object, at: Span) -> Place:
    if isinstance(value, PlacedRecord):
        return value.place
    items = [_placed(each, at) for each in value] if isinstance(value, list) else None
    return Place(at.start, at.end, items=items)
