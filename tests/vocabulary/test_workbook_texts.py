"""Texts of workbooks: each has every language, each is read back, and no two mean the same."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from microdep_rules.bom.imports.names import column_meanings
from microdep_rules.bom.overlays import answers, places
from microdep_rules.bom.overlays.substance_answers import parse_substance
from microdep_rules.engine.questions import WORDINGS, by_field
from microdep_rules.engine.values import MissingFact
from microdep_rules.messages.catalogue import entry_of
from microdep_rules.output.asking import columns, wording
from microdep_rules.output.asking.asker import ALL_OR_SOME, NO_COMPONENTS_INSIDE, NO_FUNCTION_OF_A_DEVICE
from microdep_rules.output.stages import stage_words
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.indicators import families, indicators
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.workbook_texts import (
    GROUPS,
    LANGUAGES,
    common_substances,
    cue_pattern,
    evidence_types,
    headings,
    instructions,
    offered,
    stage_names,
    translated,
    words,
)

DATA = resources.workbook_texts_data()
OTHERS = [each for each in LANGUAGES if each != "en"]
NAME = re.compile(r"\{[a-z]+\}")


def test_every_language_has_every_text() -> None:
    assert [*LANGUAGES] == [*DATA["languages"]]
    texts = [each for group in (*GROUPS, "fields") for each in DATA[group]]
    assert [] == [text for text in texts if {*text} != {*LANGUAGES} or not all(text.values())]
    assert [] == [meaning for meaning, known in DATA["answers"].items() if {*known} != {*LANGUAGES}]


def test_every_text_has_the_same_names_in_each_language() -> None:
    texts = [each for group in (*GROUPS, "fields") for each in DATA[group]]
    assert [] == [
        text
        for text in texts
        for language in OTHERS
        if sorted(NAME.findall(text[language])) != sorted(NAME.findall(text["en"]))
    ]


def test_every_heading_holds_the_same_field_in_each_language() -> None:
    fields = {name: {each.field for each in column_meanings(name, "declarations")} for name, _ in headings()}
    assert [] == [(name, english) for name, english in headings() if fields[name] != fields[english]]
    for language in LANGUAGES:
        assert 1 == max(Counter(each[language] for each in DATA["headings"]).values())


def test_every_column_of_a_list_has_a_heading() -> None:
    english = {english for _, english in headings()}
    assert set() == {*columns.COLUMNS} - english
    assert {"Please correct", "Accepted"} == english - {*columns.COLUMNS}


def test_no_word_of_an_answer_means_two_things() -> None:
    known = Counter(word for meaning in DATA["answers"] for word in words(meaning))
    assert [] == [word for word, many in known.items() if many > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_offered_is_read(language: str) -> None:
    assert answers.is_not_known(offered("unknown", language))
    assert answers.is_none(offered("none", language))
    assert answers.is_complete(offered("complete", language))
    assert (["a"], False) == answers.split_entries(f"a; {offered('others', language)}")


@pytest.mark.parametrize("language", OTHERS)
def test_every_form_of_an_answer_is_in_each_language(language: str) -> None:
    lists = [f"{each}{also}" for each in wording.LISTED.values() for also in ("", wording.ALL_IN_COMPONENTS)]
    forms = [*answers.FORMS.values(), *lists, wording.IN_YAML, wording.NONE_OR_YAML, wording.COMPLETE_OR_YAML]
    stage = wording.stage_with_place("sintered")
    forms += [
        ALL_OR_SOME,
        wording.COUNTRY,
        *wording.IN_REMARK.values(),
        f"one of the stages with its country, such as `{stage}`; the company under `{wording.DONE_BY}`",
        f"the country under `Answer`, and the company under `{wording.DONE_BY}`",
        "one of: a, b",
        "a known word, such as a, b, …",
        "a word: a, b",
        "text",
        "a value",
    ]
    assert [] == [form for form in forms if translated(form, language) == form]
    assert [] == [line for line in instructions() if translated(line, language) == line]


FOR_THE_SENDER = {"other-counts", "same-components", "only-evidence", "write-answer", "no-row", "write-copy"}
"""Phrases about a list that somebody has changed, which stay in English."""


@pytest.mark.parametrize("language", OTHERS)
def test_every_reason_for_an_unread_answer_is_in_each_language(language: str) -> None:
    entry = entry_of("overlay/answer-not-read")
    assert entry is not None
    values = {"year": "2026", "first": "1", "second": "2"}
    phrases = {
        name: re.sub(r"\{([a-z]+)\}", lambda match: values.get(match[1], "X"), phrase)
        for name, phrase in entry.phrases.items()
        if name not in FOR_THE_SENDER
    }
    left = {name for name, phrase in phrases.items() if translated(phrase, language) == phrase}
    assert set() == left


@pytest.mark.parametrize("language", OTHERS)
def test_a_question_where_a_stage_was_done_is_in_each_language(language: str) -> None:
    asked = {
        name: f"where, and by whom, was the material NdFeB {stage_words(f'stage {name}')}?"
        for name in load_stages().vocabulary.terms
    }
    assert [] == [name for name, text in asked.items() if translated(text, language) == text]
    assert "NdFeB" in translated(asked["sintered"], language)


def test_every_stage_is_read_in_each_language() -> None:
    known = Counter(word for each in DATA["steps"] for word in {each[language] for language in LANGUAGES})
    assert [] == [word for word, many in known.items() if many > 1]
    stages = [{answers.parse_stage(each[language]) for language in LANGUAGES} for each in DATA["steps"]]
    assert [] == [found for found in stages if len(found) > 1 or None in found]


IN_NO_LIST = ("contract.", "company.", "owner.", "right.", "relation.", "equipment", "annual_imports")
"""Facts of which a workbook asks nothing: contract facts, and facts that fit into no cell."""
RECORDS = ("component", "material", "stage", "party", "transformation")


def test_every_fixed_question_is_one_that_is_asked() -> None:
    asked = {NAME.sub("{it}", text) for text in WORDINGS.values()}
    asked |= {NO_COMPONENTS_INSIDE.replace("{any}", "{it}"), *columns.OF_MAKERS.values()}
    simple = [each["en"] for each in DATA["questions"] if NAME.findall(each["en"]) == ["{it}"]]
    assert [] == [text for text in simple if text not in asked and "contain" not in text]


def _question_in_english(name: str, held: str) -> str:
    """The question about a fact of the component N52, as a workbook asks it."""
    record = name.partition(".")[0] if "." in name else "component"
    missing = MissingFact(name, "x", "/x", record, defect=held)
    if held:
        return wording.evidence_question(missing, "N52", "sintered" if record == "stage" else "")
    if name in WORDINGS:
        return WORDINGS[name].format(name="N52", the="the component N52", done="sintered")
    return by_field(missing, "N52", "the component N52")


@pytest.mark.parametrize("language", OTHERS)
def test_every_question_to_a_company_is_in_each_language(language: str) -> None:
    fields = {f"{record}.{field}" for record in RECORDS for field in record_types()[record].fields}
    names = {name for name in (*fields, *WORDINGS) if not name.startswith((*IN_NO_LIST, "determinations"))}
    names = {
        name for name in names if not name.endswith((".id", ".evidence", ".of", ".children", ".free_of"))
    }
    asked = [_question_in_english(name, held) for name in sorted(names) for held in ("", "no-evidence")]
    asked += [NO_COMPONENTS_INSIDE.format(any="N52"), NO_FUNCTION_OF_A_DEVICE.format(any="N52", words="a")]
    said = {text: translated(text, language) for text in asked}
    assert [] == [text for text, in_it in said.items() if in_it == text or "N52" not in in_it]


@pytest.mark.parametrize("language", OTHERS)
def test_every_reason_for_a_question_is_in_each_language(language: str) -> None:
    signs = [indicator.why for indicator in indicators()]
    labels = [family.label for family in families().values()]
    assert [] == [text for text in (*signs, *labels) if translated(text, language) == text]
    assert ({*signs}, {*labels}) == tuple(
        {each["en"] for each in DATA[key]} for key in ("likely", "families")
    )


def test_every_type_of_evidence_is_offered_and_read_in_each_language() -> None:
    terms = load_vocabularies().get("evidence-type")
    assert terms is not None
    field = record_types()["evidence"].fields["type"]
    for language in LANGUAGES:
        assert {*terms.terms} == {answers.parse_answer(field, word) for word in evidence_types(language)}


CUES = Path(places.__file__).parent
LANGUAGE_WORDS = re.compile(
    r"\b(?:und|oder|nicht|ohne|siehe|kein|von|durch|voir)\b|[\u3040-\u30ff\u4e00-\u9fff]"
)


def test_words_of_other_languages_are_in_the_data_file_and_not_in_the_modules() -> None:
    """A pattern or a set of a module of overlays has no word of a language; docstrings have examples."""
    found = []
    for path in sorted(CUES.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
        found += [(path.name, node.value) for node in texts if LANGUAGE_WORDS.search(str(node.value))]
    assert [] == found


def test_every_cue_matches_its_own_words_and_no_part_of_another_word() -> None:
    for name, known in DATA["cues"].items():
        for word in {word for language in known.values() for word in language}:
            text = word.strip().lstrip("^").replace("*", "")
            assert cue_pattern(f"{{{name}}}").search(text), (name, word)
            if text.isascii() and text.isalpha() and "*" not in word:
                assert cue_pattern(f"{{{name}}}").fullmatch(f"x{text}x") is None, (name, word)
    assert cue_pattern("{not-here}").search("Außerhalb von China") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_the_sheet_of_words_is_read(language: str) -> None:
    substances = load_vocabularies().get("substance")
    assert substances is not None
    names = dict(zip(common_substances(language), DATA["substance-names"], strict=True))
    assert [] == [name for name, known in names.items() if parse_substance(name) != known["id"]]
    assert [] == [name for name in stage_names(language) if answers.parse_stage(name) is None]


def test_every_other_word_for_a_stage_means_one_stage() -> None:
    words_ = Counter(word.casefold() for listed in DATA["stage-words"].values() for word in listed)
    assert [] == [word for word, many in words_.items() if many > 1]
    assert [] == [
        word
        for stage, listed in DATA["stage-words"].items()
        for word in listed
        if answers.parse_stage(word) != stage
    ]
