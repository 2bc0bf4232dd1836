"""Spreadsheets become documents of ours, with every place a cell; what is no table is refused."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment

from microdep_rules.bom.imports.mapping import Mapping
from microdep_rules.bom.imports.tables import read_sheets
from microdep_rules.workspace.workbooks import read_workbook
from tests.cli.replay import run
from tests.hostile.workbooks import PARTS, sheet_of, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.bom.imports.tables import TableImport

ROWS: list[list[Any]] = [["Qty", "Name", "Country of Origin"], [4, "Motor", "Japan"], [0.5, "Solder", "US"]]


def saved(sheets: dict[str, list[list[Any]]], hidden: str = "") -> bytes:
    """A spreadsheet with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(data: bytes) -> TableImport:
    book = read_workbook(data)
    assert not book.refused
    return read_sheets("board.xlsx", book.sheets, "board")


def test_a_real_spreadsheet_has_as_many_parts_as_a_person_counts(real_data: Path) -> None:
    found = read((real_data / "ecad" / "px4-fmuv3-rev-d.altium.xlsx").read_bytes())
    assert found.loaded.value is not None
    assert 53 == len(found.loaded.value["components"]) - 1
    assert found.table is not None
    assert ("BOM", "A1") == found.table.source.cell(0)


def test_every_fact_stands_in_a_cell() -> None:
    found = read(saved({"Title": [["a", "b"]], "Parts list": [["Made for us"], [], *ROWS]}))
    assert found.loaded.value is not None
    span = found.loaded.spans.value("/components/1/origin")
    assert "board.xlsx Parts list!C4" == found.loaded.source.place(span.start)
    assert "JP" == found.loaded.value["components"][1]["origin"]


def test_numbers_are_those_of_the_file() -> None:
    found = read(saved({"BOM": ROWS}))
    assert found.loaded.value is not None
    reported = [str(each["quantity"]) for each in found.loaded.value["components"][0]["children"]]
    assert ["4", "0.5"] == reported


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (0.25, "0%", "25 %"),
        (0.6, "0.00%", "60 %"),
        (0.145, "0.0 %", "14.5 %"),
        (0.0705, "[Red]0.00%;[Blue]-0.00%", "7.05 %"),
        (1, "0%", "100 %"),
        (0.07, "0%;;\\-", "7 %"),
        (0.25, '0.00"%"', "0.25"),
        (0.25, "0.00\\%", "0.25"),
        (0.25, "General", "0.25"),
        (4e-7, "General", "0.0000004"),
        (1.5e-6, "0.00", "0.0000015"),
        (1.5e-6, "0.00%", "0.00015 %"),
        (1e22, "General", "10000000000000000000000"),
        (12.0, "General", "12"),
        (1200, "General", "1200"),
        (0.1, "General", "0.1"),
    ],
)
def test_a_number_is_what_the_file_has_and_a_share_what_people_see(
    value: float, shown_as: str, text: str
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([value])
    sheet["A1"].number_format = shown_as
    data = io.BytesIO()
    book.save(data)
    assert [[text]] == read_workbook(data.getvalue()).sheets[0].rows


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
def test_the_error_of_a_formula_is_reported_by_its_cell_and_is_no_text(text: str) -> None:
    found = read(saved({"BOM": [["Qty", "Name", "Manufacturer"], [1, "Motor", text]]}))
    (problem,) = [
        diagnostic for diagnostic in found.loaded.diagnostics if diagnostic.code != "import/column-guessed"
    ]
    assert "import/cell-not-read" == problem.code
    assert "board.xlsx BOM!C2" == found.loaded.source.place(problem.span.start)


def test_the_error_of_a_formula_in_a_column_that_is_not_read_does_no_harm() -> None:
    found = read(saved({"BOM": [["Qty", "Name", "Our remarks"], [1, "Motor", "#N/A"]]}))
    assert {"import/column-guessed"} == {diagnostic.code for diagnostic in found.loaded.diagnostics}


def test_a_hidden_sheet_is_not_read_unless_it_is_named() -> None:
    found = read(saved({"BOM": ROWS, "Old": [["Qty", "Name", "MPN", "COO", "HTS"], *ROWS[1:]]}, hidden="Old"))
    assert found.table is not None
    assert ("BOM", "A1") == found.table.source.cell(0)


def test_a_formula_without_a_result_is_reported_by_its_cell() -> None:
    found = read(saved({"BOM": [["Qty", "Name"], ["=1+1", "Motor"]]}))
    (problem,) = [
        diagnostic for diagnostic in found.loaded.diagnostics if diagnostic.code != "import/column-guessed"
    ]
    assert "import/cell-not-read" == problem.code
    assert "A2" in problem.message


def test_a_formula_without_a_result_in_what_is_not_read_does_no_harm() -> None:
    rows: list[list[Any]] = [
        ["Qty", "Name", "Total"],
        [4, "Motor", "=A2*2"],
        ["=1+1", "Frame", ""],
        ["Total", "", "=1+1"],
    ]
    problems = read(saved({"BOM": rows})).loaded.diagnostics
    (problem,) = [each for each in problems if each.code == "import/cell-not-read"]
    assert "1 formula has no stored result in the file: A3" == problem.message


def test_a_row_of_formulas_without_results_is_not_passed_over() -> None:
    rows: list[list[Any]] = [["Qty", "Name"], [4, "Motor"], ["=1+1", '="Mag"&"net"']]
    problems = read(saved({"BOM": rows})).loaded.diagnostics
    (problem,) = [each for each in problems if each.code == "import/cell-not-read"]
    assert "2 formulas have no stored result in the file: A3, B3" == problem.message


def test_a_formula_whose_result_is_an_empty_text_has_a_result() -> None:
    """`=IF(A2="", "", B2)` is stored as a text without a letter."""
    empty = '<c r="D2" t="str"><f>IF(A2="x","y","")</f><v></v></c>'
    (sheet,) = read_workbook(workbook(sheet_of(PARTS.replace("<v>4</v></c>", f"<v>4</v></c>{empty}")))).sheets
    assert ((), ["Motor", "Acme", "4"]) == (sheet.without_result, sheet.rows[1])


def test_a_comma_before_decimals_is_one_in_texts_and_not_in_numbers() -> None:
    rows: list[list[Any]] = [["Qty", "Name"], [0.5, "Solder"], ["1,5", "Wire"], [1.234, "Foil"]]
    sheets = read_workbook(saved({"BOM": rows})).sheets
    pinned = Mapping({"Qty": "quantity", "Name": "name"}, defaults={"decimal": ","})
    found = read_sheets("board.xlsx", sheets, "board", pinned).loaded
    assert [] == found.diagnostics
    assert found.value is not None
    uses = found.value["components"][0]["children"]
    assert [Decimal("0.5"), Decimal("1.5"), Decimal("1.234")] == [use["quantity"] for use in uses]


def test_a_text_that_may_be_a_thousand_is_asked_for_and_a_number_is_not() -> None:
    rows: list[list[Any]] = [["Qty", "Name"], [1.234, "Solder"], ["1.000", "Wire"]]
    sheets = read_workbook(saved({"BOM": rows})).sheets
    found = read_sheets("board.xlsx", sheets, "board", Mapping({"Qty": "quantity", "Name": "name"})).loaded
    (problem,) = found.diagnostics
    assert ("import/decimal-comma", "board.xlsx BOM!A3") == (
        problem.code,
        found.source.place(problem.primary.span.start),
    )


def test_lines_in_a_cell_of_a_spreadsheet_name_several_makers() -> None:
    rows: list[list[Any]] = [["Qty", "Name", "Manufacturer"], [1, "Coil", "Murata\nTDK"]]
    sheets = read_workbook(saved({"BOM": rows})).sheets
    found = read_sheets("board.xlsx", sheets, "board").loaded.value
    assert found is not None
    assert {"one_of": ["murata", "tdk"]} == found["components"][1]["manufacturer"]


def merged(rows: list[list[Any]], *ranges: str) -> bytes:
    """A spreadsheet with cells that are one."""
    book = load_workbook(io.BytesIO(saved({"BOM": rows})))
    for each in ranges:
        book.worksheets[0].merge_cells(each)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_cell_over_several_rows_says_of_each_what_holds_it() -> None:
    rows: list[list[Any]] = [
        ["Parent", "Name", "Qty"],
        ["", "Motor", 4],
        ["Motor", "Magnet", 14],
        ["", "Bearing", 2],
    ]
    found = read(merged(rows, "A3:A4"))
    assert found.loaded.value is not None
    assert [["motor"], ["magnet", "bearing"]] == [
        [use["ref"] for use in each["children"]]
        for each in found.loaded.value["components"]
        if "children" in each
    ]


@pytest.mark.parametrize(
    ("head", "ranges"),
    [
        (
            [["Part", "", "Manufacturer", "", "Qty"], ["Ref", "Value", "Name", "P/N", ""]],
            ["A1:B1", "C1:D1", "E1:E2"],
        ),
        (
            [["Ref", "Value", "Manufacturer", "", "Qty"], ["", "", "Name", "P/N", ""]],
            ["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
        ),
    ],
    ids=["below", "above"],
)
def test_names_of_columns_may_go_over_several_rows(head: list[list[Any]], ranges: list[str]) -> None:
    found = read(merged([*head, ["C1", "100n", "Murata", "GRM188", 2]], *ranges))
    assert ["designators", "name", "manufacturer", "mpn", "quantity"] == [
        column.field for column in found.columns
    ]
    assert found.loaded.value is not None
    assert [2] == [each["quantity"] for each in found.loaded.value["components"][0]["children"]]


@pytest.mark.parametrize(("mapping", "severity"), [(None, "warning"), ("BOM", "info")])
def test_another_sheet_with_a_table_is_reported(mapping: str | None, severity: str) -> None:
    sheets = read_workbook(saved({"BOM": ROWS, "Notes": [["a", "b"]], "Frame": ROWS})).sheets
    pinned = Mapping({"Qty": "quantity", "Name": "name", "Country of Origin": "origin"}, sheet=mapping or "")
    found = read_sheets("board.xlsx", sheets, "board", pinned if mapping else None)
    (problem,) = [diagnostic for diagnostic in found.loaded.diagnostics if diagnostic.code == "import/sheet"]
    assert ("the sheet `BOM` is read, but not `Frame`", severity) == (
        problem.message,
        problem.severity.value,
    )


def archive(entries: dict[str, bytes | int]) -> bytes:
    """An archive of some files; a number stands for so many zero bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, held in entries.items():
            file.writestr(name, bytes(held))
    return data.getvalue()


@pytest.mark.parametrize(
    ("made", "because"),
    [
        (b"", "the file is neither XLSX nor ODS"),
        (b"PK\x03\x04 and no more", "the file is not an XLSX file"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "the file is an XLS file, or it has a password"),
        ({"mimetype": b"application/vnd.oasis"}, "the file is an archive, but not an XLSX file"),
        ({"[Content_Types].xml": 300_000_000}, "the workbook is far larger than a table"),
        ({"[Content_Types].xml": b"<a"}, "the file `xl/workbook.xml` in the workbook is damaged or missing"),
        ({f"{number}": b"" for number in range(2_100)}, "the workbook contains more than 2,000 files"),
    ],
    ids=["empty", "cut", "xls", "archive", "bomb", "damaged", "many"],
)
def test_what_is_no_spreadsheet_is_refused_with_the_reason(
    made: bytes | dict[str, bytes | int], because: str
) -> None:
    book = read_workbook(made if isinstance(made, bytes) else archive(made))
    assert because in book.refused
    assert book.fix


def test_the_record_names_sheet_and_cell(tmp_path: Path) -> None:
    (tmp_path / "bom.xlsx").write_bytes(saved({"BOM": [*ROWS, [1, "Magnet", "China"]]}))
    out, _, code = run(
        "microdep check bom.xlsx --pack chokepoints --as-of 2026-11-24 --format json", tmp_path
    )
    assert 5 == code
    outcomes = json.loads(out)["documents"][0]["outcomes"]
    places = [missing["at"] for outcome in outcomes for missing in outcome.get("missing", ())]
    assert {"file": "bom.xlsx", "sheet": "BOM", "cell": "A2"} in places


@pytest.mark.parametrize("how", ["blanks", "format", "outline", "flat"])
def test_parts_that_are_moved_in_are_reported(how: str, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Name", "Qty"], ["Motor", 4], ["  Magnet" if how == "blanks" else "Magnet", 14]):
        sheet.append(row)
    if how == "format":
        sheet["A3"].alignment = Alignment(indent=1)
    if how == "outline":
        sheet.row_dimensions[3].outlineLevel = 1
    book.save(tmp_path / "board.xlsx")
    out, err, _ = run("microdep bom show board.xlsx", tmp_path)
    assert ("import/levels" in err) is (how != "flat"), err + out
