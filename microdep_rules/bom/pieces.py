"""A large JSON document in pieces: read exactly as the whole would be, or not at all.

`json_decoder` describes the proof that no key was dropped, for a text without a blank before a colon. A
document that is too complex for the proof, or has an error, goes to the reader of whole documents, which
reports the errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw, Struct

from microdep_rules.bom.json_decoder import ComplexJsonError, count_keys, decode_text, decoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIZE = 1000
"""So many components are looked at together: they fit into the memory that is close to the processor."""
BLANKS = (b" ", b"\t", b"\n", b"\r")


class Pieces(Struct):
    """A document whose components are still text."""

    data: bytes
    head: dict[str, Any]
    """All but the components."""
    components: list[Raw]
    keys: int
    """The number of keys decoded so far."""
    decoder: msgspec.json.Decoder[Any]

    def __iter__(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Yield the components, some at a time, each time with the number of the first."""
        for first in range(0, len(self.components), SIZE):
            text = b",".join(self.components[first : first + SIZE])
            yield first, decode_text(self.decoder, b"[%b]" % text)

    def places(self, start: int, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """Return the places of components in the text, by ascending numbers; the list begins at `start`."""
        places, at, remaining = [], start, iter(numbers)
        number = next(remaining, None)
        for index, component in enumerate(self.components):
            if number is None:
                break
            text = bytes(component)
            at = self.data.index(text, at)
            if index == number:
                places.append((at, at + len(text)))
                number = next(remaining, None)
            at += len(text)
        return places

    def prove(self) -> None:
        """After all keys have been counted, prove that none was dropped."""
        if self.data.count(b'":') != self.keys:
            raise ComplexJsonError


def split(data: bytes) -> Pieces:
    """Return the pieces of a document; raise `NotPlainError` if it cannot be read in pieces."""
    if not data.isascii() or b"\x7f" in data or _has(data, b"\\", b"u") or _is_separated(data):
        raise ComplexJsonError
    exact = decoder()
    try:
        fields = msgspec.json.decode(data, type=dict[str, Raw])
        components = msgspec.json.decode(fields.pop("components", Raw(b"")), type=list[Raw])
        head = {key: decode_text(exact, bytes(text)) for key, text in fields.items()}
    except (msgspec.DecodeError, RecursionError):
        raise ComplexJsonError from None
    return Pieces(data, head, components, 1 + count_keys(head), exact)


def _is_separated(data: bytes) -> bool:
    """Return whether there is a blank before a colon."""
    return any(_has(data, blank, b":") for blank in BLANKS)


def _has(data: bytes, one: bytes, other: bytes) -> bool:
    """Return whether two bytes are adjacent; the search for one byte is forty times as fast."""
    return one in data and one + other in data
