"""A file is written in the form that its name has, or the command names a way out, in all commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.each import of_each

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {product: a, completeness: complete}
components: [{id: a, name: A, origin: US, restriction_index: 0.1, lead_time: {value: 1, unit: days}}]
"""
CUT = "schema: microdep-scenario/1\nname: S\nevents: [{from: 2027-03-01, cut: {country: US}}]\n"
VIEWS = (
    "impact bom.yaml",
    "remedy bom.yaml",
    "scenario s.scenario.yaml bom.yaml",
    "exposure bom.yaml",
    "exposure",
    "compare bom.yaml other.yaml",
)
WITHOUT_A_FORM = (*VIEWS, "check bom.yaml", "questions bom.yaml")
ONE_FORM = (
    "explain micro-dependency/blocked-component",
    "bom export bom.yaml",
    "report bom.yaml --format md",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("bom.yaml", BOM), ("other.yaml", BOM), ("s.scenario.yaml", CUT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_name_that_ends_as_no_form_does_is_refused(folder: Path) -> None:
    @of_each(
        [f"{each} --output x{end}" for each in (*WITHOUT_A_FORM, *ONE_FORM) for end in (".pdf", ".docx")]
    )
    def refused(command: str) -> None:
        out, err, code = run(f"microdep {command}", folder)
        assert (2, "") == (code, out), err
        assert "ends in ." in err
        assert "let the name end in ." in err
        assert not [*folder.glob("x.*")]

    refused()


def test_a_format_that_differs_from_the_name_is_refused(folder: Path) -> None:
    @of_each([f"{view} --format html --output x{end}" for view in VIEWS for end in (".json", ".pdf", ".md")])
    def refused(command: str) -> None:
        _, err, code = run(f"microdep {command}", folder)
        assert (2, True) == (code, "and --format is html; let the name end in .html" in err), err
        assert not [*folder.glob("x.*")]

    refused()


def test_the_name_chooses_the_form(folder: Path) -> None:
    @of_each([*VIEWS, "check bom.yaml"])
    def chosen(command: str) -> None:
        _, err, _ = run(f"microdep {command} --output x.json", folder)
        assert json.loads((folder / "x.json").read_text(encoding="utf-8"))["schema"], err

    chosen()


@pytest.mark.parametrize("name", ["x.txt", "x", "x-2026.11", "x.log"])
def test_a_text_may_have_any_name_that_is_of_no_other_form(name: str, folder: Path) -> None:
    _, err, code = run(f"microdep impact bom.yaml --output {name}", folder)
    assert (0, True) == (code, "Production Green." in (folder / name).read_text(encoding="utf-8")), err


@pytest.mark.parametrize("name", ["out.txt", "out.result"])
def test_a_format_that_is_named_may_be_written_as_a_text(name: str, folder: Path) -> None:
    run(f"microdep impact bom.yaml --format json --output {name}", folder)
    assert json.loads((folder / name).read_text(encoding="utf-8"))["schema"]


def test_a_bundle_is_not_made_in_a_folder_with_the_name_of_a_file(folder: Path) -> None:
    _, err, code = run("microdep report bom.yaml --output x.pdf", folder)
    assert (2, True) == (code, "ends in .pdf, like a file; a bundle is a folder" in err)
    assert not (folder / "x.pdf").exists()
