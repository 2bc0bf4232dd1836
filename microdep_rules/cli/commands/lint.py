"""`microdep lint`: suspicious declarations, names and examples in packs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, chosen_packs, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from microdep_rules.bom.model import Bom
    from microdep_rules.pipeline.lint import PackLint
    from microdep_rules.pipeline.project import Project

FORMATS = {
    "text": "findings with their lines",
    "json": "findings as data",
    "github": "annotations of a GitHub workflow",
}


@click.command(
    "lint",
    cls=HelpPage,
    examples={
        "Lint your own packs": "microdep lint rules",
        "Also use one of your bills of materials": "microdep lint rules --bom bom.yaml",
        "Show the meaning of a finding": "microdep explain lint/no-effect",
    },
    exits={
        0: "no finding, or every finding is accepted",
        1: "a finding is not accepted",
        2: "wrong usage, or no pack has this name",
        3: "a pack cannot be loaded",
        4: "a bill of materials is invalid or cannot be read",
    },
)
@chosen_packs.paths
@click.option(
    "--bom",
    "boms",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="Bill of materials that the rules should cover; repeatable.",
)
@options.as_of
@chosen_packs.changed
@click.option(
    "--format",
    "form",
    type=arguments.OneOf(list(FORMATS)),
    default="text",
    metavar="FORMAT",
    help="Output format: text, json or github. Default: text.",
)
@options.verbose
@options.color
@options.config
@click.pass_context
def command(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    boms: tuple[str, ...],
    as_of: date | None,
    form: str,
    color: str,
    config_path: str,
    *,
    changed: bool,
    verbose: bool,
) -> None:
    """Find mistakes in valid packs.

    PATH is a rule file, a pack, a folder of packs, or the name of a pack. Default: the packs of the
    configuration, else every shipped pack.

    The command finds unused declarations, rules and lists without effect, generic names of companies, and
    exceptions without evidence. It also finds thresholds and dates without an example at the boundary.

    A comment above a declaration accepts a finding: # allow CODE because "REASON".
    """
    project = running.open_project(config_path, color)
    if changed:
        paths = chosen_packs.changed_paths(project, paths)
        if not paths:
            screen.echo("nothing to lint: no pack has changed", err=True)
            ctx.exit(exit_codes.OK)
    folders = chosen_packs.pack_folders(project, paths)
    day = as_of or options.today()
    documents = [_bom(project, name, day, color) for name in boms]
    results = [_lint(project, folder, day, documents) for folder in folders]
    _write(results, form, color, verbose=verbose)
    ctx.exit(exit_codes.first([exit_codes.OK, *map(_code, results)]))


def _lint(project: Project, folder: Path, day: date, documents: Sequence[Bom]) -> PackLint:
    from microdep_rules.cli.progress import stage
    from microdep_rules.output.visible import visible
    from microdep_rules.pipeline.lint import lint_pack

    stage(visible(f"linting {folder.name}"))
    return lint_pack(project.workspace, folder, day, documents)


def _code(result: PackLint) -> int:
    if result.result is None:
        return exit_codes.PACK
    return exit_codes.FAIL if result.result.findings else exit_codes.OK


def _bom(project: Project, name: str, day: date, color: str) -> Bom:
    """Return a bill of materials; end the command if the file has an error."""
    from microdep_rules.pipeline.documents import load_bom

    beside = running.beside_of(project, "", (), color, day)
    if beside is None:
        screen.stop(exit_codes.INPUT)
    document, _ = load_bom(project, name, beside, ())
    if document.bom is None or document.verdict == "invalid":
        sources = {path: loaded.source for path, loaded in document.files.items()}
        screen.report(document.diagnostics, sources, color)
        screen.stop(exit_codes.INPUT)
    return document.bom


def _write(results: Sequence[PackLint], form: str, color: str, *, verbose: bool) -> None:
    """Write the findings about all packs in the requested format."""
    from microdep_rules.output import lint as output
    from microdep_rules.output.json_text import laid_out
    from microdep_rules.output.visible import safe

    style = screen.style_of(color, sys.stdout)
    data = []
    for result in results:
        screen.report(result.diagnostics, result.sources, color)
        if result.result is None:
            screen.echo(f"{result.name}: cannot be loaded", err=form != "text")
            continue
        findings = result.result.findings
        accepted = [(one.finding, one.reason) for one in result.result.accepted]
        summary = output.lint_summary(result.name, result.version, len(findings), len(accepted))
        match form:
            case "json":
                data.append(
                    output.lint_pack_data(result.name, result.version, findings, accepted, result.sources)
                )
            case "github":
                for line in output.lint_annotations(findings, result.sources):
                    click.echo(safe(line))
            case _:
                text = output.lint_text(findings, accepted if verbose else [], result.sources, style)
                screen.echo("\n".join(filter(None, (text, summary))))
    if form == "json":
        screen.write_raw(laid_out(output.lint_data(data)), "")
