"""`microdep compare`: suppliers, facilities, supply chains and variants of a product side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.forms import VIEWS, form_of, form_option, write_view
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from microdep_rules.pipeline.compare import ComparisonResult

DOSSIER = "examples/mine-to-magnet/dossier.yaml"


@click.command(
    "compare",
    cls=HelpPage,
    values={
        "--by": {
            "chain": "the supply chains of a dossier",
            "supplier": "its companies",
            "facility": "its facilities",
        },
        "--format": {
            "text": "a page for people",
            "json": "the data",
            "html": "a page for a browser and for print",
        },
    },
    examples={
        "Compare two variants of a product": "microdep compare bom.yaml other.yaml",
        "Compare the supply chains of a dossier": "microdep compare dossier.yaml",
        "Compare two facilities": "microdep compare dossier.yaml --by facility --only north --only south",
    },
    exits={
        0: "compared",
        2: "wrong usage, or fewer than two subjects",
        3: "a pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
    },
)
@click.argument("paths", nargs=-1, required=True, type=arguments.Named(), metavar="PATH...")
@click.option(
    "--by",
    type=arguments.OneOf(["chain", "supplier", "facility"]),
    default="chain",
    show_default=True,
    help="What to compare of a dossier.",
)
@click.option("--only", multiple=True, metavar="ID", help="Compare only this subject; repeatable.")
@options.pack
@options.as_of
@options.context
@options.overlay
@options.variant
@form_option(VIEWS)
@options.output
@options.color
@options.config
@click.pass_context
def command(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    *,
    by: str,
    only: tuple[str, ...],
    packs: tuple[str, ...],
    as_of: date | None,
    context: str,
    overlays: tuple[str, ...],
    variants: tuple[tuple[str, str], ...],
    form: str | None,
    output: str,
    color: str,
    config_path: str,
) -> None:
    """Compare suppliers, facilities or products.

    PATH is a dossier of facilities, or a bill of materials. The command shows for each subject: the stages
    that run, with sites, capacity and seats; owners and government lists; the confidence of the facts; the
    verdicts of the rule packs; and the gaps.

    Then it ranks the most vulnerable nodes, each with its reasons. A node of which nothing is stated is
    undetermined. It is neither vulnerable nor safe.
    """
    from microdep_rules.pipeline.compare import SubjectChoice, compare_subjects
    from microdep_rules.pipeline.documents import CheckRequest

    project = running.open_project(config_path, color)
    loaded = running.load_packs(project, packs, variants, color)
    if not loaded.loaded:
        screen.say(loaded.diagnostics, loaded.sources, color)
        screen.stop(exit_codes.PACK)
    beside = running.beside_of(project, context, overlays, color)
    if beside is None:
        screen.stop(exit_codes.INPUT)
    screen.spare(output, [*paths, context, *overlays])
    request = CheckRequest(as_of or options.today(), variants=dict(variants))
    result = compare_subjects(project, paths, beside, loaded.packs, request, SubjectChoice(by, only))
    screen.say(result.diagnostics, result.sources, color)
    if not result.is_valid:
        ctx.exit(exit_codes.INPUT)
    if result.data is None:
        raise click.UsageError(_too_few(result, only))
    _write(form_of(output, VIEWS, form), result.data, output)


def _too_few(result: ComparisonResult, only: tuple[str, ...]) -> str:
    """Why nothing can be compared."""
    from microdep_rules.suggest import did_you_mean

    known = ", ".join(f"`{each}`" for each in result.ids[:12]) or "no subject"
    for name in only:
        if name not in result.ids:
            near = did_you_mean(name, result.ids)
            return f"there is no subject `{name}`; {near or f'the files have {known}'}"
    more = "name another file, or choose with --by" if result.by_choice else "name another file"
    return f"a comparison needs two subjects; the files have {known}; {more}"


def _write(form: str, found: dict[str, object], output: str) -> None:
    """Write the comparison in a form; each is imported where it is used."""

    def text() -> str:
        from microdep_rules.output.comparison_text import comparison_text

        return comparison_text(found, screen.columns(output))

    def page(data: Mapping[str, Any]) -> str:
        from microdep_rules.report.comparison import comparison_page

        return comparison_page(data)

    write_view(form, output, lambda: found, page, text)
