"""Sums of days never leave the calendar, and there is one function for them."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import microdep_rules
from microdep_rules.vocabulary.days import days_later

PACKAGE = Path(microdep_rules.__file__).parent
ALLOWED = {
    "engine/query.py": "a horizon, which is a number of days",
    "engine/lookups.py": "a difference of two days",
    "pipeline/documents.py": "a horizon",
    "pipeline/large_documents.py": "a horizon",
    "pipeline/lint.py": "a horizon",
    "pipeline/reliance.py": "a horizon",
    "signing/stamps.py": "a difference of two times",
    "testing/examples.py": "a horizon",
    "testing/mutants.py": "a horizon",
    "workspace/xlsx/values.py": "numbers of a workbook, of which those out of range are named",
}


@given(st.dates(), st.integers(-5_000_000, 5_000_000))
def test_a_sum_of_days_is_that_of_the_numbers_of_days_and_stays_in_the_calendar(day: date, many: int) -> None:
    assert min(max(day.toordinal() + many, 1), date.max.toordinal()) == days_later(day, many).toordinal()


def test_no_other_module_adds_to_a_day() -> None:
    users = {
        str(path.relative_to(PACKAGE).as_posix())
        for path in PACKAGE.rglob("*.py")
        if "timedelta" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module == "datetime"
        if any(name.name == "timedelta" for name in node.names)
    }
    assert set(ALLOWED) == users


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_have_no_day_beyond(day: date) -> None:
    assert day == days_later(day, 1 if day == date.max else -1)
