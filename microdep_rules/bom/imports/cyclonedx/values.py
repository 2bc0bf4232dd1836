"""Values in the text of a property: words and numbers as plain text, all other values as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from microdep_rules.bom.json_reader import read_json
from microdep_rules.bom.scalars import Refusal, plain_scalar
from microdep_rules.bom.schemas import schema
from microdep_rules.messages import phrase_of
from microdep_rules.source import SourceFile

UNREAD: Any = object()
"""Result of `parse_value` for a text that is not a value."""
NUMBERS = frozenset({"boolean", "density", "mass", "money", "number", "percent"})
"""Types of fields with values that are not texts."""


def format_value(value: Any, record: str = "", field: str = "") -> str:
    """Return the text of a property for a value; `parse_value` reads the text.

    >>> format_value("CN"), format_value({"one_of": ["CN", "MY"]}), format_value("[x]")
    ('CN', '{"one_of":["CN","MY"]}', '"[x]"')
    """
    if isinstance(value, str):
        same, _ = parse_value(record, field, value)
        if same is not UNREAD and isinstance(same, str) and same == value:
            return value
    return to_json(value)


def parse_value(record: str, field: str, text: str) -> tuple[Any, str]:
    """Return the value that a text means in a field, or `UNREAD` and the reason."""
    if text[:1] in {"{", "[", '"'}:
        value, _, problems = read_json(SourceFile("", text))
        if problems:
            return UNREAD, phrase_of("import/cell-not-read", "no-json", problem=problems[0].message)
        return value, ""
    if _is_number_or_boolean(record, field):
        scalar = plain_scalar(text)
        return (text if isinstance(scalar, Refusal) else scalar), ""
    return text, ""


def _is_number_or_boolean(record: str, field: str) -> bool:
    """Return whether a field accepts a number, or a yes or no."""
    known = schema("bom").records.get(record, {}).get("properties", {})
    if field not in known:
        return False
    type_ = known[field].get("x-type", {}).get("type", "")
    return type_ in NUMBERS or "amount" in str(known[field].get("$ref", ""))


def to_json(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON, with all digits of its numbers.

    >>> to_json({"a": [Decimal("0.10"), 1, None, True, "\u00b5"]})
    '{"a":[0.10,1,null,true,"\u00b5"]}'
    """
    return "".join(_write_json(value, indent, 0))


def _write_json(value: Any, indent: int | None, depth: int) -> Any:
    if isinstance(value, dict) or (isinstance(value, list) and value):
        opened, closed = ("{", "}") if isinstance(value, dict) else ("[", "]")
        apart = "\n" + " " * (indent * (depth + 1)) if indent is not None else ""
        yield opened
        for number, entry in enumerate(value):
            yield ("," if number else "") + apart
            if isinstance(value, dict):
                yield json.dumps(entry, ensure_ascii=False) + (":" if indent is None else ": ")
                yield from _write_json(value[entry], indent, depth + 1)
            else:
                yield from _write_json(entry, indent, depth + 1)
        yield "\n" + " " * (indent * depth) + closed if value and indent is not None else closed
    elif isinstance(value, list):
        yield "[]"
    elif isinstance(value, Decimal):
        yield str(value)
    else:
        yield json.dumps(value, ensure_ascii=False)
