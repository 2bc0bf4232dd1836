"""What a component states in several fields: where it was made, where it comes from, its makers, COTS.

A truth about a place holds whichever of the statements is the true one; without any statement it is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.facts import FORMS, USED_UP, is_in, number, plain
from tests.oracles.logic import agreed, all_of, negated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.oracles.facts import Record
    from tests.oracles.logic import Truth

FINAL = frozenset(("final_assembly", "manufactured", "assembled"))
"""Stages of which the country is that of the component as a whole."""
ASSEMBLY = frozenset(("final_assembly", "assembled"))
"""Stages that join components. A piece of material, such as a magnet, is not made by them."""
MAKING = FINAL | {
    *("machined", "crystal_grown", "ingot_wafering", "epitaxially_grown", "wafer_fab", "pcb_fabricated"),
    *("electrode_made", "cell_made", "wound", "packaged", "board_assembled", "module_assembled", "built"),
}
"""Stages by which a component itself is made."""


def making(component: Record) -> Iterator[Record]:
    """The entries of stages by which the component itself was made."""
    for stage in component.get("stages", []):
        if "of" not in stage and plain(stage, "stage") in MAKING:
            yield stage


def places(component: Record) -> list[str]:
    """Where it was made: its place of manufacture, and the countries of its final stages."""
    whole, partial = _final(component)
    return [*_places(plain(component, "place_of_manufacture")), *whole, *partial]


def made_in(component: Record, places: Collection[str]) -> Truth:
    """Whether it was made in one of the places, by its place of manufacture or its final stage.

    A declared origin, or a final stage of some of the pieces, can only contradict.
    """
    whole, partial = _final(component)
    deciding = [*_places(plain(component, "place_of_manufacture")), *whole]
    return _agreed(
        deciding, [*partial, *_places(plain(component, "origin")), *_transformed(component)], places
    )


def produced_in(component: Record, places: Collection[str]) -> Truth:
    """Whether it comes from one of the places: by its origin, or by where it was made."""
    whole, partial = _final(component)
    said = (plain(component, name) for name in ("origin", "place_of_manufacture"))
    deciding = [*(place for each in said for place in _places(each)), *whole]
    return _agreed(deciding, [*partial, *_transformed(component)], places)


def off_the_shelf(component: Record) -> Truth:
    """COTS, and not modified before it is accepted."""
    return all_of((plain(component, "cots"), negated(plain(component, "modified_before_acceptance"))))


def makers(component: Record) -> list[str | None]:
    """Whoever made it: its manufacturer, and the parties that stages of making it state."""
    stated = [stage for stage in making(component) if "party" in stage]
    return [plain(component, "manufacturer"), *(plain(stage, "party") for stage in stated)]


def _final(component: Record) -> tuple[list[str], list[str]]:
    """Countries of final stages: those that state where it was made, and those that can only contradict."""
    whole: list[str] = []
    partial: list[str] = []
    for stage in making(component):
        word = plain(stage, "stage")
        if word in FINAL:
            states = number(stage, "share") is None and not (word in ASSEMBLY and may_be_piece(component))
            (whole if states else partial).extend(_places(plain(stage, "country")))
    return whole, partial


def may_be_piece(component: Record) -> bool:
    """Whether it may be a piece of material, which nobody assembled from components."""
    if component.get("children") or plain(component, "kind") in ("assembly", "subsystem"):
        return False
    if plain(component, "kind") in USED_UP:
        return True
    said = [plain(component, name) for name in ("class", "function")]
    if any(said):
        return bool(FORMS.intersection(said))
    return len(component.get("materials", [])) == 1


def _transformed(component: Record) -> list[str]:
    """Where it was last substantially transformed, which contradicts where it was made."""
    return _places(plain(component.get("substantial_transformation", {}), "country"))


def _places(place: str | None) -> list[str]:
    return [] if place is None else [place]


def _agreed(deciding: list[str], contradicting: list[str], places: Collection[str]) -> Truth:
    if not deciding:
        return None
    return agreed(is_in(place, places) for place in (*deciding, *contradicting))
