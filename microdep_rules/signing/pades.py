"""PAdES: a PDF that is signed with the certificate of a company, for processes that ask for a signed PDF.

What proves who signed a report are the sign-offs of its bundle. A signed PDF is a copy beside it: it carries
a time, so that no two are alike, and a certificate that says by itself whose it is. All of it is done by
pyHanko, an extra, and nothing is fetched. Whoever calls says what time it is.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.signing import limits, pdf_content, persons, weak
from microdep_rules.signing.stamps import APART
from microdep_rules.signing.trust import Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

EXTRA = "microdep-rules[pades]"
"""What is installed to sign and to check a PDF."""
LARGEST = limits.PDF
LARGEST_CERTIFICATE = 1024 * 1024
DER = b"\x30"
"""The first byte of a file of PKCS#12."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")
SMALLEST_RSA, LARGEST_RSA = 2048, 4096
"""What Acrobat knows of keys, in bits."""
MAKE = "take a certificate with a key of P-256 or RSA"
REPORT = "sign a PDF that `microdep report --pdf` made"
MOST_CHANGES = 5
"""So many changes are named."""
NO_ROOT = "its certificate leads to no trusted root at that time; name it with --trust-root"
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


class NotAPdfError(ValueError):
    """Bytes that cannot be read or signed as a PDF; the text says why."""


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
        return _holder(self.signer.signing_cert)


class Found(Struct, frozen=True):
    """A signature in a PDF, as it was checked."""

    name: str
    """The name in the certificate."""
    signed_at: str
    """As the signer claims it."""
    reason: str
    certifies: bool
    """Whether it says what may still be done to the document."""
    intact: bool
    changes: tuple[str, ...]
    """What is not as it was signed, in words; nothing where it is intact."""
    since: tuple[str, ...]
    """What was changed since, and may be, in words."""
    why_not: str
    """Why it is not trusted; nothing where it is."""
    holder: Holder
    """The holder of the certificate."""

    @property
    def trusted(self) -> bool:
        """Whether its certificate leads to a root that is trusted, at a time that can be."""
        return not self.why_not


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
    if why := _why_not(key) or weak.of_certificate(certificate.public_key()):
        raise CertificateProblemError(why, MAKE)
    signer = SimpleSigner.load_pkcs12_data(data, [], passphrase)
    try:
        why = _other_purpose(signer.signing_cert)
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


def signed(pdf: bytes, company: Company, at: datetime, role: str = "") -> bytes:
    """The PDF with one signature more, behind all that it has.

    The first one certifies. Nobody signs behind a signature that is not intact, since a reader would see a
    second one that is, over what was changed. What can show other things later is not signed either.
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
            _no_fault(writer.prev, company.holder)
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
        except NotAPdfError:
            raise
        except Exception as problem:  # of many kinds, as a PDF has many ways to be wrong
            raise NotAPdfError(_first_line(problem)) from problem
    return written


def _no_fault(reader: PdfFileReader, holder: Holder) -> None:
    """Refuses a PDF that nobody signs."""
    if has := pdf_content.foreign(reader):
        raise NotAPdfError(f"it has {has}, so that it can show something else than you sign; {REPORT}")
    alike = (_holder(each.signer_cert).likeness(holder) for each in reader.embedded_signatures)
    if twice := next(filter(None, alike), ""):
        raise NotAPdfError(
            f"the holder of this certificate has signed it already ({twice}); each role has its own"
        )
    embedded = reader.embedded_regular_signatures
    for each in embedded:
        found = _found(each, [], last=each is embedded[-1])
        if not found.intact:
            told = listed(found.changes)
            raise NotAPdfError(
                f"it is not as {found.name} signed it: {told}; take it from where it was signed"
            )


def checked(pdf: bytes, roots: Sequence[bytes], now: datetime) -> list[Found]:
    """The signatures of a PDF in their order, each at the time that its signer claims.

    `roots` are the files, as PEM, of the certificates that are trusted. `now` is when somebody had the PDF: a
    certificate that had ended by then proves nothing, since nobody but its holder states the time. What was
    written behind the last signature makes it one that is not intact.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    anchors = [each for every in roots for each in _certificates(every)]
    with _quiet():
        try:
            reader = PdfFileReader(io.BytesIO(pdf))
            embedded = reader.embedded_regular_signatures
            earliest = _made(reader)
            _no_foreign(reader)
            found: list[Found] = []
            for each in embedded:
                claimed = _claimed(each)
                own = _found(each, anchors, last=each is embedded[-1])
                why = own.why_not or _out_of_time(each, claimed, earliest, now)
                alike = (other.holder.likeness(own.holder) for other in found)
                twice = next(filter(None, alike), "")
                why = why or (f"the holder of its certificate has signed before ({twice})" if twice else "")
                found.append(replace(own, why_not=why))
                earliest = max(filter(None, (earliest, claimed)), default=None)
        except NotAPdfError:
            raise
        except Exception as problem:  # as above
            raise NotAPdfError(f"the PDF cannot be read: {_first_line(problem)}") from problem
        return found


def _no_foreign(reader: PdfFileReader) -> None:
    """Refuses a PDF of which nobody can say that it shows what was signed."""
    if has := pdf_content.foreign(reader):
        raise NotAPdfError(f"the PDF has {has}, so that it can show something else than was signed")


def _holder(certificate: Certificate) -> Holder:
    parts = (certificate.subject.dump(), certificate.public_key.dump())
    marks = frozenset(hashlib.sha256(each).hexdigest() for each in parts)
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


def _other_purpose(certificate: Certificate) -> str:
    """Why a certificate is not for signing documents; nothing if it is."""
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if usage is None or not KEY_USAGES & usage.native:
        return "its key usage has neither digitalSignature nor nonRepudiation"
    if purposes is not None and not PURPOSES & {each.dotted for each in purposes}:
        named = ", ".join(_PURPOSES_OF_OTHERS.get(each.dotted, each.dotted) for each in purposes)
        return f"its extended key usage ({named}) does not permit signing documents"
    return ""


def _made(reader: PdfFileReader) -> datetime | None:
    """The date that a PDF states of itself, in the form that it had before anybody signed."""
    from pyhanko.pdf_utils.generic import IndirectObject, parse_pdf_date

    first = reader.get_historical_resolver(0)
    info = first.trailer_view.get("/Info")
    info = first.get_object(info.reference) if isinstance(info, IndirectObject) else info
    text = str(info.get("/CreationDate", "")) if info is not None else ""
    return _in_utc(parse_pdf_date(text, strict=False)) if text else None


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _claimed(embedded: EmbeddedPdfSignature) -> datetime | None:
    time = embedded.self_reported_timestamp
    return _in_utc(time) if time is not None else None


def _out_of_time(
    embedded: EmbeddedPdfSignature, claimed: datetime | None, earliest: datetime | None, now: datetime
) -> str:
    """Why the time of a signature cannot be, or proves nothing; nothing where it can."""
    if claimed is None:
        return "it does not state its time"
    if claimed - now > APART:
        return f"it is of the future: the clock shows {now:%Y-%m-%dT%H:%M:%SZ}"
    if earliest is not None and claimed < earliest:
        return f"it is dated before the PDF, or the signature before it, of {earliest:%Y-%m-%dT%H:%M:%SZ}"
    ends = embedded.signer_cert.not_valid_after
    if ends < now:
        return f"its certificate ended on {ends:%Y-%m-%d}, and only its holder states an earlier time"
    return ""


def _found(embedded: EmbeddedPdfSignature, anchors: list[Certificate], *, last: bool) -> Found:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    claimed = _claimed(embedded)
    context = ValidationContext(trust_roots=anchors, allow_fetching=False, moment=claimed)
    usage = KeyUsageConstraints(key_usage=KEY_USAGES, match_all_key_usages=False)
    status = validate_pdf_signature(embedded, context, key_usage_settings=usage)
    whole = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    allowed = status.docmdp_ok or status.modification_level is None
    # `valid` alone says nothing of a changed file; `bottom_line` is everything together.
    intact = status.intact and status.valid and allowed and status.coverage >= whole
    signed = embedded.reader.get_historical_resolver(embedded.signed_revision)
    changes = pdf_content.shown_since(embedded.reader, signed)
    if not intact:
        changes = pdf_content.changed_since(embedded.reader, signed)
        changes += [] if status.intact and status.valid else ["bytes that were signed"]
        changes = changes or ["what was written behind the signature"]
    trusted = status.trusted and (status.bottom_line or not intact)
    return Found(
        _loaded(status.signing_cert).subject.rfc4514_string(),
        f"{claimed:%Y-%m-%dT%H:%M:%SZ}" if claimed is not None else "at a time that is not stated",
        str(embedded.sig_object.get("/Reason", "")),
        embedded.docmdp_level is not None,
        not changes,
        tuple(changes),
        ("metadata",) if pdf_content.has_other_metadata(embedded.reader, signed) else (),
        _weak(embedded) or _other_purpose(status.signing_cert) or ("" if trusted else NO_ROOT),
        _holder(status.signing_cert),
    )


def _loaded(certificate: Certificate) -> Any:  # noqa: ANN401 - as `cryptography` has it
    from cryptography.x509 import load_der_x509_certificate

    return load_der_x509_certificate(certificate.dump())


def _weak(embedded: EmbeddedPdfSignature) -> str:
    """Why a certificate in a signature proves nothing: its own, or one that may be above it."""
    for each in (embedded.signer_cert, *embedded.other_embedded_certs):
        if why := weak.of_certificate(_loaded(each).public_key()):
            return why if each is embedded.signer_cert else f"of a certificate above its own, {why}"
    return ""


def listed(changes: tuple[str, ...]) -> str:
    """What changed, the first of it where it is much."""
    more = len(changes) - MOST_CHANGES
    return ", ".join(changes[:MOST_CHANGES]) + (f" and {more} more" if more > 0 else "") + " changed since"


def _certificates(data: bytes) -> list[Certificate]:
    """The certificates in a PEM file; `CertificateProblemError` where there is none."""
    from asn1crypto.x509 import Certificate
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(data)
        faults = [why for each in found if (why := weak.of_certificate(each.public_key()))]
        loaded = [Certificate.load(each.public_bytes(Encoding.DER)) for each in found]
    except (UnsupportedAlgorithm, ValueError) as problem:
        raise CertificateProblemError(
            "it is no certificate as PEM", "name the file `.pem` of a root"
        ) from problem
    if faults:
        raise CertificateProblemError(faults[0], "ask for another certificate of the root")
    return loaded


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
