"""Waivers as people read them: who answers for what, why, and until when."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.output.findings import LATER, later, part_word, rows
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.waivers import Standing, Status, Waived
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

IN_WORDS: dict[Status, str] = {
    "active": "in effect",
    "expiring": "ending soon",
    "pending": "not begun",
    "expired": "expired",
    "unused": "unused",
    "elsewhere": "about something else",
}
"""Every status, in the order in which they are counted."""


def days_words(standing: Standing) -> str:
    """What its days say: `119 days left`, `ends today`, `expired 12 days ago`, `begins in 3 days`."""
    days = f"{standing.days} day{'' if standing.days == 1 else 's'}"
    match standing.status:
        case "pending":
            return f"begins in {days}"
        case "expired":
            return f"expired {days} ago"
        case _:
            return f"{days} left" if standing.days else "ends today"


def terms(waived: Waived) -> str:
    """Until when a waiver has effect, and who asked for it and decided it."""
    each = waived.waiver
    people = f"requested by {each.requested_by}, approved by {each.approved_by}"
    return f"until {each.until} ({days_words(waived.standing)}), {people}"


def findings(document: CheckedDocument, waivers: Sequence[Waived], style: Style) -> list[str]:
    """Every waived finding of a document in a few lines: what, until when, by whom and why."""
    by_id = {each.waiver.id: each for each in waivers}
    lines: list[str] = []
    for outcome in document.outcomes:
        waived = by_id.get(outcome.waiver)
        if waived is not None:
            lines += [*_finding(outcome, waived, document, style), ""]
    return lines


def _finding(outcome: Outcome, waived: Waived, document: CheckedDocument, style: Style) -> list[str]:
    each = waived.waiver
    word, name = style.kind("waived", "WAIVED"), style.strong(visible(named(outcome, document)))
    weight = "" if outcome.decides else f"  ({outcome.rule.severity}: counted, does not decide)"
    message = outcome.message or outcome.rule.title
    return [
        f"{word}  {name}  {outcome.rule.id}{weight}",
        visible(f"it {LATER[outcome.verdict]}: {message}"),
        *rows("waived by", [f"{each.id} {terms(waived)}"], style),
        *rows("because", _one_line(each.reason), style),
        *rows("basis", _one_line(each.legal_basis), style),
        *rows("evidence", list(each.evidence), style),
        *rows("later", [later(outcome)] if outcome.changes else [], style),
    ]


def named(outcome: Outcome, document: CheckedDocument) -> str:
    """What an outcome is about: the way to the part; of a group, its parts."""
    if not outcome.parts:
        return document.usage_path(outcome.subject)
    first = ", ".join(part.name for part in outcome.parts[:3])
    more = len(outcome.parts) - 3
    rest = f" and {more} more" if more > 0 else ""
    return f"{part_word(outcome.parts[0].kind, len(outcome.parts))} ({first}{rest})"


def _one_line(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def closing(checked: Checked) -> list[str]:
    """How many waivers there are of each status, and which of them need somebody soon."""
    if checked.naked:
        return ["waivers were left aside (--no-waivers)"]
    if not checked.waivers:
        return []
    found = Counter(each.standing.status for each in checked.waivers)
    told = ", ".join(f"{found[status]} {words}" for status, words in IN_WORDS.items() if found[status])
    lines = [f"waivers: {told}"]
    return [*lines, *(f"  {visible(each)}" for each in _ends(checked))]


def strict(checked: Checked) -> list[str]:
    """By which waivers a run fails that takes them strictly."""
    failing = [each.waiver.id for each in checked.failing_waivers]
    return [visible(f"fails by its waivers (--strict-waivers): {', '.join(failing)}")] if failing else []


def _ends(checked: Checked) -> Iterable[str]:
    """What comes back within the horizon, when a waiver ends."""
    for each in checked.waivers:
        within = each.standing.days < checked.horizon_days
        if each.standing.status in {"active", "expiring"} and within:
            number = len(each.covers)
            findings = f"{number} finding{'' if number == 1 else 's'}"
            back = "comes back" if number == 1 else "come back"
            yield f"{each.waiver.id} ends on {each.waiver.until}: {findings} {back} the day after"


def about(outcome: Outcome, waivers: Iterable[Waived]) -> list[str]:
    """What waivers there are for one outcome, with what each does to it."""
    told = []
    for each in waivers:
        on = {(c.outcome.subject, c.outcome.rule.id) for c in each.covers}
        if (outcome.subject, outcome.rule.id) in on:
            effect = "covers it" if each.standing.status in {"active", "expiring"} else "has no effect on it"
            told.append(f"{each.waiver.id} {effect}, {terms(each)}: {' '.join(each.waiver.reason.split())}")
    return told
