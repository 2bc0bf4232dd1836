"""Sign-offs in their order: about this bundle, one after another, at possible times, and none missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.signing import stamps
from microdep_rules.signing.errors import signoffs as say_of_signoffs
from microdep_rules.signing.errors import stamps as say_of_stamps
from microdep_rules.signing.files import REPLY
from microdep_rules.signing.policy import age_in_days
from microdep_rules.signing.scope import LONG_AGO, Scope, day_of
from microdep_rules.signing.statement import REJECTED, is_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.signing.manifest import Manifest
    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.signed import Signed
    from microdep_rules.signing.statement import Signoff
    from microdep_rules.signing.trust import Trust

NO_RESULT = frozenset({"invalid", "error", "nothing_checked"})
"""Verdicts that are no result: whoever signs such a bundle can only reject it."""


class Record(Struct, frozen=True):
    """The verdict of the record of a bundle, and its number of outcomes of each kind."""

    result: str
    counts: dict[str, int]
    against_law: int = 0
    """Number of fails that the company waived against a rule of law."""
    scope: Scope = Scope()
    """The as-of day and the contract, of which the verdict holds."""
    failures: Mapping[str, Mapping[str, int]] = {}
    """How many outcomes fail by law, by policy of the company and as warnings."""
    not_used: tuple[str, ...] = ()
    """Files that the check was asked to use and could not, such as waivers that are not valid."""
    strict: tuple[str, ...] = ()
    """Waivers by which the run fails, because it was asked to take them strictly."""

    @property
    def no_result(self) -> str:
        """What makes a bundle one that can only be rejected, in words; nothing where it can be approved."""
        told = f"the verdict {self.result.replace('_', ' ').upper()}"
        if self.result in NO_RESULT:
            return told
        if self.not_used:
            return f"{told} without what it was asked to use ({', '.join(self.not_used)})"
        return ""


def about_bundle(
    signed: Signed,
    before: Signed | None,
    digest: str,
    record: Record | None,
    manifest: Manifest,
    policy: Policy,
) -> list[Diagnostic]:
    """Problems of a sign-off with its bundle and with the sign-off before it."""
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
    problems += _as_recorded(name, signoff, record)
    if signoff.signed_at < manifest.generated_at:
        problems.append(say_of_signoffs.signed_before_made(name, signoff.signed_at, manifest.generated_at))
    elif policy.max_age_days is not None and is_time(manifest.generated_at):
        made = _oldest(manifest.generated_at, record)
        days = age_in_days(made, signoff.signed_at)
        if days > policy.max_age_days:
            problems.append(say_of_signoffs.too_late(name, days, policy.max_age_days))
    return problems


def _oldest(generated_at: str, record: Record | None) -> str:
    """The date of a bundle, or the as-of day of its check where that is earlier: `--generated-at` is free."""
    as_of = record.scope.as_of if record is not None else ""
    return f"{as_of}T00:00:00Z" if day_of(as_of) is not None and as_of < generated_at[:10] else generated_at


def about_day(name: str, decision: str, day: date, scope: Scope) -> list[Diagnostic]:
    """Problems of the day of signing with the as-of day: what is to come, and what has ended since.

    A rejection is about neither: it accepts nothing.
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


def _as_recorded(name: str, signoff: Signoff, record: Record | None) -> list[Diagnostic]:
    """Problems of a decision with what is recorded."""
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
        problems += about_day(name, signoff.decision, signoff.time.date(), scope)
    if signoff.decision == REJECTED:
        problems.append(say_of_signoffs.rejected(name, signoff.signer.name, signoff.reservations))
    elif record is not None and record.no_result:
        problems.append(say_of_signoffs.approves_no_result(name, signoff.signer.name, record.no_result))
    return problems


def in_time(signed: Signed, policy: Policy, trust: Trust | None, now: datetime | None) -> list[Diagnostic]:
    """Problems of a sign-off or seal with its time: by the clock of whoever verifies, and by its timestamp.

    Whoever trusts authorities asks for one of them; otherwise a timestamp is shown, and proves nothing.
    """
    said, name, stamp = signed.said, signed.name, signed.stamp
    if said is None:
        return []
    problems = []
    if now is not None and said.time - now > stamps.APART:
        problems.append(say_of_signoffs.in_future(name, said.signed_at, now))
    if stamp is not None and stamp.authority:
        if now is not None and stamp.time - now > stamps.APART:
            problems.append(say_of_signoffs.in_future(f"{name}{REPLY}", stamp.moment, now))
        if said.time - stamp.time > stamps.APART:
            problems.append(say_of_stamps.signed_after_stamp(name, said.signed_at, stamp.moment))
        return problems
    if stamp is not None and (policy.time_stamps or (trust is not None and trust.authorities)):
        return [*problems, say_of_stamps.untrusted_authority(f"{name}{REPLY}", stamp.signer)]
    if signed.holds and now is not None and signed.key is not None and signed.person is not None:
        ended = [day for day in (signed.key.not_after, signed.key.revoked_at) if day and day < now.date()]
        problems += [say_of_signoffs.key_has_ended(name, signed.person.name, min(ended))] if ended else []
    if policy.time_stamps and signed.signoff is not None:
        because = (
            f"its timestamp was not checked, which takes {stamps.EXTRA}"
            if signed.unchecked
            else "it has none"
        )
        problems.append(say_of_stamps.not_stamped(name, because))
    return problems


def sealed(seal: Signed, signed: Sequence[Signed], digest: str) -> list[Diagnostic]:
    """Problems of the closing seal with the sign-offs that are there."""
    said = seal.seal
    if said is None:
        return []
    if said.manifest != digest:
        return [say_of_signoffs.another_bundle(seal.name, said.manifest, digest)]
    problems = []
    listed, there = {(e.name, e.sha256) for e in said.signoffs}, {(e.name, e.digest) for e in signed}
    if listed != there:
        gone, added = sorted(name for name, _ in listed - there), sorted(name for name, _ in there - listed)
        problems.append(say_of_signoffs.seal_differs(seal.name, gone, added))
    if late := next((e for e in signed if e.signoff is not None and e.signoff.time > said.time), None):
        assert late.signoff is not None
        problems.append(
            say_of_signoffs.out_of_order(seal.name, said.signed_at, late.name, late.signoff.signed_at)
        )
    return problems
