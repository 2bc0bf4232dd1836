"""Contrary makers: two companies that each made the whole of one component."""

from __future__ import annotations

import json

from microdep_rules.bom.build import build
from microdep_rules.pipeline.large_documents import LargeDocument
from tests.bom.corpus_files import load_text, on_route
from tests.each import of_each

PARTIES = """schema: microdep-bom/1
parties:
  - {id: a, name: Alpha Motors, identifiers: {lei: 529900T8BM49AURSDO55}}
  - {id: b, name: Beta Works}
  - {id: also-a, name: Alpha Motors Ltd, aliases: [ALPHA MOTORS]}
  - {id: lei-a, name: Something Else, identifiers: {lei: 529900T8BM49AURSDO55}}
  - {id: none, name: n/a}
  - {id: sub, name: Gamma, relations: [{kind: subsidiary, party: a}]}
  - {id: below, name: Delta, owners: [{party: sub, share: 60}]}
  - {id: by-right, name: Epsilon, rights: [{party: below, effective_control: true}]}
components:
  - {name: Thing, manufacturer: MADE, STAGES}
"""
CONTRARY = (
    "manufacturer: a, stages: [{stage: manufactured, party: b}]",
    "manufacturer: a, function: battery-cell, stages: [{stage: cell_made, party: b}]",
    "manufacturer: a, function: PCB, stages: [{stage: pcb_fabricated, party: b}]",
    "manufacturer: a, stages: [{stage: board_assembled, party: a}, {stage: manufactured, party: b}]",
    "stages: [{stage: manufactured, party: a}, {stage: manufactured, party: b}]",
    "manufacturer: {value: a}, stages: [{stage: manufactured, party: {value: b}}]",
    "manufacturer: b, stages: [{stage: manufactured, party: by-right}]",
)
BOTH_TRUE = (
    "manufacturer: a, stages: [{stage: manufactured, party: a}]",
    "manufacturer: a, stages: [{stage: manufactured, party: also-a}]",
    "manufacturer: a, stages: [{stage: manufactured, party: lei-a}]",
    "manufacturer: a, stages: [{stage: manufactured, party: sub}]",
    "manufacturer: sub, stages: [{stage: manufactured, party: a}]",
    "manufacturer: a, stages: [{stage: manufactured, party: by-right}]",
    "manufacturer: a, stages: [{stage: manufactured, party: none}]",
    "manufacturer: a, stages: [{stage: manufactured, party: {unknown: true}}]",
    "manufacturer: {one_of: [a, b]}, stages: [{stage: manufactured, party: b}]",
    "manufacturer: a, stages: [{stage: manufactured, party: b, share: 40}]",
    "manufacturer: a, function: battery, stages: [{stage: cell_made, party: b}]",
    "manufacturer: a, stages: [{stage: wafer_fab, party: b}, {stage: packaged, party: b}]",
    "manufacturer: a, stages: [{stage: assembled, party: b}, {stage: final_assembly, party: b}]",
    "manufacturer: a, stages: [{stage: board_assembled, party: b}, {stage: tested, party: b}]",
    "manufacturer: a, stages: [{stage: put together, party: b}]",
    "manufacturer: a, materials: [{substance: steel, stages: [{stage: manufactured, party: b}]}]",
)


def places(facts: str) -> list[list[str]]:
    """The texts at which contradictions of a component are shown."""
    text = PARTIES.replace("manufacturer: MADE, STAGES", facts)
    _, problems = build(load_text(text), on_route=on_route)
    assert {"bom/contradiction"} >= {problem.code for problem in problems}, problems
    spans = [[problem.primary.span, *(label.span for label in problem.labels)] for problem in problems]
    return [[text[each.start : each.end] for each in found] for found in spans]


@of_each(CONTRARY)
def test_two_companies_that_made_the_whole_of_a_component_contradict_each_other(facts: str) -> None:
    (found,) = places(facts)
    assert 2 == len(found)


@of_each(BOTH_TRUE)
def test_companies_that_may_both_have_made_it_do_not(facts: str) -> None:
    assert [] == places(facts)


def test_both_places_are_shown() -> None:
    assert [["a", "b"]] == places(CONTRARY[0])


def test_makers_are_looked_at_together_also_in_a_large_document() -> None:
    parties = [{"id": each, "name": f"{each} works"} for each in "ab"]
    pairs = ("a", "a"), ("b", "b"), ("a", "b")
    components = [
        {
            "name": f"{maker}{party}",
            "manufacturer": maker,
            "stages": [{"stage": "manufactured", "party": party}],
        }
        for maker, party in pairs
    ]
    document = {"schema": "microdep-bom/1", "parties": parties, "components": components}
    large = LargeDocument("bom.json", json.dumps(document).encode(), None, [])
    assert 1 == len([*large])
    assert ["ab"] == [data["name"] for _, data in large.warned]
