"""Scope of the verdicts of a record: the as-of day, the facts of the contract, and what ends one day.

A check takes the law, the waivers and the evidence of its as-of day, whenever somebody signs. So a sign-off
states that day with the facts of the contract, and is compared with what has ended when it was signed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import Struct, convert

from microdep_rules.bom.evidence_files import NOT_OPENED, UNPROVEN
from microdep_rules.bom.legal_basis import basis_words
from microdep_rules.bom.relying import relying_words
from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.lists.words import list_line
from microdep_rules.vocabulary.blanks import as_value, closed_up, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROW = TypeVar("ROW")
NO_FACTS = "no contract facts were stated"
NO_PACKS = "no rule pack was run"
NOT_READ = "not read: the document or the context could not be used"
IN_EFFECT = frozenset({"active", "expiring"})
"""The statuses of a waiver that covers something."""
LONG_AGO = 30
"""More days than these between the as-of day and the day of signing are named."""
MOST_FACTS, MOST_RELIED_ON, LONGEST_VALUE = 40, 1_000, 200
"""So many facts a signer is shown, so many of those on which outcomes rely, and so many letters of each.

The record has all of them, and what is left out is counted. A sign-off has to stay small enough to be read.
"""
MOST_UNPROVEN, MOST_WAIVERS = 5, 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Fact(Struct):
    """A contract fact of a record; a determination has a last day."""

    name: str
    value: str
    through: str | None = None


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


class Used(Struct):
    """A rule pack of a record, or data that one uses, and where it is if it is not the shipped one."""

    name: str
    version: str = ""
    not_shipped: str | None = None


class Parameter(Struct):
    """A parameter of a pack, with its value in this run and in the pack."""

    name: str
    value: str = ""
    pack_value: str = ""


class LeftOut(Struct):
    """A rule that the configuration leaves out."""

    rule: str


class Pack(Used):
    """A rule pack of a record, as far as it says which rules were run."""

    reviewed: str | None = None
    variant: str | None = None
    uses: list[Used] = []
    parameters: list[Parameter] = []


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


class Published(Struct):
    """A list of companies that was imported, as far as it says which one it is."""

    name: str
    day: str = ""
    entries: int = 0
    content: str = ""
    source: str = ""


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
    """The rule packs that were run, and the imported lists that they used, a line each; packs not run."""
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
        found = {each for each in self.dated if each.day > day + timedelta(days=1)}
        return sorted(found, key=lambda each: (each.day, each.what), reverse=True)

    def ended(self, day: date) -> list[Ended]:
        """What was not over on the as-of day and has ended before this one, the first one first.

        What was over on the as-of day, the check itself has judged by the day that counts for each rule.
        """
        found = {each for each in self.ends if self.as_of <= str(each.day) and each.day < day}
        return sorted(found, key=lambda each: (each.day, each.what))

    def changed(self, day: date) -> date | None:
        """The first day after the as-of day, and not after this one, on which a verdict changes."""
        return next((each for each in self.changes if self.as_of < str(each) and each <= day), None)

    def days_before(self, day: date) -> int | None:
        """The days from the as-of day to this one: negative before it, nothing where the day is not known."""
        as_of = day_of(self.as_of)
        return None if as_of is None else (day - as_of).days

    def is_after(self, day: date) -> bool:
        """Whether the as-of day is after a day in UTC, wherever on earth somebody reads a calendar."""
        as_of = day_of(self.as_of)
        return as_of is not None and as_of > day + timedelta(days=1)


def scope_of(
    as_of: str,
    documents: Sequence[Document],
    waivers: Sequence[Waiver],
    packs: Sequence[Pack] = (),
    not_run: Sequence[str] = (),
    lists: Sequence[Published] = (),
    left_out: Sequence[LeftOut] = (),
) -> Scope:
    """The scope of a record."""
    ends = [_ended("waiver", each.id, each.until) for each in waivers if each.status in IN_EFFECT]
    for document in documents:
        ends += [
            _ended("evidence", each.id, each.expires)
            for each in document.evidence
            if each.state not in UNPROVEN and not each.marks
        ]
        ends += [_ended("", each.name, each.through) for each in document.contract]
    days = {day_of(each.date) for document in documents for each in document.changes}
    return Scope(
        as_of,
        tuple(lines_of(documents)),
        tuple(filter(None, ends)),
        pack_lines(packs, not_run, left_out, lists),
        waiver_lines(waivers),
        tuple(_unproven(documents)),
        tuple(sorted(filter(None, days))),
        tuple(_dated(documents, packs, lists)),
        _unopened(documents),
        tuple(_relying(documents, waivers)),
        tuple((each.name, each.content) for each in lists),
    )


def _dated(
    documents: Iterable[Document], packs: Iterable[Pack], lists: Iterable[Published]
) -> Iterator[Dated]:
    """What of a record states the day on which it came into being."""
    rows = [(f"pack {each.name} was reviewed on", each.reviewed) for each in packs]
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
    found = [each.unopened for each in documents if each.unopened is not None]
    corrections = [correction for each in found for correction in each.corrections]
    by_word = sum(each.status in IN_EFFECT and bool(each.evidence) and not each.files for each in waivers)
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


def lines_of(documents: Sequence[Document]) -> Iterator[str]:
    """The facts of the contract as a signer reads and signs them, with the documents where they differ."""
    rows = [(each.path, each.contract or _none(each)) for each in documents]
    groups = together(rows, lambda fact: (fact.name, fact.value))
    lines, left = [], 0
    for paths, facts in groups:
        lines += (
            [f"of {paths[0]}" + (f" and {len(paths) - 1} more" if paths[1:] else "")] if groups[1:] else []
        )
        relied_on = [_line(each) for each in facts if _is_relied_on(each)]
        others = [_line(each) for each in facts if not _is_relied_on(each)]
        many = max(0, MOST_RELIED_ON - len(lines))
        shown = max(0, MOST_FACTS - len(lines) - len(relied_on))
        lines += [*relied_on[:many], *others[:shown]]
        left += len(relied_on[many:]) + len(others[shown:])
    yield from lines or [NO_FACTS]
    if left:
        yield f"and {left} more, in record.json"


def pack_lines(
    packs: Sequence[Pack],
    not_run: Sequence[str],
    left_out: Sequence[LeftOut] = (),
    lists: Iterable[Published] = (),
) -> tuple[str, ...]:
    """The rule packs as a signer reads and signs them, with what changes them: configuration, imported lists.

    First come those that only have the name of a shipped one, those without a rule of theirs, and those
    with another parameter.
    """
    without: dict[str, list[str]] = {}
    for each in left_out:
        pack, _, rule = each.rule.partition("/")
        without.setdefault(pack, []).append(rule)
    lines = sorted(
        (not (_is_other(each) or each.name in without or _changed(each)), _line_of_pack(each, without))
        for each in packs
    )
    return (
        *(line for _, line in lines),
        *([] if packs else [NO_PACKS]),
        *(list_line(each.name, each.day, each.entries, each.content, each.source) for each in lists),
        *([f"not run: {', '.join(not_run)}"] if not_run else []),
    )


def pack_lines_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The same of a record: for every page, sheet and export."""
    return pack_lines(
        convert(record["packs"], list[Pack]),
        record.get("packs_not_run", []),
        convert(record.get("rules_left_out", []), list[LeftOut]),
        convert(record.get("company_lists", []), list[Published]),
    )


def waiver_lines(waivers: Iterable[Waiver]) -> tuple[str, ...]:
    """The waivers that have effect as a signer reads and signs them, each with the basis of the company."""
    found = sorted(
        (each for each in waivers if each.status in IN_EFFECT), key=lambda each: not each.against_law
    )
    lines = [_line_of_waiver(each) for each in found[:MOST_WAIVERS]]
    left = len(found[MOST_WAIVERS:])
    return (*lines, *([f"and {left} more, in record.json"] if left else []))


def _line_of_waiver(waiver: Waiver) -> str:
    against = f"{AGAINST_LAW.upper()}; " if waiver.against_law else ""
    name, basis = as_value(waiver.id, LONGEST_VALUE), cut(closed_up(waiver.legal_basis), LONGEST_VALUE)
    return f"{name} of {waiver.rule} until {waiver.until}: {against}{basis_words(basis)}"


def _is_other(pack: Pack) -> bool:
    return any(each.not_shipped for each in (pack, *pack.uses))


def _changed(pack: Pack) -> list[str]:
    """Parameters of which the configuration states another value than the pack does."""
    return [
        f"{each.name} is {each.value} and not {each.pack_value}"
        for each in pack.parameters
        if each.value != each.pack_value
    ]


def _line_of_pack(pack: Pack, without: Mapping[str, Sequence[str]]) -> str:
    line = f"{pack.name} {pack.version}".strip()
    line += f", variant {pack.variant}" if pack.variant else ""
    if rules := without.get(pack.name):
        line += f", WITHOUT {'ITS RULE' if len(rules) == 1 else 'ITS RULES'} {', '.join(rules)}"
    if changed := _changed(pack):
        line += f", CHANGED BY CONFIGURATION: {', '.join(changed)}"
    line += f", at {pack.not_shipped}: NOT THE SHIPPED PACK" if pack.not_shipped else ""
    others = [f"{each.name} at {each.not_shipped}" for each in pack.uses if each.not_shipped]
    return line + (f", which uses {', '.join(others)}: NOT THE SHIPPED PACK" if others else "")


def _none(document: Document) -> list[Fact]:
    return [Fact("", NOT_READ if document.verdict == "invalid" else NO_FACTS)]


def _is_relied_on(fact: Fact) -> bool:
    """Whether a fact is a determination or a waiver of an authority, on which outcomes rely."""
    return fact.through is not None or fact.name.startswith(("determination", "waiver"))


def _line(fact: Fact) -> str:
    if not fact.name:
        return fact.value
    return f"{cut(closed_up(fact.name), LONGEST_VALUE)}: {as_value(fact.value, LONGEST_VALUE)}"
