"""Whether a bundle is as it was signed, and whether enough people signed it.

Each file is held against the manifest, the manifest against each sign-off, each sign-off against the trust
store, and the people against the policy. What is wrong is told with a code of its own; nothing that is
found stops the rest from being looked at.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from msgspec import Struct

from microdep_rules.diagnostics import has_errors
from microdep_rules.signing import dsse, sshsig, stamps
from microdep_rules.signing import errors as say
from microdep_rules.signing.manifest import NAME, SIGNOFFS, SUMS, Manifest, NotAManifestError, collision
from microdep_rules.signing.manifest import read as read_manifest
from microdep_rules.signing.policy import Policy, Seated, age_in_days, seated
from microdep_rules.signing.statement import REJECTED, NotASignoffError, Signoff, is_time
from microdep_rules.signing.statement import read as read_statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.keys import PublicKey
    from microdep_rules.signing.stamps import Stamp
    from microdep_rules.signing.trust import Key, Person, Trust

RECORD = "record.json"
LARGEST_MANIFEST, LARGEST_RECORD, LARGEST_SIGNOFF = 64 * 1024**2, 2 * 1024**3, 1024**2
"""Bytes that are read at once."""
ENVELOPE, STATEMENT, SIGNATURE, REPLY = ".dsse.json", ".statement.json", ".statement.json.sig", ".tsr"
"""How the files of sign-offs end: an envelope; or a statement with a signature of OpenSSH; and the reply of
a time stamp authority about the envelope or the signature, behind its whole name."""


class Files(Protocol):
    """The files of a bundle, by their paths from its top with `/`."""

    def names(self) -> list[str]:
        """Every file, in order."""
        ...

    def odd(self) -> list[tuple[str, str]]:
        """What is no plain file, as a link, with the word for it."""
        ...

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        ...

    def digest(self, name: str) -> tuple[str, int]:
        """The SHA-256 of a file in hexadecimal, and how many bytes it has."""
        ...

    def read(self, name: str) -> bytes:
        """The bytes of a small file."""
        ...


class Record(Struct, frozen=True):
    """What the record of a bundle says: the verdict, and how many outcomes of each kind there are."""

    result: str
    counts: dict[str, int]


class _Summary(Struct):
    verdict: str
    counts: dict[str, int]


class _Record(Struct):
    summary: _Summary


class Signed(Struct, frozen=True):
    """A sign-off as it was checked."""

    name: str
    """The file."""
    digest: str
    scheme: str
    signoff: Signoff | None = None
    person: Person | None = None
    key: Key | None = None
    holds: bool = False
    """Whether nothing is wrong with it, so that it counts."""
    stamp: Stamp | None = None
    unchecked: bool = False
    """Whether there is a time stamp that nobody could look into here."""

    @property
    def stamped(self) -> datetime | None:
        """When it was there, by the word of an authority that is trusted."""
        return self.stamp.time if self.stamp is not None and self.stamp.authority else None


class Verified(Struct, frozen=True):
    """What there is to say of a bundle."""

    problems: tuple[Diagnostic, ...]
    signed: tuple[Signed, ...] = ()
    manifest: Manifest | None = None
    manifest_digest: str = ""
    record: Record | None = None
    """The verdict and the counts of the record, as it is there."""
    filled: tuple[tuple[str, str], ...] = ()
    """Roles with the persons in them, as the policy asks."""
    empty: tuple[str, ...] = ()
    """Roles in which somebody is missing."""

    @property
    def intact(self) -> bool:
        """Whether nothing contradicts that the bundle is as it was signed."""
        return not has_errors(self.problems)


def verify(files: Files, trust: Trust, policy: Policy) -> Verified:
    """Everything about a bundle; `NotATrustStoreError` where the certificate of an authority is none."""
    problems = [say.no_plain_file(name, what) for name, what in files.odd()]
    names = files.names()
    if NAME not in names:
        return Verified((*problems, say.no_manifest()))
    if files.size(NAME) > LARGEST_MANIFEST:
        return Verified((*problems, say.not_a_manifest("it is far too large")))
    data = files.read(NAME)
    try:
        manifest = read_manifest(data)
    except NotAManifestError as problem:
        return Verified((*problems, say.not_a_manifest(str(problem))))
    if not is_time(manifest.generated_at):
        problems.append(say.not_a_manifest("it is dated by no moment, as 2026-11-24T10:00:00Z"))
    problems += _files_as_listed(files, names, manifest)
    digest = hashlib.sha256(data).hexdigest()
    record = _record(files, names)
    signed, told = _signoffs(files, [each for each in names if each.startswith(f"{SIGNOFFS}/")], trust)
    problems += told
    checked = []
    for at, each in enumerate(signed):
        before = signed[at - 1].digest if at else None
        found = [
            *_as_to_bundle(each, digest, record, manifest, before, policy),
            *_as_to_time(each, policy, trust),
        ]
        problems += found
        counts = each.stamped is not None or not policy.time_stamps
        checked.append(_but(each, holds=each.holds and counts and not has_errors(found)))
    people, told = _people(checked, policy)
    problems += told
    return Verified(tuple(problems), tuple(checked), manifest, digest, record, people.filled, people.empty)


def _but(signed: Signed, **changes: Any) -> Signed:  # noqa: ANN401 - what is other, each of its own type
    from msgspec.structs import replace

    return replace(signed, **changes)


# ---- the files ---------------------------------------------------------------------------------------


def _files_as_listed(files: Files, names: list[str], manifest: Manifest) -> list[Diagnostic]:
    """Each listed file is there as it was, and no other one is."""
    problems = []
    if colliding := collision(names):
        problems.append(say.colliding(*colliding))
    there = set(names)
    for each in manifest.files:
        if each.path not in there:
            problems.append(say.missing(each.path))
            continue
        size = files.size(each.path)
        if size != each.size or files.digest(each.path) != (each.sha256, each.size):
            problems.append(_changed(files, each.path, size, each.size, each.sha256))
    listed = {each.path for each in manifest.files} | {NAME, SUMS}
    problems += [say.not_listed(each) for each in names if each not in listed and not _is_of_signoffs(each)]
    if SUMS not in there:
        problems.append(say.missing(SUMS))
    elif files.size(SUMS) != len(manifest.sums) or files.read(SUMS) != manifest.sums:
        problems.append(say.other_sums())
    return problems


def _changed(files: Files, name: str, size: int, was: int, digest: str) -> Diagnostic:
    """A file that is another one; of one whose line ends were turned it is said so."""
    if abs(size - was) <= max(size, was) // 2 and size <= 8 * 1024 * 1024:
        data = files.read(name)
        unix = data.replace(b"\r\n", b"\n")
        for turned in (unix, unix.replace(b"\n", b"\r\n")):
            if turned != data and hashlib.sha256(turned).hexdigest() == digest:
                return say.line_ends(name)
    return say.changed(name, size, was)


def _is_of_signoffs(name: str) -> bool:
    folder, _, rest = name.partition("/")
    return folder == SIGNOFFS and "/" not in rest and rest.endswith((ENVELOPE, STATEMENT, SIGNATURE, REPLY))


def _record(files: Files, names: list[str]) -> Record | None:
    """The verdict and the counts of the record, as it is there; that it is the right one is told apart."""
    if RECORD not in names or files.size(RECORD) > LARGEST_RECORD:
        return None
    try:
        summary = msgspec.json.decode(files.read(RECORD), type=_Record).summary
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return Record(summary.verdict, summary.counts)


# ---- the sign-offs -----------------------------------------------------------------------------------


def _signoffs(files: Files, names: list[str], trust: Trust) -> tuple[list[Signed], list[Diagnostic]]:
    """Every sign-off by the order of its file name, and who made it."""
    found: list[Signed] = []
    problems: list[Diagnostic] = []
    for name in sorted(names, key=_order):
        if files.size(name) > LARGEST_SIGNOFF:
            problems.append(say.not_an_envelope(name, "it is far too large for a sign-off"))
            continue
        if not name.endswith((ENVELOPE, SIGNATURE)):
            if name.endswith(STATEMENT) and f"{name}.sig" not in names:
                problems.append(say.unsigned(name))
            if name.endswith(REPLY) and not is_signoff(name.removesuffix(REPLY), names):
                problems.append(say.reply_alone(name))
            continue
        signed, told = _with_stamp(files, name, names, trust)
        problems += told
        if name.endswith(ENVELOPE):
            signed, told = _envelope(signed, files.read(name), trust)
        else:
            statement = name.removesuffix(".sig")
            if statement not in names:
                problems.append(say.missing(statement))
                continue
            signed, told = _by_openssh(signed, files.read(name), files.read(statement), trust)
        found.append(signed)
        problems += told
    return found, problems


def is_signoff(name: str, names: Iterable[str]) -> bool:
    """Whether a time stamp may be about a file: an envelope, or a signature of OpenSSH."""
    return name.endswith((ENVELOPE, SIGNATURE)) and name in names


def _with_stamp(files: Files, name: str, names: list[str], trust: Trust) -> tuple[Signed, list[Diagnostic]]:
    """A sign-off by its file, with the time stamp that lies beside it."""
    data, reply = files.read(name), f"{name}{REPLY}"
    scheme = "DSSE" if name.endswith(ENVELOPE) else "SSHSIG"
    signed = Signed(name, hashlib.sha256(data).hexdigest(), scheme)
    if reply not in names:
        return signed, []
    if not stamps.is_installed():
        return _but(signed, unchecked=True), []
    stamp, problems = stamps.checked(reply, files.read(reply), data, trust.authorities)
    return _but(signed, stamp=stamp), problems


def _order(name: str) -> tuple[int, str]:
    number = name.rpartition("/")[2].partition("-")[0]
    return (int(number) if number.isdecimal() and len(number) < 10 else 10**9), name  # noqa: PLR2004 - digits of a number


def _envelope(signed: Signed, data: bytes, trust: Trust) -> tuple[Signed, list[Diagnostic]]:
    name = signed.name
    try:
        envelope = dsse.opened(data)
    except dsse.NotAnEnvelopeError as problem:
        return signed, [say.not_an_envelope(name, str(problem))]
    # The hint is not signed: every trusted key is tried, and the hint has to name the one that fits.
    fitting = [
        key.public
        for person in trust.people
        for key in person.keys
        if key.public.verifies(envelope.signature, envelope.signed)
    ]
    if not fitting:
        known = trust.holders(envelope.keyid)
        return signed, [say.signature_broken(name) if known else say.untrusted(name, envelope.keyid)]
    if envelope.keyid != fitting[0].keyid:
        return signed, [say.not_an_envelope(name, "its `keyid` names another key than the one that signed")]
    return _by_whom(signed, envelope.payload, fitting[0], trust)


def _by_openssh(signed: Signed, data: bytes, payload: bytes, trust: Trust) -> tuple[Signed, list[Diagnostic]]:
    name = signed.name
    try:
        key = sshsig.checked(data, payload)
    except sshsig.NotASignatureError as problem:
        return signed, [say.not_a_signature(name, str(problem))]
    if not trust.holders(key.keyid):
        return signed, [say.untrusted(name, key.fingerprint)]
    return _by_whom(signed, payload, key, trust)


def _by_whom(signed: Signed, payload: bytes, key: PublicKey, trust: Trust) -> tuple[Signed, list[Diagnostic]]:
    """The person behind a signature that holds; they have to say of themselves what is known of them."""
    name = signed.name
    try:
        signoff = read_statement(payload)
    except NotASignoffError as problem:
        return signed, [say.not_a_signoff(name, str(problem))]
    person, known = trust.holders(key.keyid)[0]
    signer, problems = signoff.signer, []
    if signer.id != person.id or signer.name != person.name:
        problems.append(
            say.another_name(name, f"{signer.name} <{signer.id}>", f"{person.name} <{person.id}>")
        )
    elif signer.organization != person.organization:
        problems.append(say.another_name(name, signer.organization or "no organization", person.organization))
    if signer.role not in person.roles:
        problems.append(say.role_not_granted(name, person.name, signer.role, person.roles))
    stamped = signed.stamped
    if why := known.why_not(signoff.time.date(), stamped.date() if stamped is not None else None):
        problems.append(say.key_does_not_hold(name, person.name, key.fingerprint, why))
    return _but(signed, signoff=signoff, person=person, key=known, holds=not problems), problems


def _as_to_bundle(
    signed: Signed,
    digest: str,
    record: Record | None,
    manifest: Manifest,
    before: str | None,
    policy: Policy,
) -> list[Diagnostic]:
    """Whether a sign-off is about this bundle, behind those before it, and says yes."""
    signoff = signed.signoff
    if signoff is None:
        return []
    name, problems = signed.name, []
    if signoff.manifest != digest:
        return [say.another_bundle(name, signoff.manifest, digest)]
    if signoff.previous != before:
        problems.append(say.chain_broken(name, signoff.previous, before))
    if record is None:
        problems.append(say.no_record(name))
    elif (signoff.result, dict(signoff.counts)) != (record.result, record.counts):
        seen = (signoff.result, signoff.counts)
        problems.append(say.other_counts(name, seen, (record.result, record.counts)))
    if signoff.decision == REJECTED:
        problems.append(say.rejected(name, signoff.signer.name, signoff.reservations))
    if signoff.signed_at < manifest.generated_at:
        problems.append(say.signed_before_made(name, signoff.signed_at, manifest.generated_at))
    elif policy.max_age_days is not None and is_time(manifest.generated_at):
        days = age_in_days(manifest.generated_at, signoff.signed_at)
        if days > policy.max_age_days:
            problems.append(say.too_late(name, days, policy.max_age_days))
    return problems


def _as_to_time(signed: Signed, policy: Policy, trust: Trust) -> list[Diagnostic]:
    """Whether a time stamp agrees with what the signer claims, and is there where the policy asks for one.

    Who trusts authorities asks for one of them; who has none is told by whom it is, and it proves nothing.
    """
    if signed.signoff is None:
        return []
    name, stamp, claimed = signed.name, signed.stamp, signed.signoff
    if stamp is not None and stamp.authority:
        late = claimed.time - stamp.time > stamps.APART
        return [say.signed_after_stamp(name, claimed.signed_at, stamp.moment)] if late else []
    if stamp is not None and (policy.time_stamps or trust.authorities):
        return [say.untrusted_authority(f"{name}{REPLY}", stamp.signer)]
    if not policy.time_stamps:
        return []
    because = (
        f"its time stamp was not checked, which takes {stamps.EXTRA}" if signed.unchecked else "it has none"
    )
    return [say.not_stamped(name, because)]


def _people(signed: Iterable[Signed], policy: Policy) -> tuple[Seated, list[Diagnostic]]:
    """Who fills the seats of the policy; of one person in two roles it is told that they count once."""
    from msgspec.structs import replace

    able = [
        (each.person.id, each.signoff.signer.role)
        for each in signed
        if each.holds and each.signoff is not None and each.person is not None
    ]
    found = seated(policy, able)
    if not policy.distinct_persons or not found.empty:
        return found, []
    if seated(replace(policy, distinct_persons=False), able).empty:
        return found, []
    roles: dict[str, list[str]] = {}
    for person, role in dict.fromkeys(able):
        roles.setdefault(person, []).append(role)
    return found, [say.one_person(person, held) for person, held in roles.items() if len(held) > 1]
