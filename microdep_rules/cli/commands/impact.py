"""`microdep impact`: effects of findings on products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import exit_codes, options, running, screen
from microdep_rules.cli.forms import VIEWS, form_of, form_option, write_view
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.output.impact.run import ImpactRun


@click.command(
    "impact",
    cls=HelpPage,
    values={
        "--format": {
            "text": "halted products, the reasons, and what to do next",
            "json": "everything, for programs",
            "html": "one page with the structure and a Gantt chart",
        }
    },
    examples={
        "Show the findings that halt production": "microdep impact bom.yaml",
        "Write a page with the structure": "microdep impact bom.yaml --format html --output impact.html",
        "Show the findings that halt several products": "microdep impact .",
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
@options.judging
@form_option(VIEWS)
@options.verbose
@options.together(options.output, options.color, options.config)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str | None,
    *,
    verbose: bool,
    **settings: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Show which findings and components halt a product.

    PATH is a file, a folder, or - for standard input, as in `microdep check`.

    A component is blocked if a rule of severity prohibit fails and no waiver covers the fail. The section
    `[impact]` of the configuration can change this condition. A product needs all of its components. An
    approved alternate may replace a component. If the result depends on a missing fact, the product is
    undetermined: neither viable nor halted.
    """
    from microdep_rules.pipeline.impact import run_impact

    form = form_of(settings["output"], VIEWS, form)
    checked = running.check_for_analysis(settings, form)
    run = run_impact(checked, running.open_project(settings["config_path"], settings["color"]).config)
    if run.products:
        _write(run, form, settings["output"], settings["color"], everything=verbose)
    else:
        screen.echo("nothing was checked: no bill of materials found", err=True)
    ctx.exit(exit_codes.of_products([product.state for product in run.products], checked))


def _write(run: ImpactRun, form: str, output: str, color: str, *, everything: bool) -> None:
    """Write the result in the requested format; only the module of this format is imported."""

    def text() -> str:
        from microdep_rules.output.impact.text import render

        return render(
            run, style=screen.style_for(output, color), everything=everything, width=screen.columns(output)
        )

    def page(data: Mapping[str, Any]) -> str:
        from microdep_rules.report.impact import render

        return render(data)

    def data() -> Mapping[str, Any]:
        from microdep_rules.output.impact.record import record

        return record(run)

    write_view(form, output, data, page, text)
