from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import CHECKOUT
from tests.fuzz.targets import TARGETS, seeds

if TYPE_CHECKING:
    from pathlib import Path

# By file, and not by target: what is read for one target is still there for the next.
CASES = [
    pytest.param(name, path, id=f"{name} {path.relative_to(CHECKOUT).as_posix()}")
    for path, name in sorted((path, name) for name in TARGETS for path in seeds(name))
]


@pytest.mark.parametrize(("name", "path"), CASES)
def test_no_seed_and_nothing_that_was_found_breaks_a_promise(name: str, path: Path) -> None:
    TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_has_something_to_begin_with(name: str) -> None:
    assert seeds(name)
