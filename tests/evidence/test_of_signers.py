"""Clears that rely on evidence that nobody opened: every screen and page that a signer sees states them."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.unopened_evidence import BY_NOBODY
from microdep_rules.cli.formats import FOR_PROGRAMS
from microdep_rules.output.unopened import RELIES, of_record
from microdep_rules.report.page import meaning
from tests.cli.replay import run
from tests.evidence.folders import RULE as ASKING
from tests.evidence.test_of_corrections import REPORT, RULE, STATED

if TYPE_CHECKING:
    from pathlib import Path

BOM = "schema: microdep-bom/1\ncomponents:\n  - {name: a, origin: CN}\n  - {name: b, origin: JP}\n"
CLEAR = "1 clear relies on evidence that nobody opened"
CORRECTION = "1 correction relies on evidence that nobody opened: `origin` `CN` of `a` is now `JP`"
READ = "--as-of 2026-06-30 --overlay overlay.yaml --pack ./own"
CHANGE = {
    "a fact": "{fact: origin, stated: CN, replace: JP, reason: a mistake, evidence: [e]}",
    "an entry": "{list: stages, entry: {country: CN}, reason: a mistake, evidence: [e]}",
}
BY_NUMBER, BY_FILE = "document: {number: L-7}", "document: {path: report.pdf}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    (place / "own").mkdir(parents=True)
    (place / "own" / "pack.rule").write_text(RULE, encoding="utf-8")
    (place / "bom.yaml").write_text(BOM, encoding="utf-8")
    (place / "report.pdf").write_bytes(REPORT)
    (place / "trust.toml").write_text("", encoding="utf-8")
    return place


def correct(folder: Path, document: str, change: str = "a fact", more: str = "") -> None:
    """Write an overlay that corrects the origin of a component, or a stage of it."""
    text = f"schema: microdep-overlay/1\nevidence:\n  - {{id: e, {STATED}, {document}}}\n{more}"
    text += f"components:\n  - match: {{id: a}}\n    correct: [{CHANGE[change]}]\n"
    (folder / "overlay.yaml").write_text(text, encoding="utf-8")


def record(folder: Path, options: str = READ) -> dict[str, Any]:
    out, err, _ = run(f"microdep check bom.yaml {options} --format json", folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_clear_by_a_correction_that_nobody_opened_is_counted_and_named(folder: Path) -> None:
    correct(folder, BY_NUMBER)
    found = record(folder)
    (document,) = found["documents"]
    assert "pass" == found["summary"]["verdict"]
    expected = {"clears": 1, "corrections": ["`origin` `CN` of `a` is now `JP`"]}
    assert expected == document["unopened"]
    assert [CLEAR, CORRECTION] == of_record(found)
    (entry,) = document["evidence"]
    assert ["nobody opened it, and a correction relies on it: `origin` `CN` of `a` is now `JP`"] == entry[
        "marks"
    ]
    assert "overlay/correction-without-evidence" in {each["code"] for each in document["diagnostics"]}


def test_a_correction_by_a_file_that_was_opened_is_stated_nowhere(folder: Path) -> None:
    correct(folder, BY_FILE)
    found = record(folder)
    assert ("pass", []) == (found["summary"]["verdict"], of_record(found))
    assert "unopened" not in found["documents"][0]


def test_a_stage_that_such_a_correction_takes_away_is_counted(folder: Path) -> None:
    rule = RULE.replace("component.origin is not CN", "no stage of component where stage.country is CN")
    rule = rule.replace("component a, origin CN", "component a; melted CN")
    (folder / "own" / "pack.rule").write_text(rule, encoding="utf-8")
    stages = "stages: [{stage: sintered, country: CN}, {stage: melted, country: JP}], complete: [stages]"
    (folder / "bom.yaml").write_text(
        f"schema: microdep-bom/1\ncomponents:\n  - {{name: a, {stages}}}\n", encoding="utf-8"
    )
    correct(folder, BY_NUMBER, "an entry")
    found = record(folder)
    assert "pass" == found["summary"]["verdict"], found["documents"][0]["outcomes"]
    assert 1 == found["documents"][0]["unopened"]["clears"]


@pytest.mark.parametrize(("document", "verdict"), [(BY_NUMBER, "unknown"), (BY_FILE, "pass")])
@pytest.mark.parametrize("own", [True, False])
def test_a_rule_that_asks_for_evidence_passes_only_by_a_correction_that_was_opened(
    document: str, verdict: str, own: bool, folder: Path
) -> None:
    rule = ASKING.replace("certificate_of_origin", "mill_test_report")
    (folder / "own" / "pack.rule").write_text(rule, encoding="utf-8")
    (folder / "bom.yaml").write_text(BOM.partition("  - {name: b")[0], encoding="utf-8")
    correct(folder, document)
    if own:  # the statement that replaces another names the evidence itself
        text = (folder / "overlay.yaml").read_text(encoding="utf-8")
        text = text.replace("replace: JP", "replace: {value: JP, evidence: [e]}")
        (folder / "overlay.yaml").write_text(text, encoding="utf-8")
    found = record(folder)
    assert verdict == found["summary"]["verdict"]
    (fact,) = [f for o in found["documents"][0]["outcomes"] for f in o["facts"] if f["evidence"] != []] or [
        {}
    ]
    assert (verdict == "pass") == bool(fact)


def test_every_screen_and_page_of_a_signer_states_it(folder: Path) -> None:
    correct(folder, BY_NUMBER)
    out, _, _ = run(f"microdep check bom.yaml {READ}", folder)
    assert f"{CLEAR}\n{CORRECTION}\n" in out
    _, err, code = run(f"microdep report bom.yaml {READ} --output out", folder)
    assert 0 == code, err
    for command in ("verify out", "report cover out --output cover.html"):
        out, err, _ = run(f"microdep {command}", folder)
        shown = out + ((folder / "cover.html").read_text(encoding="utf-8") if "cover" in command else "")
        assert CLEAR in shown, err
        assert CORRECTION in shown.replace("&#39;", "'"), err
    for page in ("report.html", "report.md"):
        text = (folder / "out" / page).read_text(encoding="utf-8").replace("\\", "")
        assert CLEAR in text
        assert CORRECTION in text
    recorded = json.loads((folder / "out" / "record.json").read_bytes())
    assert meaning(recorded).endswith(f"{CLEAR}. {CORRECTION}.")
    out, err, _ = run("microdep verify out --reproduce", folder)
    assert "byte for byte" in out, err


@pytest.mark.parametrize("form", FOR_PROGRAMS)
def test_every_format_of_another_program_states_it_of_the_run(form: str, folder: Path) -> None:
    correct(folder, BY_NUMBER)
    out, err, _ = run(f"microdep check bom.yaml {READ} --format {form}", folder)
    reported = html.unescape(out)
    assert (True, True) == (CLEAR in reported, CORRECTION in reported), out + err
    correct(folder, BY_FILE)
    out, _, _ = run(f"microdep check bom.yaml {READ} --format {form}", folder)
    assert "nobody opened" not in out


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "cyclonedx"])
def test_what_names_passes_names_each_that_relies_on_it(form: str, folder: Path) -> None:
    correct(folder, BY_NUMBER)
    out, err, _ = run(f"microdep check bom.yaml {READ} --format {form} --outcomes all", folder)
    note = f'"{RELIES}"' if form == "json" else f"note: {RELIES}"
    assert 1 == html.unescape(out).count(note), err


def test_the_exports_of_a_bundle_and_its_page_to_verify_state_it(folder: Path) -> None:
    correct(folder, BY_NUMBER)
    run(f"microdep report bom.yaml {READ} --output out", folder)
    for form in ("cyclonedx", "oscal"):
        out, err, _ = run(f"microdep export out --format {form}", folder)
        reported = out.replace("\\", "")
        by_nobody = f"; by {BY_NOBODY}: 1 component: a"
        assert (True, True, True) == (CLEAR in reported, CORRECTION in reported, by_nobody in reported), err
    page = (folder / "out" / "VERIFY.md").read_text(encoding="utf-8")
    assert f"```text relying\n{CLEAR}\n{CORRECTION}\n```" in page


DECIDED = """\
rule elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "an example"
  in force    by check date
  applies to  every listed component
  require any of
    (1)  component.origin is not CN
    (2)  any determination of contract where determination.kind is nonavailability
"""


@pytest.mark.parametrize(
    ("stated", "clears"),
    [
        ("document: {number: D-7}", 1),
        ("document: {url: 'https://a.example/d.pdf'}", 1),
        ("document: {path: report.pdf}", 0),
        ("evidence: [e]", 1),
        ("evidence: [f]", 0),
        ("evidence: [e, f]", 0),
    ],
)
def test_a_clear_by_a_determination_that_nobody_opened_is_counted(
    stated: str, clears: int, folder: Path
) -> None:
    head, _, rest = RULE.partition("rule elsewhere")
    example = rest[rest.index("example fail") :]
    (folder / "own" / "pack.rule").write_text(f"{head}{DECIDED}\n{example}", encoding="utf-8")
    issued = STATED.replace("mill_test_report", "determination")
    (folder / "deal.yaml").write_text(
        "schema: microdep-context/1\ncomplete: [determinations]\n"
        f"determinations: [{{id: d-1, kind: nonavailability, {stated}}}]\n"
        f"evidence: [{{id: e, {issued}, {BY_NUMBER}}}, {{id: f, {issued}, {BY_FILE}}}]\n",
        encoding="utf-8",
    )
    found = record(folder, "--as-of 2026-06-30 --context deal.yaml --pack ./own")
    assert "pass" == found["summary"]["verdict"], found["documents"][0]["outcomes"]
    assert clears == found["documents"][0].get("unopened", {}).get("clears", 0)
