"""Workbooks in four languages: answers are read back the same, also when another program saved them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook

from microdep_rules.bom.overlays.list_rows import ALL
from microdep_rules.output.asking import columns, lists
from microdep_rules.output.asking.letter import Letter
from microdep_rules.output.asking.needs import CONTRACT
from microdep_rules.output.asking.questions import questions_of
from microdep_rules.output.asking.returned import CORRECT_CELLS
from microdep_rules.source import column_letter
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.workbook_texts import LANGUAGES, headings, offered, translated
from tests.cli.replay import run
from tests.output.asking.answering import Answering
from tests.output.asking.test_turns import NAMES, PACKS, bill

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from microdep_rules.output.asking.question import Question

ENGLISH_OF = dict(headings())


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Question, ...]:
    """Questions of the first and the second list."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
    answering = Answering(tmp_path, "bom.yaml", PACKS, agency="DoD")
    first = questions_of(answering.checked()).questions
    for question in first:
        answering.answer(question)
    every = (*first, *questions_of(answering.checked()).questions)
    return tuple(question for question in every if question.level != CONTRACT)


def answer(question: Question, language: str) -> str:
    """An answer in a language, of those that are offered; else the example."""
    choices = columns.offered(question, language)
    known = next((choice for choice in choices if choice in (countries.label("JP", language), "yes")), "")
    return known or choices[0] if choices else columns.example(question, language)


def completed(found: tuple[Question, ...], language: str, path: Path) -> None:
    """A workbook in a language with an answer in each row, as openpyxl saves it."""
    book = load_workbook(io.BytesIO(lists.as_workbook(found, Letter(language))))
    sheet = book[translated("Questions", language)]
    names = [ENGLISH_OF[str(cell.value)] for cell in sheet[1]]
    for row, question in enumerate(lists.workbook_rows(found), 2):
        if question.list_row in ("", "1", ALL):
            sheet.cell(row, names.index("Answer") + 1).value = answer(question, language)
        if "Country" in columns.answer_columns(question.fact, question.list_row) and question.list_row == "1":
            sheet.cell(row, names.index("Country") + 1).value = countries.label("JP", language)
    book.save(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_completed_workbook_declares_the_same_in_each_language(
    language: str, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    completed(asked, "en", tmp_path / "en.xlsx")
    completed(asked, language, tmp_path / "other.xlsx")
    expected, reported, code = run("microdep questions --read en.xlsx", tmp_path)
    assert (0, False) == (code, "error" in reported or "warning" in reported), reported
    found, reported, code = run("microdep questions --read other.xlsx", tmp_path)
    assert (0, False) == (code, "error" in reported or "warning" in reported), reported
    read = [[line for line in text.splitlines() if "(Answer)" not in line] for text in (expected, found)]
    of_cells = translated("Answer", language)
    assert read[0] == [line for line in read[1] if f"({of_cells})" not in line]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_form_of_an_answer_is_in_the_language_of_the_list(
    language: str, asked: tuple[Question, ...]
) -> None:
    letter = Letter(language, with_lists=True)
    assert [] == [question.how for question in asked if letter.how(question) == question.how]
    examples = {columns.example(question, language) for question in asked}
    assert examples.isdisjoint({"copper; steel", "12.5 %"} - {translated("12.5 %", language)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_as_csv_is_read_in_each_language(
    language: str, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    head, *rows = csv.reader(io.StringIO(lists.as_csv(asked, Letter(language))))
    at = head.index(translated("Answer", language))
    for row in rows:
        row[at] = offered("unknown", language)
    with (tmp_path / "answers.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    _, reported, code = run("microdep questions --read answers.csv", tmp_path)
    assert (0, False) == (code, "error" in reported or "warning" in reported), reported


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_returned_copy_is_in_the_language_of_the_list(
    language: str, asked: tuple[Question, ...], tmp_path: Path
) -> None:
    book = load_workbook(io.BytesIO(lists.as_workbook(asked, Letter(language))))
    sheet = book.worksheets[1]
    names = [str(cell.value) for cell in sheet[1]]
    at = names.index(translated("Answer", language))
    rows = enumerate(lists.workbook_rows(asked), 2)
    of_a_country = [row for row, question in rows if columns.example(question) == "Japan"]
    for row in of_a_country:
        sheet.cell(row, at + 1).value = "Korea"
    book.save(tmp_path / "answers.xlsx")
    _, reported, code = run("microdep questions --read answers.xlsx --output returned.xlsx", tmp_path)
    assert code == 4, reported  # nothing of it is taken
    first, sheet, known, why, *_ = load_workbook(tmp_path / "returned.xlsx").worksheets
    assert [
        translated(name, language) for name in ("How to fill in", "Questions", "Words", "Why we ask")
    ] == [*(each.title for each in (first, sheet, known, why))]
    assert translated(CORRECT_CELLS, language) == first["A1"].value
    assert [row[0].value for row in book.worksheets[0].iter_rows()] == [
        row[0].value for row in first.iter_rows(min_row=2)
    ]
    assert _usable(book.worksheets[1]) == _usable(sheet)
    assert translated("Please correct", language) == sheet["A1"].value
    marked = [cell.row for cell in sheet["A"][1:] if cell.value]
    assert of_a_country == marked
    reason = str(sheet.cell(marked[0], 1).value)
    assert reason.startswith(f"{translated('Answer', language)}: "), reason
    assert translated("`Korea` may be South Korea or North Korea", language) in reason
    assert translated("write `KR` or `KP`", language) in reason
    assert "FFFFC7CE" == sheet.cell(marked[0], at + 3).fill.fgColor.rgb
    assert "FFFFC7CE" != sheet.cell(marked[0], at + 4).fill.fgColor.rgb


def _usable(sheet: Worksheet) -> tuple[object, ...]:
    """What makes a list usable, by the names of the columns: selection lists, hidden and open columns."""
    names = {at: str(cell.value) for at, cell in enumerate(sheet[1], 1)}
    lists_ = {
        (names[area.min_col], row, each.formula1)
        for each in sheet.data_validations.dataValidation
        for area in each.sqref.ranges
        for row in range(area.min_row, area.max_row + 1)
    }
    hidden = {name for at, name in names.items() if sheet.column_dimensions[column_letter(at - 1)].hidden}
    open_ = {names[at] for at, cell in enumerate(sheet[2], 1) if not cell.protection.locked}
    usable = (sheet.protection.sheet, sheet.auto_filter.ref is not None)
    return sorted(map(str, lists_)), sorted(hidden), sorted(open_), usable


@pytest.mark.parametrize(
    "answer", ["sintered: JP", "烧结\uff1a日本", "焼結: 日本", "gesintert: Japan", "Sintering: JPN"]
)
def test_a_stage_with_its_country_is_read_in_each_language(answer: str, tmp_path: Path) -> None:
    text = f"Part id,Material,Fact,Answer\nmotor,ndfeb,stage sintered or bonded,{answer}\n"
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    shown, reported, code = run("microdep questions --read answers.csv", tmp_path)
    assert (0, True) == (code, "stages: sintered in Japan, material ndfeb" in shown), shown + reported


def test_what_is_taken_is_listed_with_its_cells_and_the_names_of_companies(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Part id", "Material", "Fact", "Answer", "Done by", "Issued on", "Evidence"])
    fact = "stage sintered"
    book.active.append(["motor", "ndfeb", fact, "JP", "深圳磁材有限公司", date(2026, 5, 4), "d.pdf"])
    book.active.append(["rotor", "ndfeb", fact, "Korea", "", "", ""])
    book.save(tmp_path / "answers.xlsx")
    shown, reported, code = run("microdep questions --read answers.xlsx", tmp_path)
    assert code == 0, reported
    assert "2 rows: 1 accepted, 1 to correct, 0 open" in shown
    assert "row 2, motor: accepted\n  we read: stages: sintered in Japan by 深圳磁材有限公司" in shown
    assert "  evidence: d.pdf, 2026-05-04" in shown
    assert "row 3, rotor: to correct\n  cell D3 (Answer): `Korea` may be South Korea or North Korea" in shown
    assert "  fix: write `KR` or `KP`" in shown


def test_a_language_is_for_tables(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(bill(len(NAMES)), encoding="utf-8")
    _, reported, code = run("microdep questions bom.yaml --language zh", tmp_path)
    assert (2, True) == (code, "--language is for tables" in reported)
    _, reported, code = run(
        "microdep questions bom.yaml --verbose --language zh --output asked.csv", tmp_path
    )
    assert (0, True) == (code, "wrote asked.csv" in reported), reported
    with (tmp_path / "asked.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {translated(name, "zh") for name in columns.COLUMNS}
        left_out = {translated(name, "zh") for name in (*columns.OPTIONAL, *columns.FOR_SOME)}
        assert names - left_out <= {*map(str, next(csv.reader(file)))} <= names


def test_the_words_to_write_are_in_the_language_of_the_list() -> None:
    either = "write `{}`, and the share of each country under `Remark`"
    assert "`Norwegen oder …`" in translated(either.format("Norway or …"), "de")
    assert "`DE oder TW oder CN`" in translated(either.format("DE or TW or CN"), "de")
    assert "`DE または TW`" in translated(either.format("DE or TW"), "ja")
    only = "write only the name of the substance, as `{}`"
    only += "; if the text names other substances too, add each of them as an entry"
    assert "`Edelstahl`" in translated(only.format("stainless-steel"), "de")
    assert "`不锈钢`" in translated(only.format("stainless-steel"), "zh")
