"""Packs for `test` and `lint`: named, changed, configured or shipped packs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments
from microdep_rules.workspace import shipped_packs

if TYPE_CHECKING:
    from microdep_rules.pipeline.project import Project

paths = click.argument("paths", nargs=-1, type=arguments.PackPath(), metavar="[PATH]...")
changed = click.option("--changed", is_flag=True, help="For hooks: PATHs are the changed files.")


def changed_paths(project: Project, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the packs to test: packs with a changed file, and packs of the user that may use these packs."""
    from microdep_rules.cli.changed import with_deleted
    from microdep_rules.workspace.changes import RULES, changed_packs
    from microdep_rules.workspace.folders import is_file, is_folder

    own = [project.workspace.base / pack for pack in project.config.packs]
    names, is_known = with_deleted(names)
    changed_names = changed_packs(names)
    if is_known and not changed_names and not any(path.lower().endswith(RULES) for path in names):
        return ()
    beside = (os.path.relpath(path) for path in own if is_file(path) or is_folder(path))
    return tuple(dict.fromkeys((*changed_names, *beside)))


def pack_folders(project: Project, names: tuple[str, ...]) -> list[Path]:
    """Return the folders of the named packs; end the command if a name is no pack."""
    from microdep_rules.pipeline.packs import find_pack
    from microdep_rules.workspace.files import ALL_PACKS
    from microdep_rules.workspace.folders import is_file, is_folder

    workspace = project.workspace
    own = () if names else project.config.packs
    if ALL_PACKS in own:
        own = (*shipped_packs.list_packs(), *(name for name in own if name != ALL_PACKS))
    folders: dict[Path, None] = {}
    for name in own or names or shipped_packs.list_packs():
        # A rule file cannot be loaded without the other files of its pack.
        named = None if is_file(Path(name)) else find_pack(project, name)
        pack = workspace.configured_pack(name) if own else named
        inside = [pack] if pack is not None else workspace.pack_folders([name])
        if pack is None and not any(is_file(path) or is_folder(path) for path in inside):
            here = is_folder(Path(name))
            message = (
                f"the folder `{name}` has no rule file" if here else f"there is no pack or rule file `{name}`"
            )
            raise click.UsageError(f"{message}; `microdep packs list` lists the packs")
        folders.update(dict.fromkeys(inside))
    return list(folders)
