"""Files of design programs are recognised by their content; the report names the export of a parts list."""

from __future__ import annotations

from pathlib import Path

import pytest

from microdep_rules.bom.imports.designs import recognize_design
from microdep_rules.bom.imports.forms import recognize_form
from tests.cli.replay import run

ROOT = Path(__file__).resolve().parents[3]
BOM = (
    "schema: microdep-bom/1\ndocument: {id: d, product: p}\ncomponents: [{id: p, name: P, kind: end_item}]\n"
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DESIGNS: dict[str, tuple[bytes, str, str]] = {
    "board.net": (
        b'(export (version "E")\n  (design (source "a.kicad_sch")))\n', "KiCad", "kicad-cli sch export bom",
    ),
    "board.kicad_sch": (b"(kicad_sch (version 20230121) (generator eeschema)\n)\n", "KiCad", "kicad-cli"),
    "old.sch": (b"EESchema Schematic File Version 4\nEELAYER 30 0\n", "KiCad", "kicad-cli"),
    "board.kicad_pcb": (b"(kicad_pcb (version 20230121) (generator pcbnew)\n)\n", "KiCad", "kicad-cli"),
    "protel.NET": (
        b"[\r\nR1\r\n0402\r\n10k\r\n\r\n]\r\n(\r\nNetR1_1\r\nR1-1\r\n)\r\n", "Altium", "Reports > Bill",
    ),
    "ascii.SchDoc": (
        b"|HEADER=Protel for Windows - Schematic Capture Ascii File Version 5.0|\r\n", "Altium", "Altium",
    ),
    "board.SchDoc": (
        COMPOUND + bytes(64) + b"|HEADER=Protel for Windows - Schematic Capture", "Altium", "Altium",
    ),
    "board.DSN": (COMPOUND + "Views Directory".encode("utf-16-le"), "OrCAD", "OrCAD Capture"),
    "locked.xlsx": (
        COMPOUND + "EncryptedPackage".encode("utf-16-le"), "with a password", "without a pass",
    ),
    "allegro.net": (
        b"(NETLIST)\n(FOR DRAWING: a.brd)\n$PACKAGES\n0402 ! 10K ; R1\n", "Allegro", "Tools > Reports",
    ),
    "telesis.tel": (b'$PACKAGES\n!R0402! "10K"; R1\n$NETS\n', "Allegro", "Tools > Reports"),
    "pstxnet.dat": (b"FILE_TYPE = EXPANDEDNETLIST;\n", "Allegro", "Tools > Reports"),
    "board.edif": (b"(edif board\n (edifVersion 2 0 0))\n", "an EDIF netlist", "bill of materials"),
    "board.ipc": (
        b"C  IPC-D-356A\nP  JOB   X\n317GND              R1    -1\n", "IPC-D-356", "bill of materials",
    ),
    "plain.ipc": (
        b"C  a test\nP  UNITS CUST 0\n327GND              R1    -1\n", "IPC-D-356", "bill of materials",
    ),
    "board.cir": (
        b"* a circuit\nR1 in out 10k\nC1 out 0 100n\n.tran 1u 1m\n.end\n", "SPICE", "bill of materials",
    ),
    "board.asc": (b"*PADS2000*\n*PART*\nR1 0402\n", "PADS", "Reports > Bill"),
    "spice.asc": (b"Version 4\nSHEET 1 880 680\nWIRE 1 2 3 4\n", "LTspice", "View > Bill"),
    "board.dsn": (b"(pcb a.dsn\n  (parser\n  )\n)\n", "Specctra", "bill of materials"),
    "top.gbr": (b"G04 EAGLE Gerber RS-274X export*\n%FSLAX34Y34*%\n", "a Gerber file", "no part numbers"),
    "x2.gbr": (
        b"%TF.GenerationSoftware,KiCad,Pcbnew,7.0*%\n%FSLAX46Y46*%\n", "a Gerber file", "no part numbers",
    ),
    "board.drl": (b"M48\n;DRILL file\nMETRIC\n", "a drill file", "no part numbers"),
    "part.step": (b"ISO-10303-21;\nHEADER;\n", "a STEP file", "CAD or PLM"),
    "part.igs": (b" " * 72 + b"S      1\n1H,,1H;,\n", "an IGES file", "CAD or PLM"),
    "part.dxf": (b"  0\nSECTION\n  2\nHEADER\n", "a drawing", "CAD or PLM"),
    "part.dwg": (b"AC1032\x00\x00\x00", "a drawing", "CAD or PLM"),
    "eagle.sch": (
        b'<?xml version="1.0"?>\n<!DOCTYPE eagle SYSTEM "eagle.dtd">\n<eagle version="9.6.2"/>',
        "EAGLE",
        "bom.ulp",
    ),
    "old.brd": (b"\x10\x80\x00\x01", "EAGLE", "bom.ulp"),
    "board.json": (
        b'{"head": {"docType": "1", "editorVersion": "6.5"}, "canvas": ""}', "EasyEDA", "Export > BOM",
    ),
    "pdx.xml": (b"<ProductDataeXchangePackage/>", "PDX", "PLM"),
    "iec.xml": (b'<Main xmlns="http://std.iec.ch/iec62474"/>', "IEC 62474", "IPC-1752"),
    "board.fods": (
        b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>', "FODS", "XLSX",
    ),
    "board.ps": (b"%!PS-Adobe-3.0\n", "PostScript", "table"),
    "board.rtf": (b"{\\rtf1\\ansi hello}", "RTF", "table"),
    "mail.eml": (b"From: a@example.com\nTo: b@example.com\nSubject: BOM\n\nhello\n", "e-mail", "attachment"),
}  # fmt: skip
"""Bytes of each file: what it is, and a part of the way out."""
GATES = {
    "check {}": "a bill of materials",
    "bom show {}": "a bill of materials",
    "bom import {}": "a bill of materials",
    "questions {}": "a bill of materials",
    "check bom.yaml --overlay {}": "an overlay",
    "questions --read {}": "an overlay",
    "check bom.yaml --context {}": "contract facts",
    "lists ban {} --as banned": "a list of companies",
}


@pytest.mark.parametrize("name", DESIGNS)
def test_it_is_known_by_its_content_under_every_name(name: str) -> None:
    data, what, way_out = DESIGNS[name]
    for other in (name, "bom.csv", "bom.yaml", "bom.json", "bom.xlsx", "bom.ods", "-"):
        form = recognize_form(other, data)
        assert ("", True, True) == (form.read_as, what in form.what, way_out in form.fix), other


@pytest.mark.parametrize("gate", GATES)
def test_every_place_where_files_are_opened_says_how_to_get_a_list_of_parts(
    gate: str, tmp_path: Path
) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    for name, (data, what, way_out) in DESIGNS.items():
        if gate.startswith("lists ban") and data.startswith(COMPOUND):
            continue  # it may be a workbook, of which its reader says more
        (tmp_path / name).write_bytes(data)
        said, problems, code = run(f"microdep {gate.format(name)}", tmp_path)
        reported = said + problems
        assert code in {2, 4}, (name, reported)
        assert f"expected {GATES[gate]}, found" in reported, (name, reported)
        assert (what in reported, way_out in reported) == (True, True), (name, reported)


SPDX = {
    "bom.spdx": b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n",
    "2.json": b'{"SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "packages": []}',
    "3.json": b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}',
    "2.yaml": b"spdxVersion: SPDX-2.3\npackages: []\n",
    "rdf.xml": b'<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#"><spdx:SpdxDocument/></rdf:RDF>',
}


@pytest.mark.parametrize(
    "gate",
    ["check {}", "bom show {}", "bom import {}", "check bom.yaml --overlay {}", "questions --read {}"],
)
def test_spdx_is_reported_with_the_advice_to_export_cyclonedx(gate: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    for name, data in SPDX.items():
        (tmp_path / name).write_bytes(data)
        said, problems, code = run(f"microdep {gate.format(name)}", tmp_path)
        assert code in {2, 4}
        assert ("SPDX" in said + problems, "CycloneDX" in said + problems) == (True, True), (
            name,
            said,
            problems,
        )


def test_no_document_and_no_table_of_ours_is_taken_for_a_design() -> None:
    files = [*ROOT.glob("examples/**/*.*"), *ROOT.glob("rules/**/*.*"), *ROOT.glob("tests/bom/corpus/**/*.*")]
    texts = [file for file in files if file.suffix in {".yaml", ".json", ".csv", ".rule", ".toml"}]
    assert len(texts) > 50
    assert [] == [
        text
        for text in texts
        if recognize_design(text.read_text(encoding="utf-8", errors="replace")[:8192].lstrip())
    ]


def test_no_real_table_is_taken_for_a_design(real_data: Path) -> None:
    texts = [path.read_bytes()[:8192].decode("utf-8", "replace") for path in (real_data / "ecad").iterdir()]
    assert [] == [text for text in texts if recognize_design(text.lstrip())]
