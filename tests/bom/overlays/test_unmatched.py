"""Help for an entry of an overlay that is about no component: what its id may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.load import load_document
from microdep_rules.bom.overlays.entries import parse_overlay
from microdep_rules.bom.overlays.unmatched import find_unmatched
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = b"""\
schema: microdep-bom/1
components:
  - id: rotor
    name: Rotor
    materials: [{id: magnets, substance: NdFeB}]
    children: [{id: shaft, name: Shaft, materials: [{substance: steel}]}]
"""


@pytest.mark.parametrize(
    ("id_", "help_"),
    [
        ("magnets", "this id is a material of `rotor`: match the component"),
        ("rotor/magnets", "this id is a material of `rotor`: match the component"),
        ("steel", "this id is a material of `shaft`: match the component"),
        ("rotor/shaft", "write `match: {id: shaft}`"),
        ("rotr", "did you mean `rotor`?"),
    ],
)
def test_the_id_of_a_material_or_of_a_child_names_the_component_to_match(id_: str, help_: str) -> None:
    text = f"schema: microdep-overlay/1\ncomponents:\n  - {{match: {{id: {id_}}}, mass_g: 4}}\n"
    overlay, _ = parse_overlay(load_document("overlay.yaml", text.encode(), kind="overlay"))
    bom = load_document("bom.yaml", BOM, kind="bom").value
    assert overlay is not None
    assert bom is not None
    (reported,) = find_unmatched(overlay.entries, [bom], [overlay])
    assert help_ in (reported.help or "")


@pytest.mark.parametrize("mark", ["DNP", "0"])
def test_a_part_number_of_a_row_that_is_left_out_is_reported(mark: str, tmp_path: Path) -> None:
    heading = "DNP" if mark == "DNP" else "Quantity"
    rows = f"Name,MPN,Manufacturer,{heading}\nBolt,B-10,Example Works,\nNut,N-1,Example Works,{mark}\n"
    (tmp_path / "bom.csv").write_text(rows.replace("Works,\n", "Works,1\n" if mark == "0" else "Works,\n"))
    (tmp_path / "own.yaml").write_text(
        "schema: microdep-overlay/1\ncomponents:\n"
        "  - {match: {mpn: N-1, manufacturer: Example Works}, mass_g: 4}\n"
    )
    _, errors, _ = run("microdep check bom.csv --overlay own.yaml", tmp_path)
    assert "the row of this number, at `bom.csv:3:5`, is left out of the bill of materials" in errors
    _, errors, code = run("microdep explain blocked-component N-1 bom.csv", tmp_path)
    assert "the row with `N-1`, at bom.csv:3:5, is left out of the bill of materials" in errors
    assert "next: microdep bom import bom.csv" in errors
    assert code == 2
