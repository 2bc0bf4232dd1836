"""The README is short, and shows what a reader gets; the site has every page of the documentation."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace import shipped_packs
from tests.cli.replay import run
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = ROOT / "README.md"
INDEX = ROOT / "docs" / "README.md"
PACKS = ROOT / "docs" / "reference" / "packs.md"
TWO_SCREENS = 80
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OMITTED = "…"


def blocks(language: str) -> list[str]:
    """The blocks of the README in a language."""
    return [text for kind, text in BLOCK.findall(README.read_text(encoding="utf-8")) if kind == language]


def one_line(text: str) -> str:
    """A text with every run of blanks as one."""
    return " ".join(text.split())


def first_command() -> str:
    """The command that `sh tools/try` runs."""
    script = (ROOT / "tools" / "try").read_text(encoding="utf-8")
    (words,) = re.findall(r"^    set -- (.*)$", script, re.MULTILINE)
    return f"microdep {words}"


def test_the_readme_has_two_screens_at_most() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= TWO_SCREENS


@pytest.mark.parametrize("day", ["2026-11-24", "2029-01-01"])
def test_the_readme_shows_what_its_first_command_prints_on_any_day(day: str) -> None:
    out, _, code = run(f"{first_command()} --as-of {day}", ROOT)
    (shown,) = blocks("text")
    at = 0
    for omitted, lines in groupby(shown.splitlines(keepends=True), lambda line: line.strip() == OMITTED):
        if not omitted:
            together = "".join(lines)
            found = out.find(together, at)
            assert found >= 0, together
            at = found + len(together)
    assert 1 == code
    assert "The exit code is 1" in README.read_text(encoding="utf-8")


def test_the_readme_names_its_two_commands_by_themselves() -> None:
    plain = [text.strip() for text in blocks("")]
    assert ["sh tools/try", "sh tools/test"] == [text for text in plain if text.startswith("sh ")]


def test_the_rule_of_the_readme_is_in_a_pack() -> None:
    (rule,) = [text for text in blocks("") if text.startswith("rule ")]
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "rules").rglob("*.rule")]
    assert any(one_line(rule) in one_line(text) for text in texts)


@pytest.mark.parametrize("page", [README, INDEX, PACKS], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_page(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert links
    assert [] == [link for link in links if "://" not in link and not (page.parent / link).exists()]


def test_the_page_of_the_packs_has_every_shipped_pack_once() -> None:
    named = re.findall(r"^\| `([a-z-]+)` \|", PACKS.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(shipped_packs.list_packs()) == sorted(named)
