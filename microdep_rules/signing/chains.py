"""Certificates of time stamp authorities: which is a root, who signed whom, and where a chain leads.

`cryptography` checks each signature, and OpenSSL, by `rfc3161_client`, a whole chain at the time of a stamp.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

from microdep_rules.signing import weak
from microdep_rules.signing.trust import NotATrustStoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.x509 import Certificate

    from microdep_rules.signing.trust import Authority

MOST_WAYS = 64
"""So many ways of looking for a chain are tried at most."""
UNTRUSTED = ("certificate verify error", "Embedded certificate", "No roots provided")
"""What is said where a chain of certificates leads to nobody who is trusted."""


class BrokenError(ValueError):
    """The signature of an authority does not hold."""


def is_changed(certificate: Certificate, others: Sequence[Certificate]) -> bool:
    """Return whether its issuer is there, and did not sign it as it is."""
    by = certificate.issuer.public_bytes()
    issuers = [other for other in others if other.subject.public_bytes() == by]
    return bool(issuers) and not any(_is_issued_by(certificate, issuer) for issuer in issuers)


def strangers(held: Sequence[Certificate], known: Sequence[Certificate]) -> list[Certificate]:
    """The certificates in a reply for which neither a root answers nor a certificate that is known."""
    found, rest = list(known), [each for each in held if each not in known]
    while sound := [each for each in rest if _is_root(each) or any(_is_issued_by(each, by) for by in found)]:
        found += sound
        rest = [each for each in rest if each not in sound]
    return rest


def why_no_authority(certificate: Certificate) -> str:
    """Why a certificate is not for stamps; nothing where it is (RFC 3161, section 2.3)."""
    from cryptography.x509 import ExtendedKeyUsage
    from cryptography.x509.oid import ExtendedKeyUsageOID

    usages = [
        extension for extension in certificate.extensions if isinstance(extension.value, ExtendedKeyUsage)
    ]
    if not usages:
        return "the certificate of its signer does not say what it is for"
    if list(usages[0].value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not usages[0].critical:
        return "the certificate of its signer is not for time stamps alone"
    return ""


def leads_to(response: Any, imprint: bytes, chain: Sequence[Certificate]) -> bool:  # noqa: ANN401 - as `rfc3161_client` has it
    """Return whether a signature holds, and its chain leads to an authority; valid at the time of the stamp.

    Of certificates of one name, as a root and the same key signed by somebody else, OpenSSL takes the first,
    and the library gives them in an order that changes from run to run: each is tried without the others.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    for one_of_each in _one_of_each(chain):
        below = [each for each in one_of_each if not _is_root(each)]
        own = [each for each in below if not why_no_authority(each)]
        verifier = VerifierBuilder(
            roots=[each for each in one_of_each if _is_root(each)],
            intermediates=[each for each in below if each not in own],
            tsa_certificate=own[0] if own else None,
        ).build()
        try:
            if verifier.verify(response, imprint):
                return True
        except VerificationError as problem:
            if not any(told in str(problem) for told in UNTRUSTED):
                raise BrokenError from problem
    return False


def _one_of_each(chain: Sequence[Certificate]) -> Iterator[tuple[Certificate, ...]]:
    """Certificates without two of one name, in every way of leaving the others out; not too many of them."""
    by_name: dict[bytes, list[Certificate]] = {}
    for each in sorted(chain, key=_is_root, reverse=True):
        by_name.setdefault(each.subject.public_bytes(), []).append(each)
    return islice(product(*by_name.values()), MOST_WAYS)


def certificates(authority: Authority) -> list[Certificate]:
    """The certificates of an authority, up to a root; `NotATrustStoreError` where there is none."""
    from cryptography.x509 import load_pem_x509_certificates

    where = f"the authority `{authority.name}`"
    try:
        found = load_pem_x509_certificates(authority.certificate.encode())
        roots = [each for each in found if _is_root(each)]
        faults = [f"of `{each.subject.rfc4514_string()}`, {why}" for each in found if (why := why_weak(each))]
    except ValueError as problem:
        raise NotATrustStoreError(f"{where}: its certificate cannot be read") from problem
    if faults:
        raise NotATrustStoreError(f"{where}: {faults[0]}; ask it for another certificate")
    if not roots:
        raise NotATrustStoreError(
            f"{where}: its certificate is signed by another one; give those above it, too, up to the root"
        )
    return found


def why_weak(certificate: Certificate) -> str:
    """Why the key of a certificate proves nothing; nothing where it does."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return weak.of_certificate(certificate.public_key())
    except (UnsupportedAlgorithm, ValueError):
        return "its key cannot be read"


def _is_root(certificate: Certificate) -> bool:
    """Return whether a certificate is signed by itself."""
    return _is_issued_by(certificate, certificate)


def _is_issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Return whether another certificate has the name of its issuer, and the key that signed it."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
