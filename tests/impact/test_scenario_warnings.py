"""Warnings of events that change nothing or shorten, warnings of documents, and the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {product: a}
components:
  - {id: a, name: A, origin: US, restriction_index: 0.1, children: [{ref: b, quantity: 0}]}
  - {id: b, name: B, origin: CN-XJ, restriction_index: 0.1, lead_time: {value: 10, unit: days}}
"""
NOTHING, SHORTENS = "this event changes nothing", "shorter"
CUT = "{from: 2027-01-01, cut: {component: b}}"
EVENTS = [
    (f"{CUT}, {CUT}", [NOTHING]),
    ("{from: 2027-01-01, cut: {country: CN}}, {from: 2027-02-01, cut: {country: CN-XJ}}", [NOTHING]),
    ("{from: 2027-02-01, cut: {country: CN}}, {from: 2027-01-01, cut: {country: CN-XJ}}", []),
    (
        "{from: 2027-01-01, through: 2027-01-31, cut: {country: CN}}, {from: 2027-01-20, cut: {country: CN}}",
        [],
    ),
    ("{from: 2027-01-01, delay: {component: b, by: {value: 0, unit: days}}}", [NOTHING]),
    ("{from: 2027-01-01, delay: {component: b, by: {value: 3, unit: days}}}", []),
    ("{from: 2027-01-01, delay: {component: b, to: {value: 1, unit: days}}}", [SHORTENS]),
    ('{from: 2027-01-01, delay: {component: b, to: {value: "10..12", unit: days}}}', []),
    (
        "{from: 2027-01-01, add_to_list: {list: chokepoints/chokepoint-countries, country: CN}}",
        [NOTHING],
    ),
    ("{from: 2027-01-01, add_to_list: {list: chokepoints/chokepoint-countries, country: FR}}", []),
]


def scenario(folder: Path, events: str) -> tuple[str, str]:
    (folder / "bom.yaml").write_text(BOM, encoding="utf-8")
    text = f"schema: microdep-scenario/1\nname: S\nevents: [{events}]\n"
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    packs = " --pack micro-dependency --pack chokepoints" if "chokepoints/" in events else ""
    out, err, _ = run(f"microdep scenario s.yaml bom.yaml --as-of 2026-11-24{packs}", folder)
    return out, err


@pytest.mark.parametrize(("events", "labels"), EVENTS)
def test_an_event_that_changes_nothing_or_shortens_is_a_warning(
    events: str, labels: list[str], tmp_path: Path
) -> None:
    out, err = scenario(tmp_path, events)
    assert out, err
    assert len(labels) == err.count("warning[scenario/no-effect]")
    assert labels == [
        label for line in err.splitlines() for label in (NOTHING, SHORTENS) if line.endswith(label)
    ]


def test_a_cut_that_is_stated_twice_is_named_once_and_the_next_command_has_the_scenario(
    tmp_path: Path,
) -> None:
    out, _ = scenario(tmp_path, f"{CUT}, {CUT}")
    assert "needs a supply that is cut: `B`\n" in out
    assert "next: `microdep remedy BOM --scenario s.yaml` shows" in out


@pytest.mark.parametrize("command", ["impact", "remedy"])
def test_a_warning_about_a_document_stands_beside_its_analysis(command: str, tmp_path: Path) -> None:
    _, err = scenario(tmp_path, CUT)
    assert "warning[bom/impossible-amount]" in err
    out, err, _ = run(f"microdep {command} bom.yaml --as-of 2026-11-24", tmp_path)
    assert "warning[bom/impossible-amount]" in out, out + err
