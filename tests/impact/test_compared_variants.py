"""All that a bill of materials states is compared with another one, or is named as not compared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.schemas import schema
from microdep_rules.production.variant import COMPARED
from tests.cli.replay import run
from tests.each import of_each
from tests.impact.test_comparison import cells, compared

if TYPE_CHECKING:
    from pathlib import Path

Data = dict[str, Any]
STAGE = {"stage": "sintered", "country": "JP"}
PARTIES: list[Data] = [
    {"id": "x", "name": "Example Magnetics", "country": "JP", "owners": [{"party": "y", "share": 60}]},
    {"id": "y", "name": "Example Holding", "owners": [{"party": "z", "share": 51}]},
    {"id": "z", "name": "Example Group", "country": "KR"},
    {"id": "s", "name": "Site Owner", "sites": [{"id": "works", "name": "Works", "country": "DE"}]},
]


def document(motor: Data | None = None, magnet: Data | None = None, *more: Data) -> Data:
    """A motor with a magnet, of which something more is stated."""
    return {
        "schema": "microdep-bom/1",
        "document": {"product": "motor"},
        "parties": PARTIES,
        "components": [
            {"id": "motor", "name": "Motor", "children": ["magnet"], **(motor or {})},
            {"id": "magnet", "name": "Magnet", **(magnet or {})},
            *more,
        ],
    }


def written(folder: Path, name: str, data: Data) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def beside(folder: Path, data: Data) -> Data:
    """The comparison with a variant of which nothing more is stated."""
    return compared(written(folder, "own", data), written(folder, "bare", document()))


def alternate(data: Data) -> Data:
    other = {"id": "other", "name": "Other magnet", **data}
    return document(None, {"alternates": ["other"]}, other)


OF_MATERIAL = {"materials": [{"id": "m", "substance": "NdFeB-sintered", "stages": [{**STAGE, "party": "x"}]}]}
WITHOUT_SUBSTANCE = {"materials": [{"id": "m", "stages": [{**STAGE, "party": "x"}]}]}


@pytest.mark.parametrize(
    ("role", "data"),
    [
        ("manufacturer", document(None, {"manufacturer": "x"})),
        ("supplier", document({"supplier": "x"})),
        ("one of several", document({"supplier": {"one_of": ["x", "s"]}})),
        ("stage", document(None, {"stages": [{**STAGE, "party": "x"}]})),
        ("stage", document(None, OF_MATERIAL)),
        ("stage", document(None, WITHOUT_SUBSTANCE)),
        ("manufacturer of an alternate", alternate({"manufacturer": "x"})),
        ("stage of an alternate", alternate(OF_MATERIAL)),
        (
            "supplier of an input",
            document(None, {"inputs": [{"ref": "ore", "supplier": "x"}]}, {"id": "ore", "name": "Ore"}),
        ),
    ],
)
def test_a_company_is_compared_whatever_field_names_it(role: str, data: Data, tmp_path: Path) -> None:
    own, bare = beside(tmp_path, data)["subjects"]
    companies = {each["name"]: each for each in own["companies"]}
    assert [] == bare["companies"]
    assert {"Example Magnetics", "Example Holding", "Example Group"} <= set(companies)
    assert role in {*companies["Example Magnetics"]["roles"], "one of several"}
    assert {"JP", "KR"} <= {each["value"] for each in own["seats"]}
    assert [("Example Magnetics", "Example Holding"), ("Example Holding", "Example Group")] == [
        (each["company"], each["name"]) for each in own["owners"]
    ]


def test_a_site_gives_a_stage_its_country_and_its_company(tmp_path: Path) -> None:
    data = beside(tmp_path, document(None, {"stages": [{"stage": "sintered", "site": "works"}]}))
    ((site,), _) = [cell["sites"] for cell in data["rows"][0]["cells"]]
    assert ("Works", "Site Owner", "DE") == (site["name"], site["company"]["value"], site["country"]["value"])


def test_one_of_several_countries_is_a_note_and_the_same_as_no_other(tmp_path: Path) -> None:
    place = {"country": {"one_of": ["CN", "JP"]}, "share": 50}
    stages = [{"stage": "sintered", **place}, {"stage": "sintered", **place}]
    data = beside(tmp_path, document(None, {"stages": stages}))
    sites = data["rows"][0]["cells"][0]["sites"]
    found = [(site["country"]["value"], site["country"]["note"], site["status"]["note"]) for site in sites]
    assert [("", "one of CN or JP", "share 50 %")] * 2 == found
    assert not any("one country" in reason for each in data["vulnerable"] for reason in each["reasons"])


def test_stages_of_components_and_of_alternates_stand_side_by_side(tmp_path: Path) -> None:
    stages = {"stages": [STAGE]}
    other = {"id": "other", "name": "Other", "stages": [{**STAGE, "country": "KR"}]}
    data = beside(tmp_path, document(stages, {**stages, "alternates": ["other"]}, other))
    assert {"sintered": ["runs", "none"]} == cells(data)
    rows = {row["material"]: row["cells"][0] for row in data["rows"]}
    assert {"motor": "", "magnet": "", "other": "Magnet"} == {id_: c["replaces"] for id_, c in rows.items()}
    ranked = [(each["material"], each["perhaps_around"]) for each in data["vulnerable"]]
    assert [("motor", []), ("magnet", ["Other"])] == ranked
    assert [2, 2] == [each["stages"] for each in data["subjects"]]


def test_components_stand_side_by_side_with_places_makers_and_alternates(tmp_path: Path) -> None:
    data = beside(tmp_path, alternate({"origin": "KR", "manufacturer": "x"}))
    rows = {row["id"]: row["cells"] for row in data["components"]}
    assert ["alternate", "none"] == [each["state"] for each in rows["other"]]
    assert (["KR"], ["Example Magnetics"]) == (rows["other"][0]["places"], rows["other"][0]["companies"])
    assert [["Other magnet"], []] == [each["alternates"] for each in rows["magnet"]]


def test_what_is_not_compared_is_named_in_every_form(tmp_path: Path) -> None:
    data = document({"unit_cost": {"amount": 3, "currency": "USD"}, "hs_code": "8501"})
    own, bare = beside(tmp_path, data)["subjects"]
    unused = [f"party {party['name']}, which nothing in the product names" for party in PARTIES]
    assert ["component.hs_code", "component.unit_cost", *unused] == own["not_compared"]
    assert unused == bare["not_compared"]
    for form in ("text", "html"):
        page, _, _ = run(f"microdep compare own.json bare.json --as-of 2026-11-29 --format {form}", tmp_path)
        assert "component.hs_code, component.unit_cost" in page.replace("<wbr>", "")


def test_records_that_nothing_uses_and_contract_facts_are_named(tmp_path: Path) -> None:
    data = document(None, {"manufacturer": "x", "stages": [{"stage": "sintered", "site": "works"}]})
    data["components"].append({"id": "spare", "name": "Spare"})
    data["context"] = {"delivery": "2027-03-01"}
    own, _ = beside(tmp_path, data)["subjects"]
    assert ["contract.delivery", "component Spare, which is not in the product"] == own["not_compared"]


@of_each(sorted(COMPARED))
def test_the_fields_that_are_compared_are_fields_of_the_schema(kind: str) -> None:
    assert set() == COMPARED[kind] - set(schema("bom").records[kind]["properties"])
