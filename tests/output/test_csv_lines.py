"""Rows that become lines of CSV have the same cells when a program reads the lines again."""

from __future__ import annotations

import csv
import io
import sys

from hypothesis import example, given
from hypothesis import strategies as st

from microdep_rules.cells import cells_of, unguarded
from microdep_rules.output.cell_texts import csv_line
from microdep_rules.source import SourceFile

LINE_ENDS = [
    character for character in map(chr, range(sys.maxunicode)) if len(f"a{character}b".splitlines()) > 1
]
CELL = st.text(st.sampled_from(["a", ",", '"', "'", "=", ";", "\t", *LINE_ENDS]), max_size=4)


ROWS = st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=3)


@given(ROWS)
@example([["one\rtwo", "b"]])
def test_cells_with_line_ends_are_read_as_they_were_written(rows: list[list[str]]) -> None:
    text = "".join(f"{csv_line(row)}\n" for row in rows)
    read = [list(map(unguarded, row)) for row in csv.reader(io.StringIO(text, newline=""))]
    assert rows == read


@given(ROWS)
@example([["one\u2028two", "b"]])
def test_a_cell_with_line_ends_is_one_cell_for_microdep_too(rows: list[list[str]]) -> None:
    rows = [[f"({cell})" for cell in row] for row in rows]
    source = SourceFile("a.csv", "".join(f"{csv_line(row)}\n" for row in rows))
    assert rows == [[cell.text for cell in row] for row in cells_of(source, ",")]
