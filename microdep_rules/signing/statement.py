"""What a person signs: an in-toto Statement v1 about a manifest, with our predicate of a sign-off.

No vetted predicate of in-toto is about a human decision, so this is one of ours. Its counts have to be those
of the record: nobody signs a pass over a result that fails. `previous` is the digest of the sign-off before
it, so that none can be taken away, or put in another order, unseen.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.signing.canonical import NotCanonicalError, decoded, encoded
from microdep_rules.signing.manifest import NAME
from microdep_rules.vocabulary.blanks import says_something

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:microdep-rules:sourcing-signoff:v1"
APPROVED, RESERVED, REJECTED = "approved", "approved-with-reservations", "rejected"
DECISIONS = (APPROVED, RESERVED, REJECTED)
INDEPENDENCE = ("internal", "second-party", "third-party")
LONGEST = 8_000
"""So many signs a text in a sign-off has at most."""
_TIME = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DIGEST = pattern(r"[0-9a-f]{64}")


class NotASignoffError(ValueError):
    """Bytes that are no sign-off; the text says why."""


class Signer(Struct, frozen=True):
    """Who signs, in which role, as they say themselves; the trust store says whether that is so."""

    id: str
    name: str
    organization: str
    role: str


def statement_of(manifest: str, predicate_type: str, signer: Signer, signed: Mapping[str, Any]) -> bytes:
    """A statement of in-toto about a manifest, as it is signed: who signs, and what besides."""
    return encoded(
        {
            "_type": TYPE,
            "subject": [{"name": NAME, "digest": {"sha256": manifest}}],
            "predicateType": predicate_type,
            "predicate": {
                "signer": {
                    "id": signer.id,
                    "name": signer.name,
                    "organization": signer.organization,
                    "role": signer.role,
                },
                **signed,
            },
        }
    )


class Signoff(Struct, frozen=True):
    """One person's decision about one bundle."""

    manifest: str
    """The SHA-256 of `manifest.json`."""
    signer: Signer
    signed_at: str
    """As the signer claims it, in UTC: `2026-11-24T10:00:00Z`."""
    decision: str
    statement: str
    """What is affirmed, in full: this wording is what is signed."""
    statement_id: str
    result: str
    counts: Mapping[str, int]
    """The verdict and the counts that the signer saw."""
    as_of: str
    """The day of the check."""
    contract: tuple[str, ...]
    """The facts of the contract under which the verdict holds, a line each, as the signer saw them."""
    packs: tuple[str, ...]
    """The rule packs by which the verdict was found, a line each, and those that were not run."""
    waivers: tuple[str, ...] = ()
    """The waivers that have effect, a line each with the basis that the company states."""
    reservations: tuple[str, ...] = ()
    independence: str = INDEPENDENCE[0]
    previous: str | None = None
    """The SHA-256 of the sign-off before this one; nothing of the first."""

    @property
    def payload(self) -> bytes:
        """The statement, as it is signed."""
        return statement_of(
            self.manifest,
            PREDICATE,
            self.signer,
            {
                "signedAt": self.signed_at,
                "timeSource": "signer",
                "decision": self.decision,
                "statement": self.statement,
                "statementId": self.statement_id,
                "reservations": list(self.reservations),
                "verdictSeen": {
                    "result": self.result,
                    "counts": dict(self.counts),
                    "asOf": self.as_of,
                    "contract": list(self.contract),
                    "packs": list(self.packs),
                    "waivers": list(self.waivers),
                },
                "independence": self.independence,
                "previous": {"sha256": self.previous} if self.previous is not None else None,
            },
        )

    @property
    def time(self) -> datetime:
        """When it was signed, as the signer claims."""
        return datetime.fromisoformat(self.signed_at)


def read(payload: bytes) -> Signoff:
    """The sign-off in a payload; `NotASignoffError` where it is not exactly what we write."""
    try:
        value: Any = decoded(payload)
    except NotCanonicalError as problem:
        raise NotASignoffError(str(problem)) from problem
    match value:
        case {
            "_type": str() as kind,
            "predicateType": str() as predicate,
            "subject": [{"name": str(), "digest": {"sha256": str() as manifest}}],
            "predicate": {
                "signer": {"id": str(), "name": str(), "organization": str(), "role": str()} as signer,
                "signedAt": str() as signed_at,
                "decision": str() as decision,
                "statement": str() as statement,
                "statementId": str() as statement_id,
                "reservations": list() as reservations,
                "verdictSeen": {
                    "result": str() as result,
                    "counts": dict() as counts,
                    "asOf": str() as as_of,
                    "contract": list() as contract,
                    "packs": list() as packs,
                    "waivers": list() as waivers,
                },
                "independence": str() as independence,
                "previous": None | {"sha256": str()} as previous,
            },
        }:
            pass
        case {"predicateType": str() as other} if other != PREDICATE:
            raise NotASignoffError(f"it states something else: `{other[:80]}`")
        case _:
            raise NotASignoffError("it has not the fields of a sign-off")
    if kind != TYPE or predicate != PREDICATE:
        raise NotASignoffError(f"it states something else: `{predicate[:80]}`")
    found = Signoff(
        manifest,
        Signer(signer["id"], signer["name"], signer["organization"], signer["role"]),
        signed_at,
        decision,
        statement,
        statement_id,
        result,
        counts,
        as_of,
        tuple(contract),
        tuple(packs),
        tuple(waivers),
        tuple(reservations),
        independence,
        previous["sha256"] if previous is not None else None,
    )
    if wrong := _problem(found):
        raise NotASignoffError(wrong)
    if found.payload != payload:
        raise NotASignoffError("it has not the fields of a sign-off, or more of them")
    return found


def _problem(found: Signoff) -> str:
    """What is wrong with the values of a sign-off; nothing where they are right."""
    texts: tuple[object, ...] = (
        found.statement,
        found.result,
        found.as_of,
        *found.contract,
        *found.packs,
        *found.waivers,
        *found.reservations,
    )
    if any(not isinstance(text, str) or len(text) > LONGEST for text in texts):
        return "a text in it is too long, or none"
    if wrong_signer(found.signer) or not says_something(found.statement):
        return "it names nobody, no role, or affirms nothing"
    if not all(map(says_something, found.reservations)):
        return "a reservation in it says nothing: it has no letter and no digit"
    if wrong := _wrong_decision(found):
        return wrong
    digests = (found.manifest, found.previous or found.manifest)
    if not all(map(is_digest, digests)):
        return "a digest in it is none"
    if not all(type(count) is int and count >= 0 for count in found.counts.values()):
        return "its counts are no numbers"
    return "" if is_time(found.signed_at) else f"it was signed at `{found.signed_at[:40]}`, which is no time"


def _wrong_decision(found: Signoff) -> str:
    """Why a decision, its reservations or the independence of its signer cannot be; nothing where they can.

    A rejection without a reason is a rejection all the same.
    """
    if found.decision not in DECISIONS:
        return f"its decision is `{found.decision[:40]}`, of which nothing is known"
    if found.independence not in INDEPENDENCE:
        return f"its independence is `{found.independence[:40]}`, of which nothing is known"
    if found.decision == APPROVED and found.reservations:
        return f"its decision is `{APPROVED}`, and it has reservations"
    if found.decision == RESERVED and not found.reservations:
        return f"its decision is `{RESERVED}`, and it has none"
    return ""


def wrong_signer(signer: Signer) -> bool:
    """Whether a signer is nobody, or too long for one: an id, a name and a role have a letter or a digit."""
    texts = (signer.id, signer.name, signer.organization, signer.role)
    named = all(map(says_something, (signer.id, signer.name, signer.role)))
    return not named or any(len(text) > LONGEST for text in texts)


def is_digest(text: str) -> bool:
    """Return whether a text is a SHA-256 in hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def is_time(text: str) -> bool:
    """Return whether a text is a moment in UTC as sign-offs have it.

    >>> is_time("2026-11-24T10:00:00Z"), is_time("2026-11-24"), is_time("2026-02-30T10:00:00Z")
    (True, False, False)
    """
    if not _TIME.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text).tzinfo == UTC
    except ValueError:
        return False
