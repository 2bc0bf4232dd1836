"""Every text uses one word for each idea: pages, help, messages, schemas, packs, templates and docstrings."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.help_pages import CONTEXTS, page
from tests.docs.pages import PACKAGE, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORDS = {
    r"tells?|told|says?|said": "report, state, show, print",
    r"stands?(?! for)|lies?|lay|holds?|held": "is, stands for, appears; an exception applies",
    r"mend(?:s|ed|ing)?|ways? out|fixed out": "fix",
    r"parted by": "separated by",
    r"(?:for )?(?:want|lack) of|not there": "missing, because X is missing",
    r"look(?:s|ed)? (?:past|everywhere)": "excluded, excludes",
    r"rest(?:s|ed)? on": "relies on",
    r"lost|not shown": "disqualified; not demonstrated",
    r"limbs?": "element",
    r"not settled|(?<!interpretation )unsettled(?! interpretation)": "interpretation unsettled, disputed",
    r"law as known": "pack last reviewed on",
    r"parts?|items?": "component",
    r"steps?": "stage",
    r"papers?": "evidence, document",
    r"deals?": "contract facts",
    r"maker lists?|makers?|theirs": "company list, party, manufacturer",
    r"nothing decides|do(?:es)? not decide": "insufficient data",
    r"decides? \d+ rules?": "affects 3 rules",
    r"somebody else(?:'s)?|(?:of|by|to) others|strangers?": "third-party, external",
    r"hostile": "untrusted",
    r"time[ -]stamp(?:s|ed|ing)?": "timestamp",
    r"wanted": "required",
    r"what is enough|limit of which": "threshold, at least, more than",
    r"go(?:es)? before|prevails?": "override, take precedence",
    r"slow evaluator": "reference evaluator",
}
"""What no text may have, with the word to write."""
PATTERNS = {re.compile(rf"\b(?:{words})\b", re.IGNORECASE): write for words, write in WORDS.items()}
EXCEPTIONS = {
    r"part numbers?": "the standard term for the number of a manufacturer",
    r"part databases?": "the standard term for a database of part numbers",
    r"parts\.csv": "a file name that a user chose",
    r"hand-held": "the ordinary word for a device",
    r"on paper": "the ordinary words for a printed copy",
    r"end items?": "the term of the Defense Federal Acquisition Regulation Supplement",
    r"(?:FAR|DFARS|NDAA|FAR overhaul,)(?: s\.\d+,)? part [\dA-Z]+|parts? \d+": "a part of a regulation",
    r"Part I+|part-one": "a part of an annex of a law",
    r"(?:off-the-shelf|automotive|commercial|noncommercial|military) items?": "terms of FAR 2.101 and DFARS",
}
"""What is left out before the search, with the reason."""
ABOUT_WORDS = {
    "docs/reference/glossary.md": (r"a part or an item|signatory by others", "it names the words of users"),
    "docs/reference/language.md": (r"makers?", "the notion `makers of component`, 24.6"),
    "docs/reference/words.md": (r"(?:finished |structural )?part", "aliases that users write"),
    "docs/decisions/0051-the-rule-language-read-aloud.md": (
        r"limb|lost|not shown",
        "it names the former words",
    ),
    "docs/reference/formats.md": (r"step of a job", "the term of GitHub"),
    "docs/how-to/ci.md": (r"step of the job", "the term of GitHub"),
    "docs/how-to/importing.md": (r"STEP", "the format of drawings"),
    "docs/explanation/law/china.md": (r"items?", "the term of the announcements"),
    "docs/explanation/law/minerals.md": (r"makers of goods", "the name of a paragraph"),
}
"""What one page may have besides, with the reason."""
EXCEPT = re.compile("|".join(EXCEPTIONS), re.IGNORECASE)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`]*`")
TARGET_OF_LINK = re.compile(r"\]\([^)]*\)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
TARGET = re.compile(r"^[a-z]+:.*## (.*)$", re.MULTILINE)
PAGES = sorted(
    chain(
        (ROOT / "docs").rglob("*.md"),
        (ROOT / "examples").glob("*/README.md"),
        (ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    )
)
"""Every page for people; transcripts and pages of tests have the voice of what they show."""
TEXTS_OF_SCHEMAS = frozenset({"title", "description", "definition", "reason"})
"""Keys whose values are read by people in a schema or a vocabulary."""
CITATION = re.compile(r'\bcites\s+"[^"]*"')
TEXTS_OF_RULES = frozenset({"title", "message", "ask", "fix", "contested", "because", "example"})
"""Words before a text for people in a rule file."""
NAME = re.compile(r"\{[^}]*\}|\b\w+(?:-\w+)+\b|[\w./-]+\.(?:csv|yaml)")
"""A placeholder, a name of the language or a file name in a text of a rule."""
TERMS_OF_LAW = r"(?:dual-use )?items?"
"""What texts of law call their goods."""
OF_CODE = r"parts?|items?|hold|holds|held|papers?|steps?|makers?|theirs|(?:of|by|to) others|lost"
"""Ordinary words of code: an item of a collection, a part of a text, a field that holds a value."""
TEMPLATE = re.compile(r"<style.*?</style>|\{[%#].*?[%#]\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
EXAMPLE_OF_CODE = re.compile(r"^\s*>>>.*?(?=^\s*$|\Z)", re.MULTILINE | re.DOTALL)


def problems(text: str, also: str = "") -> list[str]:
    """Return each word that the text must not have, with the word to write."""
    text = EXCEPT.sub("", CODE.sub("`", text))
    if also:
        text = re.sub(rf"\b(?:{also})\b", "", text, flags=re.IGNORECASE)
    return [
        f"{found[0]}: write {write}" for words, write in PATTERNS.items() for found in words.finditer(text)
    ]


def found_in(texts: Iterator[tuple[str, str]], also: str = "") -> dict[str, list[str]]:
    """Return the words of each text that has any."""
    return {name: words for name, text in texts if (words := problems(text, also))}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_uses_one_word_for_each_idea(path: Path) -> None:
    prose = TARGET_OF_LINK.sub("]", FENCE.sub("", path.read_text(encoding="utf-8")))
    also, _ = ABOUT_WORDS.get(path.relative_to(ROOT).as_posix(), ("", ""))
    assert [] == problems(prose, also)


def test_every_page_with_words_of_its_own_exists() -> None:
    assert set() == set(ABOUT_WORDS) - {path.relative_to(ROOT).as_posix() for path in PAGES}


def test_a_help_page_uses_one_word_for_each_idea() -> None:
    assert {} == {path: found for path in CONTEXTS if (found := problems(page(path)))}


def test_a_message_of_a_script_uses_one_word_for_each_idea() -> None:
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "tools").iterdir())
        if path.is_file()
    }
    assert len(texts) > 3
    assert {} == found_in((name, "\n".join(QUOTED.findall(text))) for name, text in texts.items())


def test_the_help_of_make_uses_one_word_for_each_idea() -> None:
    targets = TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    assert len(targets) > 5
    assert [] == problems("\n".join(targets))


def test_a_schema_uses_one_word_for_each_idea() -> None:
    paths = sorted((ROOT / "schemas").rglob("*.json"))
    assert len(paths) > 30
    contents = ((path, json.loads(path.read_text(encoding="utf-8"))) for path in paths)
    texts = ((f"{path.name} {text}", text) for path, content in contents for text in _texts(content))
    assert {} == found_in(texts)


def _texts(content: Any) -> Iterator[str]:
    """Yield the texts for people in a schema or a vocabulary."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in TEXTS_OF_SCHEMAS and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)


def test_a_pack_uses_one_word_for_each_idea() -> None:
    paths = sorted((ROOT / "rules").rglob("*.rule"))
    assert len(paths) > 50
    lines = ((path, line) for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    texts = (
        (
            f"{path.relative_to(ROOT)} {line.strip()}",
            NAME.sub("", "\n".join(QUOTED.findall(CITATION.sub("", line)))),
        )
        for path, line in lines
        if TEXTS_OF_RULES & set(line.split()) and not line.lstrip().startswith("#")
    )
    assert {} == found_in(texts, TERMS_OF_LAW)


def test_a_clause_map_uses_one_word_for_each_idea() -> None:
    paths = sorted((ROOT / "rules").rglob("clauses.csv"))
    assert len(paths) > 10
    rows = (row for path in paths for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    texts = ((row["clause"], NAME.sub("", f"{row['content']}\n{row['note']}")) for row in rows)
    assert {} == found_in(texts, TERMS_OF_LAW)


def test_a_template_of_a_report_uses_one_word_for_each_idea() -> None:
    paths = sorted((PACKAGE / "report" / "templates").rglob("*.j2"))
    assert len(paths) > 10
    assert {} == found_in((path.name, TEMPLATE.sub(" ", path.read_text(encoding="utf-8"))) for path in paths)


def test_a_docstring_uses_one_word_for_each_idea() -> None:
    paths = sorted(PACKAGE.rglob("*.py"))
    assert len(paths) > 500
    assert {} == found_in(
        ((f"{path.relative_to(ROOT)} {name}", text) for path in paths for name, text in _docstrings(path)),
        OF_CODE,
    )


def _docstrings(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the docstrings of a module, with the name of what they describe, without their examples."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node) or ""
            yield getattr(node, "name", ""), EXAMPLE_OF_CODE.sub("", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`…` stands for omitted lines", []),
        ("what it says", ["says: write report, state, show, print"]),
        ("a part of the deal", ["part: write component", "deal: write contract facts"]),
        ("a third-party document", []),
        ("DFARS part 225, and the end item", []),
    ],
)
def test_the_search_finds_words_and_leaves_the_right_ones(text: str, expected: list[str]) -> None:
    assert expected == problems(text)
