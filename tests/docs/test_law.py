"""The pages about law: every paragraph is in a clause map, the tables are those of the packs, the commands run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.declarations import NAMED, declared, rows
from tests.docs.law import (
    CITATION,
    COUNTS,
    LAW,
    PACKS_OF,
    PARAGRAPH,
    TEXTS,
    citations,
    clauses_of,
    counts_table,
    covers,
    is_encoded,
    lines_of,
    texts_table,
    with_clause_map,
    written,
)
from tests.docs.test_voice import problems

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

README = LAW / "README.md"
UPDATING = LAW / "updating.md"
ALL = sorted(page.name for page in LAW.glob("*.md"))
LINK = re.compile(r"\]\(([a-z-]+\.md)\)")
OF_THE_LAW = re.compile(
    r"\bend items?\b|\bparts? (?:25|40|225|252|[AB]\b)|\bPart I{1,2}\b|`[^`\n]*`|^```.*?^```", re.MULTILINE | re.DOTALL
)
"""Terms of the law, citations, names and commands, in which a word of our own texts may appear."""


def text_of(page: str) -> str:
    """Return the part of a page that is written by hand."""
    return written((LAW / page).read_text(encoding="utf-8"))


def test_the_counts_are_those_of_the_clause_maps(golden: Callable[[Path, str], None]) -> None:
    golden(README, f"{text_of(README.name)}{COUNTS}\n{counts_table()}\n")


@pytest.mark.parametrize("page", PACKS_OF)
def test_the_texts_read_are_those_of_the_clause_maps(page: str, golden: Callable[[Path, str], None]) -> None:
    golden(LAW / page, f"{text_of(page)}{TEXTS}\n{texts_table(PACKS_OF[page])}\n")


def test_every_pack_that_encodes_a_law_is_on_one_page() -> None:
    assert with_clause_map() == sorted(pack for packs in PACKS_OF.values() for pack in packs)


def test_the_first_page_links_every_other_once() -> None:
    links = LINK.findall(text_of(README.name))
    assert sorted({*ALL} - {README.name}) == sorted(links)


@pytest.mark.parametrize("page", PACKS_OF)
def test_every_paragraph_resolves_to_a_line_of_a_clause_map_or_is_marked(page: str) -> None:
    found = [
        (each.text, lines_of(each.text, [line for pack in each.packs for line in clauses_of(pack)]), each.marked)
        for each in citations(page)
    ]
    assert found
    assert [] == [text for text, lines, marked in found if not lines and not marked], "in no clause map"
    assert [] == [text for text, lines, marked in found if marked is is_encoded(lines)], "marked wrongly"


@pytest.mark.parametrize("page", PACKS_OF)
def test_a_page_has_every_line_of_the_clause_maps(page: str) -> None:
    named = list(citations(page))
    assert [] == [
        (pack, line.clause)
        for pack in PACKS_OF[page]
        for line in clauses_of(pack)
        if not any(covers(each.text, line) for each in named if pack in each.packs)
    ]


@pytest.mark.parametrize("page", ALL)
def test_a_paragraph_is_named_in_backticks_so_that_it_is_checked(page: str) -> None:
    assert [] == PARAGRAPH.findall(CITATION.sub("", re.sub(r"^```.*?^```", "", text_of(page), flags=re.M | re.S)))


@pytest.mark.parametrize("page", PACKS_OF)
def test_a_reading_of_a_pack_is_contested_in_it(page: str) -> None:
    readings = rows(LAW / page, 3)
    assert readings
    for row in readings:
        named = NAMED.findall(row[2])
        assert named, row
        assert [] == [f"{pack}/{name}" for pack, name in named if not declared(pack).get(name)]


@pytest.mark.parametrize("page", ALL)
def test_a_page_about_law_uses_one_word_for_each_idea(page: str) -> None:
    assert [] == problems(OF_THE_LAW.sub("", text_of(page)))
