"""Reads every command and format: whether the one finding is waived, and what is told of waivers."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.output.formats.readers import READERS, decoded

if TYPE_CHECKING:
    from collections.abc import Callable

RULE = "own/made-elsewhere"
TERMS = r"W-1 until 20\d\d-\d\d-\d\d"
CODE = r"(?:waiver|baseline)/[a-z-]+"
SUMMARY = "summary.md"
RECORD = Draft202012Validator(schema_data("microdep-record-1"))


class Told(NamedTuple):
    """What an output says: whether the finding is waived, and the codes of what is told of waivers."""

    waived: bool
    codes: set[str]


def text(out: str, err: str) -> Told:
    block = re.search(rf"^WAIVED  .*{RULE}\nit .*\n  waived by +{TERMS} .*Kim Berg$", out, re.MULTILINE)
    assert (block is not None) == (" waived" in out)
    assert block is None or "five prototypes" in out
    return Told(block is not None, codes(err))


def as_json(out: str, err: str) -> Told:
    record = json.loads(out)
    assert [] == [each.message for each in RECORD.iter_errors(record)]
    outcomes = [each for document in record["documents"] for each in document["outcomes"]]
    waived = [each for each in outcomes if each["waiver"]]
    assert len(waived) == record["summary"]["counts"]["waived"]
    assert all(each["waiver"] == "W-1" for each in waived)
    told = {each["code"] for each in record["diagnostics"]}
    assert told == codes(err)
    return Told(bool(waived), told)


def sarif(out: str, _: str) -> Told:
    READERS["sarif"](out)
    results = json.loads(out)["runs"][0]["results"]
    waived = [each for each in results if each.get("suppressions")]
    for each in waived:
        (suppression,) = each["suppressions"]
        assert ("external", "accepted") == (suppression["kind"], suppression["status"])
        assert re.match(TERMS, suppression["justification"])
    return Told(bool(waived), {e["ruleId"] for e in results if re.fullmatch(CODE, e["ruleId"])})


def sarif_github(out: str, _: str) -> Told:
    READERS["sarif-github"](out)
    results = json.loads(out)["runs"][0]["results"]
    assert all("suppressions" not in each for each in results)
    found = {each["ruleId"] for each in results}
    return Told(RULE not in found, {each for each in found if re.fullmatch(CODE, each)})


def junit(out: str, _: str) -> Told:
    READERS["junit"](out)
    cases = list(ET.fromstring(out).iter("testcase"))  # noqa: S314 - our own output, which was validated
    skipped = [child for case in cases for child in case if child.tag == "skipped"]
    waived = [each for each in skipped if re.search(rf"\(waived by {TERMS}", each.attrib["message"])]
    told = {each.attrib["classname"].replace(".", "/") for each in cases}
    return Told(bool(waived), {each for each in told if re.fullmatch(CODE, each)})


def github(out: str, _: str) -> Told:
    READERS["github"](out)
    waived = re.search(rf"^::notice .*title=waived%3A {RULE}::.*%0Awaived by {TERMS}", out, re.MULTILINE)
    told = {decoded(each) for each in re.findall(r"title=diagnostic%3A ([^:,]+)::", out)}
    return Told(waived is not None, {each for each in told if re.fullmatch(CODE, each)})


def summary(_: str, __: str) -> Told:
    page = Path(os.environ["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    plain = re.sub(r"\\(.)", r"\1", page)
    waived = re.search(rf"^\| (?:fail|unknown) \| {RULE} \| .* \| {TERMS}", plain, re.MULTILINE)
    assert (waived is not None) == ("| waived |" in plain)
    return Told(waived is not None, codes(plain))


def gitlab(out: str, _: str) -> Told:
    READERS["gitlab"](out)
    issues = json.loads(out)
    waived = [each for each in issues if re.match(f"waived by {TERMS}", each["description"])]
    assert all(each["severity"] == "info" for each in waived)
    told = {each["check_name"] for each in issues}
    return Told(bool(waived), {each for each in told if re.fullmatch(CODE, each)})


def cyclonedx(out: str, _: str) -> Told:
    READERS["cyclonedx"](out)
    document = json.loads(out)
    claims = [each for each in document["declarations"]["claims"] if "waived by W-1" in each["reasoning"]]
    assert all(re.search(f"waived by {TERMS}", each["reasoning"]) for each in claims)
    attested = [each for one in document["declarations"]["attestations"] for each in one["map"]]
    assert bool(claims) == any("waived" in each["conformance"]["rationale"] for each in attested)
    standards = document["definitions"]["standards"]
    told = {each["identifier"] for one in standards for each in one["requirements"]}
    return Told(bool(claims), {each for each in told if re.fullmatch(CODE, each)})


def report(out: str, err: str) -> Told:
    plain = re.sub(r"\\(.)", r"\1", out)
    waived = re.search(r"covers .* in bom.yaml, which (?:fails|cannot be decided)$", plain, re.MULTILINE)
    assert codes(err) == codes(plain)
    return Told(waived is not None, codes(err))


def explain(out: str, err: str) -> Told:
    said = " ".join(out.split())
    return Told("W-1 covers it, until 20" in said, codes(err))


def codes(said: str) -> set[str]:
    return set(re.findall(rf"\b{CODE}\b(?=[\]) |])", said)) - {"waiver/cannot-be-read"}


OUTPUTS: dict[str, tuple[tuple[str, ...], Callable[[str, str], Told]]] = {
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
