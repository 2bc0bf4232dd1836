"""A stage that only one variant states is a gap of the other one, unless its list is closed.

A list of stages without any is not closed: nothing is made by no stage.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.impact.test_comparison import compared

if TYPE_CHECKING:
    from pathlib import Path

Data = dict[str, Any]
SINTERED, MAGNETIZED = ({"stage": each, "country": "JP"} for each in ("sintered", "magnetized"))


def material(*stages: Data, **more: Any) -> Data:
    """Fields of a magnet with one material."""
    return {"materials": [{"substance": "NdFeB-sintered", "stages": [*stages], **more}]}


def gaps(folder: Path, magnet: Data, other: Data) -> list[set[str]]:
    """The stages of which nothing is stated, by the gaps of two variants; the ranking has the same ones."""
    paths = []
    for name, fields in (("one", magnet), ("other", other)):
        motor = {"id": "motor", "name": "Motor", "complete": ["stages", "materials"], "children": ["mag"]}
        every = [motor, {"id": "mag", "name": "Magnet", **fields}]
        path = folder / f"{name}.json"
        path.write_text(json.dumps({"schema": "microdep-bom/1", "components": every}), encoding="utf-8")
        paths.append(path)
    data = compared(*paths)
    found = []
    for subject in data["subjects"]:
        own = {each for each in subject["gaps"] if each.endswith(": nothing is stated")}
        unknown = [each for each in data["undetermined"] if each["subject"] == subject["id"]]
        assert {f"{e['material']}, {e['label']}: nothing is stated" for e in unknown} == own
        found.append({each.partition(":")[0].partition(", ")[2] for each in own})
    return found


CLOSED = {"complete": ["stages"]}


@pytest.mark.parametrize(
    ("magnet", "other", "expected"),
    [
        (material(SINTERED), material(MAGNETIZED), [{"magnetized"}, {"sintered"}]),
        (material(SINTERED, **CLOSED), material(MAGNETIZED), [set(), {"sintered"}]),
        (material(SINTERED), material(MAGNETIZED, **CLOSED), [{"magnetized"}, set()]),
        (material(SINTERED), {"materials": [{"substance": "NdFeB-sintered"}]}, [set(), {"sintered"}]),
        (material(SINTERED), material(), [set(), {"sintered"}]),
        (material(SINTERED), material(**CLOSED), [set(), {"sintered"}]),
        (material(SINTERED), {}, [set(), {"sintered"}]),
        (material(SINTERED), {"complete": ["materials"]}, [set(), set()]),
        (material(SINTERED), {"materials": []}, [set(), set()]),
        ({"stages": [SINTERED]}, {}, [set(), {"sintered"}]),
        ({"stages": [SINTERED]}, {"complete": ["stages"]}, [set(), {"sintered"}]),
        ({"stages": [SINTERED]}, {"stages": [MAGNETIZED]}, [{"magnetized"}, {"sintered"}]),
        ({"stages": [SINTERED]}, material(SINTERED), [set(), set()]),
        (
            {"stages": [SINTERED], "complete": ["stages"]},
            material(MAGNETIZED),
            [{"magnetized"}, {"sintered"}],
        ),
        ({}, {}, [set(), set()]),
    ],
)
def test_a_stage_that_only_the_other_variant_states_is_a_gap_unless_its_list_is_closed(
    magnet: Data, other: Data, expected: list[set[str]], tmp_path: Path
) -> None:
    assert expected == gaps(tmp_path, magnet, other)
    assert expected[::-1] == gaps(tmp_path, other, magnet)


def test_what_a_variant_does_not_list_has_no_gaps_of_stages(tmp_path: Path) -> None:
    fields = {"children": ["part"], **material(SINTERED, **CLOSED)}
    paths = []
    for name in ("one", "other"):
        own = fields if name == "one" else {**fields, "children": []}
        part = {"id": "part", "name": "Part", "stages": [SINTERED]}
        every = [{"id": "mag", "name": "Magnet", **own}, *([part] if name == "one" else [])]
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps({"schema": "microdep-bom/1", "components": every}), encoding="utf-8")
    data = compared(*paths)
    assert [] == data["undetermined"]
    assert [] == [each for subject in data["subjects"] for each in subject["gaps"] if "nothing" in each]
