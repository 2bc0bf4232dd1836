"""Approved alternates of tables: in columns, in lists of manufacturers, and in rows of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.imports.names import column_meanings
from tests.bom.imports.test_tables import codes, parts, read
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

YAGEO, VISHAY, PANASONIC = "RC0402FR-0710KL", "CRCW040210K0FKED", "ERJ2RKF1002X"
BOTH = {"mpn": {"one_of": [YAGEO, VISHAY]}, "manufacturer": {"one_of": ["yageo", "vishay"]}}


def only(text: str) -> dict[str, Any]:
    (part,) = parts(read(text)).values()
    return {name: part[name] for name in ("mpn", "manufacturer") if name in part}


COLUMNS = {
    "Altium": (
        "Manufacturer 1,Manufacturer Part Number 1,Manufacturer 2,Manufacturer Part Number 2",
        "{},{},{},{}",
    ),
    "KiCad": ("Manufacturer,MPN,Manufacturer2,MPN2", "{},{},{},{}"),
    "Duro": ("MFR Name 1,MPN 1,MFR Name 2,MPN 2", "{},{},{},{}"),
    "a number within": ("Mfr. 1,Mfr. 1 P/N,Mfr. 2,Mfr. 2 P/N", "{},{},{},{}"),
    "words before": ("Manufacturer,MPN,Alternate Manufacturer,Alt. MPN", "{},{},{},{}"),
    "words behind": ("Manufacturer,MPN,Manufacturer (Alt),MPN - alternate", "{},{},{},{}"),
    "a substitute": ("Manufacturer,MPN,Substitute Manufacturer,Substitute", "{},{},{},{}"),
    "a list of manufacturers": ("Manufacturer,MPN,AVL", "{},{},{} {}"),
    "a list with colons": ("AML", '"{}: {}\n{}: {}"'),
    "a list with brackets": ("Manufacturer,MPN,Alternates", "{0},{1},{3} ({2})"),
    "lines in cells": ("Manufacturer,MPN", '"{0}\n{2}","{1}\n{3}"'),
}


@pytest.mark.parametrize("form", COLUMNS)
def test_columns_of_alternates_are_read_as_programs_call_them(form: str) -> None:
    names, row = COLUMNS[form]
    text = f"Designator,Qty,Value,{names}\nR1,1,10k,{row.format('Yageo', YAGEO, 'Vishay', VISHAY)}\n"
    assert BOTH == only(text)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("MPN 1", ["mpn"]),
        ("MPN 10", ["other_mpn"]),
        ("Manufacturer_2_Part_Number", ["other_mpn"]),
        ("2nd Manufacturer", ["other_manufacturer"]),
        ("Alternate MPN 2", ["other_mpn"]),
        ("Alternative Manufacturer Part Number", ["other_mpn"]),
        ("Alternator", []),
        ("Value 2", []),
        ("Subtotal", [""]),
    ],
)
def test_a_name_is_numbered_or_says_that_it_is_an_alternate(name: str, field: list[str]) -> None:
    assert field == [each.field for each in column_meanings(name)]


def test_a_column_of_yes_and_no_holds_no_alternates() -> None:
    assert {"mpn": YAGEO} == only(f"Designator,Qty,MPN,Alternate\nR1,1,{YAGEO},Yes\n")


def test_alternates_of_a_row_without_a_first_part_are_reported_and_state_no_fact() -> None:
    found = read(f"Designator,Qty,Value,MPN,Manufacturer,MPN 2,Manufacturer 2\nR1,1,10k,,,{VISHAY},Vishay\n")
    assert ["import/cell-not-read", "import/cell-not-read"] == codes(found)
    (part,) = parts(found).values()
    assert {"mpn", "manufacturer"}.isdisjoint(part)


def test_a_list_that_is_not_clear_leaves_the_maker_unknown() -> None:
    part = only(f"Designator,Qty,MPN,Manufacturer,AVL\nR1,1,{YAGEO},Yageo,see list 4b of 2024\n")
    assert part["manufacturer"]["unknown"] is True


ROWS = {
    "Arena, with the item repeated": (
        "Level,Item Number,Item Name,Quantity,Ref Des,Manufacturer,Manufacturer Item Number",
        "1,200-1,Resistor,2,R1 R2,Yageo,{0}\n1,200-1,,,,Vishay,{1}",
    ),
    "with nothing repeated": (
        "Item Number,Item Name,Quantity,Ref Des,Manufacturer,MPN",
        "200-1,Resistor,2,R1 R2,Yageo,{0}\n,,,,Vishay,{1}",
    ),
    "with everything repeated": (
        "Level,Name,Quantity,Reference Designator,Manufacturer,MPN",
        "1,Resistor,2,R1 R2,Yageo,{0}\n1,Resistor,2,R1 R2,Vishay,{1}",
    ),
    "with the position repeated": (
        "Find No,Name,Qty,MPN,Manufacturer",
        "10,Resistor,2,{0},Yageo\n10,Resistor,2,{1},Vishay",
    ),
    "with the number alone": ("Ref,Name,Qty,MPN", "R1 R2,Resistor,2,{0}\n,,,{1}"),
}


@pytest.mark.parametrize("form", ROWS)
def test_a_row_for_the_position_of_the_row_before_is_an_alternate(form: str) -> None:
    names, rows = ROWS[form]
    found = read(f"{names}\n{rows.format(YAGEO, VISHAY)}\n")
    assert ["import/not-a-component"] == codes(found)
    first, other = parts(found).values()
    assert ((YAGEO, VISHAY), [other["id"]]) == ((first["mpn"], other["mpn"]), first["alternates"])
    assert found.loaded.value is not None
    (use,) = found.loaded.value["components"][0]["children"]
    assert (first["id"], 2, 1) == (use["ref"], use["quantity"], found.parts)


@pytest.mark.parametrize(
    "rows",
    [
        "R1,Resistor,1,{0},Yageo\nR2,Resistor,1,{1},Vishay",
        "R1,Resistor,1,{0},Yageo\nR1,Coil,1,{1},Vishay",
        "R1,Resistor,1,{0},Yageo\n,Resistor,1,{1},Vishay",
        "R1,Resistor,1,{0},Yageo\n,Bolt,,{1},Vishay",
        ",,4,{0},Yageo\n,,,{1},Vishay",
    ],
)
def test_a_row_that_may_be_a_component_of_its_own_is_one(rows: str) -> None:
    found = read(f"Ref,Name,Qty,MPN,Manufacturer\n{rows.format(YAGEO, VISHAY)}\n")
    assert all("alternates" not in part for part in parts(found).values())
    assert 2 == found.parts


def test_two_parts_in_one_place_that_are_described_differently_are_no_alternates() -> None:
    found = read("Ref,Value,Qty,MPN,Description\nJ1,Conn,1,640428-4,housing\nJ1,Conn,1,640429-4,cover\n")
    assert (2, ["import/duplicate-row"]) == (found.parts, codes(found))


def test_several_alternates_and_one_that_is_built_in_elsewhere() -> None:
    found = read(
        "Ref,Name,Qty,MPN,Manufacturer,COO\n"
        f"R1,10k,1,{YAGEO},Yageo,TW\n,,,{VISHAY},Vishay,CN\n,,,{PANASONIC},Panasonic,JP\n"
        f"R2,10k,1,{VISHAY},Vishay,CN\n"
    )
    first, second, third = parts(found).values()
    assert [second["id"], third["id"]] == first["alternates"]
    assert [("vishay", "CN"), ("panasonic", "JP")] == [
        (each["manufacturer"], each["origin"]) for each in (second, third)
    ]


def test_an_alternate_is_shown_as_one(tmp_path: Path) -> None:
    text = f"Ref,Name,Qty,MPN\nR1,10k,1,{YAGEO}\n,,,{VISHAY}\n"
    (tmp_path / "bom.csv").write_text(text, encoding="utf-8")
    said, _, code = run("microdep bom show bom.csv", tmp_path)
    assert (0, True) == (code, "alternate of 10k (R1)" in said)


def test_an_alternate_of_a_row_that_is_left_out_is_left_out_too() -> None:
    found = read(f"Ref,Name,Qty,MPN,DNP\nR1,10k,1,{YAGEO},DNP\n,,,{VISHAY},\nR2,10k,1,{PANASONIC},\n")
    assert [PANASONIC] == [part["mpn"] for part in parts(found).values()]
    assert found.rows is not None
    assert ["not populated", "not populated"] == [why for why, _ in found.rows.left_out]


UNITS = {
    "0.5 m": "a length", "3 ft": "a length", '12"': "a length", "250ml": "a volume", "0.1 sq m": "an area",
    "1,5 kg": "a mass", "10 g": "a mass", "2 rolls": "a pack", "1 fl oz": "a volume",
}  # fmt: skip


@pytest.mark.parametrize("cell", UNITS)
def test_a_quantity_in_another_unit_is_unknown_and_named(cell: str) -> None:
    quoted = cell.replace('"', '""')
    found = read(f'Name,Qty,MPN\nWire,"{quoted}",3050 BK005\n')
    assert ["import/cell-not-read"] == codes(found)
    assert UNITS[cell] in found.loaded.diagnostics[-1].message


@pytest.mark.parametrize("unit", ["EA", "each", "PCE", "Stk.", "Units", "H87", "C62", "adet", "pcs"])
def test_a_column_of_pieces_leaves_quantities_as_they_are(unit: str) -> None:
    found = read(f"Name,Qty,UoM,MPN\nWire,4,{unit},3050 BK005\n")
    assert ([], 4) == (codes(found), (found.loaded.value or {})["components"][0]["children"][0]["quantity"])


EXPORTS = {
    "SAP": "Komponente;Objektkurztext;Menge;ME;Herstellerteilenummer\n1;Litze;0,5;M;3050 BK005\n",
    "Odoo": "BoM Lines/Component,BoM Lines/Quantity,BoM Lines/Unit of Measure,MPN\nWire,0.5,m,3050 BK005\n",
    "Arena": "Item Number,Item Name,Quantity,Unit of Measure,MPN\n1-1,Wire,0.5,m,3050 BK005\n",
}


@pytest.mark.parametrize("program", EXPORTS)
def test_units_in_exports_of_programs_are_found(program: str) -> None:
    assert ["import/cell-not-read"] == codes(read(EXPORTS[program]))


@pytest.mark.parametrize(
    ("columns", "row", "suppliers"),
    [
        ("Supplier,Supplier 2", "Digikey,Zed Works", {"one_of": ["digikey", "zed-works"]}),
        ("Supplier,Distributor", "Digikey,Zed Works", {"one_of": ["digikey", "zed-works"]}),
        ("Vendor,Supplier", "Zed Works,Digikey", {"one_of": ["digikey", "zed-works"]}),
        ("Supplier,Alternate Supplier", "Digikey,Zed Works", {"one_of": ["digikey", "zed-works"]}),
        ("Supplier 1,Supplier 2", "Digikey,", "digikey"),
        ("Supplier,Supplier 2", ",Zed Works", "zed-works"),
        ("Supplier,Vendor", "Digikey,Digikey", "digikey"),
        ("Supplier,VID", "Digikey,123", "digikey"),
        ("Supplier,Supplier 2", "Digikey,n/a", "digikey"),
    ],
)
def test_each_column_of_suppliers_is_read(columns: str, row: str, suppliers: object) -> None:
    (part,) = parts(
        read(f"Designator,Qty,Value,MPN,Manufacturer,{columns}\nR1,1,10k,X1,Vishay,{row}\n")
    ).values()
    assert suppliers == part["supplier"]


@pytest.mark.parametrize("column", ["Supplier", "Manufacturer"])
def test_a_placeholder_for_a_company_has_a_fitting_help(column: str) -> None:
    found = read(f"Designator,Qty,Value,{column}\nR1,1,10k,Own Co\n")
    (problem,) = [problem for problem in found.loaded.diagnostics if problem.code == "import/cell-not-read"]
    assert "`Own Co` may be a placeholder, and not the name of a company" in problem.message
    assert "one_company: [NAME]" in str(problem.help)
    assert "separate" not in str(problem.help)
