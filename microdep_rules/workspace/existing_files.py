"""Files of a repository that `microdep init` finds: contract facts, waivers and overlays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.workspace.content import declared_kind
from microdep_rules.workspace.folders import walk
from microdep_rules.workspace.starter import CONTEXT, OVERLAYS, PATTERNS, README, WAIVERS, settings_lines

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.config import Config
    from microdep_rules.workspace.files import Workspace

TEXTS = (".yaml", ".yml", ".json")
KINDS = ("context", "overlay", "waivers")


class ExistingFiles(Struct, frozen=True):
    """Files in a folder that state contract facts, overlays or waivers; paths are relative to the folder."""

    context: tuple[str, ...] = ()
    overlay: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()


def find_existing(top: Path) -> ExistingFiles:
    """Return the files below a folder whose `schema` states contract facts, overlays or waivers.

    Contract facts in the top folder come before those in subfolders, and `contract.yaml` comes first.
    """
    paths: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for path in walk(top)[0]:
        if path.suffix.lower() in TEXTS and (kind := declared_kind(path)) in paths:
            paths[kind].append(path.relative_to(top).as_posix())
    contexts = [path for path in paths["context"] if "/" not in path] or paths["context"]
    contexts = [CONTEXT] if CONTEXT in contexts else contexts
    return ExistingFiles(tuple(contexts), tuple(paths["overlay"]), tuple(paths["waivers"]))


def replaced_files(config: Config) -> frozenset[str]:
    """Return the starter files that `init` need not write, because the configuration names other files."""
    own = {
        CONTEXT: bool(config.context) and config.context != CONTEXT,
        WAIVERS: bool(config.waivers) and WAIVERS not in config.waivers,
        README: bool(config.overlays)
        and not any(path.startswith(f"{OVERLAYS}/") for path in config.overlays),
    }
    return frozenset(path for path, is_replaced in own.items() if is_replaced)


def missing_lines(config: Config, workspace: Workspace, existing: ExistingFiles) -> list[str]:
    """Return the lines to add to a configuration, so that it names the existing files and starter files."""
    unread = [
        path for path in existing.overlay if not workspace.matches(workspace.base / path, config.overlays)
    ]
    lines = settings_lines(existing.context, unread, existing.waivers, config.overlays or PATTERNS)
    needed = {
        "context": not config.context,
        "overlays": not config.overlays or bool(unread),
        "waivers": not config.waivers,
    }
    return [lines[key] for key, is_needed in needed.items() if is_needed]
