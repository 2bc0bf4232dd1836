"""Workbooks for companies: what can be chosen, what can be changed, and why each rule asks."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
from microdep_rules.engine.questions import WORDINGS
from microdep_rules.output.asking import columns, lists, wording
from microdep_rules.output.asking.letter import Letter
from microdep_rules.output.asking.needs import CONTRACT
from microdep_rules.output.asking.question import Question, QuestionList
from microdep_rules.output.asking.questions import questions_of
from microdep_rules.source import column_letter
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.workbook_texts import LANGUAGES
from tests.cli.replay import run
from tests.output.asking.answering import Answering
from tests.output.asking.test_turns import NAMES, PACKS, bill

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Question, ...]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
    answering = Answering(tmp_path, "bom.yaml", PACKS, agency="DoD")
    first = questions_of(answering.checked()).questions
    for question in first:
        answering.answer(question)
    return (*first, *questions_of(answering.checked()).questions)


@pytest.fixture
def book(asked: tuple[Question, ...]) -> Workbook:
    return load_workbook(io.BytesIO(lists.as_workbook(asked)))


def test_answers_can_be_chosen_and_every_choice_is_read(asked: tuple[Question, ...], book: Workbook) -> None:
    sheet = book["Questions"]
    answer = [cell.value for cell in sheet[1]].index("Answer") + 1
    chosen = {
        row
        for each in sheet.data_validations.dataValidation
        for area in each.sqref.ranges
        if area.min_col == answer
        for row in range(area.min_row, area.max_row + 1)
    }
    expected = {
        row for row, question in enumerate(lists.workbook_rows(asked), 2) if columns.offered(question)
    }
    assert chosen == expected
    assert {"Japan (JP)", "unknown"} <= {cell.value for column in book["Lists"].columns for cell in column}
    assert "hidden" == book["Lists"].sheet_state


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_that_is_offered_is_one_country(language: str) -> None:
    names = [countries.label(code, language) for code in countries.all_codes()]
    assert [*countries.all_codes()] == [cell_values.parse_country(name) for name in names]


def test_columns_of_codes_are_hidden_and_columns_for_people_are_not(book: Workbook) -> None:
    sheet = book["Questions"]
    names = [str(cell.value) for cell in sheet[1]]
    hidden = {
        name
        for name, letter in zip(names, map(column_letter, range(len(names))), strict=True)
        if sheet.column_dimensions[letter].hidden
    }
    assert {*columns.HIDDEN} == hidden
    assert {"Fact", "Component id"} <= hidden
    assert hidden.isdisjoint({*columns.ANSWERS, "Question", "Part number", "What we know already"})


def test_no_column_is_empty_in_every_row_and_each_row_has_its_reason(asked: tuple[Question, ...]) -> None:
    for letter in (Letter(), Letter(due=date(2027, 1, 15))):
        names, *texts = columns.rows(asked, letter)
        full = {name for name, *column in zip(names, *texts, strict=True) if any(column)}
        assert {*names} - full <= {*columns.ANSWERS, *columns.HIDDEN}
        assert all(row[names.index("Why we ask")] for row in texts)
        assert (letter.due is not None) == ("Due date" in names)


def test_nothing_but_the_answers_can_be_changed(book: Workbook) -> None:
    sheet = book["Questions"]
    assert sheet.protection.sheet
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        texts = {name: str(cell.value or "") for name, cell in zip(names, row, strict=True)}
        unused = {*columns.FOR_SOME} - {*columns.answer_columns(texts["Fact"], texts["List row"])}
        unused |= {*columns.EVIDENCE} if texts["List row"] not in columns.FIRST_OF_A_LIST else set()
        locked = {name: cell.protection.locked for name, cell in zip(names, row, strict=True)}
        open_ = {name for name, is_locked in locked.items() if not is_locked}
        assert ({*columns.ANSWERS} & {*names}) - unused == open_
    assert all(cell.protection.locked for cell in sheet[1])


def test_a_long_text_in_a_hidden_column_makes_no_row_high(book: Workbook) -> None:
    sheet = book["Questions"]
    names = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        wrapped = {name for name, cell in zip(names, row, strict=True) if cell.alignment.wrap_text}
        assert {*columns.HIDDEN}.isdisjoint(wrapped)
        assert {"Question", "Answer", "Law"} <= wrapped


def test_a_sheet_states_the_law_of_each_rule(asked: tuple[Question, ...], book: Workbook) -> None:
    lines = [row[0].value for row in book["Why we ask"].iter_rows()]
    assert lists.why_we_ask(asked) == lines
    assert any("10 U.S.C. 4872" in str(line) for line in lines)


def test_each_company_has_a_workbook_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
    (tmp_path / "deal.yaml").write_text("schema: microdep-context/1\nagency: DoD\n", encoding="utf-8")
    command = "microdep questions bom.yaml --pack boards-and-batteries --context deal.yaml --folder out"
    _, err, code = run(command, tmp_path)
    assert code == 6, err  # no rule of this pack decides alone
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"contract.yaml", "example-maker-a.xlsx", "example-maker-b.xlsx", "example-maker-c.xlsx"} <= names
    sheet = load_workbook(tmp_path / "out" / "example-maker-a.xlsx")["Questions"]
    assert {"Example Maker A"} == {row[0].value for row in sheet.iter_rows(min_row=2)}
    _, err, code = run(command, tmp_path)
    assert (code, "earlier round" in err) == (2, True)


def test_companies_whose_names_have_the_same_letters_have_two_files() -> None:
    names = lists.file_names(["Acme, Inc", "Acme Inc.", "ACME INC"], slug)
    assert 3 == len({*names.values()})


def test_every_example_of_an_answer_is_read(asked: tuple[Question, ...], tmp_path: Path) -> None:
    in_lists = [question for question in asked if question.level != CONTRACT]
    names, *texts = columns.rows(in_lists)
    rows = [dict(zip(names, row, strict=True)) for row in texts]
    rows = [{**row, "Answer": row["Example"]} for row in rows if row["Example"]]
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    _, reported, code = run("microdep questions --read answers.csv", tmp_path)
    assert (0, False) == (code, "error" in reported or "warning" in reported), reported
    assert len(rows) > len(in_lists) // 2


def test_a_row_has_its_priority_its_day_and_its_law(asked: tuple[Question, ...]) -> None:
    letter = Letter(due=date(2027, 1, 15), laws={"dod-magnets": "Certain magnets"})
    names, *texts = columns.rows(asked, letter)
    rows = [dict(zip(names, row, strict=True)) for row in texts]
    assert {"2027-01-15"} == {row["Due date"] for row in rows}
    assert {"urgent", "high", "normal"} >= {row["Priority"] for row in rows}
    assert all(row["Law"] for row in rows)
    assert any("Certain magnets (10 U.S.C. 4872" in row["Law"] for row in rows)
    assert "Please answer by 2027-01-15." == lists.how_to_fill_in(letter)[0]


def test_the_day_of_the_answers_is_in_each_form(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
    (tmp_path / "deal.yaml").write_text("schema: microdep-context/1\nagency: DoD\n", encoding="utf-8")
    command = "microdep questions bom.yaml --pack boards-and-batteries --context deal.yaml --due 2027-01-15"
    for name in ("asked.md", "asked.csv", "asked.xlsx"):
        _, reported, code = run(f"{command} --output {name}", tmp_path)
        assert code == 6, reported  # no rule of this pack decides alone
    assert "Please answer by 2027-01-15." in (tmp_path / "asked.md").read_text(encoding="utf-8")
    with (tmp_path / "asked.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {"2027-01-15"} == {row["Due date"] for row in csv.DictReader(file)}
    sheets = load_workbook(tmp_path / "asked.xlsx")
    lines = [row[0] for row in sheets["How to fill in"].values]
    assert "Please answer by 2027-01-15." in lines[:3]


def test_a_workbook_opens_with_whom_it_asks_and_what_to_do(asked: tuple[Question, ...]) -> None:
    company = next(question.ask for question in asked if question.ask not in (YOURSELF, NOBODY))
    found = [question for question in asked if question.ask == company]
    data = lists.as_workbook(found, Letter(due=date(2027, 1, 15), products=("Rotor",)))
    book = load_workbook(io.BytesIO(data))
    assert book.active is not None
    assert "How to fill in" == book.active.title
    lines = [row[0] for row in book["How to fill in"].values]
    assert re.fullmatch(rf"Questions to {re.escape(company)} about \d+ components? of Rotor", str(lines[0]))
    assert str(lines[1]).startswith("Fill in the yellow columns of the sheet Questions, and return this file")
    assert "Please answer by 2027-01-15." == lines[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_has_room_for_a_sentence(asked: tuple[Question, ...], language: str) -> None:
    letter = Letter(language)
    sheet = load_workbook(io.BytesIO(lists.as_workbook(asked, letter)))[letter.say("Questions")]
    names = [str(cell.value) for cell in sheet[1]]
    letters = map(column_letter, range(len(names)))
    widths = {name: sheet.column_dimensions[at].width for name, at in zip(names, letters, strict=True)}
    assert all(widths[letter.say(name)] >= 30 for name in ("Answer", "Remark"))
    assert all(widths.get(letter.say(name), 14) >= 14 for name in columns.ANSWERS)


@pytest.mark.parametrize("fact", ["materials", "stages", "inputs", "owners"])
def test_none_is_not_offered_for_a_list_that_cannot_be_empty(fact: str) -> None:
    assert ("unknown",) == columns.offered_for(fact, "en", is_likely=False)
    assert ("none", "unknown") == columns.offered_for("children", "en", is_likely=False)
    assert ("unknown",) == columns.offered_for("children", "en", is_likely=True)


def test_a_component_of_a_class_of_devices_is_not_asked_about_as_a_basic_element(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    children = "{id: u, name: U4, class: electronic-module}, {id: r, name: R4, class: resistor}"
    bom = f"components:\n  - {{id: kit, name: Kit, children: [{children}]}}\n"
    (tmp_path / "bom.yaml").write_text(f"schema: microdep-bom/1\n{bom}", encoding="utf-8")
    facts = {"agency": "DoD", "award": "2026-09-15", "activity": "procurement", "operation": "2027-04-01"}
    checked = Answering(tmp_path, "bom.yaml", ("uas",), **facts).checked()
    about = {q.fact: [each.name for each in q.components] for q in questions_of(checked).questions}
    assert ["R4"] == about["no function of a device"]
    assert ["R4"] == about["no components inside"]


def test_a_question_about_functions_names_the_functions_of_all_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer `no` clears a component for the rules that do not apply yet, too."""
    monkeypatch.chdir(tmp_path)
    bom = "components:\n  - {id: kit, name: Kit, children: [{id: u, name: Unit K4, mpn: K4}]}\n"
    (tmp_path / "bom.yaml").write_text(f"schema: microdep-bom/1\n{bom}", encoding="utf-8")
    facts = {"agency": "DoD", "award": "2026-09-15", "activity": "procurement", "operation": "2027-04-01"}
    checked = Answering(tmp_path, "bom.yaml", ("uas",), **facts).checked()
    texts = [question.question for question in questions_of(checked).questions]
    (text,) = [text for text in texts if "basic element" in text]
    assert "such as a motor, a magnet, a sensor or a circuit board" in text
    assert [] == [word for word in ("battery", "flight controller", "gimbal", "motor") if word not in text]


def test_a_workbook_names_the_words_that_its_answers_need(asked: tuple[Question, ...]) -> None:
    lists_ = [question for question in asked if question.fact in ("materials", "stages", "inputs")]
    for language, words in (("en", {"sintered", "tantalum"}), ("de", {"gesintert", "Tantal"})):
        letter = Letter(language)
        book = load_workbook(io.BytesIO(lists.as_workbook(lists_, letter)))
        lines = {row[0] for row in book[letter.say(lists.WORDS)].values}
        assert "materials" in {question.fact for question in lists_}
        asks_stages = any(question.fact == "stages" for question in lists_)
        assert {word for word in words if asks_stages or "sinter" not in word} <= lines
    assert "component.class" == asked[0].fact
    book = load_workbook(io.BytesIO(lists.as_workbook(asked[:1])))
    assert lists.WORDS not in book.sheetnames
    instructions = [str(row[0]) for row in book["How to fill in"].values]
    assert [] == [line for line in instructions if line.startswith((lists.COMPANY_OF_A_STAGE, "Stages and"))]
    assert wording.DONE_BY not in {cell.value for cell in book["Questions"][1]}


def test_the_rows_of_a_workbook_are_in_the_order_of_their_priorities(book: Workbook) -> None:
    at = [cell.value for cell in book["Questions"][1]].index("Priority")
    order = ["urgent", "high", "normal"]
    places = [order.index(str(row[at].value)) for row in book["Questions"].iter_rows(min_row=2)]
    assert sorted(places) == places


def test_a_question_to_a_maker_is_about_its_component_and_not_about_a_supplier(
    asked: tuple[Question, ...],
) -> None:
    each = "each of these 2 components (A, B)"
    for fact, text in columns.OF_MAKERS.items():
        asked_in_law = WORDINGS.get(fact, "").format(name=each, the=each)
        question = replace(asked[0], ask="Example Works", fact=fact, question=asked_in_law)
        names, row = columns.rows([question])
        assert text.format(it=each) == row[names.index("Question")].replace("What", "what").replace(
            "Which", "which"
        ).replace("From", "from")
        _, row = columns.rows([replace(question, ask=YOURSELF)])
        assert asked_in_law.lower() == row[names.index("Question")].lower()


def test_workbooks_leave_out_questions_that_settle_too_few_checks_and_count_them() -> None:
    def group(ask: str, number: int, settles: int) -> list[Question]:
        found = [Question(3, ask, "stages", f"{ask} {n}?", "") for n in range(number)]
        return [*found[:-1], replace(found[-1], settles=settles)]

    first, useful, costly = group("A", 1, 90), group("B", 4, 2), group("C", 5, 2)
    own, last = group(YOURSELF, 9, 1), group("C", 1, 1)
    asked = QuestionList((*first, *useful, *costly, *own, *last), 96, 0, 0)
    kept = lists.worth_asking(asked)
    assert (*first, *useful, *own, *last) == kept
    assert "5 to C" == lists.left_out_of(kept, asked)
    assert "" == lists.left_out_of(asked.questions, asked)
