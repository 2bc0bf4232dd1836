"""Places of findings in SARIF: the same fact in every form of input."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from tests.cli.replay import run
from tests.shown import NOT_FROM_CHINA

if TYPE_CHECKING:
    from pathlib import Path

ROWS: list[list[str]] = [
    ["Designator", "Value", "Quantity", "Country of origin"],
    ["R1", "Plain \u540d part", "1", "JP"],
    ["M1", "Magnet \U0001f9f2", "2", "CN"],
]
MAPPING = """\
schema: microdep-mapping/1
header_row: {row}
{sheet}columns:
  Designator: designators
  Value: name
  Quantity: quantity
  Country of origin: origin
"""
YAML = """\
schema: microdep-bom/1
components:
  - {name: Plain, origin: JP}
  - name: "Magnet \U0001f9f2"
    origin: "CN"
"""
FLOW = """\
schema: microdep-bom/1
components:
  - {name: "Magnet \U0001f9f2", origin: CN}
"""
JSON = json.dumps(
    {
        "schema": "microdep-bom/1",
        "components": [
            {"name": "Plain", "origin": "JP"},
            {"name": "Magnet \U0001f9f2", "origin": "CN"},
        ],
    },
    ensure_ascii=False,
    indent=2,
)
CSV = "\n".join(map(",".join, ROWS)) + "\n"
TITLED = "Motor board;;;\r\n" + "\r\n".join(";".join(f'"{each}"' for each in row) for row in ROWS) + "\r\n"
LATIN = CSV.replace("\u540d", "\u00e9").replace("\U0001f9f2", "\u00fc").encode("cp1252")


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "BOM"
    sheet.append(["Motor board"])
    sheet.append([])
    for row in ROWS:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def found(folder: Path, name: str, form: str = "sarif-github") -> dict[str, Any]:
    """The place of the one finding."""
    (folder / "own.rule").write_text(NOT_FROM_CHINA, encoding="utf-8")
    out = run(f"microdep check {name} --as-of 2026-11-24 --pack own.rule --format {form}", folder)[0]
    (failing,) = [
        each for each in json.loads(out)["runs"][0]["results"] if each["properties"]["verdict"] == "fail"
    ]
    (location,) = failing["locations"]
    assert isinstance(location, dict)
    return location


def covered(text: str, region: dict[str, int]) -> str:
    """Text of a region of one line, by the standard."""
    assert region["startLine"] == region["endLine"]
    line = text.replace("\r\n", "\n").split("\n")[region["startLine"] - 1]
    return line[region["startColumn"] - 1 : region["endColumn"] - 1]


@pytest.mark.parametrize(
    ("name", "data", "mapping", "expected"),
    [
        ("bom.yaml", YAML.encode(), "", (5, '"CN"')),
        ("flow.bom.yaml", FLOW.encode(), "", (3, "CN")),
        ("bom.json", JSON.encode(), "", (10, '"CN"')),
        ("one-line.bom.json", json.dumps(json.loads(JSON)).encode(), "", (1, '"CN"')),
        ("board.csv", CSV.encode(), MAPPING.format(row=1, sheet=""), (3, "CN")),
        ("marked.csv", CSV.encode("utf-8-sig"), MAPPING.format(row=1, sheet=""), (3, "CN")),
        ("titled.csv", TITLED.encode(), MAPPING.format(row=2, sheet=""), (4, "CN")),
        ("tabs.tsv", CSV.replace(",", "\t").encode(), MAPPING.format(row=1, sheet=""), (3, "CN")),
        ("latin.csv", LATIN, MAPPING.format(row=1, sheet=""), (3, "CN")),
        ("wide.csv", CSV.encode("utf-16"), MAPPING.format(row=1, sheet=""), (3, "CN")),
    ],
)
def test_a_finding_in_a_text_covers_the_fact(
    name: str, data: bytes, mapping: str, expected: tuple[int, str], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    if mapping:
        (tmp_path / f"{name}.mapping.yaml").write_text(mapping, encoding="utf-8")
    encoding = {"latin.csv": "cp1252", "wide.csv": "utf-16", "marked.csv": "utf-8-sig"}.get(name, "utf-8")
    for form in ("sarif", "sarif-github"):
        location = found(tmp_path, name, form)["physicalLocation"]
        assert name == location["artifactLocation"]["uri"]
        region = location["region"]
        assert expected == (region["startLine"], covered(data.decode(encoding), region))


@pytest.mark.parametrize("form", ["sarif", "sarif-github"])
def test_a_finding_in_a_spreadsheet_names_the_cell(form: str, tmp_path: Path) -> None:
    (tmp_path / "board.xlsx").write_bytes(workbook())
    mapping = MAPPING.format(row=3, sheet="sheet: BOM\n")
    (tmp_path / "board.xlsx.mapping.yaml").write_text(mapping, encoding="utf-8")
    location = found(tmp_path, "board.xlsx", form)
    assert {"startLine": 5, "startColumn": 4} == location["physicalLocation"]["region"]
    assert {"name": "BOM!D5", "kind": "cell"} == location["logicalLocations"][0]


def test_what_is_wrong_with_a_document_covers_what_is_at_fault(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(YAML.replace('"CN"', "China"), encoding="utf-8")
    out = run("microdep check bom.yaml --format sarif-github", tmp_path)[0]
    regions = [
        each["locations"][0]["physicalLocation"]["region"]
        for each in json.loads(out)["runs"][0]["results"]
        if each["ruleId"].startswith("bom/")
    ]
    assert ["China"] == [covered(YAML.replace('"CN"', "China"), region) for region in regions]


def test_a_missing_part_is_reported_at_the_first_line_of_its_declaration(tmp_path: Path) -> None:
    text = YAML.replace('    origin: "CN"\n', "")
    (tmp_path / "bom.yaml").write_text(text, encoding="utf-8")
    out = run("microdep check bom.yaml --as-of 2026-11-24 --format sarif", tmp_path)[0]
    (region,) = [
        each["locations"][0]["physicalLocation"]["region"]
        for each in json.loads(out)["runs"][0]["results"]
        if each["properties"]["verdict"] == "unknown"
    ]
    assert (4, 'name: "Magnet \U0001f9f2"') == (region["startLine"], covered(text, region))
