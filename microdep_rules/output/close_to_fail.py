"""Open checks that are close to a fail: a name is similar to a listed name, or the requirement is violated.

The output for a commit that passes names only these open checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.grouping import KNOWN
from microdep_rules.output.asking.needs import is_open
from microdep_rules.output.unknowns import name_of
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument

MOST_LINES = 2
"""Largest number of open checks that each have a line of their own."""


def lines(documents: Iterable[CheckedDocument]) -> list[str]:
    """Return one line for each open check that is close to a fail.

    At most `MOST_LINES` open checks have a line; the last line states the number of further open checks.
    """
    places: dict[str, str] = {}
    for document in documents:
        for text, place in _of_document(document):
            places.setdefault(text, place)
    texts = [f"{text}  ({place})" if place else text for text, place in places.items()]
    more = len(texts) - MOST_LINES
    if more > 0:
        texts[MOST_LINES:] = [f"and {more:,} more open check{'s' if more > 1 else ''} close to a fail"]
    return texts


def _of_document(document: CheckedDocument) -> Iterator[tuple[str, str]]:
    """Yield a sentence about each open check that is close to a fail, and a position in a file."""
    for outcome in document.outcomes:
        if not is_open(outcome) or outcome.waiver or outcome.baseline == KNOWN or document.bom is None:
            continue
        for member in outcome.members or (outcome,):
            yield from _of_outcome(member, document)
        if outcome.violated and outcome.decides:
            name = name_of(outcome.subject.id, document)
            yield visible(f"{name} violates {outcome.rule.id}, but the verdict is still open"), ""


def _of_outcome(outcome: Outcome, document: CheckedDocument) -> Iterator[tuple[str, str]]:
    for question in outcome.missing:
        if question.listed:
            name = name_of(question.missing.subject, document)
            about = "may be" if question.missing.name == "party.identifiers" else "may be made by"
            place = document.locate(
                document.file_of(question.missing.of, question.missing.pointer), question.missing.pointer
            )
            where = visible(str(place)) if place is not None else ""
            yield visible(f"`{name}` {about} the listed company `{question.listed}`"), where
