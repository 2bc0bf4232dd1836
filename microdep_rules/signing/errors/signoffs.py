"""All sentences about sign-offs and the closing seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, warning
from microdep_rules.messages.quoting import quoted
from microdep_rules.signing.errors import SIGN_AGAIN, tampered
from microdep_rules.signing.words import in_own_words
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.scope import Dated, Ended, Scope
    from microdep_rules.signing.statement import Signoff

MOST_ENDED = 3
"""So many things that have ended are named."""


# ---- a sign-off ------------------------------------------------------------------------------------------


def not_an_envelope(name: str, because: str) -> Diagnostic:
    """An envelope with another byte in it, or of another kind."""
    return tampered("bundle/not-an-envelope", f"this is no envelope as it is signed: {because}", name)


def not_a_signature(name: str, because: str) -> Diagnostic:
    """A signature of OpenSSH that does not hold."""
    return tampered("bundle/not-a-signature", f"this signature of OpenSSH does not hold: {because}", name)


def not_a_signoff(name: str, because: str) -> Diagnostic:
    """What was signed is something else."""
    return tampered("bundle/not-a-signoff", f"what is signed here is no sign-off: {because}", name)


def unsigned(name: str) -> Diagnostic:
    """A statement without its signature."""
    return tampered(
        "bundle/unsigned",
        "this statement has no signature beside it",
        name,
        "sign it with `ssh-keygen -Y sign`, or take it out: nobody else can sign before",
    )


def signature_broken(name: str) -> Diagnostic:
    """A signature that the key it names did not make."""
    return tampered("bundle/signature-broken", "the signature does not hold for what is signed", name)


def untrusted(name: str, key: str) -> Diagnostic:
    """A key that nobody in the trust store has."""
    return tampered(
        "bundle/untrusted-signer",
        f"this is signed by the key {key}, which nobody in the trust store has",
        name,
        "ask the signer for the fingerprint by another way, and then: microdep trust add",
    )


def another_name(name: str, said: str, known: str) -> Diagnostic:
    """Somebody signed as somebody else."""
    return tampered(
        "bundle/another-name", f"this is signed as `{said}`, and the key is of `{known}`", name, SIGN_AGAIN
    )


def role_not_granted(name: str, person: str, role: str, granted: Sequence[str]) -> Diagnostic:
    """Somebody signed in a role that they do not have."""
    has = ", ".join(granted) or "none"
    return tampered(
        "bundle/role-not-granted", f"{person} signed as {role}, and has the roles: {has}", name, SIGN_AGAIN
    )


def key_does_not_hold(name: str, person: str, fingerprint: str, why: str) -> Diagnostic:
    """A key outside of its time, or revoked."""
    return tampered("bundle/key-does-not-hold", f"the key {fingerprint} of {person} {why}", name, SIGN_AGAIN)


# ---- a sign-off and its bundle ---------------------------------------------------------------------------


def another_bundle(name: str, about: str, this: str) -> Diagnostic:
    """A sign-off that was copied, or a manifest that was made anew."""
    return tampered(
        "bundle/another-bundle",
        f"this sign-off is about another manifest: {about[:16]}… and not {this[:16]}…",
        name,
        "the files were changed and listed anew, or the sign-off is of another bundle; ask for it again",
    )


def chain_broken(name: str, previous: str | None, before: str | None) -> Diagnostic:
    """A sign-off before it was taken away, added or moved."""
    change = (
        "there is one before it that it does not know"
        if previous is None
        else "the one before it is not there"
    )
    change = "the one before it is another one" if previous is not None and before is not None else change
    return tampered("bundle/chain-broken", f"sign-offs were taken away, added or moved: {change}", name)


def no_record(name: str) -> Diagnostic:
    """Counts that nothing can be held against."""
    return tampered(
        "bundle/no-record",
        "the record with the counts that were signed is not there, or cannot be read",
        name,
    )


def other_counts(
    name: str, seen: tuple[str, Mapping[str, int]], recorded: tuple[str, Mapping[str, int]]
) -> Diagnostic:
    """Somebody signed another result."""
    names = [each for each in {**seen[1], **recorded[1]} if seen[1].get(each) != recorded[1].get(each)]
    apart = [
        f"{each} {seen[1].get(each, 'not counted')} and {recorded[1].get(each, 'not counted')}"
        for each in names
    ]
    differences = ", ".join(
        [*([f"verdict {seen[0]} and {recorded[0]}"] if seen[0] != recorded[0] else []), *apart]
    )
    return tampered(
        "bundle/other-counts", f"what was signed and what is recorded differ: {differences}", name, SIGN_AGAIN
    )


def other_scope(name: str, signoff: Signoff, scope: Scope) -> Diagnostic:
    """Somebody signed the verdict of another day, or under other contract facts, packs or waivers."""
    differences = [f"as of {signoff.as_of} and {scope.as_of}"] if signoff.as_of != scope.as_of else []
    for what, theirs, ours in (
        ("contract facts", signoff.contract, scope.contract),
        ("packs", signoff.packs, scope.packs),
        ("waivers", signoff.waivers, scope.waivers),
    ):
        if theirs != ours:
            apart = [each for each in theirs if each not in ours][:1]
            apart += [each for each in ours if each not in theirs][:1]
            differences.append(f"{what} {' and '.join(map(quoted, apart)) or 'in another order'}")
    return tampered(
        "bundle/other-scope",
        f"what was signed and what is recorded differ: {'; '.join(differences)}",
        name,
        SIGN_AGAIN,
    )


AS_OF_TODAY = "make the report again as of the day of signing, and sign that"


def as_of_in_future(name: str, as_of: str, day: date) -> Diagnostic:
    """An approval of what the law and the facts will be."""
    return tampered(
        "bundle/as-of-in-future",
        f"this approves a check as of {as_of}, and was signed on {day}: nobody knows that day yet",
        name,
        f"{AS_OF_TODAY}; a forecast is read and not approved",
    )


def as_of_long_ago(name: str, as_of: str, day: date, days: int) -> Diagnostic:
    """An approval of a check of an earlier day."""
    return warning(
        "bundle/as-of-long-ago",
        f"the check is as of {as_of}, {days} days before this was signed on {day}",
        Label(Span(name, 0, 0)),
        help=f"{AS_OF_TODAY}; to refuse such sign-offs, write `max_age_days` into the policy",
    )


def ended_since(name: str, day: date, ended: Sequence[Ended], changed: date | None) -> Diagnostic:
    """An approval of verdicts that rely on what was over, or that are other ones, when it was signed."""
    reasons = [f"{each.what} ended on {each.day}" for each in ended[:MOST_ENDED]]
    reasons += [f"{len(ended) - MOST_ENDED} more have ended"] if len(ended) > MOST_ENDED else []
    reasons += [f"a verdict changes on {changed}"] if changed is not None else []
    return warning(
        "bundle/ended-since",
        f"when this was signed on {day}, the report was out of date: {'; '.join(reasons)}",
        Label(Span(name, 0, 0)),
        help=AS_OF_TODAY,
    )


def dated_later(name: str, day: date, found: Sequence[Dated]) -> Diagnostic:
    """A time of signing at which something in the bundle was not there yet."""
    reasons = [f"{each.what} {each.day}" for each in found[:MOST_ENDED]]
    reasons += [f"{len(found) - MOST_ENDED} more are of later days"] if len(found) > MOST_ENDED else []
    return warning(
        "bundle/dated-later",
        f"this states that it was signed on {day}, and what is in the bundle is later: {'; '.join(reasons)}",
        Label(Span(name, 0, 0)),
        help="ask the signer when it was signed; for proof, ask for timestamps: `time_stamps = true` in the"
        " policy",
    )


def rejected(name: str, person: str, reservations: Sequence[str]) -> Diagnostic:
    """Somebody signed that they do not approve."""
    why = f": {'; '.join(map(in_own_words, reservations))}" if reservations else ""
    return tampered(
        "bundle/rejected",
        f"{person} signed that this is rejected{why}",
        name,
        "mend what was found, and make a new bundle",
    )


def signed_before_made(name: str, signed: str, made: str) -> Diagnostic:
    """A time that cannot be."""
    return tampered(
        "bundle/signed-before-made",
        f"this was signed at {signed}, and the bundle is dated {made}",
        name,
        SIGN_AGAIN,
    )


def out_of_order(name: str, signed: str, before: str, earlier: str) -> Diagnostic:
    """A sign-off or seal that is dated before the one that it names."""
    return tampered(
        "bundle/signed-out-of-order",
        f"this was signed at {signed}, and `{before}`, which it follows, at {earlier}",
        name,
        SIGN_AGAIN,
    )


def in_future(name: str, signed: str, now: datetime) -> Diagnostic:
    """A sign-off that is dated after the moment at which it is verified."""
    return tampered(
        "bundle/signed-in-future",
        f"this was signed at {signed}, and the clock of this computer shows {now:%Y-%m-%dT%H:%M:%SZ}",
        name,
        "set the clock of this computer; if it is right, take the sign-off out and ask for it again",
    )


def key_has_ended(name: str, person: str, day: date) -> Diagnostic:
    """A sign-off by a key that has ended since: only its signer claims that it is older."""
    return warning(
        "bundle/key-ended",
        f"the key of {person} ended on {day}, and only its holder claims that this was signed before",
        Label(Span(name, 0, 0)),
        help="for proof of the time, ask for a timestamp: `time_stamps = true` in the policy",
    )


def approves_no_result(name: str, person: str, because: str) -> Diagnostic:
    """An approval of a check that has no result."""
    return tampered(
        "bundle/approves-no-result",
        f"{person} approves a bundle with {because}; such a bundle can only be rejected",
        name,
        "fix the input or the rule packs, make the report again, and sign that",
    )


def two_seals(name: str) -> Diagnostic:
    """A second closing seal."""
    return tampered(
        "bundle/seal-differs", "this is a second closing seal; a bundle has one", name, "take it out"
    )


def seal_differs(name: str, gone: Sequence[str], added: Sequence[str]) -> Diagnostic:
    """A seal over other sign-offs than those that are there."""
    changes = [f"{each} is missing" for each in gone if each not in added]
    changes += [f"{each} was changed" for each in gone if each in added]
    changes += [f"{each} was added" for each in added if each not in gone]
    return tampered(
        "bundle/seal-differs",
        f"the sign-offs are not those of the closing seal: {'; '.join(changes[:3])}",
        name,
        "take the bundle from where it was closed; a decision that was made after it needs a new bundle",
    )


def same_person(one: str, other: str, why: str) -> Diagnostic:
    """Two ids of the trust store that look like one person."""
    return warning(
        "bundle/same-person",
        f"{one} and {other} have {why}: they count as one person",
        Label(Span("signoffs", 0, 0)),
        help=f'if they are two people, state `distinct_from = ["{one}"]` at {other} in the trust store',
    )


def too_late(name: str, days: int, most: int) -> Diagnostic:
    """A sign-off of a bundle that was old."""
    return tampered(
        "bundle/too-old",
        f"the bundle is dated, or its check is as of, {days} days before this was signed; "
        f"the policy allows {most}",
        name,
        "make a new bundle and sign that; without --generated-at it is dated by the latest day in its inputs",
    )


def one_person(person: str, roles: Sequence[str]) -> Diagnostic:
    """One person for two."""
    return tampered(
        "bundle/one-person",
        f"{person} signed as {' and as '.join(roles)}, and the policy wants distinct persons",
        "signoffs",
        "let somebody else sign in one of the roles",
    )
