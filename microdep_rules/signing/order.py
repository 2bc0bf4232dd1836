"""Checks of sign-offs in their order: the right bundle, an unbroken chain, possible times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.signing import stamps
from microdep_rules.signing.errors import signoffs as say_of_signoffs
from microdep_rules.signing.errors import stamps as say_of_stamps
from microdep_rules.signing.files import REPLY
from microdep_rules.signing.policy import age_in_days
from microdep_rules.signing.scope import LONG_AGO, RecordScope, day_of
from microdep_rules.signing.statement import REJECTED, is_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.manifest import BundleManifest
    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.signed_files import SignedFile
    from microdep_rules.signing.statement import Signoff
    from microdep_rules.signing.trust import Trust

NO_RESULT = frozenset({"invalid", "error", "nothing_checked"})
"""Verdicts that are not a result: such a bundle can only be rejected."""


class RecordSummary(Struct, frozen=True):
    """Verdict of the record of a bundle, and its number of outcomes of each kind."""

    result: str
    counts: dict[str, int]
    against_law: int = 0
    """Number of fails that the company waived against a rule of law."""
    scope: RecordScope = RecordScope()
    """As-of day and contract facts on which the verdict depends."""
    failures: Mapping[str, Mapping[str, int]] = {}
    """Number of outcomes that fail by law, by policy of the company and as warnings."""
    not_used: tuple[str, ...] = ()
    """Files that the check should have used and could not, such as waivers that are not valid."""
    strict: tuple[str, ...] = ()
    """Waivers that fail the run under `strict_waivers`."""

    @property
    def no_result(self) -> str:
        """Return the reason why a bundle can only be rejected, in words, or an empty text."""
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
    """Return problems of a sign-off with its bundle and with the sign-off before it."""
    signoff = signed.signoff
    if signoff is None:
        return []
    name, problems = signed.name, []
    if signoff.manifest != digest:
        return [say_of_signoffs.another_bundle(name, signoff.manifest, digest)]
    if signoff.previous != (before.digest if before is not None else None):
        problems.append(
            say_of_signoffs.chain_broken(name, signoff.previous, before.digest if before else None)
        )
    elif before is not None and before.signoff is not None and signoff.time < before.signoff.time:
        problems.append(
            say_of_signoffs.out_of_order(name, signoff.signed_at, before.name, before.signoff.signed_at)
        )
    problems += _check_decision(name, signoff, record)
    if signoff.signed_at < manifest.generated_at:
        problems.append(say_of_signoffs.signed_before_made(name, signoff.signed_at, manifest.generated_at))
    elif policy.max_age_days is not None and is_time(manifest.generated_at):
        made = _oldest(manifest.generated_at, record)
        days = age_in_days(made, signoff.signed_at)
        if days > policy.max_age_days:
            problems.append(say_of_signoffs.too_late(name, days, policy.max_age_days))
    return problems


def _oldest(generated_at: str, record: RecordSummary | None) -> str:
    """Return the date of a bundle, or the as-of day of its check if earlier: `--generated-at` is free."""
    as_of = record.scope.as_of if record is not None else ""
    return f"{as_of}T00:00:00Z" if day_of(as_of) is not None and as_of < generated_at[:10] else generated_at


def check_day(name: str, decision: str, day: date, scope: RecordScope) -> list[Diagnostic]:
    """Return problems of the day of signing with the as-of day: future entries, and expired ones.

    A rejection has no such problem: it accepts nothing.
    """
    if decision == REJECTED:
        return []
    if scope.is_after(day):
        return [say_of_signoffs.as_of_in_future(name, scope.as_of, day)]
    problems = []
    if not_yet := scope.not_yet(day):
        problems.append(say_of_signoffs.dated_later(name, day, not_yet))
    if (days := scope.days_before(day)) is not None and days > LONG_AGO:
        problems.append(say_of_signoffs.as_of_long_ago(name, scope.as_of, day, days))
    ended, changed = scope.ended(day), scope.changed(day)
    if ended or changed is not None:
        problems.append(say_of_signoffs.ended_since(name, day, ended, changed))
    return problems


def _check_decision(name: str, signoff: Signoff, record: RecordSummary | None) -> list[Diagnostic]:
    """Return problems of a decision with the record."""
    problems = []
    if record is None:
        problems.append(say_of_signoffs.no_record(name))
    else:
        if (signoff.result, dict(signoff.counts)) != (record.result, record.counts):
            seen = (signoff.result, signoff.counts)
            problems.append(say_of_signoffs.other_counts(name, seen, (record.result, record.counts)))
        scope = record.scope
        seen_by_signer = (signoff.as_of, signoff.contract, signoff.packs, signoff.waivers)
        if seen_by_signer != (scope.as_of, scope.contract, scope.packs, scope.waivers):
            problems.append(say_of_signoffs.other_scope(name, signoff, scope))
        problems += check_day(name, signoff.decision, signoff.time.date(), scope)
    if signoff.decision == REJECTED:
        problems.append(say_of_signoffs.rejected(name, signoff.signer.name, signoff.reservations))
    elif record is not None and record.no_result:
        problems.append(say_of_signoffs.approves_no_result(name, signoff.signer.name, record.no_result))
    return problems


def check_time(
    signed: SignedFile, policy: Policy, trust: Trust | None, now: datetime | None
) -> list[Diagnostic]:
    """Return problems of the time of a sign-off or seal: by the verifier's clock, and by its timestamp.

    A trust store with authorities requires one of them; otherwise a timestamp is shown, and proves nothing.
    """
    content, name, stamp = signed.content, signed.name, signed.stamp
    if content is None:
        return []
    problems = []
    if now is not None and content.time - now > stamps.APART:
        problems.append(say_of_signoffs.in_future(name, content.signed_at, now))
    if stamp is not None and stamp.authority:
        if now is not None and stamp.time - now > stamps.APART:
            problems.append(say_of_signoffs.in_future(f"{name}{REPLY}", stamp.moment, now))
        if content.time - stamp.time > stamps.APART:
            problems.append(say_of_stamps.signed_after_stamp(name, content.signed_at, stamp.moment))
        return problems
    if stamp is not None and (policy.timestamps or (trust is not None and trust.authorities)):
        return [*problems, say_of_stamps.untrusted_authority(f"{name}{REPLY}", stamp.signer)]
    if signed.is_valid and now is not None and signed.key is not None and signed.person is not None:
        ended = [day for day in (signed.key.not_after, signed.key.revoked_at) if day and day < now.date()]
        problems += [say_of_signoffs.key_has_ended(name, signed.person.name, min(ended))] if ended else []
    if policy.timestamps and signed.signoff is not None:
        because = (
            f"its timestamp was not checked: install {stamps.EXTRA}" if signed.unchecked else "it has none"
        )
        problems.append(say_of_stamps.not_stamped(name, because))
    return problems


def check_seal(seal: SignedFile, signed: Sequence[SignedFile], digest: str) -> list[Diagnostic]:
    """Return problems of the closing seal with the sign-offs of the bundle."""
    seal_content = seal.seal
    if seal_content is None:
        return []
    if seal_content.manifest != digest:
        return [say_of_signoffs.another_bundle(seal.name, seal_content.manifest, digest)]
    problems = []
    listed, present = (
        {(e.name, e.sha256) for e in seal_content.signoffs},
        {(e.name, e.digest) for e in signed},
    )
    if listed != present:
        gone, added = (
            sorted(name for name, _ in listed - present),
            sorted(name for name, _ in present - listed),
        )
        problems.append(say_of_signoffs.seal_differs(seal.name, gone, added))
    if late := next(
        (e for e in signed if e.signoff is not None and e.signoff.time > seal_content.time), None
    ):
        assert late.signoff is not None
        problems.append(
            say_of_signoffs.out_of_order(seal.name, seal_content.signed_at, late.name, late.signoff.signed_at)
        )
    return problems
