"""The reports that are attacked, made once for all tests of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.signing import attacked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports as they are before an attack; tests read them, and copy what they change."""
    return attacked.project(tmp_path_factory.mktemp("attacks"))
