"""A page that differs from its record is named with the place in which it differs."""

from __future__ import annotations

import io

import openpyxl
import pytest

from microdep_rules.pipeline.differences import find_difference
from microdep_rules.report.bundle import XLSX
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.report.pages_of import EXAMPLES


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("workbook") / "out"
    run(f"microdep report {EXAMPLES['founding']} --as-of 2026-11-24 --output {out}", CHECKOUT)
    return (out / XLSX).read_bytes()


def changed(workbook: bytes, place: str, value: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    if place == "title":
        book["About"].title = value
    elif place == "hidden":
        book["Findings"].sheet_state = "hidden"
    elif place == "more":
        book.create_sheet(value)
    elif place:
        book["About"][place] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


WORKBOOKS = {
    ("", ""): "its cells agree with the record, but it has the unknown file `",
    ("A1", "Verdict: pass."): "sheet `About`: A1 is `Verdict: pass.`, and the record gives `",
    ("A1", "x" * 500): f"sheet `About`: A1 is `{'x' * 80}…`, and the record gives `",
    ("Z99", "PASS"): "sheet `About`: Z99 is `PASS`, and the record gives ``",
    ("title", "Other"): "it has `Other` where the record gives `About`",
    ("more", "PASS"): "it has `PASS` where the record gives no sheet",
    ("hidden", ""): "sheet `Findings`: cells are hidden, merged or formatted differently",
}


@pytest.mark.parametrize("change", WORKBOOKS, ids="-".join)
def test_of_a_workbook_the_first_cell_is_named(change: tuple[str, str], workbook: bytes) -> None:
    reported = find_difference(XLSX, changed(workbook, *change), workbook)
    assert WORKBOOKS[change] == reported[: len(WORKBOOKS[change])]
    assert "" == find_difference(XLSX, workbook, workbook)


def test_a_workbook_of_the_same_size_that_cannot_be_read_is_named(workbook: bytes) -> None:
    torn = workbook[:-30] + b"x" * 30
    assert find_difference(XLSX, torn, workbook).startswith("it cannot be read as a workbook: ")


PAGES = {
    (b"\xff\x00", b"\xff\x01"): "its contents differ from byte 2 on",
    (b"\xff", b"\xff\x01\x02"): "it has 1 bytes, and the record gives 3",
    (b"a\nb\n", b"a\nb\n"): "",
    (b"a\nPASS\n", b"a\nFAIL\n"): "line 2 differs: `PASS`",
    (b"a\r\nb\n", b"a\nb\n"): "line 1 has another line ending",
    (b"a\nb", b"a\nb\n"): "it ends in line 2, and the record continues",
    (b"a\nb\nc", b"a\nb\n"): "it continues in line 3, where the record ends",
    ("a\u202eb".encode(), b"ab"): "line 1 differs: `a<U+202E>b`",
    (b"", b"a"): "it ends in line 1, and the record continues",
}


@pytest.mark.parametrize("pair", PAGES)
def test_of_a_page_the_first_line_or_byte_is_named(pair: tuple[bytes, bytes]) -> None:
    assert PAGES[pair] == find_difference("report.html", *pair)
