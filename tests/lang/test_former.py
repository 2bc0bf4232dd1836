"""Former forms of the language: an error with the new form, which `microdep fmt` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.lang.former import rewritten
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'pack own version 1 title "an example" authority "Example Act" reviewed 2026-11-24\n'
RULE = """\
rule tin
  title       "tin"
  severity    warn
  cites       "Example Act 9(1)"
  in force    {force}
  applies to  every listed component
  {clause}
  forbid      {condition}
"""
NOW = {
    "force": "by check date",
    "clause": 'excludes    components where component.cots is true because "x" reviewed 2026-11-24',
    "condition": "component.origin is CN",
}
FORMER = {
    "looks past": (
        "clause",
        'looks past components where component.cots is true because "x" reviewed 2026-11-24',
    ),
    "parts": ("clause", 'excludes parts where component.cots is true because "x" reviewed 2026-11-24'),
    "presume": ("clause", "presume fail when the requirement is unknown for want of component.origin"),
    "as of": ("force", "by as of"),
    "a date without its word": ("force", "from 2026-01-01 by delivery, else check date"),
    "a day that is less": ("condition", "contract.award is less than 2026-01-01"),
    "a day that is at least": ("condition", "contract.award is at least 2026-01-01"),
}


def codes(text: str) -> list[str]:
    _, problems = check_pack(
        [SourceFile("pack.rule", HEAD), SourceFile("tin.rule", text)], with_examples=False
    )
    return [problem.code for problem in problems]


@pytest.mark.parametrize("case", FORMER)
def test_a_former_form_is_an_error_and_its_new_form_is_none(case: str) -> None:
    place, form = FORMER[case]
    text = RULE.format(**{**NOW, place: form})
    assert codes(text)
    assert [] == codes(rewritten(text))


@pytest.mark.parametrize("case", FORMER)
def test_fmt_writes_the_new_form(case: str, tmp_path: Path) -> None:
    place, form = FORMER[case]
    path = tmp_path / "tin.rule"
    path.write_text(RULE.format(**{**NOW, place: form}), encoding="utf-8")
    _, err, code = run(f"microdep fmt {path.name}", tmp_path)
    assert (0, "1 file, 1 changed") == (code, err.strip())
    assert [] == codes(path.read_text(encoding="utf-8"))


def test_a_former_expectation_gets_its_new_word_and_keeps_its_comments() -> None:
    former = """\
example fail of tin "a can, lost small"
  expect fail at can because (a), # the can
         lost small, not shown large, missing component.origin
"""
    new = """\
example fail of tin "a can, lost small"
  expect fail at can because (a), # the can
         disqualified small, not demonstrated large, missing component.origin
"""
    assert new == rewritten(former)


def test_a_component_may_have_the_name_of_a_former_expectation() -> None:
    text = "  bom component lost, origin CN; component can\n  expect fail at can and lost, urgent\n"
    assert text == rewritten(text)
