"""Scope of the verdicts of a record: the as-of day, the facts of the contract, and what ends one day.

A check takes the law, the waivers and the evidence of its as-of day, whenever somebody signs. So a sign-off
states that day with the facts of the contract, and is compared with what has ended when it was signed.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import Struct

from microdep_rules.bom.evidence_files import NOT_OPENED, UNPROVEN
from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.bom.people import doubt_about
from microdep_rules.bom.relying import relying_words
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.patterns import pattern
from microdep_rules.signing.contract import LONGEST_VALUE, Fact, NotApplied, lines_of
from microdep_rules.signing.packs import Pack, PacksUsed, Published, pack_lines
from microdep_rules.vocabulary.blanks import as_value, closed_up, cut
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROW = TypeVar("ROW")
IN_EFFECT = frozenset({"active", "expiring"})
"""The statuses of a waiver that covers something."""
LONG_AGO = 30
"""More days than these between the as-of day and the day of signing are named."""
MOST_UNPROVEN, MOST_WAIVERS = 5, 200
_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Evidence(Struct):
    """A record of evidence, as far as it says how long it counts."""

    id: str
    expires: str | None = None
    state: str = ""
    marks: list[str] = []
    issued: str | None = None


class Change(Struct):
    """A day on which a verdict changes."""

    date: str


class Row(Struct):
    """An outcome of a group in the grouped form."""

    changes: list[Change] = []


class Outcome(Struct):
    """An outcome, as far as it says when its verdict changes."""

    changes: list[Change] = []
    subjects: list[Row] = []
    """In the grouped form: a row for each outcome, with what it has of its own."""


class Unopened(Struct):
    """Clears and corrections of a document that rely on evidence that nobody opened."""

    clears: int = 0
    corrections: list[str] = []


class Document(Struct):
    """A document of a record, as far as it says what its verdicts are about."""

    path: str = ""
    verdict: str = ""
    contract: list[Fact] = []
    not_applicable: list[NotApplied] = []
    evidence: list[Evidence] = []
    outcomes: list[Outcome] = []
    unopened: Unopened | None = None

    @property
    def changes(self) -> Iterator[Change]:
        """Every change of a verdict that the record states, in either form."""
        for outcome in self.outcomes:
            yield from outcome.changes
            for row in outcome.subjects:
                yield from row.changes


class Waiver(Struct):
    """A waiver of a record, as far as it says of which rule, until when and by what it has effect."""

    id: str
    status: str = ""
    until: str = ""
    evidence: list[str] = []
    files: list[Any] = []
    rule: str = ""
    legal_basis: str = ""
    against_law: bool = False
    approved_by: str = ""


class Ended(NamedTuple):
    """Something that was in effect on the as-of day, and its last day."""

    what: str
    day: date


class Dated(NamedTuple):
    """Something in a bundle that was not there before a day."""

    what: str
    day: date


class Scope(Struct, frozen=True):
    """The as-of day of a record, the facts of the contract in lines, and what ends on which day."""

    as_of: str = ""
    contract: tuple[str, ...] = ()
    ends: tuple[Ended, ...] = ()
    packs: tuple[str, ...] = ()
    """The rule packs, imported lists and what else shapes a verdict, a line each; packs not run."""
    waivers: tuple[str, ...] = ()
    """The waivers that have effect, a line each with its basis; first the decisions against a rule of law."""
    unproven: tuple[str, ...] = ()
    """Files of evidence that are missing or not as stated, with their states."""
    changes: tuple[date, ...] = ()
    """The days on which a verdict changes by law, in order."""
    dated: tuple[Dated, ...] = ()
    """What of the bundle was not there before which day."""
    unopened: int = 0
    """Number of records of evidence of which no file was opened."""
    relying: tuple[str, ...] = ()
    """Clears, corrections and waivers that rely on evidence that nobody opened."""

    lists: tuple[tuple[str, str], ...] = ()
    """The imported lists that were used: their names, and the digests of their entries."""

    def not_yet(self, day: date) -> list[Dated]:
        """What of the bundle was not there on a day in UTC, wherever on earth somebody reads a calendar."""
        found = {each for each in self.dated if each.day > days_later(day, 1)}
        return sorted(found, key=lambda each: (each.day, each.what), reverse=True)

    def ended(self, day: date) -> list[Ended]:
        """What was not over on the as-of day and has ended before this one, the first one first.

        What was over on the as-of day, the check itself has judged by the day that counts for each rule.
        """
        found = {end for end in self.ends if self.as_of <= str(end.day) and end.day < day}
        return sorted(found, key=lambda each: (each.day, each.what))

    def changed(self, day: date) -> date | None:
        """The first day after the as-of day, and not after this one, on which a verdict changes."""
        return next((change for change in self.changes if self.as_of < str(change) and change <= day), None)

    def days_before(self, day: date) -> int | None:
        """The days from the as-of day to this one: negative before it, nothing where the day is not known."""
        as_of = day_of(self.as_of)
        return None if as_of is None else (day - as_of).days

    def is_after(self, day: date) -> bool:
        """Return whether the as-of day is after a day in UTC, wherever on earth somebody reads a calendar."""
        as_of = day_of(self.as_of)
        return as_of is not None and as_of > days_later(day, 1)


def scope_of(
    as_of: str,
    documents: Sequence[Document],
    waivers: Sequence[Waiver],
    used: PacksUsed | None = None,
) -> Scope:
    """The scope of a record."""
    used = used or PacksUsed()
    ends = [_ended("waiver", waiver.id, waiver.until) for waiver in waivers if waiver.status in IN_EFFECT]
    for document in documents:
        ends += [
            _ended("evidence", each.id, each.expires)
            for each in document.evidence
            if each.state not in UNPROVEN and not each.marks
        ]
        ends += [_ended("", each.name, each.through) for each in document.contract]
    days = {day_of(change.date) for document in documents for change in document.changes}
    return Scope(
        as_of,
        tuple(lines_of(documents, used.unapplied)),
        tuple(filter(None, ends)),
        pack_lines(used),
        waiver_lines(waivers),
        tuple(_unproven(documents)),
        tuple(sorted(filter(None, days))),
        tuple(_dated(documents, used.packs, used.company_lists)),
        _unopened(documents),
        tuple(_relying(documents, waivers)),
        tuple((each.name, each.content) for each in used.company_lists),
    )


def _dated(
    documents: Iterable[Document], packs: Iterable[Pack], lists: Iterable[Published]
) -> Iterator[Dated]:
    """What of a record states the day on which it came into being."""
    rows = [(f"pack {pack.name} was reviewed on", pack.reviewed) for pack in packs]
    rows += [(f"list {each.name} is of", each.day) for each in lists]
    rows += [
        (f"evidence {each.id} was issued on", each.issued)
        for document in documents
        for each in document.evidence
    ]
    for what, text in rows:
        if (day := day_of(text)) is not None:
            yield Dated(what, day)


def _unopened(documents: Iterable[Document]) -> int:
    """How many records of evidence name no file that was opened."""
    return sum(each.state == NOT_OPENED for document in documents for each in document.evidence)


def _relying(documents: Iterable[Document], waivers: Iterable[Waiver]) -> list[str]:
    """What relies on evidence that nobody opened; of a waiver, that it names no file."""
    found = [document.unopened for document in documents if document.unopened is not None]
    corrections = [correction for each in found for correction in each.corrections]
    by_word = sum(
        waiver.status in IN_EFFECT and bool(waiver.evidence) and not waiver.files for waiver in waivers
    )
    return relying_words(sum(each.clears for each in found), corrections, by_word)


def _unproven(documents: Iterable[Document]) -> Iterator[str]:
    """Files of evidence that are missing or not as stated, few by name."""
    found = [f"{e.id}: {e.state}" for document in documents for e in document.evidence if e.state in UNPROVEN]
    yield from found[:MOST_UNPROVEN]
    if left := len(found[MOST_UNPROVEN:]):
        yield f"and {left} more, in evidence.json"


def _ended(kind: str, name: str, last: str | None) -> Ended | None:
    day = day_of(last)
    return Ended(f"{kind} {name}".strip(), day) if day is not None else None


def day_of(text: str | None) -> date | None:
    """The day that a text is; nothing where it is none."""
    try:
        return date.fromisoformat(text) if text and _DAY.fullmatch(text) else None
    except ValueError:
        return None


def together(documents: Iterable[tuple[str, list[ROW]]], key: Any) -> list[tuple[list[str], list[ROW]]]:  # noqa: ANN401 - a function of a row
    """Documents by their facts: those with the same ones stand together."""
    found: dict[tuple[Any, ...], tuple[list[str], list[ROW]]] = {}
    for path, rows in documents:
        found.setdefault(tuple(map(key, rows)), ([], rows))[0].append(path)
    return list(found.values())


def waiver_lines(waivers: Iterable[Waiver]) -> tuple[str, ...]:
    """The waivers that have effect as a signer reads and signs them, each with the basis of the company."""
    found = sorted(
        (waiver for waiver in waivers if waiver.status in IN_EFFECT), key=lambda each: not each.against_law
    )
    lines = [_line_of_waiver(each) for each in found[:MOST_WAIVERS]]
    left = len(found[MOST_WAIVERS:])
    return (*lines, *([f"and {left} more, in record.json"] if left else []))


def _line_of_waiver(waiver: Waiver) -> str:
    against = f"{AGAINST_LAW.upper()}; " if waiver.against_law else ""
    name, basis = as_value(waiver.id, LONGEST_VALUE), cut(closed_up(waiver.legal_basis), LONGEST_VALUE)
    why = doubt_about(waiver.approved_by)
    doubt = f"APPROVED BY {as_value(waiver.approved_by, LONGEST_VALUE)}, AND {why}; " if why else ""
    return f"{name} of {waiver.rule} until {waiver.until}: {against}{doubt}{basis_words(basis)}"
