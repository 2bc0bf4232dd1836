"""Time stamps (RFC 3161): an authority signs that the bytes of a sign-off were there at a moment.

What a signer claims of the time, whoever has the key can claim; what an authority signed, they cannot. A
query and its reply are files that people carry: nothing here asks a network. Of `rfc3161_client`, an extra,
are the reading of a reply and its chain of certificates; it is imported once there is a reply.

What an authority does not sign of its reply, as its words about the status and the order of certificates,
is put into one form before it becomes part of a bundle, and has to be in it. Whoever trusts the authority or
not, the signature has to hold by the certificate in the reply, and to name that one: so no bit changes unseen
but in the certificates above it, where nobody is trusted who could tell.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.signing import limits
from microdep_rules.signing.chains import (
    BrokenError,
    certificates,
    is_changed,
    leads_to,
    strangers,
    why_no_authority,
    why_weak,
)
from microdep_rules.signing.cms import Parts, issuer_and_number, taken_apart, why_broken
from microdep_rules.signing.der import (
    BITS,
    EXPLICIT,
    INTEGER,
    SECOND,
    SEQUENCE,
    NotDerError,
    content,
    elements,
    made,
)
from microdep_rules.signing.errors import stamps as say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate, Name

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.trust import Authority

EXTRA = "microdep-rules[tsa]"
"""What is installed to make queries and to check replies."""
LARGEST = limits.REPLY
DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
"""The digests by which a stamp may name a file."""
APART = timedelta(minutes=5)
"""So far the clocks of a signer and of an authority may differ."""
NEVER = datetime.min.replace(tzinfo=UTC)
STATUS = ("granted", "granted with changes", "rejected", "waiting", "revocation warning", "revoked")
GRANTED = made(SEQUENCE, made(INTEGER, b"\x00"))
MOST_CERTIFICATES = 16


class NotAReplyError(ValueError):
    """Bytes that are no reply of a time stamp authority; the text says why."""


class Stamp(Struct, frozen=True):
    """What an authority says: a sign-off was there at a moment."""

    time: datetime
    signer: str
    """The name in the certificate that signed it."""
    authority: str = ""
    """The name in the trust store; nothing where nobody there answers for it, and it proves nothing."""

    @property
    def moment(self) -> str:
        """The time as sign-offs write it."""
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Reply(Struct, frozen=True):
    """A reply as it was read; nothing is proved by it yet."""

    response: Any
    """As `rfc3161_client` has it."""
    status: str
    algorithm: str = ""
    imprint: bytes = b""
    time: datetime = NEVER
    parts: Parts | None = None

    @property
    def granted(self) -> bool:
        """Return whether it is a stamp at all."""
        return self.status == STATUS[0]

    def is_about(self, data: bytes) -> bool:
        """Return whether its imprint is that of some bytes."""
        return bool(self.algorithm) and hashlib.new(self.algorithm, data).digest() == self.imprint


def is_installed() -> bool:
    """Return whether replies can be read here."""
    try:
        import rfc3161_client  # noqa: F401 - whether it is there
    except ImportError:
        return False
    return True


def query(data: bytes) -> bytes:
    """What an authority is asked about some bytes: their SHA-256, a nonce, and for its certificate."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
    return bytes(asked.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes())


# ---- the form ----------------------------------------------------------------------------------------


def in_one_form(data: bytes) -> bytes:
    """A reply without words about its status and lists of revocation, its certificates in order, each once.

    Nothing of that is signed. OpenSSL does not sort certificates as DER asks for it, and is taken by that.
    """
    try:
        top = elements(content(data, SEQUENCE))
        if len(top) != 2 or elements(content(top[0], SEQUENCE))[:1] != elements(content(GRANTED, SEQUENCE)):  # noqa: PLR2004 - status and stamp
            return data
        kind, wrapped = elements(content(top[1], SEQUENCE))
        inside = elements(content(content(wrapped, EXPLICIT), SEQUENCE))
        parts = [_in_order(each) for each in inside if each[0] != SECOND]
    except (NotDerError, ValueError) as problem:
        told = str(problem) if isinstance(problem, NotDerError) else "it has not the parts of a reply"
        raise NotAReplyError(told) from problem
    signed = made(SEQUENCE, kind, made(EXPLICIT, made(SEQUENCE, *parts)))
    return made(SEQUENCE, GRANTED, signed)


def _in_order(part: bytes) -> bytes:
    """The certificates in the order of DER; any other part as it is."""
    if part[0] != EXPLICIT:
        return part
    return made(EXPLICIT, *sorted(set(elements(content(part, EXPLICIT)))))


def opened(data: bytes) -> Reply:
    """The reply in a file; `NotAReplyError` where the file is not exactly one in our form."""
    from rfc3161_client import decode_timestamp_response

    if len(data) > LARGEST:
        raise NotAReplyError(f"it has more than {LARGEST // 1024} kB")
    if in_one_form(data) != data:
        raise NotAReplyError("it is not in the form in which `microdep stamp` puts it there")
    try:
        response = decode_timestamp_response(data)
        status = STATUS[response.status] if response.status < len(STATUS) else f"status {response.status}"
        if response.status:
            said = "; ".join(response.status_string)
            return Reply(response, f"{status} ({said[:200]})" if said else status)
        info = response.tst_info
        imprint, time = info.message_imprint, info.gen_time.astimezone(UTC)
        algorithm = imprint.hash_algorithm.dotted_string
        digest = bytes(imprint.message)
    except Exception as problem:
        raise NotAReplyError("it cannot be read as RFC 3161 has it") from problem
    if algorithm not in DIGESTS:
        raise NotAReplyError(f"its imprint is made by {algorithm}, and not by SHA-256, SHA-384 or SHA-512")
    try:
        parts = taken_apart(data)
    except (ValueError, KeyError) as problem:
        raise NotAReplyError(
            "it is signed in a way that is not known, or holds more than a stamp"
        ) from problem
    return Reply(response, status, DIGESTS[algorithm], digest, time, parts)


# ---- what it proves ------------------------------------------------------------------------------------


def checked(
    name: str, data: bytes, about: bytes, authorities: Sequence[Authority]
) -> tuple[Stamp | None, list[Diagnostic]]:
    """The stamp in a reply about some bytes, and what is wrong with it."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # `cryptography` has some for odd certificates, which we tell of or not
        return _checked(name, data, about, authorities)


def _checked(
    name: str, data: bytes, about: bytes, authorities: Sequence[Authority]
) -> tuple[Stamp | None, list[Diagnostic]]:
    try:
        reply = opened(data)
        held = _held(reply)
        signer = _signer(reply, held)
    except NotAReplyError as problem:
        return None, [say.not_a_reply(name, str(problem))]
    if reply.parts is None:
        return None, [say.stamp_refused(name, reply.status)]
    if not reply.is_about(about):
        return None, [say.another_imprint(name)]
    if signer is None:
        return None, [say.no_stamping_certificate(name, "the certificate of its signer is not in it")]
    if why := why_broken(reply.parts, signer.certificate, signer.raw):
        return None, [say.stamp_broken(name, why)]
    for each in held:  # OpenSSL, which looks for a chain, takes any of them
        if why := why_weak(each):
            return None, [
                say.stamp_broken(name, f"of the certificate of `{_shown(each.subject)}` in it, {why}")
            ]
    if signer.why_not:
        return None, [say.no_stamping_certificate(name, signer.why_not)]
    if not signer.begins <= reply.time <= signer.ends:
        days = f"{signer.begins:%Y-%m-%d}", f"{signer.ends:%Y-%m-%d}"
        return None, [say.stamp_out_of_time(name, Stamp(reply.time, signer.name).moment, *days)]
    return _by_whom(name, reply, signer, held, authorities)


def _by_whom(
    name: str, reply: Reply, signer: _Signer, held: Sequence[Certificate], authorities: Sequence[Authority]
) -> tuple[Stamp | None, list[Diagnostic]]:
    """A stamp that its signer made, with the authority that answers for it where one does."""
    chains = [(authority.name, certificates(authority)) for authority in authorities]
    known = [each for _, chain in chains for each in chain]
    for each in held:
        if is_changed(each, (*held, *known)):
            told = f"the certificate of `{_shown(each.subject)}` in it is not as its issuer signed it"
            return None, [say.stamp_broken(name, told)]
    try:
        trusted = next(
            (called for called, chain in chains if leads_to(reply.response, reply.imprint, chain)), ""
        )
    except BrokenError:
        return None, [say.stamp_broken(name, "OpenSSL does not take it")]
    if trusted and (unknown := strangers(held, known)):
        whose = _shown(unknown[0].subject), _shown(unknown[0].issuer)
        return None, [say.unknown_issuer(name, *whose)]
    return Stamp(reply.time, signer.name, trusted), []


class _Signer(Struct, frozen=True):
    """What the certificate of a signer says, and why it may not stamp."""

    certificate: Certificate
    raw: bytes
    why_not: str
    name: str
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, own: Certificate, raw: bytes) -> _Signer:
        """What a certificate says, of which these are the bytes."""
        begins, ends = own.not_valid_before_utc, own.not_valid_after_utc
        return cls(own, raw, why_no_authority(own), _shown(own.subject), begins, ends)


def _held(reply: Reply) -> list[Certificate]:
    """The certificates in a reply, in its order."""
    if reply.parts is None:
        return []
    if len(reply.parts.certificates) > MOST_CERTIFICATES:
        raise NotAReplyError(f"it has more than {MOST_CERTIFICATES} certificates")
    try:
        found = [_loaded(certificate) for certificate in reply.parts.certificates]
        for each in found:  # no part of a certificate is looked into before it is asked for
            _shown(each.subject), _shown(each.issuer)
    except Exception as problem:  # of many kinds
        raise NotAReplyError("a certificate in it cannot be read") from problem
    return found


def _loaded(raw: bytes) -> Certificate:
    """A certificate; an error where its signature says that bits of it are left out, which nobody signs."""
    from cryptography.x509 import load_der_x509_certificate

    _, _, signature = elements(content(raw, SEQUENCE))
    if content(signature, BITS)[:1] != b"\0":
        raise NotDerError("the signature of a certificate in it ends within a byte")
    return load_der_x509_certificate(raw)


def _signer(reply: Reply, held: Sequence[Certificate]) -> _Signer | None:
    """The certificate in a reply by which it says that it is signed."""
    if reply.parts is None:
        return None
    named = reply.parts.signer
    try:
        found = [
            _Signer.of(each, raw)
            for each, raw in zip(held, reply.parts.certificates, strict=True)
            if issuer_and_number(raw) == named
        ]
        alike = [each for each in held if found and _goes_by(each) == _goes_by(found[0].certificate)]
    except Exception as problem:
        raise NotAReplyError("a certificate in it cannot be read") from problem
    if len(alike) > 1:  # then OpenSSL, which looks for it by these, might find another one than we do
        raise NotAReplyError("two certificates in it have the issuer and the number of the one of its signer")
    return found[0] if found else None


def _shown(name: Name) -> str:
    """A name of a certificate, as people read it."""
    return name.rfc4514_string()


def _goes_by(certificate: Certificate) -> tuple[str, int]:
    """The issuer of a certificate, without its blanks and capitals, and its number.

    Of two certificates that somebody may take for one it is the same.
    """
    issuer = "".join(each for each in _shown(certificate.issuer).casefold() if each != "\\")
    return "".join(issuer.split()), certificate.serial_number
