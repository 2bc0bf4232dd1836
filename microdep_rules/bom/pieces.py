"""A large JSON document in pieces: read exactly as the whole would be, or not at all.

That no key was lost is proved as `json_decoder` says, for a text in which no blank stands before a colon.
Whatever is not plain enough for a proof, and whatever is not as it should be, makes the document one for the
reader of whole documents, which says what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw, Struct

from microdep_rules.bom.json_decoder import NotPlainError, decoded, decoder, keys_of

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
    """How many keys have been decoded so far."""
    decoder: msgspec.json.Decoder[Any]

    def __iter__(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """The components, so many at a time, each time with the number of the first."""
        for first in range(0, len(self.components), SIZE):
            text = b",".join(self.components[first : first + SIZE])
            yield first, decoded(self.decoder, b"[%b]" % text)

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
    exact = decoder()
    try:
        fields = msgspec.json.decode(data, type=dict[str, Raw])
        components = msgspec.json.decode(fields.pop("components", Raw(b"")), type=list[Raw])
        head = {key: decoded(exact, bytes(text)) for key, text in fields.items()}
    except (msgspec.DecodeError, RecursionError):
        raise NotPlainError from None
    return Pieces(data, head, components, 1 + keys_of(head), exact)


def _parted(data: bytes) -> bool:
    """Return whether there is a blank before a colon."""
    return any(_has(data, blank, b":") for blank in BLANKS)


def _has(data: bytes, one: bytes, other: bytes) -> bool:
    """Return whether two bytes stand together; one alone is found at forty times the speed."""
    return one in data and one + other in data
