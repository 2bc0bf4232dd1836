"""The different values of a document, each of which is checked once.

A document repeats the same few values. All values of one field of all records of a kind form a column, and
only the different values of a column are checked against the schema. A value that is valid here is valid by
the library too, as tests prove. An invalid or doubtful value goes to the library: only the library refuses,
and it takes as long to load as the rest of a small check.

A search for mistakes in values first asks whether one of the different values could be a mistake
(`Columns.different`), and reads records only where one could.
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
"""Test whether all values of a column satisfy a keyword: the column, the value of the keyword, its node."""
Keyword = tuple[KeywordTest, Any, Node]
"""A keyword of a node, with its value."""

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
"""Keywords that ask nothing of a record but which keys it has."""
SOMETHING = r"\S"
"""The pattern of a text that is not blank."""
_OF_OTHERS = pattern(r"\\[^.xn+*?()|\[\]]|\(\?(?!:)|[*+?}][+?]")
"""Signs in a pattern that one engine may read otherwise than another."""
_HALF = pattern("[\ud800-\udfff]")
_CLASS = msgspec.json.Encoder(decimal_format="number")


class UndecidedError(Exception):
    """The fast check cannot decide."""


class ValueColumn(Struct, frozen=True, eq=False, dict=True):
    """Values of one type; of texts, numbers and the like each once."""

    kind: type
    values: Collection[Any]

    @cached_property
    def shapes(self) -> set[tuple[str, ...]]:
        """The sets of keys of the records, each set once."""
        return set(map(tuple, self.values))

    @cached_property
    def entries(self) -> list[ValueColumn]:
        """The entries of all the lists, in columns."""
        return columns_of([*chain.from_iterable(self.values)])

    def of(self, key: str) -> list[Any]:
        """Return the values of a key in the records."""
        if all(key in shape for shape in self.shapes):
            return [value[key] for value in self.values]
        return [value[key] for value in self.values if key in value]


def columns_of(values: Collection[Any]) -> list[ValueColumn]:
    """Values in columns, one for each type: `True`, 1 and 1.0 are equal, and are not one value."""
    kinds = set(map(type, values))
    return [_column(kind, values, alone=len(kinds) == 1) for kind in kinds]


def _column(kind: type, values: Collection[Any], *, alone: bool) -> ValueColumn:
    if kind not in SCALARS and kind is not dict and kind is not list:
        raise UndecidedError
    own = values if alone else [value for value in values if value.__class__ is kind]
    return ValueColumn(kind, set(own) if kind in SCALARS else own)


class DocumentColumns(Struct, frozen=True, eq=False):
    """The values of a valid document, by the kind of record and the field.

    For a field with a list, these are the entries of the lists.
    """

    fields: dict[tuple[str, str], list[ValueColumn]]

    def of(self, record: str, field: str) -> list[ValueColumn]:
        """Return the columns of a field; records of other fields appear as often as they are written."""
        return self.fields.get((record, field), [])

    def different(self, record: str, field: str) -> Iterator[Any]:
        """Yield the different values of a field; equal numbers count as one."""
        for column in self.of(record, field):
            yield from column.values if column.kind in SCALARS else deduplicate(column.values)

    def amounts(self, record: str, field: str) -> Iterator[Any]:
        """Yield the different values of a numeric field; the amounts, where it has sums of money."""
        for column in self.of(record, field):
            if column.kind is not dict:
                yield from column.values
                continue
            yield from deduplicate(value for value in column.values if "amount" not in value)
            for amount in columns_of(column.of("amount")):
                yield from amount.values if amount.kind in SCALARS else deduplicate(amount.values)


def deduplicate(values: Iterable[Any]) -> Collection[Any]:
    """Records or lists, each once that are equal."""
    return {_CLASS.encode(value): value for value in values}.values()


class ColumnSchema:
    """A schema that checks whole columns.

    The keywords of a node for one type of values are prepared once, because the same few are needed again and
    again.
    """

    def __init__(self, schema: Node) -> None:
        self.root = schema
        self._definitions: dict[str, Node] = schema.get("$defs", {})
        self._known: dict[tuple[int, type], list[Keyword]] = {}
        """By the identity of the node."""

    def columns(self, value: object) -> DocumentColumns | None:
        """Return the columns of a value that is valid without any doubt; `None` otherwise.

        >>> schema = ColumnSchema({"type": "object", "required": ["a"]})
        >>> schema.columns({"a": "b"}) is not None, schema.columns({"b": "b"}) is not None
        (True, False)
        """
        look = _ColumnCheck(self)
        try:
            return DocumentColumns(look.found) if look.all_valid([value], self.root) else None
        except (UndecidedError, RecursionError):
            return None

    def said(self, node: Node, kind: type) -> list[Keyword]:
        """Return the keywords of a node that apply to values of one type, without annotations."""
        found = self._known.get((id(node), kind))
        if found is None:
            found = self._known[id(node), kind] = [*self._said(node, kind)]
        return found

    def _said(self, node: Node, kind: type) -> Iterator[Keyword]:
        for word, what in node.items():
            if word == "$ref":
                yield from self.said(self._definitions[what.removeprefix("#/$defs/")], kind)
            elif word == "type" and _is_of(kind, what) is not None:
                yield from () if _is_of(kind, what) else [(_never, what, node)]
            elif word == "if" and what.keys() <= {"type"} and _is_of(kind, what["type"]) is not None:
                further = node.get("then" if _is_of(kind, what["type"]) else "else")
                yield from self.said(further, kind) if further is not None else ()
            elif word in KEYWORD_TESTS:
                kinds, judge = KEYWORD_TESTS[word]
                yield from [(judge, what, node)] if kind in kinds else ()
            elif word not in ANNOTATIONS and not word.startswith("x-"):
                yield _doubt, what, node


def _is_of(kind: type, said: str | list[str]) -> bool | None:
    """Return whether values of a type are what a schema calls by a name; nothing where that is in doubt."""
    names = [said] if isinstance(said, str) else said
    if kind is Decimal and "integer" in names and "number" not in names:
        return None  # 1.0 is one by the standard
    return any(kind in _TYPES[name] for name in names)


class _ColumnCheck:
    """One look at one document."""

    def __init__(self, schema: ColumnSchema) -> None:
        self.schema = schema
        self.found: dict[tuple[str, str], list[ValueColumn]] = {}

    def all_valid(self, values: Collection[Any], node: Node) -> bool:
        """Return whether all of some values are valid by a node of the schema."""
        return all(self.valid(column, node) for column in columns_of(values))

    def valid(self, column: ValueColumn, node: Node) -> bool:
        """Return whether all values of a nonempty column are valid by a node of the schema."""
        said = self.schema.said(node, column.kind)
        return all(judge(self, column, what, own) for judge, what, own in said)

    def note(self, record: str, field: str, columns: list[ValueColumn]) -> None:
        """Record the values of a field; the entries, where it has lists."""
        kept = self.found.setdefault((record, field), [])
        for column in columns:
            kept += column.entries if column.kind is list else (column,)

    def samples(self, column: ValueColumn, nodes: Iterable[Node]) -> list[ValueColumn]:
        """Columns of one value each that represent the column for these nodes."""
        if column.kind is dict and all(map(_is_by_keys, nodes)):
            return [_shaped(shape) for shape in column.shapes]
        return [ValueColumn(column.kind, [value]) for value in column.values]

    def parted(self, column: ValueColumn, node: Node) -> tuple[ValueColumn, ValueColumn]:
        """Return the values that are valid by a node, and those that are not."""
        nothing = ValueColumn(column.kind, [])
        if self.valid(column, node):
            return column, nothing
        if column.kind is dict and _is_by_keys(node):
            fit = {shape for shape in column.shapes if self.valid(_shaped(shape), node)}
            fits = [tuple(value) in fit for value in column.values]
        else:
            fits = [self.valid(ValueColumn(column.kind, [value]), node) for value in column.values]
        sides: tuple[list[Any], list[Any]] = ([], [])
        for each, fitting in zip(column.values, fits, strict=True):
            sides[not fitting].append(each)
        return ValueColumn(column.kind, sides[0]), ValueColumn(column.kind, sides[1])


def _shaped(shape: tuple[str, ...]) -> ValueColumn:
    """A record with these keys."""
    return ValueColumn(dict, [dict.fromkeys(shape)])


def _is_by_keys(node: Node) -> bool:
    """Return whether a node treats any two records with the same keys alike."""
    inside = [
        *node.get("anyOf", ()),
        *node.get("oneOf", ()),
        *(node[each] for each in ("not",) if each in node),
    ]
    return node.keys() <= _BY_KEYS and all(map(_is_by_keys, inside))


def _never(_look: _ColumnCheck, *_: object) -> bool:
    return False


def _doubt(_look: _ColumnCheck, *_: object) -> bool:
    raise UndecidedError


def _same(_look: _ColumnCheck, column: ValueColumn, said: object, _: Node) -> bool:
    return _enum(_look, column, [said], _)


def _enum(_look: _ColumnCheck, column: ValueColumn, said: list[object], _: Node) -> bool:
    alike = [each for each in said if type(each) is column.kind]
    if column.kind in NUMBERS or (alike and column.kind not in SCALARS):
        raise UndecidedError
    return bool(alike) and all(value in alike for value in column.values)


def _pattern(_look: _ColumnCheck, column: ValueColumn, said: str, _: Node) -> bool:
    return all(map(_matcher(said), _texts(column.values)))


def _properties(look: _ColumnCheck, column: ValueColumn, said: dict[str, Node], node: Node) -> bool:
    record = node.get("x-record")
    for key in _keys(column):
        if key in said:
            values = columns_of(column.of(key))
            if record is not None:
                look.note(record, key, values)
            if not all(look.valid(value, said[key]) for value in values):
                return False
    return True


def _additional(look: _ColumnCheck, column: ValueColumn, said: Node | bool, node: Node) -> bool:  # noqa: FBT001 - the standard's form
    others = _keys(column) - node.get("properties", {}).keys()
    if isinstance(said, bool):
        return said or not others
    return all(look.all_valid(column.of(other), said) for other in others)


def _names(look: _ColumnCheck, column: ValueColumn, said: Node, _: Node) -> bool:
    return look.all_valid(_keys(column), said)


def _required(_look: _ColumnCheck, column: ValueColumn, said: list[str], _: Node) -> bool:
    return all(each in shape for shape in column.shapes for each in said)


def _keys(column: ValueColumn) -> set[str]:
    return {*chain.from_iterable(column.shapes)}


def _items(look: _ColumnCheck, column: ValueColumn, said: Node, _: Node) -> bool:
    return all(look.valid(entry, said) for entry in column.entries)


def _if(look: _ColumnCheck, column: ValueColumn, said: Node, node: Node) -> bool:
    sides = zip(look.parted(column, said), ("then", "else"), strict=True)
    return all(look.valid(each, node[word]) for each, word in sides if word in node and each.values)


def _any(look: _ColumnCheck, column: ValueColumn, said: list[Node], _: Node) -> bool:
    return all(any(look.valid(one, each) for each in said) for one in look.samples(column, said))


def _one(look: _ColumnCheck, column: ValueColumn, said: list[Node], _: Node) -> bool:
    return all(sum(look.valid(one, each) for each in said) == 1 for one in look.samples(column, said))


def _not(look: _ColumnCheck, column: ValueColumn, said: Node, _: Node) -> bool:
    return not any(look.valid(one, said) for one in look.samples(column, [said]))


def _at_least(_look: _ColumnCheck, column: ValueColumn, said: int, _: Node) -> bool:
    return bool(min(_finite(column)) >= said)


def _at_most(_look: _ColumnCheck, column: ValueColumn, said: int, _: Node) -> bool:
    return bool(max(_finite(column)) <= said)


def _finite(column: ValueColumn) -> Collection[Any]:
    if column.kind is Decimal and not all(map(Decimal.is_finite, column.values)):
        raise UndecidedError
    return column.values


def _short(_look: _ColumnCheck, column: ValueColumn, said: int, _: Node) -> bool:
    return max(map(len, column.values)) <= said


def _some_keys(_look: _ColumnCheck, column: ValueColumn, said: int, _: Node) -> bool:
    return min(map(len, column.shapes)) >= said


def _some_items(_look: _ColumnCheck, column: ValueColumn, said: int, _: Node) -> bool:
    return min(map(len, column.values)) >= said


_TEXT, _LIST, _RECORD = _TYPES["string"], _TYPES["array"], _TYPES["object"]
_ANY: frozenset[type] = SCALARS | _LIST | _RECORD
KEYWORD_TESTS: dict[str, tuple[frozenset[type], KeywordTest]] = {
    "type": (_ANY, _doubt),
    "const": (_ANY, _same),
    "enum": (_ANY, _enum),
    "if": (_ANY, _if),
    "then": (frozenset(), _never),  # what they say, `if` says
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
"""Keywords with the types of values that they speak of."""


@cache
def _matcher(said: str) -> Callable[[str], object]:
    """A pattern that is about a text as a whole, as the library reads it: `$` is the very end."""
    if said == SOMETHING:
        return _says_something
    if not (said.startswith("^") and said.endswith("$")) or _OF_OTHERS.search(said):
        raise UndecidedError
    return re.compile(said[1:-1]).fullmatch


def _says_something(text: str) -> bool:
    """Return whether a text has a visible character."""
    if re.search("[!-~]", text) is None:
        raise UndecidedError
    return True


def _texts(values: Collection[str]) -> Collection[str]:
    """Texts without half characters."""
    if not all(map(str.isascii, values)) and any(map(_HALF.search, values)):
        raise UndecidedError
    return values
