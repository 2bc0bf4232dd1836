"""Whether a product is late for its delivery: surely, surely not, or nobody knows; in every form."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from microdep_rules.config import ImpactSettings
from microdep_rules.production.analysis import impact_of
from microdep_rules.production.delivery import Due, delivery_of
from microdep_rules.production.viability import HALTED, VIABLE
from tests import drawing as st
from tests.cli.replay import run
from tests.each import tries
from tests.impact import forms, products
from tests.impact.runs import record, text, write

if TYPE_CHECKING:
    from pathlib import Path

BY_INDEX = ImpactSettings(severities=(), restriction_index_above=Decimal("0.5"))
DAY = date(2026, 11, 24)
DRAWN = products.products(7, stages=False)


def due(*left: int) -> Due:
    """A delivery in so many days, or in one of several."""
    return Due(tuple(DAY + timedelta(days=each) for each in sorted(left)))


# ---- by trying every choice ----------------------------------------------------------------------


def greatest(drawn: products.Drawn, made: forms.Set) -> float:
    """How long a form takes at the most."""
    chosen = dict(made)

    def finish(number: int) -> float:
        low_high = drawn.parts[number].lead
        own = float("inf") if low_high is None or low_high[1] is None else low_high[1]
        return own + max((finish(chosen.get(n, n)) for n in drawn.parts[number].children), default=0)

    return finish(chosen.get(0, 0))


@settings(max_examples=tries(300), deadline=None)
@given(drawn=DRAWN, left=st.integers(-1, 20))
def test_it_is_late_exactly_where_every_choice_that_may_be_made_is(drawn: products.Drawn, left: int) -> None:
    impact, _ = impact_of(drawn.bom, (), BY_INDEX)
    assert impact is not None
    found = delivery_of(impact.viability, impact.built, due(left), DAY)
    every = {made: forms.without_blocked(drawn, each) for made, each in forms.forms(drawn).items()}
    state = impact.product.state
    may = [made for made, value in every.items() if value is not False or state == HALTED]
    assert all(forms.days(drawn, made, least=True) > left for made in may) is (found.late is True)
    plan = impact.built.total
    is_in_time = state == VIABLE and plan.high is not None and plan.high <= left
    assert (is_in_time and left >= 0) is (found.late is False)
    if is_in_time:
        assert any(value is True and greatest(drawn, made) <= left for made, value in every.items())


@settings(max_examples=tries(300), deadline=None)
@given(drawn=DRAWN, left=st.lists(st.integers(-1, 20), min_size=1, max_size=3, unique=True))
def test_of_several_days_it_is_late_or_in_time_where_it_is_so_for_each(
    drawn: products.Drawn, left: list[int]
) -> None:
    impact, _ = impact_of(drawn.bom, (), BY_INDEX)
    assert impact is not None
    found = delivery_of(impact.viability, impact.built, due(*left), DAY)
    every = {delivery_of(impact.viability, impact.built, due(each), DAY).late for each in left}
    assert (every.pop() if len(every) == 1 else None) is found.late


@settings(max_examples=tries(300), deadline=None)
@given(drawn=DRAWN, left=st.integers(0, 12))
def test_the_choice_that_may_be_in_time_is_one_of_all(drawn: products.Drawn, left: int) -> None:
    impact, _ = impact_of(drawn.bom, (), BY_INDEX)
    assert impact is not None
    found = delivery_of(impact.viability, impact.built, due(left), DAY)
    may_be = impact.product.state != HALTED and found.late is None and impact.built.total.low > left
    assert may_be is (found.sooner is not None)
    if found.sooner is not None:
        chosen = {int(a[1:]): int(b[1:]) for a, b in impact.built.replaced.items()}
        chosen |= {int(a[1:]): int(b[1:]) for a, b in found.sooner.instead.items()}
        components, made = forms.built(drawn, chosen)
        assert forms.without_blocked(drawn, components) is not False
        assert forms.days(drawn, made, least=True) == found.sooner.total.low <= left
        most = found.sooner.total.high
        assert greatest(drawn, made) == (float("inf") if most is None else most)
        used = {int(a[1:]) for a in found.sooner.instead}
        assert used


# ---- in every form -------------------------------------------------------------------------------

BOM = """\
document: {product: a, completeness: complete}
context: {delivery: DUE}
components:
  - {id: a, name: A, origin: US, lead_time: {value: 2, unit: days}, children: [b]}
  - {id: b, name: B, ORIGIN, lead_time: {value: 90, unit: days}, alternates: [c, d]}
  - {id: c, name: C, SECOND, LEAD}
  - {id: d, name: D, origin: KR, lead_time: {value: 60, unit: days}}
"""
SHORT = "lead_time: {value: 3, unit: days}"
SCENARIO = """\
schema: microdep-scenario/1
name: S
events:
  - {from: 2026-11-24, raise_index: {country: CN, to: 0.1}}
"""


def bom(*, origin: str, second: str = "origin: JP", lead: str = SHORT, due: str = "2026-12-27") -> str:
    """A product; by default 33 days are left, of which a plan with D takes 62."""
    return BOM.replace("ORIGIN", origin).replace("SECOND", second).replace("LEAD", lead).replace("DUE", due)


CASES: list[tuple[str, str, str]] = [
    (
        "a faster way may be in time, by its range",
        bom(origin="origin: CN", lead='lead_time: {value: "5..400", unit: days}'),
        (
            "may be late for the delivery on 2026-12-27: this plan is late by 29 days "
            "(ordered on 2026-11-24, complete on 2027-01-25); "
            "with C instead of B it takes 7 to 402 days"
        ),
    ),
    (
        "a faster way may be made, by facts that are missing",
        bom(origin="origin: CN", second="restriction_index: 0.1"),
        (
            "may be late for the delivery on 2026-12-27: this plan is late by 29 days "
            "(ordered on 2026-11-24, complete on 2027-01-25); "
            "with C (undetermined) instead of B it takes 5 days"
        ),
    ),
    (
        "a faster way takes nobody knows how long",
        bom(origin="origin: CN", lead="restriction_index: 0.1"),
        (
            "may be late for the delivery on 2026-12-27: this plan is late by 29 days "
            "(ordered on 2026-11-24, complete on 2027-01-25); "
            "with C instead of B it takes at least 2 days"
        ),
    ),
    (
        "what is listed is viable, and slower than its alternate",
        bom(origin="origin: US"),
        (
            "may be late for the delivery on 2026-12-27: this plan is late by 59 days "
            "(ordered on 2026-11-24, complete on 2027-02-24); "
            "with C instead of B it takes 5 days"
        ),
    ),
    (
        "every way is late",
        bom(origin="origin: CN", second="origin: CN"),
        "late for the delivery on 2026-12-27: by 29 days (ordered on 2026-11-24, complete on 2027-01-25)",
    ),
    (
        "every way is late, one of them for longer",
        bom(origin="origin: US", second="origin: CN"),
        (
            "late for the delivery on 2026-12-27: this plan by 59 days "
            "(ordered on 2026-11-24, complete on 2027-02-24), "
            "any other choice of alternates by 29 days at least"
        ),
    ),
    (
        "the plan is in time",
        bom(origin="origin: CN", second="origin: JP", due="2026-12-29"),
        (
            "in time for the delivery on 2026-12-29: 30 days to spare "
            "(ordered on 2026-11-24, complete on 2026-11-29)"
        ),
    ),
    (
        "the plan is in time, and nobody knows whether it can be made",
        bom(origin="restriction_index: 0.1", second="origin: CN", due="2027-03-29").replace("KR", "CN"),
        (
            "may be late for the delivery on 2027-03-29: "
            "insufficient data to decide whether production is possible; "
            "if production is possible, it is in time (ordered on 2026-11-24, complete on 2027-02-24)"
        ),
    ),
    (
        "one of two days, and late for the first",
        bom(origin="origin: CN", second="origin: CN", due="{one_of: [2027-03-01, 2026-12-27]}"),
        (
            "may be late for the delivery on 2026-12-27 or 2027-03-01: this plan takes 62 days, "
            "and 33 to 97 days are left (ordered on 2026-11-24, complete on 2027-01-25)"
        ),
    ),
    (
        "one of two days, and late for both",
        bom(origin="origin: CN", second="origin: CN", due="{one_of: [2026-12-01, 2026-12-27]}"),
        (
            "late for the delivery on 2026-12-01 or 2026-12-27: by 29 days at least "
            "(ordered on 2026-11-24, complete on 2027-01-25 at the earliest)"
        ),
    ),
    (
        "one of two days, and in time for both",
        bom(origin="origin: CN", due="{one_of: [2026-12-29, 2027-03-01]}"),
        (
            "in time for the delivery on 2026-12-29 or 2027-03-01: 30 days to spare at least "
            "(ordered on 2026-11-24, complete on 2026-11-29)"
        ),
    ),
    (
        "one of two days, and a faster way may be in time",
        bom(origin="origin: US", due="{value: {one_of: [2026-12-01, 2026-12-27]}}"),
        (
            "may be late for the delivery on 2026-12-01 or 2026-12-27: this plan is late by 59 days at "
            "least (ordered on 2026-11-24, complete on 2027-02-24); with C instead of B it takes 5 days"
        ),
    ),
    (
        "it is halted",
        bom(origin="origin: CN", second="origin: CN", due="2027-03-29").replace("KR", "CN"),
        (
            "may be late for the delivery on 2027-03-29: the product is halted,"
            " "
            "and the day of the order"
            " is not known"
        ),
    ),
]


@pytest.mark.parametrize(("document", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_form_says_the_same_of_a_delivery(document: str, words: str, tmp_path: Path) -> None:
    write(tmp_path, document, scenario=SCENARIO)
    (product,) = record(tmp_path)[0]["products"]
    delivery: dict[str, Any] = product["delivery"]
    assert words == delivery["text"]
    assert delivery["late"] == {"may": "undetermined", "in ": "no"}.get(words[:3], "yes")
    assert words in " ".join(text(tmp_path)[0].split())
    command = "--as-of 2026-11-24 --format"
    run(f"microdep impact bom.yaml {command} html --output i.html", tmp_path)
    run(f"microdep report bom.yaml --impact --scenario scenario.yaml {command} md --output r.md", tmp_path)
    assert words in (tmp_path / "i.html").read_text(encoding="utf-8")
    page = (tmp_path / "r.md").read_text(encoding="utf-8")
    out, err, _ = run(f"microdep scenario scenario.yaml bom.yaml {command} json", tmp_path)
    (day,) = json.loads(out)["scenarios"][0]["products"][0]["days"]
    made = day["with"]["state"] != "halted"
    assert (words if made else None) == (day["with"]["delivery"] or {"text": None})["text"], err
    printed, _, _ = run("microdep scenario scenario.yaml bom.yaml --as-of 2026-11-24", tmp_path)
    assert made is (words in " ".join(printed.split()))
    assert page.count(words) == 1 + 3 * made


def test_without_a_day_of_delivery_nothing_is_said_of_it(tmp_path: Path) -> None:
    write(tmp_path, bom(origin="origin: US").replace("context: {delivery: 2026-12-27}\n", ""))
    assert record(tmp_path)[0]["products"][0]["delivery"] is None
    assert "delivery" not in text(tmp_path)[0]
