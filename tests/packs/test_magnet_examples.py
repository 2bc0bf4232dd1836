"""The examples in the rule files of `dod-magnets` hold in both variants, and leave no exception out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.packs.loading import example_result, example_results, shipped_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.testing import ExampleResult

VARIANTS = ("clause", "statute")


def results(variant: str, every: int = 1) -> Iterator[ExampleResult]:
    return example_results("dod-magnets", variant, {"", variant}, every)


def test_every_example_of_the_clause_holds_of_the_statute() -> None:
    """One in seven in a sample, which goes through all groups of examples of the pack."""
    found = [*results("statute", 7)]
    assert found
    assert [] == [(each.example.text, each.problems) for each in found if not each.ok]


def test_every_rule_has_an_example() -> None:
    pack = shipped_pack("dod-magnets")
    assert {rule.name for rule in pack.rules} == {
        example.rule for example in pack.examples if example.variant in {"", "clause"}
    }


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_exception_to_the_stages_is_held_in_an_example(variant: str) -> None:
    """Looks at the examples that expect so."""
    pack = shipped_pack("dod-magnets", variant)
    stage = next(rule for rule in pack.rules if rule.name == "covered-country-stage")
    missing = {exception.name for exception in stage.exceptions}
    for at, example in enumerate(pack.examples):
        if missing and example.variant in {"", variant} and example.expect_verdict == "exempt":
            outcomes = example_result("dod-magnets", variant, at).outcomes
            missing -= {e.name for outcome in outcomes for e in outcome.exceptions if e.state == "applies"}
    assert set() == missing


@pytest.mark.parametrize("state", ["applies", "disqualified", "not_demonstrated", "claimed"])
def test_each_state_of_an_exception_occurs(state: str) -> None:
    outcomes = (outcome for result in results("clause") for outcome in result.outcomes)
    assert any(state == e.state for outcome in outcomes for e in outcome.exceptions)
