"""Values of ours in the text of a property: words and numbers as they are, everything else as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from microdep_rules.bom.json_reader import read_json
from microdep_rules.bom.scalars import Refusal, plain_scalar
from microdep_rules.bom.schemas import schema
from microdep_rules.source import SourceFile

UNREAD: Any = object()
"""Stands for a value that cannot be read."""
NUMBERS = frozenset({"boolean", "density", "mass", "money", "number", "percent"})
"""Types of fields whose values are not texts."""


def written(value: Any, record: str = "", field: str = "") -> str:
    """A value as the text of a property; `read_value` gives it again.

    >>> written("CN"), written({"one_of": ["CN", "MY"]}), written("[x]")
    ('CN', '{"one_of":["CN","MY"]}', '"[x]"')
    """
    if isinstance(value, str):
        same, _ = read_value(record, field, value)
        if same is not UNREAD and isinstance(same, str) and same == value:
            return value
    return exact(value)


def read_value(record: str, field: str, text: str) -> tuple[Any, str]:
    """The value that a text stands for in a field, or why there is none."""
    if text[:1] in {"{", "[", '"'}:
        value, _, problems = read_json(SourceFile("", text))
        if problems:
            return UNREAD, f"it is no JSON: {problems[0].message}"
        return value, ""
    if _plain(record, field):
        scalar = plain_scalar(text)
        return (text if isinstance(scalar, Refusal) else scalar), ""
    return text, ""


def _plain(record: str, field: str) -> bool:
    """Return whether a field holds a number, yes or no."""
    known = schema("bom").records.get(record, {}).get("properties", {})
    if field not in known:
        return False
    held = known[field].get("x-type", {}).get("type", "")
    return held in NUMBERS or "amount" in str(known[field].get("$ref", ""))


def exact(value: Any, indent: int | None = None) -> str:
    """A value as JSON, with every digit of its numbers.

    >>> exact({"a": [Decimal("0.10"), 1, None, True, "\u00b5"]})
    '{"a":[0.10,1,null,true,"\u00b5"]}'
    """
    return "".join(_exact(value, indent, 0))


def _exact(value: Any, indent: int | None, depth: int) -> Any:
    if isinstance(value, dict) or (isinstance(value, list) and value):
        opened, closed = ("{", "}") if isinstance(value, dict) else ("[", "]")
        apart = "\n" + " " * (indent * (depth + 1)) if indent is not None else ""
        yield opened
        for number, each in enumerate(value):
            yield ("," if number else "") + apart
            if isinstance(value, dict):
                yield json.dumps(each, ensure_ascii=False) + (":" if indent is None else ": ")
                yield from _exact(value[each], indent, depth + 1)
            else:
                yield from _exact(each, indent, depth + 1)
        yield "\n" + " " * (indent * depth) + closed if value and indent is not None else closed
    elif isinstance(value, list):
        yield "[]"
    elif isinstance(value, Decimal):
        yield str(value)
    else:
        yield json.dumps(value, ensure_ascii=False)
