"""A flat document says in pieces what it says as a whole, for every rule that can be asked so."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.reach import is_about_one_part
from microdep_rules.pipeline import large_documents
from tests.each import SAMPLED
from tests.oracles.documents import json_text
from tests.properties.alike import counts, findings
from tests.properties.chance import Chance
from tests.properties.documents import flat_document
from tests.properties.evaluating import AS_OF, load
from tests.properties.generators import law
from tests.properties.packs import LISTED, random_pack

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir

MANY = 20 if SAMPLED else 100
"""So many cases are tried, each read once for all the tests here."""


@lru_cache(maxsize=MANY)
def case(seed: int) -> tuple[ir.Pack, bytes, Bom]:
    """A pack of rules that speak of one part at a time, and a flat document."""
    chance = Chance(seed)
    document, pack = flat_document(chance), random_pack(chance, 5, LISTED).checked()
    alone = tuple(rule for rule in pack.rules if is_about_one_part(pack, rule))
    return replace(pack, rules=alone), json_text(document).encode(), load(document)


@law(80)
@given(st.integers(0, MANY - 1 if settings().derandomize else 10**6))
def test_a_flat_document_says_in_pieces_what_it_says_as_a_whole(seed: int) -> None:
    pack, data, bom = case(seed)
    query = Query(AS_OF, verify=seed % 2 == 0)
    found = large_documents.check_in_pieces("bom.json", data, None, [pack], query, most=-1)
    if found is not None:
        whole = evaluate(pack, bom, Query(AS_OF))
        assert counts(whole) == counts(found.outcomes), seed
        assert findings(whole) == findings(found.outcomes), seed


def test_most_of_the_random_documents_are_read_in_pieces() -> None:
    tried = [case(seed) for seed in range(20)]
    read = [
        large_documents.check_in_pieces("bom.json", data, None, [pack], Query(AS_OF), most=-1) is not None
        for pack, data, _ in tried
    ]
    assert sum(read) > len(tried) / 2
    assert sum(len(pack.rules) for pack, _, _ in tried) > 2 * len(tried)
