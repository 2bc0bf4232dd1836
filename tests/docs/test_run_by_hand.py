"""Programs that a person runs: the pages list the options, and a typing mistake is reported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

ACCEPTANCE = CHECKOUT / "tests" / "acceptance"
PAGES = [
    *(page for page in sorted((CHECKOUT / "docs").rglob("*.md")) if "decisions" not in page.parts),
    *sorted(ACCEPTANCE.glob("*.md")),
]
SLIPS = {
    "benchmarks nosuch": "there is no part `nosuch` of the benchmarks; there are startup, ",
    "tests.mutants nosuch.py:1:1": "there is no mutant at `nosuch.py:1:1`; ",
    "tests.hostile.killing": "give a folder and a number: ",
}


def by_hand(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def test_a_page_with_commands_of_the_environment_says_where_they_are() -> None:
    texts = {page: page.read_text(encoding="utf-8") for page in PAGES}
    reported = [page for page in PAGES if "python -m " in texts[page] or page.parent == ACCEPTANCE]
    assert len(reported) > 5
    assert [] == [page.name for page in reported if 'export PATH="$PWD/.venv/bin:$PATH"' not in texts[page]]


@pytest.mark.parametrize("line", SLIPS)
def test_a_typing_mistake_is_reported_at_once(line: str) -> None:
    done = by_hand(*line.split())
    assert (1, "", True) == (done.returncode, done.stdout, done.stderr.startswith(SLIPS[line]))
    assert 1 == done.stderr.count("\n")


def test_runs_are_killed_in_a_folder_that_is_made_for_them(tmp_path: Path) -> None:
    done = by_hand("tests.hostile.killing", str(tmp_path / "new" / "one"), "1")
    assert (0, "[]") == (done.returncode, done.stdout), done.stderr
