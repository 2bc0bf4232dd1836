"""What a number format shows beside a number, and nothing else does, is read with it."""

from __future__ import annotations

import io
from datetime import date, time
from typing import TYPE_CHECKING

import openpyxl
import pytest

from microdep_rules.bom.load import load_document
from microdep_rules.workspace.workbooks import read_workbook
from tests.cli.replay import run
from tests.hostile.open_documents import document, row, table

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "a unit": ('0.0" kg"', 1.25, "1,3 kg", "1.25 kg"),
    "a unit without a blank": ('0"g"', 3, "3g", "3g"),
    "a unit behind a blank that is escaped": ("#,##0\\ \\g", 1500, "1.500 g", "1500 g"),
    "a word for pieces": ('General" pcs"', 4, "4 pcs", "4 pcs"),
    "letters before a number": ('"RC"0000', 402, "RC0402", "RC0402"),
    "zeros before a number": ("0000", 603, "0603", "0603"),
    "zeros before a longer number": ("000", 12345, "12345", "12345"),
    "a power of ten": ("0.00E+00", 1500, "1,50E+03", "1500"),
    "thousands": ("#,##0.00", 1500, "1.500,00", "1500"),
    "a sign of several currencies": ('"$"#,##0.00', 5, "$5.00", "5"),
    "an amount below zero": ('0" g"', -3, "-3 g", "-3"),
}


def shown(cell: tuple[str, float, str, str], form: str) -> str:
    """A cell as the reader of a form shows it."""
    code, number, text, _ = cell
    if form == "ods":
        written = (
            f'<table:table-cell office:value-type="float" office:value="{number}"><text:p>{text}</text:p>'
        )
        return read_workbook(document(table(row(f"{written}</table:table-cell>")))).sheets[0].rows[0][0]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = number
    sheet["A1"].number_format = code
    data = io.BytesIO()
    book.save(data)
    return read_workbook(data.getvalue()).sheets[0].rows[0][0]


@pytest.mark.parametrize("form", ["xlsx", "ods"])
@pytest.mark.parametrize("case", CASES)
def test_a_number_is_shown_with_what_its_format_says_of_it(case: str, form: str) -> None:
    assert CASES[case][3] == shown(CASES[case], form)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("#,##0.00\\ [$\u20ac-407]", "5 \u20ac"),
        ("[$EUR] #,##0.00", "EUR 5"),
        ('#,##0.00 "CHF"', "5 CHF"),
        ("_-* #,##0.00\\ \u20ac_-;-* #,##0.00\\ \u20ac_-", "5 \u20ac"),
        ("[$$-409]#,##0.00", "5"),
        ("[Red]0.00", "5"),
        ('0.0,"k"', "5"),
        ('0 "%"', "5"),
    ],
)
def test_a_currency_in_a_format_of_a_workbook_is_read(code: str, expected: str) -> None:
    assert expected == shown((code, 5, "", ""), "xlsx")


def test_prices_and_quantities_have_the_currency_and_the_unit_that_their_cells_show(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["MPN", "Manufacturer", "Qty", "Unit Price", "Mass"])
    sheet.append(["A-1", "Acme", 3, 0.5, 2])
    for place, code in (("C2", '0" g"'), ("D2", "#,##0.00\\ [$\u20ac-407]"), ("E2", '0.0" kg"')):
        sheet[place].number_format = code
    book.save(tmp_path / "a.xlsx")
    said, problems, code_of_exit = run("microdep bom import a.xlsx --output bom.yaml", tmp_path)
    assert (0, True) == (code_of_exit, "expected a number of pieces, but `3 g` is a mass" in said + problems)
    sheet["C2"].number_format = "0"
    book.save(tmp_path / "a.xlsx")
    run("microdep bom import a.xlsx --output bom.yaml --force", tmp_path)
    written = (tmp_path / "bom.yaml").read_text(encoding="utf-8")
    assert (True, True) == ("mass_g: 2000" in written, "currency: EUR" in written)


def test_a_part_number_that_a_spreadsheet_made_a_day_is_reported_and_not_used(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", "MPN", "Manufacturer", "Qty", "MPN 2"])
    sheet.append(["first", date(2026, 3, 1), "Acme", 1, "A-2"])
    sheet.append(["second", "2026-03-02", "Acme", 1, ""])
    sheet.append(["third", "A-3", "Acme", 1, time(10, 11, 12)])
    book.save(tmp_path / "a.xlsx")
    said, problems, code = run("microdep bom import a.xlsx --output bom.yaml", tmp_path)
    assert (0, 2) == (
        code,
        (said + problems).count("perhaps because a spreadsheet program changed a part number"),
    )
    loaded = load_document("bom.yaml", (tmp_path / "bom.yaml").read_bytes(), kind="bom")
    assert loaded.value is not None
    parts = loaded.value["components"][1:]
    assert [None, "2026-03-02", "A-3"] == [part.get("mpn") for part in parts]
