"""`microdep scenario` as somebody runs it: states, verdicts, plans, exit codes, and bad input."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import microdep_rules
from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.impact.runs import HEAD, write

if TYPE_CHECKING:
    from pathlib import Path

RESULT = Draft202012Validator(schema_data("microdep-scenario-result-1"))
TOP = "schema: microdep-scenario/1\nname: Test\nevents:\n"
BOM = """\
document: {id: drone, product: drone, completeness: complete}
parties: [{id: works, name: Example Works, sites: [{id: kiln, name: North kiln, country: JP}]}]
components:
  - {id: drone, name: Drone, origin: US, manufacturer: us-maker, complete: [materials], materials: [],
     children: [motor, frame], lead_time: {value: 2, unit: days}}
  - {id: motor, name: Motor, origin: JP, manufacturer: works, complete: [materials], materials: [],
     children: [magnet], lead_time: {value: 5, unit: days}}
  - id: magnet
    name: Magnet
    origin: JP
    manufacturer: works
    restriction_index: 0.3
    alternates: [ALTERNATES]
    lead_time: {value: "10..20", unit: days}
    complete: [materials]
    materials:
      - substance: NdFeB-sintered
        complete: [stages, composition]
        stages:
          - {stage: separated, substance: Nd, country: CN, party: far}
          - {stage: sintered, country: JP, party: works, site: kiln}
  - {id: frame, name: Frame, origin: US, manufacturer: us-maker, complete: [materials],
     materials: [{substance: steel, stages: [{stage: manufactured, country: US, party: us-maker}]}]}
"""
PARTIES = "parties: [{id: us-maker, name: Frames Inc}, {id: far, name: Far Metals}, "
SECOND = """\
  - {id: second, name: Ferrite, origin: US, manufacturer: us-maker, complete: [materials], materials: [],
     lead_time: {value: 30, unit: days}}
"""


def bom(alternates: str = "", more: str = "") -> str:
    return BOM.replace("parties: [", PARTIES).replace("ALTERNATES", alternates) + more


def result(folder: Path, events: str, arguments: str = "bom.yaml") -> tuple[dict[str, Any], int]:
    """The data of a run, valid by its schema, and the exit code."""
    (folder / "s.scenario.yaml").write_text(TOP + events, encoding="utf-8")
    command = f"microdep scenario s.scenario.yaml {arguments} --as-of 2026-11-24 --format json"
    out, err, code = run(command, folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    assert [] == [error.message for error in RESULT.iter_errors(found)]
    return found, code


def last(found: dict[str, Any]) -> dict[str, Any]:
    """The product on the last day of the only scenario."""
    return dict(found["scenarios"][0]["products"][0]["days"][-1])


def refused(folder: Path, events: str) -> tuple[str, int]:
    """What a run says that is refused, and the exit code."""
    (folder / "s.scenario.yaml").write_text(TOP + events, encoding="utf-8")
    out, err, code = run("microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24", folder)
    assert "" == out
    return err, code


CUTS = [
    ("country: JP", "halted"),
    ("country: CN", "halted"),
    ("country: CN-XJ", "undetermined"),
    ("country: FR", "viable"),
    ("party: Example Works", "halted"),
    ("party: works", "halted"),
    ("site: North kiln", "halted"),
    ("site: kiln", "halted"),
    ("material: neodymium", "halted"),
    ("material: rare earths", "halted"),
    ("material: gallium", "viable"),
    ("{material: Nd, stage: separated}", "halted"),
    ("{material: Nd, stage: reduced_to_metal}", "viable"),
    ("{material: Nd, country: CN}", "halted"),
    ("{material: Nd, country: US}", "viable"),
    ("{material: Nd, country: CN, party: far}", "halted"),
    ("{material: Nd, country: CN, party: works}", "viable"),
    ("component: magnet", "halted"),
    ("component: Magnet", "halted"),
]


CODES = {"halted": 1, "undetermined": 5, "viable": 0}


@pytest.mark.parametrize(("target", "state"), CUTS)
def test_a_cut_halts_what_can_only_come_from_there(target: str, state: str, tmp_path: Path) -> None:
    write(tmp_path, bom())
    what = target if target.startswith("{") else f"{{{target}}}"
    found, code = result(tmp_path, f"  - {{from: 2027-03-01, cut: {what}}}\n")
    assert (state, CODES[state]) == (last(found)["with"]["state"], code)
    assert "viable" == last(found)["without"]["state"]


UNKNOWN = [
    ("restriction_index: 0.3", "", "country: FR", "viable"),
    ("complete: [materials]\n    materials:\n      -", "materials:\n      -", "material: Ga", "undetermined"),
    ("country: CN, party: far", "party: far", "country: CN", "undetermined"),
    ("country: CN, party: far", "party: far", "material: Nd, country: CN", "undetermined"),
    ("country: CN, party: far", "country: CN", "party: far", "undetermined"),
    ("complete: [stages, composition]", "complete: [composition]", "material: Nd, stage: reduced_to_metal",
     "undetermined"),
    ("complete: [stages, composition]", "complete: [stages]", "material: Dy", "undetermined"),
    ("country: CN, party: far", "country: {one_of: [CN, MY]}, party: far", "country: CN", "undetermined"),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "instead", "target", "state"), UNKNOWN)
def test_what_the_document_leaves_open_is_undetermined_after_a_cut(
    stated: str, instead: str, target: str, state: str, tmp_path: Path
) -> None:
    text = bom()
    assert stated in text
    write(tmp_path, text.replace(stated, instead))
    found, _ = result(tmp_path, f"  - {{from: 2027-03-01, cut: {{{target}}}}}\n")
    assert state == last(found)["with"]["state"]


def test_second_sources_that_are_cut_by_two_events_halt_together(tmp_path: Path) -> None:
    one = "{stage: separated, substance: Nd, country: CN, party: far}"
    two = f"{one[:-1]}, share: 60}}\n          - {one.replace('CN', 'AU')[:-1]}, share: 40}}"
    write(tmp_path, bom().replace(one, two))
    events = "  - {from: 2027-03-01, cut: {country: CN}}\n  - {from: 2027-04-01, cut: {country: AU}}\n"
    found, _ = result(tmp_path, events)
    product = found["scenarios"][0]["products"][0]
    assert ["viable", "halted"] == [each["with"]["state"] for each in product["days"]]
    assert "2027-04-01" == product["halted_from"]
    assert [[{"kind": "component", "id": "magnet", "name": "Magnet"}]] == product["halted_by"]


def test_an_alternate_keeps_the_product_going_and_the_plan_is_the_one_with_it(tmp_path: Path) -> None:
    write(tmp_path, bom("second", SECOND))
    found, code = result(tmp_path, "  - {from: 2027-03-01, cut: {country: JP, component: magnet}}\n")
    day = last(found)
    assert ("viable", 0) == (day["with"]["state"], code)
    assert {"low": 37, "high": None} == day["with"]["plan"]["total"]
    assert {"low": 17, "high": None} == day["without"]["plan"]["total"]
    assert "2027-04-07" == day["with"]["plan"]["earliest"]


def test_a_cut_ends_and_the_product_is_viable_again(tmp_path: Path) -> None:
    write(tmp_path, bom())
    events = "  - {from: 2027-03-01, through: 2027-03-31, cut: {country: CN}}\n"
    found, code = result(tmp_path, events)
    days = found["scenarios"][0]["products"][0]["days"]
    found_states = [(day["day"], day["with"]["state"]) for day in days]
    assert [("2027-03-01", "halted"), ("2027-04-01", "viable")] == found_states
    assert 1 == code


def test_an_event_that_began_before_the_check_is_in_effect_from_the_first_day(tmp_path: Path) -> None:
    write(tmp_path, bom())
    found, _ = result(tmp_path, "  - {from: 2020-01-01, cut: {country: CN}}\n")
    assert ("2026-11-24", "halted") == (last(found)["day"], last(found)["with"]["state"])


def test_the_events_of_a_file_count_by_their_days_not_by_their_order(tmp_path: Path) -> None:
    write(tmp_path, bom())
    late = "delay: {component: frame, by: {value: 3, unit: days}}"
    events = [f"  - {{from: 2027-0{month}-01, {late}}}\n" for month in (3, 5)]
    forth, back = (result(tmp_path, "".join(order))[0] for order in (events, events[::-1]))
    assert [last(forth)["with"]["plan"]] == [last(back)["with"]["plan"]]


DELAYS = [
    ("component: motor, by: {value: 1, unit: weeks}", {"low": 24, "high": 34}),
    ("component: motor, to: {value: 1, unit: days}", {"low": 13, "high": 23}),
    ('country: CN, by: {value: "1..3", unit: days}', {"low": 18, "high": 30}),
    ("country: CN-XJ, by: {value: 3, unit: days}", {"low": 17, "high": 30}),
    ("component: frame, by: {value: 100, unit: days}", {"low": 102, "high": None}),
    ('component: magnet, by: {value: "at least 3", unit: days}', {"low": 20, "high": None}),
]


@pytest.mark.parametrize(("delay", "total"), DELAYS)
def test_a_delay_makes_an_order_late(delay: str, total: dict[str, Any], tmp_path: Path) -> None:
    frame = "materials: [{substance: steel,"
    write(tmp_path, bom().replace(frame, f"lead_time: {{value: 2, unit: days}}, {frame}"))
    if total["high"] is None and "frame" in delay:
        write(tmp_path, bom())
    found, _ = result(tmp_path, f"  - {{from: 2027-03-01, delay: {{{delay}}}}}\n")
    assert total == last(found)["with"]["plan"]["total"]


# ---- rules ---------------------------------------------------------------------------------------


def test_an_index_that_rises_changes_a_verdict_from_its_day_on(tmp_path: Path) -> None:
    text = bom().replace("origin: JP\n    manufacturer: works", "origin: CN\n    manufacturer: works")
    write(tmp_path, text)
    (tmp_path / "microdep.toml").write_text("", encoding="utf-8")
    found, code = result(tmp_path, "  - {from: 2027-03-01, raise_index: {component: magnet, to: 0.95}}\n")
    day = last(found)
    (change,) = [each for each in day["changes"] if each["subject"]["id"] == "magnet"]
    assert ("micro-dependency/blocked-component", "pass", "fail") == (
        change["rule"],
        change["without"],
        change["with"],
    )
    assert ("halted", 1) == (day["with"]["state"], code)


def test_an_index_is_never_lowered(tmp_path: Path) -> None:
    write(tmp_path, bom(), config="[impact]\nseverities = []\nrestriction_index_above = 0.2\n")
    found, _ = result(tmp_path, "  - {from: 2027-03-01, raise_index: {component: magnet, to: 0.1}}\n")
    assert last(found)["without"]["blocked"] == last(found)["with"]["blocked"]
    (problem,) = found["diagnostics"]
    assert "scenario/no-effect" == problem["code"]
    assert "to 0.1, but the index already has the value 0.3" in problem["message"]


LISTED = """\
pack own version 1
  title "Own"
  authority "company policy"
  reviewed 2026-11-24

parameter begins is date not yet
  cites "policy 2"

list banned of party
  "Bad Metals" cites "policy 1"

list places of country
  KP cites "policy 1"

rule maker
  title       "maker"
  severity    prohibit
  cites       "policy 1"
  in force    by check date
  applies to  every component at any tier
  forbid      component.manufacturer is in banned
  message     "{component.name}: banned"
  fix         "another"
  ask         "who makes {component.name}?"

rule place
  title       "place"
  severity    prohibit
  cites       "policy 1"
  in force    by check date
  applies to  every component at any tier
  forbid      component.origin is in places
  message     "{component.name}: banned"
  fix         "another"
  ask         "where is {component.name} made?"

rule coming
  title       "coming"
  severity    prohibit
  cites       "policy 2"
  in force    from begins by check date
  applies to  every component at any tier
  forbid      component.origin is JP
  message     "{component.name}: of Japan"
  fix         "another"
  ask         "where is {component.name} made?"

example fail of maker "x"
  bom     component a, manufacturer "Bad Metals"
  expect  fail at a

example fail of place "x"
  bom     component a, origin KP
  expect  fail at a

example not_applicable of coming "x"
  bom     component a, origin JP
  expect  not_applicable
"""
RULES = [
    ("add_to_list: {list: own/banned, party: Example Works}", {"own/maker"}, {"motor", "magnet"}),
    (
        "add_to_list: {list: own/banned, party: A, aliases: [Frames Inc]}",
        {"own/maker"},
        {"drone", "frame"},
    ),
    ("add_to_list: {list: own/places, country: US}", {"own/place"}, {"drone", "frame"}),
    ("bring_into_force: {rule: own/coming}", {"own/coming"}, {"motor", "magnet"}),
    ("bring_into_force: {parameter: own/begins}", {"own/coming"}, {"motor", "magnet"}),
]


@pytest.mark.parametrize(("event", "rules", "subjects"), RULES)
def test_lists_and_laws_change_verdicts_from_their_day_on(
    event: str, rules: set[str], subjects: set[str], tmp_path: Path
) -> None:
    write(tmp_path, bom())
    (tmp_path / "own" / "own.rule").write_text(LISTED, encoding="utf-8")
    found, code = result(tmp_path, f"  - {{from: 2027-03-01, {event}}}\n")
    fails = [each for each in last(found)["changes"] if each["with"] == "fail"]
    assert (rules, subjects) == ({e["rule"] for e in fails}, {e["subject"]["id"] for e in fails})
    assert ("halted", 1) == (last(found)["with"]["state"], code)


def test_a_measure_comes_into_force_on_the_day_of_the_step() -> None:
    pack = microdep_rules.load_pack("micro-dependency")
    text = (
        "schema: microdep-bom/1\ncontext: {destination: US, end_use: civil}\ncomponents:\n"
        "  - {name: wafer, kind: raw_material, origin: CN, complete: [materials],"
        " materials: [{substance: Ga}]}"
    )
    events = "  - {from: 2027-03-01, bring_into_force: {measure: china-export-controls/no-46-paragraph-2}}\n"
    document = microdep_rules.load_bom(text.encode())
    found = microdep_rules.scenario((TOP + events).encode(), [document], [pack], as_of=date(2026, 11, 28))
    day = last(found)
    assert [("unknown", "fail")] == [(each["without"], each["with"]) for each in day["changes"]]
    assert ("undetermined", "halted") == (day["without"]["state"], day["with"]["state"])


def test_the_rules_of_a_pack_are_the_same_before_and_after(tmp_path: Path) -> None:
    """Nothing of a scenario stays in a pack: the same question twice has the same answer."""
    write(tmp_path, bom())
    (tmp_path / "own" / "own.rule").write_text(LISTED, encoding="utf-8")
    first = result(tmp_path, f"  - {{from: 2027-03-01, {RULES[0][0]}}}\n")
    assert first == result(tmp_path, f"  - {{from: 2027-03-01, {RULES[0][0]}}}\n")


# ---- several, and bad input ----------------------------------------------------------------------


def test_several_scenarios_stand_side_by_side(tmp_path: Path) -> None:
    write(tmp_path, bom())
    for name, country in (("one", "CN"), ("two", "FR")):
        text = TOP.replace("Test", name) + f"  - {{from: 2027-03-01, cut: {{country: {country}}}}}\n"
        (tmp_path / f"{name}.scenario.yaml").write_text(text, encoding="utf-8")
    out, _, code = run(
        "microdep scenario one.scenario.yaml two.scenario.yaml bom.yaml --as-of 2026-11-24", tmp_path
    )
    lines = [" ".join(line.split()) for line in out.splitlines()[:2]]
    assert ["product now (2026-11-24) one two", "Drone viable halted from 2027-03-01 viable"] == lines
    assert 1 == code


FROM = "{from: 2027-03-01, "
"""What `@` stands for below."""
BAD = [
    (["@cut: {party: Exmaple Works}}"], "scenario/unknown-target", "`Example Works`?"),
    (["@cut: {component: magnot}}"], "scenario/unknown-target", "`magnet`?"),
    (["@cut: {site: nowhere}}"], "scenario/unknown-target", "`North kiln`"),
    (["@cut: {material: galium}}"], "scenario/unknown-target", "`gallium`"),
    (["@cut: {material: Nd, stage: separatd}}"], "scenario/unknown-target", "`separated`?"),
    (["@cut: {stage: separated}}"], "scenario/incomplete-event", "add `material`"),
    (["@through: 2027-02-01, cut: {country: CN}}"], "bom/dates-out-of-order", "2027"),
    (["@cut: {country: China}}"], "bom/", "CN"),
    (["@cut: {country: XX}}"], "bom/", ""),
    (["{from: 2027-02-30, cut: {country: CN}}"], "bom/", ""),
    (["@explode: {country: CN}}"], "bom/", ""),
    (["{from: 2027-03-01}"], "scenario/incomplete-event", "`cut`"),
    (
        ["@cut: {country: CN}, delay: {country: CN, by: {value: 1, unit: days}}}"],
        "scenario/contradiction",
        "keep one",
    ),
    (["@cut: {}}"], "scenario/incomplete-event", "`material`"),
    (["@delay: {component: magnet, by: {value: 3}}}"], "bom/missing-field", "unit"),
    (["@delay: {component: magnet, by: 3}}"], "bom/", "unit"),
    (["@delay: {by: {value: 3, unit: days}}}"], "scenario/incomplete-event", "`component`"),
    (["@delay: {component: magnet}}"], "scenario/incomplete-event", "`by`, `to`"),
    (
        ['@delay: {component: magnet, by: {value: "1..3", likely: 9, unit: days}}}'],
        "scenario/contradiction",
        "within",
    ),
    (
        ["@cut: {country: CN}}", "{from: 2027-04-01, delay: {country: CN, by: {value: 3, unit: days}}}"],
        "scenario/contradiction",
        "`through`",
    ),
    (
        ["@cut: {country: CN}}", "@delay: {country: CN-XJ, by: {value: 3, unit: days}}}"],
        "scenario/contradiction",
        "`through`",
    ),
    (
        ["@raise_index: {component: magnet, to: 0.9}}", "@raise_index: {component: magnet, to: 0.8}}"],
        "scenario/contradiction",
        "another day",
    ),
    (["@raise_index: {component: magnet, to: 1.9}}"], "bom/", ""),
    (["@add_to_list: {list: nobody, party: A}}"], "scenario/incomplete-event", "pack/list"),
    (["@add_to_list: {list: own/banned, party: A}}"], "scenario/unknown-target", ""),
    (["@bring_into_force: {rule: own/not-from-chin}}"], "scenario/unknown-target", "`own/not-from-china`?"),
    (["@bring_into_force: {rule: own/not-from-china}}"], "scenario/no-effect", "remove"),
    (["@bring_into_force: {parameter: own/day}}"], "scenario/unknown-target", "own"),
]


@pytest.mark.parametrize(("events", "code", "fix"), BAD)
def test_bad_input_gets_its_place_and_its_fix(events: list[str], code: str, fix: str, tmp_path: Path) -> None:
    write(tmp_path, bom())
    said, ended = refused(tmp_path, "".join(f"  - {event.replace('@', FROM, 1)}\n" for event in events))
    assert 4 == ended
    assert f"error[{code}" in said
    assert "s.scenario.yaml:" in said
    assert "help:" in said
    assert fix in said


def test_an_event_that_touches_nothing_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, bom())
    found, code = result(tmp_path, "  - {from: 2027-03-01, cut: {country: FR}}\n")
    assert (["scenario/no-effect"], 0) == ([each["code"] for each in found["diagnostics"]], code)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("bom.yaml", "no scenario found: `bom.yaml` does not state the schema"),
        ("bom.yaml bom.yaml", "write `schema: microdep-scenario/1` in the first line of the scenario"),
        ("s.scenario.yaml", "no bill of materials is named"),
    ],
)
def test_a_run_needs_a_scenario_and_a_product(arguments: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, bom())
    (tmp_path / "s.scenario.yaml").write_text(TOP + "  - {from: 2027-03-01, cut: {country: CN}}\n")
    _, err, code = run(f"microdep scenario {arguments} --as-of 2026-11-24", tmp_path)
    assert 2 == code
    assert said in err


@pytest.mark.parametrize(
    "text", ["", "[]", "schema: microdep-scenario/1", "a: &a [*a]", "\x00", "{", "schema: x/2"]
)
def test_a_file_that_is_no_scenario_gets_a_diagnostic(text: str, tmp_path: Path) -> None:
    write(tmp_path, bom())
    (tmp_path / "s.scenario.yaml").write_text(text, encoding="utf-8")
    out, err, code = run("microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24", tmp_path)
    assert ("", 4) == (out, code)
    assert "error[" in err


def test_an_invalid_product_is_reported_and_the_others_are_analysed(tmp_path: Path) -> None:
    write(tmp_path, bom(), broken=f"{HEAD}components: [{{name: 3}}]\n")
    found, code = result(tmp_path, "  - {from: 2027-03-01, cut: {country: CN}}\n", "bom.yaml broken.yaml")
    assert ["halted", "invalid"] == [each["state"] for each in found["scenarios"][0]["products"]]
    assert 4 == code
