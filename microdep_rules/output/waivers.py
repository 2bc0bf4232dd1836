"""Texts about waivers: persons, reason and last day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.engine.standing import AGAINST_LAW, in_words, of_outcome
from microdep_rules.engine.waivers import IN_EFFECT
from microdep_rules.output.findings import details, names_of_kind, rows
from microdep_rules.output.from_here import from_here
from microdep_rules.output.registers import evidence_words
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import first_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.evidence_files import OpenedFile
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.waivers import AppliedWaiver, Status
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

IN_WORDS: dict[Status, str] = {
    "active": "in effect",
    "expiring": "ending soon",
    "pending": "not begun",
    "expired": "expired",
    "unused": "unused",
    "elsewhere": "for a document that was not checked",
    "refused": "not allowed",
    "unproven": "without its evidence",
}
"""Words for each status of a waiver, in the order of the totals."""

MOST_OTHERS = 6
"""Largest number of further findings of a waiver that are listed."""


def days_words(status: str, days: int) -> str:
    """Return the remaining days of a waiver: `119 days left`, `ends today`, `expired 12 days ago`."""
    number = counted_noun(days, "day")
    match status:
        case "pending":
            return f"begins in {number}"
        case "expired":
            return f"expired {number} ago"
        case "refused":
            return "not allowed, without effect"
        case "unproven":
            return "evidence missing or different, without effect"
        case _:
            return f"{number} left" if days else "ends today"


def terms(waived: AppliedWaiver) -> str:
    """Return the last day of a waiver, and the persons who requested and approved the waiver."""
    waiver = waived.waiver
    people = f"requested by {waiver.requested_by}, approved by {waiver.approved_by}"
    return f"until {waiver.until} ({days_words(waived.state.status, waived.state.days)}), {people}"


def file_words(file: OpenedFile) -> str:
    """Return an evidence file of a waiver with its state: opened, missing, or changed."""
    return f"{from_here(file.path)}: {evidence_words({'state': file.state, 'because': file.because})}"


def waiver_rows(
    id_: str, terms_: str, reason: str, basis: str, evidence: list[str]
) -> list[tuple[str, list[str]]]:
    """Return a waiver as labelled texts, for every screen and page.

    >>> waiver_rows("W-1", "until 2027-01-31", "Two prototypes.", "", [])[0]
    ('waived by', ['W-1 until 2027-01-31'])
    """
    reason_lines = [line.strip() for line in reason.splitlines() if line.strip()]
    labelled = [("waived by", [f"{id_} {terms_}"]), ("reason", reason_lines)]
    labelled += [("basis", [basis_words(basis)]), ("evidence", evidence)]
    return [(label, texts) for label, texts in labelled if texts]


def findings(document: CheckedDocument, checked: Checked, style: Style, *, everything: bool) -> list[str]:
    """Return every waived finding of a document, with its facts and with the terms of the waiver."""
    by_id = {waiver.waiver.id: waiver for waiver in checked.waivers}
    sources = checked.sources if everything else None
    lines: list[str] = []
    for outcome in document.outcomes:
        waived = by_id.get(outcome.waiver)
        if waived is not None:
            lines += _finding(outcome, waived, document, style)
            lines += [*details(outcome, document, style, everything=everything, sources=sources), ""]
    return lines


def folded(
    found: Iterable[tuple[Outcome, CheckedDocument]], waivers: Sequence[AppliedWaiver], style: Style
) -> list[str]:
    """Return the lines about waived findings of several documents.

    Findings of one rule with one waiver become one entry.
    """
    by_id = {waiver.waiver.id: waiver for waiver in waivers}
    alike: dict[tuple[str, str, str], list[tuple[Outcome, CheckedDocument]]] = {}
    for outcome, document in found:
        if outcome.waiver in by_id:
            key = (outcome.waiver, outcome.rule.id, outcome.standing)
            alike.setdefault(key, []).append((outcome, document))
    lines: list[str] = []
    for (id_, _, _), ((outcome, document), *others) in alike.items():
        lines += _finding(outcome, by_id[id_], document, style)
        places, more = first_of(
            [f"{named(other, of)}  ({from_here(of.path)})" for other, of in others], MOST_OTHERS
        )
        lines += rows("also", [*places, *([f"and {more:,} more"] if more else [])], style)
        lines.append("")
    return lines


def _finding(outcome: Outcome, waived: AppliedWaiver, document: CheckedDocument, style: Style) -> list[str]:
    waiver = waived.waiver
    word = style.kind(outcome.standing, in_words(outcome.standing).upper())
    name = style.strong(visible(named(outcome, document)))
    weight = "" if outcome.decides else f"  ({outcome.rule.severity}: advisory)"
    message = outcome.message or outcome.rule.title
    evidence = [*waiver.evidence, *map(file_words, waived.files)]
    lines = [
        f"{word}  {name}  {outcome.rule.id}{weight}",
        visible(f"it {outcome.verdict.verb}: {message}"),
        *([f"  {style.kind('against_law', AGAINST_LAW.upper())}"] if outcome.against_law else []),
    ]
    for label, texts in waiver_rows(waiver.id, terms(waived), waiver.reason, waiver.legal_basis, evidence):
        lines += rows(label, texts, style)
    return lines


def named(outcome: Outcome, document: CheckedDocument) -> str:
    """Return the path from the product to the component of an outcome; for a group, the component names."""
    if not outcome.parts:
        return document.shown_path(outcome.subject)
    return names_of_kind(outcome.parts[0].kind, [part.name for part in outcome.parts])


def in_a_line(checked: Checked) -> list[str]:
    """Return one line for each of the first waived findings, with its component and the approver."""
    by_id = {waived.waiver.id: waived for waived in checked.waivers}
    waived = [
        (outcome, document, by_id[outcome.waiver])
        for document in checked.documents
        for outcome in document.outcomes
        if outcome.waiver in by_id
    ]
    lines = [
        f"waived: {named(outcome, document)}, {outcome.rule.id}, by {applied.waiver.id}, "
        f"approved by {applied.waiver.approved_by}, until {applied.waiver.until}"
        for outcome, document, applied in waived[:MOST_OTHERS]
    ]
    more = len(waived) - len(lines)
    return [visible(line) for line in [*lines, *([f"waived: {more:,} more"] if more else [])]]


def closing(checked: Checked) -> list[str]:
    """Return the number of waivers of each status, and the waivers that end soon."""
    if checked.waivers_ignored:
        return ["waivers were ignored (--no-waivers)"]
    if not checked.waivers:
        return []
    counts = Counter(waiver.state.status for waiver in checked.waivers)
    counts_in_words = ", ".join(
        f"{counts[status]} {words}" for status, words in IN_WORDS.items() if counts[status]
    )
    lines = [f"waivers: {counts_in_words}"]
    return [*lines, *(f"  {visible(end)}" for end in _ending_soon(checked))]


def strict(checked: Checked) -> list[str]:
    """Return the waivers that make the command fail, if waivers are strict."""
    failing = [waiver.waiver.id for waiver in checked.failing_waivers]
    return (
        [visible(f"the command fails because of waivers (--strict-waivers): {', '.join(failing)}")]
        if failing
        else []
    )


def _ending_soon(checked: Checked) -> Iterable[str]:
    """Yield a line for each waiver that ends soon, with the number of its findings.

    The configuration states what counts as soon.
    """
    for waiver in checked.waivers:
        within = waiver.state.days < checked.horizon_days
        if waiver.state.status in IN_EFFECT and within:
            number = len(waiver.covers)
            findings = counted_noun(number, "finding")
            back = "returns" if number == 1 else "return"
            yield f"{waiver.waiver.id} ends on {waiver.waiver.until}: {findings} {back} the day after"


def about(outcome: Outcome, waivers: Iterable[AppliedWaiver]) -> list[str]:
    """Return lines about the waivers for one outcome, each with its effect."""
    return [
        f"{waived.waiver.id} {_effect(outcome, waived)}: {' '.join(waived.waiver.reason.split())} "
        f"({basis_words(waived.waiver.legal_basis)})"
        for waived in _naming(outcome, waivers)
    ]


def is_waived(outcome: Outcome, waivers: Iterable[AppliedWaiver]) -> bool:
    """Return whether a waiver is in effect for an outcome."""
    return any(waived.state.status in IN_EFFECT for waived in _naming(outcome, waivers))


def _naming(outcome: Outcome, waivers: Iterable[AppliedWaiver]) -> list[AppliedWaiver]:
    key = (outcome.subject, outcome.rule.id)
    return [
        waiver for waiver in waivers if key in {(c.outcome.subject, c.outcome.rule.id) for c in waiver.covers}
    ]


def _effect(outcome: Outcome, waived: AppliedWaiver) -> str:
    """Return the effect of a waiver on an outcome, and the dates and persons of the waiver."""
    if waived.state.status not in IN_EFFECT:
        return f"has no effect on the outcome, {terms(waived)}"
    stays = in_words(of_outcome(outcome.verdict.value, waived=True))
    against = f"; the waiver is a {AGAINST_LAW}" if waived.against_law else ""
    return f"covers the outcome, {terms(waived)}; the outcome is {stays}, not a pass{against}"
