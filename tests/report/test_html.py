"""The report as HTML: whole, by itself, harmless whatever a document says, readable in all its colours."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from microdep_rules.report.context import SIGNS, WORDS
from tests.report.pages_of import colours, contrast, read, report

PAGES = ("quadcopter", "founding", "production", "hostile")
pages = pytest.mark.parametrize("name", PAGES)
VERDICTS = ("fail", "unknown", "pass", "exempt", "disclose", "waived", "na")
ACTIVE = frozenset("audio base embed form iframe image img link object script use video".split())  # noqa: SIM905 - one line
"""Elements that run or fetch something."""
TEXT, SHAPE = 4.5, 3.0
"""The least contrast of text, and of other things to distinguish (WCAG 2.2, 1.4.3 and 1.4.11)."""


@pages
def test_what_is_opened_is_closed_and_ids_are_of_one_element(name: str) -> None:
    page = read(name)
    assert [] == page.torn
    ids = [each["id"] for _, each in page.elements if "id" in each]
    assert sorted(set(ids)) == sorted(ids)
    named = {word for _, each in page.elements for word in each.get("aria-labelledby", "").split()}
    named |= {each["for"] for _, each in page.elements if "for" in each}
    named |= {each["href"][1:] for tag, each in page.elements if tag == "a"}
    assert set() == named.difference(ids)


@pages
def test_nothing_runs_and_nothing_is_fetched(name: str) -> None:
    page = read(name)
    tags = {tag for tag, _ in page.elements}
    assert set() == tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "link",
        "base",
        "image",
        "use",
    }
    attributes = {name for _, each in page.elements for name in each}
    assert set() == {attribute for attribute in attributes if attribute.startswith("on")} | attributes & {
        "src",
        "style",
    }
    assert {"#"} == {each["href"][0] for _, each in page.elements if "href" in each}


@pages
def test_the_policy_takes_the_one_style_sheet_and_nothing_else(name: str) -> None:
    text = report(name)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert 1 == len(styles)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    policies = [
        each["content"] for tag, each in read(name).elements if tag == "meta" and "http-equiv" in each
    ]
    assert [
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ] == policies
    assert not re.search(r"url\(|@import|expression", styles[0])


def test_what_a_document_says_is_shown_and_does_nothing() -> None:
    text = report("hostile")
    shown = "".join(read("hostile").text)
    assert "<script>alert(1)</script>" in shown
    assert "<U+202E>x<U+2066>" in shown
    assert "{{ 7*7 }} {% for %}" in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


@pages
def test_each_picture_has_a_name_a_description_and_its_numbers_as_a_table(name: str) -> None:
    text = report(name).partition("</style>")[2]
    for beside, label in re.findall(r'([^<>]*)<svg viewBox="0 0 100 8" role="img" aria-label="(.*?)"', text):
        assert beside == label  # a bar stands behind its number
    for picture in re.findall(r"<svg (?!viewBox).*?</svg>", text, re.DOTALL):
        assert re.search(r'<svg role="img" aria-labelledby="[\w-]+ [\w-]+"', picture)
        numbers = [int(each) for each in re.findall(r">(\d+)</text></g>", picture)]
        figure = text[text.index(picture) :].partition("</figure>")[0]
        cells = [int(each) for each in re.findall(r'<td class="n">(\d+)</td>', figure)]
        assert sum(cells) == sum(numbers)
    assert ("<svg" in text) is (name != "founding")


@pages
def test_every_step_of_the_graph_stands_in_the_chain_of_custody(name: str) -> None:
    text = report(name)
    _, _, custody = text.partition('<h2 id="custody">')
    custody = custody.partition("<h2")[0].replace("<wbr>", "")
    drawn = re.findall(r'<g class="node step[^>]*><title>(\w[\w-]*)', text)
    assert [] == [each for each in drawn if each not in custody]


@pages
def test_each_heading_is_one_step_below_the_one_before_it_at_most(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in read(name).elements if re.fullmatch("h[1-6]", tag)]
    assert 1 == levels.count(1)
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pages
def test_the_contents_name_each_part_in_its_order(name: str) -> None:
    text = report(name)
    contents = re.findall(r'<li><a href="#([\w-]+)">(.*?)</a>', text)
    assert [each[0] for each in contents] == re.findall(r'<h2 id="([\w-]+)">', text)


def test_a_verdict_is_never_shown_by_its_colour_alone() -> None:
    assert set(WORDS) == set(SIGNS)
    tags = re.findall(r'<span class="tag (\w+)">(.*?)</span>', report("quadcopter"))
    assert tags
    assert all(f"{SIGNS[verdict]} {WORDS[verdict]}" == text for verdict, text in tags)


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_text_and_shapes_stand_out_from_what_is_behind_them(scheme: str) -> None:
    names = colours()[scheme]
    backs = [f"{verdict}-back" for verdict in VERDICTS]
    text = [(ink, back) for ink in ("ink", "soft") for back in ("ground", "panel", *backs)]
    text += [("link", "ground"), *((f"i{n}", f"s{n}") for n in range(6))]
    text += [(verdict, back) for verdict in VERDICTS for back in (f"{verdict}-back", "ground")]
    shapes = [(each, back) for each in ("soft", "fail", "unknown", "s4") for back in ("ground", "panel")]
    low = [pair for pair in text if contrast(names[pair[0]], names[pair[1]]) < TEXT]
    low += [pair for pair in shapes if contrast(names[pair[0]], names[pair[1]]) < SHAPE]
    assert [] == low
