"""Analyses of production in a report: in its record, on its pages, in what is verified and made again."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.production.solving import is_installed
from microdep_rules.report.production import sections
from tests.cli.replay import run
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

PRODUCTS = "radar.yaml charger.yaml lidar.yaml"
DAY = "--as-of 2026-11-20"
SCENARIOS = "--scenario cut.scenario.yaml --scenario slow.scenario.yaml"
PASSING = """\
schema: microdep-bom/1
document: {id: board}
components:
  - {name: Board, id: board, origin: DE, restriction_index: 0.1}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("production") / "gallium"
    shutil.copytree(CHECKOUT / "examples" / "gallium", folder)
    shutil.copyfile(CHECKOUT / "examples" / "remedy" / "bom.yaml", folder / "motor.yaml")
    (folder / "passing.yaml").write_text(PASSING, encoding="utf-8")
    assert (
        0 == run(f"microdep report {PRODUCTS} {DAY} --impact {SCENARIOS} --exposure --output out", folder)[2]
    )
    return folder


def production(bundle: Path) -> Any:
    return json.loads((bundle / "record.json").read_bytes())["production"]


def written(command: str, folder: Path) -> Any:
    return json.loads(run(f"microdep {command} --format json", folder)[0])


def test_the_record_holds_what_each_command_writes(project: Path) -> None:
    found = production(project / "out")
    scenarios = "scenario cut.scenario.yaml slow.scenario.yaml"
    assert ["impact", "scenarios", "exposure"] == list(found)
    assert found["impact"] == written(f"impact {PRODUCTS} {DAY}", project)
    assert found["scenarios"] == written(f"{scenarios} {PRODUCTS} {DAY}", project)
    assert found["exposure"] == written(f"exposure {PRODUCTS} {DAY}", project)


@pytest.mark.skipif(not is_installed(), reason="the solver is not here; install the extra remedy")
def test_remedies_are_in_the_record_as_they_were_asked_for(project: Path) -> None:
    asked = "motor.yaml --as-of 2026-11-20"
    run(f"microdep report {asked} --remedy --minimize cost --limit 3 --output remedies", project)
    assert production(project / "remedies") == {
        "remedies": [written(f"remedy {asked} --minimize cost --limit 3", project)]
    }
    assert "Remedies" in (project / "remedies" / "report.html").read_text(encoding="utf-8")
    out, err, _ = run("microdep verify remedies --reproduce", project)
    assert "REPRODUCED: all" in out, out + err
    assert "analyses  Remedies: exists: " in out


@pytest.mark.skipif(not is_installed(), reason="the solver is not here; install the extra remedy")
def test_remedies_under_each_scenario_are_those_of_the_command(project: Path) -> None:
    asked = f"{PRODUCTS} {DAY}"
    scenarios = ("cut.scenario.yaml", "slow.scenario.yaml")
    named = " ".join(f"--scenario {scenario}" for scenario in scenarios)
    out, err, _ = run(f"microdep report {asked} {named} --remedy --output under", project)
    assert [
        written(f"remedy {asked}", project),
        *(written(f"remedy {asked} --scenario {scenario}", project) for scenario in scenarios),
    ] == production(project / "under")["remedies"], out + err
    out, err, _ = run("microdep verify under --reproduce", project)
    assert "REPRODUCED: all" in out, out + err
    assert "Remedies under the scenario `Gallium is cut off`, from 2027-03-01: no remedy: Radar module" in out
    page = (project / "under" / "report.html").read_text(encoding="utf-8")
    assert "<h3>Under the scenario `Gallium is cut off`, from 2027-03-01</h3>" in page
    assert "under the scenario" in (project / "under" / "report.md").read_text(encoding="utf-8")


def test_a_stranger_verifies_the_analyses_and_makes_them_again(project: Path) -> None:
    out, err, code = run("microdep verify out --reproduce", project)
    assert "REPRODUCED: all" in out, out + err
    assert 1 == code  # nobody has signed
    lines = [line for line in out.splitlines() if line.startswith(("record", "analyses"))]
    assert "record    PASS" in lines[0]
    assert "analyses  Production now: viable: Radar module, Fast charger, Lidar head" == lines[1]
    assert "Scenario Gallium is cut off: Radar module is halted from 2027-03-01, by" in out


def test_scenarios_are_inputs_of_the_bundle(project: Path) -> None:
    index = json.loads((project / "out" / "bundle.json").read_bytes())
    kept = {each["path"]: each["file"] for each in index["inputs"] if each["kind"] == "scenario"}
    assert ["cut.scenario.yaml", "slow.scenario.yaml"] == list(kept)
    for path, file in kept.items():
        assert (project / path).read_bytes() == (project / "out" / file).read_bytes()
    assert list(kept) == index["asked"]["production"]["scenarios"]


def test_the_pages_have_a_section_for_each_analysis(project: Path) -> None:
    html = (project / "out" / "report.html").read_text(encoding="utf-8")
    for name in ("impact", "scenarios", "exposure"):
        assert f'<h2 id="{name}">' in html
        assert f'href="#{name}"' in html
    assert '<h2 id="remedies">' not in html
    markdown = (project / "out" / "report.md").read_text(encoding="utf-8")
    assert "## Halts of production" in markdown
    assert "Radar module is halted from 2027\\-03\\-01" in markdown or "is halted from 2027-03-01" in markdown


def test_the_verdict_and_the_exit_code_are_those_of_the_rules(project: Path) -> None:
    plain, _, alone = run(f"microdep report {PRODUCTS} {DAY}", project)
    with_halts, _, code = run(f"microdep report {PRODUCTS} {DAY} --impact {SCENARIOS}", project)
    assert (0, 0) == (alone, code)
    assert plain.splitlines()[0] == with_halts.splitlines()[0] == "# Report: PASS"
    assert "halted" not in plain
    assert "is halted from" in with_halts


def test_a_document_that_was_not_analysed_has_the_reason_in_each_section(project: Path) -> None:
    text = PASSING.replace("restriction_index: 0.1", "restriction_index: 0.1, alternates: [board]")
    (project / "circle.yaml").write_text(text, encoding="utf-8")
    run(f"microdep report circle.yaml {DAY} --impact --exposure --output circle", project)
    for name in ("report.md", "report.html"):
        page = (project / "circle" / name).read_text(encoding="utf-8")
        assert "listed as an alternate of itself" in page, name
        assert "halts are not counted: the alternates of the product are not valid" in page, name


def test_production_is_green_only_where_nothing_is_undetermined(project: Path) -> None:
    green = run(f"microdep report passing.yaml {DAY} --impact", project)[0]
    assert "Production Green." in green
    for asked in (f"passing.yaml lidar.yaml {DAY} --impact {SCENARIOS}", f"lidar.yaml {DAY} --impact"):
        reported = run(f"microdep report {asked}", project)[0]
        assert ("undetermined" in reported.partition("As of")[0]) != ("Production Green." in reported)


def test_a_report_without_analyses_has_nothing_of_them(project: Path) -> None:
    run(f"microdep report radar.yaml {DAY} --output plain", project)
    assert "production" not in json.loads((project / "plain" / "record.json").read_bytes())
    assert "production" not in json.loads((project / "plain" / "bundle.json").read_bytes())["asked"]
    assert ".slack" not in (project / "plain" / "report.html").read_text(encoding="utf-8")


def test_a_custom_template_stands_below_the_state_of_production(project: Path) -> None:
    letter = CHECKOUT / "examples" / "letter-template"
    run(f"microdep report {PRODUCTS} {DAY} {SCENARIOS} --template {letter} --output letter", project)
    above, _, _ = (project / "letter" / "report.html").read_text(encoding="utf-8").partition("<iframe")
    assert "Scenario Gallium is cut off: Radar module is halted from 2027-03-01" in above
    assert "pages     agree with the record" in run("microdep verify letter", project)[0]


def test_our_own_template_copied_gives_our_page(project: Path) -> None:
    assert 0 == run("microdep report --new-template ours", project)[2]
    run(
        f"microdep report {PRODUCTS} {DAY} --impact {SCENARIOS} --exposure --template ours --output same",
        project,
    )
    assert (project / "out" / "report.html").read_bytes() == (project / "same" / "report.html").read_bytes()


@pytest.mark.parametrize(
    ("asked", "code", "reported"),
    [
        ("--scenario absent.yaml", 4, "error[file/cannot-be-read]"),
        ("--scenario broken.scenario.yaml", 4, "error[scenario/unknown-target]"),
        ("--scenario charger.yaml", 4, "error["),
        ("--goal pass", 2, "--goal is for remedies; add --remedy"),
        ("--impact --impact", 0, ""),
        ("--remedy --minimize cost --minimize time", 2, "--minimize"),
    ],
)
def test_what_cannot_be_analysed_is_named(project: Path, asked: str, code: int, reported: str) -> None:
    text = (project / "cut.scenario.yaml").read_text(encoding="utf-8")
    broken = text.replace("cut: {material: gallium, country: CN}", "cut: {site: nowhere}")
    (project / "broken.scenario.yaml").write_text(broken, encoding="utf-8")
    out, err, ended = run(f"microdep report radar.yaml {DAY} {asked} --output bad", project)
    assert (code, True) == (ended, reported in out + err), out + err
    assert (code == 0) == (project / "bad").exists()
    assert "Traceback" not in err
    shutil.rmtree(project / "bad", ignore_errors=True)


def test_a_page_does_not_take_the_place_of_a_scenario(project: Path) -> None:
    before = (project / "cut.scenario.yaml").read_bytes()
    command = f"microdep report radar.yaml {DAY} --scenario cut.scenario.yaml --format md"
    assert 2 == run(f"{command} --output cut.scenario.yaml", project)[2]
    assert before == (project / "cut.scenario.yaml").read_bytes()


def test_what_a_page_leaves_out_is_counted_and_the_worst_is_shown(project: Path) -> None:
    record = json.loads((project / "out" / "record.json").read_bytes())
    found = sections(record, 1, 2)
    assert [("Radar module", 2)] == [
        (product["name"], scenario["left"])
        for scenario in found["scenarios"]["scenarios"][:1]
        for product in scenario["products"]
    ]
    assert (2, 2) == (found["impact"]["left"], found["exposure"]["left"])
    assert 2 == len(found["impact"]["products"][0]["tree"]["rows"])
