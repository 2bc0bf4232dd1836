"""What overlays declare, laid on documents: who is meant, what prevails, and where each fact stands."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from microdep_rules.bom.load import LoadedDocument, load_document
from microdep_rules.bom.overlays.application import OverlayResult, apply_overlays
from microdep_rules.bom.overlays.entries import Overlay, parse_overlay
from microdep_rules.bom.spans import split

BOM = """\
schema: microdep-bom/1
document: {id: quad}
parties:
  - {id: magco, name: Example Magnetics Ltd}
  - {id: motorco, name: Example Motors}
evidence:
  - {id: ev-1, type: audit}
components:
  - name: Motor
    id: motor
    manufacturer: motorco
    mpn: XM-2207
    origin: TH
    children:
      - name: Magnet
        id: magnet
        manufacturer: magco
        mpn: N52-A
        materials: [{id: ndfeb, substance: NdFeB, mass_g: 5}]
        stages:
          - {stage: sintered, of: ndfeb, country: CN}
          - {stage: magnetized, of: ndfeb, unknown: true, reason: asked in May}
  - {name: Screw, id: screw}
"""
HEAD = "schema: microdep-overlay/1\n"


def bom(text: str = BOM) -> LoadedDocument:
    loaded = load_document("bom.yaml", text.encode(), kind="bom")
    assert [] == loaded.diagnostics
    return loaded


def overlay(text: str, path: str = "overlay.yaml") -> Overlay:
    found, problems = parse_overlay(load_document(path, (HEAD + text).encode(), kind="overlay"))
    assert [] == problems
    assert found is not None
    return found


def laid(*texts: str, on: str = BOM) -> OverlayResult:
    overlays = [overlay(text, f"overlay{number or ''}.yaml") for number, text in enumerate(texts)]
    return apply_overlays(bom(on), tuple(overlays))


def codes(found: OverlayResult) -> list[str]:
    return [diagnostic.code for diagnostic in found.loaded.diagnostics]


def at(found: OverlayResult, pointer: str) -> Any:
    value: Any = found.loaded.value
    for step in split(pointer):
        value = value[int(step) if isinstance(value, list) else step]
    return value


def place(found: OverlayResult, pointer: str) -> str:
    spans = found.loaded.spans
    return spans.source_of(pointer).place(spans.value(pointer).start)


MOTOR, MAGNET, SCREW = "/components/0", "/components/0/children/0", "/components/1"


# ---- who is meant ----


@pytest.mark.parametrize(
    ("match", "where"),
    [
        ("{id: motor}", MOTOR),
        ("{id: magnet}", MAGNET),
        ("{mpn: XM-2207}", MOTOR),
        ("{mpn: 'xm - 2207'}", MOTOR),
        ("{mpn: XM-*}", MOTOR),
        ("{manufacturer: motorco, mpn: XM-2207}", MOTOR),
        ("{manufacturer: example motors, mpn: XM-2207}", MOTOR),
        ("{manufacturer: [Beispielmotoren, Example Motors], mpn: XM-2207}", MOTOR),
        ("{id: motor, mpn: XM-2207, document: quad}", MOTOR),
    ],
)
def test_a_part_is_known_by_id_number_and_any_name_of_its_maker(match: str, where: str) -> None:
    found = laid(f"components:\n  - {{match: {match}, eccn: EAR99}}\n")
    assert [] == codes(found)
    assert at(found, where)["eccn"] == "EAR99"
    assert {("overlay.yaml", "/components/0")} == found.matched


@pytest.mark.parametrize(
    "match",
    [
        "{id: rotor}",
        "{mpn: XM2207}",
        "{mpn: XM-22}",
        "{manufacturer: magco, mpn: XM-2207}",
        "{manufacturer: Example Motors Ltd, mpn: XM-2207}",
        "{manufacturer: motorco, id: magnet}",
        "{id: motor, document: other}",
        "{mpn: ABC, id: screw}",
    ],
)
def test_everything_that_an_entry_says_of_whom_it_means_has_to_hold(match: str) -> None:
    found = laid(f"components:\n  - {{match: {match}, eccn: EAR99}}\n")
    assert frozenset() == found.matched
    assert bom().value == found.loaded.value


def test_what_is_declared_of_a_maker_is_declared_of_each_of_its_parts_and_of_no_other() -> None:
    found = laid("manufacturers:\n  - {match: {name: Example Magnetics Ltd}, origin: JP}\n")
    assert at(found, MAGNET)["origin"] == "JP"
    assert at(found, MOTOR)["origin"] == "TH"


def test_names_that_an_overlay_puts_together_are_one_maker_for_every_overlay() -> None:
    names = "manufacturers:\n  - match: {name: [Example Magnetics Ltd, EML]}\n"
    parts = "components:\n  - {match: {manufacturer: EML, mpn: N52-A}, eccn: EAR99}\n"
    assert at(laid(names, parts), MAGNET)["eccn"] == "EAR99"
    assert frozenset() == laid(parts).matched


def test_a_number_that_is_declared_by_id_is_a_number_to_be_known_by() -> None:
    found = laid(
        "components:\n"
        "  - {match: {id: screw}, mpn: M3-8, manufacturer: motorco}\n"
        "  - {match: {manufacturer: Example Motors, mpn: M3-8}, origin: TW}\n"
    )
    assert at(found, SCREW) == {
        "name": "Screw",
        "id": "screw",
        "mpn": "M3-8",
        "manufacturer": "motorco",
        "origin": "TW",
    }


def test_a_number_of_two_makers_is_not_given_to_one_of_them() -> None:
    two = BOM.replace("mpn: N52-A", "mpn: XM-2207")
    assert ["overlay/no-match"] == codes(
        laid("components:\n  - {match: {mpn: XM-2207}, origin: JP}\n", on=two)
    )
    named = "components:\n  - {match: {mpn: XM-2207, manufacturer: magco}, origin: JP}\n"
    assert at(laid(named, on=two), MAGNET)["origin"] == "JP"


# ---- what prevails ----

LEVELS = [
    ("manufacturers", "{name: Example Motors}"),
    ("components", "{mpn: XM-*, manufacturer: motorco}"),
    ("components", "{mpn: XM-2207, manufacturer: motorco}"),
    ("components", "{id: motor}"),
]


def stating(level: int, fact: str) -> str:
    name, match = LEVELS[level]
    return f"{name}:\n  - {{match: {match}, {fact}}}\n"


@pytest.mark.parametrize("near", range(2, 4))
@pytest.mark.parametrize("far", range(1, 3))
def test_what_an_overlay_states_nearer_to_the_part_prevails_in_it_and_it_is_reported(
    near: int, far: int
) -> None:
    if far >= near:
        return
    texts = [
        f"  - {{match: {LEVELS[level][1]}, eccn: {word}}}\n" for level, word in ((far, "FAR"), (near, "NEAR"))
    ]
    for order in (texts, texts[::-1]):
        found = laid("components:\n" + "".join(order))
        assert at(found, MOTOR)["eccn"] == "NEAR"
        assert ["overlay/conflict"] == codes(found)


@pytest.mark.parametrize("level", range(4))
def test_an_overlay_and_the_row_that_contradict_each_other_leave_either(level: int) -> None:
    found = laid(stating(level, "origin: CN"))
    assert at(found, MOTOR)["origin"] == {"one_of": ["TH", "CN"]}
    (reported,) = found.loaded.diagnostics
    assert reported.code == "overlay/conflict"
    assert ["overlay.yaml", "bom.yaml"] == [reported.span.path, reported.labels[0].span.path]
    assert ["bom.yaml", "overlay.yaml"] == [
        place(found, f"{MOTOR}/origin/one_of/{n}").split(":")[0] for n in (0, 1)
    ]


@pytest.mark.parametrize("near", range(4))
@pytest.mark.parametrize("far", range(4))
def test_no_overlay_prevails_over_another_in_either_order(near: int, far: int) -> None:
    texts = [stating(far, "eccn: A"), stating(near, "eccn: B")]
    for order in (texts, texts[::-1]):
        found = laid(*order)
        assert {"A", "B"} == set(at(found, MOTOR)["eccn"]["one_of"])
        assert ["overlay/conflict"] == codes(found)


def test_a_third_statement_does_not_settle_a_dispute() -> None:
    for word in ("TH", "CN", "{one_of: [TH, CN]}"):
        found = laid(stating(0, "origin: CN"), stating(3, f"origin: {word}"))
        assert {"TH", "CN"} == set(at(found, MOTOR)["origin"]["one_of"])


@pytest.mark.parametrize("level", range(1, 4))
def test_between_equals_of_one_overlay_nothing_is_chosen(level: int) -> None:
    name, match = LEVELS[level]
    found = laid(name + ":\n" + "".join(f"  - {{match: {match}, eccn: {word}}}\n" for word in ("A", "B")))
    assert ["overlay/conflict"] == codes(found)
    assert found.loaded.value is None


@pytest.mark.parametrize(
    ("row", "declared", "left"),
    [
        ("mass_g: 34.1", "mass_g: 43.1", "{one_of: [34.1, 43.1]}"),
        ("mass_g: '30..34'", "mass_g: at least 40", "{at_least: 30}"),
        ("mass_g: '30..34'", "mass_g: 40", "{at_least: 30, at_most: 40}"),
        ("cots: true", "cots: false", "{one_of: [true, false]}"),
        ("supplier: magco", "supplier: motorco", "{one_of: [magco, motorco]}"),
        ("hs_code: '8501'", "hs_code: '8505'", "{one_of: ['8501', '8505']}"),
        (
            "hs_code: {scheme: HS, code: '8501'}",
            "hs_code: {scheme: CN8, code: '85051100'}",
            "{unknown: true, reason: files contradict each other}",
        ),
        (
            "unit_cost: {amount: 10, currency: USD}",
            "unit_cost: {amount: 12, currency: USD}",
            "{amount: {at_least: 10, at_most: 12}, currency: USD}",
        ),
        (
            "unit_cost: {amount: 10, currency: USD}",
            "unit_cost: {amount: 12, currency: EUR}",
            "{unknown: true, reason: files contradict each other}",
        ),
        (
            "binding_contract: 2026-01-01",
            "binding_contract: 2026-02-01",
            "{one_of: [2026-01-01, 2026-02-01]}",
        ),
    ],
)
def test_facts_of_each_kind_are_either_where_files_contradict_each_other(
    row: str, declared: str, left: str
) -> None:
    found = laid(stating(3, declared), on=BOM.replace("origin: TH", f"origin: TH\n    {row}", 1))
    assert ["overlay/conflict"] == codes(found)
    name = row.partition(":")[0]
    as_stated = bom(BOM.replace("origin: TH", f"origin: TH\n    {name}: {left}", 1))
    assert as_stated.value is not None
    assert as_stated.value["components"][0][name] == at(found, MOTOR)[name]


@pytest.mark.parametrize(
    ("row", "declared", "left"),
    [
        ("hs_code: '8501.10'", "hs_code: '85011000'", "8501.10"),
        ("hs_code: '8501'", "hs_code: 8501 10 10", "8501 10 10"),
        ("hs_code: 8501 10 10", "hs_code: '8501'", "8501 10 10"),
    ],
)
def test_two_spellings_of_a_tariff_code_and_a_longer_one_are_no_contradiction(
    row: str, declared: str, left: str
) -> None:
    found = laid(stating(3, declared), on=BOM.replace("origin: TH", f"origin: TH\n    {row}", 1))

    assert [] == codes(found)
    assert left == at(found, MOTOR)["hs_code"]


def test_a_company_has_one_identifier_of_a_kind() -> None:
    row = BOM.replace("{id: magco,", "{id: magco, identifiers: {duns: '123456789'},")
    found = laid(
        "parties: [{id: magco, name: Example Magnetics Ltd, identifiers: {duns: '987654321'}}]\n", on=row
    )
    assert ["overlay/conflict"] == codes(found)


@pytest.mark.parametrize(
    ("row", "declared", "result"),
    [
        ("TH", "TH", "TH"),
        ("TH", "{one_of: [TH, CN]}", "TH"),
        ("{one_of: [TH, CN]}", "TH", "TH"),
        ("{one_of: [TH, CN, VN]}", "{one_of: [TH, CN]}", {"one_of": ["TH", "CN"]}),
        ("TH", "{unknown: true, reason: no answer}", "TH"),
        ("{unknown: true, reason: no answer}", "TH", "TH"),
    ],
)
def test_facts_without_contradiction_are_stated_by_the_more_specific_source(
    row: str, declared: str, result: Any
) -> None:
    found = laid(
        f"components:\n  - {{match: {{id: motor}}, origin: {declared}}}\n",
        on=BOM.replace("origin: TH", f"origin: {row}"),
    )
    assert [] == codes(found)
    assert at(found, MOTOR)["origin"] == result


# ---- lists ----


def test_entries_of_lists_are_added_and_none_is_taken_away() -> None:
    found = laid(
        "components:\n  - {match: {id: magnet}, stages: [{stage: coated, of: ndfeb, country: VN}]}\n"
    )
    assert ["sintered", "magnetized", "coated"] == [each["stage"] for each in at(found, MAGNET)["stages"]]
    assert place(found, f"{MAGNET}/stages/2/country").startswith("overlay.yaml:3:")
    assert place(found, f"{MAGNET}/stages/0/country").startswith("bom.yaml:")


def test_another_country_of_a_step_is_another_entry() -> None:
    found = laid(
        "components:\n  - {match: {id: magnet}, stages: [{stage: sintered, of: ndfeb, country: JP}]}\n"
    )
    assert ["CN", "JP"] == [s["country"] for s in at(found, MAGNET)["stages"] if s["stage"] == "sintered"]
    assert [] == codes(found)


def test_a_step_of_unknown_country_is_completed_by_who_knows_it() -> None:
    found = laid(
        "components:\n  - match: {id: magnet}\n"
        "    stages: [{stage: magnetized, of: ndfeb, country: JP, party: magco}]\n"
    )
    assert {"stage": "magnetized", "of": "ndfeb", "country": "JP", "party": "magco"} == at(
        found, f"{MAGNET}/stages/1"
    )


def test_a_material_is_completed_by_its_id_or_added() -> None:
    found = laid(
        "components:\n"
        "  - match: {id: magnet}\n"
        "    materials: [{id: ndfeb, grade: N52SH}, {substance: nickel, mass_g: 0.1}]\n"
    )
    one, two = at(found, f"{MAGNET}/materials")
    assert (one["grade"], one["mass_g"], two["substance"]) == ("N52SH", 5, "nickel")


@pytest.mark.parametrize(
    ("row", "declared"), [("stages: []", "[{stage: sintered, country: JP}]"), ("notes: none", "[]")]
)
def test_an_empty_list_and_one_with_entries_contradict(row: str, declared: str) -> None:
    on = BOM.replace("{name: Screw, id: screw}", f"{{name: Screw, id: screw, {row}}}")
    found = laid(f"components:\n  - {{match: {{id: screw}}, stages: {declared}}}\n", on=on)
    assert codes(found) == (["overlay/conflict"] if "stages" in row else [])


def test_a_part_in_a_part_is_laid_once_and_referred_to_after_that() -> None:
    twice = BOM.replace(
        "name: Screw, id: screw", "name: Motor, id: motor-2, manufacturer: motorco, mpn: XM-2207"
    )
    found = laid(
        "components:\n  - {match: {mpn: XM-2207}, children: [{name: Bearing, id: bearing, quantity: 2}]}\n",
        on=twice,
    )
    assert at(found, f"{MOTOR}/children/1") == {"name": "Bearing", "id": "bearing", "quantity": 2}
    assert at(found, f"{SCREW}/children/0") == {"ref": "bearing", "quantity": 2}


# ---- evidence ----


def test_evidence_goes_with_each_fact_that_it_came_with_and_with_no_other() -> None:
    found = laid(
        "evidence:\n  - {id: dec-9, type: supplier_declaration, issuer: Example Motors}\n"
        "components:\n  - {match: {id: motor}, eccn: EAR99, complete: [children], evidence: [dec-9]}\n"
    )
    motor = at(found, MOTOR)
    assert motor["eccn"] == {"value": "EAR99", "evidence": ["dec-9"]}
    assert motor["complete"] == [{"value": "children", "evidence": ["dec-9"]}]
    assert motor["origin"] == "TH"
    assert "evidence" not in motor
    assert ["ev-1", "dec-9"] == [each["id"] for each in at(found, "/evidence")]


def test_evidence_for_what_is_known_already_is_added_to_it() -> None:
    found = laid(
        "evidence:\n  - {id: dec-9, type: supplier_declaration}\n"
        "components:\n  - {match: {id: motor}, origin: TH, evidence: [dec-9]}\n"
    )
    assert at(found, MOTOR)["origin"] == {"value": "TH", "evidence": ["dec-9"]}
    assert place(found, f"{MOTOR}/origin/value").startswith("bom.yaml:")
    assert place(found, f"{MOTOR}/origin/evidence/0").startswith("overlay.yaml:")


def test_two_papers_with_one_id_stay_two() -> None:
    paper = (
        "evidence:\n  - {id: ev-1, type: cmrt}\n"
        "components:\n  - {match: {id: motor}, eccn: X, evidence: [ev-1]}\n"
    )
    found = laid(paper, paper.replace("cmrt", "emrt").replace("eccn", "hs_code"))
    assert ["ev-1", "overlay/ev-1", "overlay1/ev-1"] == [each["id"] for each in at(found, "/evidence")]
    assert at(found, MOTOR)["eccn"]["evidence"] == ["overlay/ev-1"]
    assert at(found, MOTOR)["hs_code"]["evidence"] == ["overlay1/ev-1"]


def test_a_paper_covers_what_of_it_is_in_this_document() -> None:
    found = laid(
        "evidence:\n  - {id: dec-9, covers: {components: [motor, elsewhere]}}\n"
        "components:\n  - {match: {id: motor}, eccn: X, evidence: [dec-9]}\n"
    )
    assert at(found, "/evidence/1")["covers"] == {"components": ["motor"]}


# ---- parties ----


def test_a_company_is_one_party_by_any_of_its_names() -> None:
    found = laid(
        "parties:\n  - {id: eml, name: EML, aliases: [Example Magnetics Ltd], country: JP}\n"
        "components:\n  - {match: {id: magnet}, stages: [{stage: coated, party: eml, country: JP}]}\n"
    )
    magco = at(found, "/parties/0")
    assert (magco["id"], magco["country"], magco["aliases"][0]) == ("magco", "JP", "EML")
    assert at(found, f"{MAGNET}/stages/2/party") == "magco"
    assert len(at(found, "/parties")) == 2


def test_parties_that_nothing_names_stay_out() -> None:
    found = laid(
        "parties:\n"
        "  - {id: sepco, name: Separation Co, country: MY, owners: [{party: holdco, share: 51}]}\n"
        "  - {id: holdco, name: Holding}\n"
        "  - {id: nobody, name: Nobody}\n"
        "components:\n  - {match: {id: magnet}, stages: [{stage: separated, of: ndfeb, party: sepco}]}\n"
    )
    assert ["magco", "motorco", "sepco", "holdco"] == [each["id"] for each in at(found, "/parties")]


# ---- corrections ----

PAPER = "evidence:\n  - {id: dec-9, type: mill_test_report, issuer: Example Mill, issued: 2026-05-04}\n"


def corrected(entry: str, replaced: str = "", on: str = BOM) -> OverlayResult:
    change = f", replace: {replaced}" if replaced else ""
    return laid(
        f"{PAPER}components:\n  - match: {{id: magnet}}\n    correct:\n"
        f"      - {{list: stages, entry: {entry}{change}, reason: wrong office, evidence: [dec-9]}}\n",
        on=on,
    )


def test_an_entry_is_taken_away_with_a_reason_and_it_is_reported() -> None:
    found = corrected("{stage: sintered}")
    assert ["magnetized"] == [each["stage"] for each in at(found, f"{MAGNET}/stages")]
    (reported,) = found.loaded.diagnostics
    assert reported.code == "overlay/corrected"
    assert "wrong office" in reported.message
    assert ["overlay.yaml", "bom.yaml"] == [reported.span.path, reported.labels[0].span.path]


def test_a_replaced_entry_is_shown_by_the_evidence_of_the_correction() -> None:
    found = corrected("{stage: sintered, country: CN}", "{country: JP}")
    assert {"stage": "sintered", "of": "ndfeb", "country": "JP", "evidence": ["dec-9"]} == at(
        found, f"{MAGNET}/stages/0"
    )
    assert place(found, f"{MAGNET}/stages/0/country").startswith("overlay.yaml:")


def test_a_list_that_is_left_empty_does_not_say_that_there_is_nothing() -> None:
    one = BOM.replace("          - {stage: magnetized, of: ndfeb, unknown: true, reason: asked in May}\n", "")
    assert "stages" not in at(corrected("{stage: sintered}", on=one), MAGNET)


@pytest.mark.parametrize(
    ("entry", "code"),
    [("{stage: coated}", "overlay/correction-target"), ("{of: ndfeb}", "overlay/correction-target")],
)
def test_a_correction_is_of_exactly_one_entry(entry: str, code: str) -> None:
    found = corrected(entry)
    assert [code] == codes(found)
    assert found.loaded.value is None


def test_what_an_overlay_adds_it_does_not_correct() -> None:
    found = laid(
        f"{PAPER}components:\n  - match: {{id: magnet}}\n"
        "    stages: [{stage: sintered, of: ndfeb, country: JP}]\n"
        "    correct:\n      - {list: stages, entry: {stage: sintered}, reason: typo, evidence: [dec-9]}\n"
    )
    assert ["magnetized", "sintered"] == [each["stage"] for each in at(found, f"{MAGNET}/stages")]
    assert at(found, f"{MAGNET}/stages/1/country") == "JP"


def correcting(correction: str, more: str = "", on: str = BOM) -> OverlayResult:
    paper = "evidence: [{id: dec-9, type: mill_test_report, issuer: Example Motors, issued: 2026-05-04}]\n"
    return laid(
        f"{paper}components:\n  - match: {{id: motor}}{more}\n    correct:\n"
        f"      - {{{correction}, reason: the row had the office, evidence: [dec-9]}}\n",
        on=on,
    )


def test_a_fact_is_replaced_with_a_reason_and_who_shows_it() -> None:
    found = correcting("fact: origin, stated: TH, replace: JP")
    assert at(found, MOTOR)["origin"] == {"value": "JP", "evidence": ["dec-9"]}
    (reported,) = found.loaded.diagnostics
    assert reported.code == "overlay/corrected"
    for word in ("`TH`", "`JP`", "the row had the office", "dec-9 (Example Motors)"):
        assert word in reported.message
    assert ["overlay.yaml", "bom.yaml"] == [reported.span.path, reported.labels[0].span.path]


def test_a_fact_that_is_taken_away_leaves_what_the_overlay_states() -> None:
    found = correcting("fact: origin, stated: TH", more="\n    origin: JP")
    assert at(found, MOTOR)["origin"] == "JP"
    assert ["overlay/corrected"] == codes(found)
    assert "origin" not in at(correcting("fact: origin, stated: TH"), MOTOR)


def test_a_correction_of_a_fact_leaves_other_statements_of_it() -> None:
    more = stating(0, "origin: CN")
    one = "evidence: [{id: e, type: audit, issuer: Example Audits, issued: 2026-05-04}]\n" + stating(
        3, "correct: [{fact: origin, stated: TH, replace: JP, reason: r, evidence: [e]}]"
    )
    found = laid(more, one)
    assert at(found, MOTOR)["origin"] == {"one_of": ["CN", "JP"]}
    assert ["overlay/conflict", "overlay/corrected"] == sorted(codes(found))


@pytest.mark.parametrize("reason", ["' '", "\u200b", "'-'", "'...'", "'\u2060'", "\u0301"])
def test_a_correction_has_a_reason_in_words(reason: str) -> None:
    text = (
        "evidence: [{id: e, type: audit}]\ncomponents:\n  - match: {id: motor}\n"
        f"    correct: [{{fact: origin, stated: TH, replace: JP, reason: {reason}, evidence: [e]}}]\n"
    )
    found, problems = parse_overlay(load_document("o.yaml", (HEAD + text).encode(), kind="overlay"))
    assert found is None
    assert "bom/empty-value" in [problem.code for problem in problems]


@pytest.mark.parametrize("correction", ["fact: origin, stated: VN, replace: JP", "fact: cots, stated: true"])
def test_a_correction_quotes_what_is_stated(correction: str) -> None:
    found = correcting(correction)
    assert ["overlay/correction-target"] == codes(found)
    assert found.loaded.value is None


@pytest.mark.parametrize(
    "correction", ["fact: origin, stated: TH, replace: Japan", "fact: origni, stated: TH"]
)
def test_what_replaces_a_fact_is_looked_at_as_that_fact(correction: str) -> None:
    text = (
        "evidence: [{id: e, type: audit}]\ncomponents:\n  - match: {id: motor}\n"
        f"    correct: [{{{correction}, reason: r, evidence: [e]}}]\n"
    )
    found, problems = parse_overlay(load_document("o.yaml", (HEAD + text).encode(), kind="overlay"))
    assert found is None
    assert all(problem.help for problem in problems)


EVIDENCE = "type: mill_test_report, issuer: Example Motors, issued: 2026-05-04"


def of_evidence(evidence: str, correction: str, where: str = "motor") -> OverlayResult:
    text = (
        f"evidence: [{{id: e, {evidence}}}]\ncomponents:\n  - match: {{id: {where}}}\n    correct:\n"
        f"      - {{{correction}, reason: r, evidence: [e]}}\n"
    )
    return apply_overlays(bom(), (overlay(text),), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (f"{EVIDENCE}, expires: 2026-05-31", "expired on 2026-05-31, before 2026-06-01"),
        (f"{EVIDENCE}, expires: {{unknown: true}}", "does not state exactly when it expires"),
        (EVIDENCE.replace("05-04", "06-02"), "is issued on 2026-06-02, after 2026-06-01"),
        (EVIDENCE.replace(", issued: 2026-05-04", ""), "does not state the day of issue"),
        (EVIDENCE.replace("issuer: Example Motors, ", ""), "does not state its issuer"),
        (EVIDENCE.replace("Example Motors", "n/a"), "states an issuer that names nobody, `n/a`"),
        (EVIDENCE.replace("mill_test_report", "photo"), "is of the type `photo`"),
        (EVIDENCE.replace("type: mill_test_report, ", ""), "does not state what type of document it is"),
    ],
)
def test_a_correction_whose_evidence_does_not_count_leaves_the_fact_open(evidence: str, why: str) -> None:
    found = of_evidence(evidence, "fact: origin, stated: TH, replace: JP")
    assert at(found, MOTOR)["origin"] == {"one_of": ["TH", "JP"]}
    (reported,) = found.loaded.diagnostics
    assert ("overlay/correction-without-evidence", True) == (reported.code, f"`e` {why}" in reported.message)
    taken_away = at(of_evidence(evidence, "fact: origin, stated: TH"), MOTOR)
    assert {"unknown": True, "reason": "a correction disputes it"} == taken_away["origin"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("Nippon Steel", "overlay/corrected"), ("the mill", "overlay/correction-without-evidence")],
)
def test_a_party_issues_evidence_of_a_correction_by_its_name_and_not_by_its_id(name: str, code: str) -> None:
    evidence = EVIDENCE.replace("Example Motors", "mill")
    parties = f"parties: [{{id: mill, name: {name}}}]\n"
    text = (
        f"{parties}evidence: [{{id: e, {evidence}}}]\ncomponents:\n  - match: {{id: motor}}\n    correct:\n"
    )
    text += "      - {fact: origin, stated: TH, replace: JP, reason: r, evidence: [e]}\n"
    assert [code] == codes(apply_overlays(bom(), (overlay(text),), date(2026, 6, 1)))


@pytest.mark.parametrize("last", ["2026-06-01", "2027-01-01"])
def test_evidence_counts_from_its_first_day_through_its_last(last: str) -> None:
    evidence = EVIDENCE.replace("2026-05-04", "2026-06-01") + f", expires: {last}"
    found = of_evidence(evidence, "fact: origin, stated: TH, replace: JP")
    assert ["overlay/corrected"] == codes(found)


def test_an_entry_is_either_where_the_evidence_of_its_correction_does_not_count() -> None:
    change = "list: stages, entry: {stage: sintered}, replace: {country: JP}"
    found = of_evidence("type: photo", change, "magnet")
    assert {"one_of": ["CN", "JP"]} == at(found, f"{MAGNET}/stages/0")["country"]
    kept = of_evidence("type: photo", "list: stages, entry: {stage: sintered}", "magnet")
    assert ["sintered", "magnetized"] == [each["stage"] for each in at(kept, f"{MAGNET}/stages")]


# ---- an overlay by itself ----


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("components:\n  - {match: {mpn: A}, origin: CN, evidence: [ev-9]}\n", "bom/unknown-reference"),
        ("manufacturers:\n  - {match: {name: A}, party: b}\n", "bom/unknown-reference"),
        ("parties:\n  - {id: a}\n  - {id: a}\n", "bom/duplicate-id"),
        ("components:\n  - {match: {mpn: A}}\n", "overlay/declares-nothing"),
        ("notes: nothing\n", "overlay/declares-nothing"),
        ("components:\n  - {match: {}, origin: CN}\n", "overlay/no-match"),
        ("components:\n  - {match: {manufacturer: A}, origin: CN}\n", "overlay/no-match"),
        (
            """components:
  - match: {id: a}
    correct: [{list: stages, entry: {stage: a}, reason: b, evidence: []}]
""",
            "overlay/correction-without-evidence",
        ),
    ],
)
def test_what_is_wrong_with_an_overlay_by_itself_is_reported(text: str, code: str) -> None:
    _, problems = parse_overlay(load_document("overlay.yaml", (HEAD + text).encode(), kind="overlay"))
    assert code in [problem.code for problem in problems]


def test_a_former_key_of_an_overlay_is_an_error_that_names_the_present_one() -> None:
    text = HEAD + "parts:\n  - {match: {id: motor}, origin: JP}\n"
    found = load_document("overlay.yaml", text.encode(), kind="overlay").diagnostics
    assert [("bom/unknown-field", "rename `parts` to `components`")] == [(d.code, d.help) for d in found]


@pytest.mark.parametrize(
    "text",
    [
        "components:\n  - {match: {mpn: A}, orign: CN}\n",
        "components:\n  - {origin: CN}\n",
        "components:\n  - {match: {mpn: A}, origin: China}\n",
        "components:\n  - {match: {id: a}, quantity: 2}\n",
        "components:\n  - {match: {id: a}, correct: [{list: stages, entry: {stage: a}, evidence: [b]}]}\n",
        "components:\n  - {match: {id: a}, correct: [{list: stages, entry: {stage: a}, reason: b}]}\n",
        "components:\n  - {match: {id: a}, correct: [{fact: origin, reason: a, evidence: [b]}]}\n",
        "components:\n  - {match: {id: a}, correct: [{reason: a, evidence: [b]}]}\n",
    ],
)
def test_an_overlay_that_is_not_valid_is_refused_with_a_way_out(text: str) -> None:
    found, problems = parse_overlay(load_document("overlay.yaml", (HEAD + text).encode(), kind="overlay"))
    assert found is None
    assert all(problem.help for problem in problems)


def test_nothing_of_the_files_is_changed() -> None:
    document, one = (
        bom(),
        overlay("components:\n  - {match: {id: magnet}, origin: JP, stages: [{stage: coated}]}\n"),
    )
    before = deepcopy((document.value, one.loaded.value))
    assert apply_overlays(document, (one,)).loaded.value != document.value
    assert before == (document.value, one.loaded.value)


# ---- steps in the list of a part, and in that of its material ----

OWN_LISTS = """\
schema: microdep-bom/1
components:
  - name: Chip
    id: chip
    materials:
      - {id: gan, substance: gallium-nitride, stages: [{stage: wafer_fab, country: JP}]}
"""


def test_a_step_is_found_in_the_list_of_its_material() -> None:
    found = laid(
        "components:\n  - match: {id: chip}\n"
        "    stages: [{stage: wafer_fab, of: gan, country: JP, date: '2026-01-31'}]\n",
        on=OWN_LISTS,
    )
    chip = at(found, "/components/0")
    assert "stages" not in chip
    assert len(chip["materials"][0]["stages"]) == 1
    assert chip["materials"][0]["stages"][0]["date"] == "2026-01-31"


def test_a_step_of_a_material_is_no_step_of_a_part_that_has_none() -> None:
    none = OWN_LISTS.replace("    id: chip\n", "    id: chip\n    stages: []\n")
    found = laid(
        "components:\n  - {match: {id: chip}, stages: [{stage: refined, of: gan, country: TW}]}\n", on=none
    )
    chip = at(found, "/components/0")
    assert [] == chip["stages"]
    assert ["wafer_fab", "refined"] == [each["stage"] for each in chip["materials"][0]["stages"]]


def test_a_country_with_its_region_says_more_than_without() -> None:
    found = laid("components:\n  - {match: {id: motor}, origin: TH-10}\n")
    assert [] == codes(found)
    assert at(found, MOTOR)["origin"] == "TH-10"
    back = laid(
        "components:\n  - {match: {id: motor}, origin: TH}\n", on=BOM.replace("origin: TH", "origin: TH-10")
    )
    assert at(back, MOTOR)["origin"] == "TH-10"
