"""Exceptions in a report: violations come first, and unknown outcomes are one line with their number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = "Level,Name,Manufacturer\n0,Drone,Aerial\n1,Nut,Quill Optics\n1,Motor,Foo Works\n1,Arm,Foo Works Asia\n"
ANSWERS = """\
schema: microdep-overlay/1
parties:
  - {id: asia, name: Foo Works Asia, distinct_from: [Foo Works], evidence: [register]}
evidence:
  - {id: register, type: ownership_record, issuer: register, issued: 2026-10-05, document: {number: R-1}}
"""


def write_files(folder: Path) -> None:
    (folder / "banned.csv").write_text("Company\nFoo Works\n", encoding="utf-8")
    (folder / "bom.csv").write_text(BOM, encoding="utf-8")
    (folder / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    run("microdep lists ban banned.csv", folder)


def test_violations_come_first_and_unknown_outcomes_are_one_line(tmp_path: Path) -> None:
    write_files(tmp_path)
    run("microdep new exception early --rule banned-manufacturer --rule banned-supplier", tmp_path)
    context = "schema: microdep-context/1\next: {early: true}\n"
    (tmp_path / "c.yaml").write_text(context, encoding="utf-8")
    out, _, _ = run("microdep report bom.csv --pack ./banned-companies --context c.yaml", tmp_path)
    section = out.partition("## Exceptions that apply")[2].partition("\n## ")[0]
    entries = [line for line in section.splitlines() if line.startswith("- ")]
    unknown = "unknown without the exception"
    every = "Drone, Drone / Nut, Drone / Motor, Drone / Arm"
    assert "Motor" in entries[0]
    assert "without the exception it fails" in entries[0]
    assert [
        f"- banned-companies/banned-manufacturer, early: 1 outcome is {unknown}: Drone / Arm (bom.csv)",
        f"- banned-companies/banned-supplier, early: 4 outcomes are {unknown}: {every} (bom.csv)",
    ] == entries[1:]


GIMBAL = "Level,Name,Manufacturer,MPN\n0,Gimbal,Aerial,G\n1,Yaw motor,Takeda,YAW\n1,Arm,Fastboard,ARM\n"
ASSEMBLED = """\
schema: microdep-overlay/1
components:
  - match: {manufacturer: Takeda, mpn: YAW}
    materials: [{substance: steel}, {substance: Cu}]
    stages: [{stage: assembled, country: JP}]
"""


def test_an_exemption_of_a_component_does_not_look_like_an_exemption_of_the_product(tmp_path: Path) -> None:
    (tmp_path / "gimbal.csv").write_text(GIMBAL, encoding="utf-8")
    (tmp_path / "answers.yaml").write_text(ASSEMBLED, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("schema: microdep-context/1\nagency: DoD\n", encoding="utf-8")
    options = "gimbal.csv --pack specialty-metals --context c.yaml --overlay answers.yaml"
    out, _, _ = run(f"microdep check {options} --verbose", tmp_path)
    exempt = [line for line in out.splitlines() if line.startswith("EXEMPT")]
    assert exempt
    assert all("Gimbal / Yaw motor" in line for line in exempt)
    out, _, _ = run(f"microdep report {options}", tmp_path)
    (line,) = [line for line in out.splitlines() if "qualifying-country-item: " in line]
    assert "Gimbal / Yaw motor" in line


def test_evidence_in_an_overlay_is_stated_in_the_overlay(tmp_path: Path) -> None:
    write_files(tmp_path)
    command = "microdep report bom.csv --pack ./banned-companies --overlay answers.yaml"
    out, _, _ = run(command, tmp_path)
    assert "| answers.yaml | register |" in out
    assert "different company from \\`Foo Works\\` (answers.yaml, evidence: register)" in out
    run(f"{command} --output out", tmp_path)
    assert ["answers.yaml"] == [
        entry["stated_in"] for entry in json.loads((tmp_path / "out" / "evidence.json").read_text("utf-8"))
    ]


def test_a_company_that_is_not_listed_is_described_as_a_pass(tmp_path: Path) -> None:
    write_files(tmp_path)
    out, _, _ = run("microdep report bom.csv --pack ./banned-companies", tmp_path)
    assert "\\`Quill Optics\\` is not on the list by name; it states no identifier" in out
