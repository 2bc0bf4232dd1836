"""The findings as tables: what the record says, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from microdep_rules.output.cell_texts import SHORTENED
from microdep_rules.report import sheets
from microdep_rules.report.context import Views
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.report.pages_of import EXAMPLES, bundle

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = ["Findings", "Passes", "Contract", "Chain of custody", "Waivers", "Evidence", "Inputs", "About"]


@cache
def workbook(name: str) -> Any:
    return openpyxl.load_workbook(bundle(name) / "findings.xlsx")


@pytest.mark.parametrize("name", ["quadcopter", "hostile"])
def test_every_cell_is_a_text(name: str) -> None:
    book = workbook(name)
    assert SHEETS == book.sheetnames
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"s"} == {each.data_type for each in cells}
    assert {None} == {each.hyperlink for each in cells}
    with zipfile.ZipFile(bundle(name) / "findings.xlsx") as archive:
        assert {zipfile.ZIP_STORED} == {each.compress_type for each in archive.infolist()}
        assert not any(b"<f>" in archive.read(each) for each in archive.namelist() if "sheet" in each)


def test_the_workbook_and_the_record_say_the_same() -> None:
    record = json.loads((bundle("quadcopter") / "record.json").read_text("utf-8"))
    counts, book = record["summary"]["counts"], workbook("quadcopter")
    rows = list(book["Findings"].iter_rows(values_only=True))
    for verdict in ("fail", "unknown", "exempt", "disclose"):
        assert counts[verdict] == sum(row[1].partition(",")[0] == verdict for row in rows[1:])
    assert counts["fail_waived"] == sum(row[1] == "fail, waived" for row in rows[1:]) > 0
    assert counts["pass"] == book["Passes"].max_row - 1
    with (bundle("quadcopter") / "findings.csv").open(encoding="utf-8-sig", newline="") as opened:
        table = list(csv.reader(opened))
    assert [[each or "" for each in row] for row in rows] == table


def test_the_stages_of_the_workbook_are_those_of_the_supply() -> None:
    supply = json.loads((bundle("quadcopter") / "supply.json").read_text("utf-8"))
    stages = sum(
        len(each["stages"]) for d in supply["documents"] for each in (*d["materials"], *d["components"])
    )
    bare = sum(not each["stages"] for d in supply["documents"] for each in d["materials"])
    assert stages + bare == workbook("quadcopter")["Chain of custody"].max_row - 1


def test_what_is_not_seen_is_made_visible() -> None:
    reported = str([row for sheet in workbook("hostile") for row in sheet.iter_rows(values_only=True)])
    assert "<U+202E>x<U+2066>" in reported
    assert "\u202e" not in reported
    first = next(csv.reader(io.StringIO((bundle("hostile") / "findings.csv").read_text("utf-8-sig"))))
    assert first[0] == "Document"


def test_a_long_list_fits_into_a_cell_of_both_tables_and_ends_at_a_whole_name() -> None:
    record = json.loads((bundle("quadcopter") / "record.json").read_text("utf-8"))
    outcome = next(o for d in record["documents"] for o in d["outcomes"] if o["verdict"] == "fail")
    names = [f"Assembly / Board \U0001d538{number} with a name that is long" for number in range(5_000)]
    outcome["components"] = [
        {"kind": "component", "id": f"c{n}", "name": name, "path": name} for n, name in enumerate(names)
    ]
    outcome["message"] = ", ".join(names)
    record["documents"] = [{**record["documents"][0], "outcomes": [outcome]}]
    header, row = csv.reader(io.StringIO(sheets.csv_of(record).removeprefix("\ufeff")))
    book = openpyxl.load_workbook(
        io.BytesIO(sheets.xlsx_of(Views(record, {"documents": []}, []), "2026-12-01"))
    )
    assert [header, row] == [[cell or "" for cell in r] for r in book["Findings"].iter_rows(values_only=True)]
    cells = dict(zip(header, row, strict=True))
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in row) <= 32_767
    shown, more, _ = re.split(" and ([0-9,]+) more; ", cells["Component"])
    assert names[: shown.count(", ") + 1] == shown.split(", ")
    assert len(names) == shown.count(", ") + 1 + int(more.replace(",", ""))
    assert cells["Finding"].endswith(SHORTENED)


def test_two_reports_have_the_same_workbook(tmp_path: Path) -> None:
    run(f"microdep report {EXAMPLES['founding']} --as-of 2026-11-24 --output {tmp_path}/again", CHECKOUT)
    again = (tmp_path / "again" / "findings.xlsx").read_bytes()
    assert (bundle("founding") / "findings.xlsx").read_bytes() == again
