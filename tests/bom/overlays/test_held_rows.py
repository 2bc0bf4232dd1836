"""A row about a component counts only if every row about the same subject of the component is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.output.asking.row_states import NO_ACTION
from tests.bom.overlays.test_declarations import read
from tests.cli.replay import run
from tests.shown import NOT_FROM_CHINA

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Component id,Part number,About company,Fact,Answer,Remark"
COUNTRIES = (
    ("component.origin", "Japan"),
    ("component.place_of_manufacture", "Japan"),
    ("transformation.country", "Japan"),
    ("stages", "Made in Japan"),
    ("stage sintered", "Japan"),
)
MATERIALS = (("materials", "copper; steel"), ("free of NdFeB", "none"), ("content of Co", "5 %"))
OWNERS = (("owners", "Example Fund 100 %"), ("relations", "none"), ("rights", "none"))
UNREAD = {
    "component.origin": "MX and CN",
    "component.place_of_manufacture": "MX and CN",
    "transformation.country": "other than China",
    "stages": "Powder: China",
    "stage sintered": "MX and CN",
    "inputs": "magnets from CN",
    "materials": "sintered NdFeB (N48H); foo",
    "content of Co": "some",
    "owners": "Yageo",
    "relations": "Yageo Group",
    "rights": "Yageo appoints",
}


def declared(*rows: tuple[str, str, str], remark: str = "") -> dict[str, Any]:
    """What a table declares of components and companies, without names and words kept for readers."""
    lines = []
    for about, fact, answer in rows:
        subject = f",,{about}" if fact in {"owners", "relations", "rights"} else f"{about},,"
        lines.append(f'{subject},{fact},"{answer}",{remark if not answer else ""}')
    loaded = read("\n".join([HEAD, *lines, ""]))
    document = loaded.value or {}
    parties = [party for party in document.get("parties", []) if party.keys() - {"id", "name", "ext"}]
    components = [entry for entry in document.get("components", []) if entry.keys() - {"match", "ext"}]
    return {"of": components, "parties": parties, "problems": loaded.diagnostics}


def pairs() -> list[tuple[str, str, str]]:
    found = []
    for group in (COUNTRIES, MATERIALS, OWNERS):
        found += [
            (unread, fact, answer)
            for fact, answer in group
            for unread in UNREAD
            if unread in dict(group) and unread != fact
        ]
    return [*found, *(("inputs", *row) for row in (*COUNTRIES, *MATERIALS)), ("materials", *COUNTRIES[0])][
        :-1
    ]


@pytest.mark.parametrize(("unread", "fact", "answer"), pairs())
def test_an_unread_row_holds_back_the_rows_about_the_same_subject(
    unread: str, fact: str, answer: str
) -> None:
    for order in (1, -1):
        rows = [("c1", unread, UNREAD[unread]), ("c1", fact, answer)][::order]
        found = declared(*rows, ("c2", "component.cots", "yes"))
        assert (["c2"], []) == ([entry["match"]["id"] for entry in found["of"]], found["parties"])
        (held,) = [
            p for p in found["problems"] if "not used until row" in p.message or "not used yet" in p.message
        ]
        assert f"row {2 if order == 1 else 3} " in held.message


@pytest.mark.parametrize(("fact", "answer"), [*COUNTRIES, *MATERIALS, *OWNERS])
def test_other_components_and_subjects_are_not_held_back(fact: str, answer: str) -> None:
    unread = "component.cots" if fact != "component.cots" else "component.class"
    for row in (("c2", "component.origin", "MX and CN"), ("c1", unread, "perhaps")):
        found = declared(row, ("c1", fact, answer))
        assert [] != [*found["of"], *found["parties"]]
        assert "not used until row" not in str([problem.message for problem in found["problems"]])


def test_a_text_about_materials_that_names_a_country_holds_back_countries() -> None:
    found = declared(("c1", "materials", "magnets from CN"), ("c1", "component.origin", "MX"))
    assert [] == found["of"]


@pytest.mark.parametrize("first", ["a", "b"])
def test_a_row_of_another_file_is_not_held_back_and_the_help_says_so(first: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents: [{id: c1, name: Cap}, {id: c2, name: Other}]\n", "utf-8"
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.rule").write_text(NOT_FROM_CHINA, "utf-8")
    unread = f"{HEAD}\nc1,,,component.origin,MX and CN,\nc1,,,component.place_of_manufacture,Mexico,\n"
    names = {"a": "a.csv", "b": "b.csv"} if first == "a" else {"a": "z.csv", "b": "b.csv"}
    (tmp_path / names["a"]).write_text(unread + "c2,,,component.origin,Mexico,\n", "utf-8")
    (tmp_path / names["b"]).write_text(f"{HEAD}\nc1,,,component.origin,Mexico,\n", "utf-8")
    overlays = " ".join(f"--overlay {name}" for name in sorted(names.values()))
    out, err, _ = run(
        f"microdep check bom.yaml --pack ./own {overlays} --verbose --as-of 2026-11-24", tmp_path
    )
    assert "not used until row 2 is corrected" in out + err
    assert "answers about c1 in other files are used" in out + err
    assert "2 components" in next(line for line in out.splitlines() if line.startswith("PASS  own/r"))


def test_only_the_component_of_the_unread_row_is_held_back() -> None:
    found = declared(("c1", "component.origin", "MX and CN"), ("c1|c2", "stage sintered", "Japan"))
    assert ["c2"] == [entry["match"]["id"] for entry in found["of"]]


def test_a_part_number_identifies_the_component_too() -> None:
    rows = "c1,X-1,,component.origin,MX and CN,\n,x-1,,component.place_of_manufacture,MX,\n"
    loaded = read(f"{HEAD}\n{rows}c3,,,component.cots,yes,\n")
    assert loaded.value is not None
    assert ["c3"] == [entry["match"].get("id") for entry in loaded.value["components"]]


@pytest.mark.parametrize("answer", ["", "unknown", "n/a"])
def test_countries_in_a_remark_instead_of_an_answer_hold_back_countries(answer: str) -> None:
    rows = f"c1,,,component.origin,{answer},C1 Mexico or China\nc1,,,component.place_of_manufacture,MX,\n"
    loaded = read(f"{HEAD}\n{rows}c3,,,component.cots,yes,\n")
    assert loaded.value is not None
    stated = [entry for entry in loaded.value["components"] if "place_of_manufacture" in entry]
    assert [] == stated


@pytest.mark.parametrize("answer", ["none", "complete", "yes", "none; complete"])
def test_a_refused_answer_that_names_nothing_holds_back_nothing(answer: str) -> None:
    for fact, other in (("inputs", COUNTRIES[0]), ("inputs", MATERIALS[0]), ("materials", MATERIALS[2])):
        found = declared(("c1", fact, answer), ("c1", *other))
        assert "not used until row" not in str([problem.message for problem in found["problems"]])


def test_unknown_states_no_fact_to_hold_back() -> None:
    found = declared(
        ("c1", "component.origin", "MX and CN"), ("c1", "component.place_of_manufacture", "unknown")
    )
    assert "not used until row" not in str([problem.message for problem in found["problems"]])


INPUTS = {
    "magnets of Shin Magnet; copper wire; shaft": {
        "NdFeB; copper; steel": False,
        "NdFeB; copper; steel; complete": False,
        "copper; steel": True,
        "copper; steel; others": False,
        "only components": True,
    },
    "tantalum powder from Global Advanced Metals; epoxy": {
        "Ta; Ag; epoxy; MnO2": False,
        "Ag; epoxy": True,
        "Ag; epoxy; others": False,
    },
    "neodymium metal": {"NdFeB": False, "ferrite": True},
    "stator stack; shaft": {"steel": False},
    "motors; magnets; circuit board; solder": {"only components": True},
    "motors; magnets; circuit board": {"only components": False, "copper": True},
}


@pytest.mark.parametrize("inputs", INPUTS)
def test_inputs_hold_back_only_a_closed_list_that_lacks_one_of_them(inputs: str) -> None:
    for answer, is_held in INPUTS[inputs].items():
        found = declared(
            ("c1", "inputs", inputs), ("c1", "materials", answer), ("c2", "component.cots", "yes")
        )
        messages = str([problem.message for problem in found["problems"]])
        assert is_held is ("not used until row" in messages), (answer, messages)


def test_inputs_hold_back_only_the_absence_of_a_substance_that_they_name() -> None:
    for fact, is_held in (("free of NdFeB; Ta", True), ("free of Ta; W", False)):
        found = declared(("c1", "inputs", "magnets; copper wire"), ("c1", fact, "none"))
        assert is_held is ("not used until row" in str([problem.message for problem in found["problems"]]))


def test_the_inputs_of_one_component_hold_back_no_row_about_another_component() -> None:
    rows = (
        'c1 | c2,X-1 | X-2,,inputs,"C1: magnet blanks\nC2: SmCo powder",\n'
        "c1,X-1,,materials,NdFeB; nickel,\n"
        "c2,X-2,,materials,steel,\n"
    )
    head = HEAD.replace("Remark", "Components")
    rows = rows.replace(",\n", ",C1 | C2\n", 1).replace("nickel,", "nickel,C1").replace("steel,", "steel,C2")
    loaded = read(f"{head}\n{rows}")
    held = [problem for problem in loaded.diagnostics if "not used until row" in problem.message]
    assert 1 == len(held)
    parts = [entry for entry in (loaded.value or {})["components"] if "materials" in entry]
    assert ["c1"] == [entry["match"]["id"] for entry in parts]


@pytest.mark.parametrize(
    "materials", ["NdFeB (N42, with dysprosium); copper", "NdFeB, copper", "NdFeB; copper", "copper & NdFeB"]
)
def test_inputs_hold_back_no_materials_that_contain_them(materials: str) -> None:
    rows = [("c1", "inputs", "magnets; copper wire"), ("c1", "materials", materials)]
    assert any("materials" in entry for entry in declared(*rows)["of"])


def test_inputs_of_one_component_hold_back_no_other_component() -> None:
    head = "Component id,Components,Fact,Answer"
    inputs = "c1 | c2,Disc (C1) | Board (C2),inputs,C1: steel; C2: NdFeB magnets"
    loaded = read(f"{head}\n{inputs}\nc1,Disc (C1),materials,steel\nc2,Board (C2),materials,epoxy\n")
    with_materials = [
        entry["match"]["id"] for entry in (loaded.value or {})["components"] if "materials" in entry
    ]
    assert ["c1"] == with_materials


CHILDREN = {
    ("magnet", "NdFeB; copper"): False,
    ("rotor magnet; 2 coils; shaft", "NdFeB; copper; steel; complete"): False,
    ("magnet", "permanent magnet; copper"): False,
    ("magnet; coils", "copper; steel"): True,
    ("rotor magnet NdFeB; steel shaft", "NdFeB; copper"): True,
    ("motor; board", "copper"): False,
}


@pytest.mark.parametrize(("children", "materials"), CHILDREN)
def test_components_inside_hold_back_only_a_list_that_lacks_one_of_their_substances(
    children: str, materials: str
) -> None:
    is_held = CHILDREN[children, materials]
    found = declared(
        ("c1", "children", children), ("c1", "materials", materials), ("c2", "component.cots", "yes")
    )
    messages = str([problem.message for problem in found["problems"]])
    assert is_held is ("not used until row" in messages), messages
    assert is_held is ("but this answer does not" in messages)


@pytest.mark.parametrize(
    "inputs", ["germanium blank, coating materials", "bought finished magnets", "AR coating"]
)
def test_an_input_of_the_same_substance_holds_back_no_list_of_materials(inputs: str) -> None:
    found = declared(("c1", "inputs", inputs), ("c1", "materials", "germanium; Sm2Co17"))
    assert "not used until row" not in str([problem.message for problem in found["problems"]])


def test_every_row_that_contradicts_a_list_of_materials_is_named_at_once() -> None:
    found = declared(
        ("c1", "inputs", "tantalum powder"),
        ("c1", "children", "NdFeB magnet"),
        ("c1", "materials", "copper"),
    )
    messages = [problem.message for problem in found["problems"] if "not used until" in problem.message]
    assert ["row 2 names `tantalum", "row 3 names `NdFeB` in"] == [
        message.partition(": ")[2][: len(start)]
        for message, start in zip(messages, ["row 2 names `tantalum", "row 3 names `NdFeB` in"], strict=True)
    ]


def test_a_finished_input_without_a_place_holds_back_no_row_about_countries() -> None:
    for inputs, is_held in (("bought finished magnets", False), ("magnets sintered in Baotou", True)):
        found = declared(
            ("c1", "inputs", inputs), ("c1", "component.origin", "Japan"), ("c2", "component.cots", "yes")
        )
        assert is_held is ("not used yet" in str([problem.message for problem in found["problems"]]))


KEPT_PLACES = (
    ("inputs", "VCM actuator (China)", ""),
    ("inputs", "VCM actuator", "the VCM is from China"),
    ("children", "VCM actuator (China)", ""),
    ("materials", "copper; NdFeB", "Nd from China"),
    ("component.place_of_manufacture", "unknown", "machined in China"),
)


@pytest.mark.parametrize(("fact", "answer", "remark"), KEPT_PLACES)
def test_another_country_of_an_input_holds_the_origin_back_and_asks_for_no_correction(
    fact: str, answer: str, remark: str
) -> None:
    loaded = read(f'{HEAD}\nc1,,,{fact},"{answer}",{remark}\nc1,,,component.origin,Taiwan,\n')
    assert loaded.value is not None
    assert [] == [part for part in loaded.value["components"] if "origin" in part]
    (held,) = [problem for problem in loaded.diagnostics if "not used yet" in problem.message]
    assert "row 2 names another country, for c1 or for an input or a material of it" in held.message
    assert (held.help or "").endswith(NO_ACTION)


@pytest.mark.parametrize(
    "answer", ["VCM actuator (Taiwan)", "VCM actuator", "VCM actuator (TW); lens (Taiwan)"]
)
def test_an_input_of_the_same_country_holds_no_origin_back(answer: str) -> None:
    loaded = read(f'{HEAD}\nc1,,,inputs,"{answer}",\nc1,,,component.origin,Taiwan,\n')
    assert loaded.value is not None
    assert ["TW"] == [part["origin"] for part in loaded.value["components"] if "origin" in part]


def test_a_reference_to_another_row_is_no_input() -> None:
    loaded = read(f"{HEAD}\nc1,,,inputs,see row 26,\n")
    assert "`see row 26` refers to another place" in loaded.diagnostics[0].message
    assert loaded.value is None
