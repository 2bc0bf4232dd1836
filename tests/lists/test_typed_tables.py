"""Tables of companies that somebody typed are read alike by `from "banned.csv"` and by `lists import`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.each import sample_of
from tests.lists.test_spreadsheets import PACK

if TYPE_CHECKING:
    from pathlib import Path


def imported(folder: Path, data: bytes) -> tuple[list[tuple[str, ...]], str]:
    """The companies of a table, each with its other names, as an import stores them."""
    (folder / "own.csv").write_bytes(data)
    out, reported, code = run("microdep lists import own.csv --as own --published 2020-01-02", folder)
    assert code == 0, out + reported
    text = (folder / "company-lists" / "own.json").read_text(encoding="utf-8")
    return [(each["name"], *each.get("aliases", ())) for each in json.loads(text)["entries"]], reported


def in_a_pack(_: Path, data: bytes) -> tuple[list[tuple[str, ...]], str]:
    """The same, as a pack has them."""
    from microdep_rules.lang import ast
    from microdep_rules.lang.company_sheet import rows_of_companies
    from microdep_rules.workspace.pack_files import decode_table

    source, problem = decode_table("own.csv", data)
    assert source is not None
    rows, problems = rows_of_companies(
        source, lambda name, cell: ast.RowCell(cell.span, name, ast.Word(cell.span, ""))
    )
    found = [
        tuple(c.value.text for c in row.cells if c.kind == "text" and isinstance(c.value, ast.Word))
        for row in rows
    ]
    reported = " ".join(
        f"{each.code} {each.message}" for each in (*([problem] if problem else []), *problems)
    )
    return sorted(found), reported


BOTH = pytest.mark.parametrize("read", [imported, in_a_pack])
NAMES = (
    *(
        "Company (legal name)",
        "Legal name",
        "Name of company",
        "Companies",
        "Banned companies",
        "Restricted party",
    ),
    *(
        "Firma",
        "Firmenname",
        "Raison sociale",
        "Empresa",
        "公司名称",
        "Vendor name",
        "Company_Name",
        "COMPANY",
    ),
)
OTHER_NAMES = (
    "Chinese name",
    "Local name",
    "Native name",
    "Alias(es)",
    "Also known as",
    "Former name",
    "former",
    "aliases",
    "Local name (Chinese)",
    "别名",
    "a.k.a.",
)


@BOTH
@pytest.mark.parametrize("heading", NAMES)
def test_a_heading_is_read_by_its_words(heading: str, read: object, tmp_path: Path) -> None:
    assert callable(read)
    found, reported = read(tmp_path, f"{heading};Country\nAcme Works;CN\n".encode())
    assert [("Acme Works",)] == found
    assert "the column `Country` is ignored" in reported


@BOTH
@pytest.mark.parametrize("heading", OTHER_NAMES)
def test_other_names_are_read_from_every_column_of_them(heading: str, read: object, tmp_path: Path) -> None:
    assert callable(read)
    found, _ = read(tmp_path, f"Company;{heading};Other names\nAcme Works;安美;Amco | AW\n".encode())
    assert [("Acme Works", "安美", "Amco", "AW")] == [
        (each[0], *sorted(each[1:], reverse=True)) for each in found
    ]


@pytest.mark.parametrize(
    "heading", ["Company address", "Contact name", "Parent company", "Vendor #", "Part name"]
)
def test_a_heading_with_another_word_is_no_column_of_names(heading: str, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(f"{heading};Country\nAcme Works;CN\n", encoding="utf-8")
    out, reported, code = run("microdep lists import own.csv --as own --published 2020-01-02", tmp_path)
    assert (4, True) == (code, "file/wrong-format" in reported), out + reported


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "Our list, as of May\n\nCompany;Country\nFoo Co., Ltd.;CN\nAcme Works;CN\n",
        "Our list; 2026\nissued by purchasing;;\nCompany;Country\nFoo Co., Ltd.;CN\nAcme Works;CN\n",
        "Companies to avoid\nCompany\nFoo Co., Ltd.\nAcme Works\n",
        "Company\nFoo Co., Ltd.\nCompany\nAcme Works\n",
        'Company,Country\n"Foo Co.,\nLtd.",CN\nAcme Works,CN\n',
    ],
)
def test_titles_repeated_headings_and_wrapped_cells_are_no_companies(
    text: str, read: object, tmp_path: Path
) -> None:
    assert callable(read)
    assert [("Acme Works",), ("Foo Co., Ltd.",)] == read(tmp_path, text.encode())[0]


@BOTH
@pytest.mark.parametrize(
    "cell",
    [
        *(
            "n/a",
            "Note: see the annex",
            "Total: 5",
            "Total 5 companies",
            "see below",
            "1234",
            "2026-01-31",
            "31.01.2026",
        ),
        *(
            "January 5, 2026",
            "=A1",
            "=HYPERLINK(A1)",
            "#REF!",
            "https://example.com/list",
            "Page 2 of 3",
            "-",
        ),
    ],
)
def test_a_cell_that_names_nobody_is_reported_and_the_others_are_read(
    cell: str, read: object, tmp_path: Path
) -> None:
    assert callable(read)
    found, reported = read(tmp_path, f"name\nAcme Works\n{cell}\nBar Works\n".encode())
    assert [("Acme Works",), ("Bar Works",)] == found
    assert f"`{cell}` is left out" in reported


@BOTH
@pytest.mark.parametrize(
    "name", ["Total SE", "Note Printing Australia", "3M", "360 Security", "Page Industries", "小米"]
)
def test_a_name_that_resembles_a_remark_is_a_name(name: str, read: object, tmp_path: Path) -> None:
    assert callable(read)
    found, reported = read(tmp_path, f"name\n{name}\n".encode())
    assert [(name,)] == found
    assert "is left out" not in reported


@BOTH
@pytest.mark.parametrize("name", ["Huawei, ZTE", "Foo Ltd, Bar Branch", "Huawei and ZTE", "Foo Ltd und Bar"])
def test_a_cell_that_may_be_several_is_one_name_with_a_warning(
    name: str, read: object, tmp_path: Path
) -> None:
    assert callable(read)
    found, reported = read(tmp_path, f"name\n{name}\n".encode())
    assert [(name,)] == found
    assert "table/name-not-quoted" in reported


@BOTH
@pytest.mark.parametrize(
    "name",
    [
        "Marks & Spencer",
        "Johnson and Johnson",
        "Foo and Sons",
        "Foo and Bar Inc.",
        "Institute of Optics and Ions",
    ],
)
@pytest.mark.parametrize("heading", ["name", "name,aliases"])
def test_and_in_the_name_of_one_company_needs_no_warning(
    heading: str, name: str, read: object, tmp_path: Path
) -> None:
    assert callable(read)
    cells = name if heading == "name" else f"Qux,{name}"
    found, reported = read(tmp_path, f"{heading}\n{cells}\n".encode())
    assert [tuple(cells.split(","))] == found
    assert "warning" not in reported


@BOTH
def test_and_between_two_other_names_is_one_name_with_a_warning(read: object, tmp_path: Path) -> None:
    assert callable(read)
    found, reported = read(tmp_path, b"name,aliases\nQux,Quux | Foo and Bar\n")
    assert [("Qux", "Quux", "Foo and Bar")] == found
    assert "`Foo and Bar` is read as the name of one company, but may be several companies" in reported


@BOTH
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_the_encodings_of_spreadsheets_are_read(encoding: str, read: object, tmp_path: Path) -> None:
    assert callable(read)
    found, reported = read(tmp_path, "name\r\nBöhler Works\r\nCafé Works\r\n".encode(encoding))
    assert [("Böhler Works",), ("Café Works",)] == found
    assert (encoding == "cp1252") == ("is read as cp1252" in reported)


@BOTH
def test_a_row_with_other_names_alone_is_a_company(read: object, tmp_path: Path) -> None:
    assert callable(read)
    found, _ = read(tmp_path, b"name;aliases\nAcme Works;\n;Bar Works\nn/a;Foo Works\n")
    assert [("Acme Works",), ("Bar Works",), ("Foo Works",)] == found


@BOTH
def test_many_rows_that_are_left_out_do_not_hide_the_ones_below(read: object, tmp_path: Path) -> None:
    assert callable(read)
    assert [("Acme Works",)] == read(tmp_path, b"name\n" + b"n/a\n" * 300 + b"Acme Works\n")[0]


@BOTH
@pytest.mark.parametrize(
    "piece", sample_of(["9", "@", " ,", "(", "(a", "and ", "a.k.a. ", ";(", "\u00a0"], 4)
)
def test_a_very_long_cell_is_read_at_once(piece: str, read: object, tmp_path: Path) -> None:
    assert callable(read)
    found, _ = read(tmp_path, f'name\n"x{piece * 20_000}x"\nAcme Works\n'.encode())
    assert ("Acme Works",) in found


def test_an_unclosed_quote_in_a_pack_is_an_error(tmp_path: Path) -> None:
    assert "file/truncated" in in_a_pack(tmp_path, b'name\n"Acme Works\nBar Works\n')[1]


def test_a_workbook_in_a_pack_is_refused_with_a_fix(tmp_path: Path) -> None:
    pack = tmp_path / "our-list"
    pack.mkdir()
    (pack / "pack.rule").write_text(PACK.replace("banned.csv", "banned.xlsx"), encoding="utf-8")
    (tmp_path / "bom.csv").write_text("Name;Manufacturer\na;Bosch\n", encoding="utf-8")
    out, reported, _ = run("microdep check bom.csv --pack our-list --as-of 2026-11-29", tmp_path)
    assert "error[file/wrong-format]" in out + reported
    assert "save the sheet as CSV" in out + reported


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("(also known as XY; and two aliases: Hollin Hair; and Haolin)", ("XY", "Hollin Hair", "Haolin")),
        ("(formerly known as Bar and also known as Baz)", ("Bar", "Baz")),
        ("(a.k.a. Bar (Tianjin) Works; f.k.a. Baz)", ("Bar (Tianjin) Works", "Baz")),
        (", a.k.a., the following two aliases: —Bar; and —Baz", ("Bar", "Baz")),
        ("(including two aliases: Akesu Huafu and Aksu Yarn)", ("Akesu Huafu", "Aksu Yarn")),
        ("(and one alias: Yida and Sons)", ("Yida and Sons",)),
        ("(formerly known as Bar Mill (also known as Baz (Hotan) Mill))", ("Bar Mill", "Baz (Hotan) Mill")),
        (
            "(also known as Bar (formerly Old Bar) and two aliases: Xa; and Ya)",
            ("Bar", "Old Bar", "Xa", "Ya"),
        ),
        ("(formerly known as Bar Mill [also known as Baz Mill])", ("Bar Mill", "Baz Mill")),
        ("(formerly Bar Co., Ltd., Baz Co. and Foo Inc.)", ("Bar Co., Ltd", "Baz Co", "Foo Inc")),
        ("(including one alias: Bar) and its subsidiaries", ("Bar",)),
        ("(AW) and its subordinate and affiliated entities", ("AW",)),
        ("and its two subsidiaries, which include Bar Co., Ltd., and Baz Co.", ("Bar Co., Ltd", "Baz Co")),
        ("(an affiliate of Acme, also known as Bar)", ("Bar",)),
    ],
)
def test_mixed_other_names_behind_a_name_are_read(text: str, others: tuple[str, ...], tmp_path: Path) -> None:
    assert [("Acme Works", *others)] == imported(
        tmp_path, f"name\tcountry\nAcme Works {text}\tCN\n".encode()
    )[0]
