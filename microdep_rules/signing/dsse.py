"""DSSE envelopes: a payload, its type, and one signature over both (DSSE v1.0.2).

The DSSE signature does not cover the hint `keyid`, spaces or unknown fields. Therefore an envelope of this
project must be canonical JSON, with one signature, and with a hint that names the key. Any changed bit of the
file is then detected.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from msgspec import Struct

from microdep_rules.messages import phrase_of
from microdep_rules.signing.canonical import NotCanonicalError, decode, encode

STATEMENT = "application/vnd.in-toto+json"
"""Type of a payload that is an in-toto Statement."""
FIELDS = frozenset({"payload", "payloadType", "signatures"})
FIELDS_OF_A_SIGNATURE = frozenset({"keyid", "sig"})


class NotAnEnvelopeError(ValueError):
    """Error for bytes that are not a strict envelope; the message gives the reason."""


class Envelope(Struct, frozen=True):
    """Content of an envelope before its signature is checked; the stated signer may be false."""

    payload: bytes
    signature: bytes
    keyid: str
    payload_type: str = STATEMENT

    @property
    def signed(self) -> bytes:
        """Bytes that the signature covers."""
        return pae(self.payload_type, self.payload)

    @property
    def data(self) -> bytes:
        """Bytes of the file."""
        return encode(
            {
                "payload": base64.b64encode(self.payload).decode(),
                "payloadType": self.payload_type,
                "signatures": [{"keyid": self.keyid, "sig": base64.b64encode(self.signature).decode()}],
            }
        )


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the pre-authentication encoding: type and payload, each with its length before it.

    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def parse_envelope(data: bytes) -> Envelope:
    """Return the envelope in a file; raise `NotAnEnvelopeError` if the file is not a strict envelope."""
    try:
        value: Any = decode(data)
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
                phrase_of("bundle/signature-broken", "several-signatures", count=len(several))
            )
        case _:
            raise NotAnEnvelopeError(phrase_of("bundle/signature-broken", "not-an-envelope"))
    if kind != STATEMENT:
        raise NotAnEnvelopeError(phrase_of("bundle/signature-broken", "other-payload", kind=kind))
    envelope = Envelope(_decode_base64(payload), _decode_base64(signature), keyid)
    if envelope.data != data:
        raise NotAnEnvelopeError(phrase_of("bundle/signature-broken", "unused-bits"))
    return envelope


def _decode_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotAnEnvelopeError(phrase_of("bundle/signature-broken", "base64")) from problem
