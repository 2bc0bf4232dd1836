"""Tables of KiCad: the proposed export is complete, and an older script gives one clear message."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from microdep_rules.messages import phrase_of
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

ROWS = {"R1": "10k", "R2": "10k", "U3": "Hi3861V100"}
HEADER = '"Item","Qty","Reference(s)","Value","MPN","Manufacturer"\n'
OLD = (
    '"Source:","board.kicad_sch"\n"Tool:","Eeschema 7.0.10"\n\n"Individual Components:"\n\n'
    + HEADER
    + '"","","R1","10k","RC0402","Yageo"\n'
    '"","","R2","10k","RC0402","Yageo"\n"","","U3","Hi","Hi3861","HiSilicon"\n'
    + '\n\n"Collated Components:"\n\n'
    + HEADER
    + '"1","2","R1, R2","10k","RC0402","Yageo"\n"2","1","U3","Hi","Hi3861","HiSilicon"\n'
)


def test_each_proposed_export_has_manufacturers_and_part_numbers(tmp_path: Path) -> None:
    (command,) = re.findall(r"`(kicad-cli [^`]*)`", phrase_of("file/wrong-format", "kicad"))
    words = shlex.split(command)
    fields, labels = (words[words.index(option) + 1].split(",") for option in ("--fields", "--labels"))
    assert fields == labels
    assert {"Manufacturer", "MPN"} <= set(fields)
    rows = [
        ",".join({"Reference": name, "Value": value}.get(field, "Yageo") for field in labels)
        for name, value in ROWS.items()
    ]
    (tmp_path / "bom.csv").write_text("\n".join([",".join(labels), *rows]) + "\n", encoding="utf-8")
    out, err, code = run("microdep bom import bom.csv", tmp_path)
    assert (0, "", False) == (code, err, "not read" in out)
    assert "no column has" not in out


def test_a_table_without_manufacturers_says_that_no_rule_about_companies_can_be_checked(
    tmp_path: Path,
) -> None:
    table = '"Refs","Value","Footprint","Qty","DNP"\n"R1","10k","R_0402","1",""\n"U3","Hi","QFN","1",""\n'
    (tmp_path / "bom.csv").write_text(table, encoding="utf-8")
    out, _, code = run("microdep bom import bom.csv", tmp_path)
    assert 0 == code
    assert "rules about companies cannot be checked: add a column `Manufacturer`" in out


def test_a_table_with_two_lists_of_the_same_components_gives_one_message(tmp_path: Path) -> None:
    (tmp_path / "bom.csv").write_text(OLD, encoding="utf-8")
    for command in ("bom import bom.csv", "check bom.csv"):
        out, err, code = run(f"microdep {command}", tmp_path)
        text = out + err
        assert code != 0
        assert ["import/column-twice"] == re.findall(r"(?:error|warning)\[([^]]*)\]", text)
        assert "lists the same components twice: below line 6 and below line 14" in text
        assert "keep one list" in text


def test_a_header_that_is_repeated_on_each_page_is_no_second_list(tmp_path: Path) -> None:
    table = "Reference,Qty,Value\nR1,1,10k\nReference,Qty,Value\nR2,1,10k\n"
    (tmp_path / "bom.csv").write_text(table, encoding="utf-8")
    assert "2 components" in run("microdep bom import bom.csv", tmp_path)[0]


def test_marks_and_holes_of_a_board_are_no_components_and_no_question_is_about_them(tmp_path: Path) -> None:
    table = (
        "Reference,Qty,Value,Footprint,Manufacturer,MPN\n"
        "U3,1,Hi3861,QFN-32,HiSilicon,Hi3861\n"
        "H1-H4,4,MountingHole,MountingHole:MountingHole_3.2mm_M3,,\n"
        "FID1-FID3,3,Fiducial,Fiducial:Fiducial_1mm_Mask2mm,,\n"
        "H5,1,MountingHole,MountingHole:MountingHole_3.2mm_M3,Wuerth,9774\n"
    )
    (tmp_path / "bom.csv").write_text(table, encoding="utf-8")
    out = run("microdep bom import bom.csv", tmp_path)[0]
    assert "bom.csv: 2 components" in out
    assert "left out, marks or holes of a board, without a manufacturer and a part number: 2 rows" in out
    asked = run("microdep questions bom.csv --pack all", tmp_path)[0]
    assert "FID1" not in asked
    assert "H1" not in asked


def test_a_holder_for_a_battery_is_no_battery(tmp_path: Path) -> None:
    table = (
        "Reference,Qty,Value,Footprint,Manufacturer,MPN\n"
        "BT1,1,CR2032 holder,Battery:BatteryHolder_Keystone_3034,Keystone,3034\n"
        "BT2,1,CR2032,Battery:Battery_CR2032,Varta,CR2032\n"
    )
    (tmp_path / "bom.csv").write_text(table, encoding="utf-8")
    shown = run("microdep bom show bom.csv", tmp_path)[0].splitlines()
    assert ["battery" in line for name in ("BT1", "BT2") for line in shown if name in line] == [False, True]
