"""Sentences about evidence that nobody opened, for all outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return sentence + (f": {'; '.join(named[:MOST_NAMED])}{more}" if named else "")
