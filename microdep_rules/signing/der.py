"""Parser and encoder of DER (X.690) for replies of timestamp authorities.

`rfc3161_client` interprets a reply; this module finds where each element begins and ends.
"""

from __future__ import annotations

from microdep_rules.messages import phrase_of

INTEGER, BITS, OCTETS, OBJECT = 0x02, 0x03, 0x04, 0x06
SEQUENCE, SET, EXPLICIT, SECOND = 0x30, 0x31, 0xA0, 0xA1
"""Tags of DER elements; `EXPLICIT` and `SECOND` are the context-specific tags [0] and [1]."""
SHORT = 0x80
"""A length byte of at least 128 does not state the length, but the number of length bytes after it."""
MOST_OF_LENGTH = 4


class NotDerError(ValueError):
    """Error for bytes that are not DER."""


def elements(data: bytes) -> list[bytes]:
    """Split bytes into consecutive DER elements; each element keeps its tag and its length.

    >>> [element.hex() for element in elements(bytes.fromhex("020101300302010a"))]
    ['020101', '300302010a']
    """
    result = []
    while data:
        end = sum(_header_and_content_size(data))
        if end > len(data):
            raise NotDerError(phrase_of("bundle/timestamp-broken", "element-cut-off"))
        result.append(data[:end])
        data = data[end:]
    return result


def content(element: bytes, tag: int) -> bytes:
    """Return the content of a DER element; raise an error if its tag is not `tag` or if bytes follow it."""
    if element[:1] != bytes([tag]) or elements(element) != [element]:
        raise NotDerError(phrase_of("bundle/timestamp-broken", "other-structure"))
    return element[_header_and_content_size(element)[0] :]


def encode(tag: int, *contents: bytes) -> bytes:
    """Return an element: its tag, its length and its content.

    >>> encode(SEQUENCE, encode(SEQUENCE, b"ab")).hex()
    '300430026162'
    """
    body = b"".join(contents)
    if len(body) < SHORT:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes([tag, SHORT | len(length)]) + length + body


def _header_and_content_size(data: bytes) -> tuple[int, int]:
    """Return the size of the header (tag and length) of the first element, and the size of its content."""
    if len(data) < 2 or data[1] == SHORT or data[1] > SHORT + MOST_OF_LENGTH:  # noqa: PLR2004 - tag and length
        raise NotDerError(phrase_of("bundle/timestamp-broken", "no-length"))
    count = data[1] - SHORT if data[1] > SHORT else 0
    if count and int.from_bytes(data[2 : 2 + count]) < max(SHORT, 1 << 8 * (count - 1)):
        raise NotDerError(phrase_of("bundle/timestamp-broken", "odd-length"))
    return 2 + count, int.from_bytes(data[2 : 2 + count]) if count else data[1]
