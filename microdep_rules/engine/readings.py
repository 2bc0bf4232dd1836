"""Facts as read, and values with the facts they came from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.values import MissingFact, Unknown
from microdep_rules.vocabulary.slugs import slug

NAMES_KEPT = 50_000

NOTHING_APPLIES = "nothing to which the requirement applies"
"""Reason for an unknown requirement on an empty list."""
CONTRADICTION = "the document contradicts itself"
"""Reason for an unknown fact with two statements that cannot both be true."""
COMPUTED = "computed from these facts"
"""Source of a computed share that is disclosed."""


class ListWords(Struct, frozen=True, eq=False):
    """Words of a list behind a fact. The fact is the same for any words."""

    words: frozenset[str] = frozenset()
    contested: frozenset[str] = frozenset()
    """Words that are in the list only because of a contested entry."""
    whole: bool = False
    """The list as a whole is contested, which also matters for words that are not in it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListWords)

    def __hash__(self) -> int:
        return 0


class Fact(Struct, frozen=True, cache_hash=True, gc=False):
    """A fact as read: its name in rules, its value as text, and its position."""

    name: str
    text: str
    pointer: str
    file: str = ""
    evidence: tuple[str, ...] = ()
    element: str = ""
    cites: str = ""
    """For an entry of the pack: its source."""
    contested: str = ""
    """For an entry of the pack: its disputed interpretation."""
    of_list: ListWords | None = None
    """The words, for entries of a list."""


class Reading(Struct, frozen=True, gc=False):
    """A value with its facts, and the missing facts that would narrow it."""

    value: Any
    facts: tuple[Fact, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    reason: str = ""
    """For bounds: the reason why they are open, besides missing facts."""


@lru_cache(maxsize=NAMES_KEPT)
def shown_party(name: str, id_: str) -> str:
    """Return a party as shown in facts: its name, followed by its id if that adds information.

    >>> shown_party("Hangzhou Hikvision", "hik"), shown_party("AT&T Radio", "at-t-radio")
    ('Hangzhou Hikvision (hik)', 'AT&T Radio')
    """
    return name if name == id_ or id_ == slug(name) else f"{name} ({id_})"


def unshown(reading: Reading) -> Reading:
    """Return a fact that is recorded without the evidence that the rule requires, as if it were unknown."""
    lacks = tuple(replace(lack, held="bare") for lack in reading.missing)
    return Reading(Unknown("not evidenced"), reading.facts, lacks)
