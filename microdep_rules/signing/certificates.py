"""Certificates with which companies sign PDFs: the holder of a certificate, and the allowed uses of its key.

If two certificates name one holder, one person may have signed twice.
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
"""First byte of a PKCS#12 file."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")
SMALLEST_RSA, LARGEST_RSA = 2048, 4096
"""Key sizes that Acrobat supports, in bits."""
MAKE = "take a certificate with a key of P-256 or RSA"
FOR_DOCUMENTS = "take a certificate for signing documents or mail"
KEY_USAGES = frozenset({"digital_signature", "non_repudiation"})
"""Key usages that allow a certificate to sign documents; one is enough (RFC 5280, section 4.2.1.3)."""
PURPOSES = frozenset(
    {
        "2.5.29.37.0",  # anyExtendedKeyUsage (RFC 5280)
        "1.3.6.1.5.5.7.3.4",  # emailProtection (RFC 5280): most certificates of persons have only this usage
        "1.3.6.1.5.5.7.3.36",  # documentSigning (RFC 9336)
        "1.2.840.113583.1.1.5",  # Authentic Documents Trust (Adobe)
        "1.3.6.1.4.1.311.10.3.12",  # Document Signing (Microsoft)
    }
)
"""Extended key usages that allow a certificate to sign documents (RFC 5280, section 4.2.1.12).

A certificate without extended key usages may sign documents, too. `serverAuth`, `clientAuth` and
`codeSigning` do not allow it.
"""


_PURPOSES_OF_OTHERS = {
    f"1.3.6.1.5.5.7.3.{number}": word
    for number, word in ((1, "serverAuth"), (2, "clientAuth"), (3, "codeSigning"), (8, "timeStamping"))
}


class CertificateProblemError(ValueError):
    """Error for a certificate that cannot sign a PDF; the message is the reason, and `fix` is the remedy."""

    def __init__(self, because: str, fix: str) -> None:
        super().__init__(because)
        self.fix = fix


class Holder(Struct, frozen=True):
    """Holder of a certificate, with the data that show whether two certificates have the same holder."""

    marks: frozenset[str] = frozenset()
    """SHA-256 digests of the name in the certificate and of the certificate's key."""
    people: tuple[Person, ...] = ()
    """Names of the holder, each with a mail address if the certificate has one."""

    def likeness(self, other: Holder) -> str:
        """Return the name or address that two holders share, or `one name or one key`; empty if they differ.

        Two holders with an equal name, mail address or digest count as one holder.
        """
        if self.marks & other.marks:
            return "one name or one key"
        pairs = ((one, two) for one in self.people for two in other.people)
        return next(filter(None, (persons.likeness(one, two) for one, two in pairs)), "")


class CompanyCertificate(Struct, frozen=True):
    """Certificate of a company with its private key, as read from a PKCS#12 file."""

    name: str
    begins: datetime
    ends: datetime
    signer: SimpleSigner

    @property
    def holder(self) -> Holder:
        """Holder of the certificate."""
        return holder_of(self.signer.signing_cert)


def load_company(data: bytes, passphrase: bytes | None) -> CompanyCertificate:
    """Return the certificate and its key from a PKCS#12 file; `passphrase` opens an encrypted file."""
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.sign.signers import SimpleSigner

    if data[:1] != DER:
        raise CertificateProblemError("it is not a PKCS#12 file", "name the file `.p12` or `.pfx`")
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, passphrase)
    except ValueError as problem:
        fault = "it is encrypted" if passphrase is None else "the passphrase does not open it"
        raise CertificateProblemError(fault, "give its passphrase") from problem
    if key is None or certificate is None:
        raise CertificateProblemError(
            "it does not contain both a certificate and its key", "export them together"
        )
    if why := _key_fault(key) or weak.find_certificate_weakness(certificate.public_key()):
        raise CertificateProblemError(why, MAKE)
    signer = SimpleSigner.load_pkcs12_data(data, [], passphrase)
    try:
        why = find_purpose_fault(signer.signing_cert)
    except ValueError as problem:  # its extensions are read only here
        raise CertificateProblemError("its extensions cannot be read", FOR_DOCUMENTS) from problem
    if why:
        raise CertificateProblemError(why, FOR_DOCUMENTS)
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return CompanyCertificate(certificate.subject.rfc4514_string(), begins, ends, signer)


def _key_fault(key: object) -> str:
    """Return the reason why a key cannot sign a PDF, or an empty text."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    match key:
        case Ed25519PrivateKey() | Ed448PrivateKey():
            return "its key is Ed25519 or Ed448, which Acrobat does not support"
        case RSAPrivateKey(key_size=bits) if not SMALLEST_RSA <= bits <= LARGEST_RSA:
            return f"its RSA key has {bits} bits, and Acrobat supports {SMALLEST_RSA} to {LARGEST_RSA}"
        case EllipticCurvePrivateKey(curve=curve) if curve.name not in CURVES:
            return f"its key is on the curve {curve.name}, which Acrobat does not support"
        case RSAPrivateKey() | EllipticCurvePrivateKey():
            return ""
        case _:
            return "a key of its kind cannot sign a PDF"


def holder_of(certificate: Certificate) -> Holder:
    """Return the holder that a certificate names, with names, mail addresses and digests to compare."""
    parts = (certificate.subject.dump(), certificate.public_key.dump())
    marks = frozenset(hashlib.sha256(part).hexdigest() for part in parts)
    names, mails = _names(certificate), _mails(certificate)
    people = tuple(Person(mail, name, "", (), ()) for name in names for mail in mails or [""])
    return Holder(marks, people)


def _names(certificate: Certificate) -> list[str]:
    """Return the names of persons in a certificate; if there are none, the name of the organization."""
    values: dict[str, list[str]] = {}
    for rdn in certificate.subject.chosen:
        for pair in rdn:
            values.setdefault(pair["type"].native, []).append(str(pair["value"].native))
    both = [*values.get("given_name", []), *values.get("surname", [])]
    names = [
        *values.get("common_name", []),
        *([" ".join(both)] if both else []),
        *values.get("pseudonym", []),
    ]
    return names or values.get("organization_name", []) or [certificate.subject.human_friendly]


def _mails(certificate: Certificate) -> list[str]:
    """Return the mail addresses in the subject and in the alternative names of a certificate."""
    alternatives = certificate.subject_alt_name_value or ()
    mails = [str(name.native) for name in alternatives if name.name == "rfc822_name"]
    subject = (pair for rdn in certificate.subject.chosen for pair in rdn)
    return [*mails, *(str(e["value"].native) for e in subject if e["type"].native == "email_address")]


def find_purpose_fault(certificate: Certificate) -> str:
    """Return the reason why a certificate is not for signing documents, or an empty text."""
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if usage is None or not KEY_USAGES & usage.native:
        return "its key usage has neither digitalSignature nor nonRepudiation"
    if purposes is not None and not PURPOSES & {purpose.dotted for purpose in purposes}:
        named = ", ".join(_PURPOSES_OF_OTHERS.get(purpose.dotted, purpose.dotted) for purpose in purposes)
        return f"its extended key usage ({named}) does not permit signing documents"
    return ""


def subject_of(certificate: Certificate) -> str:
    """Return the holder of a certificate in the format of RFC 4514."""
    return str(_reload(certificate).subject.rfc4514_string())


def find_weakness(own: Certificate, others: Iterable[Certificate]) -> str:
    """Return the reason why the key of `own`, or the key of an issuer in `others`, is too weak.

    Return an empty text if all these keys are strong enough.
    """
    if why := weak.find_certificate_weakness(_reload(own).public_key()):
        return why
    above = (weak.find_certificate_weakness(_reload(other).public_key()) for other in others)
    why = next(filter(None, above), "")
    return f"the certificate of an issuer is weak: {why}" if why else ""


def _reload(certificate: Certificate) -> Any:  # noqa: ANN401 - as `cryptography` has it
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(certificate.dump())


def load_pem(data: bytes) -> list[Certificate]:
    """Return the certificates in a PEM file; raise `CertificateProblemError` if it contains none."""
    from asn1crypto.x509 import Certificate
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    try:
        loaded = load_pem_x509_certificates(data)
        faults = [
            why for certificate in loaded if (why := weak.find_certificate_weakness(certificate.public_key()))
        ]
        parsed = [Certificate.load(certificate.public_bytes(Encoding.DER)) for certificate in loaded]
    except (UnsupportedAlgorithm, ValueError) as problem:
        raise CertificateProblemError(
            "it is not a certificate in PEM format", "name the `.pem` file of a root"
        ) from problem
    if faults:
        raise CertificateProblemError(faults[0], "ask for another certificate of the root")
    return parsed
