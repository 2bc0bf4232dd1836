"""If no row of a table states a fact, one line names the column to add. Other gaps have no such line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.workbook import SheetTable, workbook
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """pack ban version 2026-01-01
  title      "ban"
  authority  "company policy"
  reviewed   2026-01-01

rule fact
  title       "fact"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid      {condition}

example fail of fact "bad"
  bom     component a, {bad}
  expect  fail at a

example pass of fact "good"
  bom     component a, {good}
  expect  pass at a
"""
RULES = {
    "supplier": ('component.supplier.name is "Bad"', 'supplier "Bad"', 'supplier "Good"'),
    "manufacturer": ('component.manufacturer.name is "Bad"', 'manufacturer "Bad"', 'manufacturer "Good"'),
    "origin": ("component.origin is RU", "origin RU", "origin JP"),
    "unit_cost": ("component.unit_cost is more than 9 USD", "unit_cost 10 USD", "unit_cost 8 USD"),
}
COLUMNS = {
    "supplier": "Supplier",
    "manufacturer": "Manufacturer",
    "origin": "Country of Origin",
    "unit_cost": "Unit Price",
}
ROWS = [["Name", "Quantity"], ["bolt", "1"], ["nut", "2"], ["pin", "3"]]
WITH_SUPPLIER = [["Name", "Quantity", "Supplier"], ["bolt", "1", "Good"], ["nut", "2", ""], ["pin", "3", ""]]


def check(folder: Path, field: str, name: str, data: bytes) -> str:
    (folder / "ban").mkdir()
    condition, bad, good = RULES[field]
    pack = PACK.format(condition=condition, bad=bad, good=good)
    (folder / "ban/pack.rule").write_text(pack, encoding="utf-8")
    (folder / name).write_bytes(data)
    out, err, code = run(f"microdep check {name} --pack ./ban", folder)
    assert "UNKNOWN" in out, out + err + str(code)
    return out


def as_csv(rows: list[list[str]], mark: str = ",") -> bytes:
    return "".join(f"{mark.join(row)}\n" for row in rows).encode()


TABLES = {
    "board.csv": as_csv(ROWS),
    "board.tsv": as_csv(ROWS, "\t"),
    "board.xlsx": workbook([SheetTable("BOM", ROWS)]),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("field", RULES)
def test_a_fact_that_no_row_states_has_one_line_with_its_column(
    field: str, name: str, tmp_path: Path
) -> None:
    out = check(tmp_path, field, name, TABLES[name])
    line = (
        f"fix        no row of {name} states `{field}`: add or fill in the column `{COLUMNS[field]}`; or name"
    )
    assert 1 == out.count(line), out


def test_a_table_that_states_the_fact_in_a_row_has_no_such_line(tmp_path: Path) -> None:
    assert "no row of" not in check(tmp_path, "supplier", "board.csv", as_csv(WITH_SUPPLIER))


def test_a_document_that_is_no_table_has_no_such_line(tmp_path: Path) -> None:
    data = b"schema: microdep-bom/1\ncomponents: [{name: bolt}, {name: nut}]\n"
    assert "no row of" not in check(tmp_path, "supplier", "board.bom.yaml", data)
