"""An option that takes one value is given once: in no command does the last of two silently win."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from microdep_rules.cli.commands.cover import command as cover
from microdep_rules.cli.help import takes_one_value
from microdep_rules.cli.main import main
from tests.cli.replay import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
components:
  - {name: Magnet, origin: CN, restriction_index: 0.95}
"""
CONTEXT = "schema: microdep-context/1\nagency: {}\n"


def _commands(
    command: click.Command, names: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield names, command
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for name in command.list_commands(ctx):
                inner = command.get_command(ctx, name)
                assert inner is not None
                yield from _commands(inner, (*names, name))


COMMANDS = [*_commands(main, ("microdep",)), (("microdep", "report", "cover"), cover)]
OPTIONS = [
    (" ".join(names), param.opts[-1])
    for names, command in COMMANDS
    for param in command.params
    if takes_one_value(param)
]


def test_the_options_are_those_of_all_commands() -> None:
    assert {"--context", "--as-of", "--output", "--trust", "--policy", "--generated-at"} <= {
        o for _, o in OPTIONS
    }
    assert len(OPTIONS) >= 100


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_an_option_that_takes_one_value_is_refused_when_given_twice(
    command: str, option: str, tmp_path: Path
) -> None:
    out, err, code = run(f"{command} {option} x {option} y", tmp_path)
    assert (2, "", True) == (code, out, "takes one value, and is given 2 times" in err), err


def test_a_second_context_does_not_replace_the_first(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    for name in ("dod", "nasa"):
        (tmp_path / f"{name}.yaml").write_text(CONTEXT.format(name), encoding="utf-8")
    out, err, code = run("microdep check bom.yaml --context dod.yaml --context nasa.yaml", tmp_path)
    assert (2, "") == (code, out)
    assert "the option `--context` takes one value, and is given 2 times" in err
    assert "put all contract facts into one file" in err


def test_two_variants_of_one_pack_are_refused_and_one_given_twice_is_not(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    check = "microdep check bom.yaml --as-of 2026-11-24 --pack dod-magnets --variant dod-magnets=clause"
    out, err, code = run(f"{check} --variant dod-magnets=statute", tmp_path)
    assert (2, "") == (code, out)
    assert "`dod-magnets` is given the variants `clause` and `statute`; name one of them" in err
    assert run(check, tmp_path) == run(f"{check} --variant dod-magnets=clause", tmp_path)


def test_flags_and_repeatable_options_may_be_given_twice(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    once = run("microdep check bom.yaml --as-of 2026-11-24 --quiet", tmp_path)
    assert once == run("microdep check bom.yaml --as-of 2026-11-24 --quiet --quiet", tmp_path)
