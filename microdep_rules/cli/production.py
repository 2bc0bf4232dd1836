"""Production analyses in a report: the options that select them, and their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from microdep_rules.cli import arguments, exit_codes, options, running, screen

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.production import Analyses

AIM = ("goal", "minimize", "limit")
including = options.together(
    click.option("--impact", is_flag=True, help="Include the findings that halt production."),
    click.option(
        "--scenario",
        "scenarios",
        type=arguments.FileName(),
        multiple=True,
        metavar="FILE",
        help="Scenario to apply; repeatable.",
    ),
    click.option("--remedy", is_flag=True, help="Include the smallest remedies."),
    options.aim,
    click.option("--exposure", is_flag=True, help="Include the shares of countries."),
)


def analyses_in(ctx: click.Context, settings: dict[str, Any]) -> Analyses:
    """Return the production analyses that the options select, and remove these options from `settings`."""
    from microdep_rules.output.remedy.run import RemedyAim
    from microdep_rules.pipeline.production import Analyses

    remedy = settings.pop("remedy")
    given = [name for name in AIM if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given and not remedy:
        raise click.UsageError(f"--{given[0]} is for remedies; add --remedy")
    if remedy:
        require_solver()
    aim = RemedyAim(*(settings.pop(name) for name in AIM))
    scenarios = tuple(dict.fromkeys(settings.pop("scenarios")))
    return Analyses(settings.pop("impact"), scenarios, aim if remedy else None, settings.pop("exposure"))


def require_solver() -> None:
    """End the command if the solver for remedies is not installed."""
    from microdep_rules.production.solving import EXTRA, is_installed

    if not is_installed():
        raise click.UsageError(f"remedies need an extra package: pip install '{EXTRA}'")


def with_analyses(checked: Checked, analyses: Analyses, settings: dict[str, Any]) -> Checked:
    """Return a check with the results of its production analyses; an unusable scenario ends the command."""
    if not analyses or not checked.packs_loaded or not checked.documents:
        return checked
    from microdep_rules.cli.progress import stage
    from microdep_rules.pipeline.production import run_analyses

    stage("analysing production")
    running.report_rules_not_run(settings, checked)
    project = running.project_of(settings)
    result = run_analyses(project, checked, analyses)
    screen.report(result.diagnostics, result.sources, settings["color"])
    if result.checked is None:
        screen.echo("no report was written: a scenario cannot be used", err=True)
        screen.stop(exit_codes.INPUT)
    return result.checked
