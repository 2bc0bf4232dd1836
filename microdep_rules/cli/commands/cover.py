"""`microdep report cover`: a page that shows who signed a bundle."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

import click

from microdep_rules.cli import arguments, exit_codes, options, screen, signing
from microdep_rules.cli.help import HelpPage

ENDINGS = (".html", ".pdf")


@click.command(
    "report cover",
    cls=HelpPage,
    examples={"Write the cover of a bundle": "microdep report cover report --output cover.html"},
    exits={
        0: "every required sign-off is in the bundle",
        1: "a sign-off is missing, a file was not compared, or a signer rejected; see the cover",
        2: "wrong usage",
        7: "the bundle was changed or is incomplete; nothing was written",
    },
)
@click.argument("folder", type=arguments.NonEmptyText(), metavar="BUNDLE")
@signing.trust
@signing.policy
@options.new_output
@signing.fonts
@options.color
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: str,
    trust_path: str,
    policy_path: str,
    output: str,
    color: str,
    fonts: tuple[str, ...],
) -> None:
    """Write a cover that shows who signed a bundle.

    The command verifies BUNDLE first. The cover lists each signer with role, time and decision. The cover
    itself is not signed. --output names an .html or .pdf file outside the bundle.
    """
    from microdep_rules.report import cover
    from microdep_rules.signing.trust import LARGEST

    form = Path(output).suffix.lower()
    if form not in ENDINGS:
        raise click.UsageError(
            f"`{output}` has no format of a cover; let the name end in {' or '.join(ENDINGS)}"
        )
    signing.outside(output)
    policy = signing.policy_in(policy_path)
    verified, contents = signing.contents(folder, trust_path, policy, color, fonts, rejected_too=True)
    there = Path(trust_path).exists()
    data = signing.data_of(trust_path, "the trust store", LARGEST) if there else b""
    trust = hashlib.sha256(data).hexdigest()
    page = cover.render(contents, verified, policy, trust, paper=form == ".pdf")
    if form == ".pdf":
        screen.write_data(_pdf(page, cover.dated(contents, verified), signing.fonts_in(fonts), color), output)
    else:
        screen.write(page, output)
    if not verified.intact:
        screen.echo(f"wrote {output}: the bundle was rejected, and the cover shows by whom")
        ctx.exit(exit_codes.FAIL)
    if unseen := cover.not_compared(verified):
        screen.echo(f"wrote {output}: {unseen}")
        if verified.made_by:
            screen.echo(f"run `microdep verify {shlex.quote(folder)} --reproduce`")
        ctx.exit(exit_codes.FAIL)
    missing = (
        f"; missing: {', '.join(role or 'a sign-off' for role in verified.empty)}" if verified.empty else ""
    )
    screen.echo(f"wrote {output}: {len(verified.signed)} signed{missing}")
    ctx.exit(exit_codes.FAIL if verified.empty else exit_codes.OK)


def _pdf(page: str, at: str, fonts: tuple[bytes, ...], color: str) -> bytes:
    from microdep_rules.report import errors as say
    from microdep_rules.report.pdf import NotLaidOutError, render

    try:
        pdf = render(page, at, fonts)
    except NotLaidOutError as problem:
        screen.report([say.rendering_problem(problem.kind, str(problem), ours=True)], {}, color)
        screen.stop(exit_codes.INPUT)
    if pdf.without_glyph:
        screen.report([say.missing_glyphs(pdf.without_glyph)], {}, color)
    return pdf.data
