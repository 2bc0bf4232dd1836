"""The as-of day and the contract facts of what is signed, compared with the day of signing."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.signing.contract import (
    LONGEST_VALUE,
    MOST_FACTS,
    MOST_RELIED_ON,
    NO_FACTS,
    NOT_READ,
    ContractFact,
    InapplicableRule,
    contract_lines,
)
from microdep_rules.signing.order import check_day
from microdep_rules.signing.packs import (
    NO_PACKS,
    OmittedRule,
    PackParameter,
    PackUse,
    RecordedList,
    RecordedSettings,
    RecordPack,
    pack_lines,
)
from microdep_rules.signing.scope import (
    LONG_AGO,
    RecordDocument,
    RecordedChange,
    RecordEvidence,
    RecordOutcome,
    RecordRow,
    RecordScope,
    RecordWaiver,
    build_scope,
)
from microdep_rules.signing.statement import APPROVED, DECISIONS, REJECTED, parse
from tests.cli.replay import run
from tests.messages.forms import key_of
from tests.signing.bundles import ANN, made, signoff

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 24)


def _codes(scope: RecordScope, decision: str = APPROVED, day: date = DAY) -> list[str]:
    return [key_of(each).removeprefix("bundle/") for each in check_day("1", decision, day, scope)]


@pytest.mark.parametrize(
    ("as_of", "codes"),
    [
        ("2036-06-01", ["out-of-date"]),
        ("2026-11-26", ["out-of-date"]),
        ("2026-11-25", []),
        ("2026-11-24", []),
        ("2026-10-25", []),
        ("2026-10-24", ["out-of-date old-check"]),
        ("2025-06-01", ["out-of-date old-check"]),
        ("", []),
        ("2026-02-30", []),
    ],
)
def test_the_as_of_day_is_near_the_day_of_signing(as_of: str, codes: list[str]) -> None:
    assert (DAY - date(2026, 10, 25)).days == LONG_AGO
    assert codes == _codes(RecordScope(as_of))
    assert [] == _codes(RecordScope(as_of), REJECTED)


WAIVERS = {
    "in effect, ends the day before": (RecordWaiver("W", "active", "2026-11-23"), True),
    "expiring, ends the day before": (RecordWaiver("W", "expiring", "2026-11-23"), True),
    "in effect, ends on the day": (RecordWaiver("W", "active", "2026-11-24"), False),
    "over on the as-of day": (RecordWaiver("W", "expired", "2026-11-01"), False),
    "covers nothing": (RecordWaiver("W", "unused", "2026-11-23"), False),
}


@pytest.mark.parametrize(("waiver", "is_named"), WAIVERS.values(), ids=WAIVERS)
def test_a_waiver_that_was_in_effect_and_has_ended_is_named(waiver: RecordWaiver, *, is_named: bool) -> None:
    assert (["out-of-date ended"] if is_named else []) == _codes(build_scope("2026-11-20", [], [waiver]))


DOCUMENTS: dict[str, tuple[dict[str, Any], bool]] = {
    "evidence that counted": ({"evidence": [RecordEvidence("e", "2026-11-23", "agrees")]}, True),
    "evidence on its last day": ({"evidence": [RecordEvidence("e", "2026-11-24", "agrees")]}, False),
    "evidence that had ended before": ({"evidence": [RecordEvidence("e", "2026-11-19", "agrees")]}, False),
    "evidence that is missing": ({"evidence": [RecordEvidence("e", "2026-11-23", "missing")]}, False),
    "evidence that did not count": (
        {"evidence": [RecordEvidence("e", "2026-11-23", "agrees", ["issued later"])]},
        False,
    ),
    "evidence of which the day is not exact": ({"evidence": [RecordEvidence("e", "{'one_of': []}")]}, False),
    "a determination": ({"contract": [ContractFact("determinations d", "", "2026-11-23")]}, True),
    "a determination on its last day": (
        {"contract": [ContractFact("determinations d", "", "2026-11-24")]},
        False,
    ),
    "a verdict that has changed": ({"outcomes": [RecordOutcome([RecordedChange("2026-11-24")])]}, True),
    "a verdict that changes later": ({"outcomes": [RecordOutcome([RecordedChange("2026-11-25")])]}, False),
    "a verdict in a group": (
        {"outcomes": [RecordOutcome(subjects=[RecordRow([RecordedChange("2026-11-21")])])]},
        True,
    ),
}


@pytest.mark.parametrize(("document", "is_named"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_has_ended_or_changed_between_the_as_of_day_and_the_signing_is_named(
    document: dict[str, Any], *, is_named: bool
) -> None:
    assert (["out-of-date ended"] if is_named else []) == _codes(
        build_scope("2026-11-20", [RecordDocument(**document)], [])
    )


def test_a_shared_contract_is_shown_once_in_few_lines() -> None:
    facts = [ContractFact("agency", "DoD"), ContractFact("award", "2026-03-02")]
    one, other = RecordDocument("a.yaml", contract=facts), RecordDocument("b.yaml", contract=facts)
    reported = ["agency: DoD", "award: 2026-03-02"]
    assert ["the same for 2 documents", *reported] == list(contract_lines([one, other]))
    mixed = [one, other, RecordDocument("c.yaml"), RecordDocument("d.yaml", "invalid")]
    reported = [f"{each} (2 of 4 documents: a.yaml, b.yaml)" for each in reported]
    lacking = [f"{NO_FACTS} (1 of 4 documents: c.yaml)", f"{NOT_READ} (1 of 4 documents: d.yaml)"]
    assert [*reported, *lacking] == list(contract_lines(mixed))
    assert [NO_FACTS] == list(contract_lines([]))
    assert [NO_FACTS] == list(contract_lines([RecordDocument("a.yaml"), RecordDocument("b.yaml")]))


NASA = [
    ContractFact("agency", "NASA", read=True),
    ContractFact("award", "2026-03-02", read=True),
    ContractFact("number", "N1"),
]
OFF = [InapplicableRule("dod-magnets/stage", ["agency"]), InapplicableRule("uas/other", [])]
LAW = "dod-magnets (stage): not applicable, as agency is NASA"
BEFORE = {
    "determinations": [ContractFact(f"determinations D{n}", "granted", "2027-01-01") for n in range(1_200)],
    "equipment": [ContractFact(f"equipment {n}", "x") for n in range(60)],
    "facts of no rule": [ContractFact(f"fact{n}", "x") for n in range(400)],
}


@pytest.mark.parametrize("case", BEFORE)
def test_facts_that_switch_a_law_off_come_first_whatever_stands_before_them(case: str) -> None:
    lines = list(
        contract_lines([RecordDocument("a.yaml", contract=[*BEFORE[case], *NASA[::-1]], not_applicable=OFF)])
    )
    assert ["agency: NASA", "award: 2026-03-02", LAW] == lines[:3]


def test_of_many_documents_the_one_whose_law_is_switched_off_is_named() -> None:
    def document(n: int) -> RecordDocument:
        agency = ContractFact("agency", "NASA" if n == 4_999 else "DoD", read=True)
        return RecordDocument(
            f"{n}.yaml",
            contract=[ContractFact("number", f"N{n}"), ContractFact("award", f"A{n}", read=True), agency],
            not_applicable=OFF if agency.value == "NASA" else [],
        )

    lines = list(contract_lines([document(n) for n in range(5_000)]))
    of = " (1 of 5000 documents: 4999.yaml)"
    assert [f"agency: NASA{of}", "agency: DoD (4999 of 5000 documents: 0.yaml, 1.yaml, …)"] == lines[:2]
    assert LAW + of in lines
    assert "award: 4980 further values, in record.json" in lines
    assert len(lines) < 50


def test_many_values_of_one_fact_push_out_no_other_that_switches_a_law_off() -> None:
    documents = [
        RecordDocument(
            f"{n}.yaml",
            contract=[
                ContractFact("delivery", f"D{n}"),
                ContractFact("agency", "NASA" if n == 499 else f"A{n % 50}"),
            ],
            not_applicable=[InapplicableRule("a/b", ["delivery"]), *(OFF if n == 499 else [])],
        )
        for n in range(500)
    ]
    lines = list(contract_lines(documents))
    of = " (1 of 500 documents: 499.yaml)"
    assert {f"agency: NASA{of}", LAW + of} < set(lines)
    assert "delivery: 480 further values, in record.json" in lines
    assert (
        "a (b): not applicable, as delivery is D0, or delivery is D1, or delivery is D2, or other values"
        in lines
    )


def test_equal_contexts_of_many_documents_are_one_entry() -> None:
    documents = [RecordDocument(f"{n}.yaml", contract=NASA, not_applicable=OFF) for n in range(45)]
    reported = ["the same for 45 documents", "agency: NASA", "award: 2026-03-02", LAW, "number: N1"]
    assert reported == list(contract_lines(documents))


def test_a_fact_of_a_rule_that_a_document_lacks_is_named() -> None:
    lines = list(
        contract_lines([RecordDocument("a.yaml", contract=NASA), RecordDocument("b.yaml", contract=NASA[1:])])
    )
    assert "agency: not stated (1 of 2 documents: b.yaml)" in lines


def test_laws_without_a_rule_that_applies_are_named_as_a_whole() -> None:
    lines = list(
        contract_lines([RecordDocument("a.yaml", contract=NASA, not_applicable=OFF)], {"dod-magnets"})
    )
    assert LAW.replace(" (stage)", "") in lines


def test_the_name_of_a_document_is_read_as_no_words_of_ours() -> None:
    names = ["f and 44 more.yaml", "x (3 of 3 documents).yaml", "a, b.yaml"]
    for name in names:
        lines = list(contract_lines([RecordDocument(name, contract=NASA), RecordDocument("b.yaml")]))
        assert f'agency: NASA (1 of 2 documents: "{name}")' == lines[0]


def test_of_a_long_contract_what_outcomes_rely_on_comes_first() -> None:
    facts = [ContractFact(f"equipment {n}", "x") for n in range(MOST_FACTS)]
    determination = ContractFact("determinations d", "granted", "2027-01-01")
    reported = list(contract_lines([RecordDocument("a.yaml", contract=[*facts, determination])]))
    assert ("determinations d: granted", "equipment 0: x") == (reported[0], reported[1])


def test_every_determination_is_shown_until_there_are_very_many() -> None:
    many = [ContractFact(f"determinations d{n}", "granted", "2027-01-01") for n in range(MOST_RELIED_ON + 3)]
    lines = list(contract_lines([RecordDocument("a.yaml", contract=many[: MOST_FACTS * 2])]))
    assert [f"determinations d{n}: granted" for n in range(MOST_FACTS * 2)] == lines
    lines = list(contract_lines([RecordDocument("a.yaml", contract=many)]))
    assert (MOST_RELIED_ON + 1, "and 3 more, in record.json") == (len(lines), lines[-1])


DATED: dict[str, dict[str, Any]] = {
    "a pack that was reviewed later": {
        "used": RecordedSettings(packs=[RecordPack("uas", "1", reviewed="2026-11-26")])
    },
    "a list of a later day": {
        "used": RecordedSettings(company_lists=[RecordedList("entities", "2026-11-26")])
    },
    "a document that was issued later": {
        "documents": [RecordDocument(evidence=[RecordEvidence("e", issued="2026-11-26")])]
    },
}


@pytest.mark.parametrize("case", DATED)
def test_what_is_of_a_later_day_than_the_signing_is_named(case: str) -> None:
    scope = build_scope("2026-11-20", **{"documents": [], "waivers": [], **DATED[case]})
    assert [["out-of-date dated-later"], []] == [_codes(scope, day=date(2026, 11, day)) for day in (24, 25)]


def test_of_a_contract_few_facts_and_few_letters_are_reported() -> None:
    many = [ContractFact(f"equipment {n}", "x" * 1_000) for n in range(MOST_FACTS + 2)]
    lines = list(contract_lines([RecordDocument("a.yaml", contract=many)]))
    assert (MOST_FACTS + 1, "and 2 more, in record.json") == (len(lines), lines[-1])
    assert lines[0] == f'equipment 0: "{"x" * LONGEST_VALUE}"… (800 more characters)'


def test_packs_that_are_not_shipped_are_shown_first_and_packs_not_run_are_shown_too() -> None:
    altered = RecordPack("uas", "1", not_shipped="./uas")
    using = RecordPack("zinc", "2", variant="b", uses=[PackUse("reference-data", "3", "../reference-data")])
    assert (
        "uas 1, at ./uas: NOT THE SHIPPED PACK",
        "zinc 2, variant b, which uses reference-data at ../reference-data: NOT THE SHIPPED PACK",
        "dod-magnets 1, variant clause",
        "not run: chokepoints, uflpa",
    ) == pack_lines(
        RecordedSettings(
            packs=[RecordPack("dod-magnets", "1", variant="clause"), using, altered],
            packs_not_run=["chokepoints", "uflpa"],
        )
    )
    assert (NO_PACKS,) == pack_lines(RecordedSettings())


def test_a_pack_of_which_no_rule_applied_says_so_on_its_line() -> None:
    packs = [RecordPack("dod-magnets", "1", rules_applied=0), RecordPack("uas", "1", rules_applied=2)]
    assert ("dod-magnets 1, NONE OF ITS RULES APPLIED", "uas 1") == pack_lines(RecordedSettings(packs=packs))


def test_packs_with_omitted_rules_and_changed_parameters_are_shown_first() -> None:
    changed = RecordPack(
        "zinc",
        "2",
        parameters=[PackParameter("day", "2027-06-01", "2027-01-01"), PackParameter("a", "1", "1")],
    )
    left = [OmittedRule("uas/foreign-uas"), OmittedRule("uas/other")]
    assert (
        "uas 1, WITHOUT ITS RULES foreign-uas, other",
        "zinc 2, CHANGED BY CONFIGURATION: day is 2027-06-01 and not 2027-01-01",
        "dod-magnets 1",
    ) == pack_lines(
        RecordedSettings(
            packs=[RecordPack("dod-magnets", "1"), RecordPack("uas", "1"), changed], rules_left_out=left
        )
    )


def test_a_sign_off_states_the_day_the_contract_and_the_packs(tmp_path: Path) -> None:
    found = signoff(made(tmp_path), ANN)
    seen = json.loads(found.payload)["predicate"]["verdictSeen"]
    assert ("2026-11-20", [NO_FACTS], NO_PACKS) == (seen["asOf"], seen["contract"], seen["packs"][0])
    assert found == parse(found.payload)
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
    (tmp_path / "contract.yaml").write_text(CONTEXT, encoding="utf-8")
    check = "microdep check bom.yaml --context contract.yaml --as-of 2026-11-24 --format json"
    (document,) = json.loads(run(check, tmp_path)[0])["documents"]
    found = {
        each["name"]: (each["value"], f"{each['at']['file']}:{each['at']['line']}", each["through"])
        for each in document["contract"]
    }
    assert found == {
        "agency": ("DoD or NASA", "contract.yaml:2", None),
        "value": ("4200000 USD", "contract.yaml:3", None),
        "delivery": ("not known", "contract.yaml:4", None),
        "claims": ("none", "contract.yaml:5", None),
        "company.staff": ("12", "contract.yaml:6", None),
        "determinations d1": (
            "kind waiver, material Ta, from 2026-01-01, through 2026-12-31",
            "contract.yaml:7",
            "2026-12-31",
        ),
        "determinations 2": ("kind urgency, through 2026-06-30", "bom.yaml:2", "2026-06-30"),
        "award": ("2026-03-02", "bom.yaml:2", None),
    }
