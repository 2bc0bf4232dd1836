"""SARIF 2.1.0 (OASIS), in full and as GitHub code scanning takes it.

In full it has every outcome that the record lists, each of its own `kind`. GitHub reads neither kinds nor
suppressions: whatever it is given becomes an alert, so that its profile has what somebody has to look at.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.formats import entries as entry
from microdep_rules.output.formats import sarif_rules
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.visible import whole
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked
    from microdep_rules.output.formats.entries import At, Entry, Run

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "%SRCROOT%"
"""The name that viewers and GitHub know for the top of a repository."""
MOST_RESULTS = 5_000
"""GitHub shows so many results of a run, and refuses a file with more than 25,000."""
MOST_RELATED = 99
"""GitHub shows 100 places of a result, and refuses more than 1,000; one of them is where it stands."""
KINDS = {
    **{each.value: each.appearance.sarif for each in Verdict},
    "diagnostic": "fail",
    "not_checked": "fail",
}
"""`open` is the word of the standard for what cannot be decided by what is known."""
MOST_OF_CAUSE = 10
"""So many components of a cause are places, as each takes half a kilobyte; its properties name them all."""
STATES = {"known": "unchanged", "changed": "updated", "new": "new"}
"""What a baseline knows of a finding, in the words of the standard."""


STOPPING = frozenset({"diagnostic", "not_checked", "error"})
"""What keeps something from being judged."""
REGISTERED = ("id", "status", "days", "against_law")
"""What is told of every waiver."""
LASTING = frozenset({("diagnostic", "warning")})
"""A waiver that is taken strictly decides, and keeps nothing from being judged."""


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """All outcomes that the record lists, and all diagnostics."""
    run = entry.run(checked, listing=listing, everything=everything)
    return _log(run, list(run.entries()), [], github=False)


def render_for_github(checked: Checked) -> str:
    """What somebody has to look at, the heaviest first, within the limits of code scanning."""
    run = entry.run(checked, listing="findings")
    found = entry.findings(run.entries())
    # One without a place is refused with all others.
    placed = entry.of_each_rule(each for each in found if each.at is not None)
    cut = len(placed) - MOST_RESULTS
    notes = (
        [f"{cut} results are left out: GitHub shows {MOST_RESULTS}, and the heaviest are here"]
        if cut > 0
        else []
    )
    return _log(run, placed[:MOST_RESULTS], notes, github=True)


def _log(run: Run, found: list[Entry], notes: list[str], *, github: bool) -> str:
    rules = sarif_rules.rules(found)
    index = {each["id"]: number for number, each in enumerate(rules)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": run.record["tool"]["name"],
                        "version": run.record["tool"]["version"],
                        "rules": rules,
                    }
                },
                "automationDetails": {"id": "microdep-rules/"},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {BASE: {"description": text("the folder that paths are relative to")}},
                "invocations": [_invocation(run, notes)],
                "artifacts": [_artifact(each) for each in run.record["inputs"]],
                "results": [result(each, index[each.rule], github=github) for each in found],
                "properties": _properties(run),
            }
        ],
    }
    return escaped(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def text(words: str) -> dict[str, str]:
    r"""A message. Braces and links mean something in one, so that a name must not bring them.

    >>> text("part {0} [see](https://example.org)")
    {'text': 'part {{0}} [see]\\(https://example.org)'}
    """
    return {"text": whole(words).replace("{", "{{").replace("}", "}}").replace("](", "]\\(")}


def uri(path: str) -> str:
    """A path as a reference: what is no plain character in it is written by its bytes.

    >>> uri("boards/a b:c.yaml")
    'boards/a%20b%3Ac.yaml'
    """
    data = quote(path.encode("utf-8", "surrogateescape"))
    return f"file://{data}" if path.startswith("/") else data


def _artifact_location(path: str) -> dict[str, str]:
    base = {} if path.startswith("/") else {"uriBaseId": BASE}
    return {"uri": uri(path), **base}


def _location(at: At) -> dict[str, Any]:
    region = {"startLine": at.line, "startColumn": at.column}
    if at.end_line:
        region |= {"endLine": at.end_line, "endColumn": at.end_column}
    place: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact_location(at.file), "region": region}
    }
    return place | {"logicalLocations": [{"name": at.cell, "kind": "cell"}]} if at.cell else place


def result(each: Entry, index: int, *, github: bool) -> dict[str, Any]:
    """An entry as a result of the rule with this number."""
    against = f"{AGAINST_LAW}: " if each.against_law else ""
    waived = {"kind": "external", "status": "accepted", "justification": f"{against}{each.waiver}"}
    message = f"{each.words}: {each.message}" if each.waiver else each.message
    many = len(each.components) > 1
    return {
        "ruleId": each.rule,
        "ruleIndex": index,
        **({} if github else {"kind": KINDS[each.said]}),
        "level": _level(each, github=github),
        **({"suppressions": [waived]} if each.waiver else {}),
        **({"baselineState": STATES[each.baseline]} if each.baseline and not github else {}),
        "message": {"text": "\n".join(text(line)["text"] for line in (message, *each.lines))},
        "locations": [_placed(each, github=github)] if each.at is not None else [],
        "relatedLocations": [
            {"id": number, **_location(at), **({"message": text(words)} if words else {})}
            for number, (words, at) in enumerate(each.related[: MOST_OF_CAUSE if many else MOST_RELATED], 1)
        ],
        # GitHub compares the first alone, and any program that knows us the second.
        "partialFingerprints": {
            "primaryLocationLineHash": each.fingerprint,
            "microdepCause/v1": each.fingerprint,
        },
        "properties": {
            "said": each.words,
            **({"againstLaw": True} if each.against_law else {}),
            "severity": each.severity,
            "decides": each.decides,
            "checks": each.many,
            **({"components": _components(each)} if each.components else {}),
        },
    }


def _components(each: Entry) -> dict[str, str]:
    """All that a result is about by their ids, with the fingerprint of their outcome in the record."""
    return {component.id: component.fingerprint for component in each.components}


def _level(each: Entry, *, github: bool) -> str:
    """By the standard only a failure has a level; GitHub shows what has none as a note."""
    if github:
        return each.weight
    if KINDS[each.said] != "fail":
        return "none"
    return sarif_rules.level(each.severity) if each.waiver else each.weight


def _placed(each: Entry, *, github: bool) -> dict[str, Any]:
    assert each.at is not None
    location = _location(each.at)
    if each.subject and not github:
        name = each.subject.rpartition(" / ")[2]
        part = {"name": name, "fullyQualifiedName": each.name, "kind": each.subject_kind or "part"}
        location.setdefault("logicalLocations", []).append(part)
    return location


def _invocation(run: Run, notes: list[str]) -> dict[str, Any]:
    """Return whether everything could be checked, with what kept it from being."""
    everything = list(run.entries())
    broken = [
        e for e in everything if e.decides and e.said in STOPPING and (e.said, e.severity) not in LASTING
    ]
    about_setup = {id(each) for each in run.common}
    listing = run.record["listing"]
    if listing["because"]:
        notes = [*notes, f"{listing['omitted']} outcomes are counted and not listed: {listing['because']}"]
    stated = of_the_run(run.record)
    notes = [*notes, *stated.get("unopened", ()), *stated.get("lists", ())]
    return {
        "executionSuccessful": not broken,
        "toolExecutionNotifications": [
            *(_notification(each) for each in broken if id(each) not in about_setup),
            *({"level": "warning", "message": text(note)} for note in notes),
        ],
        "toolConfigurationNotifications": [_notification(e) for e in broken if id(e) in about_setup],
    }


def _notification(each: Entry) -> dict[str, Any]:
    return {
        "descriptor": {"id": each.rule},
        "level": "error",
        "message": text(each.message),
        "locations": [_location(each.at)] if each.at is not None else [],
    }


def _artifact(read: dict[str, str]) -> dict[str, Any]:
    return {
        "location": _artifact_location(read["path"]),
        "roles": ["analysisTarget" if read["kind"] == "bom" else "userSpecifiedConfiguration"],
        "hashes": {"sha-256": read["digest"].removeprefix("sha256:")},
    }


def _registers(record: dict[str, Any]) -> dict[str, Any]:
    """The waivers with their status, and how much a baseline knows, where there are any."""
    told: dict[str, Any] = {}
    if record["waivers"]:
        told["waivers"] = [{key: each[key] for key in REGISTERED} for each in record["waivers"]]
    found = record["baseline"]
    if found is not None:
        told["baseline"] = {**{key: found[key] for key in STATES}, "gone": len(found["gone"])}
    return told


def _pack(pack: dict[str, Any]) -> dict[str, Any]:
    """A pack by its name and digest, and where it lies if it is not the shipped one."""
    told = {key: pack[key] for key in ("name", "version", "digest")}
    posing = pack["not_shipped"] or any(each["not_shipped"] for each in pack["uses"])
    return {**told, "notTheShippedPack": pack_words(pack)} if posing else told


def _properties(run: Run) -> dict[str, Any]:
    """What the standard has no word for: the day, the packs, and all counts, whatever is listed."""
    record = run.record
    return {
        "asOf": record["as_of"],
        "failOn": record["options"]["fail_on"],
        "packs": [_pack(each) for each in record["packs"]],
        "verdict": in_words(record["summary"]["verdict"]),
        "counts": record["summary"]["counts"],
        "failures": record["summary"]["failures"],
        **of_the_run(record),
        **_registers(record),
        "documents": [
            {
                "path": whole(document.path),
                "id": whole(document.id),
                "verdict": in_words(document.verdict),
                "counts": document.counts,
            }
            for document in run.documents
        ],
    }
