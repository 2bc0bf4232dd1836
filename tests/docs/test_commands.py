"""The page of the commands has the help of every one, as a terminal of 80 columns shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.cli.main import GROUPS
from tests.cli.help_pages import CONTEXTS, page
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COMMAND = re.compile(r"(?<=`)microdep [^`\n]+|^(?:\$ )?microdep [^`\n]+", re.MULTILINE)
PAGE = ROOT / "docs" / "reference" / "commands.md"
INTRODUCTION = """\
# Commands

This page is for everybody who runs microdep. It shows the help of every command, as
`microdep COMMAND --help` shows it. `make docs` generates the page.

To complete commands, options, files, packs and rules in bash, run
`eval "$(_MICRODEP_COMPLETE=bash_source microdep)"`. For zsh and fish, write `zsh_source` and
`fish_source`.
"""


def test_the_page_has_the_help_of_every_command(golden: Callable[[Path, str], None]) -> None:
    helps = [_section("microdep", "##")]
    for heading, names in GROUPS.items():
        helps.append(f"\n## {heading}\n")
        helps += [
            _section(path, "###") for path in CONTEXTS if path.split()[1:2] in [[name] for name in names]
        ]
    assert len(helps) == len(CONTEXTS) + len(GROUPS)
    golden(PAGE, INTRODUCTION + "".join(helps))


def test_every_option_of_a_command_in_the_documentation_exists() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    missing = [
        (path.relative_to(ROOT).as_posix(), command, option)
        for path in pages
        for command, options in _commands(path.read_text(encoding="utf-8"))
        for option in options
        if option not in _options_of(command)
    ]
    assert [] == missing


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Commands in a page with their long options: each in a code span, or at the start of a line."""
    for call in COMMAND.finditer(text.replace("\\\n", " ")):
        words = re.split(r"  #| \| | && |; ", call[0].removeprefix("$ "))[0].split()
        path = next(name for end in (4, 3, 2, 1) if (name := " ".join(words[:end])) in CONTEXTS)
        yield path, [option for word in words if (option := word.partition("=")[0]).startswith("--")]


def _options_of(command: str) -> set[str]:
    options = {"--help", "--version"}
    for parameter in CONTEXTS[command].command.params:
        options.update((*parameter.opts, *parameter.secondary_opts))
    return options


def _section(path: str, level: str) -> str:
    return f"\n{level} {path}\n\n```text\n{page(path)}\n```\n"
