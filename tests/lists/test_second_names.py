"""A text in a list of companies that is more than one name is an error in every kind of list."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

LEI = "529900T8BM49AURSDO55"
SECOND = (
    f'Acme Works or "lei:{LEI}"',
    f"Acme Works lei:{LEI}",
    f"Acme Works (LEI {LEI})",
    "Acme Works, DUNS: 123456789",
    f"Acme Works {LEI}",
    f"lei:{LEI} or Acme Works",
    "Acme Works or Acme Mill",
    "Acme Works OR Acme Mill",
    "Foo Ltd and Bar GmbH",
    "Foo, Inc. and Bar, Ltd.",
    "Foo Limited & Shenzhen Optics Limited",
    "\u534e\u4e3a\u6709\u9650\u516c\u53f8\u548c\u4e2d\u5174\u6709\u9650\u516c\u53f8",
    "Huawei, ZTE and Dahua",
)
SEPARATED = (
    "HLM / Smart Optics",
    "Acme Works / Acme Mill",
    "Foo Ltd / Bar GmbH",
    "Foo Ltd/Bar GmbH",
    "Foo AG/Bar AG",
    "Huawei/ZTE",
    "Foo Ltd \\ Bar GmbH",
    "Foo A/S / Bar A/S",
    "Foo A/S/Bar A/S",
    "\u534e\u4e3a/\u4e2d\u5174",
    "\u534e\u4e3a\uff0f\u4e2d\u5174",
)
SEPARATED_IN_A_NAME = (
    "Foo Ltd; Bar GmbH",
    "Foo Ltd|Bar GmbH",
    "Foo | Bar",
    "\u534e\u4e3a\u3001\u4e2d\u5174",
    "HLM\u3001Smart Optics",
    "Foo\uff1bBar",
    "Foo\uff5cBar",
    "Foo Ltd, Bar GmbH",
    "\u534e\u4e3a\u6709\u9650\u516c\u53f8\uff0c\u4e2d\u5174\u6709\u9650\u516c\u53f8",
    "SMC, Smart Power, 3M",
    '"Acme Works", "Acme Mill"',
)
"""Texts that are several other names in a column `aliases`."""
LINES = ("Foo Ltd\nBar GmbH", "Huawei\nZTE")
"""Texts with line ends between names, which are several other names in a column `aliases`."""
UNCLEAR = (
    "Foo, Bar",
    "SMC, Smart Power",
    "Smith, Jones & Co.",
    "Foo Ltd, Shenzhen Branch",
    "HLM, Shenzhen, China",
    "SMC, Smart Power, ABC Semi Ltd.",
    "\u534e\u4e3a\uff0c\u4e2d\u5174",
    "Foo Digital\nTechnology Co., Ltd.",
)
"""Texts in a column `aliases` with a sign that may separate names, or may belong to one name."""
WITH_A_COMMA = (
    "Foo Co., Ltd.",
    "Foo, Inc.",
    "Foo Company, Limited",
    "Foo, S.A. de C.V.",
    "Foo Co., Ltd. (China)",
    "Foo (Shenzhen, China) Ltd",
    "Foo Import, Export and Tools Ltd.",
    "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "Procter & Gamble",
    "Foo Science and Technology Corporation",
    "'Smith, Jones & Co.'",
    "'Foo, Bar'",
)
OTHER_NAMES = ("Acme Works d/b/a Acme Mill", "Acme Works, formerly known as Acme Mill", "Acme Works aka Mill")
ONE = ("Oregon Works", "'Now or Never Ltd'", 'АО "Завод"', "Cage Works Ltd", "Orion Works", "Vat Works 69")  # noqa: RUF001 - a name in Cyrillic
WITH_A_SLASH = (
    "Foo A/S",
    "Foo Holding A/S, Bar Branch",
    "Foo Works c/o Bar Ltd",
    "M/s Foo Ltd",
    "Foo I/O Systems Inc.",
    "Foo / Co. KG",
    "Foo (Asia/Pacific)",
    "Foo (Boards/Chips) Ltd",
    "'Foo / Bar'",
    "'Foo;Bar'",
    "\u201cFoo | Bar\u201d",
    "Foo Ltd;",
)
RULE = """pack own version 2026-12-01
  title      "own"
  authority  "company policy"
  reviewed   2026-12-01

list banned of party
  {entry}

rule banned-manufacturer
  title       "manufacturer is a banned company"
  severity    prohibit
  cites       "company policy"
  in force    by check date
  applies to  every listed component
  forbid      component.manufacturer is in banned

example pass of banned-manufacturer "another company"
  bom     component motor, manufacturer "Example Motors"
  expect  pass at motor
"""


def errors_of(folder: Path, entry: str, table: str = "") -> list[str]:
    """Codes of the errors of a pack with one list of companies."""
    (folder / "own").mkdir()
    (folder / "own" / "pack.rule").write_text(RULE.format(entry=entry), encoding="utf-8")
    if table:
        (folder / "own" / "banned.csv").write_text(table, encoding="utf-8")
    _, reported, _ = run("microdep test own", folder)
    return re.findall(r"error\[([a-z/-]+)\]", reported)


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize("text", [*SECOND, *SEPARATED, *OTHER_NAMES])
@pytest.mark.parametrize("column", ["name", "aliases"])
def test_a_second_name_in_a_cell_of_a_pack_is_an_error(text: str, column: str, tmp_path: Path) -> None:
    table = f"name\n{cell(text)}\n" if column == "name" else f"name,aliases\nBar Mill,{cell(text)}\n"
    assert errors_of(tmp_path, 'from "banned.csv"', table) == ["table/not-a-name"]


@pytest.mark.parametrize(
    "text", [text for text in (*SECOND, *SEPARATED, *SEPARATED_IN_A_NAME, *OTHER_NAMES) if '"' not in text]
)
def test_a_second_name_in_a_text_of_a_rule_file_is_an_error(text: str, tmp_path: Path) -> None:
    assert errors_of(tmp_path, f'"{text}"  cites "policy"') == ["table/not-a-name"]


@pytest.mark.parametrize("text", [*SECOND, *SEPARATED, *SEPARATED_IN_A_NAME, *LINES])
@pytest.mark.parametrize("command", ["import own.csv --as own --published 2020-01-02", "ban own.csv"])
def test_a_second_name_in_a_cell_is_no_list_for_a_command(text: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(f"name,country\n{cell(text)},CN\n", encoding="utf-8")
    _, reported, code = run(f"microdep lists {command}", tmp_path)
    assert "error[table/not-a-name]" in reported
    assert code == 4


@pytest.mark.parametrize("text", [*SEPARATED_IN_A_NAME, *LINES])
def test_two_names_with_a_sign_between_them_are_no_name(text: str, tmp_path: Path) -> None:
    assert errors_of(tmp_path, 'from "banned.csv"', f"name\n{cell(text)}\n") == ["table/not-a-name"]


def test_the_message_shows_what_to_write_for_two_companies(tmp_path: Path) -> None:
    errors_of(tmp_path, 'from "banned.csv"', "name\nFoo Ltd / Bar GmbH\n")
    _, output, _ = run("microdep test own", tmp_path)
    assert "write each company in its own row: `Foo Ltd`, `Bar GmbH`" in output
    assert "if the text is one name, put it in quotation marks: `“Foo Ltd / Bar GmbH”`" in output


def test_the_message_has_the_heading_of_the_column_of_other_names(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("Firm,Also known as\nFoo Ltd / Bar GmbH,\n", encoding="utf-8")
    _, output, _ = run("microdep lists ban own.csv", tmp_path)
    assert "another name of one company in a column `Also known as`" in output


def companies_with(folder: Path, text: str) -> dict[str, str]:
    """Verdicts for each name in the text, and for a company beside it, with the text as other names."""
    table = f"Company,Also known as\nQuill Mill,{cell(text)}\n"
    (folder / "own.csv").write_text(table, encoding="utf-8")
    _, output, code = run("microdep lists ban own.csv", folder)
    assert code == 0, output
    names = [name.strip(' "') for name in re.split(r"[;|\n\uff1b\uff5c\u3001,\uff0c]", text)]
    rows = "".join(f"part {at};{name}\n" for at, name in enumerate([*names, "Zenith Quux"]))
    (folder / "bom.csv").write_text(f"Name;Manufacturer\n{rows}", encoding="utf-8")
    out, errors, _ = run("microdep check bom.csv --pack banned-companies --format json", folder)
    outcomes = json.loads(out)["documents"][0]["outcomes"]
    makers = [outcome for outcome in outcomes if outcome["rule"].endswith("banned-manufacturer")]
    verdicts = {outcome["subject"]["name"]: outcome["verdict"] for outcome in makers}
    assert verdicts[f"part {len(names)}"] == "pass", errors
    return {name: verdicts[f"part {at}"] for at, name in enumerate(names)}


@pytest.mark.parametrize(
    "text",
    [*SEPARATED_IN_A_NAME, *LINES, "SMC, Smart Power, ABC Semi, Shenzhen Optics, 3M", "Foo;\nBar"],
)
def test_each_of_several_other_names_in_one_cell_is_banned(text: str, tmp_path: Path) -> None:
    verdicts = companies_with(tmp_path, text)
    assert {verdict for name, verdict in verdicts.items() if name} == {"fail"}, verdicts


@pytest.mark.parametrize("column", ["aliases", "former"])
@pytest.mark.parametrize("text", UNCLEAR)
def test_other_names_without_a_clear_sign_are_an_error(text: str, column: str, tmp_path: Path) -> None:
    table = f"name,{column}\nQuill Mill,{cell(text)}\n"
    assert errors_of(tmp_path, 'from "banned.csv"', table) == ["table/not-a-name"]
    _, output, _ = run("microdep test own", tmp_path)
    assert "write `|` between other names" in output
    (tmp_path / "own.csv").write_text(table, encoding="utf-8")
    for command in ("import own.csv --as own --published 2020-01-02", "ban own.csv"):
        _, output, code = run(f"microdep lists {command}", tmp_path)
        assert (code, "write `|` between other names" in output) == (4, True)


@pytest.mark.parametrize("text", WITH_A_COMMA)
@pytest.mark.parametrize("column", ["name", "aliases"])
def test_one_name_with_a_comma_is_one_name(text: str, column: str, tmp_path: Path) -> None:
    table = f"name\n{cell(text)}\n" if column == "name" else f"name,aliases\nBar Mill,{cell(text)}\n"
    (tmp_path / "own.csv").write_text(table, encoding="utf-8")
    parties = json.dumps([{"id": "a", "name": text.strip("'")}])
    bom = f"schema: microdep-bom/1\nparties: {parties}\ncomponents: [{{name: u1, manufacturer: a}}]\n"
    (tmp_path / "bom.yaml").write_text(bom, encoding="utf-8")
    _, output, code = run("microdep lists ban own.csv", tmp_path)
    assert (code, "several" in output) == (0, False), output
    assert run("microdep check bom.yaml --pack banned-companies", tmp_path)[2] == 1


@pytest.mark.parametrize("text", ["Huawei, ZTE", "HLM, Smart Optics", "Foo Holding A/S, Bar Branch"])
def test_a_comma_in_a_name_that_may_separate_companies_is_reported(text: str, tmp_path: Path) -> None:
    assert errors_of(tmp_path, 'from "banned.csv"', f"name\n{cell(text)}\n") == []
    output = run("microdep test own", tmp_path)[1]
    assert "warning[table/name-not-quoted]" in output
    assert f"put it in quotation marks: `“{text}”`" in output


@pytest.mark.parametrize("command", ["ban own.xlsx", "import own.xlsx --as own --published 2020-01-02"])
def test_a_line_end_in_a_cell_of_a_workbook_separates_other_names(command: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Company", "Also known as"), ("Quill Mill", "SMC\nSmart Optics")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "own.xlsx")
    _, output, code = run(f"microdep lists {command}", tmp_path)
    assert code == 0, output
    stored = "banned-companies/companies.csv" if "ban" in command else "company-lists/own.json"
    text = (tmp_path / stored).read_text(encoding="utf-8")
    assert "SMC\nSmart Optics" in text or '"Smart Optics"' in text


def test_many_warnings_do_not_hide_an_error_of_an_imported_list(tmp_path: Path) -> None:
    rows = "".join(f"Foo{at} Works; Bar{at} Mill\n".replace(";", ",") for at in range(300))
    table = "name|aliases\n" + "".join(f"{row}|\n" for row in rows.splitlines()) + "Quill|Foo, Bar\n"
    (tmp_path / "own.csv").write_text(table.replace("|", "\t"), encoding="utf-8")
    _, output, code = run("microdep lists import own.csv --as own --published 2020-01-02", tmp_path)
    assert (code, "write `|` between other names" in output) == (4, True)


@pytest.mark.parametrize("text", [*ONE, *WITH_A_SLASH])
def test_one_name_is_no_error(text: str, tmp_path: Path) -> None:
    assert errors_of(tmp_path, 'from "banned.csv"', f"name\n{cell(text)}\n") == []


def test_quotation_marks_in_a_cell_make_one_name_of_it(tmp_path: Path) -> None:
    """The company with the quoted name is banned."""
    assert errors_of(tmp_path, 'from "banned.csv"', "name\n'Foo / Bar'\n") == []
    parties, components = "[{id: a, name: Foo / Bar}]", "[{name: u1, manufacturer: a}]"
    bom = f"schema: microdep-bom/1\nparties: {parties}\ncomponents: {components}\n"
    (tmp_path / "bom.yaml").write_text(bom, encoding="utf-8")
    out, errors, code = run("microdep check bom.yaml --pack own", tmp_path)
    assert code == 1, out + errors


@pytest.mark.parametrize("text", [f"{LEI} or {LEI}", f"{LEI}, lei:{LEI}"])
def test_two_identifiers_in_a_cell_are_an_error(text: str, tmp_path: Path) -> None:
    table = f"name,lei\nAcme Works,{cell(text)}\n"
    assert errors_of(tmp_path, 'from "banned.csv"', table) == ["table/not-a-name"]


def test_an_identifier_with_its_scheme_in_the_column_of_the_scheme_is_read_once(tmp_path: Path) -> None:
    entry = 'from "banned.csv"'
    assert errors_of(tmp_path, entry, f"name,lei\nAcme Works,lei:{LEI}\n") == []
    (tmp_path / "bom.csv").write_text(f"reference,manufacturer,manufacturer lei\nU1,Bolt Motors Ltd,{LEI}\n")
    out, reported, code = run("microdep check bom.csv --pack own", tmp_path)
    assert code == 1, out + reported


@pytest.mark.parametrize("row", ["?????????,Acme Works", "Acme Works,?????????", "Acme \ufffd Works,Acme"])
def test_a_name_without_its_letters_is_reported(row: str, tmp_path: Path) -> None:
    assert errors_of(tmp_path, 'from "banned.csv"', f"name,aliases\n{row}\n") == []
    _, reported, _ = run("microdep test own", tmp_path)
    assert "warning[table/not-a-name]: letters of the name" in reported
