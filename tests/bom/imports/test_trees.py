"""What lies in what, by levels, numbers or parents, and which rows are one part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bom.imports.test_tables import children, codes, parts, read

if TYPE_CHECKING:
    from microdep_rules.bom.imports.tables import TableImport

DOTTED = {"board": ["motor", "frame", "camera"], "motor": ["screw"], "frame": ["tube"]}
ROWS = ("Motor", "Screw", "Frame", "Tube", "Camera")


@pytest.mark.parametrize("head", ["Level", "Item No.", "Item Number", "WBS"])
@pytest.mark.parametrize("numbers", [("1", "1.1", "2", "2.1", "3"), ("1.0", "1.1", "2.0", "2.1", "3.0")])
def test_dotted_numbers_say_what_lies_in_what(head: str, numbers: tuple[str, ...]) -> None:
    rows = "".join(f"{number},{name},1\n" for number, name in zip(numbers, ROWS, strict=True))
    found = read(f"{head},Name,Qty\n{rows}")
    assert DOTTED == children(found)
    assert [] == codes(found)


def test_a_dotted_number_lies_in_the_one_that_it_names_and_not_in_the_row_before() -> None:
    found = read("Level,Name\n1,Motor\n2,Frame\n1.1,Screw\n")
    assert {"board": ["motor", "frame"], "motor": ["screw"]} == children(found)


def test_a_dotted_number_that_nothing_holds_is_an_error() -> None:
    found = read("Level,Name\n1,Motor\n2.1,Tube\n")
    assert ["import/levels"] == codes(found)


def test_dotted_numbers_of_parts_that_hold_nothing_are_no_tree() -> None:
    found = read("Item Number,Name\n7.100,Motor\n7.200,Frame\n")
    assert {"board": ["7-100", "7-200"]} == children(found)


LEVELS = ("1,Motor,4,M1,Acme", "2,Screw,3,S1,Fast", "1,Frame,1,F1,Acme", "2,Screw,8,S1,Fast")
PATHS = ("1,Motor,4,M1,Acme", "1.1,Screw,3,S1,Fast", "2,Frame,1,F1,Acme", "2.1,Screw,8,S1,Fast")
PARENTS = ("10,,Motor,4,M1,Acme", "20,10,Screw,3,S1,Fast", "30,,Frame,1,F1,Acme", "20,30,Screw,8,S1,Fast")
BY_LEVEL = "\n".join(["Level,Name,Qty,MPN,Manufacturer", *LEVELS])
BY_PATH = "\n".join(["Level,Name,Qty,MPN,Manufacturer", *PATHS])
BY_PARENT = "\n".join(["Item Number,Parent,Name,Qty,MPN,Manufacturer", *PARENTS])
TWICE = {"board": ["acme-m1", "acme-f1"], "acme-m1": ["fast-s1"], "acme-f1": ["fast-s1"]}


def quantities(found: TableImport) -> list[int]:
    assert found.loaded.value is not None
    return [use["quantity"] for each in found.loaded.value["components"] for use in each.get("children", ())]


@pytest.mark.parametrize("text", [BY_LEVEL, BY_PATH, BY_PARENT], ids=["level", "path", "parent"])
def test_one_part_under_two_others_is_used_twice(text: str) -> None:
    found = read(text)
    assert [] == codes(found)
    assert TWICE == children(found)
    assert [4, 1, 3, 8] == quantities(found)


def test_an_assembly_that_is_listed_twice_with_all_its_parts_is_one() -> None:
    inside = "2,Motor,1,M1\n3,Screw,3,S1\n3,Rotor,1,R1\n"
    found = read(f"Level,Name,Qty,MPN\n1,Left arm,1,L\n{inside}1,Right arm,1,R\n{inside}")
    assert {"board": ["l", "r"], "l": ["m1"], "m1": ["s1", "r1"], "r": ["m1"]} == children(found)


def test_an_assembly_whose_parts_are_listed_once_is_one() -> None:
    found = read("Level,Name,MPN\n1,Left,L\n2,Motor,M1\n1,Right,R\n2,Motor,M1\n3,Screw,S1\n")
    assert {"board": ["l", "r"], "l": ["m1"], "m1": ["s1"], "r": ["m1"]} == children(found)


@pytest.mark.parametrize("row", ["2,Screw,8,S1,US\n", "2,Screw,8,,CN\n"], ids=["another fact", "no number"])
def test_rows_that_say_different_things_or_share_only_a_name_are_two_parts(row: str) -> None:
    found = read(f"Level,Name,Qty,MPN,COO\n1,Motor,4,M1,\n2,Screw,3,S1,CN\n1,Frame,1,F1,\n{row}")
    assert [] == codes(found)
    assert 4 == len(parts(found))


def test_a_part_with_another_number_of_its_place_in_each_assembly_is_one() -> None:
    rows = "1,10,Motor,M1\n2,10,Screw,S1\n1,20,Frame,F1\n2,30,Screw,S1\n"
    found = read(f"Level,Find No,Name,MPN\n{rows}")
    assert {"board": ["m1", "f1"], "m1": ["s1"], "f1": ["s1"]} == children(found)


def test_what_one_row_says_of_a_part_holds_for_all_its_uses() -> None:
    found = read("Level,Name,MPN,COO\n1,Motor,M1,\n2,Screw,S1,\n1,Frame,F1,\n2,Screw,S1,CN\n")
    assert "CN" == parts(found)["s1"]["origin"]
    assert found.loaded.value is not None
    assert "board.csv:5:12" == found.loaded.source.place(
        found.loaded.spans.value("/components/2/origin").start
    )


def test_a_part_that_is_listed_twice_in_one_assembly_is_one_error() -> None:
    found = read("Level,Name,MPN\n1,Motor,M1\n2,Screw,S1\n2,Screw,S1\n")
    assert ["import/duplicate-row"] == codes(found)


def test_a_part_that_is_called_like_the_product_has_an_id_of_its_own() -> None:
    assert ["board-board"] == list(parts(read("Name,Qty\nboard,1\n")))


@pytest.mark.parametrize(
    "levels",
    [("1", ".2", "..3", "1"), (".1", "..2", "...3", ".1"), ("0", ".1", "..2", "0"), ("1", "2", "3", "1")],
)
def test_levels_may_have_dots_before_them(levels: tuple[str, ...]) -> None:
    rows = "".join(f"{level},{name}\n" for level, name in zip(levels, ROWS, strict=False))
    found = read(f"Level,Name\n{rows}")
    assert {"board": ["motor", "tube"], "motor": ["screw"], "screw": ["frame"]} == children(found)
    assert [] == codes(found)


@pytest.mark.parametrize("levels", [("1", ".1"), (".1", "2"), ("1", "..2"), (".1", "..3")])
def test_levels_that_are_counted_in_two_ways_are_an_error(levels: tuple[str, str]) -> None:
    found = read(f"Level,Name\n{levels[0]},Motor\n{levels[1]},Screw\n")
    assert "import/levels" in codes(found)


VARIANTS = (
    "1,Left,X1\n2,Motor,A1\n3,Magnet,M1\n1,Right,Y1\n2,Motor,A1\n3,Ferrite,M2\n1,Frame,Z1\n2,Motor,A1\n"
)


@pytest.mark.parametrize(
    ("rows", "reported"),
    [
        (VARIANTS, ["import/duplicate-row"]),
        (f"{VARIANTS}3,Ferrite,M2\n", []),
        (VARIANTS.replace("M2", "M1").replace("Ferrite", "Magnet"), []),
        ("1,Left,X1\n2,Magnet,M1\n1,Right,Y1\n2,MAGNET,M1\n", []),
        ("1,Left,X1\n2,Magnet,M1\n1,Right,Y1\n2,Washer,M1\n", ["import/duplicate-row"]),
    ],
)
def test_what_is_not_sure_of_a_part_that_is_used_again_is_reported(rows: str, reported: list[str]) -> None:
    lines = (each.rsplit(",", 1) for each in rows.splitlines())
    found = read("Level,Name,Manufacturer,MPN\n" + "".join(f"{line},Acme,{mpn}\n" for line, mpn in lines))
    assert reported == codes(found)


@pytest.mark.parametrize("levels", [("1.0", "2.0", "3.0", "1.0"), ("1", "2.0", "3", "1.0")])
def test_levels_as_a_spreadsheet_writes_whole_numbers_are_levels(levels: tuple[str, ...]) -> None:
    rows = "".join(f"{level},{name}\n" for level, name in zip(levels, ROWS, strict=False))
    found = read(f"Level,Name\n{rows}")
    assert {"board": ["motor", "tube"], "motor": ["screw"], "screw": ["frame"]} == children(found)
    assert [] == codes(found)


@pytest.mark.parametrize("turn", range(3))
def test_an_ambiguous_assembly_is_reported_in_every_order(turn: int) -> None:
    groups = [VARIANTS.splitlines()[at : at + 3] for at in (0, 3)] + [VARIANTS.splitlines()[6:]]
    rows = [line for group in groups[turn:] + groups[:turn] for line in group]
    lines = "".join(f"{row.rsplit(',', 1)[0]},Acme,{row.rsplit(',', 1)[1]}\n" for row in rows)
    assert "import/duplicate-row" in codes(read(f"Level,Name,Manufacturer,MPN\n{lines}"))


def test_a_number_that_may_be_a_whole_or_its_first_part_is_an_error() -> None:
    found = read("Level,Name\n1,Motor\n1.0,Rotor\n1.1,Stator\n2,Frame\n")
    assert "import/levels" in codes(found)


@pytest.mark.parametrize("top", ["0", "0.0", "00"])
def test_the_row_of_level_nought_is_the_product(top: str) -> None:
    assert {"drone": ["motor"]} == children(read(f"Level,Name\n{top},Drone\n1,Motor\n"))
