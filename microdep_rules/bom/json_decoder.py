"""Fast JSON decoder that detects duplicate keys.

The fast decoder silently keeps only the last of two equal keys. In the text, each key ends with `":`. If the
decoded records have as many keys as the text has `":`, no key was lost. If the numbers differ, the exact
reader reads the text and reports the errors.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.bom.scalars import MAX_DEPTH, Refusal, number
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORT = 20
"""A number with at most this many characters is always exact, so the number needs no check."""
LARGEST = 10**40
ESCAPED_SURROGATE = pattern(r"\\u[dD][89a-fA-F]")
"""Escape sequence of half a surrogate pair."""
_BLANKS = (" ", "\t", "\n", "\r")
_KEY_END = pattern(r'"[ \t\n\r]*:')


class ComplexJsonError(Exception):
    """Error for a text that needs the exact reader."""


class Numbers(dict[str, Decimal]):
    """Cache of decimal numbers by their text. A document repeats many numbers, so the cache saves time."""

    MOST = 100_000

    def __missing__(self, text: str) -> Decimal:
        if len(text) > SHORT or "e" in text or "E" in text:
            value = number(text)
            if isinstance(value, Refusal):
                raise ComplexJsonError
        if len(self) > self.MOST:
            self.clear()
        decimal = self[text] = Decimal(text)
        return decimal


def decode_plain(text: str) -> Any:
    """Return the exact value of a JSON text; raise `ComplexJsonError` if the value may not be exact.

    >>> decode_plain('{"a": 1.50}')
    {'a': Decimal('1.50')}
    """
    if ESCAPED_SURROGATE.search(text):
        raise ComplexJsonError
    value = decode_text(decoder(), text)
    if count_keys(value) != _count_written_keys(text):
        raise ComplexJsonError
    return value


def decoder() -> msgspec.json.Decoder[Any]:
    """Return a decoder that keeps all digits of numbers."""
    return msgspec.json.Decoder(float_hook=Numbers().__getitem__)


def decode_text(decoder: msgspec.json.Decoder[Any], text: str | bytes) -> Any:
    """Return the value of a JSON text; raise `ComplexJsonError` if the text is not JSON."""
    try:
        return decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        raise ComplexJsonError from None


def _count_written_keys(text: str) -> int:
    """Return an upper bound for the number of keys in a text."""
    if any(f"{blank}:" in text for blank in _BLANKS):
        return sum(1 for _ in _KEY_END.finditer(text))
    return text.count('":')


def count_keys(value: Any, level: int = 0) -> int:
    """Return the number of keys in a value at any depth; `level` is the depth of the value.

    Raise `ComplexJsonError` if the value is too deep, or if a number has too many digits.
    """
    keys, waiting = 0, [value]
    while waiting:
        records, lists = _holders(waiting)
        if level >= MAX_DEPTH and (records or lists):
            raise ComplexJsonError
        level += 1
        keys += sum(map(len, records))
        waiting = [*chain.from_iterable(map(dict.values, records)), *chain.from_iterable(lists)]
    return keys


def _holders(values: Iterable[Any]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the records and lists among values; raise `ComplexJsonError` for a long number."""
    records, lists = [], []
    for value in values:
        kind = value.__class__
        if kind is str:
            continue
        if kind is dict:
            records.append(value)
        elif kind is list:
            lists.append(value)
        elif kind is int and not -LARGEST < value < LARGEST:
            raise ComplexJsonError
    return records, lists
