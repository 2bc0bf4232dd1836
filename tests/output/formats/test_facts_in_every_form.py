"""A finding stands at the line, or the cell, of the fact that decides it, in every form of a document."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from tests.output.formats.running import answer

if TYPE_CHECKING:
    from pathlib import Path

RULE = """pack mine version 1
  title      "t"
  authority  "a"
  reviewed   2026-11-24

rule no-china
  title       "a part that comes from China"
  severity    prohibit
  cites       "policy"
  in force    by as of
  applies to  every listed component
  forbid      component.origin is CN
  message     "{component.name} comes from China"

example fail of no-china "from China"
  bom     part magnet, origin CN
  expect  fail at magnet
"""
YAML = """schema: microdep-bom/1
components:
  - name: Shell
    origin: US
  - name: Magnet
    origin: CN
"""
JSON = """{"schema": "microdep-bom/1",
"components": [{"name": "Shell", "origin": "US"},
{"name": "Magnet", "origin": "CN"}]}
"""
CYCLONEDX = """{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
{"type": "device", "name": "Shell"},
{"type": "device", "name": "Magnet", "properties": [
{"name": "cdx:device:countryOfOrigin", "value": "China"}]}]}
"""
CSV = """Qty,Name,Country of Origin
2,Shell,US
1,Magnet,China
"""


def spreadsheet() -> bytes:
    """The same table, with the fact in the cell C3."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "BOM"
    for row in CSV.splitlines():
        sheet.append(row.split(","))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


FORMS: dict[str, tuple[bytes, int, int]] = {
    "bom.yaml": (YAML.encode(), 6, 13),
    "bom.json": (JSON.encode(), 3, 30),
    "bom.cdx.json": (CYCLONEDX.encode(), 4, 49),
    "bom.csv": (CSV.encode(), 3, 10),
    "bom.xlsx": (spreadsheet(), 3, 3),
}
"""The same finding in each form, with the line and the column at which it has to stand."""


@pytest.mark.parametrize("name", FORMS)
def test_a_finding_stands_at_the_fact(name: str, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, line, column = FORMS[name]
    (workspace / name).write_bytes(data)
    (workspace / "mine.rule").write_text(RULE, encoding="utf-8")
    log = json.loads(answer(capsys, name, "--pack", "./mine.rule", "--format", "sarif").out)
    results = log["runs"][0]["results"]
    (found,) = [each for each in results if (each["ruleId"], each["level"]) == ("mine/no-china", "error")]
    (place,) = found["locations"]
    assert name == place["physicalLocation"]["artifactLocation"]["uri"]
    region = place["physicalLocation"]["region"]
    assert (line, column) == (region["startLine"], region["startColumn"])
    assert ("BOM!C3" in json.dumps(place)) == name.endswith(".xlsx")
