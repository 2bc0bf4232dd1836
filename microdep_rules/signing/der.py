"""DER, as far as a reply of a time stamp authority is taken apart and put together again (X.690).

What the reply means is read by `rfc3161_client`; here is only where its pieces begin and end.
"""

from __future__ import annotations

INTEGER, BITS, OCTETS, OBJECT = 0x02, 0x03, 0x04, 0x06
SEQUENCE, SET, EXPLICIT, SECOND = 0x30, 0x31, 0xA0, 0xA1
"""`EXPLICIT` and `SECOND` are the first two tags that a protocol gives a meaning of its own."""
SHORT = 0x80
"""From this first byte on, a length is written in as many bytes as it says behind that bit."""
MOST_OF_LENGTH = 4


class NotDerError(ValueError):
    """Bytes that are no DER."""


def elements(data: bytes) -> list[bytes]:
    """The elements that stand one behind the other, each with its tag and its length.

    >>> [each.hex() for each in elements(bytes.fromhex("020101300302010a"))]
    ['020101', '300302010a']
    """
    found = []
    while data:
        end = sum(_frame(data))
        if end > len(data):
            raise NotDerError("an element in it is cut off")
        found.append(data[:end])
        data = data[end:]
    return found


def content(element: bytes, tag: int) -> bytes:
    """What an element of a tag holds; nothing else stands behind it."""
    if element[:1] != bytes([tag]) or elements(element) != [element]:
        raise NotDerError("it has not the parts that it should have")
    return element[_frame(element)[0] :]


def made(tag: int, *parts: bytes) -> bytes:
    """An element of some parts.

    >>> made(SEQUENCE, made(SEQUENCE, b"ab")).hex()
    '300430026162'
    """
    inside = b"".join(parts)
    if len(inside) < SHORT:
        return bytes([tag, len(inside)]) + inside
    length = len(inside).to_bytes((len(inside).bit_length() + 7) // 8)
    return bytes([tag, SHORT | len(length)]) + length + inside


def _frame(data: bytes) -> tuple[int, int]:
    """The sizes of what stands before the content of the first element, and of the content."""
    if len(data) < 2 or data[1] == SHORT or data[1] > SHORT + MOST_OF_LENGTH:  # noqa: PLR2004 - tag and length
        raise NotDerError("an element in it is cut off, or of a length that is not told")
    many = data[1] - SHORT if data[1] > SHORT else 0
    if many and int.from_bytes(data[2 : 2 + many]) < max(SHORT, 1 << 8 * (many - 1)):
        raise NotDerError("the length of an element in it is cut off, or written longer than it has to be")
    return 2 + many, int.from_bytes(data[2 : 2 + many]) if many else data[1]
