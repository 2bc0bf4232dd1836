"""An approved alternate goes around a stage if it is not blocked and needs nothing that the stage needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from tests.cli.replay import run
from tests.impact.test_comparison import compared

if TYPE_CHECKING:
    from pathlib import Path

Data = dict[str, Any]
PARTIES: list[Data] = [
    {"id": "acme", "name": "Acme", "country": "JP", "sites": [{"id": "works", "name": "Works 1"}]},
    {"id": "other", "name": "Other Maker", "country": "DE"},
]
HERE: Data = {"stage": "sintered", "country": "JP", "party": "acme", "site": "works"}
ELSEWHERE: Data = {"stage": "sintered", "country": "DE", "party": "other"}
CLEAR: Data = {"origin": "DE", "restriction_index": 0.1}


def magnet(id_: str, stage: Data, **more: Any) -> Data:
    """A magnet, of which everything is listed."""
    material = {"substance": "NdFeB-sintered", "stages": [stage], "complete": ["stages"]}
    own = {"id": id_, "name": f"Magnet {id_}", **CLEAR, "manufacturer": stage.get("party", "other")}
    return {**own, "children": [], "materials": [material], "complete": ["materials"], **more}


def document(node: Data, alternate: Data, *more: Data) -> Data:
    """A motor with a magnet, made in one stage, and its alternate."""
    motor = {"id": "motor", "name": "Motor", **CLEAR, "manufacturer": "other", "children": ["one"]}
    one = magnet("one", node, origin="JP", alternates=["two"])
    return _of(motor, one, alternate, *more)


def _of(*components: Data) -> Data:
    return {
        "schema": "microdep-bom/1",
        "document": {"product": components[0]["id"]},
        "parties": PARTIES,
        "components": list(components),
    }


def two(stage: Data | None = None, **more: Any) -> Data:
    return magnet("two", {**ELSEWHERE, **(stage or {})}, **more)


def without(field: str) -> Data:
    return {name: value for name, value in ELSEWHERE.items() if name != field}


def around(folder: Path, data: Data) -> tuple[list[str], list[str]]:
    """The alternates that go around the stage of the magnet, and those that may."""
    for name in ("one", "again"):
        (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    pack = microdep_rules.load_pack("micro-dependency")
    found = compared(folder / "one.json", folder / "again.json", packs=[pack])["vulnerable"]
    first = next(each for each in found if each["material"].startswith("one"))
    return first["around"], first["perhaps_around"]


Names = tuple[list[str], list[str]]
SURE: Names = (["Magnet two"], [])
MAY: Names = ([], ["Magnet two"])
NONE: Names = ([], [])
CASES = [
    ("another country, another company", document(HERE, two()), SURE),
    ("the same country", document(HERE, two({"country": "JP"})), NONE),
    ("the same company", document(HERE, two({"party": "acme"})), NONE),
    ("the same site", document(HERE, two({"site": "works"}) | {"manufacturer": "other"}), NONE),
    ("of the same origin", document(HERE, two(origin="JP")), NONE),
    ("made by the same company", document(HERE, two(manufacturer="acme")), NONE),
    ("its input comes from there", document(HERE, two({"input_origin": "JP"})), NONE),
    ("a region of the country", document(HERE | {"country": "CN"}, two({"country": "CN-XJ"})), NONE),
    (
        "consists of what is made there",
        document(HERE, two(children=["part"]), {"id": "part", "name": "Part", "origin": "JP"}),
        NONE,
    ),
    ("its country is not stated", document(HERE, magnet("two", without("country"))), MAY),
    ("its company is not stated", document(HERE, magnet("two", without("party"))), MAY),
    ("one of two countries", document(HERE, two({"country": {"one_of": ["JP", "DE"]}})), MAY),
    ("one of two companies", document(HERE, two({"party": {"one_of": ["acme", "other"]}})), MAY),
    ("the stage states no company", document({"stage": "sintered", "country": "JP"}, two()), MAY),
    ("the stage states no country", document({"stage": "sintered", "party": "acme"}, two()), MAY),
    (
        "the stage is in one of two other countries",
        document(HERE | {"country": {"one_of": ["JP", "KR"]}}, two()),
        SURE,
    ),
    (
        "the stage may be where the alternate is",
        document(HERE | {"country": {"one_of": ["JP", "DE"]}}, two()),
        MAY,
    ),
    ("blocked", document(HERE, two(origin="CN", restriction_index=0.95)), NONE),
    ("perhaps blocked", document(HERE, two(origin="CN") | {"restriction_index": {"unknown": True}}), MAY),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_an_alternate_goes_around_a_stage_of_which_it_needs_nothing(
    case: tuple[str, Data, Names], tmp_path: Path
) -> None:
    _, data, expected = case
    assert expected == around(tmp_path, data)


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_what_an_alternate_goes_around_is_no_single_point_of_failure(
    case: tuple[str, Data, Names], tmp_path: Path
) -> None:
    _, data, _ = case
    surely, may = around(tmp_path, data)
    page, _, _ = run("microdep impact one.json --as-of 2026-11-24 --format json", tmp_path)
    [product] = json.loads(page)["products"]
    halting = {each["name"]: each["certain"] for each in product["single_points"]}
    named = {"Works 1 (Acme)", "Acme", "Japan", "China"} & halting.keys()
    if surely:
        assert set() == named
    if not surely and not may:
        assert any(halting[each] for each in named)


@pytest.mark.parametrize("case", [(["one"], NONE), ([], (["Other motor"], []))])
def test_an_alternate_of_an_assembly_goes_around_what_is_not_in_it(
    case: tuple[list[str], Names], tmp_path: Path
) -> None:
    children, expected = case
    drive = {"id": "drive", "name": "Drive", **CLEAR, "manufacturer": "other", "children": ["motor"]}
    motor = {"id": "motor", "name": "Motor", **CLEAR, "children": ["one"], "alternates": ["spare"]}
    spare = {"id": "spare", "name": "Other motor", **CLEAR, "manufacturer": "other", "children": children}
    assert expected == around(tmp_path, _of(drive, motor, magnet("one", HERE), spare))


def test_an_alternate_that_goes_around_one_use_only_goes_around_nothing(tmp_path: Path) -> None:
    drive = {"id": "drive", "name": "Drive", **CLEAR, "children": ["motor", "pump"]}
    motor = {"id": "motor", "name": "Motor", **CLEAR, "children": ["one"], "alternates": ["spare"]}
    pump = {"id": "pump", "name": "Pump", **CLEAR, "children": ["one"]}
    spare = {"id": "spare", "name": "Other motor", **CLEAR, "manufacturer": "other"}
    assert NONE == around(tmp_path, _of(drive, motor, pump, magnet("one", HERE), spare))


def test_only_an_alternate_that_surely_goes_around_a_stage_ranks_it_lower(tmp_path: Path) -> None:
    names = {"sure": two(), "may": magnet("two", without("party")), "none": two({"country": "JP"})}
    for name, alternate in names.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document(HERE, alternate)), encoding="utf-8")
    data = compared(*(tmp_path / f"{name}.json" for name in names))
    assert ["may.json", "none.json", "sure.json"] == [
        each["subject"].rpartition("/")[2] for each in data["vulnerable"]
    ]
    for form in ("text", "html"):
        command = f"microdep compare sure.json may.json --as-of 2026-11-24 --format {form}"
        page, _, _ = run(command, tmp_path)
        words = " ".join(page.replace("<wbr>", "").split())
        assert "approved alternates avoid this node: Magnet two" in words
        assert "approved alternates that may avoid this node: Magnet two" in words
