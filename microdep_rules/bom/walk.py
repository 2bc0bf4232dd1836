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

    from microdep_rules.bom.columns import Column, Columns

Json = Any
"""A value as the readers make it: record, list, text, number, yes or no."""

_EVIDENCE = {"type": "reference", "to": "evidence"}
_PARTS = {"type": "reference", "to": "component"}
_COST_KIND = {"type": "code", "vocabulary": "cost-kind"}
_SINGULAR = {"codes": "code", "texts": "text", "references": "reference"}
_RANGE = frozenset({"at_least", "at_most", "amount"})
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


class Alike(NamedTuple):
    """The different plain values that stand in one field, each as that of a leaf."""

    field: str
    type: Mapping[str, str]
    values: Collection[Json]
    record: str

    def leaf(self, value: Json) -> Leaf:
        """One of the values as a leaf, which stands nowhere."""
        return Leaf("", self.field, self.type, value, self.record)


Field = tuple[str, str]
"""A kind of record, and a field of it."""


def leaves(
    document: dict[str, Json],
    schema: Schema,
    types: frozenset[str],
    among: Collection[Field] | None = None,
) -> list[Leaf]:
    """Every plain value that has one of these types, in the order of the file.

    What is wrong may have been taken out of the document: records may lack fields, and lists have holes.
    Where fields are given, others are left out.
    """
    found: list[Leaf] = []
    if among is not None and not among:
        return found
    walk = _walk(schema.kind, types) if among is None else _Walk(schema, types, among)
    if schema.kind in ("context", "scenario"):
        walk.record(document, ROOTS[schema.kind], "", found)
        return found
    for key, value in document.items():
        if key in schema.top_lists:
            for index, each in _there(value):
                walk.record(each, schema.top_lists[key], join("", key, index), found)
        elif key == "document":
            walk.record(value, ROOTS["bom"], "/document", found)
        elif key == "context":
            walk.record(value, ROOTS["context"], "/context", found)
    return found


def doubted(
    columns: Columns | None, schema: Schema, types: frozenset[str], may_be_wrong: Callable[[Alike], bool]
) -> Collection[Field] | None:
    """The fields in which a plain value of one of these types may be wrong; nothing where it may be any.

    `may_be_wrong` is asked about the different values of a field together.
    """
    if columns is None:
        return None
    walk = _walk(schema.kind, types)
    return [
        field
        for field, held in columns.fields.items()
        if any(may_be_wrong(each) for each in walk.alike(field, held))
    ]


class _Step(NamedTuple):
    """What is done with a field of a record."""

    type: Mapping[str, str]
    of: str
    """The kind of the records in it, where it holds some."""
    listed: bool
    """Whether it holds a list."""
    wanted: bool
    """Whether its plain value is a leaf; of others only what is written out is looked into."""


class _Walk:
    """Goes through the records of one schema for leaves of some types, and leaves out what can hold none."""

    def __init__(self, schema: Schema, types: frozenset[str], among: Collection[Field] | None = None) -> None:
        self.schema = schema
        self.types = types
        self.among = among
        self._plans: dict[str, dict[str, _Step]] = {}

    def _plan(self, kind: str) -> dict[str, _Step]:
        """The fields of a kind of record in which there may be leaves, each with what is done with it."""
        if kind not in self._plans:
            plan = self._plans[kind] = {}
            steps = self._steps(kind)
            plan.update(
                {
                    field: step
                    for field, step in steps.items()
                    if not step.of or self._is_meant(kind, field) or self._may_hold(step.of)
                }
            )
        return self._plans[kind]

    def _is_meant(self, kind: str, field: str) -> bool:
        """Return whether a field is one of those that are given."""
        return self.among is not None and (kind, field) in self.among

    def _may_hold(self, kind: str, among: frozenset[str] = frozenset()) -> bool:
        """Return whether a leaf may be in a record of this kind, or in one below it."""
        steps = self._steps(kind).values()
        inside = {step.of for step in steps if step.of} | ({"component"} if kind == "usage" else set())
        deeper = among | {kind}
        return any(not step.of for step in steps) or any(
            self._may_hold(each, deeper) for each in inside - deeper
        )

    def _steps(self, kind: str) -> dict[str, _Step]:
        found = {}
        for field, stated in self.schema.records[kind]["properties"].items():
            type_ = _type_of(stated)
            if type_ is None or type_["type"] == "identifiers":
                continue
            name = type_["type"]
            if name in {"record", "list"}:
                found[field] = _Step(type_, type_["of"], name == "list", wanted=False)
                continue
            if self.among is not None and (kind, field) not in self.among:
                continue
            single = _SINGULAR.get(name, name)
            wanted = single in self.types
            if wanted or "reference" in self.types or (name == "money" and "code" in self.types):
                found[field] = _Step({**type_, "type": single}, "", name in _SINGULAR, wanted)
        return found

    def record(self, data: dict[str, Json], kind: str, pointer: str, found: list[Leaf]) -> None:
        """Adds the leaves of a record, and of all that is in it."""
        plan = self._plan(kind)
        for field, value in data.items() if plan else ():
            step = plan.get(field)
            if step is None:
                continue
            here = f"{pointer}/{field}"
            if step.of:
                if step.listed:
                    for index, each in _there(value):
                        self.item(each, step.of, f"{here}/{index}", found)
                else:
                    self.record(value, step.of, here, found)
            elif step.listed:
                for index, each in _there(value):
                    self.fact(Leaf(f"{here}/{index}", field, step.type, each, kind), found)
            elif step.wanted or value.__class__ is dict:
                self.fact(Leaf(here, field, step.type, value, kind), found)

    def item(self, value: Json, kind: str, pointer: str, found: list[Leaf]) -> None:
        """Adds the leaves of an entry of a list."""
        if kind != "usage":
            self.record(value, kind, pointer, found)
        elif isinstance(value, str):
            self.fact(Leaf(pointer, "children", _PARTS, value, "component"), found)
        else:
            self.record(value, "usage" if "ref" in value else "component", pointer, found)

    def fact(self, leaf: Leaf, found: list[Leaf]) -> None:
        """Adds what is stated in a fact, however it is written out, and the evidence named in it."""
        value = leaf.value
        wanted = leaf.type["type"] in self.types
        if not isinstance(value, dict):
            if wanted:
                found.append(leaf)
            return
        for index, each in _there(value.get("evidence", ())):
            at = join(leaf.pointer, "evidence", index)
            self.fact(Leaf(at, "evidence", _EVIDENCE, each, leaf.record), found)
        if leaf.type["type"] == "money" and "kind" in value:
            at = join(leaf.pointer, "kind")
            self.fact(Leaf(at, "kind", _COST_KIND, value["kind"], leaf.record), found)
        if not wanted:
            return
        if value.keys() & _RANGE:
            found.append(leaf)
        for index, each in _there(value.get("one_of", ())):
            found.append(leaf._replace(pointer=join(leaf.pointer, "one_of", index), value=each))
        for key in _STATED:
            if key in value:
                self.fact(leaf._replace(pointer=join(leaf.pointer, key), value=value[key]), found)

    def alike(self, field: Field, held: Iterable[Column]) -> Iterator[Alike]:
        """The different values of the leaves in a field, of what stands in it."""
        record, key = field
        step = self._plan(record).get(key)
        if step is None:
            return
        if not step.of:
            yield from self._stated(Alike(key, step.type, (), record), held)
        elif step.of == "usage" and _PARTS["type"] in self.types:
            yield from (Alike(key, _PARTS, each.values, record) for each in held if each.kind is str)

    def _stated(self, fact: Alike, held: Iterable[Column]) -> Iterator[Alike]:
        """The same as `fact` finds, of many facts of one field."""
        wanted = fact.type["type"] in self.types
        for column in held:
            if column.kind is not dict:
                if wanted:
                    yield fact._replace(values=column.values)
                continue
            evidence = fact._replace(field="evidence", type=_EVIDENCE)
            yield from self._stated(evidence, _entries(column, "evidence"))
            if fact.type["type"] == "money":
                kind = fact._replace(field="kind", type=_COST_KIND)
                yield from self._stated(kind, columns_of(column.of("kind")))
            if wanted:
                yield from self._values(fact, column)

    def _values(self, fact: Alike, column: Column) -> Iterator[Alike]:
        ranges = [value for value in column.values if value.keys() & _RANGE]
        if ranges:
            yield fact._replace(values=ranges)
        for entry in _entries(column, "one_of"):
            yield fact._replace(values=entry.values)
        for key in _STATED:
            yield from self._stated(fact, columns_of(column.of(key)))


def _entries(column: Column, key: str) -> list[Column]:
    """What stands in the lists under a key of records."""
    return [entries for each in columns_of(column.of(key)) for entries in each.entries]


@cache
def _walk(kind: Kind, types: frozenset[str]) -> _Walk:
    """The walk through documents of a kind, whose plans are made once."""
    return _Walk(schemas.schema(kind), types)


def _type_of(field: Mapping[str, Json]) -> Mapping[str, str] | None:
    """The type of a field; `x-checked` is that of one that rules cannot read, and that has to be sound."""
    found: Mapping[str, str] | None = field.get("x-type", field.get("x-checked"))
    return found


def _there(entries: Iterable[Json]) -> Iterator[tuple[int, Json]]:
    """The entries of a list with their positions, without the holes."""
    return ((index, each) for index, each in enumerate(entries) if each is not None)


def texts_in(value: Json) -> Iterator[str]:
    """Every text in a value, in no order."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
