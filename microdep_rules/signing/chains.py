"""Certificates of timestamp authorities: roots, issuers, and chains to a trusted root.

`cryptography` checks each signature; OpenSSL, through `rfc3161_client`, checks a chain at the time of a
timestamp.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

from microdep_rules.messages import phrase_of
from microdep_rules.signing import weak
from microdep_rules.signing.trust import NotATrustStoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.x509 import Certificate

    from microdep_rules.signing.trust import Authority

MOST_WAYS = 64
"""Largest number of combinations of certificates that are tried to build a chain."""
UNTRUSTED = ("certificate verify error", "Embedded certificate", "No roots provided")
"""Error texts of `rfc3161_client` for a chain that does not end in a trusted root."""


class BrokenError(ValueError):
    """Error for a signature of a timestamp authority that is not valid."""


def is_changed(certificate: Certificate, others: Sequence[Certificate]) -> bool:
    """Return whether the issuer of a certificate is present, but did not sign this certificate."""
    issuer_name = certificate.issuer.public_bytes()
    issuers = [other for other in others if other.subject.public_bytes() == issuer_name]
    return bool(issuers) and not any(_is_issued_by(certificate, issuer) for issuer in issuers)


def find_unconfirmed(embedded: Sequence[Certificate], known: Sequence[Certificate]) -> list[Certificate]:
    """Return the embedded certificates from which no chain leads to a known or root certificate."""
    confirmed, rest = list(known), [certificate for certificate in embedded if certificate not in known]
    while sound := [
        certificate
        for certificate in rest
        if _is_root(certificate) or any(_is_issued_by(certificate, issuer) for issuer in confirmed)
    ]:
        confirmed += sound
        rest = [certificate for certificate in rest if certificate not in sound]
    return rest


def find_purpose_fault(certificate: Certificate) -> str:
    """Return the reason why a certificate is not for timestamps, or an empty text (RFC 3161, section 2.3)."""
    from cryptography.x509 import ExtendedKeyUsage
    from cryptography.x509.oid import ExtendedKeyUsageOID

    usages = [
        extension for extension in certificate.extensions if isinstance(extension.value, ExtendedKeyUsage)
    ]
    if not usages:
        return phrase_of("bundle/timestamp-broken", "no-purpose")
    if list(usages[0].value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not usages[0].critical:
        return phrase_of("bundle/timestamp-broken", "other-purpose")
    return ""


def is_trusted(response: Any, imprint: bytes, chain: Sequence[Certificate]) -> bool:  # noqa: ANN401 - as `rfc3161_client` has it
    """Return whether the signature of a timestamp is valid and chains to a root trusted at that time.

    Two certificates can have the same name, for example a root and its cross-signed copy. OpenSSL then uses
    only the first of these certificates, and the library passes certificates in a random order. Therefore the
    function tries every combination that has one certificate for each name.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    for combination in _combinations(chain):
        below = [certificate for certificate in combination if not _is_root(certificate)]
        signers = [certificate for certificate in below if not find_purpose_fault(certificate)]
        verifier = VerifierBuilder(
            roots=[certificate for certificate in combination if _is_root(certificate)],
            intermediates=[certificate for certificate in below if certificate not in signers],
            tsa_certificate=signers[0] if signers else None,
        ).build()
        try:
            if verifier.verify(response, imprint):
                return True
        except VerificationError as problem:
            if not any(text in str(problem) for text in UNTRUSTED):
                raise BrokenError from problem
    return False


def _combinations(chain: Sequence[Certificate]) -> Iterator[tuple[Certificate, ...]]:
    """Return at most `MOST_WAYS` combinations; each has exactly one certificate for each name."""
    by_name: dict[bytes, list[Certificate]] = {}
    for certificate in sorted(chain, key=_is_root, reverse=True):
        by_name.setdefault(certificate.subject.public_bytes(), []).append(certificate)
    return islice(product(*by_name.values()), MOST_WAYS)


def load_certificates(authority: Authority) -> list[Certificate]:
    """Return the certificates of an authority up to its root.

    Raise `NotATrustStoreError` if the root is missing.
    """
    from cryptography.x509 import load_pem_x509_certificates

    where = f"the authority `{authority.name}`"
    try:
        loaded = load_pem_x509_certificates(authority.certificate.encode())
        roots = [certificate for certificate in loaded if _is_root(certificate)]
        faults = [
            f"of `{certificate.subject.rfc4514_string()}`, {why}"
            for certificate in loaded
            if (why := find_key_fault(certificate))
        ]
    except ValueError as problem:
        raise NotATrustStoreError(f"{where}: its certificate cannot be read") from problem
    if faults:
        raise NotATrustStoreError(f"{where}: {faults[0]}; ask it for another certificate")
    if not roots:
        raise NotATrustStoreError(
            f"{where}: its certificate is not a root; add the certificates of its issuers, up to the root"
        )
    return loaded


def find_key_fault(certificate: Certificate) -> str:
    """Return the reason why the key of a certificate is weak; an empty text if the key is accepted."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return weak.find_certificate_weakness(certificate.public_key())
    except (UnsupportedAlgorithm, ValueError):
        return "its key cannot be read"


def _is_root(certificate: Certificate) -> bool:
    """Return whether a certificate is self-signed."""
    return _is_issued_by(certificate, certificate)


def _is_issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Return whether `certificate` names `issuer` as its issuer, and the key of `issuer` signed it."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
