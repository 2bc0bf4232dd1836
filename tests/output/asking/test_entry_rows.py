"""Lists in workbooks: a row for each entry, and a last row that asks whether these are all entries."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from microdep_rules.bom.overlays.declarations import NOBODY
from microdep_rules.bom.overlays.list_rows import ALL
from microdep_rules.output.asking import columns, lists
from microdep_rules.output.asking.components import QuestionComponent
from microdep_rules.output.asking.entry_rows import (
    ALL_OF,
    FORMS,
    MOST_COMPONENTS,
    NEXT,
    ROWS,
    with_entry_rows,
)
from microdep_rules.output.asking.letter import Letter
from microdep_rules.output.asking.needs import MAKER
from microdep_rules.output.asking.question import Question
from microdep_rules.output.asking.wording import ALL_IN_COMPONENTS
from microdep_rules.vocabulary.workbook_texts import LANGUAGES, translated
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

MAKER_OF_ALL = "Example Works"
RED = "FFFFC7CE"
FACTS = {
    "materials": "materials",
    "stages": "stages",
    "owners": "party.owners",
    "relations": "party.relations",
}


def component(name: str) -> QuestionComponent:
    return QuestionComponent("d", name, f"Part {name}", MAKER_OF_ALL, f"X-{name}", (name.upper(),))


def about(fact: str, *names: str, known: str = "") -> Question:
    """Return a question about one fact of some components, or of the company."""
    components = tuple(map(component, names))
    named = ", ".join(part.label for part in components)
    it = f"each of these {len(names)} components ({named})" if len(names) > 1 else named or MAKER_OF_ALL
    text = f"which materials are in {it} (all of them)?"
    company = "" if names else MAKER_OF_ALL
    return Question(MAKER, MAKER_OF_ALL, fact, text, "text", components, company=company, known=known)


@pytest.mark.parametrize("list_", ROWS)
def test_a_list_has_a_row_for_each_entry_and_a_last_row(list_: str) -> None:
    names = () if FACTS[list_].startswith("party.") else ("a",)
    rows = with_entry_rows([about(FACTS[list_], *names)])
    assert [*map(str, range(1, ROWS[list_] + 1)), ALL] == [row.list_row for row in rows]
    assert {FACTS[list_]} == {row.fact for row in rows}
    assert ALL_OF[list_] == rows[-1].question
    assert FORMS[list_] == rows[0].how
    assert len({row.question for row in rows}) == len(rows)


def test_a_question_about_a_few_components_is_asked_about_each_of_them() -> None:
    rows = with_entry_rows([about("component.origin", "a", "b")])
    assert ["Part a (A)", "Part b (B)"] == [row.about for row in rows]
    assert ["which materials are in Part a (A) (all of them)?"] == [row.question for row in rows[:1]]
    many = about("component.origin", *"abcdefghijkl"[: MOST_COMPONENTS + 1])
    assert [many] == with_entry_rows([many])
    list_of_many = about("materials", *"abcdefghijkl"[: MOST_COMPONENTS + 1])
    assert [list_of_many] == with_entry_rows([list_of_many])


def test_each_component_shows_only_its_own_known_entries() -> None:
    rows = with_entry_rows([about("materials", "a", "b", known="Part a (A): copper\nPart b (B): -")])
    first = [row for row in rows if row.list_row == "1"]
    assert ["copper", ""] == [row.known for row in first]
    assert {""} == {row.known for row in rows if row.list_row != "1"}
    assert "What we know already" in first[0].how
    assert "What we know already" not in first[1].how


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_text_of_the_rows_is_translated(language: str) -> None:
    texts = [*FORMS.values(), *ALL_OF.values(), *(text.format(number=2) for text in NEXT.values())]
    asked = [about(fact, *(() if fact.startswith("party.") else ("a",))) for fact in FACTS.values()]
    texts += [row.how for row in with_entry_rows(asked)] + [f"{FORMS['materials']}{ALL_IN_COMPONENTS}"]
    texts += [row.question for row in with_entry_rows(asked) if row.list_row not in columns.FIRST_OF_A_LIST]
    assert [] == [text for text in texts if translated(text, language) == text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_a_row_offers_are_read(language: str, tmp_path: Path) -> None:
    asked = [about("materials", "a"), about("stages", "a"), about("party.owners"), about("party.relations")]
    fill(tmp_path / "answers.xlsx", asked, language, entries_in(language))
    out, err, code = run("microdep questions --read answers.xlsx", tmp_path)
    assert (0, "4 rows: 4 accepted, 0 to correct, 0 open") == (code, out.splitlines()[0]), out + err
    for fact in (
        "materials: copper; steel",
        "list of materials is complete",
        "mined in Australia",
        "sintered in Japan",
        "owners: Example Holding 60 %; Example Fund 40 %",
        "subsidiary of Example Holding",
    ):
        assert fact in out, out


WORDS = {
    "en": ("copper", "steel", "mined", "Australia", "refined", "unknown", "sintered", "yes", "no", "none"),
    "de": (
        "Kupfer",
        "Stahl",
        "abgebaut",
        "AU",
        "raffiniert",
        "unbekannt",
        "gesintert",
        "ja",
        "nein",
        "keine",
    ),
    "zh": ("铜", "钢", "开采", "AU", "精炼", "不知道", "烧结", "是", "否", "无"),
    "ja": ("銅", "鋼", "採掘", "AU", "精製", "不明", "焼結", "はい", "いいえ", "なし"),
}


def entries_in(language: str) -> dict[str, list[tuple[str, str]]]:
    """Return answers to four lists: the name and the country or share of each entry, then the last row."""
    copper, steel, mined, australia, refined, unknown, sintered, yes, no, none = WORDS[language]
    return {
        "materials": [(copper, ""), ("", ""), (steel, ""), (yes, "")],
        "stages": [(mined, australia), (refined, unknown), (sintered, "Japan"), (no, "")],
        "party.owners": [("Example Holding", "60 %"), ("Example Fund", "40"), (yes, "")],
        "party.relations": [("Example Holding", ""), (none, ""), (none, ""), (yes, "")],
    }


def fill(path: Path, asked: list[Question], language: str, entries: dict[str, list[tuple[str, str]]]) -> None:
    """Write a completed workbook."""
    book = load_workbook(io.BytesIO(lists.as_workbook(asked, Letter(language))))
    sheet = book.worksheets[1]
    names = [cell.value for cell in sheet[1]]
    at = {name: names.index(translated(name, language)) + 1 for name in ("Answer", "Country", "Share")}
    for number, row in enumerate(lists.workbook_rows(asked), 2):
        *of_entries, last = entries[row.fact]
        given = dict(enumerate(of_entries, 1))
        name, beside = last if row.list_row == ALL else given.get(int(row.list_row), ("", ""))
        sheet.cell(number, at["Answer"]).value = name
        column = at["Country"] if row.fact == "stages" else at["Share"]
        if beside:
            sheet.cell(number, column).value = beside
    book.save(path)


def test_your_own_workbook_has_rows_too() -> None:
    question = about("materials", "a")
    assert len(with_entry_rows([question])) == ROWS["materials"] + 1
    assert NOBODY != question.ask


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_marks_the_entry_to_correct_and_asks_for_the_last_row(language: str, tmp_path: Path) -> None:
    known = entries_in(language)
    entries = {
        "materials": [known["materials"][0], ("Xyzite", "")],
        "stages": [("", "Japan"), known["stages"][0]],
    }
    asked = [about("materials", "a"), about("stages", "a"), about("component.origin", "b")]
    book = load_workbook(io.BytesIO(lists.as_workbook(asked, Letter(language))))
    sheet = book.worksheets[1]
    names = [cell.value for cell in sheet[1]]
    answer, country = (names.index(translated(name, language)) + 1 for name in ("Answer", "Country"))
    rows = lists.workbook_rows(asked)
    for number, row in enumerate(rows, 2):
        given = entries.get(row.fact, [])[int(row.list_row) - 1 :][:1] if row.list_row.isdecimal() else []
        for name, place in given:
            sheet.cell(number, answer).value = name
            sheet.cell(number, country).value = place or None
        if row.fact == "component.origin":
            sheet.cell(number, answer).value = "JP"
    book.save(tmp_path / "answers.xlsx")
    _, err, code = run("microdep questions --read answers.xlsx --output returned.xlsx", tmp_path)
    assert code == 0, err
    copy = load_workbook(tmp_path / "returned.xlsx").worksheets[1]
    cells = [cell for line in copy.iter_rows() for cell in line if cell.fill.fgColor.rgb == RED]
    red = {(cell.row, (cell.column or 0) - 2) for cell in cells}
    by_row = {(row.fact, row.list_row): number for number, row in enumerate(rows, 2)}
    to_correct = {
        by_row[row] for row in (("materials", "2"), ("materials", ALL), ("stages", "1"), ("stages", ALL))
    }
    assert {(number, answer) for number in to_correct} == red
    assert to_correct == {cell.row for cell in copy["A"][1:] if cell.value}
    assert _open_cells(copy, 2) == _open_cells(book.worksheets[1], 0)


def _open_cells(sheet: object, shift: int) -> set[tuple[int, int]]:
    lines = sheet.iter_rows(min_row=2)  # type: ignore[attr-defined]
    return {(cell.row, cell.column - shift) for line in lines for cell in line if not cell.protection.locked}
