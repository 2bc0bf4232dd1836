"""`microdep check`: checks of bills of materials against rule packs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.formats import FORMATS, Listing
from microdep_rules.cli.forms import Forms, form_of
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked

FORMS: Forms = {name: form.endings for name, form in FORMATS.items()}
_REPEATED = ("--pack", "--variant", "--context", "--overlay", "--as-of", "--config")
"""Options of the user's command that the suggested next command repeats."""
VALUES = {
    "--fail-on": options.FAIL_ON,
    "--format": {name: form.help for name, form in FORMATS.items()},
    "--outcomes": {
        "all": "every outcome; the default up to 100,000 outcomes",
        "full": "every outcome; in json with all details, also above 200 outcomes",
        "findings": "findings only; the default above 100,000 outcomes",
        "none": "no outcome in json; only findings in the other formats",
    },
}


@click.command(
    "check",
    cls=HelpPage,
    values=VALUES,
    examples={
        "Check every bill of materials in the current folder": "microdep check",
        "Check one file against every pack": "microdep check bom.yaml --pack all",
        "Add contract facts and supplier declarations": "microdep check bom.yaml --context contract.yaml"
        " --overlay suppliers.yaml",
    },
    exits=exit_codes.OF_CHECK,
)
@options.checking
@options.output
@click.option(
    "--format",
    "form",
    type=arguments.OneOf(list(FORMS)),
    default=None,
    metavar="FORMAT",
    help="Format. Default: by the --output name, else text.",
)
@click.option(
    "--outcomes",
    type=arguments.OneOf(["findings", "all", "full", "none"]),
    default=None,
    metavar="WHICH",
    help="Outcomes to write in json and other formats.",
)
@options.verbose
@options.quiet
@click.option("--cross-check", is_flag=True, help="Also evaluate each component separately; slower.")
@click.option(
    "--jobs",
    "-j",
    type=arguments.Number("number of jobs", 256, "4"),
    default=1,
    metavar="N",
    help="Parallel checks; 0: one per processor. Default: 1.",
)
@click.option(
    "--resume",
    is_flag=True,
    help="Continue an interrupted check.",
)
@click.option(
    "--changed",
    is_flag=True,
    help="For hooks: PATHs are the changed files.",
)
@click.option("--watch", is_flag=True, help="Check again after each change of an input file.")
@click.option(
    "--write-baseline",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write all findings to a baseline, and apply it.",
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str | None,
    outcomes: str | None,
    *,
    verbose: bool,
    cross_check: bool,
    jobs: int,
    quiet: bool,
    **settings: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Check bills of materials against rule packs.

    PATH is a file, a folder, or - for standard input. Default: the folder of the configuration, else the
    current folder.

    In a folder, the command checks files named bom.*, *.bom.* and *.cdx.json, tables with a mapping file, and
    the files that the configuration lists. The command skips hidden folders, virtual environments,
    node_modules and site-packages.

    With --cross-check, the command evaluates the rules a second time, for each component separately, and
    compares the two results. To end --watch, press Ctrl-C.

    With --resume, the command keeps the result of each document in the cache (MICRODEP_CACHE) until all
    results are written. After an interruption, run the same command again. The command then checks only the
    missing and the changed documents. The results are the same as without the interruption.

    With --changed, the command checks the bills of materials among the PATHs. If a shared file changed, such
    as a pack or the contract facts, the command checks every bill of materials. With --changed, the default
    of --fail-on is fail. If the commit passes, the output is short, but names each unknown verdict that is
    close to a fail.
    """
    if settings["watch"]:
        from microdep_rules.cli.watch import watch

        watch(ctx)
    from microdep_rules.cli import resuming
    from microdep_rules.output.checked import MOST_OUTCOMES

    output, color = settings["output"], settings["color"]
    form = form_of(output, FORMS, form)
    resumed = resuming.open_storage() if settings["resume"] else None
    listed = None if verbose or outcomes in {"all", "full"} else MOST_OUTCOMES
    try:
        code, checked = running.check_documents(
            settings,
            loud=form != "text" or bool(output),
            listed=listed,
            names_passing=FORMATS[form].names_passing,
            verify=cross_check,
            jobs=jobs,
            resume=resumed,
        )
    except running.Refused as refused:
        if form == "text" and not output:
            raise
        code, checked = refused.exit_code, refused.as_run(settings)
    if write := FORMATS[form].write:
        write(checked, output, Listing(outcomes or "", verbose))
    elif not checked.packs_loaded:
        _overwrite_earlier_results(checked, output)
    elif checked.packs or output:
        from microdep_rules.output import passing_commit, text

        style = screen.style_for(output, color)
        if settings["changed"] and code == exit_codes.OK and not (verbose or quiet or output):
            page = passing_commit.render(checked, style, options.repeated_words(*_REPEATED))
        else:
            brief = settings["changed"] and checked.fail_on == "fail"
            page = text.render(checked, style=style, everything=verbose, quiet=quiet, brief=brief)
        screen.write(page, output)
    if resumed is not None:
        resumed.end()
    ctx.exit(code)


def _overwrite_earlier_results(checked: Checked, output: str) -> None:
    """Overwrite the output of an earlier check, so that nobody takes it for the result of this check."""
    if output:
        from microdep_rules.output import refused

        screen.write(refused.render(checked), output)
