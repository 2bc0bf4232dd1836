"""The READMEs of the examples show what their commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import CHECKOUT
from tests.examples.readmes import commands, replayed, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READMES = sorted(each.with_name("README.md") for each in (CHECKOUT / "examples").glob("*/bom.yaml"))


@pytest.mark.parametrize("path", READMES, ids=lambda each: each.parent.name)
def test_a_readme_shows_what_its_commands_print(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path, replayed(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", READMES, ids=lambda each: each.parent.name)
def test_each_run_of_a_readme_shows_its_exit_code(path: Path) -> None:
    found = commands(path.read_text(encoding="utf-8"))
    runs = [each for each in found if each.startswith("microdep ")]
    assert len(runs) == found.count("echo $?")
    assert len(runs) > 0


def test_there_are_readmes_to_try() -> None:
    assert {"founding-example", "quadcopter"} <= {readme.parent.name for readme in READMES}


def test_a_readme_runs_nothing_else() -> None:
    with pytest.raises(ValueError, match="not `ls`"):
        run("ls", 0)
