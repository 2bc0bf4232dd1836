"""The index of what overlays declare: every statement once, its age, and what cannot both be true."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.cli.replay import run
from tests.each import of_each

if TYPE_CHECKING:
    from pathlib import Path

FIRST = """\
schema: microdep-overlay/1
parties: [{id: y, name: Yageo, aliases: [YAGEO Corporation], country: TW}]
evidence:
  - {id: dec, type: supplier_declaration, issuer: Yageo, issued: 2026-05-04, document: {number: D-1}}
components:
  - {match: {manufacturer: Yageo, mpn: "RC0402*"}, origin: TW, evidence: [dec]}
  - {match: {manufacturer: Yageo, mpn: RC0402-1}, free_of: [permanent-magnet-material, Ta]}
  - {match: {id: case, document: d}, origin: JP}
"""
SECOND = """\
Manufacturer,Part number,Fact,Answer,Evidence,Issued on
YAGEO Corporation,RC0402-1,component.origin,CN,decl.pdf,3 Jan 2025
Yageo,RC0402-1,materials,Ta; copper,,
Yageo,RC0402-2,component.mass,12 g,,
"""
DAY = "--as-of 2026-11-30"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a library, which the configuration names."""
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "first.yaml").write_text(FIRST, encoding="utf-8")
    (tmp_path / "answers" / "second.csv").write_text(SECOND, encoding="utf-8")
    (tmp_path / "microdep.toml").write_text('overlays = ["answers/*.yaml", "answers/*.csv"]\n')
    return tmp_path


def test_every_statement_is_listed_by_manufacturer_and_number_with_its_file_and_age(folder: Path) -> None:
    out, reported, code = run(f"microdep questions --library {DAY}", folder)
    assert code == 0, reported
    lines = out.splitlines()
    assert "2 files: 8 statements about 3 part numbers, of 1 company, as of 2026-11-30. 2 conflicts." in lines
    assert 1 == lines.count("## Yageo")
    place = "answers/first.yaml:6:60"
    assert f"- RC0402\\*: origin TW ({place}, issued 2026-05-04, 210 days)" in lines
    assert "- RC0402-2: mass_g 12 (answers/second.csv:4:31, no day of issue)" in lines
    assert "- d/case: origin JP (answers/first.yaml:8:46, no day of issue)" in lines
    assert "- the company: country TW (answers/first.yaml:2:71, no day of issue)" in lines


def test_what_cannot_both_be_true_is_stated_with_both_files_and_which_is_newer(folder: Path) -> None:
    out, _, _ = run(f"microdep questions --library {DAY}", folder)
    found = [line for line in out.splitlines() if line.startswith("- Yageo RC0402-1: ")]
    origin = next(line for line in found if "origin" in line)
    assert origin.index("origin TW") < origin.index("2026-05-04") < origin.index("origin CN")
    assert origin.endswith("; the first declaration is newer")
    content = next(line for line in found if "free_of" in line)
    assert "materials substance Ta" in content
    assert content.endswith("; it is not known which declaration is newer")
    assert 2 == len(found)


CASES = (
    ("origin: TW", "origin: CN", True),
    ("origin: TW", "origin: TW", False),
    ("origin: TW", "origin: {unknown: true, reason: asked}", False),
    ("free_of: [rare-earth]", "ext: {may contain Nd: true}", True),
    ("free_of: [Nd]", "ext: {may contain Dy: true}", False),
    ("free_of: [rare-earth-magnet]", "materials: [{substance: NdFeB}]", True),
    ("free_of: [rare-earth-magnet]", "materials: [{substance: Cu}]", False),
    ("materials: [{substance: Cu}]", "materials: [{substance: Fe}]", False),
    ("materials: []", "materials: [{substance: Fe}]", True),
    ("children: []", "ext: {may have components inside: true}", True),
    ("function: basic-element", "ext: {may be a device: true}", True),
    ("function: antenna", "ext: {may be a device: true}", False),
)


def test_contradictions_of_two_files(tmp_path: Path) -> None:
    @of_each([*CASES, *((other, one, conflict) for one, other, conflict in CASES)])
    def tried(case: tuple[str, str, bool]) -> None:
        for name, fact in zip(("a", "b"), case[:2], strict=True):
            text = "schema: microdep-overlay/1\ncomponents:\n"
            text += f"- {{match: {{mpn: X-1, manufacturer: Acme}}, {fact}}}\n"
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        out, reported, code = run(
            f"microdep questions --library {DAY} --overlay a.yaml --overlay b.yaml", tmp_path
        )
        assert (0, case[2]) == (code, "## Conflicts" in out), out + reported

    tried()


def test_the_index_is_a_table_too(folder: Path) -> None:
    for form in ("csv", "xlsx", "md"):
        _, reported, code = run(f"microdep questions --library {DAY} --output index.{form}", folder)
        assert code == 0, reported
    rows = [*csv.DictReader(io.StringIO((folder / "index.csv").read_text(encoding="utf-8-sig")))]
    assert 8 == len(rows)
    assert 4 == sum(bool(row["Contradicted by"]) for row in rows)
    assert ["210"] == [row["Age in days"] for row in rows if row["Part number"] == "RC0402*"]
    assert 9 == load_workbook(folder / "index.xlsx")["Library"].max_row


def test_the_index_of_one_manufacturer_goes_by_any_of_its_names(folder: Path) -> None:
    out, _, code = run(f"microdep questions --library {DAY} --supplier yageo", folder)
    assert (0, True, False) == (code, "2 conflicts" in out, "d/case" in out)


def test_without_overlays_the_command_says_how_they_are_named(tmp_path: Path) -> None:
    _, reported, code = run(f"microdep questions --library {DAY}", tmp_path)
    assert (6, True) == (code, "no overlay: name one with --overlay" in reported)
    _, reported, code = run(f"microdep questions --library {DAY} --format context", tmp_path)
    assert (2, True) == (code, "--library writes no context file" in reported)
