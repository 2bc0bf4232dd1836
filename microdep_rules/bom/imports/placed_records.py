"""Records built from cells: each value with the place of its cell."""

from __future__ import annotations

from typing import Any

from microdep_rules.bom.spans import FieldPlace, Place
from microdep_rules.source import Span
from microdep_rules.vocabulary.own_fields import HOLDER, path_to


class PlacedRecord:
    """Record with its places, filled field by field."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.value: dict[str, Any] = {}
        self.place = Place(span.start, span.end, fields={})

    def put(self, name: str, value: object, span: Span | None = None) -> None:
        """Set a field to a plain value, a record, or a list of either."""
        at = span or self.span
        self.value[name] = _plain(value)
        assert self.place.fields is not None
        self.place.fields[name] = FieldPlace(at.start, at.end, _placed(value, at))

    def span_of(self, name: str) -> Span:
        """Return the span of a field's value."""
        assert self.place.fields is not None
        place = self.place.fields[name].place
        return Span(self.span.path, place.start, place.end)

    def add(self, name: str, values: list[object], span: Span) -> None:
        """Append entries to a list."""
        if name not in self.value:
            self.put(name, [], span)
        assert self.place.fields is not None
        items = self.place.fields[name].place.items
        assert items is not None
        self.value[name] += [_plain(value) for value in values]
        items += [_placed(value, span) for value in values]

    def agrees_with(self, other: PlacedRecord, passed_over: frozenset[str]) -> bool:
        """Return whether no common field differs."""
        both = (self.value.keys() & other.value.keys()) - passed_over
        return all(self.value[name] == other.value[name] for name in both)

    def take(self, other: PlacedRecord) -> None:
        """Copy the fields of another record that are missing here."""
        assert self.place.fields is not None
        assert other.place.fields is not None
        for name in other.value.keys() - self.value.keys():
            self.value[name] = other.value[name]
            self.place.fields[name] = other.place.fields[name]

    def put_first(self, name: str, value: object) -> None:
        """Set a field before the others, as readers expect it."""
        self.put(name, value)
        self.value = {name: self.value.pop(name), **self.value}


def put_custom_field(holder: PlacedRecord, key: str, value: object, span: Span) -> None:
    """Set a custom field of a company, beside the existing ones."""
    own = PlacedRecord(span)
    assert holder.place.fields is not None
    if HOLDER in holder.value:
        own.value, own.place = holder.value[HOLDER], holder.place.fields[HOLDER].place
    own.put(path_to(key)[-1], value, span)
    holder.put(HOLDER, own, span)


def _plain(value: object) -> Any:
    if isinstance(value, PlacedRecord):
        return value.value
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def _placed(value: object, at: Span) -> Place:
    if isinstance(value, PlacedRecord):
        return value.place
    if isinstance(value, dict):
        fields = {name: FieldPlace(at.start, at.end, _placed(entry, at)) for name, entry in value.items()}
        return Place(at.start, at.end, fields=fields)
    items = [_placed(entry, at) for entry in value] if isinstance(value, list) else None
    return Place(at.start, at.end, items=items)
