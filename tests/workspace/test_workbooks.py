"""The reader of workbooks gives what openpyxl gives, in less memory, and reads large tables."""

from __future__ import annotations

import io
import tracemalloc
import warnings
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.bom.imports.sheets import find_sheet_table
from microdep_rules.workspace.workbooks import read_workbook
from microdep_rules.workspace.xlsx.values import (
    in_one_line,
    shown_moment,
    shown_number,
    shown_share,
    unescape,
)
from tests.each import SAMPLED, tries
from tests.hostile.workbooks import merged, sheet_of, workbook

LARGE = 10_000 if SAMPLED else 100_000
MOST_MEMORY = 4 * 1024 * LARGE
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e15, 1e15, allow_nan=False),
    st.datetimes(datetime(1901, 1, 1), datetime(2999, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001
    st.dates(date(1901, 1, 1), date(2999, 1, 1)),
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.timedeltas(timedelta(0), timedelta(1000)).map(lambda at: timedelta(at.days, at.seconds)),
    st.text(LETTERS, max_size=20).filter(lambda text: not text.startswith("=")),
)
FORMATS = st.sampled_from(
    ["", "0%", "0.00%", '0.0"%"', "yyyy-mm-dd", "[h]:mm", "h:mm", "#,##0.00_);[Red]0", "@"]
)


def saved(rows: list[list[Any]], formats: list[str]) -> bytes:
    """A workbook with these rows, each number in one of the formats."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, int | float) and formats[column - 1]:
                cell.number_format = formats[column - 1]
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def reference(data: bytes) -> list[list[str]]:
    """The cells as openpyxl has them, as texts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of days that do not exist
        sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return [[_text(cell) for cell in row] for row in sheet.iter_rows()]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        is_share = "%" in cell.number_format and '"' not in cell.number_format
        return shown_share(value) if is_share else shown_number(value)
    if isinstance(value, datetime):
        return shown_moment(value)
    if isinstance(value, date | time | timedelta):
        return str(value)
    return in_one_line(unescape(value))


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the empty cells and rows at their ends."""
    cut = [row[: max((at for at, text in enumerate(row, 1) if text), default=0)] for row in rows]
    while cut and not cut[-1]:
        cut.pop()
    return cut


@settings(max_examples=tries(120), deadline=None)
@given(
    st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(FORMATS, min_size=3, max_size=3),
)
def test_every_cell_is_shown_as_openpyxl_has_it(rows: list[list[Any]], formats: list[str]) -> None:
    data = saved(rows, formats)
    book = read_workbook(data)
    assert "" == book.refused
    assert trimmed(reference(data)) == trimmed(book.sheets[0].rows)


def test_a_large_table_with_many_merged_headings_is_read() -> None:
    """A heading over all columns before each five rows."""
    heading = '<row><c t="inlineStr"><is><t>Group</t></is></c></row>'
    names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Motor", "Acme"))
    row = f"<row>{names}<c><v>4</v></c></row>"
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Name", "Manufacturer", "Qty"))
    ranges = (f"A{at}:C{at}" for at in range(2, LARGE, 6))
    groups = LARGE // 6
    data = workbook(sheet_of(f"<row>{head}</row>" + (heading + row * 5) * groups, after=merged(*ranges)))
    tracemalloc.start()
    table, problems = find_sheet_table("parts.xlsx", read_workbook(data).sheets)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [] == problems
    assert table is not None
    assert (groups * 6, groups) == (len(table.rows), len(table.merged))
    assert peak < MOST_MEMORY
