"""`microdep scenario`: what may happen, and what it would do to products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import exit_codes, options, running, screen
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
        "Show what a scenario does to a product": "microdep scenario gallium.scenario.yaml bom.yaml",
        "Compare two scenarios": "microdep scenario cut.scenario.yaml delay.scenario.yaml bom.yaml",
        "Write a page with plans": "microdep scenario cut.scenario.yaml bom.yaml --output page.html",
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
    type=click.IntRange(1, 100_000),
    default=None,
    metavar="NUMBER",
    help="How often to draw lead times. Default: 2000, or as stated.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**53 - 1),
    default=None,
    metavar="NUMBER",
    help="Number that all draws follow from. Default: 1, or as stated.",
)
@click.option("--all", "everything", is_flag=True, help="List every verdict, reason and question.")
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
    everything: bool,
    **asked: Any,  # noqa: ANN401 - the other options, each of its own type
) -> None:
    """Show what scenarios do to products.

    PATH is a scenario or a bill of materials. A file is a scenario if it states the schema
    microdep-scenario/1, or if its name ends in .scenario.yaml or .scenario.json.

    The command asks the rules on each day on which something begins or ends, without the scenario and with
    it. It shows which products halt, from when, because of which components; which verdicts change; and when
    an order of that day is complete. Lead times that are ranges are drawn with a fixed seed.
    """
    from microdep_rules.pipeline.scenario import find_unusable_scenarios, read_scenarios

    project = running.open_project(asked["config_path"], asked["color"])
    read = read_scenarios(project, asked["paths"])
    screen.say(read.diagnostics, read.sources, asked["color"])
    if not read.paths:
        none = find_unusable_scenarios(project, asked["paths"])
        screen.say(none.diagnostics, none.sources, asked["color"])
        if none.diagnostics:
            ctx.exit(exit_codes.INPUT)
        raise click.UsageError(_none_found(asked["paths"]))
    if len(read.scenarios) < len(read.paths):
        ctx.exit(exit_codes.INPUT)
    boms = tuple(each for each in asked["paths"] if each not in read.paths)
    if not boms:
        raise click.UsageError("no bill of materials named; name a file, or `.` for those of the folder")
    form = form_of(asked["output"], VIEWS, form)
    screen.spare(asked["output"], read.paths)
    checked = running.judged({**asked, "paths": boms}, form)
    if not checked.documents:
        screen.echo("nothing was checked: no bill of materials found", err=True)
        ctx.exit(exit_codes.NOTHING)
    data = _data(read, checked, project.config, (runs, seed), asked["color"], everything=everything)
    if data is None:
        ctx.exit(exit_codes.INPUT)
    _write(form, data, asked["output"], everything=everything)
    states = [product["state"] for each in data["scenarios"] for product in each["products"]]
    ctx.exit(exit_codes.of_products(states, checked))


def _none_found(paths: Sequence[str]) -> str:
    """What to do where none of the files that are named is a scenario."""
    if not paths:
        return "no scenario found; name a file that states the schema microdep-scenario/1"
    named = listed([f"`{visible(path)}`" for path in paths])
    none = f"no scenario found: {named} {'do' if len(paths) > 1 else 'does'} not state the schema"
    return f"{none}; begin the file of the scenario with `schema: microdep-scenario/1`"


def _data(
    read: ScenarioFiles,
    checked: Checked,
    config: Config,
    drawing: tuple[int | None, int | None],
    color: str,
    *,
    everything: bool,
) -> dict[str, Any] | None:
    """What the scenarios do, as data; nothing where one does not fit the documents or packs."""
    from microdep_rules.cli.progress import stage
    from microdep_rules.diagnostics import has_errors
    from microdep_rules.pipeline.scenario import find_scenario_problems, scenario_data

    _say_what_is_wrong(checked, color, everything=everything)
    problems = find_scenario_problems(read.scenarios, checked.documents, checked.packs, checked.as_of)
    screen.say(problems, read.sources, color)
    if has_errors(problems):
        return None
    stage("asking the rules on each day")
    return scenario_data(read, checked, config, problems, drawing)


def _say_what_is_wrong(checked: Checked, color: str, *, everything: bool) -> None:
    """Says why documents are not analysed, and what those that are state that cannot be relied on."""
    from microdep_rules.output.diagnostics import shortened, without_notes

    for document in checked.documents:
        wrong = shortened(without_notes(document.diagnostics), everything=everything)
        screen.say(wrong, {path: each.source for path, each in document.files.items()}, color)


def _write(form: str, found: dict[str, Any], output: str, *, everything: bool) -> None:
    """Write the result in a form; each is imported where it is used."""

    def text() -> str:
        from microdep_rules.output.scenario.text import render

        return render(found, screen.columns(output), everything=everything)

    def page(data: Mapping[str, Any]) -> str:
        from microdep_rules.report.scenario import scenario_page

        return scenario_page(data)

    write_view(form, output, lambda: found, page, text)
