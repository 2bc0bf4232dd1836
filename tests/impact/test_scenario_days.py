"""The days that a scenario looks at besides those of its events: waivers end, rules turn with their dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.impact.runs import PACK, write

if TYPE_CHECKING:
    from pathlib import Path

RESULT = Draft202012Validator(schema_data("microdep-scenario-result-1"))
BOM = """\
document: {id: drone, product: drone, completeness: complete}
components:
  - {id: drone, name: Drone, origin: US, children: [magnet]}
  - {id: magnet, name: Magnet, origin: MAGNET, alternates: [ALTERNATES]}
"""
SECOND = "  - {id: second, name: Second magnet, origin: JP}\n"
WAIVER = (
    "schema: microdep-waivers/1\nwaivers:\n"
    "  - {id: w, rule: own/not-from-china, scope: {components: [magnet]}, reason: enough in stock,"
    " legal_basis: policy 7, requested_by: A. Doe, approved_by: B. Roe, from: FROM, until: UNTIL}\n"
)
CUT = "  - {from: 2027-03-01, cut: {country: WHERE}}\n"


def products(folder: Path, events: str, arguments: str = "") -> tuple[dict[str, Any], int]:
    """The product of a scenario, and the exit code."""
    (folder / "s.scenario.yaml").write_text(
        f"schema: microdep-scenario/1\nname: S\nevents:\n{events}", encoding="utf-8"
    )
    command = f"microdep scenario s.scenario.yaml bom.yaml {arguments} --as-of 2026-11-24"
    out, err, code = run(f"{command} --format json", folder)
    found = json.loads(out)
    assert [] == [error.message for error in RESULT.iter_errors(found)], err
    (product,) = found["scenarios"][0]["products"]
    return product, code


def waived(folder: Path, first: str, last: str, bom: str = BOM.replace("MAGNET", "CN")) -> None:
    """A folder with a magnet of China whose fail is waived between two days."""
    waivers = WAIVER.replace("FROM", first).replace("UNTIL", last)
    write(folder, bom.replace("ALTERNATES", ""), waivers=waivers)


@pytest.mark.parametrize(
    ("first", "last", "cut", "halted", "without", "days"),
    [
        # it ends before the only event, which changes nothing
        ("2026-11-01", "2027-01-31", "FR", "2027-02-01", "2027-02-01", ["2027-02-01", "2027-03-01"]),
        # it ends after the last event
        ("2026-11-01", "2027-04-30", "FR", "2027-05-01", "2027-05-01", ["2027-03-01", "2027-05-01"]),
        # the scenario is first
        ("2026-11-01", "2027-04-30", "CN", "2027-03-01", "2027-05-01", ["2027-03-01", "2027-05-01"]),
        # it begins later: halted on the day of the check
        ("2027-01-01", "2027-06-30", "FR", "2026-11-24", "2026-11-24", None),
    ],
)
def test_a_product_is_halted_from_the_day_on_which_its_waiver_is_over(
    first: str, last: str, cut: str, halted: str, without: str, days: list[str] | None, tmp_path: Path
) -> None:
    waived(tmp_path, first, last)
    product, code = products(tmp_path, CUT.replace("WHERE", cut), "--waivers waivers.yaml")
    assert ("halted", 1) == (product["state"], code)
    assert (halted, without) == (product["halted_from"], product["halted_without_from"])
    if days is not None:
        assert days == [each["day"] for each in product["days"]]


def test_the_output_states_whose_fault_it_is(tmp_path: Path) -> None:
    waived(tmp_path, "2026-11-01", "2027-01-31")
    products(tmp_path, CUT.replace("WHERE", "FR"))
    command = "microdep scenario s.scenario.yaml bom.yaml --waivers waivers.yaml --as-of 2026-11-24"
    out, _, _ = run(command, tmp_path)
    assert "halted from 2027-02-01, with or without the scenario" in out
    run(f"{command} --output s.html", tmp_path)
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "from 2027-02-01, with or without the scenario" in page
    report = "microdep report bom.yaml --scenario s.scenario.yaml --waivers waivers.yaml --as-of 2026-11-24"
    out, _, _ = run(f"{report} --format md", tmp_path)
    assert "Drone is halted from 2027-02-01, with or without the scenario, by Magnet" in out


def test_a_product_that_is_viable_by_a_waiver_states_it_on_each_day(tmp_path: Path) -> None:
    waived(tmp_path, "2026-11-01", "2027-04-30")
    product, _ = products(tmp_path, CUT.replace("WHERE", "FR"), "--waivers waivers.yaml")
    said = ["Magnet, own/not-from-china, by w; legal basis as the company states it: « policy 7 »"]
    assert [("viable", said), ("halted", [])] == [
        (each["with"]["state"], each["with"]["waived"]) for each in product["days"]
    ]
    out, _, _ = run(
        "microdep scenario s.scenario.yaml bom.yaml --waivers waivers.yaml --as-of 2026-11-24", tmp_path
    )
    assert f"waived: not blocking, but not a pass: {said[0]}" in " ".join(out.split())


def test_what_a_waiver_and_a_cut_leave_together_is_found_between_them(tmp_path: Path) -> None:
    bom = BOM.replace("MAGNET", "CN").replace("ALTERNATES", "second") + SECOND
    write(tmp_path, bom, waivers=WAIVER.replace("FROM", "2026-11-01").replace("UNTIL", "2027-04-30"))
    product, code = products(tmp_path, CUT.replace("WHERE", "JP"), "--waivers waivers.yaml")
    # The waiver keeps the magnet, then the cut takes its alternate: neither halts it without the other.
    assert (1, "2027-05-01", None) == (code, product["halted_from"], product["halted_without_from"])


DATED = (
    PACK.replace("in force    by check date", "in force    from 2027-01-15 by check date")
    .replace("example fail of", "example not_applicable of")
    .replace("expect  fail at motor", "expect  not_applicable")
)


@pytest.mark.parametrize(("origin", "halted"), [("CN", "2027-01-15"), ("US", None)])
def test_a_rule_that_comes_into_force_by_itself_is_not_blamed_on_the_scenario(
    origin: str, halted: str | None, tmp_path: Path
) -> None:
    write(tmp_path, BOM.replace("MAGNET", origin).replace("ALTERNATES", ""))
    (tmp_path / "own" / "own.rule").write_text(DATED.format(severity="prohibit"), encoding="utf-8")
    product, code = products(tmp_path, CUT.replace("WHERE", "FR"))
    assert (1 if halted else 0) == code
    assert (halted, halted) == (product["halted_from"], product["halted_without_from"])
    expected = ["2027-01-15", "2027-03-01"] if halted else ["2027-03-01"]
    assert expected == [each["day"] for each in product["days"]]


OPEN_AFTER = """\
  - {from: 2027-01-10, through: 2027-03-10, cut: {country: JP}}
  - {from: 2027-02-01, through: 2027-02-20, cut: {country: US}}
"""
"""Japan may be where the magnet is from, and the drone is made in the United States."""


def test_each_headline_states_the_undetermined_days_around_a_halt(tmp_path: Path) -> None:
    write(tmp_path, BOM.replace("MAGNET", "{one_of: [JP, KR]}").replace("ALTERNATES", ""))
    products(tmp_path, OPEN_AFTER)
    halt = "halted from 2027-02-01 through 2027-02-20"
    spans = "from 2027-01-10 through 2027-01-31 and from 2027-02-21 through 2027-03-10"
    named = "microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24"
    out, _, _ = run(named, tmp_path)
    assert 2 == " ".join(out.split()).count(f"{halt}; undetermined {spans}")
    run(f"{named} --output s.html", tmp_path)
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    reported = f"{halt.removeprefix('halted ')}, by Drone; undetermined {spans}"
    assert reported in page
    report = "microdep report bom.yaml --scenario s.scenario.yaml --as-of 2026-11-24 --format md"
    out, _, _ = run(report, tmp_path)
    assert f"Drone is halted {reported}" in out
    assert f" {reported} |" in out.replace("; ordered", " |; ordered")


def test_the_text_has_the_reasons_of_each_day_that_it_shows(tmp_path: Path) -> None:
    waived(tmp_path, "2026-11-01", "2027-04-30")
    events = CUT.replace("WHERE", "FR") + CUT.replace("WHERE", "DE").replace("03-01", "04-01")
    cut = "  - {from: 2027-02-01, through: 2027-05-10, cut: {country: US}}\n"
    product, _ = products(tmp_path, cut + events, "--waivers waivers.yaml")
    command = "microdep scenario s.scenario.yaml bom.yaml --waivers waivers.yaml --as-of 2026-11-24"
    out, _, _ = run(command, tmp_path)
    after = [each["with"] for each in product["days"]]
    assert sum(len(each["halted_by"]) for each in after) == out.count("halted by ")
    assert sum(len(each["waived"]) for each in after) == out.count("waived: not blocking, but not a pass: ")
