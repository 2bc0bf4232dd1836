"""A real bill of materials, imported by hand: no origin anywhere, and the answer fits one screen."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary.terms import load_vocabularies
from tests.examples.readmes import Ran, run

if TYPE_CHECKING:
    from pathlib import Path

SCREEN = 40
CHECK = "microdep check --as-of 2026-11-24"


@cache
def class_of_prefix() -> dict[str, str]:
    """The class that a reference designator stands for: `R` a resistor, `U` an integrated circuit."""
    vocabulary = load_vocabularies().get("class")
    assert vocabulary is not None
    return {prefix: term.id for term in vocabulary.terms.values() for prefix in term.designators}


def part(row: dict[str, str]) -> dict[str, Any]:
    """One row as a part: its name, its number, and the class its designators stand for; no more is there."""
    designators = re.split(r",\s*", row["Reference(s)"])
    prefix = re.sub(r"\d+$", "", designators[0])
    found: dict[str, Any] = {
        "id": designators[0].lower(),
        "name": f"{row['Value']} ({designators[0]})",
        "quantity": int(row["Qty"]),
        "designators": designators,
    }
    if row["MPN"]:
        found["mpn"] = row["MPN"]
    if prefix in class_of_prefix():
        found["class"] = class_of_prefix()[prefix]
    return found


def imported(real: Path, folder: Path) -> Path:
    """The rows of a board as KiCad wrote them, in our format."""
    with (real / "ecad" / "upduino-v3.kicad.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [part(row) for row in csv.DictReader(file)]
    board = {"id": "upduino", "name": "UPduino", "kind": "end_item", "children": rows}
    path = folder / "upduino.bom.json"
    document = {"schema": "microdep-bom/1", "document": {"product": "upduino"}, "components": [board]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def checked(real_data: Path, tmp_path: Path, packs: str = "") -> Ran:
    """What a check of it prints."""
    return run(f"{CHECK} {imported(real_data, tmp_path)}{packs}", 0)


def test_its_rows_become_parts_with_a_class(real_data: Path, tmp_path: Path) -> None:
    document = json.loads(imported(real_data, tmp_path).read_text(encoding="utf-8"))
    rows = document["components"][0]["children"]
    assert 22 == len(rows)
    assert {"resistor", "capacitor", "connector", "integrated-circuit"} <= {row.get("class") for row in rows}


def test_nothing_about_it_is_clear_and_nothing_fails(real_data: Path, tmp_path: Path) -> None:
    assert 5 == checked(real_data, tmp_path).code


def test_it_fits_one_screen_by_the_missing_fact(real_data: Path, tmp_path: Path) -> None:
    printed = checked(real_data, tmp_path).output
    assert len(printed.splitlines()) <= SCREEN
    assert re.search(r"component\.origin\b.*missing on 2\d components", printed)


def test_it_fits_one_screen_with_every_pack(real_data: Path, tmp_path: Path) -> None:
    ran = checked(real_data, tmp_path, " --pack all")
    assert 5 == ran.code
    assert len(ran.output.splitlines()) <= SCREEN
