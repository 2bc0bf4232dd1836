"""Whether a bundle is as it was signed, and whether enough people signed it.

Each file is compared with the manifest, the manifest with each sign-off, each sign-off with the trust store
and with the one before it, and the people with the policy. Each problem has a code of its own; none of them
stops the rest from being checked. No clock is read here: whoever calls gives the time.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.diagnostics import Severity, has_errors
from microdep_rules.engine.waivers import STRICT
from microdep_rules.signing import errors as say
from microdep_rules.signing import limits, order, persons
from microdep_rules.signing.contract import LONGEST_VALUE
from microdep_rules.signing.errors import signoffs as say_of_signoffs
from microdep_rules.signing.files import RECORD, is_of_signoffs
from microdep_rules.signing.manifest import NAME, SIGNOFFS, SUMS, Manifest, NotAManifestError, collision
from microdep_rules.signing.manifest import read as read_manifest
from microdep_rules.signing.order import Record
from microdep_rules.signing.packs import PacksUsed
from microdep_rules.signing.policy import CLOSING_SEAL, Policy, Seated, seated
from microdep_rules.signing.scope import Document, Waiver, scope_of
from microdep_rules.signing.signed import Signed, signoffs
from microdep_rules.signing.statement import is_time
from microdep_rules.vocabulary.blanks import as_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.trust import Trust


class _Failed(Struct):
    fail: int = 0
    waived: int = 0
    against_law: int = 0


class _Summary(Struct):
    verdict: str
    counts: dict[str, int]
    failures: dict[str, _Failed] = {}


class _At(Struct, frozen=True):
    file: str = ""


class _Diagnostic(Struct):
    severity: str = ""
    at: _At = _At()


class _Record(PacksUsed, frozen=True, kw_only=True):
    """A record, as far as signers have to know it."""

    summary: _Summary
    as_of: str = ""
    documents: list[Document] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    diagnostics: list[_Diagnostic] = field(default_factory=list)


class Verified(Struct, frozen=True):
    """What there is to say of a bundle."""

    problems: tuple[Diagnostic, ...]
    signed: tuple[Signed, ...] = ()
    seal: Signed | None = None
    """The closing seal, where there is one."""
    manifest: Manifest | None = None
    manifest_digest: str = ""
    record: Record | None = None
    """The verdict and the counts of the record, as it is there."""
    filled: tuple[tuple[str, str], ...] = ()
    """Roles with the persons in them, as the policy asks."""
    empty: tuple[str, ...] = ()
    """Roles in which somebody is missing."""
    made_by: str = ""
    """The version that made the bundle, where it is another one, so that its pages were not compared."""

    @property
    def intact(self) -> bool:
        """Return whether nothing contradicts that the bundle is as it was signed."""
        return not has_errors(self.problems)


def verify(files: Files, trust: Trust | None, policy: Policy, now: datetime | None = None) -> Verified:
    """Everything about a bundle; `NotATrustStoreError` where the certificate of an authority is none.

    Without a trust store nobody is known, so that no sign-off counts. `now` is the time of whoever verifies:
    nothing is signed after it.
    """
    problems = [say.no_plain_file(name, what) for name, what in files.odd()]
    names = files.names()
    if NAME not in names:
        return Verified((*problems, say.no_manifest()))
    if files.size(NAME) > limits.MANIFEST:
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
    of_signoffs = [each for each in names if each.startswith(f"{SIGNOFFS}/")]
    signed, seal, told = signoffs(files, of_signoffs, trust)
    problems += told
    if seal is not None:
        found = [*order.sealed(seal, signed, digest), *order.in_time(seal, policy, trust, now)]
        problems += found
        seal = replace(seal, holds=seal.holds and not has_errors(found))
    checked = []
    for at, each in enumerate(signed):
        found = [
            *order.about_bundle(each, signed[at - 1] if at else None, digest, record, manifest, policy),
            *order.in_time(each, policy, trust, now),
        ]
        problems += found
        counts = each.stamped is not None or not policy.time_stamps
        checked.append(replace(each, holds=each.holds and counts and not has_errors(found)))
    people, told = _people(checked, policy, trust)
    problems += told
    empty = (*people.empty, *([] if _is_closed(seal, policy) else [CLOSING_SEAL]))
    return Verified(tuple(problems), tuple(checked), seal, manifest, digest, record, people.filled, empty)


def _is_closed(seal: Signed | None, policy: Policy) -> bool:
    """Return whether there is the closing seal that a policy asks for."""
    if not policy.closed:
        return True
    if seal is None or not seal.holds or seal.seal is None:
        return False
    return policy.closed_by in ("", seal.seal.signer.role)


# ---- the files ---------------------------------------------------------------------------------------


def _files_as_listed(files: Files, names: list[str], manifest: Manifest) -> list[Diagnostic]:
    """Each listed file is there as it was, and no other one is."""
    problems = []
    if colliding := collision(names):
        problems.append(say.colliding(*colliding))
    there = set(names)
    for file in manifest.files:
        if file.path not in there:
            problems.append(say.missing(file.path))
            continue
        size = files.size(file.path)
        if size != file.size or files.digest(file.path) != (file.sha256, file.size):
            problems.append(_changed(files, file.path, size, file.size, file.sha256))
    listed = {file.path for file in manifest.files} | {NAME, SUMS}
    problems += [
        say.no_signoff(name) if name.startswith(f"{SIGNOFFS}/") else say.not_listed(name)
        for name in names
        if name not in listed and not is_of_signoffs(name)
    ]
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


def _record(files: Files, names: list[str]) -> Record | None:
    """The verdict and the counts of the record, as it is there; that it is the right one is told apart."""
    if RECORD not in names or files.size(RECORD) > limits.RECORD:
        return None
    try:
        record = msgspec.json.decode(files.read(RECORD), type=_Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    summary = record.summary
    against = sum(failure.against_law for failure in summary.failures.values())
    scope = scope_of(record.as_of, record.documents, record.waivers, record)
    failures = msgspec.to_builtins(summary.failures)
    wrong = dict.fromkeys(e.at.file for e in record.diagnostics if e.severity == Severity.ERROR)
    strict = [
        f"{as_value(waiver.id, LONGEST_VALUE)} ({waiver.status})"
        for waiver in record.waivers
        if waiver.status in STRICT
    ]
    return Record(
        summary.verdict,
        summary.counts,
        against,
        scope,
        failures,
        tuple(as_value(each, LONGEST_VALUE) if each else "the configuration" for each in wrong),
        tuple(strict) if record.options.strict_waivers else (),
    )


def _people(signed: Sequence[Signed], policy: Policy, trust: Trust | None) -> tuple[Seated, list[Diagnostic]]:
    """Who fills the seats of the policy; one person counts once, under two roles or two ids."""
    able = [
        (each.person.id, each.signoff.signer.role)
        for each in signed
        if each.holds and each.signoff is not None and each.person is not None
    ]
    ids = {id_ for id_, _ in able}
    everybody = trust.people if trust is not None else ()
    people = [each for each in everybody if each.id in ids]
    others = [each for each in everybody if each.id not in ids]
    counted = persons.counted_as(people)
    problems = [
        say_of_signoffs.same_person(one.id, other.id, why)
        for one, other, why in persons.alike(people, others)
    ]
    own = [(counted[id_], role) for id_, role in able]
    found = seated(policy, own)
    if not policy.distinct_persons or not found.empty:
        return found, problems
    if seated(replace(policy, distinct_persons=False), own).empty:
        return found, problems
    roles: dict[str, list[str]] = {}
    for person, role in dict.fromkeys(own):
        roles.setdefault(person, []).append(role)
    return found, [
        *problems,
        *(say_of_signoffs.one_person(p, held) for p, held in roles.items() if len(held) > 1),
    ]
