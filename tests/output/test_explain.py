from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.asked import about, subjects
from microdep_rules.output.explain import why
from microdep_rules.output.layout import WIDTH
from microdep_rules.output.manual import rule_page
from tests.output.explain_cases import CONTEXT, DOCUMENT, FOLDER, SOURCES, Judged, demo, judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The document again: nothing claimed; the item bought off the shelf, modified before acceptance or not; and
# a step in a country that the list takes in later.
PLAIN = DOCUMENT.replace("    claims: [off-the-shelf]\n", "")
SHELF = DOCUMENT.replace(
    "    claims: [off-the-shelf]\n", "    cots: true\n    modified_before_acceptance: @\n"
)
RUSSIAN = PLAIN.replace("country: CN, ev", "country: RU, ev")
VAGUE = DOCUMENT.replace(
    "name: servo magnet\n        substance: NdFeB",
    "name: servo magnet\n        substance: {one_of: [NdFeB, SmCo]}",
)
BOUNDED = DOCUMENT.replace("mass_g: 15", "mass_g: at most 15").replace(
    "origin: CN", "origin: {one_of: [CN, US]}"
)
BARE = DOCUMENT.replace("country: CN, evidence: [ev-1]", "country: JP").replace(
    "name: rotor magnet", "name: rotor magnet\n        complete: [stages]"
)
MOSTLY_CHINESE = DOCUMENT.replace("    name: Flight board\n", "    name: Flight board\n    origin: CN\n")
CASES = {
    "claimed": (DOCUMENT, "avoided-stage", "motor/magnet"),
    "milestones-missing": (PLAIN, "avoided-stage", "servo/magnet"),
    "exception-not-shown": (PLAIN, "avoided-stage", "motor/magnet"),
    "exception-held": (SHELF.replace("@", "false"), "avoided-stage", "motor/magnet"),
    "exception-lost": (SHELF.replace("@", "true"), "avoided-stage", "motor/magnet"),
    "chosen-by-unknown": (VAGUE, "avoided-stage", "servo/magnet"),
    "candidate": (DOCUMENT, "avoided-stage", "board"),
    "candidate-for-parts": (DOCUMENT, "motors", "board"),
    "passes-and-changes": (RUSSIAN, "avoided-stage", "motor/magnet"),
    "share": (DOCUMENT, "domestic-cost", "drone"),
    "share-missed": (MOSTLY_CHINESE, "domestic-cost", "drone"),
    "fact-at-fault": (DOCUMENT, "labelled", "servo"),
    "known-in-part": (BOUNDED, "labelled", "servo"),
    "evidence-missing": (BARE, "attested", "motor/magnet"),
    "not-applicable": (DOCUMENT, "avoided-stage", "motor/magnet"),
    "every-and-no": (DOCUMENT, "attested", "motor/magnet"),
    "presumption": (DOCUMENT, "made-in-japan", "servo"),
    "denial": (DOCUMENT, "light-or-domestic", "board"),
    "disclose": (DOCUMENT, "where-made", "servo/magnet"),
}


def case(name: str) -> tuple[Judged, str, str]:
    document, rule, subject = CASES[name]
    context = CONTEXT.replace("DoD", "NASA") if name == "not-applicable" else CONTEXT
    return judged(document, context), rule, subject


def explained(name: str) -> str:
    found, rule, subject = case(name)
    return why(found.of(rule), found.pack, SOURCES, found.bom, subject)


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_reads_as_it_should(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(FOLDER / f"{name}.txt", explained(name))


@pytest.mark.parametrize("rule", ["avoided-stage", "labelled", "attested", "made-in-japan", "where-made"])
def test_the_page_of_a_rule_reads_as_it_should(rule: str, golden: Callable[[Path, str], None]) -> None:
    page = rule_page(demo(), next(r for r in demo().rules if r.name == rule), SOURCES)
    golden(FOLDER / f"rule-{rule}.txt", page)


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_fits_a_terminal(name: str) -> None:
    assert [] == [line for line in explained(name).splitlines() if len(line) > WIDTH]


def test_of_a_group_the_part_that_is_asked_about_shows_the_condition_that_is_undecided() -> None:
    text = explained("chosen-by-unknown")
    assert "unknown    material.substance is NdFeB\n" in text
    assert "group " not in text


def test_free_of_is_named_only_where_the_rule_is_about_materials() -> None:
    assert ["free_of" in explained(name) for name in ("candidate", "candidate-for-parts")] == [True, False]


def test_elements_that_a_list_does_not_contain_are_left_out_where_the_list_is_decided() -> None:
    assert "incomplete list may lack" in explained("milestones-missing")
    assert "incomplete list may lack" not in explained("every-and-no")


def test_an_element_that_does_not_decide_is_one_line() -> None:
    lines = explained("every-and-no").splitlines()
    (at,) = [n for n, line in enumerate(lines) if "(b) no stage of material where" in line]
    assert ("unknown    (b) no stage of material where …", "") == (lines[at], lines[at + 1])


def test_no_explanation_calls_anything_illegal_or_compliant() -> None:
    texts = [explained(name).lower() for name in CASES]
    assert [] == [t for t in texts if "illegal" in t or "complian" in t]


def test_no_golden_text_is_left_that_no_test_reads() -> None:
    pages = {f"rule-{r}" for r in ("avoided-stage", "labelled", "attested", "made-in-japan", "where-made")}
    assert {*CASES, *pages} == {path.stem for path in FOLDER.glob("*.txt")}


def test_a_part_may_be_named_by_id_by_name_or_by_the_part_that_holds_it() -> None:
    found = judged().of("avoided-stage")
    by_id, by_name = about(found, "motor/magnet"), about(found, "rotor magnet")
    assert ["motor/magnet"] == [o.subject.id for o in by_id]
    assert by_id == by_name
    assert by_id == about(found, "motor")


def test_a_component_without_an_outcome_is_reported_with_the_nearest_name() -> None:
    found = judged()
    text = why(found.of("labelled"), found.pack, SOURCES, found.bom, "servp")
    assert "the rule has no outcome for `servp`\ndid you mean `servo`?\n" in text


def test_the_subjects_are_the_parts_of_groups_too() -> None:
    assert ["motor/magnet", "servo/magnet", "drone", "board"] == subjects(judged().of("avoided-stage"))


def test_a_hidden_character_of_a_document_is_shown() -> None:
    found = judged(DOCUMENT.replace("name: rotor magnet", 'name: "rotor\\u202e magnet"'))
    text = why(found.of("avoided-stage"), found.pack, SOURCES, found.bom, "motor/magnet")
    assert "\u202e" not in text
    assert "rotor<U+202E> magnet" in text


def test_the_words_are_left_out_where_the_rule_file_is_not_at_hand() -> None:
    found = judged()
    assert "UNKNOWN" in why(found.of("avoided-stage"), found.pack, {}, found.bom, "motor/magnet")
