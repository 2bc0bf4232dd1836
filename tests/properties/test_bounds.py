"""Law: the bounds of a share contain every completion, and are reached; so do those of any quantity."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.shares import NOTHING, Portion, WeightedShare, bounds, mean
from microdep_rules.engine.values import Interval, exactly
from microdep_rules.lang import ir
from microdep_rules.lang.conditions import variables
from microdep_rules.lang.walk import walk
from tests.properties.evaluating import TODAY
from tests.properties.generators import Case, cases, law

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from microdep_rules.bom.model import Bom, Element

AMOUNTS = st.integers(0, 6).map(Fraction)


@st.composite
def _portions(draw: DrawFn) -> Portion:
    low = draw(AMOUNTS)
    high = draw(st.one_of(st.just(low), AMOUNTS.map(lambda more: low + more)))
    return Portion(low, high, draw(st.sampled_from((True, False, None))))


PORTIONS = st.lists(_portions(), min_size=1, max_size=4)


def completions(portions: list[Portion]) -> list[tuple[Fraction, Fraction]]:
    """What is in and what is out, for every way the ends of the amounts may turn out."""
    options = []
    for portion in portions:
        assert portion.high is not None
        sides = (True, False) if portion.matches is None else (portion.matches,)
        options.append([(amount, side) for amount in {portion.low, portion.high} for side in sides])
    found = []
    for chosen in product(*options):
        inside = sum((amount for amount, side in chosen if side), Fraction(0))
        found.append((inside, sum((amount for amount, _ in chosen), Fraction(0)) - inside))
    return found


@law(200)
@given(PORTIONS)
def test_the_bounds_of_a_share_are_the_least_and_greatest_of_its_completions(portions: list[Portion]) -> None:
    shares = [inside / (inside + outside) for inside, outside in completions(portions) if inside + outside]
    found = bounds(portions)
    if not shares:
        assert found == NOTHING
    else:
        assert Interval(min(shares), max(shares)) == found


@law(200)
@given(PORTIONS, st.lists(st.tuples(AMOUNTS, st.booleans()), max_size=3), st.booleans())
def test_what_a_list_does_not_show_lies_within_the_bounds(
    portions: list[Portion], unlisted: list[tuple[Fraction, bool]], bounded: bool
) -> None:
    more_in = sum((amount for amount, side in unlisted if side), Fraction(0))
    more_out = sum((amount for amount, side in unlisted if not side), Fraction(0))
    whole = max(inside + outside for inside, outside in completions(portions)) + more_in + more_out
    found = bounds(portions, rest=True, total=exactly(whole) if bounded else None)
    for inside, outside in completions(portions):
        total = inside + outside + more_in + more_out
        if total:
            assert isinstance(found, Interval)
            assert found.low is not None
            assert found.high is not None
            assert found.low <= (inside + more_in) / total <= found.high


SHARES = st.integers(0, 4).map(lambda number: Fraction(number, 4))
FAR = Fraction(10**6)
"""What stands for an amount without a limit."""


@st.composite
def _weighted(draw: DrawFn) -> WeightedShare:
    least = draw(AMOUNTS)
    most = draw(st.one_of(st.just(least), AMOUNTS.map(lambda more: least + more), st.none()))
    low, high = sorted((draw(SHARES), draw(SHARES)))
    return WeightedShare(least, most, low, high)


@law(300)
@given(st.lists(_weighted(), min_size=1, max_size=4))
def test_a_mean_lies_between_its_bounds_and_reaches_them(amounts: list[WeightedShare]) -> None:
    ends = [(a.least, FAR if a.most is None else a.most) for a in amounts]
    found = mean(amounts)
    means = [
        sum((w * s for w, s in zip(weights, picked, strict=True)), Fraction(0)) / sum(weights)
        for weights in product(*ends)
        for picked in product(*((a.low, a.high) for a in amounts))
        if sum(weights)
    ]
    if not means:
        assert found is NOTHING
        return
    assert isinstance(found, Interval)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= min(means) <= found.low + 4 * 24 / FAR
    assert found.high - 4 * 24 / FAR <= max(means) <= found.high


QUANTITIES = (
    ir.ShareOf | ir.LargestShare | ir.Total | ir.Count | ir.Calculation | ir.Content | ir.RecoveredShare
)


@law(80)
@given(cases())
def test_the_bounds_of_a_quantity_with_facts_missing_contain_what_it_turns_out_to_be(case: Case) -> None:
    for rule in case.pack.rules:
        word = rule.subject.variable
        for node in walk((rule.requirement, rule.when, *rule.exceptions)):
            if not isinstance(node, QUANTITIES) or not _free(node) <= {word, "end-item"}:
                continue
            known = _values(case, case.full_bom, rule, node)
            for id_, less in _values(case, case.less_bom, rule, node).items():
                full = known.get(id_)
                if isinstance(less, Interval) and isinstance(full, Interval) and less.unit == full.unit:
                    assert _within(full, less), (id_, less, full, node.span, case.reported(rule.name))


def _free(node: object) -> set[str]:
    """The elements that a quantity needs from outside."""
    bound = {
        each.variable for each in walk(node) if isinstance(each, ir.ShareOf | ir.LargestShare | ir.Narrow)
    }
    bound |= {each.variable for each in walk(node) if isinstance(each, ir.Some | ir.EveryOf)}
    found = variables(node)
    return found if not found & bound else found | {"bound twice"}


def _values(case: Case, bom: Bom, rule: ir.Rule, node: ir.Value) -> dict[str, object]:
    engine = Evaluation(case.pack, bom, rule, TODAY).engine(None)
    found = {}
    for element in _elements(bom, rule.subject.record):
        engine.subject = element
        read = engine.value(node, {rule.subject.variable: element})
        if (
            not read.reason
        ):  # of what contradicts itself less is known, and more without one of the statements
            found[element.id] = read.value
    return found


def _elements(bom: Bom, record: str) -> list[Element]:
    if record == "component":
        return list(bom.components.values())
    if record == "material":
        return [m for c in bom.components.values() for m in bom.materials(c)]
    return []


def _within(inner: Interval, outer: Interval) -> bool:
    below = outer.low is None or (inner.low is not None and outer.low <= inner.low)
    above = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return below and above
