"""`microdep impact`: what a finding does to the product."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from microdep_rules.output.impact.run import ImpactRun

_OF_STATE = {
    "error": exit_codes.BUG,
    "invalid": exit_codes.INPUT,
    "halted": exit_codes.FAIL,
    "undetermined": exit_codes.UNKNOWN,
    "nothing_checked": exit_codes.NOTHING,
    "viable": exit_codes.OK,
}
NOT_ASKED = {"fail_on": None, "horizon": 0, "strict_waivers": False, "baseline": "", "look_everywhere": False}
"""What a check takes, and what says nothing about a halt."""


@click.command(
    "impact",
    cls=HelpPage,
    values={
        "--format": {
            "text": "what stops, why, and what to do first",
            "json": "everything, for programs",
            "html": "one page with the structure and a Gantt chart",
        }
    },
    examples={
        "Show what halts production": "microdep impact bom.yaml",
        "Write a page with the structure": "microdep impact bom.yaml --format html --output impact.html",
        "Show what halts several products": "microdep impact .",
    },
    exits={
        0: "every product is viable",
        1: "a product is halted",
        2: "wrong usage or configuration",
        3: "a rule pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
        5: "a product is undetermined",
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
    "--format",
    "form",
    type=arguments.OneOf(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Output format; the values are listed below.",
)
@click.option(
    "--all", "everything", is_flag=True, help="List every component, point of failure and question."
)
@options.together(options.output, options.color, options.config)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str,
    *,
    everything: bool,
    **asked: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Show what a finding halts, and what halts the product alone.

    PATH is a file, a folder, or - for standard input, as in `microdep check`.

    A component is blocked if a rule of severity prohibit fails and no waiver covers it; `[impact]` in the
    configuration changes that. A product needs all of its components. An approved alternate may replace a
    component. Where a missing fact decides, the product is undetermined: neither viable nor halted.
    """
    from microdep_rules.pipeline.impact import run_impact

    _, checked = running.establish({**asked, **NOT_ASKED}, loud=form != "text", listed=None)
    if not checked.packs_loaded:
        ctx.exit(exit_codes.PACK)
    run = run_impact(checked, running.open_project(asked["config_path"], asked["color"]).config)
    output = asked["output"]
    if form == "json":
        from microdep_rules.output.impact import record

        screen.write_raw(record.render(run), output)
    elif form == "html":
        from microdep_rules.output.impact.record import record as data_of
        from microdep_rules.report.impact import render

        screen.write_raw(render(data_of(run)), output)
    elif run.products:
        from microdep_rules.output.impact import text

        style = screen.style_of(
            "never" if output and asked["color"] == "auto" else asked["color"], sys.stdout
        )
        screen.write(
            text.render(run, style=style, everything=everything, width=screen.columns(output)), output
        )
    else:
        screen.echo("nothing was checked: no bill of materials found", err=True)
    ctx.exit(_code(run))


def _code(run: ImpactRun) -> int:
    """The exit code: the worst product, and what is wrong with what is read beside it."""
    from microdep_rules.diagnostics import has_errors

    codes = [_OF_STATE[each.state] for each in run.products] or [exit_codes.NOTHING]
    codes += [exit_codes.INPUT] if has_errors(run.checked.diagnostics) else []
    return exit_codes.first(codes)
