"""Expected verdicts of examples: the verdict of a component, and that of its unlisted contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.main import call

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
pack own version 1
  title         "Own rules"
  authority     "company policy"
  jurisdiction  company
  obligation    company-policy
  reviewed      2026-11-01

rule no-china
  title       "no component from China"
  severity    prohibit
  cites       "company policy"
  in force    by check date
  applies to  every component at any tier
  forbid      component.origin is CN

example {expected} of no-china "a motor"
  bom     component motor, origin {origin}
  expect  {expected}{at}
"""


@pytest.mark.parametrize(
    ("origin", "expected", "at", "code"),
    [
        ("CN", "fail", " at motor", 0),
        ("CN", "unknown", " at motor", 1),
        ("CN", "unknown", "", 0),
        ("JP", "pass", " at motor", 0),
        ("JP", "unknown", " at motor", 1),
        ("JP", "unknown", ", missing children", 0),
        ("unknown", "unknown", " at motor", 0),
    ],
)
def test_unlisted_contents_do_not_stand_for_the_verdict_of_their_component(
    origin: str, expected: str, at: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The motor's unlisted contents may be from China, so the rule also has an unknown outcome about them."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "pack.rule").write_text(PACK.format(expected=expected, origin=origin, at=at), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert code == call(["test", "own"])
