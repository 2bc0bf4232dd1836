"""Evidence, waivers and the baseline of a run, as the record has them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.evidence_files import (
    AGREES,
    DETERMINATION,
    DIFFERENT,
    NO_DIGEST,
    NOT_OPENED,
    UNPROVEN,
    determinations,
    unopened,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.evidence_files import Opened
    from microdep_rules.bom.model import Element
    from microdep_rules.bom.waivers import WaiverFile
    from microdep_rules.engine.waivers import Covered, Waived
    from microdep_rules.output.checked import Checked, CheckedDocument

EVIDENCE = ("type", "issuer", "issued", "expires", "tier")
"""Fields of a record of evidence that the register repeats."""
OF_A_WAIVER = "evidence of a waiver"
STATES = ("known", "new", "changed")
"""What an outcome is that was compared with a baseline."""


def evidence(document: CheckedDocument) -> list[dict[str, Any]]:
    """Every record of evidence of a document, with what opening its file has shown; then determinations."""
    if document.bom is None:
        return []
    named = (sorted(document.bom.evidence.items()), sorted(determinations(document.bom).items()))
    return [_evidence(id_, each, document.evidence.get(id_)) for part in named for id_, each in part]


def _evidence(id_: str, record: Element, opened: Opened | None) -> dict[str, Any]:
    opened = opened or unopened(record.data)
    file = record.data.get("document") or {}
    stated = {name: str(record.data[name]) if name in record.data else None for name in EVIDENCE}
    return {
        "id": id_,
        **(stated if record.kind != DETERMINATION else {**stated, "type": DETERMINATION}),
        **{name: file.get(name) for name in ("path", "sha256", "url")},
        **({"number": str(file["number"])} if "number" in file else {}),
        "state": opened.state,
        "because": opened.because or None,
        "found": f"sha256:{opened.digest}" if opened.digest else None,
        "marks": list(opened.marks),
    }


def as_texts(entry: Mapping[str, Any]) -> dict[str, str]:
    """An entry of the register as texts alone, without what is not stated."""
    found = {**entry, "marks": "; ".join(entry["marks"])}
    return {name: value for name, value in found.items() if value}


OPENED = {
    AGREES: "opened, and it has the stated digest",
    NO_DIGEST: "opened; no digest is stated",
    DIFFERENT: "DIFFERENT: it has another digest than is stated",
}


def evidence_words(entry: Mapping[str, str]) -> str:
    """Result of opening a file of evidence, in words, with what else keeps it from showing anything."""
    state = entry.get("state", NOT_OPENED)
    shown = state if state == NOT_OPENED else state.upper()  # nothing is wrong with what is not opened
    told = OPENED.get(state) or ": ".join(filter(None, (shown, entry.get("because", ""))))
    return "; ".join(filter(None, (told, entry.get("marks", ""))))


def named_evidence(entry: Mapping[str, str]) -> str:
    """A record of evidence by its id, with why it shows nothing, or that nobody has opened its file.

    >>> named_evidence({"id": "mill-report", "state": "agrees"})
    'mill-report'
    >>> named_evidence({"id": "letter", "state": "different"})
    'letter (does not count: different)'
    >>> named_evidence({"id": "web", "state": "not opened"})
    'web (not opened)'
    """
    state, marks = entry.get("state", NOT_OPENED), entry.get("marks", "")
    if state in UNPROVEN or marks:
        because = "; ".join(filter(None, (state if state in UNPROVEN else "", marks)))
        return f"{entry['id']} (does not count: {because})"
    return entry["id"] if state == AGREES else f"{entry['id']} ({state})"


def waivers(every: Iterable[Waived]) -> list[dict[str, Any]]:
    """The waivers of a run. What several cover alike is stated by the first: each may cover thousands."""
    first: dict[int, Waived] = {}
    return [_waiver(each, first.setdefault(id(each.covers), each)) for each in every]


def _waiver(waived: Waived, first: Waived) -> dict[str, Any]:
    """A waiver with its status on the day of the run, and what it covers, or the first that covers it."""
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
        "files": [_file(*pair) for pair in zip(each.files, waived.files, strict=True)]
        if waived.files
        else [],
        "at": {"file": each.file.path, "line": position.line, "column": position.column},
        "covers": [_covered(each) for each in waived.covers] if waived is first else [],
        "covers_as": None if waived is first or not waived.covers else first.waiver.id,
        "because": waived.because or None,
    }


def _file(named: WaiverFile, opened: Opened) -> dict[str, Any]:
    """A file on which a waiver relies, with what opening it has shown."""
    return {
        "path": named.path,
        "sha256": named.digest or None,
        "state": opened.state,
        "because": opened.because or None,
        "found": f"sha256:{opened.digest}" if opened.digest else None,
    }


def files_of_waivers(waivers: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """The files on which the waivers of a record rely, as the register of a bundle lists them."""
    for waiver in waivers:
        for number, file in enumerate(waiver.get("files", ()), 1):
            stated = {name: value for name, value in file.items() if value}
            named = {"document": waiver["at"]["file"], "id": f"{waiver['id']}/{number}", "type": OF_A_WAIVER}
            yield {**named, **stated}


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
    found = Counter(outcome.baseline for document in checked.documents for outcome in document.outcomes)
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
