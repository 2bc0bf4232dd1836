"""Nothing that cannot be seen, and nothing that moves a terminal, is in any output."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.formats import FOR_PROGRAMS
from microdep_rules.cli.main import call
from microdep_rules.output.visible import safe
from microdep_rules.vocabulary.blanks import INVISIBLE
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

NASTY = "a\u202eb\u200bc\x1b[2Jd\x07\u2066"
QUOTED = r"a\u202eb\u200bc\u001b[2Jd\u0007\u2066"
LETTERS = "a\\u202eb\\u200bc\\u2066"
PACK = """\
pack own
  version "1"
  title "t"
  authority "a"
  reviewed 2026-01-01

parameter wanted is text "x" cites "law"

rule blocked
  title "t"
  severity prohibit
  cites "law 1"
  in force by check date
  applies to every component at any tier
  forbid component.origin is CN
  message "{component.name} from {component.origin}"

example fail of blocked "from there"
  bom component a, origin US
  expect fail at a
"""
BOM = f"""\
schema: microdep-bom/1
parties: [{{id: p, name: "{LETTERS}", country: CN}}]
evidence: [{{id: e, type: certificate, issuer: "{LETTERS}"}}]
components:
  - {{name: "{LETTERS}", origin: {{value: CN, evidence: [e]}}, manufacturer: p, notes: "{LETTERS}"}}
  - {{name: other, origin: US}}
"""
CONFIGURATION = f"""\
packs = ["own"]
[parameters.own]
wanted = "{QUOTED}"
[[leave_out]]
rule = "own/blocked"
reason = "{QUOTED}"
"""
NAME = NASTY.replace("\x07", "")
COMMANDS = [
    *(("check", "bom.yaml", "--pack", "./own", "--verbose", *form) for form in ((), ("--format", "json"))),
    *(("check", ".", "--pack", "./own", "--verbose", "--format", form) for form in FOR_PROGRAMS),
    ("check", NAME, "--pack", "./own"),
    ("check", f"{NAME}.bom.yaml", "--pack", "./own"),
    ("check", "bom.yaml", "--pack", NAME),
    ("check", "bom.yaml", "--context", NAME),
    ("check", "bom.yaml", "--config", "config.toml", "--pack", "./own"),
    ("check", "bom.yaml", "--as-of", NAME),
    ("check", "bom.yaml", "--color", "always", "--pack", "./own"),
    ("check", "bom.yaml", "--pack", "./own", "--output", NAME),
    ("check", f"--{NAME}"),
    (NAME,),
    ("report", "bom.yaml", "--pack", "./own"),
    ("report", "bom.yaml", "--config", "config.toml"),
    ("explain", "blocked", "other", "bom.yaml", "--pack", "./own"),
    ("explain", "blocked", NAME, "bom.yaml", "--pack", "./own"),
    ("explain", NAME),
    ("explain", f"bom/{NAME}"),
    ("bom", "validate", "bom.yaml", f"{NAME}.bom.yaml"),
    ("bom", "validate", NAME),
    ("packs", "list", "--config", "config.toml"),
    ("packs", "show", f"./{NAME}"),
    ("packs", "show", NAME),
    ("test", f"./{NAME}"),
    ("test", "./own"),
    ("fmt", "--check", NAME),
    ("fmt", "--check", f"{NAME}.rule"),
    ("export", NAME, "--format", "oscal"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("outputs")
    for name in ("own", NAME):
        (made / name).mkdir()
        (made / name / "pack.rule").write_text(PACK, encoding="utf-8")
    (made / "bom.yaml").write_text(BOM, encoding="utf-8")
    (made / f"{NAME}.bom.yaml").write_text(BOM + "nope: 1\n", encoding="utf-8")
    (made / "config.toml").write_text(CONFIGURATION, encoding="utf-8")
    return made


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: ascii(" ".join(each)))
def test_no_output_holds_what_cannot_be_seen(command: tuple[str, ...], folder: Path) -> None:
    out, err, code = run(shlex.join(["microdep", *command]), folder)
    assert code in range(8)
    for reported in (out, err):
        assert safe(reported) == reported
        if "--color" not in command:
            assert not re.search(INVISIBLE, reported.replace("\n", ""))


@pytest.mark.parametrize("line", [(), ("check", "--as-of"), ("check", "--output"), ("test",)])
def test_a_word_of_the_command_line_brings_neither_colours_nor_lines(
    line: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A terminal is shown what a pipe is not: the library takes colours out of what goes to a pipe.
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    call([*line, "no/\x1b[31mred\nPASS"])
    reported = capsys.readouterr().err
    assert "no/<U+001B>[31mred<U+000A>PASS" in reported
    assert "\x1b" not in reported
