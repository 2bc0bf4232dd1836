"""A code quality report of GitLab: a list of what somebody has to look at, the heaviest first."""

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
    from microdep_rules.output.formats.entries import Entry

SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}
"""The severity of a weight; what stops everything, and what is prohibited, is a blocker."""
NOWHERE = "."
"""The path of what belongs to no file: GitLab refuses an entry without one."""
OF_THE_RUN = "run"
"""The name of what is stated of the whole run."""


def render(checked: Checked) -> str:
    """The report."""
    run = entry.run(checked, listing="findings")
    every = list(run.entries())
    issues = [_issue(each) for each in (*entry.findings(every), *entry.waived(every))]
    issues += map(_of_the_run, chain(*of_the_run(run.record).values(), posing(run.record)))
    _tell_apart(issues)
    return escaped(json.dumps(issues, ensure_ascii=False, indent=2)) + "\n"


def _issue(each: Entry) -> dict[str, Any]:
    at = each.at or entry.At(NOWHERE)
    waived = f" ({each.answer})" if each.waiver else ""
    return {
        "description": f"{each.words}: {each.message}{waived}",
        "check_name": each.rule,
        "fingerprint": each.fingerprint,
        "severity": _severity(each),
        "location": _location(at),
        **(_components(each) if len(each.components) > 1 else {}),
    }


def _location(at: entry.At) -> dict[str, Any]:
    return {"path": whole(at.file), "lines": {"begin": at.line}}


def _components(each: Entry) -> dict[str, Any]:
    """All that a cause is about, in the field of Code Climate for details, which GitLab does not show."""
    lines = [f"- {one.name}{f' ({one.at})' if one.at is not None else ''}" for one in each.components]
    return {"content": {"body": "\n".join(map(whole, lines))}}


def _of_the_run(text: str) -> dict[str, Any]:
    """What is true of the whole run, for which this form has no other place."""
    return {
        "description": whole(text),
        "check_name": OF_THE_RUN,
        "fingerprint": hashlib.sha256(f"{OF_THE_RUN}\n{text}".encode()).hexdigest()[:16],
        "severity": "minor",
        "location": {"path": NOWHERE, "lines": {"begin": 1}},
    }


def _severity(each: Entry) -> str:
    if each.against_law:
        return "major"
    if each.weight == "error" and each.severity in {"prohibit", "error"}:
        return "blocker"
    if each.weight == "warning" and not each.decides:
        return "minor"
    return SEVERITIES.get(each.weight, "info")


def _tell_apart(issues: list[dict[str, Any]]) -> None:
    """Gives each a fingerprint of its own: of two alike, as in two copies of a document, GitLab shows one."""
    seen: dict[str, int] = {}
    for issue in issues:
        own = issue["fingerprint"]
        number = seen[own] = seen.get(own, -1) + 1
        if number:
            text = f"{own}\n{issue['location']['path']}\n{number}"
            issue["fingerprint"] = hashlib.sha256(text.encode()).hexdigest()[:16]
