"""The summary of a job in Markdown: a table of the documents, and each cause that needs a look, once."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.output.failures import failure_words
from microdep_rules.output.formats import entries as entry
from microdep_rules.output.markdown import escape
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.overview import Row, columns, table
from microdep_rules.output.registers import STATES
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.standing import counts_words
from microdep_rules.output.waivers import IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.output.formats.entries import Entry, Run

MOST_LISTED = 200
"""So many findings are listed; GitHub takes a megabyte of one step, and nobody reads more."""
MOST_PLACES = 6
"""So many places of a cause are named."""
LONGEST = 500
"""So many characters of one cell."""


def render(run: Run) -> str:
    """The page. Every text of a document stands in it as text and nothing else."""
    found = entry.once(entry.findings(run.entries()))
    lines = ["## microdep check", "", escape(closing(run)), ""]
    lines += _documents(run)
    waived = entry.once(entry.waived(run.entries()))
    if found:
        lines += ["| | rule | part | what | where |", "|---|---|---|---|---|"]
        lines += [_row(*each) for each in found[:MOST_LISTED]]
        lines.append("")
    if len(found) > MOST_LISTED:
        lines += [f"And {len(found) - MOST_LISTED} more, which the record (`--format json`) has.", ""]
    if waived:
        lines += ["| waived | rule | part | by | where |", "|---|---|---|---|---|"]
        lines += [_waived(*each) for each in waived[:MOST_LISTED]]
        lines.append("")
    return "\n".join(lines)


def closing(run: Run) -> str:
    """One line: the verdict, how many documents and outcomes, the day and the packs."""
    summary = run.record["summary"]
    number = summary["documents"]
    documents = f"{number} document{'' if number == 1 else 's'}"
    packs = ", ".join(map(pack_words, run.record["packs"])) or "none"
    verdict = in_words(summary["verdict"])
    counted = counts_words(summary["counts"])
    told = f"{verdict}: {documents}: {counted}; as of {run.record['as_of']}; packs: {packs}"
    fails = failure_words(summary["failures"])
    return "; ".join(
        [
            told,
            *([f"fails: {fails}"] if fails else []),
            *chain.from_iterable(of_the_run(run.record).values()),
            *_registers(run),
        ]
    )


def _registers(run: Run) -> Iterator[str]:
    """How many waivers there are of each status, and how much a baseline knows."""
    statuses = Counter(each["status"] for each in run.record["waivers"])
    if statuses:
        yield "waivers: " + ", ".join(f"{statuses[word]} {word}" for word in IN_WORDS if statuses[word])
    if run.record["options"]["waivers_left_aside"]:
        yield "waivers were left aside"
    found = run.record["baseline"]
    if found is not None:
        told = ", ".join(f"{found[state]} {state}" for state in STATES)
        yield f"baseline: {told}, {len(found['gone'])} gone"


def _documents(run: Run) -> Iterator[str]:
    """A row for each document, the worst first; of many, those without findings are one row."""
    if not run.documents:
        return
    every = [
        Row(document.verdict, in_words(document.verdict), document.path, document.counts)
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


def _row(each: Entry, others: list[Entry]) -> str:
    said = each.said.replace("_", " ")
    cells = (said, each.rule, _about(each, others), each.message, _where(each, others))
    return f"| {' | '.join(map(_cell, cells))} |"


def _waived(each: Entry, others: list[Entry]) -> str:
    against = f"{AGAINST_LAW}: " if each.against_law else ""
    about = _about(each, others)
    cells = (each.words, each.rule, about, f"{against}{each.waiver}", _where(each, others))
    return f"| {' | '.join(map(_cell, cells))} |"


def _about(each: Entry, others: list[Entry]) -> str:
    """What a cause is about in the first document, and how much there is besides."""
    if not others or not each.subject:
        return each.subject
    return f"{each.subject}, and {sum(one.many for one in others):,} more"


def _where(each: Entry, others: list[Entry]) -> str:
    """The places of a cause: where it is first, in other documents, and how many there are besides."""
    places = [str(one.at) for one in (each, *others) if one.at is not None]
    more = len(places) - MOST_PLACES
    return ", ".join(places[:MOST_PLACES]) + (f" and {more:,} more" if more > 0 else "")


def _cell(text: str) -> str:
    return escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
