"""Screens of the size people have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output import text
from microdep_rules.pipeline import Request, load_packs, open_project, run_check

if TYPE_CHECKING:
    from pathlib import Path

SCREEN = 40
CLASSES = ("resistor", "capacitor", "connector", "integrated-circuit", "inductor", "transistor", "")


def many_parts(number: int) -> str:
    parts = [
        f"  - {{name: Part {i}, mpn: P{i}{f', class: {word}' if (word := CLASSES[i % 7]) else ''}}}"
        for i in range(1, number + 1)
    ]
    return "\n".join(["schema: microdep-bom/1", "components:", *parts, ""])


@pytest.mark.parametrize("packs", [("micro-dependency",), ("all",)])
def test_a_document_without_any_origin_fits_one_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packs: tuple[str, ...]
) -> None:
    (tmp_path / "bom.yaml").write_text(many_parts(58), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    project, _, _ = open_project(start=tmp_path)
    assert project is not None
    checked = run_check(project, Request(date(2026, 11, 24)), load_packs(project, packs, {}))
    screen = text.render(checked)
    assert "missing on 58 parts" in screen
    assert len(screen.splitlines()) <= SCREEN
    assert "unknown" == checked.verdict


def test_a_list_of_long_names_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = many_parts(9).replace("Part ", "A part with a name that goes on and on and on ")
    (tmp_path / "bom.yaml").write_text(long, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    project, _, _ = open_project(start=tmp_path)
    assert project is not None
    checked = run_check(project, Request(date(2026, 11, 24)), load_packs(project, ("dod-magnets",), {}))
    (later,) = [each for each in text.render(checked).splitlines() if each.startswith("LATER")]
    assert later.endswith("on 1, A part with a name that goes on and on and on 3 and 4 more")
