"""A process of its own for what somebody else wrote: it has little time and memory, and ends when we do.

It is one of our own modules, which reads JSON from its standard input. Once it has read that, it writes no
larger file than it was told, and the system ends it where it goes beyond its bounds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "WEASYPRINT_DLL_DIRECTORIES")
"""What such a process is told of the environment: where programs and libraries lie."""
_DEATH_OF_PARENT = 1
"""What `prctl` of Linux calls the signal that comes when the parent ends."""
_KILL = 9


class Bounds(Struct, frozen=True):
    """How much a process may take."""

    seconds: int
    """Of processor time."""
    memory: int
    wait: int
    """So many seconds we wait for it."""
    file: int = 0
    """The size of the largest file that it may write, into a folder that is taken away behind it."""


class StoppedError(Exception):
    """There is no answer; the text says why, and `kind` whether it was by the bounds."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def answer_of(module: str, asked: Mapping[str, Any], bounds: Bounds) -> bytes:
    """What one of our modules writes when it is asked; `StoppedError` where it comes to no end."""
    given = {"asked": asked, "parent": os.getpid(), "limits": [bounds.seconds, bounds.memory, bounds.file]}
    # Without the current folder on the path of modules, and without what the environment says to Python.
    command = [sys.executable, "-P", "-E", "-m", module]
    with TemporaryDirectory(prefix="microdep-", ignore_cleanup_errors=True) as folder:
        own = {name: os.environ[name] for name in KEPT if name in os.environ} | {"TMPDIR": folder}
        try:
            done = subprocess.run(  # noqa: S603 - our own module, with nothing of anybody in its words
                command,
                input=json.dumps(given).encode(),
                env=own,
                capture_output=True,
                check=False,
                timeout=bounds.wait,
            )
        except subprocess.TimeoutExpired:
            raise StoppedError("limits", "it took too long") from None
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        size = f"{bounds.memory // 1024**3} GiB of memory"
        raise StoppedError("limits", f"it took more than {bounds.seconds} s, or more than {size}")
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise StoppedError("failed", visible(last[-200:]))
    return done.stdout


def told_of(problem: BaseException) -> str:
    """What an exception says, on one line that can be written."""
    return visible(f"{type(problem).__name__}: {problem}"[:500]).removesuffix(": ")


# ---- in the other process ------------------------------------------------------------------------------


def asked_of_us() -> Any:  # noqa: ANN401 - what another module was asked
    """What the standard input asks; from here on the bounds hold, also for what is imported."""
    given = json.loads(sys.stdin.buffer.read())
    _end_with(given["parent"])
    _limit(*given["limits"])
    return given["asked"]


def _end_with(parent: int) -> None:
    """From here on this process ends when its parent does, on Linux; elsewhere when its time is over."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, _KILL, 0, 0, 0)
    if os.getppid() != parent:  # it has ended before
        sys.exit(1)


def _limit(seconds: int, memory: int, file: int) -> None:
    """From here on little time, little memory, and no file that grows."""
    import resource

    wanted = (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file),
        (resource.RLIMIT_CORE, 0),
    )
    for which, most in wanted:
        _, hard = resource.getrlimit(which)
        at_most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(which, (at_most, at_most))
        except (OSError, ValueError):  # macOS has no limit of memory
            continue
