"""Answers one by one, with whatever they say: what is decided stays decided, and what is asked is needed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.bom.overlays.declarations import YOURSELF
from microdep_rules.output import closing
from microdep_rules.output.asking import lists
from microdep_rules.output.asking.asker import ALL_OR_SOME
from microdep_rules.output.asking.needs import (
    CONTRACT,
    PRODUCT,
    assumed_dates,
    counts_of,
    only_open,
    open_checks,
)
from microdep_rules.output.asking.questions import questions_of
from microdep_rules.output.style import PLAIN
from microdep_rules.pipeline.tables import read_declarations
from microdep_rules.vocabulary.terms import load_vocabularies
from tests.each import SAMPLED
from tests.output.asking.answering import Answering, open_in

if TYPE_CHECKING:
    from pathlib import Path

PACKS = ("dod-magnets", "boards-and-batteries", "telecom-and-chips", "specialty-metals")
NAMES = (
    *("Resistor 10k", "Ceramic capacitor 100nF", "Brushless motor 2207", "LED red", "Screw M3"),
    *("Microcontroller", "Camera module", "Battery 18650", "Connector 4 pin", "Tantalum capacitor"),
)


def bill(components: int) -> str:
    """A bill of materials that states names, makers and nothing else."""
    lines = ["schema: microdep-bom/1", "document: {id: board, product: board}", "parties:"]
    lines += [f"- {{id: m{number}, name: Example Maker {chr(65 + number)}}}" for number in range(3)]
    lines += ["components:", "- id: board", "  name: Board", "  kind: end_item", "  children:"]
    lines += [f"  - {{ref: c{number}, quantity: 1}}" for number in range(components)]
    for number in range(components):
        name = NAMES[number % len(NAMES)]
        lines.append(f"- {{id: c{number}, name: {name}, mpn: X-{number}, manufacturer: m{number % 3}}}")
    return "\n".join([*lines, ""])


@pytest.fixture
def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answering:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
    return Answering(tmp_path, "bom.yaml", PACKS, agency="DoD")


@pytest.mark.parametrize("seed", [1] if SAMPLED else range(12))
def test_what_is_decided_stays_decided_after_each_answer(seed: int, answering: Answering) -> None:
    drawn = random.Random(seed)  # noqa: S311 - no secret
    checked = answering.checked()
    still, unanswerable = open_in(checked), set[str]()
    for _ in range(15 if SAMPLED else 40):
        asked = [q for q in questions_of(checked).questions if q.fact not in unanswerable]
        if not asked:
            break
        question = asked[drawn.randrange(min(4, len(asked)))]
        if not answering.answer(question, worse=drawn.random() < 0.3, drawn=drawn):
            unanswerable.add(question.fact)
            continue
        after = answering.checked()
        if after.documents[0].bom is None:  # the answer contradicts another one
            answering.rows.pop()
            unanswerable.add(question.fact)
            continue
        assumed = assumed_dates(checked.documents[0])
        checked, now = after, open_in(after)
        assert set() == now - still or question.fact in assumed, question
        still = now


def test_the_first_answers_settle_most_of_what_is_open(answering: Answering) -> None:
    checked = answering.checked()
    asked, first = questions_of(checked), open_in(checked)
    assert len(first) == asked.open
    answered = [question for question in lists.first(asked, 80) if answering.answer(question)]
    assert len(answered) <= 25
    left = open_in(answering.checked())
    assert len(left) <= len(first) / 2, [question.fact for question in answered]


def test_no_company_is_asked_about_costs_or_the_restriction_index_or_the_design(answering: Answering) -> None:
    own = {"component.restriction_index", "component.unit_cost", "component.function", "component.kind"}
    for _ in range(3):
        asked = questions_of(answering.checked()).questions
        assert set() == {q.fact for q in asked if q.ask != YOURSELF and q.fact in own}
        for question in asked:
            answering.answer(question)


def test_a_component_that_an_indicator_singles_out_is_asked_about_by_itself(answering: Answering) -> None:
    asked = questions_of(answering.checked()).questions
    for question in asked:
        answering.answer(question)
    asked = (*asked, *questions_of(answering.checked()).questions)
    likely = {
        component.name: question for question in asked if question.likely for component in question.components
    }
    assert {"Brushless motor 2207", "Tantalum capacitor"} <= likely.keys()
    magnets = [q for q in asked if q.fact.startswith("free of ") and "magnet" in q.question]
    assert magnets
    assert not [q for q in magnets if "Brushless motor 2207" in {each.name for each in q.components}]


def test_a_second_bill_that_shares_half_its_components_starts_half_answered(
    answering: Answering, tmp_path: Path
) -> None:
    for _ in range(3):
        for question in questions_of(answering.checked()).questions:
            answering.answer(question)
    left = open_in(answering.checked())
    other = (
        bill(2 * len(NAMES)).replace("board", "other").replace("{id: c", "{id: d").replace("ref: c", "ref: d")
    )
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    second = Answering(tmp_path, "other.yaml", PACKS, agency="DoD")
    first = open_in(second.checked())
    second.rows = [*answering.rows]
    for _ in range(3):  # the second product is another one, under another contract
        for question in questions_of(second.checked()).questions:
            if question.level in {CONTRACT, PRODUCT}:
                second.answer(question)
    still = {check for check in open_in(second.checked()) if check[1] != "other"}
    shared = {f"d{number}" for number in range(len(NAMES))}
    expected = {(rule, component.replace("c", "d")) for rule, component in left if component != "board"}
    assert expected == {check for check in still if check[1] in shared}
    assert len(still) <= len(first) * 0.6


def test_a_row_about_several_components_is_matched_by_number_where_there_is_one() -> None:
    rows = """\
Document id,Component id,Manufacturer,Part number,Fact,Answer
a,c1 | c2 | c3,Acme | - | Bolt,X-1 | - | X-3,component.origin,Japan
a,c1 | c2,Acme,X-1 | X-2,free of Nd; Ga,X-2
a,c1 | c2,Acme,X-1,component.cots,yes
a,c1 | c2 | c3,Acme | Bolt,X-1 | X-2 | X-3,component.cots,yes
"""
    loaded = read_declarations("answers.csv", "answers.csv", rows.encode())
    assert loaded.value is not None
    assert [
        {"match": {"manufacturer": "Acme", "mpn": "X-1"}, "origin": "JP"},
        {"match": {"id": "c2", "document": "a"}, "origin": "JP"},
        {"match": {"manufacturer": "Bolt", "mpn": "X-3"}, "origin": "JP"},
        {"match": {"manufacturer": "Acme", "mpn": "X-1"}, "free_of": ["Nd", "Ga"]},
        {
            "match": {"manufacturer": "Acme", "mpn": "X-2"},
            "ext": {"may contain Nd": True, "may contain Ga": True},
        },
    ] == loaded.value["components"]
    codes = [diagnostic.code for diagnostic in loaded.diagnostics]
    assert ["overlay/answer-not-read", "overlay/answer-not-read", "overlay/answer-not-read"] == codes


def test_of_two_components_with_one_number_nothing_is_declared_where_one_of_them_may() -> None:
    row = "a,c1 | c2 | c3,Acme,X-1 | X-1 | X-2,free of Nd,c1"
    loaded = read_declarations(
        "answers.csv",
        "answers.csv",
        f"Document id,Component id,Manufacturer,Part number,Fact,Answer\n{row}\n".encode(),
    )
    assert loaded.value is not None
    declared = {part["match"]["mpn"]: part.get("free_of") for part in loaded.value["components"]}
    assert {"X-1": None, "X-2": ["Nd"]} == declared


def test_a_component_that_an_answer_names_is_not_asked_about_together_with_others_again(
    answering: Answering,
) -> None:
    asked = questions_of(answering.checked()).questions
    named: dict[str, set[str]] = {}
    for question in asked:
        if question.how == ALL_OR_SOME and len(question.components) > 1:
            row = answering.row(question)
            row["Answer"] = "; ".join(component.id for component in question.components[::2])
            named[question.fact.partition(" ")[0]] = {each.id for each in question.components[::2]}
            answering.rows.append(row)
    assert named
    again = questions_of(answering.checked()).questions
    assert {} == {
        question.question: both
        for question in again
        if question.how == ALL_OR_SOME
        and (both := named.get(question.fact.partition(" ")[0], set()) & {c.id for c in question.components})
    }


def test_a_question_names_every_substance_and_every_function_that_its_answer_is_about(
    answering: Answering,
) -> None:
    asked = questions_of(answering.checked()).questions
    screening = [question for question in asked if question.how == ALL_OR_SOME]
    assert screening
    known = load_vocabularies().get("substance")
    assert known is not None
    for question in screening:
        assert " more?" not in question.question.partition(")")[2]
        if question.fact.startswith("free of "):
            words = question.fact.removeprefix("free of ").split("; ")
            assert [] == [word for word in words if known.label(word) not in question.question]


def test_a_date_for_which_the_day_of_the_check_stands_in_is_asked_for_at_once(answering: Answering) -> None:
    asked = questions_of(answering.checked()).questions
    (date,) = [question for question in asked if question.fact == "contract.delivery"]
    assert date.level == CONTRACT
    assert "dod-magnets/unnamed-rare-earth" in {rule.id for rule in date.rules}
    answering.contract["delivery"] = "{unknown: true, reason: not agreed}"
    again = questions_of(answering.checked()).questions
    assert "contract.delivery" not in {question.fact for question in again}


def test_the_same_material_of_many_components_is_one_question(answering: Answering, tmp_path: Path) -> None:
    lines = bill(4).splitlines()
    lines = [
        line.replace("}", ", materials: [{id: ta, substance: Ta}]}") if "mpn" in line else line
        for line in lines
    ]
    text = "\n".join(lines).replace("manufacturer: m1", "manufacturer: m0")
    (tmp_path / "bom.yaml").write_text(text, encoding="utf-8")
    answering.packs = ("dod-magnets",)
    answering.contract |= {"award": "2026-02-01", "delivery": "2027-03-01"}
    smelted = [q for q in questions_of(answering.checked()).questions if q.material]
    assert smelted
    assert len(smelted) == len({(q.ask, q.material, q.fact, q.stage) for q in smelted})
    assert any(len(question.components) == 3 for question in smelted)
    assert any("Ta in each of these 3 components" in question.question for question in smelted)
    of_three = next(question for question in smelted if len(question.components) == 3)
    answering.rows.append(answering.row(of_three) | {"Answer": "melted: JP"})
    after = answering.checked()
    assert [overlay.entries for overlay in after.overlays] == [3]
    assert of_three.question not in {question.question for question in questions_of(after).questions}


def test_what_is_kept_for_questions_asks_the_same(answering: Answering) -> None:
    answering.packs = ("all",)
    checked = answering.checked()
    kept = replace(checked, documents=tuple(map(only_open, checked.documents)))
    assert questions_of(kept) == questions_of(checked)
    assert open_in(kept) == open_in(checked)
    assert [document.verdict for document in kept.documents] == [each.verdict for each in checked.documents]


def test_open_checks_are_as_many_on_every_screen(answering: Answering) -> None:
    checked = answering.checked()
    (document,) = checked.documents
    assert (
        counts_of(document)["open"] == len(open_checks(0, document, checked.as_of)) == len(open_in(checked))
    )
    assert (
        f"{questions_of(checked).open:,} open"
        in closing.closing(checked, PLAIN, quiet=True, everything=False)[0]
    )
