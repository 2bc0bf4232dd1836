from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import CHECKOUT
from tests.each import sample_of
from tests.fuzz.targets import FOUND, TARGETS, seeds

if TYPE_CHECKING:
    from pathlib import Path

# By file, and not by target: what is read for one target is still there for the next.
EVERY = sorted((path, name) for name in TARGETS for path in seeds(name))
CASES = [
    pytest.param(name, path, id=f"{name} {path.relative_to(CHECKOUT).as_posix()}")
    for path, name in sorted(
        {*sample_of(EVERY, 13), *(case for case in EVERY if case[0].is_relative_to(FOUND))}
    )
]
"""All that was found, and one in thirteen of the seeds, which other tests read, too."""


@pytest.mark.parametrize(("name", "path"), CASES)
def test_no_seed_and_nothing_that_was_found_breaks_a_promise(name: str, path: Path) -> None:
    TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_has_something_to_begin_with(name: str) -> None:
    assert seeds(name)
