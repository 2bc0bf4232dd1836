"""Whether a small document surely has the shape of its schema.

`jsonschema_rs` knows. It also brings a library for e-mail and another for sockets, and looks at the whole
schema before the first value, so that asking it takes a tenth of a small check. What is plainly right is
therefore told here, by the keywords that plain facts need. Of everything else nothing is told, and the
library is asked: nothing is ever found wrong here, and whatever is found right, the library finds right too,
which a test shows.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.schemas import Schema

LITTLE = 20_000
"""A text of more signs has so many values that the library is faster."""

_TYPES = {
    "object": frozenset({dict}),
    "array": frozenset({list}),
    "string": frozenset({str}),
    "number": frozenset({int, Decimal}),
    "boolean": frozenset({bool}),
}
_NUMBERS = _TYPES["number"]
_NOTED = frozenset({"description", "title", "$schema", "$id", "$defs"})
"""Keywords that say nothing of a value; so do those that begin with `x-`."""
_A_RECORD = {"type": "object"}


def surely(value: Any, schema: Schema) -> bool:
    """Whether a document is plainly right by its schema; where not, it may be right all the same."""
    try:
        return _Sure(schema).right(value, schema.data)
    except RecursionError:  # the library goes deeper
        return False


class _Sure:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._said: dict[int, list[tuple[str, Any]]] = {}
        """By the node of the schema, what it says of a value."""

    def right(self, value: Any, node: dict[str, Any]) -> bool:
        said = self._said.get(id(node))
        if said is None:
            said = [(word, what) for word, what in node.items() if word not in _NOTED and word[:2] != "x-"]
            self._said[id(node)] = said
        return all(self._holds(value, word, what, node) for word, what in said)

    def _all(self, values: Iterable[Any], node: dict[str, Any]) -> bool:
        return all(self.right(each, node) for each in values)

    def _holds(self, value: Any, word: str, what: Any, node: dict[str, Any]) -> bool:
        kind = type(value)
        match word:
            case "$ref":
                return self.right(value, self.schema.follow(node)[1])
            case "type":
                wanted = [what] if isinstance(what, str) else what
                return any(kind in _TYPES.get(each, ()) for each in wanted)
            case "properties":
                return kind is not dict or all(
                    each in what and self.right(held, what[each]) for each, held in value.items()
                )
            case "additionalProperties":
                if what is False:
                    return "properties" in node  # which takes nothing else
                return "properties" not in node and kind is dict and self._all(value.values(), what)
            case "required":
                return kind is not dict or all(each in value for each in what)
            case "items":
                return kind is not list or self._all(value, what)
            case "minItems":
                return kind is not list or len(value) >= what
            case "pattern":  # the same in both libraries for what is on one line of ASCII
                return kind is not str or (
                    value.isascii() and value.isprintable() and re.search(what, value) is not None
                )
            case "maxLength":
                return kind is not str or len(value) <= what
            case "minimum":
                return kind not in _NUMBERS or value >= what
            case "maximum":
                return kind not in _NUMBERS or value <= what
            case "enum":
                return kind is str and value in what
            case "const":
                return kind is type(what) and value == what
            case "if":
                asked = _asked(value, what)
                return asked is not None and self.right(value, node["then" if asked else "else"])
            case "then" | "else":
                return "if" in node
            case "anyOf" | "oneOf" | "not":
                return kind is dict and _has_keys(value, {word: what}) is True
            case "minProperties":
                return kind is not dict or len(value) >= what
            case "propertyNames":
                return kind is not dict or self._all(value, what)
            case _:
                return False


def _asked(value: Any, node: dict[str, Any]) -> bool | None:
    """Whether a value is as the node behind `if` wants it; nothing where that is not plain."""
    if node == _A_RECORD:
        return isinstance(value, dict)
    return _has_keys(value, node) if isinstance(value, dict) else None


def _has_keys(value: dict[str, Any], node: dict[str, Any]) -> bool | None:
    """Whether a record is as a node wants it that speaks of its keys alone; nothing of any other node."""
    [(word, what), *others] = node.items()
    if others:
        return None
    if word == "required":
        return all(each in value for each in what)
    if word not in {"anyOf", "oneOf", "not"}:
        return None
    found = [_has_keys(value, each) for each in ([what] if word == "not" else what)]
    if None in found:
        return None
    many = found.count(True)
    return many == 0 if word == "not" else many == 1 if word == "oneOf" else many > 0
