"""The pages about law: every paragraph is in a clause map, tables are those of the packs, commands run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace import shipped_packs
from tests.cli.replay import run
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
from tests.docs.pages import ROOT
from tests.docs.test_voice import problems
from tests.packs.loading import sources_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

README = LAW / "README.md"
UPDATING = "../../how-to/update-a-law.md"
ALL = [*sorted(page.name for page in LAW.glob("*.md")), UPDATING]
FENCED = re.compile(r"^```([a-z ]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACK = "magnet-disclosure"
"""The pack that the example of the page on updates changes."""
LINK = re.compile(r"\]\(([a-z./-]+\.md)\)")
PAGES_TABLE = rows(README, 2)
OF_THE_LAW = re.compile(
    r"\bend items?\b|\bwholly or in part\b|\bparts? (?:25|40|225|252|[AB]\b)|\bPart I{1,2}\b|`[^`\n]*`"
)
"""Terms of the law, citations and names, in which a word of our own texts may appear."""


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


def test_a_pack_with_a_file_of_clauses_and_no_other_has_lines_of_a_clause_map() -> None:
    assert with_clause_map() == [name for name in shipped_packs.list_packs() if clauses_of(name)]


def test_the_first_page_links_every_other_once() -> None:
    links = LINK.findall(text_of(README.name))
    assert sorted({*ALL} - {README.name}) == sorted(links)


def test_the_first_page_has_the_packs_of_each_page() -> None:
    table = {LINK.findall(page)[0]: tuple(re.findall("`([a-z-]+)`", packs)) for page, packs in PAGES_TABLE}
    assert {**PACKS_OF, UPDATING: ()} == table


@pytest.mark.parametrize("page", ALL)
def test_every_link_of_a_page_leads_to_a_page(page: str) -> None:
    place = LAW / page
    links = re.findall(r"\]\(([^)]+)\)", place.read_text(encoding="utf-8"))
    assert [] == [link for link in links if not (place.parent / link).exists()]


@pytest.mark.parametrize("page", PACKS_OF)
def test_every_paragraph_resolves_to_a_line_of_a_clause_map_or_is_marked(page: str) -> None:
    found = [
        (
            citation.text,
            lines_of(citation.text, [line for pack in citation.packs for line in clauses_of(pack)]),
            citation.marked,
        )
        for citation in citations(page)
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
    assert [] == PARAGRAPH.findall(CITATION.sub("", FENCED.sub("", text_of(page))))


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
    assert [] == problems(OF_THE_LAW.sub("", FENCED.sub("", text_of(page))))


# ---- how to update a law ------------------------------------------------------------------------------


def fenced(kind: str) -> list[str]:
    """Return the blocks of one kind of the page on updates."""
    return [text for found, text in FENCED.findall(text_of(UPDATING)) if found == kind]


def commands(program: str) -> list[str]:
    """Return the commands of the page on updates that begin so."""
    lines = [line for block in fenced("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith(f"{program} ")]


@pytest.fixture
def updated(tmp_path: Path) -> Path:
    """A folder with the pack, changed as the page shows."""
    pack = tmp_path / "rules" / PACK
    shutil.copytree(ROOT / "rules" / PACK, pack)
    with (pack / "clauses.csv").open("a", encoding="utf-8", newline="") as file:
        file.writelines(fenced("csv"))
    for kind, name in (("rule", "example-act"), ("rule examples", "examples-example-act")):
        (text,) = fenced(kind)
        (pack / f"{name}.rule").write_text(text, encoding="utf-8", newline="")
    return tmp_path


def test_the_commands_of_microdep_succeed_on_the_pack_that_the_page_changes(updated: Path) -> None:
    found = commands("microdep")
    assert len(found) >= 4
    assert [] == [(line, out, err) for line in found for out, err, code in [run(line, updated)] if code]


def test_the_changed_pack_shows_the_new_lines_and_keeps_its_old_ones(updated: Path) -> None:
    out, _, _ = run(f"microdep packs show rules/{PACK}", updated)
    assert f"  {len(clauses_of(PACK)) + 2} paragraphs: 2 read in full, " in out


def test_without_its_lines_in_the_clause_map_the_changed_pack_does_not_load(updated: Path) -> None:
    shutil.copy(ROOT / "rules" / PACK / "clauses.csv", updated / "rules" / PACK)
    _, err, code = run(f"microdep test rules/{PACK}", updated)
    assert 3 == code
    assert "citation-without-clause" in err or "rule-without-clause" in err


def test_the_tests_that_the_page_runs_exist() -> None:
    found = commands("python")
    assert len(found) >= 4
    words = [shlex.split(line)[1:] for line in found]
    assert {("-m", "pytest")} == {tuple(each[:2]) for each in words}
    # Those of which each test is run are collected by one process.
    whole = list(dict.fromkeys(word for each in words if "-k" not in each for word in each[2:]))
    for arguments in (whole, *(each[2:] for each in words if "-k" in each)):
        command = [sys.executable, "-m", "pytest", *arguments, "--collect-only"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stdout


def test_a_pending_fact_that_the_page_quotes_is_in_a_pack() -> None:
    packs = [
        " ".join(source.text.split()) for pack in shipped_packs.list_packs() for source in sources_of(pack)
    ]
    quoted = fenced("rule quoted")
    assert 2 == len(quoted)
    assert [] == [text for text in quoted if not any(" ".join(text.split()) in each for each in packs)]
