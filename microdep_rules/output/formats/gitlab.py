"""Code quality report for GitLab: entries that need attention, waived entries and exempt entries."""

from __future__ import annotations

import hashlib
import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from microdep_rules.output.formats import entries as entry
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.shipped import posing
from microdep_rules.output.visible import whole
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked
    from microdep_rules.output.formats.entries import FormatEntry

SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}
"""GitLab severity for each importance of an entry.

Errors that prevent a check, and fails of prohibitions, are blockers.
"""
NOWHERE = "."
"""Path of an entry without a file, because GitLab requires a path."""
OF_THE_RUN = "run"
"""Name in place of a document, for entries about the whole check."""


def render(checked: Checked) -> str:
    """Return the code quality report for a check."""
    run = entry.run(checked, listing="findings")
    every = list(run.entries())
    issues = [_issue(item) for item in (*entry.findings(every), *entry.waived(every), *entry.exempt(every))]
    issues += map(_of_the_run, chain(*of_the_run(run.record).values(), posing(run.record)))
    _tell_apart(issues)
    return escaped(json.dumps(issues, ensure_ascii=False, indent=2)) + "\n"


def _issue(item: FormatEntry) -> dict[str, Any]:
    at = item.at or entry.FilePosition(NOWHERE)
    waived = f" ({item.answer})" if item.waiver else ""
    exceptions = f" ({'; '.join(item.exceptions)})" if item.exceptions else ""
    return {
        "description": f"{item.words}: {item.message}{waived}{exceptions}",
        "check_name": item.rule,
        "fingerprint": item.fingerprint,
        "severity": _severity(item),
        "location": _location(at),
        **(_components(item) if len(item.components) > 1 else {}),
    }


def _location(at: entry.FilePosition) -> dict[str, Any]:
    return {"path": whole(at.file), "lines": {"begin": at.line}}


def _components(item: FormatEntry) -> dict[str, Any]:
    """Return the components of an entry for the Code Climate field `content`, which GitLab does not show."""
    lines = [f"- {one.name}{f' ({one.at})' if one.at is not None else ''}" for one in item.components]
    return {"content": {"body": "\n".join(map(whole, lines))}}


def _of_the_run(text: str) -> dict[str, Any]:
    return {
        "description": whole(text),
        "check_name": OF_THE_RUN,
        "fingerprint": hashlib.sha256(f"{OF_THE_RUN}\n{text}".encode()).hexdigest()[:16],
        "severity": "minor",
        "location": {"path": NOWHERE, "lines": {"begin": 1}},
    }


def _severity(item: FormatEntry) -> str:
    if item.against_law:
        return "major"
    if item.weight == "error" and item.severity in {"prohibit", "error"}:
        return "blocker"
    if item.weight == "warning" and not item.decides:
        return "minor"
    return SEVERITIES.get(item.weight, "info")


def _tell_apart(issues: list[dict[str, Any]]) -> None:
    """Give each entry a unique fingerprint; of two equal fingerprints, GitLab shows only one entry."""
    seen: dict[str, int] = {}
    for issue in issues:
        own = issue["fingerprint"]
        number = seen[own] = seen.get(own, -1) + 1
        if number:
            text = f"{own}\n{issue['location']['path']}\n{number}"
            issue["fingerprint"] = hashlib.sha256(text.encode()).hexdigest()[:16]
