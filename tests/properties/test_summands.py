"""Law: what a verdict on a sum comes to by classes of what is added up, it comes to element by element."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from msgspec.structs import replace

from microdep_rules.engine.contributions import Contribution, together
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.lazy_outcomes import DeferredOutcome
from microdep_rules.engine.query import Query
from microdep_rules.engine.shared import SharedState
from microdep_rules.engine.values import Interval
from tests.each import SAMPLED
from tests.properties import summing
from tests.properties.by_class import differences
from tests.properties.evaluating import load
from tests.properties.near_equal import pack_of

SEEDS = 8 if SAMPLED else 80
SOME = 5
TODAY = Query(date(2026, 6, 30), explained=False)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_verdict_on_a_sum_is_that_of_all_it_is_made_of(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - not a secret
    pack = pack_of(summing.rules(chance))
    for _ in range(4):
        assert [] == differences(pack, load(summing.document(chance)), TODAY)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_bounds_of_a_share_are_those_of_all_it_is_made_of(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - not a secret
    pack = pack_of(summing.rules(chance))
    for _ in range(4):
        bom = load(summing.document(chance))
        by_class, one_by_one = (
            SharedState(pack, bom, TODAY),
            SharedState(pack, bom, replace(TODAY, by_class=False)),
        )
        for rule in pack.rules:
            alike = _measured(Evaluation(pack, bom, rule, TODAY, by_class))
            assert _measured(Evaluation(pack, bom, rule, TODAY, one_by_one)) == alike, rule.name


def _measured(evaluation: Evaluation) -> dict[str, object]:
    """What a rule measures of the product where only its verdict is asked for."""
    engine = evaluation.engine(None)
    engine.verdicts_only = True
    assert [*evaluation._outcomes_by_key(engine, evaluation.choose)]  # noqa: SLF001 - as for the days ahead
    return {name: each.value for name, each in engine.trail.measured.items()}


def test_verdicts_on_sums_wait_with_all_else_and_are_of_all_kinds() -> None:
    seen = Counter[str]()
    chance = Random(1)  # noqa: S311 - not a secret
    for _ in range(12):
        pack = pack_of(summing.rules(chance))
        found = evaluate(pack, load(summing.document(chance)), replace(TODAY, on_demand=True))
        seen.update(each.verdict.value for each in found if isinstance(each, DeferredOutcome))
    assert {"pass", "fail", "unknown"} == seen.keys()
    assert min(seen.values()) > SOME


LONG: list[Contribution] = [Decimal("1." + "3" * 150), Decimal("7." + "1" * 150), Decimal("1e-320"), 5]


def test_prices_of_many_digits_lose_none_in_a_sum() -> None:
    total = sum((Fraction(str(each)) for each in LONG), Fraction(0))
    assert Interval(total, total, "USD") == together(LONG, "USD")
