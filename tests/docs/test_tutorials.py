"""Tutorials, and how-to guides with a story: each command prints what its page shows, in an empty folder."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import replay, run
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = ROOT / "docs" / "tutorials"
PAGES = sorted(set(FOLDER.glob("*.md")) - {FOLDER / "README.md"})
GUIDES = [ROOT / "docs" / "how-to" / f"{name}.md" for name in ("bans", "own-lists", "exceptions")]
DAY = date(2026, 11, 30)
"""The day on which the tutorials are run."""
MOST_WORDS = {"from-a-spreadsheet-to-a-ban": 1300, "your-first-rule": 1600}
"""Largest number of words of a lesson, with its outputs, for an officer who reads 200 words in a minute."""
MOST_WORDS_OF_GUIDE = {"own-lists": 680, "exceptions": 280}
"""Largest number of words of a guide, without its examples, for a reader who only searches in its tables."""
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CELLS_OF_NAMES = re.compile(r"^\| `?(?:<code>)?(.+?)(?:</code>|`) \| (.+?) \| (.+?) \|$", re.MULTILINE)
EXCERPT = re.compile(r"^```rule\n(.+?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [*PAGES, *GUIDES], ids=lambda page: page.stem)
def test_a_tutorial_shows_what_its_commands_print(
    page: Path, tmp_path: Path, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microdep_rules.cli.options.today", lambda: DAY)
    folder = tmp_path / "my-rules"
    folder.mkdir()
    golden(page, replay(page.read_text(encoding="utf-8"), folder, marked=False))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_an_excerpt_of_a_rule_is_in_a_written_file(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for place, excerpt in enumerate(EXCERPT.finditer(text)):
        folder = tmp_path / str(place)
        folder.mkdir()
        replay(text[: excerpt.start()], folder, marked=False)
        assert any(excerpt[1] in file.read_text(encoding="utf-8") for file in folder.rglob("*.rule"))


def test_every_tutorial_is_in_the_list_and_in_the_navigation() -> None:
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert len(PAGES) > 1
    assert [] == [page.name for page in PAGES if f"({page.name})" not in listed]
    assert [] == [page.name for page in PAGES if f": tutorials/{page.name}\n" not in navigation]


@pytest.mark.parametrize("lesson", MOST_WORDS)
def test_a_lesson_is_short(lesson: str) -> None:
    assert len((FOLDER / f"{lesson}.md").read_text(encoding="utf-8").split()) <= MOST_WORDS[lesson]


@pytest.mark.parametrize("guide", MOST_WORDS_OF_GUIDE)
def test_a_guide_on_bans_is_short(guide: str) -> None:
    text = FENCED.sub("", (ROOT / "docs" / "how-to" / f"{guide}.md").read_text(encoding="utf-8"))
    assert len(re.findall(r"\w[\w'-]*", text)) <= MOST_WORDS_OF_GUIDE[guide]


def read_cell(sheet: str, folder: Path) -> str:
    """Return the result of a list with one company, in the words of the page."""
    (folder / "banned.csv").write_text(sheet, encoding="utf-8")
    out, err, code = run("microdep lists ban banned.csv --force", folder)
    if code:
        return "error"
    names = 1 + int((re.search(r"(\d+) names? of 1 company", out) or {1: "0"})[1])
    return f"{names - sheet.count('Zed')}{', with a warning' if 'warning[' in err else ''}"


def test_the_table_of_cells_shows_how_a_list_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "own-lists.md").read_text(encoding="utf-8")
    table = page.partition("## Several names in one cell")[2].partition("\n## ")[0]
    cells = CELLS_OF_NAMES.findall(table)
    assert len(cells) > 7
    for cell, as_name, as_other in cells:
        text = f'"{unescape(cell)}"'
        expected = [
            re.sub("one names?", "1", re.sub("two names", "2", result)) for result in (as_name, as_other)
        ]
        sheets = (f"Company,Other names\n{text},\n", f"Company,Other names\nZed Works,{text}\n")
        assert expected == [read_cell(sheet, tmp_path) for sheet in sheets], cell
