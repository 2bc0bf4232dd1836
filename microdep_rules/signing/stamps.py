"""Time stamps (RFC 3161): an authority signs that the bytes of a sign-off were there at a moment.

What a signer claims of the time, whoever has the key can claim; what an authority signed, they cannot. A
query and its reply are files that people carry: nothing here asks a network. Of `rfc3161_client`, an extra,
are the reading of a reply, its signature and its chain of certificates; it is imported once there is a reply.

What an authority does not sign of its reply, as its words about the status and the order of certificates,
is put into one form before it becomes part of a bundle, and has to be in it: so no bit changes unseen.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.signing import errors as say
from microdep_rules.signing.der import EXPLICIT, SEQUENCE, SET, NotDerError, content, elements, made
from microdep_rules.signing.trust import NotATrustStoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.trust import Authority

EXTRA = "microdep-rules[tsa]"
"""What is installed to make queries and to check replies."""
LARGEST = 256 * 1024
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
GRANTED = made(SEQUENCE, b"\x02\x01\x00")
VERSION, VERSION_OF_SIGNER = 3, 1
"""Of the signed data, and of what it says of its signer (RFC 5652, sections 5.1 and 5.3)."""
NULL = b"\x05\x00"
SHA2 = bytes.fromhex("0609608648016503040200")[:-1]
ECDSA, RSA = bytes.fromhex("06082a8648ce3d0403"), bytes.fromhex("06092a864886f70d0101")
CHAIN = "certificate verify error"
"""What OpenSSL says where a chain of certificates leads to nobody who is trusted."""


class NotAReplyError(ValueError):
    """Bytes that are no reply of a time stamp authority; the text says why."""


class _BrokenError(ValueError):
    """The signature of an authority does not hold."""


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

    @property
    def granted(self) -> bool:
        """Whether it is a stamp at all."""
        return self.status == STATUS[0]

    def is_about(self, data: bytes) -> bool:
        """Whether its imprint is that of some bytes."""
        return bool(self.algorithm) and hashlib.new(self.algorithm, data).digest() == self.imprint


def is_installed() -> bool:
    """Whether replies can be read here."""
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
    """A reply without what its authority says of the status in words, and its certificates in order.

    Neither is signed. OpenSSL does not sort certificates as DER asks for it, and is taken by that.
    """
    try:
        top = elements(content(data, SEQUENCE))
        if len(top) != 2 or elements(content(top[0], SEQUENCE))[:1] != elements(content(GRANTED, SEQUENCE)):  # noqa: PLR2004 - status and stamp
            return data
        kind, wrapped = elements(content(top[1], SEQUENCE))
        parts = [_in_order(each) for each in elements(content(content(wrapped, EXPLICIT), SEQUENCE))]
    except (NotDerError, ValueError) as problem:
        told = str(problem) if isinstance(problem, NotDerError) else "it has not the parts of a reply"
        raise NotAReplyError(told) from problem
    signed = made(SEQUENCE, kind, made(EXPLICIT, made(SEQUENCE, *parts)))
    return made(SEQUENCE, GRANTED, signed)


def _in_order(part: bytes) -> bytes:
    """The certificates in the order of DER; any other part as it is."""
    if part[0] != EXPLICIT:
        return part
    return made(EXPLICIT, *sorted(elements(content(part, EXPLICIT))))


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
        known = _is_of_known_kind(data, response)
    except Exception as problem:
        raise NotAReplyError("it cannot be read as RFC 3161 has it") from problem
    if algorithm not in DIGESTS:
        raise NotAReplyError(f"its imprint is made by {algorithm}, and not by SHA-256, SHA-384 or SHA-512")
    if not known:
        raise NotAReplyError("it is signed in a way that is not known, or holds more than a stamp")
    return Reply(response, status, DIGESTS[algorithm], digest, time)


def _is_of_known_kind(data: bytes, response: Any) -> bool:  # noqa: ANN401 - as `rfc3161_client` has it
    """Whether the parts that neither a signature covers nor anybody reads are as they are always written."""
    if response.signed_data.version != VERSION or [
        each.version for each in response.signed_data.signer_infos
    ] != [VERSION_OF_SIGNER]:
        return False
    _, wrapped = elements(content(elements(content(data, SEQUENCE))[1], SEQUENCE))
    *_, signers = elements(content(content(wrapped, EXPLICIT), SEQUENCE))
    parts = elements(content(content(signers, SET), SEQUENCE))
    if len(parts) != 6:  # noqa: PLR2004 - of a signer, with signed attributes and no others
        return False
    digest, signature = parts[2], parts[4]
    return any(
        digest in {made(SEQUENCE, name), made(SEQUENCE, name, NULL)} and signature in ways
        for name, ways in _ways().items()
    )


def _ways() -> dict[bytes, set[bytes]]:
    """The digests that a signature may be over, each with the names of signatures that go with it."""
    return {
        SHA2 + bytes([number]): {
            made(SEQUENCE, ECDSA + bytes([number + 1])),
            made(SEQUENCE, RSA + bytes([number + 10]), NULL),
            made(SEQUENCE, RSA + b"\x01", NULL),
        }
        for number in (1, 2, 3)
    }


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
        signer = _signer(reply)
    except NotAReplyError as problem:
        return None, [say.not_a_reply(name, str(problem))]
    if not reply.granted:
        return None, [say.stamp_refused(name, reply.status)]
    if not reply.is_about(about):
        return None, [say.another_imprint(name)]
    if signer.why_not:
        return None, [say.no_stamping_certificate(name, signer.why_not)]
    stamp = Stamp(reply.time, signer.name)
    if not signer.begins <= stamp.time <= signer.ends:
        days = f"{signer.begins:%Y-%m-%d}", f"{signer.ends:%Y-%m-%d}"
        return None, [say.stamp_out_of_time(name, stamp.moment, *days)]
    chains = [(each.name, certificates(each)) for each in authorities]
    try:
        trusted = next((known for known, chain in chains if _leads_to(reply, chain)), "")
    except _BrokenError:
        return None, [say.stamp_broken(name)]
    return Stamp(stamp.time, stamp.signer, trusted), []


class _Signer(Struct, frozen=True):
    """What the certificate of a signer says, and why it may not stamp."""

    why_not: str = "the certificate of its signer is not in it"
    name: str = ""
    begins: datetime = NEVER
    ends: datetime = NEVER


def _signer(reply: Reply) -> _Signer:
    """The certificate in a reply by which it says that it is signed."""
    from cryptography.x509 import load_der_x509_certificate

    if not reply.granted:
        return _Signer()
    signed = reply.response.signed_data
    (said,) = signed.signer_infos
    try:
        for each in map(load_der_x509_certificate, signed.certificates):
            if each.issuer == said.issuer and each.serial_number == said.serial_number:
                name, begins, ends = each.subject, each.not_valid_before_utc, each.not_valid_after_utc
                return _Signer(_why_no_authority(each), name.rfc4514_string(), begins, ends)
    except Exception as problem:  # of many kinds, and none before a part of a certificate is asked for
        raise NotAReplyError("a certificate in it cannot be read") from problem
    return _Signer()


def _why_no_authority(certificate: Certificate) -> str:
    """Why a certificate is not for stamps; nothing where it is (RFC 3161, section 2.3)."""
    from cryptography.x509 import ExtendedKeyUsage
    from cryptography.x509.oid import ExtendedKeyUsageOID

    usages = [each for each in certificate.extensions if isinstance(each.value, ExtendedKeyUsage)]
    if not usages:
        return "the certificate of its signer does not say what it is for"
    if list(usages[0].value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not usages[0].critical:
        return "the certificate of its signer is not for time stamps alone"
    return ""


def _leads_to(reply: Reply, chain: Sequence[Certificate]) -> bool:
    """Whether the signature holds, and its chain leads to an authority; valid at the time of the stamp."""
    from rfc3161_client import VerificationError, VerifierBuilder

    below = [each for each in chain if not _is_root(each)]
    own = [each for each in below if not _why_no_authority(each)]
    verifier = VerifierBuilder(
        roots=[each for each in chain if _is_root(each)],
        intermediates=[each for each in below if each not in own],
        tsa_certificate=own[0] if own else None,
    ).build()
    try:
        return verifier.verify(reply.response, reply.imprint)
    except VerificationError as problem:
        if CHAIN in str(problem) or "Embedded certificate" in str(problem):
            return False
        raise _BrokenError from problem


def certificates(authority: Authority) -> list[Certificate]:
    """The certificates of an authority, up to a root; `NotATrustStoreError` where there is none."""
    from cryptography.x509 import load_pem_x509_certificates

    where = f"the authority `{authority.name}`"
    try:
        found = load_pem_x509_certificates(authority.certificate.encode())
        roots = [each for each in found if _is_root(each)]
    except ValueError as problem:
        raise NotATrustStoreError(f"{where}: its certificate cannot be read") from problem
    if not roots:
        raise NotATrustStoreError(
            f"{where}: its certificate is signed by another one; give those above it, too, up to the root"
        )
    return found


def _is_root(certificate: Certificate) -> bool:
    """Whether a certificate is signed by itself."""
    from cryptography.exceptions import InvalidSignature

    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
