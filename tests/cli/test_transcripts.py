from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import FOLDER, replay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = sorted(FOLDER.glob("*.md"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_transcript_is_what_the_commands_print(
    path: Path, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    golden(path, replay(path.read_text(encoding="utf-8"), tmp_path))


def test_there_are_transcripts() -> None:
    assert len(FILES) > 5
