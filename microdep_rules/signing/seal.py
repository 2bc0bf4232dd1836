"""The closing seal: the list of all sign-offs of a bundle, signed by one person.

Each sign-off names the one before it, so that none before the last can disappear. The seal names all of them:
after it, the last one cannot disappear either, as a rejection that somebody would like to forget.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from microdep_rules.signing import limits
from microdep_rules.signing.canonical import NotCanonicalError, decoded
from microdep_rules.signing.statement import (
    NotASignoffError,
    Signer,
    is_digest,
    is_time,
    statement_of,
    wrong_signer,
)

PREDICATE = "urn:microdep-rules:sourcing-signoff-list:v1"


class Listed(Struct, frozen=True):
    """A sign-off in the list: its file, and the SHA-256 of it."""

    name: str
    sha256: str


class Seal(Struct, frozen=True):
    """The list of sign-offs, as one person closes it."""

    manifest: str
    """The SHA-256 of `manifest.json`."""
    signer: Signer
    signed_at: str
    """As the signer claims it, in UTC."""
    signoffs: tuple[Listed, ...]
    """In their order."""

    @property
    def payload(self) -> bytes:
        """The statement, as it is signed."""
        return statement_of(
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
        """Time of the seal, as the signer claims."""
        return datetime.fromisoformat(self.signed_at)


def read(payload: bytes) -> Seal:
    """The seal in a payload; `NotASignoffError` where it is not exactly what we write."""
    try:
        value: Any = decoded(payload)
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
            raise NotASignoffError("it does not have the fields of a closing seal")
    found = Seal(
        manifest,
        Signer(signer["id"], signer["name"], signer["organization"], signer["role"]),
        closed_at,
        tuple(_listed(signoff) for signoff in signoffs),
    )
    if predicate != PREDICATE or len(found.signoffs) > limits.MOST_SIGNOFFS or wrong_signer(found.signer):
        raise NotASignoffError("it does not have the fields of a closing seal")
    if not is_digest(manifest) or not is_time(closed_at):
        raise NotASignoffError("its digest or its time cannot be read")
    if found.payload != payload:
        raise NotASignoffError("it does not have the fields of a closing seal, or it has more")
    return found


def _listed(value: Any) -> Listed:  # noqa: ANN401 - what stands in a file of JSON
    match value:
        case {"name": str() as name, "sha256": str() as digest} if is_digest(digest):
            return Listed(name, digest)
        case _:
            raise NotASignoffError("an entry of its list is no sign-off")
