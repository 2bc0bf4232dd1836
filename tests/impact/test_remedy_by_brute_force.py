"""The least remedies agree with trying every choice of alternates, for each measure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import microdep_rules
from microdep_rules.config import Config, ImpactSettings
from microdep_rules.output.remedy.run import Aim
from microdep_rules.pipeline.remedy import remedy_of
from tests.each import tries
from tests.impact import forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.production.remedy import Remedies, Remedy
    from microdep_rules.production.weighing import Measure

BY_INDEX = Config(impact=ImpactSettings(severities=(), restriction_index_above=Decimal("0.5")))


def found(drawn: forms.Priced, by: Measure) -> Remedies:
    document = microdep_rules.load_bom(drawn.document)
    judged_product = remedy_of(document, BY_INDEX, Aim("viable", by, 1_000))
    assert judged_product.found is not None
    return judged_product.found


def sets(remedies: Iterable[Remedy]) -> frozenset[forms.Set]:
    return frozenset(
        frozenset((int(a.removeprefix("c")), int(b.removeprefix("c"))) for a, b in each.substitutions)
        for each in remedies
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
    assert (answer.state, answer.best) == (remedies.state, sets(remedies.best))
    assert by == "cost" or answer.open == sets(remedies.open)
    assert bool(answer.open) == bool(remedies.open)


@pytest.mark.parametrize("by", ["cost", "time"])
@settings(max_examples=tries(200), deadline=None)
@given(drawn=forms.priced().map(forms.stated))
def test_the_value_of_a_remedy_is_exact_where_everything_is_stated(by: Measure, drawn: forms.Priced) -> None:
    answer, remedies = expected(drawn, by), found(drawn, by)
    assert answer.best == sets(remedies.best)
    values: set[Any] = {each.value.low for each in remedies.best}
    assert values == ({Fraction(answer.value)} if answer.best else set())
    assert all(each.value.is_exact for each in remedies.best)
