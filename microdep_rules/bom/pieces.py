"""A large JSON document in pieces: read exactly as the whole would be, or not at all.

The fast decoder keeps the last of two equal keys without a word, so that their absence is proved: in a text
in which no blank stands before a colon, keys are where `":` is, and if there are no more of those than the
decoded records have keys, then no key was lost. Whatever is not plain enough for a proof, and whatever is
not as it should be, makes the document one for the reader of whole documents, which says what is wrong.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw, Struct

from microdep_rules.bom.scalars import MAX_DEPTH, Refusal, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIZE = 1000
"""So many components are looked at together: they fit into the memory that is close to the processor."""
SHORT = 20
"""A number of so few signs is exact as it is, whatever it is."""
LARGEST = 10**40
BLANKS = (b" ", b"\t", b"\n", b"\r")


class NotPlainError(Exception):
    """The document is one for the reader of whole documents."""


class Pieces(Struct):
    """A document whose components are still text."""

    data: bytes
    head: dict[str, Any]
    """All but the components."""
    components: list[Raw]
    keys: int
    """How many keys have been decoded so far."""
    decoder: msgspec.json.Decoder[Any]

    def __iter__(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """The components, so many at a time, each time with the number of the first."""
        for first in range(0, len(self.components), SIZE):
            text = b",".join(self.components[first : first + SIZE])
            yield first, _decoded(self.decoder, b"[%b]" % text)

    def places(self, start: int, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """Where some components stand in the text, by their numbers in order; the list begins at `start`."""
        found, at, wanted = [], start, iter(numbers)
        number = next(wanted, None)
        for index, each in enumerate(self.components):
            if number is None:
                break
            text = bytes(each)
            at = self.data.index(text, at)
            if index == number:
                found.append((at, at + len(text)))
                number = next(wanted, None)
            at += len(text)
        return found

    def prove(self) -> None:
        """Shows, when all keys have been counted, that none was lost."""
        if self.data.count(b'":') != self.keys:
            raise NotPlainError


def split(data: bytes) -> Pieces:
    """The pieces of a document; `NotPlainError` where it cannot be read in pieces."""
    if not data.isascii() or b"\x7f" in data or _has(data, b"\\", b"u") or _parted(data):
        raise NotPlainError
    decoder = msgspec.json.Decoder(float_hook=Numbers().__getitem__)
    try:
        fields = msgspec.json.decode(data, type=dict[str, Raw])
        components = msgspec.json.decode(fields.pop("components", Raw(b"")), type=list[Raw])
        head = {key: _decoded(decoder, bytes(text)) for key, text in fields.items()}
    except (msgspec.DecodeError, RecursionError):
        raise NotPlainError from None
    return Pieces(data, head, components, 1 + keys_of(head, 0), decoder)


def _parted(data: bytes) -> bool:
    """Whether there is a blank before a colon."""
    return any(_has(data, each, b":") for each in BLANKS)


def _has(data: bytes, one: bytes, other: bytes) -> bool:
    """Whether two bytes stand together; one alone is found at forty times the speed."""
    return one in data and one + other in data


def _decoded(decoder: msgspec.json.Decoder[Any], text: bytes) -> Any:
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise NotPlainError from None


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


OF_A_COMPONENT = 2
"""It stands in the list of components, and that in the document."""


def keys_of(value: Any, level: int = OF_A_COMPONENT) -> int:
    """How many keys a value has, with all that is in it; `level` is how many records and lists hold it.

    It is nested no deeper, and no number of it has more digits, than may be.
    """
    keys = 0
    waiting = [(value, level)]
    while waiting:
        each, held = waiting.pop()
        if isinstance(each, dict | list):
            if held >= MAX_DEPTH:
                raise NotPlainError
            keys += len(each) if isinstance(each, dict) else 0
            inside = each.values() if isinstance(each, dict) else each
            waiting += [(inner, held + 1) for inner in inside]
        elif each.__class__ is int and not -LARGEST < each < LARGEST:
            raise NotPlainError
    return keys
