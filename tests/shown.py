"""Rules for tests, with the example that every rule of a pack has to have."""

from __future__ import annotations

import re

RULE = re.compile(r"^rule[ \t]+([A-Za-z][\w-]*)", re.MULTILINE)
EXAMPLE = '\nexample not_applicable of {name} "nothing"\n  expect not_applicable\n'


def shown(text: str) -> str:
    """The text of a pack with an example for each rule that has none."""
    missing = [name for name in dict.fromkeys(RULE.findall(text)) if f" of {name} " not in text]
    return text.rstrip("\n") + "\n" + "".join(EXAMPLE.format(name=name) for name in missing)


NOT_FROM_CHINA = """\
pack own version 1
  title "Own"
  authority "nobody"
  reviewed 2026-11-24

rule r
  title "r"
  severity prohibit
  cites "1"
  applies to every listed component
  forbid component.origin is CN

example not_applicable of r "nothing"
  expect not_applicable
"""
"""The smallest pack that a bill of materials can fail."""
