"""The glossary is data: each term leads to a word of a vocabulary or to a list, and the page shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary.countries import name
from microdep_rules.vocabulary.resources import glossary_data
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies
from tests.docs.pages import ROOT
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGE = ROOT / "docs" / "reference" / "glossary.md"
ARTICLE = (
    "## Terms of the founding article\n\n`make docs` generates this list from `schemas/glossary.json`.\n"
)
"""The end of the handwritten text; the rest is generated."""
TERMS: list[dict[str, Any]] = glossary_data()["terms"]


def glossary_page() -> str:
    """Return the handwritten text and the generated terms."""
    written, mark, _ = PAGE.read_text(encoding="utf-8").partition(ARTICLE)
    return "\n".join([written + mark, *(line for term in TERMS for line in _term(term))]).rstrip("\n") + "\n"


def _term(term: dict[str, Any]) -> Iterator[str]:
    yield f"### {term['name']}\n"
    if term["aliases"]:
        yield f"Also: {', '.join(term['aliases'])}.\n"
    for kind in ("stage", "substance", "list"):
        if kind in term:
            yield f"In documents and rules: the {kind} `{term[kind]}`.\n"
    if "from" in term:
        yield f"Since {term['from']}.\n"
    yield f"{term['definition']}\n"
    if "list" in term:
        yield from _members(term["list"])
    for each in term["sources"]:
        title = f"[{each['title']}]({each['url']})" if "url" in each else each["title"]
        yield f"- {each['publisher']}: {title}, read {each['read']}"
    yield ""


def _members(list_name: str) -> Iterator[str]:
    yield "| country | since | note |"
    yield "|---|---|---|"
    for entry in signatories(list_name):
        yield f"| {entry[0]} {name(entry[0])} | {entry[1]} | {entry[2]} |"
    yield ""


def signatories(list_name: str) -> list[tuple[str, str, str]]:
    pack, _, own = list_name.partition("/")
    found = []
    for entry in shipped_pack(pack).tables[own].entries:
        start = entry.stretch.start
        assert start is not None
        assert isinstance(entry.value, tuple)
        found += [(str(each.value), str(start.date), entry.contested) for each in entry.value]  # type: ignore[union-attr] # a list has constants
    return found


def test_the_page_shows_every_term(golden: Callable[[Path, str], None]) -> None:
    golden(PAGE, glossary_page())


def test_the_article_terms_are_there() -> None:
    assert ["dual circulation", "solvent extraction", "NdFeB", "Pax Silica"] == [
        term["name"] for term in TERMS
    ]


def test_a_term_that_is_a_word_of_a_vocabulary_is_read_as_that_word() -> None:
    stages, substances = load_stages().vocabulary, load_vocabularies().get("substance")
    assert substances is not None
    assert "separated" == stages.resolve("solvent extraction")
    assert "NdFeB" == substances.resolve("neodymium-iron-boron")
    assert [] == [term["id"] for term in TERMS if "stage" in term and term["stage"] not in stages.terms]
    assert [] == [
        term["id"] for term in TERMS if "substance" in term and term["substance"] not in substances.terms
    ]


def test_pax_silica_has_24_signatories_each_with_its_day() -> None:
    found = signatories("reference-data/pax-silica")
    assert 24 == len({country for country, _, _ in found})
    assert ("IN", "2026-02-20", "") in found
    assert "2025-12-12" == min(day for _, day, _ in found)


def test_every_term_has_a_source_with_the_day_on_which_it_was_read() -> None:
    assert [] == [term["id"] for term in TERMS if not all("read" in one for one in term["sources"])]
    assert [] == [term["id"] for term in TERMS if not term["sources"] or not term["definition"]]


def test_the_terms_of_a_table_are_in_alphabetical_order() -> None:
    for title in ("## Terms of microdep", "## Terms of law"):
        section = PAGE.read_text(encoding="utf-8").partition(title)[2].partition("\n## ")[0]
        terms = re.findall(r"^\| (?!term |---)([^|]+?) \|", section, re.MULTILINE)
        assert len(terms) > 5
        assert sorted(terms, key=str.lower) == terms
