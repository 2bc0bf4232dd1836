"""The register of waivers, in the words of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.standing import AGAINST_LAW, in_words, of_outcome
from microdep_rules.output.registers import evidence_words
from microdep_rules.output.waivers import waiver_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from microdep_rules.report.findings import Data

IN_EFFECT = frozenset({"active", "expiring"})
STATUS = {
    "active": "in effect",
    "expiring": "in effect and ending soon",
    "pending": "not begun, without effect",
    "expired": "expired, without effect",
    "unused": "unused",
    "elsewhere": "about something else than this check",
    "refused": "not allowed by the configuration, without effect",
    "unproven": "a file of its evidence is missing or different, without effect",
}


def entries(record: Mapping[str, Any]) -> list[Data]:
    """The waivers of a record: the terms of each, and what it covers or would cover."""
    paths = _paths(record)
    return [_entry(each, paths) for each in record["waivers"]]


def _entry(waiver: Data, paths: Mapping[tuple[str, str], str]) -> Data:
    in_effect = waiver["status"] in IN_EFFECT
    effect = "covers" if in_effect else "names, without effect,"
    return {
        "id": waiver["id"],
        "status": STATUS[waiver["status"]],
        "rule": waiver["rule"],
        "terms": terms(waiver, with_id=False),
        "reason": _one_line(waiver["reason"]),
        "basis": basis_words(waiver["legal_basis"]),
        "against_law": AGAINST_LAW if is_against_law(waiver) else "",
        "evidence": [*waiver["evidence"], *file_lines(waiver)],
        "covers": [f"{effect} the same as {waiver['covers_as']}"]
        if waiver["covers_as"] is not None
        else [
            f"{effect} {paths.get((each['document'], each['subject']), each['subject'])} in "
            f"{each['document']}: {in_words(of_outcome(each['verdict'], waived=in_effect))}"
            for each in waiver["covers"]
        ],
    }


def file_lines(waiver: Data) -> list[str]:
    """The files on which a waiver relies, with what opening each has shown."""
    return [
        f"{each['path']}: {evidence_words({**each, 'because': each['because'] or ''})}"
        for each in waiver["files"]
    ]


def rows(waiver: Data) -> list[tuple[str, list[str]]]:
    """A waiver in rows with their labels, as a finding has them among rows of its own."""
    evidence = [*waiver["evidence"], *file_lines(waiver)]
    told, reason = terms(waiver, with_id=False), _one_line(waiver["reason"])
    first, *others = waiver_rows(waiver["id"], told, reason, waiver["legal_basis"], evidence)
    return [first, *((f"waiver, {label}", texts) for label, texts in others)]


def in_one_line(waiver: Data) -> str:
    """A waiver with its terms, reason, basis and evidence."""
    return "; ".join(text for _, texts in rows(waiver) for text in texts)


def limits(options: Data) -> str:
    """What the company allowed of waivers, in a sentence."""
    who = ", ".join(options["waiver_approvers"]) or "anybody"
    return f"A waiver lasts {options['waiver_longest_days']} days at most, and may be approved by {who}."


def decisions(record: Mapping[str, Any]) -> list[str]:
    """Waivers that are decisions of the company against a rule of law, each with its basis."""
    return [
        f"{each['id']}, {basis_words(each['legal_basis'])}"
        for each in record["waivers"]
        if is_against_law(each)
    ]


def is_against_law(waiver: Data) -> bool:
    """Return whether a waiver is a decision of the company against a rule of law."""
    return bool(waiver["against_law"])


def terms(waiver: Data, *, with_id: bool = True) -> str:
    """Until when a waiver has effect, who asked for it and who decided it; with its id, also its basis."""
    people = f"requested by {waiver['requested_by']}, approved by {waiver['approved_by']}"
    told = f"until {waiver['until']} ({_days(waiver)}), {people}"
    against = f"{AGAINST_LAW}: " if with_id and is_against_law(waiver) else ""
    return f"{against}{waiver['id']} {told}; {basis_words(waiver['legal_basis'])}" if with_id else told


def _days(waiver: Data) -> str:
    days = f"{waiver['days']} day{'' if waiver['days'] == 1 else 's'}"
    match waiver["status"]:
        case "pending":
            return f"begins in {days}"
        case "expired":
            return f"expired {days} ago"
        case "refused":
            return "not allowed, without effect"
        case "unproven":
            return "evidence missing or different, without effect"
        case _:
            return f"{days} left" if waiver["days"] else "ends today"


def _paths(record: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The way to every part that an outcome is about, by document and id."""
    return {
        (document["path"], part["id"]): part["path"]
        for document in record["documents"]
        for outcome in document["outcomes"]
        for part in (outcome["subject"], *outcome["parts"])
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
