"""What a commit takes away: pre-commit names to a hook what has changed, and nothing that is gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules.workspace.folders import repository_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIFF = ("git", "diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--diff-filter=D")


def gone(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    """What is taken away by what pre-commit has a hook look at, which is told by its variables.

    Nothing is, outside of pre-commit. `None`: git does not say.

    >>> gone({})
    ()
    """
    if not environment.get("PRE_COMMIT"):
        return ()
    start, end = environment.get("PRE_COMMIT_FROM_REF"), environment.get("PRE_COMMIT_TO_REF")
    if not start or not end:
        return _asked("--cached")
    # Where two commits have no common ancestor, the second form is what there is between them.
    since = _asked("--end-of-options", f"{start}...{end}", "--")
    return _asked("--end-of-options", f"{start}..{end}", "--") if since is None else since


def _asked(*between: str) -> tuple[str, ...] | None:
    said = _output((*_DIFF, *between))
    top = repository_of(Path.cwd())
    if said is None or top is None:
        return None
    # Git names files from the top, wherever it is asked.
    return tuple(os.path.relpath(top / os.fsdecode(each)) for each in said.split(b"\0") if each)


def _output(command: tuple[str, ...]) -> bytes | None:
    """What a command prints; nothing where it fails. To import `subprocess` takes as long as git does."""
    if not hasattr(os, "posix_spawnp"):
        import subprocess

        try:
            return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - no shell
        except (OSError, subprocess.CalledProcessError):
            return None
    read, write = os.pipe()
    quiet = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    try:
        actions = [(os.POSIX_SPAWN_DUP2, write, 1), quiet]
        child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    except OSError:
        os.close(read)
        return None
    finally:
        os.close(write)
    with os.fdopen(read, "rb") as opened:
        said = opened.read()
    return said if os.waitpid(child, 0)[1] == 0 else None
