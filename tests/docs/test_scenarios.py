"""The story of docs/how-to/scenarios.md: every command is run, and prints what the page says."""

from __future__ import annotations

import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import microdep_rules
from microdep_rules.signing import keys
from tests.cli.replay import run
from tests.cli.test_signing import typed
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

PAGE = CHECKOUT / "docs" / "how-to" / "scenarios.md"
EXAMPLES = CHECKOUT / "examples" / "gallium"
COMMAND = re.compile(
    r"^```console\n\$ (microdep [^\n]+)\n```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
SIGNED = re.compile(r"^```(sh|text) signed\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```(yaml|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_each_command_prints_what_the_page_says(golden: Callable[[Path, str], None]) -> None:
    def printed(found: re.Match[str]) -> str:
        out, _, code = run(found[1], CHECKOUT)
        assert 1 == code
        return f"```console\n$ {found[1]}\n```\n\n```text\n{out}```"

    golden(PAGE, COMMAND.sub(printed, PAGE.read_text(encoding="utf-8")))


def test_the_report_of_the_page_is_signed_and_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "ROUNDS", 1)
    folder = tmp_path / "gallium"
    shutil.copytree(EXAMPLES, folder)
    ((_, commands), (_, shown)) = SIGNED.findall(PAGE.read_text(encoding="utf-8"))
    out = ""
    for command in commands.splitlines():
        asks = command.startswith(("microdep keys", "microdep signoff"))
        at = " --yes --signed-at 2026-11-29T09:00:00Z" if "signoff" in command else ""
        out, err, code = typed(command + at, folder) if asks else run(command, folder)
        assert 0 == code, out + err
    assert "REPRODUCED: all" in out
    assert [] == [line for line in shown.splitlines() if line not in out.splitlines()], out


def test_the_scenario_of_the_page_is_the_file() -> None:
    (shown,) = (text for kind, text in CODE.findall(PAGE.read_text(encoding="utf-8")) if kind == "yaml")
    head, _, file = (EXAMPLES / "cut.scenario.yaml").read_text(encoding="utf-8").partition("\n")
    assert head.startswith("#")
    assert shown == file


def test_the_python_of_the_page_gives_what_it_says() -> None:
    pack = microdep_rules.load_pack("micro-dependency")
    bom = microdep_rules.load_bom(EXAMPLES / "radar.yaml")
    found = microdep_rules.scenario(EXAMPLES / "cut.scenario.yaml", [bom], [pack], as_of=date(2026, 11, 29))
    assert "2027-03-01" == found["scenarios"][0]["products"][0]["halted_from"]


def test_one_of_three_products_halts_by_its_amplifier_and_one_is_undetermined() -> None:
    boms = [microdep_rules.load_bom(EXAMPLES / f"{name}.yaml") for name in ("radar", "charger", "lidar")]
    pack = microdep_rules.load_pack("micro-dependency")
    found = microdep_rules.scenario(EXAMPLES / "cut.scenario.yaml", boms, [pack], as_of=date(2026, 11, 29))
    products = found["scenarios"][0]["products"]
    assert ["halted", "viable", "undetermined"] == [product["state"] for product in products]
    assert [["amplifier"]] == [[each["id"] for each in found] for found in products[0]["halted_by"]]
    assert ["sic-stage"] == [each["alternate"] for each in products[1]["days"][0]["with"]["plan"]["replaced"]]
    assert ["laser"] == [each["id"] for each in products[2]["days"][0]["with"]["undetermined_by"]]
