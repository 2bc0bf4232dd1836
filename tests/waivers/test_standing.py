"""What is waived stays what it is: no output shows it as met, and all of them name it alike."""

from __future__ import annotations

import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import openpyxl
import pytest

from microdep_rules.bom.legal_basis import AS_STATED
from microdep_rules.cli.formats import FOR_PROGRAMS
from microdep_rules.engine.standing import AGAINST_LAW, StandingInput, standing
from microdep_rules.signing import keys
from tests.cli.replay import run
from tests.cli.test_signing import typed
from tests.each import of_each
from tests.report.papers import needs_renderer
from tests.report.test_pdf import texts_of
from tests.waivers.cases import AS_OF, BOM, PACK, STATUTORY, UNKNOWN, WAIVER, changed

if TYPE_CHECKING:
    from collections.abc import Callable

ARGUMENTS = f"--pack own.rule --waivers waivers.yaml --as-of {AS_OF}"
SUMMARY = "GITHUB_STEP_SUMMARY"
ACCEPTED = (("    reason", "    verdicts: [unknown]\n    reason"),)
COPPER = "materials: [{name: copper, stages: [{stage: refined, country: US}]}]"
DRAWN = (("manufacturer: motorco, ", f"manufacturer: motorco, {COPPER}, "),)
"""A material, by which the motor is in the picture of the report."""
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "a policy of the company": ("fail, waived", {}),
    "a rule of law": ("fail, waived", {"pack": STATUTORY}),
    "a rule of law, by another law": (
        "fail, waived",
        {"pack": STATUTORY, "waiver": (("policy 7.3", "Regulation (EU) 2016/679, Art. 6"),)},
    ),
    "what is unknown": ("incomplete", {"bom": UNKNOWN, "waiver": ACCEPTED}),
}
"""What is waived, with the verdict of the run."""


@cache
def outputs(kind: str) -> dict[str, str]:
    """Every output of a run whose one finding is waived, by its name."""
    reported = KINDS[kind][1]
    with TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        folder = Path(made)
        patch.setattr(keys, "ROUNDS", 1)
        patch.setenv(SUMMARY, str(folder / "summary.md"))
        waivers = changed(WAIVER, reported.get("waiver", ()))
        (folder / "own.rule").write_text(changed(PACK, reported.get("pack", ())), encoding="utf-8")
        (folder / "bom.yaml").write_text(changed(BOM, (*DRAWN, *reported.get("bom", ()))), encoding="utf-8")
        (folder / "waivers.yaml").write_text(f"schema: microdep-waivers/1\nwaivers:\n{waivers}", "utf-8")
        found = {"screen": run(f"microdep check bom.yaml {ARGUMENTS}", folder)[0]}
        for form in ("json", *FOR_PROGRAMS):
            found[form], _, code = run(f"microdep check bom.yaml {ARGUMENTS} --format {form}", folder)
            assert 0 == code
        found["summary of a job"] = (folder / "summary.md").read_text("utf-8")
        found["explain"] = run(f"microdep explain own/made-elsewhere motor bom.yaml {ARGUMENTS}", folder)[0]
        return found | _bundle(folder)


def _bundle(folder: Path) -> dict[str, str]:
    """The files of a bundle, its exports, and what is shown to who signs and verifies it.

    The PDF is that of a bundle of its own: each command lays it out again, to compare it with the record.
    """
    run(f"microdep report bom.yaml {ARGUMENTS} --output paper --pdf", folder)
    run(f"microdep report bom.yaml {ARGUMENTS} --output out", folder)
    out = folder / "out"
    names = {"HTML": "report.html", "Markdown": "report.md", "CSV": "findings.csv", "record": "record.json"}
    found = {name: (out / file).read_text("utf-8") for name, file in names.items()}
    book = openpyxl.load_workbook(out / "findings.xlsx")
    cells = (str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    found["XLSX"] = "\n".join(cells)
    found["PDF"] = " ".join(" ".join(texts_of((folder / "paper" / "report.pdf").read_bytes())).split())
    for form in ("cyclonedx", "oscal"):
        found[f"export {form}"] = run(f"microdep export out --format {form}", folder)[0]
    typed("microdep keys new ann", folder)
    run("microdep trust add ann@example.com --name Ann --role approver --public-key ann.pub", folder)
    signed = typed("microdep signoff out --role approver --key ann --yes", folder)
    assert 0 == signed[2], signed[1]
    found["signoff"] = signed[1]
    found["verify"] = run("microdep verify out", folder)[0]
    run("microdep report cover out --output cover.html", folder)
    found["cover"] = (folder / "cover.html").read_text("utf-8")
    return found


@pytest.fixture(autouse=True)
def _renderer() -> None:
    needs_renderer()


VERDICTS: dict[str, Callable[[str], str]] = {
    "screen": lambda text: text.partition("\n")[0].partition(": ")[2],
    "json": lambda text: str(json.loads(text)["summary"]["verdict"]).replace("_", ", "),
    "sarif": lambda text: str(json.loads(text)["runs"][0]["properties"]["verdict"]),
    "sarif-github": lambda text: str(json.loads(text)["runs"][0]["properties"]["verdict"]),
    "junit": lambda text: found_in(r'name="verdict of the run" value="([^"]*)"', text),
    "github": lambda text: found_in(r"title=microdep check::(.*?): 1 document", text),
    "cyclonedx": lambda text: found_in(r'"microdep:verdict",\s+"value": "([^"]*)"', text),
    "summary of a job": lambda text: found_in(r"(?m)^([\w, ]+): 1 document", text),
    "HTML": lambda text: found_in(r'class="word">. ([^<]*)<', text),
    "Markdown": lambda text: found_in(r"^# Report: (.*)", text),
    "record": lambda text: str(json.loads(text)["summary"]["verdict"]).replace("_", ", "),
    "XLSX": lambda text: found_in(r"Verdict: ([\w, ]+)\.", text),
    "PDF": lambda text: found_in(r"(?:✗|\?) ([A-Z, ]+) (?:At least|What|Each)", text),
    "export cyclonedx": lambda text: found_in(r'"microdep:verdict",\s+"value": "([^"]*)"', text),
    "export oscal": lambda text: found_in(r'"name": "verdict",\s+"ns": [^\n]*\s+"value": "([^"]*)"', text),
    "signoff": lambda text: found_in(r"verdict +([A-Z, ]+):", text),
    "verify": lambda text: found_in(r"record +([A-Z, ]+):", text),
    "cover": lambda text: found_in(r'class="word">. ([^<]*)<', text),
}
"""The verdict of the run in each output that has one."""
WITHOUT_VERDICT = {"gitlab", "explain", "CSV"}
"""Outputs that have only single findings, and no verdict of the run."""
WITHOUT_FINDINGS = {"verify", "cover", "signoff", "sarif-github"}
"""Outputs that name no single finding; code scanning of GitHub knows no suppressions."""


def found_in(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, text[:400]
    return match[1]


def every(kind: str) -> list[tuple[str, str, str]]:
    return [(kind, name, text) for name, text in outputs(kind).items()]


def named(case: tuple[str, str, str]) -> str:
    return f"{case[0]}: {case[1]}"


def all_of_them() -> Any:
    for kind in KINDS:
        yield from every(kind)


@of_each(all_of_them(), named)
def test_no_output_calls_it_a_pass(case: tuple[str, str, str]) -> None:
    kind, name, text = case
    assert (name in VERDICTS) is (name not in WITHOUT_VERDICT), name
    if name in VERDICTS:
        assert VERDICTS[name](text).lower().startswith(KINDS[kind][0])


@of_each(all_of_them(), named)
def test_every_output_says_of_the_finding_that_it_is_waived(case: tuple[str, str, str]) -> None:
    kind, name, text = case
    if name not in WITHOUT_FINDINGS:
        said = "unknown, waived" if kind == "what is unknown" else "fail, waived"
        plain = text.replace("%2C", ",").replace("_waived", ", waived")
        assert said in plain.lower()


@of_each(all_of_them(), named)
def test_every_output_says_of_a_rule_of_law_that_the_company_has_decided_against_it(
    case: tuple[str, str, str],
) -> None:
    kind, name, text = case
    said = AGAINST_LAW in " ".join(text.lower().split()) or '"against_law": true' in text
    assert kind.startswith("a rule of law") == said, name


@of_each(all_of_them(), named)
def test_every_output_that_names_a_waiver_states_its_basis_as_the_claim_of_the_company(
    case: tuple[str, str, str],
) -> None:
    kind, name, text = case
    basis = "Regulation (EU) 2016/679, Art. 6" if kind.endswith("another law") else "policy 7.3"
    plain = unescape(re.sub(r"<[^>]+>", "", text)).replace("\\u00ab", "\u00ab").replace("\\u00bb", "\u00bb")
    plain = " ".join(unquote(re.sub(r"\\(?=[^\w\s])", "", plain)).split())
    said = f"{AS_STATED}: \u00ab {basis} \u00bb" in plain
    recorded = f'"legal_basis": "{basis}"' in text
    assert said or recorded or name == "sarif-github", plain


def test_it_is_never_green() -> None:
    for kind, (verdict, _) in KINDS.items():
        for name in ("HTML", "cover"):
            shade = verdict.replace(", ", "_")
            assert f'<section class="verdict {shade}"' in outputs(kind)[name]
            assert '<section class="verdict pass"' not in outputs(kind)[name]
        text = outputs(kind)["HTML"]
        assert re.search(r"<g class=\"node pass\"><title>Motor 2806", text) is None
        assert kind == "what is unknown" or '<g class="node fail_waived"><title>Motor 2806' in text


def test_it_is_red_where_the_company_has_decided_against_a_rule_of_law() -> None:
    for name in ("HTML", "cover"):
        text = outputs("a rule of law")[name]
        assert '<p class="against">Company decision against a rule of law: <bdi>W-1, legal basis as' in text
        assert ".against{color:var(--fail);font-weight:700}" in text


def test_what_is_waived_and_unknown_is_listed_among_what_is_open() -> None:
    for name in ("HTML", "Markdown"):
        assert "No fact is missing" not in outputs("what is unknown")[name]
    assert "component.origin**: missing on 1 component: " in outputs("what is unknown")["Markdown"]


def conformances(text: str) -> dict[str, tuple[Any, str, bool, bool]]:
    """Of each requirement the score, the verdict, and whether there are claims for and against it."""
    (attestation,) = json.loads(text)["declarations"]["attestations"]
    return {
        each["requirement"].removeprefix("rule:"): (
            each["conformance"].get("score"),
            each["conformance"]["rationale"].split(":")[0],
            bool(each.get("claims", ())),
            bool(each.get("counterClaims", ())),
        )
        for each in attestation["map"]
    }


def test_a_check_and_an_export_give_a_waived_failure_one_standing() -> None:
    found = outputs("a policy of the company")
    assert conformances(found["cyclonedx"]) == conformances(found["export cyclonedx"])
    assert (0, "fail, waived") == conformances(found["cyclonedx"])["own/made-elsewhere"][:2]
    unknown = conformances(outputs("what is unknown")["cyclonedx"])
    assert (None, "incomplete") == unknown["own/made-elsewhere"][:2]


def test_oscal_is_not_satisfied_by_a_waiver() -> None:
    for kind in KINDS:
        results = json.loads(outputs(kind)["export oscal"])["assessment-results"]["results"]
        states = {e["target"]["target-id"]: e["target"]["status"]["state"] for e in results[0]["findings"]}
        assert "not-satisfied" == states["own.made-elsewhere"]


def test_a_waived_fail_is_counted_as_a_fail() -> None:
    summary = json.loads(outputs("a rule of law")["json"])["summary"]
    assert (1, 1) == (summary["counts"]["fail"], summary["counts"]["fail_waived"])
    assert {"fail": 1, "waived": 1, "against_law": 1} == summary["failures"]["statutory"]
    assert "FAIL, WAIVED  1 document: 1 fail (1 waived)" in outputs("a rule of law")["screen"]


def test_the_signer_affirms_to_have_seen_the_waived_outcomes() -> None:
    statement = outputs("a rule of law")["signoff"]
    assert "1 failing outcome is waived, and that a waived outcome is not a pass" in statement
    assert "1 failing outcome is waived by a company decision against a rule of law" in statement


def test_one_function_decides_and_a_waiver_makes_no_pass_of_anything() -> None:
    for verdict in ("fail", "unknown"):
        for others in ((), ("pass",), ("exempt", "disclose"), ("not_applicable",)):
            found = standing([StandingInput(verdict, waived=True), *map(StandingInput, others)])
            assert {"fail": "fail_waived", "unknown": "incomplete"}[verdict] == found
    assert "unknown" == standing([StandingInput("unknown"), StandingInput("unknown", waived=True)])
    assert "incomplete" == standing(
        [StandingInput("disclose", waived=True, lacking=True), StandingInput("pass")]
    )
