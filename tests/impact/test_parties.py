"""Companies are the same for impact, scenarios and portfolios: by names, aliases and identifiers."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

import microdep_rules
from tests.cli.replay import run
from tests.impact.runs import RECORD
from tests.impact.unjudged import unjudged

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.production.analysis import Impact

TWO_SOURCES = """\
schema: microdep-bom/1
document: {product: radio}
parties: [PARTIES]
components:
  - {id: radio, name: Radio, origin: US, children: [amplifier]}
  - {id: amplifier, name: Amplifier, origin: JP, manufacturer: FIRST, alternates: [second]}
  - {id: second, name: Second amplifier, origin: DE, manufacturer: SECOND}
"""
ONE = [
    ("{id: p, name: Acme Corp}, {id: q, name: ACME  corp}", "p", "q"),
    ("{id: p, name: 'Acme Company, Limited'}, {id: q, name: Acme Co. Ltd}", "p", "q"),
    ("{id: p, name: Acme Corp, aliases: [Acme Holdings]}, {id: q, name: Acme Holdings}", "p", "q"),
    (
        "{id: p, name: Acme, identifiers: {cage: 1AB23}}, {id: q, name: Bex, identifiers: {cage: 1AB23}}",
        "p",
        "q",
    ),
    # by a third record: who is one with it is one with the first
    (
        "{id: p, name: Acme, aliases: [Bex]}, {id: r, name: Bex, aliases: [Co7]}, {id: q, name: Co7}",
        "p",
        "q",
    ),
]
TWO = [
    ("{id: p, name: Acme Corp}, {id: q, name: Brenner AG}", "p", "q"),
    (
        "{id: p, name: Acme, identifiers: {cage: 1AB23}}, {id: q, name: Acme, identifiers: {cage: 2CD34}}",
        "p",
        "q",
    ),
]
NAMESAKES = (
    "{id: p, name: Acme, identifiers: {cage: 1AB23}}, {id: r, name: Acme, identifiers: {cage: 2CD34}}, "
    "{id: q, name: Acme}"
)


def document(parties: str, first: str, second: str) -> str:
    text = TWO_SOURCES.replace("PARTIES", parties)
    return text.replace("FIRST", first).replace("SECOND", second)


def parties(found: Impact) -> list[tuple[str, bool]]:
    """The companies whose loss halts the product, each with whether it surely does."""
    return [
        (single.point.name, single.certain)
        for single in found.failures.singles
        if single.point.kind == "party"
    ]


@pytest.mark.parametrize(("stated", "first", "second"), ONE)
def test_one_company_behind_both_sources_is_a_single_point_of_failure(
    stated: str, first: str, second: str
) -> None:
    found = unjudged(document(stated, first, second).encode())
    assert [True] == [certain for _, certain in parties(found)]


@pytest.mark.parametrize(("stated", "first", "second"), TWO)
def test_two_companies_are_no_single_point_of_failure(stated: str, first: str, second: str) -> None:
    found = unjudged(document(stated, first, second).encode())
    assert [] == parties(found)
    assert 1 == sum(each.points[0].kind == "party" for each in found.failures.sets)


def test_a_company_that_may_be_one_of_two_namesakes_possibly_halts_with_either() -> None:
    found = unjudged(document(NAMESAKES, "p", "q").encode())
    assert [("Acme (p)", False), ("Acme (q)", False)] == parties(found)


@pytest.mark.parametrize(("stated", "first", "second"), [*ONE, *TWO])
def test_a_scenario_cuts_what_impact_takes_for_one_company(stated: str, first: str, second: str) -> None:
    bom = microdep_rules.load_bom(document(stated, first, second).encode())
    cut = f"{{from: 2027-03-01, cut: {{party: {first}}}}}"
    scenario = f"schema: microdep-scenario/1\nname: Cut\nevents: [{cut}]\n".encode()
    found = microdep_rules.scenario(scenario, [bom], as_of=date(2026, 11, 24))
    (product,) = found["scenarios"][0]["products"]
    both = ["amplifier", "second"] if (stated, first, second) in ONE else []
    assert both == [each["id"] for every in product["halted_by"] for each in every]


def test_a_portfolio_joins_one_company_of_several_documents(tmp_path: Path) -> None:
    alone = TWO_SOURCES.replace(", alternates: [second]", "").replace(", manufacturer: SECOND", "")
    names = {
        "a": "{id: p, name: Acme Corp, aliases: [Acme Holdings]}",
        "b": "{id: p, name: ACME corp.}",
        "c": "{id: p, name: Acme Holdings}",
    }
    for name, stated in names.items():
        text = alone.replace("PARTIES", stated).replace("FIRST", "p")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    out, err, _ = run("microdep impact a.yaml b.yaml c.yaml --as-of 2026-11-24 --format json", tmp_path)
    assert out, err
    found = json.loads(out)
    assert [] == [error.message for error in RECORD.iter_errors(found)]
    companies = [each["halts"] for each in found["portfolio"] if each["kind"] == "party"]
    assert [["a.yaml", "b.yaml", "c.yaml"]] == companies
    shown, _, _ = run("microdep impact a.yaml b.yaml c.yaml --as-of 2026-11-24", tmp_path)
    assert "Acme Corp halts 3: Radio (a.yaml), Radio (b.yaml)" in " ".join(shown.split())
