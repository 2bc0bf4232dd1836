"""Files that a commit deletes; pre-commit passes only existing files to a hook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules.workspace.folders import repository_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIFF = ("git", "diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--diff-filter=D")


def deleted_files(environment: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the files that the commits checked by pre-commit delete, found with git.

    Return an empty tuple outside pre-commit, and `None` if git fails.

    >>> deleted_files({})
    ()
    """
    if not environment.get("PRE_COMMIT"):
        return ()
    start, end = environment.get("PRE_COMMIT_FROM_REF"), environment.get("PRE_COMMIT_TO_REF")
    if not start or not end:
        return _diff("--cached")
    # If two commits have no common ancestor, the second form compares them directly.
    since = _diff("--end-of-options", f"{start}...{end}", "--")
    return _diff("--end-of-options", f"{start}..{end}", "--") if since is None else since


def _diff(*between: str) -> tuple[str, ...] | None:
    output = _output((*_DIFF, *between))
    top = repository_of(Path.cwd())
    if output is None or top is None:
        return None
    # Git names files from the top, from any folder.
    return tuple(os.path.relpath(top / os.fsdecode(name)) for name in output.split(b"\0") if name)


def _output(command: tuple[str, ...]) -> bytes | None:
    """Return the output of a command; `None` if the command fails.

    `subprocess` is imported in the function, because the import is slow.
    """
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
        output = opened.read()
    return output if os.waitpid(child, 0)[1] == 0 else None
