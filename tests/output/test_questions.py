"""Questions read as people ask them, whichever fact is missing."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.deciding_facts import find_deciding_facts
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.questions import WORDINGS
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.engine.outcome import Outcome

PACK = 'pack p version 1\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n'
HEAD = '  title "t"\n  severity prohibit\n  cites "c"\n  in force by check date\n'
DOCUMENT = """\
schema: microdep-bom/1
document: {id: d, product: latch}
components:
  - id: latch
    name: Release latch
    kind: end_item
    origin: {one_of: [CN, TW]}
    materials:
      - id: m
        name: latch magnets
        substance: {one_of: [NdFeB, SmCo]}
        stages: [{stage: alloy_melted}]
"""
LISTS = {
    "children",
    "materials",
    "stages",
    "inputs",
    "owners",
    "determinations",
    "equipment",
    "annual_imports",
}
NOT_READ_BY_RULES = {"component.quantity", "stage.of"}


@cache
def outcomes(text: str, document: str = DOCUMENT) -> Sequence[Outcome]:
    pack, problems = check_pack([SourceFile("p.rule", f"{PACK}\n{text}")], {})
    assert pack is not None, problems
    loaded = load_document("bom.yaml", document.encode(), kind="bom")
    bom, found = build(loaded, None, on_route=load_stages().on_route)
    assert bom is not None, found
    return evaluate(pack, bom, Query(date(2026, 1, 2)))


def asked(body: str) -> list[str]:
    return [q.ask for outcome in outcomes(f"rule r\n{HEAD}{body}") for q in outcome.missing]


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("end-item.cots is true", "is the product Release latch commercially available off the shelf?"),
        ("end-item.eccn is EAR99", "what is the eccn of Release latch?"),
        (
            "end-item.origin is US or end-item.origin is CN",
            "which country of origin does the supplier of Release latch declare? (recorded: one of CN, TW)",
        ),
        ("contract.agency is DoD", "which agency is the buyer, for example DoD?"),
        ("contract.programme_phase is production", "what is the programme phase of the contract?"),
        ("no children of end-item where component.origin is CN", "which components are in Release latch"),
    ],
)
def test_a_missing_fact_of_the_end_item_is_asked_for(requirement: str, expected: str) -> None:
    found = asked(f"  applies to end-item\n  require {requirement}\n")
    assert [] != [q for q in found if q.startswith(expected)], found


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        (
            "material.substance is NdFeB",
            "what exactly is the substance of latch magnets? (recorded: one of NdFeB, SmCo)",
        ),
        ("content of W is at least 90 %", "how much tungsten is in latch magnets, by mass?"),
        (
            "no stage of material where stage.country is CN",
            "where was the material latch magnets melted into alloy?",
        ),
        (
            "no stage of material where stage is mined",
            "which stages led to latch magnets (all of them)?",
        ),
    ],
)
def test_a_missing_fact_of_a_material_is_asked_for_by_names_and_not_by_ids(
    requirement: str, expected: str
) -> None:
    assert expected in asked(f"  applies to every listed material\n  require {requirement}\n")


def test_the_question_of_a_rule_is_not_asked_about_what_only_an_exception_needs() -> None:
    rule = (
        f"rule r\n{HEAD}  applies to end-item\n  forbid end-item.place_of_manufacture is CN\n"
        '  ask "where was {end-item.name} made?"\n\n'
        'exception e to r\n  cites "c"\n  when end-item.cots is true\n'
    )
    made_there = DOCUMENT.replace("    origin:", "    claims: [e]\n    place_of_manufacture: CN\n    origin:")
    cots = "is the product Release latch commercially available off the shelf?"
    assert [cots] == [q.ask for outcome in outcomes(rule, made_there) for q in outcome.missing]
    assert ["where was Release latch made?"] == [q.ask for outcome in outcomes(rule) for q in outcome.missing]


def test_every_wording_is_about_a_fact_that_there_is() -> None:
    names = {f"{record.name}.{field}" for record in record_types().values() for field in record.fields}
    assert set() == set(WORDINGS) - names - LISTS - NOT_READ_BY_RULES


def test_every_wording_can_be_filled() -> None:
    reported = [wording.format(name="X", the="the part X", done="made") for wording in WORDINGS.values()]
    assert [] == [each for each in reported if not each.endswith("?")]


@pytest.mark.parametrize(
    ("entry", "affiliates", "identifiers", "question"),
    [
        (
            "",
            "",
            "",
            (
                ', or another company? for the same company, write aliases: ["Evil Polysilicon Co"];'
                ' for another company, write distinct_from: ["Evil Polysilicon Co"]'
            ),
        ),
        (
            "",
            " with affiliates at 50 %",
            "complete: [relations, owners], relations: [], owners: []",
            (
                ", a company of its group, or another company? for the same company, write aliases:"
                ' ["Evil Polysilicon Co"]; for a company of its group, write owners: […];'
                ' for another company, write distinct_from: ["Evil Polysilicon Co"]'
            ),
        ),
        (
            ' or "lei:B2"',
            "",
            "",
            (
                ', or another company? for the same company, write aliases: ["Evil Polysilicon Co"];'
                ' for another company, write distinct_from: ["Evil Polysilicon Co"];'
                " to compare identifiers, write identifiers: {lei: …}"
            ),
        ),
        (
            "",
            "",
            "identifiers: {lei: A1}",
            (
                ", or another company? the stated identifier is not on the list;"
                ' for the same company, write aliases: ["Evil Polysilicon Co"];'
                ' for another company, write distinct_from: ["Evil Polysilicon Co"] (recorded: lei A1)'
            ),
        ),
    ],
)
def test_of_a_party_with_nearly_a_listed_name_it_is_asked_whether_they_are_the_same(
    entry: str, affiliates: str, identifiers: str, question: str
) -> None:
    rule = (
        f'list listed of party\n  "Evil Polysilicon Co"{entry} cites "c"\n\n'
        f"rule r\n{HEAD}  applies to end-item\n  forbid end-item.manufacturer is in listed{affiliates}\n"
    )
    party = f"parties: [{{id: p1, name: Evil Polysilicon Corporation, {identifiers}}}]\n"
    document = DOCUMENT.replace("    origin:", "    manufacturer: p1\n    origin:")
    question = f"is `Evil Polysilicon Corporation` the listed company `Evil Polysilicon Co`{question}"
    (outcome,) = outcomes(rule, f"{document}{party}")
    assert [("party.identifiers", question)] == [(q.missing.name, q.ask) for q in outcome.missing]
    (decider,) = find_deciding_facts(outcome, {}).deciders
    assert (False, [Verdict.FAIL, Verdict.PASS]) == (decider.sure, [way.verdict for way in decider.ways])


@pytest.mark.parametrize(
    ("technology", "more"),
    [
        ("", ""),
        ("technology: [{kind: licensed, country: CN}]", ""),
        (
            "technology: [{kind: software, country: CN}]",
            " (its technology states whose software it contains, not where it was developed)",
        ),
    ],
)
def test_of_a_program_it_is_asked_where_it_was_developed(technology: str, more: str) -> None:
    document = f"""\
schema: microdep-bom/1
document: {{id: d, product: code}}
components:
  - id: code
    name: Autopilot
    kind: software
    {technology}
  - {{id: frame, name: Frame}}
"""
    rule = "applies to end-item\n  forbid any stage of end-item where stage.country is CN"
    (reported,) = [
        q.ask for outcome in outcomes(f"rule r\n{HEAD}  {rule}", document) for q in outcome.missing
    ]
    steps = "was Autopilot developed (a stage software_developed), and is the list of its stages complete?"
    assert f"where, and by whom, {steps}{more}" == reported


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("true-or-false", "true", "is this true of the contract: spare parts for a machine?"),
        ("date", "2027-01-01", 'what does the contract state for "spare parts for a machine"?'),
    ],
)
@pytest.mark.parametrize("end", ["", "?", "??", " ?", "."])
def test_a_question_made_from_a_title_ends_in_one_question_mark(
    kind: str, value: str, expected: str, end: str
) -> None:
    field = f'field contract.ext.spare is {kind}\n  title "spare parts for a machine{end}"\n  cites "c"\n\n'
    body = f"  applies to end-item\n  require contract.ext.spare is {value}\n"
    found = [q.ask for outcome in outcomes(f"{field}rule r\n{HEAD}{body}") for q in outcome.missing]
    assert [expected] == found
