"""Law: a pack that loads gives a verdict on every valid document, and never an error."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from hypothesis import given

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.verdict import Verdict
from microdep_rules.vocabulary.stages import load_stages
from tests.oracles.documents import json_text
from tests.packs.loading import shipped_pack
from tests.properties.chance import Chance
from tests.properties.evaluating import AS_OF
from tests.properties.generators import Case, cases, law, sample
from tests.properties.schema_valid import change_anything

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom

SHIPPED = ("dod-magnets", "micro-dependency")


def changed(case: Case) -> Bom | None:
    """The document with any valid values in some fields; nothing where they contradict one another."""
    document = deepcopy(case.less)
    change_anything(Chance(case.seed + 1), document)
    loaded = load_document("bom.json", json_text(document).encode(), kind="bom")
    return build(loaded, on_route=load_stages().on_route)[0]


@law(60)
@given(cases())
def test_a_pack_that_loads_never_fails_on_a_valid_document(case: Case) -> None:
    bom = changed(case)
    if bom is None:
        return
    for pack in (case.pack, *map(shipped_pack, SHIPPED)):
        for outcome in evaluate(pack, bom, Query(AS_OF)):
            assert Verdict.ERROR is not outcome.verdict, case.reported(outcome.rule.name)


def test_most_of_the_changed_documents_are_valid() -> None:
    tried = sample(60)
    assert len(tried) <= 2 * sum(changed(case) is not None for case in tried)
