"""A mutant is killed by the first test that fails or never ends, and by nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tests.mutants.__main__ import sample
from tests.mutants.mutations import Mutation
from tests.mutants.running import PROJECT
from tests.mutants.trying import Mutant

if TYPE_CHECKING:
    from pathlib import Path

RUN = """
import sys
from pathlib import Path
import pytest
from tests.mutants.trying import Chosen
seconds = {each: 0.2 for each in sys.argv[2:]}
known = {"test_it.py::test_" + each for each in ("other", "good", "bad", "endless")}
plugin = Chosen(seconds, known, Path("note"))
sys.exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", sys.argv[1]], [plugin]))
"""
TESTS = """
def test_other(): assert False
def test_good(): pass
def test_bad(): assert False
def test_endless():
    while True: pass
"""
NEW = "def test_new(): assert False\n"


def ran(folder: Path, *tests: str, text: str = TESTS) -> tuple[int, str]:
    """How a run of some tests of a file ended, and which was the last."""
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN, "test_it.py", *(f"test_it.py::{test}" for test in tests)],
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=False,
    )
    return done.returncode, (folder / "note").read_text(encoding="utf-8").partition("::")[2]


def test_only_the_chosen_tests_run_in_their_order(tmp_path: Path) -> None:
    assert (0, "test_good") == ran(tmp_path, "test_good")
    assert (1, "test_bad") == ran(tmp_path, "test_good", "test_bad", "test_endless")


def test_a_test_that_never_ends_is_ended(tmp_path: Path) -> None:
    assert (-signal.SIGPROF, "test_endless") == ran(tmp_path, "test_endless", "test_bad")


def test_a_test_that_is_newer_than_the_trace_runs_first(tmp_path: Path) -> None:
    assert (1, "test_new") == ran(tmp_path, "test_good", text=TESTS + NEW)


def test_a_sample_is_the_same_share_of_every_module_and_the_same_for_the_same_seed() -> None:
    many = {"large.py": 100, "small.py": 10, "smallest.py": 2}
    every = {path: [Mutant(path, Mutation(line, 0, "", "")) for line in range(n)] for path, n in many.items()}
    found = sample(every, 56, 5)
    assert found == sample(every, 56, 5)
    assert len(found) == len(set(found))
    assert {"large.py": 50, "small.py": 5, "smallest.py": 2} == Counter(each.path for each in found)
