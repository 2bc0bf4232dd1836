"""Law: countries and words that are in the same lists of a rule may stand for one another, and no others."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from msgspec.structs import replace

from microdep_rules.engine.query import Query
from tests.each import SAMPLED
from tests.properties import in_lists
from tests.properties.by_class import differences
from tests.properties.evaluating import load
from tests.properties.near_equal import pack_of

pytestmark = pytest.mark.usefixtures("every_rule_by_class")

SEEDS = 3 if SAMPLED else 12


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_in_the_same_lists_has_the_same_outcome(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - not a secret
    pack = pack_of(in_lists.rules(chance))
    for horizon in (0, 731):
        query = Query(date(2026, 6, 30), horizon=timedelta(days=horizon), explained=False)
        for _ in range(2):  # what is known of one document is said of the next
            bom = load(in_lists.document(chance))
            assert [] == differences(pack, bom, query)
            assert [] == differences(pack, bom, replace(query, count=True))
