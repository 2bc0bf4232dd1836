"""Help for an entry of an overlay that is about no component: what its id may have meant."""

from __future__ import annotations

import pytest

from microdep_rules.bom.load import load_document
from microdep_rules.bom.overlays.entries import parse_overlay
from microdep_rules.bom.overlays.unmatched import find_unmatched

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
    (told,) = find_unmatched(overlay.entries, [bom], [overlay])
    assert help_ in (told.help or "")
