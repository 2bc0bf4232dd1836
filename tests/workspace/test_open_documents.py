"""The reader of Open Documents: each cell as a spreadsheet shows it, and as that of an XLSX is read."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.workspace.ods.values import show_value
from microdep_rules.workspace.workbooks import Workbook, read_workbook
from tests.cli.replay import run
from tests.each import tries
from tests.hostile.open_documents import FILLER, HEAD, document, empty, row, table, text, value

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.bom.imports.sheets import Sheet

WORDS = st.text("abc XYZ0123456789.,;/-µΩ&<>'\"", min_size=1, max_size=12)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3) or 0),
    st.dates(date(1901, 1, 1), date(2999, 1, 1)),
    WORDS.filter(lambda words: bool(words.strip()) and not words.startswith("=")),
)
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def read(*tables: str, **parts: Any) -> Workbook:
    book = read_workbook(document(*tables, **parts))
    assert "" == book.refused
    return book


def sheet_with(*cells: str) -> Sheet:
    return read(table(row(*cells))).sheets[0]


def open_cell(given_value: Any) -> str:
    """A cell of an Open Document that holds a value."""
    if given_value is None:
        return empty()
    if isinstance(given_value, bool):
        return value("boolean", str(given_value).lower())
    if isinstance(given_value, date):
        return value("date", given_value.isoformat())
    if isinstance(given_value, int | float):
        return value("float", repr(given_value))
    marked = "".join(ESCAPES.get(each, each) for each in given_value)
    return text(marked.replace("  ", " <text:s/>"))


@settings(max_examples=tries(100), deadline=None)
@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_table_is_read_alike_from_both_forms(rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in rows:
        sheet.append(cells)
    data = io.BytesIO()
    book.save(data)
    (xlsx,), (ods,) = (
        read_workbook(data.getvalue()).sheets,
        read(table(*(row(*map(open_cell, e)) for e in rows))).sheets,
    )
    width = max(len(each) for each in (xlsx.rows or [[]]) + (ods.rows or [[]]))
    filled = [
        [[*cells, *[""] * (width - len(cells))] for cells in each.rows if any(cells)] for each in (xlsx, ods)
    ]
    assert filled[0] == filled[1]


def test_values_have_the_digits_of_the_file_and_the_currency_that_is_stated() -> None:
    cells = (
        value("float", "12.50"),
        value("percentage", "0.125"),
        value("currency", "0.4", ' office:currency="EUR"'),
        value("date", "2026-05-04"),
        value("date", "2026-05-04T10:30:00"),
        value("time", "PT09H05M00S"),
        value("boolean", "true"),
    )
    expected = ["12.5", "12.5 %", "0.4 EUR", "2026-05-04", "2026-05-04 10:30:00", "09:05:00", "yes"]
    assert [expected] == sheet_with(*cells).rows


def test_durations_are_shown_as_they_are_in_xlsx() -> None:
    assert str(timedelta(hours=30)) == show_value("time", "PT30H00M00S")
    assert str(timedelta(hours=-2)) == show_value("time", "-PT2H")
    assert None is show_value("time", "noon")


def test_a_formula_is_its_stored_result_and_one_without_is_reported() -> None:
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    blank = '<table:table-cell table:formula="of:=A1" office:value-type="string" office:string-value=""/>'
    sheet = sheet_with(
        value("float", "3", ' table:formula="of:=1+2"'),
        error,
        blank,
        '<table:table-cell table:formula="of:=1"/>',
    )
    assert [["3", "#DIV/0!", "", ""]] == sheet.rows
    assert ("D1",) == sheet.without_result


def test_lines_and_blanks_of_a_text_are_kept_and_the_layout_of_the_file_is_not() -> None:
    sheet = sheet_with(
        text("Murata", "TDK"),
        text("<text:s text:c='4'/>Coil <text:span>22<text:s/>uH</text:span>"),
        text("\n      Motor\n      M3\n    "),
        text("a<text:line-break/>b<text:tab/>c 1"),
    )
    assert [["Murata TDK", "Coil 22 uH", "Motor M3", "a b c 1"]] == sheet.rows
    assert {"B1": 4} == sheet.indents
    assert {
        "A1": "Murata\nTDK",
        "B1": "    Coil 22 uH",
        "C1": "Motor M3 ",
        "D1": "a\nb\tc 1",
    } == sheet.written


def test_a_remark_a_drawing_and_a_table_in_a_cell_are_not_its_text() -> None:
    inner = table(row("inner", "cells"), name="inner")
    drawing = f"<draw:frame><draw:text-box><text:p>seen</text:p>{inner}</draw:text-box></draw:frame>"
    remark = f"<office:annotation><text:p>remark</text:p>{inner}</office:annotation>"
    cell = text("Motor").replace("<text:p>", f"{remark}{drawing}<text:p>")
    book = read(table(row(cell, "4")), f"<table:dde-links>{table(row('link'), name='L')}</table:dde-links>")
    assert [("Parts", [["Motor", "4"]])] == [(sheet.name, sheet.rows) for sheet in book.sheets]


def test_deleted_cells_of_tracked_changes_are_not_read() -> None:
    changes = (
        "<table:tracked-changes><table:deletion><table:cell-content-deletion>"
        "<table:change-track-table-cell><text:p>old</text:p></table:change-track-table-cell>"
        "</table:cell-content-deletion></table:deletion></table:tracked-changes>"
    )
    assert [["new"]] == read(changes, table(row("new"))).sheets[0].rows


def test_cells_and_rows_that_are_repeated_stand_where_the_file_says() -> None:
    twice = text("x", more=' table:number-columns-repeated="2"')
    sheet = read(
        table(HEAD, row(empty(2), "A3"), row(empty(), times="3"), row(twice, times="2"), FILLER)
    ).sheets[0]
    assert [
        ["Name", "Manufacturer", "Quantity"],
        ["", "", "A3"],
        *[["", "", ""]] * 3,
        *[["x", "x", ""]] * 2,
    ] == sheet.rows


def test_what_a_merged_cell_covers_is_empty() -> None:
    wide = text("Motor", more=' table:number-columns-spanned="2" table:number-rows-spanned="2"')
    covered = "<table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell>"
    sheet = read(table(row(wide, covered, "4"), row(covered, covered, "5"))).sheets[0]
    assert [["Motor", "", "4"], ["", "", "5"]] == sheet.rows
    assert ((1, 1, 2, 2),) == sheet.merged


def test_a_hidden_sheet_is_distinguished_from_the_others() -> None:
    hidden = (
        '<style:style style:name="t1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    book = read(table(row("a"), style="t1"), table(row("b"), name="Seen", style="t2"), styles=hidden)
    assert [("Parts", True), ("Seen", False)] == [(sheet.name, sheet.hidden) for sheet in book.sheets]


def test_texts_that_a_style_or_a_group_of_rows_moves_in_are_reported() -> None:
    style = (
        '<style:style style:name="c1" style:family="table-cell">'
        '<style:paragraph-properties fo:margin-left="0.706cm"/></style:style>'
        '<style:default-style style:family="table-cell"><style:paragraph-properties fo:margin-left="9cm"/>'
        "</style:default-style>"
    )
    group = f"<table:table-row-group>{row('Coil')}</table:table-row-group>"
    sheet = read(
        table(row(text("Motor", more=' table:style-name="c1"')), group, row("Base")), styles=style
    ).sheets[0]
    assert {"A1": 2, "A2": 1} == sheet.indents


def test_rows_in_a_header_are_rows() -> None:
    head = f"<table:table-header-rows>{HEAD}</table:table-header-rows>"
    assert ["Name", "Manufacturer", "Quantity"] == read(table(head, row("Motor"))).sheets[0].rows[0]


def test_an_archive_that_was_packed_anew_is_read_too() -> None:
    assert [["Motor"]] == read(table(row("Motor")), mimetype="").sheets[0].rows


def test_it_is_read_wherever_a_workbook_is(tmp_path: Path) -> None:
    parts = table(
        row("Qty", "Name", "Manufacturer", "MPN"), row(value("float", "4"), "Motor", "Acme", "XM-1")
    )
    declared = table(row("Manufacturer", "MPN", "Country of Origin"), row("Acme", "XM-1", "Japan"))
    front = table(
        row("Conflict Minerals Reporting Template (CMRT)"),
        row("Revision 6.4"),
        row("Company Name (*):", "Example Boards"),
        row("Effective Date (*):", value("date", "2026-05-04")),
        name="Declaration",
    )
    names = ("Metal (*)", "Smelter Name (1)", "Smelter Country (*)", "Smelter Identification")
    smelters = table(row(*names), row("Tin", "Example Tin", "INDONESIA", "CID000001"), name="Smelter List")
    for name, tables in {"bom": [parts], "declared": [declared], "cmrt": [front, smelters]}.items():
        (tmp_path / f"{name}.ods").write_bytes(document(*tables))
    said, _, _ = run("microdep check bom.ods --overlay declared.ods --format json", tmp_path)
    assert '"bom.ods"' in said
    assert (True, True) == ("declared.ods" in said, '"cell": "C2"' in said), said
    said, _, code = run("microdep questions --read declared.ods", tmp_path)
    assert (0, True) == (code, "JP" in said or "Japan" in said)
    said, _, code = run("microdep bom import cmrt.ods --output smelters.yaml", tmp_path)
    assert (0, True) == (code, "CMRT 6.4, by Example Boards, of 2026-05-04" in said)
    said, _, code = run("microdep lists ban declared.ods --as banned", tmp_path)
    assert (0, True) == (code, "Acme" in said)
