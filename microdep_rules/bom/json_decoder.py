"""The fast decoder for JSON, with the proof that it lost nothing of a text.

The fast decoder keeps the last of two equal keys without a word, so that their absence is proved: each key
that is written ends in `":`, and if no more of those are in the text than the decoded records have keys,
then no key was lost. What is not plain enough for a proof is left to the reader that says what is wrong.
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
"""A number of so few signs is exact as it is, whatever it is."""
LARGEST = 10**40
HALF_ESCAPED = pattern(r"\\u[dD][89a-fA-F]")
"""Half a character, or one that is written as its two halves."""
_BLANKS = (" ", "\t", "\n", "\r")
_KEY_END = pattern(r'"[ \t\n\r]*:')


class NotPlainError(Exception):
    """The text is one for the reader that says what is wrong."""


class Numbers(dict[str, Decimal]):
    """The numbers with a point or an exponent, by their texts: a few of them stand over and over."""

    MOST = 100_000

    def __missing__(self, text: str) -> Decimal:
        if len(text) > SHORT or "e" in text or "E" in text:
            value = number(text)
            if isinstance(value, Refusal):
                raise NotPlainError
        if len(self) > self.MOST:
            self.clear()
        found = self[text] = Decimal(text)
        return found


def decode_plain(text: str) -> Any:
    """The exact value of a JSON text; `NotPlainError` where the text is wrong, or that cannot be proved.

    >>> decode_plain('{"a": 1.50}')
    {'a': Decimal('1.50')}
    """
    if HALF_ESCAPED.search(text):
        raise NotPlainError
    value = decoded(decoder(), text)
    if keys_of(value) != _keys_written(text):
        raise NotPlainError
    return value


def decoder() -> msgspec.json.Decoder[Any]:
    """A decoder that keeps every digit of a number."""
    return msgspec.json.Decoder(float_hook=Numbers().__getitem__)


def decoded(decoder: msgspec.json.Decoder[Any], text: str | bytes) -> Any:
    """What is in a text; `NotPlainError` where it is no JSON."""
    try:
        return decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        raise NotPlainError from None


def _keys_written(text: str) -> int:
    """How many keys there are at most in a text."""
    if any(f"{blank}:" in text for blank in _BLANKS):
        return sum(1 for _ in _KEY_END.finditer(text))
    return text.count('":')


def keys_of(value: Any, level: int = 0) -> int:
    """How many keys a value has, with all that is in it; `level` is how many records and lists hold it.

    It is nested no deeper, and no number of it has more digits, than may be.
    """
    keys, waiting = 0, [value]
    while waiting:
        records, lists = _holders(waiting)
        if level >= MAX_DEPTH and (records or lists):
            raise NotPlainError
        level += 1
        keys += sum(map(len, records))
        waiting = [*chain.from_iterable(map(dict.values, records)), *chain.from_iterable(lists)]
    return keys


def _holders(values: Iterable[Any]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """The records and the lists among some values; `NotPlainError` where a number has too many digits."""
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
            raise NotPlainError
    return records, lists
