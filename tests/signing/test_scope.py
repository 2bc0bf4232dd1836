"""The as-of day and the contract facts of what is signed, compared with the day of signing."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.signing.order import about_day
from microdep_rules.signing.scope import (
    LONG_AGO,
    LONGEST_VALUE,
    MOST_FACTS,
    MOST_RELIED_ON,
    NO_FACTS,
    NO_PACKS,
    NOT_READ,
    Change,
    Document,
    Evidence,
    Fact,
    LeftOut,
    Outcome,
    Pack,
    Parameter,
    Published,
    Row,
    Scope,
    Used,
    Waiver,
    lines_of,
    pack_lines,
    scope_of,
)
from microdep_rules.signing.statement import APPROVED, DECISIONS, REJECTED, read
from tests.cli.replay import run
from tests.signing.bundles import ANN, made, signoff

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 24)


def _codes(scope: Scope, decision: str = APPROVED, day: date = DAY) -> list[str]:
    return [each.code.removeprefix("bundle/") for each in about_day("1", decision, day, scope)]


@pytest.mark.parametrize(
    ("as_of", "codes"),
    [
        ("2036-06-01", ["as-of-in-future"]),
        ("2026-11-26", ["as-of-in-future"]),
        ("2026-11-25", []),
        ("2026-11-24", []),
        ("2026-10-25", []),
        ("2026-10-24", ["as-of-long-ago"]),
        ("2025-06-01", ["as-of-long-ago"]),
        ("", []),
        ("2026-02-30", []),
    ],
)
def test_the_as_of_day_is_near_the_day_of_signing(as_of: str, codes: list[str]) -> None:
    assert (DAY - date(2026, 10, 25)).days == LONG_AGO
    assert codes == _codes(Scope(as_of))
    assert [] == _codes(Scope(as_of), REJECTED)


WAIVERS = {
    "in effect, ends the day before": (Waiver("W", "active", "2026-11-23"), True),
    "expiring, ends the day before": (Waiver("W", "expiring", "2026-11-23"), True),
    "in effect, ends on the day": (Waiver("W", "active", "2026-11-24"), False),
    "over on the as-of day": (Waiver("W", "expired", "2026-11-01"), False),
    "covers nothing": (Waiver("W", "unused", "2026-11-23"), False),
}


@pytest.mark.parametrize(("waiver", "is_named"), WAIVERS.values(), ids=WAIVERS)
def test_a_waiver_that_was_in_effect_and_has_ended_is_named(waiver: Waiver, *, is_named: bool) -> None:
    assert (["ended-since"] if is_named else []) == _codes(scope_of("2026-11-20", [], [waiver]))


DOCUMENTS: dict[str, tuple[dict[str, Any], bool]] = {
    "evidence that counted": ({"evidence": [Evidence("e", "2026-11-23", "agrees")]}, True),
    "evidence on its last day": ({"evidence": [Evidence("e", "2026-11-24", "agrees")]}, False),
    "evidence that had ended before": ({"evidence": [Evidence("e", "2026-11-19", "agrees")]}, False),
    "evidence that is missing": ({"evidence": [Evidence("e", "2026-11-23", "missing")]}, False),
    "evidence that did not count": (
        {"evidence": [Evidence("e", "2026-11-23", "agrees", ["issued later"])]},
        False,
    ),
    "evidence of which the day is not exact": ({"evidence": [Evidence("e", "{'one_of': []}")]}, False),
    "a determination": ({"contract": [Fact("determinations d", "", "2026-11-23")]}, True),
    "a determination on its last day": ({"contract": [Fact("determinations d", "", "2026-11-24")]}, False),
    "a verdict that has changed": ({"outcomes": [Outcome([Change("2026-11-24")])]}, True),
    "a verdict that changes later": ({"outcomes": [Outcome([Change("2026-11-25")])]}, False),
    "a verdict in a group": ({"outcomes": [Outcome(subjects=[Row([Change("2026-11-21")])])]}, True),
}


@pytest.mark.parametrize(("document", "is_named"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_has_ended_or_changed_between_the_as_of_day_and_the_signing_is_named(
    document: dict[str, Any], *, is_named: bool
) -> None:
    assert (["ended-since"] if is_named else []) == _codes(scope_of("2026-11-20", [Document(**document)], []))


def test_the_contract_is_told_in_few_lines_and_once_for_documents_that_share_it() -> None:
    facts = [Fact("agency", "DoD"), Fact("award", "2026-03-02")]
    one, other = Document("a.yaml", contract=facts), Document("b.yaml", contract=facts)
    assert ["agency: DoD", "award: 2026-03-02"] == list(lines_of([one, other]))
    mixed = [one, other, Document("c.yaml"), Document("d.yaml", "invalid")]
    told = ["of a.yaml and 1 more", "agency: DoD", "award: 2026-03-02"]
    assert [*told, "of c.yaml", NO_FACTS, "of d.yaml", NOT_READ] == list(lines_of(mixed))
    assert [NO_FACTS] == list(lines_of([]))


def test_of_a_long_contract_what_outcomes_rely_on_comes_first() -> None:
    facts = [Fact(f"equipment {n}", "x") for n in range(MOST_FACTS)]
    determination = Fact("determinations d", "granted", "2027-01-01")
    told = list(lines_of([Document("a.yaml", contract=[*facts, determination])]))
    assert ("determinations d: granted", "equipment 0: x") == (told[0], told[1])


def test_every_determination_is_told_until_there_are_very_many() -> None:
    many = [Fact(f"determinations d{n}", "granted", "2027-01-01") for n in range(MOST_RELIED_ON + 3)]
    lines = list(lines_of([Document("a.yaml", contract=many[: MOST_FACTS * 2])]))
    assert [f"determinations d{n}: granted" for n in range(MOST_FACTS * 2)] == lines
    lines = list(lines_of([Document("a.yaml", contract=many)]))
    assert (MOST_RELIED_ON + 1, "and 3 more, in record.json") == (len(lines), lines[-1])


DATED: dict[str, dict[str, Any]] = {
    "a pack that was reviewed later": {"packs": [Pack("uas", "1", reviewed="2026-11-26")]},
    "a list of a later day": {"lists": [Published("entities", "2026-11-26")]},
    "a document that was issued later": {
        "documents": [Document(evidence=[Evidence("e", issued="2026-11-26")])]
    },
}


@pytest.mark.parametrize("case", DATED)
def test_what_is_of_a_later_day_than_the_signing_is_named(case: str) -> None:
    scope = scope_of("2026-11-20", **{"documents": [], "waivers": [], **DATED[case]})
    assert [["dated-later"], []] == [_codes(scope, day=date(2026, 11, day)) for day in (24, 25)]


def test_of_a_contract_few_facts_and_few_letters_are_told() -> None:
    many = [Fact(f"equipment {n}", "x" * 1_000) for n in range(MOST_FACTS + 2)]
    lines = list(lines_of([Document("a.yaml", contract=many)]))
    assert (MOST_FACTS + 1, "and 2 more, in record.json") == (len(lines), lines[-1])
    assert lines[0] == f'equipment 0: "{"x" * LONGEST_VALUE}"… (800 more signs)'


def test_packs_are_told_with_what_is_not_shipped_first_and_with_those_not_run() -> None:
    altered = Pack("uas", "1", not_shipped="./uas")
    using = Pack("zinc", "2", variant="b", uses=[Used("reference-data", "3", "../reference-data")])
    assert (
        "uas 1, at ./uas: NOT THE SHIPPED PACK",
        "zinc 2, variant b, which uses reference-data at ../reference-data: NOT THE SHIPPED PACK",
        "dod-magnets 1, variant clause",
        "not run: chokepoints, uflpa",
    ) == pack_lines([Pack("dod-magnets", "1", variant="clause"), using, altered], ["chokepoints", "uflpa"])
    assert (NO_PACKS,) == pack_lines([], [])


def test_packs_are_told_with_rules_left_out_and_parameters_changed_first() -> None:
    changed = Pack(
        "zinc", "2", parameters=[Parameter("day", "2027-06-01", "2027-01-01"), Parameter("a", "1", "1")]
    )
    left = [LeftOut("uas/foreign-uas"), LeftOut("uas/other")]
    assert (
        "uas 1, WITHOUT ITS RULES foreign-uas, other",
        "zinc 2, CHANGED BY CONFIGURATION: day is 2027-06-01 and not 2027-01-01",
        "dod-magnets 1",
    ) == pack_lines([Pack("dod-magnets", "1"), Pack("uas", "1"), changed], [], left)


def test_a_sign_off_states_the_day_the_contract_and_the_packs(tmp_path: Path) -> None:
    found = signoff(made(tmp_path), ANN)
    seen = json.loads(found.payload)["predicate"]["verdictSeen"]
    assert ("2026-11-20", [NO_FACTS], [NO_PACKS]) == (seen["asOf"], seen["contract"], seen["packs"])
    assert found == read(found.payload)
    assert 3 == len(DECISIONS)


CONTEXT = """\
schema: microdep-context/1
agency: {one_of: [DoD, NASA]}
value: {amount: 4200000, currency: USD}
delivery: {unknown: true}
claims: []
company: {staff: 12}
determinations: [{id: d1, kind: waiver, material: Ta, from: 2026-01-01, through: 2026-12-31}]
"""
BOM = """\
schema: microdep-bom/1
context: {award: 2026-03-02, determinations: [{kind: urgency, through: 2026-06-30}]}
components: [{name: Motor, origin: JP, restriction_index: 0.1}]
"""


def test_the_record_has_every_contract_fact_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "context.yaml").write_text(CONTEXT, encoding="utf-8")
    check = "microdep check bom.yaml --context context.yaml --as-of 2026-11-24 --format json"
    (document,) = json.loads(run(check, tmp_path)[0])["documents"]
    found = {
        each["name"]: (each["value"], f"{each['at']['file']}:{each['at']['line']}", each["through"])
        for each in document["contract"]
    }
    assert found == {
        "agency": ("DoD or NASA", "context.yaml:2", None),
        "value": ("4200000 USD", "context.yaml:3", None),
        "delivery": ("not known", "context.yaml:4", None),
        "claims": ("none", "context.yaml:5", None),
        "company.staff": ("12", "context.yaml:6", None),
        "determinations d1": (
            "kind waiver, material Ta, from 2026-01-01, through 2026-12-31",
            "context.yaml:7",
            "2026-12-31",
        ),
        "determinations 2": ("kind urgency, through 2026-06-30", "bom.yaml:2", "2026-06-30"),
        "award": ("2026-03-02", "bom.yaml:2", None),
    }
