"""SARIF 2.1.0 (a standard of OASIS), in a full form and in a form for GitHub code scanning.

The full form has every outcome that the record lists, each with its `kind`. GitHub ignores kinds and
suppressions, and shows every result as an alert. Therefore the form for GitHub has only entries that need
attention.
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
    from microdep_rules.output.formats.entries import FilePosition, FormatEntry, LineFix, RunEntries

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "%SRCROOT%"
"""Name that GitHub and viewers use for the top folder of a repository."""
MOST_RESULTS = 5_000
"""Largest number of results that GitHub shows; GitHub rejects a file with more than 25,000 results."""
MOST_RELATED = 99
"""Largest number of further positions of a result.

GitHub shows 100 positions of a result, and rejects a result with more than 1,000.
"""
KINDS = {
    **{verdict.value: verdict.appearance.sarif for verdict in Verdict},
    "diagnostic": "fail",
    "listed_company": "fail",
    "not_checked": "fail",
}
"""SARIF kind of each kind of entry. In SARIF, `open` is the word for an undecided result.

Only a result with the kind `fail` has a level, such as `warning`.
"""
MOST_OF_CAUSE = 10
"""Largest number of components that a result shows with their positions.

The properties of the result list all components.
"""
STATES = {"known": "unchanged", "changed": "updated", "new": "new"}
"""SARIF word for each state in the baseline."""


STOPPING = frozenset({"diagnostic", "not_checked", "error"})
"""Kinds of entries for problems that prevent a check."""
REGISTERED = ("id", "status", "days", "against_law")
"""Fields of a waiver that the SARIF log contains."""
LASTING = frozenset({("diagnostic", "warning")})
"""Kind and severity of warnings about waivers, which prevent no check.

With strict waivers, such a warning affects the exit code.
"""


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """Return a SARIF log with all outcomes that the record lists, and all diagnostics."""
    run = entry.run(checked, listing=listing, everything=everything)
    return _log(run, list(run.entries()), [], github=False)


def render_for_github(checked: Checked) -> str:
    """Return a SARIF log with the entries that need attention, within the limits of GitHub code scanning."""
    run = entry.run(checked, listing="findings")
    findings = entry.findings(run.entries())
    # If a result has no position, GitHub refuses the whole file.
    placed = entry.of_each_rule(item for item in findings if item.at is not None)
    cut = len(placed) - MOST_RESULTS
    notes = (
        [f"{cut} results are omitted: GitHub shows {MOST_RESULTS}, and this file has the most severe"]
        if cut > 0
        else []
    )
    return _log(run, placed[:MOST_RESULTS], notes, github=True)


def _log(run: RunEntries, entries: list[FormatEntry], notes: list[str], *, github: bool) -> str:
    rules = sarif_rules.rules(entries)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
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
                "artifacts": [_artifact(read) for read in run.record["inputs"]],
                "results": [result(item, index[item.rule], github=github) for item in entries],
                "properties": _properties(run),
            }
        ],
    }
    return escaped(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def text(words: str) -> dict[str, str]:
    r"""Return a text as a SARIF message.

    Braces and links have a meaning in such a message, so the function escapes these characters.

    >>> text("bolt {0} [see](https://example.org)")
    {'text': 'bolt {{0}} [see]\\(https://example.org)'}
    """
    return {"text": whole(words).replace("{", "{{").replace("}", "}}").replace("](", "]\\(")}


def uri(path: str) -> str:
    """Return a path as a URI reference. Special characters are percent-encoded.

    >>> uri("boards/a b:c.yaml")
    'boards/a%20b%3Ac.yaml'
    """
    data = quote(path.encode("utf-8", "surrogateescape"))
    return f"file://{data}" if path.startswith("/") else data


def _artifact_location(path: str) -> dict[str, str]:
    base = {} if path.startswith("/") else {"uriBaseId": BASE}
    return {"uri": uri(path), **base}


def _location(at: FilePosition) -> dict[str, Any]:
    region = {"startLine": at.line, "startColumn": at.column}
    if at.end_line:
        region |= {"endLine": at.end_line, "endColumn": at.end_column}
    place: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _artifact_location(at.file), "region": region}
    }
    return place | {"logicalLocations": [{"name": at.cell, "kind": "cell"}]} if at.cell else place


def result(item: FormatEntry, index: int, *, github: bool) -> dict[str, Any]:
    """Return an entry as a SARIF result; `index` is the position of its rule in the log."""
    against = f"{AGAINST_LAW}: " if item.against_law else ""
    waived = {"kind": "external", "status": "accepted", "justification": f"{against}{item.waiver}"}
    message = f"{item.words}: {item.message}" if item.waiver else item.message
    many = len(item.components) > 1
    return {
        "ruleId": item.rule,
        "ruleIndex": index,
        **({} if github else {"kind": KINDS[item.kind]}),
        "level": _level(item, github=github),
        **({"suppressions": [waived]} if item.waiver else {}),
        **({"baselineState": STATES[item.baseline]} if item.baseline and not github else {}),
        "message": {"text": "\n".join(text(line)["text"] for line in (message, *item.lines))},
        "locations": [_placed(item, github=github)] if item.at is not None else [],
        "relatedLocations": [
            {"id": number, **_location(at), **({"message": text(words)} if words else {})}
            for number, (words, at) in enumerate(item.related[: MOST_OF_CAUSE if many else MOST_RELATED], 1)
        ],
        **({"fixes": [_fix(item.fix)]} if item.fix is not None else {}),
        # GitHub compares only the first fingerprint; other programs can compare the second fingerprint.
        "partialFingerprints": {
            "primaryLocationLineHash": item.fingerprint,
            "microdepCause/v1": item.fingerprint,
        },
        "properties": {
            "verdict": item.words,
            **({"againstLaw": True} if item.against_law else {}),
            "severity": item.severity,
            "decides": item.decides,
            "checks": item.many,
            **({"components": _components(item)} if item.components else {}),
        },
    }


def _fix(fix: LineFix) -> dict[str, Any]:
    region = _location(fix.at)["physicalLocation"]["region"]
    replacement = {"deletedRegion": region, "insertedContent": {"text": fix.text}}
    return {
        "description": text(f"write {fix.text.strip()}"),
        "artifactChanges": [
            {"artifactLocation": _artifact_location(fix.at.file), "replacements": [replacement]}
        ],
    }


def _components(item: FormatEntry) -> dict[str, str]:
    """Return the components of a result by id, with the fingerprints of their outcomes."""
    return {component.id: component.fingerprint for component in item.components}


def _level(item: FormatEntry, *, github: bool) -> str:
    """Return the SARIF level of a result.

    In SARIF, only a failed result has a level. For GitHub, every other result has the level of a note.
    """
    if github:
        return item.weight
    if KINDS[item.kind] != "fail":
        return "none"
    return sarif_rules.level(item.severity) if item.waiver else item.weight


def _placed(item: FormatEntry, *, github: bool) -> dict[str, Any]:
    assert item.at is not None
    location = _location(item.at)
    if item.subject and not github:
        name = item.subject.rpartition(" / ")[2]
        logical = {"name": name, "fullyQualifiedName": item.name, "kind": item.subject_kind or "component"}
        location.setdefault("logicalLocations", []).append(logical)
    return location


def _invocation(run: RunEntries, notes: list[str]) -> dict[str, Any]:
    """Return the invocation of SARIF, with the problems that prevented a check."""
    everything = list(run.entries())
    broken = [
        e for e in everything if e.decides and e.kind in STOPPING and (e.kind, e.severity) not in LASTING
    ]
    about_setup = {id(item) for item in run.common}
    listing = run.record["listing"]
    if listing["because"]:
        notes = [*notes, f"{listing['omitted']} outcomes are counted and not listed: {listing['because']}"]
    stated = of_the_run(run.record)
    notes = [*notes, *stated.get("unopened", ()), *stated.get("lists", ())]
    return {
        "executionSuccessful": not broken,
        "toolExecutionNotifications": [
            *(_notification(item) for item in broken if id(item) not in about_setup),
            *({"level": "warning", "message": text(note)} for note in notes),
        ],
        "toolConfigurationNotifications": [_notification(e) for e in broken if id(e) in about_setup],
    }


def _notification(item: FormatEntry) -> dict[str, Any]:
    return {
        "descriptor": {"id": item.rule},
        "level": "error",
        "message": text(item.message),
        "locations": [_location(item.at)] if item.at is not None else [],
    }


def _artifact(read: dict[str, str]) -> dict[str, Any]:
    return {
        "location": _artifact_location(read["path"]),
        "roles": ["analysisTarget" if read["kind"] == "bom" else "userSpecifiedConfiguration"],
        "hashes": {"sha-256": read["digest"].removeprefix("sha256:")},
    }


def _registers(record: dict[str, Any]) -> dict[str, Any]:
    """Return the waivers with their status, and the totals of the baseline; empty if there are none."""
    registers: dict[str, Any] = {}
    if record["waivers"]:
        registers["waivers"] = [{key: waiver[key] for key in REGISTERED} for waiver in record["waivers"]]
    baseline = record["baseline"]
    if baseline is not None:
        registers["baseline"] = {**{key: baseline[key] for key in STATES}, "gone": len(baseline["gone"])}
    return registers


def _pack(pack: dict[str, Any]) -> dict[str, Any]:
    """Return a pack by its name and digest, with its path if it differs from the shipped pack."""
    stated = {key: pack[key] for key in ("name", "version", "digest")}
    posing = pack["not_shipped"] or any(used["not_shipped"] for used in pack["uses"])
    return {**stated, "notTheShippedPack": pack_words(pack)} if posing else stated


def _properties(run: RunEntries) -> dict[str, Any]:
    """Return properties that SARIF does not define: the date, the packs, and all totals."""
    record = run.record
    return {
        "asOf": record["as_of"],
        "failOn": record["options"]["fail_on"],
        "packs": [_pack(pack) for pack in record["packs"]],
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
