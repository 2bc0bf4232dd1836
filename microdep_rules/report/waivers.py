"""Register of waivers as texts for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.standing import AGAINST_LAW, in_words, of_outcome
from microdep_rules.output.registers import evidence_words
from microdep_rules.output.waivers import days_words, waiver_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from microdep_rules.report.findings import Data

IN_EFFECT = frozenset({"active", "expiring"})
STATUS = {
    "active": "in effect",
    "expiring": "in effect and ending soon",
    "pending": "not yet in effect",
    "expired": "expired, without effect",
    "unused": "unused",
    "elsewhere": "for a document that was not checked",
    "refused": "refused by the configuration, without effect",
    "unproven": "without effect, because an evidence file is missing or different",
}


def entries(record: Mapping[str, Any]) -> list[Data]:
    """Return the waivers in a record, each with dates, persons, and the outcomes that the waiver covers."""
    paths = _paths(record)
    return [_entry(waiver, paths) for waiver in record["waivers"]]


def _entry(waiver: Data, paths: Mapping[tuple[str, str], str]) -> Data:
    in_effect = waiver["status"] in IN_EFFECT
    effect = "covers" if in_effect else "has no effect on"
    return {
        "id": waiver["id"],
        "status": STATUS[waiver["status"]],
        "rule": waiver["rule"],
        "terms": terms(waiver, with_id=False),
        "reason": _one_line(waiver["reason"]),
        "basis": basis_words(waiver["legal_basis"]),
        "against_law": AGAINST_LAW if is_against_law(waiver) else "",
        "evidence": [*waiver["evidence"], *file_lines(waiver)],
        "covers": [f"{effect} the same outcomes as {waiver['covers_as']}"]
        if waiver["covers_as"] is not None
        else [
            f"{effect} {paths.get((covered['document'], covered['subject']), covered['subject'])} in "
            f"{covered['document']}: {in_words(of_outcome(covered['verdict'], waived=in_effect))}"
            for covered in waiver["covers"]
        ],
    }


def file_lines(waiver: Data) -> list[str]:
    """Return a line for each evidence file of a waiver, with its state: opened, missing, or changed."""
    return [
        f"{file['path']}: {evidence_words({**file, 'because': file['because'] or ''})}"
        for file in waiver["files"]
    ]


def rows(waiver: Data) -> list[tuple[str, list[str]]]:
    """Return the contents of a waiver as labelled texts, for the table of a finding."""
    evidence = [*waiver["evidence"], *file_lines(waiver)]
    terms_, reason = terms(waiver, with_id=False), _one_line(waiver["reason"])
    first, *others = waiver_rows(waiver["id"], terms_, reason, waiver["legal_basis"], evidence)
    return [first, *((f"waiver {label}", texts) for label, texts in others)]


def in_one_line(waiver: Data) -> str:
    """Return a waiver as one line: dates and persons, reason, basis and evidence."""
    return "; ".join(text for _, texts in rows(waiver) for text in texts)


def limits(options: Data) -> str:
    """Return two sentences with the company's limits for waivers: the longest time, and the approvers."""
    who = ", ".join(options["waiver_approvers"]) or "any person"
    return f"A waiver lasts at most {options['waiver_longest_days']} days. It may be approved by {who}."


def decisions(record: Mapping[str, Any]) -> list[str]:
    """Return the waivers of rules of law, which are company decisions, each with its legal basis."""
    return [
        f"{waiver['id']}, {basis_words(waiver['legal_basis'])}"
        for waiver in record["waivers"]
        if is_against_law(waiver)
    ]


def is_against_law(waiver: Data) -> bool:
    """Return whether a waiver is for a rule of law, and is therefore a decision of the company."""
    return bool(waiver["against_law"])


def terms(waiver: Data, *, with_id: bool = True) -> str:
    """Return the last day, the requester and the approver of a waiver as text.

    With `with_id`, the text also has the id and the legal basis.
    """
    people = f"requested by {waiver['requested_by']}, approved by {waiver['approved_by']}"
    text = f"until {waiver['until']} ({days_words(waiver['status'], waiver['days'])}), {people}"
    against = f"{AGAINST_LAW}: " if with_id and is_against_law(waiver) else ""
    return f"{against}{waiver['id']} {text}; {basis_words(waiver['legal_basis'])}" if with_id else text


def _paths(record: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return the path in the product for each component of an outcome, by (document, component id)."""
    return {
        (document["path"], component["id"]): component["path"]
        for document in record["documents"]
        for outcome in document["outcomes"]
        for component in (outcome["subject"], *outcome["components"])
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
