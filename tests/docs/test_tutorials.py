"""The tutorials: each command prints what its page shows, in a folder that was empty before."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import replay
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = ROOT / "docs" / "tutorials"
PAGES = sorted(set(FOLDER.glob("*.md")) - {FOLDER / "README.md"})
DAY = date(2026, 11, 30)
"""The day on which the tutorials are run."""
COMMANDS = re.compile(r"^```console\n.*?^```$", re.MULTILINE | re.DOTALL)
MOST_WORDS = 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial_shows_what_its_commands_print(
    page: Path, tmp_path: Path, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microdep_rules.cli.options.today", lambda: DAY)
    folder = tmp_path / "my-rules"
    folder.mkdir()
    golden(page, replay(page.read_text(encoding="utf-8"), folder, marked=False))


def test_every_tutorial_is_in_the_list_and_in_the_navigation() -> None:
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert len(PAGES) > 1
    assert [] == [page.name for page in PAGES if f"({page.name})" not in listed]
    assert [] == [page.name for page in PAGES if f": tutorials/{page.name}\n" not in navigation]
