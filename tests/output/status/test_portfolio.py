"""Totals, changes and companies of many documents, counted by hand."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
from microdep_rules.output.asking.needs import CONTRACT, DESIGN, MAKER
from microdep_rules.output.status import portfolio as of
from microdep_rules.output.status.portfolio import Portfolio, SentQuestion
from microdep_rules.output.status.progress import (
    ComponentProgress,
    DocumentProgress,
    OpenQuestion,
    PackProgress,
    WaitingChecks,
)
from microdep_rules.output.status.text import View, render
from microdep_rules.output.style import PLAIN

DAY = date(2026, 11, 24)
MOTOR = ComponentProgress("Example Motors|M-1", "Motor", "Example Motors", "M-1", 0, 3)
SCREW = ComponentProgress("one/screw", "Screw", "", "", 0, 2)
ORIGIN = OpenQuestion(MAKER, "Example Motors", "component.origin", "", (0,), 3)


def document(path: str, **changed: object) -> DocumentProgress:
    """A document with a motor and a screw, both open."""
    found = DocumentProgress(
        path,
        path,
        f"Product {path}",
        "unknown",
        packs=(PackProgress("law", 2, 0, 2, 4), PackProgress("policy", 2, 0, 1, 1)),
        components=(MOTOR, SCREW),
        questions=(
            OpenQuestion(
                CONTRACT, YOURSELF, "contract.agency", "which agency is the buyer, for example DoD?", (), 5
            ),
            OpenQuestion(DESIGN, YOURSELF, "component.function", "", (0, 1), 2),
            ORIGIN,
            OpenQuestion(MAKER, NOBODY, "component.origin", "", (1,), 2),
        ),
        waiting=(
            WaitingChecks(YOURSELF, True, 5),
            WaitingChecks(YOURSELF, False, 2),
            WaitingChecks("Example Motors", False, 3),
            WaitingChecks(NOBODY, False, 2),
        ),
    )
    return replace(found, **changed)


def several(*documents: DocumentProgress, **more: object) -> Portfolio:
    """A portfolio of some documents."""
    return replace(Portfolio(DAY, ("law", "policy"), documents), **more)


def test_totals_of_a_pack_add_up() -> None:
    failing = document("b", packs=(PackProgress("law", 2, 1, 0, 0), PackProgress("policy", 2, 0, 0, 0)))
    law, policy = of.pack_totals(several(document("a"), failing))
    assert (law.failing, law.waiting, law.decided, law.components, law.checks) == (1, 1, 2, 4, 4)
    assert (policy.failing, policy.waiting, policy.decided, policy.checks) == (0, 1, 3, 1)
    assert (law.change, policy.change) == (None, None)


def test_a_change_is_the_difference_from_the_run_before() -> None:
    fewer = document("a", packs=(PackProgress("law", 2, 0, 1, 1), PackProgress("policy", 2, 0, 2, 2)))
    found = several(fewer, before={"a": document("a")}, day_before=date(2026, 11, 20))
    assert [total.change for total in of.pack_totals(found)] == [-3, 1]
    assert of.changes(found) == [of.CheckChange("a", -2, ("policy",))]
    screen = render(found, View(PLAIN))
    assert "since the last run on 2026-11-20: -2 open checks in 1 document" in screen
    assert "new open checks in a: policy" in screen


def test_a_document_of_which_the_run_before_knows_nothing_is_new() -> None:
    found = several(document("a"), document("b"), before={"a": document("a")}, day_before=DAY)
    assert [each.path for each in of.new(found)] == ["b"]
    assert of.new(several(document("a"))) == []


def test_only_what_both_runs_have_checked_is_compared() -> None:
    invalid = DocumentProgress("lost", "", "lost", "invalid", "not valid")
    fewer = document("a", packs=(PackProgress("law", 2, 0, 1, 1), PackProgress("policy", 2, 0, 1, 1)))
    before = {"a": document("a"), "lost": document("lost"), "again": replace(invalid, path="again")}
    found = several(
        fewer,
        invalid,
        document("again"),
        document("added"),
        before=before,
        day_before=DAY,
        gone=("old",),
    )
    assert [total.change for total in of.pack_totals(found)] == [-3, 0]
    assert [change.checks for change in of.changes(found)] == [-3]
    assert of.turned(found) == (["lost"], ["again"])
    others = "1 new document with 5 open checks, 1 document removed, 1 document no longer valid"
    expected = f"since the last run: -3 open checks in 1 document, {others}, 1 document now valid"
    assert expected in render(found, View(PLAIN))


def test_other_failures_are_a_change_without_other_open_checks() -> None:
    failing = document("b", components=(replace(MOTOR, failed=1), SCREW))
    found = several(document("a"), failing, before={"a": replace(failing, path="a"), "b": document("b")})
    assert of.failures(found) == (["b"], ["a"])
    screen = render(replace(found, day_before=DAY), View(PLAIN))
    assert "since the last run: more failures in 1 document, fewer failures in 1 document" in screen


def test_a_question_about_a_component_of_several_documents_is_one() -> None:
    shared = document("a", questions=(replace(ORIGIN, ask=YOURSELF), replace(ORIGIN, ask=YOURSELF)))
    assert of.own_questions(several(shared, replace(shared, path="b"))).questions == 2
    apart = replace(shared, path="b", components=(replace(MOTOR, identity="b/motor"), SCREW))
    assert of.own_questions(several(shared, apart)).questions == 4


def test_a_component_used_twice_in_one_document_is_in_one_document() -> None:
    twice = document("a", components=(MOTOR, MOTOR))
    assert of.most_used(several(twice)) == []
    (used,) = of.most_used(several(twice, document("b", components=(replace(MOTOR, failed=2), MOTOR))))
    assert (used.documents, used.failed, used.open) == (2, 1, 12)


def test_one_part_number_is_one_component_in_all_documents() -> None:
    (company,) = of.companies(several(document("a"), document("b")))
    assert (company.name, company.components, company.documents, company.checks) == (
        "Example Motors",
        1,
        2,
        6,
    )
    (used,) = of.most_used(several(document("a"), document("b")))
    assert (used.mpn, used.documents, used.open) == ("M-1", 2, 6)


def test_a_manufacturer_counts_each_of_its_failing_components_once() -> None:
    failing = replace(MOTOR, failed=1)
    documents = [document(name, components=(failing, SCREW)) for name in "ab"]
    assert of.failing_manufacturers(several(*documents, document("c"))) == [
        of.FailingManufacturer("Example Motors", 1, 2, 9)
    ]


def test_an_answer_is_overdue_while_its_question_is_open() -> None:
    sent = (
        SentQuestion("Example Motors", "component.origin", MOTOR.identity, date(2026, 11, 23)),
        SentQuestion(
            "Example Motors", "component.supplier", MOTOR.identity, date(2026, 11, 1)
        ),  # answered since
    )
    (late,) = of.companies(several(document("a"), document("b"), sent=sent))
    assert (late.sent, late.overdue, late.due) == (1, 1, date(2026, 11, 23))
    (in_time,) = of.companies(several(document("a"), sent=(replace(sent[0], due=DAY),)))
    assert (in_time.sent, in_time.overdue) == (1, 0)
    (nothing,) = of.companies(several(document("a"), sent=sent[1:]))
    assert (nothing.sent, nothing.due) == (0, None)
    screen = render(several(document("a"), sent=sent), View(PLAIN))
    assert "remind 1 company of overdue answers: Example Motors" in screen
    assert "ask 1 company" not in screen  # with a new day it would not be overdue any more
    assert (late.unsent, nothing.unsent) == (0, 1)


def test_next_steps_ask_for_contract_facts_first() -> None:
    screen = render(several(document("a")), View(PLAIN, ("a",), ("--pack", "law")))
    steps = screen.split("NEXT\n")[1].splitlines()
    assert steps == [
        "1. state 1 contract fact: 5 open checks need `contract.agency`",
        "   microdep questions a --pack law --output contract.yaml",
        "2. answer 1 question about your own products: 2 open checks need the answers",
        "   microdep questions a --pack law --supplier yourself --output yourself.xlsx",
        "3. ask 1 company: 3 open checks need the answers",
        "   microdep questions a --pack law --folder questions --due DATE",
    ]
    assert "1 question in 1 document: no manufacturer or supplier is named" in screen


def test_documents_that_cannot_be_checked_are_listed_by_reason() -> None:
    broken = [
        DocumentProgress(f"{number}.yaml", "", "", "invalid", "the list is not closed") for number in range(5)
    ]
    screen = render(several(document("a"), *broken), View(PLAIN))
    assert "CANNOT BE CHECKED  5 documents" in screen
    assert "0.yaml and 4 more: the list is not closed" in screen
    assert "4.yaml" in render(several(document("a"), *broken), View(PLAIN, verbose=True))


def test_three_hundred_documents_fit_one_screen() -> None:
    documents = [document(f"board-{number:03}") for number in range(300)]
    screen = render(several(*documents), View(PLAIN)).splitlines()
    assert len(screen) <= 40
    assert max(map(len, screen)) <= 110
    assert "300 bills of materials" in screen[0]
    assert len(render(several(*documents), View(PLAIN, verbose=True)).splitlines()) > 300
