"""`microdep export`: a bundle in the forms that others read."""

from __future__ import annotations

import click

from microdep_rules.cli import arguments, options, screen, signing

FORMS = ("cyclonedx", "oscal")


@click.command("export")
@click.argument("folder", type=arguments.Named(), metavar="BUNDLE")
@click.option(
    "--format",
    "form",
    type=arguments.OneOf(FORMS),
    required=True,
    help="cyclonedx: declarations of CycloneDX 1.6 (CDXA). oscal: assessment results of OSCAL 1.2.",
)
@signing.trust
@options.output
@options.color
def command(folder: str, form: str, trust_path: str, output: str, color: str) -> None:
    """Write a bundle as attestations or assessment results.

    The bundle is verified first, as by verify. People whose sign-offs hold are named as signatories; a
    bundle that nobody has signed is written without any. What is unknown never becomes conformance.

    Exit codes: 0 written, 2 usage, 7 tampered or incomplete, and nothing was written.
    """
    from microdep_rules.report.exports import cyclonedx, oscal
    from microdep_rules.signing.policy import Policy

    if output:
        signing.outside(output)
    _, contents = signing.contents(folder, trust_path, Policy(), color)
    screen.write({"cyclonedx": cyclonedx, "oscal": oscal}[form].render(contents), output)
