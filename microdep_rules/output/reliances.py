"""Texts about the reliances of an outcome, such as imported lists, interpretations and assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output.few import few

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = {
    "assumed_date": "assumed date",
    "company_list": "imported list",
    "contested": "interpretation unsettled",
    "derived": "derived fact",
    "exception_not_demonstrated": "exception not demonstrated",
    "excluded": "component excluded",
    "milestones": "stage milestones",
    "name": "match by name",
    "not_stated": "fact not stated",
    "off_route": "recorded stage",
    "presumption": "presumption",
    "stage_word": "general word for a stage",
}
"""Label for each kind of reliance; the list of reliances follows after the label."""
IN_A_SENTENCE = {
    "assumed_date": "assumed dates",
    "company_list": "imported lists",
    "contested": "unsettled interpretations",
    "derived": "derived facts",
    "exception_not_demonstrated": "exceptions not demonstrated",
    "excluded": "excluded components",
    "milestones": "stage milestones",
    "name": "matches by name",
    "not_stated": "facts not stated",
    "off_route": "recorded stages",
    "presumption": "presumptions",
    "stage_word": "general words for stages",
}
"""Words for each kind of reliance, for a sentence that begins with `relies on`."""
MOST_OF_A_KIND = 8
"""Largest number of reliances of one kind that a terminal shows for one outcome."""
WITH_OWN_LINES = frozenset({"exception_not_demonstrated"})
"""Kinds of reliances that the output shows on separate lines.

For example, an exception has a line with its missing facts.
"""


def reliance_label(kind: str) -> str:
    """Return the label of a kind of reliance, in front of a list.

    >>> reliance_label("assumed_date")
    'assumed date'
    """
    return KINDS.get(kind, kind.replace("_", " "))


def reliance_words(kinds: Iterable[str]) -> str:
    """Return the words for some kinds of reliances, for a sentence that begins with `relies on`.

    >>> reliance_words({"derived", "contested", "milestones"})
    'derived facts, stage milestones and unsettled interpretations'
    """
    words = sorted(IN_A_SENTENCE.get(kind, kind.replace("_", " ")) for kind in kinds)
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def reliance_lines(relies_on: Iterable[tuple[str, str]], *, everything: bool = True) -> list[str]:
    """Return one line for each reliance of an outcome, without the kinds in `WITH_OWN_LINES`.

    Without `everything`, the lines name only a few reliances of each kind, because a component may rely on
    200 names of owners.
    """
    kinds: dict[str, list[str]] = {}
    for kind, text in relies_on:
        if kind not in WITH_OWN_LINES:
            kinds.setdefault(kind, []).append(text)
    if not everything:
        kinds = {kind: few(texts, MOST_OF_A_KIND) for kind, texts in kinds.items()}
    return [f"{reliance_label(kind)}: {text}" for kind, texts in kinds.items() for text in texts]
