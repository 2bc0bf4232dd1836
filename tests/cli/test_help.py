"""Help pages: short options, examples that run, every exit code."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING

import click
import pytest

from microdep_rules.cli import exit_codes
from microdep_rules.cli.help import HelpPage
from microdep_rules.cli.main import EXAMPLES, main
from tests.cli.help_pages import COLUMNS, COMMANDS, CONTEXTS, page
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

MOST_WORDS = 12
IMPERATIVES = (
    *("Add", "Check", "Compare", "Create", "Explain", "Export", "Find", "Import", "List", "Manage", "Read"),
    *("Format", "Revoke", "Run", "Set", "Show", "Sign", "Trust", "Validate", "Verify", "Write"),
)
"""The verbs with which the help of a command begins."""
NOT_RUN = {
    "microdep serve --idle": "it goes on; tests/cli/test_resident.py runs it",
    "microdep bom import parts.csv": "it writes the mapping file that the next example would read",
    "microdep report bom.yaml --output report --pdf": "it needs the layout engine for PDF",
    "microdep lists show": "it needs an imported list; the tests of lists run it",
    **dict.fromkeys(
        (
            "microdep export",
            "microdep keys",
            "microdep pades",
            "microdep report cover",
            "microdep signoff",
            "microdep stamp",
            "microdep trust",
            "microdep verify",
        ),
        "it needs keys, certificates or a signed bundle; the tests of signing run it",
    ),
}
"""Examples, by how they begin, that are only parsed."""
BOM = """\
schema: microdep-bom/1
components:
  - {id: motor, name: motor, origin: CN, restriction_index: 0.5}
"""
SCENARIO = """\
schema: microdep-scenario/1
name: Cut
events:
  - {from: 2027-03-01, cut: {country: CN}}
"""
OVERLAY = """\
schema: microdep-overlay/1
components:
  - match: {id: motor}
    place_of_manufacture: JP
"""
DOSSIER = """\
schema: microdep-dossier/1
title: Two plants
reviewed: 2026-11-29
substance: NdFeB-sintered
route: [{stage: sintered}]
sources: []
parties: [{id: own, name: Own}]
facilities:
  - {id: north, name: North, party: own, country: {unknown: true}}
  - {id: south, name: South, party: own, country: {unknown: true}}
chains:
  - {id: one, name: One, facilities: [north]}
  - {id: two, name: Two, facilities: [south]}
"""
PACK = """\
pack own version 1
  title "Own"
  authority "company policy"
  reviewed 2026-11-24

rule not-from-china
  title "a component from China"
  severity prohibit
  cites "policy 1"
  in force by check date
  applies to every listed component
  forbid component.origin is CN
  message "{component.name} comes from China"

example fail of not-from-china "a motor from China"
  bom component motor origin CN
  expect fail at motor
"""


LINES = [
    *(("microdep", line) for line in EXAMPLES.values()),
    *((path, line) for path, command in COMMANDS.items() for line in command.examples.values()),
]
"""Every example, with the command on whose page it is."""


def command_of(line: str) -> tuple[click.Command, list[str]]:
    """The command of a command line, and its arguments."""
    command: click.Command = main
    words = shlex.split(line)
    assert words.pop(0) == "microdep"
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found
    return command, words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the examples name."""
    texts = {
        "bom.yaml": BOM,
        "other.yaml": BOM,
        "dossier.yaml": DOSSIER,
        "suppliers.yaml": OVERLAY,
        **dict.fromkeys(("gallium.scenario.yaml", "cut.scenario.yaml", "delay.scenario.yaml"), SCENARIO),
        "contract.yaml": "schema: microdep-context/1\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "parts.csv").write_text("Part Number,Origin\nA-1,JP\n", encoding="utf-8")
    mapping = "schema: microdep-mapping/1\nas: overlay\ncolumns: {Part Number: mpn, Origin: origin}\n"
    (tmp_path / "database.yaml").write_text(mapping, encoding="utf-8")
    for name in ("consolidated.csv", "entities.csv", "banned.xlsx"):
        (tmp_path / name).write_text("name\nExample Works\n", encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.rule").write_text(PACK, encoding="utf-8")
    return tmp_path


def test_the_help_of_an_option_has_at_most_twelve_words() -> None:
    words = {
        f"{path} {param.opts[0]}": len((param.help or "").split())
        for path, context in CONTEXTS.items()
        for param in context.command.params
        if isinstance(param, click.Option)
    }
    assert {} == {name: many for name, many in words.items() if not 0 < many <= MOST_WORDS}


def test_the_help_of_a_command_begins_with_an_imperative() -> None:
    helps = {path: context.command.help or "" for path, context in CONTEXTS.items()}
    assert {} == {path: text for path, text in helps.items() if not text.startswith(IMPERATIVES)}


def test_a_help_page_fits_a_terminal_of_80_columns() -> None:
    lines = [(path, line) for path in CONTEXTS for line in page(path).splitlines()]
    assert [] == [(path, line) for path, line in lines if len(line) > COLUMNS]


def test_a_list_of_commands_cuts_no_sentence() -> None:
    lists = {path: page(path).partition("Commands:")[2] for path in set(CONTEXTS) - set(COMMANDS)}
    assert len(lists) > 3
    assert {} == {path: text for path, text in lists.items() if "..." in text}


def test_every_command_has_examples_and_exit_codes() -> None:
    assert [] == [path for path, command in COMMANDS.items() if not command.examples]
    least, most = {exit_codes.OK, exit_codes.USAGE}, set(exit_codes.MEANINGS)
    assert [] == [path for path, command in COMMANDS.items() if not least <= set(command.exits) <= most]


def test_the_values_that_a_page_lists_are_those_of_the_option() -> None:
    listed = {
        (path, option): set(meanings)
        for path, command in COMMANDS.items()
        for option, meanings in command.values.items()
    }
    taken = {
        (path, param.opts[0]): set(param.type.choices)
        for path, command in COMMANDS.items()
        for param in command.params
        if isinstance(param.type, click.Choice)
    }
    assert len(listed) > 5
    assert {key: taken[key] for key in listed} == listed


def test_an_example_is_a_command_line_that_parses() -> None:
    for path, line in LINES:
        command, words = command_of(line)
        if words[-1:] == ["--help"]:
            continue
        with command.make_context(path, words) as context:  # an option that there is not raises
            assert context.command is command or "cover" in line


@pytest.mark.parametrize("line", sorted({line for _, line in LINES if not line.startswith(tuple(NOT_RUN))}))
def test_an_example_runs(line: str, folder: Path) -> None:
    if "answers.xlsx" in line:
        run("microdep questions bom.yaml --output questions.xlsx", folder)
        shutil.copy(folder / "questions.xlsx", folder / "answers.xlsx")
    if "new exception" in line:
        run("microdep lists ban banned.xlsx", folder)
    if "--context" not in line:
        (folder / "contract.yaml").unlink()  # a command may write it
    command, _ = command_of(line)
    assert isinstance(command, HelpPage)
    _, err, code = run(line, folder)
    assert code in set(command.exits) - {exit_codes.USAGE, exit_codes.PACK, exit_codes.INPUT}, err


def test_an_example_that_is_not_run_is_on_a_page() -> None:
    assert [] == [start for start in NOT_RUN if not any(line.startswith(start) for _, line in LINES)]
