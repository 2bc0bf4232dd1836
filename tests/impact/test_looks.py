"""What is viable only by a waiver, or by configuration, is green nowhere: one look in each output."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.looks import LOOKS, shown_in, shown_state
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {id: product}
components:
  - id: drive
    name: Drive
    origin: US
    restriction_index: 0.1
    children: [{id: motor, name: Motor, origin: CN, restriction_index: 0.95}]
  - {id: shell, name: Shell, origin: US, restriction_index: 0.1}
"""
WAIVERS = """\
schema: microdep-waivers/1
waivers:
  - id: W1
    rule: micro-dependency/blocked-component
    scope: {components: [motor]}
    reason: Bought for five prototypes that stay in the laboratory.
    legal_basis: Purchasing policy 7.3
    requested_by: Dana Ito <dana.ito@example.com>
    approved_by: Kim Berg <kim.berg@example.com>
    from: 2026-11-01
    until: 2027-01-31
"""
SCENARIO = """\
schema: microdep-scenario/1
name: Later
events:
  - {from: 2026-12-01, delay: {component: shell, by: {value: 2, unit: weeks}}}
"""
LIST = """\
schema: microdep-bom/1
document: {id: list}
components:
  - {id: pump, name: Pump, origin: US, restriction_index: 0.1, children: [{ref: motor, quantity: 1}]}
  - {id: valve, name: Valve, origin: US, restriction_index: 0.1, children: [{ref: shell, quantity: 1}]}
  - {id: motor, name: Motor, origin: CN, restriction_index: 0.95, children: []}
  - {id: shell, name: Shell, origin: US, restriction_index: 0.1, children: []}
"""
REPLACED = """\
schema: microdep-bom/1
document: {id: product}
components:
  - id: drive
    name: Drive
    origin: US
    restriction_index: 0.1
    children: [{id: old, name: Old motor, origin: CN, restriction_index: 0.95, alternates: [motor]}]
  - {id: motor, name: Motor, origin: CN, restriction_index: 0.95}
  - {id: shell, name: Shell, origin: US, restriction_index: 0.1}
"""
"""A drive whose motor is blocked, with an alternate that is waived."""
UNJUDGED = "--config unjudged.toml", "nothing checked"
"""Rules that leave everything out, and no threshold: nothing was asked."""
BY = {
    "by a waiver": ("--waivers waivers.yaml", "by a waiver", "by waivers"),
    "by configuration": ("--config leaves.toml", "by configuration", "by configuration"),
}
GREEN = re.compile(
    r"\x1b\[(?:1;)?32m|✓|Production Green|class=\"(?:tag |node |verdict |finding )?(?:pass|viable)\""
)
HONEST = re.compile(
    r'<li class="(?:pass|viable)"><b>0</b>[^<]*</li>|<style>.*?</style>'
    r'|<g class="node pass"><title>Shell: viable|Shell <span class="tag viable">✓ viable',
    re.DOTALL,
)
"""The count of what is viable by itself, which is 0, and the component that is."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "bom.yaml": BOM,
        "waivers.yaml": WAIVERS,
        "s.scenario.yaml": SCENARIO,
        "list.yaml": LIST,
        "replaced.yaml": REPLACED,
        "unjudged.toml": '[impact]\nnot_rules = ["micro-dependency/*"]\n',
        "leaves.toml": '[impact]\nnot_rules = ["micro-dependency/*"]\nrestriction_index_above = 0.99\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def written(line: str, folder: Path, page: str = "") -> str:
    """What a command shows, in colour, or the page that it writes."""
    out, err, code = run(f"microdep {line} --as-of 2026-11-24", folder, color="1")
    assert code in {0, 1, 6}, err
    return (folder / page).read_text("utf-8") if page else out


@pytest.mark.parametrize("how", BY)
def test_the_pages_and_the_terminal_are_not_green(how: str, folder: Path) -> None:
    option, reported, needs = BY[how]
    pages = {
        "impact": (f"impact bom.yaml {option} --color always", "", reported),
        "impact page": (f"impact bom.yaml {option} --output i.html", "i.html", reported),
        "remedy": (f"remedy bom.yaml {option} --color always", "", needs),
        "remedy page": (f"remedy bom.yaml {option} --output r.html", "r.html", needs),
        "scenario": (f"scenario s.scenario.yaml bom.yaml {option}", "", reported),
        "scenario page": (f"scenario s.scenario.yaml bom.yaml {option} --output s.html", "s.html", reported),
    }
    wrong = {}
    for what, (line, page, word) in pages.items():
        text = HONEST.sub("", written(line, folder, page))
        if (found := GREEN.findall(text)) or word not in text.lower():
            wrong[what] = (found, text[-600:])
    assert {} == wrong


@pytest.mark.parametrize("page", ["report.html", "report.md"])
def test_the_lines_of_a_report_are_not_green(page: str, folder: Path) -> None:
    asked = "report bom.yaml --waivers waivers.yaml --impact --remedy --scenario s.scenario.yaml"
    text = written(f"{asked} --output out", folder, f"out/{page}")
    lines = [line for line in text.splitlines() if "Production now" in line or "Scenario Later" in line]
    assert lines
    assert [] == [line for line in lines if GREEN.search(line)]
    assert all("✗" in line for line in lines if "<dt" in line or line.startswith("- "))


@pytest.mark.parametrize("state", ["viable", "remedy", "none_needed"])
def test_no_state_is_green_by_a_waiver_or_by_configuration(state: str) -> None:
    for waived, left_out in ((True, False), (False, True), (True, True)):
        assert "pass" != LOOKS[shown_state(state, waived=waived, left_out=left_out)].kind
    assert "pass" == LOOKS[shown_state(state, waived=(), left_out=())].kind


def test_nothing_else_is_green() -> None:
    assert {"viable", "remedy", "none_needed"} == {
        name for name, each in LOOKS.items() if each.kind == "pass"
    }


def test_what_is_unknown_and_waived_is_not_green(folder: Path) -> None:
    (folder / "bom.yaml").write_text(BOM.replace("origin: CN, ", ""), encoding="utf-8")
    waivers = WAIVERS.replace("    reason:", "    verdicts: [unknown]\n    reason:")
    (folder / "waivers.yaml").write_text(waivers, encoding="utf-8")
    out = written("impact bom.yaml --waivers waivers.yaml --color always", folder)
    reported = "Motor, micro-dependency/blocked-component: unknown, by W1"
    assert ([], True, True) == (GREEN.findall(out), "VIABLE, BY A WAIVER" in out, reported in out), out


def states_of(how: str) -> tuple[str, str, str]:
    """An option, and the states of the product with the motor and of the one without it."""
    if how == "nothing is asked":
        return (*UNJUDGED, "nothing checked")
    option, reported, _ = BY[how]
    return option, f"viable, {reported}", "viable"


@pytest.mark.parametrize("how", [*BY, "nothing is asked"])
def test_each_product_of_a_list_is_shown_by_what_it_relies_on(how: str, folder: Path) -> None:
    option, first, second = states_of(how)
    lines = {
        "impact": (f"impact list.yaml {option}", "", f"Pump ({first}), Valve ({second})"),
        "scenario": (f"scenario s.scenario.yaml list.yaml {option}", "", f"Pump: {first}; Valve: {second}"),
        "page": (
            f"scenario s.scenario.yaml list.yaml {option} --output s.html",
            "s.html",
            f"Pump: {first}; Valve: {second}",
        ),
        "report": (
            f"report list.yaml {option} --impact --scenario s.scenario.yaml --output out",
            "out/report.md",
            f"Pump: {first}; Valve: {second}",
        ),
    }
    shown = {what: " ".join(written(line, folder, page).split()) for what, (line, page, _) in lines.items()}
    assert [] == [what for what, (*_, text) in lines.items() if text not in shown[what]]
    page = re.sub("<[^>]*>", "", written(f"impact list.yaml {option} --output i.html", folder, "i.html"))
    tags = [LOOKS[look] for look in LOOKS if LOOKS[look].word in {first, second}]
    assert all(f"{tag.sign} {tag.word}" in page for tag in tags)
    assert f"- Product of the list: Pump, {first}" in (folder / "out" / "report.md").read_text("utf-8")


@pytest.mark.parametrize("how", [*BY, "nothing is asked"])
def test_the_data_state_what_each_product_and_assembly_relies_on(how: str, folder: Path) -> None:
    option, first, second = states_of(how)
    data = json.loads(written(f"impact list.yaml {option} --format json", folder))["products"][0]
    later = json.loads(written(f"scenario s.scenario.yaml list.yaml {option} --format json", folder))
    day = later["scenarios"][0]["products"][0]["days"][0]["with"]
    own = [each for each in data["structure"] if each["id"] in {"pump", "valve"}]
    for found in (data["roots"], day["roots"], data["assemblies"], own):
        words = {each["id"]: LOOKS[shown_in(each)].word for each in found}
        assert {"pump": first, "valve": second} == words


def test_what_needs_an_alternate_relies_on_what_the_alternate_relies_on(folder: Path) -> None:
    reported = "viable, by a waiver"
    line = "impact replaced.yaml --waivers waivers.yaml"
    data = json.loads(written(f"{line} --format json", folder))["products"][0]
    words = {each["id"]: LOOKS[shown_in(each)].word for each in data["structure"]}
    assert ("halted", reported, reported, reported) == tuple(
        words[each] for each in ("old", "motor", "drive", "product")
    )
    assert f"alternates: Motor ({reported})" in " ".join(written(line, folder).split())
    leaves = f"scenario old.scenario.yaml replaced.yaml {BY['by configuration'][0]}"
    cut = SCENARIO.replace("delay: {component: shell, by: {value: 2, unit: weeks}}", "cut: {component: old}")
    (folder / "old.scenario.yaml").write_text(cut, encoding="utf-8")
    assert "2026-12-01  viable, by configuration" in written(leaves, folder)


def test_a_waiver_of_an_alternate_that_is_not_built_is_not_relied_on(folder: Path) -> None:
    text = REPLACED.replace("origin: CN, restriction_index: 0.95, alternates", "origin: US, alternates")
    (folder / "bom.yaml").write_text(text, encoding="utf-8")
    for option in ("--waivers waivers.yaml", "--waivers waivers.yaml --no-waivers"):
        assert "Production Green." in written(f"impact bom.yaml {option}", folder)
        assert "are viable as listed" in written(f"remedy bom.yaml {option}", folder)


def test_an_unknown_that_is_waived_of_an_alternate_that_is_not_built_is_not_green(folder: Path) -> None:
    text = REPLACED.replace("origin: CN, restriction_index: 0.95, alternates", "origin: US, alternates")
    (folder / "bom.yaml").write_text(text.replace("Motor, origin: CN, ", "Motor, "), encoding="utf-8")
    waivers = WAIVERS.replace("    reason:", "    verdicts: [unknown]\n    reason:")
    (folder / "waivers.yaml").write_text(waivers, encoding="utf-8")
    for option in ("--waivers waivers.yaml", "--waivers waivers.yaml --no-waivers"):
        out = written(f"impact bom.yaml {option}", folder)
        assert "WAIVED" not in out
        assert "viable, but not green: an alternate that is not built is undetermined" in out


@pytest.mark.parametrize("goal", ["viable", "pass"])
def test_a_remedy_names_the_waivers_that_the_product_needs(goal: str, folder: Path) -> None:
    line = f"remedy bom.yaml --waivers waivers.yaml --goal {goal} --format json"
    found = json.loads(written(line, folder))["products"][0]
    assert (["W1"], ["W1"]) == (found["waived"], found["remedies"][0]["waived"])


def test_each_day_names_the_waivers_that_its_sets_rely_on(folder: Path) -> None:
    drive = BOM.replace("restriction_index: 0.95}", "restriction_index: 0.95, alternates: [other]}")
    other = "  - {id: other, name: Other motor, origin: US, restriction_index: 0.1}\n"
    (folder / "bom.yaml").write_text(drive + other, encoding="utf-8")
    cut = "through: 2026-12-31, cut: {component: motor}"
    scenario = SCENARIO.replace("delay: {component: shell, by: {value: 2, unit: weeks}}", cut)
    (folder / "cut.scenario.yaml").write_text(scenario, encoding="utf-8")
    line = "remedy bom.yaml --waivers waivers.yaml --scenario cut.scenario.yaml"
    text = written(line, folder)
    assert "2027-01-01   the product as listed, which relies on the waiver W1\n" in text
    written(f"{line} --output r.html", folder)
    assert "the product as listed, which relies on the waiver W1" in (folder / "r.html").read_text("utf-8")
    found = json.loads(written(f"{line} --format json", folder))["products"][0]
    days = {each["day"]: each["waived"] for each in found["by_day"]}
    assert {"2026-12-01": [[]], "2027-01-01": [["W1"]]} == days
