"""Parser of a timestamp in CMS format (RFC 5652), and the check of its signature.

The check confirms that the signature belongs to the certificate in the reply, and that the signed attributes
name this certificate.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.messages import phrase_of
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
    encode,
)

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

DIGESTS = ("sha256", "sha384", "sha512")
VERSION, VERSION_OF_SIGNER = encode(INTEGER, b"\x03"), encode(INTEGER, b"\x01")
"""Version numbers that the signed data and its signer info must have (RFC 5652, sections 5.1 and 5.3)."""
NULL = b"\x05\x00"
SHA2 = bytes.fromhex("0609608648016503040200")[:-1]
NAMES = {
    encode(SEQUENCE, SHA2 + bytes([number]), null): digest
    for number, digest in enumerate(DIGESTS, 1)
    for null in (b"", NULL)
}
"""Dictionary from the identifier of a digest algorithm in CMS to its name, such as `sha256`."""
ECDSA, RSA = bytes.fromhex("06082a8648ce3d0403"), bytes.fromhex("06092a864886f70d0101")
WAYS = {
    digest: {
        encode(SEQUENCE, ECDSA + bytes([number + 1])): "ECDSA",
        encode(SEQUENCE, RSA + bytes([number + 10]), NULL): "RSA",
        encode(SEQUENCE, RSA + b"\x01", NULL): "RSA",
    }
    for number, digest in enumerate(DIGESTS, 1)
}
"""Accepted signature algorithms (`ECDSA` or `RSA`), by digest algorithm and by the identifier in CMS."""
PKCS = bytes.fromhex("2a864886f70d01")
SIGNED_DATA, STAMP_INFO, CONTENT_TYPE, MESSAGE_DIGEST = (
    encode(OBJECT, PKCS + bytes.fromhex(number)) for number in ("0702", "09100104", "0903", "0904")
)
SIGNED_BY = {
    encode(OBJECT, PKCS + bytes.fromhex("0910020c")): "sha1",
    encode(OBJECT, PKCS + bytes.fromhex("0910022f")): "sha256",
}
"""Attributes that name the certificate of the signer (RFC 5035), each with its default digest."""


class TimestampFields(Struct, frozen=True):
    """Fields of a timestamp as encoded bytes (RFC 5652, section 5)."""

    kind: bytes
    """Content type of the signed data."""
    info: bytes
    """Signed content, which has the time and the digest of the timestamped data (the message imprint)."""
    certificates: tuple[bytes, ...]
    signer: bytes
    """Issuer and serial number of the signer's certificate."""
    digest: str
    attributes: bytes
    """Signed attributes, which include the digest of the signed content."""
    algorithm: str
    signature: bytes


def parse_timestamp(data: bytes) -> TimestampFields:
    """Return the fields of a timestamp; raise an error if an unsigned part has an unexpected value."""
    _, token = elements(content(data, SEQUENCE))
    kind_of_token, wrapped = elements(content(token, SEQUENCE))
    version, digests, signed, *certificate_set, signers = elements(
        content(content(wrapped, EXPLICIT), SEQUENCE)
    )
    kind, info = elements(content(signed, SEQUENCE))
    # A reply must have signed attributes, and no unsigned attributes.
    signer_info = elements(content(content(signers, SET), SEQUENCE))
    version_of_signer, signer, digest, attributes, algorithm, signature = signer_info
    if (kind_of_token, version, version_of_signer) != (SIGNED_DATA, VERSION, VERSION_OF_SIGNER):
        raise NotDerError(phrase_of("bundle/timestamp-broken", "other-type"))
    if NAMES[digest] != NAMES[content(digests, SET)] or len(certificate_set) > 1:
        raise NotDerError(phrase_of("bundle/timestamp-broken", "more-content"))
    certificates = elements(content(certificate_set[0], EXPLICIT)) if certificate_set else []
    return TimestampFields(
        kind,
        content(content(info, EXPLICIT), OCTETS),
        tuple(certificates),
        signer,
        NAMES[digest],
        content(attributes, EXPLICIT),
        WAYS[NAMES[digest]][algorithm],
        content(signature, OCTETS),
    )


def issuer_and_number(raw: bytes) -> bytes:
    """Return the issuer and the serial number of a certificate as encoded bytes."""
    fields = elements(content(elements(content(raw, SEQUENCE))[0], SEQUENCE))
    number, _, issuer, *_ = fields[1:] if fields[0][0] == EXPLICIT else fields
    return encode(SEQUENCE, issuer, number)


def find_fault(parts: TimestampFields, signer: Certificate, raw: bytes) -> str:
    """Return the reason why the signer's certificate `raw` does not verify the timestamp.

    Return an empty text if the certificate verifies the timestamp.
    """
    try:
        attributes = _attributes(parts.attributes)
        digest = hashlib.new(parts.digest, parts.info).digest()
        if parts.kind != STAMP_INFO or attributes.get(CONTENT_TYPE) != STAMP_INFO:
            return phrase_of("bundle/timestamp-broken", "signed-other-kind")
        if attributes.get(MESSAGE_DIGEST) != encode(OCTETS, digest):
            return phrase_of("bundle/timestamp-broken", "signed-other-timestamp")
        named = [(attributes[kind], digest) for kind, digest in SIGNED_BY.items() if kind in attributes]
        if not named:
            return phrase_of("bundle/timestamp-broken", "names-no-certificate")
        if not all(_names_certificate(*pair, raw) for pair in named):
            return phrase_of("bundle/timestamp-broken", "names-other-certificate")
    except ValueError:
        return phrase_of("bundle/timestamp-broken", "odd-content")
    return "" if _verifies(signer, parts) else phrase_of("bundle/timestamp-broken", "other-signature")


def _attributes(written: bytes) -> dict[bytes, bytes]:
    """Return the signed attributes: a dictionary from the type of each attribute to its value."""
    pairs = [elements(content(attribute, SEQUENCE)) for attribute in elements(written)]
    attributes = {kind: content(values, SET) for kind, values in pairs}
    if len(attributes) != len(pairs):
        raise NotDerError(phrase_of("bundle/timestamp-broken", "attribute-twice"))
    return attributes


def _names_certificate(value: bytes, digest: str, certificate: bytes) -> bool:
    """Return whether an attribute of the signer (RFC 5035) starts with the digest of `certificate`."""
    listed, *_ = elements(content(value, SEQUENCE))
    first, *_ = elements(content(listed, SEQUENCE))
    imprint, *more = elements(content(first, SEQUENCE))
    if imprint in NAMES and digest != "sha1":
        digest, (imprint, *_) = NAMES[imprint], more
    # RFC 3161 requires SHA-1. It is safe here: nobody can make another certificate with the same digest.
    fingerprint = hashlib.new(digest, certificate, usedforsecurity=False)
    return imprint == encode(OCTETS, fingerprint.digest())


def _verifies(signer: Certificate, parts: TimestampFields) -> bool:
    """Return whether the key of a certificate verifies the signature over the signed attributes."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    signed_bytes = encode(SET, parts.attributes)
    digest = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[parts.digest]
    try:
        key = signer.public_key()
        if isinstance(key, rsa.RSAPublicKey) and parts.algorithm == "RSA":
            key.verify(parts.signature, signed_bytes, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey) and parts.algorithm == "ECDSA":
            key.verify(parts.signature, signed_bytes, ec.ECDSA(digest))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
