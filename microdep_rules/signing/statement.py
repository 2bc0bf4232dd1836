"""Statement of a sign-off: an in-toto Statement v1 about a manifest, with a predicate of this project.

No established in-toto predicate describes a human decision, so this project defines one. The signed counts
must equal the counts of the record, so that nobody can sign a pass for a failing result. `previous` is the
digest of the previous sign-off. With it, the verification detects a removed sign-off and a changed order.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.signing.canonical import NotCanonicalError, decode, encode
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
"""Largest number of characters in a text of a sign-off."""
_TIME = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DIGEST = pattern(r"[0-9a-f]{64}")


class NotASignoffError(ValueError):
    """Error for bytes that are not a sign-off; the message gives the reason."""


class Signer(Struct, frozen=True):
    """Signer and role as the sign-off states them; the trust store must contain the same data."""

    id: str
    name: str
    organization: str
    role: str


def build_statement(manifest: str, predicate_type: str, signer: Signer, signed: Mapping[str, Any]) -> bytes:
    """Return the bytes of an in-toto statement about a bundle, ready to be signed.

    `manifest` is the SHA-256 of the manifest. The statement contains the signer and the fields in `signed`.
    """
    return encode(
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
    """Decision of one person about one bundle."""

    manifest: str
    """SHA-256 of `manifest.json`."""
    signer: Signer
    signed_at: str
    """Time of signing that the signer claims, in UTC, such as `2026-11-24T10:00:00Z`."""
    decision: str
    statement: str
    """Full text that the signer affirms; the signature covers this text."""
    statement_id: str
    result: str
    counts: Mapping[str, int]
    """Number of outcomes of each kind that the signer saw."""
    as_of: str
    """As-of date of the check."""
    contract: tuple[str, ...]
    """Lines about the contract facts on which the verdict depends, as the signer saw them."""
    packs: tuple[str, ...]
    """Lines about the rule packs of the verdict, and about packs that were not run."""
    waivers: tuple[str, ...] = ()
    """Lines about the waivers in effect, each with the legal basis that the company states."""
    reservations: tuple[str, ...] = ()
    independence: str = INDEPENDENCE[0]
    previous: str | None = None
    """SHA-256 of the sign-off before this one; `None` for the first."""

    @property
    def payload(self) -> bytes:
        """Statement as the bytes that the signature covers."""
        return build_statement(
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
        """Time of signing that the signer claims."""
        return datetime.fromisoformat(self.signed_at)


def parse(payload: bytes) -> Signoff:
    """Return the sign-off in a payload; raise `NotASignoffError` if the payload is not a valid sign-off."""
    try:
        value: Any = decode(payload)
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
            raise NotASignoffError(phrase_of("bundle/signature-broken", "other-statement", kind=other[:80]))
        case _:
            raise NotASignoffError(phrase_of("bundle/signature-broken", "not-a-signoff"))
    if kind != TYPE or predicate != PREDICATE:
        raise NotASignoffError(phrase_of("bundle/signature-broken", "other-statement", kind=predicate[:80]))
    signoff = Signoff(
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
    if wrong := _problem(signoff):
        raise NotASignoffError(wrong)
    if signoff.payload != payload:
        raise NotASignoffError(phrase_of("bundle/signature-broken", "more-fields"))
    return signoff


def _problem(signoff: Signoff) -> str:
    """Return the first problem with the fields of a sign-off, such as a bad time; else an empty text."""
    texts: tuple[object, ...] = (
        signoff.statement,
        signoff.result,
        signoff.as_of,
        *signoff.contract,
        *signoff.packs,
        *signoff.waivers,
        *signoff.reservations,
    )
    if any(not isinstance(text, str) or len(text) > LONGEST for text in texts):
        return phrase_of("bundle/signature-broken", "long-text")
    if wrong_signer(signoff.signer) or not says_something(signoff.statement):
        return phrase_of("bundle/signature-broken", "no-signer")
    if not all(map(says_something, signoff.reservations)):
        return phrase_of("bundle/signature-broken", "empty-reservation")
    if wrong := _wrong_decision(signoff):
        return wrong
    digests = (signoff.manifest, signoff.previous or signoff.manifest)
    if not all(map(is_digest, digests)):
        return phrase_of("bundle/signature-broken", "bad-digest")
    if not all(type(count) is int and count >= 0 for count in signoff.counts.values()):
        return phrase_of("bundle/signature-broken", "bad-counts")
    return (
        ""
        if is_time(signoff.signed_at)
        else phrase_of("bundle/signature-broken", "bad-time", time=signoff.signed_at[:40])
    )


def _wrong_decision(signoff: Signoff) -> str:
    """Return the problem with the decision, the reservations or the independence; else an empty text.

    For example, an approval must have no reservations. A rejection needs no reason.
    """
    if signoff.decision not in DECISIONS:
        return phrase_of("bundle/signature-broken", "unknown-decision", decision=signoff.decision[:40])
    if signoff.independence not in INDEPENDENCE:
        return phrase_of(
            "bundle/signature-broken", "unknown-independence", independence=signoff.independence[:40]
        )
    if signoff.decision == APPROVED and signoff.reservations:
        return phrase_of("bundle/signature-broken", "approved-with-reservations", decision=APPROVED)
    if signoff.decision == RESERVED and not signoff.reservations:
        return phrase_of("bundle/signature-broken", "reserved-without", decision=RESERVED)
    return ""


def wrong_signer(signer: Signer) -> bool:
    """Return whether a signer has an empty id, name or role, or a text that is too long."""
    texts = (signer.id, signer.name, signer.organization, signer.role)
    named = all(map(says_something, (signer.id, signer.name, signer.role)))
    return not named or any(len(text) > LONGEST for text in texts)


def is_digest(text: str) -> bool:
    """Return whether a text is a SHA-256 in hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def is_time(text: str) -> bool:
    """Return whether a text is a time in UTC in the format of sign-offs.

    >>> is_time("2026-11-24T10:00:00Z"), is_time("2026-11-24"), is_time("2026-02-30T10:00:00Z")
    (True, False, False)
    """
    if not _TIME.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text).tzinfo == UTC
    except ValueError:
        return False
