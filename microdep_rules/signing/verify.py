"""Verification of a bundle: its files, its sign-offs, and the signers that the policy requires.

Each file is compared with the manifest, and the manifest with each sign-off. Each sign-off is compared with
the trust store and with the previous sign-off, and the signers with the policy. Each kind of problem has its
own code, and all checks always run. No clock is read; the caller gives the time.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.diagnostics import Severity, has_errors
from microdep_rules.engine.waivers import STRICT
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.signing import limits, order, persons
from microdep_rules.signing.contract import LONGEST_VALUE
from microdep_rules.signing.files import RECORD, is_of_signoffs
from microdep_rules.signing.manifest import (
    NAME,
    SIGNOFFS,
    SUMS,
    BundleManifest,
    NotAManifestError,
    find_collision,
)
from microdep_rules.signing.manifest import parse as read_manifest
from microdep_rules.signing.order import RecordSummary
from microdep_rules.signing.packs import RecordedSettings
from microdep_rules.signing.policy import CLOSING_SEAL, Policy, SeatAssignment, assign_seats
from microdep_rules.signing.scope import RecordDocument, RecordWaiver, build_scope
from microdep_rules.signing.signed_files import SignedFile, read_signoffs
from microdep_rules.signing.statement import is_time
from microdep_rules.source import Span
from microdep_rules.vocabulary.blanks import as_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.trust import Trust


class _FailCounts(Struct):
    fail: int = 0
    waived: int = 0
    against_law: int = 0


class _Summary(Struct):
    verdict: str
    counts: dict[str, int]
    failures: dict[str, _FailCounts] = {}


class _At(Struct, frozen=True):
    file: str = ""


class _Diagnostic(Struct):
    severity: str = ""
    at: _At = _At()


class _Record(RecordedSettings, frozen=True, kw_only=True):
    """Record of a bundle, reduced to the fields that a verification reads."""

    summary: _Summary
    as_of: str = ""
    documents: list[RecordDocument] = field(default_factory=list)
    waivers: list[RecordWaiver] = field(default_factory=list)
    diagnostics: list[_Diagnostic] = field(default_factory=list)


class Verification(Struct, frozen=True):
    """Result of the verification of a bundle."""

    problems: tuple[Diagnostic, ...]
    signed: tuple[SignedFile, ...] = ()
    seal: SignedFile | None = None
    """Closing seal; `None` for a bundle without one."""
    manifest: BundleManifest | None = None
    manifest_digest: str = ""
    record: RecordSummary | None = None
    """Verdict, counts and scope in the record of the bundle."""
    filled: tuple[tuple[str, str], ...] = ()
    """Pairs of a role that the policy requires and the id of the person who fills it."""
    empty: tuple[str, ...] = ()
    """Required roles without a signer; a role appears once for each missing person."""
    made_by: str = ""
    """Version of the program that made the bundle, if it differs from the verifying version; otherwise empty.

    If the versions differ, the pages are not compared.
    """

    @property
    def intact(self) -> bool:
        """Return whether the verification found no error in the bundle; warnings are allowed."""
        return not has_errors(self.problems)


def verify(files: Files, trust: Trust | None, policy: Policy, now: datetime | None = None) -> Verification:
    """Verify a bundle; raise `NotATrustStoreError` if a certificate of an authority is not valid.

    Without a trust store, no signer is known, and no sign-off counts. `now` is the time of the verification;
    a later time of signing is a problem.
    """
    problems = [
        diagnose("bundle/file-name", Span(name, 0, 0), "not-plain", kind=kind) for name, kind in files.odd()
    ]
    names = files.names()
    if NAME not in names:
        return Verification((*problems, diagnose("bundle/file-missing", Span(NAME, 0, 0), "manifest")))
    if files.size(NAME) > limits.MANIFEST:
        return Verification((*problems, _not_a_manifest(phrase_of("bundle/manifest", "far-too-large"))))
    data = files.read(NAME)
    try:
        manifest = read_manifest(data)
    except NotAManifestError as problem:
        return Verification((*problems, _not_a_manifest(str(problem))))
    if not is_time(manifest.generated_at):
        problems.append(_not_a_manifest(phrase_of("bundle/manifest", "no-time")))
    problems += _files_as_listed(files, names, manifest)
    digest = hashlib.sha256(data).hexdigest()
    record = _record(files, names)
    of_signoffs = [name for name in names if name.startswith(f"{SIGNOFFS}/")]
    signed, seal, further = read_signoffs(files, of_signoffs, trust)
    problems += further
    if seal is not None:
        faults = [*order.check_seal(seal, signed, digest), *order.check_time(seal, policy, trust, now)]
        problems += faults
        seal = replace(seal, is_valid=seal.is_valid and not has_errors(faults))
    checked = []
    for at, signoff in enumerate(signed):
        faults = [
            *order.check_signoff(signoff, signed[at - 1] if at else None, digest, record, manifest, policy),
            *order.check_time(signoff, policy, trust, now),
        ]
        problems += faults
        counts = signoff.stamped is not None or not policy.timestamps
        checked.append(replace(signoff, is_valid=signoff.is_valid and counts and not has_errors(faults)))
    people, further = _assign_signers(checked, policy, trust)
    problems += further
    empty = (*people.empty, *([] if _is_closed(seal, policy) else [CLOSING_SEAL]))
    return Verification(tuple(problems), tuple(checked), seal, manifest, digest, record, people.filled, empty)


def _not_a_manifest(reason: str) -> Diagnostic:
    return diagnose("bundle/manifest", Span(NAME, 0, 0), reason=reason)


def _is_closed(seal: SignedFile | None, policy: Policy) -> bool:
    """Return whether the policy requires no closing seal, or the seal is valid and of the required role."""
    if not policy.closed:
        return True
    if seal is None or not seal.is_valid or seal.seal is None:
        return False
    return policy.closed_by in ("", seal.seal.signer.role)


# ---- the files ---------------------------------------------------------------------------------------


def _files_as_listed(files: Files, names: list[str], manifest: BundleManifest) -> list[Diagnostic]:
    """Compare the files that the manifest lists with the files of the bundle."""
    problems = []
    if colliding := find_collision(names):
        other, path = colliding
        problems.append(diagnose("bundle/file-name", Span(path, 0, 0), other=other))
    present = set(names)
    for file in manifest.files:
        if file.path not in present:
            problems.append(diagnose("bundle/file-missing", Span(file.path, 0, 0)))
            continue
        size = files.size(file.path)
        if size != file.size or files.digest(file.path) != (file.sha256, file.size):
            problems.append(_changed(files, file.path, size, file.size, file.sha256))
    listed = {file.path for file in manifest.files} | {NAME, SUMS}
    problems += [
        diagnose(
            "bundle/file-not-listed",
            Span(name, 0, 0),
            "signoff" if name.startswith(f"{SIGNOFFS}/") else "",
        )
        for name in names
        if name not in listed and not is_of_signoffs(name)
    ]
    if SUMS not in present:
        problems.append(diagnose("bundle/file-missing", Span(SUMS, 0, 0), "always"))
    elif files.size(SUMS) != len(manifest.sums) or files.read(SUMS) != manifest.sums:
        problems.append(diagnose("bundle/manifest", Span(SUMS, 0, 0), "sums"))
    return problems


def _changed(files: Files, name: str, size: int, was: int, digest: str) -> Diagnostic:
    """Report a changed file; if only line endings changed, the message states this."""
    span = Span(name, 0, 0)
    if abs(size - was) <= max(size, was) // 2 and size <= 8 * 1024 * 1024:
        data = files.read(name)
        unix = data.replace(b"\r\n", b"\n")
        for turned in (unix, unix.replace(b"\n", b"\r\n")):
            if turned != data and hashlib.sha256(turned).hexdigest() == digest:
                return diagnose("bundle/file-changed", span, "line-ends")
    if size == was:
        return diagnose("bundle/file-changed", span, "same-size")
    return diagnose("bundle/file-changed", span, size=size, listed=f"{was:,}")


def _record(files: Files, names: list[str]) -> RecordSummary | None:
    """Return the facts of `record.json` that signers confirm; `None` if this file cannot be read."""
    if RECORD not in names or files.size(RECORD) > limits.RECORD:
        return None
    try:
        record = msgspec.json.decode(files.read(RECORD), type=_Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    summary = record.summary
    against = sum(failure.against_law for failure in summary.failures.values())
    scope = build_scope(record.as_of, record.documents, record.waivers, record)
    failures = msgspec.to_builtins(summary.failures)
    wrong = dict.fromkeys(e.at.file for e in record.diagnostics if e.severity == Severity.ERROR)
    strict = [
        f"{as_value(waiver.id, LONGEST_VALUE)} ({waiver.status})"
        for waiver in record.waivers
        if waiver.status in STRICT
    ]
    return RecordSummary(
        summary.verdict,
        summary.counts,
        against,
        scope,
        failures,
        tuple(as_value(name, LONGEST_VALUE) if name else "the configuration" for name in wrong),
        tuple(strict) if record.options.strict_waivers else (),
    )


def _assign_signers(
    signed: Sequence[SignedFile], policy: Policy, trust: Trust | None
) -> tuple[SeatAssignment, list[Diagnostic]]:
    """Assign valid signers to the required roles, and return the problems of persons who signed twice.

    If the policy requires distinct persons, a person with two roles or two ids counts once.
    """
    able = [
        (signed_file.person.id, signed_file.signoff.signer.role)
        for signed_file in signed
        if signed_file.is_valid and signed_file.signoff is not None and signed_file.person is not None
    ]
    ids = {id_ for id_, _ in able}
    everybody = trust.people if trust is not None else ()
    people = [person for person in everybody if person.id in ids]
    others = [person for person in everybody if person.id not in ids]
    merged_ids = persons.merge_people(people)
    problems = [
        diagnose(
            "bundle/distinct-persons",
            Span(SIGNOFFS, 0, 0),
            "similar",
            one=one.id,
            other=other.id,
            likeness=likeness,
        )
        for one, other, likeness in persons.find_same_people(people, others)
    ]
    signed_roles = [(merged_ids[id_], role) for id_, role in able]
    seats = assign_seats(policy, signed_roles)
    if not policy.distinct_persons or not seats.empty:
        return seats, problems
    if assign_seats(replace(policy, distinct_persons=False), signed_roles).empty:
        return seats, problems
    roles: dict[str, list[str]] = {}
    for person, role in dict.fromkeys(signed_roles):
        roles.setdefault(person, []).append(role)
    return seats, [
        *problems,
        *(
            diagnose("bundle/distinct-persons", Span(SIGNOFFS, 0, 0), person=person, roles=own_roles)
            for person, own_roles in roles.items()
            if len(own_roles) > 1
        ),
    ]
