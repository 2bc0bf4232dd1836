from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import FOLDER, replay, run, run_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = sorted(FOLDER.glob("*.md"))
BY_PROCESSES = {"broken-pack", "founding-example"}
"""Transcripts whose commands are processes, as somebody starts them; the others take less time."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_transcript_is_what_the_commands_print(
    path: Path, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    by = run_process if path.stem in BY_PROCESSES else run
    golden(path, replay(path.read_text(encoding="utf-8"), tmp_path, by))


def test_there_are_transcripts() -> None:
    assert len(FILES) > 5
