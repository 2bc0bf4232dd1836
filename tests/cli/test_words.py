"""The command line has plain words: one for each idea, docstrings without clauses, and standard names."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import microdep_rules
from tests.docs.test_voice import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(microdep_rules.__file__).parent
SOURCES = [*sorted((PACKAGE / "cli").rglob("*.py")), PACKAGE / "__main__.py"]
CLAUSE = re.compile(r"(?:What|Whether|How|Of|Where|Why|Who|Which|By|That|As|When|From)\b")
THIRD_PERSON = re.compile(r"(?:Ends|Says|Writes|Refuses|Runs|Shows|Makes|Checks|Gives|Waits|Reads)\b")
ODD_NAMES = frozenset({"told", "found", "each", "said", "wanted", "asked"})


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Yield every node of the sources, with the path of its file."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(PACKAGE).as_posix(), node


def texts() -> Iterator[tuple[str, int, str]]:
    """Yield every text in the sources, with its file and line."""
    for path, node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield path, node.lineno, node.value


def docstrings() -> Iterator[tuple[str, int, str]]:
    """Yield every text that is a statement, with its file and line."""
    for path, node in nodes():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield path, node.lineno, str(node.value.value)


def test_every_text_uses_one_word_for_each_idea() -> None:
    assert len([*texts()]) > 1000
    assert [] == [(path, line, wrong) for path, line, text in texts() if (wrong := problems(text))]


def test_a_docstring_begins_with_a_noun_or_an_imperative() -> None:
    wrong = [
        (path, line, text.splitlines()[0])
        for path, line, text in docstrings()
        if CLAUSE.match(text) or THIRD_PERSON.match(text)
    ]
    assert [] == wrong


def test_a_variable_is_named_for_its_value() -> None:
    assert [] == [
        (path, node.lineno, node.id)
        for path, node in nodes()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in ODD_NAMES
    ]
