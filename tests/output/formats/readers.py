"""Reads every format back, knowing nothing of how it is written: from its schema or its documentation."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import xmlschema
from jsonschema import Draft4Validator, Draft202012Validator

from microdep_rules.bom.imports.cyclonedx.validation import is_valid
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = CHECKOUT / "tests" / "schemas"
COMMAND = re.compile(r"::([a-z-]+)(?: ([^:\r\n]*))?::([^\r\n]*)")
"""A workflow command: its name, its properties and its message, with everything else escaped."""
DECODED = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
SAID = ("pass", "fail", "unknown", "exempt", "disclose", "error")


class Read(NamedTuple):
    """Contents of a format: the number of checks of each verdict, the codes of diagnostics, and all texts.

    A check is one rule on one component: an entry about several is as many.
    """

    counts: Counter[str]
    codes: list[str]
    texts: list[str]
    fingerprints: list[str]


ABOUT = re.compile(r"(\d+) (?:(?:parts?|materials?|components?|products?|parties|party) \(|more: )")
"""How a message about several components begins."""
BESIDE = re.compile(r"and (\d+) more of \S+:")


def checks(message: str) -> int:
    """For how many checks a message stands."""
    found = ABOUT.match(message)
    return int(found[1]) if found else 1


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


SARIF = Draft4Validator(_schema("sarif-schema-2.1.0.json"))
CODE_SCANNING = Draft202012Validator(_schema("github-code-scanning.schema.json"))
CODE_QUALITY = Draft202012Validator(_schema("gitlab-code-quality.schema.json"))
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def sarif(text: str) -> Read:
    log = json.loads(text)
    assert [] == [error.message for error in SARIF.iter_errors(log)]
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    counts: Counter[str] = Counter()
    codes = []
    for each in run["results"]:
        assert each["ruleId"] == rules[each["ruleIndex"]]["id"]
        # The standard: a result that is no failure has no level.
        assert each.get("kind", "fail") == "fail" or each["level"] == "none"
        said = each["properties"]["verdict"]
        if said in SAID:
            counts[said] += each["properties"]["checks"]
            assert each["properties"]["checks"] == checks(each["message"]["text"])
            assert len(each["properties"].get("components", {})) in {0, each["properties"]["checks"]}
        else:
            codes.append(each["ruleId"])
    return Read(
        counts,
        codes,
        _strings(log),
        [each["partialFingerprints"]["microdepCause/v1"] for each in run["results"]],
    )


def sarif_github(text: str) -> Read:
    assert [] == [error.message for error in CODE_SCANNING.iter_errors(json.loads(text))]
    return sarif(text)


def gitlab(text: str) -> Read:
    issues = json.loads(text)
    assert [] == [error.message for error in CODE_QUALITY.iter_errors(issues)]
    counts: Counter[str] = Counter()
    codes = []
    for issue in issues:
        said, _, message = issue["description"].partition(": ")
        if said in SAID:
            counts[said] += checks(message)
            body = issue.get("content", {}).get("body", "")
            assert len(body.splitlines()) in {0, checks(message)}
        else:
            codes.append(issue["check_name"])
    return Read(counts, codes, _strings(issues), [issue["fingerprint"] for issue in issues])


def junit(text: str) -> Read:
    JUNIT.validate(text)
    root = ET.fromstring(text)  # noqa: S314 - our own output, which was validated
    counts: Counter[str] = Counter()
    codes = []
    for suite in root.iter("testsuite"):
        cases = suite.findall("testcase")
        kinds = Counter(child.tag for case in cases for child in case)
        assert [str(len(cases)), *(str(kinds[kind]) for kind in ("failure", "error", "skipped"))] == [
            suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")
        ]
        names = [(case.attrib["classname"], case.attrib["name"]) for case in cases]
        assert len(names) == len(set(names))
        for case in cases:
            for said, message in _said(case):
                if said in SAID:
                    counts[said] += checks(message)
                elif said != "not applicable":
                    codes.append(case.attrib["classname"].replace(".", "/"))
    texts = [text for each in root.iter() for text in (each.text or "", *each.attrib.values())]
    return Read(counts, codes, texts, [])


def _said(case: ET.Element) -> list[tuple[str, str]]:
    """The verdict and the message of each entry of a case: details are indented."""
    if not len(case):
        return [("pass", "")]
    lines = [line for child in case for line in (child.text or "").split("\n") if not line.startswith("  ")]
    return [(said, message) for said, _, message in (line.partition(": ") for line in lines)]


def github(text: str) -> Read:
    counts: Counter[str] = Counter()
    codes = []
    texts = []
    for line in text.removesuffix("\n").split("\n"):
        found = COMMAND.fullmatch(line)
        assert found is not None, line
        name, reported, message = found.groups()
        assert name in {"error", "warning", "notice"}
        properties = dict(each.split("=", 1) for each in reported.split(","))
        assert set(properties) <= {"file", "line", "col", "endLine", "title"}
        title = decoded(properties["title"])
        texts += [decoded(message), *map(decoded, properties.values())]
        said, _, rule = title.partition(": ")
        if said in SAID:
            counts[said] += sum(map(checks, _annotated(decoded(message))))
        elif title != "microdep check":
            codes += [rule for _ in _annotated(decoded(message))]
    return Read(counts, codes, texts, [])


def _annotated(message: str) -> list[str]:
    """The messages of the entries in an annotation: of one, or of several of one rule."""
    first, *lines = message.split("\n")
    beside = BESIDE.fullmatch(lines[0]) if lines else None
    number = int(beside[1]) if beside else 0
    return [first, *lines[1 : number + 1]]


def decoded(text: str) -> str:
    """A property or message as a runner reads it."""
    assert not re.search("%(?!0D|0A|3A|2C|25)", text)
    for code, sign in DECODED:
        text = text.replace(code, sign)
    return text


def _strings(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for each in inside for text in _strings(each)]


def cyclonedx(text: str) -> Read:
    document = json.loads(text)
    assert is_valid(document, "1.6")
    declared = document["declarations"]
    claims = {each["bom-ref"]: each for each in declared["claims"]}
    papers = {each["bom-ref"] for each in declared["evidence"]}
    targets = {each["bom-ref"] for each in declared["targets"]["components"]}
    required = {r["bom-ref"] for s in document["definitions"]["standards"] for r in s["requirements"]}
    counts: Counter[str] = Counter()
    codes = []
    for attestation in declared["attestations"]:
        for met in attestation["map"]:
            assert met["requirement"] in required
            for ref in (*met.get("claims", ()), *met.get("counterClaims", ())):
                claim = claims.pop(ref)
                assert claim["target"] in targets
                assert papers.issuperset((*claim.get("evidence", ()), *claim.get("counterEvidence", ())))
                said, _, rule = claim["predicate"].partition(": ")
                if said in SAID:
                    counts[said] += checks(claim["reasoning"])
                elif said != "not applicable":
                    codes.append(rule)
    assert {} == claims
    return Read(counts, codes, _strings(document), [])


READERS: dict[str, Callable[[str], Read]] = {
    "sarif": sarif,
    "sarif-github": sarif_github,
    "junit": junit,
    "github": github,
    "gitlab": gitlab,
    "cyclonedx": cyclonedx,
}
EVERY_OUTCOME = ("sarif", "junit", "cyclonedx")
"""Formats that name what passes as well."""
WITH_EXEMPTIONS = ("github", "gitlab")
"""Formats that name exempt outcomes, but no passes."""
