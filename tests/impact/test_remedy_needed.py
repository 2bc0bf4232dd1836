"""Where there is no remedy: who does what is needed has one."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import microdep_rules
from tests.each import tries
from tests.impact import forms
from tests.impact.test_remedy_answers import remedy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from microdep_rules.production.judging import Goal
    from microdep_rules.production.lacking import Needed
    from microdep_rules.production.remedy import Remedies

DAY = date(2026, 11, 24)
PACK = microdep_rules.load_pack("micro-dependency")
CLEAR = {"origin": "US", "restriction_index": 0.1}
SHARED = """\
  - {id: a, name: A, origin: US, restriction_index: 0.1, children: [{ref: b, quantity: 1}, {ref: c, quantity: 1}]}
  - {id: b, name: B, origin: B_FROM, restriction_index: 0.9, children: [{ref: m, quantity: 1}]}
  - {id: c, name: C, origin: US, restriction_index: 0.9, children: [{ref: m, quantity: 1}]}
  - {id: m, name: M, origin: CN, restriction_index: 0.9}
"""
WITH_D = """\
  - {id: a, name: A, origin: US, restriction_index: 0.1, children: [{ref: b, quantity: 1}]}
  - {id: b, name: B, origin: CN, restriction_index: 0.9, alternates: [d]}
  - {id: d, name: D, origin: D_FROM, restriction_index: 0.9, children: [{ref: e, quantity: 1}]}
  - {id: e, name: E, origin: CN, restriction_index: 0.9}
"""


def remedies(document: dict[str, Any], goal: Goal) -> Remedies:
    checked = microdep_rules.check(
        microdep_rules.load_bom(json.dumps(document).encode()), [PACK], as_of=DAY
    )
    found = microdep_rules.remedy(checked, [PACK], as_of=DAY, goal=goal)
    assert found is not None
    return found


def followed(document: dict[str, Any], needed: Iterable[Needed]) -> dict[str, Any]:
    """The document with an alternate that is clear for each component, and with a product that is clear."""
    edited = json.loads(json.dumps(document))
    at = {each["id"]: each for each in edited["components"]}
    at[edited["document"]["product"]].update(CLEAR)
    for each in needed:
        at[each.component]["alternates"].append(f"new-{each.component}")
        new = {"id": f"new-{each.component}", "name": f"New {each.component}", **CLEAR, "children": []}
        edited["components"].append({**new, "alternates": []})
    return edited


@pytest.mark.parametrize("goal", ["viable", "pass"])
@settings(max_examples=tries(150), deadline=None)
@given(drawn=forms.priced())
def test_an_alternate_for_each_component_of_a_set_makes_a_remedy(goal: Goal, drawn: forms.Priced) -> None:
    document = json.loads(drawn.document)
    for each in document["components"]:  # most of what a rule looks at here is from China
        each["origin"] = "CN" if each["origin"] != "US" else "US"
        each["restriction_index"] = each.get("restriction_index", {"unknown": True, "reason": "not asked"})
    found = remedies(document, goal)
    if found.state != "none":
        return
    assert found.lacking is not None
    assert found.lacking.sets or found.lacking.product
    for needed in found.lacking.sets:
        assert "remedy" == remedies(followed(document, needed), goal).state


@pytest.mark.parametrize(("from_", "needed"), [("CN", ["b", "m"]), ("US", ["m"])])
def test_a_component_that_several_others_need_is_named(from_: str, needed: list[str], tmp_path: Path) -> None:
    product, text, code = remedy(tmp_path, SHARED.replace("B_FROM", from_))
    assert (1, [needed]) == (code, ids(product))
    assert "an alternate for M: none is stated" in text


def test_what_missing_facts_may_block_makes_no_remedy_and_is_a_question(tmp_path: Path) -> None:
    product, text, _ = remedy(tmp_path, WITH_D.replace("D_FROM", "{one_of: [DE, CN]}"))
    assert [["b"]] == ids(product)
    (needed,) = product["lacking"]["alternates_for"][0]
    assert [("b", True), ("d", False)] == [
        (each["component"]["id"], each["blocks"]) for each in needed["because"]
    ]
    assert "D: missing facts decide; ask in which country was D made" in " ".join(text.split())
    assert "D: a component from China" not in text


def test_a_product_about_which_facts_are_missing_is_not_called_blocked(tmp_path: Path) -> None:
    bom = WITH_D.replace("a, name: A, origin: US, restriction_index: 0.1", "a, name: A, origin: "
                         "{one_of: [DE, CN]}, restriction_index: 0.9").replace("D_FROM", "CN")
    product, text, _ = remedy(tmp_path, bom)
    assert [["b"]] == ids(product)
    assert "facts about `A` are missing, and `B` needs another alternate" in text
    assert "is blocked itself" not in text


def ids(product: dict[str, Any]) -> list[list[str]]:
    """The sets of what is needed, by the ids of the components."""
    return [[one["component"]["id"] for one in every] for every in product["lacking"]["alternates_for"]]
