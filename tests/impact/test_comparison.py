"""The comparative audit: what is stated of each stage, and the nodes with the fewest ways around them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace

import microdep_rules
from microdep_rules.production.comparison import (
    REASONS,
    ComparedSubject,
    SourcedFact,
    StageNode,
    StageSite,
    aligned,
    undetermined,
    weaknesses,
)
from microdep_rules.production.dossier import load_dossier
from microdep_rules.vocabulary.resources import schema_data
from tests.conftest import CHECKOUT
from tests.each import of_each

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = Draft202012Validator(schema_data("microdep-comparison-1"))
DOSSIER = CHECKOUT / "examples" / "mine-to-magnet" / "dossier.yaml"
CONTEXT = CHECKOUT / "examples" / "mine-to-magnet" / "contract.yaml"
DAY = date(2026, 11, 29)
FILE = """\
schema: microdep-dossier/1
title: Two plants
reviewed: 2026-11-29
substance: NdFeB-sintered
route: [{stage: separated, substance: Nd}, {stage: sintered}]
sources:
  - {id: page, title: A page, publisher: Somebody, kind: government, read: 2026-11-29}
parties:
  - {id: one, name: One, seat: {value: US, source: [page], confidence: high}}
  - {id: two, name: Two, seat: {unknown: true}}
facilities:
  - id: north
    name: North
    party: one
    country: {value: US, source: [page], confidence: high}
    stages:
      - {stage: separated, substance: Nd, status: operating, source: [page], confidence: high}
      - {stage: sintered, status: planned, source: [page], confidence: low}
  - id: south
    name: South
    party: two
    country: {unknown: true}
    stages:
      - {stage: separated, substance: Nd, status: operating, source: [page], confidence: medium}
chains:
  - {id: both, name: Both, facilities: [north, south]}
  - {id: alone, name: Alone, facilities: [north]}
"""


def compared(*paths: Path, **more: Any) -> dict[str, Any]:
    data = microdep_rules.compare(paths, as_of=DAY, **more)
    SCHEMA.validate(data)
    return data


def cells(data: dict[str, Any]) -> dict[str, list[str]]:
    return {
        f"{row['stage']} {row['of']}".strip(): [cell["state"] for cell in row["cells"]]
        for row in data["rows"]
    }


def node(*sites: StageSite) -> StageNode:
    return StageNode("magnet", "sintered", "", sites)


def reasons_of(one: StageNode) -> list[str]:
    found = weaknesses([ComparedSubject("s", "s", "chain", (one,))])
    return [reason.partition(":")[0] for weakness in found for reason in weakness.reasons]


# ---- nodes ---------------------------------------------------------------------------------------


def site(
    name: str,
    party: str = "",
    country: str = "",
    seat: str = "",
    control: str = "",
    *,
    status: str = "operating",
    capacity: str = "",
) -> StageSite:
    return StageSite(
        name,
        party,
        SourcedFact(country),
        SourcedFact(seat),
        SourcedFact(control),
        status=SourcedFact(status),
        capacity=SourcedFact(capacity),
    )


RUNS = site("A", "A", "US", "US", "private", capacity="1 t/year")
OTHER = site("B", "B", "JP", "JP", "private", capacity="1 t/year")


@of_each(
    [
        ("two ways in two countries", node(RUNS, OTHER), []),
        ("one site", node(RUNS), [REASONS[2]]),
        (
            "one site that runs beside one that is planned",
            node(RUNS, site("P", "P", "JP", status="planned")),
            [REASONS[2]],
        ),
        (
            "a rule that fails, and one company",
            replace(node(RUNS, site("A2", "A", "JP", capacity="1")), fails=("pack/rule",)),
            [REASONS[1], REASONS[3]],
        ),
        ("one company", node(RUNS, site("A2", "A", "JP", capacity="1")), [REASONS[3]]),
        ("one country", node(RUNS, site("B", "B", "US", capacity="1")), [REASONS[4]]),
        ("two sites of which one has no country", node(RUNS, site("B", "B", "", capacity="1")), []),
        ("governments", node(*(site(n, n, n, n, "state", capacity="1") for n in ("CN", "RU"))), [REASONS[5]]),
        ("no capacity", node(site("A", "A", "US"), site("B", "B", "JP")), [REASONS[7]]),
        ("nothing runs", node(site("P", status="planned"), site("C", status="construction")), [REASONS[0]]),
        ("unknown whether it runs", node(site("P", status="planned"), site("U", status="unknown")), []),
        ("nothing is stated", node(), []),
    ],
    name=lambda case: case[0],
)
def test_a_node_has_the_reasons_for_which_it_is_vulnerable(case: tuple[str, StageNode, list[str]]) -> None:
    _, one, expected = case
    assert expected == reasons_of(one)


sites = st.lists(
    st.builds(
        site,
        st.sampled_from("ABC"),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from(["", "US", "CN"]),
        status=st.sampled_from(["operating", "planned", "unknown"]),
        capacity=st.sampled_from(["", "1 t/year"]),
    ),
    max_size=4,
)


@given(st.lists(sites, min_size=1, max_size=5))
def test_a_node_is_ranked_or_undetermined_and_never_both(found: list[list[StageSite]]) -> None:
    nodes = tuple(StageNode("magnet", f"stage-{n}", "", tuple(each)) for n, each in enumerate(found))
    subject = ComparedSubject("s", "s", "chain", nodes)
    ranked, unknown = ([each.node.stage for each in some([subject])] for some in (weaknesses, undetermined))
    assert not set(ranked) & set(unknown)
    for one in nodes:
        if not one.running:
            assert (one.stage in ranked) != (one.stage in unknown)
        if len(one.running) == 1:
            assert one.stage in ranked
    levels = [weakness.level for weakness in weaknesses([subject])]
    assert sorted(levels) == levels


@given(sites)
def test_another_site_that_runs_elsewhere_never_makes_a_node_graver(own: list[StageSite]) -> None:
    before = weaknesses([ComparedSubject("s", "s", "chain", (node(*own),))])
    more = node(*own, site("Z", "Z", "NO", "NO", "private", capacity="1 t/year"))
    after = weaknesses([ComparedSubject("s", "s", "chain", (more,))])
    if before:
        assert not after or after[0].level >= before[0].level


def test_a_stage_that_another_variant_has_is_a_gap_unless_the_list_is_complete() -> None:
    full = ComparedSubject(
        "full", "full", "product", (node(RUNS), StageNode("magnet", "magnetized", "", (RUNS,)))
    )
    short = ComparedSubject("short", "short", "product", (node(RUNS),))
    closed = ComparedSubject("closed", "closed", "product", (node(RUNS),), closed=frozenset({"magnet"}))
    assert [2, 2, 1] == [len(each.nodes) for each in aligned([full, short, closed])]


# ---- dossiers ------------------------------------------------------------------------------------


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "dossier.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_chains_are_compared_stage_by_stage(tmp_path: Path) -> None:
    data = compared(written(tmp_path, FILE))
    assert {"separated Nd": ["runs", "runs"], "sintered": ["does not run", "does not run"]} == cells(data)
    assert ["both", "alone"] == [each["id"] for each in data["subjects"]]
    assert [1, 1] == [each["covered"] for each in data["subjects"]]
    assert "Two: seat" in data["subjects"][0]["gaps"]


def test_facilities_and_suppliers_are_compared_too(tmp_path: Path) -> None:
    path = written(tmp_path, FILE)
    by_facility = compared(path, by="facility")
    assert ["north", "south"] == [each["id"] for each in by_facility["subjects"]]
    assert {"separated Nd": ["runs", "runs"], "sintered": ["does not run", "undetermined"]} == cells(
        by_facility
    )
    assert ["one", "two"] == [each["id"] for each in compared(path, by="supplier")["subjects"]]


@of_each(
    [
        ("party: one", "party: on", "bom/unknown-reference"),
        ("id: south", "id: north", "bom/duplicate-id"),
        ("substance: NdFeB-sintered", "substance: NdFeBB", "cited/stage"),
        ("country: {value: US, ", "country: {value: UK, ", "cited/stage"),
        ("status: planned, source: [page]", "status: planned, source: [pge]", "bom/unknown-reference"),
        ("country: {unknown: true}", "country: {value: US}", "cited/incomplete-figure"),
        ("country: {unknown: true}", "country: {}", "cited/incomplete-figure"),
        ("{stage: sintered, status: planned", "{stage: pressed, status: planned", "cited/stage"),
        ("status: planned", "status: dreamt", "bom/unknown-word"),
    ],
    name=lambda case: f"{case[1]} {case[2]}",
)
def test_a_dossier_with_a_mistake_gives_a_diagnostic_with_its_place(case: tuple[str, str, str]) -> None:
    old, new, code = case
    dossier, loaded, problems = load_dossier("dossier.yaml", FILE.replace(old, new, 1).encode())
    assert dossier is None
    assert code in {problem.code for problem in problems} or (code.startswith("bom/") and problems)
    assert all(problem.help for problem in problems)
    assert all(loaded.source.position(problem.span.start).line > 1 for problem in problems)


STATUSES = ("operating", "commissioning", "construction", "planned", "stopped", "unknown")
TO_COME = {"commissioning", "construction", "planned"}
ENTRY = "      - {{stage: sintered, status: {}, source: [page], confidence: low}}\n"


@of_each([(one, other) for one in STATUSES for other in STATUSES])
def test_a_facility_states_once_whether_a_stage_runs_and_what_is_to_come_beside(
    case: tuple[str, str],
) -> None:
    text = FILE.replace(ENTRY.format("planned"), "".join(map(ENTRY.format, case)))
    _, loaded, problems = load_dossier("dossier.yaml", text.encode())
    found = [
        (problem.code, len({problem.span.start, *(e.span.start for e in problem.labels)}))
        for problem in problems
    ]
    expected = [] if TO_COME & set(case) else [("cited/stage", 2)]
    assert expected == found
    assert all(text.encode()[e.span.start : e.span.end].decode() == case[1] for e in problems)
    assert loaded.value is not None


@of_each([("0", 1), ("0..0", 1), ("0..5", 0), ("less than 5", 0), ("5", 0)])
def test_a_stage_that_runs_with_a_capacity_of_nothing_is_an_error_with_both_places(
    case: tuple[str, int],
) -> None:
    value, expected = case
    capacity = f"capacity: {{value: {value}, unit: t/year, source: [page], confidence: low}}, "
    for status, count in (("operating", expected), ("stopped", 0)):
        entry = f"sintered, status: {status}, {capacity}"
        _, _, problems = load_dossier(
            "dossier.yaml", FILE.replace("sintered, status: planned, ", entry).encode()
        )
        assert [("cited/stage", 1)] * count == [(e.code, len(e.labels)) for e in problems]


def test_a_facility_that_a_chain_names_twice_is_one_site(tmp_path: Path) -> None:
    data = compared(written(tmp_path, FILE.replace("facilities: [north]", "facilities: [north, north]")))
    reasons = [each["reasons"][0] for each in data["vulnerable"] if each["subject"] == "alone"]
    assert "only one site is in operation: North, US" in reasons


def test_fewer_than_two_subjects_are_no_comparison(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two subjects"):
        compared(written(tmp_path, FILE), only=["both"])


# ---- subjects with the same ids and names ----------------------------------------------------------


def two_dossiers(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(FILE, encoding="utf-8")
    text = FILE.replace("name: North", "name: Nordwerk").replace(
        "value: US, source: [page]", "value: DE, source: [page]"
    )
    other.write_text(text.replace("title: A page", "title: Another page"), encoding="utf-8")
    return one, other


def test_dossiers_that_share_ids_are_not_mixed(tmp_path: Path) -> None:
    paths = two_dossiers(tmp_path)
    data = compared(*paths, by="facility")
    shown = [each["path"] for each in data["subjects"][::2]]
    assert [f"{path}#{id_}" for path in shown for id_ in ("north", "south")] == [
        e["id"] for e in data["subjects"]
    ]
    [alone] = [compared(paths[0], by="facility")]
    assert [e["vulnerable"] for e in alone["subjects"]] == [e["vulnerable"] for e in data["subjects"][:2]]
    reasons = {(e["subject"], r) for e in data["vulnerable"] for r in e["reasons"] if "one site" in r}
    assert {
        (f"{shown[0]}#north", "only one site is in operation: North, US"),
        (f"{shown[1]}#north", "only one site is in operation: Nordwerk, DE"),
    } <= reasons
    assert len({e["label"] for e in data["subjects"]}) == len(data["subjects"])


def test_a_site_names_the_source_of_its_own_dossier(tmp_path: Path) -> None:
    data = compared(*two_dossiers(tmp_path), by="facility")
    titles = {each["id"]: each["title"] for each in data["sources"]}
    cells = data["rows"][0]["cells"]
    found = [[titles[e] for site in cell["sites"] for e in site["status"]["sources"]] for cell in cells]
    assert [["A page"], ["A page"], ["Another page"], ["Another page"]] == found


def test_a_plain_id_chooses_the_subjects_of_each_file_that_have_it(tmp_path: Path) -> None:
    data = compared(*two_dossiers(tmp_path), by="facility", only=["north"])
    assert ["North", "Nordwerk"] == [each["name"] for each in data["subjects"]]


def test_a_file_that_is_named_twice_is_one_subject(tmp_path: Path) -> None:
    one, _ = two_dossiers(tmp_path)
    again = tmp_path / "again.yaml"
    again.symlink_to(one)
    assert 2 == len(compared(one, one, again, by="facility")["subjects"])


def test_companies_with_one_name_stay_two_companies(tmp_path: Path) -> None:
    text = FILE.replace(
        "name: Two, seat: {unknown: true}", "name: One, seat: {value: CN, source: [page], confidence: high}"
    )
    data = compared(written(tmp_path, text), packs=[microdep_rules.load_pack("dod-magnets")])
    assert not [r for each in data["vulnerable"] for r in each["reasons"] if r.startswith(REASONS[3])]
    both = next(each for each in data["subjects"] if each["id"] == "both")
    assert [("One", "US"), ("One", "CN")] == [
        (each["name"], each["seat"]["value"]) for each in both["companies"]
    ]


def test_variants_with_one_name_are_distinguished_and_a_failing_alternate_decides_nothing(
    tmp_path: Path,
) -> None:
    text = """\
schema: microdep-bom/1
components:
  - {id: a, name: A, origin: US, restriction_index: 0.1, children: [{ref: b, quantity: 1}]}
  - {id: b, name: B, origin: CN, restriction_index: 0.9}
"""
    fails, open_ = tmp_path / "fails.yaml", tmp_path / "open.yaml"
    fails.write_text(text, encoding="utf-8")
    more = "  - {id: c, name: C, origin: CN, restriction_index: 0.9}\n"
    open_.write_text(
        text.replace("origin: CN, restriction_index: 0.9", "origin: JP, alternates: [c]") + more,
        encoding="utf-8",
    )
    data = compared(fails, open_, packs=[microdep_rules.load_pack("micro-dependency")])
    ids = [each["id"] for each in data["subjects"]]
    assert [f"A ({each})" for each in ids] == [each["label"] for each in data["subjects"]]
    assert ["fail", "unknown"] == [each["verdict"] for each in data["subjects"]]
    assert ["fail", "unknown"] == [each["verdict"] for each in data["verdicts"][0]["verdicts"]]
    assert ids == data["without_stages"]
    assert [{"subject": ids[0], "rule": "micro-dependency/blocked-component"}] == data["failing_elsewhere"]


# ---- the dossier that comes with the product ------------------------------------------------------


@pytest.fixture(scope="module")
def ours() -> dict[str, Any]:
    return compared(
        DOSSIER,
        packs=[microdep_rules.load_pack("dod-magnets")],
        context=microdep_rules.load_context(CONTEXT),
    )


def test_the_dossier_has_nothing_wrong_in_it() -> None:
    assert [] == load_dossier("dossier.yaml", DOSSIER.read_bytes())[2]


def test_every_fact_of_the_dossier_has_a_source_that_was_read_and_a_confidence() -> None:
    dossier, _, _ = load_dossier("dossier.yaml", DOSSIER.read_bytes())
    assert dossier is not None
    assert [] == [id_ for id_, each in dossier.sources.items() if not each["read"] or not each["publisher"]]
    stages = [stage for f in dossier.facilities.values() for stage in f["stages"]]
    assert len(stages) > 40
    assert [] == [stage for stage in stages if not stage["source"] or not stage["confidence"]]
    for stage in stages:
        assert {"source", "confidence"} <= set(stage["capacity"]) or stage["capacity"].get("unknown")


def test_every_source_of_the_dossier_is_used() -> None:
    text = DOSSIER.read_text(encoding="utf-8")
    dossier, _, _ = load_dossier("dossier.yaml", text.encode())
    assert dossier is not None
    unused = [source for source in dossier.sources if text.count(source) < 2]
    assert [] == unused


def test_a_chain_of_china_fails_where_the_law_counts_from_the_mine_on(ours: dict[str, Any]) -> None:
    rule = next(each for each in ours["verdicts"] if each["rule"] == "dod-magnets/covered-country-stage")
    found = {each["subject"]: each["verdict"] for each in rule["verdicts"]}
    assert "fail" == found["state-owned-china"]
    assert "fail" not in {found["united-states"], found["united-states-and-allies"]}
    assert all(each["hypothetical"] for each in ours["subjects"])


def test_a_rule_that_fails_ranks_the_stages_that_it_relies_on_first(ours: dict[str, Any]) -> None:
    failed = [each for each in ours["vulnerable"] if each["reasons"][0].startswith(REASONS[1])]
    assert failed == ours["vulnerable"][: len(failed)]
    assert {("state-owned-china", "mined"), ("state-owned-china", "separated")} == {
        (each["subject"], each["stage"]) for each in failed
    }
    assert {f"{REASONS[1]}: dod-magnets/covered-country-stage"} == {each["reasons"][0] for each in failed}


def test_a_rule_that_fails_for_a_document_names_the_stages_of_its_materials() -> None:
    examples = CHECKOUT / "examples"
    data = compared(
        *(examples / each / "bom.yaml" for each in ("quadcopter", "exposure")),
        packs=[microdep_rules.load_pack("dod-magnets")],
        context=microdep_rules.load_context(examples / "quadcopter" / "contract.yaml"),
    )
    failed = [each for each in data["vulnerable"] if each["reasons"][0].startswith(REASONS[1])]
    assert ("focus-coil/magnets", "magnetized") in {(each["material"], each["stage"]) for each in failed}
    assert ("rotor/magnets", "sintered") not in {(each["material"], each["stage"]) for each in failed}


def test_what_is_not_known_of_a_chain_is_undetermined_and_no_weakness(ours: dict[str, Any]) -> None:
    found = {(each["subject"], each["stage"]) for each in ours["undetermined"]}
    assert ("state-owned-china", "powder_formed") in found
    assert not found & {(e["subject"], e["stage"]) for e in ours["vulnerable"] if e["of"] == ""}


def test_the_weakest_nodes_of_the_united_states_are_the_single_sites(ours: dict[str, Any]) -> None:
    own = [each for each in ours["vulnerable"] if each["subject"] == "united-states" and each["level"] == 3]
    assert {"mined", "concentrated", "alloy_melted", "powder_formed", "pressed", "magnetized"} == {
        each["stage"] for each in own
    }
    assert all("only one site is in operation" in each["reasons"][0] for each in own)


def test_variants_of_a_product_are_compared(tmp_path: Path) -> None:
    text = """\
schema: microdep-bom/1
parties:
  - {id: maker, name: Maker, country: JP, owners: [{party: owner, share: 30}]}
  - {id: owner, name: Owner}
components:
  - id: motor
    name: Motor
    materials:
      - id: magnet
        substance: NdFeB-sintered
        stages: [{stage: separated, substance: Nd, country: CN}, {stage: sintered, country: JP, party: maker}]
"""
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(text, encoding="utf-8")
    other.write_text(text.replace("{stage: separated, substance: Nd, country: CN}, ", ""), encoding="utf-8")
    data = compared(one, other)
    assert {"separated Nd": ["runs", "undetermined"], "sintered": ["runs", "runs"]} == cells(data)
    nothing_claimed = {"confidence": "", "sources": [], "note": ""}
    assert [
        {"company": "Maker", "name": "Owner", "share": "30 %", "government": "", **nothing_claimed}
    ] == data["subjects"][0]["owners"]
    assert not data["subjects"][0]["hypothetical"]
