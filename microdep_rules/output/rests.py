"""What an outcome relies on besides facts, in the words of every screen and report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output.few import few

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = {
    "assumed_date": "assumed date",
    "company_list": "imported list",
    "contested": "not settled",
    "derived": "derived",
    "exception_not_demonstrated": "exception not shown",
    "looked_past": "part looked past",
    "milestones": "milestones",
    "name": "match by name",
    "not_stated": "not stated",
    "off_route": "recorded step",
    "presumption": "presumption",
    "stage_word": "wide word for a stage",
}
"""Every kind that the engine gives, in words."""
MOST_OF_A_KIND = 8
"""So many things of a kind are named with an outcome on a screen."""
TOLD_APART = frozenset({"exception_not_demonstrated"})
"""Exceptions have lines of their own, with what each would need."""


def rest_words(kind: str) -> str:
    """A kind in words.

    >>> rest_words("assumed_date")
    'assumed date'
    """
    return KINDS.get(kind, kind.replace("_", " "))


def rest_lines(relies_on: Iterable[tuple[str, str]], *, everything: bool = True) -> list[str]:
    """What is said of each thing that an outcome relies on, but for what has a section of its own.

    Without `everything` no more than a few of a kind, as where a component relies on the names of 200 owners.
    """
    kinds: dict[str, list[str]] = {}
    for kind, text in relies_on:
        if kind not in TOLD_APART:
            kinds.setdefault(kind, []).append(text)
    if not everything:
        kinds = {kind: few(texts, MOST_OF_A_KIND) for kind, texts in kinds.items()}
    return [f"{rest_words(kind)}: {text}" for kind, texts in kinds.items() for text in texts]
