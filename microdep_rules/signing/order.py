"""Checks of a sign-off: its bundle, its link to the previous sign-off, its decision and its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.signing import stamps
from microdep_rules.signing.files import REPLY
from microdep_rules.signing.policy import age_in_days
from microdep_rules.signing.scope import LONG_AGO, RecordScope, day_of
from microdep_rules.signing.statement import REJECTED, is_time
from microdep_rules.signing.words import quote_signer
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.manifest import BundleManifest
    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.signed_files import SignedFile
    from microdep_rules.signing.statement import Signoff
    from microdep_rules.signing.trust import Trust

MOST_ENTRIES = 3
"""Largest number of entries that a message lists."""
NO_RESULT = frozenset({"invalid", "error", "nothing_checked"})
"""Verdicts that mean that a check gave no result; a signer can reject such a bundle, but not approve it."""


class RecordSummary(Struct, frozen=True):
    """Verdict in the record of a bundle, and the number of outcomes of each kind."""

    result: str
    counts: dict[str, int]
    against_law: int = 0
    """Number of failing outcomes that a company decision waived against a rule of law."""
    scope: RecordScope = RecordScope()
    """Facts on which the verdict depends, such as the as-of date and the contract facts."""
    failures: Mapping[str, Mapping[str, int]] = {}
    """Numbers of failing, waived, and waived against law outcomes, for each kind: law, company policy,
    warning.
    """
    not_used: tuple[str, ...] = ()
    """Inputs that the check could not use, such as waivers that are not valid."""
    strict: tuple[str, ...] = ()
    """Waivers that turn the verdict into a failure, because the configuration sets `strict_waivers`."""

    @property
    def no_result(self) -> str:
        """Return the reason why a signer can only reject the bundle; empty if a signer can approve it."""
        verdict = f"the verdict {self.result.replace('_', ' ').upper()}"
        if self.result in NO_RESULT:
            return verdict
        if self.not_used:
            return f"{verdict} without files that it should have used ({', '.join(self.not_used)})"
        return ""


def check_signoff(
    signed: SignedFile,
    before: SignedFile | None,
    digest: str,
    record: RecordSummary | None,
    manifest: BundleManifest,
    policy: Policy,
) -> list[Diagnostic]:
    """Return the problems of a sign-off: a wrong manifest, a broken chain, or an impossible decision or time.

    `before` is the previous sign-off, and `digest` is the digest of the manifest.
    """
    signoff = signed.signoff
    if signoff is None:
        return []
    name, problems = signed.name, []
    if signoff.manifest != digest:
        return [_other_manifest(name, signoff.manifest, digest)]
    if signoff.previous != (before.digest if before is not None else None):
        problems.append(_broken_chain(name, signoff, before))
    elif before is not None and before.signoff is not None and signoff.time < before.signoff.time:
        problems.append(_out_of_order(name, signoff.signed_at, before.name, before.signoff.signed_at))
    problems += _check_decision(name, signoff, record)
    if signoff.signed_at < manifest.generated_at:
        problems.append(
            diagnose(
                "bundle/signing-time",
                Span(name, 0, 0),
                "before-bundle",
                signed=signoff.signed_at,
                made=manifest.generated_at,
            )
        )
    elif policy.max_age_days is not None and is_time(manifest.generated_at):
        made = _earlier_date(manifest.generated_at, record)
        days = age_in_days(made, signoff.signed_at)
        if days > policy.max_age_days:
            most = policy.max_age_days
            problems.append(diagnose("bundle/out-of-date", Span(name, 0, 0), "too-old", days=days, most=most))
    return problems


def _earlier_date(generated_at: str, record: RecordSummary | None) -> str:
    """Return the earlier of two dates: the as-of date of the check, and the date of the bundle.

    The date of a bundle alone is not reliable, because the user can set it with `--generated-at`.
    """
    as_of = record.scope.as_of if record is not None else ""
    return f"{as_of}T00:00:00Z" if day_of(as_of) is not None and as_of < generated_at[:10] else generated_at


def check_day(name: str, decision: str, day: date, scope: RecordScope) -> list[Diagnostic]:
    """Return the problems of signing on `day`: facts dated after that day, and facts that expired before it.

    A rejection has no such problem, because it does not rely on the facts.
    """
    if decision == REJECTED:
        return []
    span, as_of = Span(name, 0, 0), scope.as_of
    if scope.is_after(day):
        return [diagnose("bundle/out-of-date", span, as_of=as_of, day=day)]
    problems = []
    if later := [f"{entry.subject} {entry.day}" for entry in scope.not_yet(day)]:
        entries = _first_few(later)
        problems.append(diagnose("bundle/out-of-date", span, "dated-later", day=day, entries=entries))
    if (days := scope.days_before(day)) is not None and days > LONG_AGO:
        problems.append(diagnose("bundle/out-of-date", span, "old-check", as_of=as_of, days=days, day=day))
    ended, changed = (
        [f"{entry.subject} ended on {entry.day}" for entry in scope.ended(day)],
        scope.changed(day),
    )
    if ended or changed is not None:
        entries = "; ".join(
            [
                *([_first_few(ended)] if ended else []),
                *([f"a verdict changes on {changed}"] if changed is not None else []),
            ]
        )
        problems.append(diagnose("bundle/out-of-date", span, "ended", day=day, entries=entries))
    return problems


def _first_few(entries: Sequence[str]) -> str:
    """Return the first `MOST_ENTRIES` entries on one line, and the number of the remaining entries."""
    more = len(entries) - MOST_ENTRIES
    return "; ".join([*entries[:MOST_ENTRIES], *([f"{more} more"] if more > 0 else [])])


def _check_decision(name: str, signoff: Signoff, record: RecordSummary | None) -> list[Diagnostic]:
    """Return the problems of a decision, such as a rejection or counts that differ from the record."""
    problems, span, person = [], Span(name, 0, 0), signoff.signer.name
    if record is None:
        problems.append(diagnose("bundle/file-missing", span, "record"))
    else:
        if differences := _count_differences(signoff, record):
            problems.append(diagnose("bundle/signed-result", span, differences=", ".join(differences)))
        scope = record.scope
        if differences := _scope_differences(signoff, scope):
            problems.append(
                diagnose("bundle/signed-result", span, "scope", differences="; ".join(differences))
            )
        problems += check_day(name, signoff.decision, signoff.time.date(), scope)
    if signoff.decision == REJECTED and signoff.reservations:
        reservations = "; ".join(map(quote_signer, signoff.reservations))
        problems.append(
            diagnose("bundle/rejected", span, "reasons", person=person, reservations=reservations)
        )
    elif signoff.decision == REJECTED:
        problems.append(diagnose("bundle/rejected", span, person=person))
    elif record is not None and record.no_result:
        problems.append(diagnose("bundle/no-result", span, person=person, verdict=record.no_result))
    return problems


def _count_differences(signoff: Signoff, record: RecordSummary) -> list[str]:
    """Return the differences between the verdict and counts in a sign-off and those in the record.

    Each difference shows the signed value first, then the recorded value.
    """
    differences = [f"verdict {signoff.result} and {record.result}"] if signoff.result != record.result else []
    names = [n for n in {**signoff.counts, **record.counts} if signoff.counts.get(n) != record.counts.get(n)]
    return differences + [
        f"{n} {signoff.counts.get(n, 'not counted')} and {record.counts.get(n, 'not counted')}" for n in names
    ]


def _scope_differences(signoff: Signoff, scope: RecordScope) -> list[str]:
    """Return the differences between the scope that a person signed and the scope in the record.

    The scope is the as-of date, the contract facts, the packs and the waivers.
    """
    differences = [f"as of {signoff.as_of} and {scope.as_of}"] if signoff.as_of != scope.as_of else []
    for subject, signed, recorded in (
        ("contract facts", signoff.contract, scope.contract),
        ("packs", signoff.packs, scope.packs),
        ("waivers", signoff.waivers, scope.waivers),
    ):
        if signed != recorded:
            lines = [line for line in signed if line not in recorded][:1]
            lines += [line for line in recorded if line not in signed][:1]
            differences.append(f"{subject} {' and '.join(map(quoted, lines)) or 'in another order'}")
    return differences


def _broken_chain(name: str, signoff: Signoff, before: SignedFile | None) -> Diagnostic:
    span = Span(name, 0, 0)
    if before is None:
        return diagnose("bundle/chain-broken", span)
    return diagnose("bundle/chain-broken", span, "not-named" if signoff.previous is None else "changed")


def _other_manifest(name: str, stated: str, actual: str) -> Diagnostic:
    return diagnose(
        "bundle/chain-broken", Span(name, 0, 0), "other-manifest", stated=stated[:16], actual=actual[:16]
    )


def _out_of_order(name: str, signed: str, previous: str, earlier: str) -> Diagnostic:
    return diagnose(
        "bundle/signing-time", Span(name, 0, 0), "order", signed=signed, previous=previous, earlier=earlier
    )


def _in_future(name: str, signed: str, now: datetime) -> Diagnostic:
    shown = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    return diagnose("bundle/signing-time", Span(name, 0, 0), "future", signed=signed, now=shown)


def check_time(
    signed: SignedFile, policy: Policy, trust: Trust | None, now: datetime | None
) -> list[Diagnostic]:
    """Return the problems of the stated time of a sign-off or closing seal.

    The time is compared with the verifier's clock and with the timestamp. If the trust store has authorities,
    a timestamp of one of them is required. Without authorities, a timestamp is shown, but proves nothing.
    """
    content, name, stamp = signed.content, signed.name, signed.stamp
    span = Span(name, 0, 0)
    if content is None:
        return []
    problems = []
    if now is not None and content.time - now > stamps.APART:
        problems.append(_in_future(name, content.signed_at, now))
    if stamp is not None and stamp.authority:
        if now is not None and stamp.time - now > stamps.APART:
            problems.append(_in_future(f"{name}{REPLY}", stamp.moment, now))
        if content.time - stamp.time > stamps.APART:
            problems.append(
                diagnose("bundle/signing-time", span, signed=content.signed_at, stamped=stamp.moment)
            )
        return problems
    if stamp is not None and (policy.timestamps or (trust is not None and trust.authorities)):
        of_reply = Span(f"{name}{REPLY}", 0, 0)
        return [*problems, diagnose("bundle/untrusted-authority", of_reply, signer=stamp.signer)]
    if signed.is_valid and now is not None and signed.key is not None and signed.person is not None:
        ended = [day for day in (signed.key.not_after, signed.key.revoked_at) if day and day < now.date()]
        if ended:
            person = signed.person.name
            problems.append(diagnose("bundle/key-expired", span, "since", person=person, day=min(ended)))
    if policy.timestamps and signed.signoff is not None:
        problems.append(
            diagnose("bundle/timestamp-missing", span, "not-checked", extra=stamps.EXTRA)
            if signed.unchecked
            else diagnose("bundle/timestamp-missing", span)
        )
    return problems


def check_seal(seal: SignedFile, signed: Sequence[SignedFile], digest: str) -> list[Diagnostic]:
    """Return the problems of a closing seal, such as a sign-off that the seal does not list."""
    seal_content = seal.seal
    if seal_content is None:
        return []
    if seal_content.manifest != digest:
        return [_other_manifest(seal.name, seal_content.manifest, digest)]
    problems = []
    listed, present = (
        {(e.name, e.sha256) for e in seal_content.signoffs},
        {(e.name, e.digest) for e in signed},
    )
    if listed != present:
        changes = _changes(
            sorted(name for name, _ in listed - present), sorted(name for name, _ in present - listed)
        )
        problems.append(diagnose("bundle/chain-broken", Span(seal.name, 0, 0), "seal", changes=changes))
    if late := next(
        (e for e in signed if e.signoff is not None and e.signoff.time > seal_content.time), None
    ):
        assert late.signoff is not None
        problems.append(_out_of_order(seal.name, seal_content.signed_at, late.name, late.signoff.signed_at))
    return problems


def _changes(listed: Sequence[str], present: Sequence[str]) -> str:
    """Return the first differences between the sign-offs in a seal (`listed`) and in a bundle (`present`)."""
    changes = [f"{name} is missing" for name in listed if name not in present]
    changes += [f"{name} was changed" for name in listed if name in present]
    changes += [f"{name} was added" for name in present if name not in listed]
    return "; ".join(changes[:MOST_ENTRIES])
