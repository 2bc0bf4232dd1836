"""Progress of a check, as the program reports it to the progress bar."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.pipeline import documents
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PARTS = 3_000
PACK = """pack own version 1 title "Own" authority "us" reviewed 2026-11-24

rule at-home
  title       "made at home"
  severity    prohibit
  cites       "policy 1"
  applies to  every listed component
  require     component.origin is US
"""


def reported(folder: Path, pack: str, listed: int | None) -> list[tuple[int, int]]:
    parts = [{"name": f"Part {number}", "origin": "US"} for number in range(PARTS)]
    text = json.dumps({"schema": "microdep-bom/1", "components": parts})
    (folder / "bom.json").write_text(text, encoding="utf-8")
    project = open_project(start=folder)[0]
    assert project is not None
    found: list[tuple[int, int]] = []
    request = CheckRequest(as_of=date(2026, 11, 26), paths=(str(folder / "bom.json"),), listed=listed)
    packs = load_packs(project, (pack,), {}, with_examples=False)
    run_check(project, request, packs, lambda done, total: found.append((done, total)))
    return found


def test_the_progress_of_a_document_read_as_a_whole_counts_rules(tmp_path: Path) -> None:
    found = reported(tmp_path, "chokepoints", listed=None)
    assert [(PARTS * number, PARTS * 4) for number in range(1, 5)] == found[:-1]
    assert (1, 1) == found[-1]


def test_the_progress_of_a_document_read_once_counts_components(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LARGE", 0)
    (tmp_path / "own.rule").write_text(shown(PACK), encoding="utf-8")
    found = reported(tmp_path, str(tmp_path / "own.rule"), listed=0)
    assert [(0, PARTS), (1000, PARTS), (2000, PARTS), (1, 1)] == found
