"""A finding about a company on a list states the line of the list, the dates of the ban and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = "Name,Manufacturer\nchip,Acme Works\n"
CHECK = "microdep check bom.csv --pack ./banned-companies --context contract.yaml"


def ban(folder: Path, heads: str, cells: str) -> None:
    (folder / "banned.csv").write_text(f"Company{heads}\nAcme Works{cells}\n", encoding="utf-8")
    (folder / "bom.csv").write_text(BOM, encoding="utf-8")
    contract = "schema: microdep-context/1\ndelivery: 2027-03-01\n"
    (folder / "contract.yaml").write_text(contract, encoding="utf-8")
    out, reported, code = run("microdep lists ban banned.csv --manufacturers-only", folder)
    assert 0 == code, out + reported


@pytest.mark.parametrize(
    ("heads", "cells", "text"),
    [
        (",From,Reason", ",2025-06-01,forged papers", ":2, banned since 2025-06-01, reason: forged papers"),
        (",From", ",2025-06-01", ":2, banned since 2025-06-01"),
        (",Through", ",2027-05-01", ":2, banned through 2027-05-01"),
        (",From,Through", ",2025-06-01,2027-05-01", ":2, banned from 2025-06-01 through 2027-05-01"),
        (",Reason", ",forged papers", ":2, reason: forged papers"),
        ("", "", ":2"),
    ],
)
def test_a_finding_shows_line_dates_and_reason(heads: str, cells: str, text: str, tmp_path: Path) -> None:
    ban(tmp_path, heads, cells)
    lines = [" ".join(line.split()) for line in run(CHECK, tmp_path)[0].splitlines()]
    assert f"banned contains Acme Works companies.csv{text}" in lines


def test_two_documents_show_the_same_line(tmp_path: Path) -> None:
    ban(tmp_path, ",Reason", ",forged papers")
    (tmp_path / "other.csv").write_text(BOM, encoding="utf-8")
    out, _, _ = run(CHECK.replace("bom.csv", "bom.csv other.csv"), tmp_path)
    assert "companies.csv:2, reason: forged papers" in out


def test_an_explanation_says_that_the_dates_belong_to_the_companies(tmp_path: Path) -> None:
    explain = "microdep explain banned-companies/banned-manufacturer chip bom.csv --pack ./banned-companies"
    ban(tmp_path, ",From", ",2025-06-01")
    shown = " ".join(run(f"{explain} --context contract.yaml", tmp_path)[0].split())
    assert "in force the rule has no dates; each listed company has its own dates" in shown
    (tmp_path / "banned.csv").write_text("Company\nAcme Works\n", encoding="utf-8")
    run("microdep lists ban banned.csv --force", tmp_path)
    shown = " ".join(run(f"{explain} --context contract.yaml", tmp_path)[0].split())
    assert "in force always" in shown
