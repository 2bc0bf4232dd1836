"""A text of the command line that is not UTF-8 is refused once, in each command; a file may have any name."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
import pytest

from microdep_rules.cli.arguments import is_file_name
from tests.cli.replay import run
from tests.cli.test_given_twice import BOM, COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

STRANGE = os.fsdecode(b"a\xff")
SHOWN = "a<U+DCFF>"


def _line(names: tuple[str, ...], command: click.Command, param: click.Parameter) -> str:
    """A command line with the strange text as one of its arguments, and something in those before it."""
    if isinstance(param, click.Option):
        return f"{' '.join(names)} {param.opts[-1]} {STRANGE}"
    places = [each.name for each in command.params if isinstance(each, click.Argument)]
    return " ".join([*names, *["x"] * places.index(param.name), STRANGE])


TEXTS = {
    f"{' '.join(names)} {param.opts[-1]}": _line(names, command, param)
    for names, command in COMMANDS
    for param in command.params
    if not is_file_name(param) and not (isinstance(param, click.Option) and (param.is_flag or param.count))
}


def test_the_texts_are_those_of_all_commands() -> None:
    assert {"microdep trust add --name", "microdep trust add id_", "microdep check --as-of"} <= TEXTS.keys()
    assert len(TEXTS) >= 60
    assert (
        not {"microdep trust add --public-key", "microdep check paths", "microdep report --font"}
        & TEXTS.keys()
    )


def test_a_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    taken = {}
    for name, line in TEXTS.items():
        out, err, code = run(line, tmp_path)
        if (2, "", True) != (code, out, f"is `{SHOWN}`, which is not UTF-8" in err):
            taken[name] = (code, err)
    assert {} == taken
    assert [] == list(tmp_path.iterdir())


def test_the_message_names_the_option(tmp_path: Path) -> None:
    _, err, code = run(f"microdep keys new k --comment {STRANGE}", tmp_path)
    assert (2, True) == (code, f"the option `--comment` is `{SHOWN}`, which is not UTF-8;" in err), err


FILES = {
    f"microdep check {STRANGE}": (1, ""),
    f"microdep check {STRANGE} --format json": (1, ""),
    f"microdep questions {STRANGE} --output {STRANGE}.md": (0, f"wrote {SHOWN}.md"),
    f"microdep report {STRANGE} --output out": (4, "bundle/file-name"),
    f"microdep report bom.yaml --output out --waivers {STRANGE}.gone": (4, "bundle/file-name"),
    f"microdep report bom.yaml --output out --context {STRANGE}.gone": (4, "bundle/file-name"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="file names are texts there")
@pytest.mark.parametrize("command", FILES, ids=ascii)
def test_a_file_may_have_such_a_name_and_a_bundle_refuses_it(command: str, tmp_path: Path) -> None:
    (tmp_path / STRANGE).write_text(BOM, encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    ended, reported = FILES[command]
    out, err, code = run(command, tmp_path)
    assert (ended, True) == (code, reported in out + err), out + err
