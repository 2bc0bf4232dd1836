"""What a product needs of the world: second sources, places, parties and sites, and what losing them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.impact.unjudged import unjudged

if TYPE_CHECKING:
    from microdep_rules.production.failures import Failures

HEAD = """\
schema: microdep-bom/1
parties:
  - id: maker
    name: Maker Ltd
    sites: [{id: works, name: Old Works, country: JP}]
  - {id: other, name: Other Ltd}
components:
  - {name: Frame}
  - name: Motor
"""
TWO_STAGES = "    materials: [{substance: NdFeB}]\n    stages:\n"


def failures(motor: str) -> Failures:
    return unjudged((HEAD + motor).encode()).failures


def singles(found: Failures, kind: str) -> dict[str, bool]:
    """What halts the product alone: whether it surely does."""
    return {single.point.key: single.certain for single in found.singles if single.point.kind == kind}


def sets(found: Failures, kind: str) -> dict[tuple[str, ...], bool]:
    """The cut sets of a kind, and whether each halts the product certainly."""
    return {
        tuple(p.key for p in each.points): each.certain for each in found.sets if each.points[0].kind == kind
    }


@pytest.mark.parametrize(
    ("entries", "alone", "together"),
    [
        # one place, and all of the material goes through it
        (["sintered, country: CN"], {"CN": True}, {}),
        (["sintered, country: CN, share: 100"], {"CN": True}, {}),
        # a share below 100 %: the rest goes another way, which nobody states
        (["sintered, country: CN, share: 60"], {"CN": False}, {}),
        # two ways that do not need each other
        (["sintered, country: CN, share: 60", "sintered, country: JP, share: 40"], {}, {("CN", "JP"): True}),
        # the same, and part of it goes a third way
        (
            ["sintered, country: CN, share: 60", "sintered, country: JP, share: 30"],
            {},
            {("CN", "JP"): False},
        ),
        # both ways in one country
        (["sintered, country: CN, share: 60", "sintered, country: CN, share: 40"], {"CN": True}, {}),
        # a wide word may stand for two stages, one after the other
        (
            ["processed, country: CN, share: 100", "processed, country: JP, share: 100"],
            {"CN": True, "JP": True},
            {},
        ),
        # nobody says whether through both or through one of them
        (
            ["sintered, country: CN", "sintered, country: JP"],
            {"CN": False, "JP": False},
            {("CN", "JP"): True},
        ),
        # one of two countries
        (["sintered, country: {one_of: [CN, JP]}"], {"CN": False, "JP": False}, {("CN", "JP"): True}),
        # no share of nothing
        (["sintered, country: CN, share: 100", "sintered, country: JP, share: 0"], {"CN": True}, {}),
        # primary and recycled material stand in for each other
        (["mined, country: CN, share: 60", "recycled, country: US, share: 40"], {}, {("CN", "US"): True}),
        # different stages are all needed
        (["mined, country: CN", "sintered, country: JP"], {"CN": True, "JP": True}, {}),
        # a region is lost with its country
        (["sintered, country: CN-XJ"], {"CN-XJ": True, "CN": True}, {}),
        # what goes into it comes from elsewhere
        (["sintered, country: JP, input_origin: CN"], {"CN": True, "JP": True}, {}),
        # the country of a site
        (["sintered, site: works"], {"JP": True}, {}),
        # a share that may be 0 is no help that is certain
        (
            ["sintered, country: CN, share: 60..100", "sintered, country: JP, share: 0..40"],
            {"CN": False},
            {},
        ),
    ],
)
def test_entries_for_stages_are_needed_or_interchangeable_as_their_shares_say(
    entries: list[str], alone: dict[str, bool], together: dict[tuple[str, ...], bool]
) -> None:
    stages = "".join(f"      - {{stage: {entry}}}\n" for entry in entries)
    found = failures(TWO_STAGES + stages)
    assert (alone, together) == (singles(found, "country"), sets(found, "country"))


def test_a_material_with_a_stage_is_one_point_wherever_it_is_done() -> None:
    entries = ("country: CN, share: 60", "country: JP, share: 40")
    stages = "".join(f"      - {{stage: sintered, {entry}}}\n" for entry in entries)
    assert {"NdFeB/sintered": True} == singles(failures(TWO_STAGES + stages), "stage")


def test_a_party_and_a_site_are_points_by_their_names() -> None:
    found = failures("    manufacturer: maker\n    stages: [{stage: assembled, site: works, party: other}]\n")
    assert {"maker ltd": True, "other ltd": True} == singles(found, "party")
    assert {"maker ltd/old works": True} == singles(found, "site")


@pytest.mark.parametrize(
    ("fields", "alone"),
    [
        ("origin: CN", {"CN": True}),
        ("origin: CN, place_of_manufacture: CN", {"CN": True}),
        ("origin: CN, place_of_manufacture: JP", {"CN": False, "JP": False}),
        ("origin: {unknown: true, reason: no answer}", {}),
    ],
)
def test_where_statements_differ_losing_one_place_decides_nothing(
    fields: str, alone: dict[str, bool]
) -> None:
    lines = "".join(f"    {each}\n" for each in fields.replace(", place", "\n    place").split("\n"))
    found = failures(lines.replace("        ", "    "))
    assert alone == singles(found, "country")


def test_components_that_state_no_place_and_no_party_are_counted() -> None:
    found = failures("    origin: CN\n    manufacturer: maker\n")
    assert {"country": ("frame",), "party": ("frame",)} == found.unstated


@pytest.mark.parametrize("entry", ["{ref: spare, quantity: 0}", "{ref: spare}", "{ref: spare, quantity: 2}"])
def test_a_child_that_is_listed_is_needed_whatever_its_quantity(entry: str) -> None:
    bom = f"""\
schema: microdep-bom/1
document: {{product: motor}}
components:
  - {{id: motor, name: Motor, origin: US, children: [{entry}]}}
  - {{id: spare, name: Spare, origin: CN}}
"""
    found = unjudged(bom.encode()).failures
    assert "CN" in singles(found, "country")


def test_an_input_of_a_material_is_needed_like_a_child() -> None:
    bom = """\
schema: microdep-bom/1
document: {product: motor}
components:
  - id: motor
    name: Motor
    origin: US
    materials: [{id: magnet, substance: NdFeB}]
    inputs: [{ref: powder, of: magnet}]
  - {id: powder, name: Powder, kind: raw_material, origin: CN}
"""
    found = unjudged(bom.encode()).failures
    assert {"US": True, "CN": True} == singles(found, "country")
