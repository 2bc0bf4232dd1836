"""No printed text points to a page of the repository: an installed microdep has no pages."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING, Any

from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = re.compile(r"docs/(?:reference|how-to|explanation|tutorials|decisions)/|CONTRIBUTING\.md|README\.md#")
IN_A_PAGE_PATH = re.compile(r"docs/|CONTRIBUTING|README")
"""A text that every module with such a path contains, also if a path is written in two pieces."""
PACKAGE = ROOT / "microdep_rules"
ON_PAGES = {"page", "bad", "good"}
"""Keys of a message with the text of its page in the documentation."""


def printed_texts(node: Any) -> Iterator[str]:
    """Yield the texts of a catalogue of messages, without the texts of pages."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for entry in node:
            yield from printed_texts(entry)
    elif isinstance(node, dict):
        for key, entry in node.items():
            if key not in ON_PAGES:
                yield from printed_texts(entry)


def strings_of(file: Path) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    tree = ast.parse(file.read_text("utf-8"))
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_message_points_to_a_page_of_the_repository() -> None:
    texts = [
        (file.name, text)
        for file in sorted((PACKAGE / "messages").glob("*.toml"))
        for text in printed_texts(tomllib.loads(file.read_text("utf-8")))
    ]
    assert texts
    assert [] == [text for text in texts if PAGE.search(text[1])]


def test_no_module_and_no_template_prints_the_path_of_a_page() -> None:
    assert [] == [
        (file.name, text)
        for file in sorted(PACKAGE.rglob("*.py"))
        if IN_A_PAGE_PATH.search(file.read_text("utf-8"))  # to parse all modules takes seconds
        for text in strings_of(file)
        if PAGE.search(text)
    ]
    files = [*PACKAGE.rglob("*.j2"), *PACKAGE.rglob("*.html"), ROOT / "schemas" / "workbook-texts.json"]
    assert [] == [file.name for file in files if PAGE.search(file.read_text("utf-8"))]
