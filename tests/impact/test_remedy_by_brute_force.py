"""The least remedies agree with trying every choice of alternates, for each measure."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import microdep_rules
from microdep_rules.config import Config, ImpactSettings
from microdep_rules.output.remedy.run import RemedyAim
from microdep_rules.pipeline.remedy import RemedyDay, remedy_of
from microdep_rules.production.scenarios.effects import Effects
from microdep_rules.production.scenarios.read import load_scenario
from tests.each import tries
from tests.impact import forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.production.remedy import Remedies, Remedy
    from microdep_rules.production.weighing import Measure

BY_INDEX = Config(impact=ImpactSettings(severities=(), restriction_index_above=Decimal("0.5")))


DAY = date(2027, 3, 1)


def found(drawn: forms.Priced, by: Measure, *changes: dict[str, Any]) -> Remedies:
    """The remedies of a product, with what a scenario cuts or delays."""
    document = microdep_rules.load_bom(drawn.document)
    judged_product = remedy_of(
        [RemedyDay(document, BY_INDEX, effects=effects(*changes))], RemedyAim("viable", by, 1_000)
    )
    assert judged_product.found is not None
    return judged_product.found


def effects(*changes: dict[str, Any]) -> Effects | None:
    if not changes:
        return None
    events = [{"from": DAY.isoformat(), **change} for change in changes]
    text = json.dumps({"schema": "microdep-scenario/1", "name": "S", "events": events}).encode()
    scenario, _, problems = load_scenario("s.scenario.json", text)
    assert scenario is not None, problems
    return Effects(scenario.on(DAY))


def sets(remedies: Iterable[Remedy]) -> frozenset[forms.Set]:
    return frozenset(
        frozenset((int(a.removeprefix("c")), int(b.removeprefix("c"))) for a, b in remedy.substitutions)
        for remedy in remedies
    )


def expected(drawn: forms.Priced, by: Measure) -> forms.Answer:
    judged = {made: forms.without_blocked(drawn, each) for made, each in forms.forms(drawn).items()}
    if by == "number":
        return forms.answer(judged, len, len, lambda _: False)
    if by == "time":
        return forms.answer(
            judged,
            lambda made: forms.days(drawn, made, least=False),
            lambda made: forms.days(drawn, made, least=True),
            lambda each: forms.takes_any_time(drawn, each[1]),
        )
    return forms.answer(
        judged,
        lambda made: forms.cost(drawn, made, least=False),
        lambda made: forms.cost(drawn, made, least=True),
        lambda each: forms.costs_any_amount(drawn, *each),
    )


@pytest.mark.parametrize("by", ["number", "cost", "time"])
@settings(max_examples=tries(200), deadline=None)
@given(drawn=forms.priced())
def test_the_least_remedies_are_those_of_all_choices(by: Measure, drawn: forms.Priced) -> None:
    answer, remedies = expected(drawn, by), found(drawn, by)
    assert (answer.state, bool(answer.best)) == (remedies.state, bool(remedies.best))
    assert sets(remedies.best) <= answer.best
    if by == "number":
        assert (answer.best, answer.open) == (sets(remedies.best), sets(remedies.open))


@pytest.mark.parametrize("by", ["cost", "time"])
@settings(max_examples=tries(200), deadline=None)
@given(drawn=forms.priced().map(forms.stated))
def test_the_value_of_a_remedy_is_exact_where_everything_is_stated(by: Measure, drawn: forms.Priced) -> None:
    answer, remedies = expected(drawn, by), found(drawn, by)
    assert answer.best == sets(remedies.best)
    values: set[Any] = {each.value.low for each in remedies.best}
    assert values == ({Fraction(answer.value)} if answer.best else set())
    assert all(each.value.is_exact for each in remedies.best)


NUMBERS = st.integers(0, 6)


@settings(max_examples=tries(120), deadline=None)
@given(drawn=forms.priced(), lost=st.lists(NUMBERS, min_size=1, max_size=2))
def test_what_a_scenario_cuts_is_blocked(drawn: forms.Priced, lost: list[int]) -> None:
    gone = {each % len(drawn.parts) for each in lost}
    parts = tuple(replace(p, blocked=True) if n in gone else p for n, p in enumerate(drawn.parts))
    remedies = found(drawn, "number", *({"cut": {"component": f"c{each}"}} for each in sorted(gone)))
    answer = expected(replace(drawn, parts=parts), "number")
    assert (answer.state, answer.best, answer.open) == (
        remedies.state,
        sets(remedies.best),
        sets(remedies.open),
    )


@settings(max_examples=tries(120), deadline=None)
@given(drawn=forms.priced().map(forms.stated), late=NUMBERS, days=st.integers(1, 9))
def test_what_a_scenario_delays_takes_longer(drawn: forms.Priced, late: int, days: int) -> None:
    late %= len(drawn.parts)

    def delayed(part: Any) -> Any:
        return replace(part, lead=(part.lead[0] + days, part.lead[1] + days))

    parts = tuple(delayed(part) if number == late else part for number, part in enumerate(drawn.parts))
    change = {"delay": {"component": f"c{late}", "by": {"value": days, "unit": "days"}}}
    answer, remedies = expected(replace(drawn, parts=parts), "time"), found(drawn, "time", change)
    assert (answer.state, answer.best) == (remedies.state, sets(remedies.best))
    values: set[Any] = {each.value.low for each in remedies.best}
    assert values == ({Fraction(answer.value)} if answer.best else set())
