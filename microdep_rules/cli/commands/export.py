"""`microdep export`: exports of a bundle for other programs."""

from __future__ import annotations

import click

from microdep_rules.cli import arguments, options, screen, signing
from microdep_rules.cli.forms import only
from microdep_rules.cli.help import HelpPage

FORMS = ("cyclonedx", "oscal")


@click.command(
    "export",
    cls=HelpPage,
    values={
        "--format": {
            "cyclonedx": "attestations in CycloneDX 1.6",
            "oscal": "assessment results in OSCAL 1.2",
        }
    },
    examples={
        "Write OSCAL assessment results": "microdep export report --format oscal --output results.json"
    },
    exits={0: "written", 2: "wrong usage", 7: "the bundle was changed or is incomplete; nothing was written"},
)
@click.argument("folder", type=arguments.NonEmptyText(), metavar="BUNDLE")
@click.option(
    "--format",
    "form",
    type=arguments.OneOf(FORMS),
    required=True,
    metavar="FORMAT",
    help="Output format.",
)
@signing.trust
@options.output
@options.color
def command(folder: str, form: str, trust_path: str, output: str, color: str) -> None:
    """Export a bundle as attestations or assessment results.

    The command verifies BUNDLE first. The output names everybody with a valid sign-off as a signatory. A
    bundle without sign-offs is exported without signatories. An unknown verdict is never exported as
    conformance.
    """
    from microdep_rules.report.exports import cyclonedx, oscal
    from microdep_rules.signing.policy import Policy

    only(output, (".json",), "JSON")
    if output:
        signing.outside(output)
    _, contents = signing.contents(folder, trust_path, Policy(), color)
    screen.write({"cyclonedx": cyclonedx, "oscal": oscal}[form].render(contents), output)
