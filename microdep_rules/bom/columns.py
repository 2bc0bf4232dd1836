"""Fast check of a document against its schema: each distinct value is checked once.

A document repeats a small number of values. The values of one field in all records of a kind are a column.
Only the distinct values of a column are checked. Tests prove that the schema library accepts each value that
this module accepts. Values that this module does not accept are passed to the library, and only the library
rejects them. Loading the library takes as long as the rest of a small check.

Later checks first search the distinct values (`DocumentColumns.different`) for a wrong value. Later checks
read the records only if a distinct value may be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from decimal import Decimal
from functools import cache, cached_property
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct

from microdep_rules.patterns import pattern

Node = dict[str, Any]
KeywordTest = Callable[["_ColumnCheck", "ValueColumn", Any, Node], bool]
"""Function that returns whether all values of a column satisfy a keyword of JSON Schema.

The arguments of the function are the check, the column, the value of the keyword, and the node of the schema.
"""
Keyword = tuple[KeywordTest, Any, Node]
"""Test of a keyword, the value of the keyword, and the node of the schema."""

ANNOTATIONS = frozenset({"$schema", "$id", "$defs", "title", "description", "default"})
_TYPES: dict[str, frozenset[type]] = {
    "object": frozenset({dict}),
    "array": frozenset({list}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "null": frozenset({type(None)}),
    "number": frozenset({int, Decimal}),
    "integer": frozenset({int}),
}
NUMBERS = _TYPES["number"]
SCALARS: frozenset[type] = frozenset({str, bool, type(None), int, Decimal})
_BY_KEYS = frozenset({"type", "required", "minProperties", "not", "anyOf", "oneOf"})
"""Keywords of JSON Schema that depend only on the keys of a record."""
NOT_BLANK = r"\S"
"""Pattern of a text that is not blank."""
_AMBIGUOUS = pattern(r"\\[^.xn+*?()|\[\]]|\(\?(?!:)|[*+?}][+?]")
"""Parts of a pattern that two regular-expression engines may interpret differently."""
_SURROGATE = pattern("[\ud800-\udfff]")
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class UndecidedError(Exception):
    """Error for a value if the fast check cannot decide whether the value is valid."""


class ValueColumn(Struct, frozen=True, eq=False, dict=True):
    """Values of one type. Equal texts and numbers are stored once."""

    kind: type
    values: Collection[Any]

    @cached_property
    def key_sets(self) -> set[tuple[str, ...]]:
        """Return the distinct combinations of keys that the records in this column have."""
        return set(map(tuple, self.values))

    @cached_property
    def entries(self) -> list[ValueColumn]:
        """Return the entries of all lists in the column, with one column for each type of entry."""
        return columns_of([*chain.from_iterable(self.values)])

    def of(self, key: str) -> list[Any]:
        """Return the values that the records in this column have under a key."""
        if all(key in keys_ for keys_ in self.key_sets):
            return [value[key] for value in self.values]
        return [value[key] for value in self.values if key in value]


def columns_of(values: Collection[Any]) -> list[ValueColumn]:
    """Return a column for each type of value.

    `True`, 1 and 1.0 are equal in Python, but are different values here.
    """
    kinds = set(map(type, values))
    return [_column(kind, values, is_only_type=len(kinds) == 1) for kind in kinds]


def _column(kind: type, values: Collection[Any], *, is_only_type: bool) -> ValueColumn:
    if kind not in SCALARS and kind is not dict and kind is not list:
        raise UndecidedError
    own = values if is_only_type else [value for value in values if value.__class__ is kind]
    return ValueColumn(kind, set(own) if kind in SCALARS else own)


class DocumentColumns(Struct, frozen=True, eq=False):
    """Values of a valid document, by kind of record and field.

    If a field has lists, its values are the entries of the lists.
    """

    fields: dict[tuple[str, str], list[ValueColumn]]

    def of(self, record: str, field: str) -> list[ValueColumn]:
        """Return the columns of a field."""
        return self.fields.get((record, field), [])

    def different(self, record: str, field: str) -> Iterator[Any]:
        """Yield the distinct values of a field. Equal numbers are one value."""
        for column in self.of(record, field):
            yield from column.values if column.kind in SCALARS else deduplicate(column.values)

    def amounts(self, record: str, field: str) -> Iterator[Any]:
        """Yield the distinct values of a numeric field.

        For a field with money, yield the amounts without the currencies.
        """
        for column in self.of(record, field):
            if column.kind is not dict:
                yield from column.values
                continue
            yield from deduplicate(value for value in column.values if "amount" not in value)
            for amount in columns_of(column.of("amount")):
                yield from amount.values if amount.kind in SCALARS else deduplicate(amount.values)


def deduplicate(values: Iterable[Any]) -> Collection[Any]:
    """Return records or lists without duplicates."""
    return {_ENCODER.encode(value): value for value in values}.values()


class ColumnSchema:
    """JSON Schema that is prepared for the check of columns.

    The keywords of a node are prepared once for each type of value.
    """

    def __init__(self, schema: Node) -> None:
        self.root = schema
        self._definitions: dict[str, Node] = schema.get("$defs", {})
        self._known: dict[tuple[int, type], list[Keyword]] = {}
        """Prepared keywords, by the identity of the schema node and the type of value."""

    def columns(self, value: object) -> DocumentColumns | None:
        """Return the columns of a value; `None` if the value is invalid or may be invalid.

        >>> schema = ColumnSchema({"type": "object", "required": ["a"]})
        >>> schema.columns({"a": "b"}) is not None, schema.columns({"b": "b"}) is not None
        (True, False)
        """
        check = _ColumnCheck(self)
        try:
            return DocumentColumns(check.fields) if check.are_valid([value], self.root) else None
        except (UndecidedError, RecursionError):
            return None

    def keywords(self, node: Node, kind: type) -> list[Keyword]:
        """Return the keywords of a schema node that test values of this type; annotations are left out."""
        keywords = self._known.get((id(node), kind))
        if keywords is None:
            keywords = self._known[id(node), kind] = [*self._keywords(node, kind)]
        return keywords

    def _keywords(self, node: Node, kind: type) -> Iterator[Keyword]:
        for word, value in node.items():
            if word == "$ref":
                yield from self.keywords(self._definitions[value.removeprefix("#/$defs/")], kind)
            elif word == "type" and _has_json_type(kind, value) is not None:
                yield from () if _has_json_type(kind, value) else [(_never, value, node)]
            elif (
                word == "if" and value.keys() <= {"type"} and _has_json_type(kind, value["type"]) is not None
            ):
                further = node.get("then" if _has_json_type(kind, value["type"]) else "else")
                yield from self.keywords(further, kind) if further is not None else ()
            elif word in KEYWORD_TESTS:
                kinds, test = KEYWORD_TESTS[word]
                yield from [(test, value, node)] if kind in kinds else ()
            elif word not in ANNOTATIONS and not word.startswith("x-"):
                yield _raise_undecided, value, node


def _has_json_type(kind: type, type_names: str | list[str]) -> bool | None:
    """Return whether a Python type has one of these JSON Schema types.

    The result is `None` if the answer depends on the value: `1.0` is an integer in JSON Schema, `1.5` is not.
    """
    names = [type_names] if isinstance(type_names, str) else type_names
    if kind is Decimal and "integer" in names and "number" not in names:
        return None  # by the standard, 1.0 is an integer
    return any(kind in _TYPES[name] for name in names)


class _ColumnCheck:
    """State of the check of one document."""

    def __init__(self, schema: ColumnSchema) -> None:
        self.schema = schema
        self.fields: dict[tuple[str, str], list[ValueColumn]] = {}

    def are_valid(self, values: Collection[Any], node: Node) -> bool:
        """Return whether all values are valid against a node of the schema."""
        return all(self.is_valid(column, node) for column in columns_of(values))

    def is_valid(self, column: ValueColumn, node: Node) -> bool:
        """Return whether all values of a nonempty column are valid against a node of the schema."""
        keywords = self.schema.keywords(node, column.kind)
        return all(test(self, column, value, own) for test, value, own in keywords)

    def record(self, record: str, field: str, columns: list[ValueColumn]) -> None:
        """Store the values of a field. If the values are lists, store the entries of the lists."""
        kept = self.fields.setdefault((record, field), [])
        for column in columns:
            kept += column.entries if column.kind is list else (column,)

    def samples(self, column: ValueColumn, nodes: Iterable[Node]) -> list[ValueColumn]:
        """Split a column into columns with one value each, to test each value against these nodes.

        If the nodes test only the keys of records, one record for each combination of keys is enough.
        """
        if column.kind is dict and all(map(_depends_on_keys, nodes)):
            return [_record_with_keys(keys_) for keys_ in column.key_sets]
        return [ValueColumn(column.kind, [value]) for value in column.values]

    def partition(self, column: ValueColumn, node: Node) -> tuple[ValueColumn, ValueColumn]:
        """Return the valid and the invalid values of a column, each as a column."""
        nothing = ValueColumn(column.kind, [])
        if self.is_valid(column, node):
            return column, nothing
        if column.kind is dict and _depends_on_keys(node):
            fit = {keys_ for keys_ in column.key_sets if self.is_valid(_record_with_keys(keys_), node)}
            fits = [tuple(value) in fit for value in column.values]
        else:
            fits = [self.is_valid(ValueColumn(column.kind, [value]), node) for value in column.values]
        parts: tuple[list[Any], list[Any]] = ([], [])
        for value, fitting in zip(column.values, fits, strict=True):
            parts[not fitting].append(value)
        return ValueColumn(column.kind, parts[0]), ValueColumn(column.kind, parts[1])


def _record_with_keys(keys_: tuple[str, ...]) -> ValueColumn:
    """Return a column that contains one record with these keys."""
    return ValueColumn(dict, [dict.fromkeys(keys_)])


def _depends_on_keys(node: Node) -> bool:
    """Return whether a node of the schema checks only the keys of a record."""
    inside = [
        *node.get("anyOf", ()),
        *node.get("oneOf", ()),
        *(node[key] for key in ("not",) if key in node),
    ]
    return node.keys() <= _BY_KEYS and all(map(_depends_on_keys, inside))


def _never(_check: _ColumnCheck, *_: object) -> bool:
    return False


def _raise_undecided(_check: _ColumnCheck, *_: object) -> bool:
    raise UndecidedError


def _is_constant(_check: _ColumnCheck, column: ValueColumn, constant: object, _: Node) -> bool:
    return _enum(_check, column, [constant], _)


def _enum(_check: _ColumnCheck, column: ValueColumn, constants: list[object], _: Node) -> bool:
    same_type = [constant for constant in constants if type(constant) is column.kind]
    if column.kind in NUMBERS or (same_type and column.kind not in SCALARS):
        raise UndecidedError
    return bool(same_type) and all(value in same_type for value in column.values)


def _pattern(_check: _ColumnCheck, column: ValueColumn, text: str, _: Node) -> bool:
    return all(map(_matcher(text), _texts(column.values)))


def _properties(check: _ColumnCheck, column: ValueColumn, properties: dict[str, Node], node: Node) -> bool:
    record = node.get("x-record")
    for key in _keys(column):
        if key in properties:
            values = columns_of(column.of(key))
            if record is not None:
                check.record(record, key, values)
            if not all(check.is_valid(value, properties[key]) for value in values):
                return False
    return True


def _additional(check: _ColumnCheck, column: ValueColumn, schema: Node | bool, node: Node) -> bool:  # noqa: FBT001 - as JSON Schema defines the keyword
    others = _keys(column) - node.get("properties", {}).keys()
    if isinstance(schema, bool):
        return schema or not others
    return all(check.are_valid(column.of(other), schema) for other in others)


def _property_names(check: _ColumnCheck, column: ValueColumn, schema: Node, _: Node) -> bool:
    return check.are_valid(_keys(column), schema)


def _required(_check: _ColumnCheck, column: ValueColumn, keys: list[str], _: Node) -> bool:
    return all(key in keys_ for keys_ in column.key_sets for key in keys)


def _keys(column: ValueColumn) -> set[str]:
    return {*chain.from_iterable(column.key_sets)}


def _items(check: _ColumnCheck, column: ValueColumn, schema: Node, _: Node) -> bool:
    return all(check.is_valid(entry, schema) for entry in column.entries)


def _if(check: _ColumnCheck, column: ValueColumn, condition: Node, node: Node) -> bool:
    parts = zip(check.partition(column, condition), ("then", "else"), strict=True)
    return all(check.is_valid(side, node[word]) for side, word in parts if word in node and side.values)


def _any_of(check: _ColumnCheck, column: ValueColumn, options: list[Node], _: Node) -> bool:
    return all(
        any(check.is_valid(sample, option) for option in options) for sample in check.samples(column, options)
    )


def _one_of(check: _ColumnCheck, column: ValueColumn, options: list[Node], _: Node) -> bool:
    return all(
        sum(check.is_valid(sample, option) for option in options) == 1
        for sample in check.samples(column, options)
    )


def _not(check: _ColumnCheck, column: ValueColumn, schema: Node, _: Node) -> bool:
    return not any(check.is_valid(sample, schema) for sample in check.samples(column, [schema]))


def _at_least(_check: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return bool(min(_finite(column)) >= limit)


def _at_most(_check: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return bool(max(_finite(column)) <= limit)


def _finite(column: ValueColumn) -> Collection[Any]:
    if column.kind is Decimal and not all(map(Decimal.is_finite, column.values)):
        raise UndecidedError
    return column.values


def _is_short(_check: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return max(map(len, column.values)) <= limit


def _has_enough_keys(_check: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return min(map(len, column.key_sets)) >= limit


def _has_enough_items(_check: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return min(map(len, column.values)) >= limit


_TEXT, _LIST, _RECORD = _TYPES["string"], _TYPES["array"], _TYPES["object"]
_ANY: frozenset[type] = SCALARS | _LIST | _RECORD
KEYWORD_TESTS: dict[str, tuple[frozenset[type], KeywordTest]] = {
    "type": (_ANY, _raise_undecided),
    "const": (_ANY, _is_constant),
    "enum": (_ANY, _enum),
    "if": (_ANY, _if),
    "then": (frozenset(), _never),  # `if` evaluates `then` and `else`
    "else": (frozenset(), _never),
    "anyOf": (_ANY, _any_of),
    "oneOf": (_ANY, _one_of),
    "not": (_ANY, _not),
    "pattern": (_TEXT, _pattern),
    "maxLength": (_TEXT, _is_short),
    "minimum": (NUMBERS, _at_least),
    "maximum": (NUMBERS, _at_most),
    "items": (_LIST, _items),
    "minItems": (_LIST, _has_enough_items),
    "properties": (_RECORD, _properties),
    "additionalProperties": (_RECORD, _additional),
    "propertyNames": (_RECORD, _property_names),
    "required": (_RECORD, _required),
    "minProperties": (_RECORD, _has_enough_keys),
}
"""Tests of keywords, with the types of values to which they apply."""


@cache
def _matcher(text: str) -> Callable[[str], object]:
    """Return the match function of a pattern. As in the schema library, `$` is the end of the text."""
    if text == NOT_BLANK:
        return _has_visible_character
    if not (text.startswith("^") and text.endswith("$")) or _AMBIGUOUS.search(text):
        raise UndecidedError
    return re.compile(text[1:-1]).fullmatch


def _has_visible_character(text: str) -> bool:
    if re.search("[!-~]", text) is None:
        raise UndecidedError
    return True


def _texts(values: Collection[str]) -> Collection[str]:
    """Return the texts; raise an error if a text has half of a surrogate pair."""
    if not all(map(str.isascii, values)) and any(map(_SURROGATE.search, values)):
        raise UndecidedError
    return values
