"""Families of minimal sets, and what is said where there are more than are followed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from microdep_rules.production import cuts
from tests.impact.unjudged import unjudged

if TYPE_CHECKING:
    from microdep_rules.production.failures import CutSet, Failures


def redundant(groups: int, size: int) -> Failures:
    """A product of assemblies, each with an alternate; both have so many components of different makers."""
    components: list[dict[str, object]] = []
    for group in range(groups):
        for name in ("a", "b"):
            ids = [f"{name}{group}-{number}" for number in range(size)]
            components += [{"id": each, "name": each, "manufacturer": each} for each in ids]
            stand_ins = [f"b{group}"] if name == "a" else []
            assembly = {"id": f"{name}{group}", "name": f"{name}{group}", "children": ids}
            components.append({**assembly, "alternates": stand_ins})
    parties = [
        {"id": component["id"], "name": component["id"]}
        for component in components
        if "manufacturer" in component
    ]
    top = {"id": "top", "name": "Top", "children": [f"a{group}" for group in range(groups)]}
    document = {
        "schema": "microdep-bom/1",
        "document": {"product": "top"},
        "parties": parties,
        "components": [top, *components],
    }
    return unjudged(json.dumps(document).encode()).failures


def keys(sets: tuple[CutSet, ...]) -> set[tuple[str, ...]]:
    return {tuple(p.name for p in each.points) for each in sets if each.points[0].kind == "party"}


def test_each_maker_of_one_way_and_each_of_the_other_halt_the_product_together() -> None:
    expected = {(f"a{g}-{n}", f"b{g}-{m}") for g in range(2) for n in range(3) for m in range(3)}
    assert expected == keys(redundant(2, 3).sets)


def test_of_too_many_sets_those_that_are_listed_are_minimal_and_the_report_says_that_there_are_more() -> None:
    failures = redundant(2, 160)
    assert ("party",) == failures.cut_short
    found = keys(failures.sets)
    assert found
    assert all(
        one[0] == "a" and other == f"b{one[1:].split('-')[0]}-{other.split('-')[1]}" for one, other in found
    )


def test_nothing_is_lost_with_what_cannot_be_lost() -> None:
    one = frozenset({frozenset({"a"})})
    assert (frozenset(), False) == cuts.product_of([one, cuts.NONE], 3, 10)
    assert (cuts.NONE, False) == cuts.product_of([], 3, 10)
