"""A list of companies typed in a spreadsheet bans those companies and nobody else: through the command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
pack our-list version 1
  title      "our list"
  authority  "company policy"
  reviewed   2026-11-26

list banned of party
  from "banned.csv"

rule banned-maker
  title       "maker on our list"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid      component.manufacturer is in banned

example fail of banned-maker "one of them"
  bom     component a, manufacturer "Bar Telecom"
  expect  fail at a
"""
BANNED = ("Bar Telecom", "AT&T Radio", "Foo Co., Ltd.", "3M Radio", "Huawei")
OTHERS = (
    *("Deutsche Telecom", "Radio Corp", "Telecom", "Bosch", "Barco", "Foobar Works"),
    *("Texas Instruments", "Murata Manufacturing Co., Ltd.", "TDK", "Würth Elektronik", "Hua Nan Works"),
)
NOBODY = ("Co., Ltd.", "Ltd", "TBD", "the manufacturer", "Supplier A")


def checked(folder: Path, makers: tuple[str, ...], text: str) -> dict[str, str]:
    """The verdicts on components of some makers, by the names of these."""
    pack = folder / "our-list"
    pack.mkdir(exist_ok=True)
    (pack / "pack.rule").write_text(PACK, encoding="utf-8")
    (pack / "banned.csv").write_text(text, encoding="utf-8")
    lines = [f'part {number};"{maker}"\n' for number, maker in enumerate(makers)]
    (folder / "bom.csv").write_text(f"Name;Manufacturer\n{''.join(lines)}", encoding="utf-8")
    out, reported, code = run(
        "microdep check bom.csv --pack our-list --as-of 2026-11-29 --format json", folder
    )
    assert code in {0, 1, 5}, out + reported
    outcomes = json.loads(out)["documents"][0]["outcomes"]
    by_name = {outcome["subject"]["name"]: outcome["verdict"] for outcome in outcomes}
    return {maker: by_name[f"part {number}"] for number, maker in enumerate(makers)}


def quoted(names: tuple[str, ...], sign: str) -> list[str]:
    return [f'"{name}"' if sign in name else name for name in names]


FULL_WIDTH = "".join(
    each if each == " " else chr(ord(each) + 0xFEE0) for each in "HUAWEI Technologies Co.,Ltd."
)
LISTS = {
    "one column": "company\n" + "\n".join(BANNED) + "\n",
    "as Excel saves it": "\ufeffCompany name\r\n" + "\r\n".join(quoted(BANNED, ",")) + "\r\n",
    "every name in quotes": "Name\n" + "\n".join(f'"{each}"' for each in BANNED) + "\n",
    "quotes that were typed": "Supplier\n" + "\n".join(f'"""{each}"""' for each in BANNED) + "\n",
    "numbered, with remarks": "No.;Company;Country;Remark\n"
    + "".join(f"{number};{each};CN;asked in May\n" for number, each in enumerate(BANNED, 1)),
    "tabs, and an empty line": "Manufacturer\tReason\n\n" + "".join(f"{each}\tpolicy\n" for each in BANNED),
}


@pytest.mark.parametrize("text", LISTS.values(), ids=list(LISTS))
def test_a_list_that_somebody_typed_bans_the_five_companies_and_nobody_else(
    text: str, tmp_path: Path
) -> None:
    found = checked(tmp_path, (*BANNED, *OTHERS, *NOBODY), text)
    assert dict.fromkeys(BANNED, "fail") == {name: found[name] for name in BANNED}
    assert dict.fromkeys(OTHERS, "pass") == {name: found[name] for name in OTHERS}
    assert dict.fromkeys(NOBODY, "unknown") == {name: found[name] for name in NOBODY}


def test_other_spellings_of_a_banned_company_are_never_cleared(tmp_path: Path) -> None:
    text = (
        "name,aliases\nHuawei,Huawei Technologies Co. Ltd.|华为\nContemporary Amperex Technology,宁德时代\n"
    )
    fails = (
        *("HUAWEI", "\uff28\uff55awei", "\u041duawei", "Hua\u200bwei", "Huáwei", "华为"),
        *(
            "\u029cuawei",
            "Hu\u0251wei",
            "Huawei\u2122",
            "Huawei\u00ae",
            FULL_WIDTH,
        ),
        *("huawei technologies company limited", "The Huawei Technologies Co., Ltd."),
    )
    unknown = (
        *("Huawei Marine Networks", "Shenzhen Huawei Trading", "Huawei Technologies GmbH", "Huwaei"),
        *("深圳华为技术有限公司", "Contemp. Amperex Tech", "Contemporary Amperex Technology (Germany) GmbH"),
        *("various", "tbd by supplier", "various suppliers"),
    )
    found = checked(tmp_path, (*fails, *unknown), text)
    assert dict.fromkeys(fails, "fail") == {name: found[name] for name in fails}
    assert dict.fromkeys(unknown, "unknown") == {name: found[name] for name in unknown}


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("name\nBar Telecom\nn/a\n", "warning[table/not-a-name]", "banned.csv:3:1"),
        ("name\nBar Telecom\n#REF!\n", "warning[table/not-a-name]", "banned.csv:3:1"),
        ("name,alias\nBar Telecom,BT\nBest Tin,BT\n", "warning[list/ambiguous-name]", "banned.csv:3:1"),
        ("Bar Telecom\nHuawei\n", "warning[table/column-missing]", "banned.csv:1:1"),
        ("Blocked\nBar Ltd\nHuawei Inc\n", "error[table/column-missing]", "banned.csv:1:1"),
        ("name,alises\nBar Telecom,BT\n", "warning[table/unknown-column]", "banned.csv:1:6"),
        ("name,lei\n,5299\n", "error[table/value-missing]", "banned.csv:2:1"),
        ("name,ids\nBar Telecom,5299\n", "error[table/cell-not-read]", "banned.csv:2:13"),
        ("name,lei\nBar Telecom,52-99\nBest Tin,5299\n", "warning[list/ambiguous-name]", "banned.csv:3:1"),
    ],
)
def test_mistakes_of_a_list_are_reported_with_their_cells(
    text: str, code: str, place: str, tmp_path: Path
) -> None:
    pack = tmp_path / "our-list"
    pack.mkdir()
    (pack / "pack.rule").write_text(PACK, encoding="utf-8")
    (pack / "banned.csv").write_text(text, encoding="utf-8")
    (tmp_path / "bom.csv").write_text("Name;Manufacturer\na;Bosch\n", encoding="utf-8")
    out, reported, _ = run("microdep check bom.csv --pack our-list --as-of 2026-11-29", tmp_path)
    assert code in out + reported
    assert place in out + reported


@pytest.mark.parametrize(("merged", "column"), [("B2:B3", 1), ("C2:C3", 2)])
def test_the_text_of_a_merged_cell_applies_to_each_of_its_rows(
    merged: str, column: int, tmp_path: Path
) -> None:
    rows = [
        ["Gamma Drives GmbH", "Beta Gears", "2024-01-01"],
        ["Delta Pumps Ltd", "Iota Gears", "2025-01-01"],
    ]
    rows[1][column] = ""
    book = Workbook()
    assert book.active is not None
    for row in (["Company", "Other names", "Banned from"], *rows):
        book.active.append(row)
    book.active.merge_cells(merged)
    book.save(tmp_path / "banned.xlsx")
    _, err, code = run("microdep lists ban banned.xlsx", tmp_path)
    assert code == 0, err
    lines = (tmp_path / "banned-companies" / "companies.csv").read_text(encoding="utf-8").splitlines()
    text = rows[0][column]
    assert [True, True] == [text in line for line in lines[1:3]], lines
