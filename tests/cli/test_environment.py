"""What variables of the environment change, and what they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.screen import style_of
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
components:
  - {name: "::error::x ##[error]y", origin: CN, restriction_index: 0.95}
"""
CHECK = "microdep check --as-of 2026-11-24"


class Stream:
    """A stream that may be a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    return tmp_path


def commands(text: str) -> list[str]:
    """The lines that a runner of GitHub obeys."""
    return [line for line in text.splitlines() if line.strip().startswith("::") or "##[" in line]


def rules(folder: Path, message: str = "{component.name}") -> None:
    """A pack that tells exactly this of every part from China."""
    (folder / "own.rule").write_text(
        'pack own version 1\n  title "Own"\n  authority "nobody"\n  reviewed 2026-11-24\n\n'
        'rule r\n  title "r"\n  severity prohibit\n  cites "1"\n  applies to every listed component\n'
        f'  forbid component.origin is CN\n  message "{message}"\n\n'
        'example not_applicable of r "nothing"\n  expect not_applicable\n',
        encoding="utf-8",
    )


@pytest.mark.parametrize("command", [CHECK, "microdep report --as-of 2026-11-24", "microdep explain own/r"])
def test_a_log_of_a_workflow_obeys_no_part(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules(folder)
    plain = run(f"{command} --pack own.rule", folder)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    found = run(f"{command} --pack own.rule", folder)
    assert [] == commands(found[0]) + commands(found[1])
    assert plain == tuple(
        each.replace("<U+003A>:", "::").replace("<U+0023>#[", "##[") if isinstance(each, str) else each
        for each in found
    )


def test_the_test_sees_what_a_runner_would_obey(folder: Path) -> None:
    rules(folder)
    assert any(
        command.startswith("::error::x") for command in commands(run(f"{CHECK} --pack own.rule", folder)[0])
    )


def test_a_file_and_a_record_hold_what_is_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules(folder)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert '"::error::x ##[error]y' in run(f"{CHECK} --pack own.rule --format json", folder)[0]
    run(f"{CHECK} --pack own.rule --output result.txt", folder)
    assert "\n::error::x ##[error]y\n" in (folder / "result.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("color", "variables", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours_go_by_the_command_line_then_by_the_environment_then_by_the_terminal(
    color: str, variables: dict[str, str], terminal: bool, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert expected == style_of(color, Stream(terminal=terminal)).colored


def test_a_configuration_that_a_variable_names_is_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "microdep.toml").write_text('packs = ["none"]\n', encoding="utf-8")
    (folder / "deep").mkdir()
    (folder / "deep" / "other.toml").write_text('fail_on = "fail"\n', encoding="utf-8")
    monkeypatch.setenv("MICRODEP_CONFIG", "deep/other.toml")
    out, err, code = run(f"{CHECK} bom.yaml", folder)
    assert ("configuration: deep/other.toml, from MICRODEP_CONFIG\n", 1) == (err, code)
    assert "\nfail-on is fail: unknown outcomes do not affect the exit code\n" in out


@pytest.mark.parametrize("named", ["/nonexist", "/nonexist/own.toml", "../nonexist/own.toml", "own.toml"])
def test_a_configuration_that_is_not_there_is_named_as_it_was(
    named: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"the configuration `{named}` cannot be read: there is no such file"
    assert said in run(f"microdep check --config {named}", folder)[1]
    monkeypatch.setenv("MICRODEP_CONFIG", named)
    assert said in run("microdep check", folder)[1]


def test_the_command_line_goes_before_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "own.toml").write_text("", encoding="utf-8")
    monkeypatch.setenv("MICRODEP_CONFIG", "none.toml")
    assert ("", 1) == run(f"{CHECK} bom.yaml --config own.toml", folder)[1:]
    assert 2 == run(f"{CHECK} bom.yaml", folder)[2]


@pytest.mark.parametrize(
    ("config", "argument", "expected"),
    [
        ("", "", 5),
        ("", "--fail-on fail", 0),
        ('fail_on = "fail"', "", 0),
        ('fail_on = "fail"', "--fail-on unknown", 5),
        ('fail_on = "unknown"', "--fail-on fail", 0),
    ],
)
def test_what_decides_is_said_by_the_command_line_then_by_the_configuration(
    config: str, argument: str, expected: int, folder: Path
) -> None:
    (folder / "bom.yaml").write_text(BOM.replace("origin: CN, ", ""), encoding="utf-8")
    (folder / "microdep.toml").write_text(config, encoding="utf-8")
    assert expected == run(f"{CHECK} {argument}", folder)[2]


def test_how_far_is_looked_ahead_is_said_by_the_command_line_then_by_the_configuration(folder: Path) -> None:
    (folder / "microdep.toml").write_text("horizon = 7\n", encoding="utf-8")
    reported = [
        run(f"{CHECK} --format json {each}", folder)[0] for each in ("", "--horizon 9", "--horizon 0")
    ]
    assert [True, True, True] == [
        f'"horizon_days": {days}' in out for days, out in zip((7, 9, 0), reported, strict=True)
    ]
