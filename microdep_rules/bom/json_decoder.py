"""The fast decoder for JSON, with the proof that it dropped nothing of a text.

The fast decoder silently keeps the last of two equal keys, so their absence is proved: each written key ends
in `":`, and if the text has no more of these than the decoded records have keys, then no key was dropped. A
text that is too complex for a proof is left to the exact reader, which reports the errors.
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
"""A number of at most so many characters is exact in any case."""
LARGEST = 10**40
HALF_ESCAPED = pattern(r"\\u[dD][89a-fA-F]")
"""Half a character, or one that is written as its two halves."""
_BLANKS = (" ", "\t", "\n", "\r")
_KEY_END = pattern(r'"[ \t\n\r]*:')


class ComplexJsonError(Exception):
    """The text needs the exact reader."""


class Numbers(dict[str, Decimal]):
    """The numbers with a point or an exponent, by their texts: a few of them are repeated very often."""

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
    """Return the exact value of a JSON text; raise `ComplexJsonError` if it is not provably exact.

    >>> decode_plain('{"a": 1.50}')
    {'a': Decimal('1.50')}
    """
    if HALF_ESCAPED.search(text):
        raise ComplexJsonError
    value = decode_text(decoder(), text)
    if count_keys(value) != _keys_written(text):
        raise ComplexJsonError
    return value


def decoder() -> msgspec.json.Decoder[Any]:
    """A decoder that keeps every digit of a number."""
    return msgspec.json.Decoder(float_hook=Numbers().__getitem__)


def decode_text(decoder: msgspec.json.Decoder[Any], text: str | bytes) -> Any:
    """Return the value of a text; raise `ComplexJsonError` if it is no JSON."""
    try:
        return decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        raise ComplexJsonError from None


def _keys_written(text: str) -> int:
    """Return an upper bound of the number of keys in a text."""
    if any(f"{blank}:" in text for blank in _BLANKS):
        return sum(1 for _ in _KEY_END.finditer(text))
    return text.count('":')


def count_keys(value: Any, level: int = 0) -> int:
    """Return the number of keys in a value and its contents; `level` is the depth of the value.

    Raise `ComplexJsonError` if it is nested too deep, or a number has too many digits.
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
    """Return the records and the lists among some values; raise `ComplexJsonError` for a long number."""
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
