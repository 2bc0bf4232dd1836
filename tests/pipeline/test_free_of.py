"""`free_of` answers `content of` in every way to evaluate a rule: one by one, counted, in pieces."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.reach import is_about_one_part
from microdep_rules.engine.streaming.product import find_product_reads
from microdep_rules.lang.pack import check_pack
from microdep_rules.pipeline import large_documents
from microdep_rules.source import SourceFile
from tests.oracles.documents import json_text
from tests.properties.alike import counts, findings
from tests.properties.evaluating import load

if TYPE_CHECKING:
    from microdep_rules.lang import ir

AS_OF = date(2026, 11, 25)
RULES = """pack contents version 1
  title     "What a component contains"
  authority "none"
  reviewed  2026-11-24

rule any-material
  title       "a material with cobalt"
  severity    prohibit
  cites       "law 1"
  applies to  every listed component
  forbid      any material of component where content of Co is more than 0 %

rule every-material
  title       "every material"
  severity    prohibit
  cites       "law 1"
  applies to  every material at any tier
  forbid      content of any of Nd Co is more than 0.1 %

rule below
  title       "anything below"
  severity    prohibit
  cites       "law 1"
  applies to  every component at any tier
  forbid      any material of component at any tier where content of rare-earth is more than 0 %

rule product
  title       "the product"
  severity    prohibit
  cites       "law 1"
  applies to  end-item
  forbid any of
    (a)       share by mass of materials at any tier where content of Co is more than 0 % is more than 5 %
"""
FORMS: tuple[dict[str, Any], ...] = (
    {"free_of": ["Co"], "materials": [{"substance": "steel"}], "complete": ["materials"]},
    {"free_of": ["rare-earth", "Co"]},
    {"free_of": ["Nd"], "materials": [{"substance": "steel", "mass_g": 3}], "complete": ["materials"]},
    {
        "materials": [{"substance": "steel", "free_of": ["rare-earth", "Co"], "mass_g": 2}],
        "complete": ["materials"],
    },
    {"name": "SmCo ring", "free_of": ["Co"]},
    {"materials": [{"substance": "SmCo", "composition": [{"element": "Co", "share": 50}], "mass_g": 1}]},
    {"materials": [{"substance": "steel"}]},
)


def pack() -> ir.Pack:
    found, problems = check_pack([SourceFile("contents.rule", RULES)], {}, "", {})
    assert found is not None, [problem.message for problem in problems]
    return found


def components(many: int) -> list[dict[str, Any]]:
    found = []
    for number in range(many):
        form = FORMS[number % len(FORMS)]
        name = f"{form.get('name', 'Component')} {number}"
        found.append({**form, "id": f"c{number}", "name": name, "quantity": 1})
    return found


def flat(many: int) -> dict[str, Any]:
    return {"schema": "microdep-bom/1", "components": components(many)}


def tree(many: int) -> dict[str, Any]:
    """Shelves of three components each, of which every second is free of cobalt."""
    every = components(many)
    for each in every:
        del each["quantity"]
    shelves = [
        {
            "id": f"shelf{at}",
            "name": f"Shelf {at}",
            "children": [{"ref": each["id"], "quantity": 1} for each in every[at : at + 3]],
            **({"free_of": ["Nd"]} if at % 2 else {}),
        }
        for at in range(0, many, 3)
    ]
    uses = [{"ref": shelve["id"], "quantity": 1} for shelve in shelves]
    top = {"id": "top", "name": "Top", "children": uses}
    return {"schema": "microdep-bom/1", "document": {"product": "top"}, "components": [top, *shelves, *every]}


def test_many_components_are_judged_as_one_by_one() -> None:
    for document in (flat(70), tree(60)):
        bom, asked = load(document), pack()
        one_by_one = evaluate(asked, bom, Query(AS_OF))
        for verify in (False, True):
            counted = evaluate(asked, bom, Query(AS_OF, count=True, verify=verify))
            assert counts(one_by_one) == counts(counted)
            assert findings(one_by_one) == findings(counted)
        verdicts = {each.verdict.value for each in one_by_one}
        assert {"pass", "unknown"} <= verdicts


def test_a_document_in_pieces_is_judged_as_a_whole() -> None:
    every = pack()
    kept = [rule for rule in every.rules if is_about_one_part(every, rule) or find_product_reads(every, rule)]
    alone = replace(every, rules=tuple(kept))
    assert ["any-material", "product"] == [each.name for each in kept]
    document = flat(70)
    found = large_documents.check_in_pieces(
        "bom.json", json_text(document).encode(), None, [alone], Query(AS_OF), most=-1
    )
    assert found is not None
    whole = evaluate(alone, load(document), Query(AS_OF))
    assert counts(whole) == counts(found.outcomes)
    assert findings(whole) == findings(found.outcomes)
