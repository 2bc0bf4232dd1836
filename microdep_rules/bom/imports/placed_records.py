"""Records built from cells. Each value in a record has the place of its cell."""

from __future__ import annotations

from typing import Any

from microdep_rules.bom.spans import FieldPlace, Place
from microdep_rules.source import Span
from microdep_rules.vocabulary.own_fields import HOLDER, path_to


class PlacedRecord:
    """Record with the places of its fields."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.value: dict[str, Any] = {}
        self.place = Place(span.start, span.end, fields={})

    def put(self, name: str, value: object, span: Span | None = None) -> None:
        """Set a field to a value, a record, or a list of values or records."""
        at = span or self.span
        self.value[name] = _without_places(value)
        assert self.place.fields is not None
        self.place.fields[name] = FieldPlace(at.start, at.end, _place_of(value, at))

    def span_of(self, name: str) -> Span:
        """Return the span of a field's value."""
        assert self.place.fields is not None
        place = self.place.fields[name].place
        return Span(self.span.path, place.start, place.end)

    def add(self, name: str, values: list[object], span: Span) -> None:
        """Append values to the list in the field `name`."""
        if name not in self.value:
            self.put(name, [], span)
        assert self.place.fields is not None
        items = self.place.fields[name].place.items
        assert items is not None
        self.value[name] += [_without_places(value) for value in values]
        items += [_place_of(value, span) for value in values]

    def agrees_with(self, other: PlacedRecord, ignored: frozenset[str]) -> bool:
        """Return whether the fields that both records have are equal; fields in `ignored` may differ."""
        common = (self.value.keys() & other.value.keys()) - ignored
        return all(self.value[name] == other.value[name] for name in common)

    def take(self, other: PlacedRecord) -> None:
        """Copy the fields that this record lacks from another record."""
        assert self.place.fields is not None
        assert other.place.fields is not None
        for name in other.value.keys() - self.value.keys():
            self.value[name] = other.value[name]
            self.place.fields[name] = other.place.fields[name]

    def put_first(self, name: str, value: object) -> None:
        """Set a field, and put it before the other fields."""
        self.put(name, value)
        self.value = {name: self.value.pop(name), **self.value}


def put_custom_field(holder: PlacedRecord, key: str, value: object, span: Span) -> None:
    """Set a custom field of a record; other custom fields are kept."""
    own = PlacedRecord(span)
    assert holder.place.fields is not None
    if HOLDER in holder.value:
        own.value, own.place = holder.value[HOLDER], holder.place.fields[HOLDER].place
    own.put(path_to(key)[-1], value, span)
    holder.put(HOLDER, own, span)


def _without_places(value: object) -> Any:
    if isinstance(value, PlacedRecord):
        return value.value
    return [_without_places(entry) for entry in value] if isinstance(value, list) else value


def _place_of(value: object, at: Span) -> Place:
    if isinstance(value, PlacedRecord):
        return value.place
    if isinstance(value, dict):
        fields = {name: FieldPlace(at.start, at.end, _place_of(entry, at)) for name, entry in value.items()}
        return Place(at.start, at.end, fields=fields)
    items = [_place_of(entry, at) for entry in value] if isinstance(value, list) else None
    return Place(at.start, at.end, items=items)
