"""Each fact of a dossier keeps its own sources, its own confidence and its own remark, in every form."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.bom.schemas import schema
from microdep_rules.output.comparison_text import comparison_text
from microdep_rules.production.dossier import load_dossier
from microdep_rules.production.dossier_document import bom_value
from microdep_rules.production.dossier_subjects import COMPARED, subjects_of
from microdep_rules.production.sources import days_to_come
from microdep_rules.report.comparison import comparison_page
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.each import of_each
from tests.impact.test_comparison import DOSSIER, compared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Data = dict[str, Any]
FACTS = ("seat", "control", "country", "status", "capacity", "owner", "listing")
GRADES = ("low", "medium", "high")


def basis(fact: str, confidence: str) -> Data:
    """What a fact relies on: a source and a remark that no other fact has."""
    own = {"source": [f"of-{fact}"], "confidence": confidence}
    return own if fact == "listing" else {**own, "note": f"Remark on {fact}."}


def dossier(grades: dict[str, str]) -> Data:
    """A plant of which each fact has a source of its own, beside a plant of which little is stated."""

    def fact(kind: str, **stated: Any) -> Data:
        return {**stated, **basis(kind, grades[kind])}

    party = {
        "id": "maker",
        "name": "Maker",
        "seat": fact("seat", value="JP"),
        "control": fact("control", value="listed"),
        "owners": [fact("owner", name="Ministry", share=12, government="US")],
        "lists": [fact("listing", list="A list", effect="Nothing may be sold to it.")],
    }
    capacity = fact("capacity", value=2000, unit="t/year", of="magnets")
    stage = fact("status", stage="sintered", status="operating", capacity=capacity)
    plant = {"id": "plant", "name": "Plant", "party": "maker", "country": fact("country", value="VN")}
    other = {"id": "other", "name": "Other", "party": "maker", "country": {"unknown": True, "note": "Why."}}
    return {
        "schema": "microdep-dossier/1",
        "title": "Two plants",
        "reviewed": "2026-11-29",
        "substance": "NdFeB-sintered",
        "route": [{"stage": "sintered"}],
        "sources": [
            {"id": f"of-{each}", "title": each, "publisher": each, "kind": "government", "read": "2026-11-29"}
            for each in FACTS
        ],
        "parties": [party],
        "facilities": [{**plant, "stages": [stage]}, other],
    }


def of(tmp_path: Path, data: Data) -> Data:
    path = tmp_path / "dossier.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return compared(path, by="facility")


def plain(data: Data) -> list[str]:
    """The text, and the page without its marks, each in one line."""
    words = re.sub(r"<wbr>|</?(?:span|strong|a|b|p|bdi)\b[^>]*>", "", comparison_page(data))
    return [" ".join(html.unescape(each).split()) for each in (comparison_text(data), words)]


def values(data: Data) -> Data:
    """Each fact as the data have it."""
    own = data["subjects"][0]
    site = data["rows"][0]["cells"][0]["sites"][0]
    [company], [owner], [listing] = own["companies"], own["owners"], own["lists"]
    return {
        **{name: company[name] for name in ("seat", "control")},
        **{name: site[name] for name in ("country", "status", "capacity")},
        "owner": {**owner, "value": "12 %"},
        "listing": {**listing, "value": "Nothing may be sold to it."},
    }


@pytest.mark.parametrize("low", range(len(FACTS)))
def test_each_fact_keeps_its_own_sources_confidence_and_remark_in_every_form(
    low: int, tmp_path: Path
) -> None:
    grades = {each: GRADES[(number + low) % 3] for number, each in enumerate(FACTS)}
    data = of(tmp_path, dossier(grades))
    numbers = {each["id"]: n for n, each in enumerate(data["sources"], 1)}
    found = values(data)
    for name in FACTS:
        fact = found[name]
        assert ([f"of-{name}"], grades[name]) == (fact["sources"], fact["confidence"])
        remark = f"; Remark on {name}" if name != "listing" else ""
        printed = f"{fact['value']} ({grades[name]} confidence [{numbers[f'of-{name}']}]{remark}"
        for form in plain(data):
            assert printed in form


def test_a_reason_that_relies_on_a_fact_of_low_confidence_is_marked(tmp_path: Path) -> None:
    sure = dict.fromkeys(FACTS, "high")
    for name, marked in (("status", True), ("country", True), ("owner", False), ("capacity", False)):
        data = of(tmp_path, dossier({**sure, name: "low"}))
        reasons = [each for node in data["vulnerable"] for each in node["reasons"] if "one site" in each]
        assert [f"only one site is in operation: Plant, VN{' (low confidence)' if marked else ''}"] == reasons
        assert int(name == "status") == data["subjects"][0]["covered_low"]


@of_each(
    [
        ("owner", 12, {"unknown": True, "reason": "stated as 12, with low confidence"}),
        ("seat", "JP", None),
        ("country", "VN", None),
        ("status", "VN", None),
    ],
    name=str,
)
def test_no_verdict_relies_on_a_fact_of_low_confidence(case: tuple[str, Any, Any]) -> None:
    name, *expected = case
    found = []
    for grade in ("high", "low"):
        data = dossier({**dict.fromkeys(FACTS, "high"), name: grade})
        loaded, _, problems = load_dossier("dossier.json", json.dumps(data).encode())
        assert loaded is not None, problems
        document = bom_value(loaded, subjects_of(loaded, "facility")[0])
        stage = document["components"][0]["materials"][0]["stages"][0]
        maker: Data = next((each for each in document["parties"] if each["id"] == "maker"), {})
        of_maker = {"owner": lambda m: m["owners"][0]["share"], "seat": lambda m: m.get("country")}
        found.append(of_maker[name](maker) if name in of_maker else stage.get("country"))
    assert expected == found


def test_every_fact_of_the_dossier_is_shown_with_its_own_sources() -> None:
    data = compared(DOSSIER)
    numbers = {each["id"]: f"[{n}]" for n, each in enumerate(data["sources"], 1)}
    page = plain(data)[1]
    found = list(stated_facts(data["subjects"])) + list(stated_facts(data["rows"]))
    assert len(found) > 200
    for fact in found:
        named = " ".join(numbers[each] for each in fact["sources"])
        assert f"{fact['confidence']} confidence {named}".strip() in page


def stated_facts(value: Any) -> Iterator[Data]:
    if isinstance(value, dict):
        if value.get("confidence"):
            yield value
        for each in value.values():
            yield from stated_facts(each)
    elif isinstance(value, list):
        for each in value:
            yield from stated_facts(each)


def test_the_text_lists_the_sources_that_it_names_and_no_others() -> None:
    data = microdep_rules.compare(
        [DOSSIER], as_of=date(2026, 11, 29), only=["united-states", "state-owned-china"]
    )
    text = comparison_text(data)
    before, _, after = text.partition("\nSources\n")
    assert set(re.findall(r"\[\d+\]", before)) == set(re.findall(r"^\[\d+\]", after, re.MULTILINE))


def test_the_page_shows_what_is_printed() -> None:
    page = (CHECKOUT / "docs" / "how-to" / "compare.md").read_text(encoding="utf-8")
    example = page.partition("## Facts")[2].partition("```text\n")[2].partition("```")[0]
    printed = comparison_text(microdep_rules.compare([DOSSIER], as_of=date(2026, 11, 29)))
    assert " ".join(example.split()) in " ".join(printed.split())
    assert len(example) > 100


# ---- gaps ----------------------------------------------------------------------------------------


def test_what_is_shown_as_unknown_is_a_gap_of_a_dossier(tmp_path: Path) -> None:
    data = dossier(dict.fromkeys(FACTS, "high"))
    unknown = {"unknown": True, "note": "Not found."}
    data["parties"][0] |= {"seat": unknown, "control": unknown}
    data["facilities"][0]["stages"][0] |= {"capacity": unknown, "status": "unknown"}
    data["facilities"][0]["country"] = unknown
    own, other = of(tmp_path, data)["subjects"]
    where = "NdFeB-sintered, sintered, Plant"
    assert [
        "Maker: seat (Not found)",
        "Maker: who controls the company (Not found)",
        f"{where}: country (Not found)",
        f"{where}: whether the site is in operation (Remark on status)",
        f"{where}: capacity (Not found)",
        "Plant: place",
    ] == own["gaps"]
    assert "NdFeB-sintered, sintered: nothing is stated" in other["gaps"]


def test_the_same_absences_are_gaps_of_a_bill_of_materials(tmp_path: Path) -> None:
    stages = [
        {"stage": "sintered", "country": {"one_of": ["CN", "MY"]}},
        {"stage": "magnetized", "country": "CN"},
    ]
    component = {"id": "magnet", "name": "Magnet", "origin": {"one_of": ["CN", "MY"]}, "stages": stages}
    bom = {"schema": "microdep-bom/1", "components": [component]}
    for name, each in (("one", bom), ("two", {**bom, "components": [{**component, "stages": stages[:1]}]})):
        (tmp_path / f"{name}.json").write_text(json.dumps(each), encoding="utf-8")
    one, two = compared(tmp_path / "one.json", tmp_path / "two.json")["subjects"]
    assert [
        "Magnet: country (one of CN or MY)",
        "Magnet: manufacturer",
        "magnet, sintered: country (one of CN or MY)",
        "magnet, sintered: company",
        "magnet, sintered: capacity",
        "magnet, magnetized, CN: company",
        "magnet, magnetized, CN: capacity",
    ] == one["gaps"]
    assert "magnet, magnetized: nothing is stated" in two["gaps"]


@of_each(["examples/mine-to-magnet/dossier.yaml", "examples/quadcopter/bom.yaml examples/exposure/bom.yaml"])
def test_nothing_is_shown_as_unknown_that_is_no_gap(paths: str) -> None:
    data = compared(*(CHECKOUT / each for each in paths.split()))
    for number, subject in enumerate(data["subjects"]):
        gaps = "\n".join(subject["gaps"])
        for company in subject["companies"]:
            assert bool(company["seat"]["value"]) != (f"{company['name']}: seat" in gaps)
        for row in data["rows"]:
            cell = row["cells"][number]
            shown = sum(not site[name]["value"] for site in cell["sites"] for name in ("country", "capacity"))
            of = f" ({row['of']})" if row["of"] else ""
            stage = f"{row['material']}, {row['label']}{of}"
            own = [
                each
                for each in subject["gaps"]
                if re.match(rf"{re.escape(stage)}(,.*)?: (country|capacity)", each)
            ]
            assert bool(shown) == bool(own)
        for row in data["components"]:
            cell = row["cells"][number]
            if cell["state"] != "none":
                assert bool(cell["companies"]) != (f"{row['name']}: manufacturer\n" in f"{gaps}\n")


# ---- what a dossier may say ------------------------------------------------------------------------


ONE_REPORT = "the confidence is `high`, but only one publisher reports the fact"
KNOWLEDGE = "the confidence is `high`, but the only source is general knowledge"
NO_UNIT = "expected a `unit` of the capacity beside its `value`, found none"


def found_in(data: Data) -> list[str]:
    return [each.message for each in load_dossier("dossier.json", json.dumps(data).encode())[2]]


@pytest.mark.parametrize(
    ("kinds", "confidence", "expected"),
    [
        (("government",), "high", []),
        (("press",), "high", [ONE_REPORT]),
        (("analysis",), "high", [ONE_REPORT]),
        (("press",), "medium", []),
        (("press", "analysis"), "high", []),
        (("press", "knowledge"), "high", [ONE_REPORT]),
        (("press", "company"), "high", []),
        (("knowledge",), "low", []),
        (("knowledge",), "high", [KNOWLEDGE]),
    ],
)
@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_no_surer_than_its_sources(
    kinds: tuple[str, ...], confidence: str, expected: list[str], name: str
) -> None:
    data = dossier({**dict.fromkeys(FACTS, "high"), name: confidence})
    data["sources"] = [each for each in data["sources"] if each["id"] != f"of-{name}"]
    for kind in kinds:
        source = {"id": kind, "title": kind, "publisher": f"Of {kind}", "kind": kind}
        data["sources"].append(source if kind == "knowledge" else {**source, "read": "2026-11-29"})
    text = json.dumps(data).replace(f'["of-{name}"]', json.dumps(kinds))
    assert expected == found_in(json.loads(text))


def test_two_reports_of_one_publisher_are_one_report() -> None:
    data = dossier(dict.fromkeys(FACTS, "high"))
    reports = [{**each, "kind": "press"} for each in data["sources"]]
    data["sources"] = [{**report, "publisher": "One publisher"} for report in reports]
    text = json.dumps(data).replace('["of-seat"]', '["of-seat", "of-control"]')
    assert {ONE_REPORT} == set(found_in(json.loads(text)))
    assert len(FACTS) == len(found_in(json.loads(text)))


def test_the_dossier_that_comes_with_the_product_keeps_to_its_own_definition() -> None:
    loaded, _, problems = load_dossier("dossier.yaml", DOSSIER.read_bytes())
    assert loaded is not None
    assert [] == problems
    primary = {"statute", "government", "statistics", "company"}
    facts = [each for each in stated_facts(dict(loaded.data)) if each["confidence"] == "high"]
    assert len(facts) > 20
    for fact in facts:
        sources = [loaded.sources[each] for each in fact["source"]]
        publishers = {source["publisher"] for source in sources}
        assert len(publishers) > 1 or {source["kind"] for source in sources} & primary


def test_a_capacity_has_a_unit() -> None:
    data = dossier(dict.fromkeys(FACTS, "high"))
    capacity = data["facilities"][0]["stages"][0]["capacity"]
    del capacity["unit"]
    assert [NO_UNIT] == found_in(data)
    capacity |= {"unknown": True}
    for field in ("value", "source", "confidence"):
        del capacity[field]
    assert NO_UNIT not in found_in(data)


def test_a_review_that_is_still_to_come_is_named(tmp_path: Path) -> None:
    data = dossier(dict.fromkeys(FACTS, "high"))
    for reviewed, expected in (("2026-11-29", []), ("2027-01-01", ["bom/dates-out-of-order"])):
        _, loaded, _ = load_dossier("dossier.json", json.dumps({**data, "reviewed": reviewed}).encode())
        assert expected == [each.code for each in days_to_come(loaded, date(2026, 11, 29))]
    (tmp_path / "dossier.json").write_text(json.dumps({**data, "reviewed": "2027-01-01"}), encoding="utf-8")
    _, reported, code = run("microdep compare dossier.json --by facility --as-of 2026-11-29", tmp_path)
    assert (True, 0) == ("the file was reviewed on 2027-01-01" in reported, code)


@of_each(sorted(COMPARED))
def test_the_fields_that_are_compared_are_fields_of_the_schema(kind: str) -> None:
    names = {"stage": "facility_stage", "dossier": ""}
    whole = schema("dossier")
    own = whole.records[names.get(kind, kind)]["properties"] if kind != "dossier" else None
    if own is not None:
        assert set() == COMPARED[kind] - set(own)


def test_what_a_dossier_states_is_shown_or_named_as_not_compared(tmp_path: Path) -> None:
    data = dossier(dict.fromkeys(FACTS, "high"))
    data["parties"][0]["note"] = data["facilities"][0]["note"] = data["notes"] = "A remark."
    data["facilities"][0]["stages"][0]["since"] = "2025"
    data["facilities"][0]["place"] = {"value": "A town", **basis("country", "high")}
    own = of(tmp_path, data)["subjects"][0]
    assert ["dossier.notes", "facility.note", "facility.place", "party.note", "stage.since"] == own[
        "not_compared"
    ]
    data["chains"] = [
        {"id": each, "name": each, "facilities": [each], "note": "A remark."} for each in ("plant", "other")
    ]
    (tmp_path / "dossier.json").write_text(json.dumps(data), encoding="utf-8")
    assert "chain.note" in compared(tmp_path / "dossier.json")["subjects"][0]["not_compared"]


@pytest.mark.parametrize(
    ("paths", "advice", "chosen"),
    [
        ("bom.json", "name another file", False),
        ("dossier.json --subject plant", "choose with --by", True),
    ],
)
def test_the_choice_of_subjects_is_advised_only_where_a_file_has_one(
    paths: str, advice: str, chosen: bool, tmp_path: Path
) -> None:
    data = dossier(dict.fromkeys(FACTS, "high"))
    data["chains"] = [{"id": "plant", "name": "Plant", "facilities": ["plant"]}]
    (tmp_path / "dossier.json").write_text(json.dumps(data), encoding="utf-8")
    bom = {"schema": "microdep-bom/1", "components": [{"id": "a", "name": "A"}]}
    (tmp_path / "bom.json").write_text(json.dumps(bom), encoding="utf-8")
    _, reported, code = run(f"microdep compare {paths} --as-of 2026-11-29", tmp_path)
    assert (2, True, chosen) == (code, advice in " ".join(reported.split()), "--by" in reported)
