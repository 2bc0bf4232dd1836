"""Waivers as people read them: who answers for what, why, and until when."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.standing import AGAINST_LAW, in_words, of_outcome
from microdep_rules.engine.waivers import IN_EFFECT
from microdep_rules.output.findings import details, part_names, rows
from microdep_rules.output.registers import evidence_words
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.evidence_files import Opened
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.waivers import State, Status, Waived
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

IN_WORDS: dict[Status, str] = {
    "active": "in effect",
    "expiring": "ending soon",
    "pending": "not begun",
    "expired": "expired",
    "unused": "unused",
    "elsewhere": "about something else",
    "refused": "not allowed",
    "unproven": "without its evidence",
}
"""Every status, in the order in which they are counted."""

MOST_OTHERS = 6
"""So many other findings of a waiver are named."""


def days_words(state: State) -> str:
    """What its days say: `119 days left`, `ends today`, `expired 12 days ago`, `begins in 3 days`."""
    days = f"{state.days} day{'' if state.days == 1 else 's'}"
    match state.status:
        case "pending":
            return f"begins in {days}"
        case "expired":
            return f"expired {days} ago"
        case "refused":
            return "not allowed, without effect"
        case "unproven":
            return "evidence missing or different, without effect"
        case _:
            return f"{days} left" if state.days else "ends today"


def terms(waived: Waived) -> str:
    """Until when a waiver has effect, and who asked for it and decided it."""
    each = waived.waiver
    people = f"requested by {each.requested_by}, approved by {each.approved_by}"
    return f"until {each.until} ({days_words(waived.state)}), {people}"


def file_words(file: Opened) -> str:
    """A file on which a waiver relies, with what opening it has shown."""
    return f"{file.path}: {evidence_words({'state': file.state, 'because': file.because})}"


def waiver_rows(
    id_: str, terms_: str, reason: str, basis: str, evidence: list[str]
) -> list[tuple[str, list[str]]]:
    """A waiver in rows with their labels: on every screen and page the same.

    >>> waiver_rows("W-1", "until 2027-01-31", "Two prototypes.", "", [])[0]
    ('waived by', ['W-1 until 2027-01-31'])
    """
    reason_lines = [line.strip() for line in reason.splitlines() if line.strip()]
    found = [("waived by", [f"{id_} {terms_}"]), ("because", reason_lines)]
    found += [("basis", [basis_words(basis)]), ("evidence", evidence)]
    return [(label, texts) for label, texts in found if texts]


def findings(
    document: CheckedDocument, waivers: Sequence[Waived], style: Style, *, everything: bool
) -> list[str]:
    """Every waived finding of a document: what, on which facts, until when, by whom and why."""
    by_id = {waiver.waiver.id: waiver for waiver in waivers}
    lines: list[str] = []
    for outcome in document.outcomes:
        waived = by_id.get(outcome.waiver)
        if waived is not None:
            lines += _finding(outcome, waived, document, style)
            lines += [*details(outcome, document, style, everything=everything), ""]
    return lines


def folded(
    found: Iterable[tuple[Outcome, CheckedDocument]], waivers: Sequence[Waived], style: Style
) -> list[str]:
    """The waived findings of several documents: those of one rule and one waiver once, with the others."""
    by_id = {waiver.waiver.id: waiver for waiver in waivers}
    alike: dict[tuple[str, str, str], list[tuple[Outcome, CheckedDocument]]] = {}
    for outcome, document in found:
        if outcome.waiver in by_id:
            key = (outcome.waiver, outcome.rule.id, outcome.standing)
            alike.setdefault(key, []).append((outcome, document))
    lines: list[str] = []
    for (id_, _, _), ((outcome, document), *others) in alike.items():
        lines += _finding(outcome, by_id[id_], document, style)
        places = [f"{named(each, of)}  ({of.path})" for each, of in others[:MOST_OTHERS]]
        more = len(others) - len(places)
        lines += rows("also", [*places, *([f"and {more:,} more"] if more > 0 else [])], style)
        lines.append("")
    return lines


def _finding(outcome: Outcome, waived: Waived, document: CheckedDocument, style: Style) -> list[str]:
    each = waived.waiver
    word = style.kind(outcome.standing, in_words(outcome.standing).upper())
    name = style.strong(visible(named(outcome, document)))
    weight = "" if outcome.decides else f"  ({outcome.rule.severity}: counted, does not decide)"
    message = outcome.message or outcome.rule.title
    evidence = [*each.evidence, *map(file_words, waived.files)]
    lines = [
        f"{word}  {name}  {outcome.rule.id}{weight}",
        visible(f"it {outcome.verdict.verb}: {message}"),
        *([f"  {style.kind('against_law', AGAINST_LAW.upper())}"] if outcome.against_law else []),
    ]
    for label, texts in waiver_rows(each.id, terms(waived), each.reason, each.legal_basis, evidence):
        lines += rows(label, texts, style)
    return lines


def named(outcome: Outcome, document: CheckedDocument) -> str:
    """What an outcome is about: the way to the part; of a group, its parts."""
    if not outcome.parts:
        return document.shown_path(outcome.subject)
    return part_names(outcome.parts[0].kind, [part.name for part in outcome.parts])


def closing(checked: Checked) -> list[str]:
    """How many waivers there are of each status, and which of them need somebody soon."""
    if checked.naked:
        return ["waivers were left aside (--no-waivers)"]
    if not checked.waivers:
        return []
    found = Counter(waiver.state.status for waiver in checked.waivers)
    told = ", ".join(f"{found[status]} {words}" for status, words in IN_WORDS.items() if found[status])
    lines = [f"waivers: {told}"]
    return [*lines, *(f"  {visible(end)}" for end in _ends(checked))]


def strict(checked: Checked) -> list[str]:
    """By which waivers a run fails that takes them strictly."""
    failing = [waiver.waiver.id for waiver in checked.failing_waivers]
    return [visible(f"fails by its waivers (--strict-waivers): {', '.join(failing)}")] if failing else []


def _ends(checked: Checked) -> Iterable[str]:
    """What comes back within the horizon, when a waiver ends."""
    for waiver in checked.waivers:
        within = waiver.state.days < checked.horizon_days
        if waiver.state.status in IN_EFFECT and within:
            number = len(waiver.covers)
            findings = f"{number} finding{'' if number == 1 else 's'}"
            back = "comes back" if number == 1 else "come back"
            yield f"{waiver.waiver.id} ends on {waiver.waiver.until}: {findings} {back} the day after"


def about(outcome: Outcome, waivers: Iterable[Waived]) -> list[str]:
    """What waivers there are for one outcome, with what each does to it."""
    return [
        f"{each.waiver.id} {_effect(outcome, each)}: {' '.join(each.waiver.reason.split())} "
        f"({basis_words(each.waiver.legal_basis)})"
        for each in _naming(outcome, waivers)
    ]


def is_waived(outcome: Outcome, waivers: Iterable[Waived]) -> bool:
    """Return whether a waiver has effect on an outcome."""
    return any(each.state.status in IN_EFFECT for each in _naming(outcome, waivers))


def _naming(outcome: Outcome, waivers: Iterable[Waived]) -> list[Waived]:
    key = (outcome.subject, outcome.rule.id)
    return [
        waiver for waiver in waivers if key in {(c.outcome.subject, c.outcome.rule.id) for c in waiver.covers}
    ]


def _effect(outcome: Outcome, waived: Waived) -> str:
    """What a waiver does to an outcome that it names, and its terms."""
    if waived.state.status not in IN_EFFECT:
        return f"has no effect on it, {terms(waived)}"
    stays = in_words(of_outcome(outcome.verdict.value, waived=True))
    against = f"; it is a {AGAINST_LAW}" if waived.against_law else ""
    return f"covers it, {terms(waived)}; it is {stays}, and no pass{against}"
