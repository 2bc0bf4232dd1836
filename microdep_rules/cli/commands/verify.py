"""`microdep verify`: verification of bundles and their sign-offs."""

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
"""Width of the labels of the output, in characters."""
OF_PAGES = "bundle/record-differs"
"""Code of the diagnostic for a file that differs from the record of the bundle."""


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
        1: "the bundle is unchanged, but a sign-off is missing, or a file was not checked or compared",
        2: "wrong usage",
        7: "the bundle was changed or is incomplete, a sign-off is invalid, or the repeated check differs",
    },
)
@click.argument("folder", type=arguments.NonEmptyText(), metavar="BUNDLE")
@signing.trust
@signing.policy
@signing.fonts
@options.verbose
@options.quiet
@click.option(
    "--reproduce",
    is_flag=True,
    help="Repeat the check from the inputs, and compare.",
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

    The command compares every file with the manifest, every page with the record, and every sign-off with the
    trust store. BUNDLE is a folder or a zip file; a zip file is not unpacked. The command does not use the
    network.

    Without a trust store, the command compares the files and the pages, and lists the checks that it could
    not make. Only the version of microdep that made a bundle can verify the whole bundle. With another
    version, use --reproduce to compare the record.

    --verbose shows each comparison; --quiet shows only the verdict. If report.pdf was made with --font,
    name the same font.
    """
    reproduce = also["reproduce"]
    files, policy = signing.bundle_or_zip(folder), signing.policy_in(policy_path)
    signed = signing.verified(files, trust_path, policy, needs_trust=False)
    verified = signing.with_pages(signed, files, policy, fonts)
    screen.report(verified.problems, {}, color)
    *lines, last = _lines(verified, files, policy, trust_path, verbose=also["verbose"], reproduce=reproduce)
    style = screen.style_of(color, sys.stdout)
    if not also["quiet"]:
        screen.echo(screen.with_labels(lines, LABEL, sys.stdout, style))
    again = _repeat_check(files, verified, color) if signed.intact and reproduce else None
    if again is not None and _differs(again):
        ctx.exit(exit_codes.TAMPERED)
    enough = verified.intact and not verified.empty and not signing.is_without_trust(trust_path)
    left = _line_if_partly_compared(verified, files, again) if enough else ""
    screen.echo(visible(left or last))
    if not verified.intact:
        ctx.exit(exit_codes.TAMPERED)
    ctx.exit(exit_codes.OK if enough and not left else exit_codes.FAIL)


def _line_if_partly_compared(verified: Verification, files: Files, again: RepeatedCheck | None) -> str:
    """Return the last line for a bundle that was not fully compared; empty if everything was compared."""
    if not verified.made_by:
        if all(problem.code != "bundle/page-not-compared" for problem in verified.problems):
            return ""
        return (
            "PARTLY VERIFIED: the bundle is as it was signed, and its other pages agree with its record;"
            " report.pdf was not compared. Do not rely on it, or verify it as in the warning"
        )
    version = f"version {verified.made_by}"
    if again is None:
        return (
            f"NOT VERIFIED: files and sign-offs are as they were signed, but {version} made the bundle, and"
            " its pages and record were not compared; add --reproduce, or verify it with that version"
        )
    from microdep_rules.pipeline.pages import find_differing_pages

    left = [f"the words of the record in {', '.join(again.words)}"] if again.words else []
    left += [", ".join(pages)] if (pages := find_differing_pages(files)) else []
    if not left:
        return ""
    return (
        "PARTLY VERIFIED: the bundle is as it was signed, and its inputs give its record; not compared:"
        f" {'; '.join(left)}. Do not rely on these, or verify the bundle with {version}"
    )


def _differs(again: RepeatedCheck) -> bool:
    return bool(again.failed or again.outcomes)


def _repeat_check(files: Files, verified: Verification, color: str) -> RepeatedCheck:
    """Repeat the check of a bundle, and report the differences from the record."""
    from microdep_rules.cli.progress import stage
    from microdep_rules.messages import diagnose
    from microdep_rules.pipeline.reproduce import reproduce
    from microdep_rules.source import Span

    screen.echo("repeating the check ...", err=True)
    stage("repeating the check")
    of_pages = {"bundle/page-not-compared", OF_PAGES} & {problem.code for problem in verified.problems}
    made_by = verified.made_by
    again = reproduce(files, pdf_compared=not made_by and not of_pages)
    if _differs(again):
        differences = again.failed or again.outcomes
        problem = diagnose("bundle/not-reproduced", Span("record.json", 0, 0), differences=differences)
        screen.report([problem], {}, color)
        screen.echo("NOT REPRODUCED: do not rely on this report")
        return again
    if again.made_by:
        result = (
            "verdict, outcomes, facts, contract, waivers, packs and options are the same; version"
            f" {made_by} made the bundle"
        )
        if again.words:
            result += f"; the words in {', '.join(again.words)} differ, and were not compared"
    elif again.other:
        result = "verdict and outcomes are the same; different bytes in " + ", ".join(again.other)
    else:
        result = f"all {again.files} files are the same, byte for byte"
    result += f"; report.pdf was not made again: {again.no_pdf}" if again.no_pdf else ""
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
    verified: Verification, files: Files, policy: Policy, trust_path: str, *, verbose: bool, reproduce: bool
) -> Iterator[str]:
    """Yield the lines about the results of the verification."""
    if verified.manifest is not None:
        made = verified.manifest
        digest = f"sha256:{verified.manifest_digest}"
        yield f"manifest  {len(made.files)} files, dated {made.generated_at}, {digest}"
    if verified.record is not None:
        yield f"record    {in_words(verified.record.result).upper()}: {counts_words(verified.record.counts)}"
        yield from (f"          {fail}" for fail in statements.failure_lines(verified.record))
        yield from statements.labelled("analyses  ", statements.production_lines(files))
        yield f"as of     {verified.record.scope.as_of or 'not stated'}"
        yield from statements.labelled("contract  ", verified.record.scope.contract)
        yield from statements.labelled("packs     ", verified.record.scope.packs)
        yield from statements.labelled("waivers   ", verified.record.scope.waivers)
    yield from _pages(verified, reproduce=reproduce)
    without = signing.is_without_trust(trust_path)
    for signed in verified.signed:
        yield _signed(signed, without=without)
        if signed.signoff is not None:
            for reservation in signed.signoff.reservations:
                yield f"          with the reservation: {words.quote_signer(reservation)}"
            own = words.is_own_text(signed.signoff, verified.record)
            if own or verified.record is None:
                whose = words.OWN_WORDS if own else words.OUR_WORDS
                yield f"          affirms, {whose}: {words.quote_signer(signed.signoff.statement)}"
        if verbose:
            yield from _details(signed)
    if verified.signed or verified.seal is not None:
        yield _closing_seal_line(verified.seal, without=without)
    if unchecked := sum(signed.unchecked for signed in verified.signed):
        from microdep_rules.signing.stamps import EXTRA

        yield f"stamps    {unchecked} not checked; to check them, install {EXTRA}"
    if without:
        yield "trust     none: the owners of the keys and the validity of the keys were not checked"
        yield "          name a trust store with --trust, or create one with `microdep trust add`"
    else:
        from microdep_rules.signing.trust import LARGEST

        data = signing.data_of(trust_path, "the trust store", LARGEST)
        yield f"trust     {trust_path}, sha256:{hashlib.sha256(data).hexdigest()}"
    roles = ", ".join(dict.fromkeys(seat or "any role" for seat in policy.seats))
    persons = " by distinct persons" if policy.distinct_persons and len(policy.seats) > 1 else ""
    stamps = ", each timestamped" if policy.timestamps else ""
    closed = f", closed by {policy.closed_by or 'any role'}" if policy.closed else ""
    required = "1 sign-off" if len(policy.seats) == 1 else f"{len(policy.seats)} sign-offs"
    yield f"policy    {required} required: {roles}{persons}{stamps}{closed}"
    if policy.lists is not None and verified.record is not None and (used := verified.record.scope.lists):
        known = len(used) - len(unknown_lists(policy, used))
        yield f"lists     {known} of {len(used)} imported have entries that the policy knows"
    if not without:
        rejected = any(problem.code == "bundle/rejected" for problem in verified.problems)
        yield from (
            f"missing   {role or 'a sign-off, in any role'}"
            for role in verified.empty
            if role or not rejected
        )
    yield _result_line(verified, policy, without=without)


def _pages(verified: Verification, *, reproduce: bool) -> Iterator[str]:
    """Yield lines about the agreement of the pages with the record, and about a custom template."""
    if verified.manifest is not None and verified.manifest.template:
        from microdep_rules.report.verdict_block import DECIDES

        yield f"template  custom, sha256:{verified.manifest.template}: {DECIDES}"
    codes = {problem.code for problem in verified.problems}
    if verified.made_by:
        yield f"pages     pages and record were not compared: version {verified.made_by} made them"
    elif "bundle/page-not-compared" in codes:
        yield "pages     not all compared with the record; only the record counts"
    elif verified.manifest is not None and all(
        problem.span.path.startswith(SIGNOFFS)
        for problem in verified.problems
        if problem.severity is Severity.ERROR
    ):
        left = "" if reproduce else "; the check was not repeated; to repeat it, add --reproduce"
        yield f"pages     agree with the record{left}"


def _result_line(verified: Verification, policy: Policy, *, without: bool) -> str:
    """Return the last line, with the result of the verification."""
    errors = [problem for problem in verified.problems if problem.severity is Severity.ERROR]
    if errors and all(error.code == "bundle/rejected" for error in errors):
        return "NOT VERIFIED: the bundle is as it was signed, but it was rejected"
    if errors and all(error.code == "bundle/unknown-list" for error in errors):
        return (
            "NOT VERIFIED: the bundle is as it was signed, and the policy does not know a list that it used"
        )
    if errors:
        of_signoffs = all(error.span.path.startswith(SIGNOFFS) for error in errors)
        if any(error.code == OF_PAGES for error in errors):
            return "NOT VERIFIED: the files match the manifest, but a page or the record is wrong"
        what = "the files match the manifest, but a sign-off is not valid"
        return f"NOT VERIFIED: {what if of_signoffs else 'the bundle was changed or is incomplete'}"
    if without:
        return (
            "NOT VERIFIED: the files match the manifest; no sign-off was checked, as there is no trust store"
        )
    if len(verified.filled) < len(policy.seats):
        return f"NOT VERIFIED: {len(verified.filled)} of {len(policy.seats)} have signed"
    if verified.empty:
        return f"NOT VERIFIED: the sign-off of the {verified.empty[-1]} is missing"
    assert verified.record is not None, "a verified bundle has a record"
    verdict = in_words(verified.record.result).upper()
    what = f"the bundle is as it was signed, and its verdict is {verdict}. It evaluates declared data."
    return f"VERIFIED: {what}"  # `_line_if_partly_compared` has the line for other bundles


def _signed(signed: SignedFile, *, without: bool) -> str:
    signoff = signed.signoff
    if signoff is None:
        return f"signed    {signed.name}: by an unknown person"
    signer = signoff.signer
    valid = signed.is_valid or without or signoff.decision == REJECTED
    state = signoff.decision if valid else "not valid"
    who = f"{signer.name} <{signer.id}>" + (f", {signer.organization}" if signer.organization else "")
    claim = "; the signature was not checked" if without else ""
    return f"signed    {signer.role}: {who}, {state}, {signoff.signed_at}{_time_source(signed)}{claim}"


def _closing_seal_line(seal: SignedFile | None, *, without: bool) -> str:
    """Return the line about the closing seal, also if the seal is missing."""
    if seal is None:
        return (
            "seal      none: a later sign-off, such as a rejection, may have been removed; "
            "to make a seal, run `microdep signoff BUNDLE --close`"
        )
    if seal.seal is None:
        return f"seal      {seal.name}: by an unknown person"
    sealed, signer = seal.seal, seal.seal.signer
    state = "not checked" if without else "closed" if seal.is_valid else "not valid"
    who = f"{signer.role}: {signer.name} <{signer.id}>"
    many = f"{len(sealed.signoffs)} sign-off{'s' if len(sealed.signoffs) > 1 else ''}"
    return f"seal      {state}, {many}, {who}, {sealed.signed_at}{_time_source(seal)}"


def _time_source(signed: SignedFile) -> str:
    """Return the source of the time of a sign-off as text."""
    source = words.describe_time(signed)
    return f", {source}" if signed.stamped is not None else f" ({source})"


def _details(signed: SignedFile) -> Iterator[str]:
    yield f"          file {signed.name}, {signed.scheme}, sha256:{signed.digest}"
    if signed.stamp is not None:
        yield f"          timestamped {signed.stamp.moment}, signed by {signed.stamp.signer}"
    if signed.signoff is None or signed.key is None:
        return
    yield f"          key {signed.key.public.fingerprint}, id {signed.key.public.keyid}"
    days = [
        f"from {signed.key.not_before}" if signed.key.not_before else "",
        f"through {signed.key.not_after}" if signed.key.not_after else "",
    ]
    yield f"          valid {' '.join(filter(None, days)) or 'without an end'}"
    yield f"          about manifest sha256:{signed.signoff.manifest}"
    yield f"          after {signed.signoff.previous or 'no other sign-off'}"
    yield f"          affirms: {words.quote_signer(signed.signoff.statement)}"
