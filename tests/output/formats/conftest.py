"""A copy of the workspace, and what is established of one document in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.output.formats.running import check, copied

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(copied(tmp_path))
    return tmp_path


@pytest.fixture
def checked(workspace: Path) -> Checked:
    return check(workspace, "board.bom.yaml")
