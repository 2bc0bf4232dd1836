"""Laws: what the rules of a pack keep for one another, and what is skipped in haste, changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from microdep_rules.engine.query import Query
from tests.each import tries
from tests.packs.laws import LAWS, Law
from tests.packs.loading import shipped_pack
from tests.packs.side_by_side import AS_OF as AS_OF_LAW
from tests.packs.side_by_side import NotADocumentError, load
from tests.properties.alone import in_haste_and_in_full, not_as_announced, unlike_alone
from tests.properties.evaluating import AS_OF, TODAY
from tests.properties.generators import Case, cases, law

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir

AHEAD = Query(AS_OF, horizon=timedelta(days=731))


@law(120)
@given(cases())
def test_rules_say_the_same_unlike_alone(case: Case) -> None:
    for bom in (case.full_bom, case.less_bom):
        assert [] == unlike_alone(case.pack, bom, AHEAD), case.reported("")


@law(120)
@given(cases())
def test_haste_changes_no_verdict(case: Case) -> None:
    for rule in case.pack.rules:
        hasty, full = in_haste_and_in_full(case.pack, case.less_bom, rule, TODAY)
        assert hasty == full, case.reported(rule.name)


VARIANTS = [(each, variant) for each in LAWS for variant in each.variants]


def _drawn(data: Any, law_: Law, variant: str) -> tuple[ir.Pack, Bom, Query]:
    document, context = data.draw(law_.documents())
    try:
        bom = load(document, context)
    except NotADocumentError:
        reject()
    return shipped_pack(law_.pack, variant), bom, Query(AS_OF_LAW, no_exclusions=True)


@pytest.mark.parametrize(("pack", "variant"), VARIANTS, ids=lambda each: getattr(each, "pack", each))
@settings(max_examples=tries(6), deadline=None)
@given(data=st.data())
def test_the_rules_of_a_law_say_the_same_in_every_way(pack: Law, variant: str, data: Any) -> None:
    checked, bom, query = _drawn(data, pack, variant)
    assert [] == unlike_alone(checked, bom, query)
    for rule in checked.rules:
        hasty, full = in_haste_and_in_full(checked, bom, rule, query)
        assert hasty == full, rule.id
        assert [] == not_as_announced(checked, bom, rule, query)
