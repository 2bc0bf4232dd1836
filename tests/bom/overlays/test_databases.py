"""Exports of part databases as overlays: each mapped column is declared, and no other is lost silently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import Workbook

from tests.cli.replay import run
from tests.each import of_each

if TYPE_CHECKING:
    from pathlib import Path

EXPORT = """\
Part Number,Manufacturer Name,Country of Origin,Diffusion Country,Assembly Country,RoHS,Lifecycle,ECCN,Note
STM32F405RGT6,STMicroelectronics,China,France,CHN,Yes,Active,3A991.a.2,
TPS62130RGTR,Texas Instruments,"TAIWAN, PROVINCE OF CHINA",United States,N/A,Yes,Active,EAR99,see PCN
X-1,Acme,Korea,,,No,NRND,,
X-2,Acme,N/A,,,,,,
"""
MAPPING = """\
schema: microdep-mapping/1
as: overlay
columns:
  Part Number: mpn
  Manufacturer Name: manufacturer
  Country of Origin: origin
  Diffusion Country: stage wafer_fab
  Assembly Country: stage packaged
  RoHS: ext.rohs
  Lifecycle: "-"
  ECCN: eccn
"""
DECLARED: list[dict[str, Any]] = [
    {
        "match": {"manufacturer": "STMicroelectronics", "mpn": "STM32F405RGT6"},
        "origin": "CN",
        "ext": {"rohs": "Yes"},
        "eccn": "3A991.a.2",
        "stages": [{"stage": "wafer_fab", "country": "FR"}, {"stage": "packaged", "country": "CN"}],
    },
    {
        "match": {"manufacturer": "Texas Instruments", "mpn": "TPS62130RGTR"},
        "origin": "TW",
        "ext": {"rohs": "Yes"},
        "eccn": "EAR99",
        "stages": [{"stage": "wafer_fab", "country": "US"}],
    },
]
IMPORT = "microdep bom import export.{form} --mapping database.yaml --output parts.yaml --force"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an export as CSV and XLSX, and a mapping file."""
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    (tmp_path / "database.yaml").write_text(MAPPING, encoding="utf-8")
    book = Workbook()
    assert book.active is not None
    for line in EXPORT.replace('"TAIWAN, PROVINCE OF CHINA"', "TW").splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "export.xlsx")
    return tmp_path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_becomes_an_overlay_with_each_mapped_column(form: str, folder: Path) -> None:
    out, reported, code = run(IMPORT.format(form=form), folder)
    assert code == 0, reported
    assert DECLARED == yaml.safe_load((folder / "parts.yaml").read_text(encoding="utf-8"))["components"]
    assert "2 declarations" in out
    _, reported, code = run("microdep questions --read parts.yaml", folder)
    assert (0, False) == (code, "error" in reported), reported


def test_what_is_not_taken_of_an_export_is_listed(folder: Path) -> None:
    out, reported, _ = run(IMPORT.format(form="csv"), folder)
    assert "1 column is not read: `Note`" in reported
    assert "`Korea` may be South Korea or North Korea" in reported
    assert "no value of this row is used" in reported
    assert "no answer in 1 of 4 rows" in reported
    assert "Lifecycle          not read" in out
    assert "`Lifecycle`" not in reported


def test_an_export_is_read_through_the_mapping_file_beside_it(folder: Path) -> None:
    (folder / "export.csv.mapping.yaml").write_text(MAPPING, encoding="utf-8")
    out, reported, code = run("microdep questions --read export.csv", folder)
    assert (0, True) == (code, "stages: fabricated on a wafer in France; packaged in China" in out), reported
    out, reported, code = run("microdep check export.csv", folder)
    assert (4, True) == (code, "file/wrong-format" in out + reported)
    (folder / "export.csv.mapping.yaml").write_text(MAPPING.replace("eccn", "no_field"), encoding="utf-8")
    _, reported, code = run("microdep questions --read export.csv", folder)
    assert (4, True) == (code, "import/mapping" in reported)


def test_an_export_without_a_mapping_file_is_read_by_the_names_of_its_columns(folder: Path) -> None:
    out, reported, code = run("microdep questions --read export.csv", folder)
    assert (0, True) == (code, "stages: fabricated on a wafer in France; assembled in China" in out), reported
    assert "3 columns are not read: `RoHS`, `Lifecycle`, `Note`" in reported


def test_mistakes_in_a_mapping_file_of_an_export(folder: Path) -> None:
    @of_each(
        [
            ("ECCN: eccn", "ECCM: eccn", "import/column-missing"),
            ("ECCN: eccn", "ECCN: stage nowhere", "import/mapping"),
            ("ECCN: eccn", "ECCN: quantity", "import/mapping"),
            ("ECCN: eccn", "ECCN: origin", "import/column-twice"),
            ("as: overlay", "as: nothing", "bom/"),
            ("Part Number: mpn", 'Part Number: "-"', "overlay/"),
        ]
    )
    def tried(case: tuple[str, str, str]) -> None:
        text = MAPPING.replace(case[0], case[1])
        (folder / "database.yaml").write_text(text, encoding="utf-8")
        _, reported, code = run(IMPORT.format(form="csv"), folder)
        assert (4, True) == (code, case[2] in reported), reported

    tried()


def test_an_ignored_column_may_be_missing_from_the_export(folder: Path) -> None:
    text = MAPPING.replace("columns:\n", 'columns:\n  Colour: "-"\n')
    assert text != MAPPING
    (folder / "database.yaml").write_text(text, encoding="utf-8")
    _, reported, code = run(IMPORT.format(form="csv"), folder)
    assert (0, False) == (code, "Colour" in reported), reported


def test_a_named_mapping_file_may_be_of_a_bill_of_materials(folder: Path) -> None:
    text = "schema: microdep-mapping/1\ncolumns: {Part Number: mpn, Manufacturer Name: manufacturer}\n"
    (folder / "database.yaml").write_text(text, encoding="utf-8")
    _, reported, code = run(IMPORT.format(form="csv"), folder)
    assert code == 0, reported
    assert "microdep-bom/1" in (folder / "parts.yaml").read_text(encoding="utf-8")
    _, reported, code = run("microdep bom import export.csv --mapping database.yaml --again", folder)
    assert (2, True) == (code, "--again ignores mapping files" in reported)


def test_dropped_rows_and_lines_of_headings_of_an_export(folder: Path) -> None:
    lines = EXPORT.splitlines()
    (folder / "export.csv").write_text("\n".join(["Export of 2026", "", *lines, ""]), encoding="utf-8")
    pinned = f"{MAPPING}header_row: 3\ndrop_rows: [6]\n"
    (folder / "database.yaml").write_text(pinned, encoding="utf-8")
    _, reported, code = run(IMPORT.format(form="csv"), folder)
    assert (0, False) == (code, "Korea" in reported), reported
    assert DECLARED == yaml.safe_load((folder / "parts.yaml").read_text(encoding="utf-8"))["components"]


def test_a_report_with_an_export_is_made_again_with_its_mapping_file(folder: Path) -> None:
    (folder / "export.csv.mapping.yaml").write_text(MAPPING, encoding="utf-8")
    part = "{id: u1, name: MCU, mpn: STM32F405RGT6, manufacturer: st, restriction_index: 0.95}"
    parties = "parties: [{id: st, name: STMicroelectronics}]"
    bom = f"schema: microdep-bom/1\n{parties}\ncomponents:\n  - {part}\n"
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    _, reported, code = run("microdep report bom.yaml --overlay export.csv --output report", folder)
    assert code == 1, reported  # the component is from China, and hard to get
    (folder / "export.csv.mapping.yaml").unlink()
    out, reported, _ = run("microdep verify report --reproduce", folder)
    assert "columns of tables are mapped by export.csv.mapping.yaml" in out + reported
    assert "REPRODUCED" in out + reported
