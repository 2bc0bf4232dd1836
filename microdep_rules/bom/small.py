"""Whether a small document is valid beyond doubt, without the library that decides it.

To load that library and to give it a schema takes longer than all else that a small check does with a
document. Here is what the keywords say, as far as our schemas use them. What is not valid here, or in doubt,
or long, the library is asked about: it alone refuses. What is taken here the library takes, as tests hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

Node = dict[str, Any]
Judge = Callable[["_Walk", Any, Any, Node], bool]
"""Whether a value is as a keyword says: the value, what the keyword says, the node in which it stands."""

MOST_VALUES = 4_000
"""Of a document with more values than these the library is asked: it is fast, once it is there."""
ANNOTATIONS = frozenset({"$schema", "$id", "$defs", "title", "description", "default"})
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, Decimal),
    "integer": (int,),
}
_KINDS = frozenset({dict, list, str, bool, type(None), int, Decimal})
SOMETHING = r"\S"
"""The pattern of a text that is not blank."""
_OF_OTHERS = re.compile(r"\\[^.xn+*?()|\[\]]|\(\?(?!:)|[*+?}][+?]")
"""Signs in a pattern that one engine may read otherwise than another."""


class DoubtError(Exception):
    """Something is not told here."""


def surely_valid(value: object, schema: Node) -> bool:
    """Whether a value is valid by a schema without any doubt; where it is not, the library is to be asked.

    >>> surely_valid({"a": "b"}, {"type": "object", "required": ["a"]})
    True
    """
    try:
        return _Walk(schema.get("$defs", {})).valid(value, schema)
    except DoubtError:
        return False


class _Walk:
    """One look at one document."""

    def __init__(self, definitions: dict[str, Node]) -> None:
        self.definitions = definitions
        self.left = MOST_VALUES
        self.known: dict[int, list[tuple[Judge, Any]]] = {}
        """What each node says, by its identity: the same few are asked again and again."""

    def valid(self, value: object, node: Node) -> bool:
        """Whether a value is valid by a node of the schema."""
        self.left -= 1
        if self.left < 0 or type(value) not in _KINDS:
            raise DoubtError
        said = self.known.get(id(node))
        if said is None:
            said = self.known[id(node)] = _said(node)
        return all(judge(self, value, what, node) for judge, what in said)


def _said(node: Node) -> list[tuple[Judge, Any]]:
    """What a node says, without what is only for readers."""
    found = []
    for word, what in node.items():
        if word in _JUDGES:
            found.append((_JUDGES[word], what))
        elif word not in ANNOTATIONS and not word.startswith("x-"):
            raise DoubtError
    return found


def _ref(walk: _Walk, value: object, said: str, _: Node) -> bool:
    return walk.valid(value, walk.definitions[said.removeprefix("#/$defs/")])


def _type(_walk: _Walk, value: object, said: str | list[str], _: Node) -> bool:
    names = [said] if isinstance(said, str) else said
    if type(value) is Decimal and "integer" in names and "number" not in names:
        raise DoubtError  # 1.0 is one by the standard
    return any(type(value) in _TYPES[name] for name in names)


def _same(_walk: _Walk, value: object, said: object, _: Node) -> bool:
    if type(value) in {int, Decimal}:
        raise DoubtError
    return type(value) is type(said) and value == said


def _enum(walk: _Walk, value: object, said: list[object], node: Node) -> bool:
    return any(_same(walk, value, each, node) for each in said)


def _pattern(_walk: _Walk, value: object, said: str, _: Node) -> bool:
    return not isinstance(value, str) or bool(_matcher(said)(_text(value)))


def _properties(walk: _Walk, value: object, said: dict[str, Node], _: Node) -> bool:
    if not isinstance(value, dict):
        return True
    return all(walk.valid(each, said[key]) for key, each in value.items() if key in said)


def _additional(walk: _Walk, value: object, said: Node | bool, node: Node) -> bool:  # noqa: FBT001 - the standard's form
    if not isinstance(value, dict):
        return True
    known = node.get("properties", {})
    others = [each for key, each in value.items() if key not in known]
    if isinstance(said, bool):
        return said or not others
    return all(walk.valid(each, said) for each in others)


def _names(walk: _Walk, value: object, said: Node, _: Node) -> bool:
    return not isinstance(value, dict) or all(walk.valid(each, said) for each in value)


def _required(_walk: _Walk, value: object, said: list[str], _: Node) -> bool:
    return not isinstance(value, dict) or all(each in value for each in said)


def _items(walk: _Walk, value: object, said: Node, _: Node) -> bool:
    return not isinstance(value, list) or all(walk.valid(each, said) for each in value)


def _if(walk: _Walk, value: object, said: Node, node: Node) -> bool:
    further = node.get("then" if walk.valid(value, said) else "else")
    return further is None or walk.valid(value, further)


def _any(walk: _Walk, value: object, said: list[Node], _: Node) -> bool:
    return any(walk.valid(value, each) for each in said)


def _one(walk: _Walk, value: object, said: list[Node], _: Node) -> bool:
    return sum(walk.valid(value, each) for each in said) == 1


def _not(walk: _Walk, value: object, said: Node, _: Node) -> bool:
    return not walk.valid(value, said)


def _at_least(_walk: _Walk, value: Any, said: int, _: Node) -> bool:
    return type(value) not in _TYPES["number"] or _finite(value) >= said


def _at_most(_walk: _Walk, value: Any, said: int, _: Node) -> bool:
    return type(value) not in _TYPES["number"] or _finite(value) <= said


def _finite(value: int | Decimal) -> int | Decimal:
    if isinstance(value, Decimal) and not value.is_finite():
        raise DoubtError
    return value


def _short(_walk: _Walk, value: object, said: int, _: Node) -> bool:
    return not isinstance(value, str) or len(value) <= said


def _some_keys(_walk: _Walk, value: object, said: int, _: Node) -> bool:
    return not isinstance(value, dict) or len(value) >= said


def _some_items(_walk: _Walk, value: object, said: int, _: Node) -> bool:
    return not isinstance(value, list) or len(value) >= said


def _beside(_walk: _Walk, *_: object) -> bool:
    return True


_JUDGES: dict[str, Judge] = {
    "$ref": _ref,
    "type": _type,
    "const": _same,
    "enum": _enum,
    "pattern": _pattern,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "required": _required,
    "items": _items,
    "if": _if,
    "then": _beside,
    "else": _beside,
    "anyOf": _any,
    "oneOf": _one,
    "not": _not,
    "minimum": _at_least,
    "maximum": _at_most,
    "maxLength": _short,
    "minProperties": _some_keys,
    "minItems": _some_items,
}


@cache
def _matcher(said: str) -> Callable[[str], object]:
    """A pattern that is about a text as a whole, as the library reads it: `$` is the very end."""
    if said == SOMETHING:
        return _says_something
    if not (said.startswith("^") and said.endswith("$")) or _OF_OTHERS.search(said):
        raise DoubtError
    return re.compile(said[1:-1]).fullmatch


def _says_something(text: str) -> bool:
    """Whether there is a letter or a sign in it that is a blank to nobody."""
    if re.search("[!-~]", text) is None:
        raise DoubtError
    return True


def _text(value: str) -> str:
    """A text that is one in every language."""
    if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
        raise DoubtError
    return value
