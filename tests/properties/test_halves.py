"""Law: of a crowd of which a half is unlike the other, in what a list holds, each half is counted as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from microdep_rules.engine.query import Query
from tests.properties.by_class import differences
from tests.properties.evaluating import load
from tests.properties.near_equal import pack_of

pytestmark = pytest.mark.usefixtures("every_rule_by_class")

TODAY = Query(date(2026, 6, 30), explained=False)
CROWD = 8
ALIKE = {
    "substance": "steel",
    "form": "bar",
    "grade": "304",
    "mass_g": 5,
    "complete": ["stages"],
    "ext": {"lot": "8"},
}
STAGE = {"stage": "melted", "country": "US"}
UNLIKE: dict[str, dict[str, Any]] = {
    "material.substance is Cu": {"substance": "Cu"},
    "material.form is powder": {"form": "powder"},
    'material.grade is "316"': {"grade": "316"},
    "any stage of material where stage.country is CN": {"stages": [{**STAGE, "country": "CN"}]},
    'material.ext.lot is "9"': {"ext": {"lot": "9"}},
    "no stage of material where stage.stage is melted": {"stages": [{**STAGE, "stage": "forged"}]},
}
"""Conditions on materials, and how those are that meet them."""
ASKED = {
    "a share": "share by mass of materials of end-item at any tier where ({}) is at least 30 %",
    "a sum": "mass of materials of end-item at any tier where ({}) is more than 15 g",
    "a count": "count of materials of end-item at any tier where ({}) is at least 4",
    "any": "at least 4 materials of end-item at any tier where {}",
    "every": "every material of end-item at any tier has not ({})",
}


def _product(unlike: dict[str, Any]) -> dict[str, Any]:
    """A product of which the second half of the parts is of another material."""
    parts = [
        {
            "id": f"c{number}",
            "name": f"Part {number}",
            "mass_g": 10,
            "complete": ["materials", "children"],
            "materials": [{**ALIKE, "stages": [STAGE], **(unlike if number >= CROWD // 2 else {})}],
        }
        for number in range(CROWD)
    ]
    product = {
        "id": "p",
        "name": "Product",
        "kind": "end_item",
        "materials": [],
        "complete": ["materials", "children"],
        "children": [{"ref": part["id"], "quantity": 1} for part in parts],
    }
    document = {"product": "p", "completeness": "complete"}
    return {"schema": "microdep-bom/1", "document": document, "components": [product, *parts]}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("condition", UNLIKE)
def test_different_materials_of_similar_components_are_distinguished(condition: str, asked: str) -> None:
    rules = f"\nrule each\n  applies to end-item\n  forbid {ASKED[asked].format(condition)}\n"
    assert [] == differences(pack_of(rules), load(_product(UNLIKE[condition])), TODAY)


@pytest.mark.parametrize("subjects", ["every listed material", "every material at any tier"])
@pytest.mark.parametrize("condition", UNLIKE)
def test_materials_that_are_subjects_are_distinguished(condition: str, subjects: str) -> None:
    rules = f"\nrule each\n  applies to {subjects}\n  forbid {condition}\n"
    assert [] == differences(pack_of(rules), load(_product(UNLIKE[condition])), TODAY)
