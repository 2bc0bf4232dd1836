"""What a command checks that is given the names of files that have changed, as hooks are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.project import Project


def to_check(project: Project, asked: Mapping[str, Any]) -> tuple[str, ...]:
    """What is to be checked of the paths that have changed, and of what is read with them."""
    from microdep_rules.workspace import changed

    paths, told = with_what_is_gone(asked["paths"])
    shared = [*read_with_all(project, asked), *overlays_among(project, paths)]
    found = changed.to_check(project.workspace, paths, project.config.boms, shared)
    return found if told else (os.path.relpath(project.workspace.base),)


def with_what_is_gone(paths: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The paths that a hook is given, and those that its commit takes away; whether these are known."""
    from microdep_rules.workspace.gone import gone

    away = gone(os.environ)
    return tuple(dict.fromkeys([*paths, *(away or ())])), away is not None


def overlays_among(project: Project, paths: Iterable[str]) -> list[str]:
    """The paths that the configuration takes for overlays, whether they are there or not: one may be gone."""
    own = project.config.overlays
    return [path for path in paths if own and project.workspace.matches(Path(path), own)]


def read_with_all(project: Project, asked: Mapping[str, Any]) -> list[str | Path]:
    """The files besides packs that are read with every document: what is named, else what is configured."""
    config = project.config
    configured = {
        "context": (config.context,),
        "overlays": project.workspace.spread(config.overlays),
        "waiver_files": config.waivers,
        "baseline": (config.baseline,),
    }
    from microdep_rules.workspace.files import CONFIG_FILES

    # Without a configuration there may have been one: who changes `pyproject.toml` can take its table away.
    own = project.path if project.path is not None else project.workspace.base / CONFIG_FILES[1]
    found: list[str | Path] = [own]
    for name, paths in configured.items():
        named = asked.get(name) or ()
        given = (named,) if isinstance(named, str) else named
        found += given or [project.workspace.base / path for path in paths if path]
    return found


def nothing(day: date) -> Checked:
    """A run for which there was nothing to do."""
    from microdep_rules.output.checked import Checked

    return Checked(day, (), ())
