"""Entries for all formats: one entry for each cause with its outcomes, and one for each problem.

The entries are made from the record of the check, so that all formats agree with it. Each text is one line
without invisible characters. Only paths of files stay unchanged, because each format has its own escapes for
paths.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.outcome import DECIDING
from microdep_rules.engine.standing import AGAINST_LAW, in_words, of_outcome
from microdep_rules.output import record
from microdep_rules.output.asking.needs import counts_of
from microdep_rules.output.grouped import opened
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.output.checked import Checked
    from microdep_rules.source import Position

Weight = Literal["error", "warning", "note", "none"]
"""Importance of an entry; an entry with `none` needs no attention."""
WEIGHTS: tuple[Weight, ...] = ("error", "warning", "note", "none")
"""Importance of entries, the highest first."""


class FilePosition(Struct, frozen=True):
    """Position in a file; lines and columns start at 1, and a column is one Unicode code point.

    In a spreadsheet, line and column are the row and column of the cell, and `cell` has its name.
    """

    file: str
    line: int = 1
    column: int = 1
    cell: str = ""
    """Name of a cell such as `Sheet!C5`; empty for a text file."""
    end_line: int = 0
    """Last line of the range, or 0 if only the start is known; the end column is after the last character."""
    end_column: int = 0

    @property
    def start(self) -> tuple[str, int, int, str]:
        """Return the file, line, column and cell at the start of the range."""
        return (self.file, self.line, self.column, self.cell)

    def until(self, end: Position) -> FilePosition:
        """Return the position with `end` as the end of its range.

        If the range would be empty, return the position without change.
        """
        if (end.line, end.column) <= (self.line, self.column):
            return self
        return replace(self, end_line=end.line, end_column=end.column)

    def __str__(self) -> str:
        return f"{self.file} {self.cell}" if self.cell else f"{self.file}:{self.line}:{self.column}"


def at_cell(file: str, sheet: str, cell: str) -> FilePosition:
    """Return the position of a cell in a spreadsheet.

    >>> str(at_cell("bom.xlsx", "BOM", "AB5")), at_cell("bom.xlsx", "BOM", "AB5").column
    ('bom.xlsx BOM!AB5', 28)
    """
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return FilePosition(file, int(cell.removeprefix(letters)), column, whole(f"{sheet}!{cell}"))


def place_in_file(at: dict[str, Any]) -> FilePosition:
    """Return the position that the record of a check states."""
    if "cell" in at:
        return at_cell(at["file"], at["sheet"], at["cell"])
    return FilePosition(at["file"], at["line"], at["column"])


class EntryComponent(Struct, frozen=True):
    """Component of an entry: its path in the product, its position, and the fingerprint of its outcome."""

    id: str
    name: str
    """Path from the product to the component, by names."""
    at: FilePosition | None
    fingerprint: str


class LineFix(Struct, frozen=True):
    """Corrected text for a range in a file."""

    at: FilePosition
    text: str


class FormatEntry(Struct, frozen=True):
    """One result: its kind, importance and position, and its details line by line."""

    kind: str
    """Verdict of an outcome, with or without a waiver; or `diagnostic`, `listed_company` or `not_checked`."""
    rule: str
    """Rule as `pack/name`, code of a diagnostic, `listed-company`, `not-checked` or `nothing-checked`."""
    title: str
    severity: str
    weight: Weight
    decides: bool
    """True if this entry alone causes an exit code other than 0."""
    message: str
    at: FilePosition | None
    fingerprint: str
    subject: str = ""
    """Component of the entry, as its path in the product."""
    subject_id: str = ""
    subject_kind: str = ""
    cites: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    """Exceptions that apply or are claimed, one line for each; `lines` contains these lines too."""
    related: tuple[tuple[str, FilePosition], ...] = ()
    """Further positions of the entry, each with a text about the fact at this position."""
    waiver: str = ""
    """Waiver of the finding: its id, its terms and its reason.

    A waived finding does not affect the exit code.
    """
    against_law: bool = False
    """True if a waiver of the company covers a fail of a rule of law."""
    baseline: str = ""
    """State of the entry in the baseline: `known`, `new` or `changed`.

    A known entry does not affect the exit code.
    """
    many: int = 1
    """Number of checks in the entry; one check is one rule applied to one component."""
    components: tuple[EntryComponent, ...] = ()
    """Components of the entry; the position of the entry is that of the first component.

    A diagnostic has no components.
    """
    cause: str = ""
    """Key of the cause; entries of several documents with one cause have the same key."""
    fix: LineFix | None = None
    """Correction for a diagnostic, if exactly one correction is possible."""
    pressing: bool = False
    """True for an entry that comes first among the entries of its importance.

    The verdict is unknown although the requirement is violated, the unknown is escalated, or the entry is
    about a component of a listed company.
    """

    @property
    def words(self) -> str:
        """Kind of the entry in words, such as `fail, waived`."""
        return in_words(of_outcome(self.kind, waived=bool(self.waiver)))

    @property
    def answer(self) -> str:
        """Waiver of the entry, with a note if the waiver is against a rule of law; empty without a waiver."""
        against = f"{AGAINST_LAW}: " if self.against_law else ""
        return f"{against}waived by {self.waiver}" if self.waiver else ""

    @property
    def name(self) -> str:
        """Component with its id, because several components may have the same name."""
        return f"{self.subject} ({self.subject_kind} {self.subject_id})" if self.subject_id else self.subject


class DocumentEntries(Struct, frozen=True):
    """Entries about one document, or about packs, configuration and context."""

    path: str
    id: str
    verdict: str
    counts: dict[str, int]
    """Outcomes by verdict, as in the record."""
    checks: dict[str, int]
    """Number of checks with each verdict, as on the terminal.

    A check is one rule for one component. A check with missing facts counts as open.
    """
    entries: tuple[FormatEntry, ...]


class RunEntries(Struct, frozen=True):
    """Record of a check, and the entries of each document; entries that belong to no document come last."""

    record: dict[str, Any]
    documents: tuple[DocumentEntries, ...]
    common: tuple[FormatEntry, ...]

    def entries(self) -> Iterator[FormatEntry]:
        """Yield the entries of all documents."""
        for document in self.documents:
            yield from document.entries
        yield from self.common


def run(
    checked: Checked, *, listing: str = "", everything: bool = False, each_alone: bool = False
) -> RunEntries:
    """Return the entries of a check, made from its record.

    `listing` is `all` or `findings`. By default, the record lists all outcomes, or only the findings in a
    very large check. Outcomes with one cause become one entry, unless `each_alone` is true.
    """
    data = opened(record.record(checked, listing=listing, everything=everything))
    return of_record(checked, data, each_alone=each_alone)


def of_record(checked: Checked, data: dict[str, Any], *, each_alone: bool = False) -> RunEntries:
    """Return the entries for a record: its findings, diagnostics and waivers.

    `checked` is the check of this record; it contains positions that the record does not contain.
    """
    from microdep_rules.output.formats import listed, outcomes, problems

    documents = []
    waivers = {waiver["id"]: waiver for waiver in data["waivers"]}
    for document, stated in zip(checked.documents, data["documents"], strict=True):
        entries = [
            *problems.of_document(document),
            *listed.of_document(document),
            *outcomes.of_document(
                document, stated["outcomes"], checked.fail_on, waivers, each_alone=each_alone
            ),
        ]
        documents.append(
            DocumentEntries(
                document.path,
                document.id,
                document.verdict,
                stated["counts"],
                counts_of(document),
                tuple(entries),
            ),
        )
    return RunEntries(data, tuple(documents), tuple(problems.of_run(checked)))


def deciding(severity: str, fail_on: str) -> bool:
    """Return whether outcomes of rules with this severity affect the exit code.

    >>> deciding("prohibit", "unknown"), deciding("warn", "unknown"), deciding("warn", "warn")
    (True, False, True)
    """
    return severity in DECIDING or fail_on == "warn"


def findings(entries: Iterable[FormatEntry]) -> list[FormatEntry]:
    """Return the entries that need attention, the most important first.

    Entries that the baseline contains are omitted.
    """
    relevant = [entry for entry in entries if entry.weight != "none" and entry.baseline != KNOWN]
    return sorted(relevant, key=rank)


def rank(entry: FormatEntry) -> tuple[int, bool, bool]:
    """Return the sort key: by importance, then urgent entries, then entries that affect the exit code."""
    return (WEIGHTS.index(entry.weight), not entry.pressing, not entry.decides)


def once(entries: Iterable[FormatEntry]) -> list[tuple[FormatEntry, list[FormatEntry]]]:
    """Return the first entry of each cause, with the entries of this cause in other documents."""
    alike: dict[tuple[object, ...], list[FormatEntry]] = {}
    for entry in entries:
        key = (entry.weight, entry.pressing, entry.kind, entry.rule, entry.cause, entry.waiver)
        alike.setdefault(key, []).append(entry)
    return [(first, others) for first, *others in alike.values()]


def of_each_rule(entries: Iterable[FormatEntry]) -> list[FormatEntry]:
    """Return the entries in turns: the first entry of each rule, then the second of each rule, and so on.

    Even a short list then contains an entry of every rule.
    """
    number: Counter[tuple[str, str]] = Counter()
    ranked = []
    for entry in entries:
        key = (entry.weight, entry.rule)
        ranked.append((WEIGHTS.index(entry.weight), number[key], entry))
        number[key] += 1
    return [entry for _, _, entry in sorted(ranked, key=lambda ranks: ranks[:2])]


def exempt(entries: Iterable[FormatEntry]) -> list[FormatEntry]:
    """Return the entries that are exempt by an exception, in the order of the record."""
    return [entry for entry in entries if entry.kind == "exempt" and not entry.waiver]


def waived(entries: Iterable[FormatEntry]) -> list[FormatEntry]:
    """Return the waived entries, in the order of the record."""
    return [entry for entry in entries if entry.waiver]
