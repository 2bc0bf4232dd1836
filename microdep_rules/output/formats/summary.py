"""Summary of a check in Markdown: a table of the documents, and each cause that needs attention."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.output.closing import total_words
from microdep_rules.output.failures import failure_words
from microdep_rules.output.formats import entries as entry
from microdep_rules.output.markdown import escape
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.overview import OverviewRow, columns, table
from microdep_rules.output.registers import STATES
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.waivers import IN_WORDS
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.output.formats.entries import FormatEntry, RunEntries

MOST_LISTED = 200
"""Largest number of findings in the summary, because GitHub accepts only one megabyte."""
MOST_PLACES = 6
"""Largest number of positions that are listed for one cause."""
LONGEST = 500
"""Longest text of a cell, in characters."""


def render(run: RunEntries) -> str:
    """Return the summary of a check as Markdown.

    The summary shows every text of a document as plain text, without Markdown.
    """
    causes = entry.once(entry.findings(run.entries()))
    lines = ["## microdep check", "", escape(closing(run)), ""]
    lines += _documents(run)
    waived = entry.once(entry.waived(run.entries()))
    if causes:
        lines += ["| | rule | component | result | place |", "|---|---|---|---|---|"]
        lines += [_row(*cause) for cause in causes[:MOST_LISTED]]
        lines.append("")
    if len(causes) > MOST_LISTED:
        lines += [f"And {len(causes) - MOST_LISTED} more; the record (`--format json`) has all.", ""]
    if waived:
        lines += ["| waived | rule | component | by | place |", "|---|---|---|---|---|"]
        lines += [_waived(*cause) for cause in waived[:MOST_LISTED]]
        lines.append("")
    exempt = entry.once(entry.exempt(run.entries()))
    if exempt:
        lines += ["| exempt | rule | component | by | place |", "|---|---|---|---|---|"]
        lines += [_exempt(*cause) for cause in exempt[:MOST_LISTED]]
        lines.append("")
    return "\n".join(lines)


def closing(run: RunEntries) -> str:
    """Return one line: the verdict, the numbers of documents and outcomes, the date and the packs."""
    summary = run.record["summary"]
    number = summary["documents"]
    documents = counted_noun(number, "document")
    packs = ", ".join(map(pack_words, run.record["packs"])) or "none"
    verdict = in_words(summary["verdict"])
    counted = total_words([document.checks for document in run.documents])
    if not any(any(document.checks.values()) for document in run.documents):
        counted = "no outcome"
    line = f"{verdict}: {documents}: {counted}; as of {run.record['as_of']}; packs: {packs}"
    fails = failure_words(summary["failures"])
    return "; ".join(
        [
            line,
            *([f"fails: {fails}"] if fails else []),
            *chain.from_iterable(of_the_run(run.record).values()),
            *_registers(run),
        ]
    )


def _registers(run: RunEntries) -> Iterator[str]:
    """Yield the number of waivers of each status, and the totals of the baseline."""
    statuses = Counter(waiver["status"] for waiver in run.record["waivers"])
    if statuses:
        yield "waivers: " + ", ".join(f"{statuses[word]} {word}" for word in IN_WORDS if statuses[word])
    if run.record["options"]["waivers_ignored"]:
        yield "waivers were ignored"
    baseline = run.record["baseline"]
    if baseline is not None:
        counts = ", ".join(f"{baseline[state]} {state}" for state in STATES)
        yield f"baseline: {counts}, {len(baseline['gone'])} gone"


def _documents(run: RunEntries) -> Iterator[str]:
    """Yield the rows of a table with one row for each document, the worst verdict first.

    If there are many documents, the documents without findings share one row.
    """
    if not run.documents:
        return
    every = [
        OverviewRow(document.verdict, in_words(document.verdict), document.path, document.checks)
        for document in run.documents
    ]
    rows = table(every)
    names = columns(rows)
    yield f"| document | verdict | {' | '.join(map(in_words, names))} |"
    yield f"|---|---|{'--:|' * len(names)}"
    for row in rows:
        numbers = " | ".join(f"{row.counts[name]:,}" for name in names)
        yield f"| {_cell(row.path)} | {row.word} | {numbers} |"
    yield ""


def _row(cause: FormatEntry, others: list[FormatEntry]) -> str:
    kind = cause.kind.replace("_", " ")
    cells = (
        kind,
        cause.rule,
        _subject_of_cause(cause, others),
        cause.message,
        _positions_of_cause(cause, others),
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _waived(cause: FormatEntry, others: list[FormatEntry]) -> str:
    against = f"{AGAINST_LAW}: " if cause.against_law else ""
    about = _subject_of_cause(cause, others)
    cells = (cause.words, cause.rule, about, f"{against}{cause.waiver}", _positions_of_cause(cause, others))
    return f"| {' | '.join(map(_cell, cells))} |"


def _exempt(cause: FormatEntry, others: list[FormatEntry]) -> str:
    about = _subject_of_cause(cause, others)
    cells = (cause.words, cause.rule, about, "; ".join(cause.exceptions), _positions_of_cause(cause, others))
    return f"| {' | '.join(map(_cell, cells))} |"


def _subject_of_cause(cause: FormatEntry, others: list[FormatEntry]) -> str:
    """Return the subject of a cause, and the number of other checks with this cause."""
    if not others or not cause.subject:
        return cause.subject
    return f"{cause.subject}, and {sum(one.many for one in others):,} more"


def _positions_of_cause(cause: FormatEntry, others: list[FormatEntry]) -> str:
    """Return the first position of a cause in each document, and the number of omitted positions."""
    places = [str(one.at) for one in (cause, *others) if one.at is not None]
    return and_more(places, MOST_PLACES)


def _cell(text: str) -> str:
    return escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
