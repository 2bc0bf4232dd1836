"""A reader who looks for one place of a board finds it in every output, whatever the document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.designators import name_with_designators
from microdep_rules.cli.formats import FORMATS
from microdep_rules.output.workbook import SheetTable, workbook
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PLACES = ("U2", "U5", "U9")
MANY = tuple(f"C{number}" for number in range(1, 41))
PACK = """pack ban version 2026-01-01
  title      "ban"
  authority  "company policy"
  reviewed   2026-01-01

list banned of party
  "Example Banned Works" cites "company policy"

rule maker
  title       "manufacturer is banned"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid      component.manufacturer is in banned
  message     "{component.name} is banned"
  ask         "which company makes {component.name}?"

example fail of maker "a banned company makes it"
  bom     component driver, manufacturer "Example Banned Works"
  expect  fail at driver

example pass of maker "another company makes it"
  bom     component gate, manufacturer "Good Works"
  expect  pass at gate
"""


def device(name: str, location: str, **fields: Any) -> dict[str, Any]:
    own = {"properties": [{"name": "cdx:device:location", "value": location}]} if location else {}
    return {"type": "device", "bom-ref": name, "name": name, **fields, **own}


def table(heading: str, cells: str) -> bytes:
    return f"{heading}\n{cells}\nQ1,gate,Good Works,G1,1\n".encode()


def cyclonedx(several_parents: bool) -> bytes:
    driver = device("driver", " ".join(PLACES), manufacturer={"name": "Example Banned Works"})
    value: dict[str, Any] = {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    if not several_parents:
        return json.dumps({**value, "components": [driver, device("gate", "")]}).encode()
    boards = [device("left", ""), device("right", "")]
    links = [{"ref": board["bom-ref"], "dependsOn": ["driver"]} for board in boards]
    return json.dumps({**value, "components": [*boards, driver], "dependencies": links}).encode()


DRIVER = '"U2,U5,U9",driver,Example Banned Works,VS2104,3'
YAML = "schema: microdep-bom/1\nparties:\n  - {id: banned, name: Example Banned Works}\ncomponents:\n"
MADE = "manufacturer: banned"
DOCUMENTS: dict[str, bytes] = {
    "kicad.csv": table("Reference,Value,Manufacturer,MPN,Qty", DRIVER),
    "altium.csv": table("Designator,Comment,Manufacturer,Manufacturer Part Number,Quantity", DRIVER),
    "range.csv": table("Reference,Value,Manufacturer,MPN,Qty", '"U2 U5;U9",driver,Example Banned Works,V,3'),
    "nameless.csv": table("Reference,Value,Manufacturer,MPN,Qty", '"U2,U5,U9",,Example Banned Works,V,3'),
    "levels.csv": b"Level,Reference,Name,Manufacturer,MPN,Quantity\n"
    b"0,,Board,Good Works,B,1\n"
    b"1,,Left,Good Works,L,1\n2,U2,driver,Example Banned Works,V,1\n"
    b'1,,Right,Good Works,R,1\n2,"U5,U9",driver,Example Banned Works,V,2\n',
    "board.xlsx": workbook(
        [
            SheetTable(
                "BOM",
                [
                    ["Reference", "Value", "Manufacturer", "MPN", "Qty"],
                    ["U2,U5,U9", "driver", "Example Banned Works", "VS2104", "3"],
                ],
            )
        ]
    ),
    "one.cdx.json": cyclonedx(several_parents=False),
    "several.cdx.json": cyclonedx(several_parents=True),
    "flat.bom.yaml": (
        f"{YAML}  - {{name: driver, {MADE}, designators: [U2, U5, U9]}}\n  - {{name: gate}}\n"
    ).encode(),
    "uses.bom.yaml": (
        f"{YAML}  - name: board\n    children:\n      - {{ref: left}}\n      - {{ref: right}}\n"
        f"  - {{id: left, name: left, children: [{{ref: driver, designators: [U2]}}]}}\n"
        f"  - {{id: right, name: right, children: [{{ref: driver, designators: [U5, U9]}}]}}\n"
        f"  - {{id: driver, name: driver, {MADE}}}\n"
    ).encode(),
    "inside.bom.yaml": (
        f"{YAML}  - name: board\n    children: [{{name: driver, {MADE}, designators: [U2, U5, U9]}}]\n"
    ).encode(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ban").mkdir()
    (tmp_path / "ban/pack.rule").write_text(PACK, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_place_is_in_every_format_for_every_reader(name: str, form: str, folder: Path) -> None:
    (folder / name).write_bytes(DOCUMENTS[name])
    out, err, code = run(f"microdep check {name} --pack ./ban --format {form}", folder)
    assert 1 == code, out + err
    assert [] == [place for place in PLACES if place not in out]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_place_is_in_the_report_and_found_by_explain(name: str, folder: Path) -> None:
    (folder / name).write_bytes(DOCUMENTS[name])
    run(f"microdep report {name} --pack ./ban --output bundle", folder)
    for file in ("report.md", "report.html", "findings.csv", "record.json"):
        text = (folder / "bundle" / file).read_text(encoding="utf-8")
        assert [] == [place for place in PLACES if place not in text], file
    out, _, _ = run(f"microdep explain ban/maker U9 {name} --pack ./ban", folder)
    assert "U2, U5, U9" in out


def test_a_long_list_is_shortened_in_the_name_and_complete_where_it_is_searched(folder: Path) -> None:
    cells = f'"{",".join(MANY)}",100nF,Example Banned Works,G,40'
    (folder / "board.csv").write_bytes(table("Reference,Value,Manufacturer,MPN,Qty", cells))
    short, _, _ = run("microdep check board.csv --pack ./ban", folder)
    assert "100nF (C1 to C40: 40 places) is banned" in short
    assert "C17" not in short
    full, _, _ = run("microdep check board.csv --pack ./ban --verbose", folder)
    assert "100nF (C1 to C40: 40 places): " + ", ".join(MANY) in full
    run("microdep report board.csv --pack ./ban --output bundle", folder)
    for file in ("report.md", "report.html", "findings.csv"):
        assert ", ".join(MANY) in (folder / "bundle" / file).read_text(encoding="utf-8"), file
    record = json.loads((folder / "bundle/record.json").read_text(encoding="utf-8"))
    subjects = [outcome["subject"] for outcome in record["documents"][0]["outcomes"]]
    subject = next(subject for subject in subjects if subject["name"].startswith("100nF"))
    assert ("100nF (C1 to C40: 40 places)", [*MANY]) == (subject["name"], subject["designators"])


def test_a_condition_about_a_name_reads_the_name_without_designators(folder: Path) -> None:
    rule = PACK.replace("component.manufacturer is in banned", 'component.name is "driver"')
    rule = rule.replace("component gate, man", 'component gate, name "gate", man')
    (folder / "ban/pack.rule").write_text(rule, encoding="utf-8")
    (folder / "flat.bom.yaml").write_bytes(DOCUMENTS["flat.bom.yaml"])
    out, _, code = run("microdep check flat.bom.yaml --pack ./ban", folder)
    assert 1 == code
    assert "driver (U2, U5, U9) is banned" in out


@pytest.mark.parametrize(
    ("name", "designators", "expected"),
    [
        ("10k", ["R1"], "10k (R1)"),
        ("10k (R1)", ["R1", "R2"], "10k (R1, R2)"),
        ("U2,U5 (U2)", ["U2", "U5"], "U2,U5 (U2)"),
        ("10k", ["R1", "R2", "R3", "R4", "R5", "R6"], "10k (R1, R2, R3, R4, R5, R6)"),
        ("10k", ["R1", "R2", "R3", "R4", "R5", "R6", "R8"], "10k (R1, R2, R3 and 4 more)"),
        ("10k", ["R1", "R2", "R3", "R4", "R5", "R6", "C7"], "10k (R1, R2, R3 and 4 more)"),
        ("10k", ["R7", "R8", "R9", "R10", "R11", "R12", "R13"], "10k (R7 to R13: 7 places)"),
    ],
)
def test_a_name_lists_designators_once(name: str, designators: list[str], expected: str) -> None:
    assert expected == name_with_designators(name, designators)
