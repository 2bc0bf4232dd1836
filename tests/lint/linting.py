"""Packs made from parts, and the codes that their lint finds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.engine.recorder import Recorder
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.testing import run_example
from microdep_rules.testing.lint import lint
from microdep_rules.testing.lint.subject import LintedPack

if TYPE_CHECKING:
    from microdep_rules.testing.lint.accepted import LintResult

HEAD = 'pack own version 1\n  title "ours" authority "policy" reviewed 2026-11-24\n\n'
DAY = date(2026, 12, 1)
MADE_IN_CHINA = """\
rule made-in-china
  title       "made in China"
  severity    prohibit
  cites       "policy 1"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN

example fail of made-in-china "from China"
  bom     component motor, origin CN
  expect  fail at motor

"""
"""A rule without a finding."""


def linted(*declarations: str) -> LintResult:
    """Return the lint of a pack with some declarations."""
    source = SourceFile("pack.rule", HEAD + "\n".join(declarations))
    pack, problems = check_pack([source])
    assert pack is not None, [(problem.message, source.place(problem.span.start)) for problem in problems]
    subject = LintedPack([pack], {source.path: source}, {}, Recorder())
    for example in pack.examples:
        subject.outcomes += run_example(pack, example, subject.sources, recorder=subject.recorder).outcomes
    return lint(subject)


def codes(*declarations: str) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in linted(*declarations).findings]
