"""Answers about several components in one cell: each component has its answer, and no component is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.bom.overlays.test_supplier_answers import listed
from tests.each import of_each

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument

MOTORS = "Gimbal motor yaw 4108 (A1) | Gimbal motor pitch 2806 (A2) | Gimbal motor roll 2806 (A3)"
ALL_JAPAN = [
    *("Japan", "all: Japan", "all Japan", "All three Japan", "all three: Japan", "Japan for all three"),
    *("Japan (all)", "all of them Japan", "Japan: all", "A1-A3: Japan", "A1 - A3 Japan", "A1, A2, A3: Japan"),
    *("A1 to A3: Japan", "A1 bis A3: Japan", "A1至A3:日本", "Japan, all three", "Japan, all"),
    *("A1 A2 A3: Japan", "Same for all three: Japan", "alle: Japan", "alle drei Japan", "Japan für alle"),
    *("三个都是日本", "全部日本", "全部: 日本", "都是日本", "すべて日本", "3つとも日本", "全て:日本"),
]
JAPAN_AND_VIETNAM = [
    *("A1, A2: Japan; A3: Vietnam", "A1/A2: Japan; A3: Vietnam", "A1 Japan, A2 Japan, A3 Vietnam"),
    *("A1, A2 Japan, A3 Vietnam", "A3: Vietnam; A2: Japan; A1: Japan", "A1 & A2 = Japan\nA3 = Vietnam"),
    *("Japan: A1, A2; Vietnam: A3", "Japan (A1, A2), Vietnam (A3)", "Japan for A1 and A2; Vietnam for A3"),
    *("A3: Vietnam; rest: Japan", "A3 Vietnam; others Japan", "A1: Japan; A2: same as A1; A3: Vietnam"),
    *("A1 and A2 are from Japan, A3 is from Vietnam", "A1: Japan; A2: ditto; A3: Vietnam"),
    *("yaw: Japan; pitch: Japan; roll: Vietnam", "motor yaw: Japan; pitch, roll: Vietnam"),
    *("T-4108-Y: Japan; T-2806-P: Japan; T-2806-R: Vietnam", "Gimbal motor roll 2806: Vietnam; rest: Japan"),
    *("A1 und A2 aus Japan, A3 aus Vietnam", "A3: Vietnam; alle anderen: Japan"),
    *("A1和A2是日本,A3是越南", "A1、A2:日本;A3:越南", "A1日本, A2日本, A3越南"),
    *("A1とA2は日本、A3はベトナム", "A3:ベトナム;その他:日本"),
]
OTHER_FORMS = [
    *("A1: Japan; A7: Vietnam", "A1: Japan; A1: China", "all four: Japan", "both: Japan", "Japan except A3"),
    *(
        "all Japan except A3",
        "A1 Japan A2 Vietnam",
        "A1: Japan, China",
        "A1: not China; A2: Japan; A3: Japan",
    ),
    *("A1", "A1: ; A2: Japan", "motor: Japan; roll: Vietnam", "mostly Japan", "A1: Japan; Vietnam"),
    *("A1: same as A2; A2: same as A1; A3: Japan", "A1: Japan; A2: Japan, A1 partly China; A3: Japan"),
]


def motors(answer: str, fact: str = "component.origin") -> LoadedDocument:
    """Return the declarations of a row about three components."""
    return listed(
        fact,
        answer,
        Component_id="a1 | a2 | a3",
        Components=MOTORS,
        Part_number="T-4108-Y | T-2806-P | T-2806-R",
    )


def origins(answer: str) -> dict[str, Any]:
    entries = (motors(answer).value or {}).get("components", [])
    return {entry["match"]["id"].upper(): entry["origin"] for entry in entries}


@of_each(ALL_JAPAN)
def test_one_answer_may_be_about_all_components(answer: str) -> None:
    assert {"A1": "JP", "A2": "JP", "A3": "JP"} == origins(answer)


@of_each([answer for answer in JAPAN_AND_VIETNAM if "pitch, roll" not in answer])
def test_each_component_may_have_its_answer(answer: str) -> None:
    assert {"A1": "JP", "A2": "JP", "A3": "VN"} == origins(answer)


@of_each(OTHER_FORMS)
def test_an_unclear_component_is_never_guessed(answer: str) -> None:
    assert {} == origins(answer)


@pytest.mark.parametrize("answer", ["A1: Japan", "A1 Japan, A2 Vietnam", "yaw: Japan"])
def test_components_without_an_answer_are_named_and_stay_open(answer: str) -> None:
    assert "A3" not in origins(answer)
    assert "JP" == origins(answer)["A1"]
    (problem,) = [one for one in motors(answer).diagnostics if "names no value" in one.message]
    assert "`A3`" in problem.message
    assert ": …`" in (problem.help or "")


LISTS = [
    "A1: sintered: Japan; assembled: Japan; A2, A3: mined: unknown; assembled: Vietnam",
    "A1: sintered: Japan; assembled: Japan\nA2: mined: unknown; assembled: Vietnam\nA3: same as A2",
    "A1:\nsintered: Japan\nassembled: Japan\nA2, A3:\nmined: unknown\nassembled: Vietnam",
    "rest: mined: unknown; assembled: Vietnam\nA1: sintered: Japan; assembled: Japan",
]


@of_each(LISTS[:3])
def test_each_component_may_have_its_list(answer: str) -> None:
    entries = (motors(answer, "stages").value or {})["components"]
    stages = [[stage["stage"] for stage in entry["stages"]] for entry in entries]
    assert [["sintered", "assembled"], ["mined", "assembled"], ["mined", "assembled"]] == stages


def test_a_list_without_components_is_about_all_of_them() -> None:
    for answer in ("sintered: Japan; assembled: Japan", "all: sintered: Japan; assembled: Japan"):
        entries = (motors(answer, "stages").value or {})["components"]
        assert [2, 2, 2] == [len(entry["stages"]) for entry in entries]
    entries = (motors("motor oil; steel", "inputs").value or {})["components"]
    assert {"motor oil; steel"} == {entry["ext"]["stated inputs"] for entry in entries}


@of_each(["PCB + battery China, arm Mexico", "PCB, batt: China; aluminium arm: Mexico"])
def test_a_usual_abbreviation_names_a_component(answer: str) -> None:
    names = "Printed circuit board (A7) | Lithium battery pack (A8) | Aluminium gimbal arm (A11)"
    loaded = listed("component.origin", answer, Component_id="a7 | a8 | a11", Components=names)
    entries = (loaded.value or {})["components"]
    assert ["CN", "CN", "MX"] == [entry["origin"] for entry in entries]


def test_a_word_of_a_name_before_a_list_counts_only_if_each_component_has_a_list() -> None:
    names = "Printed circuit board (A7) | Aluminium gimbal arm (A11)"
    cells = {"Component_id": "a7 | a11", "Components": names}
    loaded = listed("materials", "PCB: FR4; copper\narm: aluminium 6061", **cells)
    entries = (loaded.value or {})["components"]
    materials = [[material["substance"] for material in entry["materials"]] for entry in entries]
    assert [["FR4", "Cu"], ["aluminium-alloy"]] == materials
    assert not (listed("materials", "PCB: FR4; unheard-of", **cells).value or {}).get("components")


def test_the_word_of_a_country_or_a_stage_names_no_component() -> None:
    loaded = listed(
        "stage sintered",
        "sintered: Japan",
        Component_id="a1 | a2",
        Components="Sintered magnet (A1) | Bonded magnet (A2)",
    )
    entries = (loaded.value or {})["components"]
    assert ["JP", "JP"] == [entry["stages"][0]["country"] for entry in entries]
