"""Reader of JSON text. The reader finds the place of a value only when a caller needs the place.

The fast decoder reads simple texts. The decoder of the standard library reads all other texts. The decoder of
the standard library keeps the digits of decimals. Duplicate keys and values such as `NaN` are errors. After
an error, `json_trouble` reads the text again and reports each mistake.
"""

from __future__ import annotations

import json
from json.decoder import scanstring  # type: ignore[attr-defined] # untyped
from json.scanner import make_scanner
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.json_decoder import ESCAPED_SURROGATE, ComplexJsonError, decode_plain
from microdep_rules.bom.json_trouble import find_trouble
from microdep_rules.bom.partial_documents import UNREADABLE
from microdep_rules.bom.scalars import MAX_DEPTH, Refusal, number
from microdep_rules.bom.spans import FieldPlace, Place, Spans
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from decimal import Decimal

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

_BLANK = pattern(r"[ \t\n\r]*")
_SURROGATE = pattern("[\ud800-\udfff]")


class _UnsafeJsonError(Exception):
    """Error for a text with a value that a decoder would silently change."""


def read_json(source: SourceFile) -> tuple[Any, Spans, list[Diagnostic]]:
    """Return the value of a JSON text, its places, and errors.

    The value is `None` if the structure has an error. `UNREADABLE` stands for each value that cannot be
    stored exactly.
    """
    try:
        return decode_plain(source.text), spans_of(source), []
    except ComplexJsonError:
        return read_exactly(source)


def read_exactly(source: SourceFile) -> tuple[Any, Spans, list[Diagnostic]]:
    """Return the result of `read_json` for a text that may have errors.

    The function is slower than `read_json`.
    """
    try:
        value = _DECODER.decode(source.text)
        is_exact = _is_shallow(value, MAX_DEPTH) and not ESCAPED_SURROGATE.search(source.text)
    except (_UnsafeJsonError, ValueError, RecursionError):
        value, is_exact = None, False
    spans = spans_of(source)
    if is_exact:
        return value, spans, []
    problems, whole = find_trouble(source, MAX_DEPTH)
    if problems:
        value = _decode_leniently(source.text) if whole else None
    return (None if value is UNREADABLE else value), spans, problems


def spans_of(source: SourceFile) -> Spans:
    """Return the places in a JSON text without errors."""
    return Spans(source, Place(*_extent(source.text), opened=False), _Opener(source.text))


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _UnsafeJsonError
    return value


def _exact(text: str) -> int | Decimal:
    value = number(text)
    if isinstance(value, Refusal):
        raise _UnsafeJsonError
    return value


def _constant(_: str) -> None:
    raise _UnsafeJsonError


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_exact, parse_int=_exact, parse_constant=_constant
)


def _first_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, entry in pairs:
        value.setdefault(key, entry)
    return value


def _exact_or_unreadable(text: str) -> Any:
    value = number(text)
    return UNREADABLE if isinstance(value, Refusal) else value


_LENIENT = json.JSONDecoder(
    object_pairs_hook=_first_of_each,
    parse_float=_exact_or_unreadable,
    parse_int=_exact_or_unreadable,
    parse_constant=lambda _: UNREADABLE,
)
"""Decoder for a text with errors, after the errors were reported."""


def _decode_leniently(text: str) -> Any:
    try:
        return _without_surrogates(_LENIENT.decode(text))
    except ValueError:  # `+Infinity`
        return None


def _without_surrogates(value: Any) -> Any:
    """Return the value with `UNREADABLE` in place of texts with half a surrogate pair."""
    if isinstance(value, dict):
        return {key: _without_surrogates(entry) for key, entry in value.items() if not _SURROGATE.search(key)}
    if isinstance(value, list):
        return [_without_surrogates(entry) for entry in value]
    return UNREADABLE if isinstance(value, str) and _SURROGATE.search(value) else value


def _is_shallow(value: Any, levels_left: int) -> bool:
    if isinstance(value, dict):
        return levels_left > 0 and all(_is_shallow(entry, levels_left - 1) for entry in value.values())
    if isinstance(value, list):
        return levels_left > 0 and all(_is_shallow(entry, levels_left - 1) for entry in value)
    return True


def _extent(text: str) -> tuple[int, int]:
    return _skip_blanks(text, 0), len(text.rstrip(" \t\n\r"))


def _skip_blanks(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


# Numbers stay texts, because their values are not needed, and Python refuses numbers of many thousand digits.
_SKIP = make_scanner(json.JSONDecoder(parse_int=str, parse_float=str))  # type: ignore[arg-type] # any object with the decoder's fields


class _Opener:
    """Finder of the positions of the fields of a record, or of the entries of a list.

    The scanner of the standard library skips the contents of the fields and entries.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

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

    def _entries(self, start: int, fields: dict[str, FieldPlace]) -> None:
        text = self._text
        at = _skip_blanks(text, start + 1)
        while text[at] == '"':
            key, key_end = scanstring(text, at + 1, True)  # noqa: FBT003 - a positional argument of the library
            colon = _skip_blanks(text, key_end)
            value_start = _skip_blanks(text, colon + 1)
            _, value_end = _SKIP(text, value_start)
            fields.setdefault(key, FieldPlace(at, key_end, Place(value_start, value_end, opened=False)))
            at = _skip_blanks(text, _skip_blanks(text, value_end) + 1)
            if at >= len(text):
                break

    def _items(self, start: int, items: list[Place]) -> None:
        text = self._text
        at = _skip_blanks(text, start + 1)
        if text[at] == "]":
            return
        while True:
            _, end = _SKIP(text, at)
            items.append(Place(at, end, opened=False))
            at = _skip_blanks(text, end)
            if text[at] == "]":
                return
            at = _skip_blanks(text, at + 1)
