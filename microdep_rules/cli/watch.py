"""Checks again whenever something is saved that a check reads."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from msgspec import Struct

from microdep_rules.cli import exit_codes, progress, screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.pipeline.project import Project

EVERY = 0.25
"""Seconds from one look at the files to the next."""
SETTLED = 0.1
"""Seconds without a further change, after which what was saved is taken for whole."""
MOST_LOOKS = 50
"""So often that is waited for: who writes without an end is not waited for."""
MOST_NAMED = 3

State = dict[str, tuple[int, int, int]]
"""Of each file that is there: when it was changed, its size, and which one it is."""


class Watched(Struct, frozen=True):
    """What is looked at, and what is known of it."""

    project: Project
    places: tuple[Path, ...]
    """Files, and folders with all that is in them."""
    shared: tuple[str | Path, ...]
    """What is read with every document, and what was named to be checked."""
    own: str
    """The output, which the check writes itself."""

    def state(self) -> State:
        """How the files are now."""
        from microdep_rules.workspace.folders import files_under

        found: State = {}
        for each in (file for place in self.places for file in files_under(place)):
            try:
                said = each.stat()
            except (OSError, ValueError):  # it is gone, or has a name that no file can have
                continue
            if os.path.realpath(each) != self.own:
                path = os.path.abspath(each)  # noqa: PTH100 - links stay as the user wrote them
                found[path] = (said.st_mtime_ns, said.st_size, said.st_ino)
        return found

    def changed(self, before: State, now: State) -> list[str]:
        """What may change what the check says."""
        from microdep_rules.cli.changed import overlays_among
        from microdep_rules.workspace.changed import concern

        paths = [each for each in sorted(before | now) if before.get(each) != now.get(each)]
        shared = (*self.shared, *overlays_among(self.project, paths))
        return concern(self.project.workspace, paths, self.project.config.boms, shared)


def watch(ctx: click.Context) -> NoReturn:
    """Runs the command of a context without its `watch`, again and again, until it is interrupted."""
    asked = ctx.params
    if "-" in asked["paths"] or asked["changed"]:
        raise click.UsageError("--watch looks at files; it takes neither the standard input nor --changed")
    if asked["resume"]:
        raise click.UsageError("--watch keeps nothing of a check; leave out --resume")
    if asked["write_baseline"]:  # each run would know what the one before has found, and write it anew
        raise click.UsageError("--watch only reads a baseline; write one with a single check")
    project: Project | None = None
    try:
        while True:
            project = _project(asked["config_path"], project)
            watched = _watched(project, asked)
            before = watched.state()
            _run(ctx)
            screen.echo("watching; Ctrl-C ends", err=True)
            with progress.paused():
                changed = _next_change(watched, before)
            more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
            names = [project.workspace.shown(each) for each in changed[:MOST_NAMED]]
            screen.echo(f"\nchanged: {', '.join(names)}{more}", err=True)
    except KeyboardInterrupt:
        screen.stop(exit_codes.INTERRUPTED)


def _run(ctx: click.Context) -> None:
    """One check; what is wrong with it has been said, and may be fixed by what is saved next."""
    from microdep_rules.cli import mistakes

    assert ctx.command.callback is not None
    try:
        ctx.invoke(ctx.command.callback, **{**ctx.params, "watch": False})
    except click.exceptions.Exit:
        pass
    except click.ClickException as wrong:
        mistakes.show(wrong)
    gc.collect()


def _next_change(watched: Watched, before: State) -> list[str]:
    """Waits until something has changed that matters, and nothing more does."""
    while True:
        time.sleep(EVERY)
        now = watched.state()
        if watched.changed(before, now):
            for _ in range(MOST_LOOKS):
                time.sleep(SETTLED)
                last, now = now, watched.state()
                if last == now:
                    break
            if changed := watched.changed(before, now):  # else it was saved and taken back
                return changed
        before = now


def _project(config_path: str, last: Project | None) -> Project:
    """The project as it is now; while its configuration cannot be read, as it was before."""
    from microdep_rules.config import Config
    from microdep_rules.pipeline.project import Project, open_project
    from microdep_rules.workspace.files import Workspace, find_config

    project, _, _ = open_project(config_path)
    if project is not None:
        return project
    path = Path(config_path).absolute() if config_path else find_config(Path.cwd())
    return last or Project(Workspace(path.parent if path is not None else Path.cwd()), Config(), path)


def _watched(project: Project, asked: Mapping[str, Any]) -> Watched:
    """What a check looks at that is asked for so."""
    from microdep_rules.cli.changed import read_with_all
    from microdep_rules.workspace.files import CONFIG_FILES
    from microdep_rules.workspace.folders import is_file, is_folder
    from microdep_rules.workspace.names import MAPPING

    base = project.workspace.base
    named = [Path(each) for each in asked["paths"]]
    shared = [*read_with_all(project, asked), *named, *(base / file for file in CONFIG_FILES)]
    said = [base / overlay for overlay in project.config.overlays]
    packs = [Path(each) for each in asked["packs"]] or [base / pack for pack in project.config.packs]
    beside = [pack.parent for pack in packs if is_file(pack) or is_folder(pack)]  # with those that they use
    beside += [each.parent for each in said if is_folder(each.parent)]  # where further ones may be put
    places = [*(named or [base]), *(Path(f"{each}{MAPPING}") for each in named), *map(Path, shared), *beside]
    output = os.path.realpath(asked["output"] or os.devnull)
    return Watched(project, tuple(dict.fromkeys(places)), tuple(shared), output)
