"""The specification of the language: every paragraph shown by a case, every rule in it checked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.cases import Snippet, all_cases, codes_of, paragraphs, run, snippets

CASES = all_cases()
SNIPPETS = snippets()
COMPARED = ("errors", "document", "roll_up", "examples")


@pytest.mark.parametrize("case", [c for _, c in CASES], ids=[n for n, _ in CASES])
def test_a_case_comes_out_as_the_specification_says(case: dict[str, Any]) -> None:
    reported = run(case)
    if "document" not in case:
        reported.pop("document", None)
    wanted = {key: case.get(key, []) for key in ("errors", *(k for k in COMPARED if k in case))}
    assert wanted == {key: reported.get(key) for key in wanted}
    outcomes = reported.get("outcomes", [])
    if "outcomes" in case:
        assert int(case["outcomes"]) == len(outcomes)
    for each in case.get("want", []):
        about = {key: each[key] for key in ("rule", "subject", "name") if key in each}
        found = [o for o in outcomes if about == {key: o[key] for key in about}]
        assert each in [{key: o[key] for key in each} for o in found] or each == _nearest(each, found)


def _nearest(wanted: dict[str, Any], found: list[dict[str, Any]]) -> object:
    """What is shown beside what was wanted: the first outcome about the same."""
    return {key: found[0][key] for key in wanted} if found else "no outcome about it"


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[s.paragraph for s in SNIPPETS])
def test_a_rule_in_the_specification_is_what_it_says(snippet: Snippet) -> None:
    assert ([snippet.code] if snippet.code else []) == codes_of(snippet.text, snippet.sheet)


def test_every_paragraph_is_shown_by_a_case_or_by_an_error() -> None:
    shown = {number for _, case in CASES for number in case["paragraph"]}
    shown |= {each.paragraph for each in SNIPPETS if each.code}
    assert [] == [number for number in paragraphs() if number not in shown]


def test_every_case_names_paragraphs_that_there_are_and_says_what_it_shows() -> None:
    known = set(paragraphs())
    assert [] == [name for name, case in CASES if not known.issuperset(case["paragraph"]) or not case["note"]]


def test_paragraphs_are_numbered_without_gaps() -> None:
    found = [tuple(map(int, number.split("."))) for number in paragraphs()]
    wanted = [(1, 1)]
    for chapter, _ in found[1:]:
        last = wanted[-1]
        wanted.append((chapter, last[1] + 1 if chapter == last[0] else 1))
    assert wanted == found
    assert list(range(1, found[-1][0] + 1)) == sorted({chapter for chapter, _ in found})
