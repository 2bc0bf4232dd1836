"""Open checks that are close to a fail: the requirement is violated, or an approved alternate fails.

The output for a passing commit names these open checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.asking.needs import is_open
from microdep_rules.output.unknowns import name_of
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.output.checked import CheckedDocument

MOST_LINES = 2
"""Largest number of open checks that each have a line of their own."""


def lines(documents: Iterable[CheckedDocument]) -> list[str]:
    """Return one line for each open check that is close to a fail.

    At most `MOST_LINES` open checks have a line; the last line states the number of further open checks.
    """
    texts = list(dict.fromkeys(text for document in documents for text in _of_document(document)))
    more = len(texts) - MOST_LINES
    if more > 0:
        texts[MOST_LINES:] = [f"and {more:,} more open check{'s' if more > 1 else ''} close to a fail"]
    return texts


def _of_document(document: CheckedDocument) -> Iterator[str]:
    """Yield a sentence about each open check that is close to a fail."""
    yield from _of_alternates(document)
    for outcome in document.outcomes:
        if not is_open(outcome) or outcome.waiver or outcome.baseline == KNOWN or document.bom is None:
            continue
        if outcome.verdict is Verdict.FAIL:
            continue
        if outcome.violated and outcome.decides:
            name = name_of(outcome.subject.id, document)
            yield visible(f"{name} violates {outcome.rule.id}, but the verdict is still open")


def _of_alternates(document: CheckedDocument) -> Iterator[str]:
    """Yield a sentence about each approved alternate that fails, with the rules."""
    failed: dict[str, list[str]] = {}
    for outcome in document.outcomes:
        is_accepted = outcome.waiver or outcome.baseline == KNOWN
        if outcome.verdict is Verdict.FAIL and outcome.alternate and not is_accepted:
            failed.setdefault(outcome.subject.id, []).append(outcome.rule.id)
    for subject, rules in failed.items():
        name = name_of(subject, document)
        yield visible(f"`{name}` is an approved alternate and fails {and_more(dict.fromkeys(rules), 2)}")
