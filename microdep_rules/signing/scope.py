"""Scope of a record's verdicts: the as-of date, the contract facts, and the days on which entries expire.

A check uses the law, the waivers and the evidence of its as-of date, but a person may sign on a later day.
Therefore a sign-off states the as-of date, the contract facts, and the entries that expired before the day of
signing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import Struct

from microdep_rules.bom.evidence_files import NOT_OPENED, UNPROVEN
from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.bom.people import doubt_about
from microdep_rules.bom.unopened_evidence import unopened_evidence_sentences
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.patterns import pattern
from microdep_rules.signing.contract import LONGEST_VALUE, ContractFact, InapplicableRule, contract_lines
from microdep_rules.signing.packs import RecordedList, RecordedSettings, RecordPack, pack_lines
from microdep_rules.vocabulary.blanks import as_value, closed_up, cut
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROW = TypeVar("ROW")
IN_EFFECT = frozenset({"active", "expiring"})
"""States of a waiver that is in effect."""
LONG_AGO = 30
"""Largest number of days between the as-of date and the signing for which there is no report."""
MOST_UNPROVEN, MOST_WAIVERS = 5, 200
_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RecordEvidence(Struct):
    """Evidence entry of a record: its issue date, its expiry date and its state."""

    id: str
    expires: str | None = None
    state: str = ""
    marks: list[str] = []
    issued: str | None = None
    stated_in: str = ""


class RecordedChange(Struct):
    """Change of a verdict in a record, with the day of the change."""

    date: str


class RecordRow(Struct):
    """Row of a grouped record: one component or product, with the changes of its verdict."""

    changes: list[RecordedChange] = []


class RecordOutcome(Struct):
    """Outcome of a rule in a record, with the days on which its verdict changes."""

    changes: list[RecordedChange] = []
    subjects: list[RecordRow] = []
    """Rows of a grouped record; a group has one row for each outcome that it contains."""


class UnopenedEvidence(Struct):
    """Numbers about unopened evidence files in a document, and about the facts that verdicts take from them.

    `clears` counts the passes and exemptions that rely on such a file; `corrections` names the corrections.
    """

    clears: int = 0
    corrections: list[str] = []


class RecordDocument(Struct):
    """Document in a record, with the fields from which the scope is built."""

    path: str = ""
    verdict: str = ""
    contract: list[ContractFact] = []
    not_applicable: list[InapplicableRule] = []
    evidence: list[RecordEvidence] = []
    outcomes: list[RecordOutcome] = []
    unopened: UnopenedEvidence | None = None

    @property
    def changes(self) -> Iterator[RecordedChange]:
        """Return every change of a verdict, from single outcomes and from the rows of grouped outcomes."""
        for outcome in self.outcomes:
            yield from outcome.changes
            for row in outcome.subjects:
                yield from row.changes


class RecordWaiver(Struct):
    """Waiver in a record: its rule, its last day and its basis."""

    id: str
    status: str = ""
    until: str = ""
    evidence: list[str] = []
    files: list[Any] = []
    rule: str = ""
    legal_basis: str = ""
    against_law: bool = False
    approved_by: str = ""


class Expiry(NamedTuple):
    """Waiver, evidence or contract fact, with the last day on which it is valid."""

    subject: str
    day: date


class DatedEntry(NamedTuple):
    """Pack, list or evidence, with the day on which it was reviewed, published or issued."""

    subject: str
    day: date


class RecordScope(Struct, frozen=True):
    """Facts of a record that a sign-off must state, because the verdict depends on these facts and dates."""

    as_of: str = ""
    contract: tuple[str, ...] = ()
    ends: tuple[Expiry, ...] = ()
    packs: tuple[str, ...] = ()
    """Lines about packs, imported lists and settings that affect a verdict, and about packs that did not run.
    """
    waivers: tuple[str, ...] = ()
    """Lines about the waivers in effect, each with its legal basis; waivers against a rule of law come first.
    """
    unproven: tuple[str, ...] = ()
    """Lines about evidence files that are missing or are not the stated file."""
    changes: tuple[date, ...] = ()
    """Days on which a verdict changes without a new fact, for example because a law takes effect; in order.
    """
    dated: tuple[DatedEntry, ...] = ()
    """Packs, lists and evidence with the days on which they were reviewed, published or issued."""
    unopened: int = 0
    """Number of evidence entries whose file the check did not open."""
    relying: tuple[str, ...] = ()
    """Sentences about passes, exemptions, corrections and waivers that rely on unopened evidence files."""

    lists: tuple[tuple[str, str], ...] = ()
    """Name and digest of each imported list that the check used."""

    def not_yet(self, day: date) -> list[DatedEntry]:
        """Return the packs, lists and evidence dated more than one day after `day`, the latest first.

        `day` is in UTC. One day is tolerated, because the next day begins earlier in some time zones.
        """
        later = {entry for entry in self.dated if entry.day > days_later(day, 1)}
        return sorted(later, key=lambda entry: (entry.day, entry.subject), reverse=True)

    def ended(self, day: date) -> list[Expiry]:
        """Return the waivers, evidence and facts that expired from the as-of date to the day before `day`.

        The earliest comes first. The check itself reports entries that expired before the as-of date.
        """
        expiries = {end for end in self.ends if self.as_of <= str(end.day) and end.day < day}
        return sorted(expiries, key=lambda expiry: (expiry.day, expiry.subject))

    def changed(self, day: date) -> date | None:
        """Return the first day after the as-of date, and not after `day`, on which a verdict changes."""
        return next((change for change in self.changes if self.as_of < str(change) and change <= day), None)

    def days_before(self, day: date) -> int | None:
        """Return the number of days from the as-of date to `day`; `None` if the as-of date is not known.

        The number is negative if `day` is before the as-of date.
        """
        as_of = day_of(self.as_of)
        return None if as_of is None else (day - as_of).days

    def is_after(self, day: date) -> bool:
        """Return whether the as-of date is after `day` (in UTC), even in the earliest time zone."""
        as_of = day_of(self.as_of)
        return as_of is not None and as_of > days_later(day, 1)


def build_scope(
    as_of: str,
    documents: Sequence[RecordDocument],
    waivers: Sequence[RecordWaiver],
    used: RecordedSettings | None = None,
) -> RecordScope:
    """Return the scope that a sign-off states, made from the data of a record."""
    used = used or RecordedSettings()
    ends = [_expiry("waiver", waiver.id, waiver.until) for waiver in waivers if waiver.status in IN_EFFECT]
    ends += [
        _expiry("evidence", record.id, record.expires)
        for record in _evidence_once(documents)
        if record.state not in UNPROVEN and not record.marks
    ]
    for document in documents:
        ends += [_expiry("", fact.name, fact.through) for fact in document.contract]
    days = {day_of(change.date) for document in documents for change in document.changes}
    return RecordScope(
        as_of,
        tuple(contract_lines(documents, used.unapplied)),
        tuple(filter(None, ends)),
        pack_lines(used),
        waiver_lines(waivers),
        tuple(_unproven(documents)),
        tuple(sorted(filter(None, days))),
        tuple(_dated_entries(documents, used.packs, used.company_lists)),
        _count_unopened(documents),
        tuple(_relying_lines(documents, waivers)),
        tuple((list_.name, list_.content) for list_ in used.company_lists),
    )


def _dated_entries(
    documents: Iterable[RecordDocument], packs: Iterable[RecordPack], lists: Iterable[RecordedList]
) -> Iterator[DatedEntry]:
    """Return the packs, lists and evidence that state a day of review, publication or issue."""
    rows = [(f"pack {pack.name} was reviewed on", pack.reviewed) for pack in packs]
    rows += [(f"list {list_.name} is of", list_.day) for list_ in lists]
    rows += [(f"evidence {record.id} was issued on", record.issued) for record in _evidence_once(documents)]
    for subject, text in rows:
        if (day := day_of(text)) is not None:
            yield DatedEntry(subject, day)


def _evidence_once(documents: Iterable[RecordDocument]) -> list[RecordEvidence]:
    """Return each record of evidence once; documents with one context file have the same evidence."""
    records: dict[tuple[str, str], RecordEvidence] = {}
    for document in documents:
        for record in document.evidence:
            records.setdefault((record.stated_in or document.path, record.id), record)
    return list(records.values())


def _count_unopened(documents: Iterable[RecordDocument]) -> int:
    """Return the number of evidence entries whose file the check did not open."""
    return sum(record.state == NOT_OPENED for record in _evidence_once(documents))


def _relying_lines(documents: Iterable[RecordDocument], waivers: Iterable[RecordWaiver]) -> list[str]:
    """Return sentences about passes, exemptions, corrections and waivers that rely on unopened evidence.

    Waivers that refer to evidence without naming a file are included.
    """
    unopened = [document.unopened for document in documents if document.unopened is not None]
    corrections = [correction for entry in unopened for correction in entry.corrections]
    by_word = sum(
        waiver.status in IN_EFFECT and bool(waiver.evidence) and not waiver.files for waiver in waivers
    )
    return unopened_evidence_sentences(sum(entry.clears for entry in unopened), corrections, by_word)


def _unproven(documents: Iterable[RecordDocument]) -> Iterator[str]:
    """Return lines about evidence files that are missing or are not the stated file.

    After `MOST_UNPROVEN` lines, a last line gives the number of the remaining files.
    """
    lines = [f"{e.id}: {e.state}" for e in _evidence_once(documents) if e.state in UNPROVEN]
    yield from lines[:MOST_UNPROVEN]
    if left := len(lines[MOST_UNPROVEN:]):
        yield f"and {left} more, in evidence.json"


def _expiry(kind: str, name: str, last: str | None) -> Expiry | None:
    day = day_of(last)
    return Expiry(f"{kind} {name}".strip(), day) if day is not None else None


def day_of(text: str | None) -> date | None:
    """Return the date in a text; `None` if there is none."""
    try:
        return date.fromisoformat(text) if text and _DAY.fullmatch(text) else None
    except ValueError:
        return None


def group_by_facts(documents: Iterable[tuple[str, list[ROW]]], key: Any) -> list[tuple[list[str], list[ROW]]]:  # noqa: ANN401 - a function of a row
    """Group documents with equal rows, compared by `key`; each group has its paths and the rows."""
    groups: dict[tuple[Any, ...], tuple[list[str], list[ROW]]] = {}
    for path, rows in documents:
        groups.setdefault(tuple(map(key, rows)), ([], rows))[0].append(path)
    return list(groups.values())


def waiver_lines(waivers: Iterable[RecordWaiver]) -> tuple[str, ...]:
    """Return the lines about waivers in effect that a signer reads and signs, each with its legal basis."""
    effective = sorted(
        (waiver for waiver in waivers if waiver.status in IN_EFFECT),
        key=lambda waiver: not waiver.against_law,
    )
    lines = [_line_of_waiver(waiver) for waiver in effective[:MOST_WAIVERS]]
    left = len(effective[MOST_WAIVERS:])
    return (*lines, *([f"and {left} more, in record.json"] if left else []))


def _line_of_waiver(waiver: RecordWaiver) -> str:
    against = f"{AGAINST_LAW.upper()}; " if waiver.against_law else ""
    name, basis = as_value(waiver.id, LONGEST_VALUE), cut(closed_up(waiver.legal_basis), LONGEST_VALUE)
    why = doubt_about(waiver.approved_by)
    doubt = f"APPROVED BY {as_value(waiver.approved_by, LONGEST_VALUE)}, AND {why}; " if why else ""
    return f"{name} of {waiver.rule} until {waiver.until}: {against}{doubt}{basis_words(basis)}"
