"""The different values of a document, each of which is looked at once.

A document says the same few values over and over. All that stands in one field of all records of a kind is a
column here, and of a column only the different values are shown to the schema. What is found valid this way
is valid by the library too, as tests hold. What is not, or in doubt, the library is asked about: it alone
refuses, and it takes as long to load as all else that a small check does.

Whoever looks for mistakes in values asks first whether one of the different values could be a mistake
(`Columns.different`), and looks at records only where one could.
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
Judge = Callable[["_Look", "Column", Any, Node], bool]
"""Whether all values of a column are as a keyword says: the column, what the keyword says, its node."""
Said = tuple[Judge, Any, Node]
"""A keyword of a node, with what it says."""

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


class DoubtError(Exception):
    """Something is not told here."""


class Column(Struct, frozen=True, eq=False, dict=True):
    """Values of one type; of texts, numbers and the like each once."""

    kind: type
    values: Collection[Any]

    @cached_property
    def shapes(self) -> set[tuple[str, ...]]:
        """Of records, the keys that they have, each set of them once."""
        return set(map(tuple, self.values))

    @cached_property
    def entries(self) -> list[Column]:
        """Of lists, all that stands in them."""
        return columns_of([*chain.from_iterable(self.values)])

    def of(self, key: str) -> list[Any]:
        """Of records, what stands under a key."""
        if all(key in shape for shape in self.shapes):
            return [value[key] for value in self.values]
        return [value[key] for value in self.values if key in value]


def columns_of(values: Collection[Any]) -> list[Column]:
    """Values in columns, one for each type: `True`, 1 and 1.0 are equal, and are not one value."""
    kinds = set(map(type, values))
    return [_column(kind, values, alone=len(kinds) == 1) for kind in kinds]


def _column(kind: type, values: Collection[Any], *, alone: bool) -> Column:
    if kind not in SCALARS and kind is not dict and kind is not list:
        raise DoubtError
    own = values if alone else [value for value in values if value.__class__ is kind]
    return Column(kind, set(own) if kind in SCALARS else own)


class Columns(Struct, frozen=True, eq=False):
    """The values of a valid document, by the kind of record and the field in which they stand.

    Of a field that holds a list, they are the entries of the lists.
    """

    fields: dict[tuple[str, str], list[Column]]

    def of(self, record: str, field: str) -> list[Column]:
        """All that stands in a field; records of other fields as often as they are written."""
        return self.fields.get((record, field), [])

    def different(self, record: str, field: str) -> Iterator[Any]:
        """The different values of a field; numbers that are equal count as one."""
        for column in self.of(record, field):
            yield from column.values if column.kind in SCALARS else unequal(column.values)

    def amounts(self, record: str, field: str) -> Iterator[Any]:
        """The different values of a field with numbers; of sums of money, how much they are."""
        for column in self.of(record, field):
            if column.kind is not dict:
                yield from column.values
                continue
            yield from unequal(value for value in column.values if "amount" not in value)
            for amount in columns_of(column.of("amount")):
                yield from amount.values if amount.kind in SCALARS else unequal(amount.values)


def unequal(values: Iterable[Any]) -> Collection[Any]:
    """Records or lists, each once that are equal."""
    return {_CLASS.encode(value): value for value in values}.values()


class ColumnSchema:
    """A schema that is shown whole columns.

    What a node says of values of one type is made ready once: the same few are asked again and again.
    """

    def __init__(self, schema: Node) -> None:
        self.root = schema
        self._definitions: dict[str, Node] = schema.get("$defs", {})
        self._known: dict[tuple[int, type], list[Said]] = {}
        """By the identity of the node."""

    def columns(self, value: object) -> Columns | None:
        """The columns of a value that is valid without any doubt; of another one nothing.

        >>> schema = ColumnSchema({"type": "object", "required": ["a"]})
        >>> schema.columns({"a": "b"}) is not None, schema.columns({"b": "b"}) is not None
        (True, False)
        """
        look = _Look(self)
        try:
            return Columns(look.found) if look.all_valid([value], self.root) else None
        except (DoubtError, RecursionError):
            return None

    def said(self, node: Node, kind: type) -> list[Said]:
        """What a node says of values of one type, without what is only for readers."""
        found = self._known.get((id(node), kind))
        if found is None:
            found = self._known[id(node), kind] = [*self._said(node, kind)]
        return found

    def _said(self, node: Node, kind: type) -> Iterator[Said]:
        for word, what in node.items():
            if word == "$ref":
                yield from self.said(self._definitions[what.removeprefix("#/$defs/")], kind)
            elif word == "type" and _is_of(kind, what) is not None:
                yield from () if _is_of(kind, what) else [(_never, what, node)]
            elif word == "if" and what.keys() <= {"type"} and _is_of(kind, what["type"]) is not None:
                further = node.get("then" if _is_of(kind, what["type"]) else "else")
                yield from self.said(further, kind) if further is not None else ()
            elif word in JUDGES:
                kinds, judge = JUDGES[word]
                yield from [(judge, what, node)] if kind in kinds else ()
            elif word not in ANNOTATIONS and not word.startswith("x-"):
                yield _doubt, what, node


def _is_of(kind: type, said: str | list[str]) -> bool | None:
    """Return whether values of a type are what a schema calls by a name; nothing where that is in doubt."""
    names = [said] if isinstance(said, str) else said
    if kind is Decimal and "integer" in names and "number" not in names:
        return None  # 1.0 is one by the standard
    return any(kind in _TYPES[name] for name in names)


class _Look:
    """One look at one document."""

    def __init__(self, schema: ColumnSchema) -> None:
        self.schema = schema
        self.found: dict[tuple[str, str], list[Column]] = {}

    def all_valid(self, values: Collection[Any], node: Node) -> bool:
        """Return whether all of some values are valid by a node of the schema."""
        return all(self.valid(column, node) for column in columns_of(values))

    def valid(self, column: Column, node: Node) -> bool:
        """Whether all values of a column, of which there are some, are valid by a node of the schema."""
        said = self.schema.said(node, column.kind)
        return all(judge(self, column, what, own) for judge, what, own in said)

    def note(self, record: str, field: str, columns: list[Column]) -> None:
        """Keeps what stands in a field; of lists, their entries."""
        kept = self.found.setdefault((record, field), [])
        for column in columns:
            kept += column.entries if column.kind is list else (column,)

    def samples(self, column: Column, nodes: Iterable[Node]) -> list[Column]:
        """Columns of one value, of which these nodes say all that they say of any value."""
        if column.kind is dict and all(map(_is_by_keys, nodes)):
            return [_shaped(shape) for shape in column.shapes]
        return [Column(column.kind, [value]) for value in column.values]

    def parted(self, column: Column, node: Node) -> tuple[Column, Column]:
        """The values that are valid by a node, and those that are not."""
        nothing = Column(column.kind, [])
        if self.valid(column, node):
            return column, nothing
        if column.kind is dict and _is_by_keys(node):
            fit = {shape for shape in column.shapes if self.valid(_shaped(shape), node)}
            fits = [tuple(value) in fit for value in column.values]
        else:
            fits = [self.valid(Column(column.kind, [value]), node) for value in column.values]
        sides: tuple[list[Any], list[Any]] = ([], [])
        for each, fitting in zip(column.values, fits, strict=True):
            sides[not fitting].append(each)
        return Column(column.kind, sides[0]), Column(column.kind, sides[1])


def _shaped(shape: tuple[str, ...]) -> Column:
    """A record with these keys."""
    return Column(dict, [dict.fromkeys(shape)])


def _is_by_keys(node: Node) -> bool:
    """Return whether a node says the same of any two records with the same keys."""
    inside = [
        *node.get("anyOf", ()),
        *node.get("oneOf", ()),
        *(node[each] for each in ("not",) if each in node),
    ]
    return node.keys() <= _BY_KEYS and all(map(_is_by_keys, inside))


def _never(_look: _Look, *_: object) -> bool:
    return False


def _doubt(_look: _Look, *_: object) -> bool:
    raise DoubtError


def _same(_look: _Look, column: Column, said: object, _: Node) -> bool:
    return _enum(_look, column, [said], _)


def _enum(_look: _Look, column: Column, said: list[object], _: Node) -> bool:
    alike = [each for each in said if type(each) is column.kind]
    if column.kind in NUMBERS or (alike and column.kind not in SCALARS):
        raise DoubtError
    return bool(alike) and all(value in alike for value in column.values)


def _pattern(_look: _Look, column: Column, said: str, _: Node) -> bool:
    return all(map(_matcher(said), _texts(column.values)))


def _properties(look: _Look, column: Column, said: dict[str, Node], node: Node) -> bool:
    record = node.get("x-record")
    for key in _keys(column):
        if key in said:
            values = columns_of(column.of(key))
            if record is not None:
                look.note(record, key, values)
            if not all(look.valid(value, said[key]) for value in values):
                return False
    return True


def _additional(look: _Look, column: Column, said: Node | bool, node: Node) -> bool:  # noqa: FBT001 - the standard's form
    others = _keys(column) - node.get("properties", {}).keys()
    if isinstance(said, bool):
        return said or not others
    return all(look.all_valid(column.of(other), said) for other in others)


def _names(look: _Look, column: Column, said: Node, _: Node) -> bool:
    return look.all_valid(_keys(column), said)


def _required(_look: _Look, column: Column, said: list[str], _: Node) -> bool:
    return all(each in shape for shape in column.shapes for each in said)


def _keys(column: Column) -> set[str]:
    return {*chain.from_iterable(column.shapes)}


def _items(look: _Look, column: Column, said: Node, _: Node) -> bool:
    return all(look.valid(entry, said) for entry in column.entries)


def _if(look: _Look, column: Column, said: Node, node: Node) -> bool:
    sides = zip(look.parted(column, said), ("then", "else"), strict=True)
    return all(look.valid(each, node[word]) for each, word in sides if word in node and each.values)


def _any(look: _Look, column: Column, said: list[Node], _: Node) -> bool:
    return all(any(look.valid(one, each) for each in said) for one in look.samples(column, said))


def _one(look: _Look, column: Column, said: list[Node], _: Node) -> bool:
    return all(sum(look.valid(one, each) for each in said) == 1 for one in look.samples(column, said))


def _not(look: _Look, column: Column, said: Node, _: Node) -> bool:
    return not any(look.valid(one, said) for one in look.samples(column, [said]))


def _at_least(_look: _Look, column: Column, said: int, _: Node) -> bool:
    return bool(min(_finite(column)) >= said)


def _at_most(_look: _Look, column: Column, said: int, _: Node) -> bool:
    return bool(max(_finite(column)) <= said)


def _finite(column: Column) -> Collection[Any]:
    if column.kind is Decimal and not all(map(Decimal.is_finite, column.values)):
        raise DoubtError
    return column.values


def _short(_look: _Look, column: Column, said: int, _: Node) -> bool:
    return max(map(len, column.values)) <= said


def _some_keys(_look: _Look, column: Column, said: int, _: Node) -> bool:
    return min(map(len, column.shapes)) >= said


def _some_items(_look: _Look, column: Column, said: int, _: Node) -> bool:
    return min(map(len, column.values)) >= said


_TEXT, _LIST, _RECORD = _TYPES["string"], _TYPES["array"], _TYPES["object"]
_ANY: frozenset[type] = SCALARS | _LIST | _RECORD
JUDGES: dict[str, tuple[frozenset[type], Judge]] = {
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
        raise DoubtError
    return re.compile(said[1:-1]).fullmatch


def _says_something(text: str) -> bool:
    """Return whether there is a letter or a sign in it that is a blank to nobody."""
    if re.search("[!-~]", text) is None:
        raise DoubtError
    return True


def _texts(values: Collection[str]) -> Collection[str]:
    """Texts, each of which is one in every language."""
    if not all(map(str.isascii, values)) and any(map(_HALF.search, values)):
        raise DoubtError
    return values
