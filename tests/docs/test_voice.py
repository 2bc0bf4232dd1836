"""The README, its pages, every help page and every message of a script use one word for each idea."""

from __future__ import annotations

import re

import pytest

from tests.cli.help_pages import CONTEXTS, page
from tests.docs.pages import ROOT

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
    r"not settled|unsettled": "interpretation unsettled, disputed",
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
    "part number": "the standard term for the number of a manufacturer",
    "Part number": "the same as a heading",
    "`parts:`": "the key of an overlay",
    "`Step`": "the heading of a column in questionnaires",
    "Part id": "the heading of a column in questionnaires",
    "parts.csv": "a file name that a user chose",
    "hostile-input.md": "the file name of a page",
}
"""What is left out before the search, with the reason."""
OUTPUT = re.compile(r"^```text\n.*?^```$", re.MULTILINE | re.DOTALL)
"""What a check prints; the voice of the output has its own tests."""
PAGES = ("README.md", "docs/README.md", "docs/reference/packs.md", "docs/reference/commands.md")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
TARGET = re.compile(r"^[a-z]+:.*## (.*)$", re.MULTILINE)


def problems(text: str) -> list[str]:
    """Return each word that the text must not have, with the word to write."""
    for exception in EXCEPTIONS:
        text = text.replace(exception, "")
    return [
        f"{found[0]}: write {write}" for words, write in PATTERNS.items() for found in words.finditer(text)
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_uses_one_word_for_each_idea(name: str) -> None:
    assert [] == problems(OUTPUT.sub("", (ROOT / name).read_text(encoding="utf-8")))


def test_a_help_page_uses_one_word_for_each_idea() -> None:
    assert {} == {path: found for path in CONTEXTS if (found := problems(page(path)))}


def test_a_message_of_a_script_uses_one_word_for_each_idea() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tools").iterdir())}
    assert len(texts) > 3
    quoted = {name: "\n".join(QUOTED.findall(text)) for name, text in texts.items()}
    assert {} == {name: found for name, text in quoted.items() if (found := problems(text))}


def test_the_help_of_make_uses_one_word_for_each_idea() -> None:
    targets = TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    assert len(targets) > 5
    assert [] == problems("\n".join(targets))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`…` stands for omitted lines", []),
        ("what it says", ["says: write report, state, show, print"]),
        ("a part of the deal", ["part: write component", "deal: write contract facts"]),
        ("a third-party document", []),
    ],
)
def test_the_search_finds_words_and_leaves_the_right_ones(text: str, expected: list[str]) -> None:
    assert expected == problems(text)
