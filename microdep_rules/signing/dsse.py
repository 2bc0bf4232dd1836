"""DSSE envelopes: a payload, its type, and one signature over both (DSSE v1.0.2).

An envelope as such can be changed without its signature noticing: the hint `keyid`, blanks, names of unknown
fields. Ours are strict: one signature, the hint names the key that made it, and each byte is where
`canonical` puts it. So no bit of a file can be flipped unseen.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from msgspec import Struct

from microdep_rules.signing.canonical import NotCanonicalError, decoded, encoded

STATEMENT = "application/vnd.in-toto+json"
"""The type of a payload that is an in-toto Statement."""
FIELDS = frozenset({"payload", "payloadType", "signatures"})
FIELDS_OF_A_SIGNATURE = frozenset({"keyid", "sig"})


class NotAnEnvelopeError(ValueError):
    """Bytes that are no strict envelope; the text says why."""


class Envelope(Struct, frozen=True):
    """What an envelope holds. The signature is not yet checked: nobody knows yet who made it."""

    payload: bytes
    signature: bytes
    keyid: str
    payload_type: str = STATEMENT

    @property
    def signed(self) -> bytes:
        """The bytes that the signature is over."""
        return pae(self.payload_type, self.payload)

    @property
    def data(self) -> bytes:
        """The file."""
        return encoded(
            {
                "payload": base64.b64encode(self.payload).decode(),
                "payloadType": self.payload_type,
                "signatures": [{"keyid": self.keyid, "sig": base64.b64encode(self.signature).decode()}],
            }
        )


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: type and payload, each with its length before it.

    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def opened(data: bytes) -> Envelope:
    """The envelope in a file; `NotAnEnvelopeError` where the file is not exactly one of ours."""
    try:
        value: Any = decoded(data)
    except NotCanonicalError as problem:
        raise NotAnEnvelopeError(str(problem)) from problem
    match value:
        case {
            "payload": str() as payload,
            "payloadType": str() as kind,
            "signatures": [{"keyid": str() as keyid, "sig": str() as signature} as only],
        } if value.keys() == FIELDS and only.keys() == FIELDS_OF_A_SIGNATURE:
            pass
        case {"signatures": list() as several} if len(several) != 1:
            raise NotAnEnvelopeError(
                f"it has {len(several)} signatures, and each person signs a file of their own"
            )
        case _:
            raise NotAnEnvelopeError("it has not the fields of an envelope")
    if kind != STATEMENT:
        raise NotAnEnvelopeError(f"its payload is of the type `{kind}`, and no statement")
    found = Envelope(_decoded(payload), _decoded(signature), keyid)
    if found.data != data:
        raise NotAnEnvelopeError("its Base64 has bits that stand for nothing")
    return found


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotAnEnvelopeError("its Base64 cannot be read") from problem
