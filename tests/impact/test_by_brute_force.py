"""States, halting sets, single points of failure and cut sets agree with trying everything."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import given, settings

from microdep_rules.config import ImpactSettings
from microdep_rules.production.analysis import Impact, impact_of
from microdep_rules.production.viability import without
from tests.each import tries
from tests.impact import products as brute

BY_INDEX = ImpactSettings(severities=(), restriction_index_above=Decimal("0.5"))
DRAWN = brute.products()


def impact(drawn: brute.Drawn) -> Impact:
    found, problems = impact_of(drawn.bom, (), BY_INDEX)
    assert [] == problems
    assert found is not None
    return found


def unblocked(drawn: brute.Drawn) -> brute.Drawn:
    return replace(drawn, parts=tuple(replace(part, blocked=False) for part in drawn.parts))


@settings(max_examples=tries(200), deadline=None)
@given(DRAWN)
def test_a_product_is_undetermined_exactly_where_the_missing_facts_decide(drawn: brute.Drawn) -> None:
    assert brute.state(drawn) == impact(drawn).product.state


@settings(max_examples=tries(200), deadline=None)
@given(DRAWN)
def test_the_minimal_sets_of_blocked_components_are_all_that_halt_it(drawn: brute.Drawn) -> None:
    found = impact(drawn).product
    sets = {frozenset(id_ for _, id_ in each) for each in found.sets}
    assert (brute.halting_sets(drawn) if found.state == "halted" else set()) == sets


@settings(max_examples=tries(200), deadline=None)
@given(DRAWN.map(unblocked))
def test_cut_sets_of_countries_are_all_minimal_sets_of_at_most_three(drawn: brute.Drawn) -> None:
    failures = impact(drawn).failures
    alone = {frozenset({s.point.key}) for s in failures.singles if s.certain and s.point.kind == "country"}
    together = {
        frozenset(p.key for p in each.points)
        for each in failures.sets
        if each.certain and each.points[0].kind == "country"
    }
    assert brute.cut_sets(drawn) == alone | together


@settings(max_examples=tries(200), deadline=None)
@given(DRAWN.map(unblocked))
def test_what_may_halt_it_alone_is_what_halts_it_in_the_worst_case(drawn: brute.Drawn) -> None:
    singles = impact(drawn).failures.singles
    found = {frozenset({single.point.key}) for single in singles if single.point.kind == "country"}
    worst = {each for each in brute.cut_sets(drawn, worst=True) if len(each) == 1}
    assert worst == found


@settings(max_examples=tries(200), deadline=None)
@given(DRAWN, st.sets(st.sampled_from(brute.COUNTRIES), min_size=1, max_size=2))
def test_what_a_loss_does_is_what_it_does_in_the_best_and_in_the_worst_case(
    drawn: brute.Drawn, lost: set[str]
) -> None:
    viability = impact(drawn).viability
    points = {p for gate in viability.structure.gates for p in gate.points if p.key in lost}
    best = {number: part.blocked is True for number, part in enumerate(drawn.parts)}
    worst = {number: part.blocked is not False for number, part in enumerate(drawn.parts)}
    surely = brute.is_there(drawn, 0, worst, frozenset(lost), worst=True)
    perhaps = brute.is_there(drawn, 0, best, frozenset(lost), worst=False)
    expected = "viable" if surely else "undetermined" if perhaps else "halted"
    assert expected == without(viability, points).product


@settings(max_examples=tries(160), deadline=None)
@given(DRAWN)
def test_nothing_undetermined_is_ever_green(drawn: brute.Drawn) -> None:
    found = impact(drawn)
    unknown = any(drawn.parts[n].blocked is None for n in brute.reached(drawn))
    assert not (found.is_green and (unknown or found.product.state != "viable"))
