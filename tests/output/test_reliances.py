"""Reliances of outcomes have the same words everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import microdep_rules.engine
from microdep_rules.output.few import shorten_path
from microdep_rules.output.reliances import KINDS, reliance_lines

ENGINE = Path(microdep_rules.engine.__file__).parent
GIVEN = re.compile(r'(?:relies_on\[|reliances\[|= \(|return \(|return (?=\("\w+", note\)))\("(\w+)",')


def test_a_few_of_many_things_of_a_kind_are_named_unless_all_are_asked_for() -> None:
    many = [("name", f"`Owner {number}`") for number in range(200)]
    shown = ["`Owner 0`", "`Owner 1`", "… 196 more …", "`Owner 198`", "`Owner 199`"]
    assert [f"match by name: {each}" for each in shown] == reliance_lines(many, everything=False)
    assert 200 == len(reliance_lines(many))


def test_a_long_way_down_is_shown_by_its_ends() -> None:
    names = [f"Level {number}" for number in range(200)]
    assert "Level 0 / Level 1 / … 196 more … / Level 198 / Level 199" == shorten_path(" / ".join(names))
    assert "Drone / Motor / Magnet" == shorten_path("Drone / Motor / Magnet")


def test_every_kind_that_the_engine_gives_has_words() -> None:
    given = {kind for path in ENGINE.glob("*.py") for kind in GIVEN.findall(path.read_text(encoding="utf-8"))}
    assert set(KINDS) == given


def test_an_exception_that_is_not_demonstrated_has_lines_of_its_own() -> None:
    assert ["general word for a stage: x"] == reliance_lines(
        [("exception_not_demonstrated", "e"), ("stage_word", "x")]
    )
