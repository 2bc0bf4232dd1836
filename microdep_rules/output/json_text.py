"""Text of JSON data for people and machines: indented, with rows and lists of numbers each on one line."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

ROWS = "subjects"
"""A list under this name has a line for each member."""


def laid_out(data: Any) -> str:  # noqa: ANN401 - any JSON
    """The text of a record.

    >>> print(laid_out({"missing": [1, 2], "subjects": [{"part": 1, "nr": 2}], "notes": ["a"]}))
    {
      "missing": [1, 2],
      "subjects": [
        {"part": 1, "nr": 2}
      ],
      "notes": [
        "a"
      ]
    }
    """
    told: list[str] = []
    _lay_out(data, "\n", told, rows=False)
    return "".join(told)


def _lay_out(value: Any, indent: str, told: list[str], *, rows: bool) -> None:  # noqa: ANN401 - any JSON
    """Append the text of a value; `rows` is whether it is a list of rows."""
    inner, comma = f"{indent}  ", ""
    if isinstance(value, str):
        told.append(encode_basestring(value))
    elif isinstance(value, dict) and value:
        told.append("{")
        for name, each in value.items():
            told.append(f"{comma}{inner}{encode_basestring(name)}: ")
            _lay_out(each, inner, told, rows=name == ROWS)
            comma = ","
        told.append(f"{indent}}}")
    elif isinstance(value, list) and value and not all(type(each) is int for each in value):
        told.append("[")
        for each in value:
            told.append(f"{comma}{inner}")
            if rows:
                told.append(_on_one_line(each))
            else:
                _lay_out(each, inner, told, rows=False)
            comma = ","
        told.append(f"{indent}]")
    else:
        told.append(_on_one_line(value))


def _on_one_line(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(value, ensure_ascii=False)
