"""Separate process with limited time and memory, for untrusted input.

The process runs one module of this program, which reads JSON from standard input. The operating system ends
the process if it exceeds a limit, such as the size limit for files, or if its parent process ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.messages import phrase_of
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "WEASYPRINT_DLL_DIRECTORIES")
"""Environment variables that the separate process receives: paths of programs and libraries."""
_DEATH_OF_PARENT = 1
"""Number of the Linux option `PR_SET_PDEATHSIG`, which ends a process when its parent process ends."""
_KILL = 9


class ProcessLimits(Struct, frozen=True):
    """Limits of a separate process."""

    seconds: int
    """Most processor time, in seconds."""
    memory: int
    wait: int
    """Seconds that the calling program waits for the process."""
    file: int = 0
    """Size of the largest file that the process may write to a temporary folder."""


class ProcessStoppedError(Exception):
    """Error for a process that gave no answer; `kind` states whether it exceeded a limit."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def answer_of(module: str, asked: Mapping[str, Any], bounds: ProcessLimits) -> bytes:
    """Run a module of this program in a separate process, and return its answer to `asked`.

    If the module gives no answer, raise `ProcessStoppedError`.
    """
    given = {"asked": asked, "parent": os.getpid(), "limits": [bounds.seconds, bounds.memory, bounds.file]}
    # The process reads no modules from the current folder, and no environment variables of Python.
    command = [sys.executable, "-P", "-E", "-m", module]
    with TemporaryDirectory(prefix="microdep-", ignore_cleanup_errors=True) as folder:
        own = {name: os.environ[name] for name in KEPT if name in os.environ} | {"TMPDIR": folder}
        try:
            done = subprocess.run(  # noqa: S603 - a module of this package, without untrusted arguments
                command,
                input=json.dumps(given).encode(),
                env=own,
                capture_output=True,
                check=False,
                timeout=bounds.wait,
            )
        except subprocess.TimeoutExpired:
            raise ProcessStoppedError("limits", phrase_of("template/forbidden", "too-long")) from None
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        memory = bounds.memory // 1024**3
        reason = phrase_of("template/forbidden", "too-much", seconds=bounds.seconds, memory=memory)
        raise ProcessStoppedError("limits", reason)
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise ProcessStoppedError("failed", visible(last[-200:]))
    return done.stdout


def text_of_problem(problem: BaseException) -> str:
    """Return the type and message of an exception as one line without control characters."""
    return visible(f"{type(problem).__name__}: {problem}"[:500]).removesuffix(": ")


# ---- in the other process ------------------------------------------------------------------------------


def request() -> Any:  # noqa: ANN401 - the request of another module
    """Return the request from standard input, and set the limits of this process.

    Call this function before the imports of large modules, because only later imports count towards the
    limits.
    """
    given = json.loads(sys.stdin.buffer.read())
    _end_with(given["parent"])
    _limit(*given["limits"])
    return given["asked"]


def _end_with(parent: int) -> None:
    """End this process when the parent process ends.

    The end of the parent process is noticed only on Linux. On other systems, the limit on processor time ends
    the process.
    """
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, _KILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent process has already ended
        sys.exit(1)


def _limit(seconds: int, memory: int, file: int) -> None:
    """Limit the processor time, the memory and the size of files of this process."""
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
        except (OSError, ValueError):  # macOS has no memory limit
            continue
