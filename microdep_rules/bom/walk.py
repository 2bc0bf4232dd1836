"""Visits every typed value of a document, following the types that the schema gives to its fields.

Whatever is checked of *all* countries, dates, words or references is checked through this one walk, so that
a field added to a schema is checked without a line of code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from microdep_rules.bom.schemas import ROOTS, Schema
from microdep_rules.bom.spans import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = Any
"""A value as the readers make it: record, list, text, number, yes or no."""

_EVIDENCE = {"type": "reference", "to": "evidence"}
_PARTS = {"type": "reference", "to": "component"}
_COST_KIND = {"type": "code", "vocabulary": "cost-kind"}
_SINGULAR = {"codes": "code", "texts": "text", "references": "reference"}
_STATED = ("value", "country", "code")


class Leaf(NamedTuple):
    """One plain value: a scalar, one alternative of `one_of`, or a whole number or amount with its range."""

    pointer: str
    field: str
    """The field it belongs to, also where it stands deeper, as in `origin: {value: CN}`."""
    type: Mapping[str, str]
    """The type of the field in the schema; an entry of a list has the singular."""
    value: Json
    record: str
    """The kind of record that has the field."""


def leaves(document: dict[str, Json], schema: Schema, types: frozenset[str]) -> Iterator[Leaf]:
    """Every plain value that has one of these types, in the order of the file.

    What is wrong may have been taken out of the document: records may lack fields, and lists have holes.
    """
    walk = _Walk(schema, types)
    if schema.kind in ("context", "scenario"):
        yield from walk.record(document, ROOTS[schema.kind], "")
        return
    for key, value in document.items():
        if key in schema.top_lists:
            for index, each in _there(value):
                yield from walk.record(each, schema.top_lists[key], join("", key, index))
        elif key == "document":
            yield from walk.record(value, ROOTS["bom"], "/document")
        elif key == "context":
            yield from walk.record(value, ROOTS["context"], "/context")


class _Walk(Struct, frozen=True):
    schema: Schema
    types: frozenset[str]

    def record(self, data: dict[str, Json], kind: str, pointer: str) -> Iterator[Leaf]:
        properties = self.schema.records[kind]["properties"]
        for field, value in data.items():
            type_ = _type_of(properties.get(field, {}))
            if type_ is None:
                continue
            match type_["type"]:
                case "record":
                    yield from self.record(value, type_["of"], join(pointer, field))
                case "list":
                    here = join(pointer, field)
                    for index, each in _there(value):
                        yield from self.item(each, type_["of"], f"{here}/{index}")
                case "identifiers":
                    pass
                case "codes" | "texts" | "references":
                    here, single = join(pointer, field), {**type_, "type": _SINGULAR[type_["type"]]}
                    for index, each in _there(value):
                        yield from self.fact(Leaf(f"{here}/{index}", field, single, each, kind))
                case found:
                    if found in self.types or isinstance(value, dict):
                        yield from self.fact(Leaf(join(pointer, field), field, type_, value, kind))

    def item(self, value: Json, kind: str, pointer: str) -> Iterator[Leaf]:
        if kind != "usage":
            yield from self.record(value, kind, pointer)
        elif isinstance(value, str):
            yield from self.fact(Leaf(pointer, "children", _PARTS, value, "component"))
        else:
            yield from self.record(value, "usage" if "ref" in value else "component", pointer)

    def fact(self, leaf: Leaf) -> Iterator[Leaf]:
        """What is stated in a fact, however it is written out, and the evidence named in it."""
        value = leaf.value
        wanted = leaf.type["type"] in self.types
        if not isinstance(value, dict):
            if wanted:
                yield leaf
            return
        for index, each in _there(value.get("evidence", ())):
            at = join(leaf.pointer, "evidence", index)
            yield from self.fact(Leaf(at, "evidence", _EVIDENCE, each, leaf.record))
        if leaf.type["type"] == "money" and "kind" in value:
            at = join(leaf.pointer, "kind")
            yield from self.fact(Leaf(at, "kind", _COST_KIND, value["kind"], leaf.record))
        if not wanted:
            return
        if "at_least" in value or "at_most" in value or "amount" in value:
            yield leaf
        for index, each in _there(value.get("one_of", ())):
            yield leaf._replace(pointer=join(leaf.pointer, "one_of", index), value=each)
        for key in _STATED:
            if key in value:
                yield from self.fact(leaf._replace(pointer=join(leaf.pointer, key), value=value[key]))


def _type_of(field: Mapping[str, Json]) -> Mapping[str, str] | None:
    """The type of a field; `x-checked` is that of one that rules cannot read, and that has to be sound."""
    found: Mapping[str, str] | None = field.get("x-type", field.get("x-checked"))
    return found


def _there(entries: Iterable[Json]) -> Iterator[tuple[int, Json]]:
    """The entries of a list with their positions, without the holes."""
    return ((index, each) for index, each in enumerate(entries) if each is not None)
