"""The page of the commands has the help of every one, as a terminal of 80 columns shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.cli.main import GROUPS
from tests.cli.help_pages import CONTEXTS, page
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = ROOT / "docs" / "reference" / "commands.md"
INTRODUCTION = """\
# Commands

This page is for everybody who runs microdep. It has the help of every command, as
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


def _section(path: str, level: str) -> str:
    return f"\n{level} {path}\n\n```text\n{page(path)}\n```\n"
