"""Implementation of `check --watch`: a new check after each change of an input file."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from msgspec import Struct

from microdep_rules.cli import exit_codes, progress, screen
from microdep_rules.output.from_here import from_here
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.pipeline.project import Project

EVERY = 0.25
"""Seconds between two tests for changed files."""
SETTLED = 0.1
"""Seconds without a change after which a changed file counts as completely saved."""
MOST_LOOKS = 50
"""Largest number of tests until a changed file is completely saved; some files change all the time."""
MOST_NAMED = 3

State = dict[str, tuple[int, int, int]]
"""Modification time, size and inode of each file."""


class Watched(Struct, frozen=True):
    """Files that a check watches, with the project."""

    project: Project
    places: tuple[Path, ...]
    """Files and folders to watch for changes."""
    shared: tuple[str | Path, ...]
    """Files that every check reads, and the paths on the command line."""
    own: str
    """Path of the output of the check, which is not watched."""

    def state(self) -> State:
        """Return modification time, size and inode of each watched file now."""
        from microdep_rules.workspace.folders import files_under

        state_: State = {}
        for file in (file for place in self.places for file in files_under(place)):
            try:
                stat = file.stat()
            except (OSError, ValueError):  # it was deleted, or no file can have its name
                continue
            if os.path.realpath(file) != self.own:
                path = os.path.abspath(file)  # noqa: PTH100 - links stay as the user wrote them
                state_[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        return state_

    def changed(self, before: State, now: State) -> list[str]:
        """Return the paths that differ between two states, and that may affect the result of the check."""
        from microdep_rules.cli.changed import overlays_among
        from microdep_rules.workspace.changes import relevant_paths

        paths = [path for path in sorted(before | now) if before.get(path) != now.get(path)]
        shared = (*self.shared, *overlays_among(self.project, paths))
        return relevant_paths(self.project.workspace, paths, self.project.config.boms, shared)


def watch(ctx: click.Context) -> NoReturn:
    """Run a command again after each change of a watched file, until the user interrupts it."""
    settings = ctx.params
    if "-" in settings["paths"] or settings["changed"]:
        raise click.UsageError("--watch is for files; leave out - and --changed")
    if settings["resume"]:
        raise click.UsageError("--watch stores no documents; leave out --resume")
    if settings["write_baseline"]:  # each run would overwrite the baseline of the previous run
        raise click.UsageError("--watch writes no baseline; leave out --watch or --write-baseline")
    project: Project | None = None
    try:
        while True:
            project = _project(settings["config_path"], project)
            watched = _watched(project, settings)
            before = watched.state()
            _run(ctx)
            screen.echo("watching; stop with Ctrl-C", err=True)
            with progress.paused():
                changed = _next_change(watched, before)
            names = and_more([from_here(project.workspace.shown(path)) for path in changed], MOST_NAMED)
            screen.echo(f"\nchanged: {names}", err=True)
    except KeyboardInterrupt:
        screen.stop(exit_codes.INTERRUPTED)


def _run(ctx: click.Context) -> None:
    """Run one check; show its errors and continue, because the next change may fix them."""
    from microdep_rules.cli import mistakes

    assert ctx.command.callback is not None
    try:
        ctx.invoke(ctx.command.callback, **{**ctx.params, "watch": False})
    except click.exceptions.Exit:
        pass
    except click.ClickException as wrong:
        mistakes.show(wrong, ctx.command_path.split()[1:2])
    gc.collect()


def _next_change(watched: Watched, before: State) -> list[str]:
    """Wait for a change that may affect the result of the check, and return the changed paths."""
    while True:
        time.sleep(EVERY)
        now = watched.state()
        if watched.changed(before, now):
            for _ in range(MOST_LOOKS):
                time.sleep(SETTLED)
                last, now = now, watched.state()
                if last == now:
                    break
            if changed := watched.changed(before, now):  # an empty result means that the change was undone
                return changed
        before = now


def _project(config_path: str, last: Project | None) -> Project:
    """Return the project; if the configuration cannot be read, return the project of the last check."""
    from microdep_rules.config import Config
    from microdep_rules.pipeline.project import Project, open_project
    from microdep_rules.workspace.files import Workspace, find_config

    project, _, _ = open_project(config_path)
    if project is not None:
        return project
    path = Path(config_path).absolute() if config_path else find_config(Path.cwd())
    return last or Project(Workspace(path.parent if path is not None else Path.cwd()), Config(), path)


def _watched(project: Project, settings: Mapping[str, Any]) -> Watched:
    """Return the files to watch: those that a check with these settings reads."""
    from microdep_rules.cli.changed import shared_files
    from microdep_rules.workspace.files import CONFIG_FILES
    from microdep_rules.workspace.folders import is_file, is_folder
    from microdep_rules.workspace.names import MAPPING

    base = project.workspace.base
    named = [Path(path) for path in settings["paths"]]
    shared = [*shared_files(project, settings), *named, *(base / file for file in CONFIG_FILES)]
    overlays = [base / overlay for overlay in project.config.overlays]
    packs = [Path(path) for path in settings["packs"]] or [base / pack for pack in project.config.packs]
    beside = [
        pack.parent for pack in packs if is_file(pack) or is_folder(pack)
    ]  # includes the packs that these packs use
    beside += [path.parent for path in overlays if is_folder(path.parent)]  # new overlays may appear there
    places = [*(named or [base]), *(Path(f"{path}{MAPPING}") for path in named), *map(Path, shared), *beside]
    output = os.path.realpath(settings["output"] or os.devnull)
    return Watched(project, tuple(dict.fromkeys(places)), tuple(shared), output)
