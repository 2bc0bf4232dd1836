"""Statement that a person signs: the conditions for a signature, and the text of the statement."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from microdep_rules.cli import exit_codes, screen, signing
from microdep_rules.diagnostics import Severity
from microdep_rules.engine.standing import in_words
from microdep_rules.output.failures import KINDS, NUMBERS, failure_words
from microdep_rules.output.standing import counts_words
from microdep_rules.report.verdict_block import DECIDES
from microdep_rules.signing.files import RECORD
from microdep_rules.signing.order import check_day
from microdep_rules.signing.scope import RecordScope
from microdep_rules.signing.statement import APPROVED, REJECTED, RESERVED
from microdep_rules.signing.words import OWN_WORDS, describe_time, is_own_text, quote_signer, standard_text
from microdep_rules.vocabulary.blanks import says_something

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.signing.files import Files
    from microdep_rules.signing.keys import PublicKey
    from microdep_rules.signing.order import RecordSummary
    from microdep_rules.signing.seal import Seal
    from microdep_rules.signing.signed_files import SignedFile
    from microdep_rules.signing.statement import Signer, Signoff
    from microdep_rules.signing.verify import Verification


LABEL = 11
"""Width of the labels in the text for a signer, in characters."""


def require_open_bundle(verified: Verification, decision: str, *, close: bool) -> None:
    """End the command if the bundle cannot get another sign-off or closing seal."""
    errors = [problem for problem in verified.problems if problem.severity is Severity.ERROR]
    if any(error.code != "bundle/rejected" for error in errors):
        screen.echo("not signed: the bundle was changed or is incomplete", err=True)
        screen.stop(exit_codes.TAMPERED)
    if verified.made_by and decision != REJECTED and not close:
        signing.refuse(
            f"version {verified.made_by} made this bundle, and this version cannot compare its pages with"
            " its record;"
            " make the report again from BUNDLE/inputs with this version, sign with version"
            f" {verified.made_by}, or add --decision {REJECTED}"
        )
    if verified.seal is not None:
        signing.refuse("the bundle is closed; for another decision, make a new bundle")
    if errors and decision != REJECTED and not close:
        message = f"not signed: the bundle was rejected; only --close or --decision {REJECTED} can follow"
        screen.echo(message, err=True)
        screen.stop(exit_codes.TAMPERED)
    if verified.record is None:
        signing.refuse("the bundle has no readable record.json; make a new bundle")
    if (no_result := verified.record.no_result) and decision != REJECTED and not close:
        signing.refuse(f"a bundle with {no_result} can only be rejected; add --decision {REJECTED}")


def signoff(
    verified: Verification, public: PublicKey, signer: Signer, settings: Mapping[str, Any]
) -> Signoff:
    """Return the sign-off that the person will sign; end the command if it would not be valid."""
    from microdep_rules.signing.statement import NotASignoffError, Signoff, parse

    if any(signed.key is not None and signed.key.public == public for signed in verified.signed):
        signing.refuse("this key has already signed the bundle")
    assert verified.record is not None
    text, name = _statement(signer, settings["decision"], settings["statement_path"], verified.record)
    signoff = Signoff(
        verified.manifest_digest,
        signer,
        settings["signed_at"] or _now(),
        settings["decision"],
        text,
        name,
        verified.record.result,
        verified.record.counts,
        verified.record.scope.as_of,
        verified.record.scope.contract,
        verified.record.scope.packs,
        verified.record.scope.waivers,
        settings["reservations"],
        settings["independence"],
        verified.signed[-1].digest if verified.signed else None,
    )
    try:
        parse(signoff.payload)
    except NotASignoffError as problem:
        signing.refuse(f"the statement cannot be signed: {problem}")
    return signoff


def require_known_day(signoff: Signoff | Seal, verified: Verification) -> None:
    """Report what expired between the as-of date and the day of signing, such as a waiver.

    End the command if the as-of date is after the day of signing.
    """
    from microdep_rules.signing.seal import Seal

    if isinstance(signoff, Seal) or verified.record is None:
        return
    scope = verified.record.scope
    problems = check_day(RECORD, signoff.decision, signoff.time.date(), scope)
    if any(problem.severity is Severity.ERROR for problem in problems):
        day = f"{signoff.time:%Y-%m-%d}"
        why = f"the check is as of {scope.as_of}, which is after the day of signing, {day}"
        signing.refuse(f"{why}; make the report as of {day}, or add --decision {REJECTED}")
    screen.report(problems, {})


def seal(verified: Verification, signer: Signer, at: str) -> Seal:
    """Return the closing seal for all sign-offs of a bundle; end the command if there are no sign-offs."""
    from microdep_rules.signing.seal import Seal, SealEntry

    if not verified.signed:
        signing.refuse("nobody has signed the bundle; sign it before you close it")
    return Seal(
        verified.manifest_digest,
        signer,
        at or _now(),
        tuple(SealEntry(signed.name, signed.digest) for signed in verified.signed),
    )


def require_valid_time(verified: Verification, public: PublicKey, at: str, trust_path: str) -> None:
    """End the command if `microdep verify` would reject the time of the signature.

    The time is compared with the key's validity, the bundle, the earlier sign-offs and the clock.
    """
    from datetime import datetime

    _, known = signing.trust_store(trust_path).holders(public.keyid)[0]
    time = datetime.fromisoformat(at)
    if why := known.find_fault(time.date()):
        signing.refuse(f"the key {public.fingerprint} {why}")
    assert verified.manifest is not None
    made = verified.manifest.generated_at
    if at < made:
        signing.refuse(f"the bundle is dated {made}, which is after the time of signing, {at}")
    if (now := signing.now()) < time:
        signing.refuse(f"{at} is in the future: the clock of this computer shows {now:%Y-%m-%dT%H:%M:%SZ}")
    last = next((signed.signoff for signed in reversed(verified.signed) if signed.signoff is not None), None)
    if last is not None and time < last.time:
        signing.refuse(f"the last sign-off is of {last.signed_at}, which is after the time of signing, {at}")


def require_reservations(decision: str, reservations: Sequence[str]) -> None:
    """End the command if the reservations do not match the decision.

    An approval must have no reservation, and a rejection at least one.
    """
    if decision == APPROVED and reservations:
        signing.refuse(f"an approval has no reservations; add --decision {RESERVED}")
    if decision == RESERVED and not reservations:
        signing.refuse("the reservation is missing; add --reservation TEXT")
    if decision == REJECTED and not reservations:
        signing.refuse("the reason to reject the bundle is missing; add --reservation TEXT")
    for reservation in reservations:
        if not says_something(reservation):
            signing.refuse(f"the reservation {reservation!a} has no letter and no digit; write a reason")


def _statement(signer: Signer, decision: str, path: str, record: RecordSummary) -> tuple[str, str]:
    """Return the text that the signer affirms, and its name, such as `own`."""
    from microdep_rules.signing.statement import LONGEST

    if path:
        text = signing.text_of(path, "the statement", LONGEST).strip()
        if not says_something(text):
            signing.refuse(f"the statement `{path}` has no letter and no digit")
        return text, "own"
    return standard_text(signer, decision, record)


def _now() -> str:
    return signing.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _days_before_signing(signoff: Signoff) -> str:
    """Return the text about the days between the as-of date and the signing; empty for less than two days."""
    days = RecordScope(signoff.as_of).days_before(signoff.time.date())
    return f", {days} days before the day of signing" if days is not None and days > 1 else ""


def failure_lines(record: RecordSummary | None) -> Iterator[str]:
    """Yield lines about failures by kind, and about evidence files that differ from the stated files."""
    if record is None:
        return
    kinds = {kind: dict.fromkeys(NUMBERS, 0) | dict(record.failures.get(kind, {})) for kind in KINDS}
    if words := failure_words(kinds):
        yield f"fails: {words}"
    if record.not_used:
        yield f"not used by the check: {'; '.join(record.not_used)}"
    if record.strict:
        yield f"the run fails because of strict waivers: {'; '.join(record.strict)}"
    if record.scope.unproven:
        yield f"evidence that is not as stated: {'; '.join(record.scope.unproven)}"
    if number := record.scope.unopened:
        yield f"records of evidence that were not opened: {number}"
    yield from record.scope.relying


def production_lines(files: Files) -> list[str]:
    """Return lines about production analyses, which do not affect the verdict; none without an analysis."""
    import msgspec

    from microdep_rules.output.production import in_words as line_in_words
    from microdep_rules.output.production import lines_of

    try:
        return [line_in_words(line) for line in lines_of(msgspec.json.decode(files.read(RECORD)))]
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return []  # a record in another format, which the comparison of pages reports


def labelled(label: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines; the first line begins with the label, and the others are indented by its width."""
    yield from (f"{label if at == 0 else ' ' * len(label)}{line}" for at, line in enumerate(lines))


def statement_lines(
    statement: Signoff | Seal, folder: str, verified: Verification, of_production: Sequence[str]
) -> list[str]:
    """Return the lines that a signer reads before signing."""
    from microdep_rules.signing.seal import Seal

    signer = statement.signer
    who = f"signer     {signer.name} <{signer.id}>, {signer.organization or 'no organization'}"
    bundle = f"bundle     {folder}, manifest sha256:{statement.manifest[:16]}…"
    template = verified.manifest.template if verified.manifest is not None else ""
    custom = [f"template   custom, sha256:{template[:16]}…: {DECIDES}"] if template else []
    if isinstance(statement, Seal):
        closes = [f"closes     {line}" for signed in verified.signed for line in _closed(signed)]
        return [bundle, *custom, *_lines_about_pages(verified), *closes, who, f"role       {signer.role}"]
    again = f"microdep verify {shlex.quote(folder)} --reproduce"
    return [
        bundle,
        *custom,
        *_lines_about_pages(verified),
        f"check      was not repeated; to repeat it, run `{again}`",
        f"verdict    {in_words(statement.result).upper()}: {counts_words(statement.counts)}",
        *(f"           {fail}" for fail in failure_lines(verified.record)),
        *labelled("analyses   ", of_production),
        f"as of      {statement.as_of or 'not stated'}{_days_before_signing(statement)}",
        *labelled("contract   ", statement.contract),
        *labelled("packs      ", statement.packs),
        *labelled("waivers    ", statement.waivers),
        who,
        f"role       {signer.role}, {statement.independence}",
        f"decision   {statement.decision}",
        *(
            f"           with the reservation: {quote_signer(reservation)}"
            for reservation in statement.reservations
        ),
        _affirmation_line(statement, verified.record),
    ]


def _affirmation_line(signoff: Signoff, record: RecordSummary | None) -> str:
    """Return the line about the affirmed text, with the information whether the signer wrote it."""
    if is_own_text(signoff, record):
        return f"statement  {OWN_WORDS}: {quote_signer(signoff.statement)}"
    return f"statement  {signoff.statement}"


def _lines_about_pages(verified: Verification) -> Iterator[str]:
    """Yield lines about pages that were not compared before signing."""
    if verified.made_by:
        yield f"pages      not compared, nor the record: version {verified.made_by} made them"
    elif any(problem.code == "bundle/page-not-compared" for problem in verified.problems):
        yield "pages      report.pdf was not compared with the record"


def _closed(signed: SignedFile) -> Iterator[str]:
    """Yield the lines about one sign-off in a closing seal."""
    if signed.signoff is not None:
        signer, decision = signed.signoff.signer, signed.signoff.decision
        decided = decision.upper() if decision == REJECTED else decision
        at = f"{signed.signoff.signed_at} ({describe_time(signed)})"
        yield f"{signer.role}: {signer.name} <{signer.id}>, {decided}, {at}"
        yield from (
            f"with the reservation: {quote_signer(reservation)}"
            for reservation in signed.signoff.reservations
        )
    yield f"in {signed.name}, sha256:{signed.digest[:16]}…"
