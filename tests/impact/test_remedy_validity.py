"""Up to which day a remedy under a scenario is valid: laws begin, waivers end, and a delivery is due."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.impact.test_scenario_days import WAIVER

if TYPE_CHECKING:
    from pathlib import Path

RECORD = Draft202012Validator(schema_data("microdep-remedy-1"))
BOM = """\
schema: microdep-bom/1
document: {id: drone, product: drone, completeness: complete}
CONTEXT
components:
  - {id: drone, name: Drone, origin: US, children: [magnet], lead_time: {value: 9, unit: days}}
  - {id: magnet, name: Magnet, origin: CN, alternates: [second, third]}
  - {id: second, name: Second, origin: SECOND}
  - {id: third, name: Third, origin: KR}
"""
PACK = """\
pack own version 1
  title "Own"
  authority "company policy"
  reviewed 2026-11-24

rule not-from-china
  title       "not from there"
  severity    prohibit
  cites       "policy 1"
  in force    FROM
  applies to  RULE
  message     "it is from Japan"

example pass of not-from-china "from elsewhere"
  context as-of 2028-01-01
  bom     component a, origin US
  expect  pass at a
"""
OWN = "every listed component\n  forbid      component.origin is JP"
AROUND = "end-item\n  forbid      any component of end-item at any tier where component.origin is JP"
ALWAYS = "every listed component\n  forbid      component.origin is CN"
CUT = "  - {from: 2027-03-01, cut: {country: CN}}\n"
LATER = CUT + "  - {from: 2027-09-01, cut: {country: FR}}\n"
NEVER = "  - {from: 2027-03-01, cut: {country: FR}}\n"


def write(folder: Path, events: str, law: str, rule: str, due: str = "", second: str = "JP") -> None:
    """A folder with a scenario, and a pack of one rule that begins on a day."""
    (folder / "own").mkdir()
    begins = f"from {law} by check date" if law else "by check date"
    pack = PACK.replace("FROM", begins).replace("RULE", rule)
    (folder / "own" / "own.rule").write_text(pack, encoding="utf-8")
    (folder / "microdep.toml").write_text('packs = ["own"]\n', encoding="utf-8")
    bom = BOM.replace("CONTEXT\n", f"context: {{delivery: {due}}}\n" if due else "")
    (folder / "bom.yaml").write_text(bom.replace("SECOND", second), encoding="utf-8")
    scenario = f"schema: microdep-scenario/1\nname: S\nevents:\n{events}"
    (folder / "s.scenario.yaml").write_text(scenario, encoding="utf-8")


def remedies(folder: Path, arguments: str = "") -> tuple[dict[str, str | None], list[str], str]:
    """For each set by its alternates how long it is valid, the days that are judged, and the text."""
    command = f"microdep remedy bom.yaml --scenario s.scenario.yaml {arguments} --as-of 2026-11-24"
    out, err, _ = run(f"{command} --format json", folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    assert [] == [error.message for error in RECORD.iter_errors(found)]
    (product,) = found["products"]
    sets = {
        "+".join(one["alternate"]["id"] for one in each["substitutions"]): (
            each["validity"] or {"text": None}
        )["text"]
        for each in product["remedies"]
    }
    return sets, product["days"], " ".join(run(command, folder)[0].split())


FAR = "valid through 2029-03-01; later days were not analysed"
AFTER = "valid through 2027-06-14 only; after that, "
ENDS = AFTER + "production is halted; {name}: it is from Japan (own/not-from-china)"


@pytest.mark.parametrize(("rule", "name"), [(OWN, "Second"), (AROUND, "Drone")])
@pytest.mark.parametrize(
    ("events", "due", "expected", "days"),
    [
        # The law begins between two events.
        (LATER, "", {"third": "valid through 2029-09-01; later days were not analysed"}, "06-15"),
        # After the last event, and no delivery is stated.
        (CUT, "", {"second": ENDS, "third": FAR}, ""),
        # Before the delivery.
        (CUT, "2027-06-15", {"third": "valid through 2027-06-15, the day of delivery"}, "06-15"),
        # After the delivery.
        (
            CUT,
            "2027-06-14",
            dict.fromkeys(["second", "third"], "valid through 2027-06-14, the day of delivery"),
            "",
        ),
        # The delivery is before the last event.
        (
            CUT,
            "2027-01-14",
            dict.fromkeys(["second", "third"], "valid through 2027-03-01, the last day of the scenario"),
            "",
        ),
    ],
)
def test_a_law_that_begins_later_counts_up_to_the_delivery_and_is_named_after_it(
    rule: str, name: str, events: str, due: str, expected: dict[str, str], days: str, tmp_path: Path
) -> None:
    write(tmp_path, events, "2027-06-15", rule, due)
    sets, judged, text = remedies(tmp_path)
    assert {key: value.format(name=name) for key, value in expected.items()} == sets
    assert bool(days) is ("2027-06-15" in judged)
    assert all(each.format(name=name) in text for each in expected.values())


def test_of_one_named_day_nothing_is_said_of_others(tmp_path: Path) -> None:
    write(tmp_path, CUT, "2027-06-15", OWN)
    sets, days, text = remedies(tmp_path, "--on 2027-03-01")
    assert {"second": None, "third": None} == sets
    assert ["2027-03-01"] == days
    assert "valid through" not in text
    assert "under the scenario `S` on 2027-03-01" in text


def test_a_missing_fact_ends_what_surely_holds(tmp_path: Path) -> None:
    write(tmp_path, CUT, "2027-06-15", OWN, second="{one_of: [JP, KR]}")
    sets, _, _ = remedies(tmp_path)
    assert FAR == sets["third"]
    said = sets["second"] or ""
    assert said.startswith("valid through 2027-06-14 only; after that, the data is insufficient; Second: ")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (
            "",
            {"": "valid through 2027-04-30 only; after that, production is halted; Magnet: it is from Japan"},
        ),
        ("2027-04-30", {"": "valid through 2027-04-30, the day of delivery"}),
        ("2027-05-01", dict.fromkeys(("second", "third"), "valid through 2027-05-01, the day of delivery")),
    ],
)
def test_a_waiver_that_ends_counts_as_a_law_that_begins(
    due: str, expected: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path, NEVER, "", ALWAYS, due)
    waivers = WAIVER.replace("FROM", "2026-11-01").replace("UNTIL", "2027-04-30")
    (tmp_path / "waivers.yaml").write_text(waivers, encoding="utf-8")
    sets, _, text = remedies(tmp_path, "--waivers waivers.yaml")
    assert expected.keys() == sets.keys()
    assert all((sets[key] or "").startswith(words) for key, words in expected.items())
    assert all(words in text for words in expected.values())


def test_a_report_names_the_last_day_in_its_head_and_in_each_form(tmp_path: Path) -> None:
    write(tmp_path, NEVER, "2027-06-15", OWN)
    bom = (tmp_path / "bom.yaml").read_text(encoding="utf-8").replace("[second, third]", "[]")
    (tmp_path / "bom.yaml").write_text(
        bom.replace("Magnet, origin: CN", "Magnet, origin: JP"), encoding="utf-8"
    )
    command = "report bom.yaml --remedy --scenario s.scenario.yaml --as-of 2026-11-24"
    out, err, _ = run(f"microdep {command} --output bundle", tmp_path)
    for name in ("report.md", "report.html"):
        page = (tmp_path / "bundle" / name).read_text(encoding="utf-8")
        assert "none needed, through 2027-06-14 only: Drone" in page, out + err
        assert "alid through 2027-06-14 only; after that, production is halted" in page


def test_what_is_needed_names_the_day_from_which_it_is(tmp_path: Path) -> None:
    write(tmp_path, LATER.replace("FR", "KR"), "2027-06-15", OWN)
    sets, _, text = remedies(tmp_path)
    assert {} == sets
    assert "Magnet: needs a supply that is cut: China (scenario, on 2027-03-01)" in text
    assert "Second: it is from Japan (own/not-from-china, on 2027-06-15)" in text
    assert "Third: needs a supply that is cut: South Korea (scenario, on 2027-09-01)" in text


def test_what_is_not_in_the_product_ends_a_pass_as_well(tmp_path: Path) -> None:
    write(tmp_path, NEVER, "2027-06-15", OWN, second="KR")
    pack = (tmp_path / "own" / "own.rule").read_text(encoding="utf-8")
    law = pack[pack.index("rule not-from-china") :]
    now = law.replace("not-from-china", "not-from-russia").replace("is JP", "is RU")
    (tmp_path / "own" / "own.rule").write_text(
        pack + "\n" + now.replace("from 2027-06-15 ", ""), encoding="utf-8"
    )
    bom = (tmp_path / "bom.yaml").read_text(encoding="utf-8").replace("origin: CN", "origin: US")
    (tmp_path / "bom.yaml").write_text(f"{bom}  - {{id: x, name: Spare, origin: JP}}\n", encoding="utf-8")
    sets, _, _ = remedies(tmp_path, "--goal pass")
    assert {"": AFTER + "the document fails; Spare: it is from Japan (own/not-from-china)"} == sets
