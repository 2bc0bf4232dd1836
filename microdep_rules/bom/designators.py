"""Reference designators of components, such as `R1`, and names that contain them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DESIGNATORS = "designators"
MOST_LISTED = 6
"""Largest number of designators that a name lists in full."""
FIRST = 3
"""Number of designators that a name lists if a component has more than `MOST_LISTED`."""
_NUMBERED = pattern(r"(.*?)([0-9]{1,9})")
_BETWEEN = pattern(r"[\s,;()]+")


def designators_by_id(components: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return the designators of each component, from all places where the product contains the component.

    The field `ext` has the designators if an importer cannot assign them to one of several parents.
    """
    listed: dict[str, dict[str, None]] = {}
    waiting = [*components]
    for component in waiting:
        children = [child for child in component.get("children", ()) if isinstance(child, dict)]
        waiting += [child for child in children if "ref" not in child]
        ext = component.get("ext")
        for holder in (component, ext if isinstance(ext, dict) else {}, *(c for c in children if "ref" in c)):
            designators = holder.get(DESIGNATORS)
            if isinstance(designators, list) and all(isinstance(text, str) for text in designators):
                owner = holder if "ref" in holder else component
                id_ = owner.get("ref") or owner.get("id") or slug(owner["name"])
                listed.setdefault(id_, {}).update(dict.fromkeys(designators))
    return {id_: tuple(designators) for id_, designators in listed.items() if designators}


def name_with_designators(name: str, designators: Sequence[str]) -> str:
    """Return the name of a component with its designators, so that a reader finds each place of a board.

    A name lists at most six designators. A longer list is shortened, as in `C1 to C40: 40 places`.

    >>> name_with_designators("driver", ["U2", "U5"]), name_with_designators("driver (U2)", ["U2", "U5"])
    ('driver (U2, U5)', 'driver (U2, U5)')
    >>> name_with_designators("100nF", [f"C{number}" for number in range(1, 41)])
    '100nF (C1 to C40: 40 places)'
    >>> name_with_designators("U7", ["U7"])
    'U7'
    """
    return _joined(name, designators, shortened(designators))


def name_with_all_designators(name: str, designators: Sequence[str]) -> str:
    """Return the name of a component with the full list of its designators.

    >>> name_with_all_designators("10k (R1)", ["R1", "R2"]), name_with_all_designators("10k", [])
    ('10k (R1, R2)', '10k')
    """
    return _joined(name, designators, ", ".join(designators))


def _joined(name: str, designators: Sequence[str], listed: str) -> str:
    """Return a name with a list of designators, unless the name contains all designators."""
    if set(designators) <= set(_BETWEEN.split(name)):
        return name
    stated = next((end for text in designators if name.endswith(end := f" ({text})")), "")
    return f"{name.removesuffix(stated)} ({listed})"


def shortened(designators: Sequence[str]) -> str:
    """Return designators as text; a long list is shortened.

    >>> shortened(["U2", "U5"]), shortened(["R1", "R2", "R5", "R7", "R8", "R9", "R12"])
    ('U2, U5', 'R1, R2, R5 and 4 more')
    """
    if len(designators) <= MOST_LISTED:
        return ", ".join(designators)
    if _is_series(designators):
        return f"{designators[0]} to {designators[-1]}: {len(designators)} places"
    return f"{', '.join(designators[:FIRST])} and {len(designators) - FIRST} more"


def _is_series(designators: Sequence[str]) -> bool:
    """Return whether designators have the same letters, and numbers without a gap."""
    parts = [_NUMBERED.fullmatch(text) for text in designators]
    if not all(parts) or len({part[1] for part in parts if part is not None}) > 1:
        return False
    numbers = [int(part[2]) for part in parts if part is not None]
    return numbers == [*range(numbers[0], numbers[0] + len(numbers))]
