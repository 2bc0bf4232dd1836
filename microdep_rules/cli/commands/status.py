"""`microdep status`: how far bills of materials are, who can answer, and what changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import exit_codes, options, running, screen
from microdep_rules.cli.forms import VIEWS, form_of, form_option, write_view
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.output.status.portfolio import Portfolio


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
@click.option("--verbose", is_flag=True, help="List every pack, bill of materials and company.")
@click.option("--no-records", is_flag=True, help="Check everything anew; read and keep no results.")
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
    **asked: Any,  # noqa: ANN401 - the options of `judging`, each of its own type
) -> None:
    """Show what is decided, what is open, and who can answer.

    A bill of materials that has not changed since the last run is not checked again. The results are kept in
    .microdep/status.sqlite, beside the configuration. The file can be deleted: the next run checks everything
    again, and begins a new history. With --as-of of another day nothing is kept.
    """
    from microdep_rules.cli.progress import progress, stage
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.status import status

    project = running.open_project(asked["config_path"], asked["color"])
    packs = running.load_packs(project, asked["packs"], asked["variants"], asked["color"])
    if not packs.loaded:
        screen.say(packs.diagnostics, packs.sources, asked["color"])
        screen.stop(exit_codes.PACK)
    output = asked["output"]
    form = form_of(output, VIEWS, form)
    files = project.workspace.find(asked["paths"], project.config.boms).files
    screen.spare(output, running.all_read(project, packs, files, asked))
    today = options.today()
    request = CheckRequest(
        as_of=asked["as_of"] or today,
        paths=asked["paths"],
        packs=asked["packs"],
        context=asked["context"],
        overlays=asked["overlays"],
        variants=dict(asked["variants"]),
        horizon_days=0,
        explained=False,
        jobs=0,
        waivers=running.waivers_of(asked),
    )
    records = running.records_of(project) if not no_records and request.as_of == today else None
    stage("checking")
    try:
        with progress() as advance:
            found = status(project, request, packs, records, advance)
    finally:
        if records is not None:
            records.close()
    screen.say(found.diagnostics, found.sources, asked["color"])
    if found.not_kept:
        screen.echo(f"warning: not all results are kept: {found.not_kept}", err=True)
    if not found.is_checked:
        ctx.exit(exit_codes.INPUT)
    if not found.portfolio.documents:
        from microdep_rules.output.closing import NAMED

        where = ", ".join(asked["paths"]) or "the current folder"
        screen.echo(f"nothing was checked: no bill of materials found in {where}. {NAMED}", err=True)
        ctx.exit(exit_codes.NOTHING)
    base = Path(os.path.relpath(project.workspace.base)).as_posix()
    _write(form, found.portfolio, base, asked, verbose=verbose)
    if len(found.portfolio.checked) < len(found.portfolio.documents):
        ctx.exit(exit_codes.INPUT)


def _write(form: str, portfolio: Portfolio, base: str, asked: Mapping[str, Any], *, verbose: bool) -> None:
    """Write the status in a form; each is imported where it is used."""
    output = asked["output"]

    def text() -> str:
        from microdep_rules.output.status.text import View, render

        style = screen.style_for(output, asked["color"])
        return render(portfolio, View(style, tuple(asked["paths"]), _options(asked), verbose, base))

    def data() -> dict[str, object]:
        from microdep_rules.output.status.data import data_of

        return data_of(portfolio)

    def page(found: Mapping[str, Any]) -> str:
        from microdep_rules.report.status import status_page

        return status_page(found)

    write_view(form, output, data, page, text)


def _options(asked: Mapping[str, Any]) -> tuple[str, ...]:
    """The options of this command that a next one takes, too."""
    words = [word for pack in asked["packs"] for word in ("--pack", pack)]
    words += ["--context", asked["context"]] if asked["context"] else []
    words += [word for overlay in asked["overlays"] for word in ("--overlay", overlay)]
    words += [word for pair in asked["variants"] for word in ("--variant", "=".join(pair))]
    words += [word for path in asked["waiver_files"] for word in ("--waivers", path)]
    words += ["--no-waivers"] if asked["no_waivers"] else []
    words += ["--config", str(asked["config_path"])] if asked["config_path"] else []
    return tuple(words)
