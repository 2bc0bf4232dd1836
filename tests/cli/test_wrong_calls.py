"""A wrong call ends with exit code 2, one sentence, and the next command to paste."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.mistakes import COMMANDS_MEANT, OPTIONS_MEANT, all_commands, command_of
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
components:
  - {id: motor, name: motor, origin: CN, restriction_index: 0.5}
"""
CALLS = {
    # commands
    "chekc bom.yaml": "check bom.yaml",
    "bom.yaml": "check bom.yaml",
    "parts/bom.yaml": "check parts/bom.yaml",
    "folder": "check folder",
    "validate bom.yaml": "bom validate bom.yaml",
    "import parts.csv": "bom import parts.csv",
    "sign report --role approver --key alice.key": "signoff report --role approver --key alice.key",
    "format rules": "fmt rules",
    "something": "--help",
    "bom shwo bom.yaml": "bom show bom.yaml",
    "packs lits": "packs list",
    # options
    "check bom.yaml --json": "check bom.yaml --format json",
    "check bom.yaml --all": "check bom.yaml --verbose",
    "check bom.yaml --contxt contract.yaml": "check bom.yaml --context contract.yaml",
    "check bom.yaml --goal pass": "check --help",
    "report bom.yaml --jobs 4": "report --help",
    "check bom.yaml --as-of 2026-01-01 --as-of 2027-01-01": "check --help",
    "check bom.yaml --context": "check bom.yaml --context contract.yaml --overlay suppliers.yaml",
    "check bom.yaml --no-waivers=yes": "check --help",
    "signoff report": "signoff report --role approver --key alice.key",
    "export report": "export report --format oscal --output results.json",
    # values
    "check bom.yaml --as-of 1/3/2027": "check --help",
    "check bom.yaml --as-of=20270301": "check bom.yaml --as-of=2027-03-01",
    "check bom.yaml --fail-on fial": "check bom.yaml --fail-on fail",
    "check bom.yaml --jobs many": "check bom.yaml --jobs 4",
    "check bom.yaml --format pdf": "check bom.yaml --format text",
    "check bom.yaml --variant clause": "check bom.yaml --variant dod-magnets=clause",
    "check bom.yaml --pack dod-magnet": "check bom.yaml --pack dod-magnets",
    "check bom.yaml --pack nowhere": "packs list",
    "check bom.yaml --output report.pdf": "check bom.yaml --output report.txt",
    "check bom.yaml --output folder": "check bom.yaml --output folder/report.txt",
    "check bom.yaml --output 'a folder'": "check bom.yaml --output 'a folder/report.txt'",
    "check bom.yaml --config nowhere.toml": "check --help",
    "remedy bom.yaml --limit 0": "remedy bom.yaml --limit 10",
    "scenario s.yaml --runs none": "scenario s.yaml --runs 2000",
    # arguments
    "explain": "explain dod-magnets/covered-country-stage",
    "explain micro-dependency/blocked-compnent": "explain micro-dependency/blocked-component",
    "explain blocked-component mottor bom.yaml": "explain blocked-component motor bom.yaml",
    "explain blocked-component motor": "explain blocked-component motor bom.yaml",
    "explain file/cannot-be-raed": "explain file/cannot-be-read",
    "keys new": "keys new alice.key --comment alice@example.com",
    "keys list bom.yaml": "keys new alice.key --comment alice@example.com",
    "verify nowhere": "report bom.yaml --output report",
    "verify bom.yaml": "verify --help",
    "compare bom.yaml": "compare bom.yaml other.yaml",
    "bom import bom.yaml": "check bom.yaml",
    "bom export bom.yaml --output bom.yaml": "bom export bom.yaml --output bom.json",
    "questions bom.yaml --format xlsx": "questions bom.yaml --output questions.xlsx",
    "init bom.yaml": "init --help",
    "test nowhere": "packs list",
    "fmt nowhere.rule": "fmt --help",
    "packs show dod-magnet": "packs show dod-magnets",
    "lists show nowhere": "lists list",
    "trust export": "trust add alice@example.com --name Alice --role reviewer --public-key alice.key.pub",
}
"""Wrong calls, each with the next command."""
UNREAD = (
    "check nowhere.yaml",
    "check bom.yaml --context folder",
    "check bom.yaml --overlay nowhere.yaml",
    "check bom.yaml --waivers nowhere.yaml",
    "bom import folder",
    "questions --read nowhere.xlsx",
)
"""Calls with a file that cannot be read: exit code 4, with a help line of the diagnostic."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place in ("folder", "a folder", "parts", "report"):
        (tmp_path / place).mkdir()
    for name in ("bom.yaml", "parts/bom.yaml"):
        (tmp_path / name).write_text(BOM, encoding="utf-8")
    (tmp_path / "parts.csv").write_text("Part Number,Origin\nA-1,JP\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("line", CALLS)
def test_a_wrong_call_ends_with_the_next_command(line: str, folder: Path) -> None:
    out, err, code = run(f"microdep {line}", folder)
    *message, last = err.splitlines()
    assert (2, "", f"  next: microdep {CALLS[line]}") == (code, out, last), err
    assert [first for first in message if first.startswith("error")] == message[:1]
    assert "Traceback" not in err


@pytest.mark.parametrize("line", sorted({*CALLS.values()}))
def test_the_next_command_is_a_line_that_parses(line: str) -> None:
    words = shlex.split(line)
    _, command = command_of(words)
    if words[-1:] == ["--help"]:
        return
    path, _ = command_of(words)
    with command.make_context(path, words[len(path.split()) - 1 :]) as context:
        assert context.command is command


@pytest.mark.parametrize("line", UNREAD)
def test_a_file_that_cannot_be_read_is_named_with_help(line: str, folder: Path) -> None:
    out, err, code = run(f"microdep {line}", folder)
    assert (4, True) == (code, "  help: " in out + err), err
    assert "Traceback" not in err


def test_what_people_mean_is_a_command_or_an_option() -> None:
    options = {name for _, command in all_commands() for param in command.params for name in param.opts}
    assert set() == {text.split()[0] for text in OPTIONS_MEANT.values()} - options
    commands = {path.removeprefix("microdep ") for path, _ in all_commands()} | {"--help", "--version"}
    assert set() == {*COMMANDS_MEANT.values()} - commands


def test_no_word_that_people_mean_is_a_command_or_an_option_of_all() -> None:
    names = {path.split()[1] for path, _ in all_commands()}
    assert set() == names & COMMANDS_MEANT.keys()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("conn", "did you mean `conn-0` or `conn-1` or `conn-2`, or one of 2 more"),
        ("xyz", "it lists Conn 0, Conn 1, Conn 2 and 2 more"),
    ],
)
def test_many_similar_components_have_three_names_and_a_command(name: str, hint: str, tmp_path: Path) -> None:
    parts = "".join(f"  - {{name: Conn {number}}}\n" for number in range(5))
    (tmp_path / "bom.yaml").write_text(f"schema: microdep-bom/1\ncomponents:\n{parts}", encoding="utf-8")
    _, errors, code = run(f"microdep explain blocked-component {name} bom.yaml", tmp_path)
    assert f"{hint}; `microdep bom show bom.yaml` shows all components" in errors
    assert "next: microdep bom show bom.yaml" in errors
    assert code == 2
