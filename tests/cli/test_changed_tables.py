"""A changed list of components never passes a hook unread, whatever kind of file it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [["Teil", "Hersteller"], ["Motor", "Zed Works"]]
TEXT = "Teil;Hersteller\nMotor;Zed Works\n"


def write_book(path: Path, *, state: str = "visible", above: int = 0) -> None:
    """A spreadsheet with a cover sheet, and a list of components in its second sheet."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Project", "Quadcopter"])
    sheet = book.create_sheet("BOM")
    sheet.sheet_state = state
    for number in range(above):
        sheet.append([f"remark {number}"])
    for row in ROWS:
        sheet.append(row)
    with path.open("wb") as file:
        book.save(file)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "banned.csv").write_text("company\nZed Works\n", encoding="utf-8")
    assert 0 == run("microdep lists ban banned.csv", tmp_path)[2]
    (tmp_path / "microdep.toml").write_text('packs = ["banned-companies"]\n', encoding="utf-8")
    return tmp_path


NAMES = [
    "board.csv",
    "BOARD.CSV",
    "board.tsv",
    "board.tab",
    "board.txt",
    "board.xlsx",
    "a b/bö rd.csv",
    "./board.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_text_with_components_stops_the_commit(name: str, folder: Path) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(TEXT.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    _, err, code = run(f"microdep check --changed '{name}'", folder)
    assert (2, True) == (code, "looks like a bill of materials, and is not checked" in err), err


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
@pytest.mark.parametrize("name", ["board.xlsx", "board.xlsm", "board.csv"])
def test_a_changed_spreadsheet_with_components_in_any_sheet_stops_the_commit(
    name: str, state: str, folder: Path
) -> None:
    write_book(folder / name, state=state, above=5)
    assert 2 == run(f"microdep check --changed {name}", folder)[2]


def test_a_table_beside_a_rule_file_passes_only_if_a_rule_reads_it(folder: Path) -> None:
    pack = folder / "banned-companies"
    (pack / "board.csv").write_text(TEXT, encoding="utf-8")
    assert 2 == run("microdep check --changed banned-companies/board.csv", folder)[2]
    assert 0 == run("microdep check --changed banned-companies/companies.csv", folder)[2]


@pytest.mark.parametrize("name", ["board.xlsm", "board.txt", "board.csv"])
def test_a_changed_table_with_a_mapping_file_is_checked(name: str, folder: Path) -> None:
    if name.endswith("m"):
        write_book(folder / name)
    else:
        (folder / name).write_text(TEXT, encoding="utf-8")
    (folder / f"{name}.mapping.yaml").write_text(
        "schema: microdep-mapping/1\ncolumns: {Teil: name, Hersteller: manufacturer}\n", encoding="utf-8"
    )
    assert run(f"microdep check --changed {name}", folder)[2] in {1, 4}


def test_tables_that_no_check_reads_are_named(folder: Path) -> None:
    names = [f"{number}.csv" for number in range(5)]
    for name in names:
        (folder / name).write_text("time;temperature\n0;21\n", encoding="utf-8")
    (folder / "notes.txt").write_text("The manufacturer, the supplier; and their parts.\n", encoding="utf-8")
    _, err, code = run(f"microdep check --changed {' '.join(names)} notes.txt", folder)
    note = "note: not checked, because no bill of materials was recognized: 0.csv, 1.csv, 2.csv and 2 more; "
    assert (0, True) == (code, note in err), err
    (folder / "microdep.toml").write_text('not_boms = ["*.csv"]\n', encoding="utf-8")
    assert "note:" not in run(f"microdep check --changed {' '.join(names)}", folder)[1]


def test_a_check_of_a_folder_names_the_lists_of_components_that_it_does_not_read(folder: Path) -> None:
    (folder / "ok.bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents: [{name: A, manufacturer: q, supplier: q}]\n"
        "parties: [{id: q, name: Quill Optics}]\n",
        encoding="utf-8",
    )
    assert "" == run("microdep check", folder)[1]
    (folder / "board.csv").write_text(TEXT, encoding="utf-8")
    _, err, code = run("microdep check", folder)
    assert (0, True) == (
        code,
        "not checked, although it looks like a bill of materials: board.csv; run" in err,
    )
    (folder / "microdep.toml").write_text(
        'packs = ["banned-companies"]\nnot_boms = ["board.csv"]\n', encoding="utf-8"
    )
    assert "" == run("microdep check", folder)[1]
    assert "" == run("microdep check ok.bom.yaml", folder)[1]


@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_a_checked_spreadsheet_with_another_sheet_of_components_stops_the_commit(
    state: str, folder: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (["Name", "Manufacturer", "Supplier"], ["Motor", "Quill", "Quill"]):
        book.worksheets[0].append(row)
    other = book.create_sheet("Power")
    other.sheet_state = state
    for row in ROWS:
        other.append(row)
    book.save(folder / "bom.power.xlsx")
    _, err, code = run("microdep check --changed bom.power.xlsx", folder)
    assert (2, True) == (code, "is read, but not `Power" in err), err
    assert 0 == run("microdep bom import bom.power.xlsx", folder)[2]
    _, err, code = run("microdep check --changed bom.power.xlsx", folder)
    assert (0, True) == (code, "note: bom.power.xlsx: the sheet `Sheet` is read, but not `Power" in err), err
