"""A list without a product: the report recommends only what is possible with a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.impact.test_remedy_by_rules import HEAD, RULES

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = ("any in the product", "all in the product", "a count", "every one")
PARTS = [{"name": "a", "origin": "CN"}, {"name": "b", "origin": "CN"}, {"name": "c", "origin": "KR"}]
IN_SOMETHING = (
    "applies to every component at any tier\n"
    "  forbid component.restriction_index is more than 0.8\n"
    "    and any enclosing-items of component where component.restriction_index is more than 0.8"
)

PACK = f"""{HEAD}
rule own
  title "own"
  severity prohibit
  cites "policy 1"
  in force by check date
  {{rule}}

example pass of own "from elsewhere"
  bom component a, origin US, restriction_index 0.1
  expect pass at a
"""


def impact(folder: Path, rule: str, parts: list[dict[str, Any]], product: str = "") -> str:
    """What `microdep impact` prints of a list, or of a product with these parts."""
    (folder / "own.rule").write_text(PACK.format(rule=rule), encoding="utf-8")
    own = {"name": product, "kind": "end_item", "children": [part["name"] for part in parts]}
    listed = [*([own] if product else []), *parts]
    named = [{"id": each["name"], **each} for each in listed]
    bom = {"schema": "microdep-bom/1", "document": {"completeness": "complete"}, "components": named}
    (folder / "list.json").write_text(json.dumps(bom), encoding="utf-8")
    out, err, _ = run("microdep impact list.json --pack own.rule --as-of 2026-11-24", folder)
    assert out, err
    return " ".join(out.split())


@pytest.mark.parametrize("name", WHOLE)
def test_no_alternate_is_to_be_approved_for_a_list(name: str, tmp_path: Path) -> None:
    text = impact(tmp_path, RULES[name], PARTS)
    assert "SYSTEM HALT: list.json" in text
    assert "alternate for list.json" not in text
    assert "alternates none, because a list of components has no alternates" in text
    assert "next change the entries of list.json, so that the rule passes" in text
    assert "approve an alternate for Pump" in impact(tmp_path, RULES[name], PARTS, "Pump")


def test_a_question_about_the_product_of_a_list_names_the_list(tmp_path: Path) -> None:
    parts = [{**part, "restriction_index": 0.9} for part in PARTS]
    text = impact(tmp_path, IN_SOMETHING, parts)
    assert "how much is the supply of the product of list.json restricted" in text
    assert "of product?" not in text
