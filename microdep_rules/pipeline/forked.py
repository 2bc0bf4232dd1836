"""The packs of one document, judged by several processes that the system copies from this one.

A copy has all that was read already, and only what comes out has to be handed over. Where the system does not
copy processes, or this one has threads, which a copy would lack, one process judges everything.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from contextlib import suppress
from io import BytesIO
from mmap import mmap
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.pipeline.processors import processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir

    Judge = Callable[[ir.Pack, Callable[[], None]], list[Outcome]]
    """Judges a pack, and calls back after each rule."""

MOST_PROCESSES = 8
"""With more, the largest pack takes as long as all the others together."""
MOST_PACKS = 256
"""A pack is told by its number, in a byte."""


def processes_for(packs: int) -> int:
    """How many processes can judge so many packs at once."""
    if sys.platform != "linux" or threading.active_count() > 1 or packs > MOST_PACKS:
        return 1
    return min(processors(), packs, MOST_PROCESSES)


class Child(NamedTuple):
    """A copy of this process, and where what it says comes from."""

    process: int
    pipe: int


class Forked:
    """The packs of a document, of which each process takes the next that nobody has taken."""

    def __init__(
        self, packs: Sequence[ir.Pack], judge: Judge, processes: int, progress: Callable[[int], None] | None
    ) -> None:
        self.packs = packs
        self.judge = judge
        self.processes = processes
        self.progress = progress
        self.done = memoryview(mmap(-1, 8 * processes)).cast("Q")
        """How many rules each process has done: in memory that they share."""
        self.first = os.getpid()
        self.queue, filled = os.pipe()
        os.write(filled, bytes(range(len(packs))))
        os.close(filled)

    def outcomes(self) -> list[Outcome]:
        """What all packs say, in their order. What a copy does not hand over, this process judges."""
        children: list[Child] = []
        found: dict[int, list[Outcome]] = {}
        try:
            with suppress(OSError):  # no more processes are to be had, and those that there are take it all
                children += (self._child(number) for number in range(1, self.processes))
            found |= self._taken(0)
            for child in children:
                found |= self._handed_over(child)
        finally:
            os.close(self.queue)
            for child in children:
                os.kill(child.process, signal.SIGKILL)  # it is done, or nobody wants to know any more
                os.close(child.pipe)
                os.waitpid(child.process, 0)
        for number in range(len(self.packs)):
            if number not in found:
                found[number] = self._judged(number, 0)
        self._tell()
        return [each for number in range(len(self.packs)) for each in found[number]]

    def _taken(self, process: int) -> dict[int, list[Outcome]]:
        found = {}
        while number := os.read(self.queue, 1):
            found[number[0]] = self._judged(number[0], process)
        return found

    def _judged(self, number: int, process: int) -> list[Outcome]:
        return self.judge(self.packs[number], lambda: self._one_done(process))

    def _one_done(self, process: int) -> None:
        self.done[process] += 1
        if process == 0:
            self._tell()
        elif os.getppid() != self.first:
            os._exit(0)  # the first process was ended, and nobody wants to know any more

    def _tell(self) -> None:
        """How many rules are done; those that a copy did in vain count once."""
        if self.progress is not None:
            self.progress(min(sum(self.done), len(self._rules())))

    def _child(self, number: int) -> Child:
        """A copy that takes packs, hands over what they say, and ends without a word."""
        pipe, end = os.pipe()
        try:
            process = os.fork()
        except OSError:
            os.close(pipe)
            os.close(end)
            raise
        if process:
            os.close(end)
            return Child(process, pipe)
        try:
            os.close(pipe)
            with os.fdopen(end, "wb") as file:
                _Writer(file, self._rules()).dump(self._taken(number))
        finally:
            os._exit(0)  # whatever it was: the first process sees what is missing, and says what is wrong

    def _handed_over(self, child: Child) -> dict[int, list[Outcome]]:
        written = b"".join(_read(child.pipe))
        try:
            found = _Reader(BytesIO(written), self._rules()).load()
        except (EOFError, pickle.UnpicklingError):
            return {}
        return dict(found)

    def _rules(self) -> dict[int, ir.Rule]:
        """The rules by where they are in memory: in a copy of a process it is the same."""
        return {id(rule): rule for pack in self.packs for rule in pack.rules}


def _read(pipe: int) -> Iterator[bytes]:
    while piece := os.read(pipe, 1 << 20):
        yield piece


class _Writer(pickle.Pickler):
    """Writes outcomes, of their rules only which they are."""

    def __init__(self, file: BinaryIO, rules: dict[int, ir.Rule]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.rules = rules

    def persistent_id(self, obj: object) -> int | None:
        """Where a rule is; of everything else nothing."""
        return id(obj) if id(obj) in self.rules else None


class _Reader(pickle.Unpickler):
    """Reads outcomes that a copy of this process has written."""

    def __init__(self, file: BytesIO, rules: dict[int, ir.Rule]) -> None:
        super().__init__(file)
        self.rules = rules

    def persistent_load(self, pid: int) -> ir.Rule:
        """The rule that is there."""
        return self.rules[pid]
