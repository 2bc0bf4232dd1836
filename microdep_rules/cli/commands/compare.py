"""`microdep compare`: comparisons of suppliers, facilities, supply chains and variants of a product."""

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

EXAMPLE = "microdep compare bom.yaml other.yaml"


@click.command(
    "compare",
    cls=HelpPage,
    values={
        "--by": {
            "chain": "the supply chains of a dossier",
            "supplier": "the companies of a dossier",
            "facility": "the facilities of a dossier",
        },
        "--format": {
            "text": "a page for people",
            "json": "the data",
            "html": "a page for a browser and for print",
        },
    },
    examples={
        "Compare two variants of a product": EXAMPLE,
        "Compare the supply chains of a dossier": "microdep compare dossier.yaml",
        "Compare two facilities": (
            "microdep compare dossier.yaml --by facility --subject north --subject south"
        ),
    },
    exits={
        0: "compared",
        2: "wrong usage, or fewer than two subjects",
        3: "a pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
    },
)
@click.argument("paths", nargs=-1, required=True, type=arguments.NonEmptyText(), metavar="PATH...")
@click.option(
    "--by",
    type=arguments.OneOf(["chain", "supplier", "facility"]),
    default="chain",
    metavar="KIND",
    help="Kind of subjects to compare. Default: chain.",
)
@click.option(
    "--subject", "subjects", multiple=True, metavar="ID", help="Compare only this subject; repeatable."
)
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
def command(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    *,
    by: str,
    subjects: tuple[str, ...],
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

    PATH is a dossier of facilities, or a bill of materials. The command compares subjects: suppliers,
    facilities or products. For each subject, the command shows the stages in operation, with their sites and
    capacity. The command also shows the seats and owners of companies, matches in government lists, the
    confidence of the facts, the verdicts of the rule packs, and the gaps.

    A node is one stage of one subject. The command ranks the most vulnerable nodes, each with its reasons. A
    node without facts is undetermined: neither vulnerable nor safe.
    """
    from microdep_rules.pipeline.compare import ComparisonChoice, compare_subjects
    from microdep_rules.pipeline.documents import CheckRequest

    project = running.open_project(config_path, color)
    loaded = running.load_packs(project, packs, variants, color)
    if not loaded.loaded:
        screen.report(loaded.diagnostics, loaded.sources, color)
        screen.stop(exit_codes.PACK)
    beside = running.beside_of(project, context, overlays, color)
    if beside is None:
        screen.stop(exit_codes.INPUT)
    screen.protect_inputs(output, [*paths, context, *overlays])
    request = CheckRequest(as_of or options.today(), variants=dict(variants))
    result = compare_subjects(project, paths, beside, loaded.packs, request, ComparisonChoice(by, subjects))
    screen.report(result.diagnostics, result.sources, color)
    if not result.is_valid:
        ctx.exit(exit_codes.INPUT)
    if result.data is None:
        raise click.UsageError(_too_few(result, subjects))
    _write(form_of(output, VIEWS, form), result.data, output)


def _too_few(result: ComparisonResult, only: tuple[str, ...]) -> str:
    """Return the message that a comparison needs at least two subjects."""
    from microdep_rules.suggest import did_you_mean

    known = ", ".join(f"`{id_}`" for id_ in result.ids[:12]) or "no subject"
    for name in only:
        if name not in result.ids:
            near = did_you_mean(name, result.ids)
            return f"there is no subject `{name}`; {near or f'the files have {known}'}"
    more = "choose with --by, or name another file" if result.by_choice else "name another file"
    return f"a comparison needs two subjects; the files have {known}; {more}: {EXAMPLE}"


def _write(form: str, comparison: dict[str, object], output: str) -> None:
    """Write the comparison in the requested format; only the module of this format is imported."""

    def text() -> str:
        from microdep_rules.output.comparison_text import comparison_text

        return comparison_text(comparison, screen.columns(output))

    def page(data: Mapping[str, Any]) -> str:
        from microdep_rules.report.comparison import comparison_page

        return comparison_page(data)

    write_view(form, output, lambda: comparison, page, text)
