"""Waivers and the baseline of a run, as the record has them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from microdep_rules.engine.waivers import Covered, Waived
    from microdep_rules.output.checked import Checked

STATES = ("known", "new", "changed")
"""What an outcome is that was compared with a baseline."""


def waiver(waived: Waived) -> dict[str, Any]:
    """A waiver with its status on the day of the run, and what it covers."""
    each, scope = waived.waiver, waived.waiver.scope
    position = each.file.source.position(each.span().start)
    return {
        "id": each.id,
        "rule": each.rule,
        "status": waived.state.status,
        "against_law": waived.against_law,
        "days": waived.state.days,
        "from": each.start.isoformat(),
        "until": each.until.isoformat(),
        "scope": {
            "parts": list(scope.parts),
            "part_numbers": [{"manufacturer": n.manufacturer, "mpn": n.mpn} for n in scope.part_numbers],
            "fingerprints": sorted(scope.fingerprints),
            "all_parts": scope.all_parts,
            "quantity": scope.quantity,
            "contract": scope.contract or None,
            "document": scope.document or None,
        },
        "verdicts": sorted(each.verdicts),
        "reason": each.reason,
        "legal_basis": each.legal_basis,
        "requested_by": each.requested_by,
        "approved_by": each.approved_by,
        "evidence": list(each.evidence),
        "at": {"file": each.file.path, "line": position.line, "column": position.column},
        "covers": [_covered(of) for of in waived.covers],
        "because": waived.because or None,
    }


def _covered(found: Covered) -> dict[str, str]:
    return {
        "document": found.path,
        "rule": found.outcome.rule.id,
        "subject": found.outcome.subject.id,
        "verdict": found.outcome.verdict.value,
        "fingerprint": found.fingerprint,
    }


def baseline(checked: Checked) -> dict[str, Any] | None:
    """The baseline with which a run was compared: how much of it is known, and what is gone."""
    used = checked.baseline
    if used is None:
        return None
    found = Counter(each.baseline for document in checked.documents for each in document.outcomes)
    gone = [
        {
            "document": each.document,
            "rule": each.rule,
            "subject": each.subject,
            "verdict": each.verdict,
            "fingerprint": each.fingerprint,
        }
        for each in used.gone
    ]
    return {
        "path": used.path,
        "written": used.written,
        **{state: found[state] for state in STATES},
        "gone": gone,
    }
