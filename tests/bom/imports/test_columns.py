"""What a column holds: by names in many spellings, by what stands in it, or by the mapping file."""

from __future__ import annotations

import pytest

from microdep_rules.bom.imports.mapping import format_mapping
from microdep_rules.bom.load import load_document
from tests.bom.imports.test_tables import codes, parts, read


def held(text: str) -> list[str]:
    """Which field each column is taken for."""
    return [column.field for column in read(text).columns]


NAMES = {
    "Hersteller-Nr.": "mpn",
    "Herst.-Nr.": "mpn",
    "Mfr. No.": "mpn",
    "Manufacturer Number": "mpn",
    "Einzelpreis": "unit_cost",
    "Unit Price (USD)": "unit_cost",
    "Preis in EUR": "unit_cost",
    "Wert": "name",
    "Herkunftsland": "origin",
    "Country Of Origin (COO)": "origin",
    "Country of Manufacture": "place_of_manufacture",
    "Qty Per Assy": "quantity",
    "Quantity (pcs)": "quantity",
    "Structure Level": "level",
    "Restriction Index": "restriction_index",
    "Weight (mg)": "mass",
    "Price (10k)": "",
    "Total Price (USD)": "",
    "Manufacturer 2": "other_manufacturer",
    "MPN 2": "other_mpn",
    "Supplier 2": "other_supplier",
    "Supplier Part Number 2": "",
    "2nd Source": "other_manufacturer",
    "Mfr. P/N": "mpn",
    "Ordering code": "mpn",
    "Artikelnummer": "mpn",
    "Bestell-Nr": "mpn",
    "\u578b\u53f7": "mpn",
    "\u5236\u9020\u5546": "manufacturer",
    "U/M": "unit",
    "Mengeneinheit": "unit",
    "Qty (m)": "quantity",
    "Menge [Stk]": "quantity",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_known_in_its_spellings(name: str) -> None:
    assert NAMES[name] == held(f"Ref,Package,{name}\nR1,0402,1\n")[2]


def test_why_a_column_is_not_read_is_true() -> None:
    found = read("Item,Ref,Value,Comment,Supplier,Supplier Part 2,Colour\nx,R1,1k,y,A,B,red\n")
    assert [
        "its cells fit no field of this name",
        "`Value` is the name",
        "it is an alternate, and only the first one is read",
        "no field is known by this name",
    ] == [column.because for column in found.columns if not column.field]


PARTS = {
    "R1,R2": "designators",
    "Motor,Frame": "name",
    "1,2": "",
}


@pytest.mark.parametrize("cells", PARTS)
def test_a_name_of_several_fields_is_taken_by_what_stands_in_the_column(cells: str) -> None:
    rows = "".join(f"{cell},1,X{at}\n" for at, cell in enumerate(cells.split(",")))
    assert PARTS[cells] == held(f"Part,Qty,MPN\n{rows}")[0]


def test_a_position_with_dotted_numbers_is_a_level() -> None:
    assert "level" == held("Position,Description,Qty\n1,Motor,4\n1.1,Screw,3\nTotal,,7\n")[0]


def test_what_other_rows_name_as_their_parent_is_a_number() -> None:
    rows = "D,,Drone,1\nM,D,Motor,4\nG,M,Magnet,14\n"
    assert "number" == held(f"Part,Parent,Name,Qty\n{rows}")[0]


@pytest.mark.parametrize(("cell", "field"), [("Motor", "parent"), ("SMT", "")])
def test_an_assembly_is_a_parent_where_it_names_rows(cell: str, field: str) -> None:
    assert field == held(f"Name,Assembly,Qty\nMotor,,1\nMagnet,{cell},14\n")[1]


# ---- two columns for one field -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heads", "rows"),
    [("Qty,Quantity", "1,2"), ("Qty.,Menge", "1,2"), ("CoO,Made in", "CN,JP"), ("MPN,Mfr Part", "A,B")],
)
def test_two_columns_that_differ_are_an_error(heads: str, rows: str) -> None:
    assert ["import/column-twice"] == codes(read(f"Value,{heads}\n1k,{rows}\n"))


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        ("Qty,Quantity", "2,2"),
        ("Qty,Quantity", "2,"),
        ("Quantity,Qty", ",2"),
        ("Qty,Amount", "2,9"),
        ("LCSC,Mouser,Qty", "C1,M1,2"),
        ("DNP,Exclude from BOM,Qty", ",no,2"),
    ],
    ids=["equal", "empty", "the usual one is empty", "weak", "sellers", "populated"],
)
def test_two_columns_that_do_not_differ_are_none(heads: str, rows: str) -> None:
    found = read(f"Value,{heads}\n1k,{rows}\n")
    assert [] == codes(found)
    assert found.loaded.value is not None
    assert 2 == found.loaded.value["components"][0]["children"][0]["quantity"]


def test_what_is_doubtful_stays_so_in_the_mapping_file_until_somebody_decides() -> None:
    text = "Ref,Qty,Quantity\nR1,1,2\n"
    first = read(text)
    assert first.product is not None
    pinned = format_mapping(
        first.columns, header_row=1, product=first.product, encoding="utf-8", delimiter=","
    ).split("\n", 2)[2]
    again = read(text, pinned)
    (problem,) = again.loaded.diagnostics
    assert ("import/column-twice", "board.csv.mapping.yaml") == (problem.code, problem.primary.span.path)
    assert ["r1"] == list(parts(read(text, pinned.replace('"Qty": quantity', '"Qty": "-"'))))


def test_whatever_the_names_of_columns_hold_the_mapping_file_can_be_read() -> None:
    text = 'Name,"Qty\n: [","Quantity\n- {"\nMotor,1,1\n'
    found = read(text)
    assert found.product is not None
    pinned = format_mapping(
        found.columns, header_row=1, product=found.product, encoding="utf-8", delimiter=","
    )
    assert load_document("m.yaml", pinned.encode(), kind="mapping").value is not None


# ---- mapping files -------------------------------------------------------------------------------


def test_an_ignored_column_may_be_missing_from_the_table_and_a_column_with_a_field_may_not() -> None:
    mapping = "header_row: 1\ncolumns: {Value: name, MPN: mpn, Remark: '-', Colour: '-'}\n"
    assert [] == codes(read("Value,MPN\nMotor,A-1\n", mapping))
    assert ["import/column-not-read"] == codes(read("Value,MPN,DNP\nMotor,A-1,x\n", mapping))
    (problem,) = read("Value,Remark\nMotor,x\n", mapping).loaded.diagnostics
    assert ("import/column-missing", "the table has no column `MPN`") == (problem.code, problem.message)
    assert (problem.help or "").endswith("run `microdep bom import board.csv --again`")


def test_a_column_that_the_mapping_file_does_not_name_is_reported_at_its_header() -> None:
    found = read("Qty,Name,COO,\n1,Magnet,CN,\n", "columns: {Qty: quantity, Name: name}\n")
    (problem,) = found.loaded.diagnostics
    assert "import/column-not-read" == problem.code
    assert "COO" == found.loaded.source.slice(problem.primary.span)
    assert "origin" in problem.message


@pytest.mark.parametrize("columns", ["{Qty: quantity, Nme: name}", "{Qty: quantity, Name: quantity}"])
def test_what_is_wrong_with_a_mapping_file_stands_in_it(columns: str) -> None:
    found = read("Qty,Name\n1,Magnet\n", f"columns: {columns}\n")
    assert {"board.csv.mapping.yaml"} == {
        diagnostic.primary.span.path
        for diagnostic in found.loaded.diagnostics
        if "no column identifies" not in diagnostic.message
    }


def test_the_guess_says_what_is_not_read_and_in_which_encoding() -> None:
    found = read("Qty;Name;Colour\n1;M\u00fcller;red\n".encode("cp1252"))
    (problem,) = found.loaded.diagnostics
    assert (
        "no mapping file names these columns or the encoding, so they are guessed: cp1252" in problem.message
    )
    assert problem.message.endswith("not read: `Colour`")


def test_a_table_without_names_of_columns_goes_by_their_letters() -> None:
    found = read("C1,100n,1\nR1,10k,2\n", "header_row: 0\ncolumns: {A: designators, B: name, C: quantity}\n")
    assert ["c1", "r1"] == list(parts(found))
    assert [] == codes(found)


@pytest.mark.parametrize(
    ("decimal", "cell", "amount"), [(",", "1.234,50 €", "1234.50"), (".", "$1,234", "1234")]
)
def test_a_mapping_file_says_what_stands_before_decimals(decimal: str, cell: str, amount: str) -> None:
    mapping = f"decimal: '{decimal}'\ncolumns: {{Value: name, Price: unit_cost}}\n"
    found = read(f"Value;Price\nMotor;{cell}\n", mapping)
    assert amount == parts(found)["motor"]["unit_cost"]["amount"]


def test_a_point_where_the_comma_stands_before_decimals_is_an_error() -> None:
    found = read("Value;Qty\nMotor;1.5\n", "decimal: ','\ncolumns: {Value: name, Qty: quantity}\n")
    assert ["import/cell-not-read"] == codes(found)


@pytest.mark.parametrize(
    ("head", "cell", "currency"),
    [
        ("Price,Currency", "1.50,EUR", "EUR"),
        ("Price,Currency", "$1.50,CAD", "CAD"),
        ("Price (EUR),Package", "1.50,x", "EUR"),
        ("Price EUR,Currency", "1.50,", "EUR"),
    ],
)
def test_the_currency_is_that_of_the_cell_of_its_column_or_of_the_name(
    head: str, cell: str, currency: str
) -> None:
    found = read(f"Ref,Qty,{head}\nR1,1,{cell}\n")
    assert {"amount": "1.50", "currency": currency} == parts(found)["r1"]["unit_cost"]


def test_two_currencies_for_one_price_are_an_error() -> None:
    assert ["import/cell-not-read"] == codes(read("Ref,Price,Currency\nR1,1.50 USD,EUR\n"))


def test_facts_that_rules_ask_for_have_columns() -> None:
    found = read("Name,Origin,Restriction Index,Country of manufacture\nMagnet,EU,0.85,China\n")
    part = parts(found)["magnet"]
    assert ("EU", "CN", "0.85") == (
        part["origin"],
        part["place_of_manufacture"],
        str(part["restriction_index"]),
    )
    assert ["import/cell-not-read"] == codes(read("Name,Restriction Index\nMagnet,85\n"))
