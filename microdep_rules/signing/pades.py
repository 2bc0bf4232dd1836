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
from msgspec.structs import replace

from microdep_rules.signing import certificates, limits, pdf_changes, pdf_content
from microdep_rules.signing.pdf_objects import UnreadableError
from microdep_rules.signing.stamps import APART

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from microdep_rules.signing.certificates import Company, Holder

EXTRA = "microdep-rules[pades]"
"""What is installed to sign and to check a PDF."""
LARGEST = limits.PDF
REPORT = "sign a PDF that `microdep report --pdf` made"
MOST_CHANGES = 5
"""So many changes are named."""
NO_ROOT = "its certificate leads to no trusted root at that time; name it with --trust-root"


class NotAPdfError(ValueError):
    """Bytes that cannot be read or signed as a PDF; the text says why."""


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
        """Return whether its certificate leads to a root that is trusted, at a time that can be."""
        return not self.why_not


def is_installed() -> bool:
    """Return whether a PDF can be signed and checked here."""
    try:
        import pyhanko  # noqa: F401 - whether it is there
    except ImportError:
        return False
    return True


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
            _made(writer.prev)
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
            raise NotAPdfError(_told(problem)) from problem
    if len(written) > LARGEST:
        raise NotAPdfError(
            f"signed, it has more than the {LARGEST // limits.MB} MB of which signatures are verified"
        )
    return written


def _no_fault(reader: PdfFileReader, holder: Holder) -> None:
    """Refuses a PDF that nobody signs."""
    if has := pdf_content.foreign(reader):
        raise NotAPdfError(f"it has {has}, so that it can show something else than you sign; {REPORT}")
    alike = (
        certificates.holder_of(signature.signer_cert).likeness(holder)
        for signature in reader.embedded_signatures
    )
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

    anchors = [each for every in roots for each in certificates.of_pem(every)]
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
            raise NotAPdfError(f"the PDF cannot be read: {_told(problem)}") from problem
        return found


def _no_foreign(reader: PdfFileReader) -> None:
    """Refuses a PDF of which nobody can say that it shows what was signed."""
    if has := pdf_content.foreign(reader):
        raise NotAPdfError(f"the PDF has {has}, so that it can show something else than was signed")


def _made(reader: PdfFileReader) -> datetime | None:
    """The date that a PDF states of itself, in the form that it had before anybody signed."""
    from pyhanko.pdf_utils.generic import IndirectObject, parse_pdf_date

    first = reader.get_historical_resolver(0)
    info = first.trailer_view.get("/Info")
    info = first.get_object(info.reference) if isinstance(info, IndirectObject) else info
    text = str(info.get("/CreationDate", "")) if info is not None else ""
    try:
        return _in_utc(parse_pdf_date(text, strict=False)) if text else None
    except Exception as problem:  # a day that no calendar has, or a number that is none
        raise NotAPdfError(f"its date (`CreationDate`) is `{text[:40]}`, which is no time") from problem


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
    usage = KeyUsageConstraints(key_usage=certificates.KEY_USAGES, match_all_key_usages=False)
    status = validate_pdf_signature(embedded, context, key_usage_settings=usage)
    whole = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    allowed = status.docmdp_ok or status.modification_level is None
    # `valid` alone says nothing of a changed file; `bottom_line` is everything together.
    intact = status.intact and status.valid and allowed and status.coverage >= whole
    signed = embedded.reader.get_historical_resolver(embedded.signed_revision)
    changes = pdf_changes.shown_since(embedded.reader, signed)
    if not intact:
        changes = pdf_changes.changed_since(embedded.reader, signed)
        changes += [] if status.intact and status.valid else ["bytes that were signed"]
        changes = changes or ["what was written behind the signature"]
    trusted = status.trusted and (status.bottom_line or not intact)
    return Found(
        certificates.subject_of(status.signing_cert),
        f"{claimed:%Y-%m-%dT%H:%M:%SZ}" if claimed is not None else "at a time that is not stated",
        str(embedded.sig_object.get("/Reason", "")),
        embedded.docmdp_level is not None,
        not changes,
        tuple(changes),
        ("metadata",) if pdf_changes.has_other_metadata(embedded.reader, signed) else (),
        certificates.weakness(embedded.signer_cert, embedded.other_embedded_certs)
        or certificates.other_purpose(status.signing_cert)
        or ("" if trusted else NO_ROOT),
        certificates.holder_of(status.signing_cert),
    )


def listed(changes: tuple[str, ...]) -> str:
    """What changed, the first of it where it is much."""
    more = len(changes) - MOST_CHANGES
    return ", ".join(changes[:MOST_CHANGES]) + (f" and {more} more" if more > 0 else "") + " changed since"


@contextmanager
def _quiet() -> Iterator[None]:
    """What pyHanko logs and warns of is not said: that a signature does not hold is told by us."""
    import logging
    import warnings

    loggers = [logging.getLogger(each) for each in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


def _told(problem: Exception) -> str:
    """Why a PDF cannot be read; what Python says of a structure that is none helps nobody."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    known = isinstance(problem, (PdfError, SigningError, UnreadableError))
    line = (str(problem).splitlines() or [""])[0][:200] if known else ""
    return line or "its structure is not that of a PDF"
