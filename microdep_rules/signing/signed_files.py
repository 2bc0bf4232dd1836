"""Sign-offs and closing seal of a bundle, each read from its file, with its signer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.signing import dsse, limits, seal, sshsig, stamps, statement
from microdep_rules.signing.files import (
    ENVELOPE,
    REPLY,
    SIGNATURE,
    STATEMENT,
    is_of_seal,
    is_signoff,
)
from microdep_rules.signing.statement import NotASignoffError, Signoff
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.keys import PublicKey
    from microdep_rules.signing.seal import Seal
    from microdep_rules.signing.stamps import Timestamp
    from microdep_rules.signing.trust import Key, Person, Trust


class SignedFile(Struct, frozen=True):
    """Sign-off or closing seal of a bundle, with its signer, its timestamp and the result of its checks."""

    name: str
    """Name of the file."""
    digest: str
    scheme: str
    signoff: Signoff | None = None
    seal: Seal | None = None
    person: Person | None = None
    key: Key | None = None
    is_valid: bool = False
    """True if the file has no problem, so that it counts."""
    stamp: Timestamp | None = None
    unchecked: bool = False
    """True if this installation cannot check the timestamp of the file."""

    @property
    def content(self) -> Signoff | Seal | None:
        """Signed statement, or `None` if it cannot be read."""
        return self.signoff or self.seal

    @property
    def stamped(self) -> datetime | None:
        """Time of the timestamp; `None` without a timestamp of a trusted authority."""
        return self.stamp.time if self.stamp is not None and self.stamp.authority else None


def read_signoffs(
    files: Files, names: list[str], trust: Trust | None
) -> tuple[list[SignedFile], SignedFile | None, list[Diagnostic]]:
    """Return all sign-offs in the order of their file names, the closing seal, and all problems."""
    signed_files: list[SignedFile] = []
    problems: list[Diagnostic] = []
    for name in sorted(names, key=_sort_key):
        if files.size(name) > limits.SIGNOFF:
            problems.append(_not_an_envelope(name, phrase_of("bundle/signature-broken", "far-too-large")))
            continue
        if not name.endswith((ENVELOPE, SIGNATURE)):
            if name.endswith(STATEMENT) and f"{name}.sig" not in names:
                problems.append(diagnose("bundle/signature-broken", Span(name, 0, 0), "unsigned"))
            if name.endswith(REPLY) and not is_signoff(name.removesuffix(REPLY), names):
                problems.append(diagnose("bundle/timestamp-broken", Span(name, 0, 0), "alone"))
            continue
        signed, its_problems = _with_stamp(files, name, names, trust)
        problems += its_problems
        if name.endswith(ENVELOPE):
            signed, its_problems = _envelope(signed, files.read(name), trust)
        else:
            text = name.removesuffix(".sig")
            if text not in names:
                problems.append(diagnose("bundle/file-missing", Span(text, 0, 0), "statement"))
                continue
            signed, its_problems = _ssh_signature(signed, files.read(name), files.read(text), trust)
        signed_files.append(signed)
        problems += its_problems
    seals = [file for file in signed_files if is_of_seal(file.name)]
    problems += [diagnose("bundle/chain-broken", Span(file.name, 0, 0), "second-seal") for file in seals[1:]]
    signoffs = [file for file in signed_files if not is_of_seal(file.name)]
    return signoffs, seals[0] if seals else None, problems


def _not_an_envelope(name: str, reason: str) -> Diagnostic:
    return diagnose("bundle/signature-broken", Span(name, 0, 0), "envelope", reason=reason)


def _not_a_signoff(name: str, reason: str) -> Diagnostic:
    return diagnose("bundle/signature-broken", Span(name, 0, 0), "statement", reason=reason)


def _sort_key(name: str) -> tuple[int, str]:
    number = name.rpartition("/")[2].partition("-")[0]
    return (int(number) if number.isascii() and number.isdecimal() else 10**9), name


def _with_stamp(
    files: Files, name: str, names: list[str], trust: Trust | None
) -> tuple[SignedFile, list[Diagnostic]]:
    """Return a sign-off file with its checked timestamp; the statement in the file is not read yet."""
    data, reply = files.read(name), f"{name}{REPLY}"
    scheme = "DSSE" if name.endswith(ENVELOPE) else "SSHSIG"
    signed = SignedFile(name, hashlib.sha256(data).hexdigest(), scheme)
    if reply not in names:
        return signed, []
    if not stamps.is_installed():
        return replace(signed, unchecked=True), []
    stamp, problems = stamps.check_reply(
        reply, files.read(reply), data, trust.authorities if trust is not None else ()
    )
    return replace(signed, stamp=stamp), problems


def _envelope(signed: SignedFile, data: bytes, trust: Trust | None) -> tuple[SignedFile, list[Diagnostic]]:
    name = signed.name
    try:
        envelope = dsse.parse_envelope(data)
    except dsse.NotAnEnvelopeError as problem:
        return signed, [_not_an_envelope(name, str(problem))]
    if trust is None:
        return _as_claimed(signed, envelope.payload)
    # The hint is not signed. So every trusted key is tried, and the hint must name the key that verifies.
    fitting = [
        key.public
        for person in trust.people
        for key in person.keys
        if key.public.verifies(envelope.signature, envelope.signed)
    ]
    if not fitting:
        holders = trust.holders(envelope.keyid)
        return signed, [
            diagnose("bundle/signature-broken", Span(name, 0, 0))
            if holders
            else diagnose("bundle/untrusted-signer", Span(name, 0, 0), key=envelope.keyid)
        ]
    if envelope.keyid != fitting[0].keyid:
        return signed, [_not_an_envelope(name, phrase_of("bundle/signature-broken", "other-keyid"))]
    return _identify_signer(signed, envelope.payload, fitting[0], trust)


def _ssh_signature(
    signed: SignedFile, data: bytes, payload: bytes, trust: Trust | None
) -> tuple[SignedFile, list[Diagnostic]]:
    name = signed.name
    try:
        key = sshsig.verify_signature(data, payload)
    except sshsig.NotASignatureError as problem:
        return signed, [diagnose("bundle/signature-broken", Span(name, 0, 0), "openssh", reason=str(problem))]
    if trust is None:
        return _as_claimed(signed, payload)
    if not trust.holders(key.keyid):
        return signed, [diagnose("bundle/untrusted-signer", Span(name, 0, 0), key=key.fingerprint)]
    return _identify_signer(signed, payload, key, trust)


def _as_claimed(signed: SignedFile, payload: bytes) -> tuple[SignedFile, list[Diagnostic]]:
    """Return a sign-off with the signer that its statement names, but that no trust store confirms."""
    try:
        return replace(signed, **_read(signed.name, payload)), []
    except NotASignoffError as problem:
        return signed, [_not_a_signoff(signed.name, str(problem))]


def _read(name: str, payload: bytes) -> dict[str, Any]:
    """Return the parsed statement as the field `seal` or `signoff`, depending on the file name."""
    return {"seal": seal.parse(payload)} if is_of_seal(name) else {"signoff": statement.parse(payload)}


def _identify_signer(
    signed: SignedFile, payload: bytes, key: PublicKey, trust: Trust
) -> tuple[SignedFile, list[Diagnostic]]:
    """Return a sign-off with its signer from the trust store, and its differences from the store."""
    name = signed.name
    try:
        fields = _read(name, payload)
    except NotASignoffError as problem:
        return signed, [_not_a_signoff(name, str(problem))]
    content: Signoff | Seal = next(iter(fields.values()))
    person, known = trust.holders(key.keyid)[0]
    signer, problems, span = content.signer, [], Span(name, 0, 0)
    if signer.id != person.id or signer.name != person.name:
        stated, named = f"{signer.name} <{signer.id}>", f"{person.name} <{person.id}>"
        problems.append(diagnose("bundle/untrusted-signer", span, "other-name", stated=stated, known=named))
    elif signer.organization != person.organization:
        stated = signer.organization or "no organization"
        problems.append(
            diagnose("bundle/untrusted-signer", span, "other-name", stated=stated, known=person.organization)
        )
    if signer.role not in person.roles:
        roles = person.roles or "none"
        problems.append(
            diagnose(
                "bundle/untrusted-signer", span, "role", person=person.name, role=signer.role, roles=roles
            )
        )
    stamped = signed.stamped
    if fault := known.find_fault(content.time.date(), stamped.date() if stamped is not None else None):
        problems.append(
            diagnose("bundle/key-expired", span, key=key.fingerprint, person=person.name, fault=fault)
        )
    return replace(signed, **fields, person=person, key=known, is_valid=not problems), problems
