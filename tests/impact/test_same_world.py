"""Times of one plan are of one draw of the lead times; checked by trying every draw, and by drawing many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product as every_combination
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings

from microdep_rules.production.critical_path import Network, Range, plan_of
from microdep_rules.production.resourcing import replacements
from microdep_rules.production.structure import ProductStructure, structure_of
from tests import drawing as st
from tests.each import tries
from tests.impact import products

if TYPE_CHECKING:
    from microdep_rules.production.critical_path import ProductionPlan

FAR = 1_000_000
"""What stands for a lead time that nothing bounds."""
Days = Mapping[int, int]


def structure(drawn: products.Drawn) -> ProductStructure:
    found, problems = structure_of(drawn.bom)
    assert [] == problems
    assert found is not None
    return found


def ends(drawn: products.Drawn, *, far: int) -> list[tuple[int, int]]:
    """The least and the greatest days of each component."""
    leads = [part.lead or (0, None) for part in drawn.parts]
    return [(low, far if high is None else high) for low, high in leads]


def finishes(drawn: products.Drawn, days: Days, swap: Mapping[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}

    def finish(number: int) -> int:
        if number not in found:
            before = [finish(swap.get(child, child)) for child in drawn.parts[number].children]
            found[number] = days[number] + max(before, default=0)
        return found[number]

    finish(swap.get(0, 0))
    return found


def margins(drawn: products.Drawn, days: Days) -> dict[int, tuple[int, int, int]]:
    """The latest start, the latest finish and the slack of each component, by the longest path behind it."""
    finish = finishes(drawn, days, {})

    def rest(number: int) -> int:
        users = [user for user in finish if number in drawn.parts[user].children]
        return max((days[user] + rest(user) for user in users), default=0)

    found = {}
    for number, own in finish.items():
        last = finish[0] - rest(number)
        found[number] = (last - days[number], last, last - own)
    return found


def spans(rows: Iterable[tuple[int, ...]]) -> list[tuple[Fraction, Fraction | None]]:
    """The least and the greatest of each column; of one that nothing bounds no greatest."""
    return [
        (Fraction(min(row)), None if max(row) > FAR // 2 else Fraction(max(row)))
        for row in zip(*rows, strict=True)
    ]


def as_pairs(*ranges: Range) -> list[tuple[Fraction, Fraction | None]]:
    return [(each.low, each.high) for each in ranges]


@settings(max_examples=tries(100), deadline=None)
@given(products.products(6, stages=False))
def test_latest_times_and_slack_are_those_of_every_draw(drawn: products.Drawn) -> None:
    plan = plan_of(structure(drawn))
    worlds = [
        margins(drawn, dict(enumerate(days)))
        for days in every_combination(*(sorted(set(end)) for end in ends(drawn, far=FAR)))
    ]
    for id_, activity in plan.activities.items():
        true = spans(world[int(id_[1:])] for world in worlds)
        assert true == as_pairs(activity.latest_start, activity.latest_finish, activity.slack)
        assert activity.is_exact


@settings(max_examples=tries(100), deadline=None)
@given(products.products(6, stages=False))
def test_days_that_an_alternate_adds_are_those_of_every_draw(drawn: products.Drawn) -> None:
    made = structure(drawn)
    leads = [sorted(set(end)) for end in ends(drawn, far=FAR)]
    for replacement in replacements(made):
        swap = {int(replacement.component[1:]): int(replacement.alternate[1:])}
        added = []
        for days in map(dict, map(enumerate, every_combination(*leads))):
            old, new = finishes(drawn, days, {})[0], finishes(drawn, days, swap)
            added.append(new[swap.get(0, 0)] - old)
        low = None if min(added) < -FAR // 2 else min(added)
        high = None if max(added) > FAR // 2 else max(added)
        assert (low, high) == (replacement.added.low, replacement.added.high)


# ---- too many draws to try -----------------------------------------------------------------------


def wide(drawn: products.Drawn) -> products.Drawn:
    """The same with a range for every lead time, unless it has no end."""
    leads = [part.lead or (1, None) for part in drawn.parts]
    return replace(
        drawn,
        parts=tuple(
            replace(part, lead=(low, high if high is None or high > low else low + 3))
            for part, (low, high) in zip(drawn.parts, leads, strict=True)
        ),
    )


def assert_holds(plan: ProductionPlan, drawn: products.Drawn, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - draws of a test
    for _ in range(20):
        days = {n: random.choice(each) for n, each in enumerate(ends(drawn, far=FAR))}
        for number, values in margins(drawn, days).items():
            activity = plan.activities[f"c{number}"]
            ranges = (activity.latest_start, activity.latest_finish, activity.slack)
            for value, (low, high) in zip(values, as_pairs(*ranges), strict=True):
                assert low <= value
                assert high is None or value <= high


@settings(max_examples=tries(60), deadline=None)
@given(products.products(18, stages=False).map(wide), st.integers(0, 999))
def test_bounds_hold_in_every_draw_and_end_with_the_product(drawn: products.Drawn, seed: int) -> None:
    plan = plan_of(structure(drawn))
    assert_holds(plan, drawn, seed)
    for activity in plan.activities.values():
        assert activity.latest_finish.low >= activity.earliest_finish.low
        assert plan.total.high is None or (activity.latest_finish.high or FAR) <= plan.total.high


def test_what_is_too_large_to_try_has_bounds_and_says_so() -> None:
    children = tuple(range(1, 18))
    parts = [products.Part(children, lead=(1, 2)), *(products.Part(lead=(n, n + 9)) for n in children)]
    drawn = products.Drawn(tuple(parts))
    plan = Network(structure(drawn), {}, {}).plan()
    assert plan.activities["c0"].is_exact
    first = plan.activities["c1"]
    assert (False, Range(Fraction(17), Fraction(26))) == (first.is_exact, first.latest_finish)
    assert_holds(plan, drawn, 1)
