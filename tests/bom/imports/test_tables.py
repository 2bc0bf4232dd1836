"""Tables of others become documents of ours, with every place in the table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.bom.imports.guesses import guess_columns
from microdep_rules.bom.imports.mapping import format_mapping, parse_mapping
from microdep_rules.bom.imports.names import is_known
from microdep_rules.bom.imports.tables import read_table
from microdep_rules.bom.load import load_document
from microdep_rules.cells import cells_of
from microdep_rules.source import SourceFile

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.imports.tables import TableImport


def read(text: str | bytes, mapping: str = "") -> TableImport:
    """A table, read through a mapping file where one is given."""
    data = text.encode() if isinstance(text, str) else text
    return read_table("board.csv", data, "board", _mapping(mapping) if mapping else None)


def _mapping(text: str) -> Mapping:
    loaded = load_document(
        "board.csv.mapping.yaml", f"schema: microdep-mapping/1\n{text}".encode(), kind="mapping"
    )
    found, problems = parse_mapping(loaded)
    assert found is not None, problems
    return found


def parts(imported: TableImport) -> dict[str, dict[str, Any]]:
    """The parts of a table by their ids, without the product."""
    assert imported.loaded.value is not None, [
        diagnostic.message for diagnostic in imported.loaded.diagnostics
    ]
    return {each["id"]: each for each in imported.loaded.value["components"][1:]}


def codes(imported: TableImport) -> list[str]:
    """What is wrong with a table, but for the guess and the rows that are left out."""
    reported = [diagnostic.code for diagnostic in imported.loaded.diagnostics]
    return [each for each in reported if each not in {"import/column-guessed", "import/rows-left-out"}]


# ---- real tables ---------------------------------------------------------------------------------

REAL = (
    "cheap-focer-2.jlcpcb.csv",
    "odrive-v3.3.altium.csv",
    "simplefoc-shield-v3.easyeda.csv",
    "upduino-v3.kicad.csv",
)


@pytest.mark.parametrize("name", REAL)
def test_a_real_table_is_the_same_through_the_mapping_that_pins_the_guess(name: str, real_data: Path) -> None:
    data = (real_data / "ecad" / name).read_bytes()
    first = read(data)
    assert first.text is not None
    assert first.table is not None
    assert first.product is not None
    pinned = format_mapping(
        first.columns,
        encoding=first.text.encoding,
        delimiter=first.table.delimiter,
        header_row=first.header_line,
        product=first.product,
    )
    again = read(data, pinned.split("\n", 2)[2])
    assert first.loaded.value == again.loaded.value
    assert "import/column-guessed" not in [diagnostic.code for diagnostic in again.loaded.diagnostics]


# ---- cells ---------------------------------------------------------------------------------------


def test_a_row_becomes_a_part_with_what_its_cells_say() -> None:
    found = read(
        "Ref;Qty;Value;Manufacturer;MPN;Unit Price;COO;Weight (mg);Lead Time;HTS\n"
        "R1, R3-R5;4 pcs;2.2k;Yageo;RC0603-2K2;$0.02;Taiwan;12.5;6 weeks;8533.21\n"
    )
    part = parts(found)["yageo-rc0603-2k2"]
    assert "2.2k (R1)" == part["name"]
    assert "yageo" == part["manufacturer"]
    assert {"amount": "0.02", "currency": "USD"} == part["unit_cost"]
    assert "TW" == part["origin"]
    assert Decimal("0.0125") == part["mass_g"]
    assert {"value": 6, "unit": "weeks"} == part["lead_time"]
    assert "8533.21" == part["hs_code"]
    assert "resistor" == part["class"]
    assert found.loaded.value is not None
    usage = found.loaded.value["components"][0]["children"][0]
    assert {"ref": "yageo-rc0603-2k2", "quantity": 4, "designators": ["R1", "R3", "R4", "R5"]} == usage


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("Lead Time", "6..8 weeks", {"value": "6..8", "unit": "weeks"}),
        ("Lead Time", "6-8 weeks", {"value": "6..8", "unit": "weeks"}),
        ("Lead Time", "6 \u2013 8 weeks", {"value": "6..8", "unit": "weeks"}),
        ("Lead Time", "6 to 8 Weeks", {"value": "6..8", "unit": "weeks"}),
        ("Lead Time", "at least 3 weeks", {"value": "at least 3", "unit": "weeks"}),
        ("Lead Time", "At most 1.5 months", {"value": "at most 1.5", "unit": "months"}),
        ("Lead Time (weeks)", "6-8", {"value": "6..8", "unit": "weeks"}),
        ("Lead Time (weeks)", "at least 2", {"value": "at least 2", "unit": "weeks"}),
        ("Lead Time (weeks)", "10 days", {"value": 10, "unit": "days"}),
    ],
)
def test_a_lead_time_in_a_cell_may_be_a_range_as_in_a_document(
    heading: str, cell: str, value: dict[str, object]
) -> None:
    found = read(f"Qty,Name,{heading}\n1,Shell,{cell}\n")
    assert [] == codes(found)
    assert value == parts(found)["shell"]["lead_time"]


@pytest.mark.parametrize(
    "cell",
    ["6", "soon", "8-6 weeks", "at least 6-8 weeks", "6-8-9 weeks", "-6 weeks", "6.. weeks", "nan weeks"],
)
def test_a_cell_that_is_no_lead_time_is_an_error_with_the_forms_that_are(cell: str) -> None:
    found = read(f"Qty,Name,Lead Time\n1,Shell,{cell}\n")
    (problem,) = [
        diagnostic for diagnostic in found.loaded.diagnostics if diagnostic.code == "import/cell-not-read"
    ]
    assert "`6..8 weeks`, `at least 6 weeks`" in (problem.help or "")


@pytest.mark.parametrize("cell", ["", "-", "N/A", "tbd", "unknown", "?"])
def test_a_cell_that_says_nothing_is_no_fact(cell: str) -> None:
    found = read(f"Qty,Name,Country of Origin\n1,Shell,{cell}\n")
    assert "origin" not in parts(found)["shell"]
    assert [] == codes(found)


@pytest.mark.parametrize("seat", ["Supplier", "Manufacturer"])
def test_who_makes_or_sells_a_part_is_never_its_origin(seat: str) -> None:
    found = read(f"Qty,Name,{seat}\n1,Shell,Shenzhen Works (China)\n")
    assert "origin" not in parts(found)["shell"]
    assert found.loaded.value is not None
    assert [{"id": "shenzhen-works-china", "name": "Shenzhen Works (China)"}] == found.loaded.value["parties"]


def test_no_substance_is_derived_from_anything_but_a_column_for_it() -> None:
    found = read("Qty,Name,Description\n1,NdFeB magnet,sintered NdFeB N52\n")
    assert "materials" not in parts(found)["ndfeb-magnet"]
    reported = read("Qty,Name,Material\n1,Magnet,NdFeB\n")
    assert [{"substance": "NdFeB"}] == parts(reported)["magnet"]["materials"]


# ---- rows ----------------------------------------------------------------------------------------


def test_rows_that_are_no_parts_are_left_out_and_counted() -> None:
    rows = ["R1,1,2.2k,", "R2,1,10k,DNP", "R3,1,1k,no", "R4,1,1k,x", "Total,7,,"]
    found = read("\n".join(["Ref,Qty,Value,DNP", *rows]))
    assert found.rows is not None
    assert ["r1", "r3"] == list(parts(found))
    assert ["not populated", "not populated", "total"] == [why for why, _ in found.rows.left_out]


def test_titles_above_the_names_of_the_columns_are_passed_over() -> None:
    found = read("Bill of materials\nDate:,2026-11-01\n\nRef,Qty,Value\nR1,1,2.2k\n")
    assert ["r1"] == list(parts(found))
    assert 4 == found.header_line


def test_a_part_keeps_its_id_when_rows_move() -> None:
    rows = ["R1,2,2.2k,,", "C1,1,100n,Murata,GRM188", "C2,1,100n,Murata,GRM188"]
    first = read("\n".join(["Ref,Qty,Value,Manufacturer,MPN", *rows]))
    assert ["r1", "murata-grm188", "murata-grm188-c2"] == list(parts(first))
    moved = read("\n".join(["Ref,Qty,Value,Manufacturer,MPN", *rows[1:], rows[0]]))
    assert set(parts(first)) == set(parts(moved))


def children(found: TableImport) -> dict[str, list[str]]:
    """Which parts are directly in which."""
    assert found.loaded.value is not None, codes(found)
    return {
        each["id"]: [child["ref"] for child in each["children"]]
        for each in found.loaded.value["components"]
        if "children" in each
    }


TREE = {"board": ["motor"], "motor": ["rotor", "stator"], "rotor": ["magnet"]}


@pytest.mark.parametrize(
    "levels", [("1", "2", "3", "2"), ("1", "1.1", "1.1.1", "1.2"), (".1", "..2", "...3", "..2")]
)
def test_levels_make_a_tree(levels: tuple[str, ...]) -> None:
    names = ("Motor", "Rotor", "Magnet", "Stator")
    rows = "".join(f"{level},{name},1\n" for level, name in zip(levels, names, strict=True))
    assert TREE == children(read(f"Level,Name,Qty\n{rows}"))


def test_the_row_of_level_0_is_the_product() -> None:
    found = read("Level,Name,Qty\n0,Drone,1\n1,Motor,4\n")
    assert {"drone": ["motor"]} == children(found)


def test_numbers_of_what_holds_a_part_make_a_tree_whatever_the_order() -> None:
    rows = "30,20,Magnet,1\n10,,Motor,4\n20,10,Rotor,1\n40,10,Stator,1\n"
    found = children(read(f"Item Number,Parent,Name,Qty\n{rows}"))
    assert {"board": ["10"], "10": ["20", "40"], "20": ["30"]} == found


# ---- what is wrong -------------------------------------------------------------------------------

BAD = [
    ("import/column-missing", "1,2.2k\n2,10k\n"),
    ("import/column-twice", "Qty,Name,Name\n1,a,b\n"),
    ("file/ragged-row", "Qty,Name\n1,a,b\n"),
    ("import/cell-not-read", "Qty,Name\none,a\n"),
    ("import/decimal-comma", 'Qty,Name\n"1,5",a\n'),
    ("import/duplicate-row", "Qty,MPN\n1,a\n2,a\n"),
    ("import/levels", "Item Number,Parent,Name\n1,9,a\n"),
    ("import/levels", "Level,Name\n1,a\nx,b\n"),
    ("import/levels", "Level,Name\n1,a\n3,b\n"),
    ("import/column-missing", "Qty,Price\n1,2\n"),
]


@pytest.mark.parametrize(("code", "text"), BAD)
def test_a_bad_table_gets_an_error_with_its_place_and_a_fix(code: str, text: str) -> None:
    found = read(text)
    (problem,) = [
        diagnostic for diagnostic in found.loaded.diagnostics if diagnostic.code != "import/column-guessed"
    ]
    assert code == problem.code
    assert problem.help
    assert problem.primary.span.end <= len(text)
    assert found.loaded.value is None


def test_every_bad_row_is_reported_at_once() -> None:
    found = read("Qty,Name,COO\none,a,CN\n1,b,Atlantis\n1,c,CN,x\n")
    assert ["file/ragged-row", "import/cell-not-read"] == sorted(set(codes(found)))


# ---- laws ----------------------------------------------------------------------------------------

HEADS = ["Qty", "Ref", "Name", "MPN", "Manufacturer", "Level", "Parent", "COO", "Price", "DNP", "Value", ""]


@given(st.binary(max_size=200))
def test_whatever_bytes_a_table_has_nothing_is_raised(data: bytes) -> None:
    assert read(data).loaded.diagnostics


@given(
    st.lists(st.sampled_from(HEADS), min_size=1, max_size=6),
    st.lists(st.lists(st.text(max_size=6), max_size=7), max_size=5),
    st.sampled_from(",;\t"),
)
def test_every_table_is_read_or_reported(head: list[str], rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [head, *rows])
    found = read(text.encode("utf-8", "replace"))
    assert (found.loaded.value is None) == any(d.severity.value == "error" for d in found.loaded.diagnostics)


SIGNS = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters=',"')
CELLS = st.text(SIGNS, min_size=1, max_size=8)


@given(st.lists(CELLS, min_size=1, max_size=5, unique=True))
def test_every_fact_stands_in_the_cell_that_it_is_from(names: list[str]) -> None:
    text = "Qty,Name\n" + "".join(f"{number},{name}\n" for number, name in enumerate(names, 1))
    found = read(text)
    if found.loaded.value is None:
        return
    for index, part in enumerate(found.loaded.value["components"][1:], 1):
        place = found.loaded.spans.value(f"/components/{index}/name")
        assert part["name"] == found.loaded.source.slice(place)


def test_names_of_columns_are_known_whatever_their_case_blanks_and_signs() -> None:
    assert all(map(is_known, ["QTY.", "ref des", "Mfr_Part #", "country-of-origin", "\u539f\u4ea7\u5730"]))
    assert not is_known("Tolerance")


def test_a_number_sign_tells_the_number_of_a_maker_from_the_maker() -> None:
    source = SourceFile("a.csv", "MFG,MFG#,Qty\n")
    columns, problems = guess_columns(next(cells_of(source, ",")))
    assert ["manufacturer", "mpn", "quantity"] == [column.field for column in columns]
    assert [] == problems


@pytest.mark.parametrize(
    ("data", "encoding", "is_guess"),
    [
        (b"Qty", "utf-8", False),
        ("Qty".encode("utf-8-sig"), "utf-8-sig", False),
        ("Qty".encode("utf-16"), "utf-16", False),
        ("Qty,Name".encode("utf-16-le"), "utf-16-le", True),
        ("2.2 \u00b5F".encode("cp1252"), "cp1252", True),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str, is_guess: bool) -> None:
    text, problems = decode_text("a.csv", data)
    assert text is not None, problems
    assert (encoding, is_guess) == (text.encoding, text.guessed)
    assert not text.source.text.startswith("\ufeff")


def test_a_part_of_one_of_two_countries_is_said_so() -> None:
    found = read("Ref,Name,Qty,Origin\nM1,Magnet,1,CN OR Malaysia\n")
    assert [] == codes(found)
    assert {"one_of": ["CN", "MY"]} == parts(found)["m1"]["origin"]


def functions(text: str, mapping: str = "") -> list[str | None]:
    """Functions of the listed components of a table."""
    return [component.get("function") for component in parts(read(text, mapping)).values()]


@pytest.mark.parametrize("heading", ["Function", "function", "Component Function"])
def test_a_column_of_functions_is_read(heading: str) -> None:
    assert ["gyroscope", "magnet"] == functions(f"Name,{heading}\nGyro,gyroscope\nM,magnet\n")


def test_a_column_with_descriptions_of_functions_is_not_read() -> None:
    assert [None, None] == functions("Name,Function\nGyro,keeps the balance\nM,magnet\n")


def test_a_mapping_file_names_a_column_of_functions() -> None:
    assert ["gyroscope"] == functions(
        "Name,Purpose\nGyro,gyroscope\n", "header_row: 1\ncolumns: {Name: name, Purpose: function}\n"
    )
