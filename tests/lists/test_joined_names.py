"""A cell that equals a listed name is this company, even if the name contains a comma or `&`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

LISTED = ("Brandt, Voss & Partner", "Hollis & Webb Relay", "Otto/Lindqvist", "Foo and Bar")


def verdict_of(manufacturer: str, folder: Path, more: str = "") -> str:
    """Return the verdict of `banned-manufacturer` on a component of a manufacturer."""
    (folder / "bom.csv").write_text(f'Name,Manufacturer\npart,"{manufacturer}"\n', encoding="utf-8")
    found, _, _ = run(f"microdep check bom.csv --pack ./banned-companies{more} --format json", folder)
    return next(
        str(outcome["verdict"])
        for outcome in json.loads(found)["documents"][0]["outcomes"]
        if outcome["rule"] == "banned-companies/banned-manufacturer" and outcome["subject"]["name"] == "part"
    )


def write_ban(folder: Path, *names: str) -> None:
    rows = "".join(f"\"'{name}'\"\n" for name in names)
    (folder / "banned.csv").write_text(f"Company\n{rows}", encoding="utf-8")
    out, err, code = run("microdep lists ban banned.csv --manufacturers-only", folder)
    assert 0 == code, out + err


@pytest.mark.parametrize("name", LISTED)
@pytest.mark.parametrize("write", [str, str.upper, lambda name: f" {name} "])
def test_a_whole_cell_with_a_listed_name_fails(name: str, write: object, tmp_path: Path) -> None:
    write_ban(tmp_path, *LISTED)
    assert "fail" == verdict_of(write(name), tmp_path)  # type: ignore[operator]


@pytest.mark.parametrize(
    "name", ["Brandt, Voss", "Hollis & Webb Relay, Quux", "Foo and Barr", "Ott/Lindqvist"]
)
def test_another_text_stays_unclear(name: str, tmp_path: Path) -> None:
    write_ban(tmp_path, *LISTED)
    assert "unknown" == verdict_of(name, tmp_path)


def test_the_examples_of_the_pack_and_the_check_agree(tmp_path: Path) -> None:
    write_ban(tmp_path, *LISTED)
    example = "".join(
        f'example fail of banned-manufacturer "name {n}"\n'
        f'  bom     component a, manufacturer "{name}"\n  expect  fail at a\n\n'
        for n, name in enumerate(LISTED)
    )
    (tmp_path / "banned-companies" / "names.rule").write_text(example, encoding="utf-8")
    assert 0 == run("microdep test banned-companies", tmp_path)[2]


def other_pack(requirement: str, name: str) -> str:
    return (
        "pack other version 2026-01-01\n"
        '  title      "other"\n  authority  "company policy"\n  reviewed   2026-01-01\n\n'
        f'list approved of party\n  "{name}"  cites "company policy"\n\n'
        'rule known-manufacturer\n  title       "known manufacturer"\n  severity    prohibit\n'
        f'  cites       "company policy"\n  applies to  every listed component\n  {requirement}\n\n'
        'example unknown of known-manufacturer "no manufacturer"\n'
        "  bom     component a\n  expect  unknown at a\n"
    )


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("require no maker of component where maker.party is not in approved", "Foo and Bar"),
        ("forbid any maker of component where maker.party is not in approved", "Foo and Bar"),
        ("forbid any maker of component where maker.party is in approved", "Bar"),
        ("forbid any maker of component where maker.party is in approved", "Bar GmbH"),
    ],
)
def test_an_equal_name_never_helps_with_another_list(requirement: str, name: str, tmp_path: Path) -> None:
    write_ban(tmp_path, "Foo and Bar")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pack.rule").write_text(other_pack(requirement, name), encoding="utf-8")
    assert 0 == run("microdep test other", tmp_path)[2]
    (tmp_path / "bom.csv").write_text("Name,Manufacturer\npart,Foo and Bar\n", encoding="utf-8")
    command = "microdep check bom.csv --pack ./other --pack ./banned-companies --format json"
    found, reported, _ = run(command, tmp_path)
    verdicts = {
        outcome["rule"]: outcome["verdict"]
        for outcome in json.loads(found)["documents"][0]["outcomes"]
        if outcome["subject"]["name"] == "part"
    }
    assert verdicts["other/known-manufacturer"] != "pass", reported


@pytest.mark.parametrize("manufacturer", ["Tessaly Semiconductor", "Tessaly Semiconductors"])
def test_the_question_names_the_nearest_name_of_the_listed_company(manufacturer: str, tmp_path: Path) -> None:
    text = "Company,Other names\nTessaly Semiconductor Ltd,Tessaly | TSL\n"
    (tmp_path / "banned.csv").write_text(text, encoding="utf-8")
    run("microdep lists ban banned.csv", tmp_path)
    (tmp_path / "bom.csv").write_text(f"Name,Manufacturer\npart,{manufacturer}\n", encoding="utf-8")
    out, _, _ = run("microdep check bom.csv --pack ./banned-companies", tmp_path)
    assert f"is `{manufacturer}` the listed company `Tessaly Semiconductor Ltd`, or another company?" in out


def test_an_unclear_name_is_compared_with_the_lists_of_every_shipped_pack(tmp_path: Path) -> None:
    (tmp_path / "bom.csv").write_text("Name,Manufacturer\npart,Foo and Bar\n", encoding="utf-8")
    reported, _, code = run("microdep check bom.csv --pack all", tmp_path)
    assert code in {1, 5}, reported
    assert "`Foo and Bar` may be one company or several" in reported


JOINED = [
    "ZedWorks",
    "zedworks",
    "ZEDWORKS GmbH",
    "Zed\u200bWorks",
    "Zed\u00adWorks",
    "Ze Dworks",
    "Zed-Works Ltd",
    "Zed/Works",
]


@pytest.mark.parametrize("name", JOINED)
def test_a_name_without_the_blanks_of_a_listed_name_does_not_pass(name: str, tmp_path: Path) -> None:
    write_ban(tmp_path, "Zed Works")
    assert verdict_of(name, tmp_path) in {"fail", "unknown"}
    assert "pass" == verdict_of("Works", tmp_path)


@pytest.mark.parametrize("name", ["Kestrel Foundry", "KESTREL  FOUNDRY AG", "Kestrel-Foundry"])
def test_a_name_with_blanks_does_not_pass_for_a_listed_name_without_them(name: str, tmp_path: Path) -> None:
    write_ban(tmp_path, "Kestrelfoundry")
    assert verdict_of(name, tmp_path) in {"fail", "unknown"}
