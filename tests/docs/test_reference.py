"""The pages about documents agree with the schemas, and their examples are valid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.bom.overlays.entries import parse_overlay
from microdep_rules.vocabulary.stages import load_stages
from tests.docs.pages import ROOT
from tests.docs.reference import fields_page, words_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOCUMENTS = ROOT / "docs" / "reference" / "documents.md"
TABLES = ROOT / "docs" / "reference" / "tables.md"
WORDS = ROOT / "docs" / "reference" / "words.md"
WORDS_HEAD = """\
# Words

This page lists the words that a document may use for substances, stages and other things. A rule about a
broader term, such as `motor`, also applies to a narrower term, such as `bldc-motor`. `make docs` generates
this page from `schemas/vocabulary/`.
"""
FIELDS = "\n# Fields\n"
"""The text above it is written by hand, and the text below it is generated from the schemas."""
BLOCK = re.compile(r"```(?P<kind>[a-z -]+)\n(?P<text>.*?)```", re.DOTALL)


def blocks(kind: str) -> list[str]:
    text = DOCUMENTS.read_text("utf-8") + TABLES.read_text("utf-8")
    return [block["text"] for block in BLOCK.finditer(text) if block["kind"] == kind]


def test_the_fields_are_those_of_the_schemas(golden: Callable[[Path, str], None]) -> None:
    written, _, _ = DOCUMENTS.read_text("utf-8").partition(FIELDS)
    golden(DOCUMENTS, f"{written}{FIELDS}{fields_page()}\n")


def test_the_words_are_those_of_the_vocabularies(golden: Callable[[Path, str], None]) -> None:
    golden(WORDS, f"{WORDS_HEAD}{words_page()}\n")


@pytest.mark.parametrize(
    ("block", "kind"), [("yaml", "bom"), ("yaml context", "context"), ("yaml mapping", "mapping")]
)
def test_an_example_of_a_document_is_sound(block: str, kind: Literal["bom", "context"]) -> None:
    (text,) = blocks(block)
    loaded = load_document("example.yaml", text.encode(), kind=kind)
    problems = [*loaded.diagnostics]
    if kind == "bom":
        problems += build(loaded, on_route=load_stages().on_route)[1]
    assert [] == problems


def test_every_example_of_an_overlay_is_sound() -> None:
    page = (ROOT / "docs" / "how-to" / "overlays.md").read_text("utf-8")
    examples = [each["text"] for each in BLOCK.finditer(page) if each["kind"] == "yaml overlay"]
    assert examples
    for text in examples:
        overlay, problems = parse_overlay(load_document("overlay.yaml", text.encode(), kind="overlay"))
        assert overlay is not None
        assert [] == problems
