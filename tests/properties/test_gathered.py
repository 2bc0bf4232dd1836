"""Rules about the whole product say of a document in pieces what they say of it as a whole.

The documents have many parts that say the same, and some that do not say how many of them are used.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import microdep_rules
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.streaming.product import find_product_reads
from microdep_rules.pipeline import large_documents
from tests.each import SAMPLED
from tests.oracles.documents import json_text
from tests.properties.alike import counts, findings
from tests.properties.chance import Chance
from tests.properties.documents import flat_document
from tests.properties.evaluating import AS_OF, load
from tests.properties.generators import law
from tests.properties.packs import product_pack

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir

MANY = 20 if SAMPLED else 120
"""So many cases are tried, each read once for all the tests here."""
USED = (1, 2, 3, 10, Decimal("0.5"), Decimal("2.25"), 0)


@lru_cache(maxsize=MANY)
def case(seed: int) -> tuple[ir.Pack, bytes, Bom]:
    """A pack of rules about sums, and a flat document with parts that say the same."""
    chance = Chance(seed)
    document, pack = flat_document(chance), product_pack(chance).checked()
    said = document["components"]
    each_said = chance.number(1, 4)
    document["components"] = [
        _another(chance, part, f"{part['id']}-{number}") for part in said for number in range(each_said)
    ]
    if chance.once_in(2):
        document["document"]["completeness"] = "complete"
    summed = tuple(rule for rule in pack.rules if find_product_reads(pack, rule) is not None)
    return replace(pack, rules=summed), json_text(document).encode(), load(document)


def _another(chance: Chance, part: dict[str, Any], id_: str) -> dict[str, Any]:
    """The same part under another name, used another number of times, at another price."""
    found = {**part, "id": id_, "name": id_}
    if not chance.once_in(12):
        found["quantity"] = chance.of(USED)
    elif chance.once_in(2):
        found["quantity"] = chance.pick("1 .. 3", "at least 2", {"unknown": True, "reason": "not stated"})
    for name in ("unit_cost", "mass_g", "costs"):
        if chance.once_in(3):
            found.pop(name, None)
    if "unit_cost" in found and chance.once_in(2):
        amount = chance.pick(0, 7, Decimal("12.50"), Decimal("1e3"))
        found["unit_cost"] = {**found["unit_cost"], "amount": amount}
    if "mass_g" in found and "materials" not in found:
        found["mass_g"] = chance.pick(1, Decimal("0.001"), 40, 900)
    return found


@law(100)
@given(st.integers(0, MANY - 1 if settings().derandomize else 10**6))
def test_rules_about_the_product_say_in_pieces_what_they_say_of_the_whole(seed: int) -> None:
    pack, data, bom = case(seed)
    found = large_documents.check_in_pieces("bom.json", data, None, [pack], Query(AS_OF), most=-1)
    if found is not None:
        whole = evaluate(pack, bom, Query(AS_OF))
        assert counts(whole) == counts(found.outcomes)
        assert findings(whole) == findings(found.outcomes)
        assert [each.share for each in whole] == [outcome.share for outcome in found.outcomes]
        assert [each.base for each in whole] == [outcome.base for outcome in found.outcomes]


def test_most_of_the_random_documents_are_read_in_pieces_and_parts_are_gathered() -> None:
    tried = [case(seed) for seed in range(20)]
    found = [
        large_documents.check_in_pieces("bom.json", data, None, [pack], Query(AS_OF), most=-1)
        for pack, data, _ in tried
    ]
    # A contract whose days contradict each other has a warning of its own, and is read with the whole document.
    in_order = [each for each, (_, data, _) in zip(found, tried, strict=True) if _days_in_order(data)]
    assert sum(each is not None for each in in_order) > len(in_order) / 2
    assert sum(len(pack.rules) for pack, _, _ in tried) > 2 * len(tried)
    assert any(outcome.stands_for for each in found if each is not None for outcome in each.outcomes)


def _days_in_order(data: bytes) -> bool:
    return "bom/dates-out-of-order" not in {
        diagnostic.code for diagnostic in microdep_rules.load_bom(data).diagnostics
    }
