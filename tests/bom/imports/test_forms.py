"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.imports.forms import recognize_form
from microdep_rules.config import Config
from microdep_rules.pipeline.documents import load_bom
from microdep_rules.pipeline.project import Project
from microdep_rules.workspace.files import Workspace
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "bom.csv",
    "bom.tsv",
    "bom.xlsx",
    "bom.json",
    "bom.cdx.json",
    "bom.yaml",
    "bom.xml",
    "bom.ods",
    "parts",
)


def archive(*entries: str, mimetype: str = "") -> bytes:
    """An archive with these files in it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for entry in entries:
            file.writestr(entry, "x" * 10)
    return data.getvalue()


OTHERS: dict[str, tuple[bytes, str, str]] = {
    "an ODT": (
        archive(mimetype="application/vnd.oasis.opendocument.text"),
        "Open Document",
        "save the table",
    ),
    "an XLS": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS", "without a password"),
    "an XLSB": (archive("[Content_Types].xml", "xl/workbook.bin"), "XLSB", "save the table as XLSX"),
    "a Word document": (archive("[Content_Types].xml", "word/document.xml"), "Word", "save the table"),
    "a PDF": (b"%PDF-1.7\n", "PDF", "ask for the table"),
    "a PDF behind line ends": (b"\r\n\r\n%PDF-1.7\n", "PDF", "ask for the table"),
    "Gerber that begins with a command": (b"G75*\nG70*\n%OFA0B0*%\n", "Gerber", "bill of materials"),
    "a gzip archive": (b"\x1f\x8b\x08", "gzip", "unpack the archive"),
    "a picture": (b"\x89PNG\r\n", "a picture", "save the table"),
    "CycloneDX XML": (
        b'<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.4">',
        "CycloneDX XML",
        "cyclonedx convert",
    ),
    "CycloneDX XML with a mark and without a head": (
        b'\xef\xbb\xbf<bom serialNumber="x" xmlns="http://cyclonedx.org/schema/bom/1.6">',
        "CycloneDX XML",
        "cyclonedx convert",
    ),
    "IPC-2581": (
        '<?xml version="1.0" encoding="UTF-16"?><IPC-2581 revision="B">'.encode("utf-16"),
        "IPC-2581",
        "save the table",
    ),
    "a netlist": (
        b'<?xml version="1.0"?>\n<export version="E">',
        "netlist",
        "kicad-cli sch export bom",
    ),
    "an XML spreadsheet": (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        "an XML spreadsheet",
        "save the table as XLSX",
    ),
    "an HTML page": (b"<html><table><tr><td>Qty</td>", "an HTML page", "save the table as XLSX"),
    "another XML": (b"<parts><part/></parts>", "XML", "save the table"),
    "SPDX in lines": (b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", "SPDX", "CycloneDX JSON"),
}
"""Bytes of forms that are not read: what is said of them, and the way out."""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", OTHERS)
def test_an_unread_form_is_reported_whatever_the_name_of_the_file(
    case: str, name: str, tmp_path: Path
) -> None:
    data, what, way_out = OTHERS[case]
    path = tmp_path / name
    path.write_bytes(data)
    document, _ = load_bom(Project(Workspace(tmp_path), Config()), str(path))
    (problem,) = document.diagnostics
    assert "file/wrong-format" == problem.code
    assert what in problem.message
    assert way_out in (problem.help or "")


def test_a_spreadsheet_with_the_name_of_a_text_is_to_be_renamed() -> None:
    form = recognize_form("bom.csv", archive("[Content_Types].xml", "xl/workbook.xml"))
    assert ("an XLSX spreadsheet", "give the file a name that ends with .xlsx") == (form.what, form.fix)


def test_a_text_with_the_name_of_a_spreadsheet_is_to_be_renamed() -> None:
    form = recognize_form("bom.xlsx", b"Qty,MPN\n1,X\n")
    assert "give the file a name that ends with .csv, or save it as XLSX" == form.fix


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_is_known_by_its_content(name: str) -> None:
    assert (
        "cyclonedx" == recognize_form(name, b' {\n "specVersion": "1.6", "bomFormat": "CycloneDX"}').read_as
    )
    assert (
        "document" == recognize_form(name, b'{"schema": "microdep-bom/1", "ext": {"bomFormat": 1}}').read_as
    )


def test_an_archive_that_is_something_else_is_to_be_unpacked() -> None:
    assert "an archive" == recognize_form("bom.zip", archive("bom.csv")).what


def test_import_says_what_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "bom.csv").write_bytes(b"%PDF-1.7\n")
    _, said, code = run("microdep bom import bom.csv", tmp_path)
    assert 4 == code
    assert "found a PDF file" in said


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Qty,Name\n1,Motor\n", "table"),
        ("Qty;Name\n1;Motor\n", "table"),
        ("\ufeff\nQty\tName\n1\tMotor\n", "table"),
        ('"Part, number",Qty\n', "table"),
        ("#,Reference,Qty\n1,R1,1\n", "table"),
        ("schema: microdep-bom/1\n", "document"),
        ("# parts, of ours\nschema: microdep-bom/1\n", "document"),
        ("document: {id: a, version: 1}\n", "document"),
        ("--- # a, b\nschema: x\n", "document"),
        ("{schema: microdep-bom/1, components: []}\n", "document"),
        ('"schema": a, b\n', "document"),
        ("- a, b\n", "document"),
        ("Motor\n", "document"),
        ("", "document"),
    ],
)
def test_what_comes_without_a_name_is_a_table_where_it_has_columns(text: str, read_as: str) -> None:
    assert read_as == recognize_form("-", text.encode()).read_as


def test_a_table_is_read_from_the_standard_input(tmp_path: Path) -> None:
    (tmp_path / "-.mapping.yaml").write_text("schema: microdep-mapping/1\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("Qty,Name,COO\n2,Motor,JP\n", encoding="utf-8")
    said, _, code = run("microdep bom show - < a.csv", tmp_path)
    assert (0, True) == (code, "Motor  origin JP" in said)
