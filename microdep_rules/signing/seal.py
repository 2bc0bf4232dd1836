"""Closing seal: the list of all sign-offs of a bundle, signed by one person.

Each sign-off names the sign-off before it, so that the verification detects a missing sign-off, except for
the last one. The seal lists all sign-offs. With the seal, the verification also detects a missing last
sign-off, such as a rejection.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from microdep_rules.messages import phrase_of
from microdep_rules.signing import limits
from microdep_rules.signing.canonical import NotCanonicalError, decode
from microdep_rules.signing.statement import (
    NotASignoffError,
    Signer,
    build_statement,
    is_digest,
    is_time,
    wrong_signer,
)

PREDICATE = "urn:microdep-rules:sourcing-signoff-list:v1"


class SealEntry(Struct, frozen=True):
    """Entry of the seal: the file of a sign-off, and its SHA-256."""

    name: str
    sha256: str


class Seal(Struct, frozen=True):
    """Closing seal: the list of all sign-offs of a bundle, signed by the person who closes the bundle."""

    manifest: str
    """SHA-256 of `manifest.json`."""
    signer: Signer
    signed_at: str
    """Time of signing that the signer claims, in UTC."""
    signoffs: tuple[SealEntry, ...]
    """Sign-offs in the order of their file names."""

    @property
    def payload(self) -> bytes:
        """Statement as the bytes that the signature covers."""
        return build_statement(
            self.manifest,
            PREDICATE,
            self.signer,
            {
                "closedAt": self.signed_at,
                "timeSource": "signer",
                "signoffs": [{"name": signoff.name, "sha256": signoff.sha256} for signoff in self.signoffs],
            },
        )

    @property
    def time(self) -> datetime:
        """Time of signing that the signer claims."""
        return datetime.fromisoformat(self.signed_at)


def parse(payload: bytes) -> Seal:
    """Return the seal in a payload; raise `NotASignoffError` if the payload is not a valid seal."""
    try:
        value: Any = decode(payload)
    except NotCanonicalError as problem:
        raise NotASignoffError(str(problem)) from problem
    match value:
        case {
            "_type": str(),
            "predicateType": str() as predicate,
            "subject": [{"name": str(), "digest": {"sha256": str() as manifest}}],
            "predicate": {
                "signer": {"id": str(), "name": str(), "organization": str(), "role": str()} as signer,
                "closedAt": str() as closed_at,
                "signoffs": list() as signoffs,
            },
        }:
            pass
        case _:
            raise NotASignoffError(phrase_of("bundle/signature-broken", "not-a-seal"))
    seal = Seal(
        manifest,
        Signer(signer["id"], signer["name"], signer["organization"], signer["role"]),
        closed_at,
        tuple(_parse_entry(signoff) for signoff in signoffs),
    )
    if predicate != PREDICATE or len(seal.signoffs) > limits.MOST_SIGNOFFS or wrong_signer(seal.signer):
        raise NotASignoffError(phrase_of("bundle/signature-broken", "not-a-seal"))
    if not is_digest(manifest) or not is_time(closed_at):
        raise NotASignoffError(phrase_of("bundle/signature-broken", "bad-seal"))
    if seal.payload != payload:
        raise NotASignoffError(phrase_of("bundle/signature-broken", "more-seal-fields"))
    return seal


def _parse_entry(value: Any) -> SealEntry:  # noqa: ANN401 - any value of JSON
    match value:
        case {"name": str() as name, "sha256": str() as digest} if is_digest(digest):
            return SealEntry(name, digest)
        case _:
            raise NotASignoffError(phrase_of("bundle/signature-broken", "no-signoff-in-seal"))
