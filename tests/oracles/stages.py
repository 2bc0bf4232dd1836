"""The words for stages, as the documents of this product have them, and which is below which."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.oracles.logic import Truth

PARENT = {
    "concentrated": "mined",
    "collected_scrap": "recycled",
    "recycled_milled": "recycled",
    "calcined": "refined",
    "converted_chemical": "refined",
    "reduced_to_metal": "smelted",
    "alloy_melted": "melted",
    "remelted": "melted",
    "atomized": "processed",
    "powder_formed": "processed",
    "pressed": "processed",
    "sintered": "processed",
    "bonded": "processed",
    "magnetized": "processed",
    "consolidated": "processed",
    "sputtered": "processed",
    "cast": "processed",
    "forged": "processed",
    "rolled": "processed",
    "drawn": "processed",
    "extruded": "processed",
    "heat_treated": "processed",
    "machined": "manufactured",
    "coated": "processed",
    "final_assembly": "assembled",
}
"""A child is its parent; a recorded parent may be any of its children, or something unlisted."""

OTHER_STAGES = frozenset(
    [
        *("separated", "designed", "chip_design", "harvested", "tested", "developed", "software_developed"),
        *("built", "packaged", "module_assembled", "board_assembled", "wafer_fab", "cell_made"),
        *("electrode_made", "wound", "pcb_fabricated"),
    ]
)
KNOWN_STAGES = frozenset(PARENT) | frozenset(PARENT.values()) | OTHER_STAGES


def is_stage(word: str, names: Iterable[str]) -> Truth:
    """Whether a stage word is one of the names: a child is its parent, a parent may be its child."""
    if word not in KNOWN_STAGES:
        return None
    wanted = set(names)
    if wanted & {word, PARENT.get(word, word)}:
        return True
    return None if any(PARENT.get(name) == word for name in wanted) else False
