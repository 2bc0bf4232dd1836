"""Certificates of companies that sign PDFs: whose they are, and what they may sign.

A certificate says by itself whose it is, so that nobody signs twice under two of them, and what it is for.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.signing import persons, weak
from microdep_rules.signing.trust import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner

LARGEST = 1024 * 1024
DER = b"\x30"
"""The first byte of a file of PKCS#12."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")
SMALLEST_RSA, LARGEST_RSA = 2048, 4096
"""What Acrobat knows of keys, in bits."""
MAKE = "take a certificate with a key of P-256 or RSA"
FOR_DOCUMENTS = "take a certificate for signing documents or mail"
KEY_USAGES = frozenset({"digital_signature", "non_repudiation"})
"""Key usages of which a certificate needs one to sign a document (RFC 5280, section 4.2.1.3)."""
PURPOSES = frozenset(
    {
        "2.5.29.37.0",  # anyExtendedKeyUsage (RFC 5280)
        "1.3.6.1.5.5.7.3.4",  # emailProtection (RFC 5280): most certificates of persons have this one alone
        "1.3.6.1.5.5.7.3.36",  # documentSigning (RFC 9336)
        "1.2.840.113583.1.1.5",  # Authentic Documents Trust (Adobe)
        "1.3.6.1.4.1.311.10.3.12",  # Document Signing (Microsoft)
    }
)
"""Extended key usages of which a certificate that states any needs one.

By RFC 5280, section 4.2.1.12, such a certificate is for the stated purposes only: `serverAuth` and
`clientAuth` are for TLS, `codeSigning` is for programs, and none of them is for documents.
"""


_PURPOSES_OF_OTHERS = {
    f"1.3.6.1.5.5.7.3.{number}": word
    for number, word in ((1, "serverAuth"), (2, "clientAuth"), (3, "codeSigning"), (8, "timeStamping"))
}


class CertificateProblemError(ValueError):
    """A certificate that cannot sign a PDF; the text says why, and `way_out` what to do."""

    def __init__(self, because: str, way_out: str) -> None:
        super().__init__(because)
        self.way_out = way_out


class Holder(Struct, frozen=True):
    """The holder of a certificate, as others are compared with them."""

    marks: frozenset[str] = frozenset()
    """The name in the certificate and its key, each as its SHA-256."""
    people: tuple[Person, ...] = ()
    """The names of the holder, each with a mail address where the certificate has one."""

    def likeness(self, other: Holder) -> str:
        """What two holders have in common, so that they may be one; nothing if they are two."""
        if self.marks & other.marks:
            return "one name or one key"
        pairs = ((one, two) for one in self.people for two in other.people)
        return next(filter(None, (persons.likeness(one, two) for one, two in pairs)), "")


class Company(Struct, frozen=True):
    """A certificate with its key, as PKCS#12 has them."""

    name: str
    begins: datetime
    ends: datetime
    signer: SimpleSigner

    @property
    def holder(self) -> Holder:
        """The holder, whom nobody else may be."""
        return holder_of(self.signer.signing_cert)


def company(data: bytes, passphrase: bytes | None) -> Company:
    """The certificate in a file of PKCS#12; its passphrase where it has one."""
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.sign.signers import SimpleSigner

    if data[:1] != DER:
        raise CertificateProblemError("it is no PKCS#12", "name the file `.p12` or `.pfx`")
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, passphrase)
    except ValueError as problem:
        fault = "it is encrypted" if passphrase is None else "the passphrase does not open it"
        raise CertificateProblemError(fault, "give its passphrase") from problem
    if key is None or certificate is None:
        raise CertificateProblemError("it has not both a certificate and its key", "export them together")
    if why := _why_not(key) or weak.of_certificate(certificate.public_key()):
        raise CertificateProblemError(why, MAKE)
    signer = SimpleSigner.load_pkcs12_data(data, [], passphrase)
    try:
        why = other_purpose(signer.signing_cert)
    except ValueError as problem:  # its extensions are read only here
        raise CertificateProblemError("its extensions cannot be read", FOR_DOCUMENTS) from problem
    if why:
        raise CertificateProblemError(why, FOR_DOCUMENTS)
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return Company(certificate.subject.rfc4514_string(), begins, ends, signer)


def _why_not(key: object) -> str:
    """Why a key does not sign a PDF; nothing where it does."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    match key:
        case Ed25519PrivateKey() | Ed448PrivateKey():
            return "its key is of Ed25519 or Ed448, which Acrobat does not know"
        case RSAPrivateKey(key_size=bits) if not SMALLEST_RSA <= bits <= LARGEST_RSA:
            return f"its RSA key has {bits} bits, and Acrobat knows {SMALLEST_RSA} to {LARGEST_RSA}"
        case EllipticCurvePrivateKey(curve=curve) if curve.name not in CURVES:
            return f"its key is on the curve {curve.name}, which Acrobat does not know"
        case RSAPrivateKey() | EllipticCurvePrivateKey():
            return ""
        case _:
            return "its key is of a kind that signs no PDF"


def holder_of(certificate: Certificate) -> Holder:
    """The holder of a certificate, by name, mail address and key."""
    parts = (certificate.subject.dump(), certificate.public_key.dump())
    marks = frozenset(hashlib.sha256(part).hexdigest() for part in parts)
    names, mails = _names(certificate), _mails(certificate)
    people = tuple(Person(mail, name, "", (), ()) for name in names for mail in mails or [""])
    return Holder(marks, people)


def _names(certificate: Certificate) -> list[str]:
    """The names of a holder: the common name, the given name with the surname; else the organization."""
    found: dict[str, list[str]] = {}
    for part in certificate.subject.chosen:
        for pair in part:
            found.setdefault(pair["type"].native, []).append(str(pair["value"].native))
    both = [*found.get("given_name", []), *found.get("surname", [])]
    names = [*found.get("common_name", []), *([" ".join(both)] if both else []), *found.get("pseudonym", [])]
    return names or found.get("organization_name", []) or [certificate.subject.human_friendly]


def _mails(certificate: Certificate) -> list[str]:
    """The mail addresses in a certificate: in the subject, and beside it."""
    beside = certificate.subject_alt_name_value or ()
    mails = [str(each.native) for each in beside if each.name == "rfc822_name"]
    subject = (pair for part in certificate.subject.chosen for pair in part)
    return [*mails, *(str(e["value"].native) for e in subject if e["type"].native == "email_address")]


def other_purpose(certificate: Certificate) -> str:
    """Why a certificate is not for signing documents; nothing if it is."""
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if usage is None or not KEY_USAGES & usage.native:
        return "its key usage has neither digitalSignature nor nonRepudiation"
    if purposes is not None and not PURPOSES & {purpose.dotted for purpose in purposes}:
        named = ", ".join(_PURPOSES_OF_OTHERS.get(purpose.dotted, purpose.dotted) for purpose in purposes)
        return f"its extended key usage ({named}) does not permit signing documents"
    return ""


def subject_of(certificate: Certificate) -> str:
    """Whose a certificate is, as RFC 4514 writes it."""
    return str(_loaded(certificate).subject.rfc4514_string())


def weakness(own: Certificate, others: Iterable[Certificate]) -> str:
    """Why a certificate proves nothing: by its own key, or by one of a certificate that may be above it."""
    if why := weak.of_certificate(_loaded(own).public_key()):
        return why
    above = (weak.of_certificate(_loaded(other).public_key()) for other in others)
    why = next(filter(None, above), "")
    return f"of a certificate above its own, {why}" if why else ""


def _loaded(certificate: Certificate) -> Any:  # noqa: ANN401 - as `cryptography` has it
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(certificate.dump())


def of_pem(data: bytes) -> list[Certificate]:
    """The certificates in a PEM file; `CertificateProblemError` where there is none."""
    from asn1crypto.x509 import Certificate
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(data)
        faults = [why for each in found if (why := weak.of_certificate(each.public_key()))]
        read = [Certificate.load(each.public_bytes(Encoding.DER)) for each in found]
    except (UnsupportedAlgorithm, ValueError) as problem:
        raise CertificateProblemError(
            "it is no certificate as PEM", "name the file `.pem` of a root"
        ) from problem
    if faults:
        raise CertificateProblemError(faults[0], "ask for another certificate of the root")
    return read
