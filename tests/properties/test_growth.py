"""Law: all packs together take work in proportion to a document, whatever its shape."""

from __future__ import annotations

from datetime import date

import pytest

from microdep_rules.engine.evaluate import Query
from microdep_rules.vocabulary.resources import rules_folder
from tests.each import SAMPLED, sample_of
from tests.packs.loading import shipped_pack
from tests.properties.evaluating import load
from tests.properties.growth import SHAPES, Shape, exponent, work

MOST = 1.15
TODAY = Query(date(2026, 11, 29), explained=False)


def test_the_exponent_of_a_line_is_1_and_that_of_a_square_2() -> None:
    told = [exponent(*((n, 70 + n**power) for n in (10, 20, 40))) for power in (1, 2)]
    assert told == pytest.approx([1, 2])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.of.__name__)
def test_all_packs_take_work_in_proportion_to_the_document(shape: Shape) -> None:
    names = sorted(each.parent.name for each in rules_folder().glob("*/pack.rule"))
    packs = [shipped_pack(name) for name in sample_of(names, shape.every)]
    documents = [load(shape.of(parts)) for parts in (shape.few if SAMPLED else shape.many)]
    work(packs, documents[0], TODAY)  # what is kept of packs and words is found
    told = [(len(each.components), work(packs, each, TODAY)) for each in documents]
    assert exponent(*told) <= MOST, told
