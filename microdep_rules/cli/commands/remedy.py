"""`microdep remedy`: smallest sets of substitutions that make a product viable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from msgspec import structs

from microdep_rules.cli import arguments, exit_codes, options, production, running, screen
from microdep_rules.cli.forms import VIEWS, form_of, form_option, write_view
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from microdep_rules.output.checked import Checked
    from microdep_rules.output.remedy.run import RemedyRun, Under


@click.command(
    "remedy",
    cls=HelpPage,
    values={
        **options.AIM,
        "--format": {
            "text": "sets of substitutions, or the missing facts and alternates",
            "json": "everything, for programs",
            "html": "one page",
        },
    },
    examples={
        "Show the fewest substitutions that make the product viable": "microdep remedy bom.yaml",
        "Show the cheapest way to pass": "microdep remedy bom.yaml --goal pass --minimize cost",
        "Show the remedies for a cut of a supply": "microdep remedy bom.yaml --scenario cut.scenario.yaml",
        "Write a page": "microdep remedy bom.yaml --format html --output remedy.html",
    },
    exits={
        0: "every product has a remedy, or needs no remedy",
        1: "a product has no remedy",
        2: "wrong usage or configuration, or the solver is not installed",
        3: "a rule pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
        5: "insufficient data: a product may or may not have a remedy",
        6: "nothing was checked",
        70: "internal error",
    },
)
@options.judging
@options.aim
@click.option(
    "--scenario",
    "scenario_path",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Scenario to apply.",
)
@click.option(
    "--on",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="Day of the scenario. Default: each day of a change.",
)
@form_option(VIEWS)
@options.verbose
@options.together(options.output, options.color, options.config)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str | None,
    goal: Any,  # noqa: ANN401 - one of the goals
    minimize: Any,  # noqa: ANN401 - one of the measures
    limit: int,
    *,
    verbose: bool,
    **settings: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Show the smallest remedy among the approved alternates.

    PATH is a file, a folder, or - for standard input, as in `microdep check`.

    A substitution replaces a component by an approved alternate that the document states. The command checks
    the product with the substitutions in place. A solver proves that no smaller set is enough; to install the
    solver, run pip install 'microdep-rules[remedy]'.

    With --scenario, components that the scenario cuts are not available. A set of substitutions must be
    enough on each day on which the scenario changes something. The output states the last day on which the
    set of substitutions is valid.
    """
    from microdep_rules.output.remedy.run import RemedyAim
    from microdep_rules.pipeline.remedies import run_remedy

    production.require_solver()
    of_scenario = (settings.pop("scenario_path"), settings.pop("on"))
    form = form_of(settings["output"], VIEWS, form)
    checked = running.check_for_analysis(settings, form)
    config = running.open_project(settings["config_path"], settings["color"]).config
    checked, under = _with_scenario(checked, *of_scenario, settings) if checked.documents else (checked, None)
    run = run_remedy(checked, config, RemedyAim(goal, minimize, limit), under)
    if run.products:
        _write(run, form, settings["output"], settings["color"], everything=verbose)
    else:
        screen.echo("nothing was checked: no bill of materials found", err=True)
    ctx.exit(exit_codes.of_products([product.state for product in run.products], checked))


def _with_scenario(
    checked: Checked, path: str, on: date | None, settings: dict[str, Any]
) -> tuple[Checked, Under | None]:
    """Return the check with the scenario file, and the scenario with its day; an error ends the command."""
    if not path:
        if on is not None:
            raise click.UsageError("--on is a day of a scenario; add --scenario")
        return checked, None
    screen.protect_inputs(settings["output"], [path])
    from microdep_rules.diagnostics import has_errors
    from microdep_rules.output.remedy.run import Under
    from microdep_rules.pipeline.scenario import find_scenario_problems, read_scenarios

    read = read_scenarios(
        running.open_project(settings["config_path"], settings["color"]), [path], named=True
    )
    beside = (
        find_scenario_problems(read.scenarios, checked.documents, checked.packs, checked.as_of)
        if read.scenarios
        else []
    )
    problems = [*read.diagnostics, *beside]
    screen.report(problems, read.sources, settings["color"])
    if has_errors(problems):
        screen.stop(exit_codes.INPUT)
    (scenario,) = read.scenarios
    if on is not None and on < checked.as_of:
        raise click.UsageError(f"--on {on} is before the day of the check, {checked.as_of}")
    with_file = structs.replace(
        checked,
        inputs=(*checked.inputs, *read.inputs),
        diagnostics=(*checked.diagnostics, *problems),
        sources={**checked.sources, **read.sources},
    )
    days = scenario.days(checked.as_of) if on is None else (on,)
    return with_file, Under(scenario, days, is_named=on is not None)


def _write(run: RemedyRun, form: str, output: str, color: str, *, everything: bool) -> None:
    """Write the result in the requested format; only the module of this format is imported."""

    def text() -> str:
        from microdep_rules.output.remedy.text import render

        return render(
            run, style=screen.style_for(output, color), everything=everything, width=screen.columns(output)
        )

    def page(data: Mapping[str, Any]) -> str:
        from microdep_rules.report.remedy import render

        return render(data)

    def data() -> Mapping[str, Any]:
        from microdep_rules.output.remedy.record import record

        return record(run)

    write_view(form, output, data, page, text)
