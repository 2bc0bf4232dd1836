"""What outcomes rest on is said in the same words everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import microdep_rules.engine
from microdep_rules.output.rests import KINDS, rest_lines

ENGINE = Path(microdep_rules.engine.__file__).parent
GIVEN = re.compile(r'(?:rests_on\[|found\[|= \(|return \(|return (?=\("\w+", note\)))\("(\w+)",')


def test_every_kind_that_the_engine_gives_has_words() -> None:
    given = {kind for each in ENGINE.glob("*.py") for kind in GIVEN.findall(each.read_text(encoding="utf-8"))}
    assert set(KINDS) == given


def test_an_exception_not_shown_is_told_elsewhere() -> None:
    assert ["wide word for a stage: x"] == rest_lines([("exception_not_shown", "e"), ("stage_word", "x")])
