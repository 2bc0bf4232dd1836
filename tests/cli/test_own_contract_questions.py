"""Questions for contract facts that a pack declares: the list, the form, and the check with the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "true-or-false": ("true", "true"),
    "text": ('"Orion"', "Orion"),
    "date": ("2027-01-01", "2027-01-01"),
    'number in "mm"': ("5", "5 mm"),
    "percent": ("5 %", "5 %"),
    "mass": ("5 kg", "5 kg"),
    "money": ("5 USD", "5 USD"),
    "country": ("JP", "JP"),
    "function": ("camera", "camera"),
}
"""Value in the rule and in the context file, by the declared kind."""


def _folder(folder: Path, kind: str) -> None:
    value = KINDS[kind][0]
    (folder / "own.rule").write_text(f"""\
pack own version 1
  title "t"
  authority "a"
  reviewed 2026-06-01

field contract.ext.signed is {kind}
  title "signed"
  cites "c"

rule signed
  title "t"
  severity prohibit
  cites "c"
  applies to every listed component
  require contract.ext.signed is {value}

example unknown of signed "nothing"
  bom component a
  expect unknown at a

example pass of signed "as required"
  bom component a
  context signed {value}
  expect pass at a
""")
    (folder / "b.yaml").write_text("schema: microdep-bom/1\ncomponents: [{name: a}]\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_a_declared_fact_can_be_completed(tmp_path: Path, kind: str) -> None:
    _folder(tmp_path, kind)
    _, error, code = run("microdep questions b.yaml --pack own.rule --output contract.yaml", tmp_path)
    assert 0 == code, error
    text = (tmp_path / "contract.yaml").read_text()
    assert "\n#ext:\n" in text
    completed = text.replace("\n#ext:", "\next:").replace("#  signed:", f"  signed: {KINDS[kind][1]}")
    (tmp_path / "contract.yaml").write_text(completed)
    _, error, code = run("microdep check b.yaml --pack own.rule --context contract.yaml", tmp_path)
    assert 0 == code, error


@pytest.mark.parametrize("kind", KINDS)
def test_each_output_of_the_questions_names_the_place_of_the_fact(tmp_path: Path, kind: str) -> None:
    _folder(tmp_path, kind)
    out, error, code = run("microdep questions b.yaml --pack own.rule", tmp_path)
    assert (0, True) == (code, "as `ext: {signed: …}`" in out), error
    assert "the signed of" not in out
    out, error, code = run("microdep questions b.yaml --pack own.rule --format context", tmp_path)
    assert (0, True) == (code, "#  signed:" in out), error
    _, error, code = run("microdep questions b.yaml --pack own.rule --folder lists", tmp_path)
    assert (0, True) == (code, (tmp_path / "lists" / "contract.yaml").is_file()), error
