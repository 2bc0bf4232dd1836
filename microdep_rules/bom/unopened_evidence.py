"""Sentences about evidence that nobody opened, for all outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NAMED = 3
BY_NOBODY = "evidence that nobody opened"


def unopened_evidence_sentences(clears: int, corrections: Sequence[str], waivers: int) -> list[str]:
    """Return sentences, without full stops, about results that rely on evidence that nobody opened.

    >>> unopened_evidence_sentences(1, ["`origin` `CN` of `Magnet` is now `JP`"], 0)
    ['1 clear relies on evidence that nobody opened', '1 correction relies on evidence that nobody opened: \
`origin` `CN` of `Magnet` is now `JP`']
    """
    counted = ((clears, "clear", ()), (len(corrections), "correction", corrections), (waivers, "waiver", ()))
    return [_sentence(count, kind, named) for count, kind, named in counted if count]


def _sentence(count: int, kind: str, named: Sequence[str]) -> str:
    sentence = (
        f"{count} {kind} relies on {BY_NOBODY}" if count == 1 else f"{count} {kind}s rely on {BY_NOBODY}"
    )
    return sentence + (f": {and_more(named, MOST_NAMED, '; ')}" if named else "")
