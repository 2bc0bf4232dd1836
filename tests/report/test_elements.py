"""The elements of the requirement in a report are those that decide, also through definitions and lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

PACK = shown("""\
pack own version 1 title "Our own rule" authority "policy" reviewed 2026-11-24

define foreign for stage
  cites "policy 2"
  any of
    (i)   stage.country is CN                              cites "policy 2(i)"
    (ii)  stage.country is RU                              cites "policy 2(ii)"

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid any of
    (a)       component.origin is KP                       cites "policy 3(a)"
    (b)       any stage of component where stage is foreign  cites "policy 3(b)"
    (c)       component.cots is false                      cites "policy 3(c)"
""")
PART = "schema: microdep-bom/1\ncomponents:\n  - {{name: Motor, {facts}}}\n"
STAGES = "complete: [stages], stages: [{{stage: sintered, country: {country}}}]"


def report(folder: Path, facts: str, form: str) -> str:
    (folder / "own.rule").write_text(PACK, encoding="utf-8")
    (folder / "bom.yaml").write_text(PART.format(facts=facts), encoding="utf-8")
    asked = "microdep report bom.yaml --pack own.rule --as-of 2026-11-24"
    if form == "md":
        return run(f"{asked} --format md", folder)[0].replace("\\", "")
    run(f"{asked} --output out", folder)
    return re.sub(r"<wbr>", "", (folder / "out" / "report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_failure_shows_the_elements_that_decide_and_no_others(form: str, tmp_path: Path) -> None:
    facts = f"origin: US, cots: true, {STAGES.format(country='CN')}"
    reported = report(tmp_path, facts, form)
    elements = reported.partition("Elements of the requirement")[2][:200]
    assert "(b) [policy 3(b)] is true, (i) [policy 2(i)] is true" in elements
    assert "policy 3(a)" not in elements
    assert "policy 2(ii)" not in elements


@pytest.mark.parametrize("form", ["md", "html"])
def test_an_unknown_shows_the_elements_that_are_open(form: str, tmp_path: Path) -> None:
    reported = report(tmp_path, f"origin: US, {STAGES.format(country='JP')}", form)
    assert "own/made-elsewhere: (c) [policy 3(c)] is unknown" in reported
    assert "policy 3(b)] is" not in reported


def test_the_record_marks_what_decides(tmp_path: Path) -> None:
    report(tmp_path, f"origin: KP, cots: true, {STAGES.format(country='JP')}", "md")
    out, _, _ = run("microdep check bom.yaml --pack own.rule --as-of 2026-11-24 --format json", tmp_path)
    assert '"letter": "(a)"' in out
    (decides,) = [each for each in out.split("{") if '"letter": "(a)"' in each]
    assert '"decides": true' in decides
