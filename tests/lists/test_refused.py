"""A file that is not the whole list that its name says is refused, and the stored list stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from tests.cli.replay import run
from tests.lists.test_imported import ALT_CSV, CSL_CSV, CSL_JSON, PACK, SDN_CSV, SDN_XML

if TYPE_CHECKING:
    from pathlib import Path

CSL, UFLPA = "consolidated-screening-list", "uflpa-entity-list"
ENTITIES = (
    "Name of Entity,Effective Date\nAcme Works,2022-06-21\nBar Works,2022-06-21\nFoo Works,2022-06-21\n"
)
BOM = "Ref,Qty,MPN,Manufacturer\nR1,4,RC0402,Yageo\nC1,2,GRM155,Murata\n"


def refused(folder: Path, file: str, code: str, name: str = CSL, more: str = "") -> str:
    """The texts of an import that has to be refused; what is stored has to stay as it was."""
    place = folder / "company-lists" / f"{name}.json"
    before = place.read_bytes() if place.is_file() else None
    more = more if "--published" in more else f"--published 2020-01-02 {more}"
    out, reported, result = run(f"microdep lists import {file} --as {name} {more}", folder)
    assert (4, True) == (result, f"error[{code}]" in reported), out + reported
    assert before == (place.read_bytes() if place.is_file() else None)
    assert "help: " in reported
    return reported


def kept(folder: Path, file: str, name: str = CSL, more: str = "--published 2020-01-02") -> str:
    """The texts of an import that has to succeed."""
    out, reported, code = run(f"microdep lists import {file} --as {name} {more}", folder)
    assert code == 0, out + reported
    return out + reported


def names(folder: Path, name: str = CSL) -> list[str]:
    text = (folder / "company-lists" / f"{name}.json").read_text(encoding="utf-8")
    return [each["name"] for each in json.loads(text)["entries"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "microdep.toml").write_text("", encoding="utf-8")
    files = {
        "csl.csv": CSL_CSV,
        "csl.json": CSL_JSON,
        "sdn.xml": SDN_XML,
        "SDN.CSV": SDN_CSV,
        "ALT.CSV": ALT_CSV,
    }
    for name, text in {**files, "entities.csv": ENTITIES, "bom.csv": BOM}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("size", [700, 900, 1000, 1050])
def test_a_consolidated_list_that_is_cut_off_is_refused_and_the_stored_one_stays(
    size: int, folder: Path
) -> None:
    kept(folder, "csl.csv")
    (folder / "cut.csv").write_text(CSL_CSV[:size], encoding="utf-8")
    assert "cut.csv:" in refused(folder, "cut.csv", "file/truncated")


def test_a_last_line_that_breaks_off_in_an_identifier_is_refused(folder: Path) -> None:
    at = CSL_CSV.index("345-6789")
    (folder / "cut.csv").write_text(CSL_CSV[:at].rstrip('"') + '45"', encoding="utf-8")
    refused(folder, "cut.csv", "file/truncated")


@pytest.mark.parametrize(
    ("file", "name"), [("SDN.CSV", "sdn-list"), ("sdn.xml", "sdn-list"), ("csl.json", CSL)]
)
@pytest.mark.parametrize("share", [4, 6, 8])
def test_every_form_that_is_cut_off_is_refused(share: int, file: str, name: str, folder: Path) -> None:
    text = (folder / file).read_text(encoding="utf-8").rstrip("\x1a\n ")
    (folder / file).write_text(text[: len(text) * share // 10], encoding="utf-8")
    refused(folder, file, "file/truncated", name)


def test_a_page_of_a_search_is_not_the_list(folder: Path) -> None:
    data = json.loads(CSL_JSON)
    (folder / "page.json").write_text(json.dumps({**data, "total": 500}), encoding="utf-8")
    assert "3 of the 500 entries" in refused(folder, "page.json", "file/truncated")


def test_a_table_that_ends_in_the_middle_of_a_row_is_refused(folder: Path) -> None:
    (folder / "cut.csv").write_text(ENTITIES[: -len("rks,2022-06-21\n")], encoding="utf-8")
    refused(folder, "cut.csv", "file/truncated", UFLPA)


def test_a_row_with_more_cells_than_columns_is_refused(folder: Path) -> None:
    (folder / "long.csv").write_text("name,from\nFoo Co., Ltd.,2022-01-01\n", encoding="utf-8")
    assert "long.csv:2:1" in refused(folder, "long.csv", "file/truncated", "own")


def test_short_rows_of_a_table_that_somebody_typed_are_read(folder: Path) -> None:
    (folder / "own.csv").write_text(
        "name;from;lei\nAcme Works\nBar Works;2022-01-01;\nFoo Works", encoding="utf-8"
    )
    kept(folder, "own.csv", "own")
    assert ["Acme Works", "Bar Works", "Foo Works"] == names(folder, "own")


def test_an_open_quotation_mark_is_refused(folder: Path) -> None:
    (folder / "own.csv").write_text('name\n"Acme Works\nBar Works\nFoo Works\n', encoding="utf-8")
    refused(folder, "own.csv", "file/truncated", "own")


@pytest.mark.parametrize(
    ("file", "name", "said"),
    [
        ("bom.csv", CSL, "bill of materials"),
        ("bom.csv", UFLPA, "bill of materials"),
        ("csl.csv", UFLPA, "Consolidated Screening List"),
        ("csl.json", "section-1260h-list", "Consolidated Screening List"),
        ("sdn.xml", CSL, "OFAC SDN list"),
        ("csl.csv", "entity-list", '--only "Entity List"'),
    ],
)
def test_a_file_that_is_another_list_is_refused(file: str, name: str, said: str, folder: Path) -> None:
    assert said in refused(folder, file, "file/wrong-format", name)


def test_a_smaller_or_older_list_or_one_of_the_future_wants_a_confirmation(folder: Path) -> None:
    kept(folder, "entities.csv", UFLPA, "--published 2020-06-01")
    (folder / "one.csv").write_text("name\nAcme Works\n", encoding="utf-8")
    assert "the stored list 2020-06-01" in refused(folder, "entities.csv", "list/shrinks", UFLPA)
    assert "has 3 entries" in refused(folder, "one.csv", "list/shrinks", UFLPA, "--published 2020-06-02")
    assert "today" in refused(folder, "entities.csv", "list/shrinks", UFLPA, "--published 2999-01-01")
    kept(folder, "one.csv", UFLPA, "--published 2020-01-01 --force")
    assert ["Acme Works"] == names(folder, UFLPA)


def test_a_wrong_choice_names_the_lists_of_the_file(folder: Path) -> None:
    reported = refused(folder, "csl.csv", "list/not-used", more='--only "Enttity List"')
    assert "`Entity List`, `Specially Designated Nationals`" in reported


def test_two_sheets_with_companies_are_refused_and_another_sheet_is_reported(folder: Path) -> None:
    book = Workbook()
    for title, rows in {
        "A": ["Company", "Acme Works"],
        "B": ["Name", "Bar Works"],
        "C": ["Foo Works"],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([row])
    book.save(folder / "two.xlsx")
    assert "`A`, `B`" in refused(folder, "two.xlsx", "import/sheet", "own")
    del book["B"]
    book.save(folder / "one.xlsx")
    assert "warning[import/sheet]" in kept(folder, "one.xlsx", "own")


def test_sheets_that_are_one_list_are_imported_together(folder: Path) -> None:
    book = Workbook()
    for title, rows in {
        "Sheet": [("Company", "Alias"), ("Acme Works", "Acme Mill")],
        "Sheet2": [("Remark", "Name"), ("", "Bar Works"), ("", "Acme Works")],
    }.items():
        sheet = book.worksheets[0] if title == "Sheet" else book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "two.xlsx")
    kept(folder, "two.xlsx", "own")
    assert ["Acme Works", "Acme Works", "Bar Works"] == names(folder, "own")


def test_a_list_without_a_heading_is_imported_with_a_warning(folder: Path) -> None:
    (folder / "own.csv").write_text("Foo Co., Ltd.\nBar Works\n", encoding="utf-8")
    assert "warning[table/column-missing]" in kept(folder, "own.csv", "own")
    assert ["Bar Works", "Foo Co., Ltd."] == names(folder, "own")


def test_a_formula_without_a_result_is_refused(folder: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for text in ("Company", "Acme Works", "=B1"):
        sheet.append([text])
    book.save(folder / "own.xlsx")
    assert "A3" in refused(folder, "own.xlsx", "file/truncated", "own")


def test_two_columns_that_may_be_the_names_are_named(folder: Path) -> None:
    (folder / "own.csv").write_text("Supplier;Manufacturer\nAcme Works;Bar Works\n", encoding="utf-8")
    assert "`Supplier`, `Manufacturer`" in refused(folder, "own.csv", "table/column-twice", "own")


BOARD = (
    "schema: microdep-bom/1\nparties: [{id: q, name: Quiet Works}, {id: k, name: Known}]\ncomponents:\n"
    "  - {name: a, manufacturer: q}\n  - {name: b, manufacturer: k}\n"
)


def verdicts(folder: Path, excerpt: str) -> tuple[dict[str, str], dict[str, object], str]:
    (folder / "screening").mkdir(exist_ok=True)
    (folder / "screening" / "pack.rule").write_text(PACK.replace(PACK_LIST, excerpt), encoding="utf-8")
    (folder / "bom.yaml").write_text(BOARD, encoding="utf-8")
    line = "microdep check bom.yaml --pack screening --as-of 2020-01-20"
    out, reported, _ = run(f"{line} --format json", folder)
    record = json.loads(out)
    found = {each["subject"]["name"]: each["verdict"] for each in record["documents"][0]["outcomes"]}
    return found, next(iter(record["company_lists"]), {}), reported


PACK_LIST = "our-screening-list"


def test_a_choice_is_complete_for_the_list_that_its_name_says_alone(folder: Path) -> None:
    reported = kept(folder, "csl.csv", CSL, '--published 2020-01-02 --only "Entity List"')
    assert "warning[list/excerpt]" in reported
    found, used, _ = verdicts(folder, CSL)
    assert {"a": "unknown", "b": "fail"} == found
    assert ("Entity List", False) == (used["only"], used["complete"])
    assert "of Entity List (an excerpt)" in run("microdep lists list", folder)[0]
    report, _, _ = run("microdep report bom.yaml --pack screening --as-of 2020-01-20 --format md", folder)
    assert "of Entity List, an excerpt, from csl.csv" in report
    kept(folder, "csl.csv", "entity-list", '--published 2020-01-02 --only "Entity List"')
    found, used, _ = verdicts(folder, "entity-list")
    assert ("pass", True) == (found["a"], used["complete"])


@pytest.mark.parametrize(("only", "name"), [("86 FR 33119", "own"), ("Entity List", "own"), ("list", CSL)])
def test_a_choice_under_another_name_is_an_excerpt(only: str, name: str, folder: Path) -> None:
    assert "warning[list/excerpt]" in kept(folder, "csl.csv", name, f'--published 2020-01-02 --only "{only}"')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SAMPLE TRADING LLC", "SIMPLE TRADING LLC"),
        ('"day": "2020-01-02"', '"day": "2020-01-19"'),
        ('"complete": true', '"complete": false'),
        ('"count": 3', '"count": 2'),
    ],
)
def test_a_stored_list_that_was_edited_is_not_used(old: str, new: str, folder: Path) -> None:
    kept(folder, "csl.csv")
    place = folder / "company-lists" / f"{CSL}.json"
    text = place.read_text(encoding="utf-8")
    assert verdicts(folder, CSL)[0]["a"] == "pass"
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")
    found, _, reported = verdicts(folder, CSL)
    assert "changed since it was imported" in reported
    assert found["a"] == "unknown"


def test_a_search_without_a_match_says_so(folder: Path) -> None:
    kept(folder, "csl.csv")
    out, _, code = run(f"microdep lists show {CSL} Murata", folder)
    assert (0, True) == (code, "no entry has the name `Murata`" in out)
    kept(folder, "csl.csv", "own", '--published 2020-01-02 --only "Entity List"')
    assert "the list is an excerpt" in run("microdep lists show own Murata", folder)[0]
