"""Timestamps (RFC 3161): an authority signs that the bytes of a sign-off existed at a time.

A person with the key can claim any time of signing, but nobody can forge a timestamp of an authority. The
user sends the query and stores the reply; this module does not use a network. The extra `rfc3161_client`
reads a reply and its chain of certificates. It is imported only if there is a reply.

A reply also contains unsigned data, such as its status text and the order of its certificates. The program
normalizes these data before the reply becomes a file of a bundle, and rejects a reply that is not normalized.
The certificate in the reply must verify the signature, and the reply must name this certificate, even without
a trusted authority. The verification then detects every changed bit of the reply, with one exception: without
a trusted authority, it does not detect a change in the certificates of issuers.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.signing import limits
from microdep_rules.signing.chains import (
    BrokenError,
    find_key_fault,
    find_purpose_fault,
    find_unconfirmed,
    is_changed,
    is_trusted,
    load_certificates,
)
from microdep_rules.signing.cms import TimestampFields, find_fault, issuer_and_number, parse_timestamp
from microdep_rules.signing.der import (
    BITS,
    EXPLICIT,
    INTEGER,
    SECOND,
    SEQUENCE,
    NotDerError,
    content,
    elements,
    encode,
)
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate, Name

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.trust import Authority

EXTRA = "microdep-rules[tsa]"
"""Name of the extra that makes queries and checks replies."""
LARGEST = limits.REPLY
DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
"""Digest algorithms that a timestamp may use."""
APART = timedelta(minutes=5)
"""Largest accepted difference between the stated time of a signer and the time of the authority."""
NEVER = datetime.min.replace(tzinfo=UTC)
STATUS = ("granted", "granted with changes", "rejected", "waiting", "revocation warning", "revoked")
GRANTED = encode(SEQUENCE, encode(INTEGER, b"\x00"))
MOST_CERTIFICATES = 16


class NotAReplyError(ValueError):
    """Error for bytes that are not a reply of a timestamp authority; the message gives the reason."""


class Timestamp(Struct, frozen=True):
    """Statement of an authority that a sign-off existed at a moment."""

    time: datetime
    signer: str
    """Name in the certificate that signed the timestamp."""
    authority: str = ""
    """Name of the authority in the trust store.

    The name is empty for an authority that is not trusted; the timestamp then proves nothing.
    """

    @property
    def moment(self) -> str:
        """Time in the format of sign-offs, such as `2026-11-24T10:00:00Z`."""
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")


class TimestampReply(Struct, frozen=True):
    """Parsed reply of an authority; its signature is not yet checked."""

    response: Any
    """Response object of `rfc3161_client`."""
    status: str
    algorithm: str = ""
    imprint: bytes = b""
    time: datetime = NEVER
    parts: TimestampFields | None = None

    @property
    def granted(self) -> bool:
        """Return whether the authority granted a timestamp."""
        return self.status == STATUS[0]

    def is_about(self, data: bytes) -> bool:
        """Return whether the reply contains the digest of `data`."""
        return bool(self.algorithm) and hashlib.new(self.algorithm, data).digest() == self.imprint


def is_installed() -> bool:
    """Return whether the extra that reads replies is installed."""
    try:
        import rfc3161_client  # noqa: F401 - tests the installation
    except ImportError:
        return False
    return True


def build_query(data: bytes) -> bytes:
    """Return a timestamp query for `data`: its SHA-256, a nonce, and a request for the certificate."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
    return bytes(builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes())


# ---- the form ----------------------------------------------------------------------------------------


def normalize_reply(data: bytes) -> bytes:
    """Return a reply in a normalized form: sorted distinct certificates, no status text, no revocation list.

    The authority's signature does not cover these data. OpenSSL does not sort certificates as DER requires,
    but it accepts sorted certificates.
    """
    try:
        top = elements(content(data, SEQUENCE))
        if len(top) != 2 or elements(content(top[0], SEQUENCE))[:1] != elements(content(GRANTED, SEQUENCE)):  # noqa: PLR2004 - status and stamp
            return data
        kind, wrapped = elements(content(top[1], SEQUENCE))
        inside = elements(content(content(wrapped, EXPLICIT), SEQUENCE))
        parts = [_sort_certificates(part) for part in inside if part[0] != SECOND]
    except (NotDerError, ValueError) as problem:
        reason = (
            str(problem)
            if isinstance(problem, NotDerError)
            else phrase_of("bundle/timestamp-broken", "no-structure")
        )
        raise NotAReplyError(reason) from problem
    signed = encode(SEQUENCE, kind, encode(EXPLICIT, encode(SEQUENCE, *parts)))
    return encode(SEQUENCE, GRANTED, signed)


def _sort_certificates(part: bytes) -> bytes:
    """Sort and deduplicate the certificates in a DER element; return an element of another kind unchanged."""
    if part[0] != EXPLICIT:
        return part
    return encode(EXPLICIT, *sorted(set(elements(content(part, EXPLICIT)))))


def parse_reply(data: bytes) -> TimestampReply:
    """Return the reply in a file; raise `NotAReplyError` if the file is not normalized."""
    from rfc3161_client import decode_timestamp_response

    if len(data) > LARGEST:
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "large", size=LARGEST // 1024))
    if normalize_reply(data) != data:
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "not-by-stamp"))
    try:
        response = decode_timestamp_response(data)
        status = STATUS[response.status] if response.status < len(STATUS) else f"status {response.status}"
        if response.status:
            words = "; ".join(response.status_string)
            return TimestampReply(response, f"{status} ({words[:200]})" if words else status)
        info = response.tst_info
        imprint, time = info.message_imprint, info.gen_time.astimezone(UTC)
        algorithm = imprint.hash_algorithm.dotted_string
        digest = bytes(imprint.message)
    except Exception as problem:
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "not-a-reply")) from problem
    if algorithm not in DIGESTS:
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "other-digest", algorithm=algorithm))
    try:
        parts = parse_timestamp(data)
    except (ValueError, KeyError) as problem:
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "unknown-signature")) from problem
    return TimestampReply(response, status, DIGESTS[algorithm], digest, time, parts)


# ---- proof ------------------------------------------------------------------------------------------


def check_reply(
    name: str, data: bytes, about: bytes, authorities: Sequence[Authority]
) -> tuple[Timestamp | None, list[Diagnostic]]:
    """Return the timestamp in a reply (`data`) about the file content `about`, and the problems of the reply.

    The timestamp is `None` if the reply is not valid.
    """
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `cryptography` warns of odd certificates; we report them ourselves
        return _check_reply(name, data, about, authorities)


def _check_reply(
    name: str, data: bytes, about: bytes, authorities: Sequence[Authority]
) -> tuple[Timestamp | None, list[Diagnostic]]:
    span = Span(name, 0, 0)
    try:
        reply = parse_reply(data)
        held = _certificates(reply)
        signer = _signer(reply, held)
    except NotAReplyError as problem:
        return None, [diagnose("bundle/timestamp-broken", span, "reply", reason=str(problem))]
    if reply.parts is None:
        return None, [diagnose("bundle/timestamp-missing", span, "refused", status=reply.status)]
    if not reply.is_about(about):
        return None, [diagnose("bundle/timestamp-broken", span, "other-file")]
    if signer is None:
        return None, [_unusable_certificate(name, phrase_of("bundle/timestamp-broken", "no-certificate"))]
    if why := find_fault(reply.parts, signer.certificate, signer.raw):
        return None, [_invalid(name, why)]
    for certificate in held:  # OpenSSL may use any certificate of the reply for a chain
        if why := find_key_fault(certificate):
            return None, [
                _invalid(
                    name,
                    phrase_of(
                        "bundle/timestamp-broken",
                        "weak-certificate",
                        holder=_readable_name(certificate.subject),
                        why=why,
                    ),
                )
            ]
    if signer.fault:
        return None, [_unusable_certificate(name, signer.fault)]
    if not signer.begins <= reply.time <= signer.ends:
        begins, ends = f"{signer.begins:%Y-%m-%d}", f"{signer.ends:%Y-%m-%d}"
        moment = Timestamp(reply.time, signer.name).moment
        return None, [
            diagnose("bundle/timestamp-broken", span, "expired", moment=moment, begins=begins, ends=ends)
        ]
    return _find_authority(name, reply, signer, held, authorities)


def _invalid(name: str, reason: str) -> Diagnostic:
    return diagnose("bundle/timestamp-broken", Span(name, 0, 0), reason=reason)


def _unusable_certificate(name: str, reason: str) -> Diagnostic:
    return diagnose("bundle/timestamp-broken", Span(name, 0, 0), "certificate", reason=reason)


def _find_authority(
    name: str,
    reply: TimestampReply,
    signer: _Signer,
    held: Sequence[Certificate],
    authorities: Sequence[Authority],
) -> tuple[Timestamp | None, list[Diagnostic]]:
    """Return the timestamp in a reply, with the name of the trusted authority that confirms it, if any."""
    chains = [(authority.name, load_certificates(authority)) for authority in authorities]
    known = [certificate for _, chain in chains for certificate in chain]
    for certificate in held:
        if is_changed(certificate, (*held, *known)):
            holder = _readable_name(certificate.subject)
            reason = phrase_of("bundle/timestamp-broken", "changed-certificate", holder=holder)
            return None, [_invalid(name, reason)]
    try:
        trusted = next(
            (
                authority_name
                for authority_name, chain in chains
                if is_trusted(reply.response, reply.imprint, chain)
            ),
            "",
        )
    except BrokenError:
        return None, [_invalid(name, phrase_of("bundle/timestamp-broken", "rejected"))]
    if trusted and (unknown := find_unconfirmed(held, known)):
        subject, issuer = _readable_name(unknown[0].subject), _readable_name(unknown[0].issuer)
        span = Span(name, 0, 0)
        return None, [diagnose("bundle/untrusted-authority", span, "issuer", subject=subject, issuer=issuer)]
    return Timestamp(reply.time, signer.name, trusted), []


class _Signer(Struct, frozen=True):
    """Certificate that signed a timestamp, and the reason (`fault`) if it must not sign timestamps."""

    certificate: Certificate
    raw: bytes
    fault: str
    name: str
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, own: Certificate, raw: bytes) -> _Signer:
        """Return the signer whose certificate is `own`; `raw` are the bytes of the certificate."""
        begins, ends = own.not_valid_before_utc, own.not_valid_after_utc
        return cls(own, raw, find_purpose_fault(own), _readable_name(own.subject), begins, ends)


def _certificates(reply: TimestampReply) -> list[Certificate]:
    """Return the certificates of a reply in the order of the reply."""
    if reply.parts is None:
        return []
    if len(reply.parts.certificates) > MOST_CERTIFICATES:
        raise NotAReplyError(
            phrase_of("bundle/timestamp-broken", "many-certificates", most=MOST_CERTIFICATES)
        )
    try:
        certificates = [_load_certificate(certificate) for certificate in reply.parts.certificates]
        for certificate in certificates:  # the library parses a certificate only on access
            _readable_name(certificate.subject), _readable_name(certificate.issuer)
    except Exception as problem:  # an invalid certificate can cause many kinds of exceptions
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "odd-certificate")) from problem
    return certificates


def _load_certificate(raw: bytes) -> Certificate:
    """Parse the bytes of a certificate; raise `NotDerError` if its signature ends within a byte."""
    from cryptography.x509 import load_der_x509_certificate

    _, _, signature = elements(content(raw, SEQUENCE))
    if content(signature, BITS)[:1] != b"\0":
        raise NotDerError(phrase_of("bundle/timestamp-broken", "signature-cut-off"))
    return load_der_x509_certificate(raw)


def _signer(reply: TimestampReply, held: Sequence[Certificate]) -> _Signer | None:
    """Return the signer that the reply names; `None` if the reply does not contain its certificate."""
    if reply.parts is None:
        return None
    named = reply.parts.signer
    try:
        signers = [
            _Signer.of(certificate, raw)
            for certificate, raw in zip(held, reply.parts.certificates, strict=True)
            if issuer_and_number(raw) == named
        ]
        same_identity = [
            certificate
            for certificate in held
            if signers and _comparable_identity(certificate) == _comparable_identity(signers[0].certificate)
        ]
    except Exception as problem:
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "odd-certificate")) from problem
    if len(same_identity) > 1:  # OpenSSL finds certificates by issuer and number, and may use the wrong one
        raise NotAReplyError(phrase_of("bundle/timestamp-broken", "same-number"))
    return signers[0] if signers else None


def _readable_name(name: Name) -> str:
    """Return a name in a certificate as text, such as `CN=Example TSA,O=Example Ltd`."""
    return name.rfc4514_string()


def _comparable_identity(certificate: Certificate) -> tuple[str, int]:
    """Return the issuer of a certificate, simplified, and its serial number.

    The simplified issuer has no spaces and no capital letters. OpenSSL could take two certificates with equal
    results for one.
    """
    issuer = "".join(letter for letter in _readable_name(certificate.issuer).casefold() if letter != "\\")
    return "".join(issuer.split()), certificate.serial_number
