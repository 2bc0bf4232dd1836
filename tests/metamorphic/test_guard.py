"""The metamorphic guard on a sample of documents, and what shows that it would notice."""

from __future__ import annotations

from datetime import date

from microdep_rules.engine.verdict import Verdict
from tests.each import SAMPLED
from tests.metamorphic.accepted import read_accepted
from tests.metamorphic.cases import Case, Documents, Mutation, place_of
from tests.metamorphic.deletion import paths, without
from tests.metamorphic.guard import Finding, clearer
from tests.metamorphic.judging import Judged
from tests.metamorphic.runs import Choice, run, sample
from tests.metamorphic.same import WAYS

SEED = 19
MANY, CHANGES = (20, 2) if SAMPLED else (36, 3)
"""Changes of each kind that are made to a document of the sample; `make metamorphic` makes all."""


def test_no_change_of_a_document_makes_a_verdict_clearer_without_a_reason() -> None:
    report = run(sample(MANY, SEED), Choice(CHANGES), [name for name in WAYS if name != "among 3,000"])

    assert [] == [str(each) for each in report.tally.unexplained]
    assert [] == report.differences
    assert report.tally.mutations.keys() == {"channel", "deletion", "contradiction", "amount"}
    assert report.tally.pairs > MANY


def judged(**verdicts: Verdict) -> Judged:
    subjects = {("rule", name): each for name, each in verdicts.items()}
    worst = Verdict.FAIL if Verdict.FAIL in verdicts.values() else Verdict.PASS
    return Judged(subjects, {"rule": worst}, worst.value, frozenset({"can", "lid"}))


def test_a_verdict_that_becomes_clear_is_a_finding() -> None:
    for clear in (Verdict.PASS, Verdict.EXEMPT, Verdict.NOT_APPLICABLE):
        found = list(clearer(judged(can=Verdict.FAIL, lid=Verdict.PASS), judged(can=clear)))
        assert [("rule", "can", "fail", clear)] == found


def test_a_verdict_that_becomes_unknown_is_no_finding() -> None:
    assert [] == list(clearer(judged(can=Verdict.FAIL), judged(can=Verdict.UNKNOWN, lid=Verdict.FAIL)))


def test_a_component_that_may_hide_a_subject_is_as_clear_as_all_that_is_in_it() -> None:
    before = Judged({("rule", "can?"): Verdict.UNKNOWN}, {}, "unknown", frozenset({"can"}))
    after = Judged({("rule", "can/tin"): Verdict.FAIL}, {}, "fail", frozenset({"can", "can/tin"}))
    assert [] == list(clearer(before, after))


def test_what_is_no_longer_in_the_product_is_as_clear_as_the_rule() -> None:
    before = Judged({("rule", "pin"): Verdict.FAIL}, {}, "fail", frozenset({"pin"}))
    after = Judged({("rule", "can?"): Verdict.UNKNOWN}, {"rule": Verdict.UNKNOWN}, "unknown", frozenset())
    assert [] == list(clearer(before, after))


def test_an_entry_is_deleted_with_what_says_that_its_list_is_complete() -> None:
    document = {
        "document": {"completeness": "complete"},
        "components": [
            {"complete": ["materials", "stages"], "materials": [{"substance": "Al"}, {"substance": "Fe"}]}
        ],
    }
    found = without(document, ("components", 0, "materials", 1))
    assert {"complete": ["stages"], "materials": [{"substance": "Al"}]} == found["components"][0]
    last = without(found, ("components", 0, "materials", 0))
    assert {"complete": ["stages"]} == last["components"][0]


def test_every_field_and_every_entry_is_a_statement() -> None:
    assert ["a", "a", "a/b", "c"] == [place_of(path) for path in paths({"a": [{"b": 1}], "c": 2})]


def test_every_accepted_finding_has_a_reason_that_says_why() -> None:
    entries = read_accepted().entries
    assert entries
    assert [] == [entry for entry in entries if len(entry.reason) < len("a reason that a lawyer can read")]


def test_an_accepted_finding_names_its_change_and_its_place() -> None:
    entries = read_accepted().entries
    assert [] == [str(entry) for entry in entries if "*" in entry.kind + entry.name + entry.place]
    assert [] == [str(entry) for entry in entries if "*" in entry.rule and not entry.only]
    assert [] == [str(entry) for entry in entries if not entry.reason.startswith("Excused: ")]


def test_what_no_entry_fits_is_not_accepted() -> None:
    case = Case("a case", "example", "uas", "", Documents({}), date(2026, 1, 1))
    mutation = Mutation("deletion", "delete field", "components/eccn", Documents({}))
    finding = Finding(case, mutation, "covered-uas", "can", "fail", "pass")
    assert read_accepted().entry(finding) is None
