"""Answers about many components at once: of whom something is declared, and of whom it is not."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from tests.bom.overlays.test_declarations import read
from tests.each import of_each

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument

COLUMNS = ("Part number", "Components", "Component id", "Document id", "Fact", "Answer", "Manufacturer")
MAGNETS = "free of NdFeB; SmCo"


def listed(*rows: dict[str, str]) -> LoadedDocument:
    """What a list of questions declares of the components c1 to c4, of which two have the same name."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    components = "Disc (R1, R2) | Cap, 100n | Disc (r1) | c1"
    row = {"Components": components, "Component id": "c1 | c2 | c3 | c4", "Fact": MAGNETS}
    writer.writerows({**row, **each} for each in rows)
    return read(text.getvalue())


def declared(loaded: LoadedDocument, name: str) -> list[str]:
    """The components of which something is declared."""
    parts: list[Any] = (loaded.value or {}).get("components", [])
    return [part["match"]["id"] for part in parts if name in part]


CASES = {
    "unknown": [],
    "none": ["c1", "c2", "c3", "c4"],
    "c2": ["c1", "c3", "c4"],
    "C2": ["c1", "c3", "c4"],
    "Disc": ["c2", "c4"],
    "R1": ["c2", "c4"],
    "R2": ["c2", "c3", "c4"],
    "c1": ["c2", "c3"],
    "Cap, 100n": ["c1", "c3", "c4"],
    "R2; c2": ["c3", "c4"],
    "R2 and c2": ["c3", "c4"],
    "no": ["c1", "c2", "c3", "c4"],
    "No, none of them.": ["c1", "c2", "c3", "c4"],
    "nein": ["c1", "c2", "c3", "c4"],
    "all": [],
}


@of_each(CASES.items())
def test_nothing_is_declared_of_any_component_that_an_answer_may_mean(case: tuple[str, list[str]]) -> None:
    answer, free = case
    loaded = listed({"Answer": answer})
    assert free == declared(loaded, "free_of")
    assert {"c1", "c2", "c3", "c4"} - set(free) == set(declared(loaded, "ext"))


@pytest.mark.parametrize("answer", ["yes", "all", "c9", "R1; nobody", "n/a"])
def test_an_answer_that_names_none_of_the_components_declares_nothing(answer: str) -> None:
    assert [] == declared(listed({"Answer": answer}), "free_of")


@pytest.mark.parametrize(
    "shortened",
    [
        {"Components": "Disc (R1, R2) | Cap, 100n"},
        {"Component id": "c1 | c2"},
        {"Part number": "X-1 | X-2", "Manufacturer": "Example Works", "Fact": "component.origin"},
        {"Component id": "c1 | c2", "Fact": "component.origin"},
    ],
)
def test_a_row_of_which_one_column_was_shortened_declares_nothing(shortened: dict[str, str]) -> None:
    loaded = listed({"Answer": "JP" if "origin" in shortened.get("Fact", "") else "none", **shortened})
    assert ["overlay/answer-not-read"] == [problem.code for problem in loaded.diagnostics]
    assert "components" not in (loaded.value or {})


def test_two_rows_that_say_two_things_of_one_component_are_a_contradiction() -> None:
    loaded = listed({"Answer": "none"}, {"Answer": "c3"})
    assert ["overlay/conflict"] == [problem.code for problem in loaded.diagnostics]
    assert [] == listed({"Answer": "c3"}, {"Answer": "c3"}).diagnostics


def test_of_a_component_that_is_named_no_fact_is_declared() -> None:
    for fact, kept in (
        (MAGNETS, {"may contain NdFeB": True, "may contain SmCo": True}),
        ("no components inside", {"may have components inside": True}),
        ("no function of a device", {"may be a device": True}),
    ):
        loaded = listed({"Answer": "c2", "Fact": fact})
        (part,) = [part for part in (loaded.value or {})["components"] if part["match"]["id"] == "c2"]
        assert {"match": {"id": "c2"}, "ext": kept} == part


def test_a_row_about_components_of_several_makers_goes_by_their_ids() -> None:
    row = {"Fact": "component.kind", "Answer": "component", "Document id": "board", "Components": "A | B"}
    row |= {"Part number": "X-1 | X-1", "Component id": "c1 | c2"}
    by_id = [{"document": "board", "id": id_} for id_ in ("c1", "c2")]
    assert by_id == [part["match"] for part in (listed(row).value or {})["components"]]
    by_number = {"manufacturer": "Example Works", "mpn": "X-1"}
    loaded = listed({**row, "Manufacturer": "Example Works"})
    assert [by_number, by_number] == [part["match"] for part in (loaded.value or {})["components"]]


NAMES = {
    "Magnet disc 10x2 N42SH": ("free_of", "function"),
    "Steel ball bearing 6x12": ("function",),
    "Kugellager 6x12": ("function",),
    "Populated circuit board": ("function", "children"),
    "Gimbal controller PCBA": ("function", "children"),
    "Brushless motor 2207": ("free_of", "function", "children"),
    "无刷电机 2207": ("free_of", "function", "children"),
    "Camera module": ("function", "children"),
    "Resistor 10k": (),
    "Motor driver IC": (),
    "Tantalum capacitor 47uF": (),
    "M3x8 screw": (),
    "Battery connector 2p": (),
}
FACTS = {
    MAGNETS: "free_of",
    "no function of a device": "function",
    "no components inside": "children",
}


@of_each(NAMES.items())
def test_nothing_is_declared_of_a_component_whose_name_contradicts_the_answer(
    case: tuple[str, tuple[str, ...]],
) -> None:
    name, contradicted = case
    for fact, field in FACTS.items():
        cells = {"Components": f"{name} (X1) | 100n (C1)", "Component id": "x1 | c1"}
        loaded = listed({**cells, "Fact": fact, "Answer": "none"})
        is_contradicted = field in contradicted
        assert ("x1" not in declared(loaded, field)) is is_contradicted, (name, field)
        assert "c1" in declared(loaded, field)
        reported = [problem.message for problem in loaded.diagnostics if "contradict" in problem.message]
        assert bool(reported) is is_contradicted
        assert not reported or f"`{name} (X1)`" in reported[0]


@pytest.mark.parametrize(
    "name", ["Bare PCB", "Motor driver IC", "Lithium battery pack", "JST cable", "Motor"]
)
def test_a_component_that_contains_copper_is_not_declared_free_of_metals(name: str) -> None:
    cells = {"Components": f"{name} (X1) | Nylon spacer (S1)", "Component id": "x1 | s1", "Answer": "S1"}
    assert [] == declared(listed({**cells, "Fact": "free of Al; Cu; Co"}), "free_of")
    cells["Answer"] = "none"
    assert ["s1"] == declared(listed({**cells, "Fact": "free of Al; Cu; Co"}), "free_of")
    free = ["s1"] if name == "Lithium battery pack" else ["x1", "s1"]
    assert free == declared(listed({**cells, "Fact": "free of Co; Li"}), "free_of")


def test_a_substance_that_the_question_does_not_name_contradicts_nothing() -> None:
    cells = {"Components": "Tantalum capacitor (X1)", "Component id": "x1", "Answer": "none"}
    assert ["x1"] == declared(listed({**cells, "Fact": "free of W; tungsten-carbide"}), "free_of")
    assert [] == declared(listed({**cells, "Fact": "free of Ta"}), "free_of")
    assert [] == declared(listed({**cells, "Fact": "free of W; Ta"}), "free_of")
