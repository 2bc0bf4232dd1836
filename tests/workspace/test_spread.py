"""Which files the paths and patterns of a configuration name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from microdep_rules.pipeline.project import open_project
from microdep_rules.pipeline.shared_inputs import read_shared_inputs
from microdep_rules.workspace.files import Workspace

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("overlays/a.yaml", "overlays/b.yaml", "overlays/deep/c.yaml", "overlays/~$a.yaml", "d.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "top"
    for name in FILES:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("schema: microdep-overlay/1\n", encoding="utf-8")
    (tmp_path / "outside.yaml").write_text("schema: microdep-overlay/1\n", encoding="utf-8")
    return top


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("d.yaml", ["d.yaml"]),
        ("none.yaml", ["none.yaml"]),
        ("overlays/*.yaml", ["overlays/a.yaml", "overlays/b.yaml"]),
        ("./overlays//*.yaml", ["overlays/a.yaml", "overlays/b.yaml"]),
        ("overlays/**/*.yaml", ["overlays/a.yaml", "overlays/b.yaml", "overlays/deep/c.yaml"]),
        ("**/c.yaml", ["overlays/deep/c.yaml"]),
        ("over*/a.yaml", ["overlays/a.yaml"]),
        ("overlays/none*.yaml", []),
        ("none/*.yaml", ["none/*.yaml"]),
        ("overlays/\0*", []),
        ("overlays/" + "a" * 300 + "*", []),
        ("a**", []),
        ("../out*.yaml", ["../out*.yaml"]),
    ],
)
def test_a_pattern_names_the_files_that_fit_it(named: str, expected: list[str], folder: Path) -> None:
    found = Workspace(folder).expand([named])
    assert sorted(os.path.normpath(folder / each) for each in expected) == sorted(
        map(os.path.normpath, found)
    )


def test_a_whole_path_is_as_good_as_one_from_the_folder(folder: Path) -> None:
    assert [str(folder / "d.yaml")] == Workspace(folder).expand([f"{folder}/d*"])


@pytest.mark.parametrize("named", ["/etc/pass*", "../out*", "../../**/*.yaml", "/*"])
def test_a_pattern_outside_of_the_repository_is_refused_as_a_path_is(named: str, folder: Path) -> None:
    problems = reported(folder, f"overlays = ['{named}']\n")
    assert [("file/cannot-be-read", True)] == problems


@pytest.mark.parametrize("named", ["overlays/none*.yaml", "e*"])
def test_a_pattern_that_nothing_fits_is_a_note_at_its_place(named: str, folder: Path) -> None:
    (folder / "microdep.toml").write_text(f'overlays = [\n  "d.yaml",\n  "{named}",\n]\n', encoding="utf-8")
    project, _, _ = open_project(start=folder)
    assert project is not None
    found = read_shared_inputs(project)
    (problem,) = [diagnostic for diagnostic in found.diagnostics if diagnostic.code == "config/no-effect"]
    at = problem.primary.span
    assert ("microdep.toml", named) == (at.path, found.sources[at.path].text[at.start : at.end])
    assert found.is_usable


@pytest.mark.parametrize(
    "named", ["'empty/*.yaml', 'empty/*.csv'", "'overlays/*.yaml', 'overlays/*.csv'", "'d.yaml'"]
)
def test_a_folder_that_waits_and_one_ending_of_several_are_no_note(named: str, folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "README.md").touch()
    assert [] == [code for code, _ in reported(folder, f"overlays = [{named}]") if code.startswith("config/")]


@pytest.mark.parametrize("pattern", ["./hw/*.csv", "hw/*.csv", "hw//*.csv", "x/../hw/*.csv", "./hw/b.csv"])
def test_patterns_of_documents_match_however_the_way_is_written(pattern: str, tmp_path: Path) -> None:
    assert Workspace(tmp_path).matches(tmp_path / "hw" / "b.csv", [pattern])
    assert not Workspace(tmp_path).matches(tmp_path / "b.csv", [pattern])


def reported(folder: Path, config: str) -> list[tuple[str, bool]]:
    """The codes of the diagnostics about overlays, and whether each is about an overlay outside."""
    (folder / "microdep.toml").write_text(config, encoding="utf-8")
    project, _, _ = open_project(start=folder)
    assert project is not None
    found = read_shared_inputs(project).diagnostics
    return [(each.code, "outside the repository" in each.message) for each in found]
