"""Corrected lines of rule files in the formats for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """pack own version 2026-12-01
  title      "own"
  authority  "company policy"
  reviewed   2026-12-01

rule no-origin
  title       "origin"
  severity    prohibit
  cites       "company policy"
  in force    by check date
  applies to  every listed component
  forbid      {condition}
"""
ONE = 'component.origin in ("CN", "RU")'
RIGHT = 'component.origin is in ("CN", "RU")'


def output(folder: Path, condition: str, format_: str) -> Any:
    """Return the output about a pack with one mistake."""
    (folder / "own").mkdir()
    (folder / "own" / "pack.rule").write_text(PACK.format(condition=condition), encoding="utf-8")
    (folder / "bom.yaml").write_text("schema: microdep-bom/1\ncomponents: [{name: a}]\n", encoding="utf-8")
    out, _, _ = run(f"microdep check bom.yaml --pack own --format {format_}", folder)
    return json.loads(out) if format_ in {"json", "sarif"} else out


def test_a_record_has_the_corrected_line(tmp_path: Path) -> None:
    (diagnostic,) = output(tmp_path, ONE, "json")["diagnostics"]
    assert [f"  forbid      {RIGHT}"] == diagnostic["corrected"]


def test_a_record_without_a_correction_has_no_such_key(tmp_path: Path) -> None:
    (diagnostic,) = output(tmp_path, 'component.mpn starts with "BR"', "json")["diagnostics"]
    assert "corrected" not in diagnostic


def test_sarif_proposes_the_corrected_line_as_a_fix(tmp_path: Path) -> None:
    results = output(tmp_path, ONE, "sarif")["runs"][0]["results"]
    ((fix,),) = [result["fixes"] for result in results if "fixes" in result]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    text = (tmp_path / "own" / "pack.rule").read_text(encoding="utf-8").split("\n")
    region = replacement["deletedRegion"]
    line = text[region["startLine"] - 1]
    assert region["startLine"] == region.get("endLine", region["startLine"])
    kept, rest = line[: region["startColumn"] - 1], line[region["endColumn"] - 1 :]
    assert f"  forbid      {RIGHT}" == kept + replacement["insertedContent"]["text"] + rest


@pytest.mark.parametrize("format_", ["github", "junit"])
def test_other_formats_state_the_corrected_line(format_: str, tmp_path: Path) -> None:
    assert "line: forbid component.origin is in" in " ".join(output(tmp_path, ONE, format_).split())
