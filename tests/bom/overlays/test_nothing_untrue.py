"""No verdict becomes better by what is not true: each of these once made a part pass, or lost a fact."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.load import load_document
from microdep_rules.bom.overlays.entries import parse_overlay
from tests.bom.overlays.test_declarations import read
from tests.bom.overlays.test_overlays import HEAD, at, codes, laid
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.bom.overlays.application import OverlayResult

ONE = """\
schema: microdep-bom/1
parties: [{id: zk, name: Zhongke}]
evidence: [{id: mtr, type: mill_test_report}]
components:
  - {name: Magnet, id: magnet, mpn: M1, manufacturer: zk, evidence: [mtr], eccn: EAR99, complete: [materials]}
"""
MAGNET = "/components/0"


def declares(facts: str, match: str = "{id: magnet}") -> str:
    return f"components:\n  - {{match: {match}, {facts}}}\n"


# ---- evidence ----


def test_a_paper_of_the_row_does_not_show_what_an_overlay_says() -> None:
    magnet = at(laid(declares("origin: JP"), on=ONE), MAGNET)
    assert magnet["origin"] == "JP"
    assert "evidence" not in magnet
    assert magnet["eccn"] == {"value": "EAR99", "evidence": ["mtr"]}
    assert magnet["complete"] == [{"value": "materials", "evidence": ["mtr"]}]


def test_a_paper_of_one_overlay_does_not_show_what_another_says() -> None:
    shown = "evidence: [{id: a, type: mill_test_report}]\n" + declares(
        "stages: [{stage: sintered, country: JP}], evidence: [a]"
    )
    more = declares("stages: [{stage: sintered, country: JP, party: zk}]")
    for order in ((shown, more), (more, shown)):
        stage = at(laid(*order, on=ONE), f"{MAGNET}/stages/0")
        assert stage["country"] == {"value": "JP", "evidence": ["a"]}
        assert stage["party"] == "zk"
        assert "evidence" not in stage


def test_two_overlays_may_give_one_id_to_two_papers() -> None:
    paper = "evidence: [{id: dec-1, type: %s}]\n"
    found = laid(
        paper % "mill_test_report" + declares("origin: JP, evidence: [dec-1]"),
        paper % "supplier_declaration" + declares("hs_code: '8505', evidence: [dec-1]"),
        on=ONE,
    )
    assert ["mtr", "dec-1", "overlay1/dec-1"] == [each["id"] for each in at(found, "/evidence")]
    assert at(found, MAGNET)["hs_code"]["evidence"] == ["overlay1/dec-1"]


# ---- companies ----


def test_an_id_is_of_one_company_in_its_own_file_only() -> None:
    one = (
        "parties: [{id: us, name: Example Magnetics, country: JP}]\n"
        "manufacturers: [{match: {name: Example Magnetics}, party: us, origin: JP}]\n"
    )
    two = (
        "parties: [{id: us, name: Zhongke}]\n"
        "manufacturers: [{match: {name: Zhongke}, party: us, hs_code: '8505'}]\n"
    )
    for order in ((one, two), (two, one)):
        magnet = at(laid(*order, on=ONE), MAGNET)
        assert ("origin" in magnet, magnet["hs_code"]) == (False, "8505")


def test_an_id_of_the_document_is_not_that_of_another_company_in_an_overlay() -> None:
    other = "parties: [{id: zk, name: Example Magnetics, country: JP}]\n" + declares("supplier: zk")
    found = laid(other, on=ONE)
    assert ["overlay/conflict"] == codes(found)
    assert at(found, MAGNET)["supplier"] == "overlay/zk"
    assert "country" not in at(found, "/parties/0")


def test_an_alias_of_two_companies_is_a_name_of_neither() -> None:
    two = """\
schema: microdep-bom/1
parties:
  - {id: a, name: Alpha Magnets, aliases: [AM]}
  - {id: b, name: Beijing Magnets, aliases: [AM]}
components:
  - {name: One, id: one, manufacturer: a}
  - {name: Two, id: two, manufacturer: b}
"""
    found = laid("manufacturers: [{match: {name: Alpha Magnets}, origin: JP}]\n", on=two)
    assert ["origin" in each for each in at(found, "/components")] == [True, False]
    assert frozenset() == laid("manufacturers: [{match: {name: AM}, origin: JP}]\n", on=two).matched


# ---- what contradicts ----


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_overlay_that_agrees_with_the_row_does_not_settle_what_another_disputes(
    order: tuple[int, int],
) -> None:
    row = ONE.replace("eccn: EAR99", "origin: CN")
    texts = [declares("origin: CN"), declares("origin: JP")]
    found = laid(*(texts[each] for each in order), on=row)
    assert ["overlay/conflict"] == codes(found)
    assert {"CN", "JP"} == set(at(found, MAGNET)["origin"]["one_of"])


def test_what_two_may_say_is_what_both_allow_in_either_order() -> None:
    texts = [declares("origin: {one_of: [CN, TW, JP]}"), declares("origin: {one_of: [TW, JP, VN]}")]
    both = [at(laid(*each, on=ONE), MAGNET)["origin"]["one_of"] for each in (texts, texts[::-1])]
    assert [{"TW", "JP"}] * 2 == [set(each) for each in both]


def nested(origin: str) -> str:
    return f"children: [{{name: Core, id: core, origin: {origin}}}]"


def test_a_part_that_is_laid_in_two_places_is_one_part() -> None:
    two = ONE + "  - {name: Leg, id: leg}\n"
    texts = [declares(nested("JP")), declares(nested("CN"), "{id: leg}")]
    for order in (texts, texts[::-1]):
        assert ["overlay/conflict"] == codes(laid(*order, on=two))


def test_a_quantity_that_is_declared_of_a_use_is_laid_on_it() -> None:
    used = ONE + "  - {name: Top, id: top, children: [{ref: magnet, quantity: 1}]}\n"
    found = laid(declares("children: [{ref: magnet, quantity: 4}]", "{id: top}"), on=used)
    assert at(found, "/components/1/children") == [{"ref": "magnet", "quantity": {"one_of": [1, 4]}}]
    assert ["overlay/conflict"] == codes(found)


def test_an_entry_that_is_added_to_a_complete_list_is_reported() -> None:
    assert ["overlay/adds-to-complete"] == codes(laid(declares("materials: [{substance: NdFeB}]"), on=ONE))


# ---- corrections ----


@pytest.mark.parametrize(
    "replace", ["{country: cn}", "{country: China}", "{stage: [1]}", "{colour: red}", "{date: 2026-13-45}"]
)
def test_what_replaces_an_entry_is_looked_at_as_an_entry(replace: str) -> None:
    text = (
        "evidence: [{id: e, type: mill_test_report}]\ncomponents:\n  - match: {id: magnet}\n    correct:\n"
        f"    - {{list: stages, entry: {{stage: sintered}}, replace: {replace}, reason: r, evidence: [e]}}\n"
    )
    written = HEAD + text
    found, problems = parse_overlay(load_document("o.yaml", written.encode(), kind="overlay"))
    assert found is None
    where = written.index("{", written.index("replace"))
    assert problems
    assert all(where <= problem.span.start < written.index(", reason") for problem in problems)


def test_a_word_of_a_list_may_be_replaced() -> None:
    text = (
        "evidence: [{id: e, type: mill_test_report, issuer: Example Mill, issued: 2026-05-04}]\n"
        "components:\n  - match: {id: magnet}\n    correct:\n"
        "      - {list: complete, entry: materials, replace: {value: stages}, reason: r, evidence: [e]}\n"
    )
    assert at(laid(text, on=ONE), MAGNET)["complete"] == [{"value": "stages", "evidence": ["e"]}]


# ---- tables ----


@pytest.mark.parametrize("answer", ["no", "yes", "nothing", "all"])
@pytest.mark.parametrize("fact", ["materials", "children", "stages", "party.relations"])
def test_half_an_answer_closes_no_list(fact: str, answer: str) -> None:
    head = "Part id,About company,Fact,Answer\n"
    row = f",Zhongke,{fact},{answer}" if fact.startswith("party.") else f"magnet,,{fact},{answer}"
    assert "overlay/answer-not-read" in [diagnostic.code for diagnostic in read(f"{head}{row}\n").diagnostics]


def test_that_there_are_no_parts_contradicts_those_that_are_recorded() -> None:
    parts = ONE + "  - {name: Top, id: top, children: [magnet]}\n"
    loaded = read("Part id,Fact,Answer\ntop,children,none\n")
    overlay, _ = parse_overlay(loaded)
    assert overlay is not None
    assert ["overlay/conflict"] == codes(lay_on(parts, overlay))


def lay_on(text: str, *overlays: object) -> OverlayResult:
    from microdep_rules.bom.overlays.application import apply_overlays
    from tests.bom.overlays.test_overlays import bom

    return apply_overlays(bom(text), tuple(overlays))  # type: ignore[arg-type] # overlays of the tests


@pytest.mark.parametrize("answers", [("CN", "JP"), ("JP", "CN")])
def test_two_rows_do_not_say_two_things_of_one_step(answers: tuple[str, str]) -> None:
    rows = "".join(f"magnet,ndfeb,sintered,stage.country,{answer}\n" for answer in answers)
    loaded = read(f"Part id,Material,Step,Fact,Answer\n{rows}")
    assert ["overlay/conflict"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_a_part_number_is_no_id() -> None:
    loaded = read(
        "Part id,Part number,Material,Step,Fact,Answer\n"
        "M1,,ndfeb,sintered,stage.country,JP\n"
        ",M1,ndfeb,sintered,stage.country,CN\n"
    )
    assert loaded.value is not None
    assert [{"id": "M1"}, {"mpn": "M1"}] == [each["match"] for each in loaded.value["components"]]


def test_a_country_alone_does_not_say_which_of_several_steps_was_done() -> None:
    head = "Part id,Material,Fact,Answer\n"
    assert ["overlay/answer-not-read"] == [
        diagnostic.code
        for diagnostic in read(f"{head}magnet,ndfeb,stage sintered or bonded,JP\n").diagnostics
    ]
    assert [] == read(f"{head}magnet,ndfeb,stage sintered or bonded,bonded: JP\n").diagnostics


def test_a_row_means_the_part_of_which_all_holds_that_it_says() -> None:
    head = "Part id,Manufacturer,Part number,Country of origin\n"
    loaded = read(f"{head}m2,Example Magnetics,N52,JP\n")
    assert loaded.value is not None
    assert {"id": "m2", "manufacturer": "Example Magnetics", "mpn": "N52"} == loaded.value["components"][0][
        "match"
    ]


@pytest.mark.parametrize("column", ["Country", "Share", "Constituent", "Done by"])
def test_what_is_said_of_a_step_that_is_not_named_is_reported(column: str) -> None:
    loaded = read(f"Part id,Country of origin,{column}\nmagnet,JP,CN\n")
    assert ["overlay/no-match"] == [diagnostic.code for diagnostic in loaded.diagnostics]


OF_EXAMPLE = """\
schema: microdep-bom/1
parties: [{id: motors, name: Example Motors%s}]
components:
  - {name: Magnet, id: magnet, mpn: N52, manufacturer: motors, restriction_index: 0.95}
"""
OF_MAGNETICS = "components:\n  - {match: {manufacturer: Example Magnetics, mpn: N52}, origin: JP}\n"
PARTIES = """\
parties:
  - {id: mag, name: Example Magnetics, aliases: [EM]}
"""


@pytest.mark.parametrize(
    ("aliases", "more"),
    [
        ("", "  - {id: mot, name: Example Motors, aliases: [EM]}\n"),
        (", aliases: [EM]", ""),
        (", aliases: [E M]", ""),
    ],
)
def test_an_alias_that_two_files_give_to_two_companies_makes_them_none(aliases: str, more: str) -> None:
    found = laid(PARTIES + more + OF_MAGNETICS, on=OF_EXAMPLE % aliases)
    assert "origin" not in at(found, MAGNET)


def test_an_alias_that_one_company_has_in_two_files_stays_its_name() -> None:
    found = laid(PARTIES + OF_MAGNETICS, on=OF_EXAMPLE.replace("Motors", "Magnetics") % ", aliases: [EM]")
    assert at(found, MAGNET)["origin"] == "JP"


def test_who_says_to_be_another_company_is() -> None:
    parties = "parties:\n  - {id: mag, name: Example Magnetics, aliases: [Example Motors]}\n"
    assert at(laid(parties + OF_MAGNETICS, on=OF_EXAMPLE % ""), MAGNET)["origin"] == "JP"


# ---- what a designator tells ----


@pytest.mark.parametrize(
    ("declared", "excluded"),
    [
        ("mass_g: 2", True),
        ("function: bldc-motor", False),
        ("function: bldc-motor, class: connector", False),
    ],
)
def test_a_function_that_is_declared_outweighs_a_class_by_designator(
    declared: str, excluded: bool, tmp_path: Path
) -> None:
    rows = "Designator,Qty,MPN,Manufacturer,Description\nJ5,1,X1,Acme,pin header\n"
    (tmp_path / "board.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "more.yaml").write_text(
        "schema: microdep-overlay/1\n" + declares(declared, "{mpn: X1, manufacturer: Acme}"), encoding="utf-8"
    )
    asked = "--pack dod-magnets --as-of 2027-01-02 --verbose --format json"
    out, _, _ = run(f"microdep check board.csv --overlay more.yaml {asked}", tmp_path)
    reasons = [each["reason"] for each in json.loads(out)["documents"][0]["outcomes"] if each["reason"]]
    assert excluded is any(reason.startswith("excluded") for reason in reasons)


def test_a_function_of_a_property_outweighs_a_class_by_designator(tmp_path: Path) -> None:
    said = [{"name": "cdx:device:location", "value": "J5"}]
    more = [*said, {"name": "cdx:device:function", "value": "bldc-motor"}]
    own = {"type": "device", "description": "pin header"}
    parts = [
        {**own, "name": "X1", "bom-ref": "1", "properties": more},
        {**own, "name": "X2", "bom-ref": "2", "properties": said},
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}
    (tmp_path / "board.cdx.json").write_text(json.dumps(document), encoding="utf-8")
    out, _, _ = run("microdep bom show board.cdx.json", tmp_path)
    assert ["X1", "bldc-motor", "X2", "connector"] == re.findall(r"X1|X2|bldc-motor|connector", out)
