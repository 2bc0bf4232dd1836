"""Short text of `check --changed` if no document stops the commit.

The text names the open checks, because a passing commit has no other output.
"""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.output import close_to_fail, on_list, overview, waivers
from microdep_rules.output.asking.needs import OPEN, counts_of, is_open
from microdep_rules.output.closing import closing
from microdep_rules.output.from_here import from_here
from microdep_rules.output.places import fact_words
from microdep_rules.output.summary import packs_not_run
from microdep_rules.output.visible import exact, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

MOST_DOCUMENTS = 3
"""Largest number of documents with separate lines.

The line with the totals counts all documents.
"""
MOST_FACTS = 3
DECIDED = ("pass", "fail", "exempt", "disclose")


def render(checked: Checked, style: Style, options: Sequence[str] = ()) -> str:
    """Return one line for each of the first documents, and the lines about undecided checks.

    `options` are the options that the next command repeats, such as `--config`.
    """
    documents = overview.quiet_lines(checked, style)
    totals, *rest = closing(checked, style, quiet=True, everything=False)
    lines = documents if len(documents) == 1 else [*documents[:MOST_DOCUMENTS], totals]
    listed = [f"  {line}" for line in on_list.lines(checked.documents)]
    waived = [f"  {line}" for line in waivers.in_a_line(checked)]
    return "\n".join([*lines, *listed, *waived, *_undecided(checked, options), *rest]) + "\n"


def _undecided(checked: Checked, options: Sequence[str]) -> list[str]:
    """Return the lines about open checks; empty if there are none.

    The lines state whether all checks are open, and which of them are close to a fail.
    """
    counts = [counts_of(document) for document in checked.documents]
    if not any(number[OPEN] for number in counts):
        return []
    paths = [from_here(document.path) for document in checked.documents]
    command = shlex.join(["microdep", "check", *(paths if len(paths) == 1 else []), *options])
    lines = _nothing_decided(checked.documents)
    if lines and checked.not_run:
        lines.append(f"not run: {packs_not_run(checked.not_run)}")
    lines += close_to_fail.lines(checked.documents)
    return [
        *(f"  {line}" for line in lines),
        f"  open checks do not stop this commit; `{exact(command)}` lists them",
    ]


def _nothing_decided(documents: Sequence[CheckedDocument]) -> list[str]:
    """Return one line for each of the first documents without any decided check."""
    undecided = []
    for document in documents:
        number = counts_of(document)
        if number[OPEN] and not any(number[name] for name in DECIDED):
            undecided.append(document)
    if len(undecided) == len(documents):
        return [_no_decided_check(undecided)]
    lines = [
        _no_decided_check([document], f" in {from_here(document.path)}")
        for document in undecided[:MOST_DOCUMENTS]
    ]
    more = len(undecided) - MOST_DOCUMENTS
    if more > 0:
        lines.append(f"NO CHECK IS DECIDED in {more:,} more document{'s' if more > 1 else ''}")
    return lines


def _no_decided_check(documents: Sequence[CheckedDocument], where: str = "") -> str:
    """Return a sentence that no check is decided, with the most frequent missing facts."""
    facts = Counter(
        fact
        for document in documents
        for outcome in document.outcomes
        if is_open(outcome)
        for fact in dict.fromkeys(fact_words(question.missing) for question in outcome.missing)
    )
    named = [fact for fact, _ in facts.most_common(MOST_FACTS)]
    because = f", because facts are missing, such as {', '.join(named)}" if named else ""
    return visible(f"NO CHECK IS DECIDED{where}{because}")
