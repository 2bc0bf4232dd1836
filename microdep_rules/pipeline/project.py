"""Project: a workspace with its configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.config import Config, parse_config
from microdep_rules.source import SourceFile
from microdep_rules.workspace.files import Workspace, find_config

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic


class Project(Struct, frozen=True):
    """Workspace with its configuration."""

    workspace: Workspace
    config: Config
    path: Path | None = None


def open_project(
    config_path: str = "", start: Path | None = None
) -> tuple[Project | None, SourceFile | None, list[Diagnostic]]:
    """Open the project with a configuration file; also return the text and the problems of this file.

    The file is `config_path`, or otherwise the nearest configuration in the folder `start` or a folder above.
    Without a configuration, the project has the default settings.
    """
    here = start or Path.cwd()
    path = Path(config_path).absolute() if config_path else find_config(here)
    if path is None:
        return Project(Workspace(here), Config()), None, []
    workspace = Workspace(path.parent)
    data, problem = workspace.read(str(path), "config", shown=config_path)  # the path as the user typed it
    if data is None:
        return None, None, [problem] if problem else []
    source = SourceFile(workspace.shown(path), data.decode("utf-8", "replace"))
    config, problems = parse_config(source)
    project = Project(workspace, config, path) if config is not None else None
    return project, source, problems
