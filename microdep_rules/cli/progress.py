"""How far a long check is, on a terminal and nowhere else."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, TaskID

MANY = 20
"""Of fewer files nobody sees a bar; a document that tells of its parts has many more of them."""


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """What takes how many files, or parts of a large one, are done, and how many there are.

    Nothing in a pipe or in CI.
    """
    if not sys.stderr.isatty() or "CI" in os.environ:
        yield None
        return
    bar = _Bar()
    try:
        yield bar.advance
    finally:
        bar.stop()


class _Bar:
    """A bar that is drawn when it is first needed."""

    def __init__(self) -> None:
        self.shown: tuple[Progress, TaskID] | None = None

    def advance(self, done: int, total: int) -> None:
        if total < MANY:
            return
        if self.shown is None:
            from rich.console import Console
            from rich.progress import Progress

            drawn = Progress(console=Console(stderr=True), transient=True)
            drawn.start()
            self.shown = (drawn, drawn.add_task("checking", total=total))
        drawn, task = self.shown
        drawn.update(task, completed=done, total=total)

    def stop(self) -> None:
        if self.shown is not None:
            self.shown[0].stop()
