"""`microdep verify`: whether a bundle is as it was signed, by whom it has to be."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, screen, signing
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible
from microdep_rules.signing.manifest import SIGNOFFS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.verify import Signed, Verified
    from microdep_rules.workspace.bundles import BundleFolder


@click.command(
    "verify",
    cls=HelpPage,
    examples={
        "Verify a bundle": "microdep verify report",
        "Require roles, and repeat the check": "microdep verify report --policy policy.toml --reproduce",
    },
    exits={
        0: "the bundle is unchanged, and every required sign-off is valid",
        1: "a required sign-off is missing",
        2: "wrong usage",
        7: "the bundle was changed or is incomplete, a sign-off is invalid, or the repeated check differs",
    },
)
@click.argument("folder", type=arguments.Named(), metavar="BUNDLE")
@signing.trust
@signing.policy
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
    color: str,
    *,
    explain: bool,
    reproduce: bool,
) -> None:
    """Verify the files and the sign-offs of a bundle.

    The command compares every file with the manifest, and every sign-off with the trust store. It does not
    use the network.
    """
    files, policy = signing.bundle(folder), signing.policy_in(policy_path)
    found = signing.verified(files, trust_path, policy)
    screen.say(found.problems, {}, color)
    *told, last = map(visible, _told(found, policy, trust_path, explain=explain))
    screen.echo("\n".join(told))
    if found.intact and reproduce and not _reproduced(files, color):
        ctx.exit(exit_codes.TAMPERED)
    screen.echo(last)
    if not found.intact:
        ctx.exit(exit_codes.TAMPERED)
    ctx.exit(exit_codes.FAIL if found.empty else exit_codes.OK)


def _reproduced(files: BundleFolder, color: str) -> bool:
    """Makes the check again, and says what that gives."""
    from microdep_rules.pipeline.reproduce import reproduce
    from microdep_rules.signing.errors import not_reproduced

    screen.echo("making the check again ...", err=True)
    again = reproduce(files)
    if again.failed or again.outcomes:
        screen.say([not_reproduced(again.failed or again.outcomes)], {}, color)
        screen.echo("NOT REPRODUCED: do not rely on this report")
        return False
    if again.made_by:
        told = (
            f"verdict and outcomes are the same; it was made by version {again.made_by}, so bytes may differ"
        )
        told += ", and pages and tables were not compared"
    elif again.other:
        told = "verdict and outcomes are the same; other bytes in " + ", ".join(again.other)
    else:
        told = f"all {again.files} files are the same, byte for byte"
    told += f"; report.pdf was not laid out again: {again.no_pdf}" if again.no_pdf else ""
    screen.echo(visible(f"REPRODUCED: {told}"))
    return True


def _told(found: Verified, policy: Policy, trust_path: str, *, explain: bool) -> Iterator[str]:
    """What was verified, line by line."""
    if found.manifest is not None:
        many = len(found.manifest.files)
        yield f"manifest  {many} files, dated {found.manifest.generated_at}, sha256:{found.manifest_digest}"
    if found.record is not None:
        counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in found.record.counts.items() if n)
        yield f"record    {found.record.result.upper().replace('_', ' ')}: {counts}"
    for each in found.signed:
        yield _signed(each)
        if each.signoff is not None:
            yield from (f"          with the reservation: {every}" for every in each.signoff.reservations)
        if explain:
            yield from _explained(each)
    if unchecked := sum(each.unchecked for each in found.signed):
        from microdep_rules.signing.stamps import EXTRA

        yield f"stamps    {unchecked} not checked; install {EXTRA} to have them checked"
    digest = hashlib.sha256(Path(trust_path).read_bytes()).hexdigest()
    yield f"trust     {trust_path}, sha256:{digest}"
    asked = ", ".join(dict.fromkeys(each or "any role" for each in policy.seats))
    persons = " by distinct persons" if policy.distinct_persons and len(policy.seats) > 1 else ""
    stamps = ", each time-stamped" if policy.time_stamps else ""
    yield f"policy    {len(policy.seats)} to sign: {asked}{persons}{stamps}"
    yield from (f"missing   {role or 'a sign-off, in any role'}" for role in found.empty)
    if not found.intact:
        of_signoffs = all(each.span.path.startswith(SIGNOFFS) for each in found.problems)
        what = "the files are as they are listed, and a sign-off does not hold"
        yield f"NOT VERIFIED: {what if of_signoffs else 'the bundle is not as it was signed'}"
    elif found.empty:
        yield f"NOT VERIFIED: {len(found.filled)} of {len(policy.seats)} have signed"
    else:
        yield "VERIFIED: the bundle is as it was signed. It evaluates declared data."


def _signed(each: Signed) -> str:
    signoff = each.signoff
    if signoff is None:
        return f"signed    {each.name}: by nobody who is known"
    signer = signoff.signer
    state = signoff.decision if each.holds else "does not hold"
    who = f"{signer.name} <{signer.id}>" + (f", {signer.organization}" if signer.organization else "")
    return f"signed    {signer.role}: {who}, {state}, {signoff.signed_at}{_time(each)}"


def _time(each: Signed) -> str:
    """By whose word that is the time."""
    stamp = each.stamp
    if stamp is None:
        return " (as the signer claims)"
    if not stamp.authority:
        return f" (as the signer claims; time-stamped by {stamp.signer}, which is not trusted)"
    return f", time-stamped {stamp.moment} by {stamp.authority}"


def _explained(each: Signed) -> Iterator[str]:
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
    yield f"          affirms: {each.signoff.statement}"
