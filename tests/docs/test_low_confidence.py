"""The page about facts of low confidence has each of them, and says of no pack what is not in it."""

from __future__ import annotations

import re

import pytest

from tests.docs.declarations import NAMED, clauses, declared, rows
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "low-confidence.md"
ROWS = rows(PAGE, 4)
NUMBERS = [*map(str, range(1, 18)), *(f"A{n}" for n in range(1, 10)), *(f"B{n}" for n in range(1, 10))]
LINE = re.compile(r"`([a-z0-9-]+)` line `([^`]+)`")


def test_the_page_has_a_line_for_each_number_of_the_register() -> None:
    assert NUMBERS == [row[0] for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_line_names_is_declared(row: list[str]) -> None:
    named, lines = NAMED.findall(row[2]), LINE.findall(row[2])
    assert [] == [f"{pack}/{name}" for pack, name in named if name not in declared(pack)]
    assert [] == [line for pack, line in lines if line not in clauses(pack)]
    assert named or lines


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_line_calls_contested_is_contested_in_the_pack(row: list[str]) -> None:
    if row[3].startswith("contested"):
        named = NAMED.findall(row[2])
        assert [] == [f"{pack}/{name}" for pack, name in named if not declared(pack)[name]]
    else:
        assert "contested" not in row[3]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_line_speaks_of_the_clause_map_where_it_names_a_line_of_it(row: list[str]) -> None:
    if LINE.search(row[2]):
        assert "clause map" in row[3]
