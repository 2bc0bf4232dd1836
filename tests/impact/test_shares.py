"""Shares and their concentration are the bounds of what any completion of the unknown gives."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.engine.shares import AlternateAmount, Portion, bounds
from microdep_rules.engine.values import Interval
from microdep_rules.production.concentration import concentration
from microdep_rules.production.numbers import percent
from microdep_rules.production.tally import ANYWHERE, PlaceAmount, PlaceTally, Touch, amounts_of, joined
from microdep_rules.production.world import shared
from tests.each import of_each

PLACES = ("CN", "JP", "US")
ELSEWHERE = "XX"
"""Stands for every place that is not named."""


class Entry(NamedTuple):
    """An amount between bounds, and the places that it may be of: one, some, or any."""

    low: int
    high: int
    places: tuple[str, ...]


entries = st.builds(
    lambda low, more, places: Entry(low, low + more, tuple(sorted(places))),
    st.integers(0, 4),
    st.integers(0, 3),
    st.sets(st.sampled_from((*PLACES, ELSEWHERE)), min_size=1),
)


def touch_of(entry: Entry) -> Touch:
    if ELSEWHERE in entry.places:
        return ANYWHERE
    places = frozenset(entry.places)
    return Touch(sure=places) if len(places) == 1 else Touch(may=places)


def tally_of(found: list[Entry]) -> PlaceTally:
    tally = PlaceTally()
    for each in found:
        tally.add(PlaceAmount(each.low, each.high), touch_of(each))
    return tally


def completions(found: list[Entry]) -> list[dict[str, int]]:
    """Every way in which amounts at their bounds may lie in places."""
    ways = [
        [(amount, place) for amount in {each.low, each.high} for place in (*PLACES, ELSEWHERE)]
        if ELSEWHERE in each.places
        else [(amount, place) for amount in {each.low, each.high} for place in each.places]
        for each in found
    ]
    sums = []
    for way in product(*ways):
        total = dict.fromkeys((*PLACES, ELSEWHERE), 0)
        for amount, place in way:
            total[place] += amount
        sums.append(total)
    return sums


@given(st.lists(entries, min_size=1, max_size=4), st.sampled_from(PLACES))
def test_a_share_is_the_hull_of_every_completion(found: list[Entry], place: str) -> None:
    shares = [
        Fraction(completion[place], sum(completion.values()))
        for completion in completions(found)
        if sum(completion.values())
    ]
    share = tally_of(found).share(place)
    assert (share is None) == (not shares)
    if share is not None:
        assert (min(shares), max(shares)) == (share.low, share.high)


@given(st.lists(entries, min_size=1, max_size=5), st.sampled_from(PLACES))
def test_a_share_is_that_of_the_rule_language(found: list[Entry], place: str) -> None:
    portions: list[Portion | AlternateAmount] = [
        Portion(Fraction(e.low), Fraction(e.high), touch_of(e).has(place)) for e in found
    ]
    expected = bounds(portions)
    assert (expected if isinstance(expected, Interval) else None) == tally_of(found).share(place)


@given(st.lists(entries, min_size=1, max_size=3))
def test_the_index_is_within_its_bounds_for_every_completion(found: list[Entry]) -> None:
    tally = tally_of(found)
    shares = {place: share for place in PLACES if (share := tally.share(place)) is not None}
    result = concentration(shares, tally.undetermined() or Interval(Fraction(0), Fraction(0)))
    for completion in completions(found):
        total = sum(completion.values())
        if total:
            parts = [Fraction(amount, total) for amount in completion.values()]
            assert result.hhi.low is not None
            assert result.hhi.high is not None
            assert result.hhi.low <= sum(p * p for p in parts) <= result.hhi.high
            named = max(Fraction(completion[place], total) for place in PLACES)
            assert result.largest.high is not None
            assert named <= result.largest.high


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_the_index_of_known_shares_is_exact(amounts: list[int]) -> None:
    total = sum(amounts)
    shares = {f"P{n}": Interval(Fraction(a, total), Fraction(a, total)) for n, a in enumerate(amounts)}
    expected = sum((Fraction(a, total) ** 2 for a in amounts), Fraction(0))
    found = concentration(shares, Interval(Fraction(0), Fraction(0)))
    assert Interval(expected, expected) == found.hhi
    assert Fraction(max(amounts), total) == found.largest.low == found.largest.high


def test_a_rest_that_may_be_anywhere_moves_the_index_between_one_place_and_all() -> None:
    found = concentration(
        {"CN": Interval(Fraction(3, 4), Fraction(3, 4))}, Interval(Fraction(1, 4), Fraction(1, 4))
    )
    assert Fraction(9, 16) + Fraction(1, 16) == found.hhi.high
    assert Fraction(9, 16) + Fraction(1, 16) / 248 == found.hhi.low


@of_each(
    [
        ("nothing is known", [], (Fraction(0), Fraction(1))),
        ("no amount has a bound", [PlaceAmount(0, None)], (Fraction(0), Fraction(1))),
    ]
)
def test_a_share_of_unbounded_amounts_is_anything(
    case: tuple[str, list[PlaceAmount], tuple[Fraction, Fraction]],
) -> None:
    _, amounts, expected = case
    tally = PlaceTally()
    tally.add(PlaceAmount(0, None), Touch(frozenset({"CN"})))
    for each in [*amounts, PlaceAmount(1, None)]:
        tally.add(each, Touch(frozenset({"JP"})))
    share = tally.share("CN")
    assert share is not None
    assert expected == (share.low, share.high)


def test_amounts_are_scaled_by_one_factor_so_that_no_share_changes() -> None:
    found = amounts_of({"a": Interval(Fraction(1, 3), Fraction(1, 2)), "b": Interval(Fraction(0), None)})
    assert {"a": PlaceAmount(2, 3), "b": PlaceAmount(0, None)} == found


def test_what_is_surely_of_one_place_stays_so_beside_what_may_be() -> None:
    found = joined([Touch(frozenset({"CN"})), Touch(may=frozenset({"CN", "JP"}))])
    assert (True, None, False) == tuple(found.has(place) for place in ("CN", "JP", "US"))


def test_a_table_whose_rows_exceed_its_total_gives_bounds() -> None:
    found = shared({"CN": Fraction(900), "RU": Fraction(6), "JP": Fraction(3)}, Fraction(900))
    assert "99 to 100 %" == percent(found.shares["CN"])
    assert ("CN",) == found.leaders
