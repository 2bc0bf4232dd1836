"""The sign-offs of a bundle and its closing seal, each read from its file, with the person behind it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.signing import dsse, limits, seal, sshsig, stamps, statement
from microdep_rules.signing import errors as say
from microdep_rules.signing.errors import signoffs as say_of_signoffs
from microdep_rules.signing.errors import stamps as say_of_stamps
from microdep_rules.signing.files import (
    ENVELOPE,
    REPLY,
    SIGNATURE,
    STATEMENT,
    is_of_seal,
    is_signoff,
)
from microdep_rules.signing.statement import NotASignoffError, Signoff

if TYPE_CHECKING:
    from datetime import datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.keys import PublicKey
    from microdep_rules.signing.seal import Seal
    from microdep_rules.signing.stamps import Stamp
    from microdep_rules.signing.trust import Key, Person, Trust


class Signed(Struct, frozen=True):
    """A sign-off, or the closing seal, as it was checked."""

    name: str
    """The file."""
    digest: str
    scheme: str
    signoff: Signoff | None = None
    seal: Seal | None = None
    person: Person | None = None
    key: Key | None = None
    holds: bool = False
    """Whether nothing is wrong with it, so that it counts."""
    stamp: Stamp | None = None
    unchecked: bool = False
    """Whether there is a timestamp that cannot be checked here."""

    @property
    def said(self) -> Signoff | Seal | None:
        """The statement that was signed, where it could be read."""
        return self.signoff or self.seal

    @property
    def stamped(self) -> datetime | None:
        """Time of the timestamp, where its authority is trusted."""
        return self.stamp.time if self.stamp is not None and self.stamp.authority else None


def signoffs(
    files: Files, names: list[str], trust: Trust | None
) -> tuple[list[Signed], Signed | None, list[Diagnostic]]:
    """Every sign-off by the order of its file name, and the closing seal; as claimed if nobody is known."""
    found: list[Signed] = []
    problems: list[Diagnostic] = []
    for name in sorted(names, key=_order):
        if files.size(name) > limits.SIGNOFF:
            problems.append(say_of_signoffs.not_an_envelope(name, "it is far too large for a sign-off"))
            continue
        if not name.endswith((ENVELOPE, SIGNATURE)):
            if name.endswith(STATEMENT) and f"{name}.sig" not in names:
                problems.append(say_of_signoffs.unsigned(name))
            if name.endswith(REPLY) and not is_signoff(name.removesuffix(REPLY), names):
                problems.append(say_of_stamps.reply_alone(name))
            continue
        signed, its_problems = _with_stamp(files, name, names, trust)
        problems += its_problems
        if name.endswith(ENVELOPE):
            signed, its_problems = _envelope(signed, files.read(name), trust)
        else:
            text = name.removesuffix(".sig")
            if text not in names:
                problems.append(say.missing(text))
                continue
            signed, its_problems = _by_openssh(signed, files.read(name), files.read(text), trust)
        found.append(signed)
        problems += its_problems
    seals = [each for each in found if is_of_seal(each.name)]
    problems += [say_of_signoffs.two_seals(each.name) for each in seals[1:]]
    own = [each for each in found if not is_of_seal(each.name)]
    return own, seals[0] if seals else None, problems


def _order(name: str) -> tuple[int, str]:
    number = name.rpartition("/")[2].partition("-")[0]
    return (int(number) if number.isascii() and number.isdecimal() else 10**9), name


def _with_stamp(
    files: Files, name: str, names: list[str], trust: Trust | None
) -> tuple[Signed, list[Diagnostic]]:
    """A sign-off by its file, with the timestamp beside it."""
    data, reply = files.read(name), f"{name}{REPLY}"
    scheme = "DSSE" if name.endswith(ENVELOPE) else "SSHSIG"
    signed = Signed(name, hashlib.sha256(data).hexdigest(), scheme)
    if reply not in names:
        return signed, []
    if not stamps.is_installed():
        return replace(signed, unchecked=True), []
    stamp, problems = stamps.checked(
        reply, files.read(reply), data, trust.authorities if trust is not None else ()
    )
    return replace(signed, stamp=stamp), problems


def _envelope(signed: Signed, data: bytes, trust: Trust | None) -> tuple[Signed, list[Diagnostic]]:
    name = signed.name
    try:
        envelope = dsse.opened(data)
    except dsse.NotAnEnvelopeError as problem:
        return signed, [say_of_signoffs.not_an_envelope(name, str(problem))]
    if trust is None:
        return _as_claimed(signed, envelope.payload)
    # The hint is not signed: every trusted key is tried, and the hint has to name the one that fits.
    fitting = [
        key.public
        for person in trust.people
        for key in person.keys
        if key.public.verifies(envelope.signature, envelope.signed)
    ]
    if not fitting:
        known = trust.holders(envelope.keyid)
        return signed, [
            say_of_signoffs.signature_broken(name)
            if known
            else say_of_signoffs.untrusted(name, envelope.keyid)
        ]
    if envelope.keyid != fitting[0].keyid:
        return signed, [
            say_of_signoffs.not_an_envelope(name, "its `keyid` names another key than the one that signed")
        ]
    return _by_whom(signed, envelope.payload, fitting[0], trust)


def _by_openssh(
    signed: Signed, data: bytes, payload: bytes, trust: Trust | None
) -> tuple[Signed, list[Diagnostic]]:
    name = signed.name
    try:
        key = sshsig.checked(data, payload)
    except sshsig.NotASignatureError as problem:
        return signed, [say_of_signoffs.not_a_signature(name, str(problem))]
    if trust is None:
        return _as_claimed(signed, payload)
    if not trust.holders(key.keyid):
        return signed, [say_of_signoffs.untrusted(name, key.fingerprint)]
    return _by_whom(signed, payload, key, trust)


def _as_claimed(signed: Signed, payload: bytes) -> tuple[Signed, list[Diagnostic]]:
    """A sign-off as it states itself: without a trust store nobody knows whose key signed it."""
    try:
        return replace(signed, **_read(signed.name, payload)), []
    except NotASignoffError as problem:
        return signed, [say_of_signoffs.not_a_signoff(signed.name, str(problem))]


def _read(name: str, payload: bytes) -> dict[str, Any]:
    """The statement of a file: a seal or a sign-off, as its name says."""
    return {"seal": seal.read(payload)} if is_of_seal(name) else {"signoff": statement.read(payload)}


def _by_whom(signed: Signed, payload: bytes, key: PublicKey, trust: Trust) -> tuple[Signed, list[Diagnostic]]:
    """The person behind a valid signature; what they state of themselves has to be what is known of them."""
    name = signed.name
    try:
        read = _read(name, payload)
    except NotASignoffError as problem:
        return signed, [say_of_signoffs.not_a_signoff(name, str(problem))]
    said: Signoff | Seal = next(iter(read.values()))
    person, known = trust.holders(key.keyid)[0]
    signer, problems = said.signer, []
    if signer.id != person.id or signer.name != person.name:
        problems.append(
            say_of_signoffs.another_name(name, f"{signer.name} <{signer.id}>", f"{person.name} <{person.id}>")
        )
    elif signer.organization != person.organization:
        problems.append(
            say_of_signoffs.another_name(name, signer.organization or "no organization", person.organization)
        )
    if signer.role not in person.roles:
        problems.append(say_of_signoffs.role_not_granted(name, person.name, signer.role, person.roles))
    stamped = signed.stamped
    if why := known.why_not(said.time.date(), stamped.date() if stamped is not None else None):
        problems.append(say_of_signoffs.key_does_not_hold(name, person.name, key.fingerprint, why))
    return replace(signed, **read, person=person, key=known, holds=not problems), problems
