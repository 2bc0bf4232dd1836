"""Listing of a returned list: accepted rows in plain words, and cells to correct with the text to write."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from openpyxl import Workbook

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("Part number", "Components", "Component id", "Material", "Fact", "Answer")
BESIDE = (
    "What we know already",
    "Company that did the stage",
    "Evidence",
    "Issued on",
    "Remark",
    "Our own note",
)


def listing(folder: Path, *rows: dict[str, object]) -> str:
    """Return the listing of a workbook with some rows, of which a blank one counts too."""
    book = Workbook()
    assert book.active is not None
    names = (*BESIDE, *HEAD)  # in another order than in the list
    book.active.title = "Questions"
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name, "") for name in names])
    book.save(folder / "answers.xlsx")
    out, _, _ = run("microdep questions --read answers.xlsx", folder)
    return out


def question(fact: str, answer: str, **cells: object) -> dict[str, object]:
    """Return a row about the motor."""
    names = {name.replace("_", " "): text for name, text in cells.items()}
    return {"Components": "Motor (M1)", "Component id": "m1", "Fact": fact, "Answer": answer, **names}


def test_an_accepted_row_states_the_fact_in_plain_words(tmp_path: Path) -> None:
    text = listing(
        tmp_path,
        question("component.origin", "Japan (Nagoya)", Evidence="coo.pdf", Issued_on=date(2026, 5, 4)),
        {},
        question("stage sintered", "China", Material="magnet", Company_that_did_the_stage="Example, Inc."),
        question("component.cots", "Yes."),
        question("component.mass", "unknown - the scale is broken"),
    )
    assert text == (
        "4 rows: 4 accepted, 0 to correct, 0 open\n\n"
        "row 2, Motor (M1): accepted\n"
        "  we read: country of origin: Japan\n"
        "  evidence: coo.pdf, 2026-05-04\n"
        "  remark: Nagoya\n"
        "row 4, Motor (M1): accepted\n"
        "  we read: stages: sintered in China by Example, Inc., material magnet\n"
        "row 5, Motor (M1): accepted\n"
        "  we read: commercially available off the shelf: yes\n"
        "row 6, Motor (M1): accepted\n"
        "  we read: mass in grams: not known (the scale is broken)\n"
    )


def test_a_wrong_row_names_its_cell_and_the_text_to_write(tmp_path: Path) -> None:
    text = listing(
        tmp_path,
        question("component.origin", "Germany / Japan"),
        question("component.origin", "JP", Evidence="coo.pdf", Issued_on="03/04/2026"),
        question("component.origin", "n/a"),
        question("component.origin", "", Remark="please ask our sales office"),
        question("component.origin", ""),
        question("component.cots", "no"),
    )
    assert text == (
        "6 rows: 1 accepted, 4 to correct, 1 open\n\n"
        "row 2, Motor (M1): to correct\n"
        "  cell L2 (Answer): `Germany / Japan` names more than one country\n"
        "  fix: write one of `DE`, `JP`; write `DE or JP` if you do not know which one; if the components"
        " differ, write each component with its country, as `C1: …; C2: …`\n"
        "row 3, Motor (M1): to correct\n"
        "  cell D3 (Issued on): `03/04/2026` may be 4 March or 3 April 2026\n"
        "  fix: write `2026-03-04` or `2026-04-03`\n"
        "row 4, Motor (M1): to correct\n"
        "  cell L4 (Answer): `n/a` is no answer\n"
        "  fix: write the answer; if you do not know it, write `unknown`, and the reason under `Remark`\n"
        "row 5, Motor (M1): to correct\n"
        "  cell E5 (Remark): a remark without an answer: please ask our sales office\n"
        "  fix: write the answer; if you do not know it, write `unknown`, and the reason under `Remark`\n"
        "row 7, Motor (M1): accepted\n"
        "  we read: commercially available off the shelf: no\n"
        "1 row without an answer: 6\n"
    )


def test_a_line_end_in_a_cell_of_a_workbook_separates_entries(tmp_path: Path) -> None:
    known = "Motor (M1): magnet\nDisc (L1): -"
    text = listing(
        tmp_path,
        question("stage sintered", "Japan", Material="m", Company_that_did_the_stage="Example A\nExample B"),
        question("materials", "copper\nsteel") | {"Component id": "r1", "Components": "Rotor (R1)"},
        question("inputs", "complete", What_we_know_already=known)
        | {"Component id": "m1 | l1", "Components": "Motor (M1) | Disc (L1)"},
    )
    assert "`Example A Example B` may be the names of several companies" in text
    assert "we read: materials: copper; steel" in text
    assert "no entry is under `What we know already`" in text
    assert text.startswith("3 rows: 1 accepted, 2 to correct, 0 open")


def test_a_row_about_several_components_states_its_facts_once(tmp_path: Path) -> None:
    several = {"Components": "Motor (M1) | Disc (L1) | Cap", "Component id": "m1 | l1 | c1"}
    text = listing(
        tmp_path,
        {**several, "Fact": "component.origin", "Answer": "japan"},
        {**several, "Fact": "free of NdFeB; SmCo", "Answer": "M1 and L1"},
    )
    assert "row 2, Motor (M1), Disc (L1), Cap: accepted\n  we read: country of origin: Japan\n" in text
    assert "  we read: Motor (M1): may contain: " in text
    assert "  we read: Cap: contains none of: " in text


def test_a_list_in_csv_names_the_column(tmp_path: Path) -> None:
    row = question("component.origin", "Atlantis")
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*row], [*map(str, row.values())]])
    out, err, code = run("microdep questions --read answers.csv", tmp_path)
    assert 4 == code
    assert "row 2, Motor (M1): to correct\n  column `Answer`: `Atlantis` is neither the name" in out
    assert "no row can be read, so the file is not used" in out
    assert "next: microdep questions --read answers.csv --output returned.xlsx" in err


def test_a_returned_copy_marks_a_text_that_is_no_answer(tmp_path: Path) -> None:
    rows = [question("component.origin", text) for text in ("n/a", "unknown", "", "JP")]
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*rows[0]], *([*map(str, row.values())] for row in rows)])
    _, err, _ = run("microdep questions --read answers.csv --output returned.csv", tmp_path)
    assert "4 rows: 2 accepted, 1 to correct, 1 open" in err
    with (tmp_path / "returned.csv").open(encoding="utf-8-sig", newline="") as file:
        reasons = [row["Please correct"] for row in csv.DictReader(file)]
    assert ["Answer: `n/a` is no answer; write the answer; if you", "", "", ""] == [
        reason[:52].strip() for reason in reasons
    ]


def test_each_fact_of_a_row_stands_beside_its_own_component(tmp_path: Path) -> None:
    three = {"Components": "Motor (M1) | Disc (L1) | Disc (L2)", "Component id": "m1 | l1 | l2"}
    text = listing(
        tmp_path,
        {**three, "Fact": "stages", "Answer": "M1: unknown\nL1: sintered: China\nL2: sintered: Japan"},
        {**three, "Fact": "materials", "Answer": "M1: unknown\nL1: copper\nL2: copper"},
    )
    assert "Disc (L1): stages: sintered in China" in text
    assert "Disc (L2): stages: sintered in Japan" in text
    assert "Disc (L1): materials: copper" in text
    assert "Disc (L2): materials: copper" in text
    assert "Motor (M1): stages" not in text
    assert "Motor (M1): materials" not in text


def test_a_part_number_with_a_manufacturer_names_its_own_component(tmp_path: Path) -> None:
    two = {"Components": "Cap (C1) | Cap (C2)", "Part number": "X-1 | X-2"}
    text = listing(tmp_path, {**two, "Fact": "materials", "Answer": "C1: unknown; C2: tantalum"})
    assert "Cap (C2): materials: tantalum" in text
    assert "Cap (C1): materials" not in text


def test_a_row_without_a_needed_action_is_open_and_not_to_correct(tmp_path: Path) -> None:
    row = {"Fact": "party.owners", "Answer": "Example Fund 75 %; employees 25 %"}
    estimated = {"Fact": "party.owners", "Answer": "Example Fund ca. 75 %; Example Holding 25 %"}
    book = tmp_path / "answers.csv"
    with book.open("w", encoding="utf-8", newline="") as file:
        names = ("About company", *row)
        csv.writer(file).writerows([names, ["Acme", *row.values()], ["Works", *estimated.values()]])
    out, _, _ = run("microdep questions --read answers.csv", tmp_path)
    assert out.startswith("2 rows: 0 accepted, 0 to correct, 2 open")
    assert 2 == out.count("no action is needed")
    assert "party: Example Fund, share in percent: not known" in out
