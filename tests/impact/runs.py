"""Runs of `microdep impact` in a folder of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

RECORD = Draft202012Validator(schema_data("microdep-impact-1"))
HEAD = "schema: microdep-bom/1\n"
PACK = """\
pack own version 1
  title "Own"
  authority "company policy"
  reviewed 2026-11-24

rule not-from-china
  title       "made in China"
  severity    {severity}
  cites       "policy 1"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN
  message     "{{component.name}} is made in China"
  fix         "buy {{component.name}} elsewhere"
  ask         "where was {{component.name}} made?"

example fail of not-from-china "of China"
  bom     component motor, origin CN
  expect  fail at motor
"""


def write(folder: Path, bom: str, *, severity: str = "prohibit", config: str = "", **files: str) -> None:
    """A folder with a document, a pack of one rule, and a configuration that names it."""
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own" / "own.rule").write_text(PACK.format(severity=severity), encoding="utf-8")
    (folder / "microdep.toml").write_text(f'packs = ["own"]\n{config}', encoding="utf-8")
    (folder / "bom.yaml").write_text(HEAD + bom, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def record(folder: Path, arguments: str = "bom.yaml") -> tuple[dict[str, Any], int]:
    """The record of a run, valid by its schema, and the exit code."""
    out, err, code = run(f"microdep impact {arguments} --as-of 2026-11-24 --format json", folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    assert [] == [error.message for error in RECORD.iter_errors(found)]
    return found, code


def text(folder: Path, arguments: str = "bom.yaml") -> tuple[str, int]:
    """What a run prints, both streams, and the exit code."""
    out, err, code = run(f"microdep impact {arguments} --as-of 2026-11-24", folder)
    return out + err, code
