"""What statements that contradict each other do to points of failure: nobody knows which of them is true."""

from __future__ import annotations

import pytest

from tests.impact.unjudged import unjudged

HEAD = """\
schema: microdep-bom/1
document: {product: motor}
parties:
  - id: maker
    name: Hoku Motors
    sites: [{id: north, name: North, country: CN}, {id: n2, name: North, country: JP}]
  - {id: other, name: Brenner AG}
components:
  - {id: motor, name: Motor, children: [magnet]}
"""
PLACES = [
    ("origin: US, place_of_manufacture: CN", {"US": False, "CN": False}),
    (
        "place_of_manufacture: US, stages: [{stage: final_assembly, country: CN}]",
        {"US": False, "CN": False},
    ),
    ("stages: [{stage: tested, site: north, country: JP}]", {"JP": False, "CN": False}),
    ("origin: CN-XJ, place_of_manufacture: CN", {"CN": True, "CN-XJ": False}),
    (
        "kind: mill_product, origin: US, materials: [{substance: Al, stages: [{stage: cast, country: CN}]}]",
        {"US": False, "CN": True},
    ),
]


def singles(component: str, kind: str) -> dict[str, bool]:
    found = unjudged(f"{HEAD}  - {{id: magnet, name: Magnet, {component}}}\n".encode()).failures
    points = [(single.point, single.certain) for single in found.singles if single.point.kind == kind]
    return {point.key if kind == "country" else point.name: certain for point, certain in points}


@pytest.mark.parametrize(("component", "countries"), PLACES)
def test_a_contradicted_place_is_no_certain_point_of_failure(
    component: str, countries: dict[str, bool]
) -> None:
    assert countries == singles(component, "country")


def test_contradicted_makers_are_no_certain_points_of_failure() -> None:
    component = "manufacturer: maker, stages: [{stage: manufactured, party: other, country: JP}]"
    assert {"Hoku Motors": False, "Brenner AG": False} == singles(component, "party")


def test_two_sites_of_one_name_in_two_countries_are_two_sites() -> None:
    stages = "stages: [{stage: tested, site: north, share: 50}, {stage: tested, site: n2, share: 50}]"
    assert {} == singles(stages, "site")
    assert {"North (Hoku Motors), CN": True} == singles("stages: [{stage: tested, site: north}]", "site")
