from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.report.markdown import block
from microdep_rules.report.rule_docs import rule_docs
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from microdep_rules.lang import ir

GOLDEN = Path(__file__).parent / "pages"
TEMPLATES = ("rule_page.md.j2", "rules_index.md.j2", "not_covered.md.j2")
OWN = Path(__file__).parent / "purchasing"
"""A small pack that has everything of which a page may speak."""
SMALL = ("micro-dependency/blocked-component.md",)
OWN_PAGES = ("index.md", "not-covered.md", "purchasing/made-elsewhere.md", "purchasing/from-the-start.md")
HOSTILE = "x|y`z` <img src=x> [link](http://example.org) **bold** ``` {{ 7 * 7 }}"
PACK = f"""\
pack own version 1
  title      "{HOSTILE}"
  authority  "{HOSTILE}"
  reviewed   2026-11-24
  contested  "{HOSTILE}"

rule from-there
  title       "{HOSTILE}"
  severity    warn
  cites       "{HOSTILE}"
  applies to  every listed component
  forbid      component.name is "{HOSTILE}"

example fail of from-there "{HOSTILE}"
  bom     component magnets, origin CN
  expect  fail
"""


def documented(*names: str) -> tuple[tuple[ir.Pack, ...], dict[str, str]]:
    """The packs of these names, and their documentation."""
    project, _, problems = open_project("")
    assert project is not None, problems
    loaded = load_packs(project, names, {})
    assert loaded.loaded, loaded.diagnostics
    packs = tuple(pack.pack for pack in loaded.packs if pack.pack is not None)
    return packs, rule_docs(loaded.packs, loaded.sources)


@cache
def shipped() -> tuple[tuple[ir.Pack, ...], dict[str, str]]:
    return documented("all")


@pytest.mark.parametrize("name", SMALL)
def test_the_page_of_a_shipped_rule_reads_as_it_should(
    name: str, golden: Callable[[Path, str], None]
) -> None:
    golden(GOLDEN / name, documented("micro-dependency")[1][name])


@pytest.mark.parametrize("name", OWN_PAGES)
def test_the_pages_of_a_small_pack_read_as_they_should(
    name: str, golden: Callable[[Path, str], None]
) -> None:
    golden(GOLDEN / name, documented(str(OWN))[1][name])


def test_no_golden_page_is_left_that_no_test_reads() -> None:
    found = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.md")}
    assert found == {*SMALL, *OWN_PAGES}
    assert set(OWN_PAGES) == set(documented(str(OWN))[1])


def test_every_rule_of_every_shipped_pack_has_a_page() -> None:
    packs, pages = shipped()
    rules = {f"{rule.id}.md" for pack in packs for rule in pack.rules}
    assert len(rules) > 30
    assert rules == set(pages) - {"index.md", "not-covered.md"}


def test_every_link_leads_to_a_page_or_a_place_on_its_own() -> None:
    pages = shipped()[1]
    broken = [(name, target) for name, target in links(pages) if not leads(pages, name, target)]
    assert [] == broken


def test_every_page_can_be_reached_from_the_index() -> None:
    pages = shipped()[1]
    assert set(pages) - {"index.md"} == {
        target for _, target in links({"index.md": pages["index.md"]})
    } & set(pages)


def links(pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every link of every page, outside of quoted text."""
    for name, text in pages.items():
        reported = re.sub(r"^ *(`{3,})text\n.*?^ *\1$", "", text, flags=re.MULTILINE | re.DOTALL)
        yield from ((name, unquote(each)) for each in re.findall(r"(?<!\\)\]\(([^)]*)\)", reported))


def leads(pages: dict[str, str], name: str, target: str) -> bool:
    """Return whether a link of a page has a target."""
    if target.startswith("#"):
        return f'<a id="{target[1:]}"></a>' in pages[name]
    folder = Path(name).parent
    parts: list[str] = []
    for part in (folder / target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts) in pages


def test_every_line_of_a_clause_map_that_is_not_encoded_in_full_is_reported() -> None:
    packs, pages = shipped()
    reported = re.sub(r"\\(.)", r"\1", pages["not-covered.md"])
    lines = [clause for pack in packs for clause in pack.clauses if clause.encoded != "whole"]
    assert len(lines) > 20
    assert [] == [line.clause for line in lines if f"| {line.clause} | {line.content} |" not in reported]
    assert [] == [line.clause for line in lines if line.note not in reported]


def test_the_disclaimer_stands_on_one_page_once() -> None:
    pages = shipped()[1]
    assert ["not-covered.md"] == [name for name, text in pages.items() if "not legal advice" in text]
    assert 1 == pages["not-covered.md"].count("not legal advice")
    assert "may still bind you" in pages["not-covered.md"]


def test_lists_of_packs_that_are_only_used_are_reported_too() -> None:
    assert (
        "- wto-gpa-threshold: the figures of 91 FR 12488" in documented("buy-american")[1]["not-covered.md"]
    )


def test_a_page_has_what_a_rule_says_of_itself() -> None:
    page = shipped()[1]["dod-magnets/covered-country-stage.md"]
    for head in ("## Passes", "## Fails", "## Stays unknown", "## Exempt"):
        assert f"{head}\n\n- " in page
    for head in (
        "## Citations",
        "## In force",
        "## Exceptions",
        "## Messages and fix",
        "## Unsettled interpretation",
    ):
        assert f"\n{head}\n" in page
    assert "- expansion-date: section 1803 of a FY2027 NDAA bill would repeal" in page


def test_no_page_names_a_file_of_this_machine() -> None:
    here = str(Path(__file__).resolve().parents[2])
    assert [] == [name for name, text in shipped()[1].items() if here in text]


def test_the_same_packs_give_the_same_bytes() -> None:
    assert documented("boards-and-batteries") == documented("boards-and-batteries")


def test_a_hostile_text_is_text_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "own.rule"
    path.write_text(PACK, encoding="utf-8")
    pages = documented(str(path))[1]
    for text in pages.values():
        quoted = re.sub(r"^( *)(`{3,})text\n.*?^\1\2$", "", text, flags=re.MULTILINE | re.DOTALL)
        assert "<img" not in quoted.replace("\\<img", "")
        assert "[link]" not in quoted
        assert "49" not in quoted
        assert [] == [row for head, row in rows(quoted) if cells(head) != cells(row)]


def rows(text: str) -> Iterator[tuple[str, str]]:
    """Every row of every table, with the head of its table."""
    head = ""
    for line in text.splitlines():
        head = (head or line) if line.startswith("|") else ""
        if head:
            yield head, line


def cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", row))


def test_every_row_of_a_table_has_the_cells_of_its_head() -> None:
    texts = shipped()[1].values()
    assert [] == [row for text in texts for head, row in rows(text) if cells(head) != cells(row)]


def test_a_fence_is_longer_than_any_in_what_it_holds() -> None:
    assert block(["a ```` b"]) == "`````text\na ```` b\n`````"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_value_of_a_template_goes_through_a_filter(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", "", report_template(name), flags=re.DOTALL)
    values = re.findall(r"\{\{(.*?)\}\}", text)
    safe = re.compile(r'\| (md|link|block|block \| indent\(2, first=true\))\s*$|^ "')
    assert [] == [value for value in values if not safe.search(value)]
