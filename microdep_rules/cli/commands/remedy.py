"""`microdep remedy`: the smallest set of substitutions that makes a product viable."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.commands.impact import NOT_ASKED
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from microdep_rules.output.remedy.run import RemedyRun

_OF_STATE = {
    "error": exit_codes.BUG,
    "invalid": exit_codes.INPUT,
    "none": exit_codes.FAIL,
    "undetermined": exit_codes.UNKNOWN,
    "nothing_checked": exit_codes.NOTHING,
    "remedy": exit_codes.OK,
}


@click.command(
    "remedy",
    cls=HelpPage,
    values={
        "--goal": {
            "viable": "the product can be made",
            "pass": "the document passes all rules that decide it",
        },
        "--by": {
            "number": "the fewest substitutions",
            "cost": "the least that is added to the cost of one product",
            "time": "the shortest time until the product is there",
        },
        "--format": {
            "text": "the sets, and what is missing where there is none",
            "json": "everything, for programs",
            "html": "one page",
        },
    },
    examples={
        "Show the fewest substitutions that make it viable": "microdep remedy bom.yaml",
        "Show the cheapest by which the document passes": "microdep remedy bom.yaml --goal pass --by cost",
        "Write a page": "microdep remedy bom.yaml --format html --output remedy.html",
    },
    exits={
        0: "every product has a remedy, or needs none",
        1: "a product has none",
        2: "wrong usage or configuration, or the solver is not installed",
        3: "a rule pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
        5: "missing facts decide whether a product has one",
        6: "nothing was checked",
        70: "internal error",
    },
)
@options.together(
    options.paths,
    options.pack,
    options.as_of,
    options.context,
    options.overlay,
    options.waivers,
    options.no_waivers,
    options.variant,
)
@click.option(
    "--goal",
    type=arguments.OneOf(["viable", "pass"]),
    default="viable",
    show_default=True,
    help="What the substitutions have to reach; listed below.",
)
@click.option(
    "--by",
    type=arguments.OneOf(["number", "cost", "time"]),
    default="number",
    show_default=True,
    help="What is smallest; listed below.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="The most sets to list.",
)
@click.option(
    "--format",
    "form",
    type=arguments.OneOf(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Output format; the values are listed below.",
)
@click.option("--all", "everything", is_flag=True, help="List every question.")
@options.together(options.output, options.color, options.config)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str,
    goal: Any,  # noqa: ANN401 - one of the goals
    by: Any,  # noqa: ANN401 - one of the measures
    limit: int,
    *,
    everything: bool,
    **asked: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Show the smallest remedy among the approved alternates.

    PATH is a file, a folder, or - for standard input, as in `microdep check`.

    Substitutions are the approved alternates that the document states. The product with them is judged by
    the rules, as if they were listed. A solver proves that no smaller set does it:
    pip install 'microdep-rules[remedy]'.
    """
    from microdep_rules.output.remedy.run import Aim
    from microdep_rules.pipeline.remedy import run_remedy
    from microdep_rules.production.solving import EXTRA, is_installed

    if not is_installed():
        raise click.UsageError(f"remedies take an extra: pip install '{EXTRA}'")
    _, checked = running.establish({**asked, **NOT_ASKED}, loud=form != "text", listed=None)
    if not checked.packs_loaded:
        ctx.exit(exit_codes.PACK)
    config = running.open_project(asked["config_path"], asked["color"]).config
    run = run_remedy(checked, config, Aim(goal, by, limit))
    _write(run, form, asked["output"], asked["color"], everything=everything)
    ctx.exit(_code(run))


def _write(run: RemedyRun, form: str, output: str, color: str, *, everything: bool) -> None:
    """Write the result in a format."""
    if form == "json":
        from microdep_rules.output.remedy import record

        screen.write_raw(record.render(run), output)
    elif form == "html":
        from microdep_rules.output.remedy.record import record as data_of
        from microdep_rules.report.remedy import render

        screen.write_raw(render(data_of(run)), output)
    elif run.products:
        from microdep_rules.output.remedy import text

        style = screen.style_of("never" if output and color == "auto" else color, sys.stdout)
        shown = text.render(run, style=style, everything=everything, width=screen.columns(output))
        screen.write(shown, output)
    else:
        screen.echo("nothing was checked: no bill of materials found", err=True)


def _code(run: RemedyRun) -> int:
    """The exit code: the worst product, and what is wrong with what is read beside it."""
    from microdep_rules.diagnostics import has_errors

    codes = [_OF_STATE[each.state] for each in run.products] or [exit_codes.NOTHING]
    codes += [exit_codes.INPUT] if has_errors(run.checked.diagnostics) else []
    return exit_codes.first(codes)
