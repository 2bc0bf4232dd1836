"""Every field that a mapping file can name has an effect: no column of a table is lost silently."""

from __future__ import annotations

import pytest

from microdep_rules.bom.imports.names import fields
from tests.bom.imports.test_tables import read

CELLS = {
    "quantity": "3",
    "unit": "m",
    "unit_cost": "2.50",
    "currency": "EUR",
    "mass": "5 g",
    "restriction_index": "0.5",
    "origin": "JP",
    "place_of_manufacture": "JP",
    "identifiers": "lei:5299000000EXAMPLE000",
    "lei": "5299000000EXAMPLE000",
    "duns": "150483782",
    "uei": "A1B2C3D4E5F6",
    "cage": "1ABC5",
    "other_parts": "Acme: B-2",
    "lead_time": "6 weeks",
    "not_populated": "yes",
    "populated": "no",
    "excluded_from_bom": "yes",
    "placed": "no",
    "substance": "NdFeB",
    "hs_code": "8501.10",
}
"""Cell of each field; another field has the cell `Word`."""
TREES = frozenset({"level", "number", "parent"})
"""Fields that state the assembly of a component, so that they need two rows."""


@pytest.mark.parametrize("field", sorted(fields().keys() - TREES))
def test_a_column_of_each_field_changes_the_document_or_is_reported(field: str) -> None:
    others = [("Part", "name", "Motor"), ("Maker", "manufacturer", "Acme"), ("MPN", "mpn", "A-1")]
    others += [("Price", "unit_cost", "2.50"), ("Qty", "quantity", "2")]
    columns = [column for column in others if column[1] != field]

    def document(meaning: str) -> tuple[object, list[str]]:
        named = [*columns, ("Column", meaning, CELLS.get(field, "Word"))]
        mapping = ", ".join(f"{name}: '{means}'" for name, means, _ in named)
        rows = [",".join(column[0] for column in named), ",".join(column[2] for column in named)]
        found = read("\n".join(rows) + "\n", f"header_row: 1\ncolumns: {{{mapping}}}\n").loaded
        return found.value, [problem.code for problem in found.diagnostics]

    assert document("-") != document(field)


@pytest.mark.parametrize(
    "mapping", ["Value: name, A: level", "Value: name, A: number, B: parent", "Value: name, A: number"]
)
def test_a_column_of_the_tree_puts_a_component_into_its_assembly(mapping: str) -> None:
    table = "Value,A,B\nBoard,1,\nMotor,2,1\n" if "level" in mapping or "parent" in mapping else NUMBERED
    value = read(table, f"header_row: 1\ncolumns: {{{mapping}}}\n").loaded.value
    assert value is not None
    named = {component["name"]: component for component in value["components"]}
    assert [{"ref": named["Motor"]["id"]}] == named["Board"].get("children")


NUMBERED = "Value,A,B\nBoard,1,\nMotor,1.1,\n"
