"""A pack that only has the name of a shipped one is shown with its path, as not the shipped pack."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.vocabulary.resources import rules_folder
from tests.cli.replay import run
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

BOM = "schema: microdep-bom/1\ncomponents: [{name: Motor, origin: CN, restriction_index: 0.95}]\n"
AS_OF = "--as-of 2026-11-24"
NOT = "not the shipped pack"
LIKE = "micro-dependency"
OWN = shown("""\
pack own version 1 title "Our own rule" authority "policy" reviewed 2026-11-24

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN
""")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a changed copy of two shipped packs, and an own pack that uses one of them."""
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    for name in (LIKE, "reference-data", "buy-american"):
        shutil.copytree(rules_folder() / name, tmp_path / "copied" / name)
    shutil.copytree(rules_folder() / LIKE, tmp_path / "changed" / LIKE)
    with (tmp_path / "changed" / LIKE / "pack.rule").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    return tmp_path


def packs(folder: Path, named: str) -> list[dict[str, Any]]:
    out, _, _ = run(f"microdep check bom.yaml --pack {named} {AS_OF} --format json", folder)
    found: list[dict[str, Any]] = json.loads(out)["packs"]
    return found


def test_the_shipped_pack_is_the_shipped_pack(folder: Path) -> None:
    assert [None] == [pack["not_shipped"] for pack in packs(folder, LIKE)]


def test_an_exact_copy_is_the_shipped_pack(folder: Path) -> None:
    assert [None] == [pack["not_shipped"] for pack in packs(folder, f"copied/{LIKE}")]


def test_a_pack_of_another_name_needs_no_path(folder: Path) -> None:
    (folder / "own.rule").write_text(OWN, encoding="utf-8")
    assert [None] == [pack["not_shipped"] for pack in packs(folder, "own.rule")]


@pytest.mark.parametrize("named", [f"changed/{LIKE}", f"{{folder}}/changed/{LIKE}"])
def test_a_changed_copy_is_named_with_its_path(named: str, folder: Path) -> None:
    assert [f"changed/{LIKE}"] == [e["not_shipped"] for e in packs(folder, named.format(folder=folder))]


def test_a_file_whose_head_says_the_name_is_named_with_its_path(folder: Path) -> None:
    text = OWN.replace("pack own", "pack uflpa")
    (folder / "mine.rule").write_text(text, encoding="utf-8")
    assert ["mine.rule"] == [pack["not_shipped"] for pack in packs(folder, "mine.rule")]


def test_a_pack_that_uses_a_changed_copy_says_so(folder: Path) -> None:
    with (folder / "copied" / "reference-data" / "pack.rule").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    (used,) = packs(folder, "copied/buy-american")
    assert "copied/buy-american" == used["not_shipped"]
    assert "copied/reference-data" in {each["not_shipped"] for each in used["uses"]}
    out, _, _ = run(f"microdep check bom.yaml --pack copied/buy-american {AS_OF}", folder)
    assert f"{NOT}: reference-data is read from copied/reference-data" in out


SHOWN = (
    *("check bom.yaml {}", "check bom.yaml {} --quiet", "report bom.yaml {} --format md"),
    *(f"check bom.yaml {{}} --format {each}" for each in ("json", "sarif", "junit", "cyclonedx", "github")),
)


@pytest.mark.parametrize("command", SHOWN)
def test_every_output_shows_it(command: str, folder: Path) -> None:
    out, _, _ = run(f"microdep {command.format(f'--pack changed/{LIKE} {AS_OF}')}", folder)
    assert f"changed/{LIKE}" in out.replace("\\", "")
    assert NOT in out or "--format json" in command


@pytest.mark.parametrize("form", ["cyclonedx", "oscal"])
def test_a_bundle_and_its_exports_show_it(form: str, folder: Path) -> None:
    run(f"microdep report bom.yaml --pack changed/{LIKE} {AS_OF} --output out", folder)
    assert NOT in (folder / "out" / "report.html").read_text(encoding="utf-8")
    out, _, code = run(f"microdep export out --format {form}", folder)
    assert 0 == code
    assert f"changed/{LIKE}, {NOT}" in out


def test_the_page_of_a_pack_shows_it(folder: Path) -> None:
    out, _, _ = run(f"microdep packs show changed/{LIKE}", folder)
    assert NOT in out
    assert f"changed/{LIKE}" in out


def test_the_documentation_of_a_pack_shows_it(folder: Path) -> None:
    run(f"microdep docs changed/{LIKE} --output pages", folder)
    text = (folder / "pages" / "index.md").read_text(encoding="utf-8").replace("\\", "")
    assert f"| {NOT} | changed/{LIKE} |" in text
