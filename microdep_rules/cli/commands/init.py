"""`microdep init`: the setup of a repository."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, options, screen
from microdep_rules.cli.help import HelpPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.pipeline.project import Project
    from microdep_rules.workspace.starter import StarterFile

MOST_TABLES = 100
"""Largest number of tables among which `init` looks for a bill of materials for the next command."""
IN_PROJECT = "`[tool.microdep]` in `pyproject.toml` exists; name `context` and `waivers` in it"


@click.command(
    "init",
    cls=HelpPage,
    examples={
        "Show what the command would write": "microdep init --dry-run",
        "Set up the current folder": "microdep init",
    },
    exits={0: "done", 2: "wrong usage, or a file cannot be written"},
)
@click.argument("folder", type=arguments.NonEmptyText(), default=".", metavar="[FOLDER]")
@click.option(
    "--strict",
    is_flag=True,
    help="Unknowns and expired waivers also stop commits.",
)
@options.force
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.pass_context
def command(ctx: click.Context, folder: str, *, strict: bool, force: bool, dry_run: bool) -> None:
    """Set up a repository for checks.

    The command writes a configuration, a pack with one rule, pre-commit hooks, and JSON schemas for editors.
    The command also writes an empty file for contract facts, an empty waiver file, and a folder for overlays.
    If the folder has no bill of materials, the command writes an example.

    The command keeps existing files. A new configuration names the existing files with contract facts,
    overlays and waivers. With --force, the command overwrites existing files, except the files that you
    fill in.

    FOLDER is the top of the repository. Default: the current folder.
    """
    from microdep_rules.output.visible import visible
    from microdep_rules.vocabulary.resources import schema_kinds
    from microdep_rules.workspace.existing_files import find_existing, missing_lines, replaced_files
    from microdep_rules.workspace.starter import (
        CONFIG,
        CONTEXT,
        HOOKS,
        OWN_WORK,
        example_files,
        hooks_to_add,
        starter_files,
    )

    _require_top_folder(folder)
    top = Path(folder)
    existing = find_existing(top)
    files = starter_files(
        schema_kinds(),
        strict=strict,
        contexts=existing.context,
        overlays=existing.overlay,
        waivers=existing.waivers,
    )
    kept = {file.path: why for file in files if (why := _reason_to_keep(top, file, force=force))}
    if CONFIG not in kept:  # a new configuration names the pack
        files[1:1] = example_files(options.today(), has_bom=_has_bom(top))
        kept = {file.path: why for file in files if (why := _reason_to_keep(top, file, force=force))}
    project = _existing_project(top) if CONFIG in kept else None
    if project is not None:
        replaced = replaced_files(project.config)
        files = [file for file in files if file.path not in replaced or file.path in kept]
    if strict and CONFIG in kept and not _is_strict(project):
        kept[CONFIG] += '; for `--strict`, write `fail_on = "unknown"` in it'
    _write_files(top, files, kept, dry_run=dry_run)
    if HOOKS in kept and not _has_hook(top / HOOKS):
        screen.echo(f"\nadd under `repos:` in `{HOOKS}`:\n\n{hooks_to_add()}")
    own_files = sorted({*existing.context, *existing.overlay, *existing.waivers} - OWN_WORK)
    if project is not None:
        if lines := missing_lines(project.config, project.workspace, existing):
            name = visible((project.path or Path(CONFIG)).name)
            screen.echo(f"\n{name} does not read every file; it needs these lines:\n")
            screen.echo("\n".join(map(visible, lines)) + "\n")
    else:
        for path in own_files:
            choice = len(existing.context) > 1 and path in existing.context
            why = f"to use it, set `context` in {CONFIG}" if choice else f"{CONFIG} names it"
            screen.echo(f"kept   {visible((top / path).as_posix())}: {why}")
    context = (project.config.context if project is not None else "") or " or ".join(existing.context)
    added = [file.path for file in files if kept.get(file.path) != IN_PROJECT]
    screen.echo("\n".join(_next_commands(top, added, own_files, visible(context or CONTEXT))))
    ctx.exit(0)


def _require_top_folder(folder: str) -> None:
    """End the command if a path is a file, or a folder inside a repository."""
    from microdep_rules.output.visible import visible
    from microdep_rules.workspace.folders import is_file, real_path, repository_of

    top = Path(folder)
    if is_file(top):
        raise click.UsageError(f"`{folder}` is a file; name the folder at the top of the repository")
    repository = repository_of(top)
    if repository is not None and repository != real_path(top):
        # Hooks run in the top folder of a repository, and read the configuration there.
        better = visible(shlex.quote(os.path.relpath(repository)))
        raise click.UsageError(
            f"`{folder}` is inside a repository; set up its top folder: microdep init {better}"
        )


def _write_files(top: Path, files: Sequence[StarterFile], kept: Mapping[str, str], *, dry_run: bool) -> None:
    """Write the files and report them; `kept` has the reason for each file that is not written."""
    from microdep_rules.output.visible import visible

    for file in files:
        if file.path not in kept:
            screen.refuse_links(top / file.path, top)
    for file in files:
        shown = visible((top / file.path).as_posix())
        if file.path in kept:
            screen.echo(f"kept   {shown}: {kept[file.path]}")
            continue
        if not dry_run:
            screen.write_in(top / file.path, file.text)
        screen.echo(f"{'would write' if dry_run else 'wrote '} {shown}: {file.purpose}")


def _existing_project(top: Path) -> Project | None:
    """Return the project of the existing configuration; `None` if the configuration has an error."""
    from microdep_rules.pipeline.project import open_project

    return open_project(start=top.absolute())[0]


def _is_strict(project: Project | None) -> bool:
    """Return whether the existing configuration lets an unknown outcome stop a commit."""
    return project is not None and project.config.fail_on == "unknown"


def _reason_to_keep(top: Path, file: StarterFile, *, force: bool) -> str:
    """Return the reason why an existing file is not overwritten; empty if the command writes the file."""
    from microdep_rules.workspace.files import CONFIG_FILES, find_config
    from microdep_rules.workspace.starter import CONFIG, HOOKS, OWN_WORK, PACK

    path = top / file.path
    if file.path == CONFIG and not path.exists():
        own = find_config(top)
        configured = own is not None and own.parent == top and own.name == CONFIG_FILES[1]
        return IN_PROJECT if configured else ""
    if not path.exists() and not path.is_symlink():
        return ""
    if file.path == HOOKS:
        return "it exists, and may have other hooks"
    if file.path in OWN_WORK or file.path.startswith(f"{PACK}/"):
        return "it exists, and has your own data"
    return "" if force else "it exists; --force overwrites it"


def _has_bom(top: Path) -> bool:
    """Return whether a folder has a bill of materials, or a table that may be one."""
    from microdep_rules.workspace.files import Workspace
    from microdep_rules.workspace.folders import is_folder

    workspace = Workspace(top.absolute())
    return is_folder(top) and bool(workspace.find([str(top)]).files or workspace.tables())


def _has_hook(path: Path) -> bool:
    """Return whether a pre-commit configuration has a hook of microdep."""
    from microdep_rules.workspace.files import Workspace

    data, _ = Workspace().read(str(path), "config")
    return b"microdep-check" in (data or b"")


def _next_commands(top: Path, files: Sequence[str], own_files: Sequence[str], context: str) -> Iterator[str]:
    """Yield the next commands for the user; one of them is `git add` for the files that the hooks read."""
    from microdep_rules.config import Config
    from microdep_rules.output.visible import visible
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.tables import is_component_table
    from microdep_rules.workspace.files import Workspace
    from microdep_rules.workspace.folders import is_folder
    from microdep_rules.workspace.starter import BOM, CONFIG

    here = os.path.realpath(top) == os.path.realpath(".")
    inside = "" if here else f"cd {visible(shlex.quote(top.as_posix()))} && "
    workspace = Workspace(top.absolute())
    there = is_folder(top)
    project = Project(workspace, Config())
    tables = workspace.tables()[:MOST_TABLES] if there else []
    tables = [table for table in tables if is_component_table(project, str(workspace.base / table))]
    yield "next:"
    yield f"  1. complete {context}: without contract facts, verdicts on contracts stay unknown"
    yield f"  2. choose the packs in {CONFIG}; `microdep packs list` shows them, --pack all runs them"
    if BOM in files or (there and workspace.find([str(top)]).files):
        yield f"  3. {inside}microdep check"
    elif tables:
        yield f"  3. {inside}microdep bom import {visible(shlex.quote(tables[0]))}, then microdep check"
    else:
        yield f"  3. add a bill of materials, bom.yaml or a table; then {inside}microdep check"
    added = dict.fromkeys((*(file.partition("/")[0] for file in files), *own_files))
    shown = " ".join(visible(shlex.quote(name)) for name in added)
    yield f"  4. {inside}git add {shown} && pre-commit install"
