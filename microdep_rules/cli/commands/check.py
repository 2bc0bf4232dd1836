"""`microdep check`: bills of materials against packs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, options, running, screen

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked

FORMATS = ("sarif", "sarif-github", "junit", "github", "gitlab", "cyclonedx")
"""The formats of other programs."""
NAMES_PASSING = frozenset({"json", "sarif", "junit", "cyclonedx"})
"""Formats that name what passes."""


@click.command("check")
@options.checking
@click.option(
    "--format",
    "form",
    type=arguments.OneOf(["text", "json", *FORMATS]),
    default="text",
    show_default=True,
    help="text: to be read. json: the whole record. sarif: SARIF 2.1.0; sarif-github: what code scanning "
    "of GitHub takes of it. junit: JUnit XML. github: annotations of a workflow, and the summary of its job. "
    "gitlab: a code quality report. cyclonedx: attestations in CycloneDX 1.6.",
)
@click.option(
    "--outcomes",
    type=arguments.OneOf(["findings", "all", "none"]),
    default=None,
    help="Which outcomes json, sarif, junit and cyclonedx list; all but json list findings in any case. "
    "Default: all; of more than 100,000, findings.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List every part, also what does not apply; ask every question.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Of a large document, judge also by the slow evaluator what is only counted, and compare.",
)
@click.option(
    "--jobs",
    "-j",
    type=arguments.Number("jobs", 256, "4"),
    default=None,
    metavar="N",
    help="How many documents are checked at once; 0: as many as there are processors. Without it one by one,"
    " the packs of each on as many processors as is worth it.",
)
@click.option(
    "--changed",
    is_flag=True,
    help="The PATHs are files that have changed, as a hook is given them: bills of materials among them are "
    "checked, and all of them where something has changed that is read with each; other files are passed "
    "over. --fail-on is fail, unless it or the configuration says otherwise.",
)
@click.option(
    "--watch", is_flag=True, help="Check again whenever something is saved that the check reads; Ctrl-C ends."
)
@click.option(
    "--write-baseline",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write what is found as a baseline; from then on it is known, in this run too.",
)
@click.option("--quiet", "-q", is_flag=True, help="Findings and the verdict, nothing else.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str,
    outcomes: str | None,
    *,
    everything: bool,
    verify: bool,
    jobs: int | None,
    quiet: bool,
    **asked: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Check bills of materials against rule packs.

    A PATH is a file, a folder, or - for the standard input; without any, the folder of the configuration
    or the current one. In a folder, files named bom.*, *.bom.* and *.cdx.json are bills of materials, tables
    with a mapping file, and those that the configuration lists; hidden folders, virtual environments,
    node_modules and site-packages are not looked into.

    Exit codes: 0 pass, 1 fail, 2 usage, 3 pack, 4 document, 5 unknown, 6 nothing checked, 70 bug.
    """
    if asked["watch"]:
        from microdep_rules.cli.watch import watch

        watch(ctx)
    from microdep_rules.output.checked import MOST_OUTCOMES

    output, color = asked["output"], asked["color"]
    listed = None if everything or outcomes == "all" else MOST_OUTCOMES
    try:
        code, checked = running.establish(
            asked,
            loud=form != "text" or bool(output),
            listed=listed,
            names_passing=form in NAMES_PASSING,
            verify=verify,
            jobs=jobs,
        )
    except running.Refused as refused:
        if form == "text" and not output:
            raise
        code, checked = refused.exit_code, refused.as_run(asked)
    if form == "json":
        from microdep_rules.output import record

        screen.write_raw(record.render(checked, listing=outcomes or "", everything=everything), output)
    elif form in FORMATS:
        from microdep_rules.cli import formats

        formats.write(form, checked, output, listing=outcomes or "", everything=everything)
    elif not checked.packs_loaded:
        _write_refused(checked, output)
    elif checked.packs or output:
        from microdep_rules.output import text

        style = screen.style_of("never" if output and color == "auto" else color, sys.stdout)
        brief = asked["changed"] and checked.fail_on == "fail"
        told = text.render(checked, style=style, everything=everything, quiet=quiet, brief=brief)
        screen.write(told, output)
    ctx.exit(code)


def _write_refused(checked: Checked, output: str) -> None:
    """What was wrong has been said on the error stream; a file does not keep what an earlier run found."""
    if output:
        from microdep_rules.output import refused

        screen.write(refused.render(checked), output)
