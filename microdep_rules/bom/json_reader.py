"""JSON text becomes a value; the places are looked up only when somebody asks.

The library's decoder is exact here: decimals keep their digits, two equal keys and numbers that are not
numbers are refused. As soon as anything is wrong, `json_trouble` reads the text again and says what.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined] # untyped
from json.scanner import make_scanner
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.json_trouble import find_trouble
from microdep_rules.bom.scalars import MAX_DEPTH, Refusal, number
from microdep_rules.bom.spans import Entry, Place, Spans

if TYPE_CHECKING:
    from decimal import Decimal

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

_BLANK = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _RefusedError(Exception):
    """Something stands in the text that a decoder would silently change."""


def read_json(source: SourceFile) -> tuple[Any, Spans, list[Diagnostic]]:
    """The value of a JSON text; `None` with errors when it is not a whole and exact document."""
    try:
        value = _DECODER.decode(source.text)
        sound = _shallow(value, MAX_DEPTH) and not _SURROGATE.search(source.text)
    except (_RefusedError, ValueError, RecursionError):
        value, sound = None, False
    spans = Spans(source, Place(*_extent(source.text), opened=False), _Opener(source.text))
    if sound:
        return value, spans, []
    problems = find_trouble(source, MAX_DEPTH)
    return (None if problems else value), spans, problems


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError
    return value


def _exact(text: str) -> int | Decimal:
    value = number(text)
    if isinstance(value, Refusal):
        raise _RefusedError
    return value


def _constant(_: str) -> None:
    raise _RefusedError


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_exact, parse_int=_exact, parse_constant=_constant
)


def _shallow(value: Any, left: int) -> bool:
    if isinstance(value, dict):
        return left > 0 and all(_shallow(each, left - 1) for each in value.values())
    if isinstance(value, list):
        return left > 0 and all(_shallow(each, left - 1) for each in value)
    return True


def _extent(text: str) -> tuple[int, int]:
    return _blank(text, 0), len(text.rstrip(" \t\n\r"))


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


class _Opener:
    """Opens a place of a sound text: finds where its entries stand, skipping over what is inside them.

    The compiled scanner of the library does the skipping; what it decodes on the way is thrown away.
    """

    __slots__ = ("_skip", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._skip = make_scanner(json.JSONDecoder())  # type: ignore[arg-type] # any object with the decoder's fields

    def __call__(self, place: Place) -> None:
        match self._text[place.start : place.start + 1]:
            case "{":
                place.fields = {}
                self._entries(place.start, place.fields)
            case "[":
                place.items = []
                self._items(place.start, place.items)
            case _:
                pass

    def _entries(self, start: int, fields: dict[str, Entry]) -> None:
        text = self._text
        at = _blank(text, start + 1)
        while text[at] == '"':
            key, key_end = scanstring(text, at + 1, True)  # noqa: FBT003 - the library's own signature
            colon = _blank(text, key_end)
            value_start = _blank(text, colon + 1)
            _, value_end = self._skip(text, value_start)
            fields[key] = Entry(at, key_end, Place(value_start, value_end, opened=False))
            at = _blank(text, _blank(text, value_end) + 1)
            if at >= len(text):
                break

    def _items(self, start: int, items: list[Place]) -> None:
        text = self._text
        at = _blank(text, start + 1)
        if text[at] == "]":
            return
        while True:
            _, end = self._skip(text, at)
            items.append(Place(at, end, opened=False))
            at = _blank(text, end)
            if text[at] == "]":
                return
            at = _blank(text, at + 1)
