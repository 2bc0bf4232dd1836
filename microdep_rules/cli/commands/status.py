"""`microdep status`: decided and open checks, possible answers, and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import exit_codes, options, running, screen
from microdep_rules.cli.forms import VIEWS, form_of, form_option, write_view
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.output.status.portfolio import Portfolio
    from microdep_rules.pipeline.project import Project


@click.command(
    "status",
    cls=HelpPage,
    values={
        "--format": {
            "text": "one screen",
            "json": "the data",
            "html": "a page with a heatmap, for a browser and for print",
        },
    },
    examples={
        "Show the status of every bill of materials": "microdep status",
        "List every bill of materials and company": "microdep status --verbose",
        "Write the page of a portfolio": "microdep status --output status.html",
    },
    exits={
        0: "shown",
        2: "wrong usage",
        3: "a pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
        6: "no bill of materials was found",
    },
)
@options.judging
@form_option(VIEWS)
@options.verbose
@click.option("--no-records", is_flag=True, help="Check everything again; keep no results.")
@options.output
@options.color
@options.config
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str | None,
    *,
    verbose: bool,
    no_records: bool,
    **settings: Any,  # noqa: ANN401 - the options of `judging`, each of its own type
) -> None:
    """Show the verdicts and open questions of every product.

    The command checks only the bills of materials that changed since the last run. The command stores the
    results in .microdep/status.sqlite, beside the configuration. You may delete this file: the next run then
    checks everything again, and begins a new history. If --as-of is not today, the command stores no results.
    """
    from microdep_rules.cli.progress import progress, stage
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.status import status

    project = running.open_project(settings["config_path"], settings["color"])
    packs = running.load_packs(project, settings["packs"], settings["variants"], settings["color"])
    if not packs.loaded:
        screen.report(packs.diagnostics, packs.sources, settings["color"])
        screen.stop(exit_codes.PACK)
    output = settings["output"]
    form = form_of(output, VIEWS, form)
    files = project.workspace.find(settings["paths"], project.config.boms).files
    screen.protect_inputs(output, running.all_read(project, packs, files, settings))
    today = options.today()
    request = CheckRequest(
        as_of=settings["as_of"] or today,
        paths=settings["paths"],
        packs=settings["packs"],
        context=settings["context"],
        overlays=settings["overlays"],
        variants=dict(settings["variants"]),
        horizon_days=0,
        explained=False,
        jobs=0,
        waivers=running.waivers_of(settings),
    )
    records = running.records_of(project) if not no_records and request.as_of == today else None
    stage("checking")
    try:
        with progress() as advance:
            result = status(project, request, packs, records, advance)
    finally:
        if records is not None:
            records.close()
    screen.report(result.diagnostics, result.sources, settings["color"])
    if result.not_kept:
        screen.echo(f"warning: not all results are kept: {result.not_kept}", err=True)
    if not result.is_checked:
        ctx.exit(exit_codes.INPUT)
    if not result.portfolio.documents:
        from microdep_rules.output.closing import NAMED

        where = ", ".join(settings["paths"]) or "the current folder"
        screen.echo(f"nothing was checked: no bill of materials found in {where}. {NAMED}", err=True)
        ctx.exit(exit_codes.NOTHING)
    _write(form, result.portfolio, project, settings, verbose=verbose)
    if len(result.portfolio.checked) < len(result.portfolio.documents):
        ctx.exit(exit_codes.INPUT)


def _write(
    form: str, portfolio: Portfolio, project: Project, settings: Mapping[str, Any], *, verbose: bool
) -> None:
    """Write the status in the requested format; only the module of this format is imported."""
    output = settings["output"]

    def text() -> str:
        from microdep_rules.output.status.text import View, render

        style = screen.style_for(output, settings["color"])
        context = settings["context"] or project.config.context
        overlays = settings["overlays"] or project.workspace.expand(project.config.overlays)
        view = View(style, tuple(settings["paths"]), _options(settings), verbose, context, len(overlays))
        return render(portfolio, view)

    def data() -> dict[str, object]:
        from microdep_rules.output.status.data import data_of

        return data_of(portfolio)

    def page(data_: Mapping[str, Any]) -> str:
        from microdep_rules.report.status import status_page

        return status_page(data_)

    write_view(form, output, data, page, text)


def _options(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the options of the user's command that the suggested next command repeats."""
    words = [word for pack in settings["packs"] for word in ("--pack", pack)]
    words += ["--context", settings["context"]] if settings["context"] else []
    words += [word for overlay in settings["overlays"] for word in ("--overlay", overlay)]
    words += [word for pair in settings["variants"] for word in ("--variant", "=".join(pair))]
    words += [word for path in settings["waiver_files"] for word in ("--waivers", path)]
    words += ["--no-waivers"] if settings["no_waivers"] else []
    words += ["--config", str(settings["config_path"])] if settings["config_path"] else []
    return tuple(words)
