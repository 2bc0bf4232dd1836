"""What every format says: an entry for each outcome that is listed, and for everything that is wrong.

The entries are made of the record, so that no format says anything else than it does. All texts in them are
one line with nothing hidden in it; the path of a file alone stands as it is, since some write its bytes.
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
from microdep_rules.output.grouped import opened
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.output.checked import Checked
    from microdep_rules.source import Position

Weight = Literal["error", "warning", "note", "none"]
"""How much an entry matters: `none` is nothing that anybody has to look at."""
WEIGHTS: tuple[Weight, ...] = ("error", "warning", "note", "none")
"""The heaviest first."""


class At(Struct, frozen=True):
    """A place in a file; line and column are counted from 1, columns in code points.

    In a spreadsheet they are those of the cell, which is named besides.
    """

    file: str
    line: int = 1
    column: int = 1
    cell: str = ""
    """As `Sheet!C5`; empty where the file has lines."""
    end_line: int = 0
    """Where it ends, with the column behind the last character; 0 where only the beginning is known."""
    end_column: int = 0

    @property
    def start(self) -> tuple[str, int, int, str]:
        """Where it begins, however far it goes."""
        return (self.file, self.line, self.column, self.cell)

    def until(self, end: Position) -> At:
        """The same place with its end, if there is anything between them."""
        if (end.line, end.column) <= (self.line, self.column):
            return self
        return replace(self, end_line=end.line, end_column=end.column)

    def __str__(self) -> str:
        return f"{self.file} {self.cell}" if self.cell else f"{self.file}:{self.line}:{self.column}"


def at_cell(file: str, sheet: str, cell: str) -> At:
    """The place of a cell.

    >>> str(at_cell("bom.xlsx", "BOM", "AB5")), at_cell("bom.xlsx", "BOM", "AB5").column
    ('bom.xlsx BOM!AB5', 28)
    """
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return At(file, int(cell.removeprefix(letters)), column, whole(f"{sheet}!{cell}"))


def place_in_file(at: dict[str, Any]) -> At:
    """A place as a record states it."""
    if "cell" in at:
        return at_cell(at["file"], at["sheet"], at["cell"])
    return At(at["file"], at["line"], at["column"])


class Component(Struct, frozen=True):
    """One of those that an entry is about: its way, its place, and the fingerprint of its outcome."""

    id: str
    name: str
    """The way that leads to it."""
    at: At | None
    fingerprint: str


class Entry(Struct, frozen=True):
    """One thing to say: what it is, how much it matters, where it is, and the details line by line."""

    said: str
    """The verdict of an outcome, waived or not, `diagnostic`, or `not_checked`."""
    rule: str
    """The rule as `pack/name`, the code of a diagnostic, or `not-checked` and `nothing-checked`."""
    title: str
    severity: str
    weight: Weight
    decides: bool
    """Whether the exit code of the run is not 0 because of it, or would not be if nothing else were wrong."""
    message: str
    at: At | None
    fingerprint: str
    subject: str = ""
    """The part, by the way that leads to it."""
    subject_id: str = ""
    subject_kind: str = ""
    cites: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    related: tuple[tuple[str, At], ...] = ()
    """Further places, each with what stands there."""
    waiver: str = ""
    """The waiver by which somebody answers for it, so that it decides nothing: its id, its terms, and why."""
    against_law: bool = False
    """Whether that waiver is a decision of the company against a rule of law."""
    baseline: str = ""
    """What a baseline knows of it: `known`, so that it decides nothing, `new` or `changed`."""
    many: int = 1
    """For how many checks it stands: of one rule on each of its components, and of a very large document on
    some that are counted and not listed."""
    components: tuple[Component, ...] = ()
    """Those that it is about, the one at whose place it is first; nothing of a diagnostic."""
    cause: str = ""
    """What it has in common with entries about other documents, of which the same is to be said."""
    pressing: bool = False
    """Whether it is violated already and still open, or urgent."""

    @property
    def words(self) -> str:
        """What is said, in the words of every output: `fail, waived` of a fail for which a person answers."""
        return in_words(of_outcome(self.said, waived=bool(self.waiver)))

    @property
    def answer(self) -> str:
        """The waiver, and whether it is against a rule of law; nothing where nobody answers."""
        against = f"{AGAINST_LAW}: " if self.against_law else ""
        return f"{against}waived by {self.waiver}" if self.waiver else ""

    @property
    def name(self) -> str:
        """The part with its id, which tells it apart from others with the same name."""
        return f"{self.subject} ({self.subject_kind} {self.subject_id})" if self.subject_id else self.subject


class Told(Struct, frozen=True):
    """The entries about one document, or about no document: about packs, configuration and context."""

    path: str
    id: str
    verdict: str
    counts: dict[str, int]
    entries: tuple[Entry, ...]


class Run(Struct, frozen=True):
    """A whole run: the record, and what is told of each document; what belongs to none comes last."""

    record: dict[str, Any]
    documents: tuple[Told, ...]
    common: tuple[Entry, ...]

    def entries(self) -> Iterator[Entry]:
        """All of them."""
        for document in self.documents:
            yield from document.entries
        yield from self.common


def run(checked: Checked, *, listing: str = "", everything: bool = False, each_alone: bool = False) -> Run:
    """The entries of a run; `listing` is `all` or `findings`, and empty for what fits.

    Outcomes with one cause are one entry, unless each is to stand alone.
    """
    data = opened(record.record(checked, listing=listing, everything=everything))
    return of_record(checked, data, each_alone=each_alone)


def of_record(checked: Checked, data: dict[str, Any], *, each_alone: bool = False) -> Run:
    """The entries of a record that was made of a run, which has the places that the record does not name."""
    from microdep_rules.output.formats import outcomes, problems

    documents = []
    waivers = {each["id"]: each for each in data["waivers"]}
    for document, told in zip(checked.documents, data["documents"], strict=True):
        found = [
            *problems.of_document(document),
            *outcomes.of_document(
                document, told["outcomes"], checked.fail_on, waivers, each_alone=each_alone
            ),
        ]
        documents.append(
            Told(document.path, document.id, document.verdict, told["counts"], tuple(found)),
        )
    return Run(data, tuple(documents), tuple(problems.of_run(checked)))


def deciding(severity: str, fail_on: str) -> bool:
    """Return whether outcomes of a severity decide the exit code.

    >>> deciding("prohibit", "unknown"), deciding("warn", "unknown"), deciding("warn", "warn")
    (True, False, True)
    """
    return severity in DECIDING or fail_on == "warn"


def findings(entries: Iterable[Entry]) -> list[Entry]:
    """What somebody has to look at, the heaviest first, and otherwise in the order of the record.

    What a baseline knows nobody has to look at now.
    """
    found = [entry for entry in entries if entry.weight != "none" and entry.baseline != KNOWN]
    return sorted(found, key=rank)


def rank(each: Entry) -> tuple[int, bool, bool]:
    """What is shown first: the heaviest; of one weight what is urgent, and then what decides."""
    return (WEIGHTS.index(each.weight), not each.pressing, not each.decides)


def once(found: Iterable[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """Each cause once, with the entries about other documents that have it."""
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for each in found:
        key = (each.weight, each.pressing, each.said, each.rule, each.cause, each.waiver)
        alike.setdefault(key, []).append(each)
    return [(first, others) for first, *others in alike.values()]


def of_each_rule(found: Iterable[Entry]) -> list[Entry]:
    """The first entry of each rule, then the second of each, and so on: a part of them leaves out no rule."""
    number: Counter[tuple[str, str]] = Counter()
    ranked = []
    for each in found:
        key = (each.weight, each.rule)
        ranked.append((WEIGHTS.index(each.weight), number[key], each))
        number[key] += 1
    return [each for _, _, each in sorted(ranked, key=lambda ranks: ranks[:2])]


def waived(entries: Iterable[Entry]) -> list[Entry]:
    """What is waived, in the order of the record."""
    return [entry for entry in entries if entry.waiver]
