"""Events that change nothing on the days that are looked at: each is a diagnostic with place and fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.impact.runs import PACK, write
from tests.impact.test_scenarios import TOP, bom

if TYPE_CHECKING:
    from pathlib import Path

IN_FORCE = "in force    by check date", "in force    from 2027-01-01 by check date"
LISTED = 'list banned of party\n  from 2027-01-01 "Far Metals" cites "policy 2"\n\n'
KINDS = {
    "cut": "cut: {country: CN}",
    "delay": "delay: {component: magnet, by: {value: 3, unit: days}}",
    "raise_index": "raise_index: {component: magnet, to: 0.9}",
    "add_to_list": "add_to_list: {list: own/banned, party: Far Metals}",
    "bring_into_force": "bring_into_force: {rule: own/not-from-china}",
}


def written(folder: Path, events: str) -> None:
    write(folder, bom())
    text = PACK.format(severity="prohibit").replace(*IN_FORCE).replace("rule not-", f"{LISTED}rule not-", 1)
    text = text.replace("  bom     part", "  context as-of 2027-02-01\n  bom     part")
    (folder / "own" / "own.rule").write_text(text, encoding="utf-8")
    (folder / "s.scenario.yaml").write_text(TOP + events, encoding="utf-8")


def said(folder: Path, as_of: str, command: str = "scenario s.scenario.yaml bom.yaml") -> tuple[str, int]:
    _, err, code = run(f"microdep {command} --as-of {as_of}", folder)
    return err, code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "command", ["scenario s.scenario.yaml bom.yaml", "remedy bom.yaml --scenario s.scenario.yaml"]
)
def test_an_event_that_is_over_is_a_warning(kind: str, command: str, tmp_path: Path) -> None:
    written(tmp_path, f"  - {{from: 2026-01-01, through: 2026-02-01, {KINDS[kind]}}}\n")
    err, code = said(tmp_path, "2026-11-24", command)
    assert "the event ends on 2026-02-01, before the check date, 2026-11-24" in err
    assert "s.scenario.yaml:4:" in err
    assert code != 4


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_that_is_in_effect_is_none(kind: str, tmp_path: Path) -> None:
    written(tmp_path, f"  - {{from: 2026-01-01, through: 2026-12-31, {KINDS[kind]}}}\n")
    for day in ("2026-11-24", "2026-12-31"):
        err, _ = said(tmp_path, day)
        assert "before the day of the check" not in err


def test_a_rule_that_is_in_force_by_the_day_of_the_check_is_not_brought_into_force(tmp_path: Path) -> None:
    written(tmp_path, f"  - {{from: 2026-12-01, {KINDS['bring_into_force']}}}\n")
    err, code = said(tmp_path, "2026-11-24")
    assert (False, True) == ("scenario/" in err, code != 4)
    err, code = said(tmp_path, "2027-06-01")
    assert "error[scenario/no-effect]: `own/not-from-china` is already in force from 2027-01-01" in err
    assert 4 == code


def test_who_is_listed_by_the_day_of_the_check_is_not_put_on_the_list(tmp_path: Path) -> None:
    written(tmp_path, f"  - {{from: 2026-12-01, {KINDS['add_to_list']}}}\n")
    assert "already" not in said(tmp_path, "2026-11-24")[0]
    assert "`Far Metals` is already on the list `own/banned`" in said(tmp_path, "2027-06-01")[0]
