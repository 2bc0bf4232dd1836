"""Lists of components are detected by what the importer knows, and by less."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.imports.names import column_meanings
from microdep_rules.config import Config
from microdep_rules.pipeline.likely_tables import is_likely_table
from microdep_rules.pipeline.project import Project
from microdep_rules.pipeline.tables import is_component_table
from microdep_rules.vocabulary.resources import columns_data
from microdep_rules.workspace.files import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPANY_FIELDS = ("manufacturer", "supplier", "other_manufacturer", "other_supplier")
NAMING_FIELDS = ("name", "mpn", "number", "description", "supplier_part")


def names(fields: tuple[str, ...], kinds: tuple[str, ...] = ("names",)) -> list[str]:
    """Column names that the importer knows for these fields."""
    return [
        name
        for field in columns_data()["fields"]
        if field["field"] in fields
        for kind in kinds
        for name in field.get(kind, ())
    ]


def pairs() -> Iterator[tuple[str, str]]:
    """Each naming column with a column of companies, and the other way round."""
    companies = names(COMPANY_FIELDS, ("names", "weak"))
    components = names(NAMING_FIELDS, ("names", "weak"))
    longest = max(len(companies), len(components))
    yield from zip(
        (name for name, _ in zip(cycle(components), range(longest), strict=False)), cycle(companies)
    )


def test_a_table_with_any_known_names_of_components_and_companies_is_detected() -> None:
    missed = [pair for pair in pairs() if not is_likely_table([pair, ("Motor", "Zed Works")])]
    assert [] == missed


def test_a_table_with_any_known_names_of_components_and_quantities_is_detected() -> None:
    quantities = names(("quantity",))
    components = names(("name", "mpn", "number"))
    missed = [
        pair
        for pair in zip(components, cycle(quantities), strict=False)
        if not is_likely_table([pair, ("Motor", "2")])
    ]
    assert [] == missed


@pytest.mark.parametrize(
    "company", ["Hersteller", "Fabricant", "制造商", "メーカー", "Supplier", "Hauptlieferant"]
)
@pytest.mark.parametrize("unknown", ["", "Kram", "Zeug", "Bidule", "Cosa", "Ding", "东西", "もの", "Thing"])
def test_an_unknown_heading_before_the_companies_does_not_hide_a_list_of_components(
    unknown: str, company: str
) -> None:
    assert is_likely_table([[unknown, company], ["Motor", "Zed Works"]])
    assert is_likely_table([[company, unknown], ["Zed Works", "Motor"], ["Zed Works", "Cap"]])


ROWS = {
    "Teil,Hersteller": "Motor,Zed Works",
    "Bauteil,Menge,Hersteller": "Motor,1,Zed Works",
    "Désignation,Fabricant,Qté": "Moteur,Zed Works,1",
    "品名,制造商": "电机,Zed Works",
    "Item No,Mfr,Vendor": "1,Zed Works,Harbour",
    "Ref,Value,Mfg": "M1,Motor,Zed Works",
    "Pieza,Fabricante": "Motor,Zed Works",
    "Particolare,Produttore": "Motore,Zed Works",
    "部品名,メーカー": "モータ,Zed Works",
    "Деталь,Производитель": "Мотор,Zed Works",
    "부품,제조사": "모터,Zed Works",
    "Pos.,Benennung,Anz.": "1,Motor,2",
    "MFG P/N,Ref Des,Stk": "A-1,R1,1",
    "Manufacturer 制造商,Part 物料": "Zed Works,Motor",
    "Designator,Comment,Manufacturer,X,Y": "R1,10k,Zed Works,1,2",
    "Name,MPN,Manufacturer,Supplier,Supplier email": "Motor,A-1,Zed Works,Zed Works,a@b.example",
    "Name,Qty,Manufacturer,Date": "Motor,2,Zed Works,2026-01-01",
    "Part,Mfr/Vendor": "Motor,Zed Works",
    "Pièce (réf.),Fabricant / fournisseur": "Moteur,Zed Works",
}


@pytest.mark.parametrize("header", ROWS)
def test_lists_of_components_are_detected(header: str) -> None:
    rows = [header.split(","), ROWS[header].split(",")]
    assert is_likely_table(rows)
    assert is_likely_table([["Project", "Quadcopter"], ["Date:", "2026-01-01"], [], *rows])


def test_a_header_below_many_remarks_and_a_header_in_the_first_column_are_found() -> None:
    rows = [["Teil", "Hersteller"], ["Motor", "Zed Works"]]
    assert is_likely_table([*([f"remark {number}"] for number in range(50)), *rows])
    assert is_likely_table(
        [["Part", "Motor", "Cap"], ["Manufacturer", "Zed Works", "Foo"], ["Qty", "1", "2"]]
    )
    assert not is_likely_table([["Key", "Value"], ["Date", "2026-01-01"], ["Company", "Zed Works"]])


def test_designators_and_part_numbers_in_cells_are_detected_under_unknown_headings() -> None:
    rows = [["Bezeichner", "Was"], ["R1", "RC0402FR-0710KL"], ["R2, R3", "RC0402FR-0711KL"]]
    assert is_likely_table(rows)
    assert not is_likely_table([[*row, at] for row, at in zip(rows, ("Mid X", "1", "2"), strict=True)])


OTHER_TABLES = {
    "time,temp,voltage": "0,21.5,3.3",
    "Datum,Zeit,Spannung [V],Strom [A]": "1.1.2026,12:00,3,1",
    "日期,温度,湿度": "2026-01-01,21,50",
    "Timestamp,Channel,Value,Unit": "1,A,2,V",
    "test,result,Value,Count": "x,ok,1,3",
    "Date,Item,Amount": "2026-01-01,coffee,3",
    "Date,Supplier,Invoice,Net": "2026-01-01,Zed Works,R-1,10",
    "Name,Street,City,Phone": "Ada,Main Street 1,Berlin,123",
    "Name,Company,Phone,Email": "Ada,Zed Works,123,a@b.example",
    "Vorname,Nachname,Firma,E-Mail": "Ada,Byron,Zed Works,a@b.example",
    "Fournisseur,Adresse,Ville": "Zed Works,1 rue,Paris",
    "No,Supplier,Street,City": "1,Zed Works,Main Street 1,Berlin",
    "供应商,地址,电话": "Zed Works,X,1",
    "company,country": "Zed Works,CN",
    "公司名称,国家": "Zed Works,CN",
    "Company,Other names": "Zed Works,ZW",
    "Hersteller,Land,Grund": "Zed Works,CN,Sanktion",
    "Manufacturer,Website,Country": "Zed Works,zed.example,CN",
    "Designator,Val,Package,Mid X,Mid Y": "R1,10k,0402,1.0,2.0",
    "Part number,Manufacturer,Fact,Answer": "A-1,Zed Works,origin,CN",
    "substance,cites": "lead,x",
    "key,value,comment": "a,b,c",
    "ID,Title,Status,Assignee": "1,Fix,open,Ada",
}


@pytest.mark.parametrize("header", OTHER_TABLES)
def test_other_tables_are_no_lists_of_components(header: str) -> None:
    assert not is_likely_table([header.split(","), OTHER_TABLES[header].split(",")])


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-32", "gb18030", "big5", "cp932", "euc-kr", "cp1251"]
)
def test_the_encoding_of_a_text_does_not_hide_a_list_of_components(encoding: str, tmp_path: Path) -> None:
    headers = {
        "gb18030": "品名,制造商",
        "big5": "品名,製造商",
        "cp932": "部品名,メーカー",
        "euc-kr": "부품,제조사",
    }
    header = headers.get(encoding, "Деталь,Производитель" if encoding == "cp1251" else "Teil,Hersteller")
    path = tmp_path / "board.csv"
    path.write_bytes(f"{header}\r\nMotor,Zed Works\r\n".encode(encoding))
    assert is_component_table(Project(Workspace(tmp_path), Config()), str(path))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("before", ["", '"', "Parts of the board\n", "sep=;\n"])
def test_a_text_with_any_sign_between_its_cells_is_detected(before: str, sign: str, tmp_path: Path) -> None:
    path = tmp_path / "board.csv"
    path.write_text(f"{before}Teil{sign}Hersteller\nMotor{sign}Zed Works\n", encoding="utf-8")
    assert is_component_table(Project(Workspace(tmp_path), Config()), str(path))


@pytest.mark.parametrize(
    ("name", "field"),
    [("Menge / Qty", "quantity"), ("Manufacturer 制造商", "manufacturer"), ("位号Designator", "designators")],
)
def test_a_heading_in_two_languages_has_the_meaning_of_both_parts(name: str, field: str) -> None:
    assert [field] == [meaning.field for meaning in column_meanings(name)]
    assert () == column_meanings("Manufacturer / Supplier")


def test_real_lists_of_components_are_detected(real_data: Path) -> None:
    folder = real_data / "ecad"
    files = sorted(file for file in folder.iterdir() if file.suffix in {".csv", ".xlsx"})
    project = Project(Workspace(folder), Config())
    assert ([], True) == (
        [file.name for file in files if not is_component_table(project, str(file))],
        bool(files),
    )
