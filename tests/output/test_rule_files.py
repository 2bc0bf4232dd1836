"""A finding shows the line of its rule, and the line and dates of the list entry that it found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from microdep_rules.engine.readings import ListEntry
from microdep_rules.output.rule_files import dates_of, entry_of_record, place_in_pack
from microdep_rules.source import SourceFile, Span
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
pack bans version 1
  title      "bans"
  authority  "company policy"
  reviewed   2026-11-01

list banned of party
  empty  cites "policy 1"
  from "companies.csv"

rule company
  title       "banned company"
  severity    prohibit
  cites       "policy 1"
  applies to  every listed component
  forbid      component.manufacturer is in banned
  message     "bad"

example fail of company "a banned company"
  bom     component a, manufacturer "Yonder Metals"
  expect  fail at a
"""
COMPANIES = """\
name,aliases,from,through
"Zed Works, Inc.",Zed | Zett,2026-01-01,2026-08-31
"Zed Works, Inc.",Zed | Zett,2026-09-01,
Yonder Metals,,,
"""
CHECK = "microdep check bom.csv --pack bans --as-of {}"
ZED = {
    "2026-05-01": ("from 2026-01-01 through 2026-08-31", 2),
    "2026-12-01": ("from 2026-09-01", 3),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bans").mkdir()
    (tmp_path / "bans/pack.rule").write_text(PACK, encoding="utf-8")
    (tmp_path / "bans/companies.csv").write_text(COMPANIES, encoding="utf-8")
    (tmp_path / "bom.csv").write_text("Name,Manufacturer\nRadio,Zett\nPump,Yonder Metals\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("day", ZED)
def test_a_finding_shows_its_rule_and_the_entry_of_its_day(day: str, folder: Path) -> None:
    dates, line = ZED[day]
    out, _, _ = run(f"{CHECK.format(day)} --verbose", folder)
    assert out.count("  rule file  bans/pack.rule:10\n") == out.count("FAIL  ") - 1
    assert f"  list entry Zed Works, Inc., {dates}  (bans/companies.csv:{line})\n" in out
    assert "  list entry Yonder Metals, on any date  (bans/companies.csv:4)\n" in out


def test_without_verbose_a_finding_stays_short(folder: Path) -> None:
    out, _, _ = run(CHECK.format("2026-05-01"), folder)
    assert "rule file" not in out
    assert "list entry" not in out


@pytest.mark.parametrize("day", ZED)
def test_an_explanation_shows_the_same_positions(day: str, folder: Path) -> None:
    dates, line = ZED[day]
    command = f"microdep explain bans/company radio bom.csv --pack bans --as-of {day} --output why.txt"
    assert run(command, folder)[2] == 0
    text = " ".join((folder / "why.txt").read_text("utf-8").split())
    assert "rule file bans/pack.rule:10 evaluated" in text
    assert f"list entry: Zed Works, Inc., {dates} (bans/companies.csv:{line})" in text


def test_the_page_of_a_rule_shows_the_line_of_each_entry(folder: Path) -> None:
    out, _, _ = run("microdep explain bans/company --pack bans", folder)
    assert "rule file      bans/pack.rule:10\n" in out
    assert "      Yonder Metals\n          this pack: companies.csv  (bans/companies.csv:4)\n" in out


def entries_in(record: dict[str, Any]) -> list[dict[str, Any]]:
    (document,) = record["documents"]
    facts = [fact for outcome in document["outcomes"] for fact in outcome["facts"]]
    return [entry for fact in facts for entry in fact.get("entries", [])]


def test_the_record_has_the_same_positions(folder: Path) -> None:
    out, _, _ = run(f"{CHECK.format('2026-05-01')} --format json", folder)
    record = json.loads(out)
    assert [{"rule": "bans/company", "at": {"file": "bans/pack.rule", "line": 10, "column": 1}}] == record[
        "rules"
    ]
    zed = {"company": "Zed Works, Inc.", "from": "2026-01-01", "through": "2026-08-31"}
    assert entries_in(record) == [
        {**zed, "at": {"file": "bans/companies.csv", "line": 2, "column": 2}},
        {
            "company": "Yonder Metals",
            "from": None,
            "through": None,
            "at": {"file": "bans/companies.csv", "line": 4, "column": 1},
        },
    ]


def test_an_entry_without_a_file_has_its_dates_only() -> None:
    entry = ListEntry("Acme", span=Span("x.csv", 0, 4))
    sources = {"x.csv": SourceFile("x.csv", "Acme\n")}
    assert place_in_pack(entry.span, sources) == "x.csv:1"
    for without in (replace(entry, span=None), replace(entry, span=Span("y.csv", 0, 4))):
        assert not place_in_pack(without.span, sources)
        assert entry_of_record(without, sources)["at"] is None
    assert dates_of(entry) == "on any date"
