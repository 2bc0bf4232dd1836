"""`microdep scenario`: effects of scenarios on products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.forms import VIEWS, form_of, form_option, write_view
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.impact.words import listed
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.config import Config
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.scenario import ScenarioFiles


@click.command(
    "scenario",
    cls=HelpPage,
    values={
        "--format": {
            "text": "products and scenarios side by side, then day by day",
            "json": "the data, for programs",
            "html": "a page for a browser and for print",
        }
    },
    examples={
        "Show the effects of a scenario on a product": "microdep scenario gallium.scenario.yaml bom.yaml",
        "Compare two scenarios": "microdep scenario cut.scenario.yaml delay.scenario.yaml bom.yaml",
        "Write the effects, with plans of orders, to a page": "microdep scenario cut.scenario.yaml "
        "bom.yaml --output page.html",
    },
    exits={
        0: "every product is viable under every scenario",
        1: "a scenario halts a product",
        2: "wrong usage or configuration",
        3: "a rule pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
        5: "a product is undetermined under a scenario",
        6: "nothing was checked",
        70: "internal error",
    },
)
@options.judging
@click.option(
    "--runs",
    type=arguments.Number("number of draws", 100_000, "2000", least=1),
    default=None,
    metavar="N",
    help="Number of draws. Default: of the scenario, or 2000.",
)
@click.option(
    "--seed",
    type=arguments.Number("seed", 2**53 - 1, "1"),
    default=None,
    metavar="N",
    help="Seed of draws. Default: of the scenario, or 1.",
)
@options.verbose
@form_option(VIEWS)
@options.together(options.output, options.color, options.config)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    form: str | None,
    *,
    runs: int | None,
    seed: int | None,
    verbose: bool,
    **settings: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Show the effects of scenarios on products.

    PATH is a scenario or a bill of materials. A file is a scenario if it states the schema
    microdep-scenario/1, or if its name ends in .scenario.yaml or .scenario.json.

    The command checks the products on each day of a change, with the scenario and without it. The command
    shows the products that halt, the first day of each halt, and the components that cause the halt. The
    command also shows the changed verdicts, and the day on which an order is complete. If a lead time is a
    range, the command draws random values with a fixed seed.
    """
    from microdep_rules.pipeline.scenario import find_unusable_scenarios, read_scenarios

    project = running.open_project(settings["config_path"], settings["color"])
    read = read_scenarios(project, settings["paths"])
    screen.report(read.diagnostics, read.sources, settings["color"])
    if not read.paths:
        none = find_unusable_scenarios(project, settings["paths"])
        screen.report(none.diagnostics, none.sources, settings["color"])
        if none.diagnostics:
            ctx.exit(exit_codes.INPUT)
        raise click.UsageError(_no_scenario(settings["paths"]))
    if len(read.scenarios) < len(read.paths):
        ctx.exit(exit_codes.INPUT)
    boms = tuple(scenario for scenario in settings["paths"] if scenario not in read.paths)
    if not boms:
        raise click.UsageError("no bill of materials is named; add a file, or `.` for this folder")
    form = form_of(settings["output"], VIEWS, form)
    screen.protect_inputs(settings["output"], read.paths)
    checked = running.check_for_analysis({**settings, "paths": boms}, form)
    if not checked.documents:
        screen.echo("nothing was checked: no bill of materials found", err=True)
        ctx.exit(exit_codes.NOTHING)
    data = _data(read, checked, project.config, (runs, seed), settings["color"], everything=verbose)
    if data is None:
        ctx.exit(exit_codes.INPUT)
    _write(form, data, settings["output"], everything=verbose)
    states = [product["state"] for scenario in data["scenarios"] for product in scenario["products"]]
    ctx.exit(exit_codes.of_products(states, checked))


def _no_scenario(paths: Sequence[str]) -> str:
    """Return the message that none of the files is a scenario."""
    if not paths:
        return "no scenario found; name a file that states the schema microdep-scenario/1"
    named = listed([f"`{visible(path)}`" for path in paths])
    none = f"no scenario found: {named} {'do' if len(paths) > 1 else 'does'} not state the schema"
    return f"{none}; write `schema: microdep-scenario/1` in the first line of the scenario"


def _data(
    read: ScenarioFiles,
    checked: Checked,
    config: Config,
    drawing: tuple[int | None, int | None],
    color: str,
    *,
    everything: bool,
) -> dict[str, Any] | None:
    """Return the effects of the scenarios as data; `None` if a scenario does not match documents or packs."""
    from microdep_rules.cli.progress import stage
    from microdep_rules.diagnostics import has_errors
    from microdep_rules.pipeline.scenario import find_scenario_problems, scenario_data

    _report_problems(checked, color, everything=everything)
    problems = find_scenario_problems(read.scenarios, checked.documents, checked.packs, checked.as_of)
    screen.report(problems, read.sources, color)
    if has_errors(problems):
        return None
    stage("checking each day")
    return scenario_data(read, checked, config, problems, drawing)


def _report_problems(checked: Checked, color: str, *, everything: bool) -> None:
    """Report the warnings and errors of the documents, but not the notes."""
    from microdep_rules.output.diagnostics import shortened, without_notes

    for document in checked.documents:
        wrong = shortened(without_notes(document.diagnostics), everything=everything)
        screen.report(wrong, {path: loaded.source for path, loaded in document.files.items()}, color)


def _write(form: str, result: dict[str, Any], output: str, *, everything: bool) -> None:
    """Write the result in the requested format; only the module of this format is imported."""

    def text() -> str:
        from microdep_rules.output.scenario.text import render

        return render(
            result,
            screen.columns(output),
            everything=everything,
            repeated=options.repeated("--pack", "--variant", "--config"),
        )

    def page(data: Mapping[str, Any]) -> str:
        from microdep_rules.report.scenario import scenario_page

        return scenario_page(data)

    write_view(form, output, lambda: result, page, text)
