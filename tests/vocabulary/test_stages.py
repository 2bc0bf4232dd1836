"""Routes: what follows which stage, and what is not on the way."""

from __future__ import annotations

import pytest

from microdep_rules.vocabulary.stages import StageSet, load_stages
from tests.each import of_each

STAGES = load_stages()
ROUTES = sorted(STAGES.routes)

LATE_MAGNET = {"alloy_melted", "powder_formed", "pressed", "sintered", "bonded", "coated", "magnetized"}


def stages_of(found: StageSet, constituent: str | None) -> set[str]:
    return {stage for stage, each in found if each == constituent}


# ── The data ─────────────────────────────────────────────────────────────────────────────────────────


@of_each(ROUTES)
def test_a_route_names_known_substances_and_stages(substance: str) -> None:
    route = STAGES.routes[substance]
    substances = [substance, *route.constituents]

    assert [] == [stage for stage in sorted(route.stages) if not STAGES.is_stage(stage)]
    assert [] == [each for each in substances if STAGES.substances.resolve(each) != each]
    assert set() == set(route.constituents.values()) - route.stages


@of_each(ROUTES)
def test_a_route_has_no_cycle(substance: str) -> None:
    route = STAGES.routes[substance]

    assert [] == [(before, after) for before, after in route.edges if before in route.reach([after])]


@of_each(ROUTES)
def test_every_stage_of_a_route_reaches_an_end(substance: str) -> None:
    route = STAGES.routes[substance]

    assert [] == [stage for stage in sorted(route.stages) if not route.reach([stage]) & set(route.ends)]


@of_each(ROUTES)
def test_no_edge_stands_twice(substance: str) -> None:
    edges = STAGES.routes[substance].edges

    assert sorted(set(edges)) == sorted(edges)


@of_each(ROUTES)
def test_every_constituent_has_a_route_of_its_own_that_leads_in(substance: str) -> None:
    found = STAGES.everything(substance)

    assert [] == [
        constituent for constituent in STAGES.constituents(substance) if not stages_of(found, constituent)
    ]


# ── Onward ───────────────────────────────────────────────────────────────────────────────────────────


def test_alloy_melting_onward_is_worked_on_the_magnet_and_ends_when_it_is_magnetized() -> None:
    found = STAGES.onward("alloy_melted", "NdFeB")

    assert LATE_MAGNET <= stages_of(found, None)
    assert {None} == {constituent for _, constituent in found}
    assert set() == stages_of(found, None) & {"assembled", "final_assembly", "recycled_milled", "recycled"}


def test_mining_onward_of_named_constituents_goes_through_the_alloy_to_the_finished_magnet() -> None:
    found = STAGES.onward("mined", "NdFeB", ("Nd", "Fe", "B"))

    assert {"Nd", "Fe", "B", None} == {constituent for _, constituent in found}
    assert {"mined", "concentrated", "separated", "refined", "reduced_to_metal"} <= stages_of(found, "Nd")
    assert LATE_MAGNET <= stages_of(found, None)
    assert "recycled_milled" not in stages_of(found, None)
    assert "recycled" not in stages_of(found, "Nd")


def test_without_named_constituents_a_stage_of_ore_is_meant_of_all_of_them() -> None:
    found = STAGES.onward("mined", "NdFeB")

    assert {*STAGES.constituents("NdFeB"), None} == {constituent for _, constituent in found}


def test_separation_onward_leaves_out_what_comes_before_it() -> None:
    assert set() == stages_of(STAGES.onward("separated", "NdFeB", ("Nd",)), "Nd") & {"mined", "concentrated"}


def test_another_way_into_the_route_is_counted_from_where_it_comes_in() -> None:
    found = STAGES.onward("recycled", "SmCo")

    assert {"recycled", "recycled_milled", "alloy_melted", "sintered"} <= stages_of(found, None)
    assert {None} == {constituent for _, constituent in found}
    assert "recycled" in stages_of(STAGES.onward("recycled", "SmCo", ("Sm", "Co")), "Co")


def test_one_branch_is_not_on_the_other() -> None:
    assert {"sintered", "bonded"} <= stages_of(STAGES.onward("pressed", "NdFeB"), None)
    assert "bonded" not in stages_of(STAGES.onward("sintered", "NdFeB"), None)
    assert "sintered" not in stages_of(STAGES.onward("bonded", "NdFeB"), None)


@pytest.mark.parametrize(
    ("stage", "substance", "inside", "outside"),
    [
        (
            "reduced_to_metal",
            "tantalum",
            "melted powder_formed consolidated rolled",
            "mined refined recycled",
        ),
        ("melted", "tantalum-alloy", "rolled atomized", "reduced_to_metal refined"),
        ("mined", "tantalum", "mined refined separated reduced_to_metal rolled", "recycled magnetized"),
        ("recycled", "tantalum", "recycled melted powder_formed rolled", "mined"),
        (
            "calcined",
            "tungsten-powder",
            "calcined reduced_to_metal powder_formed consolidated",
            "refined mined",
        ),
        ("atomized", "tungsten-powder", "atomized pressed sintered", "calcined reduced_to_metal"),
        ("calcined", "tungsten-heavy-alloy", "consolidated sintered machined", "refined mined"),
        ("mined", "tungsten-heavy-alloy", "mined separated refined smelted sintered", "recycled"),
        ("mined", "molybdenum", "mined refined reduced_to_metal melted rolled", "recycled"),
        ("melted", "titanium", "melted remelted forged machined", "reduced_to_metal mined"),
        ("melted", "stainless-steel", "melted remelted rolled", "smelted mined"),
        ("reduced_to_metal", "gallium", "reduced_to_metal refined", "separated mined"),
        ("mined", "carbon-fibre", "", "mined spun"),
    ],
)
def test_the_chains_that_laws_name_begin_where_they_say(
    stage: str, substance: str, inside: str, outside: str
) -> None:
    found = {each for each, _ in STAGES.onward(stage, substance)}

    assert set() == set(inside.split()) - found
    assert set() == set(outside.split()) & found


def test_gallium_goes_into_gallium_nitride_where_the_layer_is_grown() -> None:
    found = STAGES.onward("separated", "gallium-nitride", ("gallium",))

    assert {"separated", "reduced_to_metal", "refined"} == stages_of(found, "Ga")
    assert {"epitaxially_grown", "wafer_fab"} == stages_of(found, None)


def test_a_wider_stage_starts_wherever_it_may_stand_for() -> None:
    assert STAGES.onward("alloy_melted", "NdFeB") == STAGES.onward("melted", "NdFeB")


def test_a_narrower_stage_stands_in_for_its_parent_on_the_route() -> None:
    found = stages_of(STAGES.onward("alloy_melted", "tantalum"), None)

    assert {"alloy_melted", "rolled"} <= found
    assert "melted" not in found


def test_a_stage_on_no_route_of_the_substance_is_empty() -> None:
    assert frozenset() == STAGES.onward("wafer_fab", "NdFeB")
    assert frozenset() == STAGES.onward("mined", "FR4")
    assert frozenset() == STAGES.onward("mined", "unobtainium")


# ── What a document records ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("stage", "substance", "expected"),
    [
        ("sintered", "NdFeB", True),
        ("mined", "NdFeB", True),
        ("alloy melting", "NdFeB", True),
        ("melted", "NdFeB", True),
        ("recycled_milled", "SmCo", True),
        ("alloy_melted", "tantalum", True),
        ("sintered", "NdFeB-bonded", True),
        ("assembled", "NdFeB", False),
        ("manufactured", "NdFeB", False),
        ("wafer_fab", "gallium-nitride", True),
        ("packaged", "gallium-nitride", False),
        ("sintered", "FR4", False),
        ("sintred", "NdFeB", False),
    ],
)
def test_a_recorded_stage_is_on_a_route_or_not(stage: str, substance: str, *, expected: bool) -> None:
    assert expected == STAGES.on_route(stage, substance)


@pytest.mark.parametrize(
    ("stage", "constituent", "expected"),
    [
        ("separated", "Nd", True),
        ("separated", "neodymium oxide", True),
        ("separated", "NdPr", True),
        ("separated", "rare-earth", None),
        ("separated", "Dy", False),
        ("separated", None, None),
        ("converted_chemical", "Nd", True),
        ("alloy_melted", None, True),
        ("alloy_melted", "NdFeB", True),
        ("sintered", "Nd", True),
        ("processed", None, None),
        ("assembled", None, False),
        ("recycled_milled", None, False),
    ],
)
def test_a_recorded_stage_counts_does_not_or_is_undecided(
    stage: str, constituent: str | None, *, expected: bool | None
) -> None:
    counted = STAGES.onward("mined", "NdFeB", ("Nd", "Fe", "B"))

    worked_on = STAGES.worked_on(stage, constituent, "NdFeB")

    assert expected is STAGES.counts((stage, worked_on), counted)


def test_a_melt_without_more_may_be_the_melt_into_the_alloy() -> None:
    assert STAGES.counts(("melted", None), STAGES.onward("alloy_melted", "NdFeB")) is None


def test_what_is_recorded_of_another_substance_is_not_recorded_of_the_material() -> None:
    counted = STAGES.onward("mined", "tantalum")

    assert STAGES.counts(("separated", "Dy"), counted) is False
    assert STAGES.counts(("separated", None), counted) is True


def test_a_constituent_named_at_a_stage_of_the_whole_is_the_whole() -> None:
    assert STAGES.worked_on("sintered", "Nd", "NdFeB") is None
    assert STAGES.worked_on("separated", "Dy", "NdFeB") == "Dy"


def test_an_element_worked_on_as_itself_is_the_material() -> None:
    assert STAGES.worked_on("mined", "tantalum", "Ta") is None
    assert STAGES.worked_on("mined", "W", "tungsten-heavy-alloy") is None
    assert STAGES.worked_on("mined", "neodymium", "NdFeB") == "Nd"


def test_a_narrower_substance_has_the_route_of_its_parent() -> None:
    assert STAGES.route("NdFeB") == STAGES.route("NdFeB-bonded")
    assert STAGES.route("rare-earth") == STAGES.route("dysprosium")
    assert ("Nd", "Fe", "B", "Pr", "Dy", "Tb") == STAGES.constituents("NdFeB")
