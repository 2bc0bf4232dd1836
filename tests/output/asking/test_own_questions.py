"""Questions that only your own company gets: about the sellers, and whether a company is a listed company."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """pack ban version 2026-01-01
  title      "ban"
  authority  "company policy"
  reviewed   2026-01-01

list banned of party
  "Lumen Optics, Inc." cites "company policy"

rule maker
  title       "manufacturer is banned"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid      component.manufacturer is in banned

rule supplier
  title       "supplier is banned"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid      any supplier of component where supplier.party is in banned

example fail of maker "banned"
  bom     component a, manufacturer "Lumen Optics, Inc."
  expect  fail at a

example pass of maker "not banned"
  bom     component a, manufacturer "Good Works"
  expect  pass at a

example fail of supplier "banned"
  bom     component a, supplier "Lumen Optics, Inc."
  expect  fail at a

example pass of supplier "not banned"
  bom     component a, supplier "Good Works"
  expect  pass at a
"""
MAKERS = (
    "Lumen Optics, Inc.",
    "Lumen Optics",
    "Murata",
    "Yageo",
    "TPD",
    "QVS",
    "Omron",
    "Abracon",
    "ST",
    "X1",
    "X2",
)
TABLE = "Reference,Value,Manufacturer,MPN,Quantity\n" + "".join(
    f'U{number},part {number},"{maker}",P{number},1\n' for number, maker in enumerate(MAKERS, 1)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ban").mkdir()
    (tmp_path / "ban/pack.rule").write_text(PACK, encoding="utf-8")
    (tmp_path / "board.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def rows(folder: Path, options: str = "--verbose") -> list[dict[str, str]]:
    out, _, _ = run(f"microdep questions board.csv --pack ./ban --format csv {options}", folder)
    return list(csv.DictReader(io.StringIO(out)))


def test_only_your_own_company_is_asked_who_sells_a_component(folder: Path) -> None:
    asked = [row for row in rows(folder) if row["Fact"] == "component.supplier"]
    assert len(MAKERS) + 1 == len(asked)
    assert {"yourself"} == {row["Company asked"] for row in asked}


def test_no_manufacturer_gets_a_workbook_if_only_sellers_and_similar_names_are_open(folder: Path) -> None:
    run("microdep questions board.csv --pack ./ban --folder out", folder)
    assert ["yourself.xlsx"] == sorted(path.name for path in (folder / "out").glob("*.xlsx"))


@pytest.mark.parametrize(("answer", "verdict"), [("yes", "FAIL"), ("no", "PASS"), ("unknown", "UNKNOWN")])
def test_yes_and_no_settle_whether_a_company_is_the_listed_company(
    answer: str, verdict: str, folder: Path
) -> None:
    every = rows(folder)
    (row,) = [row for row in every if row["Fact"].startswith("same company as ")]
    assert ("yourself", "Is Lumen Optics the listed company Lumen Optics, Inc.?") == (
        row["Company asked"],
        row["Question"],
    )
    assert not [row for row in every if row["Fact"] == "party.identifiers"]
    row["Answer"] = answer
    text = io.StringIO()
    writer = csv.DictWriter(text, every[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(every)
    (folder / "answers.csv").write_text(text.getvalue(), encoding="utf-8")
    out, err, _ = run("microdep explain ban/maker U2 board.csv --pack ./ban --overlay answers.csv", folder)
    assert out.split("\n\n")[1].startswith(verdict), out + err


def test_a_complete_list_marks_the_questions_that_a_short_list_omits(folder: Path) -> None:
    short, _, _ = run("microdep questions board.csv --pack ./ban", folder)
    full, _, _ = run("microdep questions board.csv --pack ./ban --verbose", folder)
    omitted = full.count("   This question is listed only with --verbose.")
    assert omitted
    assert f"{omitted} question" in short
    assert "listed only with --verbose" not in short
    texts = [block for block in full.split("\n\n") if "listed only with --verbose." in block]
    assert [] == [block for block in texts if block.partition("**")[2].partition("**")[0] in short]


def test_a_company_that_has_stated_its_inputs_in_words_is_not_asked_again(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(
        "Name,Manufacturer,MPN\nPump,Acme Works,P1\nValve,Acme Works,V1\n", encoding="utf-8"
    )
    answers = "Part number,Manufacturer,Fact,Answer\nP1,Acme Works,inputs,shaft; bearing\n"
    (tmp_path / "answers.csv").write_text(answers, encoding="utf-8")
    command = "microdep questions board.csv --pack uflpa --verbose --format csv --as-of 2026-11-30"
    facts = "schema: microdep-context/1\nagency: DoD\naward: 2026-03-01\ndelivery: 2027-03-01\n"
    (tmp_path / "deal.yaml").write_text(facts, encoding="utf-8")
    for more, asked in (("", "Acme Works"), (" --overlay answers.csv", "yourself")):
        out, err, _ = run(f"{command} --context deal.yaml{more}", tmp_path)
        rows = [row for row in csv.DictReader(io.StringIO(out)) if row["Fact"] == "inputs"]
        pump, valve = (next(row for row in rows if number in row["Part number"]) for number in ("P1", "V1"))
        assert (asked, "Acme Works") == (pump["Company asked"], valve["Company asked"]), out + err
