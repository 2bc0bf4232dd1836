"""Search for the values of a type in a document, by the types of fields in the schema.

All checks of countries, dates, words and references use this search. So a field that is added to a schema is
checked without additional code.
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
"""Value of a document: record, list, text, number, yes or no."""

_EVIDENCE = {"type": "reference", "to": "evidence"}
_PARTS = {"type": "reference", "to": "component"}
_COST_KIND = {"type": "code", "vocabulary": "cost-kind"}
_SINGULAR = {"codes": "code", "texts": "text", "references": "reference"}
_RANGE = frozenset({"at_least", "at_most", "amount"})
_STATED = ("value", "country", "code")


class ValueLeaf(NamedTuple):
    """Single value of a field: a scalar, an alternative of `one_of`, or a number with its bounds."""

    pointer: str
    field: str
    """Field of the value. For the nested value in `origin: {value: CN}`, the field is `origin`."""
    type: Mapping[str, str]
    """Type of the field in the schema. For an entry of a list, this is the type of the entry."""
    value: Json
    record: str
    """Kind of the record that has the field."""


class ColumnValues(NamedTuple):
    """Distinct single values of a field."""

    field: str
    type: Mapping[str, str]
    values: Collection[Json]
    record: str

    def leaf(self, value: Json) -> ValueLeaf:
        """Return a leaf for a distinct value. The leaf has no pointer.

        Several records may have the value, so that it has no single position.
        """
        return ValueLeaf("", self.field, self.type, value, self.record)


Field = tuple[str, str]
"""Kind of record, and name of a field."""


def leaves(
    document: dict[str, Json],
    schema: Schema,
    types: frozenset[str],
    among: Collection[Field] | None = None,
) -> list[ValueLeaf]:
    """Return all single values of these types, in the order of the file.

    Wrong values may be removed from the document, so fields may be missing and entries of lists may be
    `None`. `among` limits the search to some fields.
    """
    leaves: list[ValueLeaf] = []
    if among is not None and not among:
        return leaves
    walk = _walk(schema.kind, types) if among is None else _Search(schema, types, among)
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
    """Return the fields that need a check, because one of their distinct values may be wrong.

    The function `may_be_wrong` receives the distinct values of a field of these types. If the columns are not
    known, return `None`: then all fields need a check.
    """
    if columns is None:
        return None
    walk = _walk(schema.kind, types)
    return [
        field
        for field, columns_ in columns.fields.items()
        if any(may_be_wrong(values) for values in walk.distinct_values(field, columns_))
    ]


class _FieldPlan(NamedTuple):
    """Instructions for the search in one field of a kind of record."""

    type: Mapping[str, str]
    of: str
    """Kind of the records in the field; empty if the field contains no records."""
    listed: bool
    """True if the field contains a list."""
    is_leaf: bool
    """True if a single value of the field is a leaf.

    If false, the search still goes through the evidence of the field and the records in the field.
    """


class _Search:
    """Search for leaves of some types in the records of a schema."""

    def __init__(self, schema: Schema, types: frozenset[str], among: Collection[Field] | None = None) -> None:
        self.schema = schema
        self.types = types
        self.among = among
        self._plans: dict[str, dict[str, _FieldPlan]] = {}

    def _plan(self, kind: str) -> dict[str, _FieldPlan]:
        """Return the plan of each field of a kind of record that may have leaves."""
        if kind not in self._plans:
            plan = self._plans[kind] = {}
            plans = self._field_plans(kind)
            plan.update(
                {
                    field: field_plan
                    for field, field_plan in plans.items()
                    if not field_plan.of or self._is_selected(kind, field) or self._may_contain(field_plan.of)
                }
            )
        return self._plans[kind]

    def _is_selected(self, kind: str, field: str) -> bool:
        """Return whether `among` names this field; false if `among` is `None`."""
        return self.among is not None and (kind, field) in self.among

    def _may_contain(self, kind: str, among: frozenset[str] = frozenset()) -> bool:
        """Return whether a record of this kind, or a record inside it, may have a leaf."""
        plans = self._field_plans(kind).values()
        inside = {plan.of for plan in plans if plan.of} | ({"component"} if kind == "usage" else set())
        deeper = among | {kind}
        return any(not plan.of for plan in plans) or any(
            self._may_contain(record, deeper) for record in inside - deeper
        )

    def _field_plans(self, kind: str) -> dict[str, _FieldPlan]:
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
        """Add the leaves of a record and of its contents."""
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
        """Add the leaves of an entry of a list."""
        if kind != "usage":
            self.record(value, kind, pointer, leaves)
        elif isinstance(value, str):
            self.fact(ValueLeaf(pointer, "children", _PARTS, value, "component"), leaves)
        else:
            self.record(value, "usage" if "ref" in value else "component", pointer, leaves)

    def fact(self, leaf: ValueLeaf, leaves: list[ValueLeaf]) -> None:
        """Add each value of a fact, such as both countries of `one_of: [CN, MX]`, and each id of evidence."""
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

    def distinct_values(self, field: Field, columns: Iterable[ValueColumn]) -> Iterator[ColumnValues]:
        """Yield the distinct values of the leaves in a field."""
        record, key = field
        field_plan = self._plan(record).get(key)
        if field_plan is None:
            return
        if not field_plan.of:
            yield from self._distinct_facts(ColumnValues(key, field_plan.type, (), record), columns)
        elif field_plan.of == "usage" and _PARTS["type"] in self.types:
            yield from (
                ColumnValues(key, _PARTS, column.values, record) for column in columns if column.kind is str
            )

    def _distinct_facts(self, fact: ColumnValues, columns: Iterable[ValueColumn]) -> Iterator[ColumnValues]:
        """Yield the distinct values of the facts in a field, and the distinct ids of their evidence.

        For facts about money, also yield the distinct kinds of cost.
        """
        is_leaf = fact.type["type"] in self.types
        for column in columns:
            if column.kind is not dict:
                if is_leaf:
                    yield fact._replace(values=column.values)
                continue
            evidence = fact._replace(field="evidence", type=_EVIDENCE)
            yield from self._distinct_facts(evidence, _entries(column, "evidence"))
            if fact.type["type"] == "money":
                kind = fact._replace(field="kind", type=_COST_KIND)
                yield from self._distinct_facts(kind, columns_of(column.of("kind")))
            if is_leaf:
                yield from self._distinct_values(fact, column)

    def _distinct_values(self, fact: ColumnValues, column: ValueColumn) -> Iterator[ColumnValues]:
        ranges = [value for value in column.values if value.keys() & _RANGE]
        if ranges:
            yield fact._replace(values=ranges)
        for entry in _entries(column, "one_of"):
            yield fact._replace(values=entry.values)
        for key in _STATED:
            yield from self._distinct_facts(fact, columns_of(column.of(key)))


def _entries(column: ValueColumn, key: str) -> list[ValueColumn]:
    """Return the entries of the lists that the records have under a key."""
    return [entries for inner in columns_of(column.of(key)) for entries in inner.entries]


@cache
def _walk(kind: Kind, types: frozenset[str]) -> _Search:
    """Return the search for these types in documents of a kind. The search is prepared only once."""
    return _Search(schemas.schema(kind), types)


def _type_of(field: Mapping[str, Json]) -> Mapping[str, str] | None:
    """Return the type of a field; `None` if the schema states no type.

    `x-checked` is the type of a field that rules cannot read, but that must be correct.
    """
    type_: Mapping[str, str] | None = field.get("x-type", field.get("x-checked"))
    return type_


def _entries_with_positions(entries: Iterable[Json]) -> Iterator[tuple[int, Json]]:
    """Yield the entries of a list with their positions, without removed entries."""
    return ((index, entry) for index, entry in enumerate(entries) if entry is not None)


def texts_in(value: Json) -> Iterator[str]:
    """Yield all texts in a value, in any order."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, dict):
            waiting += inner.values()
        elif isinstance(inner, list):
            waiting += inner
