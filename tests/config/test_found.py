"""Which configuration is found: the nearest one, in whatever spelling, and none is passed over in silence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = "schema: microdep-bom/1\ncomponents:\n  - {id: m, name: Magnet, origin: CN, restriction_index: 0.95}\n"
SPELLINGS = {
    "plain": '[tool.microdep]\nfail_on = "warn"\n',
    "with blanks": '[ tool . microdep ]\nfail_on = "warn"\n',
    "quoted": '[tool."microdep"]\nfail_on = "warn"\n',
    "quoted twice": "['tool'.'microdep']\nfail_on = \"warn\"\n",
    "by the numbers of letters": '[tool."micro\\u0064ep"]\nfail_on = "warn"\n',
    "both words by numbers": '["\\U00000074ool"."\\u006dicrodep"]\nfail_on = "warn"\n',
    "a dotted key": '[tool]\nmicrodep.fail_on = "warn"\n',
    "an inline table": '[tool]\nmicrodep = {fail_on = "warn"}\n',
    "at the top": 'tool.microdep.fail_on = "warn"\n',
    "inline at the top": 'tool = {microdep = {fail_on = "warn"}}\n',
    "behind a table of another tool": '[tool.ruff]\nfail_on = 1\n[tool.microdep]\nfail_on = "warn"\n',
}
OTHERS = {
    "no table of ours": "[project]\ndependencies = ['microdep-rules']\n[tool.ruff]\n",
    "a comment": "[tool.ruff]  # microdep\n",
    "a tool that is none": "tool = 'microdep'\n",
    "broken, and not about us": "[tool.ruff]\nbad [\n",
}
CHECK = "microdep check bom.yaml --as-of 2026-11-24"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder, with a laxer configuration above it."""
    (tmp_path / "microdep.toml").write_text('fail_on = "fail"\n', encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "bom.yaml").write_text(BOM, encoding="utf-8")
    return own


@pytest.mark.parametrize("how", SPELLINGS)
def test_a_table_of_ours_is_found_in_whatever_spelling(how: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(SPELLINGS[how], encoding="utf-8")
    out, err, _ = run(CHECK, folder)
    assert "fail-on is warn" in out + err, out + err


@pytest.mark.parametrize("how", SPELLINGS)
def test_one_that_is_broken_is_refused(how: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"{SPELLINGS[how]}bad [\n", encoding="utf-8")
    _, err, code = run(CHECK, folder)
    assert (2, True) == (code, "error[file/syntax]" in err), err


@pytest.mark.parametrize("how", OTHERS)
def test_a_project_of_others_is_passed_over(how: str, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(OTHERS[how], encoding="utf-8")
    out, err, _ = run(CHECK, folder)
    assert "fail-on is fail" in out + err, out + err


@pytest.mark.parametrize("what", ["link", "folder", "pipe"])
def test_a_configuration_that_is_no_file_is_an_error(what: str, folder: Path) -> None:
    path = folder / "microdep.toml"
    if what == "link":
        path.symlink_to("gone")
    elif what == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    _, err, code = run(CHECK, folder)
    assert (2, True) == (code, "error[file/cannot-be-read]" in err), err
