"""The first and the last day of the calendar, in all that takes a day: no command breaks."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click
import pytest

from microdep_rules.cli.arguments import Day, Moment
from tests.cli.replay import BUG, PACKAGE, run
from tests.cli.test_given_twice import COMMANDS
from tests.signing.bundles import key

if TYPE_CHECKING:
    from pathlib import Path

DAYS = ("0001-01-01", "9999-12-31")
EXAMPLES = PACKAGE.parent / "examples"
CHECKED = "q/bom.yaml --context q/contract.yaml --pack dod-magnets --pack micro-dependency"
SCENARIO = """\
schema: microdep-scenario/1
name: Cut
events:
  - {from: DAY, cut: {country: CN}}
"""
TRUST = "trust add --role reviewer"
SIGNED = "--rule banned-supplier --into ban-of-DAY --fact signed"
LINES = {
    "check --as-of": f"check {CHECKED} --waivers q/waivers.yaml --as-of DAY",
    "compare --as-of": "compare f.yaml --by supplier --as-of DAY",
    "exposure --as-of": "exposure f.yaml --as-of DAY",
    "explain --as-of": "explain blocked-component magnets f.yaml --as-of DAY",
    "impact --as-of": "impact f.yaml --as-of DAY",
    "lint --as-of": "lint micro-dependency --bom f.yaml --as-of DAY",
    "questions --as-of": "questions f.yaml --as-of DAY",
    "questions --due": "questions f.yaml --as-of 2026-11-24 --due DAY",
    "(what was asked for by the day)": "status f.yaml",
    "remedy --as-of": "remedy f.yaml --as-of DAY",
    "remedy --on": "remedy f.yaml --as-of 2026-11-24 --scenario s.yaml --on DAY",
    "report --as-of": f"report {CHECKED} --as-of DAY --impact --exposure --output asof",
    "report --generated-at": "report f.yaml --as-of 2026-11-24 --generated-at DAYT23:59:59Z --output gen",
    "scenario --as-of": "scenario s.yaml f.yaml --as-of DAY",
    "status --as-of": "status f.yaml q --waivers q/waivers.yaml --as-of DAY",
    "trust add --not-before": f"{TRUST} ann@example.com --name Ann --public-key k.pub --not-before DAY",
    "trust add --not-after": f"{TRUST} bob@example.com --name Bob --public-key b.pub --not-after DAY",
    "keys expire-report --as-of": "keys expire-report --as-of DAY --horizon 30",
    "trust revoke --invalid-from": "trust revoke k.pub --invalid-from DAY",
    "signoff --signed-at": "signoff gen --role reviewer --key k.pub --signed-at DAYT00:00:00Z --yes",
    "pades --signed-at": "pades q/bom.yaml --certificate k --role x --output y --signed-at DAYT00:00:00Z",
    "pades --at": "pades q/bom.yaml --verify --at DAYT00:00:00Z",
    "lists import --published": "lists import l.csv --as uflpa-entity-list --force --published DAY",
    "lists ban --from": "lists ban l.csv --as ban-of-DAY --from DAY",
    "new exception --before": f"new exception e {SIGNED} --before DAY",
    "new exception --from": f"new exception f {SIGNED} --from DAY",
    "(what was imported is read)": "lists list",
    "(what was imported is used)": "check f.yaml --pack uflpa --as-of 2026-11-24",
    "(what was imported is reported)": "report f.yaml --pack uflpa --as-of 2026-11-24 --output listed",
    "(what was reported is verified)": "verify listed",
    "(what was generated is verified)": "verify gen",
    "(a scenario of the day)": "scenario end.yaml f.yaml --as-of 2026-11-24",
    "(a waiver of the days)": f"check {CHECKED} --waivers ends.yaml --as-of 2026-11-24",
    "(a waiver of the days, ahead)": "impact f.yaml --waivers ends.yaml --as-of 2026-11-24",
    "(facts of the contract of the day)": "check q/bom.yaml --context ends.yml --pack uas --as-of 2026-11-24",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "quadcopter", tmp_path / "q")
    shutil.copy(EXAMPLES / "founding-example" / "bom.yaml", tmp_path / "f.yaml")
    (tmp_path / "l.csv").write_text("Company name\nBar Telecom\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SCENARIO.replace("DAY", "2027-01-01"), encoding="utf-8")
    (tmp_path / "k.pub").write_text(f"{key('ann').public.openssh}\n", encoding="utf-8")
    (tmp_path / "b.pub").write_text(f"{key('bob').public.openssh}\n", encoding="utf-8")
    return tmp_path


def test_every_option_that_takes_a_day_is_tried() -> None:
    options = {
        f"{' '.join(names[1:])} {param.opts[0]}"
        for names, command in COMMANDS
        for param in command.params
        if isinstance(param, click.Option) and isinstance(param.type, Day | Moment)
    }
    assert options == {line for line in LINES if not line.startswith("(")}


@pytest.mark.parametrize("day", DAYS)
def test_no_command_breaks_at_the_ends_of_the_calendar(day: str, folder: Path) -> None:
    (folder / "end.yaml").write_text(SCENARIO.replace("DAY", day), encoding="utf-8")
    waivers = (folder / "q" / "waivers.yaml").read_text(encoding="utf-8")
    ends = waivers.replace("2026-11-01", "0001-01-01").replace("2027-01-31", "9999-12-31")
    (folder / "ends.yaml").write_text(ends, encoding="utf-8")
    context = (folder / "q" / "contract.yaml").read_text(encoding="utf-8")
    for stated in ("2026-03-02", "2028-03-31"):
        context = context.replace(stated, day)
    (folder / "ends.yml").write_text(context, encoding="utf-8")
    broken = {}
    for what, line in LINES.items():
        out, err, code = run(f"microdep {line.replace('DAY', day)}", folder)
        if code == BUG:
            broken[what] = (code, (out + err)[-300:])
    assert {} == broken
