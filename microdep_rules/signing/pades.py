"""PAdES: a PDF signed with a company certificate, for companies that require a signed PDF.

The sign-offs of the bundle prove who signed a report; a signed PDF is an additional copy. Each signed PDF
contains the time of signing, so two signed PDFs are never equal. The optional dependency pyHanko signs and
checks PDFs without a network. The caller gives the time.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.signing import certificates, limits, pdf_changes, pdf_content
from microdep_rules.signing.pdf_objects import UnreadableError
from microdep_rules.signing.stamps import APART

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from microdep_rules.signing.certificates import CompanyCertificate, Holder

EXTRA = "microdep-rules[pades]"
"""Name of the optional dependency (extra) that signs and checks PDFs."""
LARGEST = limits.PDF
REPORT = "sign a PDF that `microdep report --pdf` made"
MOST_CHANGES = 5
"""Largest number of changes that a message names."""
NO_ROOT = "its certificate has no chain to a trusted root at that time; name the root with --trust-root"


class NotAPdfError(ValueError):
    """Error for bytes that cannot be read or signed as a PDF; the message gives the reason."""


class PdfSignature(Struct, frozen=True):
    """Checked signature in a PDF."""

    name: str
    """Name of the signer in the certificate."""
    signed_at: str
    """Time that the signer claims."""
    reason: str
    certifies: bool
    """True for a certifying signature, which states the changes that the PDF allows after the signature."""
    intact: bool
    changes: tuple[str, ...]
    """Changes after the signature that the PDF does not allow, or that readers see; empty for an intact PDF.
    """
    since: tuple[str, ...]
    """Kinds of allowed and invisible changes after the signature: `metadata`; empty without such a change."""
    fault: str
    """Reason why the signature is not trusted; an empty text if the signature is trusted."""
    holder: Holder
    """Holder of the certificate."""

    @property
    def trusted(self) -> bool:
        """True if `fault` states no reason against the signature."""
        return not self.fault


def is_installed() -> bool:
    """Return whether the optional dependency for signed PDFs is installed."""
    try:
        import pyhanko  # noqa: F401 - tests the installation
    except ImportError:
        return False
    return True


def sign_pdf(pdf: bytes, company: CompanyCertificate, at: datetime, role: str = "") -> bytes:
    """Return a signed copy of a PDF; the first signature also certifies it (states the allowed changes).

    Raise `NotAPdfError` if an earlier signature is not intact, because a new signature would cover the
    changed content. Raise it also if the certificate's holder has signed before, or if the PDF has content
    that can change later.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    class PdfSigner(signers.PdfSigner):
        """Signer that states the given time instead of the system clock."""

        def init_signing_session(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as pyHanko has it
            session = super().init_signing_session(*given, **named)
            session.system_time = at
            return session

    with _silence_pyhanko():
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            _require_signable(writer.prev, company.holder)
            _creation_date(writer.prev)
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
            written: bytes = PdfSigner(about, company.signer).sign_pdf(writer).getvalue()
        except NotAPdfError:
            raise
        except Exception as problem:  # an invalid PDF can cause many kinds of exceptions
            raise NotAPdfError(_reason(problem)) from problem
    if len(written) > LARGEST:
        raise NotAPdfError(
            f"with the signature, it has more than {LARGEST // limits.MB} MB, the largest verified size"
        )
    return written


def _require_signable(reader: PdfFileReader, holder: Holder) -> None:
    """Raise `NotAPdfError` for unknown content, a second signature of one holder, or a broken signature."""
    if has := pdf_content.find_foreign_content(reader):
        raise NotAPdfError(f"it has {has}, so it can show content that you do not sign; {REPORT}")
    shared_names = (
        certificates.holder_of(signature.signer_cert).likeness(holder)
        for signature in reader.embedded_signatures
    )
    if twice := next(filter(None, shared_names), ""):
        raise NotAPdfError(
            f"the holder of this certificate has signed it already ({twice}); each role needs its own signer"
        )
    embedded = reader.embedded_regular_signatures
    for signature in embedded:
        checked_signature = _check_signature(signature, [], last=signature is embedded[-1])
        if not checked_signature.intact:
            changes = describe_changes(checked_signature.changes)
            raise NotAPdfError(
                f"{checked_signature.name} signed something else: {changes}; take it from where it was signed"
            )


def check_signatures(pdf: bytes, roots: Sequence[bytes], now: datetime) -> list[PdfSignature]:
    """Return the signatures of a PDF in order, each checked at the time that the signature states.

    `roots` contains the trusted certificates as PEM files. `now` is a time at which the PDF existed. A
    signature is not trusted if its certificate expired before `now`, because only the holder states that the
    signature is older. If content follows the last signature, this signature is not intact.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    anchors = [certificate for pem in roots for certificate in certificates.load_pem(pem)]
    with _silence_pyhanko():
        try:
            reader = PdfFileReader(io.BytesIO(pdf))
            embedded = reader.embedded_regular_signatures
            earliest = _creation_date(reader)
            _require_report_content(reader)
            signatures: list[PdfSignature] = []
            for signature in embedded:
                claimed = _claimed_time(signature)
                checked = _check_signature(signature, anchors, last=signature is embedded[-1])
                fault = checked.fault or _time_fault(signature, claimed, earliest, now)
                shared_names = (other.holder.likeness(checked.holder) for other in signatures)
                twice = next(filter(None, shared_names), "")
                fault = fault or (
                    f"the holder of its certificate has signed before ({twice})" if twice else ""
                )
                signatures.append(replace(checked, fault=fault))
                earliest = max(filter(None, (earliest, claimed)), default=None)
        except NotAPdfError:
            raise
        except Exception as problem:  # an invalid PDF can cause many kinds of exceptions
            raise NotAPdfError(f"the PDF cannot be read: {_reason(problem)}") from problem
        return signatures


def _require_report_content(reader: PdfFileReader) -> None:
    """Raise `NotAPdfError` if the PDF has content, such as a script, that can change the shown report."""
    if has := pdf_content.find_foreign_content(reader):
        raise NotAPdfError(f"the PDF has {has}, so it can show content that nobody signed")


def _creation_date(reader: PdfFileReader) -> datetime | None:
    """Return the creation date of a PDF, as stated in the revision before the first signature."""
    from pyhanko.pdf_utils.generic import IndirectObject, parse_pdf_date

    first = reader.get_historical_resolver(0)
    info = first.trailer_view.get("/Info")
    info = first.get_object(info.reference) if isinstance(info, IndirectObject) else info
    text = str(info.get("/CreationDate", "")) if info is not None else ""
    try:
        return _in_utc(parse_pdf_date(text, strict=False)) if text else None
    except Exception as problem:  # an impossible day, or an invalid number
        raise NotAPdfError(f"its date (`CreationDate`) is `{text[:40]}`, which is not a time") from problem


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _claimed_time(embedded: EmbeddedPdfSignature) -> datetime | None:
    time = embedded.self_reported_timestamp
    return _in_utc(time) if time is not None else None


def _time_fault(
    embedded: EmbeddedPdfSignature, claimed: datetime | None, earliest: datetime | None, now: datetime
) -> str:
    """Return the reason why a signature's stated time is impossible or not proven; else an empty text."""
    if claimed is None:
        return "it does not state its time"
    if claimed - now > APART:
        return f"its time is in the future: the clock shows {now:%Y-%m-%dT%H:%M:%SZ}"
    if earliest is not None and claimed < earliest:
        return f"it is dated before the PDF, or the signature before it, of {earliest:%Y-%m-%dT%H:%M:%SZ}"
    ends = embedded.signer_cert.not_valid_after
    if ends < now:
        return f"its certificate expired on {ends:%Y-%m-%d}, and only its holder states an earlier time"
    return ""


def _check_signature(
    embedded: EmbeddedPdfSignature, anchors: list[Certificate], *, last: bool
) -> PdfSignature:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    claimed = _claimed_time(embedded)
    context = ValidationContext(trust_roots=anchors, allow_fetching=False, moment=claimed)
    usage = KeyUsageConstraints(key_usage=certificates.KEY_USAGES, match_all_key_usages=False)
    status = validate_pdf_signature(embedded, context, key_usage_settings=usage)
    whole = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    allowed = status.docmdp_ok or status.modification_level is None
    # `valid` alone ignores changes of the file; `bottom_line` combines all checks.
    intact = status.intact and status.valid and allowed and status.coverage >= whole
    signed = embedded.reader.get_historical_resolver(embedded.signed_revision)
    changes = pdf_changes.visible_changes(embedded.reader, signed)
    if not intact:
        changes = pdf_changes.all_changes(embedded.reader, signed)
        changes += [] if status.intact and status.valid else ["bytes that were signed"]
        changes = changes or ["content after the signature"]
    trusted = status.trusted and (status.bottom_line or not intact)
    return PdfSignature(
        certificates.subject_of(status.signing_cert),
        f"{claimed:%Y-%m-%dT%H:%M:%SZ}" if claimed is not None else "at a time that is not stated",
        str(embedded.sig_object.get("/Reason", "")),
        embedded.docmdp_level is not None,
        not changes,
        tuple(changes),
        ("metadata",) if pdf_changes.has_other_metadata(embedded.reader, signed) else (),
        certificates.find_weakness(embedded.signer_cert, embedded.other_embedded_certs)
        or certificates.find_purpose_fault(status.signing_cert)
        or ("" if trusted else NO_ROOT),
        certificates.holder_of(status.signing_cert),
    )


def describe_changes(changes: tuple[str, ...]) -> str:
    """Return the changes as one text, such as `page 2 changed since`; name at most `MOST_CHANGES`."""
    more = len(changes) - MOST_CHANGES
    return ", ".join(changes[:MOST_CHANGES]) + (f" and {more} more" if more > 0 else "") + " changed since"


@contextmanager
def _silence_pyhanko() -> Iterator[None]:
    """Silence the log and the warnings of pyHanko; this module reports invalid signatures itself."""
    import logging
    import warnings

    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _reason(problem: Exception) -> str:
    """Return the first line of a pyHanko error, or a general reason for errors of other libraries."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    known = isinstance(problem, (PdfError, SigningError, UnreadableError))
    line = (str(problem).splitlines() or [""])[0][:200] if known else ""
    return line or "it does not have the structure of a PDF"
