"""Time stamp authorities for tests: at whatever moment, with whatever is wrong with them, always alike."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from microdep_rules.signing.der import EXPLICIT, SEQUENCE, SET, encode
from microdep_rules.signing.trust import Authority

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.x509 import Certificate, ObjectIdentifier

INTEGER, OCTETS, TIME, OID = 0x02, 0x04, 0x18, 0x06
SHA256 = encode(SEQUENCE, bytes.fromhex("0609608648016503040201"), b"\x05\x00")
SHA512 = encode(SEQUENCE, bytes.fromhex("0609608648016503040203"))
SHA1 = encode(SEQUENCE, bytes.fromhex("06052b0e03021a"), b"\x05\x00")
ECDSA = encode(SEQUENCE, bytes.fromhex("06082a8648ce3d040302"))
RSA = encode(SEQUENCE, bytes.fromhex("06092a864886f70d01010b"), b"\x05\x00")
SIGNED_DATA, STAMP_INFO, CONTENT_TYPE, DIGEST, SIGNED_BY, SIGNED_BY_SHA1 = (
    encode(OID, bytes.fromhex(each))
    for each in (
        "2a864886f70d010702",
        "2a864886f70d0109100104",
        "2a864886f70d010903",
        "2a864886f70d010904",
        "2a864886f70d010910022f",
        "2a864886f70d010910020c",
    )
)
POLICY = encode(OID, b"\x2a\x03\x04")
BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)


def key(word: str) -> ec.EllipticCurvePrivateKey:
    """The key of a word, on P-256."""
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(word.encode()).digest()[:31]), ec.SECP256R1())


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """The key of the word `RSA`, which is another one in each run."""
    return rsa.generate_private_key(65537, 2048)


@cache
def certificate(
    word: str,
    issuer: str,
    *,
    by: str = "",
    usage: tuple[ObjectIdentifier, ...] = STAMPING,
    critical: bool = True,
    begins: datetime = BEGINS,
    ends: datetime = ENDS,
) -> Certificate:
    """The certificate of a word; of one that is its own issuer, that of a root. `by` is who signs for it."""
    root = word == issuer or not usage
    name, above = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (word, issuer))
    number = int.from_bytes(hashlib.sha256(f"{word} by {issuer}".encode()).digest()[:8]) >> 1
    own = rsa_key() if word == "RSA" else key(word)
    built = (
        x509.CertificateBuilder(above, name, own.public_key(), number)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(root, None), critical=True)
    )
    if not root:
        built = built.add_extension(x509.ExtendedKeyUsage(usage), critical)
    return built.sign(key(by or issuer), hashes.SHA256(), ecdsa_deterministic=True)


@cache
def weak(bits: int = 1024) -> Certificate:
    """A root with an RSA key that is too short; another one in each run."""
    own = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Weak Root")])
    built = (
        x509.CertificateBuilder(name, name, own.public_key(), 7)
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    return built.sign(own, hashes.SHA256())


def der(found: Certificate) -> bytes:
    return found.public_bytes(Encoding.DER)


def pem(*found: Certificate) -> str:
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in found)


def secret(word: str) -> bytes:
    """The private key of a word, as OpenSSL reads it."""
    own = rsa_key() if word == "RSA" else key(word)
    return own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


Attributes = tuple[tuple[bytes, bytes], ...]


def attributes(info: bytes, signer: Certificate) -> Attributes:
    """What an authority signs besides: of what kind it is, its digest, and by which certificate."""
    digest = encode(OCTETS, hashlib.sha256(info).digest())
    return (CONTENT_TYPE, STAMP_INFO), (DIGEST, digest), named(signer)


def named(signer: Certificate, digest: str = "sha256", *, stated: bytes = b"") -> tuple[bytes, bytes]:
    """How a timestamp names the certificate of its signer; `stated` is the name of the digest."""
    found = encode(OCTETS, hashlib.new(digest, der(signer)).digest())
    by = encode(SEQUENCE, encode(SEQUENCE, encode(SEQUENCE, stated, found)))
    return SIGNED_BY_SHA1 if digest == "sha1" else SIGNED_BY, by


def token(
    about: bytes,
    signer: Certificate,
    word: str = "stamper",
    *,
    at: datetime = NOON,
    inside: tuple[Certificate, ...] | None = None,
    imprint: bytes = SHA256,
    said: Callable[[bytes, Certificate], Attributes] = attributes,
    kind: bytes = STAMP_INFO,
    how: bytes = ECDSA,
) -> bytes:
    """The stamp of some bytes, signed by the key of a word (RFC 3161, section 2.4.2)."""
    digest = (hashlib.sha256 if imprint == SHA256 else hashlib.sha1)(about).digest()
    info = encode(
        SEQUENCE,
        encode(INTEGER, b"\x01"),
        POLICY,
        encode(SEQUENCE, imprint, encode(OCTETS, digest)),
        encode(INTEGER, b"\x07"),
        encode(TIME, at.strftime("%Y%m%d%H%M%SZ").encode()),
    )
    signed = b"".join(
        sorted(encode(SEQUENCE, named, encode(SET, value)) for named, value in said(info, signer))
    )
    signing = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    number = signer.serial_number.to_bytes((signer.serial_number.bit_length() + 8) // 8)
    by = encode(
        SEQUENCE,
        encode(INTEGER, b"\x01"),
        encode(SEQUENCE, signer.issuer.public_bytes(), encode(INTEGER, number)),
        SHA256,
        encode(EXPLICIT, signed),
        how,
        encode(OCTETS, key(word).sign(encode(SET, signed), signing)),
    )
    held = (signer,) if inside is None else inside
    certificates = encode(EXPLICIT, *map(der, held)) if held else b""
    content = encode(SEQUENCE, kind, encode(EXPLICIT, encode(OCTETS, info)))
    parts = (encode(INTEGER, b"\x03"), encode(SET, SHA256), content, certificates, encode(SET, by))
    return encode(SEQUENCE, SIGNED_DATA, encode(EXPLICIT, encode(SEQUENCE, *parts)))


def granted(token: bytes, words: str = "") -> bytes:
    """The reply with a stamp; `words` are what an authority says besides."""
    said = encode(SEQUENCE, encode(0x0C, words.encode())) if words else b""
    return encode(SEQUENCE, encode(SEQUENCE, encode(INTEGER, b"\x00"), said), token)


def refused(status: int, words: str) -> bytes:
    """The reply without one."""
    said = encode(SEQUENCE, encode(0x0C, words.encode()))
    return encode(SEQUENCE, encode(SEQUENCE, encode(INTEGER, bytes([status])), said))


ROOT = certificate("root", "root")
STAMPER = certificate("stamper", "root")
TRUSTED = Authority("Example Stamps", pem(ROOT))


def reply(about: bytes, at: datetime = NOON) -> bytes:
    """The reply of the authority that is trusted."""
    return granted(token(about, STAMPER, at=at))
