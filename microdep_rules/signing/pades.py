"""PAdES: a PDF that is signed with the certificate of a company, for processes that ask for a signed PDF.

What proves who signed a report are the sign-offs of its bundle. A signed PDF is a copy beside it: it carries
a time, so that no two are alike, and a certificate that says by itself whose it is. All of it is done by
pyHanko, an extra, and nothing is fetched. Whoever calls says what time it is.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

EXTRA = "microdep-rules[pades]"
"""What is installed to sign and to check a PDF."""
LARGEST = 64 * 1024 * 1024
LARGEST_CERTIFICATE = 1024 * 1024
DER = b"\x30"
"""The first byte of a file of PKCS#12."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")
SMALLEST_RSA, LARGEST_RSA = 2048, 4096
"""What Acrobat knows of keys, in bits."""
MAKE = "take a certificate with a key of P-256 or RSA"


class CertificateProblemError(ValueError):
    """A certificate that cannot sign a PDF; the text says why, and `way_out` what to do."""

    def __init__(self, because: str, way_out: str) -> None:
        super().__init__(because)
        self.way_out = way_out


class NotAPdfError(ValueError):
    """Bytes that cannot be read or signed as a PDF; the text says why."""


class Company(Struct, frozen=True):
    """A certificate with its key, as PKCS#12 has them."""

    name: str
    begins: datetime
    ends: datetime
    signer: SimpleSigner


class Found(Struct, frozen=True):
    """A signature in a PDF, as it was checked."""

    name: str
    """The name in the certificate."""
    signed_at: str
    """As the signer claims it."""
    reason: str
    certifies: bool
    """Whether it says what may still be done to the document: signatures and the filling in of forms."""
    intact: bool
    trusted: bool


def is_installed() -> bool:
    """Whether a PDF can be signed and checked here."""
    try:
        import pyhanko  # noqa: F401 - whether it is there
    except ImportError:
        return False
    return True


def company(data: bytes, passphrase: bytes | None) -> Company:
    """The certificate in a file of PKCS#12; its passphrase where it has one."""
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pyhanko.sign.signers import SimpleSigner

    if data[:1] != DER:
        raise CertificateProblemError("it is no PKCS#12", "name the file `.p12` or `.pfx`")
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, passphrase)
    except ValueError as problem:
        told = "it is encrypted" if passphrase is None else "the passphrase does not open it"
        raise CertificateProblemError(told, "give its passphrase") from problem
    if key is None or certificate is None:
        raise CertificateProblemError("it has not both a certificate and its key", "export them together")
    if why := _why_not(key):
        raise CertificateProblemError(why, MAKE)
    signer = SimpleSigner.load_pkcs12_data(data, [], passphrase)
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


def signed(pdf: bytes, company: Company, at: datetime, role: str = "") -> bytes:
    """The PDF with one signature more, behind all that it has.

    The first one certifies: what comes behind it may only be signatures and what forms are filled in with.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    class Signer(signers.PdfSigner):
        """Signs at the time that is given, and not at that of a clock in its zone."""

        def init_signing_session(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as pyHanko has it
            session = super().init_signing_session(*given, **named)
            session.system_time = at
            return session

    with _quiet():
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            before = len(writer.prev.embedded_signatures)
            about = signers.PdfSignatureMetadata(
                field_name=f"Signature{before + 1}",
                md_algorithm="sha256",
                name=company.name,
                reason=f"signed as {role}" if role else None,
                certify=not before,
                docmdp_permissions=fields.MDPPerm.FILL_FORMS,
                subfilter=fields.SigSeedSubFilter.PADES,
            )
            written: bytes = Signer(about, company.signer).sign_pdf(writer).getvalue()
        except Exception as problem:  # of many kinds, as a PDF has many ways to be wrong
            raise NotAPdfError(_first_line(problem)) from problem
    return written


def checked(pdf: bytes, roots: Sequence[bytes]) -> list[Found]:
    """The signatures of a PDF in their order, each at the time that its signer claims.

    `roots` are the files, as PEM, of the certificates that are trusted. What was written behind the last
    signature makes it one that is not intact.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    anchors = [each for every in roots for each in _certificates(every)]
    with _quiet():
        try:
            embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
            return [_found(each, anchors, last=each is embedded[-1]) for each in embedded]
        except Exception as problem:  # as above
            raise NotAPdfError(_first_line(problem)) from problem


def _found(embedded: EmbeddedPdfSignature, anchors: list[Certificate], *, last: bool) -> Found:
    from cryptography.x509 import load_der_x509_certificate
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    claimed = embedded.self_reported_timestamp
    if claimed is not None:
        claimed = claimed.astimezone(UTC) if claimed.tzinfo is not None else claimed.replace(tzinfo=UTC)
    context = ValidationContext(trust_roots=anchors, allow_fetching=False, moment=claimed)
    usage = KeyUsageConstraints(
        key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
    )
    status = validate_pdf_signature(embedded, context, key_usage_settings=usage)
    whole = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    allowed = status.docmdp_ok or status.modification_level is None
    # `valid` alone says nothing of a changed file; `bottom_line` is everything together.
    intact = status.intact and status.valid and allowed and status.coverage >= whole
    return Found(
        load_der_x509_certificate(status.signing_cert.dump()).subject.rfc4514_string(),
        f"{claimed:%Y-%m-%dT%H:%M:%SZ}" if claimed is not None else "at a time that is not told",
        str(embedded.sig_object.get("/Reason", "")),
        embedded.docmdp_level is not None,
        intact,
        status.trusted and (status.bottom_line or not intact),
    )


def _certificates(data: bytes) -> list[Certificate]:
    """The certificates in a PEM file; `CertificateProblemError` where there is none."""
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return [
            Certificate.load(each.public_bytes(Encoding.DER)) for each in load_pem_x509_certificates(data)
        ]
    except ValueError as problem:
        raise CertificateProblemError(
            "it is no certificate as PEM", "name the file `.pem` of a root"
        ) from problem


@contextmanager
def _quiet() -> Iterator[None]:
    """What pyHanko logs and warns of is not said: that a signature does not hold is told by us."""
    import logging
    import warnings

    loggers = [logging.getLogger(each) for each in ("pyhanko", "pyhanko_certvalidator")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [""])[0][:200] or "it is no PDF that can be read"
