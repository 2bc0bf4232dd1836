"""The pack `boards-and-batteries`: from which award on circuit boards are covered, by the day of the rule."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.oracles.boards_and_batteries.judge import judge
from tests.packs.side_by_side import engine_says

if TYPE_CHECKING:
    from tests.oracles.facts import Record

RULE = "covered-circuit-board"
BOARD: Record = {
    "schema": "microdep-bom/1",
    "document": {"id": "bom", "product": "board", "completeness": "complete"},
    "parties": [],
    "components": [
        {
            "id": "board",
            "name": "Board",
            "kind": "end_item",
            "function": "printed-circuit-board",
            "networked": True,
            "place_of_manufacture": "CN",
            "children": [],
            "materials": [],
        }
    ],
}


def _context(award: str) -> dict[str, Any]:
    return {
        "schema": "microdep-context/1",
        "agency": "DoD",
        "award": award,
        "value": {"amount": "500000", "currency": "USD"},
        "mission_critical": True,
        "commercial_status": "non-commercial",
    }


@pytest.mark.parametrize(
    ("final_rule", "award", "expected"),
    [
        ("2026-12-01", "2026-12-31", "not_applicable"),
        ("2026-12-01", "2027-01-01", "fail"),
        ("2027-03-01", "2027-02-28", "not_applicable"),
        ("2027-03-01", "2027-03-01", "fail"),
        ("2027-03-01", "2027-03-02", "fail"),
    ],
)
def test_a_contract_is_bound_from_the_final_rule_on_and_not_twelve_months_later(
    final_rule: str, award: str, expected: str
) -> None:
    day = {"final-rule-date": date.fromisoformat(final_rule)}
    found = engine_says(
        "boards-and-batteries", BOARD, _context(award), rules={RULE}, variant="law", parameters=day
    )
    said = found.get((RULE, "board"))
    assert expected == ("not_applicable" if said is None else said.verdict)
    assert expected == judge(BOARD, _context(award), final_rule=final_rule)[RULE, "board"].verdict
