"""What is checked when some files have changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from microdep_rules.workspace.changes import (
    ChangedFile,
    affected_paths,
    changed_packs,
    role,
    select_documents,
)
from microdep_rules.workspace.files import Workspace

FILES = {
    "microdep.toml": "",
    "bom.yaml": "schema: microdep-bom/1\ncomponents: []\n",
    "hardware/board.csv": "Name\n",
    "hardware/board.csv.mapping.yaml": "schema: microdep-mapping/1\ncolumns: {}\n",
    "hardware/other.csv": "Name\n",
    "hardware/listed.csv": "Name\n",
    "hardware/unnamed.yaml": "# comment\nschema: microdep-bom/1\ncomponents: []\n",
    "hardware/unnamed.json": '{\n  "schema": "microdep-bom/1", "components": []}\n',
    "deal.yaml": "schema: microdep-context/1\n",
    "other-deal.yaml": "schema: microdep-context/1\n",
    "overlays/motors.yaml": "schema: microdep-overlay/1\n",
    "waivers.yaml": "schema: microdep-waivers/1\nwaivers: []\n",
    "baseline.json": "{}",
    "rules/own/pack.rule": "",
    "rules/own/table.csv": "",
    "notes.yaml": "schema: 3\n",
    ".github/workflows/ci.yml": "on: push\n",
    "sub/microdep.toml": "",
    "pyproject.toml": "",
    "README.md": "",
    "empty.csv.mapping.yaml": "schema: microdep-mapping/1\n",
}
SHARED = ("microdep.toml", "deal.yaml", "overlays/motors.yaml", "waivers.yaml", "baseline.json")
EVERYTHING = "."
UNNAMED = ("hardware/unnamed.json", "hardware/unnamed.yaml")
"""What is a bill of materials by its content alone, and has no name by which a folder is searched."""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Workspace(tmp_path)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("bom.yaml", "bom.yaml"),
        ("./bom.yaml", "./bom.yaml"),
        ("hardware/board.csv", "hardware/board.csv"),
        ("hardware/board.csv.mapping.yaml", "hardware/board.csv"),
        ("hardware/listed.csv", "hardware/listed.csv"),
        ("hardware/other.csv", None),
        ("hardware/unnamed.yaml", "hardware/unnamed.yaml"),
        ("hardware/unnamed.json", "hardware/unnamed.json"),
        *((each, EVERYTHING) for each in SHARED),
        ("./hardware/../deal.yaml", EVERYTHING),
        ("other-deal.yaml", None),
        ("rules/own/pack.rule", EVERYTHING),
        ("rules/own/table.csv", EVERYTHING),
        ("rules/own/gone.rule", EVERYTHING),
        ("gone/bom.yaml", None),
        ("gone.csv.mapping.yaml", None),
        ("empty.csv.mapping.yaml", "empty.csv"),
        ("gone/microdep.toml", EVERYTHING),
        ("notes.yaml", None),
        (".github/workflows/ci.yml", None),
        ("sub/microdep.toml", None),
        ("pyproject.toml", None),
        ("README.md", None),
    ],
)
def test_a_file_that_has_changed_affects(changed: str, expected: str | None, workspace: Workspace) -> None:
    found = select_documents(
        workspace, [changed], ["hardware/listed.csv"], [workspace.base / each for each in SHARED]
    )
    more = UNNAMED if expected == EVERYTHING else ()
    assert (() if expected is None else (expected, *more)) == found


def test_several_changes_affect_what_each_does_once(workspace: Workspace) -> None:
    shared = [workspace.base / "deal.yaml"]
    changed = [
        "hardware/board.csv",
        "hardware/board.csv.mapping.yaml",
        "README.md",
        "deal.yaml",
        "rules/own/a.rule",
    ]
    assert ("hardware/board.csv", EVERYTHING, *UNNAMED) == select_documents(workspace, changed, [], shared)
    assert () == select_documents(workspace, [], [], shared)


def test_everything_is_the_folder_of_the_configuration_wherever_one_stands(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.base / "hardware")
    found = select_documents(workspace, ["../deal.yaml"], [], [workspace.base / "deal.yaml"])
    assert ("..", "unnamed.json", "unnamed.yaml") == found


def test_a_link_to_what_is_read_with_all_affects_all(workspace: Workspace) -> None:
    (workspace.base / "link.yaml").symlink_to("deal.yaml")
    assert (EVERYTHING, *UNNAMED) == select_documents(workspace, ["deal.yaml"], [], ["link.yaml"])


def test_a_document_that_is_gone_is_not_checked_and_what_all_read_still_counts() -> None:
    assert "none" == role(ChangedFile("bom.yaml", is_listed=True, exists=False))
    assert "all" == role(ChangedFile("deal.yaml", is_read_by_all=True, exists=False))
    assert (".",) == affected_paths([ChangedFile("a.rule", exists=False)], ".")


@pytest.mark.parametrize("name", ["bom.yaml\n", "\udcff.yaml", "a" * 300 + ".yaml", "", " "])
def test_no_name_is_too_strange(name: str, workspace: Workspace) -> None:
    assert set(select_documents(workspace, [name], [], ["deal.yaml"])) <= {name, EVERYTHING}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (["rules/own/pack.rule"], ("rules/own/pack.rule",)),
        (["rules/own/table.csv"], ("rules/own",)),
        (["rules/own/gone.rule", "rules/own/gone.csv"], ("rules/own",)),
        (["rules/gone/pack.rule", "hardware/board.csv", "bom.yaml"], ()),
    ],
)
def test_a_pack_is_tested_of_which_something_has_changed(
    changed: list[str], expected: tuple[str, ...], workspace: Workspace
) -> None:
    assert workspace.base == Path.cwd()
    assert expected == changed_packs(changed)


def test_what_a_link_leads_to_has_the_link_checked(workspace: Workspace) -> None:
    (workspace.base / "data").mkdir()
    for name, target in {
        "linked.csv": "data/real.csv",
        "linked.csv.mapping.yaml": "data/common.yaml",
        "other.bom.yaml": "data/parts.yaml",
    }.items():
        text = "schema: microdep-mapping/1\n" if "common" in target else "a: 1\n"
        (workspace.base / target).write_text(text, encoding="utf-8")
        (workspace.base / name).symlink_to(target)
    (workspace.base / "data" / "drone-v3").write_text("a: 1\n", encoding="utf-8")
    (workspace.base / "third.bom.yaml").symlink_to("data/drone-v3")
    names = ("real.csv", "common.yaml", "parts.yaml", "drone-v3")
    found = [select_documents(workspace, [f"data/{each}"], [], []) for each in names]
    assert [("linked.csv",), ("linked.csv",), ("other.bom.yaml",), ("third.bom.yaml",)] == found


def test_what_another_program_calls_a_mapping_is_nothing_of_ours(workspace: Workspace) -> None:
    (workspace.base / "index.mapping.yaml").write_text("mappings: {properties: {}}\n", encoding="utf-8")
    assert () == select_documents(workspace, ["index.mapping.yaml"], [], [])
    assert "index" not in [Path(file).name for file in workspace.find(["."]).files]


def test_a_mapping_file_that_several_tables_share_by_links_has_all_of_them_checked(
    workspace: Workspace,
) -> None:
    (workspace.base / "kicad.mapping.yaml").write_text("schema: microdep-mapping/1\n", encoding="utf-8")
    for name in ("a", "b"):
        (workspace.base / f"{name}.csv").write_text("Name\n", encoding="utf-8")
        (workspace.base / f"{name}.csv.mapping.yaml").symlink_to("kicad.mapping.yaml")
    found = select_documents(workspace, ["kicad.mapping.yaml"], [], [])
    assert {"a.csv", "b.csv"} <= set(found)


def test_a_table_that_is_gone_and_has_left_its_mapping_file_is_reported(workspace: Workspace) -> None:
    (workspace.base / "hardware/board.csv").unlink()
    assert ("hardware/board.csv",) == select_documents(workspace, ["hardware/board.csv"], [], [])
    assert "hardware/board.csv" in workspace.find(["hardware"]).files
    _, problem = workspace.read("hardware/board.csv")
    assert problem is not None
    assert "mapping file" in (problem.help or "")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("overlays/**/*.yaml", "overlays/gone.yaml"),
        ("overlays/**/*.yaml", "overlays/a/b/gone.yaml"),
        ("linked/*.yaml", "overlays/gone.yaml"),
        ("linked/**/*.yaml", "overlays/a/gone.yaml"),
        ("**/*.yaml", "gone.yaml"),
        ("./overlays/*.yaml", "overlays/gone.yaml"),
    ],
)
def test_a_pattern_matches_what_it_spreads_to(pattern: str, path: str, workspace: Workspace) -> None:
    (workspace.base / "linked").symlink_to("overlays")
    assert workspace.matches(Path(path), [pattern])
    (workspace.base / path).parent.mkdir(parents=True, exist_ok=True)
    (workspace.base / path).write_text("", encoding="utf-8")
    assert os.path.realpath(path) in {os.path.realpath(each) for each in workspace.expand([pattern])}


def test_a_project_that_may_have_had_a_configuration_is_checked_as_a_whole(workspace: Workspace) -> None:
    assert (EVERYTHING, *UNNAMED) == select_documents(workspace, ["gone/pyproject.toml"], [], [])


def test_a_file_that_a_document_names_has_that_document_checked(workspace: Workspace) -> None:
    (workspace.base / "papers").mkdir()
    (workspace.base / "papers" / "Prüfbericht 7.pdf").touch()
    bom = workspace.base / "motor.bom.json"
    bom.write_text(json.dumps({"path": "papers/Prüfbericht 7.pdf"}), encoding="utf-8")
    assert ("motor.bom.json",) == select_documents(workspace, ["papers/Prüfbericht 7.pdf"], [], [])
    assert () == select_documents(workspace, ["papers/other.pdf"], [], [])


def test_a_file_that_a_context_names_has_every_document_checked(workspace: Workspace) -> None:
    deal = workspace.base / "deal.yaml"
    deal.write_text("evidence: [{document: {path: order.pdf}}]", encoding="utf-8")
    assert EVERYTHING in select_documents(workspace, ["order.pdf"], [], [deal])
