"""Times that no delivery takes are refused wherever a time is written, with the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
components:
  - {id: t, name: T, children: [{ref: m}]}
  - {id: m, name: Magnet, lead_time: {value: %s, unit: %s}}
"""
SCENARIO = """\
schema: microdep-scenario/1
name: S
events: [{from: 2027-01-01, delay: {component: Magnet, %s: {value: %s, unit: %s}}}]
"""
TIMES = {
    "1e39": "weeks",
    "365243": "days",
    "52178": "weeks",
    "12001": "months",
    "1001": "years",
    '"at least 1001"': "years",
    '"at most 1001"': "years",
    '"5..99999999999"': "days",
}
SAYS = "expected at most 1,000 years as "


def refused(folder: Path, command: str, field: str) -> None:
    out, err, code = run(f"{command} --as-of 2026-11-29", folder)
    assert (4, True) == (code, f"error[bom/out-of-range]: {SAYS}`{field}`, found" in out + err), out + err


@pytest.mark.parametrize("value", [*TIMES, "{one_of: [4, 1001]}", "{at_least: 1001}"])
def test_a_lead_time_has_a_bound(value: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % (value, TIMES.get(value, "years")), encoding="utf-8")
    refused(tmp_path, "microdep impact bom.yaml", "lead_time")


@pytest.mark.parametrize("value", TIMES)
@pytest.mark.parametrize("key", ["by", "to"])
def test_so_has_a_delay(key: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % (5, "weeks"), encoding="utf-8")
    (tmp_path / "s.scenario.yaml").write_text(SCENARIO % (key, value, TIMES[value]), encoding="utf-8")
    refused(tmp_path, "microdep scenario s.scenario.yaml bom.yaml", "value")


def test_so_have_the_likeliest_times(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % ('"5..9"', "weeks"), encoding="utf-8")
    for text, field in (
        (SCENARIO % ("by", '"1..9", likely: 1e30', "weeks"), "likely"),
        (
            SCENARIO % ("by", 1, "weeks")
            + "simulation: {likely: [{component: m, value: 1e30, unit: days}]}\n",
            "value",
        ),
    ):
        (tmp_path / "s.scenario.yaml").write_text(text, encoding="utf-8")
        refused(tmp_path, "microdep scenario s.scenario.yaml bom.yaml", field)


def test_so_have_tables_and_overlays(tmp_path: Path) -> None:
    (tmp_path / "bom.csv").write_text("name,lead time (weeks)\nMagnet,99999999\nServo,12\n", encoding="utf-8")
    refused(tmp_path, "microdep impact bom.csv", "lead_time")
    bare = BOM.replace(", lead_time: {value: %s, unit: %s}", "")
    (tmp_path / "bom.yaml").write_text(bare, encoding="utf-8")
    overlay = (
        "schema: microdep-overlay/1\ncomponents: [{match: {id: m}, lead_time: {value: 1e30, unit: weeks}}]\n"
    )
    (tmp_path / "overlay.yaml").write_text(overlay, encoding="utf-8")
    refused(tmp_path, "microdep impact bom.yaml --overlay overlay.yaml", "lead_time")


@pytest.mark.parametrize(("value", "unit"), [("365242", "days"), ("9999", "weeks"), ("1000", "years")])
def test_up_to_the_bound_a_time_is_planned(value: str, unit: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM % (value, unit), encoding="utf-8")
    out, err, code = run("microdep impact bom.yaml --as-of 2026-11-29", tmp_path)
    assert code != 4, err
    assert "CRITICAL PATH" in out


def test_a_number_beside_another_unit_is_as_large_as_it_likes(tmp_path: Path) -> None:
    head = "schema: microdep-bom/1\ncomponents: "
    text = f"{head}[{{name: M, mass_g: 99999999999, lead_time: {{value: 5, unit: days}}}}]\n"
    (tmp_path / "bom.yaml").write_text(text, encoding="utf-8")
    assert "out-of-bounds" not in "".join(run("microdep check bom.yaml", tmp_path)[:2])
