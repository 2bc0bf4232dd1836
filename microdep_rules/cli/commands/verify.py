"""`microdep verify`: whether a bundle is as it was signed, by whom it has to be."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, screen, signing, statements
from microdep_rules.cli.help import HelpPage
from microdep_rules.diagnostics import Severity
from microdep_rules.engine.standing import in_words
from microdep_rules.output.standing import counts_words
from microdep_rules.output.visible import visible
from microdep_rules.signing import words
from microdep_rules.signing.manifest import SIGNOFFS
from microdep_rules.signing.policy import unknown_lists
from microdep_rules.signing.statement import REJECTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.pipeline.comparison import RepeatedCheck
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.signed_files import SignedFile
    from microdep_rules.signing.verify import Verification

LABEL = 10
"""Signs of the column of labels."""
OF_PAGES = "bundle/record-differs"
"""Code of a bundle whose files are as listed, but do not agree with its record."""


@click.command(
    "verify",
    cls=HelpPage,
    examples={
        "Verify a bundle": "microdep verify report",
        "Verify a zip file of a bundle": "microdep verify report.zip",
        "Require roles, and repeat the check": "microdep verify report --policy policy.toml --reproduce",
    },
    exits={
        0: "the bundle is unchanged, and every required sign-off is valid",
        1: "unchanged, but a sign-off is missing, or something was not checked or compared",
        2: "wrong usage",
        7: "the bundle was changed or is incomplete, a sign-off is invalid, or the repeated check differs",
    },
)
@click.argument("folder", type=arguments.Named(), metavar="BUNDLE")
@signing.trust
@signing.policy
@signing.compared_fonts
@click.option("--explain", is_flag=True, help="Show each comparison.")
@click.option(
    "--reproduce",
    is_flag=True,
    help="Repeat the check from the inputs in the bundle, and compare.",
)
@options.color
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: str,
    trust_path: str,
    policy_path: str,
    fonts: tuple[str, ...],
    color: str,
    **also: bool,
) -> None:
    """Verify the files and the sign-offs of a bundle.

    The command compares every file with the manifest, every page with the record, and every sign-off with
    the trust store. BUNDLE is a folder or a zip file, which is not unpacked. It does not use the network.

    Without a trust store, the command compares the files and the pages, and shows what it could not check.
    A bundle of another version is verified in full only by that version: --reproduce compares its record.
    """
    reproduce = also["reproduce"]
    files, policy = signing.bundle_or_zip(folder), signing.policy_in(policy_path)
    signed = signing.verified(files, trust_path, policy, needs_trust=False)
    found = signing.with_pages(signed, files, policy, fonts)
    screen.say(found.problems, {}, color)
    *lines, last = _lines(found, files, policy, trust_path, explain=also["explain"], reproduce=reproduce)
    style = screen.style_of(color, sys.stdout)
    screen.echo(screen.behind_labels(lines, LABEL, sys.stdout, style))
    again = _reproduced(files, found, color) if signed.intact and reproduce else None
    if again is not None and _differs(again):
        ctx.exit(exit_codes.TAMPERED)
    enough = found.intact and not found.empty and not signing.is_without_trust(trust_path)
    left = _not_compared(found, files, again) if enough else ""
    screen.echo(visible(left or last))
    if not found.intact:
        ctx.exit(exit_codes.TAMPERED)
    ctx.exit(exit_codes.OK if enough and not left else exit_codes.FAIL)


def _not_compared(found: Verification, files: Files, again: RepeatedCheck | None) -> str:
    """The last line for a bundle of which not everything was compared; else nothing.

    Files and sign-offs say that it is what people signed, and not that its pages and its record are right.
    """
    if not found.made_by:
        if all(problem.code != "bundle/page-not-compared" for problem in found.problems):
            return ""
        return (
            "PARTLY VERIFIED: the bundle is as it was signed, and its other pages are those of its record;"
            " not compared is report.pdf. Do not rely on it, or verify it as the warning says"
        )
    version = f"version {found.made_by}"
    if again is None:
        return (
            f"NOT VERIFIED: files and sign-offs are as they were signed, but {version} made the bundle, and"
            " its pages and record were not compared; run the command with --reproduce, or that version"
        )
    from microdep_rules.pipeline.pages import find_differing_pages

    left = [f"the words of the record in {', '.join(again.words)}"] if again.words else []
    left += [", ".join(pages)] if (pages := find_differing_pages(files)) else []
    if not left:
        return ""
    return (
        "PARTLY VERIFIED: the bundle is as it was signed, and its record is what its inputs give;"
        f" not compared are {'; '.join(left)}. Rely on none of these, or verify the bundle with {version}"
    )


def _differs(again: RepeatedCheck) -> bool:
    return bool(again.failed or again.outcomes)


def _reproduced(files: Files, found: Verification, color: str) -> RepeatedCheck:
    """Makes the check again, and says what that gives."""
    from microdep_rules.cli.progress import stage
    from microdep_rules.messages import diagnose
    from microdep_rules.pipeline.reproduce import reproduce
    from microdep_rules.source import Span

    screen.echo("making the check again ...", err=True)
    stage("making the check again")
    of_pages = {"bundle/page-not-compared", OF_PAGES} & {problem.code for problem in found.problems}
    made_by = found.made_by
    again = reproduce(files, pdf_compared=not made_by and not of_pages)
    if _differs(again):
        differences = again.failed or again.outcomes
        problem = diagnose("bundle/not-reproduced", Span("record.json", 0, 0), differences=differences)
        screen.say([problem], {}, color)
        screen.echo("NOT REPRODUCED: do not rely on this report")
        return again
    if again.made_by:
        result = (
            "verdict, outcomes, facts, contract, waivers, packs and options are the same; it was made by"
            f" version {made_by}"
        )
        if again.words:
            result += f"; it has other words in {', '.join(again.words)}, which were not compared"
    elif again.other:
        result = "verdict and outcomes are the same; other bytes in " + ", ".join(again.other)
    else:
        result = f"all {again.files} files are the same, byte for byte"
    result += f"; report.pdf was not laid out again: {again.no_pdf}" if again.no_pdf else ""
    if again.evidence_stated:
        several = f"{again.evidence_stated} files" if again.evidence_stated > 1 else "one file"
        result += (
            f"; {several} of evidence {'are' if again.evidence_stated > 1 else 'is'} not in the bundle, and"
        )
        result += f" {'were' if again.evidence_stated > 1 else 'was'} not opened again"
    if again.ignored_stated:
        ignored = "ignored file is" if again.ignored_stated == 1 else "ignored files are"
        result += f"; {again.ignored_stated} {ignored} not in the bundle, and not counted again"
    screen.echo(visible(f"REPRODUCED: {result}"))
    return again


def _lines(
    found: Verification, files: Files, policy: Policy, trust_path: str, *, explain: bool, reproduce: bool
) -> Iterator[str]:
    """What was verified, line by line."""
    if found.manifest is not None:
        many = len(found.manifest.files)
        yield f"manifest  {many} files, dated {found.manifest.generated_at}, sha256:{found.manifest_digest}"
    if found.record is not None:
        yield f"record    {in_words(found.record.result).upper()}: {counts_words(found.record.counts)}"
        yield from (f"          {fail}" for fail in statements.what_fails(found.record))
        yield from statements.labelled("analyses  ", statements.production(files))
        yield f"as of     {found.record.scope.as_of or 'not stated'}"
        yield from statements.labelled("contract  ", found.record.scope.contract)
        yield from statements.labelled("packs     ", found.record.scope.packs)
        yield from statements.labelled("waivers   ", found.record.scope.waivers)
    yield from _pages(found, reproduce=reproduce)
    without = signing.is_without_trust(trust_path)
    for each in found.signed:
        yield _signed(each, without=without)
        if each.signoff is not None:
            for every in each.signoff.reservations:
                yield f"          with the reservation: {words.quote_signer(every)}"
            own = words.is_own_text(each.signoff, found.record)
            if own or found.record is None:
                whose = words.OWN_WORDS if own else words.OUR_WORDS
                yield f"          affirms, {whose}: {words.quote_signer(each.signoff.statement)}"
        if explain:
            yield from _explained(each)
    if found.signed or found.seal is not None:
        yield _closed(found.seal, without=without)
    if unchecked := sum(each.unchecked for each in found.signed):
        from microdep_rules.signing.stamps import EXTRA

        yield f"stamps    {unchecked} not checked; install {EXTRA} to have them checked"
    if without:
        yield "trust     none: whose keys signed, and until when they are valid, was not checked"
        yield "          name a trust store with --trust, or begin one with `microdep trust add`"
    else:
        from microdep_rules.signing.trust import LARGEST

        data = signing.data_of(trust_path, "the trust store", LARGEST)
        yield f"trust     {trust_path}, sha256:{hashlib.sha256(data).hexdigest()}"
    asked = ", ".join(dict.fromkeys(seat or "any role" for seat in policy.seats))
    persons = " by distinct persons" if policy.distinct_persons and len(policy.seats) > 1 else ""
    stamps = ", each time-stamped" if policy.timestamps else ""
    closed = f", closed by {policy.closed_by or 'any role'}" if policy.closed else ""
    yield f"policy    {len(policy.seats)} to sign: {asked}{persons}{stamps}{closed}"
    if policy.lists is not None and found.record is not None and (used := found.record.scope.lists):
        known = len(used) - len(unknown_lists(policy, used))
        yield f"lists     {known} of {len(used)} imported have entries that the policy knows"
    if not without:
        rejected = any(problem.code == "bundle/rejected" for problem in found.problems)
        yield from (
            f"missing   {role or 'a sign-off, in any role'}" for role in found.empty if role or not rejected
        )
    yield _last(found, policy, without=without)


def _pages(found: Verification, *, reproduce: bool) -> Iterator[str]:
    """Lines about the pages: whether they are those of the record, and by whose template they are made."""
    if found.manifest is not None and found.manifest.template:
        from microdep_rules.report.verdict_block import DECIDES

        yield f"template  custom, sha256:{found.manifest.template}: {DECIDES}"
    codes = {problem.code for problem in found.problems}
    if found.made_by:
        yield f"pages     not compared: version {found.made_by} made them and the record, and this is another"
    elif "bundle/page-not-compared" in codes:
        yield "pages     not all of them were compared with the record; the record decides"
    elif found.manifest is not None and all(
        problem.span.path.startswith(SIGNOFFS)
        for problem in found.problems
        if problem.severity is Severity.ERROR
    ):
        left = "" if reproduce else "; the check was not made again, --reproduce makes it"
        yield f"pages     are those of the record{left}"


def _last(found: Verification, policy: Policy, *, without: bool) -> str:
    """The last line: what was verified."""
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    if errors and all(error.code == "bundle/rejected" for error in errors):
        return "NOT VERIFIED: the bundle is as it was signed, and it was rejected"
    if errors and all(error.code == "bundle/unknown-list" for error in errors):
        return (
            "NOT VERIFIED: the bundle is as it was signed, and the policy does not know a list that it used"
        )
    if errors:
        of_signoffs = all(error.span.path.startswith(SIGNOFFS) for error in errors)
        if any(error.code == OF_PAGES for error in errors):
            return "NOT VERIFIED: the files are as they are listed, and a page or the record is not right"
        what = "the files are as they are listed, and a sign-off is not valid"
        return f"NOT VERIFIED: {what if of_signoffs else 'the bundle is not as it was signed'}"
    if without:
        return "NOT VERIFIED: the files are as they are listed; without a trust store no sign-off was checked"
    if len(found.filled) < len(policy.seats):
        return f"NOT VERIFIED: {len(found.filled)} of {len(policy.seats)} have signed"
    if found.empty:
        return f"NOT VERIFIED: missing is the {found.empty[-1]}"
    assert found.record is not None, "what is verified has a record"
    verdict = in_words(found.record.result).upper()
    what = f"the bundle is as it was signed, and its verdict is {verdict}. It evaluates declared data."
    return f"VERIFIED: {what}"  # of what was not compared, `_not_compared` has another line


def _signed(each: SignedFile, *, without: bool) -> str:
    signoff = each.signoff
    if signoff is None:
        return f"signed    {each.name}: by nobody who is known"
    signer = signoff.signer
    valid = each.is_valid or without or signoff.decision == REJECTED
    state = signoff.decision if valid else "not valid"
    who = f"{signer.name} <{signer.id}>" + (f", {signer.organization}" if signer.organization else "")
    claim = "; the signature was not checked" if without else ""
    return f"signed    {signer.role}: {who}, {state}, {signoff.signed_at}{_time(each)}{claim}"


def _closed(seal: SignedFile | None, *, without: bool) -> str:
    """A line about the closing seal, or about what is not known without one."""
    if seal is None:
        return (
            "seal      none: a later sign-off, as a rejection, may have been removed; "
            "`microdep signoff BUNDLE --close` makes one"
        )
    if seal.seal is None:
        return f"seal      {seal.name}: by nobody who is known"
    said, signer = seal.seal, seal.seal.signer
    state = "not checked" if without else "closed" if seal.is_valid else "not valid"
    who = f"{signer.role}: {signer.name} <{signer.id}>"
    many = f"{len(said.signoffs)} sign-off{'s' if len(said.signoffs) > 1 else ''}"
    return f"seal      {state}, {many}, {who}, {said.signed_at}{_time(seal)}"


def _time(each: SignedFile) -> str:
    """By whose word that is the time."""
    source = words.describe_time(each)
    return f", {source}" if each.stamped is not None else f" ({source})"


def _explained(each: SignedFile) -> Iterator[str]:
    yield f"          file {each.name}, {each.scheme}, sha256:{each.digest}"
    if each.stamp is not None:
        yield f"          time-stamped {each.stamp.moment}, signed by {each.stamp.signer}"
    if each.signoff is None or each.key is None:
        return
    yield f"          key {each.key.public.fingerprint}, id {each.key.public.keyid}"
    days = [
        f"from {each.key.not_before}" if each.key.not_before else "",
        f"through {each.key.not_after}" if each.key.not_after else "",
    ]
    yield f"          which holds {' '.join(filter(None, days)) or 'without an end'}"
    yield f"          about manifest sha256:{each.signoff.manifest}"
    yield f"          behind {each.signoff.previous or 'no other sign-off'}"
    yield f"          affirms: {words.quote_signer(each.signoff.statement)}"
