"""Table of the documents of a check, the worst verdict first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.standing import WORST_FIRST, in_words
from microdep_rules.output import known
from microdep_rules.output.asking.needs import OPEN, counts_of
from microdep_rules.output.closing import ALWAYS, UNJUDGED, total_words, unchecked_reason
from microdep_rules.output.diagnostics import summary
from microdep_rules.output.from_here import from_here, with_quoted_paths_from_here
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

COLUMNS = ("fail", "error", OPEN, "disclose", "exempt", "pass")
"""Verdicts that can have a column, in order; a column of zeros is omitted, except for those in `ALWAYS`.

A table counts open checks (`OPEN`). The closing line also counts unknown outcomes.
"""
MOST_ROWS = 20
"""Largest number of documents with separate rows (half a screen)."""


class OverviewRow(Struct, frozen=True):
    """Row of one document, or of several documents with one verdict."""

    verdict: str
    word: str
    """Verdict of the document in words, or the reason why the document was not checked."""
    path: str
    counts: Mapping[str, int]
    many: int = 1

    @property
    def is_quiet(self) -> bool:
        """Return whether the document has no findings."""
        return self.verdict == "pass" and not any(self.counts.get(name) for name in COLUMNS if name != "pass")


def table(rows: Sequence[OverviewRow], most: int = MOST_ROWS) -> list[OverviewRow]:
    """Return the rows of the table, the worst verdict first.

    If there are more than `most` rows, only the first `most` documents with findings have separate rows. The
    other documents share one row for each verdict.
    """
    ranked = sorted(rows, key=_rank)
    if len(ranked) <= most:
        return ranked
    shown = [row for row in ranked if not row.is_quiet][:most]
    own = set(map(id, shown))
    left = [row for row in ranked if id(row) not in own]
    return [*shown, *(_together(verdict, left) for verdict in dict.fromkeys(row.verdict for row in left))]


def columns(rows: Iterable[OverviewRow]) -> list[str]:
    """Return the verdicts that have a column in the table."""
    every = list(rows)
    known = [name for name in COLUMNS if every and name in every[0].counts]
    return [name for name in known if name in ALWAYS or any(row.counts[name] for row in every)]


def _rank(row: OverviewRow) -> tuple[int, ...]:
    return (WORST_FIRST.index(row.verdict), *(-row.counts.get(name, 0) for name in COLUMNS))


def _together(verdict: str, left: Iterable[OverviewRow]) -> OverviewRow:
    alike = [row for row in left if row.verdict == verdict]
    total = {name: sum(row.counts[name] for row in alike) for name in alike[0].counts}
    more = f"{len(alike):,} more document{'s' if len(alike) > 1 else ''}"
    quiet = ", without findings" if all(row.is_quiet for row in alike) else ""
    return OverviewRow(verdict, in_words(verdict), f"{more}{quiet}", total, len(alike))


# ---- on a terminal -------------------------------------------------------------------------------------


def lines(checked: Checked, style: Style, *, everything: bool) -> list[str]:
    """Return the lines of the table; the path is the last column, so that the numbers are aligned."""
    every = [row_of(document) for document in checked.documents]
    rows = table(every, len(every) if everything else MOST_ROWS)
    names = columns(rows)
    words = [row.word.upper() for row in rows]
    first = max(map(width, words))
    wide = [max(width(in_words(n)), *(len(f"{row.counts[n]:,}") for row in rows)) + 2 for n in names]
    heads = "".join(in_words(n).rjust(w) for n, w in zip(names, wide, strict=True))
    texts = [style.faint(f"{'':<{first}}{heads}  document")]
    for row, word in zip(rows, words, strict=True):
        numbers = "".join(f"{row.counts[n]:,}".rjust(w) for n, w in zip(names, wide, strict=True))
        path = visible(from_here(row.path))
        texts.append(f"{style.kind(row.verdict, word.ljust(first))}{numbers}  {path}")
    more = sum(row.many for row in rows if row.many > 1)
    if more:
        texts.append(style.faint("--verbose gives each document a row; --quiet prints one line for each"))
    return texts


def quiet_lines(checked: Checked, style: Style) -> list[str]:
    """Return a line for each document: its verdict, its path, and its number of outcomes."""
    return [
        f"{style.kind(document.verdict, _word(document).upper())}  {visible(from_here(document.path))}: "
        f"{_counted(document)}"
        for document in checked.documents
    ]


def row_of(document: CheckedDocument) -> OverviewRow:
    """Return the row of a document."""
    return OverviewRow(document.verdict, _word(document), document.path, counts_of(document))


def _word(document: CheckedDocument) -> str:
    return unchecked_reason(document) if document.verdict == "invalid" else in_words(document.verdict)


def _counted(document: CheckedDocument) -> str:
    if document.is_invalid:
        why = with_quoted_paths_from_here(document.unchecked)
        return why.removeprefix(f"{UNJUDGED}, ") or summary(document.diagnostics)
    text = total_words([counts_of(document)])
    return f"{text}; {known.NOTHING_NEW}" if document.news != document.verdict else text
