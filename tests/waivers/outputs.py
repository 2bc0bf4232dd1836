"""Reads every command and format: whether the one finding is waived, and the diagnostics about waivers."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator

from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.vocabulary.resources import schema_data
from tests.output.formats.readers import READERS, decoded

if TYPE_CHECKING:
    from collections.abc import Callable

RULE = "own/made-elsewhere"
TERMS = r"W-1 until 20\d\d-\d\d-\d\d"
CODE = r"(?:(?:waiver|baseline|evidence)/[a-z-]+|name/unknown-rule)"
SUMMARY = "summary.md"
RECORD = Draft202012Validator(schema_data("microdep-record-1"))


STANDINGS = r"(?:fail, waived|unknown, waived)"
VERDICT = r"(fail, waived|fail|unknown|incomplete|pass|invalid)"


class Reported(NamedTuple):
    """What an output says: whether the finding is waived, the codes of waivers, and the verdict."""

    waived: bool
    codes: set[str]
    verdict: str


def text(out: str, err: str) -> Reported:
    head = rf"^{STANDINGS.upper()}  .*{RULE}\nit .*\n(?:  {AGAINST_LAW.upper()}\n)?"
    block = re.search(rf"{head}  waived by +{TERMS} .*Kim Berg.*$", out, re.MULTILINE)
    assert (block is not None) == (" waived" in out)
    assert block is None or "five prototypes" in out
    said = re.search(rf"^{VERDICT.upper()}  1 document", out, re.MULTILINE)
    return Reported(block is not None, codes(err), said[1].lower() if said else "")


def as_json(out: str, err: str) -> Reported:
    record = json.loads(out)
    assert [] == [error.message for error in RECORD.iter_errors(record)]
    outcomes = [each for document in record["documents"] for each in document["outcomes"]]
    waived = [outcome for outcome in outcomes if outcome["waiver"]]
    counts = record["summary"]["counts"]
    assert len(waived) == sum(number for name, number in counts.items() if name.endswith("_waived"))
    assert all(counts[each["verdict"]] >= 1 for each in waived)
    assert all(each["waiver"] == "W-1" for each in waived)
    assert all(each["standing"] == f"{each['verdict']}_waived" for each in waived)
    reported = {each["code"] for each in record["diagnostics"]}
    assert reported == codes(err)
    return Reported(bool(waived), reported, in_words(record["summary"]["verdict"]))


def sarif(out: str, _: str) -> Reported:
    READERS["sarif"](out)
    results = json.loads(out)["runs"][0]["results"]
    waived = [result for result in results if result.get("suppressions")]
    for each in waived:
        (suppression,) = each["suppressions"]
        assert ("external", "accepted") == (suppression["kind"], suppression["status"])
        assert re.match(rf"(?:{AGAINST_LAW}: )?{TERMS}", suppression["justification"])
        assert re.match(STANDINGS, each["message"]["text"])
    reported = {e["ruleId"] for e in results if re.fullmatch(CODE, e["ruleId"])}
    return Reported(bool(waived), reported, json.loads(out)["runs"][0]["properties"]["verdict"])


def sarif_github(out: str, _: str) -> Reported:
    READERS["sarif-github"](out)
    results = json.loads(out)["runs"][0]["results"]
    assert all("suppressions" not in result for result in results)
    found = {result["ruleId"] for result in results}
    reported = {each for each in found if re.fullmatch(CODE, each)}
    return Reported(RULE not in found, reported, json.loads(out)["runs"][0]["properties"]["verdict"])


def junit(out: str, _: str) -> Reported:
    READERS["junit"](out)
    cases = list(ET.fromstring(out).iter("testcase"))  # noqa: S314 - our own output, which was validated
    skipped = [child for case in cases for child in case if child.tag == "skipped"]
    waived = [each for each in skipped if re.search(rf"[( ]waived by {TERMS}", each.attrib["message"])]
    assert all(re.match(STANDINGS, each.attrib["message"]) for each in waived)
    reported = {each.attrib["classname"].replace(".", "/") for each in cases}
    verdict = re.search(r'name="verdict of the run" value="([^"]*)"', out)
    assert verdict is not None
    return Reported(bool(waived), {each for each in reported if re.fullmatch(CODE, each)}, verdict[1])


def github(out: str, _: str) -> Reported:
    READERS["github"](out)
    title = rf"title=(?:fail|unknown)%2C waived%3A {RULE}::"
    by = rf"%0A(?:{AGAINST_LAW}: )?waived by {TERMS}"
    waived = re.search(rf"^::(?:notice|warning) .*{title}.*{by}", out, re.MULTILINE)
    reported = {decoded(each) for each in re.findall(r"title=diagnostic%3A ([^:,]+)::", out)}
    verdict = re.search(rf"title=microdep check::{VERDICT}: ", out)
    assert verdict is not None
    return Reported(waived is not None, {each for each in reported if re.fullmatch(CODE, each)}, verdict[1])


def summary(_: str, __: str) -> Reported:
    page = Path(os.environ["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    plain = re.sub(r"\\(.)", r"\1", page)
    against = rf"(?:{AGAINST_LAW}: )?"
    waived = re.search(rf"^\| {STANDINGS} \| {RULE} \| .* \| {against}{TERMS}", plain, re.MULTILINE)
    assert (waived is not None) == ("| waived |" in plain)
    verdict = re.search(rf"^{VERDICT}: ", plain, re.MULTILINE)
    assert verdict is not None
    return Reported(waived is not None, codes(plain), verdict[1])


def gitlab(out: str, _: str) -> Reported:
    READERS["gitlab"](out)
    issues = json.loads(out)
    waived = [issue for issue in issues if re.search(f"[( ]waived by {TERMS}", issue["description"])]
    assert all(re.match(STANDINGS, each["description"]) for each in waived)
    severities = {True: "major", False: "info"}
    assert all(each["severity"] == severities[AGAINST_LAW in each["description"]] for each in waived)
    reported = {issue["check_name"] for issue in issues}
    return Reported(bool(waived), {each for each in reported if re.fullmatch(CODE, each)}, "")


def cyclonedx(out: str, _: str) -> Reported:
    READERS["cyclonedx"](out)
    document = json.loads(out)
    claims = [each for each in document["declarations"]["claims"] if "waived by W-1" in each["reasoning"]]
    assert all(re.search(f"waived by {TERMS}", claim["reasoning"]) for claim in claims)
    assert all(re.match(STANDINGS, claim["predicate"]) for claim in claims)
    attested = [each for one in document["declarations"]["attestations"] for each in one["map"]]
    assert bool(claims) == any(
        re.match(rf"{STANDINGS}|incomplete: ", each["conformance"]["rationale"]) for each in attested
    )
    standards = document["definitions"]["standards"]
    reported = {each["identifier"] for one in standards for each in one["requirements"]}
    (verdict,) = [e["value"] for e in document["metadata"]["properties"] if e["name"] == "microdep:verdict"]
    return Reported(bool(claims), {each for each in reported if re.fullmatch(CODE, each)}, verdict)


def report(out: str, err: str) -> Reported:
    plain = re.sub(r"\\(.)", r"\1", out)
    waived = re.search(rf"covers .* in bom.yaml: {STANDINGS}$", plain, re.MULTILINE)
    assert codes(err) == codes(plain)
    verdict = re.match(rf"# Report: {VERDICT.upper()}$", plain, re.MULTILINE)
    assert verdict is not None
    return Reported(waived is not None, codes(err), verdict[1].lower())


def explain(out: str, err: str) -> Reported:
    said = " ".join(out.split())
    covered = "W-1 covers the outcome, until 20" in said
    assert covered == (re.search(rf"{STANDINGS.upper()} the component", said) is not None)
    return Reported(covered, codes(err), "")


def codes(said: str) -> set[str]:
    return set(re.findall(rf"\b{CODE}\b(?=[\]) |])", said))


OUTPUTS: dict[str, tuple[tuple[str, ...], Callable[[str, str], Reported]]] = {
    "`check`": (("check", "bom.yaml"), text),
    "`check --format json`": (("check", "bom.yaml", "--format", "json"), as_json),
    "`check --format sarif`": (("check", "bom.yaml", "--format", "sarif"), sarif),
    "`check --format sarif-github`": (("check", "bom.yaml", "--format", "sarif-github"), sarif_github),
    "`check --format junit`": (("check", "bom.yaml", "--format", "junit"), junit),
    "`check --format github`": (("check", "bom.yaml", "--format", "github"), github),
    "the summary of a job": (("check", "bom.yaml", "--format", "github"), summary),
    "`check --format gitlab`": (("check", "bom.yaml", "--format", "gitlab"), gitlab),
    "`check --format cyclonedx`": (("check", "bom.yaml", "--format", "cyclonedx"), cyclonedx),
    "`report`": (("report", "bom.yaml"), report),
    "`explain RULE PART BOM`": (("explain", RULE, "motor", "bom.yaml"), explain),
}
"""Every line of the table of commands: what is called, and how its output is read."""
