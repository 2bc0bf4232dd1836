"""A fail by a presumption names the missing facts as its cause, and a list reads as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = "schema: microdep-context/1\nagency: DoD\naward: 2026-06-01\ndelivery: 2026-12-15\n"


def test_a_share_without_any_stated_fact_asks_for_the_facts(tmp_path: Path) -> None:
    (tmp_path / "contract.yaml").write_text(CONTEXT, encoding="utf-8")
    (tmp_path / "board.csv").write_text("Reference,Qty,Value\nR1,1,10k\n", encoding="utf-8")
    arguments = "board.csv --context contract.yaml --as-of 2026-11-30"
    checked = run(f"microdep check {arguments} --pack buy-american", tmp_path)[0]
    assert "united-states contains US " in checked
    assert "united-states contains PR GU " in checked
    line = " ".join(checked.split())
    assert "0 % of the cost of its components is shown to be domestic, and a component of unknown" in line
    assert "facts are missing, and the law counts them against the company" in line
    explained = run(f"microdep explain buy-american/dod-fallback board {arguments}", tmp_path)[0]
    words = " ".join(explained.split())
    assert "because facts are missing and the rule counts a missing fact as a fail" in words
    assert "on declared data" not in words
    assert "State the missing facts of the components." in words
    assert "state the cost and the place of manufacture of each component" in words
    assert "the pack does not settle the question" not in words
