"""Registers in the record of a check: evidence, waivers and baseline."""

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
    result_without_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.evidence_files import OpenedFile
    from microdep_rules.bom.model import Element
    from microdep_rules.bom.waivers import WaiverFile
    from microdep_rules.engine.waivers import AppliedWaiver, CoveredFinding
    from microdep_rules.output.checked import Checked, CheckedDocument

EVIDENCE = ("type", "issuer", "issued", "expires", "tier")
"""Fields of an evidence record that are copied to the register of evidence."""
OF_A_WAIVER = "evidence of a waiver"
STATES = ("known", "new", "changed")
"""States of an outcome in comparison with the baseline."""


def evidence(document: CheckedDocument) -> list[dict[str, Any]]:
    """Return the evidence of a document with the result of opening each file, then the determinations.

    A determination is a decision of an authority or a company that the document states.
    """
    if document.bom is None:
        return []
    named = (sorted(document.bom.evidence.items()), sorted(determinations(document.bom).items()))
    return [_evidence(id_, paper, document.evidence.get(id_)) for part in named for id_, paper in part]


def _evidence(id_: str, record: Element, opened: OpenedFile | None) -> dict[str, Any]:
    opened = opened or result_without_path(record.data)
    file = record.data.get("document") or {}
    stated = {name: str(record.data[name]) if name in record.data else None for name in EVIDENCE}
    return {
        "id": id_,
        "stated_in": record.file.spans.source_of(record.pointer).path,
        **(stated if record.kind != DETERMINATION else {**stated, "type": DETERMINATION}),
        **{name: file.get(name) for name in ("path", "sha256", "url")},
        **({"number": str(file["number"])} if "number" in file else {}),
        "state": opened.state,
        "because": opened.because or None,
        "found": f"sha256:{opened.digest}" if opened.digest else None,
        "marks": list(opened.marks),
    }


def as_texts(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a register entry, such as an evidence entry, as texts, without empty values."""
    texts = {**entry, "marks": "; ".join(entry["marks"])}
    return {name: value for name, value in texts.items() if value}


OPENED = {
    AGREES: "opened, and it has the stated digest",
    NO_DIGEST: "opened; no digest is stated",
    DIFFERENT: "DIFFERENT: its digest differs from the stated one",
}


def evidence_words(entry: Mapping[str, str]) -> str:
    """Return the state of an evidence file in words, and other reasons why the evidence does not count."""
    state = entry.get("state", NOT_OPENED)
    shown = state if state == NOT_OPENED else state.upper()  # only defects are in capitals
    text = OPENED.get(state) or ": ".join(filter(None, (shown, entry.get("because", ""))))
    return "; ".join(filter(None, (text, entry.get("marks", ""))))


def once(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each entry once; documents with one context file have equal entries."""
    by_content = {tuple(sorted({**entry, "document": ""}.items())): entry for entry in reversed([*entries])}
    return [dict(entry) for entry in reversed(by_content.values())]


def named_evidence(entry: Mapping[str, str]) -> str:
    """Return the id of evidence with its defect, or with a note that nobody has opened its file.

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


def waivers(every: Iterable[AppliedWaiver]) -> list[dict[str, Any]]:
    """Return the waivers of a check.

    If several waivers cover the same outcomes, only the first lists them, because there may be thousands.
    """
    first: dict[int, AppliedWaiver] = {}
    return [_waiver(waived, first.setdefault(id(waived.covers), waived)) for waived in every]


def _waiver(waived: AppliedWaiver, first: AppliedWaiver) -> dict[str, Any]:
    """Return a waiver with its status on the as-of date, and the outcomes that the waiver covers.

    `first` is the first waiver that covers these outcomes. If it is another waiver, the data contain the id
    of `first` instead of the outcomes.
    """
    waiver, scope = waived.waiver, waived.waiver.scope
    position = waiver.file.source.position(waiver.span().start)
    return {
        "id": waiver.id,
        "rule": waiver.rule,
        "status": waived.state.status,
        "against_law": waived.against_law,
        "days": waived.state.days,
        "from": waiver.start.isoformat(),
        "until": waiver.until.isoformat(),
        "scope": {
            "components": list(scope.components),
            "part_numbers": [{"manufacturer": n.manufacturer, "mpn": n.mpn} for n in scope.part_numbers],
            "fingerprints": sorted(scope.fingerprints),
            "all_components": scope.all_components,
            "quantity": scope.quantity,
            "contract": scope.contract or None,
            "document": scope.document or None,
        },
        "verdicts": sorted(waiver.verdicts),
        "reason": waiver.reason,
        "legal_basis": waiver.legal_basis,
        "requested_by": waiver.requested_by,
        "approved_by": waiver.approved_by,
        "evidence": list(waiver.evidence),
        "files": [_file(*pair) for pair in zip(waiver.files, waived.files, strict=True)]
        if waived.files
        else [],
        "at": {"file": waiver.file.path, "line": position.line, "column": position.column},
        "covers": [_covered(covered) for covered in waived.covers] if waived is first else [],
        "covers_as": None if waived is first or not waived.covers else first.waiver.id,
        "because": waived.because or None,
    }


def _file(named: WaiverFile, opened: OpenedFile) -> dict[str, Any]:
    """Return an evidence file of a waiver with its state: opened, missing, or changed."""
    return {
        "path": named.path,
        "sha256": named.digest or None,
        "state": opened.state,
        "because": opened.because or None,
        "found": f"sha256:{opened.digest}" if opened.digest else None,
    }


def files_of_waivers(waivers: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield the evidence files of the waivers in a record, in the form of the evidence register."""
    for waiver in waivers:
        for number, file in enumerate(waiver.get("files", ()), 1):
            stated = {name: value for name, value in file.items() if value}
            file_path = waiver["at"]["file"]
            named = {"document": file_path, "id": f"{waiver['id']}/{number}", "type": OF_A_WAIVER}
            named["stated_in"] = file_path
            yield {**named, **stated}


def _covered(covered: CoveredFinding) -> dict[str, str]:
    return {
        "document": covered.path,
        "rule": covered.outcome.rule.id,
        "subject": covered.outcome.subject.id,
        "verdict": covered.outcome.verdict.value,
        "fingerprint": covered.fingerprint,
    }


def baseline(checked: Checked) -> dict[str, Any] | None:
    """Return the baseline of a check: the number of outcomes in each state, and the former findings."""
    used = checked.baseline
    if used is None:
        return None
    counts = Counter(outcome.baseline for document in checked.documents for outcome in document.outcomes)
    gone = [
        {
            "document": entry.document,
            "rule": entry.rule,
            "subject": entry.subject,
            "verdict": entry.verdict,
            "fingerprint": entry.fingerprint,
        }
        for entry in used.gone
    ]
    return {
        "path": used.path,
        "written": used.written,
        **{state: counts[state] for state in STATES},
        "gone": gone,
    }
