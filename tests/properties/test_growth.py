"""Law: all packs together take work in proportion to a document, whatever its shape."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import microdep_rules
from benchmarks import peers
from benchmarks.peers.documents import document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.query import Query
from microdep_rules.vocabulary.resources import rules_folder
from tests.each import SAMPLED
from tests.packs.loading import shipped_pack
from tests.properties.evaluating import load
from tests.properties.growth import SHAPES, Shape, exponent, work

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom

MOST = 1.15
TODAY = Query(date(2026, 11, 29), explained=False)


def test_the_exponent_of_a_line_is_1_and_that_of_a_square_2() -> None:
    reported = [exponent(*((n, 70 + n**power) for n in (10, 20, 40))) for power in (1, 2)]
    assert reported == pytest.approx([1, 2])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.of.__name__)
def test_all_packs_take_work_in_proportion_to_the_document(shape: Shape) -> None:
    names = sorted(path.parent.name for path in rules_folder().glob("*/pack.rule"))
    tried = names[shape.start :: shape.every] if SAMPLED else names
    packs = [shipped_pack(name) for name in tried]
    sizes = shape.few if SAMPLED else shape.many
    for pack in packs:
        evaluate(pack, load(shape.of(sizes[0] // 2)), TODAY)  # what is kept of packs and words is found
    documents = [load(shape.of(parts)) for parts in sizes]
    reported = [(len(each.components), work(packs, each, TODAY)) for each in documents]
    assert exponent(*reported) <= MOST, reported


SUMS = Path(peers.__file__).parent / "shares.rule"
"""Shares of cost: one of the whole product, and one for each function of its parts."""


def _with_sums(parts: int, *, tree: bool) -> Bom:
    found = microdep_rules.load_bom(document(parts, tree=tree)).bom
    assert found is not None
    return found


@pytest.mark.parametrize("shape", ["list", "tree"])
def test_sums_and_largest_shares_take_work_in_proportion_to_the_document(shape: str) -> None:
    pack = microdep_rules.load_pack(SUMS).pack
    assert pack is not None
    # The rules ask for the parts of the product alone: of these trees 11, 26 and 50.
    documents = [_with_sums(parts, tree=shape == "tree") for parts in (400, 800, 1600)]
    work([pack], documents[0], TODAY)
    reported = [(len(each.components), work([pack], each, TODAY)) for each in documents]
    assert exponent(*reported) <= MOST, reported


def test_a_condition_on_one_fact_is_asked_once_for_each_value_that_the_fact_has() -> None:
    pack = microdep_rules.load_pack(SUMS).pack
    assert pack is not None
    (rule,) = (each for each in pack.rules if each.name == "domestic-share")
    steps = []
    for parts in (400, 800):
        bom = _with_sums(parts, tree=False)
        values = {str(component.data.get("origin")) for component in bom.components.values()}
        evaluation = Evaluation(pack, bom, rule, TODAY)
        given = evaluation.budget.left
        evaluation.outcomes()
        steps.append((len(values), given - evaluation.budget.left))
    (few, steps_of_few), (many, steps_of_many) = steps
    assert few == many
    assert steps_of_few == steps_of_many
