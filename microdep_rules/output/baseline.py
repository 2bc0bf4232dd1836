"""File format of a baseline: the findings that are already known.

Each finding is one line in a fixed order, so that a change of the file is easy to see.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.baselines import Baseline

SCHEMA = "microdep-baseline/1"


def render(baseline: Baseline) -> str:
    """Return the text of a baseline file; equal findings give an identical file."""
    packs = [_without_defaults(pack.name, pack.version, pack.variant, pack.digest) for pack in baseline.packs]
    documents = [{"id": id_, **_times(number)} for id_, number in baseline.documents.items()]
    findings = [
        {
            "document": finding.document,
            "rule": finding.rule,
            "subject": finding.subject,
            "verdict": finding.verdict,
            "fingerprint": finding.fingerprint,
            "facts": finding.facts,
            **_times(finding.times),
        }
        for finding in baseline.findings
    ]
    lists = {"packs": packs, "documents": documents, "findings": findings}
    text = ",\n".join(f'  "{name}": {_listed(entries)}' for name, entries in lists.items())
    return escaped(f'{{\n  "schema": "{SCHEMA}",\n{text}\n}}\n')


def _without_defaults(name: str, version: str, variant: str, digest: str) -> dict[str, Any]:
    chosen = {"variant": variant} if variant else {}
    return {"name": name, "version": version, **chosen, "digest": digest}


def _times(number: int) -> dict[str, int]:
    return {"times": number} if number > 1 else {}


def _listed(entries: Iterable[dict[str, Any]]) -> str:
    lines = [f"    {json.dumps(entry, ensure_ascii=False)}" for entry in entries]
    return "[\n" + ",\n".join(lines) + "\n  ]" if lines else "[]"
