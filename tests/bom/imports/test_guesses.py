"""What a table leaves open is asked for or left unknown; nothing is guessed that may clear a component."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bom.imports.test_left_out import left
from tests.bom.imports.test_tables import codes, parts, read


def use(text: str, mapping: str = "") -> dict[str, Any]:
    """The first use of a component in the product of a table."""
    found = read(text, mapping)
    assert found.loaded.value is not None, [diagnostic.message for diagnostic in found.loaded.diagnostics]
    children: list[dict[str, Any]] = found.loaded.value["components"][0]["children"]
    return children[0]


# ---- totals --------------------------------------------------------------------------------------

LABELS = (
    *(
        "Total",
        "TOTAL:",
        "Totals",
        "Grand Total",
        "Sub-total",
        "Subtotal",
        "Sum",
        "Summe",
        "Gesamt",
        "Gesamtsumme",
    ),
    *(
        "Zwischensumme",
        "Total cost (USD)",
        "Total qty",
        "Somme",
        "Total g\u00e9n\u00e9ral",
        "Totale",
        "Totaal",
        "Suma",
    ),
    *(
        "Razem",
        "Celkem",
        "Toplam",
        "\u0418\u0442\u043e\u0433\u043e",
        "\u0412\u0441\u0435\u0433\u043e",
        "\u5408\u8ba1",
        "\u603b\u8ba1",
        "\u5c0f\u8a08",
        "\ud569\uacc4",
        "\u03a3",
    ),
)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("row", ["{},,12,345.00", ",{},12,345.00", ",{},,345.00", "{},,12,"])
def test_a_row_that_labels_a_total_is_no_component(label: str, row: str) -> None:
    text = f"Ref,Name,Qty,Price\nR1,1k,1,$1.00\n{row.format(label)}\n"
    assert [("total", 3)] == left(text)


@pytest.mark.parametrize(
    "row", [",,12,345.00", ",,12,", ',,,"$1,234.50"', ',,"12 pcs",345.00 EUR', ",,1.234,345", "-,,12,345.00"]
)
def test_numbers_that_name_nothing_are_no_component(row: str) -> None:
    assert [("unnamed", 3)] == left(f"Ref,Name,Qty,Price\nR1,1k,1,$1.00\n{row}\n")


def test_numbers_without_a_name_among_components_are_warned_of() -> None:
    found = read("Ref,Name,Qty\nR1,1k,1\n,,4\nR2,1k,1\n")
    reported = [
        diagnostic for diagnostic in found.loaded.diagnostics if diagnostic.code == "import/rows-left-out"
    ]
    assert ["warning"] == [each.severity.value for each in reported]


@pytest.mark.parametrize(
    "name", ["Total Phase adapter", "Sum amplifier", "Totalizer", "Summer", "Gesamtschaltung"]
)
def test_a_component_whose_name_begins_as_a_total_does_is_one(name: str) -> None:
    assert [] == left(f"Ref,Name,Qty,Price\nR1,1k,1,$1.00\n,{name},1,$300.00\n")


def test_a_row_that_states_a_fact_is_a_component_without_a_name() -> None:
    found = read("Name,Qty,Country of Origin,Colour\nMotor,1,JP,\n,2,CN,\n,2,,red one\n")
    assert ["Motor", "unnamed", "red one"] == [part["name"] for part in parts(found).values()]


# ---- decimal signs -------------------------------------------------------------------------------

ASKED = {
    "semicolons": "Name;Qty\nWire;1.000\n",
    "semicolons and a price": "Name;Qty;Price\nWire;2;1.234 EUR\n",
    "semicolons and a mass": "Name;Qty;Mass (g)\nWire;2;1.500\n",
    "a mass with its unit": "Name;Qty;Mass\nWire;2;1.500 kg\n",
    "a unit behind it": "Name;Qty\nWire;1.000 pcs\n",
    "tabs": "Name\tQty\nWire\t1.000\n",
    "a comma elsewhere": 'Name,Qty,Total\nWire,1.000,"3,50"\n',
    "a comma": 'Name,Qty\nWire,"1,000"\n',
}


@pytest.mark.parametrize("text", ASKED.values(), ids=list(ASKED))
def test_a_number_that_may_be_one_or_a_thousand_is_asked_for(text: str) -> None:
    assert ["import/decimal-comma"] == codes(read(text))


@pytest.mark.parametrize(
    ("decimal", "cell", "amount"),
    [
        (",", "1.000", 1000),
        (".", "1.000", 1),
        (",", "1'000", 1000),
        (".", "1 000", 1000),
        (",", "1 000,0", 1000),
    ],
)
def test_a_mapping_file_settles_it(decimal: str, cell: str, amount: int) -> None:
    mapping = f"decimal: '{decimal}'\ncolumns: {{Name: name, Qty: quantity}}\n"
    assert amount == use(f"Name;Qty\nWire;{cell}\n", mapping)["quantity"]


READ_AS_ONE = {
    "commas": "Name,Qty\nWire,1.000\n",
    "a point elsewhere": "Name\tQty\tPrice\nWire\t1.000\t$0.51\n",
}


@pytest.mark.parametrize("text", READ_AS_ONE.values(), ids=list(READ_AS_ONE))
def test_a_table_with_points_before_decimals_is_read(text: str) -> None:
    assert 1 == use(text)["quantity"]


@pytest.mark.parametrize("cell", ["1'000", "1\u2019000", "1 000", "1\u00a0000", "1\u202f000"])
def test_blanks_and_apostrophes_stand_between_thousands_only(cell: str) -> None:
    assert 1000 == use(f"Name;Qty\nWire;{cell}\n")["quantity"]


# ---- units ---------------------------------------------------------------------------------------

PIECES = ("EA", "each", "pcs", "PC", "Stk", "Stk.", "ST", "St\u00fcck", "\u4e2a", "")
NO_PIECES = (
    "m",
    "mm",
    "kg",
    "g",
    "l",
    "ml",
    "m2",
    "ft",
    "in",
    "roll",
    "reel",
    "set",
    "pair",
    "MTR",
    "h",
    "furlong",
)


@pytest.mark.parametrize("unit", PIECES)
def test_a_quantity_in_pieces_is_a_count(unit: str) -> None:
    assert 4 == use(f"Name,Qty,UoM\nWire,4,{unit}\n")["quantity"]
    assert 4 == use(f"Name,Qty\nWire,4 {unit}\n")["quantity"]


@pytest.mark.parametrize("unit", NO_PIECES)
@pytest.mark.parametrize(
    "table", ["Name,Qty,UoM\nWire,4,{}\n", "Name,Qty\nWire,4 {}\n", 'Name,Qty\nWire,"0,5 {}"\n']
)
def test_a_quantity_in_another_unit_is_unknown(unit: str, table: str) -> None:
    text = table.format(unit)
    assert use(text)["quantity"]["unknown"] is True
    assert ["import/cell-not-read"] == codes(read(text))


@pytest.mark.parametrize("cell", ["A/R", "AR", "as required"])
def test_a_quantity_as_required_is_unknown(cell: str) -> None:
    assert use(f"Name,Qty\nGlue,{cell}\n")["quantity"]["unknown"] is True


def test_a_price_of_a_metre_is_not_that_of_a_piece() -> None:
    text = "Name,Qty,UoM,Unit Price,Unit Weight (g)\nWire,4,m,$2.00,12\n"
    assert ["import/cell-not-read", "import/cell-not-read", "import/cell-not-read"] == sorted(
        codes(read(text))
    )
    assert not parts(read(text))["wire"].keys() & {"unit_cost", "mass_g"}


def test_the_name_of_a_column_states_the_unit() -> None:
    assert use("Name,Qty (m)\nWire,4\n")["quantity"]["unknown"] is True
    assert 4 == use("Name,Menge [Stk]\nWire,4\n")["quantity"]


# ---- makers and numbers --------------------------------------------------------------------------

SEVERAL = (
    "Murata / TDK",
    "Murata; TDK",
    '"Murata\nTDK"',
    "Murata or TDK",
    "Murata oder TDK",
    "Murata | TDK",
    "Murata\u3001TDK",
)
ONE = (
    *(
        "AT&T",
        '"Foo Co., Ltd."',
        "Brand A/S",
        "M\u00fcller GmbH & Co. KG",
        "3M",
        '"Analog Devices, Inc."',
        "Johnson & Sons",
    ),
    *(
        '"Shenzhen Foo Technology Co.,Ltd"',
        "STMicroelectronics N.V.",
        "Bar Telecom",
        "On Semiconductor",
        "Anderson",
    ),
)
UNCLEAR = (
    *('"Murata, TDK"', "Murata/TDK", "Murata & TDK", "Murata und TDK", "Murata and TDK", "Murata + TDK"),
    *("Murata or equivalent", "various", "Rohde & Schwarz", '"Analog Devices Inc., Maxim"', "Huawei+ZTE"),
)
TABLE = "Name,Qty,{}\nCoil,1,{}\n"


@pytest.mark.parametrize("field", ["Manufacturer", "Supplier"])
@pytest.mark.parametrize("cell", SEVERAL)
def test_several_companies_in_a_cell_are_alternates(cell: str, field: str) -> None:
    assert {"one_of": ["murata", "tdk"]} == parts(read(TABLE.format(field, cell)))["coil"][field.lower()]


@pytest.mark.parametrize("cell", ONE)
def test_a_name_that_holds_a_separating_sign_is_one_company(cell: str) -> None:
    found = read(TABLE.format("Manufacturer", cell))
    assert found.loaded.value is not None
    assert [cell.strip('"')] == [each["name"] for each in found.loaded.value["parties"]]


@pytest.mark.parametrize("field", ["Manufacturer", "Supplier"])
@pytest.mark.parametrize("cell", UNCLEAR)
def test_a_cell_that_may_name_one_company_or_two_is_unknown_and_reported(cell: str, field: str) -> None:
    found = read(TABLE.format(field, cell))
    assert True is parts(found)["coil"][field.lower()]["unknown"]
    assert ["import/cell-not-read"] == codes(found)


def test_a_mapping_file_lists_names_of_one_company() -> None:
    mapping = (
        "one_company: [Rohde & Schwarz]\ncolumns: {Name: name, Qty: quantity, Manufacturer: manufacturer}\n"
    )
    found = read(TABLE.format("Manufacturer", "Rohde & Schwarz"), mapping)
    assert ("rohde-schwarz", []) == (parts(found)["coil"]["manufacturer"], codes(found))


@pytest.mark.parametrize(
    "cell", ["LQW15 / MLG10", "LQW15; MLG10", '"LQW15, MLG10"', '"LQW15\nMLG10"', "LQW15 or MLG10"]
)
def test_several_part_numbers_in_a_cell_are_alternates(cell: str) -> None:
    assert {"one_of": ["LQW15", "MLG10"]} == next(iter(parts(read(TABLE.format("MPN", cell))).values()))[
        "mpn"
    ]


@pytest.mark.parametrize("cell", ['"74HC04D,653"', "LM358DR/NOPB", "DF40C(2.0)-20DS", '"ABC-123, Rev B"'])
def test_a_part_number_that_holds_a_separating_sign_is_one(cell: str) -> None:
    assert cell.strip('"') == next(iter(parts(read(TABLE.format("MPN", cell))).values()))["mpn"]


def test_columns_of_alternates_are_read() -> None:
    text = "Name,Qty,Manufacturer,MPN,Manufacturer 2,MPN 2\nCoil,1,Murata,LQW15,TDK,MLG10\nCap,1,AVX,C1,,\n"
    found = list(parts(read(text)).values())
    assert [{"one_of": ["murata", "tdk"]}, "avx"] == [each["manufacturer"] for each in found]
    assert [{"one_of": ["LQW15", "MLG10"]}, "C1"] == [each["mpn"] for each in found]


# ---- columns -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Fabrikationsschl\u00fcssel", "", "Code X", "Our ref"])
def test_a_column_that_looks_like_part_numbers_and_is_not_read_is_warned_of(name: str) -> None:
    text = f"Ref,Qty,Value,{name}\nR1,1,10k,RC0402FR-0710KL\nC1,1,1u,GRM188R61C225KE15D\n"
    assert ["import/column-not-read"] == codes(read(text))


def test_no_column_is_warned_of_where_the_part_numbers_are_read_or_none_looks_like_them() -> None:
    assert [] == codes(read("Ref,Qty,MPN,Code X\nR1,1,A12345,B98765\nC1,1,A12346,B98766\n"))
    assert [] == codes(read("Ref,Qty,Value,Tolerance\nR1,1,10k,1%\nC1,1,1u,20%\n"))
