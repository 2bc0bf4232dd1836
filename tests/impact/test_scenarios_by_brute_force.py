"""States under cuts, and plans under delays, agree with trying everything."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

import microdep_rules
from microdep_rules.config import ImpactSettings
from tests.each import tries
from tests.impact import products as brute

BY_INDEX = ImpactSettings(severities=(), restriction_index_above=Decimal("0.5"))
AS_OF, DAY = date(2026, 11, 24), "2027-03-01"
DRAWN = brute.products(7)
COUNTRIES = st.lists(st.sampled_from(brute.COUNTRIES), min_size=1, max_size=2, unique=True)


def under(drawn: brute.Drawn, events: list[dict[str, Any]]) -> dict[str, Any]:
    """The only day of a scenario, of a product alone."""
    text = json.dumps({"schema": "microdep-scenario/1", "name": "S", "events": events}).encode()
    bom = microdep_rules.load_bom(drawn.document)
    found = microdep_rules.scenario(text, [bom], as_of=AS_OF, settings=BY_INDEX, runs=20)
    (day,) = found["scenarios"][0]["products"][0]["days"]
    return dict(day)


def cut(country: str) -> dict[str, Any]:
    return {"from": DAY, "cut": {"country": country}}


@settings(max_examples=tries(120), deadline=None)
@given(DRAWN, COUNTRIES)
def test_a_cut_does_what_it_does_in_the_best_and_in_the_worst_case(
    drawn: brute.Drawn, lost: list[str]
) -> None:
    best = {number: part.blocked is True for number, part in enumerate(drawn.parts)}
    worst = {number: part.blocked is not False for number, part in enumerate(drawn.parts)}
    surely = brute.is_there(drawn, 0, worst, frozenset(lost), worst=True)
    perhaps = brute.is_there(drawn, 0, best, frozenset(lost), worst=False)
    expected = "viable" if surely else "undetermined" if perhaps else "halted"
    day = under(drawn, [cut(each) for each in lost])
    assert expected == day["with"]["state"]
    assert brute.state(drawn) == day["without"]["state"]


@settings(max_examples=tries(120), deadline=None)
@given(DRAWN, COUNTRIES, COUNTRIES)
def test_a_further_cut_never_makes_anything_better(
    drawn: brute.Drawn, lost: list[str], more: list[str]
) -> None:
    rank = ["viable", "undetermined", "halted"].index
    few = under(drawn, [cut(each) for each in lost])["with"]["state"]
    many = under(drawn, [cut(each) for each in {*lost, *more}])["with"]["state"]
    assert rank(few) <= rank(many)


@settings(max_examples=tries(120), deadline=None)
@given(DRAWN, st.sampled_from(brute.COUNTRIES))
def test_a_narrower_cut_never_does_more(drawn: brute.Drawn, country: str) -> None:
    rank = ["viable", "undetermined", "halted"].index
    wide = under(drawn, [cut(country)])["with"]["state"]
    narrow = under(drawn, [{"from": DAY, "cut": {"country": country, "material": "Nd"}}])["with"]["state"]
    assert rank(narrow) <= rank(wide)


@settings(max_examples=tries(120), deadline=None)
@given(brute.products(6, stages=False, trees=True), st.integers(0, 5), st.integers(1, 9))
def test_a_delay_moves_the_end_as_trying_it_does(drawn: brute.Drawn, number: int, days: int) -> None:
    number %= len(drawn.parts)
    delayed = {"component": f"c{number}", "by": {"value": days, "unit": "days"}}
    day = under(drawn, [{"from": DAY, "delay": delayed}])
    plan = day["with"]["plan"]
    if plan is None or plan["replaced"]:
        return
    assert _longest(drawn, number, days, 0) == plan["total"]["low"]


def _longest(drawn: brute.Drawn, number: int, days: int, at: int) -> int:
    """The least days until a component is there, when one of them is delayed."""
    part = drawn.parts[at]
    own = (part.lead[0] if part.lead is not None else 0) + (days if at == number else 0)
    return own + max((_longest(drawn, number, days, child) for child in part.children), default=0)
