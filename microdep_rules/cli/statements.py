"""The statement that a person is about to sign: whether it may follow what is there, and its words."""

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
from microdep_rules.signing.order import about_day
from microdep_rules.signing.scope import Scope
from microdep_rules.signing.statement import APPROVED, REJECTED, RESERVED
from microdep_rules.signing.words import OWN_WORDS, in_own_words, is_own, ours, time_words
from microdep_rules.vocabulary.blanks import says_something

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.signing.files import Files
    from microdep_rules.signing.keys import PublicKey
    from microdep_rules.signing.order import Record
    from microdep_rules.signing.seal import Seal
    from microdep_rules.signing.signed import Signed
    from microdep_rules.signing.statement import Signer, Signoff
    from microdep_rules.signing.verify import Verified


LABEL = 11
"""Signs of the column of labels in what a signer reads."""


def may_follow(found: Verified, decision: str, *, close: bool) -> None:
    """Ends the command where nothing can be signed behind the sign-offs that are there."""
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    if any(error.code != "bundle/rejected" for error in errors):
        screen.echo("not signed: the bundle is not as it was made", err=True)
        screen.stop(exit_codes.TAMPERED)
    if found.made_by and decision != REJECTED and not close:
        signing.wrong(
            f"version {found.made_by} made this bundle, and nobody compares its pages and its record here;"
            " make the report again with this version from BUNDLE/inputs and sign that, or sign with"
            f" version {found.made_by}, or --decision {REJECTED}"
        )
    if found.seal is not None:
        signing.wrong("the bundle is closed; a further decision needs a new bundle")
    if errors and decision != REJECTED and not close:
        message = f"not signed: the bundle was rejected; only --close or --decision {REJECTED} can follow"
        screen.echo(message, err=True)
        screen.stop(exit_codes.TAMPERED)
    if found.record is None:
        signing.wrong("the bundle has no record.json that can be read; there is nothing that one could sign")
    if (no_result := found.record.no_result) and decision != REJECTED and not close:
        signing.wrong(f"a bundle with {no_result} can only be rejected: --decision {REJECTED}")


def signoff(found: Verified, public: PublicKey, signer: Signer, said: Mapping[str, Any]) -> Signoff:
    """The sign-off that is to be signed; ends the command where it would not be valid."""
    from microdep_rules.signing.statement import NotASignoffError, Signoff, read

    if any(each.key is not None and each.key.public == public for each in found.signed):
        signing.wrong("this key has signed the bundle already")
    assert found.record is not None
    text, name = _statement(signer, said["decision"], said["statement_path"], found.record)
    signoff = Signoff(
        found.manifest_digest,
        signer,
        said["signed_at"] or _now(),
        said["decision"],
        text,
        name,
        found.record.result,
        found.record.counts,
        found.record.scope.as_of,
        found.record.scope.contract,
        found.record.scope.packs,
        found.record.scope.waivers,
        said["reservations"],
        said["independence"],
        found.signed[-1].digest if found.signed else None,
    )
    try:
        read(signoff.payload)
    except NotASignoffError as problem:
        signing.wrong(f"this cannot be signed: {problem}")
    return signoff


def of_its_day(signoff: Signoff | Seal, found: Verified) -> None:
    """Says what has ended between the as-of day and the day of signing; refuses a check of a later day."""
    from microdep_rules.signing.seal import Seal

    if isinstance(signoff, Seal) or found.record is None:
        return
    scope = found.record.scope
    problems = about_day(RECORD, signoff.decision, signoff.time.date(), scope)
    if any(problem.severity is Severity.ERROR for problem in problems):
        day = f"{signoff.time:%Y-%m-%d}"
        why = f"the check is as of {scope.as_of}, and you would sign on {day}: nobody knows that day yet"
        signing.wrong(f"{why}; make the report as of {day}, or sign --decision {REJECTED}")
    screen.say(problems, {})


def seal(found: Verified, signer: Signer, at: str) -> Seal:
    """The closing seal over the sign-offs that are there; ends the command where there is none."""
    from microdep_rules.signing.seal import Listed, Seal

    if not found.signed:
        signing.wrong("nobody has signed the bundle, so that there is nothing to close")
    return Seal(
        found.manifest_digest,
        signer,
        at or _now(),
        tuple(Listed(each.name, each.digest) for each in found.signed),
    )


def in_time(found: Verified, public: PublicKey, at: str, trust_path: str) -> None:
    """Ends the command at a time that `verify` refuses: of the key, the bundle, the chain or the clock."""
    from datetime import datetime

    _, known = signing.trust_store(trust_path).holders(public.keyid)[0]
    time = datetime.fromisoformat(at)
    if why := known.why_not(time.date()):
        signing.wrong(f"the key {public.fingerprint} {why}")
    assert found.manifest is not None
    made = found.manifest.generated_at
    if at < made:
        signing.wrong(f"the bundle is dated {made}, which is after {at}, when you would sign")
    if (now := signing.now()) < time:
        signing.wrong(f"{at} is in the future: the clock of this computer shows {now:%Y-%m-%dT%H:%M:%SZ}")
    last = next((each.signoff for each in reversed(found.signed) if each.signoff is not None), None)
    if last is not None and time < last.time:
        signing.wrong(f"the last sign-off is of {last.signed_at}, which is after {at}, when you would sign")


def reasoned(decision: str, reservations: Sequence[str]) -> None:
    """Refuses a decision and reservations that do not go together."""
    if decision == APPROVED and reservations:
        signing.wrong(f"who has reservations does not approve without them: --decision {RESERVED}")
    if decision == RESERVED and not reservations:
        signing.wrong("name what you have reservations about: --reservation TEXT")
    if decision == REJECTED and not reservations:
        signing.wrong("name why you reject the bundle: --reservation TEXT")
    for reservation in reservations:
        if not says_something(reservation):
            signing.wrong(
                f"the reservation {reservation!a} says nothing: it has no letter and no digit; write why"
            )


def _statement(signer: Signer, decision: str, path: str, record: Record) -> tuple[str, str]:
    """What is affirmed, and by what it is known."""
    from microdep_rules.signing.statement import LONGEST

    if path:
        text = signing.text_of(path, "the statement", LONGEST).strip()
        if not says_something(text):
            signing.wrong(f"the statement `{path}` says nothing: it has no letter and no digit")
        return text, "own"
    return ours(signer, decision, record)


def _now() -> str:
    return signing.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _before(signoff: Signoff) -> str:
    """How long before the day of signing the as-of day is; nothing on that day."""
    days = Scope(signoff.as_of).days_before(signoff.time.date())
    return f", {days} days before the day of signing" if days is not None and days > 1 else ""


def what_fails(record: Record | None) -> Iterator[str]:
    """What fails by law and by policy of the company, and files of evidence that are not as stated."""
    if record is None:
        return
    kinds = {kind: dict.fromkeys(NUMBERS, 0) | dict(record.failures.get(kind, {})) for kind in KINDS}
    if words := failure_words(kinds):
        yield f"fails: {words}"
    if record.not_used:
        yield f"could not be used, and the check was made without it: {'; '.join(record.not_used)}"
    if record.strict:
        yield f"the run fails by waivers that it was asked to take strictly: {'; '.join(record.strict)}"
    if record.scope.unproven:
        yield f"evidence that is not as stated: {'; '.join(record.scope.unproven)}"
    if number := record.scope.unopened:
        yield f"records of evidence that were not opened: {number}"
    yield from record.scope.relying


def production(files: Files) -> list[str]:
    """The lines about production that stand beside the verdict; none where no analysis was asked for."""
    import msgspec

    from microdep_rules.output.production import in_words as line_in_words
    from microdep_rules.output.production import lines_of

    try:
        return [line_in_words(line) for line in lines_of(msgspec.json.decode(files.read(RECORD)))]
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return []  # a record in another form, about which the comparison of pages says more


def labelled(label: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines under one label."""
    yield from (f"{label if at == 0 else ' ' * len(label)}{line}" for at, line in enumerate(lines))


def shown(statement: Signoff | Seal, folder: str, found: Verified, of_production: Sequence[str]) -> list[str]:
    """The lines that a signer reads before signing; `of_production` are those that `production` gives."""
    from microdep_rules.signing.seal import Seal

    signer = statement.signer
    who = f"signer     {signer.name} <{signer.id}>, {signer.organization or 'no organization'}"
    bundle = f"bundle     {folder}, manifest sha256:{statement.manifest[:16]}…"
    template = found.manifest.template if found.manifest is not None else ""
    custom = [f"template   custom, sha256:{template[:16]}…: {DECIDES}"] if template else []
    if isinstance(statement, Seal):
        closes = [f"closes     {line}" for each in found.signed for line in _closed(each)]
        return [bundle, *custom, *_compared(found), *closes, who, f"role       {signer.role}"]
    again = f"microdep verify {shlex.quote(folder)} --reproduce"
    return [
        bundle,
        *custom,
        *_compared(found),
        f"check      was not made again here: whether the inputs give this verdict, `{again}` shows",
        f"verdict    {in_words(statement.result).upper()}: {counts_words(statement.counts)}",
        *(f"           {fail}" for fail in what_fails(found.record)),
        *labelled("analyses   ", of_production),
        f"as of      {statement.as_of or 'not stated'}{_before(statement)}",
        *labelled("contract   ", statement.contract),
        *labelled("packs      ", statement.packs),
        *labelled("waivers    ", statement.waivers),
        who,
        f"role       {signer.role}, {statement.independence}",
        f"decision   {statement.decision}",
        *(
            f"           with the reservation: {in_own_words(reservation)}"
            for reservation in statement.reservations
        ),
        _affirmed(statement, found.record),
    ]


def _affirmed(signoff: Signoff, record: Record | None) -> str:
    """The text that is affirmed; of one of the signer's own it is said so."""
    if is_own(signoff, record):
        return f"statement  {OWN_WORDS}: {in_own_words(signoff.statement)}"
    return f"statement  {signoff.statement}"


def _compared(found: Verified) -> Iterator[str]:
    """What nobody compares here before somebody signs."""
    if found.made_by:
        yield f"pages      not compared, nor the record: version {found.made_by} made them"
    elif any(problem.code == "bundle/page-not-compared" for problem in found.problems):
        yield "pages      report.pdf was not compared with the record"


def _closed(signed: Signed) -> Iterator[str]:
    """Lines of a closing seal about a sign-off: who has decided what."""
    if signed.signoff is not None:
        signer, decision = signed.signoff.signer, signed.signoff.decision
        decided = decision.upper() if decision == REJECTED else decision
        at = f"{signed.signoff.signed_at} ({time_words(signed)})"
        yield f"{signer.role}: {signer.name} <{signer.id}>, {decided}, {at}"
        yield from (
            f"with the reservation: {in_own_words(reservation)}"
            for reservation in signed.signoff.reservations
        )
    yield f"in {signed.name}, sha256:{signed.digest[:16]}…"
