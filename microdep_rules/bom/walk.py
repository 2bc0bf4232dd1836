"""Visits every typed value of a document, following the types that the schema gives to its fields.

Whatever is checked of *all* countries, dates, words or references is checked through this one walk, so that
a field added to a schema is checked without a line of code.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom import schemas
from microdep_rules.bom.columns import columns_of
from microdep_rules.bom.schemas import ROOTS, Kind, Schema
from microdep_rules.bom.spans import join

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from microdep_rules.bom.columns import DocumentColumns, ValueColumn

Json = Any
"""A value as the readers make it: record, list, text, number, yes or no."""

_EVIDENCE = {"type": "reference", "to": "evidence"}
_PARTS = {"type": "reference", "to": "component"}
_COST_KIND = {"type": "code", "vocabulary": "cost-kind"}
_SINGULAR = {"codes": "code", "texts": "text", "references": "reference"}
_RANGE = frozenset({"at_least", "at_most", "amount"})
_STATED = ("value", "country", "code")


class ValueLeaf(NamedTuple):
    """One plain value: a scalar, one alternative of `one_of`, or a whole number or amount with its range."""

    pointer: str
    field: str
    """The field it belongs to, also for a nested value, as in `origin: {value: CN}`."""
    type: Mapping[str, str]
    """The type of the field in the schema; an entry of a list has the singular."""
    value: Json
    record: str
    """The kind of record that has the field."""


class ColumnValues(NamedTuple):
    """The different plain values of one field, each like that of a leaf."""

    field: str
    type: Mapping[str, str]
    values: Collection[Json]
    record: str

    def leaf(self, value: Json) -> ValueLeaf:
        """Return one of the values as a leaf without a place."""
        return ValueLeaf("", self.field, self.type, value, self.record)


Field = tuple[str, str]
"""A kind of record, and a field of it."""


def leaves(
    document: dict[str, Json],
    schema: Schema,
    types: frozenset[str],
    among: Collection[Field] | None = None,
) -> list[ValueLeaf]:
    """Return every plain value of one of these types, in the order of the file.

    Wrong values may have been removed from the document: records may lack fields, and lists have holes. Where
    fields are given, others are left out.
    """
    leaves: list[ValueLeaf] = []
    if among is not None and not among:
        return leaves
    walk = _walk(schema.kind, types) if among is None else _Walk(schema, types, among)
    if schema.kind in ("context", "scenario"):
        walk.record(document, ROOTS[schema.kind], "", leaves)
        return leaves
    for key, value in document.items():
        if key in schema.top_lists:
            for index, entry in _entries_with_positions(value):
                walk.record(entry, schema.top_lists[key], join("", key, index), leaves)
        elif key == "document":
            walk.record(value, ROOTS["bom"], "/document", leaves)
        elif key == "context":
            walk.record(value, ROOTS["context"], "/context", leaves)
    return leaves


def suspect_fields(
    columns: DocumentColumns | None,
    schema: Schema,
    types: frozenset[str],
    may_be_wrong: Callable[[ColumnValues], bool],
) -> Collection[Field] | None:
    """Return the fields with a plain value of one of these types that may be wrong; `None` for any field.

    `may_be_wrong` gets the different values of a field together.
    """
    if columns is None:
        return None
    walk = _walk(schema.kind, types)
    return [
        field
        for field, held in columns.fields.items()
        if any(may_be_wrong(values) for values in walk.alike(field, held))
    ]


class _FieldPlan(NamedTuple):
    """Treatment of a field of a record."""

    type: Mapping[str, str]
    of: str
    """The kind of the records in it, if it contains some."""
    listed: bool
    """True if it contains a list."""
    is_leaf: bool
    """True if its plain value is a leaf; in others only nested forms are searched."""


class _Walk:
    """Search through the records of one schema for leaves of some types."""

    def __init__(self, schema: Schema, types: frozenset[str], among: Collection[Field] | None = None) -> None:
        self.schema = schema
        self.types = types
        self.among = among
        self._plans: dict[str, dict[str, _FieldPlan]] = {}

    def _plan(self, kind: str) -> dict[str, _FieldPlan]:
        """Return the fields of a kind of record that may have leaves, each with its treatment."""
        if kind not in self._plans:
            plan = self._plans[kind] = {}
            plans = self._steps(kind)
            plan.update(
                {
                    field: field_plan
                    for field, field_plan in plans.items()
                    if not field_plan.of or self._is_given(kind, field) or self._may_contain(field_plan.of)
                }
            )
        return self._plans[kind]

    def _is_given(self, kind: str, field: str) -> bool:
        """Return whether a field is one of those that are given."""
        return self.among is not None and (kind, field) in self.among

    def _may_contain(self, kind: str, among: frozenset[str] = frozenset()) -> bool:
        """Return whether a leaf may be in a record of this kind, or in one below it."""
        plans = self._steps(kind).values()
        inside = {plan.of for plan in plans if plan.of} | ({"component"} if kind == "usage" else set())
        deeper = among | {kind}
        return any(not plan.of for plan in plans) or any(
            self._may_contain(record, deeper) for record in inside - deeper
        )

    def _steps(self, kind: str) -> dict[str, _FieldPlan]:
        plans = {}
        for field, stated in self.schema.records[kind]["properties"].items():
            type_ = _type_of(stated)
            if type_ is None or type_["type"] == "identifiers":
                continue
            name = type_["type"]
            if name in {"record", "list"}:
                plans[field] = _FieldPlan(type_, type_["of"], name == "list", is_leaf=False)
                continue
            if self.among is not None and (kind, field) not in self.among:
                continue
            single = _SINGULAR.get(name, name)
            is_leaf = single in self.types
            if is_leaf or "reference" in self.types or (name == "money" and "code" in self.types):
                plans[field] = _FieldPlan({**type_, "type": single}, "", name in _SINGULAR, is_leaf)
        return plans

    def record(self, data: dict[str, Json], kind: str, pointer: str, leaves: list[ValueLeaf]) -> None:
        """Adds the leaves of a record, and of all that is in it."""
        plan = self._plan(kind)
        for field, value in data.items() if plan else ():
            field_plan = plan.get(field)
            if field_plan is None:
                continue
            here = f"{pointer}/{field}"
            if field_plan.of:
                if field_plan.listed:
                    for index, entry in _entries_with_positions(value):
                        self.item(entry, field_plan.of, f"{here}/{index}", leaves)
                else:
                    self.record(value, field_plan.of, here, leaves)
            elif field_plan.listed:
                for index, entry in _entries_with_positions(value):
                    self.fact(ValueLeaf(f"{here}/{index}", field, field_plan.type, entry, kind), leaves)
            elif field_plan.is_leaf or value.__class__ is dict:
                self.fact(ValueLeaf(here, field, field_plan.type, value, kind), leaves)

    def item(self, value: Json, kind: str, pointer: str, leaves: list[ValueLeaf]) -> None:
        """Adds the leaves of an entry of a list."""
        if kind != "usage":
            self.record(value, kind, pointer, leaves)
        elif isinstance(value, str):
            self.fact(ValueLeaf(pointer, "children", _PARTS, value, "component"), leaves)
        else:
            self.record(value, "usage" if "ref" in value else "component", pointer, leaves)

    def fact(self, leaf: ValueLeaf, leaves: list[ValueLeaf]) -> None:
        """Adds what is stated in a fact, however it is written out, and the evidence named in it."""
        value = leaf.value
        is_leaf = leaf.type["type"] in self.types
        if not isinstance(value, dict):
            if is_leaf:
                leaves.append(leaf)
            return
        for index, entry in _entries_with_positions(value.get("evidence", ())):
            at = join(leaf.pointer, "evidence", index)
            self.fact(ValueLeaf(at, "evidence", _EVIDENCE, entry, leaf.record), leaves)
        if leaf.type["type"] == "money" and "kind" in value:
            at = join(leaf.pointer, "kind")
            self.fact(ValueLeaf(at, "kind", _COST_KIND, value["kind"], leaf.record), leaves)
        if not is_leaf:
            return
        if value.keys() & _RANGE:
            leaves.append(leaf)
        for index, alternative in _entries_with_positions(value.get("one_of", ())):
            leaves.append(leaf._replace(pointer=join(leaf.pointer, "one_of", index), value=alternative))
        for key in _STATED:
            if key in value:
                self.fact(leaf._replace(pointer=join(leaf.pointer, key), value=value[key]), leaves)

    def alike(self, field: Field, held: Iterable[ValueColumn]) -> Iterator[ColumnValues]:
        """Yield the different values of the leaves in a field, from its contents."""
        record, key = field
        field_plan = self._plan(record).get(key)
        if field_plan is None:
            return
        if not field_plan.of:
            yield from self._stated(ColumnValues(key, field_plan.type, (), record), held)
        elif field_plan.of == "usage" and _PARTS["type"] in self.types:
            yield from (
                ColumnValues(key, _PARTS, column.values, record) for column in held if column.kind is str
            )

    def _stated(self, fact: ColumnValues, held: Iterable[ValueColumn]) -> Iterator[ColumnValues]:
        """Like `fact`, for many facts of one field."""
        is_leaf = fact.type["type"] in self.types
        for column in held:
            if column.kind is not dict:
                if is_leaf:
                    yield fact._replace(values=column.values)
                continue
            evidence = fact._replace(field="evidence", type=_EVIDENCE)
            yield from self._stated(evidence, _entries(column, "evidence"))
            if fact.type["type"] == "money":
                kind = fact._replace(field="kind", type=_COST_KIND)
                yield from self._stated(kind, columns_of(column.of("kind")))
            if is_leaf:
                yield from self._values(fact, column)

    def _values(self, fact: ColumnValues, column: ValueColumn) -> Iterator[ColumnValues]:
        ranges = [value for value in column.values if value.keys() & _RANGE]
        if ranges:
            yield fact._replace(values=ranges)
        for entry in _entries(column, "one_of"):
            yield fact._replace(values=entry.values)
        for key in _STATED:
            yield from self._stated(fact, columns_of(column.of(key)))


def _entries(column: ValueColumn, key: str) -> list[ValueColumn]:
    """Return the entries of the lists under a key of records."""
    return [entries for inner in columns_of(column.of(key)) for entries in inner.entries]


@cache
def _walk(kind: Kind, types: frozenset[str]) -> _Walk:
    """Return the search through documents of a kind, whose plans are made once."""
    return _Walk(schemas.schema(kind), types)


def _type_of(field: Mapping[str, Json]) -> Mapping[str, str] | None:
    """Return the type of a field.

    `x-checked` is the type of one that rules cannot read but that must be correct.
    """
    type_: Mapping[str, str] | None = field.get("x-type", field.get("x-checked"))
    return type_


def _entries_with_positions(entries: Iterable[Json]) -> Iterator[tuple[int, Json]]:
    """Yield the entries of a list with their positions, without the holes."""
    return ((index, entry) for index, entry in enumerate(entries) if entry is not None)


def texts_in(value: Json) -> Iterator[str]:
    """Yield every text in a value, in no order."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, dict):
            waiting += inner.values()
        elif isinstance(inner, list):
            waiting += inner
