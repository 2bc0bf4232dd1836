"""`microdep bom`: commands for bills of materials that need no rule packs."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click
from msgspec import structs

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.forms import only
from microdep_rules.cli.help import HelpPages
from microdep_rules.output.from_here import from_here
from microdep_rules.output.visible import exact, visible
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from microdep_rules.bom.imports.materials import MaterialDeclaration
    from microdep_rules.bom.imports.smelters import MineralDeclaration
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.tables import Declarations, TableReading


SHOWN = frozenset({"import/column-guessed", "import/rows-left-out"})
"""Codes of notes that are not printed, because the command already shows their content."""


@click.group("bom", cls=HelpPages)
def command() -> None:
    """Read, show and convert bills of materials."""


@command.command(
    "import",
    examples={
        "Read a table, and write the guessed meaning of its columns": "microdep bom import parts.csv",
        "Guess the columns of a changed table again": "microdep bom import parts.csv --again",
        "Write the table as a bill of materials in YAML": "microdep bom import parts.csv --output bom.yaml",
        "Write the export of a component database as an overlay": (
            "microdep bom import parts.csv --mapping database.yaml --output overlay.yaml"
        ),
    },
    exits={0: "FILE can be read", 2: "wrong usage", 4: "FILE is invalid or cannot be read"},
)
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option(
    "--again",
    is_flag=True,
    help="Guess all columns again; overwrite the mapping file.",
)
@click.option(
    "--mapping",
    "mapping",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Mapping file. Default: FILE.mapping.yaml.",
)
@options.optional_output
@options.force
@options.color
@options.config
@click.pass_context
def import_(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    path: str,
    *,
    again: bool,
    mapping: str,
    output: str,
    force: bool,
    color: str,
    config_path: str,
) -> None:
    """Read a table or a CycloneDX file as a bill of materials.

    FILE is a table (CSV, TSV, XLSX or ODS) from KiCad, Altium, a PLM system or a spreadsheet program. FILE
    may also be CycloneDX JSON, a declaration about minerals (CMRT, EMRT, AMRT), or a declaration of materials
    (IPC-1752, IPC-1754).

    For a table, the command guesses the field in each column from the name of the column. The command shows
    the guesses and writes them to FILE.mapping.yaml. To correct a wrong guess, edit FILE.mapping.yaml. Later
    commands read FILE with its mapping file, and guess nothing.

    If FILE changes later, run `microdep bom import FILE`. The command then reports new columns that the
    mapping file does not name, and missing columns. If the mapping file ignores a column (-), the column may
    be missing. With --again, the command guesses all columns again, and replaces the mapping file and your
    corrections.

    The export of a component database is not a bill of materials. For such an export, write a mapping file,
    and name the mapping file with --mapping. The mapping file states `as: overlay`, and a fact for each
    column: manufacturer, mpn, origin, place_of_manufacture, `stage wafer_fab`, eccn, hs_code, or another fact
    of a component.

    With --output, the command writes the document, as .yaml or .json, instead of a mapping file. From a
    declaration, the command writes an overlay with the smelters or the materials, and with the declaration as
    evidence.

    The mapping file names a field for each column, or - to ignore the column. The fields are designators,
    quantity, unit, mpn, manufacturer, identifiers, lei, duns, uei, cage, other_mpn, other_manufacturer,
    other_parts, supplier, other_supplier, supplier_part, name, description, package, level, number, parent,
    unit_cost, currency, mass, substance, origin, place_of_manufacture, function, restriction_index, hs_code,
    eccn, lead_time, not_populated, populated, excluded_from_bom and placed. For a table without column
    names, write `header_row: 0`, and name the columns by their letters.
    """
    from microdep_rules.cli.progress import stage
    from microdep_rules.pipeline.tables import import_table
    from microdep_rules.workspace.names import MAPPING
    from microdep_rules.workspace.reading import STDIN

    project = running.open_project(config_path, color)
    screen.require_document_name(output)
    screen.new_file(output, [path, mapping or f"{path}{MAPPING}"], force=force)
    stage("reading the file")
    if again and mapping:
        raise click.UsageError("--again ignores mapping files; leave out --mapping")
    if not again and (declared := _declarations(project, path, mapping)) is not None:
        _import_declarations(ctx, declared, path, output, color)
        return
    table = import_table(project, path, again=again, mapping=mapping)
    if table.declaration is not None:
        _import_declaration(ctx, table.declaration, output, color)
        return
    loaded = table.imported.loaded
    if table.form == "document":
        foreign = [diagnostic for diagnostic in loaded.diagnostics if diagnostic.code == "file/wrong-format"]
        if foreign:
            screen.report(foreign, {loaded.source.path: loaded.source}, color)
            ctx.exit(exit_codes.INPUT)
        raise click.UsageError(
            f"`{path}` is neither CycloneDX nor a table (.csv, .tsv, .xlsx, .ods); a file in the format of"
            f" microdep needs no import: microdep check {shlex.quote(path)}"
        )
    _show_import(table, color)
    if output and loaded.value is not None:
        _write_document(output, path, loaded.value)
    elif table.mapping is not None and table.imported.columns:
        screen.echo(f"read with the mapping file {visible(mapping or path + MAPPING)}")
        if not mapping:
            next_command = exact(f"microdep bom import {shlex.quote(path)} --again")
            screen.echo(f"to replace the mapping file by new guesses: {next_command}")
    # Standard input has no folder for a mapping file.
    elif table.mapping is None and table.text and path != STDIN and not output:
        screen.refuse_links(Path(f"{path}{MAPPING}"), Path(path).parent)
        screen.write(table.text, f"{path}{MAPPING}")
        screen.echo(f"wrote {visible(path)}{MAPPING}: correct it there, and keep it next to the table")
    if loaded.value is None:
        ctx.exit(exit_codes.INPUT)


def _show_import(table: TableReading, color: str) -> None:
    """Print the meaning of each column of a table, or a summary of a document, and report the problems."""
    from microdep_rules.output import imported as rendered

    loaded, style = table.imported.loaded, screen.style_of(color, sys.stdout)
    if table.imported.rows is not None or table.imported.columns:
        screen.echo(rendered.render(table.imported, style))
    elif loaded.value is not None:
        screen.echo(rendered.summary(loaded, style))
    diagnostics = [diagnostic for diagnostic in loaded.diagnostics if diagnostic.code not in SHOWN]
    screen.report(diagnostics, {name: file.source for name, file in table.files.items()}, color)


def _declarations(project: Project, path: str, mapping: str) -> Declarations | None:
    """Return the declarations in a table with a mapping file that states `as: overlay`; otherwise `None`."""
    from microdep_rules.bom.imports.forms import TABULAR, recognize_form
    from microdep_rules.pipeline.tables import declarations_of

    data, _ = project.workspace.read(path)
    if data is None or recognize_form(path, data).read_as not in TABULAR:
        return None
    declarations = declarations_of(project, path, data, mapping)
    return declarations if declarations.mapping is not None else None


def _import_declarations(
    ctx: click.Context, declarations: Declarations, path: str, output: str, color: str
) -> None:
    """Show the meaning of each column of a table, and write the declarations as an overlay."""
    from microdep_rules.bom.overlays.entries import parse_overlay
    from microdep_rules.output import imported as rendered
    from microdep_rules.output.documents import as_text

    overlay, diagnostics = parse_overlay(declarations.loaded)
    files = [declarations.loaded, *([declarations.mapped_by] if declarations.mapped_by is not None else [])]
    style = screen.style_of(color, sys.stdout)
    if overlay is not None:
        screen.echo(
            rendered.declarations(declarations.loaded.path, declarations.columns, len(overlay.entries), style)
        )
    screen.report(diagnostics, {file.path: file.source for file in files}, color)
    if overlay is None or declarations.loaded.value is None:
        ctx.exit(exit_codes.INPUT)
    if not output:
        screen.echo("it declares facts of components; to write them as an overlay, add --output FILE")
        return
    name = visible(PurePath(path).name)
    note = f"Read from {name}; facts that it does not state are unknown."
    screen.write(as_text(output, declarations.loaded.value, [note]), output)
    screen.echo(f"wrote {visible(output)}: an overlay; use it with --overlay")


def _import_declaration(
    ctx: click.Context, declaration: MineralDeclaration | MaterialDeclaration, output: str, color: str
) -> None:
    """Show a declaration of minerals or materials, and write the declaration as an overlay."""
    from microdep_rules.bom.imports.materials import MaterialDeclaration
    from microdep_rules.output import imported as rendered
    from microdep_rules.output.documents import as_text

    screen.report(declaration.diagnostics, {declaration.source.path: declaration.source}, color)
    if declaration.value is None:
        ctx.exit(exit_codes.INPUT)
    style, name = screen.style_of(color, sys.stdout), visible(PurePath(declaration.source.path).name)
    if isinstance(declaration, MaterialDeclaration):
        screen.echo(rendered.materials(declaration, style))
        note = f"Materials of {name}. A material that {name} does not name may still be present."
    else:
        screen.echo(rendered.declared(declaration, style))
        note = f"Smelters of {name}. {name} does not state which component has metal of which smelter."
    if output:
        screen.write(as_text(output, declaration.value, [note]), output)
        screen.echo(f"wrote {visible(output)}: an overlay; use it with --overlay")
    else:
        screen.echo("it is evidence, not a bill of materials; to write it as an overlay, add --output FILE")


def _write_document(output: str, path: str, value: dict[str, Any]) -> None:
    """Write a document in the format `microdep-bom`, and show the number of components."""
    from microdep_rules.output.documents import as_text
    from microdep_rules.output.imported import components_in

    name = visible(PurePath(path).name)
    screen.write(
        as_text(output, value, [f"Read from {name}; facts that it does not state are unknown."]), output
    )
    screen.echo(f"wrote {visible(output)}: {components_in(value)}")


@command.command(
    "export",
    examples={"Write CycloneDX 1.6": "microdep bom export bom.yaml --output bom.cdx.json"},
    exits={0: "written", 2: "wrong usage", 4: "FILE is invalid or cannot be read"},
)
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option(
    "--format",
    type=arguments.OneOf(["cyclonedx-1.6"]),
    default="cyclonedx-1.6",
    metavar="FORMAT",
    expose_value=False,  # the only format
    help="Output format. Default: cyclonedx-1.6.",
)
@options.overlay
@options.output
@options.force
@options.color
@options.config
@click.pass_context
def export(
    ctx: click.Context,
    path: str,
    *,
    overlays: tuple[str, ...],
    output: str,
    force: bool,
    color: str,
    config_path: str,
) -> None:
    """Export a bill of materials as CycloneDX.

    FILE is a bill of materials in any format that `microdep check` reads, or - for standard input. The
    output includes the declarations of overlays.

    If CycloneDX has a field for a fact, the output uses this field. All facts are also in properties with
    the prefix microdep:. From these properties, microdep can read the same document again.
    """
    from microdep_rules.bom.imports.cyclonedx.write import export_cyclonedx, format_export
    from microdep_rules.vocabulary.plurals import counted_noun

    only(output, (".json",), "JSON")
    project = running.open_project(config_path, color)
    screen.new_file(output, [path, *overlays], force=force)
    document = _with_overlays(project, path, overlays, color)
    screen.report(document.diagnostics, {name: file.source for name, file in document.files.items()}, color)
    if document.bom is None:
        ctx.exit(exit_codes.INPUT)
    screen.write(escaped(format_export(export_cyclonedx(document.bom))), output)
    if output:
        screen.echo(
            f"wrote {visible(output)}: {counted_noun(document.bom.number_of_components, 'component')}"
        )


@command.command(
    "show",
    examples={
        "Show a bill of materials with the declarations of suppliers": "microdep bom show bom.yaml --overlay"
        " suppliers.yaml"
    },
    exits={0: "shown", 2: "wrong usage", 4: "FILE is invalid or cannot be read"},
)
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@options.overlay
@options.verbose
@options.color
@options.config
@click.pass_context
def show(
    ctx: click.Context,
    path: str,
    *,
    verbose: bool,
    overlays: tuple[str, ...],
    color: str,
    config_path: str,
) -> None:
    """Show the tree of components and the number of stated facts.

    FILE is a bill of materials in any format that `microdep check` reads, or - for standard input. The
    output includes the declarations of overlays.
    """
    from microdep_rules.output import tree

    project = running.open_project(config_path, color)
    document = _with_overlays(project, path, overlays, color)
    diagnostics = [diagnostic for diagnostic in document.diagnostics if diagnostic.code not in SHOWN]
    screen.report(diagnostics, {name: file.source for name, file in document.files.items()}, color)
    if document.bom is None:
        ctx.exit(exit_codes.INPUT)
    screen.echo(tree.render(document.bom, screen.style_of(color, sys.stdout), everything=verbose))


def _with_overlays(project: Project, path: str, overlays: tuple[str, ...], color: str) -> CheckedDocument:
    """Return a bill of materials with its overlays; end the command if one of the files cannot be read."""
    from microdep_rules.pipeline.documents import load_bom

    beside = running.beside_of(project, "", overlays, color)
    if beside is None:
        screen.stop(exit_codes.INPUT)
    return load_bom(project, path, beside)[0]


@command.command(
    "validate",
    examples={
        "Validate one file": "microdep bom validate bom.yaml",
        "Validate with the vocabulary of every pack": "microdep bom validate bom.yaml --pack all",
    },
    exits={
        0: "every document is valid",
        2: "wrong usage",
        3: "a pack cannot be loaded",
        4: "a document is invalid or cannot be read",
        6: "no bill of materials was found",
    },
)
@options.paths
@options.pack
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
    """Validate bills of materials without rules.

    PATH is a file, a folder, or - for standard input, as in `microdep check`. The command runs no rule. The
    command accepts words that the packs add to the vocabulary.

    The command reports each field that no rule of the packs reads. If neither the command line nor the
    configuration names packs, the command uses all shipped packs.
    """
    from microdep_rules.diagnostics import in_order
    from microdep_rules.pipeline.documents import load_bom
    from microdep_rules.pipeline.own_fields import check_own_fields
    from microdep_rules.pipeline.shared_inputs import SharedInputs
    from microdep_rules.pipeline.unread_fields import UnreadFields

    project = running.open_project(config_path, color)
    loaded = running.load_packs(project, packs, (), color)
    if not loaded.loaded:
        screen.report(loaded.diagnostics, loaded.sources, color)
        screen.stop(exit_codes.PACK)
    boms = project.workspace.find(paths, project.config.boms)
    style = screen.style_of(color, sys.stdout)
    codes = [exit_codes.OK]
    beside = running.beside_of(project, context, overlays, color)
    if beside is None:
        codes.append(exit_codes.INPUT)
        beside = SharedInputs()
    unread = UnreadFields(project, loaded, packs)
    for path in boms.files:
        document, _ = load_bom(project, path, beside, loaded.packs)
        own = check_own_fields(document.bom, loaded.packs) if document.bom is not None else []
        diagnostics = (*document.diagnostics, *own, *unread.of(document))
        codes.append(_report(structs.replace(document, diagnostics=tuple(in_order(diagnostics))), style))
    if not boms.files:
        where = ", ".join(boms.empty)
        screen.echo(f"nothing was checked: no bill of materials found in {where}", err=True)
        codes.append(exit_codes.NOTHING)
    ctx.exit(exit_codes.first(codes))


def _report(document: CheckedDocument, style: Style) -> int:
    """Show the problems of a document and whether it is valid; return the exit code."""
    from microdep_rules.diagnostics import has_errors
    from microdep_rules.output import diagnostics as rendered
    from microdep_rules.vocabulary.plurals import counted_noun

    sources = {name: file.source for name, file in document.files.items()}
    if document.diagnostics:
        screen.echo(rendered.render(document.diagnostics, sources, style))
    valid = document.bom is not None and not has_errors(document.diagnostics)
    summary = rendered.summary(document.diagnostics)
    parts = counted_noun(document.bom.number_of_components, "component") if document.bom is not None else ""
    what = ", ".join(file for file in (parts, summary) if file)
    refused = style.kind("invalid", "not read" if document.is_unread else "not valid")
    verdict = style.kind("pass", "valid") if valid else refused
    screen.echo(f"{from_here(document.path)}: {verdict}{f' ({what})' if what else ''}")
    return exit_codes.OK if valid else exit_codes.INPUT
