"""A remark beside a name, such as `formerly:`, is an error: with the remark, no company has this name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Radix Elektronik GmbH"
WORDS = (
    *("formerly", "previously", "fka", "f.k.a.", "aka", "alias", "former", "brand", "now", "Formerly"),
    *("old name", "Old name", "former name", "früher", "ehemals", "anciennement", "ancien nom", "lei name"),
    *("曾用名", "原名", "又名", "旧社名", "旧名", "別名"),
)
REMARKS = (
    *(f"{word}: {NAME}" for word in WORDS),
    *(f"{word}：{NAME}" for word in ("曾用名", "旧社名", "formerly")),  # noqa: RUF001 - a full-width colon
    *(
        f"{word} {NAME}"
        for word in (
            *("formerly", "Previously", "previously", "ex", "früher", "vormals", "ehemals", "anciennement"),
            *("aka", "now", "former", "old name", "ancien nom", "曾用名", "旧社名", "旧", "alter Name"),
            *("until 2024", "Until May 2024", "bis 2024", "jusqu'en 2024", "2024年まで", "直到2024年"),
            *("since 2024", "seit 2024", "depuis 2024"),
        )
    ),
    *(
        f"{NAME} {remark}"
        for remark in (
            *("(old name)", "[former]", "(former)", "(alter Name)", "(ancien nom)", "（旧社名）", "（原名）"),  # noqa: RUF001
            *("until 2024", "(until 2024)", "(bis 31.12.2024)", "(until 2024-03-01)", "(2024年まで)"),
            *("jusqu'en 2024", "- former", "2024年以前"),
        )
    ),
    f"ex-{NAME}",
)
NAMES = (
    *(
        "Exxon",
        "Ex-Cell-O",
        "Exide Ltd",
        "Nowhere Ltd",
        "Now Foods",
        "Old Dominion",
        "Alt-N",
        "Alias Systems",
    ),
    *("Formerra", "Altera", "Avant Technology", "Vor Biopharma", "Century 2000", "Foo (1999) Ltd"),
    *("原田工業", "旧金山公司", "'Former Steel Ltd'", "“Formerly: Foo”", "Bis Industries", "Ancien Works"),
)
CAPITALS = ("Ex Libris", "Former Steel Ltd")
"""Names of companies that are an error in a column of other names, where `Former` is probably a remark."""


def ban(folder: Path, column: str, text: str) -> tuple[str, int]:
    quoted = '"' + text.replace('"', '""') + '"'
    table = f"Company\n{quoted}\n" if column == "Company" else f"Company,{column}\nVeltronik,{quoted}\n"
    (folder / "banned.csv").write_text(table, encoding="utf-8")
    _, reported, code = run("microdep lists ban banned.csv --force", folder)
    return reported, code


@pytest.mark.parametrize("column", ["Company", "Also known as"])
@pytest.mark.parametrize("text", REMARKS)
def test_a_remark_beside_a_name_is_an_error(text: str, column: str, tmp_path: Path) -> None:
    reported, code = ban(tmp_path, column, text)
    assert (4, 1) == (code, reported.count("error[table/not-a-name]")), reported
    assert f"write only the name: `{NAME}`" in reported
    assert not (tmp_path / "banned-companies").exists()


@pytest.mark.parametrize("column", ["Company", "Also known as"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_begins_like_a_remark_is_banned(name: str, column: str, tmp_path: Path) -> None:
    assert ("", 0) == ban(tmp_path, column, name)
    written = name.strip("'“”")
    (tmp_path / "bom.csv").write_text(f'Name,Manufacturer\npart,"{written}"\n', encoding="utf-8")
    out, _, _ = run("microdep check bom.csv --pack ./banned-companies --format json", tmp_path)
    verdicts = [
        outcome["verdict"]
        for outcome in json.loads(out)["documents"][0]["outcomes"]
        if outcome["rule"].endswith("banned-manufacturer") and outcome["subject"]["name"] == "part"
    ]
    assert ["fail"] == verdicts


@pytest.mark.parametrize("name", CAPITALS)
def test_a_capital_word_is_a_remark_only_in_a_column_of_other_names(name: str, tmp_path: Path) -> None:
    assert ("", 0) == ban(tmp_path, "Company", name)
    reported, code = ban(tmp_path, "Also known as", name)
    assert 4 == code
    assert f"put it in quotation marks: `“{name}”`" in reported


@pytest.mark.parametrize("word", ["formerly", "fka", "alias", "brand"])
def test_a_quoted_name_in_the_form_of_an_identifier_is_an_error(word: str, tmp_path: Path) -> None:
    reported, code = ban(tmp_path, "Also known as", f"'{word}: {NAME}'")
    assert (4, 1) == (code, reported.count("error[table/not-a-name]")), reported


@pytest.mark.parametrize("word", ["formerly", "fka", "alias", "brand", "trade_name"])
def test_a_name_in_a_column_of_identifiers_is_an_error(word: str, tmp_path: Path) -> None:
    reported, code = ban(tmp_path, "identifiers", f"{word}: {NAME}")
    assert (4, 1) == (code, reported.count("error[table/")), reported


def test_an_identifier_with_a_known_scheme_is_no_name(tmp_path: Path) -> None:
    assert ("", 0) == ban(tmp_path, "Also known as", "lei:529900T8BM49AURSDO55")


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("1 March 2027", "write `2027-03-01`"),
        ("1. März 2027", "write `2027-03-01`"),
        ("01/03/2027", "write `2027-01-03` for 3 January or `2027-03-01` for 1 March"),
        ("1 Smarch 2027", "write year, month and day with dashes"),
    ],
)
def test_the_fix_of_a_date_is_the_date_to_write(text: str, fix: str, tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_text(
        f"Company,Banned from\nAcme,2026-01-01\nVeltronik,{text}\n", encoding="utf-8"
    )
    _, reported, code = run("microdep lists ban banned.csv", tmp_path)
    assert 4 == code
    assert fix in reported
