"""The analyses of production that a report includes: the options that ask for them, and their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from microdep_rules.cli import arguments, exit_codes, options, running, screen

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.production import Analyses

AIM = ("goal", "by", "limit")
including = options.together(
    click.option("--impact", is_flag=True, help="Include what halts production, as in `microdep impact`."),
    click.option(
        "--scenario",
        "scenarios",
        type=arguments.FileName(),
        multiple=True,
        metavar="FILE",
        help="Include the result of this scenario; repeatable.",
    ),
    click.option(
        "--remedy", is_flag=True, help="Include the smallest remedies; needs `microdep-rules[remedy]`."
    ),
    options.aim,
    click.option(
        "--exposure", is_flag=True, help="Include the shares of countries, as in `microdep exposure`."
    ),
)


def asked_for(ctx: click.Context, asked: dict[str, Any]) -> Analyses:
    """The analyses that the options ask for, which are taken out of `asked`."""
    from microdep_rules.output.remedy.run import Aim
    from microdep_rules.pipeline.production import Analyses

    remedy = asked.pop("remedy")
    given = [name for name in AIM if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given and not remedy:
        raise click.UsageError(f"--{given[0]} is about remedies; add --remedy")
    if remedy:
        need_solver()
    aim = Aim(*(asked.pop(name) for name in AIM))
    scenarios = tuple(dict.fromkeys(asked.pop("scenarios")))
    return Analyses(asked.pop("impact"), scenarios, aim if remedy else None, asked.pop("exposure"))


def need_solver() -> None:
    """Ends the command where the solver of remedies is not installed."""
    from microdep_rules.production.solving import EXTRA, is_installed

    if not is_installed():
        raise click.UsageError(f"remedies take an extra: pip install '{EXTRA}'")


def with_analyses(checked: Checked, analyses: Analyses, asked: dict[str, Any]) -> Checked:
    """A check with its analyses; ends the command where a scenario cannot be used."""
    if not analyses or not checked.packs_loaded or not checked.documents:
        return checked
    from microdep_rules.cli.progress import stage
    from microdep_rules.pipeline.production import run_analyses

    stage("analysing production")
    running.say_what_does_not_block(asked, checked)
    project = running.open_project(asked["config_path"], asked["color"])
    found = run_analyses(project, checked, analyses)
    screen.say(found.diagnostics, found.sources, asked["color"])
    if found.checked is None:
        screen.echo("no report was written: a scenario cannot be used", err=True)
        screen.stop(exit_codes.INPUT)
    return found.checked
