"""Next commands repeat the options `--pack`, `--variant` and `--config` of the command that prints them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.replay import run

BOM = """\
schema: microdep-bom/1
document: {id: drone}
components: [{id: motor, name: Motor, origin: SY}, {id: lens, name: Lens}]
"""
VARIANT = """
rule origin
  title       "origin"
  severity    prohibit
  cites       "handbook"
  variant     strict
  applies to  every listed component
  forbid      component.origin is IR

example fail of origin "a restricted origin"
  bom     component lid, origin IR
  expect  fail at lid
"""
LINES = (
    "new context contract --pack ./company-rules",
    "new context contract --pack ./company-rules --config other.toml",
    "new rule unit-price --into company-rules --config other.toml",
    "new pack more-rules --config other.toml",
    (
        "questions bom.yaml --pack ./company-rules --variant company-rules=strict --config other.toml "
        "--output q.csv"
    ),
    "check bom.yaml --pack ./company-rules --variant company-rules=strict --config other.toml",
    "check bom.yaml --pack ./company-rules",
    "lists ban banned.csv --config other.toml",
    "lists ban banned.csv --from 2027-01-01 --config other.toml",
)
"""Command lines with options that their next commands repeat."""
OPTION = r"--(?:pack|variant|config) \S+"


@pytest.mark.parametrize("line", LINES)
def test_a_next_command_repeats_the_options(line: str, tmp_path: Path) -> None:
    assert 0 == run("microdep new pack company-rules", tmp_path)[2]
    (tmp_path / "company-rules" / "origin.rule").write_text(VARIANT.lstrip(), encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "banned.csv").write_text("company\nExample Works\n", encoding="utf-8")
    (tmp_path / "other.toml").write_text("", encoding="utf-8")
    out, err, _ = run(f"microdep {line}", tmp_path)
    given = set(re.findall(OPTION, line))
    commands = re.findall(r"(?m)(?:^next: |^then: |^      |then run: )(microdep .+)$", f"{out}{err}")
    assert commands
    for command in commands:
        assert given <= set(re.findall(OPTION, command)), command


def test_the_next_command_of_a_scenario_repeats_the_options(tmp_path: Path) -> None:
    for name in ("cut.scenario.yaml", "radar.yaml"):
        (tmp_path / name).write_bytes(
            (Path(__file__).parents[2] / "examples" / "gallium" / name).read_bytes()
        )
    (tmp_path / "other.toml").write_text("", encoding="utf-8")
    given = "--pack dod-magnets --config other.toml"
    out, err, _ = run(f"microdep scenario cut.scenario.yaml radar.yaml {given}", tmp_path)
    following = " ".join(out.partition("next: ")[2].split())
    assert following.startswith(f"`microdep remedy BOM --scenario cut.scenario.yaml {given}` shows"), err


def test_the_command_after_the_questions_names_the_bill_of_materials_and_the_contract(tmp_path: Path) -> None:
    assert 0 == run("microdep new pack company-rules", tmp_path)[2]
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "contract.yaml").write_text("schema: microdep-context/1\n", encoding="utf-8")
    given = "bom.yaml --pack ./company-rules --context contract.yaml"
    _, err, _ = run(f"microdep questions {given} --output q.csv", tmp_path)
    assert err.endswith(f"then run: microdep check {given} --overlay q.csv\n")
