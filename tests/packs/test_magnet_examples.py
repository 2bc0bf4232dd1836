"""The examples in the rule files of `dod-magnets` hold in both variants, and leave no exception out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.packs.loading import example_results, shipped_pack

if TYPE_CHECKING:
    from microdep_rules.testing import ExampleResult

VARIANTS = ("clause", "statute")


def results(variant: str) -> list[ExampleResult]:
    return example_results("dod-magnets", variant, {"", variant})


def test_every_example_of_the_clause_holds_of_the_statute() -> None:
    assert [] == [(each.example.text, each.problems) for each in results("statute") if not each.ok]


def test_every_rule_has_an_example() -> None:
    rules = {rule.name for rule in shipped_pack("dod-magnets").rules}
    assert rules == {each.example.rule for each in results("clause")}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_exception_to_the_stages_is_held_in_an_example(variant: str) -> None:
    stage = next(
        rule for rule in shipped_pack("dod-magnets", variant).rules if rule.name == "covered-country-stage"
    )
    outcomes = [outcome for each in results(variant) for outcome in each.outcomes]
    held = {e.name for outcome in outcomes for e in outcome.exceptions if e.state == "held"}
    assert set() == {each.name for each in stage.exceptions} - held


@pytest.mark.parametrize("state", ["held", "lost", "not_shown", "claimed"])
def test_each_state_of_an_exception_occurs(state: str) -> None:
    outcomes = [outcome for each in results("clause") for outcome in each.outcomes]
    assert state in {e.state for outcome in outcomes for e in outcome.exceptions}
