"""Distinct values of a document, each of which is checked once.

A document repeats a small number of values. The values of one field in all records of a kind form a column,
and only its distinct values are checked against the schema. Tests prove that each value accepted here is also
accepted by the schema library. An invalid or undecided value is passed to the library, and only the library
rejects it; loading it takes as long as the rest of a small check.

A check of single values first asks `Columns.different` whether any distinct value could be wrong, and reads
records only then.
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
"""Test whether all values of a column satisfy a keyword.

Arguments: the column, the value of the keyword, and its node.
"""
Keyword = tuple[KeywordTest, Any, Node]
"""Keyword of a schema node, with its value."""

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
"""Keywords that depend only on which keys a record has."""
SOMETHING = r"\S"
"""Pattern of a text that is not blank."""
_AMBIGUOUS = pattern(r"\\[^.xn+*?()|\[\]]|\(\?(?!:)|[*+?}][+?]")
"""Characters in a pattern that two regular-expression engines may interpret differently."""
_HALF = pattern("[\ud800-\udfff]")
_CLASS = msgspec.json.Encoder(decimal_format="number")


class UndecidedError(Exception):
    """Error for a value that the fast check cannot decide."""


class ValueColumn(Struct, frozen=True, eq=False, dict=True):
    """Values of one type; equal texts, numbers and the like are stored once."""

    kind: type
    values: Collection[Any]

    @cached_property
    def shapes(self) -> set[tuple[str, ...]]:
        """Return the distinct sets of keys of the records."""
        return set(map(tuple, self.values))

    @cached_property
    def entries(self) -> list[ValueColumn]:
        """Return the entries of all lists, in columns."""
        return columns_of([*chain.from_iterable(self.values)])

    def of(self, key: str) -> list[Any]:
        """Return the values of a key in the records."""
        if all(key in shape for shape in self.shapes):
            return [value[key] for value in self.values]
        return [value[key] for value in self.values if key in value]


def columns_of(values: Collection[Any]) -> list[ValueColumn]:
    """Return values in columns by type: `True`, 1 and 1.0 are equal in Python but different values."""
    kinds = set(map(type, values))
    return [_column(kind, values, alone=len(kinds) == 1) for kind in kinds]


def _column(kind: type, values: Collection[Any], *, alone: bool) -> ValueColumn:
    if kind not in SCALARS and kind is not dict and kind is not list:
        raise UndecidedError
    own = values if alone else [value for value in values if value.__class__ is kind]
    return ValueColumn(kind, set(own) if kind in SCALARS else own)


class DocumentColumns(Struct, frozen=True, eq=False):
    """Values of a valid document, by kind of record and field.

    For a field with a list, the values are the entries of the lists.
    """

    fields: dict[tuple[str, str], list[ValueColumn]]

    def of(self, record: str, field: str) -> list[ValueColumn]:
        """Return the columns of a field, without merging the records of different fields."""
        return self.fields.get((record, field), [])

    def different(self, record: str, field: str) -> Iterator[Any]:
        """Yield the distinct values of a field; equal numbers count as one."""
        for column in self.of(record, field):
            yield from column.values if column.kind in SCALARS else deduplicate(column.values)

    def amounts(self, record: str, field: str) -> Iterator[Any]:
        """Yield the distinct values of a numeric field; for sums of money, the amounts."""
        for column in self.of(record, field):
            if column.kind is not dict:
                yield from column.values
                continue
            yield from deduplicate(value for value in column.values if "amount" not in value)
            for amount in columns_of(column.of("amount")):
                yield from amount.values if amount.kind in SCALARS else deduplicate(amount.values)


def deduplicate(values: Iterable[Any]) -> Collection[Any]:
    """Return records or lists without duplicates."""
    return {_CLASS.encode(value): value for value in values}.values()


class ColumnSchema:
    """Schema that checks whole columns.

    The keywords of each node are prepared once for each type of value, because they are needed often.
    """

    def __init__(self, schema: Node) -> None:
        self.root = schema
        self._definitions: dict[str, Node] = schema.get("$defs", {})
        self._known: dict[tuple[int, type], list[Keyword]] = {}
        """Results by the identity of the node."""

    def columns(self, value: object) -> DocumentColumns | None:
        """Return the columns of a value that is certainly valid; `None` otherwise.

        >>> schema = ColumnSchema({"type": "object", "required": ["a"]})
        >>> schema.columns({"a": "b"}) is not None, schema.columns({"b": "b"}) is not None
        (True, False)
        """
        look = _ColumnCheck(self)
        try:
            return DocumentColumns(look.fields) if look.are_valid([value], self.root) else None
        except (UndecidedError, RecursionError):
            return None

    def keywords(self, node: Node, kind: type) -> list[Keyword]:
        """Return the keywords of a node that apply to values of one type, without annotations."""
        keywords = self._known.get((id(node), kind))
        if keywords is None:
            keywords = self._known[id(node), kind] = [*self._keywords(node, kind)]
        return keywords

    def _keywords(self, node: Node, kind: type) -> Iterator[Keyword]:
        for word, what in node.items():
            if word == "$ref":
                yield from self.keywords(self._definitions[what.removeprefix("#/$defs/")], kind)
            elif word == "type" and _is_of(kind, what) is not None:
                yield from () if _is_of(kind, what) else [(_never, what, node)]
            elif word == "if" and what.keys() <= {"type"} and _is_of(kind, what["type"]) is not None:
                further = node.get("then" if _is_of(kind, what["type"]) else "else")
                yield from self.keywords(further, kind) if further is not None else ()
            elif word in KEYWORD_TESTS:
                kinds, test = KEYWORD_TESTS[word]
                yield from [(test, what, node)] if kind in kinds else ()
            elif word not in ANNOTATIONS and not word.startswith("x-"):
                yield _doubt, what, node


def _is_of(kind: type, type_names: str | list[str]) -> bool | None:
    """Return whether a type has one of the schema's type names; raise an error if that is not certain."""
    names = [type_names] if isinstance(type_names, str) else type_names
    if kind is Decimal and "integer" in names and "number" not in names:
        return None  # 1.0 is one by the standard
    return any(kind in _TYPES[name] for name in names)


class _ColumnCheck:
    """Check of one document."""

    def __init__(self, schema: ColumnSchema) -> None:
        self.schema = schema
        self.fields: dict[tuple[str, str], list[ValueColumn]] = {}

    def are_valid(self, values: Collection[Any], node: Node) -> bool:
        """Return whether all of these values are valid by a node of the schema."""
        return all(self.is_valid(column, node) for column in columns_of(values))

    def is_valid(self, column: ValueColumn, node: Node) -> bool:
        """Return whether all values of a nonempty column are valid by a node of the schema."""
        keywords = self.schema.keywords(node, column.kind)
        return all(test(self, column, what, own) for test, what, own in keywords)

    def record(self, record: str, field: str, columns: list[ValueColumn]) -> None:
        """Store the values of a field; for a list, its entries."""
        kept = self.fields.setdefault((record, field), [])
        for column in columns:
            kept += column.entries if column.kind is list else (column,)

    def samples(self, column: ValueColumn, nodes: Iterable[Node]) -> list[ValueColumn]:
        """Return columns of one value each that represent the column for these nodes."""
        if column.kind is dict and all(map(_is_by_keys, nodes)):
            return [_shaped(shape) for shape in column.shapes]
        return [ValueColumn(column.kind, [value]) for value in column.values]

    def partition(self, column: ValueColumn, node: Node) -> tuple[ValueColumn, ValueColumn]:
        """Return the values that are valid by a node, and those that are not."""
        nothing = ValueColumn(column.kind, [])
        if self.is_valid(column, node):
            return column, nothing
        if column.kind is dict and _is_by_keys(node):
            fit = {shape for shape in column.shapes if self.is_valid(_shaped(shape), node)}
            fits = [tuple(value) in fit for value in column.values]
        else:
            fits = [self.is_valid(ValueColumn(column.kind, [value]), node) for value in column.values]
        sides: tuple[list[Any], list[Any]] = ([], [])
        for value, fitting in zip(column.values, fits, strict=True):
            sides[not fitting].append(value)
        return ValueColumn(column.kind, sides[0]), ValueColumn(column.kind, sides[1])


def _shaped(shape: tuple[str, ...]) -> ValueColumn:
    """Return a record with these keys."""
    return ValueColumn(dict, [dict.fromkeys(shape)])


def _is_by_keys(node: Node) -> bool:
    """Return whether a node treats two records with the same keys in the same way."""
    inside = [
        *node.get("anyOf", ()),
        *node.get("oneOf", ()),
        *(node[key] for key in ("not",) if key in node),
    ]
    return node.keys() <= _BY_KEYS and all(map(_is_by_keys, inside))


def _never(_look: _ColumnCheck, *_: object) -> bool:
    return False


def _doubt(_look: _ColumnCheck, *_: object) -> bool:
    raise UndecidedError


def _same(_look: _ColumnCheck, column: ValueColumn, constant: object, _: Node) -> bool:
    return _enum(_look, column, [constant], _)


def _enum(_look: _ColumnCheck, column: ValueColumn, constants: list[object], _: Node) -> bool:
    alike = [constant for constant in constants if type(constant) is column.kind]
    if column.kind in NUMBERS or (alike and column.kind not in SCALARS):
        raise UndecidedError
    return bool(alike) and all(value in alike for value in column.values)


def _pattern(_look: _ColumnCheck, column: ValueColumn, text: str, _: Node) -> bool:
    return all(map(_matcher(text), _texts(column.values)))


def _properties(look: _ColumnCheck, column: ValueColumn, properties: dict[str, Node], node: Node) -> bool:
    record = node.get("x-record")
    for key in _keys(column):
        if key in properties:
            values = columns_of(column.of(key))
            if record is not None:
                look.record(record, key, values)
            if not all(look.is_valid(value, properties[key]) for value in values):
                return False
    return True


def _additional(look: _ColumnCheck, column: ValueColumn, schema: Node | bool, node: Node) -> bool:  # noqa: FBT001 - the standard's form
    others = _keys(column) - node.get("properties", {}).keys()
    if isinstance(schema, bool):
        return schema or not others
    return all(look.are_valid(column.of(other), schema) for other in others)


def _names(look: _ColumnCheck, column: ValueColumn, schema: Node, _: Node) -> bool:
    return look.are_valid(_keys(column), schema)


def _required(_look: _ColumnCheck, column: ValueColumn, keys: list[str], _: Node) -> bool:
    return all(key in shape for shape in column.shapes for key in keys)


def _keys(column: ValueColumn) -> set[str]:
    return {*chain.from_iterable(column.shapes)}


def _items(look: _ColumnCheck, column: ValueColumn, schema: Node, _: Node) -> bool:
    return all(look.is_valid(entry, schema) for entry in column.entries)


def _if(look: _ColumnCheck, column: ValueColumn, condition: Node, node: Node) -> bool:
    sides = zip(look.partition(column, condition), ("then", "else"), strict=True)
    return all(look.is_valid(side, node[word]) for side, word in sides if word in node and side.values)


def _any(look: _ColumnCheck, column: ValueColumn, options: list[Node], _: Node) -> bool:
    return all(any(look.is_valid(one, option) for option in options) for one in look.samples(column, options))


def _one(look: _ColumnCheck, column: ValueColumn, options: list[Node], _: Node) -> bool:
    return all(
        sum(look.is_valid(one, option) for option in options) == 1 for one in look.samples(column, options)
    )


def _not(look: _ColumnCheck, column: ValueColumn, schema: Node, _: Node) -> bool:
    return not any(look.is_valid(one, schema) for one in look.samples(column, [schema]))


def _at_least(_look: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return bool(min(_finite(column)) >= limit)


def _at_most(_look: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return bool(max(_finite(column)) <= limit)


def _finite(column: ValueColumn) -> Collection[Any]:
    if column.kind is Decimal and not all(map(Decimal.is_finite, column.values)):
        raise UndecidedError
    return column.values


def _short(_look: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return max(map(len, column.values)) <= limit


def _some_keys(_look: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return min(map(len, column.shapes)) >= limit


def _some_items(_look: _ColumnCheck, column: ValueColumn, limit: int, _: Node) -> bool:
    return min(map(len, column.values)) >= limit


_TEXT, _LIST, _RECORD = _TYPES["string"], _TYPES["array"], _TYPES["object"]
_ANY: frozenset[type] = SCALARS | _LIST | _RECORD
KEYWORD_TESTS: dict[str, tuple[frozenset[type], KeywordTest]] = {
    "type": (_ANY, _doubt),
    "const": (_ANY, _same),
    "enum": (_ANY, _enum),
    "if": (_ANY, _if),
    "then": (frozenset(), _never),  # `if` evaluates them
    "else": (frozenset(), _never),
    "anyOf": (_ANY, _any),
    "oneOf": (_ANY, _one),
    "not": (_ANY, _not),
    "pattern": (_TEXT, _pattern),
    "maxLength": (_TEXT, _short),
    "minimum": (NUMBERS, _at_least),
    "maximum": (NUMBERS, _at_most),
    "items": (_LIST, _items),
    "minItems": (_LIST, _some_items),
    "properties": (_RECORD, _properties),
    "additionalProperties": (_RECORD, _additional),
    "propertyNames": (_RECORD, _names),
    "required": (_RECORD, _required),
    "minProperties": (_RECORD, _some_keys),
}
"""Tests of keywords, with the types of values to which they apply."""


@cache
def _matcher(text: str) -> Callable[[str], object]:
    """Return a pattern in the sense of the schema library, where `$` is the end of the text."""
    if text == SOMETHING:
        return _has_visible_character
    if not (text.startswith("^") and text.endswith("$")) or _AMBIGUOUS.search(text):
        raise UndecidedError
    return re.compile(text[1:-1]).fullmatch


def _has_visible_character(text: str) -> bool:
    """Return whether a text has a visible character."""
    if re.search("[!-~]", text) is None:
        raise UndecidedError
    return True


def _texts(values: Collection[str]) -> Collection[str]:
    """Return the texts without half of a surrogate pair."""
    if not all(map(str.isascii, values)) and any(map(_HALF.search, values)):
        raise UndecidedError
    return values
