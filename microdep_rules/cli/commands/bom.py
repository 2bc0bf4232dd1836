"""`microdep bom`: documents by themselves, without any rule."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style


SHOWN = frozenset({"import/guessed", "import/rows-left-out"})
"""What the command itself is about need not be told of."""


@click.group("bom")
def command() -> None:
    """Bills of materials, without any rule."""


@command.command("import")
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option(
    "--again",
    is_flag=True,
    help="Guess once more, and write over the mapping file that is there.",
)
@options.color
@options.config
@click.pass_context
def import_(ctx: click.Context, path: str, *, again: bool, color: str, config_path: str) -> None:
    """Say how a table of somebody else is read as a bill of materials, and write that down.

    FILE is a table as CSV, TSV or XLSX, as KiCad, Altium, a PLM or a spreadsheet writes it. What each
    column holds is guessed by its name and shown, and written to FILE.mapping.yaml beside it, where it can
    be corrected. From then on every command reads FILE through that file, and nothing is guessed. Where the
    mapping file is there already, this shows how FILE is read through it.

    Exit codes: 0 it can be read, 2 usage, 4 it cannot.
    """
    from microdep_rules.output import imported as rendered
    from microdep_rules.pipeline.tables import import_table
    from microdep_rules.workspace.files import MAPPING

    project = options.open_project(config_path, color)
    found = import_table(project, path, again=again)
    if found.form == "document":
        raise click.UsageError(f"`{path}` is no table: the name of one ends with .csv, .tsv or .xlsx")
    loaded = found.imported.loaded
    if found.imported.rows is not None:
        options.echo(rendered.render(found.imported, options.style_of(color, sys.stdout)))
    told = [each for each in loaded.diagnostics if each.code not in SHOWN]
    options.say(told, {name: each.source for name, each in found.files.items()}, color)
    if loaded.value is None:
        ctx.exit(exit_codes.INPUT)
    if found.mapping is not None:
        options.echo(f"read through {visible(path)}{MAPPING}; --again guesses once more")
    elif found.text:
        options.write(found.text, f"{path}{MAPPING}")
        options.echo(f"wrote {visible(path)}{MAPPING}: correct it there, and keep it beside the table")


@command.command("validate")
@options.paths
@options.pack_of_words
@options.context
@options.overlay
@options.color
@options.config
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[str, ...],
    packs: tuple[str, ...],
    context: str,
    overlays: tuple[str, ...],
    color: str,
    config_path: str,
) -> None:
    """Say everything that is wrong with bills of materials.

    A PATH is a file, a folder, or - for the standard input, as for check. No rule is asked; of the packs,
    only the words that they add count.

    Exit codes: 0 all are valid, 2 usage, 3 a pack does not load, 4 one is not valid or cannot
    be read, 6 none was found.
    """
    from microdep_rules import pipeline

    project = options.open_project(config_path, color)
    loaded = options.load_packs(project, packs, (), color)
    if not loaded.loaded:
        options.say(loaded.diagnostics, loaded.sources, color)
        options.stop(exit_codes.PACK)
    found = project.workspace.find(paths, project.config.boms)
    style = options.style_of(color, sys.stdout)
    codes = [exit_codes.OK]
    beside = options.beside_of(project, context, overlays, color)
    if beside is None:
        codes.append(exit_codes.INPUT)
        beside = pipeline.Beside()
    for path in found.files:
        document, _ = pipeline.load_bom(project, path, beside, loaded.packs)
        codes.append(_tell(document, style))
    if not found.files:
        where = ", ".join(found.empty)
        options.echo(f"nothing was checked: no bill of materials found in {where}", err=True)
        codes.append(exit_codes.NOTHING)
    ctx.exit(exit_codes.first(codes))


def _tell(document: CheckedDocument, style: Style) -> int:
    """Says what is wrong with one document, and whether it is valid; the exit code."""
    from microdep_rules.diagnostics import has_errors
    from microdep_rules.output import diagnostics as rendered
    from microdep_rules.output.findings import part_word

    sources = {name: each.source for name, each in document.files.items()}
    if document.diagnostics:
        options.echo(rendered.render(document.diagnostics, sources, style))
    valid = document.bom is not None and not has_errors(document.diagnostics)
    told = rendered.summary(document.diagnostics)
    parts = part_word("component", len(document.bom.components)) if document.bom is not None else ""
    what = ", ".join(each for each in (parts, told) if each)
    refused = style.kind("invalid", "not read" if document.unread else "not valid")
    verdict = style.kind("pass", "valid") if valid else refused
    options.echo(f"{document.path}: {verdict}{f' ({what})' if what else ''}")
    return exit_codes.OK if valid else exit_codes.INPUT
