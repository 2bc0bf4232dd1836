"""The register of waivers, in the words of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.report.findings import VERBS, Data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

IN_EFFECT = frozenset({"active", "expiring"})
STATUS = {
    "active": "in effect",
    "expiring": "in effect and ending soon",
    "pending": "not begun, without effect",
    "expired": "expired, without effect",
    "unused": "unused",
    "elsewhere": "about something else than this check",
}


def entry(waiver: Data, record: Mapping[str, Any]) -> Data:
    """A waiver: its terms, and what it covers or would cover."""
    effect = "covers" if waiver["status"] in IN_EFFECT else "names, without effect,"
    paths = _paths(record)
    return {
        "id": waiver["id"],
        "status": STATUS[waiver["status"]],
        "rule": waiver["rule"],
        "terms": terms(waiver, with_id=False),
        "reason": _one_line(waiver["reason"]),
        "basis": _one_line(waiver["legal_basis"]),
        "evidence": waiver["evidence"],
        "covers": [
            f"{effect} {paths.get((each['document'], each['subject']), each['subject'])} in "
            f"{each['document']}, which {VERBS[each['verdict']]}"
            for each in waiver["covers"]
        ],
    }


def terms(waiver: Data, *, with_id: bool = True) -> str:
    """Until when a waiver has effect, who asked for it and who decided it."""
    people = f"requested by {waiver['requested_by']}, approved by {waiver['approved_by']}"
    told = f"until {waiver['until']} ({_days(waiver)}), {people}"
    return f"{waiver['id']} {told}" if with_id else told


def _days(waiver: Data) -> str:
    days = f"{waiver['days']} day{'' if waiver['days'] == 1 else 's'}"
    match waiver["status"]:
        case "pending":
            return f"begins in {days}"
        case "expired":
            return f"expired {days} ago"
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
