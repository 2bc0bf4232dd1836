"""Evidence issued after the day of a check, where a rule is judged by another day of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.evidence.folders import RULE, checked, codes_of, folder_in, record

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("basis", ["check date", "delivery date", "delivery date, else check date"])
@pytest.mark.parametrize(
    ("issued", "verdict", "codes"),
    [
        ("2026-06-30", "pass", []),
        ("2026-07-01", "unknown", ["evidence/not-valid-on-date"]),
        ("2026-12-31", "unknown", ["evidence/not-valid-on-date"]),
        ("2027-01-01", "unknown", ["evidence/not-valid-on-date"]),
    ],
)
def test_what_is_issued_after_the_day_of_the_check_shows_nothing_in_it(
    issued: str, verdict: str, codes: list[str], basis: str, tmp_path: Path
) -> None:
    folder = folder_in(tmp_path / "work")
    rule = RULE.replace("by check date", f"by {basis}")
    (folder / "own" / "pack.rule").write_text(rule, encoding="utf-8")
    (folder / "deal.yaml").write_text("schema: microdep-context/1\ndelivery: 2026-12-31\n", encoding="utf-8")
    found = checked(folder, record(issued=issued), options="--context deal.yaml")
    assert ([verdict], codes) == ([each["verdict"] for each in found["outcomes"]], codes_of(found))
    counting = "evidence" if verdict == "pass" else "evidence_not_counted"
    facts = [each for outcome in found["outcomes"] for each in outcome["facts"]]
    assert all(["paper"] == fact[counting] for fact in facts if fact["name"] == "component.origin")


def test_what_is_issued_after_the_day_of_the_check_counts_from_then_on(tmp_path: Path) -> None:
    found = checked(folder_in(tmp_path / "work"), record(issued="2026-07-01"))
    (outcome,) = found["outcomes"]
    assert [("2026-07-01", "pass")] == [(each["date"], each["verdict"]) for each in outcome["changes"]]
