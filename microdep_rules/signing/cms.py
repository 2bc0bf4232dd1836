"""What a time stamp is wrapped in: signed data of CMS (RFC 5652), taken apart, and its signature.

Libraries find the certificate of a signer by themselves and say whether a chain leads to a root. Whether the
signature holds by the very certificate that is in the reply, and names that one, is looked at here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.signing.der import (
    EXPLICIT,
    INTEGER,
    OBJECT,
    OCTETS,
    SEQUENCE,
    SET,
    NotDerError,
    content,
    elements,
    made,
)

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

DIGESTS = ("sha256", "sha384", "sha512")
VERSION, VERSION_OF_SIGNER = made(INTEGER, b"\x03"), made(INTEGER, b"\x01")
"""Of the signed data, and of what it says of its signer (RFC 5652, sections 5.1 and 5.3)."""
NULL = b"\x05\x00"
SHA2 = bytes.fromhex("0609608648016503040200")[:-1]
NAMES = {
    made(SEQUENCE, SHA2 + bytes([number]), null): digest
    for number, digest in enumerate(DIGESTS, 1)
    for null in (b"", NULL)
}
"""The digests as CMS names them."""
ECDSA, RSA = bytes.fromhex("06082a8648ce3d0403"), bytes.fromhex("06092a864886f70d0101")
WAYS = {
    digest: {
        made(SEQUENCE, ECDSA + bytes([number + 1])): "ECDSA",
        made(SEQUENCE, RSA + bytes([number + 10]), NULL): "RSA",
        made(SEQUENCE, RSA + b"\x01", NULL): "RSA",
    }
    for number, digest in enumerate(DIGESTS, 1)
}
"""The signatures that go with a digest."""
PKCS = bytes.fromhex("2a864886f70d01")
SIGNED_DATA, STAMP_INFO, CONTENT_TYPE, MESSAGE_DIGEST = (
    made(OBJECT, PKCS + bytes.fromhex(each)) for each in ("0702", "09100104", "0903", "0904")
)
SIGNED_BY = {
    made(OBJECT, PKCS + bytes.fromhex("0910020c")): "sha1",
    made(OBJECT, PKCS + bytes.fromhex("0910022f")): "sha256",
}
"""How a stamp names the certificate of its signer (RFC 5035), each with the digest if none is named."""


class Parts(Struct, frozen=True):
    """The pieces of a stamp as they are written (RFC 5652, section 5)."""

    kind: bytes
    """Of what is signed."""
    info: bytes
    """What is signed: the time and the imprint."""
    certificates: tuple[bytes, ...]
    signer: bytes
    """The issuer and the number of the certificate of its signer."""
    digest: str
    attributes: bytes
    """What is signed besides; the signature is over these, and they hold the digest of the rest."""
    way: str
    signature: bytes


def taken_apart(data: bytes) -> Parts:
    """A stamp in its pieces; an error where what no signature covers is not as it is always written."""
    _, token = elements(content(data, SEQUENCE))
    kind_of_token, wrapped = elements(content(token, SEQUENCE))
    version, digests, signed, *held, signers = elements(content(content(wrapped, EXPLICIT), SEQUENCE))
    kind, info = elements(content(signed, SEQUENCE))
    # Signed attributes, and no others.
    said = elements(content(content(signers, SET), SEQUENCE))
    version_of_signer, signer, digest, attributes, way, signature = said
    if (kind_of_token, version, version_of_signer) != (SIGNED_DATA, VERSION, VERSION_OF_SIGNER):
        raise NotDerError("it is of another kind or version")
    if NAMES[digest] != NAMES[content(digests, SET)] or len(held) > 1:
        raise NotDerError("it holds more than a stamp")
    certificates = elements(content(held[0], EXPLICIT)) if held else []
    return Parts(
        kind,
        content(content(info, EXPLICIT), OCTETS),
        tuple(certificates),
        signer,
        NAMES[digest],
        content(attributes, EXPLICIT),
        WAYS[NAMES[digest]][way],
        content(signature, OCTETS),
    )


def issuer_and_number(raw: bytes) -> bytes:
    """How CMS names a certificate, with the bytes that stand in it."""
    parts = elements(content(elements(content(raw, SEQUENCE))[0], SEQUENCE))
    number, _, issuer, *_ = parts[1:] if parts[0][0] == EXPLICIT else parts
    return made(SEQUENCE, issuer, number)


def why_broken(parts: Parts, signer: Certificate, raw: bytes) -> str:
    """Why a stamp does not hold by the certificate of its signer, of which `raw` are the bytes."""
    try:
        said = _attributes(parts.attributes)
        digest = hashlib.new(parts.digest, parts.info).digest()
        if parts.kind != STAMP_INFO or said.get(CONTENT_TYPE) != STAMP_INFO:
            return "what its authority signed is of another kind"
        if said.get(MESSAGE_DIGEST) != made(OCTETS, digest):
            return "its authority signed another one"
        named = [(said[kind], digest) for kind, digest in SIGNED_BY.items() if kind in said]
        if not named:
            return "it does not name the certificate by which it is signed"
        if not all(_names(*each, raw) for each in named):
            return "it names another certificate than the one of its signer that is in it"
    except ValueError:
        return "what its authority signed is not written as RFC 5652 has it"
    return "" if _verifies(signer, parts) else "the signature of the authority is not over it"


def _attributes(written: bytes) -> dict[bytes, bytes]:
    """The signed attributes: what is in the set of each, by its kind."""
    pairs = [elements(content(each, SEQUENCE)) for each in elements(written)]
    found = {kind: content(values, SET) for kind, values in pairs}
    if len(found) != len(pairs):
        raise NotDerError("an attribute in it stands twice")
    return found


def _names(value: bytes, digest: str, certificate: bytes) -> bool:
    """Return whether an attribute names a certificate, as the first of its list, by its digest (RFC 5035)."""
    listed, *_ = elements(content(value, SEQUENCE))
    first, *_ = elements(content(listed, SEQUENCE))
    imprint, *more = elements(content(first, SEQUENCE))
    if imprint in NAMES and digest != "sha1":
        digest, (imprint, *_) = NAMES[imprint], more
    # SHA-1 is what RFC 3161 asked for: nobody finds another certificate to a digest that is given.
    found = hashlib.new(digest, certificate, usedforsecurity=False)
    return imprint == made(OCTETS, found.digest())


def _verifies(signer: Certificate, parts: Parts) -> bool:
    """Return whether the key of a certificate made the signature over the signed attributes."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    over = made(SET, parts.attributes)
    how = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[parts.digest]
    try:
        key = signer.public_key()
        if isinstance(key, rsa.RSAPublicKey) and parts.way == "RSA":
            key.verify(parts.signature, over, padding.PKCS1v15(), how)
        elif isinstance(key, ec.EllipticCurvePublicKey) and parts.way == "ECDSA":
            key.verify(parts.signature, over, ec.ECDSA(how))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
