"""`microdep exposure`: published figures on dependence, and shares of a product by country and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.forms import VIEWS, form_of, form_option, write_view
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command(
    "exposure",
    cls=HelpPage,
    values={
        "--format": {
            "text": "a page for people",
            "json": "the data, with exact shares",
            "html": "a page for a browser and for print",
        }
    },
    examples={
        "Show the published figures with their sources": "microdep exposure",
        "Show the exposure of a product": "microdep exposure bom.yaml",
        "Write a page with heatmaps": "microdep exposure bom.yaml --output exposure.html",
    },
    exits={
        0: "shown",
        2: "wrong usage or configuration",
        3: "a rule pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
        6: "nothing was checked",
        70: "internal error",
    },
)
@options.judging
@click.option(
    "--figures",
    "figures",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="File with figures. Default: the shipped figures.",
)
@form_option(VIEWS)
@options.together(options.output, options.color, options.config)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str | None,
    *,
    figures: str,
    **settings: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Show the dependence of products on each country.

    Without PATH, the command shows published figures about dependence, such as the share of each country in
    world production. Each figure has a source, a year, a confidence and a status.

    PATH is a bill of materials, or a folder with bills of materials. For each stage, the command shows the
    share of each country in the cost, in the mass, and in the components without which nobody can make the
    product. As in `microdep impact`, rules decide whether a component halts the product. If a share is not
    known exactly, the command shows an interval.
    """
    from microdep_rules.pipeline.exposure import run_exposure

    paths, output, color = settings["paths"], settings["output"], settings["color"]
    project = running.open_project(settings["config_path"], color)
    files = project.workspace.find(paths, project.config.boms).files if paths else ()
    if paths and not files:
        screen.echo(f"nothing was checked: no bill of materials found in {', '.join(paths)}", err=True)
        ctx.exit(exit_codes.NOTHING)
    form = form_of(output, VIEWS, form)
    screen.protect_inputs(
        output, [*files, *([figures] if figures else []), settings["context"], *settings["overlays"]]
    )
    day = settings["as_of"] or options.today()
    result = run_exposure(
        project, running.check_for_analysis(settings, form) if paths else None, day, figures
    )
    screen.report(result.diagnostics, result.sources, color)
    if result.data is not None:
        _write(form, result.data, output)
    ctx.exit(exit_codes.OK if result.is_valid else exit_codes.INPUT)


def _write(form: str, exposure: dict[str, object], output: str) -> None:
    """Write the exposure in the requested format; only the module of this format is imported."""

    def text() -> str:
        from microdep_rules.output.exposure_text import exposure_text

        return exposure_text(exposure, screen.columns(output))

    def page(data: Mapping[str, Any]) -> str:
        from microdep_rules.report.exposure import exposure_page

        return exposure_page(data)

    write_view(form, output, lambda: exposure, page, text)
