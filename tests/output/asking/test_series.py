"""Rows about all of a series: when there is one, and what its answer is about."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from microdep_rules.bom.overlays.declarations import YOURSELF
from microdep_rules.output.asking import columns
from microdep_rules.output.asking.components import QuestionComponent
from microdep_rules.output.asking.question import Question
from microdep_rules.output.asking.series import with_series
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = ("RC0402FR-07100KL", "RC0402JR-070RL", "RC0402FR-0710KL", "RC0603FR-0710KL")
DAY = "--as-of 2026-11-24 --context contract.yaml"
LATER = "RC0402FR-07499RL"
"""A part number of the series that the list did not ask about."""


def question(
    numbers: tuple[str, ...], *, ask: str = "Yageo", makers: tuple[str, ...] = ("Yageo",)
) -> Question:
    """A question about some components."""
    components = tuple(
        QuestionComponent("d", f"c{at}", f"R{at}", makers[at % len(makers)], number)
        for at, number in enumerate(numbers)
    )
    asked = (
        f"which country does the supplier of each of these {len(numbers)} components (R0, … (C1)) declare?"
    )
    return Question(3, ask, "component.origin", asked, "a country code", components)


def bill(*numbers: str) -> str:
    """A bill of materials with resistors of one manufacturer."""
    parts = [
        f"  - {{id: c{at}, name: R{at}, mpn: {number}, manufacturer: y, restriction_index: 0.95}}"
        for at, number in enumerate(numbers)
    ]
    head = ("schema: microdep-bom/1", "parties: [{id: y, name: Yageo}]", "components:")
    return "\n".join([*head, *parts, ""])


def test_three_components_of_a_series_have_a_row_for_all_of_it() -> None:
    first, series = with_series([question(NUMBERS)])
    assert 4 == len(first.components)
    row = dict(zip(*columns.rows([series]), strict=True))
    assert ("Yageo", "RC0402*") == (row["Manufacturer"], row["Part number"])
    assert ("", "") == (row["Component id"], row["Document id"])
    assert (
        "For every part number that begins with RC0402: which country does the supplier of it declare?"
        == row["Question"]
    )


def test_there_is_no_row_where_there_is_no_series_of_one_manufacturer() -> None:
    asked = [
        question(NUMBERS[:2]),
        question(NUMBERS, ask=YOURSELF),
        question(NUMBERS, makers=("Yageo", "Example Resistors")),
        question(("N52", "N52-1", "N52-2")),
        question(("", "", "")),
    ]
    assert asked == with_series(asked)


def test_an_answer_about_a_series_is_about_each_of_its_part_numbers_also_later(tmp_path: Path) -> None:
    (tmp_path / "contract.yaml").write_text(
        "schema: microdep-context/1\ndestination: US\nend_use: military\n"
    )
    (tmp_path / "bom.yaml").write_text(bill(*NUMBERS), encoding="utf-8")
    (tmp_path / "later.yaml").write_text(bill(LATER, NUMBERS[3]), encoding="utf-8")
    for form in ("csv", "xlsx"):
        _, reported, code = run(
            f"microdep questions bom.yaml {DAY} --verbose --output asked.{form} --force", tmp_path
        )
        assert code == 0, reported
    rows = [*csv.DictReader(io.StringIO((tmp_path / "asked.csv").read_text(encoding="utf-8-sig")))]
    origins = [row for row in rows if row["Fact"] == "component.origin"]
    assert [row["Part number"] for row in origins if row["Part number"].endswith("*")] == ["RC0402*"]
    book = load_workbook(tmp_path / "asked.xlsx")
    assert any("about all of a series" in str(row[0].value) for row in book["How to fill in"].iter_rows())
    for row in rows:
        row["Answer"] = "TW" if row["Fact"] == "component.origin" and row["Part number"] == "RC0402*" else ""
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)
    shown, reported, code = run("microdep questions --read answers.csv", tmp_path)
    assert (0, True) == (code, "country of origin: Taiwan" in shown), reported
    for bom, known in (("bom.yaml", 3), ("later.yaml", 1)):
        out, reported, _ = run(f"microdep bom show {bom} --overlay answers.csv", tmp_path)
        assert known == out.count("TW"), out + reported
