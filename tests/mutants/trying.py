"""What becomes of a mutant: it meets the tests that run its statement, until one fails."""

from __future__ import annotations

import importlib.util
import signal
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.mutants.running import ENGINE, OPTIONS, copy_project, in_a_process_of_its_own
from tests.mutants.tracing import COMMANDS, TRACED

if TYPE_CHECKING:
    from collections.abc import Collection, Generator

    from tests.mutants.mutations import Mutation
    from tests.mutants.tracing import Trace

KILLED, LATE, SURVIVED, UNMET = "killed", "killed by time", "SURVIVED", "NOT RUN BY ANY TEST"
QUICK = "tests/conformance"
"""The cases of the language kill most of the mutants, and are collected soonest."""
OTHERS = tuple(each for each in TRACED if each != QUICK)
LIKELY = "tests/properties/test_outcome_counts.py"
"""Nothing that takes as long kills as many: they come before all but the quickest."""
COLLECTING = 30.0
"""Seconds of the processor for collecting and for any test: it may be the one that draws all the cases."""
WAITING = 20
"""So many times as long may it take on a busy machine, or waiting for a command that it started."""


@dataclass(frozen=True)
class Mutant:
    """A mutation of a module, which has a path in the engine."""

    path: str
    mutation: Mutation

    @property
    def place(self) -> str:
        """Where it is; several may be at one place."""
        return f"{self.path}:{self.mutation.line}:{self.mutation.column}"

    def __str__(self) -> str:
        return f"{self.place} {self.mutation.what}"


def limit(seconds: float) -> None:
    """From now on the process may use so many seconds of the processor; without a limit for 0."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * WAITING)


class Chosen:
    """A plugin of pytest that runs some tests, in the order of what it is given, and notes which one runs.

    Each has as many seconds as it is given with; then a signal ends the process.
    """

    def __init__(self, seconds: dict[str, float], known: Collection[str], note: Path) -> None:
        self._places = {test: place for place, test in enumerate(seconds)}
        self._seconds = seconds
        self._known = known
        self._note = note
        limit(COLLECTING)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Tests that nobody knows come first: they are new, and what they run was not traced."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self._places or item.nodeid not in self._known),
            key=lambda each: self._places.get(each.nodeid, -1),
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._note.write_text(item.nodeid, encoding="utf-8")
        limit(self._seconds.get(item.nodeid, COLLECTING))
        result = yield
        limit(0)
        return result


class Trial:
    """Tries mutants in a copy of the project.

    With a limit of seconds, only the tests that take no more altogether are tried, and none that start the
    command: whoever survives that has yet to meet the others.
    """

    def __init__(self, folder: Path, trace: Trace, within: float = inf) -> None:
        self._folder = folder
        self._within = within
        self._trace = trace
        self._note = folder / "test"
        copy_project(folder)

    def fate(self, mutant: Mutant) -> tuple[str, str]:
        """What becomes of a mutant, and which test kills it."""
        module = self._folder / ENGINE / mutant.path
        original = module.read_text(encoding="utf-8")
        tests = self._trace.running(mutant.path, original, mutant.mutation.line)
        # Python recognises old bytecode by a size and a second, which two mutants may share.
        bytecode = Path(importlib.util.cache_from_source(str(module)))
        try:
            module.write_text(mutant.mutation.code, encoding="utf-8")
            bytecode.unlink(missing_ok=True)
            return self._meets(tests) or (SURVIVED if tests else UNMET, "")
        finally:
            module.write_text(original, encoding="utf-8")
            bytecode.unlink(missing_ok=True)

    def _meets(self, tests: list[str]) -> tuple[str, str] | None:
        """The cases of the language that run it, then other tests that do, then those of the command."""
        seconds = {each: COLLECTING + 10 * self._trace.seconds[each] for each in self._in_time(tests)}
        stages = [(QUICK,), OTHERS, COMMANDS]
        if self._within < inf:
            files = sorted({second.partition("::")[0] for second in seconds})
            first = [file for file in files if file.startswith(QUICK)]
            stages = [tuple(each) for each in (first, [f for f in files if f not in first]) if each]
        for paths in stages:
            known = () if paths == COMMANDS else self._trace.seconds.keys()
            self._note.write_text("collecting", encoding="utf-8")
            ended = in_a_process_of_its_own(self._folder, partial(self._run, paths, seconds, known))
            if -ended in {signal.SIGPROF, signal.SIGALRM}:
                return LATE, self._note.read_text(encoding="utf-8")
            if ended not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
                return KILLED, self._note.read_text(encoding="utf-8")
        return None

    def _in_time(self, tests: list[str]) -> list[str]:
        """As many tests as may take the time that a mutant has, those first that kill soonest."""
        likely = {test: self._trace.seconds[test] / (200 if test.startswith(LIKELY) else 1) for test in tests}
        ordered = sorted(tests, key=lambda test: likely[test])
        sums = accumulate(self._trace.seconds[each] for each in ordered)
        return [each for each, taken in zip(ordered, sums, strict=True) if taken <= self._within]

    def _run(self, paths: tuple[str, ...], seconds: dict[str, float], known: Collection[str]) -> int:
        return int(pytest.main([*OPTIONS, *paths], [Chosen(seconds, known, self._note)]))
