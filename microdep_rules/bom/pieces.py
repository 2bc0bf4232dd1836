"""Reading of a large JSON document in pieces, with the same result as reading the whole text.

`json_decoder` describes how duplicate keys are detected. This reader requires a text without a blank before a
colon. If a document has an error, or is too complex for this reader, the reader of whole documents reads it
and reports the errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw, Struct

from microdep_rules.bom.json_decoder import ComplexJsonError, count_keys, decode_text, decoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIZE = 1000
"""Number of components that are decoded together.

This number of components fits into the cache of the processor.
"""
BLANKS = (b" ", b"\t", b"\n", b"\r")


class Pieces(Struct):
    """Document with components that are not yet decoded."""

    data: bytes
    head: dict[str, Any]
    """Decoded fields of the document without the components."""
    components: list[Raw]
    keys: int
    """Number of keys that have been decoded."""
    decoder: msgspec.json.Decoder[Any]

    def __iter__(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Yield `SIZE` components at a time, with the position of the first component."""
        for first in range(0, len(self.components), SIZE):
            text = b",".join(self.components[first : first + SIZE])
            yield first, decode_text(self.decoder, b"[%b]" % text)

    def places(self, start: int, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """Return start and end of components in the text; `numbers` are in ascending order."""
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

    def check_keys(self) -> None:
        """Raise `ComplexJsonError` if the text may have duplicate keys.

        All components must be read before this call, because their keys are counted while they are read.
        """
        if self.data.count(b'":') != self.keys:
            raise ComplexJsonError


def split(data: bytes) -> Pieces:
    """Split a document into pieces; raise `ComplexJsonError` if the text cannot be read in pieces."""
    if not data.isascii() or b"\x7f" in data or _has_pair(data, b"\\", b"u") or _is_separated(data):
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
    """Return whether a text has a blank before a colon, as in `"id" :`."""
    return any(_has_pair(data, blank, b":") for blank in BLANKS)


def _has_pair(data: bytes, first: bytes, second: bytes) -> bool:
    """Return whether `first` is directly followed by `second` anywhere in a text.

    The function searches for `first` alone before it searches for both bytes. The search for a single byte is
    forty times faster.
    """
    return first in data and first + second in data
