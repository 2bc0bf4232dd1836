"""A spreadsheet of companies becomes a pack that bans them, by the printed hints alone."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import openpyxl
import pytest

from microdep_rules.workspace.ban_pack import add_pack
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BANNED = ("Bar Telecom", "AT&T Radio", "Foo Co., Ltd.", "3M Radio", "海康威视")
OTHERS = ("Deutsche Telecom", "Radio Corp", "Telecom", "Bosch", "Murata Manufacturing Co., Ltd.", "TDK")
BOM = "Name;Manufacturer\n" + "".join(f'part {n};"{name}"\n' for n, name in enumerate((*BANNED, *OTHERS)))

DISTINCT = (
    "Volga Priborstroy",
    "Tessaline Optics",
    "Marrow & Pike",
    "Nordwind Antriebe GmbH",
    "Quillon Forge",
)


def write_sheet(path: Path, *rows: tuple[object, ...], more: tuple[str, ...] = ()) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for name in more:
        second = book.create_sheet(name)
        for row in (("Alias", "Firm"), ("Quux", "Plover Works")):
            second.append(row)
    book.save(path)


def named(*names: str) -> list[tuple[object, ...]]:
    return [("Company",), *((each,) for each in names)]


def by_hint(out: str, folder: Path) -> dict[str, dict[str, str]]:
    """The verdicts by rule and maker, of the command that was printed as the next one."""
    (line,) = [each.removeprefix("next: ") for each in out.splitlines() if each.startswith("next: ")]
    found, reported, code = run(f"{line} --format json", folder)
    assert code in {0, 1, 5}, found + reported
    verdicts: dict[str, dict[str, str]] = {}
    for each in json.loads(found)["documents"][0]["outcomes"]:
        of_rule = verdicts.setdefault(each["rule"].partition("/")[2], {})
        of_rule[each["subject"]["name"]] = each["verdict"]
    return verdicts


def test_five_companies_are_banned_and_nobody_else_by_the_printed_hints_alone(tmp_path: Path) -> None:
    rows = [(n, name, "CN", "asked in May") for n, name in enumerate(BANNED, 1)]
    head = ("Do not buy from these",), (), ("No.", "Company", "Country", "Reason, remark")
    write_sheet(tmp_path / "our list.xlsx", *head, *rows, (6,))
    (tmp_path / "bom.csv").write_text(BOM, encoding="utf-8")
    out, reported, code = run("microdep lists ban 'our list.xlsx'", tmp_path)
    assert (0, "") == (code, reported)
    assert "5 companies: Bar Telecom, AT&T Radio, `Foo Co., Ltd.`, 3M Radio, 海康威视" in out
    found = by_hint(out, tmp_path)["banned-manufacturer"]
    verdicts = {name: found[f"part {n}"] for n, name in enumerate((*BANNED, *OTHERS))}
    assert dict.fromkeys(BANNED, "fail") | dict.fromkeys(OTHERS, "pass") == verdicts
    assert 0 == run("microdep test banned-companies", tmp_path)[2]
    assert 0 == run("microdep fmt --check banned-companies", tmp_path)[2]


def test_a_banned_supplier_fails_and_one_that_is_not_stated_is_unknown(tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named(*BANNED))
    text = "Name;Manufacturer;Supplier\nbad;Bosch;Bar Telecom\ngood;Bosch;Digikey\nopen;Bosch;\n"
    (tmp_path / "bom.csv").write_text(text, encoding="utf-8")
    out, _, _ = run("microdep lists ban banned.xlsx", tmp_path)
    found = by_hint(out, tmp_path)["banned-supplier"]
    assert ("fail", "pass", "unknown") == (found["bad"], found["good"], found["open"])


def test_a_ban_of_manufacturers_has_no_rule_for_suppliers_and_says_so(tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named(*BANNED))
    text = "Name;Manufacturer\nbad;Bar Telecom\ngood;Bosch\nopen;\n"
    (tmp_path / "bom.csv").write_text(text, encoding="utf-8")
    out, _, _ = run("microdep lists ban banned.xlsx --manufacturers-only", tmp_path)
    assert "pack.rule: the rule banned-manufacturer\n" in out
    assert "suppliers are not checked: a component from a banned supplier passes\n" in out
    assert "suppliers are not checked" in run("microdep packs show ./banned-companies", tmp_path)[0]
    found = by_hint(out, tmp_path)
    assert "banned-supplier" not in found
    verdicts = found["banned-manufacturer"]
    assert ("fail", "pass", "unknown") == (verdicts["bad"], verdicts["good"], verdicts["open"])


@pytest.mark.parametrize(
    "options", ["", " --affiliates 50", " --from 2027-01-01", " --from 2027-01-01 --basis award"]
)
def test_a_ban_of_manufacturers_is_sound(options: str, tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named(*BANNED))
    run(f"microdep lists ban banned.xlsx --manufacturers-only{options}", tmp_path)
    for command in ("test", "lint", "fmt --check"):
        out, err, code = run(f"microdep {command} banned-companies", tmp_path)
        assert 0 == code, out + err
    assert "no findings" in run("microdep lint banned-companies", tmp_path)[0]


def test_by_default_a_bom_without_suppliers_does_not_pass(tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named(*BANNED))
    (tmp_path / "bom.csv").write_text("Name;Manufacturer\na;Bosch\n", encoding="utf-8")
    out, _, _ = run("microdep lists ban banned.xlsx", tmp_path)
    assert "pack.rule: the rules banned-manufacturer and banned-supplier\n" in out
    assert "bom.csv has no column of suppliers, so banned-supplier is unknown for each component\n" in out
    assert "unknown" == by_hint(out, tmp_path)["banned-supplier"]["a"]
    out, _, code = run("microdep lists ban banned.xlsx --manufacturers-only --force", tmp_path)
    assert (0, False) == (code, "has no column of suppliers" in out)


def test_a_pack_with_an_exception_for_suppliers_keeps_its_rule_for_suppliers(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(TWO)
    run("microdep lists ban l.csv", tmp_path)
    run("microdep new exception early --rule banned-manufacturer --rule banned-supplier", tmp_path)
    _, reported, code = run("microdep lists ban l.csv --manufacturers-only --force", tmp_path)
    assert (2, True) == (code, "banned-companies/early.rule uses the rule banned-supplier" in reported)
    assert "write the ban into another pack, or delete banned-companies/early.rule and repeat" in reported
    assert 0 == run("microdep test banned-companies", tmp_path)[2]
    command = reported.partition("  next: ")[2].strip()
    assert command == "microdep lists ban l.csv --as banned-manufacturers --manufacturers-only"
    assert 0 == run(command, tmp_path)[2]
    assert 0 == run("microdep lists ban l.csv --force", tmp_path)[2]


def test_a_bom_with_suppliers_has_no_hint_about_them(tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named(*BANNED))
    (tmp_path / "bom.csv").write_text("Name;Manufacturer;Supplier\na;Bosch;Digikey\n", encoding="utf-8")
    out = run("microdep lists ban banned.xlsx", tmp_path)[0]
    assert ("next: microdep check bom.csv" in out, "column of suppliers" in out) == (True, False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Company,Other names,Remark\nFoo Works,FW | Foo Mill,x\nBar Ltd,,y\nBaz Co,BZ; Bazco; 巴兹,z\n",
            "read from `Other names`: 5 names of 2 companies; `|` separates two names of a cell\n",
        ),
        (
            "Company,Chinese name,Former name of the company\nFoo Works,福,Foo Mill\n",
            "read from `Chinese name` and `Former name of the company`: 2 names of 1 company; `|` ",
        ),
        ("Company,Alias\nFoo Works,\n", "read from `Alias`: no names; `|` separates two names of a cell\n"),
        ("Company\nFoo Works\n", "none; for other names, add a column `Other names`, with `|` between "),
    ],
)
def test_the_columns_of_other_names_are_shown_with_the_number_of_their_names(
    text: str, shown: str, tmp_path: Path
) -> None:
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, "") == (code, reported)
    assert f"\nother names: {shown}" in out
    assert ("Remark" in text) == ("\ncolumns not read: `Remark`\n" in out)


@pytest.mark.parametrize("cell", ["FW | Foo Mill", "FW; Foo Mill", "FW、Foo Mill", '"FW\nFoo Mill"'])
def test_each_sign_between_other_names_separates_them(cell: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,Other names\nBar Works,{cell}\n", encoding="utf-8")
    assert "2 names of 1 company" in run("microdep lists ban banned.csv", tmp_path)[0]


def test_a_comma_between_other_names_is_an_error_with_both_corrections(tmp_path: Path) -> None:
    text = 'Company,Other names\nVega Semiconductor,"Vega Semi, QVS"\n'
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert ("", 4) == (out, code)
    assert "error[table/not-a-name]: expected `|` between other names, found `Vega Semi, QVS`" in reported
    for names, cell in (("2 names", "Vega Semi | QVS"), ("1 name", "“Vega Semi, QVS”")):
        assert f"`{cell}`" in reported
        (tmp_path / "banned.csv").write_text(text.replace("Vega Semi, QVS", cell), encoding="utf-8")
        assert f"{names} of 1 company" in run("microdep lists ban banned.csv --force", tmp_path)[0]


def test_with_affiliates_an_owner_that_is_not_stated_is_unknown(tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named("Bar Telecom"))
    (tmp_path / "bom.csv").write_text("Name;Manufacturer\na;Bar Telecom\nb;Bosch\n", encoding="utf-8")
    out, _, _ = run("microdep lists ban banned.xlsx --affiliates 50", tmp_path)
    found = by_hint(out, tmp_path)["banned-manufacturer"]
    assert ("fail", "unknown") == (found["a"], found["b"])
    assert 0 == run("microdep test banned-companies", tmp_path)[2]


def test_an_entry_that_begins_later_is_not_the_one_of_the_examples(tmp_path: Path) -> None:
    rows = ("Company", "Date added"), ("Foo Works", "2090-01-01"), ('OOO "Romashka" Trading', "")
    write_sheet(tmp_path / "banned.xlsx", *rows)
    assert 0 == run("microdep lists ban banned.xlsx", tmp_path)[2]
    out, _, code = run("microdep test banned-companies", tmp_path)
    assert 0 == code, out


@pytest.mark.parametrize("before", ['packs = ["uas"]\n', 'fail_on = "fail"\n', "packs = [\n  'uas',\n]\n"])
def test_the_pack_is_added_to_the_configuration(before: str, tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text(before, encoding="utf-8")
    (tmp_path / "lists").mkdir()
    write_sheet(tmp_path / "lists" / "banned.xlsx", *named("Bar Telecom"))
    (tmp_path / "bom.csv").write_text("Name;Manufacturer\na;Bar Telecom\n", encoding="utf-8")
    out, reported, code = run("microdep lists ban lists/banned.xlsx --as blocked", tmp_path)
    assert 0 == code, reported
    assert "added blocked to `packs` in microdep.toml" in out
    shown, _, code = run("microdep check bom.csv", tmp_path)
    assert 1 == code
    assert "blocked/banned-manufacturer" in shown


def test_a_configuration_that_is_written_unusually_is_left_as_it_is(tmp_path: Path) -> None:
    text = 'packs = ["uas", # the only one\n]\n'
    (tmp_path / "microdep.toml").write_text(text, encoding="utf-8")
    write_sheet(tmp_path / "banned.xlsx", *named("Bar Telecom"))
    out, _, _ = run("microdep lists ban banned.xlsx", tmp_path)
    assert 'add "banned-companies" to `packs` in microdep.toml' in out
    assert text == (tmp_path / "microdep.toml").read_text(encoding="utf-8")


def test_packs_of_pyproject_are_added_in_its_table() -> None:
    before = "[project]\nname = 'x'\n[tool.microdep]\nfail_on = 'fail'\n"
    after = before.replace("microdep]\n", 'microdep]\npacks = ["micro-dependency", "banned"]\n')
    assert after == add_pack(before, "banned", "micro-dependency")


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ([("Banned",), ("Foo Ltd",), ("Bar Inc",)], "table/column-missing", "banned.xlsx Sheet!A1"),
        ([("Foo Ltd", "Bar Inc"), ("Baz Ltd", "Qux Inc")], "table/column-missing", "banned.xlsx Sheet!A1"),
        ([("R1", "10 k"), ("R2", "5 k")], "table/column-missing", "banned.xlsx Sheet!A1"),
        ([], "file/empty", "banned.xlsx"),
        ([("Company",)], "file/empty", "banned.xlsx"),
        ([("Company",), ("n/a",)], "file/empty", "banned.xlsx Sheet!A2"),
        ([("Company", "Country"), ("", "Bar Telecom")], "table/value-missing", "banned.xlsx Sheet!A2"),
        ([("Company",), ('="Hua"&"wei"',)], "import/cell-not-read", "banned.xlsx Sheet!A1"),
    ],
)
def test_a_list_with_a_mistake_writes_nothing(
    rows: list[tuple[object, ...]], code: str, place: str, tmp_path: Path
) -> None:
    write_sheet(tmp_path / "banned.xlsx", *rows)
    out, reported, left = run("microdep lists ban banned.xlsx", tmp_path)
    assert ("", 4) == (out, left)
    assert f"error[{code}]" in reported
    assert place in reported
    assert not (tmp_path / "banned-companies").exists()


def test_two_sheets_with_companies_are_not_chosen_between(tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named("Bar Telecom"), more=("Second",))
    out, reported, code = run("microdep lists ban banned.xlsx", tmp_path)
    assert ("", 4) == (out, code)
    assert "2 sheets contain such a list: `Sheet` and `Second`" in reported


@pytest.mark.parametrize("more", ["Sheet2", "Sheet (2)"])
def test_sheets_that_nobody_named_are_one_list_whatever_the_order_of_their_columns(
    more: str, tmp_path: Path
) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named("Bar Telecom"), more=(more,))
    text = "Name;Manufacturer\na;Bar Telecom\nb;Plover Works\nc;Quux\nd;Bosch\n"
    (tmp_path / "bom.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.xlsx", tmp_path)
    assert (0, "") == (code, reported)
    assert "2 companies: Bar Telecom, Plover Works" in out
    found = by_hint(out, tmp_path)["banned-manufacturer"]
    expected = {"a": "fail", "b": "fail", "c": "fail", "d": "pass"}
    assert expected == {name: found[name] for name in expected}


def test_a_mistake_in_the_second_sheet_is_shown_in_that_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in named("Bar Telecom"):
        book.worksheets[0].append(list(row))
    second = book.create_sheet("Sheet2")
    for row in (("Company", "Country"), ("", "Bar Works")):
        second.append(row)
    book.save(tmp_path / "banned.xlsx")
    _, reported, code = run("microdep lists ban banned.xlsx", tmp_path)
    assert (4, True) == (code, "error[table/value-missing]" in reported)
    assert "Sheet2!A2" in reported


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("Foo Co., Ltd.\nBar Telecom\nHuawei\n", "`Foo Co., Ltd.`, Bar Telecom, Huawei"),
        ("1;Huawei;CN;2024-01-01\n2;ZTE;China;2024-02-02\n", "Huawei, ZTE"),
        ("华为技术有限公司\n中兴通讯股份有限公司\n", "华为技术有限公司, 中兴通讯股份有限公司"),
    ],
)
def test_a_column_of_names_without_a_heading_is_read_with_a_warning(
    text: str, banned: str, tmp_path: Path
) -> None:
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, True) == (code, "warning[table/column-missing]" in reported)
    assert f"companies: {banned}\n" in out


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("Company;Country\nFoo Ltd;CN\nNo;Company\n1;Baz Works\n", "Foo Ltd, Baz Works"),
        ("Company;Country;;Company;Country\nFoo Ltd;CN;;Baz Ltd;CN\nBar;CN;;;\n", "Foo Ltd, Bar, Baz Ltd"),
        ("Company\nFoo Ltd\nNo;Company;Alias\n1;Baz Works;Quux\n", "Foo Ltd, Baz Works"),
        ("Company;Type\nFoo Ltd;Manufacturer\nHuawei;Supplier\n", "Foo Ltd, Huawei"),
    ],
)
def test_two_tables_on_one_sheet_are_one_list(text: str, banned: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, "") == (code, reported)
    assert f"companies: {banned}\n" in out


@pytest.mark.parametrize(
    "text",
    [
        "Company;Country\nFoo Ltd;CN\nApproved suppliers;\nCompany;Country\nGood Ltd;DE\n",
        "Company\nFoo Ltd\nBar Works\nApproved\nCompany\nGood Works\n",
        "Banned;;;Approved;\nCompany;Country;;Company;Country\nFoo Ltd;CN;;Good Ltd;CN\n",
    ],
)
def test_a_second_table_under_its_own_title_bans_nobody(text: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert ("", 4) == (out, code)
    assert "error[table/several-tables]" in reported or "error[table/column-twice]" in reported


@pytest.mark.parametrize(
    "text",
    [
        "Blocked\nFoo Ltd\nBar Inc\nBaz Co.\n",
        "R1\nR2\nBC847\n",
        "Huawei;Shenzhen Works\nZTE;Foo\n",
        "please do not buy from these\nHuawei\nZTE\n",
        "Huawei\n",
        "Huawei\nsee the annex\nZTE\n",
        "Huawei, Dahua\nZTE, Hytera\n",
    ],
)
def test_a_table_without_a_heading_that_is_not_clear_is_asked_about(text: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (4, True) == (code, "error[table/column-missing]" in reported)
    assert not (tmp_path / "banned-companies").exists()


def test_a_company_that_is_listed_twice_is_one(tmp_path: Path) -> None:
    rows = ("Company", "Remark"), ("Huawei", "x"), ("HUAWEI", "y"), ("Bar Telecom", "")
    write_sheet(tmp_path / "banned.xlsx", *rows)
    out, reported, code = run("microdep lists ban banned.xlsx", tmp_path)
    assert (0, "") == (code, reported)
    assert "2 companies: Huawei, Bar Telecom" in out


def test_an_empty_file_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text("", encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert ("", 4) == (out, code)
    assert "error[file/empty]" in reported


def test_a_pack_that_exists_is_replaced_by_force_only(tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named("Bar Telecom"))
    assert 0 == run("microdep lists ban banned.xlsx", tmp_path)[2]
    write_sheet(tmp_path / "banned.xlsx", *named("Foo Works"))
    _, reported, code = run("microdep lists ban banned.xlsx", tmp_path)
    assert 2 == code
    assert "--force" in reported
    assert 0 == run("microdep lists ban banned.xlsx --force", tmp_path)[2]
    table = tmp_path / "banned-companies" / "companies.csv"
    assert "name\nFoo Works\n" == table.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["uas", "Our List", "../out", "1st"])
def test_a_name_that_no_pack_can_have_is_refused(name: str, tmp_path: Path) -> None:
    write_sheet(tmp_path / "banned.xlsx", *named("Bar Telecom"))
    assert 2 == run(f"microdep lists ban banned.xlsx --as {shlex.quote(name)}", tmp_path)[2]


# ---- from a day on ----------------------------------------------------------------------------------

TWO = b"Company\nZephyr Motor Works\nKestrel Foundry\n"


@pytest.mark.parametrize("by", ["delivery", "award", "import", "sale", "check"])
@pytest.mark.parametrize("affiliates", ["", " --affiliates 50"])
def test_a_ban_from_a_day_has_examples_of_that_day_and_of_the_day_before(
    by: str, affiliates: str, tmp_path: Path
) -> None:
    (tmp_path / "l.csv").write_bytes(TWO)
    out, reported, code = run(
        f"microdep lists ban l.csv --from 2027-01-01 --basis {by}{affiliates}", tmp_path
    )
    assert code == 0, out + reported
    text = (tmp_path / "banned-companies" / "pack.rule").read_text(encoding="utf-8")
    assert text.count(f"in force    from 2027-01-01 by {by} date") == 2
    out, reported, code = run("microdep test banned-companies", tmp_path)
    assert (code, "6 of 6 examples pass" in out) == (0, True), out + reported
    _, reported, code = run("microdep fmt --check banned-companies", tmp_path)
    assert code == 0, reported


def test_the_next_commands_of_a_ban_by_delivery_name_the_context(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(TWO)
    (tmp_path / "bom.csv").write_text(
        "name,manufacturer,supplier\nm,Zephyr Motor Works,Acme\n", encoding="utf-8"
    )
    out, _, _ = run("microdep lists ban l.csv --from 2027-01-01", tmp_path)
    new, check = (
        line.split(": ", 1)[1].split("  #")[0] for line in out.splitlines() if ": microdep " in line
    )
    _, reported, code = run(new, tmp_path)
    assert code == 0, reported
    with (tmp_path / "contract.yaml").open("a", encoding="utf-8") as context:
        context.write("delivery: 2027-01-01\n")
    out, reported, code = run(check, tmp_path)
    assert code == 1, out + reported


def test_a_date_without_a_first_day_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(TWO)
    _, reported, code = run("microdep lists ban l.csv --basis award", tmp_path)
    assert (code, "--from" in reported) == (2, True)


APPROVAL = """
exception approved to banned-manufacturer
  title  "approved"
  cites  "policy"
  when   any determination of contract where determination.kind is nonavailability

example exempt of banned-manufacturer "with an approval"
  bom      component a, manufacturer "Zephyr Motor Works"
  context  determination, kind nonavailability
  expect   exempt at a
"""


def test_an_exemption_by_a_determination_shows_its_id_and_its_document(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(TWO)
    run("microdep lists ban l.csv", tmp_path)
    (tmp_path / "banned-companies" / "approval.rule").write_text(APPROVAL, encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "contract.yaml").write_text(
        "schema: microdep-context/1\n"
        "determinations: [{id: leg-44, kind: nonavailability, document: {path: a.pdf}}]\n",
        encoding="utf-8",
    )
    (tmp_path / "b.csv").write_text(
        "name,manufacturer,supplier\nm,Zephyr Motor Works,Acme\n", encoding="utf-8"
    )
    out, reported, _ = run("microdep check b.csv --pack banned-companies --context contract.yaml", tmp_path)
    assert "determination `leg-44` with document a.pdf" in out, out + reported
    out, reported, _ = run(
        "microdep explain banned-manufacturer m b.csv --pack banned-companies --context contract.yaml",
        tmp_path,
    )
    assert "determination `leg-44` with document a.pdf" in out, out + reported


def test_a_component_is_explained_by_the_beginning_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(TWO)
    run("microdep lists ban l.csv", tmp_path)
    table = "name,mpn,manufacturer\nRelay (6),ZX-900,Acme Works\nBolt,BT-100,Acme Works\n"
    (tmp_path / "b.csv").write_text(table, encoding="utf-8")
    out, _, code = run("microdep explain banned-manufacturer relay b.csv --pack banned-companies", tmp_path)
    assert 0 == code
    assert "Relay (6)" in out


def test_a_name_that_is_similar_is_reported_with_the_listed_name(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(TWO)
    run("microdep lists ban l.csv", tmp_path)
    pack = tmp_path / "banned-companies" / "pack.rule"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace('"Example Works"', '"Zephyr Motor"'), encoding="utf-8"
    )
    out, _, code = run("microdep test banned-companies", tmp_path)
    assert code == 1
    assert "is similar to the listed `Zephyr Motor Works`" in out


@pytest.mark.parametrize("other", ["Company,Remarks\nZenith Works,x\n", "Supplier,Country\nBosch,DE\n"])
def test_another_company_list_is_not_named_as_a_bill_of_materials(other: str, tmp_path: Path) -> None:
    write_sheet(tmp_path / "own.xlsx", *named(*BANNED))
    (tmp_path / "other.csv").write_text(other, encoding="utf-8")
    out = run("microdep lists ban own.xlsx", tmp_path)[0]
    assert "next: microdep check BOM.csv --pack" in out
    assert "BOM.csv is your bill of materials" in out


@pytest.mark.parametrize("board", ["Ref,Manufacturer\nR1,Bosch\n", "MPN,Manufacturer\nX1,Bosch\n"])
def test_the_only_table_of_components_is_named_beside_another_company_list(
    board: str, tmp_path: Path
) -> None:
    write_sheet(tmp_path / "own.xlsx", *named(*BANNED))
    (tmp_path / "other.csv").write_text("Company,Remarks\nZenith Works,x\n", encoding="utf-8")
    (tmp_path / "board.csv").write_text(board, encoding="utf-8")
    assert "next: microdep check board.csv --pack" in run("microdep lists ban own.xlsx", tmp_path)[0]


@pytest.mark.parametrize(
    "heading",
    [
        "also called", "also traded as", "brand names", "Brand", "trade names", "formerly",
        "previously known as",
        "auch bekannt als", "früher", "frühere Namen", "andere Namen", "Handelsname", "anciennement",
        "autres noms", "aussi connu sous le nom de", "nom commercial", "también conocido como",
        "otros nombres",
        "nombre comercial", "又名", "其他名称", "前称", "別名", "旧商号", "通称", "ブランド名",
    ],
)  # fmt: skip
def test_a_column_of_other_names_is_read_in_many_languages(heading: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,{heading}\nFoo Works,Quux Mill\n", encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, "") == (code, reported)
    assert f"other names: read from `{heading}`: 1 name of 1 company" in out


@pytest.mark.parametrize("heading", ["group members", "Umgangsname", "daughters", ""])
def test_a_column_that_may_contain_names_is_not_dropped_silently(heading: str, tmp_path: Path) -> None:
    text = f"Company,{heading},Remark,Country\nFoo Works,Quux Mill,stopped in 2025,China\nBar,,late,Japan\n"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert 0 == code
    assert 1 == reported.count("warning[")
    assert (
        "is not read, but may contain company names, such as `Quux Mill`; these names are not ban" in reported
    )
    (tmp_path / "banned.csv").write_text(text.replace(f",{heading},", ",Other names,", 1), encoding="utf-8")
    out, reported, _ = run("microdep lists ban banned.csv --force", tmp_path)
    assert ("1 name of 1 company" in out, "") == (True, reported)


@pytest.mark.parametrize("heading", ["Remark", "Country", "Reason, remark", "Produkt", "备注", "Rating"])
def test_a_column_without_names_has_no_warning(heading: str, tmp_path: Path) -> None:
    rows = "Foo Works,High\nBar Mill,High\nBaz Co,Low\n"
    (tmp_path / "banned.csv").write_text(
        f"Company,{heading}\n{rows}".replace("Reason, ", ""), encoding="utf-8"
    )
    assert "" == run("microdep lists ban banned.csv", tmp_path)[1]


def test_a_name_in_a_cell_beyond_the_headings_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text("Company,Other names\nFoo Works,FW,Foo Mill\n", encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert ("", 4) == (out, code)
    assert "error[file/ragged-row]: expected 2 cells in this row, found 3" in reported


def test_two_columns_of_names_are_an_error_with_their_headings(tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text("Company,Manufacturer\nFoo Works,Bar\n", encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (4, True) == (code, "found `Company`, `Manufacturer`" in reported)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ('"Brandt, Voss & Partner\'",', "`Brandt, Voss & Partner`"),
        ("Foo and Bar',", "Foo and Bar"),
        ("Acme',", "Acme"),
        ('Quux,"Foo, Bar\'"', "Quux"),
    ],
)
def test_an_apostrophe_that_a_spreadsheet_program_hid_is_no_part_of_a_name(
    row: str, name: str, tmp_path: Path
) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,Other names\n{row}\n", encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, "") == (code, reported)
    assert f"1 company: {name}\n" in out
    assert ("Foo, Bar" in row) == ("1 name of 1 company" in out)


@pytest.mark.parametrize("cell", ["DJI?", "see annex", "TBC", "unknown", "Foo Mill | tbd"])
def test_a_text_that_is_no_other_name_is_an_error(cell: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,Other names\nFoo Works,{cell}\n", encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (4, 1) == (code, reported.count("error["))
    assert f"expected another name of the company, found `{cell.rpartition('| ')[2]}`" in reported


@pytest.mark.parametrize("cell", ["", "none", "n/a", "-", "N/A", "keine", "(none)"])
def test_a_company_without_other_names_has_no_error(cell: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,Other names\nFoo Works,{cell}\n", encoding="utf-8")
    assert ("", 0) == run("microdep lists ban banned.csv", tmp_path)[1:]


@pytest.mark.parametrize("text", ["Foo Works,zed works", "Foo Works,\nBar Mill,asked in May"])
def test_an_unread_column_without_a_heading_has_a_warning(text: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,\n{text}\n", encoding="utf-8")
    _, reported, _ = run("microdep lists ban banned.csv", tmp_path)
    assert "a column without a heading is not read, but may contain company names" in reported


@pytest.mark.parametrize("state", ["hidden", "visible"])
@pytest.mark.parametrize(
    ("rows", "is_list"),
    [
        ([("Company",), ("Hid Works",)], True),
        ([("Hid Works Ltd",), ("Zed Corp",)], True),
        ([("a", 1), ("b", 2)], False),
    ],
)
def test_an_unread_sheet_with_companies_has_a_warning(
    state: str, rows: list[tuple[object, ...]], *, is_list: bool, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in named("Foo Works"):
        book.worksheets[0].append(list(row))
    second = book.create_sheet("Annex")
    second.sheet_state = state
    for row in rows:
        second.append(list(row))
    book.save(tmp_path / "banned.xlsx")
    out, reported, code = run("microdep lists ban banned.xlsx", tmp_path)
    if state == "visible" and rows[0] == ("Company",):
        assert 4 == code or "2 companies" in out
        return
    assert 0 == code
    assert is_list == ("`Annex` is not read, but may contain companies, such as `Hid Works" in reported)


@pytest.mark.parametrize("start", ["", " --from 2027-01-01", " --from 2027-07-01 --basis check"])
def test_a_company_that_is_banned_later_passes_before_that_day(start: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text("Company,From\nBar Works,2027-06-01\n", encoding="utf-8")
    (tmp_path / "bom.csv").write_text("Name,Manufacturer\nA,Murata\nB,Bar Works\n", encoding="utf-8")
    run(f"microdep lists ban banned.csv{start} --manufacturers-only", tmp_path)
    assert 0 == run("microdep test banned-companies", tmp_path)[2]
    assert 0 == run("microdep fmt --check banned-companies", tmp_path)[2]
    if start:
        return
    for day, verdict in (("2026-12-01", "pass"), ("2027-06-01", "fail")):
        out, _, _ = run(
            f"microdep check bom.csv --pack banned-companies --as-of {day} --format json", tmp_path
        )
        outcomes = json.loads(out)["documents"][0]["outcomes"]
        verdicts = {outcome["subject"]["name"]: outcome["verdict"] for outcome in outcomes}
        assert ("pass", verdict) == (verdicts["A"], verdicts["B"])


@pytest.mark.parametrize("packs", ["", "packs = []\n"])
def test_a_pack_beside_the_configuration_is_found_in_a_subfolder(packs: str, tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text(packs, encoding="utf-8")
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "banned.csv").write_text("Company\nBar Works\n", encoding="utf-8")
    (folder / "bom.csv").write_text("Name,Manufacturer\nA,Murata\nB,Bar Works\n", encoding="utf-8")
    assert 0 == run("microdep lists ban banned.csv --manufacturers-only", folder)[2]
    assert 1 == run("microdep check bom.csv --pack banned-companies", folder)[2]
    assert 0 == run("microdep test banned-companies", folder)[2]
    assert 0 == run("microdep new exception proto --rule banned-manufacturer", folder)[2]
    assert 0 == run("microdep new context contract --pack banned-companies", folder)[2]


@pytest.mark.parametrize("heading", ["Variant", "variant", "Contested"])
@pytest.mark.parametrize("rows", ["Foo Works,Quux Mill\nBar Co,\n", "Foo Works,Quux Mill\nBar Co,Zed Mill\n"])
def test_a_technical_column_restricts_no_row_of_a_spreadsheet(
    heading: str, rows: str, tmp_path: Path
) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,{heading}\n{rows}", encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, "") == (code, reported)
    assert "2 companies: Foo Works, Bar Co\n" in out
    assert f"other names: read from `{heading}`" in out


@pytest.mark.parametrize("heading", ["Variant", "Contested"])
def test_a_technical_column_without_names_has_a_warning(heading: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,{heading}\nFoo Works,2\nBar Co,3\n", encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, True) == (code, "2 companies: Foo Works, Bar Co\n" in out)
    assert f"warning[table/unknown-column]: the column `{heading}` is not read" in reported


def write_sheets(path: Path, name: str, second: str, *rows: tuple[object, ...]) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = name
    for row in named("Foo Works"):
        book.worksheets[0].append(list(row))
    sheet = book.create_sheet(second)
    for row in rows:
        sheet.append(list(row))
    book.save(path)


@pytest.mark.parametrize(
    ("name", "second", "heading"),
    [
        ("Sheet1", "Sheet2", ("Partner", "Remark")),
        ("Sheet1", "Sheet2", ("Vendor no.", "Country")),
        ("Sheet1", "Sheet2", ("黑名单", "国家")),
        ("Banned 2026", "Banned 2027", ("Vendor no.", "Country")),
    ],
)
def test_companies_on_a_sheet_without_a_known_heading_are_an_error(
    name: str, second: str, heading: tuple[str, str], tmp_path: Path
) -> None:
    write_sheets(tmp_path / "l.xlsx", name, second, heading, ("Volga Works", "x"), ("Kappa Chips", "y"))
    out, reported, code = run("microdep lists ban l.xlsx", tmp_path)
    assert ("", 4) == (out, code)
    assert f"expected a column of companies on the sheet `{second}`, found `Volga Works`" in reported


@pytest.mark.parametrize("rows", [[("Partner",), ("Volga Works",)], [("a", 1), ("b", 2)], [("Read me",)]])
def test_every_unread_sheet_with_cells_is_named(rows: list[tuple[object, ...]], tmp_path: Path) -> None:
    write_sheets(tmp_path / "l.xlsx", "Sheet1", "Notes", *rows)
    _, reported, code = run("microdep lists ban l.xlsx", tmp_path)
    assert (0, True) == (code, "the sheet `Notes` is not read" in reported)
    assert ("Volga Works" in reported) == (rows[0] == ("Partner",))


def test_an_empty_sheet_has_no_warning(tmp_path: Path) -> None:
    write_sheets(tmp_path / "l.xlsx", "Sheet1", "Sheet2")
    assert ("", 0) == run("microdep lists ban l.xlsx", tmp_path)[1:]


@pytest.mark.parametrize(
    "text",
    [
        "Company,Foo Works,Bar Co\nCountry,China,Russia\nSince,2026-01-01,2026-01-01\n",
        "Name,Foo Works Ltd,Bar GmbH\nSince,2026-01-01,2026-01-01\nReason,a,b\n",
    ],
)
def test_a_table_with_its_companies_in_the_first_row_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert ("", 4) == (out, code)
    assert "error[table/not-a-name]: expected the name of a company, found the heading `Since`" in reported


def test_a_company_with_the_name_of_a_heading_is_read_in_quotation_marks(tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text("Company\n“Link”\nFoo Works\n", encoding="utf-8")
    assert "2 companies: Link, Foo Works\n" in run("microdep lists ban banned.csv", tmp_path)[0]


def test_every_name_in_a_column_of_remarks_is_counted(tmp_path: Path) -> None:
    rows = ("Foo Works,formerly HDM Chips", "Bar Co,formerly Beta Gears", "Zip Co,asked in May")
    (tmp_path / "banned.csv").write_text("\n".join(["Company,Why", *rows, ""]), encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, 1) == (code, reported.count("warning["))
    assert "2 of its cells mention names: `formerly HDM Chips`, `formerly Beta Gears`" in reported


@pytest.mark.parametrize("heading", ["Reason", "Comment", "Remark"])
@pytest.mark.parametrize(
    "cell",
    ["formerly HDM Chips", "also trades as Zorya", "Zeta Cells Ltd", "f/k/a HDM", "aka HDM", "泽塔有限公司"],
)
def test_a_name_in_a_column_of_remarks_has_a_warning(heading: str, cell: str, tmp_path: Path) -> None:
    text = f"Company,{heading}\nFoo Works,asked in May\nBar Co,{cell}\n"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, 1) == (code, reported.count("warning["))
    assert f"mentions a name: `{cell}`; this name is not banned" in reported
    assert "write the name into a column `Other names`" in reported


def test_a_reason_is_the_citation_of_the_entry(tmp_path: Path) -> None:
    text = "Company,Reason\nBar Works,forced labour\nFoo Mill,\n"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    (tmp_path / "bom.csv").write_text("Name,Manufacturer\nA,Murata\nB,Bar Works\n", encoding="utf-8")
    assert ("", 0) == run("microdep lists ban banned.csv --manufacturers-only", tmp_path)[1:]
    out = run("microdep check bom.csv --pack ./banned-companies", tmp_path)[0]
    assert "banned contains Bar Works" in out
    assert "forced labour" in out


@pytest.mark.parametrize(
    "heading",
    [
        *("From", "Since", "Start", "Valid from", "Effective from", "Seit", "Ab", "Gültig ab", "生效日期"),
        *("開始日", "Depuis", "Desde", "Valido dal"),
    ],
)
def test_a_column_of_first_days_is_read_and_shown(heading: str, tmp_path: Path) -> None:
    text = f"Company,{heading}\nFoo Works,2020-03-01\nBar Co,2062-03-01\nBaz,2062-01-01\n"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, "") == (code, reported)
    assert f"dates: `{heading}`: 2020-03-01 to 2062-03-01; 2 companies are not yet banned\n" in out
    assert "compare these dates with the delivery date; if no delivery date is stated, with" in out


@pytest.mark.parametrize("day", ["1990-01-01", "2026-12-01", "2090-01-01"])
@pytest.mark.parametrize("delivery", ["", "1985-06-01", "2095-06-01"])
def test_a_company_without_a_first_day_is_banned_on_any_date(day: str, delivery: str, tmp_path: Path) -> None:
    context = f"schema: microdep-context/1\n{f'delivery: {delivery}' if delivery else 'ext: {}'}\n"
    (tmp_path / "contract.yaml").write_text(context, encoding="utf-8")
    (tmp_path / "bom.csv").write_text("Name,Manufacturer\nA,Bar Works\n", encoding="utf-8")
    for text in ("Company\nBar Works\n", "Company,From\nBar Works,\nFoo Mill,2026-12-01\n"):
        (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
        out, told, code = run("microdep lists ban banned.csv --manufacturers-only --force", tmp_path)
        assert (0, "") == (code, told)
        assert ("; 1 company without a date: banned on any date\n" in out) is ("From" in text)
        check = f"microdep check bom.csv --pack ./banned-companies --as-of {day} --context contract.yaml"
        assert run(f"{check} --quiet", tmp_path)[0].startswith("FAIL")


@pytest.mark.parametrize("heading", ["Date", "Until", "Entry", "日期"])
def test_another_column_of_dates_has_a_warning(heading: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(f"Company,{heading}\nFoo Works,2026-03-01\n", encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, True) == (
        code,
        f"`{heading}` is not read, but contains dates, such as `2026-03-01`" in reported,
    )
    assert "change the heading to `From`" in reported


@pytest.mark.parametrize("cell", ["ASAP", "Q1 2026"])
def test_a_first_day_that_is_not_a_date_is_an_error_with_an_example(cell: str, tmp_path: Path) -> None:
    text = f"Company,Since\nFoo Works,2026-03-01\nBar Co,{cell}\n"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert (4, True) == (code, f"expected a date such as 2026-03-01, found `{cell}`" in reported)


@pytest.mark.parametrize(
    ("delivery", "verdict"), [("2026-12-31", "pass"), ("2027-01-01", "fail"), ("2027-06-01", "fail")]
)
@pytest.mark.parametrize("name", ["Blue Harbor", "BHB"])
def test_the_first_day_of_a_company_is_compared_with_the_delivery_date(
    name: str, delivery: str, verdict: str, tmp_path: Path
) -> None:
    text = "Company,Other names,From\nBlue Harbor,BHB,2027-01-01\nFoo Works,,2020-01-01\nZed,,\n"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    (tmp_path / "bom.csv").write_text(f"Name,Manufacturer\nA,{name}\n", encoding="utf-8")
    context = f"schema: microdep-context/1\ndelivery: {delivery}\n"
    (tmp_path / "c.yaml").write_text(context, encoding="utf-8")
    run("microdep lists ban banned.csv --manufacturers-only", tmp_path)
    check = "microdep check bom.csv --pack ./banned-companies --as-of 2026-12-01 --context c.yaml"
    (outcome, *_) = [
        outcome
        for outcome in json.loads(run(f"{check} --format json", tmp_path)[0])["documents"][0]["outcomes"]
        if outcome["subject"]["name"] == "A"
    ]
    assert verdict == outcome["verdict"]
    assert "later" not in run(f"{check} --quiet", tmp_path)[0].casefold()


@pytest.mark.parametrize(
    "options",
    ["", " --affiliates 50", " --from 2026-01-01", " --from 2027-06-01", " --from 2026-01-01 --basis check"],
)
@pytest.mark.parametrize("more", ["", "Zed,,\n"])
def test_the_examples_of_a_list_with_first_days_pass(options: str, more: str, tmp_path: Path) -> None:
    text = f"Company,Other names,From\nBlue Harbor,BHB,2027-01-01\nFoo Works,FW,2026-02-01\n{more}"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    run(f"microdep lists ban banned.csv{options}", tmp_path)
    out, reported, code = run("microdep test banned-companies", tmp_path)
    assert 0 == code, out + reported
    assert 0 == run("microdep fmt --check banned-companies", tmp_path)[2]
    rules = (tmp_path / "banned-companies" / "pack.rule").read_text(encoding="utf-8")
    assert more or "under another name" in rules
    assert "2027-06" in options or "on the day before the ban of " in rules


@pytest.mark.parametrize("options", ["", "--manufacturers-only", "--affiliates 50"])
def test_a_ban_with_many_first_days_passes_its_tests_and_lint(options: str, tmp_path: Path) -> None:
    rows = "".join(f"{name},2026-{month:02}-15\n" for month, name in enumerate(DISTINCT, 1))
    (tmp_path / "banned.csv").write_text(f"Company,From\n{rows}Yarrow Mill,2026-03-15\n", encoding="utf-8")
    assert ("", 0) == run(f"microdep lists ban banned.csv {options}", tmp_path)[1:]
    out, err, code = run("microdep test banned-companies", tmp_path)
    assert code == 0, out + err
    assert "banned-companies 2" in out
    out, err, code = run("microdep lint banned-companies", tmp_path)
    assert (code, "no findings" in out) == (0, True), out + err
