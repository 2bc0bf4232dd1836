"""JSON text with indents; each row of a list, and each list of numbers, is on one line."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

ROWS = "subjects"
"""Field with a list of rows. The JSON text has one line for each row."""


def laid_out(data: Any) -> str:  # noqa: ANN401 - any JSON
    """Return the JSON text of a record.

    >>> print(laid_out({"missing": [1, 2], "subjects": [{"component": 1, "nr": 2}], "notes": ["a"]}))
    {
      "missing": [1, 2],
      "subjects": [
        {"component": 1, "nr": 2}
      ],
      "notes": [
        "a"
      ]
    }
    """
    pieces: list[str] = []
    _lay_out(data, "\n", pieces, rows=False)
    return "".join(pieces)


def _lay_out(value: Any, indent: str, pieces: list[str], *, rows: bool) -> None:  # noqa: ANN401 - any JSON
    """Append the text of a value to `pieces`; `rows` is true for a list of rows."""
    inner, comma = f"{indent}  ", ""
    if isinstance(value, str):
        pieces.append(encode_basestring(value))
    elif isinstance(value, dict) and value:
        pieces.append("{")
        for name, member in value.items():
            pieces.append(f"{comma}{inner}{encode_basestring(name)}: ")
            _lay_out(member, inner, pieces, rows=name == ROWS)
            comma = ","
        pieces.append(f"{indent}}}")
    elif isinstance(value, list) and value and not all(type(number) is int for number in value):
        pieces.append("[")
        for member in value:
            pieces.append(f"{comma}{inner}")
            if rows:
                pieces.append(_on_one_line(member))
            else:
                _lay_out(member, inner, pieces, rows=False)
            comma = ","
        pieces.append(f"{indent}]")
    else:
        pieces.append(_on_one_line(value))


def _on_one_line(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(value, ensure_ascii=False)
