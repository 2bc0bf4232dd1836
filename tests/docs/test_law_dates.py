"""A date of a law is the same in the pack, in the clause map, on the page and in the oracle."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from functools import cache

import pytest

from microdep_rules.vocabulary.resources import rules_folder
from tests.docs.law import LAW, PACKS_OF, with_clause_map, written
from tests.docs.pages import ROOT

DATE = re.compile(r"\b[12]\d{3}-\d\d-\d\d\b")
COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
QUOTED = re.compile(r'"[^"\n]*"')
REVIEWED = re.compile(r"^\s*reviewed\s+(\S+)$", re.MULTILINE)
OTHER_DATES = ROOT / "tests" / "docs" / "other_law_dates.csv"
"""Dates in clause maps and on pages that no pack contains, with the reason."""
OF_OTHER_VARIANTS = {("eu-critical-raw-materials", "2027-11-24")}
"""Days of rules in a variant of a pack that the oracle does not encode."""


@cache
def text_of_pack(pack: str) -> str:
    """Return the rules and the lists of a pack, without comments, examples and its clause map."""
    files = sorted((rules_folder() / pack).glob("*"))
    texts = [
        COMMENT.sub("", file.read_text("utf-8"))
        for file in files
        if file.suffix in {".rule", ".csv"} and file.name != "clauses.csv" and "examples" not in file.name
    ]
    return "\n".join(texts)


def dates_of_pack(pack: str) -> set[str]:
    return set(DATE.findall(text_of_pack(pack)))


def days_of_law(pack: str) -> set[str]:
    """Return the dates on which a rule, a parameter or a table of a pack changes."""
    rules = [
        QUOTED.sub("", REVIEWED.sub("", COMMENT.sub("", file.read_text("utf-8"))))
        for file in sorted((rules_folder() / pack).glob("*.rule"))
        if "examples" not in file.name
    ]
    return set(DATE.findall("\n".join(rules)))


def lines_of_map(pack: str) -> list[dict[str, str]]:
    with (rules_folder() / pack / "clauses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def other_dates() -> dict[tuple[str, str], str]:
    with OTHER_DATES.open(encoding="utf-8", newline="") as file:
        return {(row["place"], row["date"]): row["reason"] for row in csv.DictReader(file)}


def next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def dates_of_map(pack: str) -> set[str]:
    """Return the dates in a clause map, without the version of a text and the day of the reading."""
    lines = lines_of_map(pack)
    return {
        day for line in lines for name in ("clause", "content", "note") for day in DATE.findall(line[name])
    }


def dates_of_page(page: str) -> set[str]:
    return set(DATE.findall(written((LAW / page).read_text("utf-8"))))


@pytest.mark.parametrize("pack", with_clause_map())
def test_a_date_in_a_clause_map_is_a_date_of_the_pack_or_has_a_reason(pack: str) -> None:
    other = {day for place, day in other_dates() if place == pack}
    assert [] == sorted(dates_of_map(pack) - dates_of_pack(pack) - other)


@pytest.mark.parametrize("page", PACKS_OF)
def test_a_date_on_a_page_about_law_is_a_date_of_its_packs_or_has_a_reason(page: str) -> None:
    other = {day for place, day in other_dates() if place in {page, *PACKS_OF[page]}}
    dates = {day for pack in PACKS_OF[page] for day in dates_of_pack(pack)}
    assert [] == sorted(dates_of_page(page) - dates - other)


def test_each_other_date_has_a_reason_and_is_needed() -> None:
    needed = {(pack, day) for pack in with_clause_map() for day in dates_of_map(pack) - dates_of_pack(pack)}
    for page, packs in PACKS_OF.items():
        dates = {day for pack in packs for day in dates_of_pack(pack)}
        needed |= {(page, day) for day in dates_of_page(page) - dates}
    other = other_dates()
    assert all(other.values())
    assert [] == sorted(set(other) - needed)


@pytest.mark.parametrize("pack", with_clause_map())
def test_a_pack_is_reviewed_on_or_after_the_last_reading_of_its_law(pack: str) -> None:
    reviewed = max(REVIEWED.findall((rules_folder() / pack / "pack.rule").read_text("utf-8")))
    assert max(line["on"] for line in lines_of_map(pack)) <= reviewed


@pytest.mark.parametrize("pack", [pack for pack in with_clause_map() if pack != "reference-data"])
def test_an_oracle_draws_each_day_on_which_its_law_changes(pack: str) -> None:
    drawn = (ROOT / "tests" / "oracles" / pack.replace("-", "_") / "strategies.py").read_text("utf-8")
    dates = set(DATE.findall(drawn))
    days = {day for day in days_of_law(pack) if (pack, day) not in OF_OTHER_VARIANTS}
    assert [] == sorted(day for day in days if not {day, next_day(day)} & dates)
