"""Declarations about minerals become an overlay with smelters, and say of no part where its metal comes from.

The workbooks here have the headings of the templates and nothing else of them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from microdep_rules.bom.imports.smelters import is_declaration, read_declaration
from microdep_rules.bom.load import load_document
from microdep_rules.workspace.workbooks import read_workbook
from tests.bom.imports.test_workbooks import saved
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.bom.imports.smelters import MineralDeclaration

HEADINGS = [
    "Smelter Identification Number Input Column",
    "Metal (*)",
    "Smelter Look-up (*)",
    "Smelter Name (1)",
    "Smelter Country (*)",
    "Smelter Identification",
    "Source of Smelter Identification Number",
    "Does 100% of the smelter\u2019s feedstock originate from recycled or scrap sources?",
]
TIN = ["CID000001", "Tin", "Example Tin", "Example Tin Co.", "INDONESIA", "CID000001", "RMI", "No"]
TANTALUM = ["CID000001", "Tantalum", "Example Tin", "Example Tin Co.", "INDONESIA", "CID000001", "RMI", "No"]
GOLD = ["", "Gold", "Smelter not listed", "Old Mint", "United States of America", "", "", "Yes"]
UNKNOWN = ["", "Tungsten", "Smelter not yet identified", "", "", "", "", ""]


def front(
    title: str = "Conflict Minerals Reporting Template (CMRT)", revision: str = "Revision 6.4"
) -> list[list[Any]]:
    return [
        [None, title],
        [None, revision],
        [None, "Company Name (*):", None, "Example Boards Ltd"],
        [None, "Declaration Scope or Class (*):", None, "A. Company"],
        [None, "Effective Date (*):", None, datetime(2026, 5, 4)],  # noqa: DTZ001 - as a cell holds it
    ]


def workbook(
    *rows: list[Any], head: list[list[Any]] | None = None, headings: list[str] | None = None
) -> bytes:
    listed = [["TO BEGIN:"], [], headings or HEADINGS, *rows]
    return saved({"Instructions": [["Read this"]], "Declaration": head or front(), "Smelter List": listed})


def read(data: bytes) -> MineralDeclaration:
    sheets = read_workbook(data).sheets
    assert is_declaration(sheets)
    return read_declaration("cmrt.xlsx", sheets)


def test_smelters_become_parties_with_where_they_are() -> None:
    found = read(workbook(TIN, TANTALUM, GOLD))
    assert found.value is not None
    assert ("microdep-overlay/1", "CMRT", "6.4") == (found.value["schema"], found.kind, found.version)
    issuer, tin, gold = found.value["parties"]
    assert {"id": "example-boards-ltd", "name": "Example Boards Ltd"} == issuer
    assert ("ID", {"rmi_cid": "CID000001"}, ["Example Tin"]) == (
        tin["country"],
        tin["identifiers"],
        tin["aliases"],
    )
    assert {"metals": ["Tin", "Tantalum"], "recycled": "No"} == tin["ext"]
    assert ("Old Mint", "US", "Yes") == (gold["name"], gold["country"], gold["ext"]["recycled"])
    assert "identifiers" not in gold
    assert {"Tin": 1, "Tantalum": 1, "Gold": 1} == found.metals


def test_the_error_of_a_formula_is_reported_and_is_no_name_and_no_country() -> None:
    broken = [*TIN[:2], "#N/A", TIN[3], "#N/A", *TIN[5:]]
    found = read(workbook(broken, ["", "#REF!", *TIN[2:]], ["#N/A", "", "#N/A", "", "", "", "", ""]))
    assert found.value is not None
    (smelter,) = found.value["parties"][1:]
    assert ("Example Tin Co.", None, None) == tuple(map(smelter.get, ("name", "country", "aliases")))
    reported = [
        (diagnostic.code, diagnostic.severity, found.source.place(diagnostic.span.start))
        for diagnostic in found.diagnostics
    ]
    cells = [f"cmrt.xlsx Smelter List!{each}" for each in ("C4", "E4", "B5")]
    assert [("import/cell-not-read", "warning", cell) for cell in cells] == reported


def test_the_declaration_is_evidence_of_its_supplier_and_of_little() -> None:
    found = read(workbook(TIN))
    assert found.value is not None
    (paper,) = found.value["evidence"]
    assert ("cmrt", "Example Boards Ltd", "2026-05-04", "supplier") == tuple(
        paper[each] for each in ("type", "issuer", "issued", "tier")
    )
    assert "scope: A. Company" in paper["notes"]
    assert "low confidence" in paper["notes"]
    assert [paper["id"]] == found.value["parties"][1]["evidence"]


def test_nothing_is_said_of_any_part() -> None:
    found = read(workbook(TIN, GOLD))
    assert found.value is not None
    assert {"schema", "parties", "evidence"} == set(found.value)


def test_its_records_are_those_of_a_bill_of_materials() -> None:
    found = read(workbook(TIN, TANTALUM, GOLD))
    assert found.value is not None
    value = {**found.value, "schema": "microdep-bom/1", "components": []}
    loaded = load_document("a.json", json.dumps(value).encode(), kind="bom")
    assert [] == loaded.diagnostics


def test_an_extended_template_is_read_too() -> None:
    head = front("Extended Minerals Reporting Template (EMRT)", "Revision 2.1")
    found = read(
        workbook(["", "Cobalt", "", "Example Cobalt", "Finland", "CID000777", "RMI", "No"], head=head)
    )
    assert found.value is not None
    assert ("EMRT", "emrt") == (found.kind, found.value["evidence"][0]["type"])


AMRT = "Additional Minerals Reporting Template (AMRT)"
ZINC = ["Zinc", "Example Zinc", "Canada", "", "", "", ""]
OLDEST = ["Metal (*)", "Smelter Name (*)", "Smelter Country (*)", "Smelter Identification", *HEADINGS[6:]]
"""Columns of AMRT 1.1 and 1.2, which have no list to look a smelter up in."""
MINE_LIST = [
    ["TO BEGIN:"],
    ["Metal (*)", "Name of Smelter sourcing from this Mine", "Name of Mine", "Mine Country (*)"],
    ["Zinc", "Example Zinc", "Example Mine", "Canada"],
    ["", "", "", ""],
]


def additional(revision: str, *rows: list[Any], sheets: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A declaration in the template for additional minerals, with sheets of its own."""
    head = front(AMRT, f"Revision {revision} October 17, 2025")
    scope: list[list[Any]] = [
        [None, "Select/Enter your Minerals/Metals in scope (up to 10):", None, "Zinc", "Silver"],
        [None, None, None, "Other [specify below]", "Lime"],
        [None, "Contact Name (*):", None, "Somebody"],
    ]
    headings = HEADINGS if revision == "1.3" else OLDEST
    listed = [["TO BEGIN:"], [], headings, *rows]
    instructions = [["This template covers what CMRT and EMRT do not cover"]]
    return saved(
        {"Instructions": instructions, "Declaration": head + scope, "Smelter List": listed, **(sheets or {})}
    )


@pytest.mark.parametrize("revision", ["1.1", "1.2", "1.3"])
def test_a_template_for_additional_minerals_is_read_with_the_minerals_it_declares(revision: str) -> None:
    row = ["", ZINC[0], "Smelter not listed", *ZINC[1:3], "", "", ""] if revision == "1.3" else ZINC[:6]
    found = read(additional(revision, row))
    assert found.value is not None
    (paper,) = found.value["evidence"]
    assert ("AMRT", revision, "amrt") == (found.kind, found.version, paper["type"])
    assert "minerals: Zinc, Silver, Lime;" in paper["notes"]
    zinc = found.value["parties"][-1]
    assert ("Example Zinc", "CA", ["Zinc"]) == (zinc["name"], zinc["country"], zinc["ext"]["metals"])


def test_minerals_are_read_from_the_sheet_of_reasons_too() -> None:
    scope = [
        ["Select Minerals/Metals in Scope", "Reasons for inclusion on the AMRT"],
        ["Soda Ash", "glass"],
        ["zinc"],
    ]
    found = read(additional("1.2", ZINC[:6], sheets={"Minerals Scope": scope}))
    assert found.value is not None
    assert "minerals: Zinc, Silver, Lime, Soda Ash;" in found.value["evidence"][0]["notes"]


def test_a_list_of_mines_is_not_read_and_that_is_reported() -> None:
    found = read(additional("1.2", ZINC[:6], sheets={"Mine List": MINE_LIST}))
    (problem,) = found.diagnostics
    assert ("import/not-a-component", "info") == (problem.code, problem.severity)
    assert "has 1 row" in problem.message
    assert found.value is not None


def test_a_template_is_known_by_its_own_title_and_not_by_the_others_that_it_names() -> None:
    assert "AMRT" == read(additional("1.3", ["", *ZINC])).kind


@pytest.mark.parametrize(
    ("title", "revisions"),
    [
        ("Conflict Minerals Reporting Template (CMRT)", ["5.0", "5.12", "6.01", "6.5"]),
        ("Extended Minerals Reporting Template (EMRT)", ["1.0", "1.11", "2.0", "2.1"]),
        ("Pilot Reporting Template (PRT)", ["1.0"]),
    ],
)
def test_the_oldest_and_the_newest_templates_are_read(title: str, revisions: list[str]) -> None:
    for revision in revisions:
        found = read(workbook(TIN, head=front(title, f"Revision {revision}")))
        assert (revision, []) == (found.version, found.diagnostics)


@pytest.mark.parametrize("title", ["Conflict Minerals", "Extended Minerals", "Additional Minerals"])
def test_a_template_of_tomorrow_is_refused_with_those_that_are_read(title: str) -> None:
    found = read(workbook(TIN, head=front(f"{title} Reporting Template", "Revision 9.0")))
    (problem,) = found.diagnostics
    assert "import/unsupported-version" == problem.code
    assert "CMRT 5 or 6, EMRT 1 or 2, or AMRT 1" in problem.message


def test_smelters_that_nobody_knows_are_counted_and_left_out() -> None:
    found = read(workbook(TIN, UNKNOWN, UNKNOWN))
    (problem,) = found.diagnostics
    assert "import/not-a-component" == problem.code
    assert problem.message.startswith("2 rows do not yet identify a smelter")
    assert found.value is not None


def test_a_name_for_nobody_is_no_smelter() -> None:
    names = ("TBD", "N/A", "unknown", "-")
    rows = [["", "Tin", "", name, "CHINA", "", "", ""] for name in names]
    found = read(workbook(TIN, *rows))
    (problem,) = found.diagnostics
    assert problem.message.startswith(f"{len(names)} rows do not yet identify a smelter")
    assert found.value is not None
    assert ["Example Boards Ltd", "Example Tin Co."] == [each["name"] for each in found.value["parties"]]


def test_a_smelter_in_two_countries_is_in_neither_and_has_both_names() -> None:
    elsewhere = [*TIN[:3], "Example Smelting", "CHINA", *TIN[5:]]
    found = read(workbook(TIN, elsewhere, TANTALUM))
    assert found.value is not None
    _, tin = found.value["parties"]
    assert ("country" in tin, ["Example Tin", "Example Smelting"]) == (False, tin["aliases"])
    assert [("import/cell-not-read", "cmrt.xlsx Smelter List!E5")] == [
        (diagnostic.code, found.source.place(diagnostic.span.start)) for diagnostic in found.diagnostics
    ]


@pytest.mark.parametrize(
    ("written", "number", "kept"),
    [
        ("CID000001", "CID000001", None),
        ("CID 000001", "CID000001", None),
        ("cid-000001", "CID000001", None),
        ("CID0000012", None, "CID0000012"),
        ("4-77-1", None, "4-77-1"),
        ("N/A", None, None),
    ],
)
def test_a_number_of_a_smelter_is_read_or_kept_as_it_is(
    written: str, number: str | None, kept: str | None
) -> None:
    found = read(workbook([*TIN[:5], written, *TIN[6:]]))
    assert found.value is not None
    _, tin = found.value["parties"]
    assert (number, kept) == (tin.get("identifiers", {}).get("rmi_cid"), tin["ext"].get("identification"))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("04-May-2026", "2026-05-04"),
        ("4 May 2026", "2026-05-04"),
        ("05/04/2026", None),
        ("31-Feb-2026", None),
    ],
)
def test_a_day_is_read_as_the_template_asks_for_it_and_another_is_reported(
    written: str, day: str | None
) -> None:
    head = [*front()[:4], [None, "Effective Date (*):", None, written]]
    found = read(workbook(TIN, head=head))
    assert found.value is not None
    assert (day, [] if day else ["import/cell-not-read"]) == (
        found.value["evidence"][0].get("issued"),
        [diagnostic.code for diagnostic in found.diagnostics],
    )


def test_a_country_that_is_none_is_left_out_with_its_cell() -> None:
    found = read(workbook([*TIN[:4], "Atlantis", *TIN[5:]]))
    (problem,) = found.diagnostics
    assert ("import/cell-not-read", "cmrt.xlsx Smelter List!E4") == (
        problem.code,
        found.source.place(problem.span.start),
    )


WRONG = {
    "no list of smelters": (
        saved({"Declaration": front(), "Checker": [["x"]]}),
        "import/sheet",
        "cmrt.xlsx Declaration!A1",
    ),
    "an old template": (
        workbook(TIN, head=front(revision="Revision 3.02")),
        "import/unsupported-version",
        "cmrt.xlsx Declaration!B2",
    ),
    "a template that is not known": (
        workbook(TIN, head=front("Additional Minerals Reporting Template (AMRT)", "Revision 2.0")),
        "import/unsupported-version",
        "cmrt.xlsx Declaration!B2",
    ),
    "no revision": (
        workbook(TIN, head=front(revision="")),
        "import/unsupported-version",
        "cmrt.xlsx Declaration!A1",
    ),
    "columns that are missing": (
        workbook(TIN[:4], headings=HEADINGS[:4]),
        "import/column-missing",
        "cmrt.xlsx Smelter List!A3",
    ),
    "no smelter": (workbook(), "import/declaration", "cmrt.xlsx Smelter List!A3"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_has_a_code_a_cell_and_a_way_out(case: str) -> None:
    data, code, cell = WRONG[case]
    found = read(data)
    (problem,) = found.diagnostics
    assert (code, cell) == (problem.code, found.source.place(problem.span.start))
    assert problem.help
    assert found.value is None


def test_a_declaration_is_no_bill_of_materials(tmp_path: Path) -> None:
    (tmp_path / "cmrt.xlsx").write_bytes(workbook(TIN))
    out, _, code = run("microdep check cmrt.xlsx", tmp_path)
    assert 4 == code
    assert "file/wrong-format" in out


def test_it_is_written_as_an_overlay(tmp_path: Path) -> None:
    (tmp_path / "cmrt.xlsx").write_bytes(workbook(TIN, GOLD, UNKNOWN))
    out, err, code = run("microdep bom import cmrt.xlsx --output smelters.yaml", tmp_path)
    assert 0 == code
    assert "cmrt.xlsx: CMRT 6.4, by Example Boards Ltd, of 2026-05-04" in out
    assert "1 row does not yet identify a smelter" in err
    text = (tmp_path / "smelters.yaml").read_text(encoding="utf-8")
    assert "schema: microdep-overlay/1\n" in text
    assert "rmi_cid: CID000001" in text


def test_a_name_without_a_formula_result_is_reported_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "cmrt.xlsx"
    path.write_bytes(workbook(TIN))
    book = load_workbook(path)
    book["Smelter List"]["D4"] = "=A4"
    book.save(path)
    found = read(path.read_bytes())
    (problem,) = found.diagnostics
    assert found.value is None
    assert "import/cell-not-read" == problem.code
    assert "D4" in problem.message
