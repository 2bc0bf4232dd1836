"""Progress of a long command: a bar on a terminal, otherwise lines on the error stream.

An alarm of the operating system triggers each line. Only this module uses the clock for durations.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, TaskID

MANY = 20
"""Smallest number of files, or of rules for one large document, with which a bar is shown."""
FIRST = 2.0
"""Seconds before the first line; a shorter command prints no line."""
EVERY = 10.0
"""Seconds between two progress lines."""
LOOK = 1.0
"""Seconds between two alarms; at each alarm, the program checks whether a line is due."""
WHOLE = 100
QUIET = frozenset({"-q", "--quiet"})
OFF = "off"
"""Value of the variable `MICRODEP_PROGRESS` that turns progress off."""


class Lines:
    """Writer of progress lines for a running command, at fixed intervals."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._process = os.getpid()
        self.stage = ""
        self.done = self.total = 0
        self.is_paused = False
        self.restart()

    def restart(self) -> None:
        """Measure the time from now on."""
        self.began = self._clock()
        self.due = self.began + FIRST

    def tick(self) -> None:
        """Write a progress line if one is due while a command runs; a fork of the process writes no line."""
        now = self._clock()
        if self.is_paused or now < self.due or os.getpid() != self._process:
            return
        context = click.get_current_context(silent=True)
        if context is None or isinstance(context.command, click.Group) or context.params.get("quiet"):
            return
        self.due += EVERY * ((now - self.due) // EVERY + 1)
        self._write(self.line(context.command_path, now - self.began))

    def line(self, command: str, seconds: float) -> str:
        """Return the progress line for a command that has run for `seconds` seconds."""
        share = f", {min(self.done, self.total) * WHOLE // self.total} % done" if self.total else ""
        return f"{command}: {self.stage or 'working'}{share}, {seconds:.0f} s so far"


class _Running:
    """Holder of the writer of progress lines; `None` if Python code called the command."""

    lines: Lines | None = None


@contextmanager
def lines() -> Iterator[None]:
    """Write progress lines while a command runs.

    A quiet command, and a command that reads a document from the keyboard, write no lines.
    """
    types = "-" in sys.argv and sys.stdin is not None and sys.stdin.isatty()
    if _is_off() or types or not QUIET.isdisjoint(sys.argv):
        yield
        return
    _Running.lines = Lines(_write_line)
    try:
        with alarms(_Running.lines.tick, FIRST, LOOK):
            yield
    finally:
        _Running.lines = None


@contextmanager
def alarms(tick: Callable[[], None], first: float, every: float) -> Iterator[None]:
    """Call `tick` after `first` seconds, and then every `every` seconds.

    If other code uses the alarm, `tick` is never called. A fork of this process, such as one for parallel
    checks, has no alarm.
    """
    if signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0):
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: tick())
    signal.setitimer(signal.ITIMER_REAL, first, every)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def stage(name: str) -> None:
    """Set the name of the stage that progress lines show."""
    if _Running.lines is not None:
        _Running.lines.stage = name
        _Running.lines.done = _Running.lines.total = 0


@contextmanager
def paused() -> Iterator[None]:
    """Pause the progress lines while the command waits for a person; then measure the time from zero."""
    running = _Running.lines
    if running is None:
        yield
        return
    running.is_paused = True
    try:
        yield
    finally:
        running.restart()
        running.is_paused = False


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function for progress reports, to call with the finished and the total number of files.

    For a large file, the numbers count rules. On a terminal outside CI, a bar replaces the progress lines.
    """
    if not sys.stderr.isatty() or "CI" in os.environ or _is_off():
        yield _counted(_Running.lines) if _Running.lines is not None else None
        return
    bar = _Bar()
    try:
        yield bar.advance
    finally:
        bar.stop()


def _is_off() -> bool:
    return os.environ.get("MICRODEP_PROGRESS") == OFF


def _counted(running: Lines) -> Callable[[int, int], None]:
    def advance(done: int, total: int) -> None:
        running.done, running.total = done, total

    return advance


def _write_line(line: str) -> None:
    """Write a line directly to the stream, without its buffer.

    The alarm may come while other code writes to the buffer.
    """
    with suppress(OSError, ValueError):  # a line about progress may be lost
        os.write(sys.stderr.fileno(), f"{line}\n".encode())


class _Bar:
    """Progress bar that appears when the first progress is reported."""

    def __init__(self) -> None:
        self.shown: tuple[Progress, TaskID] | None = None
        self.lines = _Running.lines

    def advance(self, done: int, total: int) -> None:
        if self.lines is not None:
            self.lines.done, self.lines.total = done, total
        if total < MANY:
            return
        if self.shown is None:
            from rich.console import Console
            from rich.progress import Progress

            drawn = Progress(console=Console(stderr=True), transient=True)
            drawn.start()
            self.shown = (drawn, drawn.add_task("checking", total=total))
            if self.lines is not None:
                self.lines.is_paused = True
        drawn, task = self.shown
        drawn.update(task, completed=done, total=total)

    def stop(self) -> None:
        if self.shown is not None:
            self.shown[0].stop()
            if self.lines is not None:
                self.lines.is_paused = False
